/*
 * An update goes into a document (Yjs: readUpdateV2, integrateStructs, readAndApplyDeleteSet).
 *
 * Structs are integrated client by client, highest id first. One that needs something of another client makes that
 * client's structs come first; what needs something that is not in the update either, waits in the document.
 */
#include "update.h"

#include <assert.h>

/* The structs of one client in the update: a place to read on. */
struct section {
    uint64_t client;
    const uint8_t *p;
    uint64_t left; // structs not read yet
    uint32_t clock;
    uint32_t number; // place in the update: of two for one client the later counts
    bool aside;      // it has a `rest`
};

struct run {
    struct doc *d;
    struct section *sections; // by client, lowest first
    uint32_t count;
    struct waiting_part {
        struct part part;
        uint64_t left;    // structs of its section from it on
        uint64_t lacking; // the client it needs something of, or itself where a hole is before it
    } * stack;            // structs that wait for others of this update
    uint32_t depth, stack_cap;
    struct section *rests; // what could not be integrated: sections from one struct on
    uint32_t rest_count, rest_cap;
    const uint8_t *end;
};

static int
by_client(const void *a, const void *b)
{
    const struct section *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* The update is good. *ret_rest: behind the structs. */
static void
find_sections(struct run *run, struct bytes update, struct reader *ret_rest)
{
    struct doc *d = run->d;
    struct part_reader p = part_reader_of(update, true);
    uint32_t count = (uint32_t)p.sections_left;
    run->sections = count ? memory_get(&d->memory, count * sizeof *run->sections) : NULL;
    run->count = count;
    run->end = p.r.end;
    struct part part;
    for (uint32_t i = 0; i < count; i++) {
        struct section *s = &run->sections[i];
        s->left = read_number(&p.r);
        s->client = read_number(&p.r);
        s->clock = read_clock(&p.r);
        s->number = i;
        s->aside = false;
        s->p = p.r.p;
        uint32_t clock = s->clock;
        /* where the last one ends nobody needs to know, but for the deletions behind it */
        for (uint64_t k = 0; k < s->left; k++) {
            part_read(&p.r, true, s->client, clock, &part);
            clock += part.len;
        }
    }
    *ret_rest = p.r;
    if (count > 1)
        qsort(run->sections, count, sizeof *run->sections, by_client);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i + 1 < count && run->sections[i + 1].client == run->sections[i].client)
            continue;
        run->sections[kept++] = run->sections[i];
    }
    run->count = kept;
}

static struct section *
section_of(struct run *run, uint64_t client)
{
    uint32_t low = 0, high = run->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (run->sections[middle].client < client)
            low = middle + 1;
        else
            high = middle;
    }
    return low < run->count && run->sections[low].client == client ? &run->sections[low] : NULL;
}

static bool
section_next(struct run *run, struct section *s, struct part *ret)
{
    if (!s->left)
        return false;
    s->left--;
    struct reader r = {s->p, run->end, false};
    part_read(&r, true, s->client, s->clock, ret);
    s->p = r.p;
    s->clock += ret->len;
    return true;
}

static uint32_t
state_of(struct doc *d, uint64_t client)
{
    const struct client *c = client_find(d, client);
    return c ? c->next : 0;
}

static bool
lacks(struct doc *d, const struct part *p, struct far_id id)
{
    return id.client != p->client && id.clock >= state_of(d, id.client);
}

/* The client of which something must come first. */
static bool
find_lacking(struct doc *d, const struct part *p, uint64_t *ret_client)
{
    if (p->has_origin && lacks(d, p, p->origin))
        *ret_client = p->origin.client;
    else if (p->has_right && lacks(d, p, p->right))
        *ret_client = p->right.client;
    else if (p->parent == PARENT_ITEM && lacks(d, p, p->parent_item))
        *ret_client = p->parent_item.client;
    else
        return false;
    return true;
}

/* ---- one struct ---- */

