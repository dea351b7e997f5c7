// A plain timeline picture with the classes of src/chart/timeline_chart.h; the server draws it in earnest.
const laneHeight = 26
const left = 110
const top = 46

const escape = (t) => t.replace(/[&<>"]/g, (c) => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c])

export function picture(events, moments, from, to, width) {
  const [a, b] = [new Date(from).getTime(), new Date(to).getTime()]
  const x = (at) => Math.round((left + ((new Date(at).getTime() - a) / (b - a)) * (width - left - 12)) * 10) / 10
  const seen = events.filter((e) => e.at && !e.hidden && e.at >= from && e.at <= to)
  const lanes = [...new Set(seen.map((e) => e.source))]
  const height = top + lanes.length * laneHeight + 28
  let out = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Timeline">`
  lanes.forEach((lane, i) => {
    const y = top + i * laneHeight
    out += `<rect class="row" x="${left}" y="${y + 2}" width="${width - left}" height="${laneHeight - 4}"/><text class="lane" x="${left - 10}" y="${y + 17}" text-anchor="end">${escape(lane)}</text>`
  })
  const m = (kind) => moments.find((x) => x.kind === kind)?.at
  for (const [name, s, e] of [["felt", "impact started", "detected"], ["work", "detected", "mitigated"], ["watch", "mitigated", "resolved"]]) {
    if (m(s) && m(e)) out += `<rect class="phase ${name}" x="${x(m(s))}" y="${top}" width="${Math.max(0, x(m(e)) - x(m(s)))}" height="${lanes.length * laneHeight}"/>`
  }
  const counts = new Array(120).fill(0)
  for (const e of seen) counts[Math.min(119, Math.floor(((new Date(e.at) - a) / (b - a)) * 120))]++
  const most = Math.max(1, ...counts)
  counts.forEach((n, i) => {
    const h = Math.round((n / most) * 22)
    if (n) out += `<rect class="strip" x="${(left + (i * (width - left - 12)) / 120).toFixed(1)}" y="${24 - h}" width="${((width - left - 12) / 120 - 1).toFixed(1)}" height="${h}"/>`
  })
  for (const e of seen) {
    const y = top + lanes.indexOf(e.source) * laneHeight + laneHeight / 2
    const label = `<title>${escape(`${e.at.slice(11, 19)} ${e.title}`)}</title>`
    const key = e.key ? " key" : ""
    if (e.end) out += `<rect class="bar${key}" id="${e.id}" data-event="${e.id}" x="${x(e.at)}" y="${y - 4}" width="${Math.max(4, x(e.end) - x(e.at))}" height="8" rx="3">${label}</rect>`
    else out += `<circle class="dot${key}" id="${e.id}" data-event="${e.id}" cx="${x(e.at)}" cy="${y}" r="${e.key ? 5 : 3.2}">${label}</circle>`
  }
  for (const mo of moments) {
    if (mo.at && mo.at >= from && mo.at <= to) {
      out += `<line class="moment" x1="${x(mo.at)}" x2="${x(mo.at)}" y1="${top - 6}" y2="${height - 24}"/><text class="name" x="${x(mo.at) + 3}" y="${top - 8}">${mo.kind}</text>`
    }
  }
  for (let i = 0; i <= 6; i++) {
    const at = new Date(a + ((b - a) * i) / 6).toISOString()
    out += `<text class="tick" x="${x(at)}" y="${height - 8}" text-anchor="middle">${at.slice(11, 16)}</text>`
  }
  return out + "</svg>"
}
