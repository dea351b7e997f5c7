/** Stretches of time: of the picture, of a selection, of what the list shows. Milliseconds inside, RFC 3339 in the address. */
export interface Span {
  from: number
  to: number
}

export const minute = 60_000
/** Nobody needs to see less than this at once. */
const leastMs = 10_000

const short = (ms: number) => new Date(ms).toISOString().replace(/\.000Z$/, "Z")

export const ms = (at: string) => new Date(at).getTime()

/** For the address: FROM/TO. */
export const spanText = (s: Span) => `${short(Math.round(s.from))}/${short(Math.round(s.to))}`

export function spanOf(text: string | null): Span | null {
  const [a, b] = (text ?? "").split("/").map((t) => Date.parse(t))
  return a !== undefined && b !== undefined && a < b ? {from: a, to: b} : null
}

/** With a little air on both sides, as src/chart/timeline_chart.c has it. */
export function withAir(s: Span): Span {
  const length = s.to - s.from
  const air = length > 20 * minute ? length / 50 : minute
  return {from: s.from - air, to: s.to + air}
}

export function union(a: Span, b: Span): Span {
  return {from: Math.min(a.from, b.from), to: Math.max(a.to, b.to)}
}

/** Moved and cut so that it lies inside `limits`. */
export function clampSpan(s: Span, limits: Span): Span {
  const whole = limits.to - limits.from
  const length = Math.min(whole, Math.max(leastMs, s.to - s.from))
  const from = Math.max(limits.from, Math.min(limits.to - length, s.from))
  return {from, to: from + length}
}

/** `factor` above 1 shows less time. What lies at `at` stays where it is. */
export function zoomed(s: Span, at: number, factor: number, limits: Span): Span {
  const length = Math.max(leastMs, (s.to - s.from) / factor)
  const share = (at - s.from) / (s.to - s.from)
  return clampSpan({from: at - share * length, to: at + (1 - share) * length}, limits)
}

export const moved = (s: Span, by: number, limits: Span) => clampSpan({from: s.from + by, to: s.to + by}, limits)

/** The same stretch, give or take a thousandth. */
export function sameSpan(a: Span, b: Span) {
  const slack = (a.to - a.from) / 1000 + 1
  return Math.abs(a.from - b.from) < slack && Math.abs(a.to - b.to) < slack
}
