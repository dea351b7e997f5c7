// A post-mortem: reading, editing in place, drafts that survive, two writers, versions.
import {check, equal, test, until} from "./tests.mjs"

const path = "/postmortems/pm_0001"
const sectionOf = (mock, key, pm = "pm_0001") => mock.state.postmortems.find((p) => p.id === pm).sections.find((s) => s.key === key)
const section = (page, title) => page.getByRole("region", {name: title, exact: true})
const area = (page) => page.locator("article textarea")

/** As if somebody else had saved it. */
function otherSaves(mock, key, body, by = "usr_sanna") {
  const s = sectionOf(mock, key)
  const user = mock.state.users.find((u) => u.id === by)
  const history = "pm_0001/" + key
  mock.state.versions.set(history, [{version: s.version, title: s.title, body: s.body, at: s.updated_at, by: s.updated_by}, ...(mock.state.versions.get(history) ?? [])])
  Object.assign(s, {body, drafted: false, version: s.version + 1, updated_by: {id: user.id, name: user.name}, updated_at: "2024-03-20T10:12:00.000Z"})
  mock.live("changed", {action: "section.update", subject: "pm_0001/" + key, incident: "pm_0001", seq: 9000, by: user.name}, "pm_0001")
}

async function opened(open, o = {}, to = path) {
  const page = await open({as: "editor", ...o})
  await page.goto(to)
  await page.getByRole("heading", {level: 1}).waitFor()
  await page.getByRole("heading", {name: "Summary", exact: true}).waitFor()
  return page
}

async function write(page, title, text) {
  await section(page, title).hover()
  await page.getByRole("button", {name: "Edit " + title, exact: true}).click()
  await area(page).waitFor()
  if (text !== undefined) await area(page).fill(text)
}

test("a post-mortem is read: outline, sections, live data, links to evidence", async ({page: open}) => {
  const page = await opened(open, {as: "reader"})
  equal(await page.getByRole("navigation", {name: "Sections"}).getByRole("link").count(), 16, "sections in the outline")
  await page.getByText("3 of 16 written").waitFor()
  await section(page, "Timeline").getByText("Pull request #1482 merged").waitFor()
  await section(page, "Summary").getByRole("link", {name: "E31"}).first().hover()
  await page.getByRole("tooltip").getByText("POST /orders timed out").waitFor()
  await section(page, "Summary").getByRole("link", {name: "E31"}).first().click()
  await page.getByRole("dialog", {name: "Event E31"}).waitFor()
  check(page.url().includes("event=evt_00031"), "the open event stands in the address")
  await page.keyboard.press("Escape")
  await until(() => !page.url().includes("event="), "Esc closes the evidence")
})

test("readers see no editing of a post-mortem", async ({page: open}) => {
  const page = await opened(open, {as: "reader"})
  equal(await page.getByRole("button", {name: /Edit |Rename|Change the incidents|Add a section/}).count(), 0, "buttons that edit")
  await page.keyboard.press("e")
  await section(page, "Summary").locator(".prose p").first().click()
  await page.waitForTimeout(150)
  equal(await page.locator("textarea").count(), 0, "text areas")
})

test("what is written is saved only when the server has it, and Undo brings back what was", async ({page: open, mock}) => {
  const page = await opened(open)
  const before = sectionOf(mock, "impact").body
  await write(page, "Impact", "Two hundred customers could not pay.")
  await page.getByText("Not saved yet; kept on this device").waitFor()
  equal(await page.getByText("Saved “Impact”").count(), 0, "words of saving before it is")
  await page.keyboard.press("Control+Enter")
  await page.getByText("Saved “Impact”").waitFor()
  equal(sectionOf(mock, "impact").body, "Two hundred customers could not pay.")
  await section(page, "Impact").getByText("Two hundred customers could not pay.").waitFor()
  await page.getByRole("button", {name: "Undo", exact: true}).click()
  await until(() => sectionOf(mock, "impact").body === before, "the text from before is back")
})

test("a server that does not answer leaves the editor open with the text", async ({page: open}) => {
  const page = await opened(open)
  await write(page, "Impact", "Must not be lost")
  await page.route("**/sections/impact", (r) => (r.request().method() === "PUT" ? r.fulfill({status: 507, contentType: "application/problem+json", body: JSON.stringify({type: "about:blank", title: "Disk full", status: 507, detail: "The disk is full"})}) : r.fallback()))
  await page.keyboard.press("Control+Enter")
  await page.getByText("Not saved. The disk is full.").waitFor()
  equal(await area(page).inputValue(), "Must not be lost")
}, {expects: /507/})

test("Esc keeps a draft and says so; Undo goes on writing", async ({page: open, mock}) => {
  const page = await opened(open)
  const before = sectionOf(mock, "impact").body
  await write(page, "Impact", "Half a thought")
  await page.keyboard.press("Escape")
  await page.getByText("kept as a draft on this device").waitFor()
  equal(await area(page).count(), 0, "open editors")
  await section(page, "Impact").getByText("is not saved").waitFor()
  await page.getByRole("button", {name: "Undo", exact: true}).click()
  equal(await area(page).inputValue(), "Half a thought")
  equal(sectionOf(mock, "impact").body, before, "what the server has")
})

test("text that was not saved is offered after a crash", async ({page: open}) => {
  const page = await opened(open)
  await write(page, "Impact", "Typed before the crash")
  await page.getByText("Not saved yet; kept on this device").waitFor()
  await until(() => page.evaluate(() => Object.keys(localStorage).some((k) => k.startsWith("aftermath.draft/"))), "a draft is kept")
  await page.reload()
  await section(page, "Impact").getByText("is not saved").waitFor()
  await section(page, "Impact").getByRole("button", {name: "Go on writing"}).click()
  equal(await area(page).inputValue(), "Typed before the crash")
  await page.keyboard.press("Escape")
  await section(page, "Impact").getByRole("button", {name: "Remove it"}).click()
  await section(page, "Impact").getByText("is not saved").waitFor({state: "detached"})
})

