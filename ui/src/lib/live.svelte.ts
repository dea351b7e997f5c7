/**
 * Other people's changes. One stream for the whole page, closed while nobody looks at it.
 *
 *   $effect(() => live.on(`incident:${id}`, (change) => ...))
 *
 * After a break, and after a change between a page's first look and its stream, everybody is told {action: "reload"}:
 * read anew what you show.
 */
import {onEachRead, openLive, suspect} from "./api"
import {net} from "./net.svelte"
import type {Import} from "./types"

export interface Change {
  action: string
  subject: string
  incident: string
  seq: number
  by: string
}

export type ImportProgress = Import & {done_bytes: number; total_bytes: number; path: string}

type OnChange = (change: Change) => void
type OnImport = (progress: ImportProgress) => void

const reload: Change = {action: "reload", subject: "", incident: "", seq: 0, by: ""}
const hiddenMs = 60_000

class Live {
  #listeners = new Map<string, Set<OnChange>>()
  #imports = new Set<OnImport>()
  #stream: EventSource | null = null
  /** Streams that another one follows: they tell until that has begun. */
  #old: EventSource[] = []
  #open = ""
  /** How many changes had been told when the stream began; and before the oldest look since then. */
  #begun = 0
  #oldest = Infinity
  #broken = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #retryMs = 1000
  #hidden: ReturnType<typeof setTimeout> | undefined

  constructor() {
    onEachRead((changes) => {
      this.#oldest = Math.min(this.#oldest, changes)
      if (changes < this.#begun) this.#everybody(reload) // it was asked before the stream began, and answered after
    })
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.#hidden)
      // A browser allows six connections to one server, in all tabs together.
      if (document.hidden) this.#hidden = setTimeout(() => this.#close(), hiddenMs)
      else this.#soon()
    })
  }

  /** Tells `listener` of changes in a channel; the answer stops that. */
  on(channel: string, listener: OnChange) {
    let set = this.#listeners.get(channel)
    if (!set) this.#listeners.set(channel, (set = new Set()))
    set.add(listener)
    this.#soon()
    return () => {
      set.delete(listener)
      if (set.size === 0) this.#listeners.delete(channel)
      this.#soon()
    }
  }

  /** Tells `listener` how imports get on, in all channels that are listened to. */
  onImport(listener: OnImport) {
    this.#imports.add(listener)
    return () => void this.#imports.delete(listener)
  }

  #soon() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#connect(), 20)
  }

  #close() {
    this.#stream?.close()
    this.#stream = null
    this.#closeOld()
    this.#open = ""
    this.#begun = 0
    this.#broken = true
  }

  #closeOld() {
    for (const old of this.#old) old.close()
    this.#old = []
  }

  #connect() {
    const wanted = [...this.#listeners.keys()].sort()
    if (document.hidden && !this.#stream) return
    if (wanted.join(" ") === this.#open) return
    if (this.#stream) this.#old.push(this.#stream)
    this.#stream = null
    this.#open = ""
    if (wanted.length === 0) return this.#closeOld()
    this.#open = wanted.join(" ")
    const stream = (this.#stream = openLive(wanted))
    stream.addEventListener("ready", (e) => {
      if (stream === this.#stream) this.#ready((JSON.parse(e.data as string) as {changes: number}).changes)
    })
    stream.onerror = () => {
      if (stream !== this.#stream) return stream.close()
      this.#close()
      void suspect()
      this.#timer = setTimeout(() => this.#connect(), this.#retryMs)
      this.#retryMs = Math.min(this.#retryMs * 2, 30_000)
    }
    stream.addEventListener("changed", (e) => this.#changed(JSON.parse(e.data as string) as Change))
    stream.addEventListener("import", (e) => {
      const progress = JSON.parse(e.data as string) as ImportProgress
      for (const f of this.#imports) f(progress)
    })
  }

  #ready(changes: number) {
    this.#retryMs = 1000
    this.#closeOld()
    this.#begun = changes
    if (this.#broken || this.#oldest < changes) this.#everybody(reload)
    this.#broken = false
    this.#oldest = Infinity
  }

  #changed(change: Change) {
    // The stream does not say through which channel it came: whoever listens to one that fits is told.
    for (const [channel, set] of this.#listeners) {
      const [kind, id] = channel.split(":")
      if (kind === "record" || (kind === "incident" && change.incident === id) || kind === "postmortem") {
        for (const f of set) f(change)
      }
    }
  }

  #everybody(change: Change) {
    for (const set of this.#listeners.values()) for (const f of set) f(change)
  }

  /** The server came back: what is shown is read anew. */
  revive() {
    this.#broken = true
    this.#close()
    this.#soon()
  }
}

export const live = new Live()

$effect.root(() => {
  let before = net.epoch
  $effect(() => {
    if (net.epoch !== before) live.revive()
    before = net.epoch
  })
})
