/*
 * Hostile updates, messages and awareness. The first byte says what the rest is; the rest is pieces with a length of
 * two bytes before each.
 *
 * What must hold: a refused update changes nothing; what a document encodes is an update that another document takes
 * and that makes it the same; merged updates do what the single ones do.
 */
#include "awareness.h"
#include "protocol.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIECES_MAX = 32 };

static size_t
pieces_of(const uint8_t *p, size_t n, struct bytes ret[PIECES_MAX])
{
    size_t count = 0;
    while (n >= 2 && count < PIECES_MAX) {
        size_t length = p[0] | (size_t)p[1] << 8;
        p += 2;
        n -= 2;
        if (length > n)
            length = n;
        ret[count++] = (struct bytes){(const char *)p, length};
        p += length;
        n -= length;
    }
    return count;
}

static struct buf
encoded(struct doc *d)
{
    struct buf b = {0};
    doc_encode(d, &b);
    assert(!b.full);
    return b;
}

static void
read_everything(struct doc *d)
{
    static const char *const roots[] = {"t", "m", "a", "x", "e", ""};
    struct buf b = {.max_bytes = 1 << 20};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        struct bytes root = bytes_of(roots[i]);
        doc_text(d, root, &b);
        doc_delta(d, root, &b);
        doc_prosemirror(d, root, &b);
        for (int type = 0; type < DOC_TYPE_MAX; type++) {
            doc_json(d, root, (enum doc_type)type, &b);
            doc_xml(d, root, (enum doc_type)type, &b);
        }
        buf_reset(&b);
    }
    doc_encode_delete_set(d, &b);
    buf_done(&b);
}

struct clock {
    uint64_t client, clock;
};

static uint64_t
number(const char **p)
{
    uint64_t v = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = (uint8_t) * (*p)++;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return v;
    }
}

/* Both are sorted, as the engine writes them. */
static bool
covers(const struct buf *more, const struct buf *less)
{
    const char *p = more->p, *q = less->p;
    uint64_t left = number(&p);
    for (uint64_t n = number(&q); n; n--) {
        struct clock have = {UINT64_MAX, 0}, want = {number(&q)};
        want.clock = number(&q);
        while (left && have.client != want.client) {
            have.client = number(&p);
            have.clock = number(&p);
            left--;
        }
        if (have.client != want.client || have.clock < want.clock)
            return false;
    }
    return true;
}

/* What it encodes makes another document the same, or more: of a client that wrote two things under one id, what was
 * behind the one that waits may come in. */
static void
check_copy(struct doc *d, bool keep_deleted)
{
    struct buf state = encoded(d), sv = {0}, sv2 = {0};
    struct doc *copy = doc_new(&(struct doc_options){.keep_deleted = keep_deleted});
    struct why why;
    enum err e = doc_apply(copy, buf_bytes(&state), NULL, &why);
    assert(!e);
    doc_encode_state_vector(d, &sv);
    doc_encode_state_vector(copy, &sv2);
    assert(covers(&sv2, &sv));
    buf_done(&state);
    buf_done(&sv);
    buf_done(&sv2);
    doc_free(copy);
}

static void
apply_pieces(const struct bytes *pieces, size_t count, bool keep_deleted)
{
    struct doc_options o = {.keep_deleted = keep_deleted, .limits = {.pending_max_bytes = 1 << 16, .client_max = 64}};
    struct doc *d = doc_new(&o);
    struct why why;
    for (size_t i = 0; i < count; i++) {
        struct buf before = encoded(d), told = {0};
        if (doc_apply_told(d, pieces[i], &told, NULL, &why)) {
            struct buf after = encoded(d);
            assert(bytes_eq(buf_bytes(&before), buf_bytes(&after)));
            buf_done(&after);
        } else if (told.n) {
            assert(!update_check(buf_bytes(&told), &why));
        }
        buf_done(&before);
        buf_done(&told);
    }
    read_everything(d);
    check_copy(d, keep_deleted);
    doc_free(d);
}

