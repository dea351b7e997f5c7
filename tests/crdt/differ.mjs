// Sessions of random peers: Yjs and the engine must agree. Started by src/crdt/yjs_test.c:
//     node differ.mjs SESSIONS [FIRST_SEED]
// A failure prints its seed and the fewest steps that still show it. Exit 0: all agreed.
import {tmpdir} from "node:os"
import {join} from "node:path"
import {writeFileSync} from "node:fs"
import * as Y from "yjs"
import {edit, roots} from "./edits.mjs"
import {ask, must, op, pieces, unpieces} from "./engine.mjs"
import {askAwareness, deliverFrames, syncByFrames} from "./protocols.mjs"
import {random} from "./random.mjs"
import {Writer} from "./writing.mjs"

const same = 0, chaos = 1 // the engine's documents

class Mismatch extends Error {}

const typeNumber = {m: 1, a: 0, t: 2, x: 4, e: 4}

/** As JSON has it, keys sorted. */
function plain(value) {
  const sorted = v => v && typeof v === "object" && !Array.isArray(v)
    ? Object.fromEntries(Object.keys(v).sort().map(k => [k, sorted(v[k])])) : Array.isArray(v) ? v.map(sorted) : v
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value, (_, v) => typeof v === "bigint" ? Number(v) : v) ?? "null")))
}

/** A fragment as y-prosemirror has it, texts at the top joined in. */
function prosemirror(fragment) {
  const node = t => {
    if (t instanceof Y.XmlText) {
      return t.toDelta().map(d => ({
        type: "text", text: d.insert,
        ...(d.attributes && {marks: Object.keys(d.attributes).map(k => ({
          type: /(.*)(--[a-zA-Z0-9+/=]{8})$/.exec(k)?.[1] ?? k, attrs: d.attributes[k]}))}),
      }))
    }
    const attrs = t.getAttributes()
    const children = t.toArray()
    return {type: t.nodeName, ...(Object.keys(attrs).length && {attrs}), ...(children.length && {content: children.map(node).flat()})}
  }
  return {type: "doc", content: fragment.toArray().map(node).flat()}
}

function expect(what, got, want) {
  const equal = typeof want === "string" ? got === want : Buffer.compare(Buffer.from(got), Buffer.from(want)) === 0
  if (equal) return
  const show = v => typeof v === "string" ? v : Buffer.from(v).toString("hex")
  throw new Mismatch(`${what}\n  engine ${show(got)}\n  yjs    ${show(want)}`)
}

function deleteSet(doc) {
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)).subarray(1)
}

/**
 * lenient: the two were given the same in another order. Then a pair of surrogates may have been cut in one and not in the
 * other - Yjs differs from itself there - and texts with U+FFFD are left alone.
 */
function compareContents(doc, index, lenient = false) {
  const expectText = (what, got, want) =>
    lenient && (got.includes("\uFFFD") || want.includes("\uFFFD")) ? null : expect(what, got, want)
  expect("state vector", must(op.stateVector, index), Y.encodeStateVector(doc))
  for (const name of Object.keys(roots)) {
    const t = doc.get(name, roots[name])
    const root = Buffer.from(name)
    const json = must(op.json, index, Buffer.concat([Buffer.from([typeNumber[name]]), root])).toString()
    expectText("json " + name, plain(JSON.parse(json)), plain(t.toJSON()))
    if (name === "t") {
      expectText("text", must(op.text, index, root).toString(), t.toString())
      expectText("delta", plain(JSON.parse(must(op.delta, index, root).toString())), plain(t.toDelta()))
    }
    if (name === "e") {
      expectText("prosemirror", plain(JSON.parse(must(op.prosemirror, index, root).toString())), plain(prosemirror(t)))
    }
  }
}

function compareBytes(doc, index, r, peers) {
  expect("encoded state", must(op.encode, index), Y.encodeStateAsUpdate(doc))
  expect("encoded state in V2", must(op.encodeV2, index), Y.encodeStateAsUpdateV2(doc))
  if (!doc.store.pendingStructs && !doc.store.pendingDs)
    expect("delete set", must(op.deleteSet, index), deleteSet(doc))
  const sv = Y.encodeStateVector(r.pick(peers))
  expect("difference", must(op.diff, index, sv), Y.encodeStateAsUpdate(doc, sv))
}

const clientIds = [1, 2, 3, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53 - 2]

