/**
 * Short messages at the edge of the screen. With `undo` it is shown for 10 s and offers to take the change back. What
 * cannot be taken back on the server waits: `later()` hides it at once and does it when the 10 s are over.
 */
import {sentence} from "./api"

export interface Toast {
  id: number
  text: string
  tone: "plain" | "good" | "danger"
  undo?: (() => void | Promise<void>) | undefined
  /** Done when the toast goes without Undo, or the page does */
  commit?: (() => Promise<unknown>) | undefined
  href?: string | undefined
  link?: string | undefined
}

const undoMs = 10_000
const plainMs = 5_000

class Toasts {
  items = $state<Toast[]>([])
  #next = 1

  constructor() {
    addEventListener("pagehide", () => this.items.forEach((t) => this.close(t.id)))
  }

  show(text: string, o: Partial<Omit<Toast, "id" | "text">> = {}) {
    const toast: Toast = {id: this.#next++, text, tone: "plain", ...o}
    this.items.slice(0, -2).forEach((t) => this.close(t.id))
    this.items = [...this.items, toast]
    if (toast.tone !== "danger") setTimeout(() => this.close(toast.id), toast.undo ? undoMs : plainMs)
    return toast.id
  }

  close(id: number, undone = false) {
    const toast = this.items.find((t) => t.id === id)
    this.items = this.items.filter((t) => t.id !== id)
    if (toast?.commit && !undone) void attempt(toast.commit)
  }

  async undo(toast: Toast) {
    this.close(toast.id, true)
    try {
      await toast.undo?.()
    } catch (e) {
      this.fail(e)
    }
  }

  fail(e: unknown) {
    this.show(sentence(e), {tone: "danger"})
  }
}

export const toasts = new Toasts()
export const toast = (text: string, o: Partial<Omit<Toast, "id" | "text">> = {}) => toasts.show(text, o)

/** Runs a change and says so when it fails. True when it did not. */
export async function attempt(change: () => Promise<unknown>) {
  try {
    await change()
    return true
  } catch (e) {
    toasts.fail(e)
    return false
  }
}

/** Removes after Undo's 10 s: `hide` shows it gone and gives the way back, `commit` asks the server. */
export function later(text: string, hide: () => () => void, commit: () => Promise<unknown>) {
  const show = hide()
  toast(text, {
    undo: show,
    commit: async () => {
      try {
        await commit()
      } catch (e) {
        show()
        throw e
      }
    },
  })
}
