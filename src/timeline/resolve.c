/*
 * Times become UTC, or unknown.
 *
 * A missing zone is the user's, else UTC (and the event is marked). A missing year is the one that puts the signal
 * closest to signals whose year is known, or to the user's window. A missing date is found for all such signals of one
 * origin together: the day on which most of them have a dated neighbour close by. Neither the clock nor a file's date
 * is ever asked: the same files give the same timeline on any day.
 */
#include "build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CANDIDATE_DAYS_MAX = 4000, // days looked at for a listing without dates
    CLOSE_MS = 15 * 60 * 1000, // a neighbour this close speaks for a day
    REFERENCE_YEAR = 2000,     // what when.h counts a time without year in
};

/* Times that are known for sure, sorted. */
struct anchors {
    int64_t *ms;
    uint32_t count;
};

static int
cmp_ms(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool
is_dated(const struct signal *s)
{
    return s->at.precision != PRECISION_UNKNOWN && !(s->at.lacks & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE)) &&
           !(s->flags & SIGNAL_ABSURD_TIME);
}

/* History of code goes back for years and would pull everything to its own dates: it counts only when nothing else is
 * dated. A user's window comes before all. */
static struct anchors
anchors_of(const struct build *b)
{
    struct anchors an = {.ms = malloc(((size_t)b->signal_count + 2) * sizeof *an.ms)};
    if (!an.ms)
        abort();
    const struct timeline_options *o = b->options;
    if (o->has_from)
        an.ms[an.count++] = o->from_ms;
    if (o->has_to)
        an.ms[an.count++] = o->to_ms;
    for (int pass = 0; pass < 2 && !an.count; pass++)
        for (uint32_t i = 0; i < b->signal_count; i++) {
            const struct signal *s = &b->signals[i];
            bool history = s->kind == KIND_CHANGE;
            if (is_dated(s) && (pass == 1 || !history))
                an.ms[an.count++] = s->at.ms;
        }
    qsort(an.ms, an.count, sizeof *an.ms, cmp_ms);
    return an;
}

static int64_t
distance(const struct anchors *an, int64_t ms)
{
    uint32_t lo = 0, hi = an->count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (an->ms[mid] < ms)
            lo = mid + 1;
        else
            hi = mid;
    }
    int64_t best = INT64_MAX;
    if (lo < an->count)
        best = an->ms[lo] - ms;
    if (lo > 0 && ms - an->ms[lo - 1] < best)
        best = ms - an->ms[lo - 1];
    return best;
}

static int64_t
to_utc(const struct build *b, int64_t local_ms, struct when w)
{
    zone_id zone = w.lacks & WHEN_LACKS_ZONE ? b->options->zone : w.zone;
    return zone == ZONE_NONE || zone == ZONE_UTC ? local_ms : zone_to_utc(b->options->zones, zone, local_ms);
}

/* The same wall clock in another year; 29 February of a year without one is 1 March. */
static int64_t
in_year(int64_t ms_in_reference_year, int year)
{
    int y, month, day;
    int64_t days =
        ms_in_reference_year >= 0 ? ms_in_reference_year / DAY_MS : -((-ms_in_reference_year + DAY_MS - 1) / DAY_MS);
    date_of_days(days, &y, &month, &day);
    return days_of_date(year + (y - REFERENCE_YEAR), month, day) * DAY_MS + (ms_in_reference_year - days * DAY_MS);
}

static int
year_of(int64_t ms)
{
    int y, month, day;
    date_of_days((ms >= 0 ? ms : ms - DAY_MS + 1) / DAY_MS, &y, &month, &day);
    return y;
}

/* Years that an anchor lies in, and the ones beside them: no other year can be the closest. */
static int
closest_year(const struct build *b, const struct anchors *an, struct when w)
{
    int first = year_of(an->ms[0]) - 1, last = year_of(an->ms[an->count - 1]) + 1, best = first;
    int64_t best_distance = INT64_MAX;
    for (int y = first; y <= last; y++) {
        int64_t d = distance(an, to_utc(b, in_year(w.ms, y), w));
        if (d < best_distance) {
            best_distance = d;
            best = y;
        }
    }
    return best;
}

