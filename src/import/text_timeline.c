/*
 * Reading a written timeline: the text is cut into sections at its headings, each section is either called a timeline,
 * called something else, or neither; that decides how sure its lists must look before they are believed.
 *
 *   - a heading that begins with a clock time is an entry, with all that stands below it;
 *   - in a timeline, every list item, table row and paragraph that begins with a time is one;
 *   - elsewhere only lists and tables whose items (nearly) all begin with times are.
 *
 * Sub-bullets, continued lines and code belong to the entry above them. Times inside an entry's text are evidence that
 * somebody quotes, not its time.
 */
#include "text_read.h"

#include <string.h>

enum { OPENING_PARAGRAPHS = 8, NEAR_DAYS = 45 };

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

static bool
is_timeline_name(struct bytes heading)
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
    bool own = is_timeline_name(text);
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

static void
cut_sections(struct reader *r)
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

/* A sentence about all times: "All times in PST, on February 8th 2019", "Times are UTC". */
static bool
speaks_of_times(struct bytes text)
{
    return text.n <= 300 && (bytes_find_nocase(text, "times") >= 0 || bytes_find_nocase(text, "time zone") >= 0 ||
                             bytes_find_nocase(text, "timezone") >= 0 || bytes_find_nocase(text, "timestamps") >= 0);
}

/* Takes the zone and the day from such a sentence. */
static void
learn_from_sentence(struct reader *r, struct bytes text, struct day_run *run)
{
    zone_id zone = text_zone(r->zones, text);
    if (zone)
        run->zone = zone;
    if (bytes_find_nocase(text, "approx") >= 0)
        run->about = true;
    struct when day;
    if (text_day(r->zones, text, &day)) {
        day_run_set(r->zones, run, day);
        run->fixed = bytes_find_nocase(text, "all events") >= 0;
    }
}

/* A paragraph's lines as one piece of plain text, bounded. */
static struct bytes
paragraph_at(struct reader *r, uint32_t i, uint32_t end)
{
    buf_reset(&r->plain);
    for (uint32_t k = i; k < end && k < i + 8 && r->lines.v[k].kind == LINE_TEXT; k++) {
        if (k > i)
            buf_putc(&r->plain, ' ');
        buf_add(&r->plain, bytes_cut(r->lines.v[k].text, 0, 400));
    }
    return inline_plain(r->scratch, buf_bytes(&r->plain), &r->lines);
}

