/* Puts signals into their one order and drops repeats, in place. */
#include "build.h"

#include <stdlib.h>
#include <string.h>

/* Sorting small keys and moving each signal once is several times faster than sorting the signals themselves. */
struct key {
    int64_t ms;
    uint32_t at;
};

static int
cmp_key(const void *pa, const void *pb, void *ctx)
{
    const struct key *a = pa, *b = pb;
    if (a->ms != b->ms)
        return a->ms < b->ms ? -1 : 1;
    const struct signal *signals = ctx;
    int c = signal_cmp(&signals[a->at], &signals[b->at]);
    if (c)
        return c;
    /* Equal in all that is shown: the first path wins, so that origins do not depend on the order of reading either. */
    return signals[a->at].origin < signals[b->at].origin ? -1 : signals[a->at].origin > signals[b->at].origin;
}

static void
permute(struct signal *signals, struct key *keys, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (keys[i].at == i)
            continue;
        struct signal saved = signals[i];
        uint32_t to = i;
        while (keys[to].at != i) {
            uint32_t from = keys[to].at;
            signals[to] = signals[from];
            keys[to].at = to;
            to = from;
        }
        signals[to] = saved;
        keys[to].at = to;
    }
}

static bool
is_repeat(const struct signal *a, const struct signal *b)
{
    return a->at.precision == b->at.precision && (a->at.precision == PRECISION_UNKNOWN || a->at.ms == b->at.ms) &&
           a->kind == b->kind && a->state == b->state && strcmp(a->source, b->source) == 0 &&
           bytes_eq(a->ref, b->ref) && memcmp(a->hash.b, b->hash.b, sizeof a->hash.b) == 0 &&
           bytes_eq(a->title, b->title);
}

void
order_signals(struct build *b)
{
    struct signal *s = b->signals;
    uint32_t n = b->signal_count;
    struct key *keys = malloc(((size_t)n + 1) * sizeof *keys);
    if (!keys)
        abort();
    for (uint32_t i = 0; i < n; i++)
        keys[i] = (struct key){s[i].at.precision == PRECISION_UNKNOWN ? INT64_MAX : s[i].at.ms, i};
    qsort_r(keys, n, sizeof *keys, cmp_key, s);
    permute(s, keys, n);
    free(keys);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!kept || !is_repeat(&s[kept - 1], &s[i]))
            s[kept++] = s[i];
    b->signal_count = kept;
}
