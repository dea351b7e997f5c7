// A person's program: asks the API as the browser does, with a session's cookie. Every answer is held against the description.
export class Client {
  #cookie = ""
  #csrf = ""

  constructor(url, contract) {
    this.url = url
    this.contract = contract
  }

  /** Answers {status, body, headers}; body is read as JSON where it is JSON. */
  async ask(method, path, body, headers = {}) {
    const raw = body instanceof Uint8Array || typeof body === "string"
    const answer = await fetch(this.url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(this.#cookie && {Cookie: this.#cookie}),
        ...(this.#csrf && method !== "GET" && {"X-CSRF-Token": this.#csrf}),
        ...(body !== undefined && {"Content-Type": raw ? "application/octet-stream" : "application/json"}),
        ...headers,
      },
      body: body === undefined || raw ? body : JSON.stringify(body),
    })
    const set = answer.headers.get("set-cookie")
    if (set) this.#cookie = set.split(";")[0]
    const text = await answer.text()
    const type = answer.headers.get("content-type") ?? ""
    this.contract?.check(method, path.split("?")[0], answer.status, type, text)
    const value = /json/.test(type) ? JSON.parse(text) : text
    if (value?.csrf) this.#csrf = value.csrf
    return {status: answer.status, body: value, headers: answer.headers}
  }

  /** What came of it; throws unless it went well. */
  async want(method, path, body, headers) {
    const answer = await this.ask(method, path, body, headers)
    if (answer.status >= 300) throw new Error(`${method} ${path} gives ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  get(path) {
    return this.want("GET", path)
  }

  post(path, body, headers) {
    return this.want("POST", path, body, headers)
  }

  /** With the address that the server printed or an administrator made. */
  link(address) {
    return this.post("/api/v1/session/link", {token: new URL(address).hash.slice(1)})
  }

  signIn(email, password) {
    return this.ask("POST", "/api/v1/session", {email, password})
  }

  /** Goes on with the session of a browser's cookies. */
  async resume(cookies) {
    const {name, value} = cookies.find((c) => c.name === "aftermath_session")
    this.#cookie = `${name}=${value}`
    await this.get("/api/v1/session")
  }

  /** For a browser: it is signed in as this one is. */
  get storageState() {
    const [name, value] = this.#cookie.split("=")
    return {cookies: [{name, value, domain: "127.0.0.1", path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax"}], origins: []}
  }

  /** Waits until nothing is imported any more. */
  async imported(incident) {
    for (;;) {
      const {items} = await this.get(`/api/v1/incidents/${incident}/imports`)
      if (items.length && items.every((i) => i.state === "done" || i.state === "failed")) return items
      await new Promise((go) => setTimeout(go, 40))
    }
  }
}
