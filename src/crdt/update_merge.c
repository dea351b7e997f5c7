/*
 * Functions on encoded updates: merge, difference, state vector. They follow Yjs' lazy readers and writers, so that the
 * bytes are the same; a heap stands where Yjs sorts its readers anew for each step.
 */
#include "update.h"

#include <assert.h>

/* Structs of a client are written when the next client begins, since their number stands before them. */
struct part_writer {
    struct buf *out;
    struct buf section;  // client, clock, structs
    struct buf sections; // all finished ones, each with its number
    uint64_t client, written, section_count;
};

static void
flush_section(struct part_writer *w)
{
    if (!w->written)
        return;
    write_number(&w->sections, w->written);
    write_raw(&w->sections, buf_bytes(&w->section));
    buf_reset(&w->section);
    w->written = 0;
    w->section_count++;
}

static void
write_part(struct part_writer *w, const struct part *p, uint32_t from)
{
    if (w->written && w->client != p->client)
        flush_section(w);
    if (!w->written) {
        w->client = p->client;
        write_number(&w->section, p->client);
        write_number(&w->section, p->clock + from);
    }
    part_encode(p, from, &w->section);
    w->written++;
}

static void
finish_parts(struct part_writer *w)
{
    flush_section(w);
    write_number(w->out, w->section_count);
    write_raw(w->out, buf_bytes(&w->sections));
    w->out->full |= w->section.full | w->sections.full;
    buf_done(&w->section);
    buf_done(&w->sections);
}

/* ---- merging ---- */

struct source {
    struct part_reader reader;
    struct part current;
    bool done;
    int64_t turn; // which of equals goes first
};

static void
source_next(struct source *s)
{
    do
        s->done = !part_next(&s->reader, &s->current);
    while (!s->done && s->current.content == CONTENT_SKIP);
}

static bool
goes_before(const struct source *a, const struct source *b)
{
    if (a->current.client != b->current.client)
        return a->current.client > b->current.client;
    if (a->current.clock != b->current.clock)
        return a->current.clock < b->current.clock;
    return a->turn < b->turn;
}

struct heap {
    struct source **items;
    size_t count;
};

static void
heap_down(struct heap *h, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < h->count; child++) {
            if (goes_before(h->items[child], h->items[least]))
                least = child;
        }
        if (least == i)
            return;
        struct source *s = h->items[i];
        h->items[i] = h->items[least];
        h->items[least] = s;
        i = least;
    }
}

/*
 * A part that is written when it is known what follows. `slice` units of it are left out at its start (Yjs would cut
 * the struct there); a part that was widened (GC, Skip) has the new length in `part`.
 */
struct held {
    struct part part;
    uint32_t slice;
    bool is_there;
};

static uint32_t
held_end(const struct held *h)
{
    return h->part.clock + h->part.len;
}

static void
write_held(struct part_writer *w, const struct held *h)
{
    write_part(w, &h->part, h->slice);
}

static void
hold(struct held *h, const struct part *p, uint32_t slice)
{
    *h = (struct held){*p, slice, true};
}

/* Yjs' mergeWith() between structs of two updates succeeds for GC alone (items have no neighbours there). */
static bool
widen(struct held *h, const struct part *p, uint32_t slice)
{
    if (h->part.content != CONTENT_GC || p->content != CONTENT_GC)
        return false;
    h->part.len += p->len - slice;
    return true;
}

