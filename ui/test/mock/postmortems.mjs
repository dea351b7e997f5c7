// Post-mortems, their sections and attachments in the mock.
import {block} from "./blocks.mjs"
import {html} from "./markdown.mjs"
import {facts, incidentRef, now, postmortem} from "./state.mjs"
import {find, has, named, notFound, paged, problem, touch} from "./tools.mjs"

const moves = new Set(["draft>in review", "in review>draft", "in review>reviewed", "reviewed>in review", "reviewed>closed", "closed>reviewed"])

function blocksOf(s, p) {
  const events = (p?.incidents ?? []).flatMap((i) => s.events.get(i.id) ?? [])
  const moments = (p?.incidents ?? []).flatMap((i) => s.moments.get(i.id) ?? [])
  return (info) => block(info, events, moments, moments.length ? facts(moments, events).durations : [])
}

const withHtml = (s, p, section) => ({...section, html: html(section.body, blocksOf(s, p))})
const detail = (s, p) => ({...p, sections: p.sections.map((x) => withHtml(s, p, x))})
const one = (s, params) => find(s.postmortems, "post-mortem", params.id)

export function inList(p) {
  const {sections, ...rest} = p
  return {...rest, complete: {filled: sections.filter((x) => x.body.trim()).length, sections: sections.length}}
}

function open(p) {
  if (p.state === "closed") throw problem(409, "Conflict", "The post-mortem is closed: reopen it first")
}

function sectionOf(s, params) {
  const section = one(s, params).sections.find((x) => x.key === params.key)
  if (!section) throw notFound("section", params.key)
  return section
}

function place(p, section, after) {
  const rest = p.sections.filter((x) => x !== section)
  rest.splice(rest.findIndex((x) => x.key === after) + 1, 0, section)
  p.sections = rest
  rest.forEach((x, i) => (x.position = i + 1))
}

/** A new version; the one before goes to the history. */
export function write({s, params, body, version, user}, drafted = false) {
  const p = one(s, params)
  const section = sectionOf(s, params)
  open(p)
  const same = (body.title ?? section.title) === section.title && body.body === section.body
  if (!same) {
    const key = params.id + "/" + params.key
    const before = {version: section.version, title: section.title, body: section.body, at: section.updated_at, by: section.updated_by}
    touch(section, {body, version})
    s.versions.set(key, [before, ...(s.versions.get(key) ?? [])])
    Object.assign(section, {body: body.body, title: body.title ?? section.title, drafted, updated_at: now, updated_by: named(user)})
    p.updated_at = now
  }
  if (body.after !== undefined) place(p, section, body.after)
  return withHtml(s, p, section)
}

function add({s, body, user}) {
  const list = body.incident_ids.map((id) => find(s.incidents, "incident", id))
  const sections = s.demoSections(-1)
  const made = postmortem(s.postmortems.length + 1, body.title ?? list[0].title, "draft", list, body.template === "short" ? sections.slice(0, 5) : sections)
  Object.assign(made, {demo: false, created_by: named(user), template: body.template ?? "default"})
  s.postmortems.unshift(made)
  for (const i of list) i.postmortems.push({id: made.id, name: made.name, title: made.title, state: made.state})
  return detail(s, made)
}

function edit({s, params, body, user, version}) {
  const p = one(s, params)
  const {version: _v, incident_ids, ...changes} = body
  if (changes.state && changes.state !== p.state) {
    if (!moves.has(`${p.state}>${changes.state}`)) throw problem(409, "Conflict", `what is '${p.state}' cannot become '${changes.state}'`)
    if (p.state === "closed" && user.role !== "admin") throw problem(403, "Forbidden", "Administrators reopen what is closed")
  }
  touch(p, {body, version})
  if (incident_ids) p.incidents = incident_ids.map((id) => incidentRef(find(s.incidents, "incident", id)))
  return detail(s, Object.assign(p, changes, {updated_at: now}))
}

function addSection({s, params, body, user}) {
  const p = one(s, params)
  open(p)
  const made = {
    key: `x-${body.title.toLowerCase().replace(/\W+/g, "-")}-${s.next++}`, position: 0, title: body.title, guidance: [], questions: [], body: body.body ?? "", html: "",
    drafted: false, updated_at: now, updated_by: named(user), version: 1,
  }
  p.sections.push(made)
  if (body.after !== undefined) place(p, made, body.after)
  return withHtml(s, p, made)
}