/* What most typing is: the same client goes on where its last item ends. Nothing new is needed then. */
static bool
continue_last(struct doc *d, struct client *c, const struct part *p)
{
    struct item *last = runs_last(c);
    if (p->content != CONTENT_STRING || !p->has_origin || p->origin.client != p->client || !last ||
        p->origin.clock + 1 != p->clock || last->content != CONTENT_STRING || last->deleted || last->list->key)
        return false;
    if (p->has_right) {
        const struct item *right = last->right;
        if (last->right_client == NO_CLIENT || !right || right->client != last->right_client ||
            right->clock != p->right.clock || last->right_clock != p->right.clock ||
            d->clients[right->client]->id != p->right.client)
            return false;
    } else if (last->right || last->right_client != NO_CLIENT) {
        return false;
    }
    client_touch(d, c);
    content_append(d, last, p->raw, NULL);
    last->len += p->len;
    last->list->type->length += p->len;
    c->next += p->len;
    return true;
}

static void
add_gc(struct doc *d, struct client *c, uint32_t len)
{
    struct item *i = item_new(d);
    i->client = c->index;
    i->clock = c->next;
    i->len = len;
    i->content = CONTENT_GC;
    i->deleted = true;
    client_touch(d, c);
    runs_append(d, c, i);
    c->next += len;
}

/* Its neighbours, and from them or by name the list it belongs to; NULL when that is gone. */
static struct list *
find_list(struct doc *d, const struct part *p, struct item *left, struct item *right)
{
    if ((left && left->content == CONTENT_GC) || (right && right->content == CONTENT_GC))
        return NULL;
    if (left)
        return left->list;
    if (right)
        return right->list;
    struct type *t;
    if (p->parent == PARENT_ROOT) {
        t = root_get(d, p->root);
    } else {
        const struct item *parent = item_find(d, client_find(d, p->parent_item.client)->index, p->parent_item.clock);
        if (parent->content != CONTENT_TYPE)
            return NULL;
        t = parent->type;
    }
    return p->has_key ? list_get(d, t, name_get(d, p->key)) : &t->sequence;
}

static void
set_content(struct doc *d, struct item *i, const struct part *p, uint32_t offset)
{
    i->content = p->content;
    i->len = p->len - offset;
    if (p->content == CONTENT_FORMAT)
        i->list->type->has_formats = true;
    if (p->content == CONTENT_TYPE) {
        bool named = p->type_ref == DOC_XML_ELEMENT || p->type_ref == DOC_XML_HOOK;
        i->type = type_new(d, i, p->type_ref, named ? name_get(d, p->raw) : NULL);
        return;
    }
    bool cut = false;
    struct bytes raw = offset ? content_tail(p->content, p->raw, p->len, offset, &cut) : p->raw;
    if (cut) {
        struct blob *source = d->source;
        d->source = NULL;
        content_set(d, i, BYTES(REPLACEMENT));
        content_append(d, i, raw, NULL);
        d->source = source;
    } else {
        content_set(d, i, raw);
    }
}

struct neighbours {
    struct item *left, *right; // NULL: none
    struct id origin, right_origin;
};

/* What stands left and right of a struct, cut so that they end and begin there. */
static struct neighbours
find_neighbours(struct doc *d, const struct part *p)
{
    struct neighbours n = {.origin = {NO_CLIENT, 0}, .right_origin = {NO_CLIENT, 0}};
    if (p->has_origin) {
        n.origin.client = client_find(d, p->origin.client)->index;
        n.left = item_clean_end(d, n.origin.client, p->origin.clock);
        /* in a GC struct the origin becomes its end, as in Yjs */
        n.origin.clock = n.left->clock + n.left->len - 1;
    }
    if (p->has_right) {
        n.right_origin.client = client_find(d, p->right.client)->index;
        n.right = item_clean_start(d, n.right_origin.client, p->right.clock);
        n.right_origin.clock = n.right->clock;
    }
    return n;
}

