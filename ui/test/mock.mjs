// A server with invented answers, for work on the interface without the real one: node test/mock.mjs [--state demo] [--port 8080]
//
// States: demo, empty, many (800 incidents, 5,000 events, very long names), setup (no account yet), error (every list fails).
// Sign in with /link#demo-admin, #demo-editor, #demo-reader, or any address of mock/state.mjs and 'correct horse battery'.
// Serves dist/ like the real server, with its content security policy. An answer that schemas.json forbids is a 500.
import {readFileSync} from "node:fs"
import {createServer} from "node:http"
import {extname} from "node:path"
import {fileURLToPath, pathToFileURL} from "node:url"
import {parseArgs} from "node:util"
import {wrong} from "./mock/check.mjs"
import {problem, routes} from "./mock/routes.mjs"
import {makeState} from "./mock/state.mjs"

// AFTERMATH_UI_DIST: another build than ui/dist, ending in a slash.
const dist = process.env.AFTERMATH_UI_DIST ? pathToFileURL(process.env.AFTERMATH_UI_DIST) : new URL("../dist/", import.meta.url)
const types = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
export const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const open = new Set(["GET /api/v1/session", "POST /api/v1/session", "POST /api/v1/session/link", "POST /api/v1/setup"])
/** Lists without pages: the server refuses any query for them. */
const whole = /^\/api\/v1\/(components|persons|schemes|settings|sources|teams|templates|tokens|users)(\/:id)?$/
const table = routes.map(([method, path, shape, run, input]) => ({method, parts: path.split("/"), path, shape, run, input}))

function route(method, path) {
  const parts = path.split("/")
  for (const r of table) {
    if (r.method !== method || r.parts.length !== parts.length) continue
    const params = {}
    if (r.parts.every((p, i) => (p.startsWith(":") ? ((params[p.slice(1)] = decodeURIComponent(parts[i])), true) : p === parts[i]))) return {r, params}
  }
  return null
}

/** As the record names it: event.update. */
function actionOf({method, path}) {
  const parts = path.split("/").filter((x) => x && !x.startsWith(":"))
  const thing = {timeline: "incident", events: "event", incidents: "incident", moments: "moment", imports: "import", signals: "signal", postmortems: "postmortem", sections: "section"}
  const last = parts.at(-1)
  if (last === "build" || last === "collect" || last === "erase") return `${thing[parts.at(-2)] ?? "origin"}.${last}`
  return `${thing[last] ?? last}.${{POST: "create", DELETE: "delete"}[method] ?? "update"}`
}

