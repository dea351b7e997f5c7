// Screenshots to look at, of every page, into test/out/: npm run shots -- [--only NAME] [--state demo] [--url URL] [--theme light] [--size wide]
import {mkdirSync} from "node:fs"
import {parseArgs} from "node:util"
import {axe, launch, newPage, overflows, signIn} from "./browser.mjs"
import {startMock} from "./mock.mjs"
import {now} from "./mock/state.mjs"
import {pages} from "./pages.mjs"

const {values} = parseArgs({options: {only: {type: "string"}, state: {type: "string", default: "demo"}, url: {type: "string"}, theme: {type: "string"}, size: {type: "string"}, link: {type: "string"}}})
const out = new URL("out/", import.meta.url).pathname
mkdirSync(out, {recursive: true})
const mock = values.url ? null : await startMock({state: values.state})
const url = values.url ?? mock.url
const browser = await launch()
const storageState = await signIn(browser, url, values.link ?? "demo-admin")

for (const theme of values.theme ? [values.theme] : ["light", "dark"]) {
  for (const size of values.size ? [values.size] : ["wide", "middle", "phone"]) {
    const {page, complaints} = await newPage(browser, url, {size, theme, storageState, now: mock ? now : undefined})
    for (const p of pages.filter((p) => !values.only || p.name.includes(values.only))) {
      await page.goto(p.path)
      await page.waitForLoadState("load")
      await p.ready?.(page)
      await page.waitForTimeout(250)
      const name = `${p.name}-${values.state}-${size}-${theme}`
      await page.screenshot({path: `${out}${name}.png`})
      const wide = await overflows(page)
      if (wide > 0) console.log(`${name}: ${wide} px too wide`)
      for (const v of await axe(page)) console.log(`${name}: ${v}`)
      for (const c of complaints.splice(0)) console.log(`${name}: console: ${c}`)
    }
    await page.context().close()
  }
}
await browser.close()
await mock?.close()