static bool
paragraph_starts(const struct reader *r, uint32_t i)
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
            if (!paragraph_starts(r, k))
                continue;
            left--;
            if (!text_day(r->zones, paragraph_at(r, k, s->end), &day) || (day.lacks & WHEN_LACKS_YEAR))
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
static void
learn_document(struct reader *r)
{
    r->doc = (struct day_run){.last_ms = -1, .zone = r->d->zone};
    const struct text_defaults *d = r->d;
    if (d->year && d->month && d->day && d->month <= 12 && d->day <= 31) {
        r->doc.day = days_of_date(d->year, d->month, d->day);
        r->doc.has_day = r->doc.has_year = true;
    }
    struct when day;
    if (text_day(r->zones, front_find(r->lines.front, "date"), &day))
        day_run_set(r->zones, &r->doc, day);
    int64_t near_ms = (int64_t)NEAR_DAYS * 24 * 3600 * 1000, known_ms = r->doc.day * 24 * 3600 * 1000;
    if (day_of_paragraphs(r, &day) && (!r->doc.has_day || (day.ms - known_ms < near_ms && known_ms - day.ms < near_ms)))
        day_run_set(r->zones, &r->doc, day);
    if (text_day(r->zones, front_find(r->lines.front, "title"), &day))
        day_run_set(r->zones, &r->doc, day);
    for (uint32_t i = 1; i < r->section_count && i <= 1; i++)
        if (text_day(r->zones, inline_plain(r->scratch, r->lines.v[r->sections[i].heading].text, &r->lines), &day))
            day_run_set(r->zones, &r->doc, day);
    for (uint32_t i = 0; i < r->lines.count && i < 20000; i++) {
        if (!paragraph_starts(r, i) || !bytes_starts_nocase(r->lines.v[i].text, "all times"))
            continue;
        struct bytes text = paragraph_at(r, i, r->lines.count);
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
    if (!s->is_moment && text_day(r->zones, text, &day))
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
static void
enter_section(struct reader *r, uint32_t i)
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

/* A list as far as one indentation goes. */
struct list {
    uint32_t end; // the line behind it
    uint32_t indent;
    unsigned items, clocks, days, tails, tasks, unreadable;
    bool dot;
};

static bool
is_sibling(const struct line *l, uint32_t indent)
{
    return l->kind == LINE_ITEM && l->indent + 1 >= indent && l->indent <= indent + 1;
}

static bool
has_tail(struct reader *r, uint32_t i)
{
    struct entry_time t;
    struct bytes text = r->lines.v[i].text;
    return text.n <= 200 && entry_time_at_end(r->zones, inline_plain(r->scratch, text, &r->lines), &t);
}

/* Whether a list that started at `indent` goes on with line i. */
static bool
list_goes_on(const struct line *v, uint32_t i, uint32_t indent)
{
    const struct line *l = &v[i];
    if (l->kind == LINE_HEADING)
        return false;
    if (l->kind == LINE_ITEM)
        return l->indent + 1 >= indent;
    if ((l->kind == LINE_TEXT || l->kind == LINE_ROW) && i && v[i - 1].kind == LINE_BLANK)
        return l->indent > indent;
    return true;
}

static struct list
measure_list(struct reader *r, uint32_t i, uint32_t end)
{
    const struct line *v = r->lines.v;
    struct list l = {.indent = v[i].indent, .dot = v[i].dot};
    uint32_t k = i;
    for (; k < end && list_goes_on(v, k, l.indent); k++) {
        if (!is_sibling(&v[k], l.indent))
            continue;
        const struct entry_time *t = line_time(r, k);
        l.items += v[k].text.n > 0;
        l.tasks += v[k].task;
        l.clocks += t && t->has_clock;
        l.days += t && t->has_date && !t->has_clock;
        l.unreadable += t && t->unreadable;
        l.tails += !t && has_tail(r, k);
    }
    l.end = k;
    return l;
}

/* Whether a list is believed to be a timeline. */
static bool
is_timeline_list(const struct reader *r, const struct list *l, const struct section *s, bool under_name)
{
    unsigned timed = l->clocks + l->tails;
    if (l->tasks)
        return false;
    if (s->timeline || under_name)
        return timed + l->days > 0;
    if (timed >= 2 && timed + l->unreadable == l->items)
        return true;
    if (r->has_timeline || s->other)
        return false;
    if (l->clocks >= 2 && (l->clocks * 10 >= l->items * 6 || (l->dot && l->clocks >= 3)))
        return true; // lists with dots were pasted from pages: sub-items stand among the items
    return l->items >= 3 && timed + l->days == l->items;
}

/* Whether an item without a time is an entry rather than a remark. */
static bool
says_something(const struct line *l)
{
    size_t i = 0;
    while (i < l->text.n && strchr("*_", l->text.p[i]))
        i++;
    return l->text.n && !bytes_starts_nocase(bytes_from(l->text, i), "note");
}

/* Decides for each item of a list what it is. */
static void
plan_list(struct reader *r, const struct section *s, uint32_t i, const struct list *l, bool under_name)
{
    const struct line *v = r->lines.v;
    bool believed = is_timeline_list(r, l, s, under_name), after_entry = false;
    uint32_t last = i;
    for (uint32_t k = i; k < l->end; k++) {
        if (!is_sibling(&v[k], l->indent))
            continue;
        const struct entry_time *t = line_time(r, k);
        uint8_t plan = PLAN_PASS;
        if (believed && t && (t->has_clock || t->unreadable || t->has_date))
            plan = PLAN_ENTRY;
        else if (believed && !t && l->tails && has_tail(r, k))
            plan = PLAN_ENTRY;
        else if (believed && after_entry && (l->dot || !(s->timeline || under_name)))
            plan = PLAN_JOIN;
        else if (believed && !l->dot && (s->timeline || under_name) && l->clocks + l->tails >= 2 &&
                 says_something(&v[k]))
            plan = PLAN_UNDATED;
        if (plan == PLAN_ENTRY)
            last = k;
        after_entry = plan == PLAN_ENTRY || (plan == PLAN_JOIN && after_entry);
        r->plans[k] = plan;
    }
    for (uint32_t k = last + 1; k < l->end && l->dot && l->clocks * 2 < l->items; k++)
        if (r->plans[k] == PLAN_JOIN) // behind the last entry the page went on with something else
            r->plans[k] = PLAN_PASS;
}

/* The line behind the entry that item i begins. */
static uint32_t
item_end(const struct reader *r, uint32_t i, uint32_t list_end)
{
    const struct line *v = r->lines.v;
    uint32_t k = i + 1;
    while (k < list_end && !(is_sibling(&v[k], v[i].indent) && r->plans[k] != PLAN_JOIN))
        k++;
    return k;
}

/* An item that only names a day and has timed items below it. */
static bool
is_day_item(struct reader *r, uint32_t i, uint32_t item_stop)
{
    const struct entry_time *t = line_time(r, i);
    if (!t || t->has_clock || !t->has_date || r->lines.v[i].text.n > t->used + 20)
        return false;
    for (uint32_t k = i + 1; k < item_stop; k++)
        if (r->lines.v[k].kind == LINE_ITEM && line_time(r, k) && line_time(r, k)->has_clock)
            return true;
    return false;
}

/* One list; its entries are added. ret_next: where to read on. */
static enum err
read_item(struct reader *r, const struct section *s, uint32_t i, bool under_name, uint32_t *list_end,
          uint32_t *ret_next)
{
    if (r->plans[i] == PLAN_NONE) {
        struct list l = measure_list(r, i, s->end);
        plan_list(r, s, i, &l, under_name);
        *list_end = l.end;
    }
    *ret_next = i + 1;
    if (r->plans[i] != PLAN_ENTRY && r->plans[i] != PLAN_UNDATED)
        return OK;
    uint32_t stop = item_end(r, i, *list_end > i ? *list_end : i + 1);
    if (r->plans[i] == PLAN_ENTRY && is_day_item(r, i, stop)) {
        day_run_set(r->zones, &r->run, line_time(r, i)->at);
        return OK;
    }
    if (r->plans[i] == PLAN_UNDATED) { // a heading for items below it is none itself
        for (uint32_t k = i + 1; k < stop; k++)
            if (r->lines.v[k].kind == LINE_ITEM && line_time(r, k) && line_time(r, k)->has_clock)
                return OK;
    }
    *ret_next = stop;
    return read_lines(r, i, stop, r->plans[i] == PLAN_UNDATED);
}

/* Plain lines that begin with a time, in a section. */
struct plain {
    unsigned starts, timed, items;
    bool separated; // a dash or colon behind the time, or brackets around it
};

/* "10/14/2022 - text", not "January 29, 2024 the team ...". */
static bool
separates(struct bytes time)
{
    return bytes_ends(time, "- ") || bytes_ends(time, ": ") || bytes_ends(time, "\xe2\x80\x93 ") ||
           bytes_ends(time, "\xe2\x80\x94 ");
}

static bool
plain_starts(struct reader *r, uint32_t i, bool timeline)
{
    const struct line *v = r->lines.v;
    if (v[i].kind != LINE_TEXT || v[i].indent > 3)
        return false;
    if (!paragraph_starts(r, i) && !line_time(r, i - 1))
        return false;
    const struct entry_time *t = line_time(r, i);
    if (!t)
        return false;
    if (v[i].text.n <= t->used) // the time alone, and the text on the next line
        return timeline && i + 1 < r->lines.count && v[i + 1].kind == LINE_TEXT && !line_time(r, i + 1);
    return t->has_clock || t->unreadable || (timeline && t->used >= 3 && separates(bytes_cut(v[i].text, 0, t->used)));
}

/* "2019-01-22" alone on its line gives the day of what follows. */
static bool
is_day_line(struct reader *r, uint32_t i)
{
    if (r->lines.v[i].kind != LINE_TEXT)
        return false;
    const struct entry_time *t = line_time(r, i);
    return t && t->has_date && !t->has_clock && r->lines.v[i].text.n <= t->used + 3;
}

static struct plain
measure_plain(struct reader *r, const struct section *s)
{
    struct plain p = {0};
    for (uint32_t i = s->begin; i < s->end; i++) {
        if (r->lines.v[i].kind == LINE_ITEM) {
            const struct entry_time *t = line_time(r, i);
            p.items += t && t->has_clock;
            continue;
        }
        bool timed = plain_starts(r, i, s->timeline);
        p.timed += timed;
        p.separated |= timed && (r->lines.v[i].text.p[0] == '[' || !line_time(r, i)->used ||
                                 separates(bytes_cut(r->lines.v[i].text, 0, line_time(r, i)->used)));
        p.starts += (timed || paragraph_starts(r, i)) && !is_day_line(r, i) && !speaks_of_times(r->lines.v[i].text);
    }
    return p;
}

static bool
is_timeline_plain(const struct reader *r, const struct plain *p, const struct section *s)
{
    if (!p->timed)
        return false;
    if (s->timeline)
        return p->timed >= 2 || (!p->items && p->timed == p->starts && p->separated);
    if (s->other || r->has_timeline)
        return p->timed >= 2 && p->timed == p->starts;
    return p->timed * 10 >= p->starts * 6 && (p->timed >= 2 || p->starts == 1);
}

static uint32_t
plain_end(struct reader *r, uint32_t i, const struct section *s)
{
    uint32_t k = i + 1;
    for (; k < s->end; k++) {
        const struct line *l = &r->lines.v[k];
        if (plain_starts(r, k, s->timeline) || is_day_line(r, k) || l->kind == LINE_ROW)
            break;
        if (l->kind == LINE_ITEM && line_time(r, k) && line_time(r, k)->has_clock)
            break;
    }
    return k;
}

/* An item or a line that is itself the name of a timeline: "- **Key events**". */
static bool
names_timeline(struct reader *r, uint32_t i)
{
    struct bytes t = inline_plain(r->scratch, bytes_cut(r->lines.v[i].text, 0, 80), 0);
    return r->lines.v[i].text.n <= 60 && is_timeline_name(t);
}

/* All entries of a section that is not a moment itself. */
static enum err
read_section(struct reader *r, const struct section *s)
{
    const struct line *v = r->lines.v;
    struct plain plain = measure_plain(r, s);
    bool plain_ok = is_timeline_plain(r, &plain, s), under_name = false;
    uint32_t name_indent = 0, next, list_end = 0;
    enum err e = OK;
    for (uint32_t i = s->begin; i < s->end && !e && !read_full(r); i = next) {
        next = i + 1;
        if (v[i].kind == LINE_ITEM) {
            if (under_name && v[i].indent <= name_indent)
                under_name = false;
            if (!line_time(r, i) && names_timeline(r, i)) {
                under_name = true;
                name_indent = v[i].indent;
            }
            e = read_item(r, s, i, under_name && v[i].indent > name_indent, &list_end, &next);
        } else if (v[i].kind == LINE_ROW) {
            if (!s->other)
                e = read_table(r, i, s->end, s->timeline, &next);
        } else if (v[i].kind == LINE_TEXT) {
            if (is_day_line(r, i) && !(plain_ok && plain_starts(r, i, s->timeline))) {
                day_run_set(r->zones, &r->run, line_time(r, i)->at);
            } else if (plain_ok && plain_starts(r, i, s->timeline)) {
                next = plain_end(r, i, s);
                e = read_lines(r, i, next, false);
            } else if (s->timeline && paragraph_starts(r, i)) {
                struct bytes text = paragraph_at(r, i, s->end);
                if (speaks_of_times(text))
                    learn_from_sentence(r, text, &r->run);
            }
        }
    }
    return e;
}

/* The last section that belongs to the moment or day section i: deeper ones that are no moments themselves. */
static uint32_t
subsections_end(const struct reader *r, uint32_t i)
{
    uint32_t k = i + 1;
    while (k < r->section_count && r->sections[k].level > r->sections[i].level && !r->sections[k].is_moment &&
           !r->sections[k].is_day)
        k++;
    return k;
}

/* Two items that begin with clocks below a heading with a clock: the heading spans them. */
static bool
spans_entries(struct reader *r, const struct section *s)
{
    unsigned items = 0, timed = 0;
    for (uint32_t i = s->begin; i < s->end; i++)
        if (r->lines.v[i].kind == LINE_ITEM) {
            items++;
            timed += line_time(r, i) && line_time(r, i)->has_clock;
        }
    return timed >= 2 && timed == items;
}

static unsigned
count_moments(const struct reader *r)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < r->section_count; i++)
        n += r->sections[i].is_moment;
    return n;
}