/* One turn of Yjs' loop with what is held. False: the source's order among the others has to be found anew at once. */
static bool
take_first(struct part_writer *w, struct held *h, struct source *s)
{
    uint64_t first_client = s->current.client;
    bool iterated = false;
    while (!s->done && s->current.clock + s->current.len <= held_end(h) && s->current.client >= h->part.client) {
        source_next(s);
        iterated = true;
    }
    if (s->done || s->current.client != first_client || (iterated && s->current.clock > held_end(h)))
        return false;
    if (first_client != h->part.client) {
        write_held(w, h);
        hold(h, &s->current, 0);
        source_next(s);
        return true;
    }
    if (held_end(h) < s->current.clock) {
        struct part skip = {.client = first_client, .clock = held_end(h), .content = CONTENT_SKIP};
        if (h->part.content == CONTENT_SKIP) {
            h->part.len = s->current.clock + s->current.len - h->part.clock;
        } else {
            write_held(w, h);
            skip.len = s->current.clock - skip.clock;
            hold(h, &skip, 0);
        }
        return true;
    }
    uint32_t diff = held_end(h) - s->current.clock;
    if (diff && h->part.content == CONTENT_SKIP) {
        h->part.len -= diff;
        diff = 0;
    }
    if (!widen(h, &s->current, diff)) {
        write_held(w, h);
        hold(h, &s->current, diff);
        source_next(s);
    }
    return true;
}

static void
merge_structs(struct source *sources, size_t count, struct part_writer *w)
{
    struct source **items = calloc(count + 1, sizeof *items);
    assert(items);
    struct heap heap = {items, 0};
    for (size_t i = 0; i < count; i++) {
        source_next(&sources[i]);
        sources[i].turn = (int64_t)i;
        if (!sources[i].done)
            items[heap.count++] = &sources[i];
    }
    for (size_t i = heap.count; i-- > 0;)
        heap_down(&heap, i);
    struct held held = {0};
    int64_t turn = 0;
    while (heap.count) {
        struct source *s = items[0];
        uint64_t first_client = s->current.client;
        bool goes_on = true;
        if (held.is_there) {
            goes_on = take_first(w, &held, s);
        } else {
            hold(&held, &s->current, 0);
            source_next(s);
        }
        while (goes_on && !s->done && s->current.client == first_client && s->current.clock == held_end(&held)) {
            write_held(w, &held);
            hold(&held, &s->current, 0);
            source_next(s);
        }
        s->turn = --turn; // among equals the one that moved stands first, as after a stable sort
        if (s->done)
            items[0] = items[--heap.count];
        heap_down(&heap, 0);
    }
    if (held.is_there)
        write_held(w, &held);
    free(items);
}

static void
merge_deletions(struct source *sources, size_t count, struct buf *out)
{
    struct span_list all = {0};
    for (size_t i = 0; i < count; i++)
        deletions_read(&sources[i].reader.r, span_list_add, &all);
    far_spans_sort(all.items, &all.count);
    far_spans_encode(all.items, all.count, out);
    free(all.items);
}

enum err
update_merge(const struct bytes *updates, size_t count, struct buf *out, struct why *why)
{
    for (size_t i = 0; i < count; i++) {
        struct why part;
        if (update_check(updates[i], &part))
            return fail(why, ERR_INVALID, "update %zu: %s", i + 1, part.text);
    }
    if (count == 1) {
        write_raw(out, updates[0]);
        return OK;
    }
    struct source *sources = calloc(count + 1, sizeof *sources);
    assert(sources);
    for (size_t i = 0; i < count; i++)
        sources[i].reader = part_reader_of(updates[i], true);
    struct part_writer w = {.out = out};
    merge_structs(sources, count, &w);
    finish_parts(&w);
    merge_deletions(sources, count, out);
    free(sources);
    return OK;
}

/* ---- difference ---- */

struct known {
    struct far_id *items; // by client
    size_t count;
};

static int
by_client(const void *a, const void *b)
{
    const struct far_id *x = a, *y = b;
    return x->client < y->client ? -1 : x->client > y->client;
}

