-- The record, first form. Read this first: every table of the program stands here and in the files behind it.
--
-- Times are UTC milliseconds since 1970 in columns called *_ms; 0 means "not (yet)" where a comment says so. Ids are text
-- with a prefix (base/random.h). Enums are stored as the words that the API uses. JSON columns are called *_json.
-- A landed file is never edited: what is wrong with it is mended by a later one.

-- ---- accounts ----

create table user (
    id            text primary key,            -- usr_
    name          text not null,
    email         text not null unique,        -- lower case
    role          text not null check (role in ('admin', 'editor', 'reader')),
    password_hash text not null default '',    -- Argon2id; '' has none: signs in by link only
    zone          text not null default '',    -- how times are shown; '' follows the browser
    created_ms    integer not null,
    disabled_ms   integer not null default 0,  -- 0: may sign in
    version       integer not null default 1
) strict;

-- A browser that is signed in. The cookie holds the secret, this table its SHA-256.
create table session (
    hash       blob primary key,
    user_id    text not null references user (id) on delete cascade,
    csrf       text not null,                  -- what requests that change something must repeat
    created_ms integer not null,
    seen_ms    integer not null,               -- brought up to date at most once a minute
    expires_ms integer not null,
    agent      text not null default ''        -- the browser, as it called itself
) strict;
create index session_user on session (user_id);

-- One-time links: to sign in, or (user_id null) to set up the first account.
create table sign_in_link (
    hash       blob primary key,
    user_id    text references user (id) on delete cascade,
    created_ms integer not null,
    expires_ms integer not null
) strict;

-- API tokens. A token may do what its user may, but never more than its own role.
create table token (
    id         text primary key,               -- tok_
    user_id    text not null references user (id) on delete cascade,
    name       text not null,
    role       text not null check (role in ('admin', 'editor', 'reader')),
    hash       blob not null unique,           -- SHA-256 of the secret
    hint       text not null,                  -- its last four characters
    created_ms integer not null,
    used_ms    integer not null default 0,     -- brought up to date at most once a minute
    expires_ms integer not null default 0,     -- 0: never
    revoked_ms integer not null default 0
) strict;

-- Failed sign-ins, for rate limits that survive a restart. key: "address:1.2.3.4" or "email:a@b.c".
create table sign_in_failure (
    key      text primary key,
    count    integer not null,
    first_ms integer not null,
    last_ms  integer not null
) strict;

-- ---- the organisation ----

create table team (
    id         text primary key,               -- team_
    name       text not null unique,
    about      text not null default '',
    created_ms integer not null,
    version    integer not null default 1
) strict;

-- People as evidence knows them, whether or not they have an account.
create table person (
    id         text primary key,               -- per_
    name       text not null,
    team_id    text references team (id) on delete set null,
    role       text not null default '',       -- 'on-call payments', 'support lead'
    user_id    text references user (id) on delete set null,
    created_ms integer not null,
    version    integer not null default 1
) strict;
create table person_handle (
    handle    text primary key,                -- lower case, without '@'
    person_id text not null references person (id) on delete cascade
) strict;
create index person_handle_person on person_handle (person_id);

create table component (
    id         text primary key,               -- cmp_
    name       text not null,
    parent_id  text references component (id),
    team_id    text references team (id) on delete set null, -- who looks after it
    legacy     integer not null default 0 check (legacy in (0, 1)),
    about      text not null default '',
    created_ms integer not null,
    version    integer not null default 1
) strict;
create unique index component_name on component (coalesce(parent_id, ''), name);
create index component_parent on component (parent_id);

-- ---- incidents ----

create table incident (
    id          text primary key,              -- inc_
    number      integer not null unique,       -- people say INC-12
    title       text not null,
    summary     text not null default '',
    severity    integer not null check (severity between 1 and 5), -- 1 worst
    state       text not null check (state in ('open', 'mitigated', 'resolved', 'closed')),
    started_ms  integer not null,              -- what lists show and sort by: impact started, or the window, or creation
    ended_ms    integer not null default 0,    -- 0 while it goes on
    zone        text not null default '',      -- of times in its evidence that name none; '' is UTC
    from_ms     integer not null default 0,    -- the window that a person said; 0: proposed from the evidence
    to_ms       integer not null default 0,
    started_set integer not null default 0 check (started_set in (0, 1)), -- a person gave started_ms; else from the moments
    ended_set   integer not null default 0 check (ended_set in (0, 1)),
    demo        integer not null default 0 check (demo in (0, 1)),
    created_ms  integer not null,
    created_by  text references user (id),
    updated_ms  integer not null,
    version     integer not null default 1,    -- of what people edit
    -- What the engine last said of the whole: window, other windows, gaps, notes, contradictions (model/timeline.h).
    facts_json  text not null default '{}',
    window_from_ms integer not null default 0, -- the window as it was built with; 0: none
    window_to_ms integer not null default 0,
    window_proposed integer not null default 1 check (window_proposed in (0, 1)),
    window_because text not null default '',
    built_ms    integer not null default 0,    -- 0: never
    stale       integer not null default 0 check (stale in (0, 1)), -- signals came since
    evidence    integer not null default 0,    -- counts what makes it stale: a build knows whether more came meanwhile
    event_count integer not null default 0,
    key_count   integer not null default 0,
    signal_count integer not null default 0
) strict;
create index incident_started on incident (started_ms desc, id desc);
create index incident_state on incident (state, started_ms desc, id desc);
create index incident_severity on incident (severity, started_ms desc, id desc);
create index incident_state_severity on incident (state, severity, started_ms desc, id desc);
create index incident_demo on incident (demo) where demo = 1;
create index incident_stale on incident (stale) where stale = 1;

