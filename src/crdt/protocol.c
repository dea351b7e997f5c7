#include "protocol.h"

#include "update.h"

/* First numbers of a message on the wire. */
enum { TYPE_SYNC = 0, TYPE_AWARENESS, TYPE_AUTH, TYPE_ASK_AWARENESS };

enum err
message_read(struct bytes frame, struct message *ret, struct why *why)
{
    struct reader r = reader_of(frame);
    struct message m = {0};
    uint64_t type = read_number(&r), kind = 0;
    switch (type) {
    case TYPE_SYNC:
        kind = read_number(&r);
        if (kind > MESSAGE_UPDATE)
            return fail(why, ERR_INVALID, "a sync message has kind 0, 1 or 2, not %llu", (unsigned long long)kind);
        m.kind = (enum message_kind)kind;
        m.body = read_block(&r);
        break;
    case TYPE_AWARENESS:
        m.kind = MESSAGE_AWARENESS;
        m.body = read_block(&r);
        break;
    case TYPE_AUTH:
        if (read_number(&r))
            r.bad = true;
        m.kind = MESSAGE_DENIED;
        m.body = read_string(&r, NULL);
        break;
    case TYPE_ASK_AWARENESS:
        m.kind = MESSAGE_ASK_AWARENESS;
        break;
    default:
        return fail(why, ERR_INVALID, "a message has type 0 to 3, not %llu", (unsigned long long)type);
    }
    if (r.bad)
        return fail(why, ERR_INVALID, "the message of %zu bytes is cut off", frame.n);
    *ret = m;
    return OK;
}

void
message_write(const struct message *m, struct buf *out)
{
    switch (m->kind) {
    case MESSAGE_AWARENESS:
        write_byte(out, TYPE_AWARENESS);
        write_block(out, m->body);
        break;
    case MESSAGE_DENIED:
        write_byte(out, TYPE_AUTH);
        write_byte(out, 0);
        write_block(out, m->body);
        break;
    case MESSAGE_ASK_AWARENESS:
        write_byte(out, TYPE_ASK_AWARENESS);
        break;
    default:
        write_byte(out, TYPE_SYNC);
        write_byte(out, (uint8_t)m->kind);
        write_block(out, m->body);
    }
}

enum err
doc_answer(struct doc *d, const struct message *m, struct buf *out, struct doc_change *ret_change, struct why *why)
{
    if (m->kind == MESSAGE_STEP2 || m->kind == MESSAGE_UPDATE)
        return doc_apply(d, m->body, ret_change, why);
    if (m->kind != MESSAGE_STEP1)
        return OK;
    struct buf state = {.max_bytes = out->max_bytes};
    enum err e = doc_encode_diff(d, m->body, &state, why);
    if (!e)
        message_write(&(struct message){MESSAGE_STEP2, buf_bytes(&state)}, out);
    out->full |= state.full;
    buf_done(&state);
    return e;
}

/* ---- a state in parts ---- */

/*
 * Items are given out in an order in which each comes after what it needs (a peer then never has to wait): client by
 * client as in apply.c. A part is what was given out since the last: a range of each client.
 */
struct giving {
    struct doc *d;
    uint32_t *from;  // of each client: what this part begins with
    uint32_t *next;  // what was not given out yet
    uint32_t *stack; // clients whose next item needs something of the one above
    uint32_t depth;
    size_t bytes; // of this part, about
};

/* Does an item of another client have to go out first? */
static bool
needs(const struct giving *g, uint32_t client, uint32_t clock, uint32_t *ret)
{
    if (client == NO_CLIENT || clock < g->next[client])
        return false;
    *ret = client;
    return true;
}

static bool
item_needs(const struct giving *g, const struct item *i, uint32_t *ret)
{
    if (!i->list)
        return false;
    if (needs(g, i->origin_client, i->origin_clock, ret) || needs(g, i->right_client, i->right_clock, ret))
        return true;
    const struct item *parent = i->list->type->item;
    return i->origin_client == NO_CLIENT && i->right_client == NO_CLIENT && parent &&
           needs(g, parent->client, parent->clock, ret);
}