static enum err
known_read(struct bytes state_vector, struct known *ret, struct why *why)
{
    struct reader r = reader_of(state_vector);
    uint64_t count = read_number(&r);
    if (count > reader_left(&r) / 2)
        r.bad = true;
    if (r.bad)
        return fail(why, ERR_INVALID, "the state vector is cut off");
    struct known k = {calloc(count + 1, sizeof *k.items), count};
    assert(k.items);
    for (size_t i = 0; i < count; i++) {
        k.items[i].client = read_number(&r);
        uint64_t clock = read_number(&r);
        k.items[i].clock = clock > UINT32_MAX ? UINT32_MAX : (uint32_t)clock;
    }
    if (r.bad) {
        free(k.items);
        return fail(why, ERR_INVALID, "the state vector is cut off or holds a number that is too large");
    }
    qsort(k.items, count, sizeof *k.items, by_client);
    *ret = k;
    return OK;
}

static uint32_t
known_clock(const struct known *k, uint64_t client)
{
    struct far_id wanted = {.client = client};
    const struct far_id *found = k->count ? bsearch(&wanted, k->items, k->count, sizeof wanted, by_client) : NULL;
    return found ? found->clock : 0;
}

static void
write_difference(struct part_reader *p, const struct known *k, struct part_writer *w)
{
    struct part part;
    bool writing = false;
    uint64_t client = 0;
    while (part_next(p, &part)) {
        if (writing && part.client == client) { // behind the first that is new everything goes along
            write_part(w, &part, 0);
            continue;
        }
        writing = false;
        if (part.content == CONTENT_SKIP) // never the first
            continue;
        uint32_t clock = known_clock(k, part.client);
        if (part.clock + part.len <= clock)
            continue;
        write_part(w, &part, clock > part.clock ? clock - part.clock : 0);
        writing = true;
        client = part.client;
    }
}

static int
by_far_client_down(const void *a, const void *b)
{
    const struct far_span *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? 1 : -1;
    return x->len < y->len ? -1 : x->len > y->len;
}

/* Deletions as they came: clients sorted, ranges neither sorted nor joined. */
static void
copy_deletions(struct reader *r, struct buf *out)
{
    struct span_list all = {0};
    deletions_read(r, span_list_add, &all);
    /* a stable order by client: sort numbers of ranges */
    struct far_span *order = calloc(all.count + 1, sizeof *order);
    assert(order);
    for (uint32_t i = 0; i < all.count; i++)
        order[i] = (struct far_span){.client = all.items[i].client, .len = i};
    if (all.count)
        qsort(order, all.count, sizeof *order, by_far_client_down);
    for (uint32_t i = 0; i < all.count; i++)
        order[i] = all.items[order[i].len];
    far_spans_encode(order, all.count, out);
    free(order);
    free(all.items);
}

enum err
update_diff(struct bytes update, struct bytes state_vector, struct buf *out, struct why *why)
{
    struct known known;
    enum err e = update_check(update, why);
    if (!e)
        e = known_read(state_vector, &known, why);
    if (e)
        return e;
    struct part_reader p = part_reader_of(update, true);
    struct part_writer w = {.out = out};
    write_difference(&p, &known, &w);
    finish_parts(&w);
    copy_deletions(&p.r, out);
    free(known.items);
    return OK;
}

/* ---- state vector ---- */

enum err
update_state_vector(struct bytes update, struct buf *out, struct why *why)
{
    enum err e = update_check(update, why);
    if (e)
        return e;
    struct part_reader p = part_reader_of(update, true);
    struct part part;
    struct buf entries = {0};
    uint64_t count = 0, client = 0;
    uint32_t clock = 0;
    bool first = true, stopped = false;
    for (;;) {
        bool more = part_next(&p, &part);
        if (!more || first || part.client != client) {
            if (!first && clock) {
                write_number(&entries, client);
                write_number(&entries, clock);
                count++;
            }
            if (!more)
                break;
            first = false;
            client = part.client;
            clock = 0;
            stopped = part.clock != 0;
        }
        stopped |= part.content == CONTENT_SKIP;
        if (!stopped)
            clock = part.clock + part.len;
    }
    write_number(out, count);
    write_raw(out, buf_bytes(&entries));
    buf_done(&entries);
    return OK;
}
