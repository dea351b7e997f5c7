/* A document as bytes. */
#include "doc_inside.h"
#include "update.h"

static void
encode_id(const struct doc *d, uint32_t client, uint32_t clock, struct buf *out)
{
    write_number(out, d->clients[client]->id);
    write_number(out, clock);
}

static void
encode_parent(const struct doc *d, const struct list *list, struct buf *out)
{
    const struct type *t = list->type;
    if (t->item) {
        write_byte(out, 0);
        encode_id(d, t->item->client, t->item->clock, out);
    } else {
        write_byte(out, 1);
        write_block(out, name_bytes(t->name));
    }
    if (list->key)
        write_block(out, name_bytes(list->key));
}

void
item_encode(struct doc *d, const struct item *i, uint32_t from, struct buf *out)
{
    if (i->content == CONTENT_GC) {
        write_byte(out, CONTENT_GC);
        write_number(out, i->len - from);
        return;
    }
    bool has_origin = from || i->origin_client != NO_CLIENT, has_right = i->right_client != NO_CLIENT;
    write_byte(out, (uint8_t)(i->content | (has_origin ? INFO_ORIGIN : 0) | (has_right ? INFO_RIGHT : 0) |
                              (i->list->key ? INFO_KEY : 0)));
    if (from)
        encode_id(d, i->client, i->clock + from - 1, out);
    else if (has_origin)
        encode_id(d, i->origin_client, i->origin_clock, out);
    if (has_right)
        encode_id(d, i->right_client, i->right_clock, out);
    if (!has_origin && !has_right)
        encode_parent(d, i->list, out);
    if (i->content == CONTENT_TYPE) {
        write_number(out, i->type->ref);
        if (i->type->name)
            write_block(out, name_bytes(i->type->name));
    } else {
        content_encode(i->content, item_bytes(i), i->len, from, out);
    }
}

static int
by_id_down(const void *a, const void *b, void *ctx)
{
    struct client **clients = ctx;
    const struct span *x = a, *y = b;
    uint64_t p = clients[x->client]->id, q = clients[y->client]->id;
    if (p != q)
        return p < q ? 1 : -1;
    return x->clock < y->clock ? -1 : x->clock > y->clock;
}

void
spans_encode(struct doc *d, const struct span *spans, uint32_t count, struct buf *out)
{
    struct span *sorted = NULL;
    if (count && spans[0].client != spans[count - 1].client) { // they are sorted by client number so far
        sorted = memory_get(&d->memory, count * sizeof *sorted);
        memcpy(sorted, spans, count * sizeof *sorted);
        qsort_r(sorted, count, sizeof *sorted, by_id_down, d->clients);
        spans = sorted;
    }
    uint32_t clients = 0;
    for (uint32_t i = 0; i < count; i++)
        clients += !i || spans[i].client != spans[i - 1].client;
    write_number(out, clients);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && spans[end].client == spans[i].client; end++)
            ;
        write_number(out, d->clients[spans[i].client]->id);
        write_number(out, end - i);
        for (uint32_t k = i; k < end; k++) {
            write_number(out, spans[k].clock);
            write_number(out, spans[k].len);
        }
    }
    memory_give(&d->memory, sorted, count * sizeof *sorted);
}

/* Sorted by client, highest first, then clock. */
void
far_spans_encode(const struct far_span *spans, uint32_t count, struct buf *out)
{
    uint32_t clients = 0;
    for (uint32_t i = 0; i < count; i++)
        clients += !i || spans[i].client != spans[i - 1].client;
    write_number(out, clients);
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && spans[end].client == spans[i].client; end++)
            ;
        write_number(out, spans[i].client);
        write_number(out, end - i);
        for (uint32_t k = i; k < end; k++) {
            write_number(out, spans[k].clock);
            write_number(out, spans[k].len);
        }
    }
}

/* A client's deleted runs; ret NULL: only how many there are. */
static uint32_t
deleted_runs(const struct client *c, struct buf *out)
{
    uint32_t count = 0, start = 0, end = 0;
    for (uint32_t l = 0; l < c->leaf_count; l++) {
        const struct leaf *leaf = c->leaves[l];
        for (uint32_t k = 0; k < leaf->count; k++) {
            const struct item *i = leaf->items[k];
            if (!i->deleted)
                continue;
            if (end != i->clock || !count) {
                if (count && out) {
                    write_number(out, start);
                    write_number(out, end - start);
                }
                count++;
                start = i->clock;
            }
            end = i->clock + i->len;
        }
    }
    if (count && out) {
        write_number(out, start);
        write_number(out, end - start);
    }
    return count;
}