function draft(c) {
  const section = sectionOf(c.s, c.params)
  if (!section.drafted && section.body.trim() && !c.body.confirmed) throw problem(409, "Conflict", "People changed this section: confirm that their text makes way")
  const fresh = c.s.demoSections(-1).find((x) => x.key === c.params.key)
  return write({...c, version: undefined, body: {body: fresh?.body ?? ""}}, true)
}

const attachmentOf = (s, id) => s.attachments.find((a) => a.id === id) ?? (() => { throw notFound("attachment", id) })()
const shownAttachment = ({owner: _o, bytes: _b, ...a}) => a

export const postmortemRoutes = [
  ["GET", "/api/v1/postmortems", "[Postmortem]", ({s, query}) => {
    const state = query.get("state")
    const q = query.get("q")
    return paged(s.postmortems.filter((p) => (!state || p.state === state) && (!q || has(`${p.name} ${p.title}`, q))).map(inList), query)
  }],
  ["POST", "/api/v1/postmortems", "PostmortemDetail", add, "PostmortemNew"],
  ["GET", "/api/v1/postmortems/:id", "PostmortemDetail", ({s, params}) => detail(s, one(s, params))],
  ["PATCH", "/api/v1/postmortems/:id", "PostmortemDetail", edit, "PostmortemEdit"],
  ["DELETE", "/api/v1/postmortems/:id", "", ({s, params}) => {
    s.postmortems = s.postmortems.filter((p) => p.id !== params.id)
  }],
  ["POST", "/api/v1/postmortems/:id/sections", "Section", addSection, "SectionNew"],
  ["GET", "/api/v1/postmortems/:id/sections/:key", "Section", ({s, params}) => withHtml(s, one(s, params), sectionOf(s, params))],
  ["PUT", "/api/v1/postmortems/:id/sections/:key", "Section", (c) => write(c), "SectionEdit"],
  ["DELETE", "/api/v1/postmortems/:id/sections/:key", "", ({s, params}) => {
    const p = one(s, params)
    open(p)
    if (!params.key.startsWith("x-")) throw problem(409, "Conflict", "The template asks for this section: empty it instead")
    p.sections = p.sections.filter((x) => x !== sectionOf(s, params))
  }],
  ["GET", "/api/v1/postmortems/:id/sections/:key/versions", "[SectionVersion]", ({s, params, query}) => {
    const x = sectionOf(s, params)
    const current = {version: x.version, title: x.title, body: x.body, at: x.updated_at, by: x.updated_by}
    return paged([current, ...(s.versions.get(params.id + "/" + params.key) ?? [])], query)
  }],
  ["POST", "/api/v1/postmortems/:id/sections/:key/restore", "Section", (c) => {
    const old = (c.s.versions.get(c.params.id + "/" + c.params.key) ?? []).find((v) => v.version === c.body.version)
    if (!old) throw notFound("version", c.body.version)
    return write({...c, version: undefined, body: {body: old.body, title: old.title}})
  }, "Restore"],
  ["POST", "/api/v1/postmortems/:id/sections/:key/draft", "Section", draft, "SectionDraft"],
  ["GET", "/api/v1/postmortems/:id/export", "text/markdown", ({s, params}) => {
    const p = one(s, params)
    return `# ${p.title}\n\n` + p.sections.map((x) => `## ${x.title}\n\n${x.body}`).join("\n\n")
  }],
  ["POST", "/api/v1/render", "Rendered", ({s, body}) => ({html: html(body.markdown, blocksOf(s, s.postmortems.find((p) => p.id === body.postmortem_id)))}), "Render"],
  ...["incidents", "postmortems"].flatMap((where) => [
    ["GET", `/api/v1/${where}/:id/attachments`, "[Attachment]", ({s, params, query}) => paged(s.attachments.filter((a) => a.owner === params.id).map(shownAttachment), query)],
    ["POST", `/api/v1/${where}/:id/attachments`, "Attachment", ({s, params, query, raw, user, type}) => {
      const id = "att_" + s.next++
      const made = {id, name: query.get("name") ?? "file", media_type: type, size_bytes: raw.length, url: "/api/v1/attachments/" + id, created_at: now, created_by: named(user)}
      s.attachments.push({...made, owner: params.id, bytes: raw})
      return made
    }],
  ]),
  ["GET", "/api/v1/attachments/:id", "image/png", ({s, params}) => attachmentOf(s, params.id).bytes],
  ["DELETE", "/api/v1/attachments/:id", "", ({s, params}) => {
    s.attachments.splice(s.attachments.indexOf(attachmentOf(s, params.id)), 1)
  }],
]
