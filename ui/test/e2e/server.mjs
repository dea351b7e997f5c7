// The real program on a free port, with a folder of its own that is removed afterwards.
import {spawn} from "node:child_process"
import {mkdtempSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"

const startMs = 30_000
const stopMs = 15_000

/** o.demo: with the demo incident. Answers {url, link, log(), stop()}; link is the address that was printed. */
export async function startServer(program, {demo = false} = {}) {
  const folder = mkdtempSync(join(tmpdir(), "aftermath-e2e-"))
  const options = ["serve", "--listen", "127.0.0.1:0", "--data", join(folder, "data"), "--log", "warn", ...(demo ? ["--demo"] : [])]
  const child = spawn(program, options, {stdio: ["ignore", "pipe", "pipe"]})
  const ended = new Promise((go) => child.once("exit", (code, signal) => go(signal ?? code)))
  let said = ""
  let log = ""
  child.stderr.on("data", (some) => (log += some))
  const greeting = new Promise((go) =>
    child.stdout.on("data", (some) => {
      said += some
      const link = said.match(/^(http\S+)\/(?:setup|link)#\S+$/m)
      if (link) go({url: link[1], link: link[0]})
    }),
  )
  const late = new Promise((_go, stop) => setTimeout(() => stop(new Error(`the server does not say where it is: ${said}${log}`)), startMs).unref())
  const died = ended.then((how) => Promise.reject(new Error(`the server ended (${how}): ${log}`)))
  died.catch(() => {})

  async function stop() {
    child.kill("SIGTERM")
    const how = await Promise.race([ended, new Promise((go) => setTimeout(() => go("not at all"), stopMs).unref())])
    if (how === "not at all") child.kill("SIGKILL")
    rmSync(folder, {recursive: true, force: true})
    if (how !== 0) throw new Error(`told to stop, the server ended with ${how}: ${log}`)
  }
  try {
    return {...(await Promise.race([greeting, late, died])), log: () => log, stop}
  } catch (e) {
    await stop().catch(() => {})
    throw e
  }
}
