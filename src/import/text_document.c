/*
 * What a text says about its entries before one looks at them: its sections, its day, its zone.
 *
 * The day comes from what stands closest: a heading above the entries, the document's title, the title or date of the
 * front matter, one day that the first paragraphs agree on, what the caller knows. The zone comes from a heading or a
 * sentence about all times, else from the entries when they agree.
 */
#include "text_read.h"

#include <string.h>

enum { OPENING_PARAGRAPHS = 8, NEAR_DAYS = 45, SENTENCE_MAX_BYTES = 300 };

static const char *const timeline_names[] = {
    "timeline",      "chronolog",        "key events",      "key moments",  "sequence of events",
    "what happened", "happened?",        "order of events", "incident log", "event log",
    "log of events", "course of events", "time line",
};
static const char *const other_names[] = {
    "action",     "lesson",    "recommend",    "next step",    "reference",
    "root cause", "causes",    "contributing", "remediat",     "attendee",
    "improve",    "proposal",  "impact",       "resolution",   "detection",
    "summary",    "what went", "follow",       "lucky",        "measures",
    "todo",       "appendix",  "background",   "conclusion",   "technical elements",
    "links",      "stats",     "future",       "participants", "recovery",
    "questions",
};

static bool
named(struct bytes heading, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_find_nocase(heading, names[i]) != BYTES_NOT_FOUND)
            return true;
    return false;
}

bool
read_is_timeline_name(struct bytes heading)
{
    if (named(heading, timeline_names, sizeof timeline_names / sizeof *timeline_names))
        return true;
    while (heading.n && strchr(":*_ ", heading.p[heading.n - 1]))
        heading.n--;
    return bytes_is_nocase(heading, "log") || bytes_is_nocase(heading, "events");
}

static bool
is_other_name(struct bytes heading)
{
    return named(heading, other_names, sizeof other_names / sizeof *other_names);
}

/* Name and time of a section from its heading; what the headings above it say comes down. */
static void
describe_section(struct reader *r, struct section *s, const struct section *parent)
{
    struct bytes text = inline_plain(r->scratch, r->lines.v[s->heading].text, &r->lines);
    bool own = read_is_timeline_name(text);
    const struct entry_time *t = own ? 0 : line_time(r, s->heading);
    s->named = own;
    s->is_moment = t && t->has_clock;
    s->is_day = t && t->has_date && !t->has_clock;
    if (t)
        s->time = *t;
    s->other = !own && !t && (is_other_name(text) || (parent && parent->other));
    s->timeline = own || (parent && parent->timeline && !s->other);
    r->has_timeline |= own;
}

void
read_cut_sections(struct reader *r)
{
    const struct lines *ls = &r->lines;
    uint32_t n = 1;
    for (uint32_t i = 0; i < ls->count; i++)
        n += ls->v[i].kind == LINE_HEADING;
    r->sections = arena_new_n(r->scratch, struct section, n);
    r->sections[0] = (struct section){.heading = READ_NO_LINE};
    r->section_count = 1;
    uint32_t open[LEVEL_BOLD + 1] = {0}; // the last section of each level; 0 none
    for (uint32_t i = 0; i < ls->count; i++) {
        if (ls->v[i].kind != LINE_HEADING)
            continue;
        r->sections[r->section_count - 1].end = i;
        uint32_t k = r->section_count++;
        struct section *s = &r->sections[k];
        *s = (struct section){.heading = i, .begin = i + 1, .level = ls->v[i].level};
        for (int up = s->level - 1; up > 0 && !s->parent; up--)
            s->parent = open[up];
        describe_section(r, s, s->parent ? &r->sections[s->parent] : 0);
        open[s->level] = k;
        for (int down = s->level + 1; down <= LEVEL_BOLD; down++)
            open[down] = 0;
    }
    r->sections[r->section_count - 1].end = ls->count;
}

static bool
names_day(struct reader *r, struct bytes text, struct when *ret)
{
    return text_day(r->zones, read_dates(r, text), ret);
}

/* A sentence about all times: "All times in PST, on February 8th 2019", "Times are UTC". */
bool
read_speaks_of_times(struct bytes text)
{
    return text.n <= SENTENCE_MAX_BYTES &&
           (bytes_find_nocase(text, "times") >= 0 || bytes_find_nocase(text, "time zone") >= 0 ||
            bytes_find_nocase(text, "timezone") >= 0 || bytes_find_nocase(text, "timestamps") >= 0);
}

/* Takes the zone and the day from such a sentence. */
void
read_learn_from_sentence(struct reader *r, struct bytes text, struct day_run *run)
{
    zone_id zone = text_zone(r->zones, text);
    if (zone)
        run->zone = zone;
    if (bytes_find_nocase(text, "approx") >= 0)
        run->about = true;
    struct when day;
    if (names_day(r, text, &day)) {
        day_run_set(r->zones, run, day);
        run->fixed = bytes_find_nocase(text, "all events") >= 0;
    }
}

/* A paragraph's lines as one piece of plain text, bounded. */
struct bytes
read_paragraph(struct reader *r, uint32_t i, uint32_t end)
{
    buf_reset(&r->plain);
    for (uint32_t k = i; k < end && k < i + 8 && r->lines.v[k].kind == LINE_TEXT; k++) {
        if (k > i)
            buf_putc(&r->plain, ' ');
        buf_add(&r->plain, bytes_cut(r->lines.v[k].text, 0, 400));
    }
    return inline_plain(r->scratch, buf_bytes(&r->plain), &r->lines);
}