static void
merge_pieces(const struct bytes *pieces, size_t count)
{
    struct buf merged = {0}, out = {0};
    struct why why;
    if (!update_merge(pieces, count, &merged, &why)) {
        assert(!update_check(buf_bytes(&merged), &why));
        assert(!update_state_vector(buf_bytes(&merged), &out, &why));
        buf_reset(&out);
        if (count && !update_diff(buf_bytes(&merged), pieces[0], &out, &why))
            assert(!update_check(buf_bytes(&out), &why));
    }
    buf_done(&merged);
    buf_done(&out);
}

/* What is read in V2 says the same in V1, and that the same in V2 again. */
static void
convert_pieces(const struct bytes *pieces, size_t count)
{
    struct why why;
    for (size_t i = 0; i < count; i++) {
        struct buf v1 = {0}, v2 = {0}, again = {0};
        if (update_v1_from_v2(pieces[i], &v1, &why) == OK) {
            assert(!update_v2_from_v1(buf_bytes(&v1), &v2, &why));
            if (update_v1_from_v2(buf_bytes(&v2), &again, &why) == OK) {
                struct buf v3 = {0};
                assert(!update_v2_from_v1(buf_bytes(&again), &v3, &why));
                buf_done(&v3);
            }
        }
        buf_reset(&v2);
        if (update_v2_from_v1(pieces[i], &v2, &why) == OK) {
            buf_reset(&again);
            enum err e = update_v1_from_v2(buf_bytes(&v2), &again, &why);
            assert(!e || e == ERR_LIMIT);
        }
        buf_done(&v1);
        buf_done(&v2);
        buf_done(&again);
    }
}

static void
check_part(void *ctx, struct bytes frame)
{
    struct message m;
    struct why why;
    assert(!message_read(frame, &m, &why));
    assert(!doc_apply(ctx, m.body, NULL, &why));
}

static void
answer_frames(const struct bytes *pieces, size_t count)
{
    struct doc *d = doc_new(&(struct doc_options){.limits = {.pending_max_bytes = 1 << 16}}), *copy = doc_new(NULL);
    struct buf out = {0};
    struct why why;
    for (size_t i = 0; i < count; i++) {
        struct message m;
        if (message_read(pieces[i], &m, &why) || doc_answer(d, &m, &out, NULL, &why))
            continue;
        buf_reset(&out);
        message_write(&m, &out);
        struct message again;
        assert(!message_read(buf_bytes(&out), &again, &why));
        assert(again.kind == m.kind && bytes_eq(again.body, m.body));
    }
    assert(!doc_answer_in_parts(d, BYTES("\0"), 64, check_part, copy, &why));
    buf_done(&out);
    doc_free(d);
    doc_free(copy);
}

static void
awareness_pieces(const struct bytes *pieces, size_t count)
{
    struct awareness *a = awareness_new(&(struct awareness_limits){.client_max = 4, .state_max_bytes = 64});
    struct buf out = {0};
    struct why why;
    uint64_t clients[4];
    for (size_t i = 0; i < count; i++) {
        awareness_apply(a, pieces[i], (int64_t)i * 20000, &out, &why);
        size_t n = awareness_clients(pieces[i], clients, 4);
        if (i % 3 == 2)
            awareness_remove(a, clients, n, (int64_t)i * 20000, &out);
        awareness_expire(a, (int64_t)i * 20000, &out);
        assert(awareness_count(a) <= 4);
        buf_reset(&out);
    }
    if (awareness_encode(a, &out)) {
        struct awareness *b = awareness_new(NULL);
        assert(!awareness_apply(b, buf_bytes(&out), 0, NULL, &why));
        awareness_free(b);
    }
    buf_done(&out);
    awareness_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes pieces[PIECES_MAX];
    if (!size)
        return 0;
    size_t count = pieces_of(data + 1, size - 1, pieces);
    switch (data[0] % 8) {
    case 0:
    case 1:
    case 2:
        apply_pieces(pieces, count, false);
        break;
    case 3:
        apply_pieces(pieces, count, true);
        break;
    case 4:
        merge_pieces(pieces, count);
        break;
    case 5:
        convert_pieces(pieces, count);
        break;
    case 6:
        answer_frames(pieces, count);
        break;
    default:
        awareness_pieces(pieces, count);
    }
    return 0;
}
