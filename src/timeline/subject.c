/*
 * What is the incident about? The words that its strongest events share say what is broken; changes and messages that
 * speak of it belong to it more than others of the same time.
 */
#include "build.h"

#include "../base/map.h"

#include <stdlib.h>

enum { SUBJECT_EVENTS = 40 }; // strongest events whose words say what is broken

/*
 * What is broken, told by the strongest events that are no changes: their words, and how many of those events have
 * each.
 */
struct subject {
    struct topic_words words[SUBJECT_EVENTS], all;
    uint32_t events[SUBJECT_EVENTS];
    uint32_t count;
    struct map often; // key -> events
};

static struct bytes
key_bytes(const uint64_t *key)
{
    return (struct bytes){(const char *)key, sizeof *key};
}

static void
subject_find(const struct build *b, struct subject *s)
{
    struct ranked *r = malloc(((size_t)b->event_count + 1) * sizeof *r);
    if (!r)
        abort();
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->event_count; i++)
        if (b->events[i].in_window && !is_change(&b->events[i]) && b->work[i].core >= 20)
            r[n++] = (struct ranked){b->work[i].core, i};
    qsort(r, n, sizeof *r, ranked_cmp);
    *s = (struct subject){.count = n < SUBJECT_EVENTS ? n : SUBJECT_EVENTS};
    for (uint32_t i = 0; i < s->count; i++) {
        struct topic_words *own = &s->words[i];
        s->events[i] = r[i].event;
        topic_words_add(&b->common, own, b->events[r[i].event].title);
        topic_words_add(&b->common, &s->all, b->events[r[i].event].title);
        for (uint32_t k = 0; k < own->count; k++)
            ++*map_at(&s->often, key_bytes(&own->keys[k]));
    }
    free(r);
}

/* How many of the words are in two strong events or more, the event itself not counted. */
static uint32_t
subject_shared(const struct subject *s, const struct topic_words *own, uint32_t event)
{
    uint32_t shared = 0, itself = 0;
    for (uint32_t i = 0; i < s->count; i++)
        itself |= s->events[i] == event;
    for (uint32_t k = 0; k < own->count; k++) {
        const uint32_t *in = map_find(&s->often, key_bytes(&own->keys[k]));
        shared += in && *in >= 2 + itself;
    }
    return shared;
}

/* Changes and messages that speak of what is broken concern the incident. */
void
find_subject(struct build *b)
{
    struct subject *s = malloc(sizeof *s);
    if (!s)
        abort();
    subject_find(b, s);
    for (uint32_t i = 0; i < b->event_count; i++) {
        struct event *e = &b->events[i];
        bool change = is_change(e);
        if (!e->in_window || (!change && (e->kind != KIND_CHAT || !is_persons(e))))
            continue;
        struct topic_words own = {.count = 0};
        topic_words_add(&b->common, &own, bytes_cut(e->title, 0, 300));
        uint32_t shared = change ? topic_words_shared(&own, &s->all) : subject_shared(s, &own, i);
        if (shared)
            add_reason(b, i, GIVEN_SPEAKS_OF_WHAT_IS_BROKEN, shared >= 3 ? 12 : (int)shared * 4);
    }
    map_done(&s->often);
    free(s);
}
