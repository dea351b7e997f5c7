// The invented record: people, incidents, post-mortems. Deterministic, and small enough to read.
import {readFileSync} from "node:fs"

const demo = JSON.parse(readFileSync(new URL("demo.json", import.meta.url), "utf8"))

/** "Now" of the invented record. */
export const now = "2024-03-20T10:12:00.000Z"
export const ago = (minutes) => new Date(new Date(now).getTime() - minutes * 60_000).toISOString()

function random(seed) {
  let x = seed
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    return x / 2 ** 32
  }
}

const names = ["impact started", "detected", "declared", "acknowledged", "mitigated", "resolved"]
const longTitle =
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft: checkout, search, recommendations and the internal reporting all answer slowly since the change of the load balancer's certificates this morning"

export function users() {
  const user = (id, name, role, extra = {}) => ({
    id: "usr_" + id,
    name,
    email: id + "@teapot-thistle.example",
    role,
    zone: "",
    has_password: true,
    disabled: false,
    created_at: ago(60 * 24 * 40),
    version: 1,
    ...extra,
  })
  return [
    user("mira", "Mira Castellan", "admin", {zone: "Europe/Berlin"}),
    user("odell", "Odell Marsh", "editor"),
    user("sanna", "Sanna Aho", "editor", {zone: "Europe/Helsinki"}),
    user("wendell", "Wendell Pike", "reader", {has_password: false}),
    user("tobin", "Tobin Reyes", "reader", {disabled: true}),
  ]
}

export const teams = [
  ["tea_pay", "Payments", "Checkout, payment providers, invoices"],
  ["tea_web", "Storefront", "What customers see"],
  ["tea_plat", "Platform", "Clusters, databases, delivery"],
].map(([id, name, about]) => ({id, name, about, version: 1}))
const team = (id) => teams.map(({id, name}) => ({id, name})).find((t) => t.id === id) ?? null

export const components = [
  ["cmp_checkout", "checkout", null, "tea_pay", false, "Takes orders and hands them to the payment provider"],
  ["cmp_ledger", "ledger", "cmp_checkout", "tea_pay", false, "Books what was paid"],
  ["cmp_web", "storefront", null, "tea_web", false, ""],
  ["cmp_search", "search", "cmp_web", "tea_web", false, ""],
  ["cmp_db", "orders database", null, "tea_plat", false, "PostgreSQL, two replicas"],
  ["cmp_mail", "mailer", null, "tea_plat", true, "To be replaced this year"],
].map(([id, name, parent, t, legacy, about], _i, all) => ({
  id,
  name,
  parent: parent ? {id: parent, name: all.find((c) => c[0] === parent)[1]} : null,
  team: team(t),
  legacy,
  about,
  version: 1,
}))
const component = (id) => ({id, name: components.find((c) => c.id === id).name})

export const persons = [
  ["per_1", "Ezra Lindqvist", ["ezra", "U02EZRA"], "tea_pay", "developer"],
  ["per_2", "Juniper Vale", ["juniper"], "tea_pay", "developer"],
  ["per_3", "Nadia Fenwick", ["nadia.fenwick"], "tea_web", "analyst"],
  ["per_4", "Wendell Pike", ["wpike"], null, "support"],
].map(([id, name, handles, t, role]) => ({id, name, handles, team: team(t), role, user: null, version: 1}))

export function incident(number, title, severity, state, started, minutes, components, extra = {}) {
  return {
    id: "inc_" + String(number).padStart(4, "0"),
    number,
    name: "INC-" + number,
    title,
    summary: "",
    severity,
    state,
    started_at: started,
    ended_at: minutes === null ? null : new Date(new Date(started).getTime() + minutes * 60_000).toISOString(),
    components: components.map(component),
    roles: [],
    zone: "UTC",
    window: null,
    demo: false,
    counts: {events: 0, key: 0, signals: 0},
    postmortems: [],
    created_at: started,
    created_by: {id: "usr_odell", name: "Odell Marsh"},
    updated_at: started,
    version: 1,
    ...extra,
  }
}

