/*
 * From columns to a signal. Everything that is not understood is kept, in the detail, under its own name.
 */
#include "record.h"

#include "../base/utf8.h"
#include "../text/secrets.h"
#include "ties.h"

#include <stdio.h>
#include <string.h>

enum {
    VALUE_MAX_BYTES = SIGNAL_TEXT_MAX_BYTES / 2,
    TITLE_PARTS_MAX = 4,
    TITLE_PART_MAX_BYTES = 120,
    TITLE_MAX_BYTES = 4 << 10,
    TIME_MAX_BYTES = 120,
};

// clang-format off
/* Names in lower case without blanks, "_", "-", "." and "@"; within a field the better ones first. */
static const struct {
    enum field field;
    const char *names;
} fields[] = {
    {FIELD_TIME, "time timestamp ts at datetime occurredat occurred eventtime happenedat occurrencetime when "
                 "startedat start starttime startdate started begin begintime began beginat firstseen openedat opened "
                 "createdat created createdon createdtime creationdate reportedat reported clock triggeredat firedat date day "
                 "eventdate loggedat syscreatedat syscreatedon asctime eventtimestamp logtime recordedat postedat sentat "
                 "submittedat publishedat receivedat unixtime unixtimestamp epochtime zeitpunkt zeit uhrzeit datum"},
    {FIELD_END, "end endat endtime endedat ended enddate finishedat finished until to stop stoppedat"},
    {FIELD_UPDATED, "updatedat updated updatedon sysupdatedat sysupdatedon lastupdated modifiedat modified"},
    {FIELD_RESOLVED, "resolvedat resolved resolvedon resolutiontime resolutiondate solvedat solved"},
    {FIELD_CLOSED, "closedat closed closedon closuredate"},
    {FIELD_ZONE, "timezone tz zone"},
    {FIELD_PRECISION, "precision"},
    {FIELD_TEXT, "title summary headline subject shortdescription event message msg text whathappened what entry "
                 "description details detail body comment comments note notes remarks content shortmessage line log eventname "
                 "ereignis beschreibung meldung nachricht action activity name"},
    {FIELD_CATEGORY, "category subcategory usymptom symptom"},
    {FIELD_ACTOR, "actor user author by username who login person owner reporter performedby openedby createdby "
                  "syscreatedby displayname responder from sender requester wer"},
    {FIELD_UPDATED_BY, "updatedby sysupdatedby modifiedby"},
    {FIELD_RESOLVED_BY, "resolvedby closedby"},
    {FIELD_SEVERITY, "severity sev level loglevel levelname lvl severitytext priority impact urgency"},
    {FIELD_URL, "url link href permalink htmlurl weburl"},
    {FIELD_ID, "id ref uuid eventid guid messageid number key issuekey ticketid ticket"},
    {FIELD_KIND, "kind type eventtype"},
    {FIELD_STATE, "state status incidentstate alertstate"},
    {FIELD_COMPONENT, "service component app application host hostname system server node cluster cmdbci servicename"},
    {FIELD_VERSION, "version release imagetag"},
    {FIELD_CHANGES, "sysmodcount"},
};
static const char time_suffixes[] =
    "utc gmt z local pst pdt pt est edt et cst cdt ct mst mdt mt cet cest bst wet west eet eest ist jst aest aedt ms us ns s";
static const struct {
    const char *name;
    enum kind kind;
} kind_aliases[] = {
    {"message", KIND_CHAT}, {"conversation", KIND_CHAT}, {"commit", KIND_CHANGE}, {"merge", KIND_CHANGE},
    {"pull_request", KIND_CHANGE}, {"config", KIND_CHANGE}, {"deployment", KIND_DEPLOY}, {"release", KIND_DEPLOY},
    {"rollback", KIND_DEPLOY}, {"alarm", KIND_ALERT}, {"incident", KIND_ALERT}, {"outage", KIND_ALERT},
    {"notification", KIND_PAGE}, {"escalation", KIND_PAGE}, {"statuspage", KIND_STATUS}, {"issue", KIND_TICKET},
    {"comment", KIND_NOTE}, {"error", KIND_LOG},
};
static const struct {
    const char *words;
    enum state state;
} states[] = {
    {"new open opened firing triggered alarm alerting problem down active investigating created reported", STATE_OPENED},
    {"acknowledged ack acked", STATE_ACKNOWLEDGED},
    {"escalated reassigned", STATE_ESCALATED},
    {"updated identified inprogress awaitinguserinfo awaitingproblem awaitingvendor onhold pending", STATE_UPDATED},
    {"mitigated monitoring watching", STATE_MITIGATED},
    {"resolved closed fixed ok up recovered done completed solved", STATE_RESOLVED},
    {"started running begun deploying", STATE_STARTED},
    {"succeeded success successful deployed passed", STATE_SUCCEEDED},
    {"failed failure error", STATE_FAILED},
    {"merged", STATE_MERGED},
};
static const char *const nothing[] = {"?", "-", "--", "null", "none", "n/a", "na", "nan", "nil"};
// clang-format on

