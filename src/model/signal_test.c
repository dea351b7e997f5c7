#include "signal.h"

#include "audit.h"
#include "evidence_test.h"

static const struct sql q_signals = {"t_signals", "select count(*) from signal"},
                        q_origins = {"t_origins", "select count(*) from origin"},
                        q_entries = {"t_entries", "select count(*) from audit where action = 'origin.create'"};

TEST(stored_signals_give_the_same_timeline_as_the_files_they_came_from)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct zones *zones = zones_new(NULL);
    struct stored_signals got;
    struct timeline *t;
    uint32_t added = import_demo(cx, id);
    CHECK(added > 100);
    CHECK_OK(signals_load(cx, id, zones, &got));
    CHECK_INT(got.count, added);
    CHECK_INT(number_of_rows(cx, &q_signals), added);
    CHECK_OK(timeline_build(cx->arena, got.signals, got.count, got.origins, got.origin_count,
                            &(struct timeline_options){.zones = zones}, &t, &cx->why));
    CHECK_BYTES(json_of(cx->arena, t), demo_timeline(cx->arena).p);
    zones_free(zones);
    record_close(&r);
}

TEST(what_is_known_adds_nothing)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct incident *in;
    uint32_t added = import_demo(cx, id);
    int64_t origins = number_of_rows(cx, &q_origins);
    CHECK_INT(number_of_rows(cx, &q_entries), origins);
    CHECK_INT(import_demo(cx, id), 0);
    CHECK_INT(number_of_rows(cx, &q_signals), added);
    CHECK_INT(number_of_rows(cx, &q_origins), origins);
    CHECK_INT(number_of_rows(cx, &q_entries), origins);
    CHECK_OK(incident_load(cx, id, &in));
    CHECK_INT(in->signal_count, added);
    CHECK(in->stale);
    CHECK_INT(import_demo(cx, new_incident(cx)), added); // another incident has its own
    record_close(&r);
}

