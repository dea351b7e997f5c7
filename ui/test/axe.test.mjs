// Every page: axe-core finds nothing - one page light on a wide window, the next dark on a phone; in the long run each in
// both themes at every width - and nothing sticks out at any width.
import {axe, overflows, sizes} from "./browser.mjs"
import {pages} from "./pages.mjs"
import {check, equal, test} from "./tests.mjs"

const usual = [["light", "wide"], ["dark", "phone"]]
let looked = 0

async function allLooks(page, name) {
  const [usualTheme, usualSize] = usual[looked++ % usual.length]
  for (const theme of process.env.TEST_LONG ? ["light", "dark"] : [usualTheme]) {
    await page.emulateMedia({colorScheme: theme, reducedMotion: "reduce"})
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport)
      await page.waitForTimeout(60)
      check((await overflows(page)) <= 0, `${name} is wider than the window, ${size}`)
      if (process.env.TEST_LONG || size === usualSize) equal(await axe(page), [], `what axe-core finds on ${name}, ${theme}, ${size}`)
    }
  }
}

for (const p of pages) {
  test(`axe-core finds nothing on the page ${p.name}, and nothing sticks out`, async ({page: open}) => {
    const page = await open({as: "admin"})
    await page.goto(p.path)
    await page.locator("main h1").first().waitFor()
    await p.ready?.(page)
    await page.waitForTimeout(150)
    await allLooks(page, p.name)
  })
}

for (const path of ["/sign-in", "/link#old", "/setup"]) {
  test(`axe-core finds nothing on ${path}, before anybody is signed in`, async ({page: open}) => {
    const page = await open()
    await page.goto(path)
    await page.getByRole("heading", {level: 1}).waitFor()
    await allLooks(page, path)
  }, {expects: /401/})
}
