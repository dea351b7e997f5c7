/*
 * Format V2: the same structs as V1, with everything that repeats in columns. It is read into V1 and written from V1:
 * the two say the same, and V1 is what peers send.
 *
 * Hostile columns can say "the same, a million times" in a few bytes. So what comes out of reading is bounded by the
 * size of what went in (V1_RATIO_MAX).
 */
#include "columns.h"
#include "js_value.h"
#include "update.h"

#include <assert.h>

enum { V1_RATIO_MAX = 256, V1_LEAST_BYTES = 1 << 20 };

/* ---- reading ---- */

struct v2_reader {
    struct diff_reader key_clock, left_clock, right_clock;
    struct uint_reader client, type_ref, len;
    struct rle_reader info, parent_info;
    struct string_reader string;
    struct reader rest;
    struct buf keys;    // all keys so far, one behind the other
    uint32_t *key_ends; // where each ends
    uint32_t key_count, key_cap;
    struct buf scratch;
};

static struct reader
read_column(struct reader *r)
{
    return reader_of(read_block(r));
}

static struct v2_reader
v2_reader_of(struct bytes update)
{
    struct v2_reader v = {.rest = reader_of(update)};
    struct reader *r = &v.rest;
    read_number(r); // a flag for times to come
    v.key_clock.r = read_column(r);
    v.client.r = read_column(r);
    v.left_clock.r = read_column(r);
    v.right_clock.r = read_column(r);
    v.info.r = read_column(r);
    v.string = string_reader_of(read_block(r));
    v.parent_info.r = read_column(r);
    v.type_ref.r = read_column(r);
    v.len.r = read_column(r);
    return v;
}

static bool
v2_bad(const struct v2_reader *v)
{
    return v->key_clock.r.bad || v->client.r.bad || v->left_clock.r.bad || v->right_clock.r.bad || v->info.r.bad ||
           v->string.bad || v->parent_info.r.bad || v->type_ref.r.bad || v->len.r.bad || v->rest.bad;
}

static void
v2_done(struct v2_reader *v)
{
    buf_done(&v->keys);
    buf_done(&v->scratch);
    free(v->key_ends);
}

/* A string with its length before it, as V1 has it. */
static void
copy_string(struct v2_reader *v, struct buf *out)
{
    buf_reset(&v->scratch);
    string_next(&v->string, &v->scratch);
    write_block(out, buf_bytes(&v->scratch));
}

static void
copy_key(struct v2_reader *v, struct buf *out)
{
    uint64_t number = diff_next(&v->key_clock);
    if (number >= v->key_count) {
        if (v->key_count == v->key_cap) {
            v->key_cap = v->key_cap ? v->key_cap * 2 : 16;
            v->key_ends = realloc(v->key_ends, v->key_cap * sizeof *v->key_ends);
            assert(v->key_ends);
        }
        number = v->key_count++;
        string_next(&v->string, &v->keys);
        v->key_ends[number] = (uint32_t)v->keys.n;
    }
    uint32_t start = number ? v->key_ends[number - 1] : 0;
    write_block(out, bytes_cut(buf_bytes(&v->keys), start, v->key_ends[number] - start));
}

static void
copy_json(struct v2_reader *v, struct buf *out)
{
    struct reader before = v->rest;
    skip_any(&v->rest); // checks it
    if (v->rest.bad)
        return;
    buf_reset(&v->scratch);
    json_from_any(&before, &v->scratch);
    write_block(out, buf_bytes(&v->scratch));
}

static void
copy_any(struct v2_reader *v, struct buf *out)
{
    const uint8_t *start = v->rest.p;
    skip_any(&v->rest);
    write_raw(out, (struct bytes){(const char *)start, (size_t)(v->rest.p - start)});
}

static void
copy_id(struct uint_reader *client, struct diff_reader *clock, struct buf *out)
{
    write_number(out, uint_next(client));
    write_number(out, diff_next(clock));
}

