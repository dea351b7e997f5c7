/** What was typed and is not saved yet: kept on this device until the server has it, and offered again after a crash. */
import {session} from "../lib/session.svelte"

export interface Draft {
  text: string
  /** Of the section that it was begun from */
  version: number
  at: string
}

const prefix = "aftermath.draft"
const daysMax = 60
const place = (postmortem: string, section: string) => [prefix, session.user?.id, postmortem, section].join("/")

/** True when it is kept: private windows and full disks refuse. */
export function keepDraft(postmortem: string, section: string, draft: Draft) {
  try {
    localStorage.setItem(place(postmortem, section), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function readDraft(postmortem: string, section: string): Draft | null {
  try {
    const said = JSON.parse(localStorage.getItem(place(postmortem, section)) ?? "null") as Draft | null
    return said && typeof said.text === "string" && typeof said.version === "number" ? said : null
  } catch {
    return null
  }
}

export function dropDraft(postmortem: string, section: string) {
  try {
    localStorage.removeItem(place(postmortem, section))
  } catch {
    // Where nothing can be kept, nothing is to be removed.
  }
}

/** What nobody came back to in two months goes. */
export function sweepDrafts(now = Date.now()) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(prefix + "/")) continue
      const at = (JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Draft>).at
      if (!at || now - new Date(at).getTime() > daysMax * 864e5) localStorage.removeItem(key)
    }
  } catch {
    // As above.
  }
}
