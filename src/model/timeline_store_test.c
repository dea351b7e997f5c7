#include "timeline_store.h"

#include "audit.h"
#include "event.h"
#include "evidence_test.h"
#include "moment.h"
#include "timeline_keep.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct timeline_wish everything = {.signals = true, .reasons = true};

static struct stored_timeline
load(struct cx *cx, struct bytes id, const struct timeline_wish *wish)
{
    struct stored_timeline st;
    CHECK_OK(incident_timeline(cx, id, wish, &st));
    return st;
}

static uint32_t
entries(struct cx *cx, struct bytes incident)
{
    struct audit_row *rows;
    uint32_t n;
    CHECK_OK(audit_list(cx, &(struct audit_filter){.incident = incident}, &rows, &n));
    return n;
}

TEST(a_stored_timeline_is_the_one_that_the_engine_made)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    import_demo(cx, id);
    CHECK_OK(incident_build(cx, id));
    struct stored_timeline st = load(cx, id, &everything);
    CHECK_BYTES(json_of(cx->arena, &st.t), demo_timeline(cx->arena).p);
    CHECK(!st.stale);
    CHECK_INT(st.built_ms, cx->now_ms);
    CHECK(st.t.moments[MOMENT_IMPACT_STARTED].found && st.t.moments[MOMENT_RESOLVED].found);
    CHECK_INT(st.t.duration_count, 6);
    CHECK(st.t.origin_count > 10 && st.t.window.from_ms < st.t.window.to_ms && st.t.window.event_count > 10);
    struct incident *in;
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->event_count, st.t.event_count);
    CHECK_INT(in->started_ms, st.t.moments[MOMENT_IMPACT_STARTED].at.ms);
    CHECK_INT(in->ended_ms, st.t.moments[MOMENT_RESOLVED].at.ms);
    CHECK_INT(in->window.from_ms, st.t.window.from_ms);
    uint32_t keys = 0, signals = 0;
    for (uint32_t i = 0; i < st.t.event_count; i++) {
        keys += st.t.events[i].key;
        signals += st.t.events[i].signal_count;
        CHECK_INT(st.records[i].signal_count, st.t.events[i].signal_count);
    }
    CHECK_INT(in->key_count, keys);
    CHECK_INT(signals, st.t.signal_count);
    for (int k = 0; k < MOMENT_MAX; k++)
        if (st.t.moments[k].found)
            CHECK(bytes_eq(st.moments[k].event_id, st.records[st.t.moments[k].event - 1].id));
    record_close(&r);
}

TEST(building_again_without_anything_new_writes_nothing)
{
    static const struct sql q_versions = {"t_versions", "select sum(version) from event"},
                            q_moments = {"t_moments", "select sum(version) from moment"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    import_demo(cx, id);
    CHECK_OK(incident_build(cx, id));
    struct stored_timeline a = load(cx, id, &everything);
    int64_t versions = number_of_rows(cx, &q_versions), moments = number_of_rows(cx, &q_moments);
    uint32_t before = entries(cx, id);
    cx->now_ms += 1000;
    CHECK_OK(incident_build(cx, id));
    struct stored_timeline b = load(cx, id, &everything);
    CHECK_INT(entries(cx, id), before);
    CHECK_INT(number_of_rows(cx, &q_versions), versions);
    CHECK_INT(number_of_rows(cx, &q_moments), moments);
    CHECK_INT(a.t.event_count, b.t.event_count);
    for (uint32_t i = 0; i < a.t.event_count; i++)
        CHECK(bytes_eq(a.records[i].id, b.records[i].id));
    record_close(&r);
}

enum { SMALL_PIECE = 300 }; // some fifteen events

TEST(what_is_stored_in_pieces_is_stale_until_the_last_and_then_the_same)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct build b;
    bool more = true;
    uint32_t pieces = 0, before = 0;
    import_demo(cx, id);
    CHECK_OK(build_begin(&b, cx, id));
    b.piece_work = SMALL_PIECE;
    for (; more; pieces++) {
        CHECK_OK(build_piece(&b, &more));
        struct stored_timeline st = load(cx, id, &everything);
        CHECK(st.stale == more);
        CHECK(st.t.event_count > before);
        before = st.t.event_count;
    }
    CHECK(pieces > 10);
    build_done(&b);
    struct stored_timeline st = load(cx, id, &everything);
    CHECK_BYTES(json_of(cx->arena, &st.t), demo_timeline(cx->arena).p);
    record_close(&r);
}