/* ---- columns ---- */

/* Letters and digits in lower case; empty when the name is longer than names are. */
static struct bytes
plain(struct bytes name, char out[COLUMN_NAME_MAX_BYTES])
{
    size_t n = 0;
    if (name.n >= COLUMN_NAME_MAX_BYTES)
        return BYTES_NONE;
    for (size_t i = 0; i < name.n; i++)
        if (ascii_is_alnum(name.p[i]))
            out[n++] = ascii_lower(name.p[i]);
    return (struct bytes){out, n};
}

/* Which of the words in a list it is, from 1; 0 when it is none. */
static unsigned
word_number(struct bytes word, const char *list)
{
    struct bytes rest = bytes_of(list), one;
    unsigned number = 0;
    while (word.n && bytes_split(&rest, ' ', &one)) {
        number++;
        if (bytes_eq(one, word))
            return number;
    }
    return 0;
}

static void
find_field(struct column *c, struct bytes name)
{
    char text[COLUMN_NAME_MAX_BYTES];
    name = plain(name, text);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        unsigned number = word_number(name, fields[i].names);
        if (number) {
            c->field = (uint8_t)fields[i].field;
            c->rank = (uint8_t)number;
            return;
        }
    }
}

static bool
is_time(enum field f)
{
    return f >= FIELD_TIME && f <= FIELD_CLOSED;
}

/* "Time (PST)", "Timestamp [UTC]": where what is in brackets begins; the name's length when nothing is. */
static size_t
bracket(struct bytes name)
{
    for (size_t i = 1; i < name.n; i++)
        if ((name.p[i] == '(' || name.p[i] == '[') && (name.p[name.n - 1] == ')' || name.p[name.n - 1] == ']'))
            return i;
    return name.n;
}

/* Where "+2", "-07:00" begins at the end of "Time UTC+2"; the name's length when it ends otherwise. */
static size_t
offset_at_end(struct bytes name)
{
    size_t at = name.n;
    while (at > 0 && (ascii_is_digit(name.p[at - 1]) || name.p[at - 1] == ':'))
        at--;
    return at > 0 && at < name.n && (name.p[at - 1] == '+' || name.p[at - 1] == '-') ? at - 1 : name.n;
}

/* "time_utc", "Time PST", "Time UTC+2": where the last word begins, when it is a zone or a unit. */
static size_t
suffix(struct bytes name)
{
    char text[COLUMN_NAME_MAX_BYTES];
    size_t end = offset_at_end(name), at = end;
    while (at > 0 && ascii_is_alpha(name.p[at - 1]))
        at--;
    return at > 1 && word_number(plain(bytes_cut(name, at, end - at), text), time_suffixes) ? at : name.n;
}

struct column
column_of(struct zones *z, struct bytes name)
{
    struct column c = {.name = bytes_trim(name)};
    find_field(&c, c.name);
    if (c.field != FIELD_OTHER)
        return c;
    c.secret = secrets_is_name(c.name);
    size_t at = bracket(c.name);
    struct bytes zone = at < c.name.n ? bytes_cut(c.name, at + 1, c.name.n - at - 2) : BYTES_NONE;
    if (at == c.name.n) {
        at = suffix(c.name);
        zone = bytes_from(c.name, at);
    }
    if (at == c.name.n)
        return c;
    find_field(&c, bytes_cut(c.name, 0, at));
    if (is_time(c.field) && z)
        c.zone = zone_find(z, bytes_trim(zone));
    return c;
}

/* ---- values ---- */

void
record_done(struct record *r)
{
    buf_done(&r->title);
    buf_done(&r->detail);
}

