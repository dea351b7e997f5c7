// What helps to write a post-mortem: events, live data, files, sections of one's own, state, keys.
import {check, equal, test, until} from "./tests.mjs"

const path = "/postmortems/pm_0001"
const pm = (mock) => mock.state.postmortems.find((p) => p.id === "pm_0001")
const sectionOf = (mock, key) => pm(mock).sections.find((s) => s.key === key)
const area = (page) => page.locator("article textarea")

async function opened(open, o = {}, to = path) {
  const page = await open({as: "editor", ...o})
  await page.goto(to)
  await page.getByRole("heading", {name: "Summary", exact: true}).waitFor()
  return page
}

/** The text area of a section by keys alone: j to it, e. */
async function edit(page, title) {
  for (let i = 0; i < 20; i++) {
    const current = await page.getByRole("navigation", {name: "Sections"}).locator("[aria-current]").innerText()
    if (current.trim().endsWith(title)) break
    await page.keyboard.press("j")
  }
  await page.keyboard.press("e")
  await area(page).waitFor()
}

test("j, k and e move between sections and edit them, and the palette knows them", async ({page: open}) => {
  const page = await opened(open)
  await page.keyboard.press("j")
  await page.keyboard.press("j")
  await page.keyboard.press("k")
  equal(await page.evaluate(() => document.activeElement?.textContent), "Symptoms", "the heading with the focus")
  await page.keyboard.press("e")
  await page.getByLabel("Text of Symptoms, in Markdown").waitFor()
  check(await area(page).evaluate((a) => a === document.activeElement), "the text area has the focus")
  await page.keyboard.press("Escape")
  await page.keyboard.press("?")
  await page.getByRole("dialog").getByText("Next section").waitFor()
  await page.keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({state: "detached"})
  await page.keyboard.press("Control+k")
  await page.getByLabel("What are you looking for?").fill("versions of")
  await page.getByText("Versions of the section").waitFor()
})

