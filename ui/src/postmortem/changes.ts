/** What can be done to a post-mortem's sections. Each says what it did, with Undo. */
import {ApiError, del, get, post, put, sentence} from "../lib/api"
import {attempt, later, toast} from "../lib/toast.svelte"
import type {Restore, Section, SectionDraft, SectionEdit, SectionNew} from "../lib/types"
import type {Doc} from "./doc.svelte"
import {Editing, leftBehind} from "./editing.svelte"

const path = (doc: Doc, key = "") => `/postmortems/${doc.id}/sections${key && "/" + encodeURIComponent(key)}`

/** Opens a section for writing; with a draft that was left behind, that. Another one that is open is put away. */
export function edit(doc: Doc, key: string, o: {text?: string; caret?: number | null; caretY?: number | null; from?: number} = {}) {
  const section = doc.section(key)
  if (!section || !doc.mayWrite || doc.editing?.key === key) return
  if (doc.editing) leave(doc)
  const left = leftBehind(doc.id, section)
  const editing = new Editing(doc.id, section, o.text ?? left?.text)
  const from = o.from ?? (o.text === undefined ? left?.version : undefined)
  // Begun from an older version: saving then shows both.
  if (from !== undefined && from !== section.version) editing.base = {...section, version: from}
  editing.caret = o.caret ?? null
  editing.caretY = o.caretY ?? null
  doc.current = key
  doc.editing = editing
}

/** Stops writing without saving: nothing is lost, the draft stays on this device. */
export function leave(doc: Doc) {
  const editing = doc.editing
  if (!editing) return
  editing.keep()
  doc.editing = null
  doc.typing = false
  doc.put = new Set([...doc.put].filter((k) => k !== editing.key))
  if (!editing.changed) return
  toast(`Not saved: your text for “${editing.base.title}” is kept as a draft on this device.`, {
    undo: () => edit(doc, editing.key, {text: editing.text, from: editing.base.version}),
  })
}

export async function save(doc: Doc, stay = false) {
  const editing = doc.editing
  if (!editing || editing.saving) return
  const {base, text} = editing
  if (!editing.changed) {
    if (!stay) leave(doc)
    return
  }
  editing.keep()
  editing.saving = true
  editing.error = ""
  try {
    const saved = await put<Section>(path(doc, base.key), {body: text} satisfies SectionEdit, {version: base.version})
    doc.take(saved)
    editing.saved(saved)
    if (!stay && !editing.changed && doc.editing === editing) {
      doc.editing = null
      doc.typing = false
    }
    toast(`Saved “${saved.title}”.`, {tone: "good", undo: () => bring(doc, saved.key, base.version)})
  } catch (e) {
    if (e instanceof ApiError && e.conflict) await compare(doc, editing)
    else editing.error = `Not saved. ${sentence(e)}`
  } finally {
    editing.saving = false
  }
}

/** Shows somebody else's version beside the one that is written. */
export async function compare(doc: Doc, editing: Editing) {
  try {
    editing.theirs = await get<Section>(path(doc, editing.key))
    doc.take(editing.theirs)
  } catch (e) {
    editing.error = `Somebody saved this section first, and their version could not be loaded. ${sentence(e)}`
  }
}

async function bring(doc: Doc, key: string, version: number) {
  doc.take(await post<Section>(path(doc, key) + "/restore", {version} satisfies Restore))
}

export async function restore(doc: Doc, key: string, version: number) {
  const before = doc.section(key)!.version
  return attempt(async () => {
    await bring(doc, key, version)
    toast(`Version ${version} is back.`, {tone: "good", undo: () => bring(doc, key, before)})
  })
}

export async function draftAgain(doc: Doc, key: string, confirmed = false) {
  const before = doc.section(key)!
  return attempt(async () => {
    doc.take(await post<Section>(path(doc, key) + "/draft", {confirmed} satisfies SectionDraft))
    toast(`“${before.title}” is drafted again from the evidence.`, {undo: () => bring(doc, key, before.version)})
  })
}

export async function add(doc: Doc, title: string, after: string) {
  const made = await post<Section>(path(doc), {title, after} satisfies SectionNew)
  const list = doc.sections
  const at = list.findIndex((s) => s.key === after)
  doc.show({sections: [...list.slice(0, at + 1), made, ...list.slice(at + 1)]})
  doc.take(made)
  doc.reload()
  return made
}

export async function rename(doc: Doc, key: string, title: string) {
  const s = doc.section(key)!
  if (!title.trim() || title === s.title) return
  const back = doc.show({sections: doc.sections.map((x) => (x.key === key ? {...x, title} : x))})
  const ok = await attempt(async () => {
    doc.take(await put<Section>(path(doc, key), {body: s.body, title} satisfies SectionEdit, {version: s.version}))
    toast("Renamed.", {undo: () => bring(doc, key, s.version)})
  })
  if (!ok) back()
}

/** Puts a section behind another; "" makes it the first. */
export async function move(doc: Doc, key: string, after: string, quiet = false) {
  const list = doc.sections
  const s = doc.section(key)
  const was = list[list.findIndex((x) => x.key === key) - 1]?.key ?? ""
  if (!s || after === key || after === was) return
  const rest = list.filter((x) => x.key !== key)
  const at = rest.findIndex((x) => x.key === after) + 1
  const back = doc.show({sections: [...rest.slice(0, at), s, ...rest.slice(at)]})
  const ok = await attempt(() => put<Section>(path(doc, key), {body: s.body, after} satisfies SectionEdit, {version: s.version}))
  if (!ok) back()
  else if (!quiet) toast(`Moved “${s.title}”.`, {undo: () => move(doc, key, was, true)})
  doc.reload()
}

export const own = (key: string) => key.startsWith("x-")

export function remove(doc: Doc, key: string) {
  const s = doc.section(key)!
  if (doc.editing?.key === key) leave(doc)
  later(
    `Removed “${s.title}”.`,
    () => {
      doc.gone = new Set([...doc.gone, key])
      return () => void (doc.gone = new Set([...doc.gone].filter((k) => k !== key)))
    },
    () => del(path(doc, key)),
  )
}
