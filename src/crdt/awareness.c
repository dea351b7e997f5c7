#include "awareness.h"

#include "wire.h"

#include <assert.h>
#include <stdlib.h>

struct peer {
    uint64_t client, clock;
    char *state; // JSON; NULL: it went
    size_t state_bytes;
    int64_t seen_ms; // when it said something last, or went
};

struct awareness {
    struct awareness_limits limits;
    struct peer *peers; // by client
    size_t count, cap, there;
};

struct entry {
    uint64_t client, clock;
    struct bytes state;
    bool is_null;
};

struct awareness *
awareness_new(const struct awareness_limits *limits)
{
    struct awareness *a = calloc(1, sizeof *a);
    assert(a);
    if (limits)
        a->limits = *limits;
    if (!a->limits.client_max)
        a->limits.client_max = AWARENESS_CLIENT_MAX;
    if (!a->limits.state_max_bytes)
        a->limits.state_max_bytes = AWARENESS_STATE_MAX_BYTES;
    return a;
}

void
awareness_free(struct awareness *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->count; i++)
        free(a->peers[i].state);
    free(a->peers);
    free(a);
}

size_t
awareness_count(const struct awareness *a)
{
    return a->there;
}

static size_t
place_of(const struct awareness *a, uint64_t client)
{
    size_t low = 0, high = a->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (a->peers[middle].client < client)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct peer *
find(const struct awareness *a, uint64_t client)
{
    size_t i = place_of(a, client);
    return i < a->count && a->peers[i].client == client ? &a->peers[i] : NULL;
}

/* When too many clocks of gone clients are kept, the oldest is forgotten. */
static void
forget_oldest(struct awareness *a)
{
    if (a->count - a->there <= a->limits.client_max)
        return;
    size_t oldest = a->count;
    for (size_t i = 0; i < a->count; i++) {
        if (!a->peers[i].state && (oldest == a->count || a->peers[i].seen_ms < a->peers[oldest].seen_ms))
            oldest = i;
    }
    assert(oldest < a->count);
    a->count--;
    memmove(a->peers + oldest, a->peers + oldest + 1, (a->count - oldest) * sizeof *a->peers);
}

static struct peer *
get(struct awareness *a, uint64_t client)
{
    struct peer *p = find(a, client);
    if (p)
        return p;
    if (a->count == a->cap) {
        a->cap = a->cap ? a->cap * 2 : 4;
        a->peers = realloc(a->peers, a->cap * sizeof *a->peers);
        assert(a->peers);
    }
    size_t i = place_of(a, client);
    memmove(a->peers + i + 1, a->peers + i, (a->count - i) * sizeof *a->peers);
    a->count++;
    a->peers[i] = (struct peer){.client = client};
    return &a->peers[i];
}

static void
set_state(struct awareness *a, struct peer *p, struct bytes state, bool is_null)
{
    a->there -= p->state != NULL;
    free(p->state);
    p->state = NULL;
    p->state_bytes = 0;
    if (is_null)
        return;
    p->state = malloc(state.n);
    assert(p->state);
    memcpy(p->state, state.p, state.n);
    p->state_bytes = state.n;
    a->there++;
}

static struct entry
read_entry(struct reader *r)
{
    struct entry e;
    e.client = read_number(r);
    e.clock = read_number(r);
    e.state = read_string(r, NULL);
    e.is_null = bytes_is(bytes_trim(e.state), "null");
    return e;
}

/* An entry counts when its clock is higher, or the same and it says that a client went that is there. */
static bool
is_news(const struct awareness *a, const struct entry *e)
{
    const struct peer *p = find(a, e->client);
    uint64_t known = p ? p->clock : 0;
    return e->clock > known || (e->clock == known && e->is_null && p && p->state);
}

static enum err
check(const struct awareness *a, struct bytes update, struct why *why)
{
    struct reader r = reader_of(update);
    size_t new_ones = 0;
    uint64_t count = read_number(&r);
    for (uint64_t i = 0; i < count && !r.bad; i++) {
        struct entry e = read_entry(&r);
        if (r.bad || !json_text_valid(e.state))
            return fail(why, ERR_INVALID, "entry %llu of the awareness update is cut off or not JSON",
                        (unsigned long long)i + 1);
        if (e.state.n > a->limits.state_max_bytes)
            return fail(why, ERR_LIMIT, "an awareness state has at most %u bytes, not %zu", a->limits.state_max_bytes,
                        e.state.n);
        const struct peer *p = find(a, e.client);
        new_ones += !e.is_null && !(p && p->state);
    }
    if (r.bad)
        return fail(why, ERR_INVALID, "the awareness update is cut off");
    if (a->there + new_ones > a->limits.client_max)
        return fail(why, ERR_LIMIT, "at most %u clients can be there at once", a->limits.client_max);
    return OK;
}

/* Entries with their number before them. */
struct news {
    struct buf entries;
    uint64_t count;
};

static void
add_news(struct news *n, const struct peer *p)
{
    write_number(&n->entries, p->client);
    write_number(&n->entries, p->clock);
    write_block(&n->entries, p->state ? (struct bytes){p->state, p->state_bytes} : BYTES("null"));
    n->count++;
}

static bool
finish_news(struct news *n, struct buf *out)
{
    if (n->count && out) {
        write_number(out, n->count);
        write_raw(out, buf_bytes(&n->entries));
        out->full |= n->entries.full;
    }
    buf_done(&n->entries);
    return n->count != 0;
}

enum err
awareness_apply(struct awareness *a, struct bytes update, int64_t now_ms, struct buf *ret_news, struct why *why)
{
    enum err err = check(a, update, why);
    if (err)
        return err;
    struct reader r = reader_of(update);
    struct news news = {0};
    for (uint64_t count = read_number(&r); count; count--) {
        struct entry e = read_entry(&r);
        if (!is_news(a, &e))
            continue;
        bool known = find(a, e.client) != NULL;
        struct peer *p = get(a, e.client);
        p->clock = e.clock;
        p->seen_ms = now_ms;
        set_state(a, p, e.state, e.is_null);
        if (known || !e.is_null) // that somebody went of whom nobody knew is no news
            add_news(&news, p);
        forget_oldest(a);
    }
    finish_news(&news, ret_news);
    return OK;
}

bool
awareness_encode(const struct awareness *a, struct buf *out)
{
    struct news all = {0};
    for (size_t i = 0; i < a->count; i++) {
        if (a->peers[i].state)
            add_news(&all, &a->peers[i]);
    }
    return finish_news(&all, out);
}

static void
remove_peer(struct awareness *a, struct peer *p, int64_t now_ms, struct news *news)
{
    set_state(a, p, BYTES_NONE, true);
    p->seen_ms = now_ms;
    add_news(news, p);
}

bool
awareness_remove(struct awareness *a, const uint64_t *clients, size_t count, int64_t now_ms, struct buf *ret_news)
{
    struct news news = {0};
    for (size_t i = 0; i < count; i++) {
        struct peer *p = find(a, clients[i]);
        if (!p || !p->state)
            continue;
        remove_peer(a, p, now_ms, &news);
        forget_oldest(a);
    }
    return finish_news(&news, ret_news);
}

bool
awareness_expire(struct awareness *a, int64_t now_ms, struct buf *ret_news)
{
    struct news news = {0};
    for (size_t i = 0; i < a->count; i++) {
        if (a->peers[i].state && now_ms - a->peers[i].seen_ms >= AWARENESS_EXPIRE_MS)
            remove_peer(a, &a->peers[i], now_ms, &news);
    }
    while (a->count - a->there > a->limits.client_max)
        forget_oldest(a);
    return finish_news(&news, ret_news);
}

size_t
awareness_clients(struct bytes update, uint64_t *ret, size_t max)
{
    struct reader r = reader_of(update);
    size_t n = 0;
    for (uint64_t count = read_number(&r); count && n < max; count--) {
        struct entry e = read_entry(&r);
        if (r.bad)
            break;
        ret[n++] = e.client;
    }
    return n;
}
