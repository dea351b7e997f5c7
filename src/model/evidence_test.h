#ifndef MODEL_EVIDENCE_TEST_H
#define MODEL_EVIDENCE_TEST_H
/* For tests that need evidence: the demo incident's files, read straight or into the record. */
#include "../fact/timeline_json.h"
#include "../import/gather.h"
#include "../timeline/timeline.h"
#include "incident.h"
#include "record_test.h"
#include "signal.h"

#define DEMO "demo/checkout-outage"

static inline struct bytes
new_incident(struct cx *cx)
{
    struct incident *in;
    CHECK_OK(incident_create(cx, &(struct incident_new){.title = BYTES("Checkout is down")}, &in));
    return in->id;
}

/* Reads files and folders into an incident; gives the signals that are new. */
static inline uint32_t
import_into(struct cx *cx, struct bytes incident, const char *const *paths, size_t count)
{
    struct arena arena = {.max_bytes = (size_t)1 << 30};
    struct zones *zones = zones_new(NULL);
    struct signal_keeper k = {.cx = cx, .incident = incident};
    struct import im;
    struct gathered g;
    import_init(&im, &arena, zones);
    im.keep = signals_keep;
    im.keep_ctx = &k;
    CHECK_OK(gather(&im, paths, count, &(struct gather_options){0}, &g, &cx->why));
    CHECK_OK(k.error);
    CHECK_INT(k.found, im.count);
    import_done(&im);
    zones_free(zones);
    arena_done(&arena);
    return k.added;
}

static inline uint32_t
import_demo(struct cx *cx, struct bytes incident)
{
    return import_into(cx, incident, (const char *const[]){DEMO}, 1);
}

static inline struct bytes
json_of(struct arena *a, const struct timeline *t)
{
    struct buf out = {0};
    timeline_json(&out, t, &(struct timeline_view){.explain = true});
    struct bytes copy = bytes_dup(a, buf_bytes(&out));
    buf_done(&out);
    return copy;
}

/* The demo's timeline without any record, as JSON. */
static inline struct bytes
demo_timeline(struct arena *a)
{
    struct zones *zones = zones_new(NULL);
    struct import im;
    struct gathered g;
    struct timeline *t;
    struct why why;
    struct timeline_options o = {.zones = zones};
    import_init(&im, a, zones);
    CHECK_OK(gather(&im, (const char *const[]){DEMO}, 1, &(struct gather_options){0}, &g, &why));
    CHECK_OK(timeline_build(a, im.signals, im.count, im.origins, im.origin_count, &o, &t, &why));
    struct bytes json = json_of(a, t);
    import_done(&im);
    zones_free(zones);
    return json;
}

static inline int64_t
number_of_rows(struct cx *cx, const struct sql *q)
{
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, q, &s));
    CHECK_OK(db_next(cx, s, &row));
    CHECK(row);
    int64_t n = col_i64(s, 0);
    db_end(s);
    return n;
}

static inline void
run_sql(struct cx *cx, const struct sql *q)
{
    struct stmt *s;
    CHECK_OK(db_query(cx, q, &s));
    CHECK_OK(db_run(cx, s));
}
#endif
