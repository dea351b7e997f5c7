// The timeline picture as src/chart/timeline_chart.c draws it: the same classes, places and limits, in fewer words.
const [left, right, strip, labelRow, laneHeight, axis] = [104, 16, 28, 16, 26, 26]
const top = strip + 4 * labelRow + 10
const dotsMax = 700
const minute = 60_000
const steps = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800].map((s) => s * 1000)
const order = ["alertmanager", "grafana", "pagerduty", "statuspage", "cstate", "slack", "gitter", "github", "git", "csv", "jsonl", "text"]

const escape = (t) => t.replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c])
const rank = (source) => String(order.indexOf(source) + 101).replace("100", "999") + source

export function picture(events, moments, gaps, from, to, width) {
  const [a, b] = [new Date(from).getTime(), new Date(to).getTime()]
  const plot = width - left - right
  const x = (at) => Math.round((left + Math.max(0, Math.min(1, (new Date(at).getTime() - a) / (b - a))) * plot) * 10) / 10
  const seen = events.filter((e) => e.at && !e.hidden && (e.end ?? e.at) >= from && e.at <= to)
  const lanes = [...new Set(seen.map((e) => e.source))].sort((p, q) => (rank(p) < rank(q) ? -1 : 1))
  if (!lanes.length) lanes.push("no events")
  const bottom = top + lanes.length * laneHeight
  const height = bottom + axis
  let out = `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>Timeline from ${from} to ${to}</title>`
  out += `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="grid" x1="0" x2="0" y1="0" y2="6" stroke-width="3"/></pattern></defs>`
  const m = (kind) => moments.find((o) => o.kind === kind && o.state !== "rejected")?.at
  const block = (name, s, e, title) => (x(e) > x(s) ? `<rect class="${name}" x="${x(s)}" y="${top}" width="${(x(e) - x(s)).toFixed(1)}" height="${bottom - top}"><title>${title}</title></rect>` : "")
  for (const [name, s, e] of [["felt", "impact started", "detected"], ["work", "detected", "mitigated"], ["watch", "mitigated", "resolved"]]) {
    if (m(s) && m(e)) out += block("phase " + name, m(s), m(e), name)
  }
  for (const g of gaps) out += block("gap", g.from, g.to, "silence")
  lanes.forEach((lane, i) => {
    const y = top + i * laneHeight + 13
    out += `<line class="row" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text class="lane" x="${left - 10}" y="${y + 4}" text-anchor="end">${escape(lane)}</text>`
  })
  const step = steps.find((s) => s >= (b - a) / (Math.floor(plot / 90) + 1)) ?? 2592000_000
  for (let at = Math.ceil(a / step) * step; at <= b; at += step) {
    out += `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${bottom + 4}"/><text class="tick" x="${x(at)}" y="${bottom + 18}" text-anchor="middle">${new Date(at).toISOString().slice(11, 16)}</text>`
  }
  const ends = [0, 0, 0, 0]
  for (const o of moments) {
    if (!o.at || o.state === "rejected" || o.at < from || o.at > to) continue
    const half = (o.kind.length * 7) / 2
    let row = ends.findIndex((end, i) => i === 3 || x(o.at) - half >= end)
    ends[row] = x(o.at) + half + 6
    const y = top - 6 - row * labelRow
    out += `<line class="moment" x1="${x(o.at)}" x2="${x(o.at)}" y1="${y + 3}" y2="${bottom}"/><text class="name" x="${x(o.at)}" y="${y}" text-anchor="middle">${o.kind}</text>`
  }
  const cell = Math.max(1, Math.ceil((seen.length / dotsMax) * 2))
  const cells = new Map()
  for (const e of seen) {
    const place = seen.length <= dotsMax ? e.id : `${e.source} ${e.key} ${Math.floor(x(e.at) / cell)}`
    const known = cells.get(place)
    cells.set(place, {best: known && known.best.significance >= e.significance ? known.best : e, count: (known?.count ?? 0) + 1})
  }
  for (const {best: e, count} of [...cells.values()].sort((p, q) => p.best.key - q.best.key)) {
    const y = top + lanes.indexOf(e.source) * laneHeight + 13
    const title = `<title>E${e.number} ${e.at.slice(11, 16)} ${escape(e.title)}${count > 1 ? ` (and ${count - 1} more here)` : ""}</title>`
    const kind = (e.key ? " key" : "") + (count > 1 ? " many" : "")
    const wide = x(e.end ?? e.at) - x(e.at)
    if (wide >= 6) out += `<rect id="${e.id}" data-event="${e.id}" class="bar${kind}" x="${x(e.at)}" y="${y - 4}" width="${wide.toFixed(1)}" height="8" rx="4">${title}</rect>`
    else out += `<circle id="${e.id}" data-event="${e.id}" class="dot${kind}" cx="${x(e.at)}" cy="${y}" r="${e.key ? 5 : 3}">${title}</circle>`
  }
  const bins = new Map()
  for (const e of seen) if (e.at >= from) bins.set(Math.floor((x(e.at) - left) / 4), (bins.get(Math.floor((x(e.at) - left) / 4)) ?? 0) + 1)
  const most = Math.max(...bins.values(), 1)
  for (const [i, n] of bins) out += `<rect class="strip" x="${left + i * 4}" y="${(strip - Math.max(1, (n * 22) / most)).toFixed(1)}" width="3" height="${Math.max(1, (n * 22) / most).toFixed(1)}"/>`
  return out + "</svg>\n"
}

/** What is shown when nobody says what. */
export function span(incident, events) {
  const dated = events.filter((e) => e.at)
  const w = incident.window ?? {from: dated[0]?.at ?? incident.started_at, to: dated.at(-1)?.at ?? incident.started_at}
  const [a, b] = [new Date(w.from).getTime(), new Date(w.to).getTime()]
  const air = b - a > 20 * minute ? (b - a) / 50 : minute
  return [new Date(a - air).toISOString(), new Date(b + air).toISOString()]
}
