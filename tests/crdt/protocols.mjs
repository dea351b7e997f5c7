// Sync and awareness messages between y-protocols and the engine.
import * as decoding from "lib0/decoding"
import * as encoding from "lib0/encoding"
import * as awareness from "y-protocols/awareness"
import * as sync from "y-protocols/sync"
import * as Y from "yjs"
import {must, op} from "./engine.mjs"

const messageSync = 0

/** Gives frames to a document as a y-websocket client would; how many left something waiting. */
export function deliverFrames(doc, frames) {
  let waiting = 0
  for (const f of frames) {
    const d = decoding.createDecoder(f)
    if (decoding.readVarUint(d) !== messageSync) throw new Error("not a sync message")
    sync.readSyncMessage(d, encoding.createEncoder(), doc, "remote")
    waiting += doc.store.pendingStructs ? 1 : 0
  }
  return waiting
}

function frame(write) {
  const e = encoding.createEncoder()
  encoding.writeVarUint(e, messageSync)
  write(e)
  return encoding.toUint8Array(e)
}

/** Both sides ask and answer: afterwards they are the same. */
export function syncByFrames(doc, index) {
  const answer = must(op.frame, index, frame(e => sync.writeSyncStep1(e, doc)))
  must(op.frame, index, frame(e => sync.writeSyncStep2(e, doc, must(op.stateVector, index))))
  deliverFrames(doc, [answer])
  doc.once("update", u => must(op.frame, index, frame(e => sync.writeUpdate(e, u))))
  doc.getText("t").insert(0, "by an update message")
}

function entries(bytes) {
  const map = {}
  const d = decoding.createDecoder(bytes)
  if (!bytes.length) return map
  for (let n = decoding.readVarUint(d); n > 0; n--) {
    const client = decoding.readVarUint(d)
    map[client] = [decoding.readVarUint(d), JSON.parse(decoding.readVarString(d))]
  }
  return map
}

const sorted = map => JSON.stringify(Object.keys(map).sort().map(k => [k, map[k]]))

/** Random awareness updates, to y-protocols' Awareness and the engine's. */
export function askAwareness(r, expect) {
  const ours = new awareness.Awareness(new Y.Doc())
  ours.setLocalState(null)
  clearInterval(ours._checkInterval)
  let news = []
  ours.on("update", c => { news = [...c.added, ...c.updated, ...c.removed] })
  for (let step = 0; step < 12; step++) {
    const e = encoding.createEncoder()
    const count = 1 + r.below(3)
    encoding.writeVarUint(e, count)
    for (let i = 0; i < count; i++) {
      encoding.writeVarUint(e, r.pick([1, 2, 3, 2 ** 53 - 1]))
      encoding.writeVarUint(e, r.below(6))
      encoding.writeVarString(e, r.once(3) ? "null" : JSON.stringify({name: "é😀", n: r.below(3)}))
    }
    const update = encoding.toUint8Array(e)
    news = []
    awareness.applyAwarenessUpdate(ours, update, "remote")
    const answer = must(op.awareness, 0, Buffer.concat([Buffer.from([step, 0, 0, 0]), update]))
    const n = answer.readUInt32LE(0)
    const want = {}
    for (const [client, state] of ours.getStates()) {
      if (client !== ours.clientID) want[client] = [ours.meta.get(client).clock, state]
    }
    expect("awareness", sorted(entries(answer.subarray(4 + n))), sorted(want))
    expect("awareness news", [...new Set(Object.keys(entries(answer.subarray(4, 4 + n))))].sort().join(),
      [...new Set(news.map(String))].sort().join())
  }
  ours.destroy()
}