TEST(another_build_in_between_stores_all_of_it_and_ends_the_one_before)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    import_demo(cx, id);
    for (int after = 1; after <= 3; after++) {
        struct build b;
        bool more = true;
        CHECK_OK(build_begin(&b, cx, id));
        b.piece_work = SMALL_PIECE;
        // The third time there is nothing to write, but it may come before the first piece.
        for (int i = 0; i < after % 3; i++)
            CHECK_OK(build_piece(&b, &more));
        CHECK_OK(incident_build(cx, id));
        while (more)
            CHECK_OK(build_piece(&b, &more));
        build_done(&b);
        struct stored_timeline st = load(cx, id, &everything);
        CHECK_BYTES(json_of(cx->arena, &st.t), demo_timeline(cx->arena).p);
        CHECK(!st.stale);
    }
    record_close(&r);
}

TEST(an_incident_that_goes_while_it_is_built_is_gone)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct build b;
    bool more;
    import_demo(cx, id);
    CHECK_OK(build_begin(&b, cx, id));
    b.piece_work = SMALL_PIECE;
    CHECK_OK(build_piece(&b, &more));
    CHECK_OK(incident_delete(cx, id));
    CHECK_INT(build_piece(&b, &more), ERR_NOT_FOUND);
    CHECK(!more);
    build_done(&b);
    record_close(&r);
}

TEST(an_incident_without_evidence_has_an_empty_timeline)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct stored_timeline st = load(cx, id, &everything);
    CHECK_INT(st.t.event_count, 0);
    CHECK_OK(incident_build(cx, id));
    st = load(cx, id, &everything);
    CHECK_INT(st.t.event_count, 0);
    CHECK(!st.stale && st.built_ms);
    CHECK_ERR(incident_timeline(cx, BYTES("inc_none"), &everything, &st), ERR_NOT_FOUND);
    CHECK_ERR(incident_build(cx, BYTES("inc_none")), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(people_say_more_than_the_engine_and_hidden_events_are_left_out)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    import_demo(cx, id);
    CHECK_OK(incident_build(cx, id));
    struct stored_timeline st = load(cx, id, &everything);
    uint32_t n = st.t.event_count;
    struct bytes first = st.records[0].id, last = st.records[n - 1].id;
    int64_t late = st.t.events[n - 1].at.ms + 1000;
    CHECK_OK(event_update(cx, first, &(struct event_edit){.has_hidden = true, .hidden = true}, NULL));
    CHECK_OK(event_update(
        cx, last,
        &(struct event_edit){
            .has_title = true, .title = BYTES("Said better"), .has_key = true, .key = !st.t.events[n - 1].key},
        NULL));
    CHECK_OK(event_create(
        cx, id,
        &(struct event_new){
            .at_ms = late, .precision = PRECISION_MINUTE, .kind = KIND_NOTE, .title = BYTES("By hand"), .key = true},
        NULL));
    bool was_key = st.t.events[n - 1].key;
    st = load(cx, id, &everything);
    CHECK_INT(st.t.event_count, n); // one fewer, one more
    CHECK_BYTES(st.t.events[n - 1].title, "By hand");
    CHECK(st.records[n - 1].written && !st.t.events[n - 1].signal_count);
    CHECK_BYTES(st.t.events[n - 2].title, "Said better");
    CHECK(st.t.events[n - 2].key != was_key);
    for (uint32_t i = 0; i < n; i++) {
        CHECK_INT(st.t.events[i].number, i + 1);
        CHECK(!bytes_eq(st.records[i].id, first));
    }
    st = load(cx, id, &(struct timeline_wish){.hidden = true});
    CHECK_INT(st.t.event_count, n + 1);
    CHECK(st.records[0].hidden);
    record_close(&r);
}