void
record_put(struct record *r, struct column column, struct bytes text)
{
    text = bytes_trim(text);
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (text.n <= 4 && bytes_is_nocase(text, nothing[i]))
            return;
    if (!text.n || r->count == RECORD_VALUES_MAX)
        return;
    /* Long values here, as parts of them go into titles, and a part of a secret no longer looks like one. */
    if (column.secret)
        text = secrets_mask_named(r->im->arena, column.name, text);
    else if (text.n > TITLE_PART_MAX_BYTES)
        text = secrets_mask(r->im->arena, text);
    r->values[r->count].column = column;
    r->values[r->count++].text = text;
}

/* The value of the field's best column; r->count when there is none. */
static size_t
best(const struct record *r, enum field f)
{
    size_t found = r->count;
    for (size_t i = 0; i < r->count; i++)
        if (r->values[i].column.field == f &&
            (found == r->count || r->values[i].column.rank < r->values[found].column.rank))
            found = i;
    return found;
}

static struct bytes
value(const struct record *r, enum field f)
{
    size_t i = best(r, f);
    return i < r->count ? r->values[i].text : BYTES_NONE;
}

static bool
has(const struct record *r, enum field f)
{
    return best(r, f) < r->count;
}

/* ---- times ---- */

static struct when
in_zone(struct import *im, struct when at, zone_id zone)
{
    if (zone == ZONE_NONE || at.precision == PRECISION_UNKNOWN || !(at.lacks & WHEN_LACKS_ZONE))
        return at;
    if (at.lacks == WHEN_LACKS_ZONE)
        return when_in_zone(im->zones, at, zone);
    at.lacks &= (uint8_t)~WHEN_LACKS_ZONE;
    at.zone = zone;
    return at;
}

static bool
read_time(const struct record *r, size_t i, struct when *ret)
{
    struct import *im = r->im;
    struct bytes text = r->values[i].text;
    if (text.n > TIME_MAX_BYTES || !when_parse(im->zones, text, ret))
        return false;
    zone_id zone = r->values[i].column.zone;
    if (zone == ZONE_NONE && has(r, FIELD_ZONE))
        zone = zone_find(im->zones, value(r, FIELD_ZONE));
    *ret = in_zone(im, *ret, zone);
    return true;
}

/* A clock in one column and its date in another: read together. */
static bool
read_date_and_clock(const struct record *r, size_t clock, struct when *ret)
{
    for (size_t i = 0; i < r->count; i++) {
        struct when date;
        if (i == clock || r->values[i].column.field != FIELD_TIME || r->values[i].text.n > TIME_MAX_BYTES ||
            !when_parse(r->im->zones, r->values[i].text, &date) || date.precision != PRECISION_DAY)
            continue;
        char both[2 * TIME_MAX_BYTES + 2];
        int n =
            snprintf(both, sizeof both, "%.*s %.*s", BYTES_ARG(r->values[i].text), BYTES_ARG(r->values[clock].text));
        struct record two = {.im = r->im, .count = 2};
        two.values[0].column = r->values[clock].column;
        two.values[0].text = (struct bytes){both, (size_t)n};
        two.values[1].column.field = FIELD_ZONE;
        two.values[1].text = value(r, FIELD_ZONE);
        two.count = two.values[1].text.n ? 2 : 1;
        return read_time(&two, 0, ret);
    }
    return false;
}

/* "true", "pending", "ann@example.org": nobody meant a time. */
static bool
is_word(struct bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (ascii_is_digit(text.p[i]))
            return false;
    return true;
}

/* The time of a field; unknown when no column of it can be read, and then people are told. */
static struct when
time_of(const struct record *r, enum field f)
{
    size_t i = best(r, f);
    struct when at;
    if (i == r->count)
        return WHEN_UNKNOWN;
    if (is_word(r->values[i].text))
        return WHEN_UNKNOWN;
    if (!read_time(r, i, &at)) {
        import_note(r->im, "%.*s: '%.*s' in column '%.*s' is no time; that entry has none", BYTES_ARG(r->in->path),
                    BYTES_ARG(utf8_cut(r->values[i].text, TIME_MAX_BYTES)),
                    BYTES_ARG(utf8_cut(r->values[i].column.name, COLUMN_NAME_MAX_BYTES)));
        return WHEN_UNKNOWN;
    }
    struct when both;
    if (f == FIELD_TIME && (at.lacks & WHEN_LACKS_DATE) && read_date_and_clock(r, i, &both))
        return both;
    if (f == FIELD_TIME && has(r, FIELD_PRECISION)) // our own output says how exact it is
        for (uint8_t p = PRECISION_MILLISECOND; p < PRECISION_UNKNOWN; p++)
            if (bytes_is(value(r, FIELD_PRECISION), precision_name(p)))
                at.precision = p;
    return at;
}

