/** A list that comes in pages: the first at once, the next when the end comes in sight. Reloads like load(). */
import {get, type List, type Query} from "./api"
import {load} from "./load.svelte"
import {attempt} from "./toast.svelte"

export class Pages<T> {
  #first
  #path: () => string
  #query: () => Query
  #more = $state.raw<{of: unknown; items: T[]; next: string | null} | null>(null)
  #asking = false

  constructor(path: () => string, query: () => Query, channels: () => string[]) {
    this.#path = path
    this.#query = query
    this.#first = load((signal) => get<List<T>>(path(), query(), {signal}), channels)
  }

  /** Further pages belong to one answer of the first. */
  #rest = $derived.by(() => (this.#more?.of === this.#first.data ? this.#more : null))
  items = $derived.by(() => [...(this.#first.data?.items ?? []), ...(this.#rest?.items ?? [])])
  next = $derived.by(() => (this.#rest ? this.#rest.next : (this.#first.data?.next ?? null)))

  get ready() {
    return this.#first.data !== undefined
  }

  get error() {
    return this.#first.error
  }

  get slow() {
    return this.#first.slow
  }

  get loading() {
    return this.#first.loading
  }

  reload() {
    this.#first.reload()
  }

  async more() {
    const next = this.next
    if (!next || this.#asking) return
    this.#asking = true
    const of = this.#first.data
    await attempt(async () => {
      const page = await get<List<T>>(this.#path(), {...this.#query(), cursor: next})
      if (of === this.#first.data) this.#more = {of, items: [...(this.#rest?.items ?? []), ...page.items], next: page.next}
    })
    this.#asking = false
  }
}

export function pages<T>(path: () => string, query: () => Query = () => ({}), channels: () => string[] = () => []) {
  return new Pages<T>(path, query, channels)
}
