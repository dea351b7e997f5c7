// Random numbers that a seed decides: every step of a session has its own, so that steps can be left out one by one.

/** 0 <= x < 1, by sfc32. */
export function random(...seeds) {
  let a = 0x9e3779b9, b = 0x243f6a88, c = 0xb7e15162, d = 1
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (const s of seeds) {
    a ^= s | 0
    b ^= (s / 4294967296) | 0
    for (let i = 0; i < 12; i++) next()
  }
  return {
    next,
    /** 0 .. n-1 */
    below: n => Math.floor(next() * n),
    /** true once in n times */
    once: n => next() * n < 1,
    pick: list => list[Math.floor(next() * list.length)],
  }
}
