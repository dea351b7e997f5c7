/**
 * The one edit that is open: of an event, or of a line that is added. It lives outside the list, whose rows come and go
 * while people scroll and others change things.
 */
import {fromLocalInput, toLocalInput} from "../lib/time"
import type {Event, EventEdit, EventNew} from "../lib/types"

export class Draft {
  title = $state("")
  detail = $state("")
  time = $state("")
  kind = $state<Event["kind"]>("note")
  error = $state("")
  busy = $state(false)
  /** What is edited; null: a new line */
  event = $state.raw<Event | null>(null)
  /** Id of the event that the new line follows; "" the beginning of the list */
  after = ""
  #zone: string
  #shownTime: string

  constructor(zone: string, event: Event | null, after: Event | null = null, now = new Date().toISOString()) {
    this.#zone = zone
    this.event = event
    this.after = after?.id ?? ""
    const at = event?.at ?? after?.at ?? (event ? null : now)
    this.#shownTime = this.time = at ? toLocalInput(at, zone, true) : ""
    if (!event) return
    this.title = event.title
    this.detail = event.detail
    this.kind = event.kind
  }

  get changed() {
    const e = this.event
    return e ? this.title !== e.title || this.detail !== e.detail || this.kind !== e.kind || this.time !== this.#shownTime : this.title.trim() !== "" || this.detail !== ""
  }

  /** Only what differs: what was not touched stays what others make of it. */
  get edit(): EventEdit {
    const e = this.event!
    const at = this.time ? fromLocalInput(this.time, this.#zone) : null
    return {
      ...(this.title !== e.title ? {title: this.title.trim()} : {}),
      ...(this.detail !== e.detail ? {detail: this.detail} : {}),
      ...(this.kind !== e.kind ? {kind: this.kind} : {}),
      ...(this.time !== this.#shownTime && at ? {at, precision: "second" as const} : {}),
    }
  }

  get line(): EventNew | null {
    const at = this.time ? fromLocalInput(this.time, this.#zone) : null
    return !at ? null : {at, precision: "second", kind: this.kind, title: this.title.trim(), detail: this.detail}
  }
}