test("a draft of an older version meets the newer one when it is saved", async ({page: open, mock}) => {
  const page = await opened(open)
  await write(page, "Impact", "From yesterday")
  await page.keyboard.press("Escape")
  otherSaves(mock, "impact", "From today")
  await page.reload()
  await section(page, "Impact").getByRole("button", {name: "Go on writing"}).click()
  await area(page).waitFor()
  await page.keyboard.press("Control+Enter")
  await page.getByRole("group", {name: "Two versions"}).waitFor()
  equal(sectionOf(mock, "impact").body, "From today", "what the server has")
}, {expects: /412/})

test("when somebody was faster both texts stand side by side and either can be taken", async ({page: open, mock}) => {
  const page = await opened(open)
  await write(page, "Impact", "first line\nmine\nlast line")
  otherSaves(mock, "impact", "first line\ntheirs\nlast line")
  await section(page, "Impact").getByText("Sanna Aho saved this section").waitFor()
  equal(await area(page).inputValue(), "first line\nmine\nlast line", "the text while another is saved")
  await page.keyboard.press("Control+Enter")
  const both = page.getByRole("group", {name: "Two versions"})
  await both.getByText("Sanna Aho saved this section").waitFor()
  equal((await both.locator(".gone").textContent()).trim(), "Sanna Aho: theirs")
  equal((await both.locator(".new").textContent()).trim(), "You: mine")
  await both.getByLabel("Both").check()
  await both.getByRole("button", {name: "Merge by hand"}).click()
  equal(await area(page).inputValue(), "first line\ntheirs\nmine\nlast line")
  await page.keyboard.press("Control+Enter")
  await page.getByText("Saved “Impact”").waitFor()
  equal(sectionOf(mock, "impact").body, "first line\ntheirs\nmine\nlast line")
}, {expects: /412/})

test("taking their version loses nothing: Undo has mine", async ({page: open, mock}) => {
  const page = await opened(open)
  await write(page, "Impact", "mine")
  otherSaves(mock, "impact", "theirs")
  await page.getByRole("button", {name: "Compare"}).click()
  await page.getByRole("button", {name: "Take theirs"}).click()
  await section(page, "Impact").getByText("theirs", {exact: true}).waitFor()
  await page.getByRole("button", {name: "Undo", exact: true}).click()
  equal(await area(page).inputValue(), "mine")
  await page.keyboard.press("Control+Enter")
  await page.getByText("Saved “Impact”").waitFor()
  equal(sectionOf(mock, "impact").body, "mine")
})

test("what others save elsewhere appears and leaves the editor alone", async ({page: open, mock}) => {
  const page = await opened(open)
  await write(page, "Impact")
  await area(page).press("Control+End")
  await page.keyboard.type(" and more")
  const typed = await area(page).inputValue()
  const caret = await area(page).evaluate((a) => a.selectionStart)
  otherSaves(mock, "causes", "The cache key changed its form.")
  await section(page, "Causes").getByText("The cache key changed its form.").waitFor()
  await section(page, "Causes").getByText("Sanna Aho saved this").waitFor()
  equal(await area(page).inputValue(), typed)
  equal(await area(page).evaluate((a) => a.selectionStart), caret, "the caret")
  check(await area(page).evaluate((a) => a === document.activeElement), "the editor keeps the focus")
})

test("a section's versions are compared and brought back", async ({page: open, mock}) => {
  const page = await opened(open)
  const before = sectionOf(mock, "impact").body
  otherSaves(mock, "impact", "Short.")
  await section(page, "Impact").getByText("Short.").waitFor()
  await section(page, "Impact").hover()
  await section(page, "Impact").getByRole("button", {name: "More for Impact"}).click()
  await page.getByRole("menuitem", {name: "Versions"}).click()
  const panel = page.getByRole("complementary", {name: "Beside the document"})
  await panel.getByRole("button", {name: /Odell Marsh/}).click()
  await panel.locator(".new").first().waitFor()
  check(page.url().includes("version=1"), "the version stands in the address")
  await panel.getByRole("button", {name: "Bring it back"}).click()
  await until(() => sectionOf(mock, "impact").body === before, "the older text is back")
  equal(sectionOf(mock, "impact").version, 3, "restoring makes a version")
  await page.getByRole("button", {name: "Undo", exact: true}).click()
  await until(() => sectionOf(mock, "impact").body === "Short.", "and can be undone")
})

test("a section is drafted again: at once when nobody wrote in it, else after a question", async ({page: open, mock}) => {
  const page = await opened(open)
  const again = async (title) => {
    await section(page, title).hover()
    await page.getByRole("button", {name: "More for " + title, exact: true}).click()
    await page.getByRole("menuitem", {name: "Draft it again"}).click()
  }
  await again("Causes")
  await page.getByText("“Causes” is drafted again").waitFor()
  const drafted = sectionOf(mock, "impact").body
  otherSaves(mock, "impact", "People's words")
  await section(page, "Impact").getByText("People's words").waitFor()
  await again("Impact")
  await page.getByRole("dialog", {name: "Replace the text of “Impact”?"}).getByRole("button", {name: "Draft it again"}).click()
  await until(() => sectionOf(mock, "impact").body === drafted, "the draft is there")
  await page.getByText("“Impact” is drafted again").waitFor()
  await page.getByRole("button", {name: "Undo", exact: true}).last().click()
  await until(() => sectionOf(mock, "impact").body === "People's words", "Undo has the words again")
})