create table incident_component (
    incident_id  text not null references incident (id) on delete cascade,
    component_id text not null references component (id) on delete cascade,
    started_ms   integer not null,             -- the incident's: a component's incidents are listed by it
    state        text not null,                -- the same, so that filters need not look at every incident
    severity     integer not null,
    primary key (incident_id, component_id)
) strict;
create index incident_component_component on incident_component (component_id, started_ms desc, incident_id desc, state, severity);

create table incident_role (
    incident_id text not null references incident (id) on delete cascade,
    role        text not null,                 -- 'commander', 'scribe', 'liaison', or the organisation's own
    name        text not null,                 -- as written; of the person or user when one is named
    user_id     text references user (id) on delete set null,
    person_id   text references person (id) on delete set null,
    position    integer not null,
    primary key (incident_id, role, name)
) strict;

-- ---- where evidence comes from ----

-- A tool that posts to an intake address.
create table source (
    id           text primary key,             -- src_
    name         text not null,
    importer     text not null default '',     -- its format: 'pagerduty'; '': told by content
    scheme       text not null,                -- signature scheme (import/signature.h): 'slack', 'token' ...
    header       text not null default '',     -- for schemes whose header is the user's choice
    token_hash   blob not null unique,         -- SHA-256 of the last part of its intake address
    token_hint   text not null,
    attach       text not null default 'open' check (attach in ('open', 'opens', 'inbox')),
                 -- open: to the incident that is open; opens: and opens one when an alert fires and none is; inbox: wait
    created_ms   integer not null,
    disabled_ms  integer not null default 0,
    last_ms      integer not null default 0,   -- last delivery, brought up to date at most once a second
    version      integer not null default 1
) strict;
create table source_secret (
    source_id  text not null references source (id) on delete cascade,
    number     integer not null,               -- 1.. ; several while one is rotated
    secret     text not null,
    created_ms integer not null,
    expires_ms integer not null default 0,     -- 0: until removed
    primary key (source_id, number)
) strict;

-- What arrived at an intake address, kept as it came.
create table delivery (
    id           text primary key,             -- dlv_
    source_id    text not null references source (id),
    key          text not null,                -- the tool's own id of it, or the hash of its bytes: a repeat adds nothing
    received_ms  integer not null,
    headers_json text not null,                -- those that matter to importers; never signatures or secrets
    body         blob,                         -- null once erased
    hash         blob not null,                -- SHA-256 of the body
    state        text not null check (state in ('waiting', 'read', 'unread', 'erased')),
    reason       text not null default '',     -- why unread or erased
    signal_count integer not null default 0,
    audit_seq    integer not null default 0,   -- the audit entry that vouches for it
    unique (source_id, key)
) strict;
create index delivery_state on delivery (state, id);
create index delivery_source on delivery (source_id, id desc);
create index delivery_audit on delivery (audit_seq, id); -- verify reads in this order, bodies and all

-- Files that a person gave to an incident, in one go.
create table import (
    id           text primary key,             -- imp_
    incident_id  text not null references incident (id) on delete cascade,
    state        text not null check (state in ('waiting', 'running', 'done', 'failed')),
    folder       text not null,                -- below the data directory, until done
    file_count   integer not null,
    size_bytes   integer not null,
    signal_count integer not null default 0,   -- found
    new_count    integer not null default 0,   -- of these, not known before
    refused_json text not null default '[]',   -- [{"path","reason"}]
    notes_json   text not null default '[]',   -- ["..."]
    error        text not null default '',
    created_ms   integer not null,
    created_by   text references user (id),
    ended_ms     integer not null default 0
) strict;
create index import_incident on import (incident_id, id desc);
create index import_state on import (state) where state in ('waiting', 'running');

