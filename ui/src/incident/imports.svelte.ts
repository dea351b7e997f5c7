/** Files on their way into the incident: first the upload, then what the server makes of them, told by live events. */
import {get, isAbort, upload, type List, type Upload} from "../lib/api"
import {count} from "../lib/files"
import {live, type ImportProgress} from "../lib/live.svelte"
import {load} from "../lib/load.svelte"
import {toast, toasts} from "../lib/toast.svelte"
import type {Import} from "../lib/types"

export interface Sending {
  files: number
  done: number
  total: number
  stop: () => void
}

export class Imports {
  sending = $state.raw<Sending | null>(null)
  /** Of those that run, by id */
  progress = $state.raw<ReadonlyMap<string, ImportProgress>>(new Map())
  /** Ended while this page looked on: shown until dismissed */
  ended = $state.raw<Import[]>([])
  #id: () => string
  #waiting: Upload[] = []
  #watched = new Set<string>()
  #list

  constructor(id: () => string, onend: () => void) {
    this.#id = id
    this.#list = load((signal) => get<List<Import>>(`/incidents/${id()}/imports`, {}, {signal}), () => [`incident:${id()}`])
    $effect(() =>
      live.onImport((p) => {
        if (p.incident_id === id()) this.#take(p, onend)
      }),
    )
    // What ran when the page was opened, or ended while the stream was away.
    $effect(() => {
      for (const i of this.all) {
        if (i.state === "waiting" || i.state === "running") this.#watched.add(i.id)
        else if (this.#watched.delete(i.id)) this.#end(i, onend)
      }
    })
  }

  all = $derived.by(() => this.#list.data?.items ?? [])

  running = $derived.by(() => this.all.filter((i) => i.state === "waiting" || i.state === "running").map((i) => this.progress.get(i.id) ?? {...i, done_bytes: 0, total_bytes: 0, path: ""}))

  #take(p: ImportProgress, onend: () => void) {
    if (p.state === "done" || p.state === "failed") {
      if (!this.#watched.delete(p.id)) return
      const {done_bytes: _d, total_bytes: _t, path: _p, ...ended} = p
      this.#end(ended, onend)
      this.#list.reload()
    } else {
      this.#watched.add(p.id)
      this.progress = new Map(this.progress).set(p.id, p)
      if (!this.all.some((i) => i.id === p.id)) this.#list.soon()
    }
  }

  #end(i: Import, onend: () => void) {
    this.ended = [i, ...this.ended.filter((x) => x.id !== i.id)]
    onend()
  }

  dismiss(id: string) {
    this.ended = this.ended.filter((i) => i.id !== id)
  }

  async send(files: Upload[]) {
    if (files.length === 0) return
    if (this.sending) {
      this.#waiting.push(...files)
      toast(`${count(files.length, "file")} will follow.`)
      return
    }
    const stop = new AbortController()
    const total = files.reduce((n, f) => n + f.file.size, 0)
    const tell = (done: number, of: number) => (this.sending = {files: files.length, done, total: of, stop: () => stop.abort()})
    tell(0, total)
    try {
      const made = await upload<Import>(`/incidents/${this.#id()}/imports`, files, tell, {signal: stop.signal})
      this.#watched.add(made.id)
      this.#list.reload()
    } catch (e) {
      if (isAbort(e)) toast("Stopped. Nothing of it was kept.")
      else toasts.fail(e)
    } finally {
      this.sending = null
      void this.send(this.#waiting.splice(0))
    }
  }
}
