/** Changes to the Markdown in a text area. They go through the browser's own editing, so that its Undo knows them. */

/** Puts text in place of the selection. */
export function insertText(area: HTMLTextAreaElement, text: string) {
  area.focus()
  // The only way that keeps the area's own Undo; where it is gone, the text still arrives.
  if (document.execCommand?.("insertText", false, text)) return
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end")
  area.dispatchEvent(new InputEvent("input", {bubbles: true}))
}

/** A word of its own: with a blank before it, unless there is one. */
export function insertWord(area: HTMLTextAreaElement, text: string) {
  const before = area.value.slice(0, area.selectionEnd).at(-1) ?? ""
  area.selectionStart = area.selectionEnd
  insertText(area, (before && !/[\s(]/.test(before) ? " " : "") + text)
}

/** A paragraph of its own: with blank lines around it. */
export function insertBlock(area: HTMLTextAreaElement, text: string) {
  const {value, selectionEnd: at} = area
  const before = value.slice(0, at)
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n"
  const after = value.slice(at)
  area.selectionStart = at
  insertText(area, gap + text + (after === "" ? "\n" : after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n"))
}

/** Puts marks around the selection, or takes them away. */
export function wrap(area: HTMLTextAreaElement, mark: string, sample: string) {
  const {value, selectionStart: a, selectionEnd: b} = area
  const around = value.slice(a - mark.length, a) === mark && value.slice(b, b + mark.length) === mark
  if (around) {
    area.setSelectionRange(a - mark.length, b + mark.length)
    insertText(area, value.slice(a, b))
    area.setSelectionRange(a - mark.length, b - mark.length)
    return
  }
  const words = value.slice(a, b) || sample
  insertText(area, mark + words + mark)
  area.setSelectionRange(a + mark.length, a + mark.length + words.length)
}

export function link(area: HTMLTextAreaElement) {
  const {value, selectionStart: a, selectionEnd: b} = area
  const chosen = value.slice(a, b)
  const address = /^https?:\/\/\S+$/.test(chosen)
  const [words, url] = address ? ["words", chosen] : [chosen || "words", "https://"]
  insertText(area, `[${words}](${url})`)
  if (address) area.setSelectionRange(a + 1, a + 1 + words.length)
  else area.setSelectionRange(a + words.length + 3, a + words.length + 3 + url.length)
}

/** Makes the chosen lines a list, or plain again. */
export function list(area: HTMLTextAreaElement) {
  const {value} = area
  const a = value.lastIndexOf("\n", area.selectionStart - 1) + 1
  const end = value.indexOf("\n", area.selectionEnd)
  const b = end < 0 ? value.length : end
  const rows = value.slice(a, b).split("\n")
  const all = rows.every((r) => /^\s*[-*] /.test(r))
  const text = rows.map((r) => (all ? r.replace(/^(\s*)[-*] /, "$1") : "- " + r)).join("\n")
  area.setSelectionRange(a, b)
  insertText(area, text)
  if (rows.length > 1) area.setSelectionRange(a, a + text.length)
}

export const table = "| What | Before | After |\n| --- | --- | --- |\n|  |  |  |"

/** Enter in a list begins its next item, in an empty item it ends the list. True when it did. */
export function continueList(area: HTMLTextAreaElement) {
  const {value, selectionStart: at} = area
  if (at !== area.selectionEnd) return false
  const from = value.lastIndexOf("\n", at - 1) + 1
  const item = value.slice(from, at).match(/^(\s*)([-*]|(\d+)\.) (\[[ x]\] )?(.*)$/)
  if (!item) return false
  const [, indent, mark, number, task, words] = item
  if (words === "") {
    area.setSelectionRange(from, at)
    insertText(area, "\n")
  } else insertText(area, `\n${indent}${number ? `${Number(number) + 1}.` : mark} ${task ? "[ ] " : ""}`)
  return true
}
