/** What can be done on the incident page, for palette, shortcuts and the sheet of keys. */
import type {Action} from "../lib/actions.svelte"
import {session} from "../lib/session.svelte"
import type {Event} from "../lib/types"
import type {RowWish} from "./wishes"

export interface PageWishes {
  /** The line that the keyboard stands on */
  event: () => Event | undefined
  hasEvents: () => boolean
  wish: (wish: RowWish, event: Event) => void
  add: () => void
  step: (by: 1 | -1) => void
  zoom: (factor: number) => void
  pan: (share: number) => void
  reset: () => void
  zoomTo: (event: Event) => void
  search: () => void
  pickAll: () => void
  nextZone: () => void
  choose: () => void
  details: () => void
  title: () => void
  build: () => void
  postmortem: () => void
  remove: () => void
}

export function pageActions(p: PageWishes): Action[] {
  const editor = () => session.can("editor")
  const some = p.hasEvents
  const on = () => p.event() !== undefined
  const both = () => editor() && on()
  const act = (w: RowWish) => () => {
    const e = p.event()
    if (e) p.wish(w, e)
  }
  const line = "This line"
  const picture = "Picture"
  return [
    {id: "event.open", group: line, label: "Open the evidence", keys: "o", when: on, run: act("open")},
    {id: "event.why", group: line, label: "Why does it weigh that much?", keys: "w", when: on, run: act("why")},
    {id: "event.edit", group: line, label: "Edit", keys: "e", when: both, run: act("edit")},
    {id: "event.hide", group: line, label: "Hide or show", keys: "h", when: both, run: act("hide")},
    {id: "event.key", group: line, label: "Key event or not", keys: "s", also: "star", when: both, run: act("key")},
    {id: "event.pick", group: line, label: "Select", keys: "x", when: both, run: act("pick")},
    {id: "event.add", group: line, label: "Add a line below", keys: "a", also: "write new event", when: editor, run: p.add},
    {id: "events.all", group: "Timeline", label: "Select all that the list shows", keys: "shift+x", when: () => editor() && some(), run: p.pickAll},
    {id: "events.next", group: "Timeline", label: "Next key event", keys: "n", when: some, run: () => p.step(1)},
    {id: "events.before", group: "Timeline", label: "Key event before", keys: "p", when: some, run: () => p.step(-1)},
    {id: "events.search", group: "Timeline", label: "Search in this timeline", keys: "f", also: "filter", when: some, run: p.search},
    {id: "zone.next", group: "Timeline", label: "Another time zone", keys: "t", also: "utc local", when: some, run: p.nextZone},
    {id: "picture.in", group: picture, label: "Zoom in", keys: "+", when: some, run: () => p.zoom(1.6)},
    {id: "picture.out", group: picture, label: "Zoom out", keys: "-", when: some, run: () => p.zoom(1 / 1.6)},
    {id: "picture.all", group: picture, label: "Show all of the incident", keys: "0", when: some, run: p.reset},
    {id: "picture.left", group: picture, label: "Earlier", keys: "[", when: some, run: () => p.pan(-0.2)},
    {id: "picture.right", group: picture, label: "Later", keys: "]", when: some, run: () => p.pan(0.2)},
    {id: "picture.event", group: picture, label: "Zoom to this line", keys: "z", when: on, run: () => p.zoomTo(p.event()!)},
    {id: "incident.import", group: "This incident", label: "Import files", keys: "i", also: "upload evidence add", when: editor, run: p.choose},
    {id: "incident.title", group: "This incident", label: "Change the title", when: editor, run: p.title},
    {id: "incident.details", group: "This incident", label: "Components, roles, times", when: editor, run: p.details},
    {id: "incident.postmortem", group: "This incident", label: "Post-mortem", also: "draft new open", run: p.postmortem},
    {id: "incident.build", group: "This incident", label: "Build the timeline again", when: editor, run: p.build},
    {id: "incident.delete", group: "This incident", label: "Delete the incident", when: () => session.can("admin"), run: p.remove},
  ]
}
