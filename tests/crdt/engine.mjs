// The engine at the other end of standard input and output: src/crdt/yjs_test.c answers.
import {readSync, writeSync} from "node:fs"

export const op = {reset: 0, apply: 1, encode: 2, diff: 3, stateVector: 4, deleteSet: 5, text: 6, delta: 7, json: 8, xml: 9,
  prosemirror: 10, merge: 11, updateDiff: 12, updateStateVector: 13, bye: 14, awareness: 15, parts: 16, frame: 17, edit: 18, encodeV2: 19, toV2: 20,
  toV1: 21, applyV2: 22}

function write(bytes) {
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at)
}

function read(n) {
  const bytes = Buffer.alloc(n)
  for (let at = 0; at < n;) {
    const got = readSync(0, bytes, at, n - at, null)
    if (!got) throw new Error("the engine has ended")
    at += got
  }
  return bytes
}

/** Several pieces with their lengths before them. */
export function pieces(list) {
  return Buffer.concat(list.flatMap(p => {
    const n = Buffer.alloc(4)
    n.writeUInt32LE(p.length)
    return [n, Buffer.from(p)]
  }))
}

export function unpieces(bytes) {
  const list = []
  for (let at = 0; at < bytes.length;) {
    const n = bytes.readUInt32LE(at)
    list.push(bytes.subarray(at + 4, at + 4 + n))
    at += 4 + n
  }
  return list
}

/** One question: {ok, bytes}. */
export function ask(code, doc, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(6)
  head.writeUInt32LE(payload.length + 2)
  head[4] = code
  head[5] = doc
  write(Buffer.concat([head, Buffer.from(payload)]))
  const n = read(4).readUInt32LE(0)
  const answer = read(n)
  return {ok: answer[0] === 0, bytes: answer.subarray(1)}
}

export function must(code, doc, payload) {
  const a = ask(code, doc, payload)
  if (!a.ok) throw new Error("the engine refused: " + a.bytes.toString())
  return a.bytes
}
