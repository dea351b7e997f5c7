import type {Activity} from "../lib/types"

/** What one person did to one record within a short time, newest first. */
export interface Happened {
  last: Activity
  /** How many things it was done to */
  count: number
}

const togetherMs = 30 * 60 * 1000

/** Whoever goes through a document changes section after section: that is one thing that happened. `all`: newest first. */
export function fold(all: readonly Activity[]): Happened[] {
  const rows: {last: Activity; what: string; earliest: number; subjects: Set<string>}[] = []
  for (const a of all) {
    const what = JSON.stringify([a.actor, a.via, a.action, a.incident])
    const at = new Date(a.at).getTime()
    const row = rows.find((r) => r.what === what && a.incident !== "" && r.earliest - at <= togetherMs)
    if (!row) {
      rows.push({last: a, what, earliest: at, subjects: new Set([a.subject])})
      continue
    }
    row.earliest = at
    row.subjects.add(a.subject)
  }
  return rows.map((r) => ({last: r.last, count: r.subjects.size}))
}
