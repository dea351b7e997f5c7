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

/* A list as far as one indentation goes. */
struct list {
    uint32_t end; // the line behind it
    uint32_t indent;
    unsigned items, clocks, days, tails, tasks, unreadable;
    unsigned nested; // timed items further in
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
    return text.n <= 200 && entry_time_at_end(r->zones, read_dates(r, inline_plain(r->scratch, text, &r->lines)), &t);
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
    if (l->kind == LINE_TEXT && i && l->quoted && !v[i - 1].quoted)
        return false;
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
        if (!is_sibling(&v[k], l.indent)) {
            l.nested += v[k].kind == LINE_ITEM && line_time(r, k) && line_time(r, k)->has_clock;
            continue;
        }
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
    if (l->tasks) // "- [x] 14:05 ...": some people tick off what they wrote; tasks have no times
        return s->timeline && timed == l->items;
    if (s->timeline || under_name)
        return timed + l->days > 0;
    if (timed >= 2 && timed + l->unreadable == l->items)
        return true;
    if (r->has_timeline || s->other)
        return false;
    if (l->days == l->items && l->nested >= 2)
        return true;
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
item_end(const struct reader *r, uint32_t i, uint32_t end)
{
    const struct line *v = r->lines.v;
    uint32_t k = i + 1;
    while (k < end && list_goes_on(v, k, v[i].indent) && !(is_sibling(&v[k], v[i].indent) && r->plans[k] != PLAN_JOIN))
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
read_item(struct reader *r, const struct section *s, uint32_t i, bool under_name, uint32_t *ret_next)
{
    if (r->plans[i] == PLAN_NONE) {
        struct list l = measure_list(r, i, s->end);
        plan_list(r, s, i, &l, under_name);
    }
    *ret_next = i + 1;
    if (r->plans[i] != PLAN_ENTRY && r->plans[i] != PLAN_UNDATED)
        return OK;
    uint32_t stop = item_end(r, i, s->end);
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

/* "--- Day changed Fri Mar 15 2024" of a chat log. */
static bool
log_day(struct reader *r, uint32_t i, struct when *ret)
{
    struct bytes text = r->lines.v[i].text;
    return (bytes_starts(text, "--- Day changed ") || bytes_starts(text, "--- Log opened ")) &&
           text_day(r->zones, bytes_from(text, 4), ret);
}

static bool
plain_starts(struct reader *r, uint32_t i, bool timeline)
{
    const struct line *v = r->lines.v;
    if (v[i].kind != LINE_TEXT || v[i].indent > 3)
        return false;
    struct when day;
    if (!read_paragraph_starts(r, i) && !line_time(r, i - 1) && !log_day(r, i - 1, &day))
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
is_day_line(struct reader *r, uint32_t i, struct when *ret)
{
    if (r->lines.v[i].kind != LINE_TEXT)
        return false;
    if (log_day(r, i, ret))
        return true;
    const struct entry_time *t = line_time(r, i);
    if (!t || !t->has_date || t->has_clock || r->lines.v[i].text.n > t->used + 3)
        return false;
    *ret = t->at;
    return true;
}

static struct plain
measure_plain(struct reader *r, const struct section *s)
{
    struct plain p = {0};
    struct when day;
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
        p.starts += (timed || read_paragraph_starts(r, i)) && !is_day_line(r, i, &day) &&
                    !read_speaks_of_times(r->lines.v[i].text);
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
    if (s->other)
        return false;
    if (r->has_timeline)
        return p->timed >= 2 && p->timed == p->starts && p->separated;
    return p->timed * 10 >= p->starts * 6 && (p->timed >= 2 || p->starts == 1);
}

static uint32_t
plain_end(struct reader *r, uint32_t i, const struct section *s)
{
    uint32_t k = i + 1;
    struct when day;
    for (; k < s->end; k++) {
        const struct line *l = &r->lines.v[k];
        if (plain_starts(r, k, s->timeline) || is_day_line(r, k, &day) || l->kind == LINE_ROW)
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
    return r->lines.v[i].text.n <= 60 && read_is_timeline_name(t);
}

/* All entries of a section that is not a moment itself. */
static enum err
read_section(struct reader *r, const struct section *s)
{
    const struct line *v = r->lines.v;
    struct plain plain = measure_plain(r, s);
    bool plain_ok = is_timeline_plain(r, &plain, s), under_name = false;
    uint32_t name_indent = 0, next;
    r->in_timeline = s->timeline;
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
            e = read_item(r, s, i, under_name && v[i].indent > name_indent, &next);
            if (r->plans[i] == PLAN_ENTRY && next == i + 1 && !r->taken[i]) { // it named the day of those further in
                under_name = true;
                name_indent = v[i].indent;
            }
        } else if (v[i].kind == LINE_ROW) {
            if (!s->other)
                e = read_table(r, i, s->end, s->timeline, &next);
        } else if (v[i].kind == LINE_TEXT) {
            struct when day;
            if (is_day_line(r, i, &day) && !(plain_ok && plain_starts(r, i, s->timeline))) {
                day_run_set(r->zones, &r->run, day);
            } else if (plain_ok && plain_starts(r, i, s->timeline)) {
                next = plain_end(r, i, s);
                e = read_lines(r, i, next, false);
            } else if (s->timeline && read_paragraph_starts(r, i)) {
                struct bytes text = read_paragraph(r, i, s->end);
                if (read_speaks_of_times(text))
                    read_learn_from_sentence(r, text, &r->run);
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
    uint32_t run_of = READ_NO_LINE; // the section whose moments r->run goes through
    for (uint32_t i = 0; i < r->section_count && !read_full(r);) {
        const struct section *s = &r->sections[i];
        uint32_t after = subsections_end(r, i);
        enum err e = OK;
        if (s->is_moment && (s->timeline || moments) && !spans_entries(r, s)) {
            if (!s->timeline && s->parent != run_of)
                read_enter_section(r, i);
            run_of = s->parent;
            e = read_lines(r, s->heading, r->sections[after - 1].end, false);
            i = after;
        } else {
            run_of = READ_NO_LINE;
            read_enter_section(r, i);
            uint32_t before = r->found;
            e = read_section(r, s);
            bool lone_day = s->is_day && s->timeline && r->found == before && after == i + 1 &&
                            !(after < r->section_count && r->sections[after].level >= s->level &&
                              (r->sections[after].is_moment || r->sections[after].level > s->level));
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

static enum err
read_text(struct reader *r, struct bytes body)
{
    r->lines = lines_of(r->scratch, body);
    r->order = date_order_of(body);
    r->times = arena_new_n(r->scratch, struct entry_time *, r->lines.count + 1);
    r->plans = arena_new_n(r->scratch, uint8_t, r->lines.count + 1);
    r->taken = arena_new_n(r->scratch, bool, r->lines.count + 1);
    read_cut_sections(r);
    read_learn_document(r);
    if (!r->doc.zone || r->doc.zone == r->d->zone)
        read_learn_zone_from_entries(r);
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
