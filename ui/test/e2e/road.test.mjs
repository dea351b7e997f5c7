// The whole road on an empty server: the first account, a folder of exports, a timeline made one's own, a post-mortem, its export.
import {readdirSync} from "node:fs"
import {check, equal, test, until} from "../tests.mjs"

export const server = {story: true}

const folder = new URL("../../../demo/checkout-outage", import.meta.url).pathname
const lines = (page) => page.locator(".line")
const line = (page, text) => page.locator(".line", {hasText: text})
const drawer = (page) => page.getByRole("dialog", {name: /^Event/})
const undo = (page) => page.getByRole("button", {name: "Undo", exact: true}).last().click()
const needs = ["/api/v1/postmortems"]
let ada, ben, incident

/** Drags files or folders from the desktop onto the page, as the browser itself sees that. */
async function drag(page, ...files) {
  const cdp = await page.context().newCDPSession(page)
  const data = {items: [], files, dragOperationsMask: 1}
  for (const type of ["dragEnter", "dragOver", "drop"]) await cdp.send("Input.dispatchDragEvent", {type, x: 600, y: 500, data})
}

async function open(world, as, path = "") {
  const page = await world.page({as})
  await page.goto(`/incidents/${incident}${path}`)
  await lines(page).first().waitFor()
  return page
}

const events = async () => (await ada.get(`/api/v1/incidents/${incident}/events?hidden=true&limit=5000`)).items
const eventWith = async (text) => (await events()).find((e) => e.title.includes(text))

test("the first account is made with the link that was printed", async (world) => {
  const page = await world.page()
  await page.goto("/")
  await page.getByText("Nobody has an account yet").waitFor()
  await page.goto("about:blank")
  await page.goto(world.link)
  await page.getByLabel("Name").fill("Ada Quill")
  await page.getByLabel("E-mail").fill("ada@teapot-thistle.example")
  await page.getByLabel("Password").fill("a quiet sentence")
  await page.getByRole("button", {name: "Create the account"}).click()
  await page.waitForURL((u) => u.pathname === "/" && u.hash === "")
  ada = world.client()
  await ada.resume(await page.context().cookies())
  equal((await ada.get("/api/v1/session")).user.role, "admin")
  await page.goto("/incidents")
  await page.getByText("No incident yet").waitFor()
})

test("a folder that is dropped on the list becomes an incident with its timeline", async (world) => {
  const page = await world.page({as: ada})
  await page.goto("/incidents")
  await page.getByText("No incident yet").waitFor()
  await drag(page, folder)
  const dialog = page.getByRole("dialog", {name: "New incident"})
  const number = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((f) => f.isFile()).length
  await dialog.getByText(`${number} files`, {exact: true}).waitFor()
  await dialog.getByLabel("What happened?").fill("Checkout fails for one in three")
  await dialog.getByLabel("Severity").selectOption("2")
  await dialog.getByRole("button", {name: "Create and import"}).click()
  await page.waitForURL(/incidents\/inc_/)
  incident = new URL(page.url()).pathname.split("/").pop()
  await until(async () => (await ada.imported(incident))[0]?.state === "done", "the import ended")
  await until(async () => (await events()).length > 100, "the timeline is built")
  await lines(page).first().waitFor()
  await page.locator(".picture [data-event]").first().waitFor()
  const [done] = await ada.imported(incident)
  equal([done.state, done.file_count], ["done", number])
  check((await events()).length > 100, "more than a hundred events")
})

test("files that are dropped on the incident are read into it", async (world) => {
  const page = await open(world, ada)
  const before = (await events()).length
  await drag(page, folder + "/README.md", folder + "/notes")
  await until(async () => (await ada.imported(incident)).length === 2, "the second import ended")
  await page.getByText(/known|new signal/).first().waitFor()
  check((await events()).length >= before, "nothing is lost")
})

test("a line is hidden, shown again by undo, and shown from among the hidden", async (world) => {
  const page = await open(world, ada, "?all=1")
  const title = await lines(page).nth(1).locator(".title").innerText()
  const id = (await eventWith(title)).id
  const hidden = async () => (await ada.get("/api/v1/events/" + id)).hidden
  await lines(page).nth(1).hover()
  await lines(page).nth(1).getByRole("button", {name: "Hide"}).click()
  await until(hidden, "it is hidden")
  await undo(page)
  await until(async () => !(await hidden()), "undo shows it again")
  await lines(page).nth(1).hover()
  await lines(page).nth(1).getByRole("button", {name: "Hide"}).click()
  await until(hidden, "it is hidden again")
  await page.goto(`/incidents/${incident}?all=1&hidden=only`)
  await lines(page).first().hover()
  await lines(page).first().getByRole("button", {name: "Show", exact: true}).click()
  await until(async () => !(await hidden()), "it is shown")
})

