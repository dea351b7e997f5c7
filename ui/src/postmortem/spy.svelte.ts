/** Which section is at hand: the one that the reading line lies in, or the one that was jumped to. */
import type {Doc} from "./doc.svelte"

/** Below the bar; what has passed this line is being read */
const lineY = 140
/** Scrolling that a jump causes is not the reader's */
const restMs = 300

export const sectionId = (key: string) => "s-" + key

export class Spy {
  #pinnedUntil = 0
  #asked = false

  constructor(readonly doc: Doc) {
    $effect(() => {
      const scrolled = () => {
        if (this.#asked) return
        this.#asked = true
        requestAnimationFrame(() => {
          this.#asked = false
          this.look()
        })
      }
      addEventListener("scroll", scrolled, {passive: true})
      return () => removeEventListener("scroll", scrolled)
    })
  }

  look() {
    if (performance.now() < this.#pinnedUntil || this.doc.editing) return
    let at = this.doc.sections[0]?.key ?? ""
    for (const s of this.doc.sections) {
      const top = document.getElementById(sectionId(s.key))?.getBoundingClientRect().top
      if (top !== undefined && top <= lineY) at = s.key
    }
    this.doc.current = at
  }

  go(key: string, focus = true) {
    const section = document.getElementById(sectionId(key))
    if (!section) return
    this.#pinnedUntil = performance.now() + restMs
    this.doc.current = key
    section.scrollIntoView({block: "start"})
    if (focus) section.querySelector<HTMLElement>("h2")?.focus({preventScroll: true})
  }

  step(by: number) {
    const list = this.doc.sections
    const at = list.findIndex((s) => s.key === this.doc.current)
    const next = list[Math.max(0, Math.min(list.length - 1, at + by))]
    if (next) this.go(next.key)
  }
}
