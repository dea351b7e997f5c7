// The routes of the mock: [method, path, shape of the answer, handler]. A handler gets ({s, params, query, body, user, raw}) and
// answers a value, or throws `problem()`. Shapes are checked against schemas.json before anything is sent.
import {createHash} from "node:crypto"
import {picture, span} from "./picture.mjs"
import {inList, postmortemRoutes} from "./postmortems.mjs"
import {facts, incident, now, schemes} from "./state.mjs"
import {find, has, named, notFound, paged, problem, touch} from "./tools.mjs"

export {problem}

const sha = (text) => createHash("sha256").update(text).digest("hex")

function sessionOf(s, user) {
  return {user: user ?? null, csrf: user ? "csrf-" + user.id : "", version: "0.3.0", set_up_needed: s.users.length === 0, demo: s.demo}
}

const link = (s) => ({url: `http://127.0.0.1:8080/link#am_${s.next++}`, expires_at: new Date(new Date(now).getTime() + 864e5).toISOString()})

function newIncident({s, body, user}) {
  const n = Math.max(0, ...s.incidents.map((i) => i.number)) + 1
  const made = incident(n, body.title, body.severity ?? 3, body.state ?? "open", body.started_at ?? now, null, [], {
    summary: body.summary ?? "",
    zone: body.zone ?? "UTC",
    ended_at: body.ended_at ?? null,
    created_at: now,
    updated_at: now,
    created_by: named(user),
    components: (body.component_ids ?? []).map((id) => named(find(s.components, "component", id))),
  })
  s.incidents.unshift(made)
  s.events.set(made.id, [])
  return made
}

function listIncidents({s, query}) {
  const get = (name) => query.get(name)
  const list = s.incidents
    .filter((i) => !get("state") || i.state === get("state"))
    .filter((i) => !get("severity") || i.severity === Number(get("severity")))
    .filter((i) => !get("component") || i.components.some((c) => c.id === get("component")))
    .filter((i) => !get("q") || has(`${i.name} ${i.title} ${i.summary}`, get("q")))
    .filter((i) => !get("from") || i.started_at >= get("from"))
    .filter((i) => !get("to") || i.started_at < get("to"))
    .sort((a, b) => (a.started_at < b.started_at ? 1 : -1))
  return paged(list, query, 500)
}

function editIncident({s, params, body, version}) {
  const i = find(s.incidents, "incident", params.id)
  touch(i, {body, version})
  const {version: _v, component_ids, roles, window_from, window_to, ...plain} = body
  Object.assign(i, plain, {updated_at: now})
  if (component_ids) i.components = component_ids.map((id) => named(find(s.components, "component", id)))
  if (roles) i.roles = roles.map((r) => ({role: r.role, name: r.name, user: r.user_id ? named(find(s.users, "account", r.user_id)) : null}))
  if (window_from && window_to) i.window = {from: window_from, to: window_to, proposed: false, because: "A person said it"}
  return i
}

function eventsOf(s, id) {
  find(s.incidents, "incident", id)
  return s.events.get(id) ?? []
}

function listEvents({s, params, query}) {
  const get = (name) => query.get(name)
  const list = eventsOf(s, params.id)
    .filter((e) => !get("from") || (e.at && e.at >= get("from")))
    .filter((e) => !get("to") || (e.at && e.at < get("to")))
    .filter((e) => !get("source") || e.source === get("source"))
    .filter((e) => !get("kind") || e.kind === get("kind"))
    .filter((e) => get("key") !== "true" || e.key)
    .filter((e) => (get("hidden") === "true" ? true : get("hidden") === "only" ? e.hidden : !e.hidden))
    .filter((e) => !get("min_significance") || e.significance >= Number(get("min_significance")))
    .filter((e) => !get("q") || has(`${e.title} ${e.detail} ${e.actor}`, get("q")))
  return paged(list, query, 5000)
}

function findEvent(s, id) {
  for (const [incident_id, list] of s.events) {
    const event = list.find((e) => e.id === id)
    if (event) return {event, list, incident_id}
  }
  throw notFound("event", id)
}

