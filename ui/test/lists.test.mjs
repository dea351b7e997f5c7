// Home, incidents, post-mortems, the library.
import {check, equal, test, until} from "./tests.mjs"

const query = (page) => new URL(page.url()).search
const rows = (page, name) => page.getByRole("list", {name}).getByRole("listitem")

test("home shows what waits and drafts it in one step", async ({page: open}) => {
  const page = await open({as: "editor"})
  await page.getByRole("heading", {name: /Wait for a post-mortem/}).waitFor()
  await page.getByRole("button", {name: /Draft it.*Storefront slow/}).click()
  await page.waitForURL(/postmortems\/pm_/)
})

test("filters and search stand in the address, and Back and links bring them back", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/incidents")
  await rows(page, "Incidents").first().waitFor()
  equal(await rows(page, "Incidents").count(), 9, "incidents")
  await page.getByRole("button", {name: "Filter", exact: true}).click()
  await page.getByRole("menuitem", {name: "Severity"}).click()
  await page.getByRole("combobox", {name: "Severity"}).selectOption("3")
  await until(async () => (await rows(page, "Incidents").count()) === 3, "three of severity 3")
  equal(query(page), "?severity=3")
  await page.getByRole("searchbox", {name: "Search incidents"}).fill("vat")
  await until(async () => (await rows(page, "Incidents").count()) === 1, "one with VAT")
  equal(query(page), "?severity=3&q=vat")
  await page.reload()
  await until(async () => (await rows(page, "Incidents").count()) === 1, "the same after a reload")
  await page.getByRole("button", {name: "Remove filter Severity"}).click()
  equal(query(page), "?q=vat")
  await page.getByRole("searchbox", {name: "Search incidents"}).fill("zzz")
  await page.getByText("No incident fits").waitFor()
  await page.getByRole("link", {name: "Remove all filters"}).click()
  await until(async () => (await rows(page, "Incidents").count()) === 9, "all again")
})

test("a view is saved in this browser, used and removed with undo", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/incidents?severity=4")
  await page.getByRole("button", {name: "Save view"}).click()
  await page.getByLabel("Name").fill("Small ones")
  await page.keyboard.press("Enter")
  await page.getByRole("link", {name: "All", exact: true}).click()
  await page.getByRole("link", {name: "Small ones"}).click()
  equal(query(page), "?severity=4")
  await page.getByRole("button", {name: "Remove view"}).click()
  await until(async () => (await page.getByRole("link", {name: "Small ones"}).count()) === 0, "the view is gone")
  await page.getByRole("button", {name: "Undo"}).click()
  await page.getByRole("link", {name: "Small ones"}).waitFor()
})

test("j, k, arrows and Enter go through a list of 800, of which few rows exist", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/incidents")
  await rows(page, "Incidents").first().waitFor()
  for (let i = 0; i < 4; i++) await page.keyboard.press("j")
  await page.keyboard.press("k")
  await page.keyboard.press("ArrowDown")
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-index"))
  equal(await focused(), "3", "row with the focus")
  await until(async () => {
    await page.keyboard.press("End")
    await page.waitForTimeout(200)
    return Number(await focused()) >= 200
  }, "End brings further pages")
  check((await rows(page, "Incidents").count()) < 80, "all rows exist at once")
  await page.keyboard.press("Enter")
  await page.waitForURL(/incidents\/inc_/)
}, {state: "many"})

test("what somebody else does appears without a reload", async ({page: open, mock}) => {
  const page = await open({as: "reader"})
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Wrong VAT/}).waitFor()
  mock.state.incidents.find((i) => i.title.startsWith("Wrong VAT")).title = "Wrong VAT on every receipt"
  mock.live("changed", {action: "incident.edit", subject: "inc_0007", incident: "inc_0007", seq: 9000, by: "Sanna Aho"}, "inc_0007")
  await page.getByRole("link", {name: /Wrong VAT on every receipt/}).waitFor()
})

test("what changed between the first look and the stream appears too", async ({page: open, mock}) => {
  const page = await open({as: "reader"})
  let go
  const held = new Promise((done) => (go = done))
  await page.route("**/api/v1/live?**", async (route) => {
    await held
    await route.continue()
  })
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Wrong VAT/}).waitFor()
  mock.state.incidents.find((i) => i.title.startsWith("Wrong VAT")).title = "Wrong VAT for everybody"
  mock.live("changed", {action: "incident.edit", subject: "inc_0007", incident: "inc_0007", seq: 9000, by: "Sanna Aho"}, "inc_0007")
  go()
  await page.getByRole("link", {name: /Wrong VAT for everybody/}).waitFor()
})

test("the library finds, marks the words, and opens an event in its incident", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.keyboard.press("/")
  await page.getByRole("searchbox").fill("checkout")
  await page.locator("mark").first().waitFor()
  equal(query(page), "?q=checkout")
  await page.getByRole("button", {name: "Filter", exact: true}).click()
  await page.getByRole("menuitem", {name: "Only"}).click()
  await page.getByRole("combobox", {name: "Only"}).selectOption("event")
  await page.getByRole("list", {name: "Hits"}).getByRole("link").first().click()
  await page.waitForURL(/incidents\/inc_0001\?event=evt_/)
})

test("an error of the server is told, with a way to try again", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/incidents")
  await page.getByText("The database could not be read").waitFor()
  await page.getByRole("button", {name: "Try again"}).waitFor()
}, {state: "error", expects: /500/})

test("an empty record says what each place is for", async ({page: open}) => {
  const page = await open({as: "admin"})
  await page.getByText("Nothing needs you").waitFor()
  await page.goto("/incidents")
  await page.getByText("No incident yet").waitFor()
  await page.goto("/postmortems")
  await page.getByText("No post-mortem yet").waitFor()
}, {state: "empty"})

test("the demo is marked and goes in one action", async ({page: open}) => {
  const page = await open({as: "admin"})
  await page.goto("/incidents")
  await page.getByRole("list", {name: "Incidents"}).getByText("Demo").waitFor()
  await page.getByRole("button", {name: "Remove the demo"}).click()
  await page.getByRole("dialog").getByRole("button", {name: "Remove the demo"}).click()
  await page.getByText("The demo is gone.").waitFor()
  await until(async () => (await rows(page, "Incidents").count()) === 8, "the demo incident is gone")
  equal(await page.getByText("This is the demo.").count(), 0)
})
