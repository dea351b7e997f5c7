/**
 * What of the incident page stands in the address: filters, zoom, the stretch that was brushed, the open event, the
 * zone. A link shows a colleague exactly this.
 */
import {router, setQuery} from "../lib/router.svelte"
import {spanOf, spanText, type Span} from "./span"

export const filterKeys = ["source", "kind", "show", "hidden", "q"] as const
export type ZoneChoice = "mine" | "incident" | "utc"

class Place {
  view = $derived(spanOf(router.query.get("view")))
  during = $derived(spanOf(router.query.get("during")))
  event = $derived(router.query.get("event"))
  /** Also what lies outside the incident's window */
  all = $derived(router.query.get("all") === "1")
  zone = $derived.by((): ZoneChoice => {
    const z = router.query.get("zone")
    return z === "incident" || z === "utc" ? z : "mine"
  })
  filtered = $derived(this.during !== null || filterKeys.some((k) => router.query.get(k)))

  setView(span: Span | null) {
    setQuery({view: span && spanText(span)})
  }

  setDuring(span: Span | null) {
    setQuery({during: span && spanText(span)})
  }

  /** Back closes what was opened; moving on from one to the next makes no history. */
  setEvent(id: string | null) {
    if (id !== this.event) setQuery({event: id}, {push: id !== null && this.event === null})
  }

  clear() {
    setQuery({during: null, ...Object.fromEntries(filterKeys.map((k) => [k, null]))})
  }
}

export const place = new Place()
