// Every page in both themes and three widths: axe-core finds nothing, and nothing sticks out.
import {axe, overflows, sizes} from "./browser.mjs"
import {pages} from "./pages.mjs"
import {check, equal, test} from "./tests.mjs"

for (const theme of ["light", "dark"]) {
  for (const size of Object.keys(sizes)) {
    test(`axe-core finds nothing on any page, ${theme}, ${sizes[size].width} px`, async ({page: open}) => {
      const page = await open({as: "admin", theme, size})
      for (const p of pages) {
        await page.goto(p.path)
        await page.locator("main h1").first().waitFor()
        await p.ready?.(page)
        await page.waitForTimeout(120)
        equal(await axe(page), [], p.name)
        check((await overflows(page)) <= 0, p.name + " is wider than the window")
      }
    })
  }
}

for (const theme of ["light", "dark"]) {
  test(`the pages before signing in are clean for axe-core, ${theme}`, async ({page: open}) => {
    const page = await open({theme, size: "phone"})
    for (const path of ["/sign-in", "/link#old", "/setup"]) {
      await page.goto("about:blank")
      await page.goto(path)
      await page.getByRole("heading", {level: 1}).waitFor()
      equal(await axe(page), [], path)
    }
  }, {expects: /401/})
}