/* Everything it needs is there; the first `offset` units are known already. */
static void
integrate(struct doc *d, const struct part *p, uint32_t offset)
{
    struct client *c = client_get(d, p->client);
    if (p->content == CONTENT_GC) {
        add_gc(d, c, p->len - offset);
        return;
    }
    if (!offset && continue_last(d, c, p))
        return;
    struct neighbours n = find_neighbours(d, p);
    struct item *left = n.left;
    struct list *list = find_list(d, p, n.left, n.right);
    if (offset && list) {
        n.origin = (struct id){c->index, c->next - 1};
        left = item_clean_end(d, n.origin.client, n.origin.clock);
        list = left->list;
    }
    if (!list) {
        add_gc(d, c, p->len - offset);
        return;
    }
    struct item *i = item_new(d);
    i->client = c->index;
    i->clock = c->next;
    i->list = list;
    i->left = left;
    i->origin_client = n.origin.client;
    i->origin_clock = n.origin.clock;
    i->right_client = n.right_origin.client;
    i->right_clock = n.right_origin.clock;
    set_content(d, i, p, offset);
    client_touch(d, c);
    item_link(d, i, n.right);
    runs_append(d, c, i);
    c->next += i->len;
    if (!list->key && content_is_countable(i->content))
        list->type->length += i->len;
    if (i->content == CONTENT_DELETED || (list->type->item && list->type->item->deleted) || (list->key && i->right))
        item_delete(d, i);
}

/* ---- all structs ---- */

/* Everything on the stack, and what follows it of the same clients, has to wait. */
static void
put_stack_aside(struct run *run)
{
    struct doc *d = run->d;
    for (uint32_t k = 0; k < run->depth; k++) {
        const struct part *p = &run->stack[k].part;
        uint64_t lacking = run->stack[k].lacking;
        pending_wait_for(d, lacking, lacking == p->client ? p->clock - 1 : state_of(d, lacking));
        struct section *s = section_of(run, p->client);
        if (s->aside)
            continue; // an earlier struct of that client waits: this one is behind it
        GROW(d, run->rests, run->rest_count, run->rest_cap);
        struct section *rest = &run->rests[run->rest_count++];
        *rest = *s;
        rest->p = p->start;
        rest->clock = p->clock;
        rest->left = run->stack[k].left;
        s->left = 0;
        s->aside = true;
    }
    run->depth = 0;
}

static void
push(struct run *run, const struct part *p, uint64_t lacking)
{
    GROW(run->d, run->stack, run->depth, run->stack_cap);
    run->stack[run->depth++] = (struct waiting_part){*p, section_of(run, p->client)->left + 1, lacking};
}

/* Integrates it, or puts it on the stack with *ret_next = what must come before, or puts the stack aside. */
static bool
take(struct run *run, const struct part *p, struct part *ret_next)
{
    struct doc *d = run->d;
    if (p->content == CONTENT_SKIP || !p->len)
        return false;
    uint32_t state = state_of(d, p->client);
    uint64_t lacking;
    if (p->clock > state) {
        push(run, p, p->client);
        put_stack_aside(run);
    } else if (find_lacking(d, p, &lacking)) {
        push(run, p, lacking);
        struct section *s = section_of(run, lacking);
        if (s && section_next(run, s, ret_next))
            return true;
        put_stack_aside(run);
    } else if (state - p->clock < p->len) {
        integrate(d, p, state - p->clock);
    } else {
        /* Known already. Yjs cuts its neighbours all the same, and a pair of surrogates is not healed again. */
        find_neighbours(d, p);
    }
    return false;
}

static void
integrate_all(struct run *run)
{
    uint32_t current = run->count;
    struct part p, next;
    for (;;) {
        if (run->depth) {
            p = run->stack[--run->depth].part;
        } else {
            while (current && !run->sections[current - 1].left)
                current--;
            if (!current)
                return;
            section_next(run, &run->sections[current - 1], &p);
        }
        while (take(run, &p, &next))
            p = next;
    }
}

static int
by_client_down(const void *a, const void *b)
{
    const struct section *x = a, *y = b;
    return x->client < y->client ? 1 : -1;
}

