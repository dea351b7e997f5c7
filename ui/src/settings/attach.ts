/** What becomes of what a source sends. */
export const attachOptions = [
  ["open", "to the open incident, else to the inbox"],
  ["opens", "to the open incident; an alert opens one"],
  ["inbox", "always to the inbox"],
] as const
