#include "event.h"

#include "audit.h"
#include "evidence_test.h"
#include "search.h"
#include "timeline_store.h"

static const struct user ada = {.id = BYTES_INIT("usr_1"), .name = BYTES_INIT("Ada"), .role = ROLE_EDITOR};

/* The demo, built, and somebody who works on it. */
static struct bytes
open_demo(struct record *r)
{
    static const struct sql q_ada = {
        "t_ada", "insert into user(id, name, email, role, created_ms) values('usr_1', 'Ada', 'a@x', 'editor', 1)"};
    struct cx *cx = record_open(r);
    run_sql(cx, &q_ada);
    struct bytes id = new_incident(cx);
    import_demo(cx, id);
    CHECK_OK(incident_build(cx, id));
    cx->actor = &ada;
    cx->via = VIA_BROWSER;
    return id;
}

static struct event_row *
list(struct cx *cx, struct bytes id, struct event_filter f, uint32_t *ret_count)
{
    struct event_row *rows;
    bool more;
    CHECK_OK(event_list(cx, id, &f, &rows, ret_count, &more));
    return rows;
}

TEST(pages_follow_each_other_in_time_order_and_numbers_are_those_of_the_timeline)
{
    struct record r;
    struct bytes id = open_demo(&r);
    struct cx *cx = &r.cx;
    struct stored_timeline st;
    CHECK_OK(incident_timeline(cx, id, &(struct timeline_wish){0}, &st));
    struct event_filter f = {.limit = 7};
    uint32_t at = 0;
    for (bool more = true; more;) {
        struct event_row *rows;
        uint32_t n;
        CHECK_OK(event_list(cx, id, &f, &rows, &n, &more));
        CHECK(n == 7 || !more);
        for (uint32_t i = 0; i < n; i++, at++) {
            const struct event *e = &st.t.events[at];
            CHECK(bytes_eq(rows[i].id, st.records[at].id));
            CHECK_INT(rows[i].number, e->number);
            CHECK_BYTES(rows[i].title, e->title.p);
            CHECK_BYTES(rows[i].source, e->source);
            CHECK_INT(rows[i].at.precision, e->at.precision);
            CHECK(rows[i].key == e->key && rows[i].in_window == e->in_window);
            CHECK_INT(rows[i].significance, e->significance);
        }
        const struct event_row *last = &rows[n - 1];
        f.has_cursor = true;
        f.cursor_ms = last->at.precision == PRECISION_UNKNOWN ? EVENT_NO_TIME_MS : last->at.ms;
        f.cursor_position = last->position;
        f.cursor_id = last->id;
    }
    CHECK_INT(at, st.t.event_count);
    record_close(&r);
}

TEST(filters_leave_out_and_numbers_stay)
{
    struct record r;
    struct bytes id = open_demo(&r);
    struct cx *cx = &r.cx;
    uint32_t all, n;
    struct event_row *whole = list(cx, id, (struct event_filter){.limit = 5000}, &all);
    static const struct {
        struct event_filter f;
        const char *what;
    } filters[] = {
        {{.source = BYTES_INIT("slack")}, "source"},
        {{.has_kind = true, .kind = KIND_ALERT}, "kind"},
        {{.key_only = true}, "key"},
        {{.min_significance = 60}, "significance"},
        {{.q = BYTES_INIT("CHECKOUT")}, "text"},
        {{.key_only = true, .source = BYTES_INIT("pagerduty")}, "both"},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct event_filter *f = &filters[i].f;
        struct event_row *rows = list(cx, id, *f, &n);
        uint32_t at = 0;
        printf("# %s: %u of %u\n", filters[i].what, n, all);
        CHECK(n > 0 && n < all);
        for (uint32_t k = 0; k < all; k++) {
            const struct event_row *w = &whole[k];
            bool fits = (!f->source.n || bytes_eq(f->source, w->source)) && (!f->has_kind || f->kind == w->kind) &&
                        (!f->key_only || w->key) && w->significance >= f->min_significance &&
                        (!f->q.n || bytes_has_nocase(w->title, f->q) || bytes_has_nocase(w->detail, f->q));
            if (!fits)
                continue;
            CHECK(at < n);
            CHECK(bytes_eq(rows[at].id, w->id));
            CHECK_INT(rows[at++].number, w->number);
        }
        CHECK_INT(at, n);
    }
    int64_t from = whole[10].at.ms, to = whole[20].at.ms;
    struct event_row *rows = list(cx, id, (struct event_filter){.from_ms = from, .to_ms = to}, &n);
    CHECK(n >= 11 && rows[0].at.ms == from && rows[n - 1].at.ms == to);
    record_close(&r);
}

