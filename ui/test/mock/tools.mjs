// What all of the mock's routes use.
export function problem(status, title, detail = "", extra = {}) {
  return Object.assign(new Error(title), {problem: {type: "about:blank", title, status, detail, ...extra}})
}

export const notFound = (what, id) => problem(404, "Not found", `There is no ${what} '${id}'`)

export function find(list, what, id) {
  const one = list.find((x) => x.id === id)
  if (!one) throw notFound(what, id)
  return one
}

/** Checks the version that was read, and counts it up. */
export function touch(thing, {body, version}) {
  const read = body?.version ?? version
  if (read !== undefined && read !== thing.version) {
    throw problem(412, "Somebody changed it first", `It is at version ${thing.version}, you read version ${read}`, {current_version: thing.version})
  }
  thing.version++
}

export function paged(list, query, most = 100) {
  const limit = Math.min(Number(query.get("limit")) || 50, most)
  const from = Number(query.get("cursor")) || 0
  return {items: list.slice(from, from + limit), next: from + limit < list.length ? String(from + limit) : null}
}

export const named = (r) => (r ? {id: r.id, name: r.name} : null)
export const has = (text, q) => text.toLowerCase().includes(q.toLowerCase())
