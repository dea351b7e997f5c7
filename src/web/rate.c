/*
 * The bucket as one number (the generic cell rate algorithm): the time at which it would be full again. Asking moves it
 * on by what one request costs; further ahead of now than the burst is refused. One lock: it is held for some
 * nanoseconds.
 */
#include "rate.h"

#include "../base/hash.h"
#include "../base/random.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 4 }; // callers that share a place in the table

struct bucket {
    uint64_t key;
    int64_t full_us;
};

struct rate {
    pthread_mutex_t lock;
    char secret[32]; // so that nobody can choose whom they share a place with
    int64_t cost_us, burst_us;
    uint32_t sets;
    struct bucket buckets[];
};

struct rate *
rate_new(uint32_t per_s, uint32_t burst, uint32_t callers_max)
{
    uint32_t sets = callers_max / WAYS ? callers_max / WAYS : 1;
    struct rate *r = calloc(1, sizeof *r + (size_t)sets * WAYS * sizeof *r->buckets);
    if (!r)
        abort();
    pthread_mutex_init(&r->lock, NULL);
    random_bytes(r->secret, sizeof r->secret);
    r->cost_us = 1000000 / (int64_t)(per_s ? per_s : 1);
    r->burst_us = r->cost_us * (int64_t)(burst ? burst : 1);
    r->sets = sets;
    return r;
}

void
rate_free(struct rate *r)
{
    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static uint64_t
hash_of(const struct rate *r, struct bytes key)
{
    uint64_t h;
    struct hmac m = hmac_of(HMAC_SHA256, (struct bytes){r->secret, sizeof r->secret}, &key, 1);
    memcpy(&h, m.b, sizeof h);
    return h ? h : 1;
}

/* The caller's bucket, or the one of the four that is nearest to full, emptied of its caller. */
static struct bucket *
bucket_of(struct rate *r, uint64_t key)
{
    struct bucket *set = &r->buckets[key % r->sets * WAYS], *least = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].full_us < least->full_us)
            least = &set[i];
    }
    *least = (struct bucket){.key = key};
    return least;
}

bool
rate_may(struct rate *r, struct bytes key, int64_t now_ms, int64_t *ret_wait_s)
{
    uint64_t hash = hash_of(r, key);
    int64_t now_us = now_ms * 1000;
    pthread_mutex_lock(&r->lock);
    struct bucket *b = bucket_of(r, hash);
    if (b->full_us > now_us + r->burst_us) // the clock was set back: nobody waits for it to catch up
        b->full_us = now_us + r->burst_us;
    int64_t full_us = (b->full_us > now_us ? b->full_us : now_us) + r->cost_us;
    bool may = full_us - now_us <= r->burst_us;
    if (may)
        b->full_us = full_us;
    pthread_mutex_unlock(&r->lock);
    if (!may)
        *ret_wait_s = (full_us - now_us - r->burst_us + 999999) / 1000000;
    return may;
}