function signalOf(e, n, erased) {
  const id = `sig_${e.id.slice(4)}${n}`
  return {
    id,
    source: e.source,
    ref: `${e.source}/${e.number}.${n}`,
    kind: e.kind,
    state: e.state,
    severity: e.severity,
    at: e.at,
    precision: e.precision,
    title: e.title,
    detail: e.detail,
    actor: e.actor,
    url: e.url,
    origin: {id: "ori_1", path: `${e.source}/2024-03-14.json`, importer: e.source, captured_at: now},
    raw_bytes: 412,
    erased_at: erased.has(id) ? now : null,
    erased_reason: erased.get(id) ?? "",
  }
}

function eventDetail({s, params}) {
  const {event} = findEvent(s, params.id)
  const {title, detail, at, precision, kind, key} = event.before ?? event
  const {before: _b, ...plain} = event
  return {
    ...plain,
    original: event.edited_at ? {title, detail, at, precision, kind, key} : null,
    reasons: [
      {name: "kind", words: `It is of kind ${event.kind}`, points: Math.min(20, event.significance)},
      {name: "words", words: "It speaks of what customers see", points: Math.max(0, event.significance - 20)},
    ],
    signals: Array.from({length: event.signal_count}, (_x, i) => signalOf(event, i + 1, s.erased)),
  }
}

function editEvent({s, params, body, user, version}) {
  const {event} = findEvent(s, params.id)
  touch(event, {body, version})
  event.before ??= {...event}
  const {version: _v, ...changes} = body
  for (const [name, value] of Object.entries(changes)) event[name] = value ?? event.before[name]
  const reworded = ["title", "detail", "at", "kind"].some((name) => event[name] !== event.before[name])
  Object.assign(event, {reworded, edited_by: named(user), edited_at: now})
  const {before: _b, ...plain} = event
  return plain
}

function addEvent({s, params, body, user}) {
  const list = eventsOf(s, params.id)
  const event = {
    id: "evt_w" + s.next++,
    number: 0,
    precision: "minute",
    end: null,
    kind: "note",
    state: "",
    severity: 0,
    detail: "",
    actor: user.name,
    team: "",
    role: "",
    source: "note",
    significance: 100,
    key: true,
    in_window: true,
    hidden: false,
    written: true,
    times: 1,
    url: "",
    signal_count: 0,
    zone_assumed: false,
    reworded: false,
    edited_by: named(user),
    edited_at: now,
    version: 1,
    ...body,
  }
  list.push(event)
  list.sort((a, b) => ((a.at ?? "9") < (b.at ?? "9") ? -1 : 1))
  list.forEach((e, i) => (e.number = i + 1))
  return event
}

function putMoment({s, params, body, user}) {
  const list = s.moments.get(params.id) ?? []
  const moment = list.find((m) => m.kind === params.kind.replaceAll("-", " "))
  if (!moment) throw notFound("moment", params.kind)
  touch(moment, {body})
  moment.proposed ??= {at: moment.at, precision: moment.precision, event_id: moment.event_id}
  if (body.state === "proposed") Object.assign(moment, moment.proposed)
  if (body.state === "corrected") {
    const event = body.event_id ? findEvent(s, body.event_id).event : null
    Object.assign(moment, {at: event?.at ?? body.at, event_id: event?.id ?? null, found: true})
  }
  const decided = body.state !== "proposed"
  Object.assign(moment, {state: body.state, note: body.note ?? "", decided_by: decided ? named(user) : null, decided_at: decided ? now : null})
  return moment
}

