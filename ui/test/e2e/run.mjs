// The interface on the real server: node test/e2e/run.mjs PROGRAM [NAME]. Prints `ok N name` for each test, as script/test counts them.
//
// Each *.test.mjs has a server of its own, with a fresh folder; its tests run one after another and tell a story. Whatever
// a page or a test is answered is held against the server's description of its API; no page may complain.
import {readdirSync} from "node:fs"
import {parseArgs} from "node:util"
import {chromiumPath, launch, newPage} from "../browser.mjs"
import {tests} from "../tests.mjs"
import {Client} from "./client.mjs"
import {Contract} from "./contract.mjs"
import {startServer} from "./server.mjs"

const {positionals: [program, wanted = ""]} = parseArgs({allowPositionals: true})
if (!program) {
  console.error("usage: node test/e2e/run.mjs PROGRAM [NAME]")
  process.exit(2)
}
if (!chromiumPath) {
  console.log("skipped: there is no Chromium")
  console.log("ok 1 the interface on the real server")
  process.exit(0)
}

const slowMs = 240_000 // a busy machine is slow; what hangs ends all the same
const patienceMs = 20_000
const browser = await launch()
let number = 0
let failed = 0
const seen = new Set()

/** What a file's tests share: the server, its description, people. */
class World {
  constructor(server, contract) {
    Object.assign(this, server)
    this.contract = contract
    this.opened = []
  }

  client() {
    return new Client(this.url, this.contract)
  }

  /** A page in a context of its own; o.as is a Client who is signed in. */
  async page({as, ...o} = {}) {
    const p = await newPage(browser, this.url, {storageState: as?.storageState, ...o})
    p.page.setDefaultTimeout(patienceMs)
    p.answers = []
    // As newPage does, but with the address that a message is about.
    p.complaints = []
    p.page.on("console", (m) => ["error", "warning"].includes(m.type()) && p.complaints.push(`${m.text()} ${m.location().url}`))
    p.page.on("pageerror", (e) => p.complaints.push(String(e)))
    p.page.on("response", (r) => {
      const path = new URL(r.url()).pathname
      if (path.startsWith("/api/") && path !== "/api/v1/live") p.answers.push(this.#take(r, path))
    })
    this.opened.push(p)
    return p.page
  }

  async #take(response, path) {
    // A page that is left takes its answers with it.
    const body = await response.text().catch(() => null)
    if (body !== null) this.contract.check(response.request().method(), path, response.status(), response.headers()["content-type"], body)
  }

  /** Closes what was opened; answers what was complained of. */
  async close() {
    const complaints = []
    for (const p of this.opened) {
      complaints.push(...p.complaints)
      await Promise.race([Promise.all(p.answers), new Promise((go) => setTimeout(go, 1000))])
      await p.context.close()
    }
    this.opened = []
    return complaints
  }
}

async function one(t, world) {
  try {
    await Promise.race([
      t.run(world),
      new Promise((_ok, stop) => setTimeout(() => stop(new Error(`took longer than ${slowMs / 1000} s`)), slowMs).unref()),
    ])
  } catch (e) {
    await world.opened.at(-1)?.page.screenshot({path: new URL("../../../build/e2e-failed.png", import.meta.url).pathname}).catch(() => {})
    throw e
  } finally {
    t.complaints = (await world.close()).filter((c) => !t.expects?.test(c))
  }
  if (t.complaints.length) throw new Error("the console said: " + t.complaints.join("; "))
  const faults = world.contract.faults.splice(0)
  if (faults.length) throw new Error("not as the description says: " + [...new Set(faults)].join("; "))
}

/** What a file's tests need: o.server is its export of that name. */
async function read(name) {
  const before = tests.length
  const {server = {}} = await import("./" + name)
  const some = tests.slice(before).filter((t) => t.name.includes(wanted) || name.includes(wanted))
  return {how: server, some}
}

async function file({how, some}) {
  const server = await startServer(program, how)
  try {
    const description = await (await fetch(server.url + "/api/openapi.json")).json()
    const world = new World(server, new Contract(description))
    for (const t of some) {
      const missing = t.needs?.find((path) => !world.contract.has(path))
      if (missing) console.log(`skipped: the server has no ${missing}`)
      try {
        if (!missing) await one(t, world)
        console.log(`ok ${++number} ${t.name}`)
      } catch (e) {
        failed++
        console.log(`not ok ${++number} ${t.name}\n${String(e.stack ?? e).replace(/^/gm, "    ")}${server.log()}`)
        // What follows builds on it.
        if (how.story) break
      }
    }
    for (const s of world.contract.seen) seen.add(s)
  } finally {
    await server.stop()
  }
}

const atOnce = 2
const files = []
for (const name of readdirSync(new URL(".", import.meta.url)).sort()) {
  if (name.endsWith(".test.mjs")) files.push(await read(name))
}
const together = files.filter((f) => f.some.length && !f.how.alone)
const worker = async () => {
  for (let f = together.shift(); f; f = together.shift()) await file(f)
}
try {
  await Promise.all(Array.from({length: atOnce}, worker))
  // What is timed has the machine for itself.
  for (const f of files) if (f.some.length && f.how.alone) await file(f)
} finally {
  await browser.close()
}
console.log(`# ${seen.size} different answers were as the description says`)
process.exit(failed ? 1 : 0)
