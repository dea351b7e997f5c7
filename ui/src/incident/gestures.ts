/**
 * Wheel, pinch and drag on the picture, as wishes in pixels: zoom by a factor around x, pan by a distance, brush a
 * stretch (shift-drag), point, press. A drag of less than a few pixels is a press.
 */
export interface Gestures {
  /** Whether there is something to zoom out to: else the wheel scrolls the page */
  canZoomOut: () => boolean
  zoom: (x: number, factor: number) => void
  pan: (by: number) => void
  brush: (from: number, to: number, done: boolean) => void
  point: (x: number, y: number) => void
  leave: () => void
  press: (x: number, y: number) => void
}

const slack = 4

export function gestures(node: HTMLElement, wish: Gestures) {
  const fingers = new Map<number, {x: number; y: number}>()
  let start: {x: number; y: number; brush: boolean} | null = null
  let dragging = false

  const at = (e: MouseEvent) => {
    const box = node.getBoundingClientRect()
    return {x: e.clientX - box.left, y: e.clientY - box.top}
  }

  function wheel(e: WheelEvent) {
    const across = e.shiftKey ? e.deltaY : e.deltaX
    if (Math.abs(across) > Math.abs(e.shiftKey ? 0 : e.deltaY)) {
      e.preventDefault()
      wish.pan(-across)
      return
    }
    // Fully zoomed out, the wheel is the page's again.
    if (e.deltaY > 0 && !e.ctrlKey && !wish.canZoomOut()) return
    e.preventDefault()
    const unit = e.deltaMode === 1 ? 16 : 1
    wish.zoom(at(e).x, Math.exp(-e.deltaY * unit * (e.ctrlKey ? 0.01 : 0.0022)))
  }

  function down(e: PointerEvent) {
    if (e.button !== 0) return
    fingers.set(e.pointerId, at(e))
    start = {...at(e), brush: e.shiftKey}
    dragging = fingers.size > 1
    if (e.shiftKey) e.preventDefault()
  }

  function pinch(e: PointerEvent) {
    const [a, b] = [...fingers.values()] as unknown as [{x: number}, {x: number}]
    const before = Math.abs(a.x - b.x)
    const middle = (a.x + b.x) / 2
    fingers.set(e.pointerId, at(e))
    const [c, d] = [...fingers.values()] as unknown as [{x: number}, {x: number}]
    wish.pan((c.x + d.x) / 2 - middle)
    wish.zoom((c.x + d.x) / 2, Math.max(8, Math.abs(c.x - d.x)) / Math.max(8, before))
  }

  function move(e: PointerEvent) {
    const finger = fingers.get(e.pointerId)
    const now = at(e)
    if (!finger || !start) return wish.point(now.x, now.y)
    if (fingers.size === 2) return pinch(e)
    if (!dragging && Math.abs(now.x - start.x) < slack) return
    if (!dragging) {
      dragging = true
      node.setPointerCapture(e.pointerId)
      wish.leave()
    }
    if (start.brush) wish.brush(start.x, now.x, false)
    else wish.pan(now.x - finger.x)
    fingers.set(e.pointerId, now)
  }

  function up(e: PointerEvent) {
    if (!fingers.delete(e.pointerId) || !start) return
    const now = at(e)
    if (dragging && start.brush) wish.brush(start.x, now.x, true)
    else if (!dragging && e.type === "pointerup") wish.press(now.x, now.y)
    if (fingers.size === 0) {
      start = null
      dragging = false
    }
  }

  node.addEventListener("wheel", wheel, {passive: false})
  node.addEventListener("pointerdown", down)
  node.addEventListener("pointermove", move)
  node.addEventListener("pointerup", up)
  node.addEventListener("pointercancel", up)
  node.addEventListener("pointerleave", wish.leave)
  return () => {
    node.removeEventListener("wheel", wheel)
    node.removeEventListener("pointerdown", down)
    node.removeEventListener("pointermove", move)
    node.removeEventListener("pointerup", up)
    node.removeEventListener("pointercancel", up)
    node.removeEventListener("pointerleave", wish.leave)
  }
}
