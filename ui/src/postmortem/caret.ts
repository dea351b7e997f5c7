/** Where in the Markdown somebody clicked, told by the words around that place; null when they stand nowhere, or twice. */
export function placeInText(markdown: string, x: number, y: number): number | null {
  const at = caretFromPoint(x, y)
  if (!at || at.node.nodeType !== Node.TEXT_NODE) return null
  const text = at.node.textContent ?? ""
  for (const reach of [24, 12, 6]) {
    const from = Math.max(0, at.offset - reach)
    const words = text.slice(from, at.offset + reach)
    const found = words.trim() ? markdown.indexOf(words) : -1
    if (found >= 0 && markdown.indexOf(words, found + 1) < 0) return found + at.offset - from
  }
  return null
}

interface Place {
  node: Node
  offset: number
}

function caretFromPoint(x: number, y: number): Place | null {
  const d = document as Document & {caretPositionFromPoint?: (x: number, y: number) => {offsetNode: Node; offset: number} | null}
  if (d.caretPositionFromPoint) {
    const p = d.caretPositionFromPoint(x, y)
    return p && {node: p.offsetNode, offset: p.offset}
  }
  const range = document.caretRangeFromPoint?.(x, y)
  return range ? {node: range.startContainer, offset: range.startOffset} : null
}
