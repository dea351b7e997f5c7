/**
 * The events of one incident, all of them: thousands are filtered while people type. What was changed here is shown at
 * once, over what the server last said; what others change comes in by the live stream.
 */
import {ApiError, get, isAbort, type List} from "../lib/api"
import {live, type Change} from "../lib/live.svelte"
import type {Event, EventDetail} from "../lib/types"

const firstPage = 500
const furtherPages = 2000
const settleMs = 250
/** More single changes than this at once: all is read anew */
const singlesMax = 12

const order = (a: Event, b: Event) => {
  if (a.at === b.at) return a.number - b.number
  if (a.at === null) return 1
  return b.at !== null && a.at < b.at ? -1 : 1
}

/** The event alone, of what also carries its evidence. */
export function plain(e: Event | EventDetail): Event {
  const {original: _o, reasons: _r, signals: _s, ...event} = e as EventDetail
  return event
}

export class Events {
  #said = $state.raw<Event[]>([])
  #over = $state.raw<ReadonlyMap<string, Partial<Event>>>(new Map())
  ready = $state(false)
  complete = $state(false)
  slow = $state(false)
  error = $state.raw<ApiError | null>(null)
  /** Grows with every change that the picture should show */
  version = $state(0)

  #incident = ""
  #stop: AbortController | null = null
  #waiting = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  all = $derived.by(() => {
    const over = this.#over
    return over.size === 0 ? this.#said : this.#said.map((e) => (over.has(e.id) ? {...e, ...over.get(e.id)} : e)).sort(order)
  })
  byId = $derived.by(() => new Map(this.all.map((e) => [e.id, e])))

  constructor(id: () => string) {
    $effect(() => {
      const incident = (this.#incident = id())
      this.#said = []
      this.#over = new Map()
      this.ready = this.complete = this.slow = false
      this.error = null
      const slow = setTimeout(() => (this.slow = !this.ready), 200)
      void this.#read()
      const off = live.on(`incident:${incident}`, (c) => this.#changed(c))
      return () => {
        clearTimeout(slow)
        clearTimeout(this.#timer)
        this.#stop?.abort()
        off()
      }
    })
  }

  /** Page by page. The first time each is shown as it comes, later all are exchanged at once. */
  async #read() {
    this.#stop?.abort()
    const stop = (this.#stop = new AbortController())
    const fresh: Event[] = []
    try {
      let cursor: string | null = null
      do {
        const page: List<Event> = await get(`/incidents/${this.#incident}/events`, {hidden: true, limit: cursor ? furtherPages : firstPage, cursor}, {signal: stop.signal})
        fresh.push(...page.items)
        cursor = page.next
        if (!this.complete) {
          this.#said = [...fresh]
          this.ready = true
        }
      } while (cursor)
      this.#said = fresh
      this.ready = this.complete = true
      this.error = null
      this.version++
    } catch (e) {
      if (isAbort(e) || stop.signal.aborted) return
      this.error = e instanceof ApiError ? e : new ApiError(0, "Something went wrong", String(e))
    } finally {
      if (this.#stop === stop) this.slow = false
    }
  }

  reload() {
    void this.#read()
  }

  soon() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#catchUp(), settleMs)
  }

  #changed(change: Change) {
    if (/^(moment|postmortem|section|incident\.update|import\.create)/.test(change.action)) return
    this.#waiting.add(change.subject.startsWith("evt_") && change.action !== "event.delete" ? change.subject : "all")
    this.soon()
  }

  async #catchUp() {
    const some = [...this.#waiting]
    this.#waiting.clear()
    if (some.includes("all") || some.length > singlesMax || !this.complete) return this.#read()
    await Promise.all(some.map((id) => this.refresh(id).catch(() => this.#read())))
  }

  /** As the server last said; works for whoever undoes something when the page is gone, too. */
  find(id: string) {
    return this.#said.find((e) => e.id === id)
  }

  /** One event as the server has it now. */
  async refresh(id: string) {
    const event = plain(await get<EventDetail>(`/events/${id}`))
    this.put(event)
    return event
  }

  put(event: Event) {
    const before = this.find(event.id)
    if (before && before.version === event.version && before.at === event.at && before.number === event.number) return
    this.#said = [...this.#said.filter((e) => e.id !== event.id), event].sort(order)
    this.version++
  }

  remove(id: string) {
    const gone = this.#said.find((e) => e.id === id)
    this.#said = this.#said.filter((e) => e.id !== id)
    this.version++
    return () => gone && this.put(gone)
  }

  /** Shows a change before the server knows of it; the answer takes it off again. */
  cover(ids: readonly string[], change: Partial<Event>) {
    const next = new Map(this.#over)
    for (const id of ids) next.set(id, {...next.get(id), ...change})
    this.#over = next
    return () => {
      const rest = new Map(this.#over)
      for (const id of ids) {
        const left: Record<string, unknown> = {...rest.get(id)}
        for (const name of Object.keys(change)) delete left[name]
        if (Object.keys(left).length > 0) rest.set(id, left)
        else rest.delete(id)
      }
      this.#over = rest
    }
  }
}