/* ---- words ---- */

static enum state
state_of(struct bytes word)
{
    char text[COLUMN_NAME_MAX_BYTES];
    word = plain(word, text);
    for (size_t i = 0; word.n && i < sizeof states / sizeof *states; i++)
        if (word_number(word, states[i].words))
            return states[i].state;
    return STATE_NONE;
}

/* "INC0012345", "OPS-12", "T-3041": letters, then digits, and nothing else; more digits where there are few letters. */
static bool
is_ticket_id(struct bytes id)
{
    size_t letters = 0, digits = 0;
    while (letters < id.n && ascii_is_alpha(id.p[letters]))
        letters++;
    size_t at = letters + (letters < id.n && id.p[letters] == '-');
    while (at + digits < id.n && ascii_is_digit(id.p[at + digits]))
        digits++;
    bool dash = at > letters;
    size_t enough = letters == 1 ? 3 : dash ? 1 : 4;
    return letters >= 1 + !dash && letters <= 10 && digits >= enough && at + digits == id.n;
}

static enum kind
kind_of(const struct record *r)
{
    enum kind kind;
    struct bytes word = value(r, FIELD_KIND);
    char text[COLUMN_NAME_MAX_BYTES];
    if (word.n && (kind_of_name(word, &kind) || kind_of_name(plain(word, text), &kind)))
        return kind;
    for (size_t i = 0; word.n && i < sizeof kind_aliases / sizeof *kind_aliases; i++)
        if (bytes_is_nocase(word, kind_aliases[i].name))
            return kind_aliases[i].kind;
    if (is_ticket_id(value(r, FIELD_ID)))
        return KIND_TICKET;
    size_t severity = best(r, FIELD_SEVERITY);
    if (severity < r->count && bytes_find_nocase(r->values[severity].column.name, "level") >= 0)
        return KIND_LOG;
    return has(r, FIELD_TEXT) ? KIND_NOTE : KIND_OTHER;
}

static int
severity_of(const struct record *r)
{
    size_t found = r->count;
    int severity = 0;
    for (size_t i = 0; i < r->count; i++) {
        int one = r->values[i].column.field == FIELD_SEVERITY ? severity_of_text(r->values[i].text) : 0;
        if (one && (found == r->count || r->values[i].column.rank < r->values[found].column.rank)) {
            found = i;
            severity = one;
        }
    }
    return severity;
}

/* A title for a record without a text: what it is about, and the first of what it says. */
static void
put_parts(struct buf *b, const struct record *r)
{
    unsigned parts = 0;
    struct bytes about = has(r, FIELD_CATEGORY) ? BYTES_NONE : value(r, FIELD_COMPONENT);
    if (about.n)
        buf_printf(b, "%s%.*s", b->n ? ": " : "", BYTES_ARG(utf8_cut(about, TITLE_PART_MAX_BYTES)));
    for (size_t i = 0; i < r->count && parts < TITLE_PARTS_MAX; i++) {
        enum field f = r->values[i].column.field;
        struct bytes text = utf8_cut(r->values[i].text, TITLE_PART_MAX_BYTES);
        const char *before = parts ? ", " : b->n ? ": " : "";
        if (f == FIELD_CATEGORY)
            buf_printf(b, "%s%.*s", before, BYTES_ARG(text));
        else if (!has(r, FIELD_CATEGORY) && (f == FIELD_OTHER || f == FIELD_STATE || f == FIELD_SEVERITY))
            buf_printf(b, "%s%.*s %.*s", before, BYTES_ARG(utf8_cut(r->values[i].column.name, COLUMN_NAME_MAX_BYTES)),
                       BYTES_ARG(text));
        else
            continue;
        parts++;
    }
    if (!b->n)
        buf_puts(b, "Entry without a text");
}