test("a line is edited, beside what its tool said, and goes back by undo", async (world) => {
  const page = await open(world, ada)
  const title = await lines(page).nth(2).locator(".title").innerText()
  const before = await eventWith(title)
  await lines(page).nth(2).hover()
  await lines(page).nth(2).getByRole("button", {name: "Edit"}).click()
  const form = page.getByRole("form", {name: "Edit the event"})
  await form.getByLabel("What happened").fill("The pool ran dry")
  await form.getByRole("button", {name: "Save"}).click()
  await line(page, "The pool ran dry").waitFor()
  equal((await eventWith("The pool ran dry")).id, before.id)
  await line(page, "The pool ran dry").click()
  await drawer(page).getByText("As the source has it").waitFor()
  await page.keyboard.press("Escape")
  await undo(page)
  await until(async () => (await ada.get("/api/v1/events/" + before.id)).title === before.title, "undo brings the old title")
})

test("a line is written by hand, deleted with undo, and marked as key", async (world) => {
  const page = await open(world, ada)
  await page.keyboard.press("j")
  await page.keyboard.press("a")
  const form = page.getByRole("form", {name: "Add a line"})
  await form.getByLabel("What happened").fill("Ezra telephoned the provider")
  await form.getByRole("button", {name: "Add the line"}).click()
  await line(page, "Ezra telephoned").click()
  await drawer(page).getByText("No signal: a person wrote it").waitFor()
  await drawer(page).getByRole("button", {name: "Delete the line"}).click()
  await until(async () => (await line(page, "Ezra telephoned").count()) === 0, "it is gone")
  await undo(page)
  await line(page, "Ezra telephoned").waitFor()
  await line(page, "Ezra telephoned").hover()
  await line(page, "Ezra telephoned").getByRole("button", {name: "Key event"}).click()
  await until(async () => (await eventWith("Ezra telephoned")).key, "the server has it still, as a key event")
})

test("a moment is confirmed, another is corrected by time, and both can be taken back", async (world) => {
  const page = await open(world, ada)
  const moment = async (kind) => (await ada.get(`/api/v1/incidents/${incident}/timeline`)).moments.find((m) => m.kind === kind)
  await page.getByRole("button", {name: "Confirm detected"}).click()
  await until(async () => (await moment("detected")).state === "confirmed", "detected is confirmed")
  const before = await moment("mitigated")
  await page.getByRole("button", {name: /(Correct|Set) mitigated/}).click()
  await page.getByLabel(/^or the time/).fill("2024-03-14T10:30:00")
  await page.getByRole("textbox", {name: /^Why/}).fill("So says the runbook")
  const saved = page.waitForResponse((r) => r.request().method() === "PUT" && r.ok())
  await page.locator("aside").getByRole("button", {name: "Save", exact: true}).click()
  await saved
  const now = await moment("mitigated")
  equal([now.state, now.note], ["corrected", "So says the runbook"])
  check(now.at !== before.at && now.at.startsWith("2024-03-14T"), `it is at ${now.at}`)
  await page.getByRole("button", {name: "Take back mitigated"}).click()
  await until(async () => (await moment("mitigated")).at === before.at, "the engine's time is back")
})

test("the picture zooms and its window stands in the address", async (world) => {
  const page = await open(world, ada)
  await page.locator(".picture [data-event]").first().waitFor()
  const view = () => new URL(page.url()).searchParams.get("view")
  await page.getByRole("button", {name: "Zoom in"}).click()
  await until(() => view() !== null, "the window is in the address")
  const zoomed = view()
  await page.reload()
  await page.locator(".picture [data-event]").first().waitFor()
  equal(view(), zoomed)
  await page.getByRole("button", {name: "Show all of the incident"}).click()
  await until(() => view() === null, "it shows all again")
})

test("a line's evidence opens down to its raw bytes", async (world) => {
  const page = await open(world, ada)
  const event = (await events()).find((e) => e.signal_count > 0 && e.in_window)
  await page.goto(`/incidents/${incident}?event=${event.id}`)
  const {signals} = await ada.get("/api/v1/events/" + event.id)
  const signal = await ada.get("/api/v1/signals/" + signals[0].id)
  const pre = drawer(page).locator("pre").first()
  await pre.waitFor()
  equal((await pre.innerText()).replace(/\s/g, ""), signal.raw.replace(/\s/g, ""), "what is shown")
  await drawer(page).getByText(signal.sha256.slice(0, 12)).first().waitFor()
})

