// Writes seeds for the fuzzer of src/crdt: node seeds.mjs FOLDER
import {writeFileSync} from "node:fs"
import {join} from "node:path"
import * as encoding from "lib0/encoding"
import * as sync from "y-protocols/sync"
import * as Y from "yjs"
import {edit, roots} from "./edits.mjs"
import {random} from "./random.mjs"

const folder = process.argv[2]

function write(name, kind, list) {
  const parts = list.flatMap(u => [Buffer.from([u.length & 255, u.length >> 8]), Buffer.from(u)])
  writeFileSync(join(folder, name), Buffer.concat([Buffer.from([kind]), ...parts]))
}

for (let seed = 1; seed <= 6; seed++) {
  const r = random(seed)
  const docs = [1, 300, 2 ** 53 - 1].map(id => {
    const d = new Y.Doc()
    d.clientID = id
    for (const name of Object.keys(roots)) d.get(name, roots[name])
    return d
  })
  const updates = []
  docs.forEach((d, i) => d.on("update", (u, origin) => {
    if (origin === "remote") return
    updates.push(u)
    docs.forEach((o, k) => k !== i && !r.once(4) && Y.applyUpdate(o, u, "remote"))
  }))
  for (let i = 0; i < 12; i++) edit(r.pick(docs), r)
  const frames = updates.slice(0, 5).map(u => {
    const e = encoding.createEncoder()
    encoding.writeVarUint(e, 0)
    sync.writeUpdate(e, u)
    return encoding.toUint8Array(e)
  })
  write(`apply-${seed}`, seed % 4, updates)
  write(`late-${seed}`, 0, updates.slice().reverse())
  write(`merge-${seed}`, 4, updates.slice(0, 6))
  write(`v2-${seed}`, 5, updates.slice(0, 6).map(u => r.once(3) ? u : Y.convertUpdateFormatV1ToV2(u)))
  write(`frames-${seed}`, 6, frames)
}
const e = encoding.createEncoder()
encoding.writeVarUint(e, 2)
for (const [client, state] of [[5, '{"user":{"name":"x"}}'], [2 ** 53 - 1, "null"]]) {
  encoding.writeVarUint(e, client)
  encoding.writeVarUint(e, 3)
  encoding.writeVarString(e, state)
}
write("awareness", 7, [encoding.toUint8Array(e), encoding.toUint8Array(e)])
