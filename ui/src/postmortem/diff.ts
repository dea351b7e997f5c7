/** What differs between two lists: lines of a text, or words of a line. */
export interface Hunk<T = string> {
  same: boolean
  before: T[]
  after: T[]
}

/** Cells of the table; beyond, what differs is one hunk */
const cellsMax = 4_000_000

export function diff(before: readonly string[], after: readonly string[]): Hunk[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const out: Hunk[] = []
  const push = (same: boolean, a: readonly string[], b: readonly string[]) => {
    if (a.length === 0 && b.length === 0) return
    const last = out.at(-1)
    if (last?.same === same) {
      last.before.push(...a)
      last.after.push(...b)
    } else out.push({same, before: [...a], after: [...b]})
  }
  push(true, before.slice(0, head), after.slice(0, head))
  middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail), push)
  push(true, before.slice(before.length - tail), after.slice(after.length - tail))
  return out
}

type Push = (same: boolean, a: readonly string[], b: readonly string[]) => void

/** Longest common subsequence, from the back, so that it is read from the front. */
function middle(a: readonly string[], b: readonly string[], push: Push) {
  const wide = b.length + 1
  if ((a.length + 1) * wide > cellsMax) return push(false, a, b)
  const longest = new Uint32Array((a.length + 1) * wide)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * wide + j] = a[i] === b[j] ? longest[(i + 1) * wide + j + 1]! + 1 : Math.max(longest[(i + 1) * wide + j]!, longest[i * wide + j + 1]!)
    }
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) push(true, [a[i++]!], [b[j++]!])
    else if (j >= b.length || (i < a.length && longest[(i + 1) * wide + j]! >= longest[i * wide + j + 1]!)) push(false, [a[i++]!], [])
    else push(false, [], [b[j++]!])
  }
}

export const lines = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"))
export const diffLines = (before: string, after: string) => diff(lines(before), lines(after))
export const diffWords = (before: string, after: string) => diff(before.match(/\s+|[^\s]+/g) ?? [], after.match(/\s+|[^\s]+/g) ?? [])