TEST(a_decision_about_a_moment_stays_and_is_measured)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct incident *in;
    import_demo(cx, id);
    CHECK_OK(incident_build(cx, id));
    struct stored_timeline st = load(cx, id, &everything);
    int64_t from = st.t.moments[MOMENT_IMPACT_STARTED].at.ms, earlier = from - 600000;
    int64_t detect = st.t.durations[0].ms;
    struct moment_decision d = {.state = MOMENT_CORRECTED,
                                .at_ms = earlier,
                                .precision = PRECISION_ABOUT,
                                .note = BYTES("the logs of the proxy say so")};
    CHECK_OK(moment_decide(cx, id, MOMENT_IMPACT_STARTED, &d));
    st = load(cx, id, &everything);
    CHECK_INT(st.t.moments[MOMENT_IMPACT_STARTED].at.ms, earlier);
    CHECK_INT(st.t.moments[MOMENT_IMPACT_STARTED].event, 0);
    CHECK_INT(st.moments[MOMENT_IMPACT_STARTED].state, MOMENT_CORRECTED);
    CHECK_INT(st.moments[MOMENT_IMPACT_STARTED].proposed.at.ms, from);
    CHECK_BYTES(st.moments[MOMENT_IMPACT_STARTED].note, "the logs of the proxy say so");
    CHECK_INT(st.t.durations[0].ms, detect + 600000);
    CHECK(st.t.durations[0].about);
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->started_ms, earlier);
    CHECK_OK(incident_build(cx, id));
    st = load(cx, id, &everything);
    CHECK_INT(st.t.moments[MOMENT_IMPACT_STARTED].at.ms, earlier);
    /* The event of a moment gives it its time. */
    d = (struct moment_decision){.state = MOMENT_CORRECTED, .event_id = st.records[3].id};
    CHECK_OK(moment_decide(cx, id, MOMENT_DETECTED, &d));
    st = load(cx, id, &everything);
    CHECK_INT(st.t.moments[MOMENT_DETECTED].at.ms, st.t.events[3].at.ms);
    CHECK_INT(st.t.moments[MOMENT_DETECTED].event, 4);
    d = (struct moment_decision){.state = MOMENT_REJECTED};
    CHECK_OK(moment_decide(cx, id, MOMENT_RESOLVED, &d));
    st = load(cx, id, &everything);
    CHECK(!st.t.moments[MOMENT_RESOLVED].found && st.moments[MOMENT_RESOLVED].proposed.found);
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->ended_ms, 0);
    d = (struct moment_decision){.state = MOMENT_PROPOSED};
    CHECK_OK(moment_decide(cx, id, MOMENT_IMPACT_STARTED, &d));
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->started_ms, from);
    record_close(&r);
}

TEST(decisions_that_make_no_sense_are_refused)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx), other = new_incident(cx);
    struct event_detail made;
    struct event_new line = {.at_ms = 1700000000000, .precision = PRECISION_MINUTE, .title = BYTES("x")};
    CHECK_OK(event_create(cx, other, &line, &made));
    struct moment_decision d = {.state = MOMENT_CONFIRMED};
    CHECK_ERR(moment_decide(cx, id, MOMENT_DETECTED, &d), ERR_INVALID);
    d = (struct moment_decision){.state = MOMENT_CORRECTED};
    CHECK_ERR(moment_decide(cx, id, MOMENT_DETECTED, &d), ERR_INVALID);
    d.event_id = made.shown.id;
    CHECK_ERR(moment_decide(cx, id, MOMENT_DETECTED, &d), ERR_INVALID);
    d.event_id = BYTES("evt_none");
    CHECK_ERR(moment_decide(cx, id, MOMENT_DETECTED, &d), ERR_INVALID);
    d = (struct moment_decision){.state = MOMENT_CORRECTED, .at_ms = 1700000000000, .version = 7};
    CHECK_ERR(moment_decide(cx, id, MOMENT_DETECTED, &d), ERR_STALE);
    d.version = 1;
    CHECK_OK(moment_decide(cx, id, MOMENT_DETECTED, &d));
    CHECK_ERR(moment_decide(cx, id, MOMENT_DETECTED, &d), ERR_STALE);
    enum moment_kind k;
    CHECK(moment_kind_of_name(BYTES("impact-started"), &k) && k == MOMENT_IMPACT_STARTED);
    CHECK(!moment_kind_of_name(BYTES("impact"), &k));
    record_close(&r);
}

/* ---- evidence that comes in parts ---- */

static uint64_t seed;

static uint32_t
dice(uint32_t sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed % sides);
}

struct halves {
    struct import *whole;
    uint8_t *half; // of each signal
};

