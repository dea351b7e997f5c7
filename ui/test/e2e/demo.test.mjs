// A first look: `aftermath serve --demo`, its link, the demo incident and its post-mortem, and how all of that goes away.
import {check, equal, test, until} from "../tests.mjs"

export const server = {demo: true, story: true}

const lines = (page) => page.getByRole("list", {name: "Timeline", exact: true}).getByRole("listitem")
let admin

test("the link that was printed signs in, once, and leaves no trace in the address", async (world) => {
  const page = await world.page()
  await page.goto(world.link)
  await page.waitForURL((u) => u.pathname === "/")
  equal(new URL(page.url()).hash, "")
  await page.getByText("This is the demo.").waitFor()
  const again = await world.page()
  await again.goto(world.link)
  await again.getByText(/was used already/).waitFor()
  admin = world.client()
  // The page's session goes on as a program's.
  await admin.resume(await page.context().cookies())
}, {expects: /401/})

test("the demo incident is in the list and says that it is a demo", async (world) => {
  const page = await world.page({as: admin})
  await page.goto("/incidents")
  const row = page.getByRole("list", {name: "Incidents"}).getByRole("listitem")
  await row.first().waitFor()
  equal(await row.count(), 1)
  await row.getByText("Demo", {exact: true}).waitFor()
  await row.getByRole("link").first().click()
  await page.waitForURL(/incidents\/inc_/)
  await page.getByText("Demo", {exact: true}).waitFor()
})

test("its timeline is a picture and a list that say the same", async (world) => {
  const {items} = await admin.get("/api/v1/incidents")
  const page = await world.page({as: admin})
  await page.goto("/incidents/" + items[0].id)
  await lines(page).first().waitFor()
  const marks = page.locator(".picture [data-event]")
  await marks.first().waitFor()
  check((await marks.count()) >= 10, "ten marks and more in the picture")
  // Marks that lie close together are one.
  const {items: events} = await admin.get(`/api/v1/incidents/${items[0].id}/events?limit=5000`)
  const known = new Set(events.map((e) => e.id))
  for (const id of await marks.evaluateAll((all) => all.map((m) => m.dataset.event))) check(known.has(id), `the picture's ${id} is no event`)
  for (const m of ["Impact started", "Detected", "Resolved"]) await page.getByRole("heading", {name: m}).waitFor()
})

test("its post-mortem reads", async (world) => {
  const {items} = await admin.get("/api/v1/postmortems")
  equal(items.length, 1)
  const page = await world.page({as: admin})
  await page.goto("/postmortems/" + items[0].id)
  for (const title of ["Summary", "Timeline", "Impact"]) await page.getByRole("heading", {name: title, level: 2}).first().waitFor()
  check((await page.locator("article").innerText()).length > 2000, "there is something to read")
  equal(await page.locator("article pre", {hasText: "aftermath timeline"}).count(), 0, "blocks that were not filled in")
})

test("a section that is found says whose it is, in the library and in the palette", async (world) => {
  const page = await world.page({as: admin})
  await page.goto("/search?q=staging&kind=postmortem")
  await page.getByRole("listitem").filter({hasText: "PM-1 INC-1 · Checkout outage"}).first().waitFor()
  await page.goto("/")
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  await page.keyboard.press("Control+k")
  await page.getByRole("combobox").fill("staging")
  await page.getByRole("option", {name: /PM-1 INC-1 · Checkout outage/}).first().waitFor()
})

test("what one person did to a document is one line of what happened lately", async (world) => {
  const {activity} = await admin.get("/api/v1/home")
  const changed = new Set(activity.filter((a) => a.action === "section.update").map((a) => a.subject))
  check(changed.size > 1, "several sections were changed")
  const page = await world.page({as: admin})
  await page.goto("/")
  const lines = page.getByRole("listitem").filter({hasText: "changed " + changed.size + " sections of"})
  await lines.first().waitFor()
  equal(await lines.count(), 1)
  equal(await page.getByText("changed a section of").count(), 0)
})

test("all of the demo is removed in one action", async (world) => {
  const page = await world.page({as: admin})
  await page.goto("/incidents")
  await page.getByRole("button", {name: "Remove the demo"}).click()
  await page.getByRole("dialog").getByRole("button", {name: "Remove the demo"}).click()
  await page.getByText("The demo is gone.").waitFor()
  await page.getByText("No incident yet").waitFor()
  await until(async () => (await page.getByText("This is the demo.").count()) === 0, "the notice is gone")
  equal((await admin.get("/api/v1/session")).demo, false)
  for (const list of ["incidents", "components", "persons", "teams"]) equal((await admin.get(`/api/v1/${list}`)).items, [], list)
})
