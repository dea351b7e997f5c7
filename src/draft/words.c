#include "words.h"

#include "../base/buf.h"
#include "../base/utf8.h"

enum { EXCERPT_MAX_BYTES = 280 };

// clang-format off
/* The first row that fits is taken: a row with STATE_NONE fits every state of its kind. */
static const struct {
    uint8_t kind, state;
    const char *words;
} phrases[] = {
    {KIND_ALERT,  STATE_OPENED,       "Alert fired"},
    {KIND_ALERT,  STATE_RESOLVED,     "Alert resolved"},
    {KIND_ALERT,  STATE_ACKNOWLEDGED, "Alert acknowledged"},
    {KIND_ALERT,  STATE_NONE,         "Alert"},
    {KIND_PAGE,   STATE_OPENED,       "Page sent"},
    {KIND_PAGE,   STATE_ACKNOWLEDGED, "Page acknowledged"},
    {KIND_PAGE,   STATE_ESCALATED,    "More people called"},
    {KIND_PAGE,   STATE_RESOLVED,     "Page resolved"},
    {KIND_PAGE,   STATE_NONE,         "Page updated"},
    {KIND_STATUS, STATE_OPENED,       "Public notice"},
    {KIND_STATUS, STATE_MITIGATED,    "Public notice, being watched"},
    {KIND_STATUS, STATE_RESOLVED,     "Public notice, resolved"},
    {KIND_STATUS, STATE_NONE,         "Public notice, update"},
    {KIND_DEPLOY, STATE_STARTED,      "Deployment started"},
    {KIND_DEPLOY, STATE_SUCCEEDED,    "Deployment done"},
    {KIND_DEPLOY, STATE_FAILED,       "Deployment failed"},
    {KIND_DEPLOY, STATE_MERGED,       "Merged and deployed"},
    {KIND_DEPLOY, STATE_NONE,         "Deployment"},
    {KIND_CHANGE, STATE_MERGED,       "Change merged"},
    {KIND_CHANGE, STATE_NONE,         "Change"},
    {KIND_TICKET, STATE_NONE,         "Ticket"},
    {KIND_LOG,    STATE_NONE,         "Log line"},
    {KIND_NOTE,   STATE_NONE,         "Note"},
    {KIND_CHAT,   STATE_NONE,         "Message"},
};
// clang-format on

struct bytes
length_words(struct arena *a, int64_t ms)
{
    uint64_t s = ((ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms) + 500) / 1000;
    unsigned long long d = s / 86400, h = s / 3600 % 24, m = s / 60 % 60, rest = s % 60;
    if (d)
        return h ? bytes_printf(a, "%llu d %llu h", d, h) : bytes_printf(a, "%llu d", d);
    if (h)
        return m ? bytes_printf(a, "%llu h %llu min", h, m) : bytes_printf(a, "%llu h", h);
    if (m)
        return rest && m < 10 ? bytes_printf(a, "%llu min %llu s", m, rest) : bytes_printf(a, "%llu min", m);
    return bytes_printf(a, "%llu s", rest);
}

const char *
date_words(struct arena *a, int64_t ms)
{
    return bytes_dup(a, bytes_cut(bytes_of(when_format(ms).s), 0, 10)).p;
}

const char *
clock_words(struct arena *a, const struct when *w, bool with_date)
{
    if (w->precision == PRECISION_UNKNOWN)
        return "time unknown";
    if (w->precision == PRECISION_DAY)
        return date_words(a, w->ms);
    struct bytes iso = bytes_of(when_format(w->ms).s); // "2024-03-14T09:46:40.000Z"
    struct bytes clock = bytes_cut(iso, 11, 5);
    const char *about = w->precision == PRECISION_ABOUT ? "about " : "";
    if (!with_date)
        return bytes_printf(a, "%s%.*s", about, BYTES_ARG(clock)).p;
    return bytes_printf(a, "%s%.10s %.*s", about, iso.p, BYTES_ARG(clock)).p;
}

/* Bytes of " (https://...)" at the start: the address that an importer puts behind the words of a link. */
static size_t
address_in_brackets(struct bytes s)
{
    if (!bytes_starts(s, " (http://") && !bytes_starts(s, " (https://"))
        return 0;
    for (size_t i = 2; i < s.n && !ascii_is_space(s.p[i]); i++)
        if (s.p[i] == ')')
            return i + 1;
    return 0;
}

/*
 * On one line: white space becomes one blank; fences of code go, what they hold is shown; addresses behind the words of
 * a link go, the event's own line leads to its source.
 */
static struct bytes
one_line(struct arena *a, struct bytes text)
{
    struct buf b = {.max_bytes = text.n + 1};
    for (size_t i = 0; i < text.n; i++) {
        struct bytes here = bytes_from(text, i);
        size_t address = address_in_brackets(here);
        bool fence = bytes_starts(here, "```");
        if (address || fence)
            i += (address ? address : 3) - 1;
        if (!address && !fence && !ascii_is_space(text.p[i]))
            buf_putc(&b, text.p[i]);
        else if (!address && b.n && b.p[b.n - 1] != ' ')
            buf_putc(&b, ' ');
    }
    struct bytes ret = bytes_trim(bytes_dup(a, buf_bytes(&b)));
    buf_done(&b);
    return ret;
}