function demoIncident(n) {
  return incident(1, "Checkout fails for some customers since this morning", 1, "resolved", "2024-03-14T09:14:21.000Z", 198, ["cmp_checkout", "cmp_db"], {
    summary: "One in three orders timed out between 09:14 and 11:59 UTC.",
    demo: true,
    roles: [
      {role: "commander", name: "Juniper Vale", user: null},
      {role: "scribe", name: "Odell Marsh", user: {id: "usr_odell", name: "Odell Marsh"}},
    ],
    window: {
      from: "2024-03-14T08:31:00.000Z",
      to: "2024-03-14T14:02:00.000Z",
      proposed: true,
      because: "127 events that speak of trouble lie between 09:06 UTC and 13:52 UTC; changes from 08:31 UTC on may have to do with it",
    },
    counts: {events: n, key: demo.events.filter((e) => e.key).length, signals: demo.events.reduce((s, e) => s + e.signals.length, 0)},
    postmortems: [{id: "pm_0001", name: "PM-1", title: "Checkout timed out for one in three customers", state: "draft"}],
  })
}

const few = [
  ["Search answers with errors after the index was rebuilt", 2, "open", 47, null, ["cmp_search"]],
  ["Order confirmations arrive hours late", 3, "mitigated", 380, null, ["cmp_mail"]],
  ["Storefront slow in the evening", 3, "resolved", 60 * 20, 95, ["cmp_web", "cmp_db"]],
  ["Certificate of the partner API expired", 2, "resolved", 60 * 24 * 3, 41, ["cmp_checkout"]],
  ["Replica of the orders database fell behind", 4, "closed", 60 * 24 * 9, 310, ["cmp_db"]],
  ["Wrong VAT on receipts", 3, "closed", 60 * 24 * 15, 1460, ["cmp_ledger"]],
  ["Sign-in loops for customers with old cookies", 4, "closed", 60 * 24 * 21, 77, ["cmp_web"]],
  ["Nightly export did not run", 5, "closed", 60 * 24 * 33, 640, []],
]

function incidents(size) {
  const out = [demoIncident(demo.events.length)]
  few.forEach(([title, severity, state, minutesAgo, length, parts], i) => out.push(incident(i + 2, title, severity, state, ago(minutesAgo), length, parts)))
  out[4].postmortems = [{id: "pm_0002", name: "PM-2", title: "The partner API's certificate expired", state: "in review"}]
  out[5].postmortems = [{id: "pm_0003", name: "PM-3", title: "A replica fell behind", state: "closed"}]
  if (size === "many") {
    const r = random(7)
    out[1].title = longTitle
    const parts = components.map((c) => c.id)
    for (let n = out.length + 1; n <= 800; n++) {
      const [title] = few[Math.floor(r() * few.length)]
      out.push(incident(n, `${title} (${n})`, 1 + Math.floor(r() * 5), "closed", ago(60 * 24 * 34 + n * 600), 20 + Math.floor(r() * 700), [parts[Math.floor(r() * 6)]]))
    }
  }
  return out
}

/** Events of the demo; with `many` 5,000 of them. */
function events(size) {
  const make = (e, i, at = e.at) => ({
    id: "evt_" + String(i + 1).padStart(5, "0"),
    number: i + 1,
    at,
    precision: e.precision,
    end: e.kind === "alert" && at ? new Date(new Date(at).getTime() + 25 * 60_000).toISOString() : null,
    kind: e.kind,
    state: e.kind === "alert" ? "firing" : "",
    severity: e.kind === "alert" ? 2 : 0,
    title: e.title,
    detail: e.detail,
    actor: e.actor,
    team: "",
    role: "",
    source: e.source,
    significance: e.significance,
    key: e.key,
    in_window: at !== null && at >= "2024-03-14T08:31" && at <= "2024-03-14T14:02",
    hidden: false,
    written: false,
    times: 1,
    url: e.url,
    signal_count: e.signals.length,
    zone_assumed: e.source === "text",
    reworded: false,
    edited_by: null,
    edited_at: null,
    version: 1,
  })
  const base = demo.events.map((e, i) => make(e, i))
  if (size !== "many") return base
  const out = []
  for (let i = 0; i < 5000; i++) {
    const e = demo.events[Math.floor((i / 5000) * demo.events.length)]
    const at = e.at && new Date(new Date(e.at).getTime() + (i % 23) * 1000).toISOString()
    out.push(make({...e, key: e.key && i % 23 === 0}, i, at))
  }
  return out
}

const eventNumber = (id) => id && "evt_" + String(id).padStart(5, "0")

