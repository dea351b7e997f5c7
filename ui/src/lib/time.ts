/**
 * Times for people: in the reader's zone, tabular, as precise as they are known. Everything takes RFC 3339 text.
 * `zone` is "" for the browser's. Times of one reader: zone.svelte.ts.
 */
export type Precision = "millisecond" | "second" | "minute" | "about" | "day" | "unknown"

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, options: Intl.DateTimeFormatOptions) {
  const key = zone + JSON.stringify(options)
  let f = formats.get(key)
  if (!f) {
    f = new Intl.DateTimeFormat("en-GB", {...options, ...(zone ? {timeZone: zone} : {})})
    formats.set(key, f)
  }
  return f
}

let own = ""
export const browserZone = () => (own ||= Intl.DateTimeFormat().resolvedOptions().timeZone)

/** Whether the browser knows this zone. */
export function isZone(zone: string) {
  try {
    new Intl.DateTimeFormat("en", {timeZone: zone})
    return true
  } catch {
    return false
  }
}

export const allZones = () => ["UTC", ...Intl.supportedValuesOf("timeZone")]

/** 14:03, or 14:03:27 when it is known to the second. */
export function clock(at: string, zone: string, precision: Precision = "minute") {
  const seconds = precision === "second" || precision === "millisecond"
  const text = format(zone, {hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(seconds ? {second: "2-digit"} : {})}).format(new Date(at))
  return precision === "about" ? "~" + text : text
}

/** 14:03:27.481 */
export function clockMs(at: string, zone: string) {
  return format(zone, {hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23"}).format(new Date(at))
}

/** 4 Mar, or 4 Mar 2024 in another year than `now`. */
export function day(at: string, zone: string, now = new Date()) {
  const year = (d: Date) => format(zone, {year: "numeric"}).format(d)
  const d = new Date(at)
  return format(zone, {day: "numeric", month: "short", ...(year(d) === year(now) ? {} : {year: "numeric"})}).format(d)
}

/** Mon 4 March 2024 */
export function longDay(at: string, zone: string) {
  return format(zone, {weekday: "short", day: "numeric", month: "long", year: "numeric"}).format(new Date(at)).replace(",", "")
}

export function dateTime(at: string, zone: string, precision: Precision = "minute", now = new Date()) {
  return precision === "day" ? day(at, zone, now) : `${day(at, zone, now)} ${clock(at, zone, precision)}`
}

/** 2024-03-04 14:03:27.481 UTC: for titles and copying. */
export function utc(at: string) {
  return at.replace("T", " ").replace(/(\.000)?Z$/, " UTC")
}

/** CET, GMT+5:30: the zone's name at that time. */
export function zoneName(zone: string, at = new Date().toISOString()) {
  const parts = format(zone, {timeZoneName: "short"}).formatToParts(new Date(at))
  return parts.find((p) => p.type === "timeZoneName")?.value ?? "UTC"
}

/** 2 h 05 min: two units at most, tabular. */
export function duration(ms: number) {
  const sign = ms < 0 ? "−" : ""
  const s = Math.floor(Math.abs(ms) / 1000)
  if (s < 60) return `${sign}${s} s`
  const min = Math.floor(s / 60) // cut, as the server does: both say the same of one length
  if (s < 600 && s % 60) return `${sign}${Math.floor(s / 60)} min ${String(s % 60).padStart(2, "0")} s`
  if (min < 60) return `${sign}${min} min`
  const h = Math.floor(min / 60)
  if (h < 24) return min % 60 ? `${sign}${h} h ${String(min % 60).padStart(2, "0")} min` : `${sign}${h} h`
  const d = Math.floor(h / 24)
  return h % 24 ? `${sign}${d} d ${h % 24} h` : `${sign}${d} d`
}

export const between = (from: string, to: string) => new Date(to).getTime() - new Date(from).getTime()

/** just now, 5 min ago, yesterday, 4 Mar */
export function relative(at: string, zone: string, now = Date.now()) {
  const ms = now - new Date(at).getTime()
  const ahead = ms < 0
  const min = Math.floor(Math.abs(ms) / 60_000)
  const say = (text: string) => (ahead ? `in ${text}` : `${text} ago`)
  if (min < 1) return "just now"
  if (min < 60) return say(`${min} min`)
  if (min < 24 * 60) return say(`${Math.floor(min / 60)} h`)
  const days = Math.floor(min / (24 * 60))
  if (days === 1) return ahead ? "tomorrow" : "yesterday"
  if (days < 14) return say(`${days} days`)
  return day(at, zone, new Date(now))
}

/** What <input type="datetime-local"> wants, in that zone. */
export function toLocalInput(at: string, zone: string, seconds = false) {
  const parts = Object.fromEntries(
    format(zone, {year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"})
      .formatToParts(new Date(at))
      .map((p) => [p.type, p.value]),
  )
  return `${parts["year"]}-${parts["month"]}-${parts["day"]}T${parts["hour"]}:${parts["minute"]}${seconds ? ":" + parts["second"] : ""}`
}

/** And back. In the hour that a clock goes through twice, its first time. */
export function fromLocalInput(text: string, zone: string) {
  const wanted = new Date(text + (text.length === 16 ? ":00Z" : "Z")).getTime()
  if (Number.isNaN(wanted)) return null
  let guess = wanted
  for (let i = 0; i < 3; i++) {
    const shown = new Date(toLocalInput(new Date(guess).toISOString(), zone, true) + "Z").getTime()
    guess += wanted - shown
  }
  return new Date(guess).toISOString()
}