/* What waits becomes an update of its own. */
static void
keep_rests(struct run *run)
{
    if (!run->rest_count)
        return;
    qsort(run->rests, run->rest_count, sizeof *run->rests, by_client_down);
    struct buf out = {0};
    struct part p;
    write_number(&out, run->rest_count);
    for (uint32_t i = 0; i < run->rest_count; i++) {
        struct section *s = &run->rests[i];
        write_number(&out, s->left);
        write_number(&out, s->client);
        write_number(&out, s->clock);
        while (section_next(run, s, &p))
            part_encode(&p, 0, &out);
    }
    write_number(&out, 0);
    pending_add(run->d, &out);
}

static void
integrate_structs(struct doc *d, struct bytes update, struct reader *ret_rest)
{
    struct run run = {.d = d};
    find_sections(&run, update, ret_rest);
    uint32_t sections = (uint32_t)part_reader_of(update, true).sections_left;
    integrate_all(&run);
    keep_rests(&run);
    memory_give(&d->memory, run.sections, sections * sizeof *run.sections);
    memory_give(&d->memory, run.stack, run.stack_cap * sizeof *run.stack);
    memory_give(&d->memory, run.rests, run.rest_cap * sizeof *run.rests);
}

/* ---- deletions ---- */

static void
wait_with_deletion(struct doc *d, uint64_t client, uint32_t clock, uint32_t len)
{
    GROW(d, d->waiting, d->waiting_count, d->waiting_cap);
    d->waiting[d->waiting_count++] = (struct far_span){client, clock, len};
}

static void
delete_span(void *ctx, const struct far_span *s)
{
    struct doc *d = ctx;
    struct client *c = client_find(d, s->client);
    uint32_t state = c ? c->next : 0, end = s->clock + s->len;
    if (s->clock >= state) {
        wait_with_deletion(d, s->client, s->clock, s->len);
        return;
    }
    if (end > state)
        wait_with_deletion(d, s->client, state, end - state);
    struct place at = runs_find(c, s->clock);
    struct item *i = runs_at(at);
    if (!i->deleted && i->clock < s->clock) {
        item_split(d, at, s->clock - i->clock);
        at = runs_find(c, s->clock);
    }
    do {
        i = runs_at(at);
        if (i->clock >= end)
            return;
        if (i->deleted)
            continue;
        if (end < i->clock + i->len) {
            item_split(d, at, end - i->clock);
            at = runs_find(c, i->clock);
        }
        item_delete(d, i);
    } while (runs_next(&at));
}

/* Has anything come that a waiting deletion is about? They are sorted by client, highest first, then clock. */
static bool
deletion_may_go_on(const struct doc *d)
{
    for (uint32_t i = 0; i < d->t.touched_count; i++) {
        const struct client *c = d->clients[d->t.touched[i]];
        uint32_t low = 0, high = d->waiting_count;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (d->waiting[middle].client > c->id)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < d->waiting_count && d->waiting[low].client == c->id && d->waiting[low].clock < c->next)
            return true;
    }
    return false;
}

/* Deletions that waited; those of what is not there yet wait on. */
static void
retry_deletions(struct doc *d, uint32_t known)
{
    if (d->waiting_count > known)
        far_spans_sort(d->waiting, &d->waiting_count);
    uint32_t count = d->waiting_count;
    if (!count || !deletion_may_go_on(d))
        return;
    struct far_span *old = d->waiting;
    uint32_t old_cap = d->waiting_cap;
    d->waiting = NULL;
    d->waiting_count = d->waiting_cap = 0;
    for (uint32_t i = 0; i < count; i++)
        delete_span(d, &old[i]);
    memory_give(&d->memory, old, old_cap * sizeof *old);
    far_spans_sort(d->waiting, &d->waiting_count);
}

/* ---- the whole ---- */

static void
apply_good(struct doc *d, struct bytes update)
{
    struct reader rest;
    integrate_structs(d, update, &rest);
    uint32_t waiting = d->waiting_count;
    deletions_read(&rest, delete_span, d);
    retry_deletions(d, waiting);
}

