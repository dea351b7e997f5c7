/*
 * Floods and flapping: a run of events of one family becomes one line with a count.
 *
 * A family is what the importer says ("listing plugins/"), or for alerts their name and stage, for logs and bots the
 * shape of their text (digits do not tell lines apart). A run ends where the family is silent for too long. What people
 * write has no family and never collapses, but for joins and renames.
 */
#include "build.h"

#include "../base/buf.h"
#include "../base/map.h"

#include <stdlib.h>
#include <string.h>

enum {
    RUN_MIN = 3, // fewer stay as they are
    FAMILY_MAX_BYTES = 160,
    LISTED_MAX = 20, // titles named in the detail of a collapsed line
};
#define FLOOD_GAP_MS (5 * MINUTE_MS)
#define FLAP_GAP_MS  (30 * MINUTE_MS)

struct family {
    char s[FAMILY_MAX_BYTES];
    size_t n;
};

static void
put(struct family *f, struct bytes text)
{
    for (size_t i = 0; i < text.n && f->n < FAMILY_MAX_BYTES; i++)
        f->s[f->n++] = text.p[i];
}

/* The text with each run of digits, or of hex digits that has one, as one mark. */
static void
put_shape(struct family *f, struct bytes text)
{
    for (size_t i = 0; i < text.n && f->n < FAMILY_MAX_BYTES;) {
        size_t end = i;
        bool digit = false, hex = true;
        while (end < text.n && ascii_is_alnum(text.p[end])) {
            digit |= ascii_is_digit(text.p[end]);
            hex &= ascii_is_hex(text.p[end]);
            end++;
        }
        if (end == i) {
            f->s[f->n++] = text.p[i++];
        } else if (digit && (hex || ascii_is_digit(text.p[i]))) {
            f->s[f->n++] = '#';
            i = end;
        } else {
            for (; i < end && f->n < FAMILY_MAX_BYTES; i++)
                f->s[f->n++] = ascii_is_digit(text.p[i]) ? '#' : text.p[i];
            i = end;
        }
    }
}

static struct bytes
alert_name(const struct signal *s)
{
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == TIE_NAME && t->role == TIE_IS)
            return t->value;
    return s->title;
}

/* Empty when the event stands for itself. */
static struct family
family_of(const struct build *b, const struct event *e)
{
    const struct signal *s = &b->signals[e->main];
    struct family f = {.n = 0};
    if (s->family.n) {
        put(&f, BYTES("F "));
        put(&f, s->family);
    } else if (e->kind == KIND_ALERT) {
        put(&f, BYTES("A "));
        put(&f, bytes_of(state_name((enum state)e->state)));
        put(&f, BYTES(" "));
        put_shape(&f, alert_name(s));
    } else if (e->kind == KIND_LOG) {
        put(&f, BYTES("L "));
        put(&f, s->actor);
        put(&f, BYTES(" "));
        put_shape(&f, s->title);
    } else if (e->kind == KIND_CHAT && s->flags & SIGNAL_SYSTEM) {
        ptrdiff_t slash = bytes_find_char(s->ref, '/');
        put(&f, BYTES("S "));
        put(&f, slash > 0 ? bytes_cut(s->ref, 0, (size_t)slash) : BYTES_NONE);
    } else if (e->kind == KIND_CHAT && s->flags & SIGNAL_BOT) {
        put(&f, BYTES("B "));
        put(&f, s->actor);
        put(&f, BYTES(" "));
        put_shape(&f, s->title);
    }
    return f;
}

/* ---- runs ---- */

struct run {
    uint32_t first, last; // events; linked through next[]
    uint32_t count;
};

static int
cmp_event(const void *pa, const void *pb, void *ctx)
{
    const struct event *a = pa, *b = pb;
    int64_t x = event_ms(a), y = event_ms(b);
    if (x != y)
        return x < y ? -1 : 1;
    const struct signal *signals = ctx;
    return signal_cmp(&signals[a->signals[0]], &signals[b->signals[0]]);
}