TEST(an_edit_stands_beside_the_engines_word_and_can_be_taken_back)
{
    struct record r;
    struct bytes id = open_demo(&r);
    struct cx *cx = &r.cx;
    struct event_detail d, e;
    uint32_t n;
    struct event_row *rows = list(cx, id, (struct event_filter){0}, &n);
    CHECK_OK(event_load(cx, rows[5].id, &d));
    CHECK(d.has_original && d.reason_count && d.signal_count);
    CHECK(d.signals[0].raw_bytes > 0);
    struct event_edit edit = {.has_title = true,
                              .title = BYTES(" Better "),
                              .has_detail = true,
                              .detail = BYTES("two\nlines"),
                              .has_at = true,
                              .at_ms = rows[20].at.ms,
                              .has_kind = true,
                              .kind = KIND_TICKET,
                              .has_key = true,
                              .key = !d.shown.key,
                              .version = 1};
    CHECK_OK(event_update(cx, rows[5].id, &edit, &e));
    CHECK_BYTES(e.shown.title, "Better");
    CHECK_BYTES(e.shown.detail, "two\nlines");
    CHECK_INT(e.shown.at.ms, rows[20].at.ms);
    CHECK_INT(e.shown.kind, KIND_TICKET);
    CHECK(e.shown.key != d.shown.key);
    CHECK_BYTES(e.shown.edited_by_name, "Ada");
    CHECK_INT(e.shown.version, 2);
    CHECK(e.shown.number > 15);
    CHECK_BYTES(e.original.title, d.shown.title.p);
    CHECK_INT(e.original.at.ms, d.shown.at.ms);
    CHECK_INT(e.original.key, d.shown.key);
    CHECK_ERR(event_update(cx, rows[5].id, &edit, NULL), ERR_STALE);
    CHECK_INT(cx->current_version, 2);
    CHECK_OK(incident_build(cx, id)); // the engine's word changes nothing of it
    CHECK_OK(event_load(cx, rows[5].id, &e));
    CHECK_BYTES(e.shown.title, "Better");
    struct event_edit back = {.has_title = true,
                              .has_detail = true,
                              .has_at = true,
                              .has_kind = true,
                              .kind_back = true,
                              .has_key = true,
                              .key = -1};
    CHECK_OK(event_update(cx, rows[5].id, &back, &e));
    CHECK_BYTES(e.shown.title, d.shown.title.p);
    CHECK_INT(e.shown.at.ms, d.shown.at.ms);
    CHECK_INT(e.shown.kind, d.shown.kind);
    CHECK_INT(e.shown.key, d.shown.key);
    CHECK_INT(e.shown.number, d.shown.number);
    struct audit_row *log;
    CHECK_OK(audit_list(cx, &(struct audit_filter){.incident = id, .subject = rows[5].id}, &log, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(log[1].action, "event.update");
    CHECK(bytes_find(log[1].after, "\"title\":\"Better\"") > 0 && bytes_find(log[1].before, "Better") < 0);
    record_close(&r);
}

TEST(an_edit_that_changes_nothing_leaves_the_version)
{
    struct record r;
    struct bytes id = open_demo(&r);
    struct cx *cx = &r.cx;
    struct event_detail d;
    uint32_t n;
    struct event_row *rows = list(cx, id, (struct event_filter){0}, &n);
    struct event_edit same = {.has_title = true, .title = rows[0].title, .has_hidden = true};
    CHECK_OK(event_update(cx, rows[0].id, &same, &d));
    CHECK_INT(d.shown.version, 1);
    record_close(&r);
}

TEST(hidden_events_leave_the_list_the_counts_and_the_search)
{
    struct record r;
    struct bytes id = open_demo(&r);
    struct cx *cx = &r.cx;
    struct incident *before, *after;
    struct search_result found;
    uint32_t n, m, changed;
    CHECK_OK(incident_load(cx, id, &before));
    struct event_row *rows = list(cx, id, (struct event_filter){0}, &n);
    struct bytes ids[3] = {rows[0].id, rows[1].id, rows[2].id};
    int64_t keys = rows[0].key + rows[1].key + rows[2].key;
    CHECK_OK(
        event_update(cx, rows[1].id, &(struct event_edit){.has_title = true, .title = BYTES("zebra crossing")}, NULL));
    CHECK_OK(search(cx, BYTES("zebra"), SEARCH_EVENT, 10, &found));
    CHECK_INT(found.count, 1);
    struct event_edit hide = {.has_hidden = true, .hidden = true};
    CHECK_OK(events_update(cx, id, ids, 3, &hide, &changed));
    CHECK_INT(changed, 3);
    CHECK_OK(events_update(cx, id, ids, 3, &hide, &changed));
    CHECK_INT(changed, 0);
    struct event_row *shown = list(cx, id, (struct event_filter){0}, &m);
    CHECK_INT(m, n - 3);
    CHECK(bytes_eq(shown[0].id, rows[3].id));
    CHECK_INT(shown[0].number, 1);
    list(cx, id, (struct event_filter){.hidden = 1}, &m);
    CHECK_INT(m, n);
    list(cx, id, (struct event_filter){.hidden = 2}, &m);
    CHECK_INT(m, 3);
    CHECK_OK(incident_load(cx, id, &after));
    CHECK_INT(after->event_count, before->event_count - 3);
    CHECK_INT(after->key_count, before->key_count - keys);
    CHECK_OK(search(cx, BYTES("zebra"), SEARCH_EVENT, 10, &found));
    CHECK_INT(found.count, 0);
    struct event_edit show = {.has_hidden = true};
    CHECK_OK(events_update(cx, id, ids, 3, &show, &changed));
    CHECK_OK(incident_load(cx, id, &after));
    CHECK_INT(after->event_count, before->event_count);
    CHECK_INT(after->key_count, before->key_count);
    CHECK_OK(search(cx, BYTES("zebra"), SEARCH_EVENT, 10, &found));
    CHECK_INT(found.count, 1);
    struct bytes mixed[2] = {rows[0].id, BYTES("evt_none")};
    CHECK_ERR(events_update(cx, id, mixed, 2, &hide, &changed), ERR_NOT_FOUND);
    CHECK_OK(incident_load(cx, id, &after));
    CHECK_INT(after->event_count, before->event_count); // all or none
    cx->actor = NULL;
    cx->via = VIA_COMMAND;
    CHECK_ERR(events_update(cx, new_incident(cx), ids, 1, &hide, &changed), ERR_INVALID);
    record_close(&r);
}

TEST(a_line_by_hand_is_written_changed_and_deleted)
{
    struct record r;
    struct bytes id = open_demo(&r);
    struct cx *cx = &r.cx;
    struct event_detail d;
    struct incident *before, *after;
    uint32_t n;
    struct event_row *rows = list(cx, id, (struct event_filter){0}, &n);
    CHECK_OK(incident_load(cx, id, &before));
    struct event_new line = {.at_ms = rows[n / 2].at.ms,
                             .precision = PRECISION_ABOUT,
                             .kind = KIND_NOTE,
                             .title = BYTES("We called the bank"),
                             .actor = BYTES("Ada"),
                             .url = BYTES("https://example.org/x"),
                             .key = true};
    CHECK_OK(event_create(cx, id, &line, &d));
    CHECK(d.shown.written && d.shown.key && d.shown.in_window && !d.has_original);
    CHECK_BYTES(d.shown.source, "note");
    CHECK(d.shown.number > n / 2);
    CHECK_OK(incident_load(cx, id, &after));
    CHECK_INT(after->event_count, before->event_count + 1);
    CHECK_INT(after->key_count, before->key_count + 1);
    CHECK_OK(incident_build(cx, id));
    CHECK_OK(event_update(
        cx, d.shown.id,
        &(struct event_edit){
            .has_title = true, .title = BYTES("We called both banks"), .has_at = true, .at_ms = rows[0].at.ms - 5},
        &d));
    CHECK_BYTES(d.shown.title, "We called both banks");
    CHECK_INT(d.shown.number, 1);
    CHECK_ERR(event_update(cx, d.shown.id, &(struct event_edit){.has_title = true}, NULL), ERR_INVALID);
    CHECK_ERR(event_delete(cx, rows[3].id), ERR_CONFLICT);
    CHECK_OK(event_delete(cx, d.shown.id));
    CHECK_ERR(event_load(cx, d.shown.id, &d), ERR_NOT_FOUND);
    CHECK_OK(incident_load(cx, id, &after));
    CHECK_INT(after->event_count, before->event_count);
    record_close(&r);
}

TEST(a_line_by_hand_is_checked)
{
    static const struct {
        struct event_new in;
        const char *says;
    } bad[] = {
        {{.at_ms = 1700000000000}, "title"},
        {{.at_ms = 1700000000000, .title = BYTES_INIT("a\nb")}, "title"},
        {{.at_ms = 7, .title = BYTES_INIT("x")}, "at must lie"},
        {{.at_ms = 1700000000000, .title = BYTES_INIT("x"), .precision = PRECISION_UNKNOWN}, "precision"},
        {{.at_ms = 1700000000000, .title = BYTES_INIT("x"), .url = BYTES_INIT("javascript:alert(1)")}, "url"},
    };
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERR(event_create(cx, id, &bad[i].in, NULL), ERR_INVALID);
        CHECK(strstr(cx->why.text, bad[i].says));
    }
    struct event_new good = {.at_ms = 1700000000000, .title = BYTES("x")};
    CHECK_ERR(event_create(cx, BYTES("inc_none"), &good, NULL), ERR_NOT_FOUND);
    struct user reader = {.id = BYTES("usr_1"), .role = ROLE_READER};
    cx->actor = &reader;
    CHECK_ERR(event_create(cx, id, &good, NULL), ERR_DENIED);
    record_close(&r);
}

int
main(void)
{
    RUN(pages_follow_each_other_in_time_order_and_numbers_are_those_of_the_timeline);
    RUN(filters_leave_out_and_numbers_stay);
    RUN(an_edit_stands_beside_the_engines_word_and_can_be_taken_back);
    RUN(an_edit_that_changes_nothing_leaves_the_version);
    RUN(hidden_events_leave_the_list_the_counts_and_the_search);
    RUN(a_line_by_hand_is_written_changed_and_deleted);
    RUN(a_line_by_hand_is_checked);
    return test_end();
}
