// What the *.test.mjs files say their tests are; run.mjs runs them.
export const tests = []

let file = ""
/** run.mjs says whose tests come now. */
export const from = (name) => void (file = name)

/**
 * o.state: of the mock; o.expects: what the console may say.
 */
export function test(name, run, o = {}) {
  tests.push({name, run, file, ...o})
}

export function equal(seen, wanted, what = "value") {
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) throw new Error(`${what} is ${JSON.stringify(seen)}, wanted ${JSON.stringify(wanted)}`)
}

export function check(fact, what) {
  if (!fact) throw new Error(what)
}

/** Waits until `probe` gives what is wanted. */
export async function until(probe, what, ms = 15_000) {
  const end = Date.now() + ms
  for (;;) {
    if (await probe()) return
    if (Date.now() > end) throw new Error("waited in vain: " + what)
    await new Promise((go) => setTimeout(go, 30))
  }
}