function addImport({s, params, raw, user, live}) {
  find(s.incidents, "incident", params.id)
  const made = {
    id: "imp_" + s.next++,
    incident_id: params.id,
    state: "running",
    file_count: Math.max(1, (raw.toString("latin1").match(/filename=/g) ?? []).length),
    size_bytes: raw.length,
    signal_count: 0,
    new_count: 0,
    refused: [],
    notes: [],
    error: "",
    created_at: now,
    created_by: named(user),
    ended_at: null,
  }
  s.imports.unshift(made)
  const steps = 8
  const step = (n) => {
    const done = n === steps
    if (done) {
      Object.assign(made, {state: "done", signal_count: 215, new_count: 215, ended_at: now, refused: [{path: "README.md", reason: "no format is recognised"}]})
      const target = s.incidents.find((i) => i.id === params.id)
      const from = s.events.get("inc_0001") ?? []
      if (target && !s.events.get(target.id)?.length) {
        s.events.set(target.id, from.map((e) => ({...e, id: e.id + "_" + target.number})))
        s.moments.set(target.id, structuredClone(blankMoments))
        target.counts = {events: from.length, key: from.filter((e) => e.key).length, signals: 260}
      }
    }
    live("import", {...made, done_bytes: (made.size_bytes * n) / steps, total_bytes: made.size_bytes, path: `slack/part-${n}.json`}, params.id)
    if (done) live("changed", {action: "import.done", subject: made.id, incident: params.id, seq: s.next++, by: user.name}, params.id)
    else setTimeout(() => step(n + 1), 120)
  }
  setTimeout(() => step(1), 120)
  return made
}

function search({s, query}) {
  const q = query.get("q") ?? ""
  const kind = query.get("kind")
  if (!q.trim()) return {items: [], capped: false}
  const parts = (text) => {
    const at = text.toLowerCase().indexOf(q.toLowerCase())
    if (at < 0) return [{text: text.slice(0, 160), match: false}]
    const from = Math.max(0, at - 60)
    return [
      {text: (from ? "… " : "") + text.slice(from, at), match: false},
      {text: text.slice(at, at + q.length), match: true},
      {text: text.slice(at + q.length, at + 120), match: false},
    ]
  }
  const parentOf = (k, id) => {
    const whose = k === "event" ? s.incidents.find((i) => i.id === id) : null
    return {parent_title: whose?.title ?? "", parent_name: whose?.name ?? ""}
  }
  const hit = (k, x, incident_id, text, at) => ({kind: k, id: x.id, incident_id, title: x.title, ...parentOf(k, incident_id), snippet: parts(text), at})
  const all = [
    ...s.incidents.filter((i) => has(`${i.name} ${i.title} ${i.summary}`, q)).map((i) => hit("incident", i, i.id, i.summary || i.title, i.started_at)),
    ...s.postmortems
      .filter((p) => has(p.title + p.sections.map((x) => x.body).join(" "), q))
      .map((p) => hit("postmortem", p, p.incidents[0]?.id ?? "", p.sections.map((x) => x.body).find((b) => has(b, q)) ?? p.title, p.updated_at)),
    ...[...s.events].flatMap(([id, list]) => list.filter((e) => has(`${e.title} ${e.detail}`, q)).map((e) => hit("event", e, id, has(e.title, q) ? e.title : e.detail, e.at))),
  ].filter((h) => !kind || h.kind === kind)
  const limit = Number(query.get("limit")) || 50
  return {items: all.slice(0, limit), capped: all.length > 200}
}

function home({s}) {
  const active = s.audit.slice(0, 12).map(({seq, at, actor, via, action, subject, incident: id}) => ({
    seq, at, actor, via, action, subject, incident: id,
    title: s.postmortems.find((p) => p.id === subject)?.title ?? s.incidents.find((i) => i.id === id)?.title ?? "",
  }))
  return {
    waiting: s.incidents.filter((i) => i.state === "resolved" && i.postmortems.length === 0),
    drafts: s.postmortems.filter((p) => p.state === "draft").map(inList),
    recent: s.incidents.slice(0, 5),
    activity: active,
  }
}