/* What waited is tried again for as long as something it waits for has come (Yjs does so once: it can get stuck). */
static void
retry_pending(struct doc *d)
{
    while (d->pending_count && pending_may_go_on(d)) {
        pending_join_all(d);
        struct buf update = d->pending[0];
        d->pending[0] = (struct buf){0};
        d->pending_count = 0;
        d->missing_count = 0;
        apply_good(d, buf_bytes(&update));
        buf_done(&update);
    }
}

/* Would something of a good update have to wait, as far as can be seen without applying it? */
static bool
would_wait(struct doc *d, struct bytes update)
{
    struct run run = {.d = d};
    struct reader rest;
    find_sections(&run, update, &rest);
    uint32_t sections = (uint32_t)part_reader_of(update, true).sections_left;
    struct part p;
    uint64_t lacking;
    bool waits = false;
    for (uint32_t i = 0; i < run.count && !waits; i++) {
        struct section s = run.sections[i];
        waits = s.left && s.clock > state_of(d, s.client);
        while (!waits && section_next(&run, &s, &p))
            waits = find_lacking(d, &p, &lacking) && !section_of(&run, lacking);
    }
    memory_give(&d->memory, run.sections, sections * sizeof *run.sections);
    return waits;
}

/* A ceiling is passed before anything is done, by what the update could need at worst. */
static enum err
check_limits(struct doc *d, struct bytes update, const struct update_measure *m, struct why *why)
{
    const struct doc_limits *l = &d->limits;
    if (m->sections > l->client_max || d->client_count > l->client_max - m->sections)
        return fail(why, ERR_LIMIT, "the document would have more than %u clients", l->client_max);
    size_t need = (m->structs * 2 + m->ranges * 2) * sizeof(struct item) * 2 + update.n * 4;
    if (d->memory.held_bytes > l->memory_max_bytes || need > l->memory_max_bytes - d->memory.held_bytes)
        return fail(why, ERR_LIMIT, "the document could need more than %zu bytes of memory", l->memory_max_bytes);
    if (update.n + pending_bytes(d) > l->pending_max_bytes && would_wait(d, update))
        return fail(why, ERR_LIMIT, "more than %zu bytes of updates would wait for others", l->pending_max_bytes);
    return OK;
}

/* The first update of a document is usually its whole state: its texts stay where they stand, in a copy. */
enum { SOURCE_MIN_BYTES = 4096 };

static void
apply_first(struct doc *d, struct bytes update)
{
    size_t all = sizeof(struct blob) + update.n;
    struct blob *b = memory_get(&d->memory, all);
    *b = (struct blob){.refs = 1, .cap = (uint32_t)update.n, .used = (uint32_t)update.n};
    memcpy(b->p, update.p, update.n);
    d->source = b;
    apply_good(d, (struct bytes){b->p, update.n});
    d->source = NULL;
    if (--b->refs == 0)
        memory_give(&d->memory, b, all);
}

enum err
doc_apply_told(struct doc *d, struct bytes update, struct buf *ret_update, struct doc_change *ret, struct why *why)
{
    if (update.n > d->limits.update_max_bytes)
        return fail(why, ERR_LIMIT, "an update has at most %zu bytes, not %zu", d->limits.update_max_bytes, update.n);
    struct update_measure m;
    enum err e = update_measure(update, &m, why);
    if (!e)
        e = check_limits(d, update, &m, why);
    if (e)
        return e;
    assert(!d->writing);
    d->cursor.type = NULL;
    update.n = m.bytes; // Yjs, too, leaves alone what stands behind
    transaction_begin(d);
    if (!d->item_count && update.n >= SOURCE_MIN_BYTES)
        apply_first(d, update);
    else
        apply_good(d, update);
    retry_pending(d);
    bool changed = transaction_end(d, ret_update);
    if (ret)
        *ret = (struct doc_change){changed, d->pending_count || d->waiting_count};
    return OK;
}

enum err
doc_apply(struct doc *d, struct bytes update, struct doc_change *ret, struct why *why)
{
    return doc_apply_told(d, update, NULL, ret, why);
}
