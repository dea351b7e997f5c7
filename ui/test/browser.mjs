// Chromium for the tests: a fresh profile each time, pages that fail on what the console or the security policy complains of.
import {existsSync, readFileSync} from "node:fs"

export const chromiumPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => existsSync(p))
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
]

/** Widths of interface.md. */
export const sizes = {wide: {width: 1440, height: 900}, middle: {width: 1024, height: 768}, phone: {width: 390, height: 844}}

export async function launch() {
  const {chromium} = await import("playwright-core")
  // playwright gives each launch a profile of its own and removes it.
  return chromium.launch({executablePath: chromiumPath, headless: true, args: flags})
}

/** A page in a context of its own. `complaints` collects what should never be said. */
export async function newPage(browser, url, {size = "wide", theme = "light", now, storageState} = {}) {
  const context = await browser.newContext({
    baseURL: url, viewport: sizes[size], colorScheme: theme, reducedMotion: "reduce", timezoneId: "Europe/Berlin", locale: "en-GB", hasTouch: size === "phone", storageState,
  })
  const page = await context.newPage()
  const complaints = []
  page.on("console", (m) => (m.type() === "error" || m.type() === "warning") && complaints.push(m.text()))
  page.on("pageerror", (e) => complaints.push(String(e)))
  if (now) await page.clock.setFixedTime(new Date(now))
  return {page, context, complaints}
}

let axeSource
/** Signs in with a one-time link and answers what further pages start from. */
export async function signIn(browser, url, token) {
  const {page, context} = await newPage(browser, url)
  await page.goto("/link#" + token)
  await page.waitForURL((u) => u.pathname !== "/link", {timeout: 20_000})
  const state = await context.storageState()
  await context.close()
  return state
}

/** What axe-core finds, one line each. */
export async function axe(page) {
  axeSource ??= readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8")
  await page.evaluate(axeSource)
  const {violations} = await page.evaluate(() =>
    globalThis.axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}),
  )
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} (${n.failureSummary?.split("\n")[1]?.trim() ?? v.help})`))
}

/** Whether the page is wider than the window: something sticks out. */
export const overflows = (page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))
