// Made from src/web/schemas.json by `npm run types`. Do not edit.

export interface Problem {
  /** about:blank or the address of an explanation */
  type: string
  /** The status in words */
  title: string
  status: number
  /** What is wrong, which, and how to mend it */
  detail?: string
  /** Of what somebody else changed first, with status 412 */
  current_version?: number
}

export interface Ref {
  id: string
  name: string
}

export interface User {
  id: string
  name: string
  email: string
  role: "admin" | "editor" | "reader"
  /** IANA name; empty: the browser's */
  zone: string
  has_password: boolean
  disabled: boolean
  created_at: string
  version: number
}

export interface UserNew {
  name: string
  email: string
  role: "admin" | "editor" | "reader"
  zone?: string
  /** Without one the answer's link lets them sign in */
  password?: string
}

export interface UserMade {
  user: User
  /** A one-time sign-in link, when they have no password */
  link: Link | null
}

export interface PeopleImported {
  added: number
  changed: number
}

export interface Changed {
  changed: number
}

export interface UserEdit {
  name?: string
  email?: string
  role?: "admin" | "editor" | "reader"
  zone?: string
  disabled?: boolean
  version?: number
}

export interface PasswordNew {
  old?: string
  password: string
}

export interface SignIn {
  email: string
  password: string
}

export interface LinkUse {
  /** The last part of a one-time link */
  token: string
}

export interface SetUp {
  token: string
  name: string
  email: string
  password: string
}

export interface Link {
  /** Shown once */
  url: string
  expires_at: string
}

export interface Session {
  user: User | null
  /** Repeat it as X-CSRF-Token; empty when not signed in */
  csrf: string
  /** Of the program */
  version: string
  /** There is no account yet */
  set_up_needed: boolean
  /** The demo incident is there */
  demo: boolean
}

export interface Token {
  id: string
  /** Whose it is */
  user: Ref
  name: string
  role: "admin" | "editor" | "reader"
  /** Its last four characters */
  hint: string
  created_at: string
  used_at: string | null
  expires_at: string | null
}

export interface TokenNew {
  name: string
  role: "admin" | "editor" | "reader"
  expires_at?: string | null
  /** Whose it is to be, as an admin; else your own */
  user_id?: string
}

export interface TokenMade {
  token: Token
  /** Shown once */
  secret: string
}

export interface Team {
  id: string
  name: string
  about: string
  version: number
}

export interface TeamEdit {
  name?: string
  about?: string
  version?: number
}

export interface Person {
  id: string
  name: string
  handles: string[]
  team: Ref | null
  role: string
  user: Ref | null
  version: number
}

export interface PersonEdit {
  name?: string
  handles?: string[]
  team_id?: string | null
  role?: string
  user_id?: string | null
  version?: number
}

export interface Component {
  id: string
  name: string
  parent: Ref | null
  team: Ref | null
  legacy: boolean
  about: string
  version: number
}

export interface ComponentEdit {
  name?: string
  parent_id?: string | null
  team_id?: string | null
  legacy?: boolean
  about?: string
  version?: number
}

export interface IncidentRole {
  /** commander, scribe, liaison or the organisation's own */
  role: string
  name: string
  user: Ref | null
}

export interface Window {
  from: string
  to: string
  /** By the engine; else a person said it */
  proposed: boolean
  because: string
}

export interface Incident {
  id: string
  number: number
  /** INC-12 */
  name: string
  title: string
  summary: string
  severity: number
  state: "open" | "mitigated" | "resolved" | "closed"
  started_at: string
  ended_at: string | null
  components: Ref[]
  roles: IncidentRole[]
  /** Of times in the evidence that name none */
  zone: string
  window: Window | null
  demo: boolean
  counts: {
    events: number
    key: number
    signals: number
  }
  postmortems: PostmortemRef[]
  created_at: string
  created_by: Ref | null
  updated_at: string
  version: number
}

export interface PostmortemRef {
  id: string
  /** PM-12 */
  name: string
  title: string
  state: "draft" | "in review" | "reviewed" | "closed"
}