/* Stores each input's signals of one half: as if the tools had exported twice. */
static void
store_half(struct cx *cx, struct bytes id, const struct halves *h, int half)
{
    for (uint32_t first = 0; first < h->whole->count;) {
        struct import part = *h->whole;
        struct arena arena = {.max_bytes = 64 << 20};
        uint32_t origin = h->whole->signals[first].origin, end = first;
        static char padding[1 << 20];
        struct input in = {.bytes = {padding, sizeof padding}, .origin = origin};
        struct signal_keeper k = {.cx = cx, .incident = id};
        while (end < h->whole->count && h->whole->signals[end].origin == origin)
            end++;
        part.signals = arena_new_n(&arena, struct signal, end - first);
        part.count = 0;
        for (uint32_t i = first; i < end; i++)
            if (h->half[i] == half)
                part.signals[part.count++] = h->whole->signals[i];
        if (part.count)
            CHECK_OK(signals_store(&k, &part, 0, &in));
        arena_done(&arena);
        first = end;
    }
}

struct edited {
    struct bytes id, title;
};

static void
check_edits(struct cx *cx, struct bytes id, const struct edited *edits, uint32_t count)
{
    struct stored_timeline st = load(cx, id, &(struct timeline_wish){.hidden = true});
    for (uint32_t i = 0; i < count; i++) {
        bool found = false, by_id = false;
        for (uint32_t k = 0; k < st.t.event_count; k++) {
            bool same_id = bytes_eq(st.records[k].id, edits[i].id);
            by_id |= same_id;
            found |= bytes_eq(st.t.events[k].title, edits[i].title) && (same_id || !by_id);
        }
        /* Two edited events may have become one: then one of the two titles stays. */
        for (uint32_t k = 0; k < count && !found && !by_id; k++)
            for (uint32_t m = 0; m < st.t.event_count; m++)
                found |= k != i && bytes_eq(st.t.events[m].title, edits[k].title);
        if (!found)
            printf("seed %llu: the edit \"%.*s\" is lost\n", (unsigned long long)seed, BYTES_ARG(edits[i].title));
        CHECK(found);
    }
}

#define LAST_WORDS "said at the last moment"

/* Edits an event that goes up in one which nobody edited, before it does. ret_stays: that one, or empty. */
static void
edit_what_goes(struct cx *cx, const struct build *b, struct bytes *ret_goes, struct bytes *ret_stays)
{
    *ret_goes = *ret_stays = BYTES_NONE;
    for (uint32_t i = 0; i < b->old_count; i++) {
        const struct old_event *old = &b->old[i], *stays;
        if (old->kept || old->edited || !old->into)
            continue;
        stays = &b->old[b->old_of[old->into - 1] - 1];
        uint32_t together = 0;
        for (uint32_t k = 0; k < b->old_count; k++)
            together += b->old[k].into == old->into;
        if (stays->edited || together > 2)
            continue;
        struct event_edit edit = {.has_title = true, .title = BYTES(LAST_WORDS)};
        *ret_goes = bytes_dup(cx->arena, old->id);
        *ret_stays = bytes_dup(cx->arena, stays->id);
        CHECK_OK(event_update(cx, *ret_goes, &edit, NULL));
        return;
    }
}

/* Builds; people edit while it is stored. What went before they could is left out; how many edits there are then.
 * ret_last: the event that has LAST_WORDS afterwards; or empty. */
static uint32_t
build_and_edit(struct cx *cx, struct bytes id, struct edited *edits, uint32_t from, uint32_t to, struct bytes *ret_last)
{
    struct build b;
    struct bytes goes;
    bool more = true;
    uint32_t n = from;
    CHECK_OK(build_begin(&b, cx, id));
    b.piece_work = 1;
    edit_what_goes(cx, &b, &goes, ret_last);
    for (uint32_t i = from; more; i++) {
        CHECK_OK(build_piece(&b, &more));
        struct event_edit edit = {.has_title = true, .title = edits[i < to ? i : from].title};
        bool is_last = i < to && (bytes_eq(edits[i].id, goes) || bytes_eq(edits[i].id, *ret_last));
        if (i < to && !is_last && event_update(cx, edits[i].id, &edit, NULL) == OK)
            edits[n++] = edits[i];
    }
    build_done(&b);
    return n;
}