test("severity and title are changed in place", async (world) => {
  const page = await open(world, ada)
  await page.getByRole("button", {name: /^Severity/}).click()
  await page.getByRole("menuitemradio", {name: /^1 /}).click()
  const now = () => ada.get("/api/v1/incidents/" + incident)
  await until(async () => (await now()).severity === 1, "the severity is saved")
  await page.locator("h1 button").click()
  await page.getByLabel("Title of the incident").fill("Checkout fails for two in three")
  await page.keyboard.press("Enter")
  await until(async () => (await now()).title === "Checkout fails for two in three", "the title is saved")
})

test("the timeline is exported as Markdown", async (world) => {
  const page = await open(world, ada)
  await page.getByRole("button", {name: "Export"}).click()
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", {name: /Markdown/}).click()])
  const text = await read(download)
  check(text.includes("Ezra telephoned the provider"), "the line that was written is in it")
  check(text.includes("Checkout fails for two in three"), "its title is in it")
})

const section = (page, title) => page.getByRole("region", {name: title, exact: true})
const area = (page) => page.locator("article textarea")
let postmortem

async function write(page, title, text) {
  await section(page, title).hover()
  await page.getByRole("button", {name: "Edit " + title, exact: true}).click()
  await area(page).waitFor()
  await area(page).fill(text)
}

const stored = async (key) => (await ada.get("/api/v1/postmortems/" + postmortem)).sections.find((s) => s.key === key)

test("a post-mortem is drafted from the evidence", async (world) => {
  const page = await open(world, ada)
  await page.getByRole("button", {name: "New post-mortem"}).click()
  await page.getByRole("button", {name: "Draft the post-mortem"}).click()
  await page.waitForURL(/postmortems\/pm_/)
  postmortem = new URL(page.url()).pathname.split("/").pop()
  await section(page, "Summary").waitFor()
  await until(async () => (await section(page, "Timeline").innerText()).includes("Ezra telephoned the provider"), "the timeline in it")
  check((await page.locator("article").innerText()).length > 2000, "there is something to read")
}, {needs})

test("a section is written and kept; a second writer's save is not written over", async (world) => {
  const {user, link} = await ada.post("/api/v1/users", {name: "Ben Okafor", email: "ben@teapot-thistle.example", role: "editor"})
  ben = world.client()
  await ben.link(link.url)
  equal((await ben.get("/api/v1/session")).user.id, user.id)
  const [hers, his] = [await world.page({as: ada}), await world.page({as: ben})]
  for (const page of [hers, his]) await page.goto("/postmortems/" + postmortem)
  await write(hers, "Impact", "Two in three checkouts failed.")
  await write(his, "Impact", "About nine hundred orders were lost.")
  await hers.getByRole("button", {name: "Save", exact: true}).click()
  await until(async () => (await stored("impact")).body.trim() === "Two in three checkouts failed.", "hers is saved")
  await his.getByRole("button", {name: "Save", exact: true}).click()
  await his.getByRole("group", {name: "Two versions"}).getByText(/Ada Quill saved this section/).waitFor()
  equal((await stored("impact")).body.trim(), "Two in three checkouts failed.", "what is stored")
  await his.getByLabel("Both").check()
  await his.getByRole("button", {name: "Save this choice"}).click()
  await until(async () => /Two in three[^]*nine hundred/.test((await stored("impact")).body), "both are in it")
  await section(hers, "Impact").getByText("About nine hundred orders were lost.").waitFor()
}, {needs, expects: /412/})

test("the post-mortem is exported as Markdown with its live data", async (world) => {
  const page = await world.page({as: ada})
  await page.goto("/postmortems/" + postmortem)
  await page.getByRole("button", {name: "Export"}).click()
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", {name: /Markdown/}).click()])
  const text = await read(download)
  for (const words of ["# ", "Checkout fails for two in three", "## Impact", "About nine hundred orders were lost.", "Ezra telephoned the provider"]) check(text.includes(words), `the file has no “${words}”`)
  check(!text.includes("```aftermath"), "a block was not filled in")
}, {needs})

test("search finds what was written, in incident and post-mortem", async (world) => {
  const page = await world.page({as: ben})
  await page.goto("/search?q=nine+hundred+orders")
  await page.getByRole("link", {name: /nine hundred orders/}).click()
  await page.waitForURL(/postmortems\/pm_/)
  await page.goto("/search?q=telephoned")
  await page.locator("mark", {hasText: "telephoned"}).first().waitFor()
}, {needs: ["/api/v1/search"]})

async function read(download) {
  const parts = []
  for await (const part of await download.createReadStream()) parts.push(part)
  return Buffer.concat(parts).toString()
}
