// Random edits done twice: by Yjs and by the engine's own writing (src/crdt/yjs_edit.h).
import * as encoding from "lib0/encoding"
import * as Y from "yjs"
import {must, op} from "./engine.mjs"
import {roots} from "./edits.mjs"

const engine = 2

function any(value) {
  const e = encoding.createEncoder()
  encoding.writeAny(e, value)
  return Buffer.from(encoding.toUint8Array(e))
}

const newTypes = [
  [() => new Y.Array(), 0, ""], [() => new Y.Map(), 1, ""], [() => new Y.Text(), 2, ""],
  [() => new Y.XmlElement("paragraph"), 3, "paragraph"], [() => new Y.XmlFragment(), 4, ""], [() => new Y.XmlText(), 6, ""],
]

/** {yjs, value}: the same thing for both. */
function fresh(r, kinds) {
  switch (r.pick(kinds)) {
    case "any": {
      const list = Array.from({length: 1 + r.below(3)}, () => r.pick([1, "x😀", null, true, 0.5, {a: [1]}, 1e12, -7]))
      return {yjs: list, value: {kind: "any", count: list.length, bytes: Buffer.concat(list.map(any)).toString("hex")}}
    }
    case "one": {
      const v = r.pick([1, "x😀", null, true, 0.5, {a: [1]}, 1e12, -7])
      return {yjs: [v], value: {kind: "any", count: 1, bytes: any(v).toString("hex")}}
    }
    case "binary": {
      const v = Uint8Array.from([1, r.below(256)])
      return {yjs: [v], value: {kind: "binary", bytes: Buffer.from(v).toString("hex")}}
    }
    case "embed": {
      const v = {image: "x" + r.below(3)}
      return {yjs: [v], value: {kind: "embed", bytes: Buffer.from(JSON.stringify(v)).toString("hex")}}
    }
    case "xml": {
      const [make, type, name] = r.pick([newTypes[3], newTypes[3], newTypes[5]])
      return {yjs: [make()], value: {kind: "type", type, bytes: Buffer.from(name).toString("hex")}}
    }
    default: {
      const [make, type, name] = r.pick(newTypes)
      return {yjs: [make()], value: {kind: "type", type, bytes: Buffer.from(name).toString("hex")}}
    }
  }
}

function formats(r) {
  const a = {}
  for (let n = 1 + r.below(2); n > 0; n--) {
    a[r.pick(["strong", "em", "link"])] = r.once(3) ? null : r.once(3) ? {href: "x" + r.below(2)} : r.once(2) ? true : "s"
  }
  return a
}

const pairs = a => Object.entries(a).map(([k, v]) => [k, JSON.stringify(v)])

export class Writer {
  constructor(doc, gc) {
    this.doc = doc
    doc.on("update", u => { this.told = u })
    must(op.reset, engine, Buffer.from([gc ? 0 : 1]))
  }

  stateVector() {
    return Y.encodeStateVector(this.doc)
  }

  receive(update) {
    Y.applyUpdate(this.doc, update, "remote")
    must(op.apply, engine, update)
  }

  /** A type below a root and the way to it. */
  find(r) {
    const name = r.pick(Object.keys(roots))
    let t = this.doc.get(name, roots[name])
    const path = [name]
    for (let i = 0; i < 4 && !r.once(3); i++) {
      const ways = []
      if (t instanceof Y.Map || t instanceof Y.XmlElement) {
        const entries = t instanceof Y.Map ? [...t.entries()] : Object.entries(t.getAttributes())
        ways.push(...entries.filter(([, v]) => v instanceof Y.AbstractType))
      }
      if (t instanceof Y.Array || t instanceof Y.XmlFragment) {
        t.toArray().forEach((v, k) => v instanceof Y.AbstractType && ways.push([k, v]))
      }
      if (!ways.length) break
      const [step, next] = r.pick(ways)
      path.push(step)
      t = next
    }
    return {t, path}
  }

  /** One edit of Yjs' document; what the engine has to do. */
  edit(r) {
    const {t, path} = this.find(r)
    // Yjs' markers make the place among deleted items depend on earlier edits.
    t._searchMarker = null
    const at = r.below((t.length ?? 0) + 1)
    const count = Math.min(1 + r.below(4), (t.length ?? 0) - at)
    if (t instanceof Y.Text) {
      const text = r.pick(["a", "bc", "😀", "x😀y", "\n", "é"])
      switch (r.below(6)) {
        case 0: {
          const a = formats(r)
          t.insert(at, text, {...a})
          return {path, op: "insert", at, text, formats: pairs(a)}
        }
        case 1:
          if (count < 1) return null
          t.delete(at, count)
          return {path, op: "delete", at, count}
        case 2: {
          if (count < 1) return null
          const a = formats(r)
          t.format(at, count, a)
          return {path, op: "format", at, count, formats: pairs(a)}
        }
        case 3: {
          const v = fresh(r, ["embed", "embed", "type"])
          const a = r.once(2) ? formats(r) : {}
          t.insertEmbed(at, v.yjs[0], {...a})
          return {path, op: "embed", at, value: v.value, formats: pairs(a)}
        }
        default:
          t.insert(at, text)
          return {path, op: "insert", at, text}
      }
    }
    const key = r.pick(["k", "key", "ключ"])
    const isElement = t instanceof Y.XmlElement
    if (t instanceof Y.Map || (isElement && r.once(2))) {
      if (r.once(4)) {
        isElement ? t.removeAttribute(key) : t.delete(key)
        return {path, op: "unset", key}
      }
      const v = fresh(r, ["one", "one", "binary", "type"])
      isElement ? t.setAttribute(key, v.yjs[0]) : t.set(key, v.yjs[0])
      return {path, op: "set", key, value: v.value}
    }
    if (r.once(3)) {
      if (count < 1) return null
      t.delete(at, count)
      return {path, op: "take", at, count}
    }
    const v = fresh(r, t instanceof Y.Array ? ["any", "any", "binary", "type"] : ["xml"])
    if (t instanceof Y.Array && r.once(4)) {
      t.push(v.yjs)
      return {path, op: "push", value: v.value}
    }
    t.insert(at, v.yjs)
    return {path, op: "put", at, value: v.value}
  }

  /** One transaction by both; the update, when there is one. */
  step(r, expect) {
    this.told = null
    const list = []
    this.doc.transact(() => {
      for (let n = r.once(3) ? 1 + r.below(4) : 1; n > 0; n--) {
        const e = this.edit(r)
        if (e) list.push(e)
      }
    })
    const client = Buffer.alloc(8)
    client.writeBigUInt64LE(BigInt(this.doc.clientID))
    const answer = must(op.edit, engine, Buffer.concat([client, Buffer.from(JSON.stringify(list))]))
    expect("written " + JSON.stringify(list), answer, this.told ?? Buffer.alloc(0))
    return this.told
  }
}
