/** What may become of a post-mortem's state, and who may do that: as src/model/postmortem.c has it. */
import type {Role} from "../lib/session.svelte"
import type {Postmortem} from "../lib/types"

export type State = Postmortem["state"]

export const stateWords: Record<State, string> = {draft: "Draft", "in review": "In review", reviewed: "Reviewed", closed: "Closed"}
export const stateAbout: Record<State, string> = {
  draft: "It is being written",
  "in review": "Others read it and say what is missing",
  reviewed: "It is agreed on",
  closed: "Final: its text no longer changes",
}

const moves: [from: State, to: State, least: Role][] = [
  ["draft", "in review", "editor"],
  ["in review", "draft", "editor"],
  ["in review", "reviewed", "editor"],
  ["reviewed", "in review", "editor"],
  ["reviewed", "closed", "editor"],
  ["closed", "reviewed", "admin"],
]

export const nextStates = (from: State, can: (role: Role) => boolean) => moves.filter(([a, , least]) => a === from && can(least)).map(([, to]) => to)