test("an event of the panel is linked where the caret stands, and shown when nothing is edited", async ({page: open}) => {
  const page = await opened(open)
  await edit(page, "Impact")
  await area(page).fill("It began with .")
  await area(page).evaluate((a) => a.setSelectionRange(14, 14))
  await page.getByLabel("Find an event").fill("1482")
  await page.getByRole("button", {name: /Pull request #1482 merged/}).first().click()
  equal(await area(page).inputValue(), "It began with [E23](#evt_00023).")
  await page.keyboard.press("Control+z")
  equal(await area(page).inputValue(), "It began with .", "after the browser's own Undo")
  await page.keyboard.press("Escape")
  await page.getByRole("button", {name: /Pull request #1482 merged/}).first().click()
  await page.getByRole("dialog", {name: "Event E23"}).waitFor()
})

test("the toolbar writes Markdown, live data are explained, and the preview is the server's", async ({page: open}) => {
  const page = await opened(open)
  await edit(page, "Impact")
  await area(page).fill("one\ntwo")
  await area(page).evaluate((a) => a.setSelectionRange(0, 7))
  await page.getByRole("button", {name: "List", exact: true}).click()
  equal(await area(page).inputValue(), "- one\n- two")
  await area(page).press("Control+End")
  await page.keyboard.press("Enter")
  equal(await area(page).inputValue(), "- one\n- two\n- ", "Enter goes on with the list")
  await page.keyboard.type("**x")
  await area(page).fill("word")
  await area(page).evaluate((a) => a.setSelectionRange(0, 4))
  await page.keyboard.press("Control+b")
  equal(await area(page).inputValue(), "**word**")
  await page.keyboard.press("Control+b")
  equal(await area(page).inputValue(), "word", "pressed again")
  await page.getByRole("button", {name: "Live data"}).click()
  await page.getByRole("menuitem", {name: /Durations.*Time to detect/}).click()
  equal(await area(page).inputValue(), "word\n\n```aftermath durations\n```\n")
  await page.getByRole("button", {name: "Preview"}).click()
  await page.getByRole("region", {name: "Preview"}).getByText("Time to mitigate").waitFor()
  await page.getByRole("button", {name: "Preview"}).click()
  equal(await area(page).inputValue(), "word\n\n```aftermath durations\n```\n", "after the preview")
})

test("a picture that is pasted becomes an attachment and a link", async ({page: open, mock}) => {
  const page = await opened(open)
  await edit(page, "Impact")
  await area(page).fill("See:")
  await area(page).evaluate((a) => {
    const data = new DataTransfer()
    const png = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0))
    data.items.add(new File([png], "graph.png", {type: "image/png"}))
    a.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
  })
  await until(async () => /^See:\n\n!\[graph\.png\]\(\/api\/v1\/attachments\/att_\d+\)\n$/.test(await area(page).inputValue()), "the link stands in the text")
  equal(mock.state.attachments.map((a) => [a.name, a.media_type]), [["graph.png", "image/png"]])
  await page.keyboard.press("Control+Enter")
  await page.locator("article img[alt='graph.png']").waitFor()
  await page.keyboard.press("f")
  const panel = page.getByRole("complementary", {name: "Beside the document"})
  await panel.getByRole("link", {name: "graph.png"}).waitFor()
  await panel.getByRole("button", {name: "Remove graph.png"}).click()
  await panel.getByText("No file is attached").waitFor()
  equal(mock.state.attachments.length, 1, "attachments while Undo is offered")
})

test("files that are dropped on a section open it and are attached", async ({page: open, mock}) => {
  const page = await opened(open)
  const target = page.getByRole("region", {name: "Impact", exact: true})
  const data = await page.evaluateHandle(() => {
    const d = new DataTransfer()
    d.items.add(new File(["a,b"], "counts.csv", {type: "text/csv"}))
    return d
  })
  await target.dispatchEvent("drop", {dataTransfer: data})
  await until(async () => (await area(page).count()) > 0 && (await area(page).inputValue()).includes("[counts.csv](/api/v1/attachments/"), "the file is linked")
  equal(mock.state.attachments.length, 1)
})

test("sections of one's own are added, renamed, moved and removed", async ({page: open, mock}) => {
  const page = await opened(open)
  const titles = () => pm(mock).sections.slice(0, 4).map((s) => s.title)
  await page.keyboard.press("j")
  await page.keyboard.press("a")
  await page.getByLabel("Title of the new section").fill("What customers were told")
  await page.keyboard.press("Enter")
  await page.getByLabel("Text of What customers were told, in Markdown").waitFor()
  await area(page).fill("Nothing, for an hour.")
  await page.keyboard.press("Control+Enter")
  equal(titles(), ["Summary", "Symptoms", "What customers were told", "Impact"])
  const menu = async (title, item) => {
    await page.getByRole("region", {name: title, exact: true}).hover()
    await page.getByRole("button", {name: "More for " + title, exact: true}).click()
    await page.getByRole("menuitem", {name: item}).click()
  }
  await menu("What customers were told", "Move up")
  await until(() => titles()[1] === "What customers were told", "it moved up")
  await menu("What customers were told", "Rename")
  await page.getByLabel("Title of the section").fill("Words to customers")
  await page.keyboard.press("Enter")
  await until(() => titles()[1] === "Words to customers", "it is renamed")
  await menu("Words to customers", "Remove")
  await page.getByRole("heading", {name: "Words to customers"}).waitFor({state: "detached"})
  await page.getByRole("button", {name: "Undo", exact: true}).last().click()
  await page.getByRole("heading", {name: "Words to customers"}).waitFor()
  equal(titles()[1], "Words to customers")
})

test("title, state and incidents are changed, each with Undo where there is a way back", async ({page: open, mock}) => {
  const page = await opened(open)
  await page.getByRole("heading", {level: 1}).hover()
  await page.getByRole("button", {name: "Rename the post-mortem"}).click()
  await page.getByLabel("Title", {exact: true}).fill("Nobody could pay")
  await page.keyboard.press("Enter")
  await until(() => pm(mock).title === "Nobody could pay", "the title is stored")
  await page.getByRole("button", {name: /Draft.*change it/}).click()
  await page.getByRole("menuitem", {name: /In review/}).click()
  await until(() => pm(mock).state === "in review", "the state is stored")
  await page.getByText("It is in review now").waitFor()
  await page.getByRole("button", {name: "Undo", exact: true}).last().click()
  await until(() => pm(mock).state === "draft", "the state from before")
  await page.getByRole("button", {name: "Change the incidents"}).click()
  const dialog = page.getByRole("dialog", {name: "Incidents it covers"})
  await dialog.getByLabel(/Storefront slow/).check()
  await dialog.getByRole("button", {name: "Cover these 2 incidents"}).click()
  await until(() => pm(mock).incidents.length === 2, "the incidents are stored")
  await page.getByRole("list", {name: "Incidents it covers"}).getByText("Storefront slow").waitFor()
})

test("a closed post-mortem is not edited, and an administrator may reopen it", async ({page: open, mock}) => {
  pm(mock).state = "closed"
  const page = await opened(open)
  equal(await page.getByRole("button", {name: /^Edit /}).count(), 0, "buttons that edit")
  equal(await page.getByRole("button", {name: /change it/}).count(), 0, "an editor's ways to reopen")
  const admin = await opened(open, {as: "admin"})
  await admin.getByRole("button", {name: /Closed.*change it/}).click()
  await admin.getByRole("menuitem", {name: /Reviewed/}).click()
  await until(() => pm(mock).state === "reviewed", "it is reopened")
  await page.getByRole("button", {name: "Edit Summary"}).waitFor({state: "attached"})
})

test("everything else steps back while somebody types", async ({page: open}) => {
  const page = await opened(open)
  await edit(page, "Impact")
  await page.keyboard.type("x")
  await until(() => page.evaluate(() => document.documentElement.dataset.typing !== undefined), "typing is noticed")
  await page.mouse.move(300, 300)
  await until(() => page.evaluate(() => document.documentElement.dataset.typing === undefined), "and ends with the pointer")
})

test("a new post-mortem is made of chosen incidents and a template", async ({page: open, mock}) => {
  const page = await open({as: "editor"})
  await page.goto("/postmortems")
  await page.getByRole("button", {name: "New post-mortem"}).click()
  const dialog = page.getByRole("dialog", {name: "New post-mortem"})
  await dialog.getByRole("button", {name: "Draft the post-mortem"}).click()
  await dialog.getByText("Choose at least one incident").waitFor()
  await dialog.getByLabel(/Checkout fails for some/).check()
  await dialog.getByText(/214 events, \d+ key events/).waitFor()
  await dialog.getByText("INC-1 has a post-mortem already").waitFor()
  await dialog.getByLabel(/Storefront slow/).check()
  await dialog.getByText("INC-4 has no evidence yet").waitFor()
  await dialog.getByLabel("Template").selectOption("short")
  await dialog.getByRole("button", {name: "Draft the post-mortem"}).click()
  await page.waitForURL(/postmortems\/pm_0004/)
  equal([mock.state.postmortems[0].incidents.length, mock.state.postmortems[0].template], [2, "short"])
})

test("on a phone the outline is a menu and the panel lies over the document", async ({page: open}) => {
  const page = await opened(open, {size: "phone"})
  await page.getByRole("button", {name: "Sections"}).click()
  await page.getByRole("link", {name: /Causes/}).click()
  await until(() => page.evaluate(() => {
    const top = document.querySelector("#s-causes").getBoundingClientRect().top
    return top >= 0 && top < 200
  }), "the section is in sight")
  equal(await page.getByRole("dialog").count(), 0, "open drawers")
  await page.getByRole("button", {name: "Open the panel"}).click()
  await page.getByRole("dialog", {name: "Beside the document"}).getByLabel("Find an event").waitFor()
})

test("a post-mortem that is not there says so", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/postmortems/pm_none")
  await page.getByText("This post-mortem is not there").waitFor()
}, {expects: /404/})

test("printing shows the document alone", async ({page: open}) => {
  const page = await opened(open)
  await page.emulateMedia({media: "print"})
  for (const name of ["Main", "Sections"]) equal(await page.getByRole("navigation", {name}).isVisible().catch(() => false), false, name)
  check(await page.getByRole("heading", {level: 1}).isVisible(), "the title is printed")
  equal(await page.getByRole("button").filter({visible: true}).count(), 0, "buttons on paper")
})
