/**
 * The only file that speaks HTTP. Paths are below /api/v1; errors are ApiError with a sentence that can be shown.
 *
 *   const list = await get<List<Incident>>("/incidents", {state: "open"}, {signal})
 *   await patch<Incident>(`/incidents/${id}`, {title}, {version: incident.version})
 */
import {net} from "./net.svelte"
import type {Problem} from "./types"

/** What every list route answers. */
export interface List<T> {
  items: T[]
  next: string | null
}

export class ApiError extends Error {
  override name = "ApiError"

  constructor(
    /** 0: no answer at all */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** With status 412: the version that somebody else made */
    readonly currentVersion?: number,
  ) {
    super(detail || title)
  }

  get conflict() {
    return this.status === 412
  }
}

export type Query = Record<string, string | number | boolean | string[] | null | undefined>

export interface Options {
  signal?: AbortSignal | undefined
  /** Sent as If-Match; a 412 says that somebody was faster */
  version?: number
  /** A repeat with the same key within a day gets the first answer again */
  idempotencyKey?: string
}

let csrf = ""
let signedOut: () => void = () => {}

/** Called by session.svelte.ts alone. */
export function useSession(token: string, onSignedOut: () => void) {
  csrf = token
  signedOut = onSignedOut
}

export function apiPath(path: string, query: Query = {}) {
  const q = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const v of value) q.append(name, v)
    else if (value !== null && value !== undefined && value !== "") q.set(name, String(value))
  }
  const text = q.toString()
  return "/api/v1" + path + (text ? "?" + text : "")
}

export const get = <T>(path: string, query: Query = {}, o: Options = {}) => json<T>("GET", apiPath(path, query), undefined, o)
export const post = <T>(path: string, body?: unknown, o: Options = {}) => json<T>("POST", apiPath(path), body, o)
export const put = <T>(path: string, body: unknown, o: Options = {}) => json<T>("PUT", apiPath(path), body, o)
export const patch = <T>(path: string, body: unknown, o: Options = {}) => json<T>("PATCH", apiPath(path), body, o)
export const del = <T = void>(path: string, o: Options = {}) => json<T>("DELETE", apiPath(path), undefined, o)

/** The answer as text: SVG, CSV, Markdown. */
export async function getText(path: string, query: Query = {}, o: Options = {}) {
  return (await send("GET", apiPath(path, query), undefined, o)).text()
}

/** Sends a body that is not JSON: CSV text, a file. */
export async function postRaw<T>(path: string, body: Blob | string, type: string, query: Query = {}, o: Options = {}) {
  return read<T>(await send("POST", apiPath(path, query), body, o, type))
}

async function json<T>(method: string, url: string, body: unknown, o: Options) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return read<T>(await send(method, url, text, o, "application/json"))
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text()
  return (text ? JSON.parse(text) : undefined) as T
}

let onRead: (changes: number) => void = () => {}

/** Tells live.svelte.ts, alone, how many changes the server had told of before each answer. */
export function onEachRead(listener: (changes: number) => void) {
  onRead = listener
}

const attemptsMax = 4

async function send(method: string, url: string, body: BodyInit | undefined, o: Options, type = ""): Promise<Response> {
  const headers = new Headers({Accept: "application/json, text/plain;q=0.9, */*;q=0.5"})
  if (body !== undefined) headers.set("Content-Type", type)
  if (method !== "GET") headers.set("X-CSRF-Token", csrf)
  if (o.version !== undefined) headers.set("If-Match", `"${o.version}"`)
  if (o.idempotencyKey) headers.set("Idempotency-Key", o.idempotencyKey)
  // What was refused with 503 was not begun, so every method may be tried again.
  for (let attempt = 1; ; attempt++) {
    let answer: Response
    // keepalive: what was deleted just before the page closed must arrive.
    try {
      answer = await fetch(url, {method, headers, body: body ?? null, signal: o.signal ?? null, keepalive: method === "DELETE"})
    } catch (e) {
      if (o.signal?.aborted) throw e
      watch("offline")
      throw new ApiError(0, "No connection", "The server cannot be reached. Check the connection; this page tries again by itself.")
    }
    if (answer.status === 503 && attempt < attemptsMax) {
      watch("restarting")
      await pause(Number(answer.headers.get("Retry-After")) || attempt, o.signal)
      continue
    }
    if (answer.status !== 503) net.found()
    if (!answer.ok) throw await problem(answer)
    const changes = answer.headers.get("Aftermath-Changes")
    if (method === "GET" && changes !== null) onRead(Number(changes))
    return answer
  }
}