TEST(raw_bytes_are_kept_with_their_hash_and_the_origin_vouches_for_them)
{
    static const struct sql q_raws = {"t_raws", "select s.raw, s.hash, s.raw_bytes, s.id from signal s"},
                            q_digests = {"t_digests", "select o.id, o.digest, o.signal_count from origin o"},
                            q_hashes = {"t_hashes", "select hash from signal where origin_id = $1 order by number"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx), any = BYTES_NONE;
    struct stmt *s, *h;
    bool row;
    import_demo(cx, id);
    CHECK_OK(db_query(cx, &q_raws, &s));
    while (!db_next(cx, s, &row) && row) {
        struct bytes raw = col_blob(cx, s, 0), hash = col_blob(cx, s, 1);
        struct sha256 want = sha256_of(raw);
        CHECK_INT(raw.n, col_i64(s, 2));
        CHECK(bytes_eq(hash, (struct bytes){(const char *)want.b, sizeof want.b}));
        any = col_text(cx, s, 3);
    }
    CHECK_OK(db_query(cx, &q_digests, &s));
    while (!db_next(cx, s, &row) && row) {
        struct buf all = {0};
        CHECK_OK(db_query(cx, &q_hashes, &h));
        db_text(h, 1, col_text(cx, s, 0));
        while (!db_next(cx, h, &row) && row)
            buf_add(&all, col_blob(cx, h, 0));
        struct sha256 want = sha256_of(buf_bytes(&all));
        CHECK_INT(all.n, 32 * col_i64(s, 2));
        CHECK(bytes_eq(col_blob(cx, s, 1), (struct bytes){(const char *)want.b, sizeof want.b}));
        buf_done(&all);
    }
    struct signal_row shown;
    struct bytes raw;
    CHECK_OK(signal_row_load(cx, any, &shown));
    CHECK_OK(signal_raw(cx, any, &raw));
    CHECK_INT(raw.n, shown.raw_bytes);
    CHECK(bytes_eq(shown.incident, id));
    CHECK_ERR(signal_raw(cx, BYTES("sig_none"), &raw), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(signals_of_no_incident_wait_in_the_inbox)
{
    static const struct sql q_inbox = {"t_inbox", "select count(*) from signal where incident_id is null"};
    struct record r;
    struct cx *cx = record_open(&r);
    uint32_t added = import_demo(cx, BYTES_NONE);
    CHECK_INT(number_of_rows(cx, &q_inbox), added);
    record_close(&r);
}

TEST(an_input_is_stored_whole_or_not_at_all)
{
    /* The last signal of the file is refused by the database: its origin and all before it go too. */
    static const struct sql q_trap = {"t_trap", "create trigger trap before insert on signal when new.number = 5 begin "
                                                "select raise(abort, 'trapped'); end"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct zones *zones = zones_new(NULL);
    struct import im;
    struct gathered g;
    struct signal_keeper k = {.cx = cx, .incident = id};
    run_sql(cx, &q_trap);
    import_init(&im, cx->arena, zones);
    im.keep = signals_keep;
    im.keep_ctx = &k;
    CHECK_OK(gather(&im, (const char *const[]){DEMO "/logs/checkout-api.jsonl"}, 1, &(struct gather_options){0}, &g,
                    &cx->why));
    CHECK(im.count >= 5);
    CHECK_ERR(k.error, ERR_CONFLICT);
    CHECK_INT(number_of_rows(cx, &q_signals), 0);
    CHECK_INT(number_of_rows(cx, &q_origins), 0);
    CHECK_INT(number_of_rows(cx, &q_entries), 0);
    import_done(&im);
    zones_free(zones);
    record_close(&r);
}

TEST(times_come_back_with_what_they_lack)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes id = new_incident(cx);
    struct zones *zones = zones_new(NULL), *other = zones_new(NULL);
    static char text[] = "whatever\0........................................................................";
    struct input input = {.bytes = {text, 8}, .path = BYTES("a.txt")};
    struct origin origin = {.path = "a.txt", .importer = "text"};
    struct tie ties[2] = {{.value = BYTES("#12"), .kind = TIE_PULL, .role = TIE_SAYS, .next = &ties[1]},
                          {.value = BYTES("\"quoted\"\n"), .kind = TIE_NAME, .role = TIE_IS}};
    zone_id berlin = zone_find(zones, BYTES("Berlin"));
    zone_find(other, BYTES("Denver")); // its numbers differ
    struct signal signals[] = {
        {.source = "text",
         .ref = BYTES("a.txt/1"),
         .title = BYTES("one"),
         .kind = KIND_NOTE,
         .ties = ties,
         .severity = 2,
         .at = {.ms = 1234, .precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_DATE | WHEN_LACKS_ZONE},
         .end = WHEN_UNKNOWN,
         .raw_bytes = 8,
         .flags = SIGNAL_PINNED,
         .reactions = 3},
        {.source = "text",
         .ref = BYTES("a.txt/2"),
         .title = BYTES("two"),
         .state = STATE_MERGED,
         .family = BYTES("f"),
         .at = {.ms = -5, .precision = PRECISION_ABOUT, .lacks = WHEN_LACKS_YEAR, .zone = berlin},
         .end = {.ms = 77, .precision = PRECISION_DAY},
         .raw_bytes = 4,
         .raw_at = 2},
    };
    struct import im = {
        .arena = cx->arena, .zones = zones, .signals = signals, .count = 2, .origins = &origin, .origin_count = 1};
    struct signal_keeper k = {.cx = cx, .incident = id};
    struct stored_signals got;
    CHECK_OK(signals_store(&k, &im, 0, &input));
    CHECK_OK(signals_load(cx, id, other, &got));
    CHECK_INT(got.count, 2);
    for (int i = 0; i < 2; i++) {
        const struct signal *b = &got.signals[i], *a = &signals[bytes_is(b->ref, "a.txt/2")];
        CHECK(b->source == importer_find("text")->name);
        CHECK_BYTES(b->ref, a->ref.p);
        CHECK_BYTES(b->title, a->title.p);
        CHECK_BYTES(b->family, a->family.p ? a->family.p : "");
        CHECK(a->kind == b->kind && a->state == b->state && a->severity == b->severity && a->flags == b->flags);
        CHECK(a->reactions == b->reactions && a->raw_bytes == b->raw_bytes && b->raw_at == (unsigned)i);
        CHECK_INT(b->at.ms, a->at.ms);
        CHECK_INT(b->at.lacks, a->at.lacks);
        CHECK_INT(b->at.precision, a->at.precision);
        CHECK_INT(b->end.precision, a->end.precision);
    }
    bool swapped = bytes_is(got.signals[0].ref, "a.txt/2");
    CHECK_STR(zone_name(other, got.signals[!swapped].at.zone), "Europe/Berlin");
    const struct tie *t = got.signals[swapped].ties;
    CHECK_BYTES(t->value, "#12");
    CHECK(t->kind == TIE_PULL && t->role == TIE_SAYS);
    CHECK_BYTES(t->next->value, "\"quoted\"\n");
    CHECK(!t->next->next);
    zones_free(zones);
    zones_free(other);
    record_close(&r);
}

int
main(void)
{
    RUN(stored_signals_give_the_same_timeline_as_the_files_they_came_from);
    RUN(what_is_known_adds_nothing);
    RUN(raw_bytes_are_kept_with_their_hash_and_the_origin_vouches_for_them);
    RUN(signals_of_no_incident_wait_in_the_inbox);
    RUN(an_input_is_stored_whole_or_not_at_all);
    RUN(times_come_back_with_what_they_lack);
    return test_end();
}
