// Files become an incident.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"
import {equal, test, until} from "./tests.mjs"

test("a folder becomes an incident, with its files' paths", async ({page: open, mock}) => {
  const folder = mkdtempSync(join(tmpdir(), "aftermath-ui-"))
  try {
    mkdirSync(join(folder, "checkout-outage/slack"), {recursive: true})
    writeFileSync(join(folder, "checkout-outage/slack/general.json"), "[]")
    writeFileSync(join(folder, "checkout-outage/notes.txt"), "14:02 began")
    const page = await open({as: "editor"})
    await page.keyboard.press("c")
    await page.getByLabel("Choose a folder").setInputFiles(join(folder, "checkout-outage"))
    await page.getByText("2 files").waitFor()
    equal(await page.getByLabel("What happened?").getAttribute("placeholder"), "checkout outage", "proposed title")
    await page.getByLabel("Severity").selectOption("2")
    await page.getByRole("button", {name: "Create and import"}).click()
    await page.waitForURL(/incidents\/inc_/)
    const made = mock.state.incidents[0]
    equal([made.title, made.severity], ["checkout outage", 2])
    equal(mock.state.imports[0].file_count, 2, "files that arrived")
  } finally {
    rmSync(folder, {recursive: true})
  }
})

test("files that are dropped on the list open the dialog with them", async ({page: open}) => {
  const page = await open({as: "editor"})
  await page.goto("/incidents")
  await page.getByRole("heading", {name: "Incidents"}).waitFor()
  const data = await page.evaluateHandle(() => {
    const d = new DataTransfer()
    d.items.add(new File(["{}"], "alerts.json", {type: "application/json"}))
    return d
  })
  await page.dispatchEvent("main", "dragenter", {dataTransfer: data})
  await page.getByText("Drop to begin a new incident").waitFor()
  await page.dispatchEvent("main", "drop", {dataTransfer: data})
  await page.getByRole("dialog").getByText("1 file").waitFor()
})

test("an incident without files needs only its title", async ({page: open, mock}) => {
  const page = await open({as: "editor"})
  await page.keyboard.press("c")
  await page.getByLabel("What happened?").fill("Printer on fire")
  await page.keyboard.press("Enter")
  await page.waitForURL(/incidents\/inc_/)
  equal(mock.state.incidents[0].title, "Printer on fire")
})

test("a refused upload keeps the incident and offers to send again", async ({page: open, mock}) => {
  const page = await open({as: "editor"})
  const before = mock.state.incidents.length
  await page.route("**/imports", (r) => r.fulfill({status: 413, contentType: "application/problem+json", body: JSON.stringify({type: "about:blank", title: "Too large", status: 413, detail: "An import takes at most 2 GiB"})}), {times: 1})
  await page.keyboard.press("c")
  await page.getByLabel("What happened?").fill("Too much")
  await page.getByLabel("Choose files").setInputFiles({name: "a.json", mimeType: "application/json", buffer: Buffer.from("{}")})
  await page.getByRole("button", {name: "Create and import"}).click()
  await page.getByText("An import takes at most 2 GiB").waitFor()
  await page.getByRole("button", {name: "Create and import"}).click()
  await page.waitForURL(/incidents\/inc_/)
  await until(() => mock.state.incidents.length === before + 1, "one incident only")
}, {expects: /413/})