/* False when the title does not hold the whole text. */
static bool
write_title(struct buf *b, const struct record *r, const char *before)
{
    struct bytes text = value(r, FIELD_TEXT), id = value(r, FIELD_ID), rest = text, line = BYTES_NONE;
    buf_puts(b, before);
    if (is_ticket_id(id)) {
        buf_printf(b, "%s%.*s", b->n ? ": " : "", BYTES_ARG(id));
        if (has(r, FIELD_CHANGES) && has(r, FIELD_STATE))
            buf_printf(b, " %.*s", BYTES_ARG(utf8_cut(value(r, FIELD_STATE), TITLE_PART_MAX_BYTES)));
    }
    if (!text.n) {
        put_parts(b, r);
        return true;
    }
    bytes_line(&rest, &line);
    buf_puts(b, b->n ? ": " : "");
    line = utf8_cut(bytes_trim(line), b->n < SIGNAL_TITLE_MAX_BYTES ? SIGNAL_TITLE_MAX_BYTES - b->n : 0);
    buf_add(b, line);
    return line.n == text.n;
}

static void
put_line(struct buf *b, struct bytes name, struct bytes text)
{
    buf_add(b, utf8_cut(name, COLUMN_NAME_MAX_BYTES));
    buf_add(b, name.n ? BYTES(": ") : BYTES_NONE);
    buf_add(b, utf8_cut(text, VALUE_MAX_BYTES));
    buf_putc(b, '\n');
}

/* The other texts whole, then everything that has no place of its own. */
static void
write_detail(struct buf *b, const struct record *r, bool title_holds_text)
{
    size_t title = best(r, FIELD_TEXT);
    if (!title_holds_text)
        put_line(b, BYTES_NONE, r->values[title].text);
    for (size_t i = 0; i < r->count; i++)
        if (i != title && r->values[i].column.field == FIELD_TEXT)
            put_line(b, BYTES_NONE, r->values[i].text);
    for (size_t i = 0; i < r->count; i++) {
        enum field f = r->values[i].column.field;
        if (f == FIELD_OTHER || (f >= FIELD_CATEGORY && f != FIELD_URL && f != FIELD_ID && f != FIELD_KIND &&
                                 f != FIELD_ACTOR && f != FIELD_CHANGES))
            put_line(b, r->values[i].column.name, r->values[i].text);
    }
}

/* ---- signals ---- */

struct shape_of_row {
    const char *before; // put before the title
    const char *part;   // put behind the id
    struct when at, end;
    enum state state;
    enum field actor;
};

static void
set_ref(struct record *r, struct signal *s, const struct shape_of_row *row)
{
    struct bytes id = value(r, FIELD_ID);
    struct sha256_hex hex = sha256_hex(&s->hash);
    char text[400];
    bool by_hash = !id.n || id.n > sizeof text / 2 || has(r, FIELD_CHANGES); // rows of one ticket's history differ
    if (!id.n || id.n > sizeof text / 2)
        snprintf(text, sizeof text, "%.16s%s", hex.s, row->part);
    else
        snprintf(text, sizeof text, "%.*s%s%.*s%s", BYTES_ARG(id), by_hash ? "/" : "", by_hash ? 16 : 0, hex.s,
                 row->part);
    /* A hash is nobody else's: it needs no place among the shared texts. */
    s->ref = id.n ? import_intern(r->im, bytes_of(text)) : bytes_dup(r->im->arena, bytes_of(text));
}

static void
tie_all(struct record *r, struct signal *s)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->values[i].column.field == FIELD_COMPONENT)
            import_tie(r->im, s, TIE_COMPONENT, TIE_SAYS, utf8_cut(r->values[i].text, TITLE_PART_MAX_BYTES));
        if (r->values[i].column.field == FIELD_VERSION)
            import_tie(r->im, s, TIE_VERSION, TIE_SAYS, utf8_cut(r->values[i].text, TITLE_PART_MAX_BYTES));
        if (r->values[i].column.field == FIELD_TEXT)
            import_tie_text(r->im, s, r->values[i].text);
    }
    import_tie_url(r->im, s, TIE_SAYS, value(r, FIELD_URL));
    if (s->kind == KIND_TICKET)
        import_tie(r->im, s, TIE_ALERT, TIE_IS, utf8_cut(value(r, FIELD_ID), TITLE_PART_MAX_BYTES));
}