function moments(all) {
  return names.map((kind) => {
    const said = demo.moments.find((m) => m.label.toLowerCase() === kind)
    const event = all[said ? said.events[0] - 1 : -1]
    const told = said?.text.match(/told by (.*) \(confidence (\d+)/)
    return {
      kind,
      found: Boolean(event),
      at: event?.at ?? null,
      precision: event?.precision ?? "unknown",
      event_id: event?.id ?? null,
      confidence: Number(told?.[2] ?? 0),
      because: told?.[1] ?? "",
      state: kind === "declared" ? "confirmed" : "proposed",
      proposed: null,
      note: "",
      decided_by: kind === "declared" ? {id: "usr_odell", name: "Odell Marsh"} : null,
      decided_at: kind === "declared" ? ago(900) : null,
      version: 1,
    }
  })
}

const spans = [
  ["Time to detect", 0, 1],
  ["Time to acknowledge", 1, 3],
  ["Time to declare", 1, 2],
  ["Time to mitigate", 0, 4],
  ["Time to resolve", 0, 5],
  ["Length of response", 1, 5],
]

export function facts(moments, all) {
  const at = (kind) => moments.find((m) => m.kind === kind)
  const dated = all.filter((e) => e.at)
  const sources = Map.groupBy(all, (e) => e.source)
  return {
    moments,
    durations: spans.map(([name, a, b]) => {
      const [from, to] = [at(names[a]), at(names[b])]
      const known = from.at !== null && to.at !== null
      return {
        name,
        definition: (demo.durations.find((d) => d.label === name)?.text ?? "").replace(/^.*?, /, ""),
        from: names[a],
        to: names[b],
        known,
        ms: known ? new Date(to.at) - new Date(from.at) : 0,
        about: false,
        contradiction: "",
      }
    }),
    gaps: [{from: "2024-03-14T10:52:10.000Z", to: "2024-03-14T11:21:40.000Z", before: eventNumber(150), after: eventNumber(151)}],
    contradictions: ["The public notice of 09:58 says that it began at 09:30; the first failing orders are from 09:14"],
    notes: ["Times of the notes name no zone and were read as UTC"],
    others: [],
    sources: [...sources].map(([source, list]) => ({source, events: list.length})).sort((a, b) => b.events - a.events),
    from: dated[0]?.at ?? null,
    to: dated.at(-1)?.at ?? null,
    built_at: now,
    building: false,
  }
}

function sections(all, filled) {
  return demo.sections.map((s, i) => ({
    key: s.key,
    position: i + 1,
    title: s.title,
    guidance: s.guidance,
    questions: s.questions,
    body: s.key === "timeline" ? "```aftermath timeline\n```" : s.body.replace(/\(#e(\d+)\)/g, (_m, n) => `(#${all[n - 1]?.id ?? ""})`),
    html: "",
    drafted: i > filled,
    updated_at: ago(300 + i),
    updated_by: i > filled ? null : {id: "usr_odell", name: "Odell Marsh"},
    version: 1,
  }))
}

export function incidentRef(i) {
  const {id, name, title, severity, state, started_at, ended_at} = i
  return {id, name, title, severity, state, started_at, ended_at}
}

export function postmortem(number, title, state, incidents, list) {
  return {
    id: "pm_" + String(number).padStart(4, "0"),
    number,
    name: "PM-" + number,
    title,
    state,
    template: "default",
    demo: number === 1,
    incidents: incidents.map(incidentRef),
    created_at: ago(2000 * number),
    created_by: {id: "usr_odell", name: "Odell Marsh"},
    updated_at: ago(180 * number),
    version: 1,
    sections: list,
  }
}

/** `size`: demo, empty, many, setup (no account yet). */
export function makeState(size) {
  const bare = size === "empty" || size === "setup"
  const all = bare ? [] : events(size)
  const list = bare ? [] : incidents(size)
  return {
    size,
    users: size === "setup" ? [] : bare ? users().slice(0, 1) : users(),
    teams: bare ? [] : structuredClone(teams),
    components: bare ? [] : structuredClone(components),
    persons: bare ? [] : structuredClone(persons),
    incidents: list,
    events: new Map(bare ? [] : [["inc_0001", all]]),
    moments: new Map(bare ? [] : [["inc_0001", moments(all)]]),
    postmortems: bare
      ? []
      : [
          postmortem(1, "Checkout timed out for one in three customers", "draft", [list[0]], sections(all, 2)),
          postmortem(2, "The partner API's certificate expired", "in review", [list[4]], sections(all, 12)),
          postmortem(3, "A replica fell behind", "closed", [list[5]], sections(all, 16)),
        ],
    demoSections: (n) => sections(all, n),
    imports: [],
    tokens: bare ? [] : [{id: "tok_1", user: {id: "usr_mira", name: "Mira Castellan"}, name: "Deploy pipeline", role: "editor", hint: "x4Qd", created_at: ago(60 * 24 * 12), used_at: ago(14), expires_at: null}],
    sources: bare ? [] : sources(),
    attachments: [],
    templates: templates(),
    settings: {base_url: "", organisation: bare ? "" : "Teapot & Thistle", session_days: 30},
    audit: bare ? [] : audit(),
    versions: new Map(),
    erased: new Map(),
    demo: !bare,
    next: 1000,
  }
}

function sources() {
  return [
    ["src_1", "Alertmanager", "alertmanager", "bearer", "open", 1830, 0, 0, 12],
    ["src_2", "GitHub deployments", "github", "github", "inbox", 214, 2, 7, 95],
    ["src_3", "PagerDuty", "pagerduty", "pagerduty", "opens", 12, 0, 0, 60 * 26],
  ].map(([id, name, importer, scheme, attach, read, unread, waiting, last]) => ({
    id,
    name,
    importer,
    scheme,
    header: "",
    attach,
    url_hint: "k3Zq",
    secrets: [{number: 1, created_at: ago(60 * 24 * 30), expires_at: null}],
    created_at: ago(60 * 24 * 30),
    disabled: false,
    last_at: ago(last),
    counts: {read, unread, waiting},
    version: 1,
  }))
}

export const schemes = [
  ["slack", "Slack", "Signing Secret", false],
  ["github", "GitHub", "Secret", false],
  ["gitlab", "GitLab", "Secret token", false],
  ["pagerduty", "PagerDuty webhooks v3", "signing secret", false],
  ["sentry", "Sentry", "Client Secret", false],
  ["grafana", "Grafana alerting", "Secret", false],
  ["atlassian", "Jira, Bitbucket", "Secret", false],
  ["standard-webhooks", "Standard Webhooks", "signing secret", false],
  ["token", "The address alone", "", false],
  ["bearer", "Bearer token", "token", false],
  ["basic", "User and password", "user:password", false],
  ["header", "A secret in a header", "value", true],
].map(([name, title, secret_title, header_is_chosen]) => ({
  name,
  title,
  secret_title,
  header_is_chosen,
  help: `In ${title}: make a webhook with the address that you get here.`,
}))

function templates() {
  const heads = demo.sections.map(({key, title}) => ({key, title}))
  const text = (list) => list.map((s) => `## ${s.title}\n`).join("\n")
  return [
    {id: "tpl_default", name: "default", title: "Default", text: text(heads), builtin: true, sections: heads, updated_at: ago(60 * 24 * 40), version: 1},
    {id: "tpl_short", name: "short", title: "Short", text: text(heads.slice(0, 5)), builtin: true, sections: heads.slice(0, 5), updated_at: ago(60 * 24 * 40), version: 1},
  ]
}

function audit() {
  const rows = [
    ["Odell Marsh", "cookie", "postmortem.edit", "pm_0001", "inc_0001", {}, {section: "impact"}],
    ["Odell Marsh", "cookie", "moment.confirm", "inc_0001", "inc_0001", {state: "proposed"}, {state: "confirmed"}],
    ["Sanna Aho", "cookie", "incident.edit", "inc_0003", "inc_0003", {state: "open"}, {state: "mitigated"}],
    ["Deploy pipeline", "token", "incident.create", "inc_0002", "inc_0002", {}, {title: "Search answers with errors after the index was rebuilt"}],
    ["Mira Castellan", "cookie", "user.create", "usr_wendell", "", {}, {name: "Wendell Pike", role: "reader"}],
  ]
  const out = []
  for (let i = 0; i < 60; i++) {
    const [actor, via, action, subject, incident, before, after] = rows[i % rows.length]
    out.push({seq: 60 - i, at: ago(8 + i * 37), actor_id: "usr_odell", actor, via, action, subject, incident, before, after})
  }
  return out
}