/*
 * The day from which an origin's undated clock times count: the one on which most of them lie close to a known time;
 * between equals the one with the smallest sum of distances, then the earliest.
 */
static int64_t
closest_day(const struct build *b, const struct anchors *an, const uint32_t *members, uint32_t count)
{
    int64_t best_day = 0, best_sum = INT64_MAX, previous = INT64_MIN;
    uint32_t best_close = 0, looked = 0;
    for (uint32_t i = 0; i < an->count && looked < CANDIDATE_DAYS_MAX; i++) {
        int64_t day = (an->ms[i] >= 0 ? an->ms[i] : an->ms[i] - DAY_MS + 1) / DAY_MS;
        if (day == previous)
            continue;
        for (int64_t d = day - 1; d <= day + 1; d++) {
            if (d <= previous + 1 && previous != INT64_MIN)
                continue; // looked at beside the day before
            uint32_t close = 0;
            int64_t sum = 0;
            looked++;
            for (uint32_t k = 0; k < count; k++) {
                struct when w = b->signals[members[k]].at;
                int64_t far = distance(an, to_utc(b, d * DAY_MS + w.ms, w));
                close += far <= CLOSE_MS;
                sum += far > DAY_MS ? DAY_MS : far;
            }
            if (close > best_close || (close == best_close && sum < best_sum)) {
                best_close = close;
                best_sum = sum;
                best_day = d;
            }
        }
        previous = day;
    }
    return best_day;
}

/* "1 time", "12 times". */
struct times_text {
    char s[24];
};

static struct times_text
times_text(uint32_t count)
{
    struct times_text t;
    snprintf(t.s, sizeof t.s, "%u time%s", count, count == 1 ? "" : "s");
    return t;
}

/* Year and date are there now: a time in a zone that was named becomes UTC, one without waits for the last step. */
static void
filled(const struct build *b, struct when *w, int64_t local_ms)
{
    w->ms = local_ms;
    w->lacks &= WHEN_LACKS_ZONE;
    if (!w->lacks)
        w->ms = to_utc(b, local_ms, *w);
}

static bool
lacks(const struct when *w, unsigned what)
{
    return w->precision != PRECISION_UNKNOWN && (w->lacks & what);
}

static void
set_day(struct build *b, const struct anchors *an, const uint32_t *members, uint32_t count)
{
    if (!an->count) {
        for (uint32_t k = 0; k < count; k++)
            b->signals[members[k]].at = b->signals[members[k]].end = WHEN_UNKNOWN;
        build_note(b, "%s without a date stay unknown: nothing else in the evidence is dated; give --incident-from",
                   times_text(count).s);
        return;
    }
    int64_t day = closest_day(b, an, members, count);
    for (uint32_t k = 0; k < count; k++) {
        struct signal *s = &b->signals[members[k]];
        filled(b, &s->at, s->at.ms + day * DAY_MS);
        if (lacks(&s->end, WHEN_LACKS_DATE))
            filled(b, &s->end, s->end.ms + day * DAY_MS);
    }
    struct when_text text = when_format(day * DAY_MS);
    build_note(b, "%s without a date were put on %.10s, where the dated evidence lies closest", times_text(count).s,
               text.s);
}

struct member {
    uint32_t origin, signal;
};

static int
cmp_member(const void *pa, const void *pb)
{
    const struct member *a = pa, *b = pb;
    return a->origin != b->origin ? (a->origin > b->origin) - (a->origin < b->origin)
                                  : (a->signal > b->signal) - (a->signal < b->signal);
}