static enum err
add(struct record *r, struct bytes raw, const struct shape_of_row *row, struct why *why)
{
    struct signal *s;
    enum err e = import_add(r->im, r->in, raw, &s, why);
    if (e)
        return e;
    s->kind = (uint8_t)kind_of(r);
    s->state = (uint8_t)row->state;
    s->severity = (uint8_t)severity_of(r);
    s->actor = import_intern(r->im, utf8_cut(value(r, row->actor), SIGNAL_TITLE_MAX_BYTES));
    s->url = import_intern(r->im, value(r, FIELD_URL));
    import_at(s, row->at);
    s->end = row->end;
    set_ref(r, s, row);
    r->title.max_bytes = TITLE_MAX_BYTES;
    r->detail.max_bytes = SIGNAL_TEXT_MAX_BYTES;
    buf_reset(&r->title);
    buf_reset(&r->detail);
    bool held = write_title(&r->title, r, row->before);
    write_detail(&r->detail, r, held);
    import_title(r->im, s, buf_bytes(&r->title), buf_bytes(&r->detail));
    tie_all(r, s);
    return OK;
}

/* A row of a ticket's history: what the ticket was like when the row was written. */
static enum err
add_change(struct record *r, struct bytes raw, struct why *why)
{
    bool first = bytes_is(value(r, FIELD_CHANGES), "0");
    struct shape_of_row row = {
        .before = "",
        .part = "",
        .at = time_of(r, FIELD_UPDATED),
        .end = WHEN_UNKNOWN,
        .state = state_of(value(r, FIELD_STATE)),
        .actor = FIELD_UPDATED_BY,
    };
    if (first) {
        row.at = time_of(r, FIELD_TIME);
        row.state = STATE_OPENED;
        row.actor = FIELD_ACTOR;
    } else if (row.state == STATE_OPENED || row.state == STATE_NONE) {
        row.state = STATE_UPDATED;
    } else if (row.state == STATE_RESOLVED && bytes_is_nocase(value(r, FIELD_STATE), "closed")) {
        row.state = STATE_UPDATED; // filed days after it was resolved
    }
    return add(r, raw, &row, why);
}

/* Whether the row's time is that of its thing's beginning: then its state, which speaks of now, is not of that time. */
static bool
is_beginning(const struct record *r)
{
    static const char *const words[] = {"creat", "open", "report", "start", "begin", "began", "trigger", "fired"};
    size_t i = best(r, FIELD_TIME);
    for (size_t k = 0; i < r->count && k < sizeof words / sizeof *words; k++)
        if (bytes_find_nocase(r->values[i].column.name, words[k]) >= 0)
            return true;
    return false;
}

static enum err
add_row(struct record *r, struct bytes raw, struct why *why)
{
    struct shape_of_row row = {
        .before = "",
        .part = "",
        .at = time_of(r, has(r, FIELD_TIME) ? FIELD_TIME : FIELD_UPDATED),
        .end = time_of(r, FIELD_END),
        .state = state_of(value(r, FIELD_STATE)),
        .actor = FIELD_ACTOR,
    };
    struct when resolved = has(r, FIELD_RESOLVED) ? time_of(r, FIELD_RESOLVED) : WHEN_UNKNOWN;
    if (resolved.precision == PRECISION_UNKNOWN && has(r, FIELD_CLOSED))
        resolved = time_of(r, FIELD_CLOSED);
    bool over = resolved.precision != PRECISION_UNKNOWN;
    bool later = row.state >= STATE_ACKNOWLEDGED && row.state <= STATE_RESOLVED;
    if (over || (later && is_beginning(r)))
        row.state = STATE_OPENED;
    enum err e = add(r, raw, &row, why);
    if (e || !over)
        return e;
    row = (struct shape_of_row){"Resolved", "#resolved", resolved, WHEN_UNKNOWN, STATE_RESOLVED, FIELD_RESOLVED_BY};
    return add(r, raw, &row, why);
}

enum err
record_add(struct record *r, struct bytes raw, struct why *why)
{
    bool history = has(r, FIELD_CHANGES) && has(r, FIELD_UPDATED) && has(r, FIELD_ID);
    enum err e = history ? add_change(r, raw, why) : add_row(r, raw, why);
    r->count = 0;
    return e;
}