void
doc_encode_delete_set(struct doc *d, struct buf *out)
{
    const uint32_t *order = clients_in_order(d);
    uint32_t clients = 0;
    for (uint32_t k = 0; k < d->client_count; k++) {
        struct client *c = d->clients[order[k]];
        c->mark = deleted_runs(c, NULL);
        clients += c->mark != 0;
    }
    write_number(out, clients);
    for (uint32_t k = 0; k < d->client_count; k++) {
        struct client *c = d->clients[order[k]];
        if (!c->mark)
            continue;
        write_number(out, c->id);
        write_number(out, c->mark);
        deleted_runs(c, out);
    }
}

/* Everything from each client's `mark` on. */
static void
encode_from_marks(struct doc *d, struct buf *out)
{
    const uint32_t *order = clients_in_order(d);
    uint32_t clients = 0;
    for (uint32_t k = 0; k < d->client_count; k++)
        clients += d->clients[k]->next > d->clients[k]->mark;
    write_number(out, clients);
    for (uint32_t k = 0; k < d->client_count; k++) {
        struct client *c = d->clients[order[k]];
        if (c->next <= c->mark)
            continue;
        struct place at = runs_find(c, c->mark);
        write_number(out, runs_count_from(at));
        write_number(out, c->id);
        write_number(out, c->mark);
        item_encode(d, runs_at(at), c->mark - runs_at(at)->clock, out);
        while (runs_next(&at))
            item_encode(d, runs_at(at), 0, out);
    }
    doc_encode_delete_set(d, out);
}

/*
 * What neither the peer nor this document lacks: of what waits, nothing is told that is known here in the meantime. A
 * client that wrote two things under one id could otherwise put the waiting one in place of ours.
 */
static void
encode_known_to_either(struct doc *d, struct bytes state_vector, struct buf *out)
{
    struct buf entries = {0};
    uint64_t count = d->client_count;
    for (uint32_t i = 0; i < d->client_count; i++) {
        const struct client *c = d->clients[i];
        write_number(&entries, c->id);
        write_number(&entries, c->mark > c->next ? c->mark : c->next);
    }
    struct reader r = reader_of(state_vector);
    for (uint64_t left = read_number(&r); left && !r.bad; left--) {
        uint64_t client = read_number(&r), clock = read_number(&r);
        if (client_find(d, client))
            continue;
        write_number(&entries, client);
        write_number(&entries, clock);
        count++;
    }
    write_number(out, count);
    write_raw(out, buf_bytes(&entries));
    buf_done(&entries);
}

/* What waits goes along, or it would be lost when somebody stores the state. */
static void
encode_with_pending(struct doc *d, struct bytes state_vector, struct buf *out)
{
    struct buf state = {0}, deletes = {0}, structs = {0}, known = {0};
    encode_known_to_either(d, state_vector, &known); // first: the marks are scratch of what follows
    encode_from_marks(d, &state);
    struct bytes all[3] = {buf_bytes(&state)};
    size_t count = 1;
    if (d->waiting_count) {
        write_number(&deletes, 0);
        far_spans_encode(d->waiting, d->waiting_count, &deletes);
        all[count++] = buf_bytes(&deletes);
    }
    if (d->pending_count) {
        pending_join_all(d);
        update_diff(buf_bytes(&d->pending[0]), buf_bytes(&known), &structs, NULL);
        all[count++] = buf_bytes(&structs);
    }
    update_merge(all, count, out, NULL);
    buf_done(&state);
    buf_done(&deletes);
    buf_done(&structs);
    buf_done(&known);
}

static void
encode_marked(struct doc *d, struct bytes state_vector, struct buf *out)
{
    if (d->waiting_count || d->pending_count)
        encode_with_pending(d, state_vector, out);
    else
        encode_from_marks(d, out);
}

void
doc_encode(struct doc *d, struct buf *out)
{
    for (uint32_t i = 0; i < d->client_count; i++)
        d->clients[i]->mark = 0;
    encode_marked(d, BYTES("\0"), out);
}

enum err
doc_encode_diff(struct doc *d, struct bytes state_vector, struct buf *out, struct why *why)
{
    struct reader r = reader_of(state_vector);
    uint64_t count = read_number(&r);
    for (uint32_t i = 0; i < d->client_count; i++)
        d->clients[i]->mark = 0;
    for (; count && !r.bad; count--) {
        struct client *c = client_find(d, read_number(&r));
        uint64_t clock = read_number(&r);
        if (c)
            c->mark = clock > UINT32_MAX ? UINT32_MAX : (uint32_t)clock;
    }
    if (r.bad)
        return fail(why, ERR_INVALID, "the state vector ends too early or holds a number that is too large");
    encode_marked(d, state_vector, out);
    return OK;
}

void
doc_encode_state_vector(struct doc *d, struct buf *out)
{
    const uint32_t *order = clients_in_order(d);
    write_number(out, d->client_count);
    for (uint32_t k = 0; k < d->client_count; k++) {
        write_number(out, d->clients[order[k]]->id);
        write_number(out, d->clients[order[k]]->next);
    }
}
