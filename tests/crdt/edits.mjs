// Random edits of Yjs documents: every type, formats, nested trees, cuts inside pairs of surrogates.
import * as Y from "yjs"

const words = ["a", "bc", "def", " ", "\n", "é", "ß", "日本", "😀", "👩‍👩‍👧", "x😀y", "𝄞𝄞𝄞", "lorem ipsum dolor sit amet "]
const keys = ["k", "key", "1", "ключ", ""]
const marks = ["strong", "em", "link", "comment--a1B2c3D4"]
const names = ["paragraph", "heading", "listItem"]

function text(r) {
  let s = ""
  for (let n = 1 + r.below(3); n > 0; n--) s += r.pick(words)
  return s
}

function plain(r, depth = 0) {
  switch (r.below(depth > 2 ? 9 : 12)) {
    case 0: return null
    case 1: return r.once(2)
    case 2: return r.below(200) - 100
    case 3: return r.pick([-0, 1e10, 123456789012345, -2147483648, 2147483647, 2147483648, 9007199254740991])
    case 4: return r.pick([0.1, 1.5, -1e-7, 5e-324, 1.7976931348623157e308, 1e21, 123456.789])
    case 5: return text(r)
    case 6: return r.pick([NaN, Infinity, -Infinity])
    case 7: return r.below(1e9) * 1e6
    case 8: return ""
    case 9: return Array.from({length: r.below(4)}, () => plain(r, depth + 1))
    case 10: return Object.fromEntries(Array.from({length: r.below(4)}, () => [r.pick(keys), plain(r, depth + 1)]))
    default: return {a: plain(r, depth + 1), u: undefined, l: [undefined, 1]}
  }
}

function binary(r) {
  return Uint8Array.from({length: r.below(5)}, () => r.below(256))
}

/** A type, with something in it at times. */
function fresh(r, depth = 0) {
  switch (r.below(7)) {
    case 0: {
      const m = new Y.Map()
      if (r.once(2)) m.set(r.pick(keys), depth < 3 && r.once(3) ? fresh(r, depth + 1) : plain(r))
      return m
    }
    case 1: {
      const a = new Y.Array()
      if (r.once(2)) a.insert(0, [depth < 3 && r.once(3) ? fresh(r, depth + 1) : r.below(9)])
      return a
    }
    case 2: return new Y.Text(r.once(2) ? text(r) : "")
    case 3: return new Y.XmlText(r.once(2) ? text(r) : "")
    case 4: return new Y.XmlFragment()
    default: return xml(r, depth)
  }
}

function xml(r, depth = 0) {
  if (r.once(3)) return new Y.XmlText(r.once(2) ? text(r) : "")
  const e = new Y.XmlElement(r.pick(names))
  if (r.once(3)) e.setAttribute(r.pick(keys), plain(r))
  if (depth < 3 && r.once(2)) e.insert(0, [xml(r, depth + 1)])
  return e
}

function attributes(r) {
  const a = {}
  for (let n = 1 + r.below(2); n > 0; n--) {
    a[r.pick(marks)] = r.once(3) ? null : r.once(3) ? {href: text(r), n: r.below(3)} : r.once(2) ? {} : true
  }
  return a
}

/** Marks of an editor: always an object, so that ProseMirror's JSON can be made. */
const editorAttributes = r => ({[r.pick(marks)]: r.once(3) ? null : r.once(2) ? {} : {href: text(r)}})

function editText(t, r, editor) {
  const at = r.below(t.length + 1)
  const n = Math.min(1 + r.below(5), t.length - at)
  switch (r.below(editor ? 6 : 8)) {
    case 0:
    case 1: return t.insert(at, text(r))
    case 2: return n > 0 && t.delete(at, n)
    case 3: return n > 0 && t.format(at, n, editor ? editorAttributes(r) : attributes(r))
    case 4: return t.insert(at, text(r), editor ? editorAttributes(r) : attributes(r))
    case 5: return t.insert(t.length, r.pick(words))
    case 6: return t.insertEmbed(at, r.once(2) ? {image: text(r)} : r.once(2) ? r.below(9) : {x: {y: [1]}}, r.once(2) ? attributes(r) : {})
    default: return t.insertEmbed(at, fresh(r))
  }
}

function editMap(m, r) {
  const key = r.pick(keys)
  switch (r.below(6)) {
    case 0: return m.delete(key)
    case 1: return m.set(key, fresh(r))
    case 2: return m.set(key, r.once(3) ? binary(r) : r.once(2) ? 12345678901234567n : undefined)
    case 3: return m.set(key, r.once(8) ? new Y.Doc({guid: "doc-" + r.below(9), meta: {n: r.below(3)}}) : text(r))
    default: return m.set(key, plain(r))
  }
}

function editArray(a, r) {
  const at = r.below(a.length + 1)
  const n = Math.min(1 + r.below(3), a.length - at)
  switch (r.below(7)) {
    case 0:
    case 1: return n > 0 && a.delete(at, n)
    case 2: return a.insert(at, [fresh(r)])
    case 3: return a.insert(at, [binary(r), plain(r)])
    case 4: return a.push([plain(r)])
    default: return a.insert(at, Array.from({length: 1 + r.below(4)}, () => plain(r)))
  }
}

function editXml(x, r, editor) {
  const at = r.below(x.length + 1)
  const n = Math.min(1 + r.below(2), x.length - at)
  switch (r.below(x instanceof Y.XmlElement ? 6 : 4)) {
    case 0: return n > 0 && x.delete(at, n)
    case 1:
    case 2: return x.insert(at, [xml(r)])
    case 3: return x.insert(at, [!editor && r.once(4) ? new Y.XmlHook("hook" + r.below(3)) : xml(r)])
    case 4: return x.setAttribute(r.pick(keys), plain(r))
    default: return x.removeAttribute(r.pick(keys))
  }
}

/** A type somewhere below t: the deeper the seldomer. */
function below(t, r) {
  for (let i = 0; i < 6; i++) {
    if (r.once(3)) return t
    let children = []
    if (t instanceof Y.Map) children = [...t.values()]
    else if (t instanceof Y.Array || t instanceof Y.XmlFragment) children = t.toArray()
    else if (t instanceof Y.Text) children = t.toDelta().map(op => op.insert)
    children = children.filter(c => c instanceof Y.AbstractType)
    if (!children.length) return t
    t = r.pick(children)
  }
  return t
}

/** The roots of a session's documents, as what they are read. */
export const roots = {
  t: Y.Text, m: Y.Map, a: Y.Array, x: Y.XmlFragment, e: Y.XmlFragment,
}

export function edit(doc, r) {
  doc.transact(() => {
    for (let n = r.once(3) ? 1 + r.below(4) : 1; n > 0; n--) {
      const name = r.pick(Object.keys(roots))
      const editor = name === "e"
      const t = below(doc.get(name, roots[name]), r)
      if (t instanceof Y.Text) editText(t, r, editor)
      else if (t instanceof Y.Map) editMap(t, r)
      else if (t instanceof Y.Array) editArray(t, r)
      else editXml(t, r, editor)
    }
  })
}
