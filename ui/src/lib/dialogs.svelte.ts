/** Dialogs that any page may open; App.svelte shows them. */
import type {Upload} from "./api"

class Dialogs {
  /** The new incident and the files to begin it with; null: closed */
  newIncident = $state.raw<{files: Upload[]} | null>(null)
}

export const dialogs = new Dialogs()