export interface IncidentNew {
  title: string
  summary?: string
  severity?: number
  state?: "open" | "mitigated" | "resolved" | "closed"
  started_at?: string
  ended_at?: string | null
  zone?: string
  component_ids?: string[]
}

export interface IncidentEdit {
  title?: string
  summary?: string
  severity?: number
  state?: "open" | "mitigated" | "resolved" | "closed"
  started_at?: string
  ended_at?: string | null
  zone?: string
  window_from?: string | null
  window_to?: string | null
  component_ids?: string[]
  roles?: ({
    role: string
    name: string
    user_id?: string | null
  })[]
  version?: number
}

export interface Moment {
  kind: "impact started" | "detected" | "declared" | "acknowledged" | "mitigated" | "resolved"
  found: boolean
  at: string | null
  precision: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
  event_id: string | null
  /** 0-100 */
  confidence: number
  because: string
  state: "proposed" | "confirmed" | "corrected" | "rejected"
  proposed: {
    at: string | null
    precision: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
    event_id: string | null
  } | null
  note: string
  decided_by: Ref | null
  decided_at: string | null
  version: number
}

export interface MomentEdit {
  state: "proposed" | "confirmed" | "corrected" | "rejected"
  at?: string | null
  event_id?: string | null
  note?: string
  version?: number
}

export interface Duration {
  name: string
  definition: string
  from: "impact started" | "detected" | "declared" | "acknowledged" | "mitigated" | "resolved"
  to: "impact started" | "detected" | "declared" | "acknowledged" | "mitigated" | "resolved"
  known: boolean
  ms: number
  /** One of its ends is only roughly known */
  about: boolean
  contradiction: string
}

export interface Gap {
  from: string
  to: string
  /** id of the event before */
  before: string
  after: string
}

export interface TimelineFacts {
  moments: Moment[]
  durations: Duration[]
  gaps: Gap[]
  contradictions: string[]
  notes: string[]
  others: Window[]
  sources: {
    source: string
    events: number
  }[]
  from: string | null
  to: string | null
  built_at: string | null
  /** Signals came that are not in it yet */
  building: boolean
}

export interface Event {
  id: string
  /** E1, E2 ... in time order; changes when the timeline is built again */
  number: number
  at: string | null
  precision: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
  end: string | null
  kind: "alert" | "chat" | "change" | "deploy" | "page" | "status" | "ticket" | "log" | "note" | "other"
  state: string
  /** 0: not said */
  severity: number
  title: string
  detail: string
  actor: string
  team: string
  role: string
  source: string
  /** 0-100 */
  significance: number
  key: boolean
  in_window: boolean
  hidden: boolean
  /** By a person, into the timeline */
  written: boolean
  /** How often it happened, when a flood became one line */
  times: number
  url: string
  signal_count: number
  zone_assumed: boolean
  /** A person changed its words, its time or its kind */
  reworded: boolean
  edited_by: Ref | null
  edited_at: string | null
  version: number
}

export interface EventDetail {
  id: string
  /** E1, E2 ... in time order; changes when the timeline is built again */
  number: number
  at: string | null
  precision: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
  end: string | null
  kind: "alert" | "chat" | "change" | "deploy" | "page" | "status" | "ticket" | "log" | "note" | "other"
  state: string
  /** 0: not said */
  severity: number
  title: string
  detail: string
  actor: string
  team: string
  role: string
  source: string
  /** 0-100 */
  significance: number
  key: boolean
  in_window: boolean
  hidden: boolean
  /** By a person, into the timeline */
  written: boolean
  /** How often it happened, when a flood became one line */
  times: number
  url: string
  signal_count: number
  zone_assumed: boolean
  /** A person changed its words, its time or its kind */
  reworded: boolean
  edited_by: Ref | null
  edited_at: string | null
  version: number
  original: {
    title: string
    detail: string
    at: string | null
    precision: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
    kind: "alert" | "chat" | "change" | "deploy" | "page" | "status" | "ticket" | "log" | "note" | "other"
    key: boolean
  } | null
  reasons: {
    name: string
    words: string
    points: number
  }[]
  signals: Signal[]
}

