/*
 * Where values begin in items that hold many. They have no fixed size, so finding the k-th means stepping over those
 * before it; whoever cuts a long array again and again at its end would pay its length each time. So for long ones the
 * place of every MARK_STEP-th value is noted, once for all items that share a blob.
 */
#include "doc_inside.h"

#include <assert.h>

enum { MARK_STEP = 32, MARKED_MIN = 4 * MARK_STEP };

struct marks {
    struct blob *blob; // values from its first byte on, and nothing else
    uint32_t *at;      // where value 0, MARK_STEP, 2 * MARK_STEP ... begins
    uint32_t count, cap;
    uint32_t seen, seen_bytes; // values so far, and where the last of them ends
};

static struct marks *
marks_find(struct doc *d, const struct blob *b)
{
    uint32_t step = 0;
    struct marks *m;
    while ((m = table_probe(&d->marks, hash_of_pointer(d, b), &step))) {
        if (m->blob == b)
            return m;
    }
    return NULL;
}

void
values_forget(struct doc *d, struct blob *b)
{
    struct marks *m = marks_find(d, b);
    assert(m);
    table_remove(&d->marks, hash_of_pointer(d, b), m);
    memory_give(&d->memory, m->at, m->cap * sizeof *m->at);
    memory_give(&d->memory, m, sizeof *m);
    b->has_marks = 0;
}

/* Notes the places up to `end`, which is the end of a value. */
static void
note_until(struct doc *d, struct marks *m, uint8_t content, uint32_t end)
{
    while (m->seen_bytes < end) {
        if (m->seen % MARK_STEP == 0) {
            GROW(d, m->at, m->count, m->cap);
            m->at[m->count++] = m->seen_bytes;
        }
        struct bytes rest = {m->blob->p + m->seen_bytes, end - m->seen_bytes};
        m->seen_bytes += (uint32_t)values_end(content, rest, 1);
        m->seen++;
    }
}

/* The number of the value that begins at `at`. */
static uint32_t
number_at(const struct marks *m, uint8_t content, uint32_t at)
{
    uint32_t low = 0, count = m->count;
    while (count > 1) {
        uint32_t half = count / 2;
        low = m->at[low + half] <= at ? low + half : low;
        count -= half;
    }
    uint32_t number = low * MARK_STEP, place = m->at[low];
    for (; place < at; number++)
        place += (uint32_t)values_end(content, (struct bytes){m->blob->p + place, at - place}, 1);
    return number;
}

size_t
values_find(struct doc *d, struct item *i, uint32_t count)
{
    if (i->len < MARKED_MIN)
        return values_end(i->content, item_bytes(i), count);
    struct marks *m = i->blob->has_marks ? marks_find(d, i->blob) : NULL;
    if (!m) {
        /* a blob of its own, which is values from its start */
        struct blob *b = blob_new(d, item_bytes(i), i->bytes);
        blob_drop(d, i->blob);
        b->has_marks = 1;
        i->blob = b;
        i->at = 0;
        m = memory_get(&d->memory, sizeof *m);
        *m = (struct marks){.blob = b};
        table_add(d, &d->marks, hash_of_pointer(d, b), m);
    }
    uint32_t end = i->at + i->bytes;
    note_until(d, m, i->content, end);
    uint32_t wanted = number_at(m, i->content, i->at) + count, mark = wanted / MARK_STEP;
    struct bytes rest = {m->blob->p + m->at[mark], end - m->at[mark]};
    return m->at[mark] + values_end(i->content, rest, wanted % MARK_STEP) - i->at;
}
