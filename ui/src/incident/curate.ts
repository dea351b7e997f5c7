/**
 * What people do to events: shown at once, taken back by Undo. Whoever changed an event first wins: the other one is
 * told, and sees what it says now.
 */
import {ApiError, del, patch, post} from "../lib/api"
import {count} from "../lib/files"
import {later, toast, toasts} from "../lib/toast.svelte"
import type {Event, EventEdit, EventNew} from "../lib/types"
import {plain, type Events} from "./events.svelte"

const atOnceMax = 1000

/** True when it was somebody else's change: it is shown now, and said so. */
export async function stale(e: unknown, events: Events, id: string) {
  if (!(e instanceof ApiError) || !e.conflict) return false
  const now = await events.refresh(id).catch(() => null)
  toast(`${now?.edited_by?.name ?? "Somebody"} changed this event first: it is shown as it is now, and your change was not kept.`, {tone: "danger"})
  return true
}

async function change(events: Events, id: string, edit: EventEdit, shown: Partial<Event>) {
  const uncover = events.cover([id], shown)
  try {
    const version = events.find(id)?.version
    events.put(plain(await patch<Event>(`/events/${id}`, edit, version === undefined ? {} : {version})))
    return true
  } catch (e) {
    if (!(await stale(e, events, id))) toasts.fail(e)
    return false
  } finally {
    uncover()
  }
}

async function changeAll(events: Events, incident: string, ids: string[], edit: {hidden?: boolean; key?: boolean}) {
  const uncover = events.cover(ids, edit)
  try {
    for (let i = 0; i < ids.length; i += atOnceMax) await patch(`/incidents/${incident}/events`, {ids: ids.slice(i, i + atOnceMax), ...edit})
    events.reload()
    await new Promise((go) => setTimeout(go, 400))
    return true
  } catch (e) {
    toasts.fail(e)
    return false
  } finally {
    uncover()
  }
}

type Flag = "hidden" | "key"

const done = {
  hidden: [(n: string) => `${n} hidden.`, (n: string) => `${n} shown again.`],
  key: [(n: string) => `${n} marked as key.`, (n: string) => `${n} no longer key.`],
} as const

/** Hides or shows, marks as key or not: one or several. */
export async function setFlag(events: Events, incident: string, some: Event[], flag: Flag, value: boolean) {
  const differing = some.filter((e) => e[flag] !== value)
  if (differing.length === 0) return
  const ids = differing.map((e) => e.id)
  const apply = (to: boolean) =>
    ids.length === 1 ? change(events, ids[0]!, {[flag]: to}, {[flag]: to}) : changeAll(events, incident, ids, {[flag]: to})
  const saving = apply(value)
  const words = done[flag][value ? 0 : 1](ids.length === 1 ? "Event" : count(ids.length, "event"))
  toast(words, {undo: async () => void ((await saving) && (await apply(!value)))})
  await saving
}

const backOf = (e: Event): EventEdit => ({title: e.title, detail: e.detail, at: e.at, precision: e.precision, kind: e.kind})

/** Saves an edit; throws what the server says, so that the editor can keep what was typed. */
export async function saveEdit(events: Events, before: Event, edit: EventEdit) {
  const shown = Object.fromEntries(Object.entries(edit).filter(([, v]) => v !== null)) as Partial<Event>
  const uncover = events.cover([before.id], shown)
  try {
    const now = plain(await patch<Event>(`/events/${before.id}`, edit, {version: before.version}))
    events.put(now)
    toast("Saved.", {undo: async () => void events.put(plain(await patch<Event>(`/events/${now.id}`, backOf(before), {version: now.version})))})
    return now
  } finally {
    uncover()
  }
}

export async function addEvent(events: Events, incident: string, event: EventNew) {
  const made = plain(await post<Event>(`/incidents/${incident}/events`, event, {idempotencyKey: crypto.randomUUID?.() ?? String(Math.random())}))
  events.put(made)
  toast("Line added.", {
    undo: async () => {
      await del(`/events/${made.id}`)
      events.remove(made.id)
    },
  })
  return made
}

export function removeWritten(events: Events, event: Event) {
  later("Line deleted.", () => events.remove(event.id) as () => void, () => del(`/events/${event.id}`))
}
