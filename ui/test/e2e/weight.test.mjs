// How heavy the reading path is, counted from what the pages load, and whether thousands of lines scroll well.
import {cpus, loadavg} from "node:os"
import {check, test, until} from "../tests.mjs"

export const server = {demo: true, alone: true}

const scriptMax = 100_000
const slowTaskMs = 50
const eventCount = 5000
let admin

async function signedIn(world) {
  if (admin) return
  admin = world.client()
  await admin.link(world.link)
}

test("list, incident and post-mortem are read with less than 100 kB of compressed JavaScript", async (world) => {
  await signedIn(world)
  const page = await world.page({as: admin})
  const files = new Map()
  page.on("response", async (r) => {
    if (!/\.js$/.test(new URL(r.url()).pathname)) return
    const {responseBodySize} = await r.request().sizes()
    // What came out of the cache counts nothing.
    files.set(r.url(), Math.max(responseBodySize, files.get(r.url()) ?? 0))
  })
  const [incident] = (await admin.get("/api/v1/incidents")).items
  const [postmortem] = (await admin.get("/api/v1/postmortems")).items
  const sums = []
  for (const [path, ready] of [["/incidents", "main li"], ["/incidents/" + incident.id, ".picture [data-event]"], ["/postmortems/" + postmortem.id, "article section"]]) {
    await page.goto(path)
    await page.locator(ready).first().waitFor()
    sums.push([...files.values()].reduce((a, b) => a + b, 0))
  }
  console.log(`# JavaScript, compressed: ${sums.join(", ")} bytes after list, incident, post-mortem; ${files.size} files`)
  check(sums.at(-1) > 10_000, "nothing was counted")
  check(sums.at(-1) < scriptMax, `${sums.at(-1)} bytes are more than ${scriptMax}`)
})

test("a timeline of 5,000 events scrolls, and how long its tasks take", async (world) => {
  await signedIn(world)
  const incident = await admin.post("/api/v1/incidents", {title: "Very many lines", severity: 3})
  const words = "amber birch cedar delta ember fjord grove heron iris juniper kelp lotus maple nettle olive pine quince reed".split(" ")
  const word = (i) => words[i % words.length]
  const rows = Array.from({length: eventCount}, (_x, i) => JSON.stringify({time: new Date(Date.UTC(2024, 2, 14, 9, 0, i)).toISOString(), level: "error", message: `${word(i)} ${word(Math.floor(i / 18))} ${word(Math.floor(i / 324))} cannot reach ${word(i * 7)}`}))
  await admin.post(`/api/v1/incidents/${incident.id}/imports?name=worker.jsonl`, rows.join("\n"))
  await admin.imported(incident.id)
  const page = await world.page({as: admin})
  await page.goto(`/incidents/${incident.id}?all=1`)
  await page.locator(".line").first().waitFor()
  await until(async () => Number((await page.getByText(/^[\d,]+ events?$/).first().textContent()).replace(/\D/g, "")) >= eventCount * 0.9, "all events are there", 30_000)
  await page.waitForTimeout(500)
  await page.evaluate(() => {
    window.slow = []
    new PerformanceObserver((l) => l.getEntries().forEach((e) => window.slow.push(Math.round(e.duration)))).observe({type: "longtask"})
  })
  await page.mouse.move(600, 700)
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, i < 50 ? 400 : 20_000)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  const slow = await page.evaluate(() => window.slow)
  console.log(`# tasks over ${slowTaskMs} ms while scrolling: ${slow.length ? slow.join(", ") : "none"}`)
  // The usual run shares the machine with other tests: there the time is printed, and held to in the long run.
  if (process.env.TEST_LONG && loadavg()[0] <= cpus().length)
    check(Math.max(0, ...slow) < slowTaskMs * 2, `tasks of ${slow.join(", ")} ms`)
})
