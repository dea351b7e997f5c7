/** One section while it is written: its text, what it was begun from, and what became of saving it. */
import type {Section} from "../lib/types"
import {dropDraft, keepDraft, readDraft} from "./drafts"

const keepMs = 300

export class Editing {
  text = $state("")
  /** As the server had it when writing began, or when it was saved last */
  base = $state.raw<Section>({} as Section)
  saving = $state(false)
  error = $state("")
  /** Somebody saved another version: shown beside this one */
  theirs = $state.raw<Section | null>(null)
  /** This device does not keep drafts */
  unsafe = $state(false)
  /** Where the caret begins, and how far down the window that place was */
  caret: number | null = null
  caretY: number | null = null
  /** Set by the editor: puts text where the caret is */
  insert: ((text: string) => void) | null = null
  /** Set by the editor: files become attachments, and links where the caret is */
  attach: ((files: File[]) => void) | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #over = false

  changed = $derived(this.text !== this.base.body)

  constructor(
    readonly postmortem: string,
    base: Section,
    text = base.body,
  ) {
    this.base = base
    this.text = text
  }

  get key() {
    return this.base.key
  }

  /** The draft follows what is typed, a moment later. */
  typed() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.keep(), keepMs)
  }

  keep() {
    clearTimeout(this.#timer)
    if (this.#over) return
    if (this.changed) this.unsafe = !keepDraft(this.postmortem, this.key, {text: this.text, version: this.base.version, at: new Date().toISOString()})
    else dropDraft(this.postmortem, this.key)
  }

  /** Its text is given up: no draft of it stays. */
  giveUp() {
    this.#over = true
    dropDraft(this.postmortem, this.key)
  }

  /** The server has this version now; what was typed meanwhile is still to be saved. */
  saved(section: Section) {
    this.base = section
    this.keep()
  }
}

/** What was left unsaved in a section, when it differs from what is there. */
export function leftBehind(postmortem: string, section: Section) {
  const draft = readDraft(postmortem, section.key)
  if (!draft) return null
  if (draft.text !== section.body) return draft
  dropDraft(postmortem, section.key)
  return null
}
