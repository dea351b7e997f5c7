/** The live blocks of docs/markdown.md: what each is called, and what it shows. */
export const blocks = [
  ["timeline", "Timeline", "Its key events, in time order"],
  ["timeline all", "Whole timeline", "Every event in it that is not hidden"],
  ["moments", "Moments", "Impact started, detected, mitigated … with what tells so"],
  ["durations", "Durations", "Time to detect, to mitigate, to resolve …"],
  ["impact", "Impact", "What was counted: alerts, tickets, public notices"],
  ["people", "People", "Who took part, in which role"],
  ["picture", "Picture", "The timeline as a picture: sources, phases, moments"],
] as const

export const blockText = (name: string) => "```aftermath " + name + "\n```"
