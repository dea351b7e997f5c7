/** Several events at once: x or a press on the box picks one, with shift all from the last one on. */
import type {Event} from "../lib/types"

export class Picked {
  ids = $state.raw<ReadonlySet<string>>(new Set())
  #last = ""

  toggle(shown: readonly Event[], id: string, range = false) {
    const next = new Set(this.ids)
    const from = shown.findIndex((e) => e.id === this.#last)
    const to = shown.findIndex((e) => e.id === id)
    if (range && from >= 0 && to >= 0) for (const e of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(e.id)
    else if (!next.delete(id)) next.add(id)
    this.#last = id
    this.ids = next
  }

  all(shown: readonly Event[]) {
    this.ids = new Set(shown.map((e) => e.id))
  }

  clear() {
    this.ids = new Set()
  }
}