function incidentOf(s, path, id) {
  // Changes of a post-mortem carry its id where those of an incident carry that one's.
  if (/^\/api\/v1\/(incidents|postmortems)\//.test(path)) return id ?? ""
  if (!path.startsWith("/api/v1/events/")) return ""
  for (const [incident, list] of s.events) if (list.some((e) => e.id === id)) return incident
  return ""
}

async function readAll(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

/** Starts it; port 0 takes any. Answers {url, close, state, faults}. */
export async function startMock({state = "demo", port = 0, delayMs = 0} = {}) {
  const s = makeState(state === "error" ? "demo" : state)
  const streams = new Set()
  /** What must never happen: answers that are not as schemas.json says. */
  const faults = []

  let changes = 0

  function live(event, data, incident) {
    changes++
    for (const stream of streams) {
      if (stream.channels.includes("record") || stream.channels.includes("incident:" + incident) || stream.channels.includes("postmortem:" + incident)) {
        stream.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      }
    }
  }

  async function api(request, response, url) {
    const found = route(request.method, url.pathname)
    if (url.pathname === "/api/v1/live") return stream(request, response, url)
    if (!found) throw problem(404, "Not found", `There is no ${request.method} ${url.pathname}`)
    const {r, params} = found
    if (r.method === "GET" && whole.test(r.path) && url.search) throw problem(400, "Bad request", `This list comes whole: it knows no '${url.search}'`)
    let cookie = request.headers.cookie?.match(/aftermath_session=(\w*)/)?.[1]
    const user = s.users.find((u) => u.id === cookie)
    const need = `${r.method} ${r.path}`
    if (!user && !open.has(need)) throw problem(401, "Not signed in", "Sign in first")
    if (user && request.method !== "GET" && !open.has(need) && request.headers["x-csrf-token"] !== "csrf-" + user.id) {
      throw problem(403, "Forbidden", "The CSRF token is missing or old: load the page again")
    }
    if (user?.role === "reader" && request.method !== "GET" && !/session|render|users/.test(r.path)) {
      throw problem(403, "Forbidden", "Readers cannot change this")
    }
    if (state === "error" && request.method === "GET" && !open.has(need)) throw problem(500, "The server failed", "The database could not be read. The log of the server says more")
    const raw = await readAll(request)
    let body
    if (r.input) {
      try {
        body = raw.length ? JSON.parse(raw.toString()) : {}
      } catch {
        throw problem(400, "Bad request", "The body is no JSON")
      }
      const fault = wrong(r.input, body)
      if (fault) throw problem(400, "Bad request", fault)
    }
    const tag = request.headers["if-match"]?.replaceAll('"', "")
    let setCookie
    const signIn = (u) => {
      setCookie = `aftermath_session=${u?.id ?? ""}; HttpOnly; SameSite=Lax; Path=/`
      return u
    }
    response.setHeader("Aftermath-Changes", changes)
    const context = {s, params, query: url.searchParams, body, raw, user, signIn, live, type: request.headers["content-type"] ?? "", version: tag && Number(tag)}
    const answer = r.run(context)
    if (setCookie) response.setHeader("Set-Cookie", setCookie)
    if (request.method !== "GET" && user && !r.path.includes("session")) {
      const incident = incidentOf(s, r.path, params.id)
      live("changed", {action: actionOf(r), subject: answer?.id ?? params.id ?? "", incident, seq: s.next++, by: user.name}, incident)
    }
    if (!r.shape) return response.writeHead(204).end()
    if (r.shape.includes("/")) return response.writeHead(200, {"Content-Type": r.shape}).end(answer)
    const fault = r.shape === "schemes" ? answer.items.map((x) => wrong("Scheme", x)).join("") : wrong(r.shape, answer)
    if (fault) {
      faults.push(`${need}: ${fault}`)
      console.error(`mock: ${need}: ${fault}`)
      throw problem(500, "The mock answers nonsense", fault)
    }
    if (answer.version !== undefined) response.setHeader("ETag", `"${answer.version}"`)
    response.writeHead(r.path.endsWith("/imports") && r.method === "POST" ? 202 : 200, {"Content-Type": "application/json"}).end(JSON.stringify(answer))
  }

  function stream(request, response, url) {
    const one = {response, channels: url.searchParams.getAll("channel")}
    response.writeHead(200, {"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    streams.add(one)
    response.write(`event: ready\ndata: ${JSON.stringify({changes})}\n\n`)
    request.on("close", () => streams.delete(one))
  }

  function asset(response, path) {
    let name = path.slice(1)
    let bytes
    try {
      if (!extname(name) || name.includes("..")) throw new Error("a page")
      bytes = readFileSync(new URL(name, dist))
    } catch {
      name = "index.html"
      bytes = readFileSync(new URL(name, dist))
    }
    response.writeHead(200, {"Content-Type": types[extname(name)] ?? "application/octet-stream", "Content-Security-Policy": csp}).end(bytes)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://mock")
    const answer = async () => {
      if (delayMs) await new Promise((go) => setTimeout(go, delayMs))
      if (url.pathname === "/readyz" || url.pathname === "/healthz") response.end("ok\n")
      else if (url.pathname.startsWith("/api/")) await api(request, response, url)
      else asset(response, url.pathname)
    }
    answer().catch((e) => {
      if (!e.problem) console.error(e)
      const p = e.problem ?? {type: "about:blank", title: "The mock broke", status: 500, detail: String(e)}
      if (!response.headersSent) response.writeHead(p.status, {"Content-Type": "application/problem+json"})
      response.end(JSON.stringify(p))
    })
  })
  await new Promise((go) => server.listen(port, "127.0.0.1", go))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state: s,
    faults,
    /** Tells the page of a change that somebody else made. */
    live,
    close() {
      server.closeAllConnections()
      return new Promise((go) => server.close(go))
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {values} = parseArgs({options: {state: {type: "string", default: "demo"}, port: {type: "string", default: "8080"}, delay: {type: "string", default: "0"}}})
  const mock = await startMock({state: values.state, port: Number(values.port), delayMs: Number(values.delay)})
  console.log(`${mock.url}/link#demo-admin`)
}
