// What others find, and how long they take: alex, write-good, and textlint with the rules of write-good.
//
//     node peers.mjs TEXT [SENTENCES]
//
// TEXT: a post-mortem; each checks it as often as fits into a second, after a second of warming up. SENTENCES: lines of JSON with
// `label` and `sentence`; printed is of how many blameful and of how many blameless ones each says something.
import {readFileSync} from "node:fs"
import {markdown as alex} from "alex"
import writeGood from "write-good"
import {TextlintKernel} from "@textlint/kernel"
import markdownPlugin from "@textlint/textlint-plugin-markdown"
import writeGoodRule from "textlint-rule-write-good"

const plain = module => module.default ?? module
const kernel = new TextlintKernel()
const textlint = text =>
  kernel.lintText(text, {
    ext: ".md",
    filePath: "text.md",
    plugins: [{pluginId: "markdown", plugin: plain(markdownPlugin)}],
    rules: [{ruleId: "write-good", rule: plain(writeGoodRule)}],
  })

const peers = [
  ["alex", async text => alex(text).messages.length],
  ["write-good", async text => writeGood(text).length],
  ["textlint", async text => (await textlint(text)).messages.length],
]

async function repeat(check, text, ms) {
  const start = performance.now()
  let runs = 0
  while (performance.now() - start < ms || !runs) {
    await check(text)
    runs++
  }
  return (performance.now() - start) / runs
}

const text = readFileSync(process.argv[2], "utf8")
const sentences = process.argv[3]
  ? readFileSync(process.argv[3], "utf8").split("\n").filter(Boolean).map(line => JSON.parse(line))
  : []

for (const [name, check] of peers) {
  await repeat(check, text, 1000)
  const ms = await repeat(check, text, 1000)
  const hits = {blameful: 0, blameless: 0}
  for (const {label, sentence} of sentences) {
    if (label in hits && (await check(sentence)) > 0) hits[label]++
  }
  const found = sentences.length ? `  ${hits.blameful} blameful, ${hits.blameless} blameless` : ""
  console.log(`${name.padEnd(16)} ${ms.toFixed(2).padStart(9)} ms ${(text.length / ms / 1000).toFixed(2).padStart(8)} MB/s${found}`)
}