-- One file, one delivery, one repository: where signals say they come from.
create table origin (
    id           text primary key,             -- org_
    incident_id  text references incident (id) on delete cascade, -- null: waits in the inbox
    import_id    text references import (id),
    delivery_id  text references delivery (id),
    path         text not null,
    importer     text not null,
    hash         blob not null,                -- SHA-256 of all its bytes
    size_bytes   integer not null,
    captured_ms  integer not null default 0,
    signal_count integer not null,
    digest       blob not null                 -- SHA-256 over its signals' hashes in the order of their numbers
) strict;
create index origin_incident on origin (incident_id);
create index origin_import on origin (import_id) where import_id is not null;
create index origin_delivery on origin (delivery_id) where delivery_id is not null;

create table signal (
    id          text primary key,              -- sig_
    incident_id text references incident (id) on delete cascade, -- null: waits in the inbox
    origin_id   text not null references origin (id) on delete cascade,
    number      integer not null,              -- within its origin, 1..
    source      text not null,                 -- importer's name
    ref         text not null,
    kind        text not null,
    state       text not null,
    severity    integer not null,
    flags       integer not null,              -- SIGNAL_* of fact/signal.h
    reactions   integer not null,
    at_ms       integer not null,              -- struct when, as read: see base/when.h
    at_precision text not null,
    at_lacks    integer not null,
    at_zone     text not null default '',
    end_ms      integer not null,
    end_precision text not null,
    end_lacks   integer not null,
    end_zone    text not null default '',
    sort_ms     integer not null,              -- at_ms, or when it was received: for windows over the inbox
    title       text not null,
    detail      text not null,
    actor       text not null,
    url         text not null,
    family      text not null,
    ties_json   text not null,                 -- [[kind, role, "value"], ...]
    hash        blob not null,                 -- SHA-256 of the raw bytes
    same        blob not null,                 -- 16 bytes of a hash over what makes a repeat: model/signal.c
    raw_bytes   integer not null,              -- their length, which stays when they are erased
    erased_ms   integer not null default 0,
    erased_reason text not null default '',
    raw         blob                           -- the bytes as the tool gave them; null once erased. Last: it is long
) strict;
create index signal_incident on signal (incident_id, id);
create index signal_origin on signal (origin_id, number);
create index signal_inbox on signal (sort_ms) where incident_id is null;
-- A repeat of what an incident has already adds nothing.
create unique index signal_once on signal (incident_id, same) where incident_id is not null;

-- ---- the timeline of an incident ----

-- What the engine said stays; what people say of it stands beside it, in the own_ columns (null: as the engine says).
create table event (
    id           text primary key,             -- evt_
    incident_id  text not null references incident (id) on delete cascade,
    written      integer not null check (written in (0, 1)), -- 1: by a person, has no signals
    at_ms        integer not null,
    at_precision text not null,
    end_ms       integer not null default 0,
    end_precision text not null default 'unknown',
    kind         text not null,
    state        text not null default '',
    severity     integer not null default 0,
    significance integer not null default 0,
    is_key       integer not null default 0 check (is_key in (0, 1)),
    in_window    integer not null default 1 check (in_window in (0, 1)),
    zone_assumed integer not null default 0 check (zone_assumed in (0, 1)),
    flags        integer not null default 0,
    source       text not null,                -- 'note' for written ones
    title        text not null,
    detail       text not null default '',
    actor        text not null default '',
    team         text not null default '',
    role         text not null default '',
    url          text not null default '',
    times        integer not null default 1,
    reasons_json text not null default '[]',   -- [["rollback", "words", 30], ...]
    main_signal  text,                         -- its id
    signal_count integer not null default 0,
    said         blob,                         -- hash over what the engine says, to see whether it says something new
    sort_ms      integer not null,             -- the time that is shown; without one the largest integer
    position     integer not null default 0,   -- among the events of one time, as the engine orders them
    own_title    text,
    own_detail   text,
    own_at_ms    integer,
    own_at_precision text,
    own_kind     text,
    own_key      integer,                      -- 1: a person put it into the key timeline, 0: took it out
    hidden       integer not null default 0 check (hidden in (0, 1)),
    edited_by    text references user (id),
    edited_ms    integer not null default 0,
    version      integer not null default 1
) strict;
create index event_order on event (incident_id, sort_ms, position, id, hidden);

create table event_signal (
    event_id  text not null references event (id) on delete cascade,
    signal_id text not null references signal (id) on delete cascade,
    position  integer not null,
    at_ms     integer not null,                -- the signal's time once what it lacked was found
    at_precision text not null,
    primary key (event_id, signal_id)
) strict;
create index event_signal_signal on event_signal (signal_id);

