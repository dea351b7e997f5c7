/**
 * The server's picture in the page. It is drawn for one stretch of time; `place` shows another one by moving what is
 * there, at once, until the picture for it comes. Elements and classes: src/chart/timeline_chart.h.
 */
import {day, clock} from "../lib/time"
import type {Event} from "../lib/types"
import {sourceLook} from "./sources"
import type {Span} from "./span"

const ns = "http://www.w3.org/2000/svg"
const second = 1000
const hour = 3600 * second
const steps = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map((s) => s * second)
const daily = [1, 2, 7, 14, 30, 90, 365].map((d) => d * 24 * hour)

export interface Mark {
  id: string
  node: SVGElement
  bar: boolean
  from: number
  to: number
  y: number
  /** How many it stands for */
  count: number
}

interface Moving {
  node: SVGElement
  from: number
  to: number
  attribute: "x" | "cx" | "line"
}

const number = (node: Element, name: string) => Number(node.getAttribute(name) ?? 0)

export class Picture {
  readonly svg: SVGSVGElement
  readonly left: number
  readonly right: number
  readonly height: number
  /** Where lanes begin and end */
  readonly top: number
  readonly bottom: number
  readonly marks: Mark[] = []
  #moving: Moving[] = []
  #plot: SVGGElement

  constructor(text: string, readonly span: Span, events: ReadonlyMap<string, Event>, zone: string) {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement
    if (root.namespaceURI !== ns || root.nodeName !== "svg") throw new Error("The picture could not be read")
    const svg = document.importNode(root, true) as Element as SVGSVGElement
    this.svg = svg
    svg.querySelectorAll("script, style, foreignObject").forEach((n) => n.remove())
    svg.querySelector(":scope > title")?.remove()
    svg.removeAttribute("role")
    this.height = number(svg, "height")
    const rows = [...svg.querySelectorAll("line.row")]
    this.left = rows[0] ? number(rows[0], "x1") : 104
    this.right = rows[0] ? number(rows[0], "x2") : number(svg, "width") - 16
    const ys = rows.map((r) => number(r, "y1"))
    this.top = Math.min(...ys) - 13
    this.bottom = Math.max(...ys) + 13
    this.#plot = document.createElementNS(ns, "g")
    this.#gather(events)
    this.#nameLanes()
    this.#nameTicks(zone)
  }

  timeAt(x: number, shown: Span) {
    return shown.from + ((x - this.left) / (this.right - this.left)) * (shown.to - shown.from)
  }

  xAt(ms: number, shown: Span) {
    return this.left + ((ms - shown.from) / (shown.to - shown.from)) * (this.right - this.left)
  }

  /** What moves with time goes into one group that is cut at the plot's edges; names of moments and times stay whole. */
  #gather(events: ReadonlyMap<string, Event>) {
    const clip = document.createElementNS(ns, "clipPath")
    clip.id = "plot"
    const box = document.createElementNS(ns, "rect")
    for (const [k, v] of Object.entries({x: this.left - 6, y: 0, width: this.right - this.left + 12, height: this.height})) box.setAttribute(k, String(v))
    clip.append(box)
    this.#plot.setAttribute("clip-path", "url(#plot)")
    const wanted = this.svg.querySelectorAll<SVGElement>(":scope > :is(.phase, .gap, .grid, .moment, .strip, .dot, .bar, .name, .tick)")
    this.svg.append(clip, this.#plot)
    for (const node of wanted) {
      if (node.classList.contains("gap")) node.setAttribute("fill", "url(#hatch)")
      if (!node.matches(".name, .tick")) this.#plot.append(node)
      else this.svg.append(node)
      this.#add(node)
      if (node.dataset["event"]) this.#mark(node, node.dataset["event"], events)
    }
  }

  #add(node: SVGElement) {
    const attribute = node.tagName === "circle" ? "cx" : node.tagName === "line" ? "line" : "x"
    const x = number(node, attribute === "line" ? "x1" : attribute)
    const width = node.tagName === "rect" ? number(node, "width") : 0
    this.#moving.push({node, attribute, from: this.timeAt(x, this.span), to: this.timeAt(x + width, this.span)})
  }

  #mark(node: SVGElement, id: string, events: ReadonlyMap<string, Event>) {
    const bar = node.tagName === "rect"
    const title = node.querySelector("title")
    const more = title?.textContent.match(/\(and (\d+) more here\)$/)
    title?.remove()
    // An id of the page's own may be the same.
    node.removeAttribute("id")
    const event = events.get(id)
    if (event) node.classList.add("source" + sourceLook(event.source).colour)
    const {from, to} = this.#moving.at(-1)!
    this.marks.push({id, node, bar, from, to, y: bar ? number(node, "y") + number(node, "height") / 2 : number(node, "cy"), count: 1 + Number(more?.[1] ?? 0)})
  }

  #nameLanes() {
    for (const lane of this.svg.querySelectorAll(".lane")) {
      const source = lane.textContent
      if (source !== "no events" && source !== "others") lane.textContent = sourceLook(source).name
    }
  }

  /** The server writes UTC; the reader has a zone. */
  #nameTicks(zone: string) {
    const ticks = this.#moving.filter((m) => m.node.classList.contains("tick")).sort((a, b) => a.from - b.from)
    if (ticks.length === 0) return
    const apart = ticks.length > 1 ? ticks[1]!.from - ticks[0]!.from : 60 * second
    const all = [...steps, ...daily]
    const step = all.reduce((best, s) => (Math.abs(s - apart) < Math.abs(best - apart) ? s : best))
    let lastDay = ""
    ticks.forEach((tick, i) => {
      const at = new Date(Math.round(tick.from / step) * step).toISOString()
      const today = day(at, zone, new Date(at))
      const time = clock(at, zone, step < 60 * second ? "second" : "minute")
      const midnight = daily.includes(step) && time === "00:00"
      tick.node.textContent = midnight ? today : today !== lastDay && (i > 0 || step >= 6 * hour) ? `${today} ${time}` : time
      lastDay = today
    })
  }

  /** Shows another stretch with what is there. */
  place(shown: Span) {
    const scale = (this.right - this.left) / (shown.to - shown.from)
    for (const {node, attribute, from, to} of this.#moving) {
      const x = (this.left + (from - shown.from) * scale).toFixed(1)
      if (attribute === "line") {
        node.setAttribute("x1", x)
        node.setAttribute("x2", x)
      } else {
        node.setAttribute(attribute, x)
        if (node.tagName === "rect") node.setAttribute("width", Math.max(to > from ? 1 : 0, (to - from) * scale).toFixed(1))
        else if (node.tagName === "text") node.setAttribute("visibility", from < shown.from || from > shown.to ? "hidden" : "visible")
      }
    }
  }

  /** The mark nearest to a point, within a finger's reach. */
  markAt(x: number, y: number, shown: Span, reach = 9) {
    let best: Mark | null = null
    let least = reach
    for (const m of this.marks) {
      if (Math.abs(m.y - y) > 13) continue
      const from = this.xAt(m.from, shown)
      const to = m.bar ? this.xAt(m.to, shown) : from
      // A bar gives way to a dot that lies on it.
      const away = x < from ? from - x : x > to ? x - to : m.bar ? 3 : 0
      if (away < least || (away === least && !m.bar)) {
        best = m
        least = away
      }
    }
    return best
  }
}