/* Gives the length in units; V1 is checked afterwards, so nothing is here that the check sees as well. */
static void
copy_content(struct v2_reader *v, uint8_t content, struct buf *out)
{
    uint64_t count;
    switch (content) {
    case CONTENT_DELETED:
        write_number(out, uint_next(&v->len));
        break;
    case CONTENT_JSON:
    case CONTENT_ANY:
        count = uint_next(&v->len);
        write_number(out, count);
        for (; count && !v2_bad(v) && !out->full; count--) {
            if (content == CONTENT_ANY)
                copy_any(v, out);
            else
                copy_string(v, out);
        }
        break;
    case CONTENT_BINARY:
        write_block(out, read_block(&v->rest));
        break;
    case CONTENT_STRING:
        copy_string(v, out);
        break;
    case CONTENT_EMBED:
        copy_json(v, out);
        break;
    case CONTENT_FORMAT:
        copy_key(v, out);
        copy_json(v, out);
        break;
    case CONTENT_TYPE:
        count = uint_next(&v->type_ref);
        write_number(out, count);
        if (count == DOC_XML_ELEMENT || count == DOC_XML_HOOK)
            copy_key(v, out);
        break;
    case CONTENT_DOC:
        copy_string(v, out);
        copy_any(v, out);
        break;
    default:
        v->rest.bad = true;
    }
}

static void
copy_struct(struct v2_reader *v, struct buf *out)
{
    uint8_t info = rle_next(&v->info), content = info & INFO_CONTENT;
    bool by_neighbour = info & (INFO_ORIGIN | INFO_RIGHT);
    if (content == CONTENT_GC || content == CONTENT_SKIP)
        info = content;
    else if (by_neighbour)
        info &= (uint8_t)~INFO_KEY;
    write_byte(out, info);
    if (content == CONTENT_GC) {
        write_number(out, uint_next(&v->len));
        return;
    }
    if (content == CONTENT_SKIP) {
        write_number(out, read_number(&v->rest));
        return;
    }
    if (info & INFO_ORIGIN)
        copy_id(&v->client, &v->left_clock, out);
    if (info & INFO_RIGHT)
        copy_id(&v->client, &v->right_clock, out);
    if (!by_neighbour) {
        bool root = rle_next(&v->parent_info) == 1;
        write_byte(out, root);
        if (root)
            copy_string(v, out);
        else
            copy_id(&v->client, &v->left_clock, out);
        if (info & INFO_KEY)
            copy_string(v, out);
    }
    copy_content(v, content, out);
}

static void
copy_deletions(struct v2_reader *v, struct buf *out)
{
    uint64_t clients = read_number(&v->rest);
    write_number(out, clients);
    for (; clients && !v->rest.bad && !out->full; clients--) {
        write_number(out, read_number(&v->rest));
        uint64_t ranges = read_number(&v->rest), clock = 0;
        write_number(out, ranges);
        for (; ranges && !v->rest.bad && !out->full; ranges--) {
            clock += read_number(&v->rest);
            uint64_t len = read_number(&v->rest) + 1;
            write_number(out, clock);
            write_number(out, len);
            clock += len;
            if (clock > UINT32_MAX)
                v->rest.bad = true;
        }
    }
}

enum err
update_v1_from_v2(struct bytes update, struct buf *out, struct why *why)
{
    size_t most = update.n > DOC_UPDATE_MAX_BYTES / V1_RATIO_MAX ? DOC_UPDATE_MAX_BYTES
                                                                 : update.n * V1_RATIO_MAX + V1_LEAST_BYTES;
    struct buf v1 = {.max_bytes = most};
    struct v2_reader v = v2_reader_of(update);
    uint64_t sections = read_number(&v.rest);
    write_number(&v1, sections);
    for (; sections && !v2_bad(&v) && !v1.full; sections--) {
        uint64_t structs = read_number(&v.rest);
        write_number(&v1, structs);
        write_number(&v1, uint_next(&v.client));
        write_number(&v1, read_number(&v.rest));
        for (; structs && !v2_bad(&v) && !v1.full; structs--)
            copy_struct(&v, &v1);
    }
    if (!v2_bad(&v))
        copy_deletions(&v, &v1);
    enum err e = OK;
    if (v2_bad(&v))
        e = fail(why, ERR_INVALID, "the update is cut off or malformed, or not of format V2");
    else if (v1.full)
        e = fail(why, ERR_LIMIT, "the update of %zu bytes in format V2 has more than %zu in V1", update.n, most);
    else
        e = update_check(buf_bytes(&v1), why);
    if (!e)
        write_raw(out, buf_bytes(&v1));
    v2_done(&v);
    buf_done(&v1);
    return e;
}

