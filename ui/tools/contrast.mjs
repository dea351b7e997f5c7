// Computes the contrast of every pair of text and ground in tokens.css, light and dark, and fails below WCAG AA.
import {readFileSync} from "node:fs"

const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8")
const tokens = new Map()
for (const [, name, value] of css.matchAll(/--([\w-]+):\s*([^;]+);/g)) {
  const hex = value.match(/#[0-9a-f]{6}\b/gi)
  if (hex && !tokens.has(name)) tokens.set(name, [hex[0], hex[1] ?? hex[0]])
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p)
  return (x + 0.05) / (y + 0.05)
}

// [text, grounds, least contrast]
const grounds = ["ground", "sunken", "raised", "hover", "selected"]
const severities = [1, 2, 3, 4, 5]
const pairs = [
  ["text", [...grounds, "mark", "danger-soft", "warn-soft", "good-soft", "info-soft", "accent-soft"], 4.5],
  ["muted", [...grounds, "mark", "danger-soft", "warn-soft", "good-soft", "info-soft"], 4.5],
  ["faint", ["ground", "sunken", "raised", "hover"], 4.5],
  ["accent", [...grounds, "accent-soft"], 4.5],
  ["accent-strong", [...grounds, "accent-soft"], 4.5],
  ["on-accent", ["accent-ground", "accent-ground-hover", "danger-ground"], 4.5],
  ["danger", [...grounds, "danger-soft"], 4.5],
  ["warn", [...grounds, "warn-soft"], 4.5],
  ["good", [...grounds, "good-soft"], 4.5],
  ["info", [...grounds, "info-soft"], 4.5],
  ...severities.map((n) => [`on-sev${n}`, [`sev${n}`], 4.5]),
  ["edge", ["ground", "raised", "sunken"], 3],
  ["accent", grounds, 3],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`source${n}`, ["ground", "raised", "sunken"], 3]),
]

let bad = 0
let count = 0
for (const [text, on, least] of pairs) {
  for (const ground of on) {
    for (const theme of [0, 1]) {
      const [a, b] = [tokens.get(text), tokens.get(ground)]
      if (!a || !b) throw new Error(`tokens.css has no --${a ? ground : text}`)
      const c = contrast(a[theme], b[theme])
      count++
      if (c < least) {
        bad++
        console.error(`--${text} on --${ground}, ${theme ? "dark" : "light"}: ${c.toFixed(2)}, wanted ${least}`)
      }
    }
  }
}
// The ramp of severities must also be one of lightness.
for (const theme of [0, 1]) {
  const l = severities.map((n) => luminance(tokens.get(`sev${n}`)[theme]))
  const rises = l.every((x, i) => i === 0 || (theme === 0 ? x > l[i - 1] : x < l[i - 1]))
  if (!rises) {
    bad++
    console.error(`the severities do not get ${theme ? "darker" : "lighter"} step by step: ${l.map((x) => x.toFixed(2))}`)
  }
}
if (bad) process.exit(1)
if (process.argv.includes("-v")) console.log(`${count} pairs have enough contrast`)