static void
part_write(struct giving *g, struct buf *out)
{
    struct doc *d = g->d;
    uint32_t sections = 0;
    for (uint32_t i = 0; i < d->client_count; i++)
        sections += g->next[i] > g->from[i];
    write_number(out, sections);
    const uint32_t *order = clients_in_order(d);
    for (uint32_t k = 0; k < d->client_count; k++) {
        struct client *c = d->clients[order[k]];
        uint32_t from = g->from[c->index], end = g->next[c->index];
        if (end <= from)
            continue;
        struct place at = runs_find(c, from);
        uint32_t count = runs_count_from(at);
        if (end < c->next)
            count -= runs_count_from(runs_find(c, end));
        write_number(out, count);
        write_number(out, c->id);
        write_number(out, from);
        for (; count; count--, runs_next(&at)) {
            const struct item *i = runs_at(at);
            item_encode(d, i, i->clock < from ? from - i->clock : 0, out);
        }
        g->from[c->index] = end;
    }
    write_number(out, 0);
    g->bytes = 0;
}

/* Gives out the next item of the client on top of the stack, or puts another client there. */
static void
give_next(struct giving *g)
{
    enum { HEAD_BYTES = 24 };
    uint32_t top = g->stack[g->depth - 1], other;
    struct client *c = g->d->clients[top];
    if (g->next[top] >= c->next) {
        g->depth--;
        return;
    }
    const struct item *i = runs_at(runs_find(c, g->next[top]));
    bool whole = i->clock == g->next[top];
    if (whole && g->depth < g->d->client_count && item_needs(g, i, &other)) {
        g->stack[g->depth++] = other;
        return;
    }
    g->next[top] = i->clock + i->len;
    g->bytes += HEAD_BYTES + i->bytes;
    /* who needed this client has to look again whether it is enough */
    if (g->depth > 1)
        g->depth--;
}

static void
send(struct giving *g, enum message_kind kind, const struct buf *body, void (*each)(void *ctx, struct bytes frame),
     void *ctx)
{
    (void)g;
    struct buf frame = {0};
    message_write(&(struct message){kind, buf_bytes(body)}, &frame);
    each(ctx, buf_bytes(&frame));
    buf_done(&frame);
}

static enum err
last_part(struct giving *g, void (*each)(void *ctx, struct bytes frame), void *ctx, struct why *why)
{
    struct doc *d = g->d;
    struct buf known = {0}, rest = {0};
    write_number(&known, d->client_count);
    for (uint32_t i = 0; i < d->client_count; i++) {
        write_number(&known, d->clients[i]->id);
        write_number(&known, g->from[i]);
    }
    enum err e = doc_encode_diff(d, buf_bytes(&known), &rest, why);
    if (!e)
        send(g, MESSAGE_STEP2, &rest, each, ctx);
    buf_done(&known);
    buf_done(&rest);
    return e;
}

/* What the peer has: the start of every client's range. */
static enum err
read_known(struct giving *g, struct bytes state_vector, struct why *why)
{
    struct doc *d = g->d;
    struct reader r = reader_of(state_vector);
    for (uint64_t count = read_number(&r); count && !r.bad; count--) {
        const struct client *c = client_find(d, read_number(&r));
        uint64_t clock = read_number(&r);
        if (c)
            g->from[c->index] = clock < c->next ? (uint32_t)clock : c->next;
    }
    if (r.bad)
        return fail(why, ERR_INVALID, "the state vector ends too early or holds a number that is too large");
    return OK;
}

enum err
doc_answer_in_parts(struct doc *d, struct bytes state_vector, size_t part_bytes,
                    void (*each)(void *ctx, struct bytes frame), void *ctx, struct why *why)
{
    size_t array = (d->client_count + 1) * sizeof(uint32_t);
    struct giving g = {
        d, memory_get(&d->memory, array), memory_get(&d->memory, array), memory_get(&d->memory, array), 0, 0};
    memset(g.from, 0, array);
    enum err e = read_known(&g, state_vector, why);
    memcpy(g.next, g.from, array);
    struct buf part = {0};
    const uint32_t *order = clients_in_order(d);
    for (uint32_t k = 0; k < d->client_count && !e; k++) {
        g.stack[g.depth++] = order[k];
        while (g.depth) {
            give_next(&g);
            if (g.bytes < part_bytes)
                continue;
            buf_reset(&part);
            part_write(&g, &part);
            send(&g, MESSAGE_UPDATE, &part, each, ctx);
        }
    }
    if (!e)
        e = last_part(&g, each, ctx, why);
    buf_done(&part);
    memory_give(&d->memory, g.from, array);
    memory_give(&d->memory, g.next, array);
    memory_give(&d->memory, g.stack, array);
    return e;
}
