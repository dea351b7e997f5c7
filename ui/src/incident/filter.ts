/** Which events the list shows. Pure and quick: it runs over thousands at every key that is pressed. */
import type {Event} from "../lib/types"
import {ms, type Span} from "./span"

export interface Wish {
  source: string
  kind: string
  /** "key", or the least significance */
  show: string
  /** "" shown ones, "with" hidden ones too, "only" hidden ones */
  hidden: string
  q: string
  during: Span | null
  /** Also outside the incident's window */
  all: boolean
}

export function wishOf(query: URLSearchParams, during: Span | null): Wish {
  const said = (name: string) => query.get(name) ?? ""
  return {source: said("source"), kind: said("kind"), show: said("show"), hidden: said("hidden"), q: said("q").toLowerCase(), during, all: said("all") === "1"}
}

const texts = new WeakMap<Event, string>()

function textOf(e: Event) {
  let text = texts.get(e)
  if (text === undefined) texts.set(e, (text = `${e.title}\n${e.detail}\n${e.actor}\n${e.team}`.toLowerCase()))
  return text
}

export function isOutside(e: Event) {
  return !e.in_window && !e.written && !e.key
}

export function fits(e: Event, w: Wish) {
  if (w.hidden === "" ? e.hidden : w.hidden === "only" && !e.hidden) return false
  if (w.source && e.source !== w.source) return false
  if (w.kind && e.kind !== w.kind) return false
  if (w.show === "key" ? !e.key : w.show && e.significance < Number(w.show)) return false
  if (w.during) {
    if (e.at === null) return false
    const at = ms(e.at)
    if (at > w.during.to || (e.end ? ms(e.end) : at) < w.during.from) return false
  }
  return !w.q || textOf(e).includes(w.q)
}

/** What the list shows, and how many more fit but lie outside the window. */
export function sift(events: readonly Event[], w: Wish) {
  const fitting = events.filter((e) => fits(e, w))
  if (w.all || w.during) return {shown: fitting, outside: w.all ? fitting.filter(isOutside).length : 0}
  const shown = fitting.filter((e) => !isOutside(e))
  // Without a window nothing lies outside; the same when all of it does.
  return shown.length === 0 ? {shown: fitting, outside: 0} : {shown, outside: fitting.length - shown.length}
}