export interface EventNew {
  at: string
  precision?: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
  kind?: "alert" | "chat" | "change" | "deploy" | "page" | "status" | "ticket" | "log" | "note" | "other"
  title: string
  detail?: string
  actor?: string
  url?: string
  key?: boolean
}

export interface EventEdit {
  at?: string | null
  precision?: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
  kind?: "alert" | "chat" | "change" | "deploy" | "page" | "status" | "ticket" | "log" | "note" | "other"
  title?: string | null
  detail?: string | null
  /** null: as the engine says */
  key?: boolean | null
  hidden?: boolean
  version?: number
}

export interface EventsEdit {
  ids: string[]
  hidden?: boolean
  key?: boolean | null
}

export interface Signal {
  id: string
  source: string
  ref: string
  kind: "alert" | "chat" | "change" | "deploy" | "page" | "status" | "ticket" | "log" | "note" | "other"
  state: string
  severity: number
  at: string | null
  precision: "millisecond" | "second" | "minute" | "about" | "day" | "unknown"
  title: string
  detail: string
  actor: string
  url: string
  origin: {
    id: string
    path: string
    importer: string
    captured_at: string | null
  }
  raw_bytes: number
  erased_at: string | null
  erased_reason: string
}

export interface SignalDetail {
  signal: Signal
  /** Secrets masked; cut at 256 KiB */
  raw: string
  /** A secret was masked */
  masked: boolean
  sha256: string
}

export interface Erasure {
  reason: string
}

export interface Import {
  id: string
  incident_id: string
  state: "waiting" | "running" | "done" | "failed"
  file_count: number
  size_bytes: number
  signal_count: number
  /** Of these, not known before */
  new_count: number
  refused: {
    path: string
    reason: string
  }[]
  notes: string[]
  error: string
  created_at: string
  created_by: Ref | null
  ended_at: string | null
}

export interface Inbox {
  count: number
  sources: {
    source: string
    count: number
    first_at: string
    last_at: string
  }[]
}

export interface Collect {
  from: string
  to: string
}

export interface Collected {
  signals: number
}

export interface Scheme {
  name: string
  title: string
  /** What that tool's settings call the secret; empty: has none */
  secret_title: string
  /** Where the secret is set or found */
  help: string
  header_is_chosen: boolean
}

export interface Source {
  id: string
  name: string
  /** Empty: told by content */
  importer: string
  scheme: string
  header: string
  attach: "open" | "opens" | "inbox"
  /** Last four characters of its address */
  url_hint: string
  secrets: ({
    number: number
    created_at: string
    expires_at: string | null
  })[]
  created_at: string
  disabled: boolean
  last_at: string | null
  counts: {
    read: number
    unread: number
    waiting: number
  }
  version: number
}

export interface SourceNew {
  name: string
  importer?: string
  scheme: string
  header?: string
  /** Empty: one is made, where the tool lets you choose */
  secret?: string
  attach?: "open" | "opens" | "inbox"
}

export interface SourceEdit {
  name?: string
  importer?: string
  attach?: "open" | "opens" | "inbox"
  header?: string
  disabled?: boolean
  version?: number
}

export interface SourceMade {
  source: Source
  /** The intake address, shown once */
  url: string
  /** Shown once; empty when the scheme has none */
  secret: string
}

export interface SecretNew {
  secret?: string
  retire_old_at?: string | null
}

export interface Delivery {
  id: string
  source: Ref
  received_at: string
  state: "waiting" | "read" | "unread" | "erased"
  reason: string
  signal_count: number
  size_bytes: number
  sha256: string
}

export interface DeliveryDetail {
  delivery: Delivery
  headers: {
    name: string
    value: string
  }[]
  /** Secrets masked */
  body: string
}

export interface Accepted {
  delivery: string
  /** Had arrived before; nothing was added */
  repeated: boolean
}

export interface Section {
  key: string
  position: number
  title: string
  guidance: string[]
  questions: string[]
  /** Markdown */
  body: string
  /** The body, safe, with live data blocks filled in */
  html: string
  /** Nobody has changed what the program drafted */
  drafted: boolean
  updated_at: string
  updated_by: Ref | null
  version: number
}

