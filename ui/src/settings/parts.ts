/** The parts of the settings: one row each. */
import type {Component} from "svelte"
import type {Role} from "../lib/session.svelte"

export interface Part {
  id: string
  label: string
  group: string
  need: Role
  load: () => Promise<{default: Component}>
}

export const parts: readonly Part[] = [
  {id: "me", label: "My account", group: "You", need: "reader", load: () => import("./Me.svelte")},
  {id: "tokens", label: "API tokens", group: "You", need: "reader", load: () => import("./Tokens.svelte")},
  {id: "components", label: "Components", group: "Record", need: "reader", load: () => import("./Components.svelte")},
  {id: "teams", label: "Teams", group: "Record", need: "reader", load: () => import("./Teams.svelte")},
  {id: "people", label: "People", group: "Record", need: "reader", load: () => import("./People.svelte")},
  {id: "templates", label: "Templates", group: "Record", need: "reader", load: () => import("./Templates.svelte")},
  {id: "sources", label: "Sources", group: "Intake", need: "reader", load: () => import("./Sources.svelte")},
  {id: "accounts", label: "Accounts", group: "Installation", need: "admin", load: () => import("./Accounts.svelte")},
  {id: "organisation", label: "Organisation", group: "Installation", need: "admin", load: () => import("./Organisation.svelte")},
  {id: "record", label: "Log and backup", group: "Installation", need: "admin", load: () => import("./Record.svelte")},
]