/* next[] links the events of one run in time order; heads are those with run_length >= RUN_MIN. */
static void
find_runs(const struct build *b, uint32_t *next, uint32_t *run_length)
{
    struct arena keys = {.max_bytes = SIZE_MAX};
    struct map families = {0}; // family -> its open run + 1
    uint32_t run_count = 0;
    struct run *runs = calloc((size_t)b->event_count + 1, sizeof *runs);
    if (!runs)
        abort();
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        next[i] = run_length[i] = 0;
        struct family f = e->at.precision == PRECISION_UNKNOWN ? (struct family){.n = 0} : family_of(b, e);
        if (!f.n)
            continue;
        struct bytes key = {f.s, f.n};
        const uint32_t *open = map_find(&families, key);
        int64_t gap = e->kind == KIND_ALERT ? FLAP_GAP_MS : FLOOD_GAP_MS;
        struct run *r = open ? &runs[*open - 1] : NULL;
        if (r && e->at.ms - b->events[r->last].at.ms <= gap) {
            next[r->last] = i;
            r->last = i;
            run_length[r->first] = ++r->count;
            continue;
        }
        runs[run_count++] = (struct run){i, i, 1};
        *map_at(&families, open ? key : bytes_dup(&keys, key)) = run_count;
    }
    free(runs);
    map_done(&families);
    arena_done(&keys);
}

static struct bytes
run_title(struct build *b, const struct event *e, uint32_t count)
{
    if (e->kind == KIND_ALERT && e->state == STATE_OPENED)
        return bytes_printf(b->arena, "%.*s (fired %u times)", BYTES_ARG(e->title), count);
    if (e->kind == KIND_ALERT && e->state == STATE_RESOLVED)
        return bytes_printf(b->arena, "%.*s (resolved %u times)", BYTES_ARG(e->title), count);
    return bytes_printf(b->arena, "%.*s (and %u more)", BYTES_ARG(e->title), count - 1);
}

/* A recovery counts from its last: before, the alert came again. */
static bool
ends_with_last(const struct event *e)
{
    return e->kind == KIND_ALERT && e->state == STATE_RESOLVED;
}

static void
collapse_run(struct build *b, uint32_t first, const uint32_t *next, uint32_t count)
{
    struct event *e = &b->events[first];
    uint32_t signal_count = 0, n = 0, listed = 0;
    for (uint32_t k = 0, i = first; k < count; k++, i = next[i])
        signal_count += b->events[i].signal_count;
    uint32_t *signals = arena_new_n(b->arena, uint32_t, signal_count);
    struct buf detail = {0};
    struct event last = *e;
    for (uint32_t k = 0, i = first; k < count; k++, i = next[i]) {
        const struct event *o = &b->events[i];
        memcpy(signals + n, o->signals, o->signal_count * sizeof *signals);
        n += o->signal_count;
        if (o->severity && (!e->severity || o->severity < e->severity))
            e->severity = o->severity;
        last = *o;
        if (listed < LISTED_MAX && (!k || !bytes_eq(o->title, e->title))) {
            buf_puts(&detail, k ? "\n" : "");
            buf_add(&detail, o->title);
            listed++;
        }
    }
    if (count > listed && listed == LISTED_MAX)
        buf_printf(&detail, "\n... and %u more", count - listed);
    e->title = run_title(b, e, count);
    if (listed > 1)
        e->detail = bytes_dup(b->arena, buf_bytes(&detail));
    buf_done(&detail);
    e->signals = signals;
    e->signal_count = signal_count;
    e->times = count;
    if (ends_with_last(e)) {
        e->at = last.at;
        e->main = last.main;
    } else {
        e->end = last.end.precision == PRECISION_UNKNOWN ? last.at : last.end;
    }
}

void
collapse_events(struct build *b)
{
    uint32_t n = b->event_count;
    bool moved = false;
    uint32_t *next = malloc(((size_t)n + 1) * sizeof *next), *run_length = malloc(((size_t)n + 1) * sizeof *run_length);
    bool *gone = calloc((size_t)n + 1, sizeof *gone);
    if (!next || !run_length || !gone)
        abort();
    find_runs(b, next, run_length);
    for (uint32_t i = 0; i < n; i++) {
        if (run_length[i] < RUN_MIN)
            continue;
        for (uint32_t k = 1, at = next[i]; k < run_length[i]; k++, at = next[at])
            gone[at] = true;
        moved |= ends_with_last(&b->events[i]);
        collapse_run(b, i, next, run_length[i]);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!gone[i])
            b->events[kept++] = b->events[i];
    b->event_count = kept;
    if (moved) // events come in the order of their first signals, but for these
        qsort_r(b->events, kept, sizeof *b->events, cmp_event, b->signals);
    for (uint32_t i = 0; i < kept; i++)
        b->events[i].number = i + 1;
    free(next);
    free(run_length);
    free(gone);
}