struct bytes
excerpt_words(struct arena *a, struct bytes text)
{
    struct bytes line = one_line(a, bytes_cut(text, 0, 4 * EXCERPT_MAX_BYTES));
    bool cut = text.n > 4 * EXCERPT_MAX_BYTES;
    if (line.n <= EXCERPT_MAX_BYTES && !cut)
        return line;
    struct bytes head = utf8_cut(line, EXCERPT_MAX_BYTES);
    size_t end = head.n;
    while (end > EXCERPT_MAX_BYTES / 2 && head.p[end - 1] != ' ')
        end--;
    head = bytes_trim(bytes_cut(head, 0, end > EXCERPT_MAX_BYTES / 2 ? end : head.n));
    return bytes_printf(a, "%.*s …", BYTES_ARG(head));
}

/* Without the word that kind_words() says already. */
static struct bytes
bare_title(const struct event *e)
{
    static const char *const said[] = {"Resolved: ", "Acknowledged: ", "Note: "};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (e->kind != KIND_CHAT && bytes_starts(e->title, said[i]))
            return bytes_from(e->title, bytes_of(said[i]).n);
    return e->title;
}

static bool
begins_with(struct bytes text, struct bytes start)
{
    return start.n && bytes_eq(bytes_cut(text, 0, start.n), start);
}

/*
 * What a public notice said to its readers: the paragraph of its detail that the title begins; or, where the title is
 * the incident's name and the detail begins with it, what stands below.
 */
static struct bytes
notice_text(const struct event *e)
{
    struct bytes rest = e->detail, line, head = BYTES_NONE;
    while (bytes_line(&rest, &line)) {
        if (begins_with(line, e->title) && line.n > e->title.n && line.p != e->detail.p)
            return line;
        if (line.p == e->detail.p)
            head = line;
    }
    rest = e->detail;
    if (begins_with(head, bare_title(e)) && bytes_line(&rest, &line) && bytes_line(&rest, &line))
        return line;
    return BYTES_NONE;
}

/* All that was said. For other kinds the detail is something beside the title. */
static struct bytes
whole_text(const struct event *e)
{
    if (e->times > 1 || e->detail.n <= e->title.n)
        return BYTES_NONE;
    if (e->kind == KIND_STATUS)
        return notice_text(e);
    return e->kind == KIND_CHAT || e->kind == KIND_NOTE ? e->detail : BYTES_NONE;
}

struct bytes
quote_words(struct arena *a, const struct event *e)
{
    struct bytes whole = whole_text(e);
    struct bytes text = excerpt_words(a, whole.n ? whole : bare_title(e));
    if (!text.n)
        return bytes_printf(a, "(without words)");
    return bytes_printf(a, "\"%.*s\"", BYTES_ARG(text));
}

struct bytes
actor_words(struct arena *a, const struct event *e)
{
    struct bytes name = excerpt_words(a, bytes_cut(e->actor, 0, 120));
    if (!name.n || !e->team.n)
        return name;
    return bytes_printf(a, "%.*s (%.*s)", BYTES_ARG(name), BYTES_ARG(excerpt_words(a, e->team)));
}

const char *
kind_words(const struct event *e)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (phrases[i].kind == e->kind && (phrases[i].state == e->state || phrases[i].state == STATE_NONE))
            return phrases[i].words;
    return "Event";
}

/* How often, when one line stands for many. */
static struct bytes
often_words(struct arena *a, const struct event *e)
{
    return e->times > 1 ? bytes_printf(a, " (%u times)", e->times) : BYTES_NONE;
}

struct bytes
nameless_words(struct arena *a, const struct event *e)
{
    return bytes_printf(a, "%s: %.*s%.*s", kind_words(e), BYTES_ARG(quote_words(a, e)), BYTES_ARG(often_words(a, e)));
}

struct bytes
event_words(struct arena *a, const struct event *e)
{
    struct bytes who = actor_words(a, e);
    if (!who.n)
        return nameless_words(a, e);
    if (e->kind == KIND_CHAT)
        return bytes_printf(a, "%.*s: %.*s%.*s", BYTES_ARG(who), BYTES_ARG(quote_words(a, e)),
                            BYTES_ARG(often_words(a, e)));
    return bytes_printf(a, "%s by %.*s: %.*s%.*s", kind_words(e), BYTES_ARG(who), BYTES_ARG(quote_words(a, e)),
                        BYTES_ARG(often_words(a, e)));
}

struct bytes
count_words(struct arena *a, uint32_t n, const char *one, const char *many)
{
    return bytes_printf(a, "%u %s", n, n == 1 ? one : many);
}
