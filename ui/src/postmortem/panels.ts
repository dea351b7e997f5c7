/** The tabs beside the document; in the address as ?panel=. */
export const panelTabs = [
  ["timeline", "Timeline"],
  ["guidance", "Guidance"],
  ["history", "Versions"],
  ["files", "Files"],
] as const

export type PanelTab = (typeof panelTabs)[number][0]

export const panelOf = (said: string | null): PanelTab | null => panelTabs.find(([id]) => id === said)?.[0] ?? null
