/** Short messages at the edge of the screen. With `undo` it is shown for 10 s and offers to take the change back. */
import {sentence} from "./api"

export interface Toast {
  id: number
  text: string
  tone: "plain" | "good" | "danger"
  undo?: (() => void | Promise<void>) | undefined
  href?: string | undefined
  link?: string | undefined
}

const undoMs = 10_000
const plainMs = 5_000

class Toasts {
  items = $state<Toast[]>([])
  #next = 1

  show(text: string, o: Partial<Omit<Toast, "id" | "text">> = {}) {
    const toast: Toast = {id: this.#next++, text, tone: "plain", ...o}
    this.items = [...this.items.slice(-2), toast]
    if (toast.tone !== "danger") setTimeout(() => this.close(toast.id), toast.undo ? undoMs : plainMs)
    return toast.id
  }

  close(id: number) {
    this.items = this.items.filter((t) => t.id !== id)
  }

  async undo(toast: Toast) {
    this.close(toast.id)
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