/** Routes of a simple list of things: teams, people, components, templates. */
function collection(path, what, shape, edit, key, make) {
  return [
    ["GET", path, `[${shape}]`, ({s}) => ({items: s[key], next: null})],
    ["POST", path, shape, ({s, body}) => {
      const made = make(s, body)
      s[key].push(made)
      return made
    }, edit],
    ["GET", path + "/:id", shape, ({s, params}) => find(s[key], what, params.id)],
    ["PATCH", path + "/:id", shape, ({s, params, body, version}) => {
      const thing = find(s[key], what, params.id)
      touch(thing, {body, version})
      const made = make(s, {...flat(thing), ...body})
      return Object.assign(thing, made, {id: thing.id, version: thing.version})
    }, edit],
    ["DELETE", path + "/:id", "", ({s, params}) => {
      find(s[key], what, params.id)
      s[key] = s[key].filter((x) => x.id !== params.id)
    }],
  ]
}

const flat = (x) => ({...x, team_id: x.team?.id, parent_id: x.parent?.id, user_id: x.user?.id})
const ref = (list, id) => (id ? named(list.find((x) => x.id === id)) : null)

export const routes = [
  ["GET", "/api/v1/session", "Session", ({s, user}) => sessionOf(s, user)],
  ["POST", "/api/v1/session", "Session", ({s, body, signIn}) => {
    const user = s.users.find((u) => u.email === body.email && !u.disabled && u.has_password)
    if (!user || body.password !== "correct horse battery") throw problem(401, "Not signed in", "This e-mail address and password do not belong together")
    return sessionOf(s, signIn(user))
  }, "SignIn"],
  ["DELETE", "/api/v1/session", "", ({signIn}) => void signIn(null)],
  ["POST", "/api/v1/session/link", "Session", ({s, body, signIn}) => {
    const user = s.users.find((u) => "demo-" + u.role === body.token)
    if (!user) throw problem(401, "Not signed in", "This link was used before, or is too old. Ask an administrator for a new one")
    return sessionOf(s, signIn(user))
  }, "LinkUse"],
  ["POST", "/api/v1/setup", "Session", ({s, body, signIn}) => {
    if (s.users.length) throw problem(409, "Set up already", "There is an account already: sign in, or ask its owner for one of your own")
    if (body.token !== "demo-setup") throw problem(401, "Not allowed", "This is not the link that the server printed last")
    if (body.password.length < 8) throw problem(400, "Bad request", "password must be at least 8 characters")
    s.users.push({id: "usr_first", name: body.name, email: body.email, role: "admin", zone: "", has_password: true, disabled: false, created_at: now, version: 1})
    return sessionOf(s, signIn(s.users[0]))
  }, "SetUp"],

  ["GET", "/api/v1/users", "[User]", ({s, user}) => ({
    items: s.users.map((u) => (user.role === "admin" || u === user ? u : {...u, email: "", zone: ""})),
    next: null,
  })],
  ["POST", "/api/v1/users", "UserMade", ({s, body}) => {
    if (s.users.some((u) => u.email === body.email)) throw problem(409, "Conflict", `There is an account with '${body.email}' already`)
    const user = {id: "usr_" + s.next++, name: body.name, email: body.email, role: body.role, zone: "", has_password: Boolean(body.password), disabled: false, created_at: now, version: 1}
    s.users.push(user)
    return {user, link: body.password ? null : link(s)}
  }, "UserNew"],
  ["GET", "/api/v1/users/:id", "User", ({s, params}) => find(s.users, "account", params.id)],
  ["PATCH", "/api/v1/users/:id", "User", ({s, params, body, version}) => {
    const u = find(s.users, "account", params.id)
    touch(u, {body, version})
    const {version: _v, ...changes} = body
    return Object.assign(u, changes)
  }, "UserEdit"],
  ["PUT", "/api/v1/users/:id/password", "", ({body}) => {
    if (body.old !== undefined && body.old !== "correct horse battery") throw problem(403, "Forbidden", "The old password is wrong")
  }, "PasswordNew"],
  ["POST", "/api/v1/users/:id/link", "Link", ({s}) => link(s)],

  ["GET", "/api/v1/tokens", "[Token]", ({s}) => ({items: s.tokens, next: null})],
  ["POST", "/api/v1/tokens", "TokenMade", ({s, body, user}) => {
    const token = {id: "tok_" + s.next++, user: named(user), name: body.name, role: body.role, hint: "q7Wm", created_at: now, used_at: null, expires_at: body.expires_at ?? null}
    s.tokens.unshift(token)
    return {token, secret: "am_3vK9yL2pTnXr8dQeZbHc5sJfWgUaM4oq7Wm"}
  }, "TokenNew"],
  ["DELETE", "/api/v1/tokens/:id", "", ({s, params}) => {
    s.tokens = s.tokens.filter((t) => t.id !== params.id)
  }],

  ...collection("/api/v1/teams", "team", "Team", "TeamEdit", "teams", (s, b) => ({id: "tea_" + s.next++, name: b.name, about: b.about ?? "", version: 1})),
  ["POST", "/api/v1/persons/import", "PeopleImported", () => ({added: 3, changed: 1})],
  ...collection("/api/v1/persons", "person", "Person", "PersonEdit", "persons", (s, b) => ({
    id: "per_" + s.next++, name: b.name, handles: b.handles ?? [], team: ref(s.teams, b.team_id), role: b.role ?? "", user: ref(s.users, b.user_id), version: 1,
  })),
  ...collection("/api/v1/components", "component", "Component", "ComponentEdit", "components", (s, b) => ({
    id: "cmp_" + s.next++, name: b.name, parent: ref(s.components, b.parent_id), team: ref(s.teams, b.team_id), legacy: b.legacy ?? false, about: b.about ?? "", version: 1,
  })),
  ...collection("/api/v1/templates", "template", "Template", "TemplateEdit", "templates", (s, b) => {
    if (!b.text?.includes("## ")) throw problem(400, "Bad request", "A template needs at least one section: a line that begins with '## '")
    const sections = [...b.text.matchAll(/^## (.+)$/gm)].map(([, title]) => ({key: title.toLowerCase().replace(/\W+/g, "-"), title}))
    return {id: "tpl_" + s.next++, name: b.name, title: b.name, text: b.text, builtin: false, sections, updated_at: now, version: 1}
  }),

  ["GET", "/api/v1/settings", "Settings", ({s}) => s.settings],
  ["PATCH", "/api/v1/settings", "Settings", ({s, body}) => Object.assign(s.settings, body), "SettingsEdit"],
  ["GET", "/api/v1/home", "Home", home],
  ["GET", "/api/v1/search", "SearchResult", search],
  ["GET", "/api/v1/audit", "[AuditEntry]", ({s, query}) => {
    const about = (e) => (!query.get("subject") || e.subject === query.get("subject")) && (!query.get("incident") || e.incident === query.get("incident"))
    return paged(s.audit.filter(about), query)
  }],
  ["POST", "/api/v1/verify", "Verification", ({s}) => ({
    ok: true, entries: s.audit.length, signals: 260, deliveries: 41, sections: 48, erased: 0, broken: "", head: sha("head"),
  })],
  ["DELETE", "/api/v1/demo", "", ({s}) => {
    s.demo = false
    s.incidents = s.incidents.filter((i) => !i.demo)
    s.postmortems = s.postmortems.filter((p) => !p.demo)
  }],

  ["GET", "/api/v1/incidents", "[Incident]", listIncidents],
  ["POST", "/api/v1/incidents", "Incident", newIncident, "IncidentNew"],
  ["GET", "/api/v1/incidents/:id", "Incident", ({s, params}) => find(s.incidents, "incident", params.id)],
  ["PATCH", "/api/v1/incidents/:id", "Incident", editIncident, "IncidentEdit"],
  ["DELETE", "/api/v1/incidents/:id", "", ({s, params}) => {
    s.incidents = s.incidents.filter((i) => i.id !== params.id)
  }],
  ["GET", "/api/v1/incidents/:id/timeline", "TimelineFacts", ({s, params}) => {
    const list = eventsOf(s, params.id)
    if (!s.moments.has(params.id)) s.moments.set(params.id, structuredClone(blankMoments))
    const all = facts(s.moments.get(params.id), list)
    return list.length ? all : {...all, gaps: [], contradictions: [], notes: []}
  }],
  ["GET", "/api/v1/incidents/:id/timeline.svg", "image/svg+xml", ({s, params, query}) => {
    const list = eventsOf(s, params.id)
    const [from, to] = span(find(s.incidents, "incident", params.id), list)
    const moments = s.moments.get(params.id) ?? []
    const {gaps} = facts(moments, list)
    return picture(list, moments, list.length ? gaps : [], query.get("from") ?? from, query.get("to") ?? to, Number(query.get("width")) || 1200)
  }],
  ["GET", "/api/v1/incidents/:id/events", "[Event]", (c) => {
    const page = listEvents(c)
    return {...page, items: page.items.map(({before: _b, ...e}) => e)}
  }],
  ["POST", "/api/v1/incidents/:id/events", "Event", addEvent, "EventNew"],
  ["PATCH", "/api/v1/incidents/:id/events", "Changed", ({s, params, body, user}) => {
    const some = eventsOf(s, params.id).filter((e) => body.ids.includes(e.id))
    for (const e of some) {
      e.before ??= {...e}
      if (body.hidden !== undefined) e.hidden = body.hidden
      if (body.key !== undefined) e.key = body.key ?? e.before.key
      Object.assign(e, {edited_by: named(user), edited_at: now, version: e.version + 1})
    }
    return {changed: some.length}
  }, "EventsEdit"],
  ["GET", "/api/v1/events/:id", "EventDetail", eventDetail],
  ["PATCH", "/api/v1/events/:id", "Event", editEvent, "EventEdit"],
  ["DELETE", "/api/v1/events/:id", "", ({s, params}) => {
    const {event, list} = findEvent(s, params.id)
    if (!event.written) throw problem(409, "Conflict", "Only what people wrote can be deleted; hide the event instead")
    list.splice(list.indexOf(event), 1)
  }],
  ["PUT", "/api/v1/incidents/:id/moments/:kind", "Moment", putMoment, "MomentEdit"],
  ["POST", "/api/v1/incidents/:id/build", "", () => {}],
  ["POST", "/api/v1/incidents/:id/imports", "Import", addImport],
  ["GET", "/api/v1/incidents/:id/imports", "[Import]", ({s, params, query}) => paged(s.imports.filter((i) => i.incident_id === params.id), query)],
  ["GET", "/api/v1/imports/:id", "Import", ({s, params}) => find(s.imports, "import", params.id)],
  ["POST", "/api/v1/incidents/:id/collect", "Collected", () => ({signals: 7}), "Collect"],
  ["GET", "/api/v1/inbox", "Inbox", ({s}) => {
    const sources = s.sources.filter((x) => x.counts.waiting).map((x) => ({source: x.importer, count: x.counts.waiting, first_at: s.sources[0].created_at, last_at: now}))
    return {count: sources.reduce((n, x) => n + x.count, 0), sources}
  }],
  ["GET", "/api/v1/incidents/:id/export", "text/markdown", ({s, params}) => eventsOf(s, params.id).map((e) => `- ${e.at}: ${e.title}`).join("\n")],
  ["GET", "/api/v1/signals/:id", "SignalDetail", ({s, params}) => {
    const {event} = findEvent(s, "evt_" + params.id.slice(4, 9))
    const raw = s.erased.has(params.id) ? "" : JSON.stringify({source: event.source, ts: event.at, text: event.title, user: event.actor, token: "••••••••"}, null, 2)
    return {signal: {...signalOf(event, 1, s.erased), id: params.id}, raw, masked: true, sha256: sha(raw)}
  }],
  ["GET", "/api/v1/signals/:id/raw", "application/octet-stream", () => "{}"],
  ["POST", "/api/v1/signals/:id/erase", "", ({s, params, body}) => {
    s.erased.set(params.id, body.reason)
  }, "Erasure"],

  ["GET", "/api/v1/schemes", "schemes", () => ({items: schemes})],
  ["GET", "/api/v1/sources", "[Source]", ({s}) => ({items: s.sources, next: null})],
  ["POST", "/api/v1/sources", "SourceMade", ({s, body}) => {
    const source = {
      id: "src_" + s.next++, name: body.name, importer: body.importer ?? "", scheme: body.scheme, header: body.header ?? "", attach: body.attach ?? "open", url_hint: "w2Ka",
      secrets: [{number: 1, created_at: now, expires_at: null}], created_at: now, disabled: false, last_at: null, counts: {read: 0, unread: 0, waiting: 0}, version: 1,
    }
    s.sources.push(source)
    const needs = schemes.find((x) => x.name === body.scheme)?.secret_title
    return {source, url: "http://127.0.0.1:8080/api/v1/intake/in_5mV8rTzQ1xKcYbN4w2Ka", secret: needs ? body.secret || "whs_9fLr2mXeTq7uVbZs" : ""}
  }, "SourceNew"],
  ["GET", "/api/v1/sources/:id", "Source", ({s, params}) => find(s.sources, "source", params.id)],
  ["PATCH", "/api/v1/sources/:id", "Source", ({s, params, body, version}) => {
    const source = find(s.sources, "source", params.id)
    touch(source, {body, version})
    const {version: _v, ...changes} = body
    return Object.assign(source, changes)
  }, "SourceEdit"],
  ["DELETE", "/api/v1/sources/:id", "", ({s, params}) => {
    s.sources = s.sources.filter((x) => x.id !== params.id)
  }],
  ["POST", "/api/v1/sources/:id/address", "SourceMade", ({s, params}) => ({
    source: Object.assign(find(s.sources, "source", params.id), {url_hint: "b8Ye"}), url: "http://127.0.0.1:8080/api/v1/intake/in_7cQx3RkPz9LnWdT0b8Ye", secret: "",
  })],
  ["POST", "/api/v1/sources/:id/secrets", "SourceMade", ({s, params, body}) => {
    const source = find(s.sources, "source", params.id)
    source.secrets.push({number: source.secrets.length + 1, created_at: now, expires_at: null})
    return {source, url: "", secret: body.secret || "whs_4kDu8pYcNj1aHgRt"}
  }, "SecretNew"],
  ["DELETE", "/api/v1/sources/:id/secrets/:number", "", ({s, params}) => {
    const source = find(s.sources, "source", params.id)
    source.secrets = source.secrets.filter((x) => x.number !== Number(params.number))
  }],
  ["GET", "/api/v1/sources/:id/deliveries", "[Delivery]", ({s, params, query}) => {
    const source = find(s.sources, "source", params.id)
    const states = source.counts.unread ? ["read", "read", "unread", "waiting"] : ["read"]
    return paged(Array.from({length: source.last_at ? 12 : 0}, (_x, i) => ({
      id: `del_${source.id}_${i}`, source: named(source), received_at: new Date(new Date(source.last_at).getTime() - i * 47 * 60_000).toISOString(),
      state: states[i % states.length], reason: states[i % states.length] === "unread" ? "no importer knows this event: ping" : "", signal_count: 1 + (i % 3),
      size_bytes: 900 + i * 377, sha256: sha(source.id + i),
    })), query)
  }],
  ["GET", "/api/v1/deliveries/:id", "DeliveryDetail", ({s, params}) => {
    const source = find(s.sources, "source", params.id.split("_").slice(1, 3).join("_"))
    const body = JSON.stringify({status: "firing", labels: {alertname: "CheckoutErrors", severity: "critical"}}, null, 2)
    return {
      delivery: {id: params.id, source: named(source), received_at: source.last_at ?? now, state: "read", reason: "", signal_count: 1, size_bytes: body.length, sha256: sha(body)},
      headers: [{name: "content-type", value: "application/json"}, {name: "authorization", value: "••••••••"}], body,
    }
  }],

  ...postmortemRoutes,
]

const blankMoments = ["impact started", "detected", "declared", "acknowledged", "mitigated", "resolved"].map((kind) => ({
  kind, found: false, at: null, precision: "unknown", event_id: null, confidence: 0, because: "", state: "proposed", proposed: null, note: "", decided_by: null, decided_at: null, version: 1,
}))
