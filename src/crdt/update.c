/* Updates read and written, struct by struct. */
#include "update.h"

#include <assert.h>

static struct far_id
read_id(struct reader *r)
{
    struct far_id id;
    id.client = read_number(r);
    id.clock = read_clock(r);
    return id;
}

static void
skip_values(struct reader *r, bool good, uint32_t count, uint8_t content)
{
    /* every value takes a byte at least */
    if (count > reader_left(r)) {
        r->bad = true;
        return;
    }
    for (uint32_t i = 0; i < count && !r->bad; i++) {
        if (content == CONTENT_ANY && good) {
            skip_good_any(r);
        } else if (content == CONTENT_ANY) {
            skip_any(r);
        } else if (good) {
            read_block(r);
        } else {
            struct bytes text = read_string(r, NULL);
            if (!bytes_is(text, "undefined") && !json_text_valid(text))
                r->bad = true;
        }
    }
}

static struct bytes
raw_from(const uint8_t *start, const struct reader *r)
{
    return (struct bytes){(const char *)start, (size_t)(r->p - start)};
}

static void
read_json_text(struct reader *r, bool good, struct bytes *ret)
{
    *ret = good ? read_block(r) : read_string(r, NULL);
    if (!good && !json_text_valid(*ret))
        r->bad = true;
}

static void
read_format(struct reader *r, bool good)
{
    struct bytes value;
    if (good)
        read_block(r);
    else
        read_string(r, NULL);
    read_json_text(r, good, &value);
}

static void
read_type(struct reader *r, bool good, struct part *ret)
{
    uint64_t ref = read_number(r);
    if (ref >= DOC_TYPE_MAX) {
        r->bad = true;
        return;
    }
    ret->type_ref = (uint8_t)ref;
    if (ref == DOC_XML_ELEMENT || ref == DOC_XML_HOOK)
        ret->raw = good ? read_block(r) : read_string(r, NULL);
}

static void
read_content(struct reader *r, bool good, struct part *ret)
{
    const uint8_t *start = r->p;
    ret->len = 1;
    switch (ret->content) {
    case CONTENT_DELETED:
        ret->len = read_clock(r);
        break;
    case CONTENT_STRING:
        ret->raw = read_string(r, &ret->len);
        break;
    case CONTENT_ANY:
    case CONTENT_JSON:
        ret->len = read_clock(r);
        start = r->p;
        skip_values(r, good, ret->len, ret->content);
        ret->raw = raw_from(start, r);
        break;
    case CONTENT_BINARY:
        ret->raw = read_block(r);
        break;
    case CONTENT_EMBED:
        read_json_text(r, good, &ret->raw);
        break;
    case CONTENT_FORMAT:
        read_format(r, good);
        ret->raw = raw_from(start, r);
        break;
    case CONTENT_TYPE:
        read_type(r, good, ret);
        break;
    case CONTENT_DOC:
        read_string(r, NULL);
        skip_any(r);
        ret->raw = raw_from(start, r);
        break;
    default:
        r->bad = true;
    }
}

static void
read_parent(struct reader *r, uint8_t info, struct part *ret)
{
    switch (read_number(r)) {
    case 1:
        ret->parent = PARENT_ROOT;
        ret->root = read_string(r, NULL);
        break;
    default:
        ret->parent = PARENT_ITEM;
        ret->parent_item = read_id(r);
    }
    ret->has_key = info & INFO_KEY;
    if (ret->has_key)
        ret->key = read_string(r, NULL);
}

/* What an item needs of its own client must come before it. */
static bool
needs_itself(const struct part *p)
{
    return (p->has_origin && p->origin.client == p->client && p->origin.clock >= p->clock) ||
           (p->has_right && p->right.client == p->client && p->right.clock >= p->clock) ||
           (p->parent == PARENT_ITEM && p->parent_item.client == p->client && p->parent_item.clock >= p->clock);
}

bool
part_read(struct reader *r, bool good, uint64_t client, uint32_t clock, struct part *ret)
{
    *ret = (struct part){.start = r->p, .client = client, .clock = clock};
    uint8_t info = read_byte(r);
    ret->content = info & INFO_CONTENT;
    if (ret->content == CONTENT_GC || ret->content == CONTENT_SKIP) {
        ret->len = read_clock(r);
    } else {
        ret->has_origin = info & INFO_ORIGIN;
        ret->has_right = info & INFO_RIGHT;
        if (ret->has_origin)
            ret->origin = read_id(r);
        if (ret->has_right)
            ret->right = read_id(r);
        if (!ret->has_origin && !ret->has_right)
            read_parent(r, info, ret);
        read_content(r, good, ret);
        if (!good && needs_itself(ret))
            r->bad = true;
    }
    if (ret->len > UINT32_MAX - clock)
        r->bad = true;
    if (r->bad)
        r->p = ret->start; // for whoever says where
    return !r->bad;
}

struct part_reader
part_reader_of(struct bytes update, bool good)
{
    struct part_reader p = {.r = reader_of(update), .good = good};
    p.base = p.r.p;
    p.sections_left = read_number(&p.r);
    return p;
}

bool
part_next(struct part_reader *p, struct part *ret)
{
    while (!p->structs_left) {
        if (!p->sections_left || p->r.bad)
            return false;
        p->sections_left--;
        p->structs_left = read_number(&p->r);
        p->client = read_number(&p->r);
        p->clock = read_clock(&p->r);
        if (p->r.bad)
            return false;
    }
    p->structs_left--;
    if (!part_read(&p->r, p->good, p->client, p->clock, ret))
        return false;
    p->clock += ret->len;
    return true;
}

