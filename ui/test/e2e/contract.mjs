// Holds what the server answers against its own description (/api/openapi.json).
import Ajv2020 from "ajv/dist/2020.js"
import addFormats from "ajv-formats"

const point = (...parts) => parts.map((p) => "/" + p.replaceAll("~", "~0").replaceAll("/", "~1")).join("")

export class Contract {
  /** "GET /api/v1/teams 200", so that a run can say what it has seen */
  seen = new Set()
  faults = []
  #routes = []
  #checks = new Map()
  #ajv = new Ajv2020({strict: false, allErrors: false})

  constructor(description) {
    addFormats(this.#ajv)
    this.#ajv.addSchema(description, "api")
    this.description = description
    for (const path of Object.keys(description.paths)) {
      const pattern = path.replace(/[.]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")
      this.#routes.push({path, fits: new RegExp(`^${pattern}$`)})
    }
    // What has no parameter is meant before what has one.
    this.#routes.sort((a, b) => a.path.split("{").length - b.path.split("{").length)
  }

  routeOf(path) {
    return this.#routes.find((r) => r.fits.test(path))?.path
  }

  has(route) {
    return route in this.description.paths
  }

  #resolve(thing, at) {
    if (!thing?.$ref) return {thing, at}
    const parts = thing.$ref.slice(2).split("/").map((p) => p.replaceAll("~1", "/").replaceAll("~0", "~"))
    return {thing: parts.reduce((o, p) => o[p], this.description), at: thing.$ref.slice(1)}
  }

  /** Adds to `faults` what the description does not say. */
  check(method, path, status, type, body) {
    const route = this.routeOf(path)
    const operation = route && this.description.paths[route][method.toLowerCase()]
    const name = `${method} ${route ?? path} ${status}`
    if (!operation) return void this.faults.push(`${name}: the description has no such operation`)
    this.seen.add(name)
    const key = [String(status), `${Math.floor(status / 100)}XX`, "default"].find((k) => k in operation.responses)
    if (!key) return void this.faults.push(`${name}: the description has no such answer`)
    const {thing, at} = this.#resolve(operation.responses[key], point("paths", route, method.toLowerCase(), "responses", key))
    const media = (type ?? "").split(";")[0]
    if (!thing.content) return body ? void this.faults.push(`${name}: it has a body, and should have none`) : undefined
    if (!(media in thing.content)) return void this.faults.push(`${name}: it is ${media || "nothing"}, and should be ${Object.keys(thing.content)}`)
    if (!media.endsWith("json")) return
    const place = "api#" + encodeURI(at + point("content", media, "schema"))
    let valid = this.#checks.get(place)
    if (!valid) this.#checks.set(place, (valid = this.#ajv.compile({$ref: place})))
    let value
    try {
      value = JSON.parse(body)
    } catch {
      return void this.faults.push(`${name}: it is no JSON: ${body.slice(0, 100)}`)
    }
    if (!valid(value)) {
      const e = valid.errors[0]
      this.faults.push(`${name}: ${e.instancePath || "it"} ${e.message} ${JSON.stringify(e.params)}`)
    }
  }
}