bool
read_paragraph_starts(const struct reader *r, uint32_t i)
{
    return r->lines.v[i].kind == LINE_TEXT && (i == 0 || r->lines.v[i - 1].kind != LINE_TEXT);
}

/*
 * The one day that the first paragraphs name: "On May 9th 2021 at 6:48AM the chain stopped". With several days one
 * cannot tell which is meant.
 */
static bool
day_of_paragraphs(struct reader *r, struct when *ret)
{
    bool found = false;
    unsigned left = OPENING_PARAGRAPHS;
    for (uint32_t i = 0; i < r->section_count && left; i++) {
        const struct section *s = &r->sections[i];
        for (uint32_t k = s->begin; k < s->end && !s->timeline && !s->is_moment && left; k++) {
            struct when day;
            if (!read_paragraph_starts(r, k))
                continue;
            left--;
            struct bytes text = read_paragraph(r, k, s->end);
            if (bytes_find(text, "--- Day changed ") >= 0) // of a chat log: what stands before it is of another day
                continue;
            if (!names_day(r, text, &day) || (day.lacks & WHEN_LACKS_YEAR))
                continue;
            if (found && day.ms != ret->ms)
                return false;
            *ret = day;
            found = true;
        }
    }
    return found;
}

/* Day and zone of the whole document: defaults, front matter, title, and sentences that speak of all times. */
void
read_learn_document(struct reader *r)
{
    r->doc = (struct day_run){.last_ms = -1, .zone = r->d->zone};
    const struct text_defaults *d = r->d;
    if (d->year && d->month && d->day && d->month <= 12 && d->day <= 31) {
        r->doc.day = days_of_date(d->year, d->month, d->day);
        r->doc.has_day = r->doc.has_year = true;
    }
    struct when day;
    if (names_day(r, front_find(r->lines.front, "date"), &day))
        day_run_set(r->zones, &r->doc, day);
    int64_t near_ms = (int64_t)NEAR_DAYS * 24 * 3600 * 1000, known_ms = r->doc.day * 24 * 3600 * 1000;
    if (day_of_paragraphs(r, &day) && (!r->doc.has_day || (day.ms - known_ms < near_ms && known_ms - day.ms < near_ms)))
        day_run_set(r->zones, &r->doc, day);
    if (names_day(r, front_find(r->lines.front, "title"), &day))
        day_run_set(r->zones, &r->doc, day);
    for (uint32_t i = 1; i < r->section_count && i <= 1; i++)
        if (names_day(r, inline_plain(r->scratch, r->lines.v[r->sections[i].heading].text, &r->lines), &day))
            day_run_set(r->zones, &r->doc, day);
    for (uint32_t i = 0; i < r->lines.count && i < 20000; i++) {
        struct bytes first = r->lines.v[i].text;
        if (!read_paragraph_starts(r, i) || bytes_find_nocase(bytes_cut(first, 0, SENTENCE_MAX_BYTES), "all times") < 0)
            continue;
        struct bytes text = read_paragraph(r, i, r->lines.count);
        zone_id zone = text_zone(r->zones, text);
        if (zone) {
            r->doc.zone = zone;
            break;
        }
    }
}

/* Day, zone and exactness that a heading gives to what stands below it. */
static void
learn_from_heading(struct reader *r, const struct section *s)
{
    struct bytes text = inline_plain(r->scratch, r->lines.v[s->heading].text, &r->lines);
    struct when day;
    if (!s->is_moment && names_day(r, text, &day))
        day_run_set(r->zones, &r->run, day);
    zone_id zone = s->named ? text_zone(r->zones, text) : ZONE_NONE;
    if (zone)
        r->run.zone = zone;
    r->run.about |= s->named && bytes_find_nocase(text, "approx") >= 0;
}

/*
 * What holds at the start of section i: what the document and the headings above say. Inside a timeline a subsection
 * goes on from the last entry.
 */
void
read_enter_section(struct reader *r, uint32_t i)
{
    const struct section *s = &r->sections[i];
    bool goes_on = s->timeline && !s->named && s->parent && r->sections[s->parent].timeline;
    uint32_t above[LEVEL_BOLD + 1], n = 0;
    for (uint32_t k = i; k; k = goes_on ? 0 : r->sections[k].parent) // levels fall, so at most LEVEL_BOLD
        above[n++] = k;
    if (!goes_on)
        r->run = r->doc;
    while (n)
        learn_from_heading(r, &r->sections[above[--n]]);
}

/* When entries that name a zone all name the same one, it is the zone of the others too. */
void
read_learn_zone_from_entries(struct reader *r)
{
    zone_id only = ZONE_NONE;
    for (uint32_t i = 0; i < r->lines.count; i++) {
        const struct line *l = &r->lines.v[i];
        if (l->kind != LINE_ITEM && l->kind != LINE_HEADING && !(l->kind == LINE_TEXT && read_paragraph_starts(r, i)))
            continue;
        const struct entry_time *t = line_time(r, i);
        if (!t || !t->has_clock || (t->at.lacks & WHEN_LACKS_ZONE))
            continue;
        if (only && only != t->at.zone)
            return;
        only = t->at.zone;
    }
    if (only)
        r->doc.zone = only;
}
