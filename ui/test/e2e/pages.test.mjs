// Every page with real data, in both themes and at every width: axe-core finds nothing, nothing sticks out, no page complains.
// What they look like is left in build/screenshots.
import {mkdirSync} from "node:fs"
import {axe, overflows, sizes} from "../browser.mjs"
import {check, equal, test} from "../tests.mjs"

export const server = {demo: true}

const out = new URL("../../../build/screenshots/", import.meta.url).pathname
mkdirSync(out, {recursive: true})
const looks = ["light", "dark"].flatMap((theme) => Object.keys(sizes).map((size) => ({theme, size})))
/** With TEST_LONG axe-core looks each time; without, at the two that differ most: colours and structure hang on both. */
const whole = ({theme, size}) => Boolean(process.env.TEST_LONG) || (theme === "light" && size === "wide") || (theme === "dark" && size === "phone")
let admin

async function look(world, pages, as) {
  const page = await world.page({as})
  for (const {name, path, ready} of pages) {
    await page.setViewportSize(sizes.wide)
    await page.goto(path)
    await page.locator("h1").first().waitFor()
    await ready?.(page)
    await page.waitForFunction(() => !document.querySelector(".skeleton, [aria-busy=true]"))
    for (const {theme, size} of looks) {
      await page.emulateMedia({colorScheme: theme, reducedMotion: "reduce"})
      await page.setViewportSize(sizes[size])
      await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))))
      check((await overflows(page)) <= 0, `${name} is wider than the window, ${size}`)
      if (!whole({theme, size})) continue
      await page.screenshot({path: `${out}${name}-${size}-${theme}.png`})
      equal(await axe(page), [], `what axe-core finds on ${name}, ${size}, ${theme}`)
    }
  }
}

async function signedIn(world) {
  if (admin) return admin
  admin = world.client()
  await admin.link(world.link)
  return admin
}

const settings = ["me", "accounts", "tokens", "teams", "people", "components", "templates", "sources", "organisation", "record"]

test("incident and evidence look right in every theme and width", async (world) => {
  await signedIn(world)
  const [incident] = (await admin.get("/api/v1/incidents")).items
  const [event] = (await admin.get(`/api/v1/incidents/${incident.id}/events?key=true`)).items
  const drawn = (p) => p.locator(".picture [data-event]").first().waitFor()
  await look(world, [
    {name: "incident", path: "/incidents/" + incident.id, ready: drawn},
    {name: "evidence", path: `/incidents/${incident.id}?event=${event.id}`, ready: (p) => p.getByRole("dialog").locator("pre").first().waitFor()},
  ], admin)
})

test("lists and search look right in every theme and width", async (world) => {
  await signedIn(world)
  const item = (p) => p.locator("main li").first().waitFor()
  await look(world, [
    {name: "home", path: "/", ready: item},
    {name: "incidents", path: "/incidents", ready: item},
    {name: "postmortems", path: "/postmortems", ready: item},
    {name: "search", path: "/search?q=checkout", ready: (p) => p.locator("mark").first().waitFor()},
    {name: "not-found", path: "/nothing/here"},
  ], admin)
})

test("a post-mortem looks right in every theme and width", async (world) => {
  await signedIn(world)
  const [postmortem] = (await admin.get("/api/v1/postmortems")).items
  const [event] = (await admin.get(`/api/v1/incidents/${postmortem.incidents[0].id}/events?key=true`)).items
  const path = "/postmortems/" + postmortem.id
  const whole = (p) => p.locator(".prose table.live.timeline").first().waitFor()
  await look(world, [
    {name: "postmortem", path, ready: whole},
    {name: "postmortem-versions", path: path + "?panel=history", ready: whole},
    {name: "postmortem-evidence", path: `${path}?event=${event.id}`, ready: (p) => p.getByRole("dialog").locator("pre").first().waitFor()},
  ], admin)
})

test("settings look right in every theme and width", async (world) => {
  await signedIn(world)
  await look(world, settings.map((part) => ({name: "settings-" + part, path: "/settings/" + part})), admin)
})

test("sign-in and links look right in every theme and width", async (world) => {
  await look(world, [
    {name: "sign-in", path: "/sign-in"},
    {name: "link-used", path: "/link#none", ready: (p) => p.getByRole("alert").waitFor()},
    {name: "set-up-done", path: "/setup#none"},
  ])
}, {expects: /401/})

test("very long names look right", async (world) => {
  await signedIn(world)
  const long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ".repeat(2).trim()
  const named = await admin.post("/api/v1/incidents", {title: long, summary: long.replaceAll(" ", ""), severity: 1})
  for (let i = 0; i < 3; i++) await admin.post(`/api/v1/incidents/${named.id}/events`, {at: `2024-03-14T10:0${i}:00.000Z`, title: long.replaceAll(" ", "") + i, actor: long.slice(0, 90), detail: long})
  await admin.post("/api/v1/components", {name: long.slice(0, 90)})
  await admin.post("/api/v1/persons", {name: long.slice(0, 90)})
  await look(world, [
    {name: "incident-long", path: "/incidents/" + named.id, ready: (p) => p.locator(".picture [data-event]").first().waitFor()},
    {name: "incidents-long", path: "/incidents", ready: (p) => p.locator("main li").first().waitFor()},
    {name: "components-long", path: "/settings/components"},
    {name: "people-long", path: "/settings/people"},
  ], admin)
})

test("an incident without evidence looks right", async (world) => {
  await signedIn(world)
  const empty = await admin.post("/api/v1/incidents", {title: "Nothing is known yet", severity: 4})
  await look(world, [
    {name: "incident-empty", path: "/incidents/" + empty.id},
  ], admin)
})
