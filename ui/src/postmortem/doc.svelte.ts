/**
 * A post-mortem that is read and written: what the server has, which section is edited, what others did meanwhile.
 * Changes show at once; what others save comes in by the live stream and never touches the section that is edited.
 */
import {get} from "../lib/api"
import {load, type Loaded} from "../lib/load.svelte"
import {session} from "../lib/session.svelte"
import type {PostmortemDetail, Section} from "../lib/types"
import type {Editing} from "./editing.svelte"

export interface News {
  by: string
  at: string
}

export class Doc {
  /** As the address has it: an id, or PM-1 */
  readonly #name: string
  #loaded: Loaded<PostmortemDetail>
  /** What a change of ours answered, newer than what was loaded */
  #ours = $state.raw<ReadonlyMap<string, Section>>(new Map())
  #seen = new Map<string, number>()
  /** Sections that somebody else saved while this page was open */
  news = $state.raw<ReadonlyMap<string, News>>(new Map())
  editing = $state.raw<Editing | null>(null)
  /** Key of the section at hand */
  current = $state("")
  /** Keys are pressed in an editor: everything else steps back */
  typing = $state(false)
  /** Sections that are removed once Undo is no longer offered */
  gone = $state.raw<ReadonlySet<string>>(new Set())
  /** Sections whose local draft was put away, so that the page asks only once */
  put = $state.raw<ReadonlySet<string>>(new Set())

  constructor(id: string) {
    this.#name = id
    this.#loaded = load(
      (signal) => get<PostmortemDetail>(`/postmortems/${id}`, {}, {signal}),
      () => [...(this.detail ? [`postmortem:${this.id}`] : []), ...this.incidentIds.split(" ").filter(Boolean).map((i) => `incident:${i}`)],
    )
    $effect(() => this.#note(this.#loaded.data?.sections ?? []))
  }

  id: string = $derived.by(() => this.#loaded?.data?.id ?? this.#name)
  detail = $derived.by(() => this.#loaded.data)
  /** As text, so that only another set of incidents opens another stream */
  incidentIds: string = $derived.by(() => this.#loaded?.data?.incidents.map((i) => i.id).join(" ") ?? "")
  sections = $derived.by(() => {
    const list = this.#loaded.data?.sections ?? []
    return list.filter((s) => !this.gone.has(s.key)).map((s) => {
      const ours = this.#ours.get(s.key)
      return ours && ours.version > s.version ? {...ours, position: s.position} : s
    })
  })
  at = $derived.by(() => this.sections.find((s) => s.key === this.current) ?? this.sections[0])
  closed = $derived.by(() => this.#loaded.data?.state === "closed")
  mayWrite = $derived.by(() => session.can("editor") && !this.closed)

  get error() {
    return this.#loaded.error
  }

  get slow() {
    return this.#loaded.slow
  }

  reload() {
    this.#loaded.reload()
  }

  section(key: string) {
    return this.sections.find((s) => s.key === key)
  }

  /** Shows a change before the server has it; the answer takes it back. */
  show(changes: Partial<PostmortemDetail>) {
    return this.detail ? this.#loaded.set({...this.detail, ...changes}) : () => {}
  }

  take(section: Section) {
    this.#seen.set(section.key, section.version)
    this.#ours = new Map(this.#ours).set(section.key, section)
    this.forget(section.key)
  }

  forget(key: string) {
    if (!this.news.has(key)) return
    const news = new Map(this.news)
    news.delete(key)
    this.news = news
  }

  /** Remembers who saved what, so that the page can say so. */
  #note(sections: Section[]) {
    let news: Map<string, News> | null = null
    for (const s of sections) {
      const before = this.#seen.get(s.key)
      this.#seen.set(s.key, Math.max(before ?? 0, s.version))
      if (before === undefined || s.version <= before || !s.updated_by || s.updated_by.id === session.user?.id) continue
      news ??= new Map(this.news)
      news.set(s.key, {by: s.updated_by.name, at: s.updated_at})
    }
    if (news) this.news = news
  }
}

export type Fill = "filled" | "drafted" | "empty"

export const fill = (s: Section): Fill => (s.body.trim() === "" ? "empty" : s.drafted ? "drafted" : "filled")
export const fillWords = {filled: "Written", drafted: "Drafted by the program", empty: "Empty"} as const
