/**
 * Everything that people can do, once: the command palette, the shortcuts and the `?` sheet read this list. What works
 * everywhere is in src/actions.ts; a page adds its own while it is shown:
 *
 *   offer(() => [{id: "event.add", label: "Add an event", keys: "a", run: add}])
 *
 * keys: "n", "g i" (one after the other), "mod+k" (Ctrl, on a Mac Cmd), "shift+h". Single keys rest while people type.
 */
import {untrack} from "svelte"

export interface Action {
  id: string
  label: string
  /** Heading in the palette and the sheet */
  group?: string
  keys?: string
  /** More words that find it */
  also?: string
  when?: () => boolean
  run: () => void | Promise<void>
}

type Source = () => Action[]

class Actions {
  #sources = $state.raw<Source[]>([])
  paletteOpen = $state(false)
  sheetOpen = $state(false)
  list = $derived(this.#sources.flatMap((s) => s()).filter((a) => a.when?.() ?? true))

  add(source: Source) {
    this.#sources = [...this.#sources, source]
    return () => {
      this.#sources = this.#sources.filter((s) => s !== source)
    }
  }

  async run(action: Action) {
    this.paletteOpen = false
    await action.run()
  }
}

export const actions = new Actions()

/** For components: these actions exist while the component does. */
export function offer(source: Source) {
  $effect.pre(() => untrack(() => actions.add(source)))
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** Keys as caps to show: ["Ctrl", "K"]. */
export function caps(keys: string) {
  const names: Record<string, string> = isMac
    ? {mod: "⌘", shift: "⇧", alt: "⌥", enter: "↵", escape: "Esc"}
    : {mod: "Ctrl", shift: "Shift", alt: "Alt", enter: "Enter", escape: "Esc"}
  return keys.split(/[ +]/).map((k) => names[k] ?? (k.length === 1 ? k.toUpperCase() : k))
}

export function typing(target: EventTarget | null) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
}

let pending = ""
let pendingAt = 0
const sequenceMs = 1200

function pressed(e: KeyboardEvent) {
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key.toLowerCase()
  const letter = /^[a-z]$/.test(key)
  return (e.metaKey || e.ctrlKey ? "mod+" : "") + (e.altKey ? "alt+" : "") + (e.shiftKey && (letter || key.length > 1) ? "shift+" : "") + key
}

/** For App.svelte: finds the action of a key press. */
export function onKey(e: KeyboardEvent) {
  if (e.defaultPrevented || e.isComposing) return
  const stroke = pressed(e)
  const free = !typing(e.target) && !document.querySelector("dialog[open]")
  if (!stroke.startsWith("mod+") && !free) return
  const sequence = Date.now() - pendingAt < sequenceMs && pending ? `${pending} ${stroke}` : ""
  pending = ""
  const found = actions.list.find((a) => a.keys === sequence) ?? actions.list.find((a) => a.keys === stroke)
  if (found) {
    e.preventDefault()
    void actions.run(found)
  } else if (actions.list.some((a) => a.keys?.startsWith(stroke + " "))) {
    pending = stroke
    pendingAt = Date.now()
  }
}
