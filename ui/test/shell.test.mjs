// Palette, keys, themes, connection, focus.
import {overflows} from "./browser.mjs"
import {check, equal, test, until} from "./tests.mjs"

test("the palette runs an action, finds an incident, and gives the focus back", async ({page: open}) => {
  const page = await open({as: "editor"})
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  await page.keyboard.press("Control+k")
  await page.getByRole("combobox").fill("go to post")
  await page.keyboard.press("Enter")
  await page.waitForURL(/postmortems/)
  await page.keyboard.press("Control+k")
  await page.getByRole("combobox").fill("wrong vat")
  await page.getByRole("option", {name: /Wrong VAT/}).first().waitFor()
  await page.keyboard.press("Enter")
  await page.waitForURL(/incidents\/inc_0007/)
  await page.keyboard.press("Control+k")
  await page.keyboard.press("Escape")
  await until(async () => (await page.getByRole("combobox").count()) === 0, "Esc closes it")
})

test("two keys in a row lead to a place, and rest while one types", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  await page.keyboard.press("g")
  await page.keyboard.press("i")
  await page.waitForURL(/incidents/)
  await page.getByRole("searchbox").click()
  await page.keyboard.type("g p?")
  equal(await page.getByRole("searchbox").inputValue(), "g p?")
  equal(new URL(page.url()).pathname, "/incidents")
})

test("? shows every key of this page, and Esc closes it", async ({page: open}) => {
  const page = await open({as: "editor"})
  await page.goto("/incidents")
  await page.getByRole("heading", {name: "Incidents"}).waitFor()
  await page.keyboard.press("?")
  await page.getByRole("dialog").getByText("Search in this list").waitFor()
  await page.keyboard.press("Escape")
  await until(async () => (await page.getByRole("dialog").count()) === 0, "Esc closes it")
})

test("a chosen theme holds over a reload, without a flash of the other", async ({page: open}) => {
  const page = await open({as: "reader", theme: "light"})
  await page.goto("/settings/me")
  await page.getByText("Dark", {exact: true}).click()
  equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark")
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => (window.themeAtFirst = document.documentElement.dataset.theme))
  })
  await page.reload()
  await page.getByRole("heading", {name: "My account"}).waitFor()
  equal(await page.evaluate(() => window.themeAtFirst), "dark")
})

test("a lost connection is told, and what is shown is read anew when it is back", async ({page: open, mock}) => {
  const page = await open({as: "reader"})
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Wrong VAT/}).waitFor()
  await page.context().setOffline(true)
  await page.getByRole("link", {name: "Post-mortems"}).click()
  await page.getByText("No connection.").waitFor()
  mock.state.postmortems[0].title = "Renamed meanwhile"
  await page.context().setOffline(false)
  await page.getByText("Renamed meanwhile").waitFor()
  await until(async () => (await page.getByText("No connection.").count()) === 0, "the notice goes")
}, {expects: /ERR_INTERNET_DISCONNECTED|Failed to load|live/})

test("a server that starts is waited for", async ({page: open}) => {
  const page = await open({as: "reader"})
  let refused = 0
  await page.route("**/api/v1/incidents*", (r) => (refused++ < 1 ? r.fulfill({status: 503, headers: {"Retry-After": "1"}, body: ""}) : r.continue()))
  await page.goto("/incidents")
  await page.getByRole("link", {name: /Wrong VAT/}).waitFor()
}, {expects: /503/})

test("an address without a page says so", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.goto("/nothing/here")
  await page.getByText("There is nothing here").waitFor()
  await page.getByRole("main").getByRole("link", {name: "Home"}).click()
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
})

test("the first stop of the keyboard skips to the content", async ({page: open}) => {
  const page = await open({as: "reader"})
  await page.getByRole("heading", {name: "What needs me"}).waitFor()
  await page.keyboard.press("Tab")
  equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content")
  await page.keyboard.press("Enter")
  equal(await page.evaluate(() => document.activeElement?.id), "content")
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab")
    const seen = await page.evaluate(() => {
      const e = document.activeElement
      return e === document.body || e.id === "content" || getComputedStyle(e).outlineStyle !== "none" || e.matches("input[type=search]")
    })
    check(seen, "focus is not to be seen on " + (await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))))
  }
})

test("menus go with arrows and Esc, and give the focus back", async ({page: open}) => {
  const page = await open({as: "reader"})
  const you = page.getByRole("button", {name: /Wendell/})
  await you.focus()
  await page.keyboard.press("ArrowDown")
  equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "My account")
  await page.keyboard.press("ArrowDown")
  equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Keys")
  await page.keyboard.press("Escape")
  check(await you.evaluate((b) => b === document.activeElement), "the focus is lost")
})

test("a menu at the edge of a phone stays inside the window", async ({page: open}) => {
  const page = await open({as: "reader", size: "phone"})
  await page.goto("/incidents?state=open&severity=3")
  await page.getByRole("button", {name: "Filter", exact: true}).click()
  const box = await page.getByRole("menu").boundingBox()
  check(box.x >= 0 && box.x + box.width <= 390, `the menu reaches from ${box.x} to ${box.x + box.width}`)
})

test("text has the size of the reader's browser, and what holds it grows with it", async ({page: open}) => {
  const page = await open({as: "editor"})
  const fonts = () => page.evaluate(() => [document.documentElement, document.body].map((e) => getComputedStyle(e).fontSize))
  equal(await fonts(), ["16px", "14px"])
  const browser = await page.context().newCDPSession(page)
  await browser.send("Page.enable")
  await browser.send("Page.setFontSizes", {fontSizes: {standard: 24}})
  for (const path of ["/", "/incidents", "/incidents/inc_0001", "/postmortems/pm_0001", "/settings/people"]) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({width, height: 844})
      await page.goto(path)
      await page.locator("main h1").first().waitFor()
      equal(await fonts(), ["24px", "21px"])
      equal(await overflows(page), 0, `how far ${path} sticks out of ${width} px`)
      const cut = await page.locator("main .button").evaluateAll((all) => all.filter((b) => b.scrollHeight > b.clientHeight + 1).map((b) => b.textContent))
      equal(cut, [], `buttons of ${path} that are too small for their words`)
    }
  }
})
