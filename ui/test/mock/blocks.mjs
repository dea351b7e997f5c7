// Live data blocks as the mock fills them; the server's own say more.
import {picture} from "./picture.mjs"

const escape = (t) => String(t).replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c])
const clock = (at) => (at ? `<time datetime="${at}">${at.slice(11, 16)}</time>` : "")
const pointer = (e) => `<a class="event" href="#${e.id}" data-event="${e.id}">E${e.number}</a>`
const rows = (head, list) =>
  `<table><thead><tr>${head.map((h) => `<th>${h}</th>`).join("")}</tr></thead><tbody>${list.map((r) => `<tr>${r.map((c) => `<td>${c}</td>`).join("")}</tr>`).join("")}</tbody></table>`

function minutes(ms) {
  const m = Math.round(ms / 60_000)
  return m < 60 ? `${m} min` : `${Math.floor(m / 60)} h ${String(m % 60).padStart(2, "0")} min`
}

/** HTML of a block in a post-mortem about these events; null when there is none of that name. */
export function block(info, events, moments, durations) {
  const word = info.replace(/^aftermath */, "")
  const byId = new Map(events.map((e) => [e.id, e]))
  if (word === "timeline" || word === "timeline all") {
    const shown = events.filter((e) => !e.hidden && (e.key || word === "timeline all"))
    return `<ol>${shown.map((e) => `<li>${clock(e.at)} ${escape(e.title)} ${pointer(e)}</li>`).join("")}</ol>`
  }
  if (word === "moments") {
    return rows(["Moment", "Time (UTC)", "Told by"], moments.filter((m) => m.found).map((m) => [escape(m.kind), clock(m.at), escape(m.because) + (byId.get(m.event_id) ? " " + pointer(byId.get(m.event_id)) : "")]))
  }
  if (word === "durations") return rows(["What", "How long", "Measured"], durations.filter((d) => d.known).map((d) => [escape(d.name), minutes(d.ms), escape(d.definition)]))
  if (word === "impact") return `<dl><dt>Tickets</dt><dd>24</dd><dt>Alerts</dt><dd>5</dd><dt>Public notices</dt><dd>5</dd></dl>`
  if (word === "people") {
    const people = Map.groupBy(events.filter((e) => e.actor), (e) => e.actor)
    return rows(["Who", "First seen (UTC)", "Lines"], [...people].slice(0, 8).map(([who, list]) => [escape(who), clock(list[0].at), list.length]))
  }
  if (word === "picture" && events.length) {
    const dated = events.filter((e) => e.at && e.in_window)
    return picture(events, moments, [], dated[0].at, dated.at(-1).at, 920)
  }
  return null
}