/* ---- writing ---- */

struct v2_writer {
    struct diff_writer key_clock, left_clock, right_clock;
    struct uint_writer client, type_ref, len;
    struct rle_writer info, parent_info;
    struct string_writer string;
    struct buf rest;
    uint64_t key_count;
};

static void
put_key(struct v2_writer *w, struct bytes key)
{
    diff_write(&w->key_clock, w->key_count++); // Yjs counts them up and uses none twice
    string_write(&w->string, key);
}

static void
put_id(struct v2_writer *w, struct diff_writer *clock, struct far_id id)
{
    uint_write(&w->client, id.client);
    diff_write(clock, id.clock);
}

static void
put_content(struct v2_writer *w, const struct part *p)
{
    struct reader r = reader_of(p->raw);
    switch (p->content) {
    case CONTENT_DELETED:
        uint_write(&w->len, p->len);
        break;
    case CONTENT_JSON:
        uint_write(&w->len, p->len);
        for (uint32_t i = 0; i < p->len; i++)
            string_write(&w->string, read_block(&r));
        break;
    case CONTENT_ANY:
        uint_write(&w->len, p->len);
        write_raw(&w->rest, p->raw);
        break;
    case CONTENT_BINARY:
        write_block(&w->rest, p->raw);
        break;
    case CONTENT_STRING:
        string_write(&w->string, p->raw);
        break;
    case CONTENT_EMBED:
        any_from_json(p->raw, &w->rest);
        break;
    case CONTENT_FORMAT:
        put_key(w, read_block(&r));
        any_from_json(read_block(&r), &w->rest);
        break;
    case CONTENT_TYPE:
        uint_write(&w->type_ref, p->type_ref);
        if (p->type_ref == DOC_XML_ELEMENT || p->type_ref == DOC_XML_HOOK)
            put_key(w, p->raw);
        break;
    default: // CONTENT_DOC
        string_write(&w->string, read_block(&r));
        write_raw(&w->rest, (struct bytes){(const char *)r.p, reader_left(&r)});
    }
}

/* Yjs sets the key's bit of whatever has a key, also where the key is not written; but when it reads an update, it only
 * knows of keys that are. So a document's state has the bit and an update that was converted has not. */
static void
put_struct(struct v2_writer *w, const struct part *p, bool is_state)
{
    bool item = p->content != CONTENT_GC && p->content != CONTENT_SKIP;
    bool key = item && (p->has_key || (is_state && *p->start & INFO_KEY));
    rle_write(&w->info, (uint8_t)(p->content | (p->has_origin ? INFO_ORIGIN : 0) | (p->has_right ? INFO_RIGHT : 0) |
                                  (key ? INFO_KEY : 0)));
    if (p->content == CONTENT_GC)
        uint_write(&w->len, p->len);
    if (p->content == CONTENT_SKIP)
        write_number(&w->rest, p->len);
    if (!item)
        return;
    if (p->has_origin)
        put_id(w, &w->left_clock, p->origin);
    if (p->has_right)
        put_id(w, &w->right_clock, p->right);
    if (!p->has_origin && !p->has_right) {
        rle_write(&w->parent_info, p->parent == PARENT_ROOT);
        if (p->parent == PARENT_ROOT)
            string_write(&w->string, p->root);
        else
            put_id(w, &w->left_clock, p->parent_item);
        if (p->has_key)
            string_write(&w->string, p->key);
    }
    put_content(w, p);
}