bool
deletions_read(struct reader *r, void (*each)(void *ctx, const struct far_span *s), void *ctx)
{
    uint64_t clients = read_number(r);
    for (; clients && !r->bad; clients--) {
        struct far_span s = {.client = read_number(r)};
        uint64_t ranges = read_number(r);
        for (; ranges && !r->bad; ranges--) {
            s.clock = read_clock(r);
            s.len = read_clock(r);
            if (s.len > UINT32_MAX - s.clock)
                r->bad = true;
            if (!r->bad && s.len && each)
                each(ctx, &s);
        }
    }
    return !r->bad;
}

void
content_encode(uint8_t content, struct bytes raw, uint32_t len, uint32_t from, struct buf *out)
{
    bool cut = false;
    if (from)
        raw = content_tail(content, raw, len, from, &cut);
    switch (content) {
    case CONTENT_DELETED:
        write_number(out, len - from);
        break;
    case CONTENT_ANY:
    case CONTENT_JSON:
        write_number(out, len - from);
        write_raw(out, raw);
        break;
    case CONTENT_STRING:
        write_number(out, raw.n + (cut ? REPLACEMENT_BYTES : 0));
        if (cut)
            write_raw(out, BYTES(REPLACEMENT));
        write_raw(out, raw);
        break;
    case CONTENT_BINARY:
    case CONTENT_EMBED:
        write_block(out, raw);
        break;
    default: // CONTENT_FORMAT, CONTENT_DOC: with their lengths
        write_raw(out, raw);
    }
}

static void
encode_far_id(struct far_id id, struct buf *out)
{
    write_number(out, id.client);
    write_number(out, id.clock);
}

void
part_encode(const struct part *p, uint32_t from, struct buf *out)
{
    if (p->content == CONTENT_GC || p->content == CONTENT_SKIP) {
        write_byte(out, p->content);
        write_number(out, p->len - from);
        return;
    }
    bool has_origin = p->has_origin || from;
    write_byte(out, (uint8_t)(p->content | (has_origin ? INFO_ORIGIN : 0) | (p->has_right ? INFO_RIGHT : 0) |
                              (p->has_key ? INFO_KEY : 0)));
    if (from)
        encode_far_id((struct far_id){p->client, p->clock + from - 1}, out);
    else if (has_origin)
        encode_far_id(p->origin, out);
    if (p->has_right)
        encode_far_id(p->right, out);
    if (!has_origin && !p->has_right) {
        write_byte(out, p->parent == PARENT_ROOT);
        if (p->parent == PARENT_ROOT)
            write_block(out, p->root);
        else
            encode_far_id(p->parent_item, out);
        if (p->has_key)
            write_block(out, p->key);
    }
    if (p->content == CONTENT_TYPE) {
        write_number(out, p->type_ref);
        if (p->type_ref == DOC_XML_ELEMENT || p->type_ref == DOC_XML_HOOK)
            write_block(out, p->raw);
    } else {
        content_encode(p->content, p->raw, p->len, from, out);
    }
}

static int
by_far_place(const void *a, const void *b)
{
    const struct far_span *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? 1 : -1;
    return x->clock < y->clock ? -1 : x->clock > y->clock;
}

void
far_spans_sort(struct far_span *spans, uint32_t *count)
{
    if (*count > 1)
        qsort(spans, *count, sizeof *spans, by_far_place);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *count; i++) {
        struct far_span *last = kept ? &spans[kept - 1] : NULL;
        if (last && last->client == spans[i].client && last->clock + last->len >= spans[i].clock) {
            uint32_t end = spans[i].clock + spans[i].len;
            if (end > last->clock + last->len)
                last->len = end - last->clock;
        } else {
            spans[kept++] = spans[i];
        }
    }
    *count = kept;
}

void
span_list_add(void *ctx, const struct far_span *s)
{
    struct span_list *l = ctx;
    if (l->count == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 16;
        l->items = realloc(l->items, l->cap * sizeof *l->items);
        assert(l->items);
    }
    l->items[l->count++] = *s;
}

static void
count_range(void *ctx, const struct far_span *s)
{
    (void)s;
    ++*(uint64_t *)ctx;
}

enum err
update_measure(struct bytes update, struct update_measure *ret, struct why *why)
{
    struct part_reader p = part_reader_of(update, false);
    struct part part;
    struct update_measure m = {.sections = p.sections_left};
    while (part_next(&p, &part))
        m.structs++;
    if (p.r.bad)
        return fail(why, ERR_INVALID, "struct %llu of the update, at byte %zu, is cut off or malformed",
                    (unsigned long long)m.structs + 1, (size_t)(p.r.p - p.base));
    size_t structs_end = (size_t)(p.r.p - p.base);
    if (!deletions_read(&p.r, count_range, &m.ranges))
        return fail(why, ERR_INVALID, "the deletions of the update, from byte %zu on, are cut off or malformed",
                    structs_end);
    m.bytes = (size_t)(p.r.p - p.base);
    *ret = m;
    return OK;
}

enum err
update_check(struct bytes update, struct why *why)
{
    struct update_measure m;
    return update_measure(update, &m, why);
}
