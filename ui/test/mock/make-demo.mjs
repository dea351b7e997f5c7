// Writes demo.json, what build/aftermath makes of the demo incident, for the mock: node test/mock/make-demo.mjs
import {execFileSync} from "node:child_process"
import {writeFileSync} from "node:fs"

const root = new URL("../../../", import.meta.url).pathname
const run = (...args) => execFileSync("build/aftermath", args, {cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"]})

const events = JSON.parse(run("timeline", "demo/checkout-outage", "--format", "json"))
const draft = JSON.parse(run("draft", "demo/checkout-outage", "--format", "json"))
const markdown = run("draft", "demo/checkout-outage", "--format", "md")

const bodies = markdown.split(/^## .*$/m).slice(1)
const sections = draft.sections.map((s, i) => ({
  key: s.key,
  title: s.title,
  guidance: s.blocks.filter((b) => b.kind === "guidance").map((b) => b.text),
  questions: s.blocks.filter((b) => b.kind === "question").map((b) => b.text),
  // Guidance and questions stand in fields of their own.
  body: bodies[i]
    .split(/\n{2,}/)
    .filter((p) => !p.startsWith("> **"))
    .join("\n\n")
    .trim(),
}))
const list = (title) => draft.sections[0].blocks.find((b) => b.title === title).items
writeFileSync(
  new URL("demo.json", import.meta.url),
  JSON.stringify({title: draft.title, events, sections, moments: list("Moments"), durations: list("Lengths of time")}, null, 1) + "\n",
)