static void
put_deletions(struct v2_writer *w, struct reader *r)
{
    uint64_t clients = read_number(r);
    write_number(&w->rest, clients);
    for (; clients; clients--) {
        write_number(&w->rest, read_number(r));
        uint64_t ranges = read_number(r), end = 0;
        write_number(&w->rest, ranges);
        for (; ranges; ranges--) {
            uint64_t clock = read_number(r), len = read_number(r);
            write_number(&w->rest, clock - end);
            write_number(&w->rest, len - 1);
            end = clock + len;
        }
    }
}

static void
put_column(struct buf *out, struct buf *column)
{
    write_block(out, buf_bytes(column));
    out->full |= column->full;
    buf_done(column);
}

static void
put_strings(struct buf *out, struct string_writer *c)
{
    struct buf column = {0};
    write_block(&column, buf_bytes(&c->text));
    uint_finish(&c->lengths);
    write_raw(&column, buf_bytes(&c->lengths.out));
    put_column(out, &column);
    buf_done(&c->text);
    buf_done(&c->lengths.out);
}

static void
put_all(struct v2_writer *w, struct buf *out)
{
    write_number(out, 0);
    diff_finish(&w->key_clock);
    put_column(out, &w->key_clock.out);
    uint_finish(&w->client);
    put_column(out, &w->client.out);
    diff_finish(&w->left_clock);
    put_column(out, &w->left_clock.out);
    diff_finish(&w->right_clock);
    put_column(out, &w->right_clock.out);
    put_column(out, &w->info.out);
    put_strings(out, &w->string);
    put_column(out, &w->parent_info.out);
    uint_finish(&w->type_ref);
    put_column(out, &w->type_ref.out);
    uint_finish(&w->len);
    put_column(out, &w->len.out);
    write_raw(out, buf_bytes(&w->rest));
    out->full |= w->rest.full;
    buf_done(&w->rest);
}

/* Deletions of no length have no place in V2, and ranges must rise: then they are sorted. */
static struct buf
sorted_deletions(struct reader *r)
{
    struct span_list all = {0};
    struct buf b = {0};
    deletions_read(r, span_list_add, &all);
    far_spans_sort(all.items, &all.count);
    far_spans_encode(all.items, all.count, &b);
    free(all.items);
    return b;
}

static uint64_t
count_sections(struct bytes update)
{
    struct part_reader p = part_reader_of(update, true);
    struct part part;
    uint64_t count = 0, left = 0;
    while (part_next(&p, &part)) {
        count += !left;
        left = p.structs_left;
    }
    return count;
}

/* The update is good. */
static void
write_v2(struct bytes update, bool is_state, struct buf *out)
{
    struct v2_writer w = {0};
    write_number(&w.rest, count_sections(update));
    struct part_reader p = part_reader_of(update, true);
    struct part part;
    for (uint64_t left = 0; part_next(&p, &part); left = p.structs_left) {
        if (!left) { // a section begins
            write_number(&w.rest, p.structs_left + 1);
            uint_write(&w.client, part.client);
            write_number(&w.rest, part.clock);
        }
        put_struct(&w, &part, is_state);
    }
    struct buf deletions = sorted_deletions(&p.r);
    struct reader r = reader_of(buf_bytes(&deletions));
    put_deletions(&w, &r);
    buf_done(&deletions);
    put_all(&w, out);
}

enum err
update_v2_from_v1(struct bytes update, struct buf *out, struct why *why)
{
    enum err e = update_check(update, why);
    if (!e)
        write_v2(update, false, out);
    return e;
}

/* ---- documents ---- */

enum err
doc_apply_v2(struct doc *d, struct bytes update, struct doc_change *ret, struct why *why)
{
    struct buf v1 = {0};
    enum err e = update_v1_from_v2(update, &v1, why);
    if (!e)
        e = doc_apply(d, buf_bytes(&v1), ret, why);
    buf_done(&v1);
    return e;
}

void
doc_encode_v2(struct doc *d, struct buf *out)
{
    struct buf v1 = {0};
    doc_encode(d, &v1);
    if (v1.full)
        out->full = true;
    else
        write_v2(buf_bytes(&v1), true, out);
    buf_done(&v1);
}