class Session {
  constructor(seed, steps) {
    const r = random(seed)
    this.seed = seed
    this.fed = []
    this.gc = !r.once(4)
    const ids = r.once(2) ? clientIds.slice() : Array.from({length: 6}, () => r.below(2 ** 32))
    this.peers = Array.from({length: 2 + r.below(5)}, () => this.make(ids.splice(r.below(ids.length), 1)[0]))
    this.server = this.make()
    this.server.on("update", u => { this.told = u })
    this.queues = this.peers.map(() => []) // what each peer has not got yet
    this.toServer = []
    this.toChaos = []
    this.all = []
    this.peers.forEach((p, i) => p.on("update", (u, origin) => {
      if (origin === "remote") return
      this.all.push(u)
      this.queues.forEach((q, k) => k !== i && q.push(u))
      this.toServer.push(u)
      this.toChaos.push(u)
    }))
    this.steps = steps
    this.inOrder = r.once(2)
    must(op.reset, same, Buffer.from([this.gc ? 0 : 1]))
    must(op.reset, chaos, Buffer.from([this.gc ? 0 : 1]))
  }

  make(clientID) {
    const d = new Y.Doc({gc: this.gc})
    if (clientID !== undefined) d.clientID = clientID
    // A receiver in Yjs deletes formats that have become redundant. The engine leaves that to the clients.
    d.on("afterTransaction", t => { t._needFormattingCleanup = false })
    for (const name of Object.keys(roots)) d.get(name, roots[name])
    return d
  }

  take(queue, r) {
    if (!queue.length) return null
    return queue.splice(this.inOrder || !r.once(4) ? 0 : r.below(queue.length), 1)[0]
  }

  /** The same batch to Yjs' server document and the engine's. */
  feed(update) {
    this.fed.push(update)
    this.told = null
    Y.applyUpdate(this.server, update)
    const answer = must(op.apply, same, update)
    if (this.stuck()) return
    const pending = this.server.store.pendingStructs || this.server.store.pendingDs
    expect("pending", String(answer[1] === 1), String(!!pending))
    expect("changed", String(answer[0] === 1), String(!!this.told))
    expect("update of the transaction", answer.subarray(2), this.told ?? Buffer.alloc(0))
  }

  /** Yjs 13 can keep structs waiting for which everything is there; then the engine is ahead. */
  stuck() {
    const before = Buffer.from(Y.encodeStateVector(this.server))
    if (!before.equals(must(op.stateVector, same))) this.wasStuck = true
    return this.wasStuck
  }

  step(number) {
    const r = random(this.seed, number + 1)
    const i = r.below(this.peers.length)
    switch (r.below(10)) {
      case 0:
      case 1: {
        const u = this.take(this.queues[i], r)
        if (u) Y.applyUpdate(this.peers[i], u, "remote")
        break
      }
      case 2:
      case 3: {
        const u = this.take(this.toServer, r)
        if (u) this.feed(u)
        if (u && r.once(8)) this.feed(u)
        break
      }
      case 4: { // several as one
        const list = this.toServer.splice(0, 1 + r.below(4))
        if (!list.length) break
        const merged = Y.mergeUpdates(list)
        expect("merged", must(op.merge, 0, pieces(list)), merged)
        const v2 = Y.convertUpdateFormatV1ToV2(merged)
        expect("merged in V2", must(op.toV2, 0, merged), v2)
        expect("merged in V1 again", must(op.toV1, 0, v2), Y.convertUpdateFormatV2ToV1(v2))
        expect("its state vector", must(op.updateStateVector, 0, merged), Y.encodeStateVectorFromUpdate(merged))
        const sv = Y.encodeStateVector(this.server)
        expect("its difference", must(op.updateDiff, 0, pieces([merged, sv])), Y.diffUpdate(merged, sv))
        this.feed(r.once(2) ? merged : Y.diffUpdate(merged, sv))
        break
      }
      case 5: { // a peer's state
        const sv = Y.encodeStateVector(this.server)
        this.feed(r.once(3) ? Y.encodeStateAsUpdate(this.peers[i]) : Y.encodeStateAsUpdate(this.peers[i], sv))
        break
      }
      case 6: { // the other document: any order, twice, never
        const u = this.toChaos.length ? this.toChaos.splice(r.below(this.toChaos.length), 1)[0] : null
        if (u && !r.once(6)) must(op.apply, chaos, u)
        if (u && r.once(6)) must(op.apply, chaos, u)
        break
      }
      default: edit(this.peers[i], r)
    }
    if (r.once(5) && !this.stuck()) {
      compareBytes(this.server, same, r, this.peers)
      if (r.once(3)) compareContents(this.server, same)
    }
  }

