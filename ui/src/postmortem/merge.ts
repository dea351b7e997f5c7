/** Two versions of one text, and for each place where they differ which one is taken. */
import {diffLines} from "./diff"

export type Choice = "theirs" | "mine" | "both"

export interface Part {
  same: boolean
  theirs: string
  mine: string
}

export function parts(theirs: string, mine: string): Part[] {
  return diffLines(theirs, mine).map((h) => ({same: h.same, theirs: h.before.join("\n"), mine: h.after.join("\n")}))
}

export function merged(list: readonly Part[], choices: readonly Choice[]) {
  const lines: string[] = []
  const push = (text: string) => text !== "" && lines.push(text)
  list.forEach((p, i) => {
    if (p.same) lines.push(p.mine)
    else {
      if (choices[i] !== "mine") push(p.theirs)
      if (choices[i] !== "theirs") push(p.mine)
    }
  })
  return lines.join("\n")
}