static void
resolve_days(struct build *b, const struct anchors *an)
{
    struct member *all = malloc((size_t)b->signal_count * sizeof *all);
    uint32_t *members = malloc((size_t)b->signal_count * sizeof *members), count = 0;
    if (!all || !members)
        abort();
    for (uint32_t i = 0; i < b->signal_count; i++)
        if (lacks(&b->signals[i].at, WHEN_LACKS_DATE))
            all[count++] = (struct member){b->signals[i].origin, i};
    qsort(all, count, sizeof *all, cmp_member);
    for (uint32_t i = 0; i < count;) {
        uint32_t n = 0;
        for (uint32_t origin = all[i].origin; i < count && all[i].origin == origin; i++)
            members[n++] = all[i].signal;
        set_day(b, an, members, n);
    }
    free(all);
    free(members);
}

static void
resolve_years(struct build *b, const struct anchors *an)
{
    uint32_t inferred = 0, unknown = 0;
    int first = 0, last = 0;
    for (uint32_t i = 0; i < b->signal_count; i++) {
        struct signal *s = &b->signals[i];
        if (!lacks(&s->at, WHEN_LACKS_YEAR))
            continue;
        if (!an->count) {
            s->at = s->end = WHEN_UNKNOWN;
            unknown++;
            continue;
        }
        int year = closest_year(b, an, s->at);
        filled(b, &s->at, in_year(s->at.ms, year));
        if (lacks(&s->end, WHEN_LACKS_YEAR))
            filled(b, &s->end, in_year(s->end.ms, year));
        first = !inferred || year < first ? year : first;
        last = !inferred || year > last ? year : last;
        inferred++;
    }
    if (inferred && first == last)
        build_note(b, "%s without a year were read as %d, from the evidence around them", times_text(inferred).s,
                   first);
    else if (inferred)
        build_note(b, "%s without a year were read as %d to %d, from the evidence around them", times_text(inferred).s,
                   first, last);
    if (unknown)
        build_note(b, "%s without a year stay unknown: nothing else in the evidence is dated; give --incident-from",
                   times_text(unknown).s);
}

/* The last step: what has year and date but no zone, and what still lacks them (an end whose start says nothing). */
static void
finish(const struct build *b, struct when *w)
{
    if (lacks(w, WHEN_LACKS_YEAR | WHEN_LACKS_DATE))
        *w = WHEN_UNKNOWN;
    if (lacks(w, WHEN_LACKS_ZONE))
        w->ms = to_utc(b, w->ms, *w);
    w->lacks = 0;
}

bool
resolve_times(struct build *b)
{
    unsigned missing = 0;
    uint32_t no_zone = 0;
    for (uint32_t i = 0; i < b->signal_count; i++) {
        const struct when *w = &b->signals[i].at;
        missing |= w->precision == PRECISION_UNKNOWN ? 0 : w->lacks;
        no_zone += lacks(w, WHEN_LACKS_ZONE);
    }
    if (missing & (WHEN_LACKS_YEAR | WHEN_LACKS_DATE)) {
        struct anchors an = anchors_of(b);
        resolve_years(b, &an);
        resolve_days(b, &an);
        free(an.ms);
    }
    zone_id zone = b->options->zone;
    if (no_zone && zone == ZONE_NONE)
        build_note(b, "%s without a zone were read as UTC; give --zone if that is wrong", times_text(no_zone).s);
    else if (no_zone)
        build_note(b, "%s without a zone were read in %s", times_text(no_zone).s, zone_name(b->options->zones, zone));
    for (uint32_t i = 0; i < b->signal_count; i++) {
        struct signal *s = &b->signals[i];
        if (zone == ZONE_NONE && lacks(&s->at, WHEN_LACKS_ZONE))
            s->flags |= SIGNAL_ZONE_ASSUMED;
        finish(b, &s->at);
        finish(b, &s->end);
        if (s->end.precision != PRECISION_UNKNOWN && s->at.precision != PRECISION_UNKNOWN && s->end.ms < s->at.ms) {
            s->flags |= SIGNAL_ENDS_BEFORE;
            s->end = WHEN_UNKNOWN;
        }
        if (s->at.precision != PRECISION_UNKNOWN && when_is_absurd(s->at.ms))
            s->flags |= SIGNAL_ABSURD_TIME;
    }
    return missing;
}
