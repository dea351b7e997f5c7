/**
 * Data for a component: loaded now, again when what it depends on changes, and again when somebody else changed it.
 *
 *   const list = load((signal) => get<List<Incident>>("/incidents", {q: query.q}, {signal}), () => ["record"])
 *
 * `data` stays while it is read anew. `slow` is true past 200 ms without data: time for a skeleton.
 */
import {untrack} from "svelte"
import {ApiError, isAbort} from "./api"
import {live} from "./live.svelte"

const slowMs = 200
const settleMs = 150

export class Loaded<T> {
  data = $state.raw<T | undefined>(undefined)
  error = $state.raw<ApiError | null>(null)
  loading = $state(true)
  slow = $state(false)
  #again = $state(0)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(read: (signal: AbortSignal) => Promise<T>, channels: () => string[]) {
    $effect(() => {
      void this.#again
      const stop = new AbortController()
      this.loading = true
      const slow = setTimeout(() => (this.slow = untrack(() => this.data) === undefined), slowMs)
      read(stop.signal)
        .then(
          (data) => {
            if (stop.signal.aborted) return
            this.data = data
            this.error = null
          },
          (e: unknown) => {
            if (stop.signal.aborted || isAbort(e)) return
            this.error = e instanceof ApiError ? e : new ApiError(0, "Something went wrong", String(e))
          },
        )
        .finally(() => {
          if (stop.signal.aborted) return
          clearTimeout(slow)
          this.loading = this.slow = false
        })
      return () => {
        clearTimeout(slow)
        stop.abort()
      }
    })
    $effect(() => {
      const off = channels().map((c) => live.on(c, () => this.soon()))
      return () => off.forEach((f) => f())
    })
  }

  /** Reads it anew, now. */
  reload() {
    this.#again++
  }

  /** The same, once a burst of changes has settled. */
  soon() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.reload(), settleMs)
  }

  /** Shows a change at once; the answer takes it back. */
  set(data: T) {
    const before = this.data
    this.data = data
    return () => {
      if (this.data === data) this.data = before
    }
  }
}

export function load<T>(read: (signal: AbortSignal) => Promise<T>, channels: () => string[] = () => []) {
  return new Loaded(read, channels)
}