TEST(halves_imported_one_after_the_other_are_one_import_and_edits_survive)
{
    enum { EDITS = 60, EDITS_BEFORE = 20 };
    struct arena arena = {.max_bytes = (size_t)1 << 30};
    struct zones *zones = zones_new(NULL);
    struct import im;
    struct gathered g;
    struct why why;
    import_init(&im, &arena, zones);
    CHECK_OK(gather(&im, (const char *const[]){DEMO}, 1, &(struct gather_options){0}, &g, &why));
    struct bytes want = demo_timeline(&arena);
    uint32_t lasts = 0;
    struct halves h = {&im, arena_alloc(&arena, im.count)};
    for (uint64_t round = 1; round <= 6; round++) {
        struct record r;
        struct cx *cx = record_open(&r);
        struct bytes id = new_incident(cx), plain = new_incident(cx);
        seed = round * 7919;
        for (uint32_t i = 0; i < im.count; i++)
            h.half[i] = (uint8_t)dice(2);
        store_half(cx, id, &h, 0);
        store_half(cx, plain, &h, 0);
        CHECK_OK(incident_build(cx, id));
        CHECK_OK(incident_build(cx, plain));
        struct stored_timeline st = load(cx, id, &everything);
        struct edited edits[EDITS];
        for (uint32_t i = 0; i < EDITS; i++) {
            uint32_t at = dice(st.t.event_count / EDITS) + i * (st.t.event_count / EDITS);
            edits[i] = (struct edited){st.records[at].id, bytes_printf(cx->arena, "edited by a person %u", i)};
            struct event_edit edit = {.has_title = true, .title = edits[i].title};
            if (i < 5)
                edit.has_hidden = edit.hidden = true;
            if (i < EDITS_BEFORE)
                CHECK_OK(event_update(cx, edits[i].id, &edit, NULL));
        }
        cx->now_ms += 1000;
        store_half(cx, id, &h, 1);
        store_half(cx, plain, &h, 1);
        struct bytes last;
        uint32_t edit_count = build_and_edit(cx, id, edits, EDITS_BEFORE, EDITS, &last);
        CHECK_OK(incident_build(cx, plain));
        st = load(cx, plain, &everything);
        struct bytes got = json_of(cx->arena, &st.t);
        if (!bytes_eq(got, want))
            printf("seed %llu: the halves differ from the whole\n", (unsigned long long)round);
        CHECK(bytes_eq(got, want));
        check_edits(cx, id, edits, edit_count);
        if (last.n) {
            struct edited words = {last, BYTES(LAST_WORDS)};
            check_edits(cx, id, &words, 1);
            lasts++;
        }
        record_close(&r);
    }
    CHECK(lasts > 0);
    import_done(&im);
    zones_free(zones);
    arena_done(&arena);
}

TEST(more_evidence_and_another_zone_make_a_timeline_stale)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct incident *in;
    import_into(cx, id, (const char *const[]){DEMO "/slack"}, 1);
    CHECK_OK(incident_build(cx, id));
    CHECK_OK(incident_load(cx, id, &in));
    CHECK(!in->stale);
    import_into(cx, id, (const char *const[]){DEMO "/pagerduty"}, 1);
    CHECK_OK(incident_load(cx, id, &in));
    CHECK(in->stale);
    CHECK_OK(incident_build(cx, id));
    CHECK_OK(incident_load(cx, id, &in));
    CHECK(!in->stale);
    CHECK_OK(incident_update(cx, id, &(struct incident_edit){.zone = BYTES("Europe/Berlin")}, &in));
    CHECK(in->stale);
    record_close(&r);
}

int
main(void)
{
    RUN(a_stored_timeline_is_the_one_that_the_engine_made);
    RUN(building_again_without_anything_new_writes_nothing);
    RUN(what_is_stored_in_pieces_is_stale_until_the_last_and_then_the_same);
    RUN(another_build_in_between_stores_all_of_it_and_ends_the_one_before);
    RUN(an_incident_that_goes_while_it_is_built_is_gone);
    RUN(an_incident_without_evidence_has_an_empty_timeline);
    RUN(people_say_more_than_the_engine_and_hidden_events_are_left_out);
    RUN(a_decision_about_a_moment_stays_and_is_measured);
    RUN(decisions_that_make_no_sense_are_refused);
    RUN(halves_imported_one_after_the_other_are_one_import_and_edits_survive);
    RUN(more_evidence_and_another_zone_make_a_timeline_stale);
    return test_end();
}
