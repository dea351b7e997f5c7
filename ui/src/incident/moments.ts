/** What people decide about moments: shown at once, taken back by Undo. */
import {ApiError, put, sentence} from "../lib/api"
import type {Loaded} from "../lib/load.svelte"
import {toast, toasts} from "../lib/toast.svelte"
import type {Moment, MomentEdit, TimelineFacts} from "../lib/types"

export const named = (kind: string) => kind[0]!.toUpperCase() + kind.slice(1)

const words = {proposed: "as proposed", confirmed: "confirmed", corrected: "corrected", rejected: "rejected"} as const

function shown(facts: TimelineFacts, m: Moment): TimelineFacts {
  return {...facts, moments: facts.moments.map((x) => (x.kind === m.kind ? m : x))}
}

const backOf = (m: Moment): MomentEdit => ({state: m.state, at: m.state === "corrected" ? m.at : null, event_id: m.state === "corrected" ? m.event_id : null, note: m.note})

export async function decide(incident: string, facts: Loaded<TimelineFacts>, before: Moment, edit: MomentEdit, undo = true) {
  const data = facts.data
  if (!data) return
  const now = {...before, state: edit.state, ...(edit.at ? {at: edit.at, found: true} : {}), ...(edit.event_id ? {event_id: edit.event_id} : {})}
  const back = facts.set(shown(data, now))
  try {
    const said = await put<Moment>(`/incidents/${incident}/moments/${before.kind.replaceAll(" ", "-")}`, {...edit, version: before.version})
    facts.set(shown(facts.data ?? data, said))
    facts.soon()
    if (undo) toast(`${named(before.kind)}: ${words[edit.state]}.`, {undo: () => decide(incident, facts, said, backOf(before), false)})
  } catch (e) {
    back()
    facts.reload()
    if (e instanceof ApiError && e.conflict) toast(`Somebody decided about '${before.kind}' first: it is shown as it is now.`, {tone: "danger"})
    else toasts.show(sentence(e), {tone: "danger"})
  }
}
