/**
 * Makes the server's live blocks at home in the page: room to scroll, evidence within reach of keys, sources in colour.
 * Answers what ends it.
 */
import {sourceLook} from "../incident/sources"
import {clock, day, utc} from "../lib/time"

export function dress(node: HTMLElement) {
  for (const live of node.querySelectorAll(".live:is(table, figure), table:not(.live)")) frame(live)
  for (const table of node.querySelectorAll("table.live.timeline")) shorten(table)
  for (const row of node.querySelectorAll<HTMLElement>("tr[data-event]")) reach(row)
  for (const svg of node.querySelectorAll(".picture svg")) colour(svg)
  return scrollable([...node.querySelectorAll<HTMLElement>("pre, .block")])
}

const kinds: Record<string, string> = {TABLE: "Table", FIGURE: "Picture"}

/**
 * What can be scrolled sideways is reached with the keyboard, and only while it can: that depends on the width. No landmark:
 * a document has many of them. Answers what ends it.
 */
function scrollable(boxes: HTMLElement[]) {
  const look = (box: HTMLElement) => {
    const scrolls = box.scrollWidth > box.clientWidth
    if (scrolls === (box.tabIndex === 0)) return
    const said = {tabindex: "0", role: "group", "aria-label": `${kinds[box.firstElementChild?.tagName ?? ""] ?? "Text"} that scrolls sideways`}
    for (const [name, value] of Object.entries(said)) scrolls ? box.setAttribute(name, value) : box.removeAttribute(name)
  }
  // What is inside may grow as well: a font or an image comes late.
  const seen = new ResizeObserver((changes) => {
    for (const {target} of changes) look(target.closest<HTMLElement>("pre, .block") ?? (target as HTMLElement))
  })
  for (const box of boxes) {
    seen.observe(box)
    if (box.firstElementChild) seen.observe(box.firstElementChild)
  }
  return () => seen.disconnect()
}

function frame(live: Element) {
  const box = document.createElement("div")
  box.className = live.classList.contains("live") ? "block framed" : "block"
  live.replaceWith(box)
  box.append(live)
}

/** The day stands once, where it begins; the exact time in the title. */
function shorten(table: Element) {
  let before = ""
  for (const time of table.querySelectorAll("time")) {
    const on = day(time.dateTime, "UTC")
    time.title = utc(time.dateTime)
    time.textContent = clock(time.dateTime, "UTC")
    if (on !== before) time.parentElement!.parentElement!.before(dayRow(on))
    before = on
  }
}

function dayRow(words: string) {
  const row = document.createElement("tr")
  const head = document.createElement("th")
  head.scope = "colgroup"
  head.colSpan = 4
  head.textContent = words
  row.className = "day"
  row.append(head)
  return row
}

/** The row's time becomes a link to its event. */
function reach(row: HTMLElement) {
  const cell = row.querySelector("td:has(time)") ?? row.querySelector("td")
  if (!cell || cell.querySelector("a")) return
  const link = document.createElement("a")
  link.href = "#" + row.dataset["event"]
  link.dataset["event"] = row.dataset["event"]
  link.className = "at"
  link.append(...cell.childNodes)
  cell.append(link)
}

/** Lanes carry their source's name; what lies in a lane takes its colour. */
function colour(svg: Element) {
  const lanes = [...svg.querySelectorAll("text.lane")].map((t) => ({y: Number(t.getAttribute("y")), name: t.textContent ?? ""}))
  if (lanes.length === 0) return
  for (const x of svg.querySelectorAll(".dot, .bar")) {
    const y = Number(x.getAttribute("cy") ?? x.getAttribute("y"))
    const near = lanes.reduce((a, b) => (Math.abs(b.y - y) < Math.abs(a.y - y) ? b : a))
    x.classList.add("source" + sourceLook(near.name).colour)
  }
}
