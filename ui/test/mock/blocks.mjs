// Live data blocks as src/export/blocks.c writes them.
import {picture} from "./picture.mjs"

const escape = (t) => String(t).replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c])
const clock = (at) => (at ? `<time datetime="${at}">${at.slice(0, 16).replace("T", " ")}</time>` : "unknown")
const empty = (words) => `<p class="live empty">${words}</p>`

function table(name, heads, rows, none) {
  if (!rows.length) return empty(none)
  const row = ({event, cells}) => `<tr${event ? ` data-event="${event}"` : ""}>${cells.map((c) => `<td>${c}</td>`).join("")}</tr>`
  return `<table class="live ${name}"><thead><tr>${heads.map((h) => `<th scope="col">${h}</th>`).join("")}</tr></thead><tbody>${rows.map(row).join("")}</tbody></table>`
}

function minutes(ms) {
  const m = Math.round(ms / 60_000)
  return m < 60 ? `${m} min` : `${Math.floor(m / 60)} h ${m % 60} min`
}

/** HTML of a block in a post-mortem about these events; null when there is none of that name. */
export function block(info, events, moments, durations) {
  const [, word, more] = info.split(/ +/)
  const at = (kind) => moments.find((m) => m.kind === kind && m.found)?.at
  if (word === "timeline") {
    const shown = events.filter((e) => !e.hidden && (e.key || more === "all"))
    const rows = shown.map((e) => ({event: e.id, cells: [clock(e.at), escape(e.title), escape(e.actor), escape(e.source)]}))
    return table(word, ["Time (UTC)", "What happened", "Who", "Source"], rows, "The timeline has no line to show yet.")
  }
  if (word === "moments") {
    const rows = moments.filter((m) => m.found).map((m) => ({event: m.event_id, cells: [m.kind, clock(m.at), escape(m.note || m.because), m.state]}))
    return table(word, ["Moment", "Time (UTC)", "Because", "Decided"], rows, "No moment is known yet.")
  }
  if (word === "durations") {
    const rows = durations.filter((d) => d.known).map((d) => ({cells: [escape(d.name), minutes(d.ms), escape(d.definition)]}))
    return table(word, ["Measure", "Length", "What is measured"], rows, "No length of time can be measured yet: it takes two moments.")
  }
  if (word === "impact") {
    const [from, to] = [at("impact started"), at("mitigated")]
    return table(word, ["Severity", "Impact from (UTC)", "Until (UTC)", "Length"], [{cells: ["1", clock(from), clock(to), from && to ? minutes(new Date(to) - new Date(from)) : "unknown"]}], "")
  }
  if (word === "people") {
    const people = Map.groupBy(events.filter((e) => e.actor && e.in_window), (e) => e.actor)
    const rows = [...people].map(([who, list]) => ({cells: [escape(who), escape(list[0].team), escape(list[0].role), clock(list[0].at), list.length]}))
    return table(word, ["Who", "Team", "Role", "First seen (UTC)", "Lines"], rows, "Nobody is named in the timeline yet.")
  }
  if (word === "picture") {
    const dated = events.filter((e) => e.at && e.in_window)
    return dated.length ? `<figure class="live picture">${picture(events, moments, [], dated[0].at, dated.at(-1).at, 1200)}</figure>` : empty("There is nothing to draw yet.")
  }
  return null
}