export interface IncidentRef {
  id: string
  name: string
  title: string
  severity: number
  state: "open" | "mitigated" | "resolved" | "closed"
  started_at: string
  ended_at: string | null
}

export interface Postmortem {
  id: string
  number: number
  /** PM-12 */
  name: string
  title: string
  state: "draft" | "in review" | "reviewed" | "closed"
  template: string
  demo: boolean
  incidents: IncidentRef[]
  created_at: string
  created_by: Ref | null
  updated_at: string
  version: number
  complete: {
    /** Sections that people or evidence filled */
    filled: number
    sections: number
  }
}

export interface PostmortemDetail {
  id: string
  number: number
  /** PM-12 */
  name: string
  title: string
  state: "draft" | "in review" | "reviewed" | "closed"
  template: string
  demo: boolean
  incidents: IncidentRef[]
  created_at: string
  created_by: Ref | null
  updated_at: string
  version: number
  sections: Section[]
}

export interface PostmortemNew {
  incident_ids: string[]
  template?: string
  title?: string
}

export interface PostmortemEdit {
  title?: string
  state?: "draft" | "in review" | "reviewed" | "closed"
  incident_ids?: string[]
  version?: number
}

export interface SectionEdit {
  body: string
  title?: string
  /** Key of the section that it is to follow, empty: it becomes the first; a change of place alone makes no version */
  after?: string
  /** Of what was read */
  version?: number
}

export interface SectionDraft {
  /** What people wrote makes way; it stays in the history. Else a changed section answers 409 */
  confirmed?: boolean
}

export interface SectionNew {
  title: string
  body?: string
  /** Key of the section that it follows */
  after?: string
}

export interface SectionVersion {
  version: number
  title: string
  body: string
  at: string
  by: Ref | null
}

export interface Restore {
  version: number
}

export interface Render {
  markdown: string
  /** Whose live data fills its blocks */
  postmortem_id?: string
}

export interface Rendered {
  html: string
}

export interface Template {
  id: string
  name: string
  title: string
  text: string
  builtin: boolean
  sections: {
    key: string
    title: string
  }[]
  updated_at: string
  version: number
}

export interface TemplateEdit {
  name?: string
  text?: string
  version?: number
}

export interface Attachment {
  id: string
  name: string
  media_type: string
  size_bytes: number
  url: string
  created_at: string
  created_by: Ref | null
}

export interface Hit {
  kind: "incident" | "event" | "postmortem"
  id: string
  /** Of the incident or post-mortem to open */
  incident_id: string
  title: string
  /** Of the incident or post-mortem that it stands in; empty when it is that itself */
  parent_title: string
  /** INC-12, or PM-3 INC-12; empty when it is that itself */
  parent_name: string
  snippet: {
    text: string
    match: boolean
  }[]
  at: string | null
}

export interface SearchResult {
  items: Hit[]
  /** There are more candidates than were ranked; the newest were */
  capped: boolean
}

export interface Activity {
  seq: number
  at: string
  actor: string
  via: string
  action: string
  subject: string
  incident: string
  /** Of the incident or post-mortem */
  title: string
}

export interface Home {
  /** Resolved incidents without a post-mortem */
  waiting: Incident[]
  drafts: Postmortem[]
  recent: Incident[]
  activity: Activity[]
}

export interface AuditEntry {
  seq: number
  at: string
  actor_id: string
  actor: string
  via: string
  action: string
  subject: string
  incident: string
  before: Record<string, unknown>
  after: Record<string, unknown>
}

export interface Verification {
  ok: boolean
  entries: number
  signals: number
  deliveries: number
  sections: number
  erased: number
  broken: string
  /** Hash of the last entry, hex */
  head: string
}

export interface Soundness {
  ok: boolean
  /** The first thing that is wrong; empty when it is sound */
  broken: string
}

export interface Settings {
  /** Where people reach it; empty: where it listens */
  base_url: string
  organisation: string
  session_days: number
}

export interface SettingsEdit {
  base_url?: string
  organisation?: string
  session_days?: number
}