  finish() {
    const r = random(this.seed, 0)
    while (this.toServer.length) this.feed(this.toServer.shift())
    if (!this.stuck()) {
      compareBytes(this.server, same, r, this.peers)
      compareContents(this.server, same)
    }
    // Everybody gets everything.
    const all = this.make()
    for (const p of this.peers) Y.applyUpdate(all, Y.encodeStateAsUpdate(p))
    for (const index of [same, chaos]) {
      must(op.apply, index, Y.encodeStateAsUpdate(all, must(op.stateVector, index)))
      compareContents(all, index, true)
      expect("delete set after all", must(op.deleteSet, index), deleteSet(all))
    }
    // And the engine's state is one that Yjs takes.
    const again = this.make()
    Y.applyUpdate(again, must(op.encode, chaos))
    compareContents(again, chaos, true)
    // A state in several messages, none of which has to wait for another.
    const peer = r.pick(this.peers)
    const late = this.make()
    if (!peer.store.pendingStructs && r.once(2)) Y.applyUpdate(late, Y.encodeStateAsUpdate(peer))
    const frames = unpieces(must(op.parts, chaos, Y.encodeStateVector(late)))
    expect("parts that wait", String(deliverFrames(late, frames)), "0")
    compareContents(late, chaos, true)
    // The other way, by messages of the sync protocol.
    const guest = this.make()
    edit(guest, r)
    syncByFrames(guest, chaos)
    compareContents(guest, chaos, true)
    askAwareness(r, expect)
    // The engine writes as a peer of its own: the same edits in Yjs give the same bytes.
    const writer = new Writer(this.make(2 ** 52 + 5), this.gc)
    for (let i = 0; i < 25; i++) {
      const u = writer.step(random(this.seed, -1 - i), expect)
      if (u && r.once(2)) Y.applyUpdate(guest, u, "remote")
      if (r.once(6)) edit(guest, r)
      if (r.once(4)) writer.receive(Y.encodeStateAsUpdate(guest, writer.stateVector()))
    }
    compareContents(writer.doc, 2)
    expect("state written", must(op.encode, 2), Y.encodeStateAsUpdate(writer.doc))
    // One update for all: a document of its own.
    must(op.reset, chaos, Buffer.from([this.gc ? 0 : 1]))
    const whole = Y.encodeStateAsUpdate(all)
    if (r.once(2)) must(op.apply, chaos, whole)
    else must(op.applyV2, chaos, Y.encodeStateAsUpdateV2(all))
    const fresh = this.make()
    Y.applyUpdate(fresh, whole)
    expect("state loaded at once", must(op.encode, chaos), Y.encodeStateAsUpdate(fresh))
  }

  run() {
    for (const s of this.steps) this.step(s)
    this.finish()
  }
}

/** What is wrong with a session, or null. */
function failure(seed, steps) {
  const s = new Session(seed, steps)
  try {
    s.run()
    return null
  } catch (e) {
    if (!(e instanceof Mismatch) && /engine has ended/.test(e.message)) {
      console.error(`seed ${seed}: the engine has ended`)
      process.exit(1)
    }
    return {message: e instanceof Mismatch ? e.message : e.stack, fed: s.fed}
  }
}

/** The fewest steps that still fail, by leaving out ever smaller pieces. */
function shrink(seed, steps) {
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < steps.length;) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + size)]
      if (failure(seed, fewer)) steps = fewer
      else at += size
    }
  }
  return steps
}

const sessions = Number(process.argv[2])
const first = Number(process.argv[3] ?? 1)
const stepCount = Number(process.argv[4] ?? 60)
let stuck = 0
for (let seed = first; seed < first + sessions; seed++) {
  const steps = Array.from({length: stepCount + (seed % 7) * 20}, (_, i) => i)
  if (!failure(seed, steps)) continue
  const few = shrink(seed, steps)
  const found = failure(seed, few)
  const file = join(tmpdir(), `crdt-${seed}.updates`)
  writeFileSync(file, pieces(found.fed))
  console.error(`seed ${seed}, steps ${few.join(",")}: ${found.message}\nupdates fed: ${file}`)
  process.exit(1)
}
console.error(`${sessions} sessions agree`)
ask(op.bye, 0)
