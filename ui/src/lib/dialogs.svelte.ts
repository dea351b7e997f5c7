/** Dialogs that any page may open; App.svelte shows them. */
import type {Upload} from "./api"
import type {Incident, IncidentRef} from "./types"

class Dialogs {
  /** The new incident and the files to begin it with; null: closed */
  newIncident = $state.raw<{files: Upload[]} | null>(null)
  /** The new post-mortem and the incidents that are chosen already; null: closed */
  newPostmortem = $state.raw<{incidents: readonly (Incident | IncidentRef)[]} | null>(null)
}

export const dialogs = new Dialogs()