static enum err
read_sections(struct reader *r)
{
    bool moments = count_moments(r) >= 2;
    for (uint32_t i = 0; i < r->section_count && !read_full(r);) {
        const struct section *s = &r->sections[i];
        uint32_t after = subsections_end(r, i);
        enum err e = OK;
        if (s->is_moment && (s->timeline || moments) && !spans_entries(r, s)) {
            if (!s->timeline && (i == 0 || !r->sections[i - 1].is_moment))
                r->run = r->doc;
            e = read_lines(r, s->heading, r->sections[after - 1].end, false);
            i = after;
        } else {
            enter_section(r, i);
            uint32_t before = r->found;
            e = read_section(r, s);
            bool lone_day = s->is_day && s->timeline && r->found == before && after == i + 1 &&
                            !(after < r->section_count && r->sections[after].level > s->level);
            if (!e && lone_day)
                e = read_lines(r, s->heading, s->end, false);
            i++;
        }
        if (e)
            return e;
    }
    for (uint32_t i = 0; i < r->section_count && !read_full(r); i++) {
        r->run = r->doc;
        enum err e = read_chat(r, r->sections[i].begin, r->sections[i].end);
        if (e)
            return e;
    }
    return OK;
}

/* When entries that name a zone all name the same one, it is the zone of the others too. */
static void
learn_zone_from_entries(struct reader *r)
{
    zone_id only = ZONE_NONE;
    for (uint32_t i = 0; i < r->lines.count; i++) {
        const struct line *l = &r->lines.v[i];
        if (l->kind != LINE_ITEM && l->kind != LINE_HEADING && !(l->kind == LINE_TEXT && paragraph_starts(r, i)))
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

static enum err
read_text(struct reader *r, struct bytes body)
{
    r->lines = lines_of(r->scratch, body);
    r->times = arena_new_n(r->scratch, struct entry_time *, r->lines.count + 1);
    r->plans = arena_new_n(r->scratch, uint8_t, r->lines.count + 1);
    r->taken = arena_new_n(r->scratch, bool, r->lines.count + 1);
    cut_sections(r);
    learn_document(r);
    if (!r->doc.zone || r->doc.zone == r->d->zone)
        learn_zone_from_entries(r);
    enum err e = read_sections(r);
    if (!e)
        e = read_listings(r);
    buf_done(&r->text);
    buf_done(&r->plain);
    return e;
}

enum err
import_text_timeline(struct import *im, const struct input *in, struct bytes body, const struct text_defaults *d,
                     struct why *why)
{
    struct arena scratch = {.max_bytes = SIZE_MAX};
    struct reader r = {.im = im, .in = in, .zones = im->zones, .scratch = &scratch, .d = d, .why = why};
    enum err e = read_text(&r, body);
    arena_done(&scratch);
    if (!e && !r.found)
        return fail(why, ERR_INVALID, "no line begins with a time");
    return e;
}

unsigned
text_timeline_count(struct zones *z, struct bytes body, unsigned max)
{
    static const struct text_defaults none;
    struct arena scratch = {.max_bytes = SIZE_MAX};
    struct reader r = {.zones = z, .scratch = &scratch, .d = &none, .max = max};
    read_text(&r, body);
    arena_done(&scratch);
    return r.found;
}