create table moment (
    incident_id  text not null references incident (id) on delete cascade,
    kind         text not null,                -- 'impact started' ...
    -- as the engine proposes it
    found        integer not null default 0 check (found in (0, 1)),
    at_ms        integer not null default 0,
    at_precision text not null default 'unknown',
    event_id     text,
    confidence   integer not null default 0,
    because      text not null default '',
    -- as a person decided
    state        text not null default 'proposed' check (state in ('proposed', 'confirmed', 'corrected', 'rejected')),
    own_at_ms    integer,
    own_precision text,
    own_event_id text,
    own_note     text not null default '',
    decided_by   text references user (id),
    decided_ms   integer not null default 0,
    version      integer not null default 1,
    primary key (incident_id, kind)
) strict;

-- ---- post-mortems ----

create table template (
    id         text primary key,               -- tpl_
    name       text not null unique,
    title      text not null,
    text       text not null,                  -- docs/draft.md describes the format
    builtin    integer not null default 0 check (builtin in (0, 1)), -- follows the program until somebody edits it
    created_ms integer not null,
    updated_ms integer not null,
    version    integer not null default 1
) strict;

create table postmortem (
    id           text primary key,             -- pm_
    number       integer not null unique,      -- people say PM-12
    title        text not null,
    state        text not null check (state in ('draft', 'in review', 'reviewed', 'closed')),
    template     text not null,                -- its name when this was drafted
    demo         integer not null default 0 check (demo in (0, 1)),
    created_ms   integer not null,
    created_by   text references user (id),
    updated_ms   integer not null,
    version      integer not null default 1    -- of title, state and incidents; sections have their own
) strict;
create index postmortem_updated on postmortem (updated_ms desc, id desc);
create index postmortem_demo on postmortem (demo) where demo = 1;

create table postmortem_incident (
    postmortem_id text not null references postmortem (id) on delete cascade,
    incident_id   text not null references incident (id),
    position      integer not null,
    primary key (postmortem_id, incident_id)
) strict;
create index postmortem_incident_incident on postmortem_incident (incident_id);

create table section (
    postmortem_id text not null references postmortem (id) on delete cascade,
    key           text not null,               -- 'summary'; stays for ever
    position      integer not null,
    title         text not null,
    guidance_json text not null default '[]',  -- ["..."]: what the template says to the writer
    questions_json text not null default '[]', -- ["..."]
    body          text not null,               -- Markdown
    drafted       integer not null default 0 check (drafted in (0, 1)), -- nobody has changed what the program drafted
    updated_ms    integer not null,
    updated_by    text references user (id),
    version       integer not null default 1,
    primary key (postmortem_id, key)
) strict;

-- Every version of a section, the current one too.
create table section_version (
    postmortem_id text not null,
    key           text not null,
    version       integer not null,
    title         text not null,
    body          text not null,
    at_ms         integer not null,
    by            text references user (id),
    primary key (postmortem_id, key, version),
    foreign key (postmortem_id, key) references section (postmortem_id, key) on delete cascade
) strict;

create table attachment (
    id            text primary key,            -- att_
    incident_id   text references incident (id) on delete cascade,
    postmortem_id text references postmortem (id) on delete cascade,
    name          text not null,
    media_type    text not null,
    size_bytes    integer not null,
    hash          blob not null,               -- SHA-256 of the bytes
    created_ms    integer not null,
    created_by    text references user (id),
    bytes         blob not null                -- last: it is long
) strict;
create index attachment_incident on attachment (incident_id);
create index attachment_postmortem on attachment (postmortem_id);

-- ---- the whole ----

create table setting (
    name       text primary key,
    value      text not null,
    updated_ms integer not null
) strict;

-- Counters for numbers that people say: 'incident', 'postmortem'.
create table counter (
    name  text primary key,
    value integer not null
) strict;

-- Requests that were answered, so that a repeat with the same Idempotency-Key gets the same answer.
create table answered (
    key        text primary key,               -- user or token id, and the key
    hash       blob not null,                  -- of method, path and body
    status     integer not null,
    body       text not null,
    at_ms      integer not null
) strict;
create index answered_at on answered (at_ms);

-- Every change, each entry with a hash over itself and the one before. Nothing is ever updated or removed here.
create table audit (
    seq         integer primary key,           -- 1.. without holes
    at_ms       integer not null,
    actor_id    text not null,                 -- usr_; '' is the system
    actor       text not null,                 -- their name then
    via         text not null check (via in ('browser', 'token', 'command', 'intake', 'system')),
    action      text not null,                 -- 'incident.create'
    subject     text not null,                 -- id of what changed
    incident_id text not null default '',      -- the incident or post-mortem it belongs to, for their histories
    before_json text not null,
    after_json  text not null,
    previous    blob not null,                 -- hash of entry seq - 1; 32 zero bytes for the first
    hash        blob not null
) strict;
create index audit_subject on audit (subject, seq);
create index audit_incident on audit (incident_id, seq);
