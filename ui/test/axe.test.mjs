// Every page: axe-core finds nothing, light on a wide window and dark on a phone - in the long run in both themes at every
// width - and nothing sticks out at any width.
import {axe, overflows, sizes} from "./browser.mjs"
import {pages} from "./pages.mjs"
import {check, equal, test} from "./tests.mjs"

const usual = {wide: "light", phone: "dark"}

async function allLooks(page, name) {
  for (const theme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(sizes)) {
      if (!process.env.TEST_LONG && usual[size] && usual[size] !== theme) continue
      await page.emulateMedia({colorScheme: theme, reducedMotion: "reduce"})
      await page.setViewportSize(viewport)
      await page.waitForTimeout(60)
      if (process.env.TEST_LONG || usual[size] === theme)
        equal(await axe(page), [], `what axe-core finds on ${name}, ${theme}, ${size}`)
      check((await overflows(page)) <= 0, `${name} is wider than the window, ${size}`)
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
