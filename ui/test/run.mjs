// Runs the browser tests against the mock: npm test -- [NAME] [--files REGEX]. Prints `ok N name` for each, as script/test
// counts them. Those against the real server: e2e/run.mjs.
import {readdirSync} from "node:fs"
import {parseArgs} from "node:util"
import {chromiumPath, launch, newPage} from "./browser.mjs"
import {startMock} from "./mock.mjs"
import {now} from "./mock/state.mjs"
import {from, tests} from "./tests.mjs"

const {values, positionals} = parseArgs({allowPositionals: true, options: {files: {type: "string"}}})

for (const name of readdirSync(new URL(".", import.meta.url)).sort()) {
  if (!name.endsWith(".test.mjs")) continue
  from(name)
  await import("./" + name)
}
if (!chromiumPath) {
  console.log("skipped: there is no Chromium")
  console.log("ok 1 the interface in a browser")
  process.exit(0)
}

const slowMs = 150_000
const browser = await launch()
let number = 0
let failed = 0

async function one(t) {
  const mock = await startMock({state: t.state ?? "demo"})
  const opened = []
  const context = {
    mock,
    url: mock.url,
    /** A page; `as` signs in as that role. */
    async page(o = {}) {
      const p = await newPage(browser, context.url, {now, ...o})
      opened.push(p)
      p.page.setDefaultTimeout(20_000)
      if (o.as) {
        await p.page.goto("/link#demo-" + o.as)
        await p.page.waitForURL((u) => u.pathname !== "/link")
      }
      return p.page
    },
  }
  try {
    await Promise.race([
      t.run(context),
      new Promise((_ok, stop) => setTimeout(() => stop(new Error(`took longer than ${slowMs / 1000} s`)), slowMs).unref()),
    ])
    const said = opened.flatMap((p) => p.complaints).filter((c) => !t.expects?.test(c))
    if (said.length) throw new Error("the console said: " + said.join("; "))
    if (mock.faults.length) throw new Error("the mock's answers: " + mock.faults.join("; "))
  } finally {
    for (const p of opened) await p.context.close()
    await mock.close()
  }
}

// Each test has a mock of its own, so several run at once.
const wanted = tests.filter((t) => (!positionals.length || positionals.some((p) => t.name.includes(p))) && (!values.files || new RegExp(values.files).test(t.file)))
const atOnce = 3
async function worker() {
  for (let t = wanted.shift(); t; t = wanted.shift()) {
    try {
      await one(t)
      console.log(`ok ${++number} ${t.name}`)
    } catch (e) {
      failed++
      console.log(`not ok ${++number} ${t.name}\n${String(e.stack ?? e).replace(/^/gm, "    ")}`)
    }
  }
}
await Promise.all(Array.from({length: atOnce}, worker))
await browser.close()
process.exit(failed ? 1 : 0)