async function problem(answer: Response) {
  let p: Partial<Problem> = {}
  try {
    p = (await answer.json()) as Problem
  } catch {
    // Not from Aftermath: a proxy's page, for one.
  }
  if (answer.status === 401) signedOut()
  const wait = answer.headers.get("Retry-After")
  const detail = p.detail ?? ""
  return new ApiError(
    answer.status,
    p.title ?? `The server answered ${answer.status}`,
    answer.status === 429 && wait && !/second|minute/.test(detail) ? `${detail || "Too many tries"}. Try again in ${wait} s` : detail,
    p.current_version,
  )
}

function pause(seconds: number, signal?: AbortSignal) {
  return new Promise<void>((done, stop) => {
    const timer = setTimeout(done, Math.min(seconds, 10) * 1000)
    signal?.addEventListener("abort", () => {
      clearTimeout(timer)
      stop(signal.reason as Error)
    })
  })
}

let watching = false

/** Asks every two seconds until the server answers again. */
function watch(how: "offline" | "restarting") {
  net.lost(how)
  if (watching) return
  watching = true
  const ask = async () => {
    try {
      const answer = await fetch("/readyz", {cache: "no-store"})
      net.lost("restarting")
      if (answer.ok) {
        watching = false
        net.found()
        return
      }
    } catch {
      net.lost("offline")
    }
    setTimeout(ask, 2000)
  }
  setTimeout(ask, 1000)
}

addEventListener("offline", () => watch("offline"))

/** The live stream broke off: says so on the page unless the server answers after all. */
export async function suspect() {
  try {
    if ((await fetch("/readyz", {cache: "no-store"})).ok) return
    watch("restarting")
  } catch {
    watch("offline")
  }
}

/** The live stream; only live.svelte.ts opens it. */
export function openLive(channels: string[]) {
  return new EventSource(apiPath("/live", {channel: channels}))
}

/** A file with the path it had in the folder that was dropped. */
export interface Upload {
  path: string
  file: File
}

/** Sends files as one multipart body. `progress` is told the bytes that have left; fetch could not tell. */
export function upload<T>(path: string, files: Upload[], progress: (sent: number, total: number) => void, o: Options = {}) {
  const form = new FormData()
  for (const f of files) form.append("file", f.file, f.path)
  return new Promise<T>((done, fail) => {
    const x = new XMLHttpRequest()
    x.open("POST", apiPath(path))
    x.setRequestHeader("X-CSRF-Token", csrf)
    x.setRequestHeader("Accept", "application/json")
    if (o.idempotencyKey) x.setRequestHeader("Idempotency-Key", o.idempotencyKey)
    x.upload.onprogress = (e) => progress(e.loaded, e.total)
    x.onload = () => {
      const answer = new Response(x.responseText, {status: x.status, headers: {"Retry-After": x.getResponseHeader("Retry-After") ?? ""}})
      if (answer.ok) done(JSON.parse(x.responseText) as T)
      else void problem(answer).then(fail)
    }
    x.onerror = () => fail(new ApiError(0, "No connection", "The upload was cut off. What had not arrived was not kept; send it again."))
    x.onabort = () => fail(new DOMException("Stopped", "AbortError"))
    o.signal?.addEventListener("abort", () => x.abort())
    x.send(form)
  })
}

export const isAbort = (e: unknown) => e instanceof DOMException && e.name === "AbortError"

/** What went wrong, as a sentence for people. */
export function sentence(e: unknown) {
  const text = e instanceof Error ? e.message : String(e)
  return /[.?!]$/.test(text) ? text : text + "."
}
