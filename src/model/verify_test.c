#include "attachment.h"
#include "audit.h"
#include "delivery.h"
#include "erasure.h"
#include "evidence_test.h"
#include "inbox.h"
#include "postmortem.h"
#include "team.h"
#include "timeline_store.h"

/* A record with something of everything that verify looks at. */
static const struct sql make_source = {"make_source",
                                       "insert into source(id, name, scheme, token_hash, token_hint, created_ms) "
                                       "values('src_1', 'PagerDuty', 'token', x'00', 'abcd', 1)"},
                        make_delivery = {"make_delivery", "insert into delivery(id, source_id, key, received_ms, "
                                                          "headers_json, body, hash, state, audit_seq) "
                                                          "values($1, 'src_1', $1, 1, '{}', $2, $3, 'read', $4)"},
                        make_postmortem = {"make_postmortem",
                                           "insert into postmortem(id, number, title, state, template, created_ms, "
                                           "updated_ms) values('pm_1', 1, 'PM', 'draft', 'default', 1, 1)"},
                        make_section = {"make_section",
                                        "insert into section(postmortem_id, key, position, title, body, updated_ms, "
                                        "version) values('pm_1', 'summary', 1, 'Summary', 'two', 1, 2)"},
                        make_version = {"make_version", "insert into section_version(postmortem_id, key, version, "
                                                        "title, body, at_ms) values('pm_1', 'summary', $1, "
                                                        "'Summary', $2, 1)"};

static void
add(struct cx *cx, const char *action, const char *subject, const char *incident, struct bytes after, int64_t *ret_seq)
{
    CHECK_OK(audit_add(cx, &(struct audit_entry){.action = action,
                                                 .subject = bytes_of(subject),
                                                 .incident = bytes_of(incident),
                                                 .after = after,
                                                 .ret_seq = ret_seq}));
}

static void
make_deliveries(struct cx *cx)
{
    struct sha256 hashes[2], digest;
    struct stmt *s;
    int64_t seq;
    const struct bytes bodies[] = {BYTES("{\"alert\":1}"), BYTES("{\"alert\":2}")};
    run_sql(cx, &make_source);
    for (int i = 0; i < 2; i++)
        hashes[i] = sha256_of(bodies[i]);
    digest = sha256_of((struct bytes){(const char *)hashes, sizeof hashes});
    add(cx, "delivery.receive", "src_1", "",
        bytes_printf(cx->arena, "{\"deliveries\":2,\"digest\":\"%s\"}", sha256_hex(&digest).s), &seq);
    for (int i = 0; i < 2; i++) {
        CHECK_OK(db_query(cx, &make_delivery, &s));
        db_text(s, 1, i ? BYTES("dlv_2") : BYTES("dlv_1"));
        db_blob(s, 2, bodies[i]);
        db_blob(s, 3, (struct bytes){(const char *)hashes[i].b, 32});
        db_i64(s, 4, seq);
        CHECK_OK(db_run(cx, s));
    }
}

static void
make_sections(struct cx *cx)
{
    static const char *const bodies[] = {"one", "two"};
    struct stmt *s;
    run_sql(cx, &make_postmortem);
    add(cx, "postmortem.create", "pm_1", "pm_1", BYTES_NONE, NULL);
    run_sql(cx, &make_section);
    for (int i = 0; i < 2; i++) {
        CHECK_OK(db_query(cx, &make_version, &s));
        db_i64(s, 1, i + 1);
        db_text(s, 2, bytes_of(bodies[i]));
        CHECK_OK(db_run(cx, s));
        struct sha256 hash = sha256_of(bytes_printf(cx->arena, "Summary\n%s", bodies[i]));
        add(cx, i ? "section.update" : "section.draft", "pm_1/summary", "pm_1",
            bytes_printf(cx->arena, "{\"version\":%d,\"sha256\":\"%s\"}", i + 1, sha256_hex(&hash).s), NULL);
    }
}

static struct bytes
fill(struct cx *cx)
{
    struct team *t;
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("Checkout")}, &t));
    CHECK_OK(team_update(cx, t->id, &(struct team_edit){.about = BYTES("x")}, &t));
    struct bytes incident = new_incident(cx);
    import_into(cx, incident, (const char *const[]){DEMO}, 1);
    CHECK_OK(db_begin(cx));
    make_deliveries(cx);
    make_sections(cx);
    CHECK_OK(db_finish(cx, OK));
    return incident;
}

static struct verification
verify(struct cx *cx)
{
    struct verification v;
    CHECK_OK(record_verify(cx, &v));
    return v;
}

static void
says(struct verification v, const char *part)
{
    if (v.ok || bytes_find(v.broken, part) < 0) {
        printf("verify says \"%.*s\", not \"%s\"\n", BYTES_ARG(v.broken), part);
        exit(1);
    }
}

TEST(a_record_that_nobody_touched_is_whole)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct verification v = verify(cx);
    struct sha256 none = {{0}};
    CHECK(v.ok && !v.entries && !v.broken.n && memcmp(&v.head, &none, sizeof none) == 0);
    fill(cx);
    static const struct sql q_entries = {"entries", "select count(*) from audit"},
                            q_signals = {"signals", "select count(*) from signal"},
                            q_head = {"head", "select seq from audit where hash = $1"};
    v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK(v.ok);
    CHECK_INT(v.entries, number_of_rows(cx, &q_entries));
    CHECK_INT(v.signals, number_of_rows(cx, &q_signals));
    CHECK(v.signals > 100);
    CHECK_INT(v.deliveries, 2);
    CHECK_INT(v.sections, 1);
    CHECK_INT(v.erased, 0);
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, &q_head, &s));
    db_blob(s, 1, (struct bytes){(const char *)v.head.b, 32});
    CHECK_OK(db_next(cx, s, &row));
    CHECK(row && col_i64(s, 0) == v.entries);
    db_end(s);
    record_close(&r);
}

/* Each is done to a whole record, looked at, and undone. */
struct harm {
    struct sql q;
    const char *says;
};

static void
try_harms(const struct harm *harms, size_t count)
{
    struct record r;
    struct cx *cx = record_open(&r);
    fill(cx);
    for (size_t i = 0; i < count; i++) {
        CHECK_OK(db_begin(cx));
        run_sql(cx, &harms[i].q);
        says(verify(cx), harms[i].says);
        CHECK_ERR(db_finish(cx, ERR_INVALID), ERR_INVALID);
        CHECK(verify(cx).ok);
    }
    record_close(&r);
}
#define TRY(harms) try_harms(harms, sizeof harms / sizeof *harms)

TEST(a_change_to_any_column_of_an_entry_is_noticed)
{
    static const struct harm harms[] = {
        {{"at_ms", "update audit set at_ms = at_ms + 1 where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"actor_id", "update audit set actor_id = 'usr_x' where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"actor", "update audit set actor = 'Eve' where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"via", "update audit set via = 'system' where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"action", "update audit set action = 'team.delete' where seq = 2"},
         "audit entry 2 (team.delete) was changed"},
        {{"subject", "update audit set subject = 'team_x' where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"incident_id", "update audit set incident_id = 'inc_x' where seq = 2"},
         "audit entry 2 (team.update) was changed"},
        {{"before_json", "update audit set before_json = '{}' where seq = 2"},
         "audit entry 2 (team.update) was changed"},
        {{"after_json", "update audit set after_json = '{}' where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"moved", "update audit set before_json = after_json, after_json = before_json where seq = 2"},
         "audit entry 2 (team.update) was changed"},
        {{"hash", "update audit set hash = zeroblob(32) where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"short hash", "update audit set hash = x'' where seq = 2"}, "audit entry 2 (team.update) was changed"},
        {{"previous", "update audit set previous = zeroblob(32) where seq = 2"},
         "audit entry 2 does not follow on the entry before it"},
        {{"seq", "update audit set seq = 1000000 where seq = 2"}, "audit entry 2 is missing"},
        {{"first previous", "update audit set previous = x'' where seq = 1"},
         "audit entry 1 does not follow on the entry before it"},
    };
    TRY(harms);
}

TEST(an_entry_that_is_taken_out_put_in_or_changed_places_is_noticed)
{
    static const struct harm harms[] = {
        {{"first", "delete from audit where seq = 1"}, "audit entry 1 is missing"},
        {{"middle", "delete from audit where seq = 2"}, "audit entry 2 is missing"},
        {{"zero", "insert into audit select 0, at_ms, actor_id, actor, via, action, subject, incident_id, before_json, "
                  "after_json, previous, hash from audit where seq = 1"},
         "audit entry 1 is missing"},
        {{"closed up", "update audit set seq = -seq where seq >= 2"}, "audit entry 1 is missing"},
        {{"copied", "insert into audit select (select max(seq) + 1 from audit), at_ms, actor_id, actor, via, action, "
                    "subject, incident_id, before_json, after_json, previous, hash from audit where seq = 2"},
         "does not follow on the entry before it"},
        {{"cut off", "delete from audit where seq >= (select seq from audit where action = 'delivery.receive')"},
         "no audit entry tells of delivery dlv_1"},
    };
    TRY(harms);
}

TEST(an_entry_whose_hash_was_made_to_fit_is_noticed_by_the_one_after_it)
{
    struct record r;
    struct cx *cx = record_open(&r);
    fill(cx);
    static const struct sql q_read = {"read_two", "select seq, at_ms, actor_id, actor, via, action, subject, "
                                                  "incident_id, before_json, after_json, previous from audit "
                                                  "where seq = 2"},
                            q_write = {"write_two", "update audit set actor = 'Eve', hash = $1 where seq = 2"};
    struct stmt *s;
    bool row;
    CHECK_OK(db_query(cx, &q_read, &s));
    CHECK_OK(db_next(cx, s, &row));
    struct audit_row two = audit_row_of(cx, s);
    struct bytes previous = col_blob(cx, s, 10);
    db_end(s);
    two.actor = BYTES("Eve");
    struct sha256 hash = audit_hash(previous, &two);
    CHECK_OK(db_query(cx, &q_write, &s));
    db_blob(s, 1, (struct bytes){(const char *)hash.b, 32});
    CHECK_OK(db_run(cx, s));
    says(verify(cx), "audit entry 3 does not follow on the entry before it: that one was changed or exchanged");
    record_close(&r);
}

TEST(evidence_that_was_changed_taken_out_or_put_in_is_noticed)
{
    static const struct harm harms[] = {
        {{"raw", "update signal set raw = cast(raw || ' ' as blob) where number = 2"}, "were changed: their hash"},
        {{"raw and hash", "update signal set raw = x'00', "
                          "hash = x'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' "
                          "where id = (select min(id) from signal)"},
         "are not those it was stored with"},
        {{"gone raw", "update signal set raw = null where id = (select min(id) from signal)"},
         "are gone, and no audit entry says that they were erased"},
        {{"said to be erased", "update signal set raw = null, erased_ms = 1 where id = (select min(id) from signal)"},
         "are gone, and no audit entry says that they were erased"},
        {{"signal", "delete from signal where id = (select min(id) from signal)"}, " signals, not "},
        {{"all signals of one", "delete from signal where origin_id = (select min(id) from origin)"},
         " has 0 signals, not "},
        {{"order", "update signal set number = 1000 - number where origin_id = (select origin_id from signal group by "
                   "origin_id having count(*) > 2 limit 1)"},
         "are not those it was stored with"},
        {{"digest", "update origin set digest = zeroblob(32) where id = (select min(id) from origin)"},
         "are not those it was stored with"},
        {{"short digest", "update origin set digest = x'' where id = (select min(id) from origin)"},
         "are not those it was stored with"},
        {{"count", "update origin set signal_count = signal_count + 1 where id = (select min(id) from origin)"},
         " signals, not "},
        {{"origin", "delete from origin where id = (select min(id) from origin)"},
         "is gone, and no entry says that it was removed"},
        {{"incident", "delete from incident"}, "is gone, and no entry says that it was removed"},
    };
    TRY(harms);
}

TEST(an_origin_that_no_entry_tells_of_is_noticed)
{
    static const struct harm harms[] = {
        {{"put in",
          "insert into origin(id, path, importer, hash, size_bytes, signal_count, digest) values('org_0', 'x', "
          "'text', x'', 0, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')"},
         "no audit entry tells of origin org_0"},
    };
    TRY(harms);
}

TEST(deliveries_that_were_changed_taken_out_or_put_in_are_noticed)
{
    static const struct harm harms[] = {
        {{"body", "update delivery set body = x'00' where id = 'dlv_2'"},
         "the bytes of delivery dlv_2 were changed: their hash does not fit"},
        {{"body and hash", "update delivery set body = x'00', "
                           "hash = x'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' "
                           "where id = 'dlv_2'"},
         "the deliveries from dlv_1 on are not those of audit entry"},
        {{"one", "delete from delivery where id = 'dlv_1'"}, " tells of 2 deliveries, and 1 are there"},
        {{"all", "delete from delivery"}, "the delivery src_1 of audit entry"},
        {{"gone body", "update delivery set body = null where id = 'dlv_1'"},
         "the bytes of delivery dlv_1 are gone, and nothing says that they were erased"},
        {{"said to be erased", "update delivery set body = null, state = 'erased' where id = 'dlv_1'"},
         "delivery dlv_1 is said to be erased, but no audit entry says so"},
        {{"other entry", "update delivery set audit_seq = 1 where id = 'dlv_1'"},
         "no audit entry tells of delivery dlv_1"},
        {{"no entry", "update delivery set audit_seq = 0 where id = 'dlv_1'"},
         "no audit entry tells of delivery dlv_1"},
        {{"put in", "insert into delivery(id, source_id, key, received_ms, headers_json, body, hash, state, audit_seq) "
                    "select 'dlv_3', source_id, 'k', 1, '{}', body, hash, 'read', audit_seq from delivery where id = "
                    "'dlv_1'"},
         " tells of 2 deliveries, and 3 are there"},
    };
    TRY(harms);
}

TEST(sections_that_were_changed_or_lost_versions_are_noticed)
{
    static const struct harm harms[] = {
        {{"body", "update section set body = 'three'"}, "section pm_1/summary is not what its newest version says"},
        {{"title", "update section set title = 'x'"}, "section pm_1/summary is not what its newest version says"},
        {{"old body", "update section_version set body = 'x' where version = 1"},
         "version 1 of section pm_1/summary was changed: its hash does not fit"},
        {{"old version", "delete from section_version where version = 1"}, "version 1 of section pm_1/summary is gone"},
        {{"newest version", "delete from section_version where version = 2"},
         "version 2 of section pm_1/summary is gone"},
        {{"all versions", "delete from section_version"}, "section pm_1/summary has no versions"},
        {{"rolled back", "update section set version = 1, body = 'one'"}, "that is newer than itself"},
        {{"put in", "insert into section_version(postmortem_id, key, version, title, body, at_ms) values('pm_1', "
                    "'summary', 3, 'x', 'x', 1)"},
         "that is newer than itself"},
        {{"section", "delete from section"}, "the section pm_1/summary of audit entry"},
        {{"post-mortem", "delete from postmortem"}, "the post-mortem pm_1 of audit entry"},
    };
    TRY(harms);
}

TEST(attachments_that_were_changed_put_in_or_taken_out_are_noticed)
{
    static const struct {
        struct sql q;
        const char *says;
    } changes[] = {
        {{"t_bytes", "update attachment set bytes = x'00'"}, "were changed"},
        {{"t_size", "update attachment set size_bytes = 2"}, "were changed"},
        {{"t_both", "update attachment set bytes = x'00', hash = "
                    "x'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'"},
         "is not what its audit entry says"},
        {{"t_put",
          "insert into attachment(id, incident_id, name, media_type, size_bytes, hash, created_ms, bytes) "
          "select 'att_z', incident_id, name, media_type, size_bytes, hash, created_ms, bytes from attachment"},
         "no audit entry tells of attachment att_z"},
        {{"t_take", "delete from attachment"}, "is gone, and no entry says that it was removed"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct record r;
        struct cx *cx = record_open(&r);
        struct bytes incident = new_incident(cx);
        struct attachment *at;
        CHECK_OK(attachment_create(cx, incident, BYTES("x"), BYTES_NONE, BYTES("x"), &at));
        CHECK(verify(cx).ok);
        run_sql(cx, &changes[i].q);
        says(verify(cx), changes[i].says);
        record_close(&r);
    }
}

TEST(attachments_that_were_removed_or_went_with_their_incident_are_not_broken)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx);
    struct attachment *at;
    CHECK_OK(attachment_create(cx, incident, BYTES("x"), BYTES_NONE, BYTES("x"), &at));
    CHECK_OK(attachment_create(cx, incident, BYTES("y"), BYTES_NONE, BYTES("y"), &at));
    CHECK_OK(attachment_delete(cx, at->id));
    CHECK(verify(cx).ok);
    CHECK_OK(incident_delete(cx, incident));
    CHECK(verify(cx).ok);
    record_close(&r);
}

TEST(what_was_erased_with_an_entry_is_counted_and_not_broken)
{
    static const struct sql q_signal = {"erase_signal", "update signal set raw = null, erased_ms = 5 where id = $1"},
                            q_delivery = {"erase_delivery",
                                          "update delivery set body = null, state = 'erased' where id = 'dlv_1'"},
                            q_first = {"first_signal", "select min(id) from signal"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct stmt *s;
    bool row;
    fill(cx);
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_query(cx, &q_first, &s));
    CHECK_OK(db_next(cx, s, &row));
    struct bytes id = col_text(cx, s, 0);
    db_end(s);
    CHECK_OK(db_query(cx, &q_signal, &s));
    db_text(s, 1, id);
    CHECK_OK(db_run(cx, s));
    CHECK_OK(audit_add(cx, &(struct audit_entry){.action = "signal.erase", .subject = id}));
    run_sql(cx, &q_delivery);
    CHECK_OK(audit_add(cx, &(struct audit_entry){.action = "delivery.erase", .subject = BYTES("dlv_1")}));
    CHECK_OK(db_finish(cx, OK));
    struct verification v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK(v.ok);
    CHECK_INT(v.erased, 2);
    record_close(&r);
}

TEST(what_was_deleted_as_it_should_be_is_not_broken)
{
    static const struct sql q_sections = {"drop_section", "delete from section"},
                            q_postmortem = {"drop_postmortem", "delete from postmortem"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = fill(cx);
    CHECK_OK(incident_delete(cx, incident));
    CHECK_OK(db_begin(cx));
    run_sql(cx, &q_sections);
    add(cx, "section.delete", "pm_1/summary", "pm_1", BYTES_NONE, NULL);
    CHECK_OK(db_finish(cx, OK));
    struct verification v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK_INT(v.signals, 0);
    CHECK_OK(db_begin(cx));
    run_sql(cx, &q_postmortem);
    add(cx, "postmortem.delete", "pm_1", "pm_1", BYTES_NONE, NULL);
    CHECK_OK(db_finish(cx, OK));
    v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK(v.ok);
    record_close(&r);
}

TEST(an_origin_from_the_inbox_goes_with_the_incident_that_took_it)
{
    static const struct sql q_collect = {"collect", "update origin set incident_id = $1"},
                            q_collect_signals = {"collect_signals", "update signal set incident_id = $1"},
                            q_origin = {"first_origin", "select id from origin"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx);
    struct stmt *s;
    bool row;
    import_into(cx, BYTES_NONE, (const char *const[]){DEMO}, 1);
    CHECK(verify(cx).ok);
    CHECK_OK(db_begin(cx));
    CHECK_OK(db_query(cx, &q_collect, &s));
    db_text(s, 1, incident);
    CHECK_OK(db_run(cx, s));
    CHECK_OK(db_query(cx, &q_collect_signals, &s));
    db_text(s, 1, incident);
    CHECK_OK(db_run(cx, s));
    CHECK_OK(db_query(cx, &q_origin, &s));
    while (db_next(cx, s, &row) == OK && row)
        CHECK_OK(audit_add(cx, &(struct audit_entry){
                                   .action = "origin.collect", .subject = col_text(cx, s, 0), .incident = incident}));
    CHECK_OK(db_finish(cx, OK));
    CHECK(verify(cx).ok);
    CHECK_OK(incident_delete(cx, incident));
    struct verification v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK(v.ok);
    record_close(&r);
}

/* ---- what the program itself does ---- */

static void
is_whole(struct cx *cx)
{
    struct verification v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK(v.ok);
}

TEST(a_post_mortem_that_is_written_leaves_a_whole_record)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx);
    struct postmortem *pm;
    struct pm_section *list, *s;
    uint32_t n;
    import_demo(cx, incident);
    CHECK_OK(incident_build(cx, incident));
    struct postmortem_new in = {.incident_ids = &incident, .incident_count = 1};
    CHECK_OK(postmortem_create(cx, &in, &pm));
    is_whole(cx);
    CHECK_OK(section_list(cx, pm->id, &list, &n));
    CHECK(n > 3);
    CHECK_OK(section_update(cx, pm->id, list[0].key, &(struct section_edit){.body = BYTES("ours")}, &s));
    CHECK_OK(section_update(cx, pm->id, list[1].key, &(struct section_edit){.after = BYTES("")}, &s));
    CHECK_OK(section_restore(cx, pm->id, list[0].key, 1, &s));
    CHECK_OK(section_draft(cx, pm->id, list[2].key, true, &s));
    for (int life = 0; life < 2; life++) { // a key that is used again begins anew
        CHECK_OK(section_create(cx, pm->id, &(struct section_new){.title = BYTES("Own"), .body = BYTES("x")}, &s));
        CHECK_OK(section_update(cx, pm->id, s->key, &(struct section_edit){.body = BYTES("y")}, &s));
        is_whole(cx);
        CHECK_OK(section_delete(cx, pm->id, s->key));
    }
    is_whole(cx);
    CHECK_OK(postmortem_delete(cx, pm->id));
    CHECK_OK(incident_delete(cx, incident));
    is_whole(cx);
    record_close(&r);
}

static const char alerts[] =
    "{\"version\":\"4\",\"groupKey\":\"g\",\"status\":\"firing\",\"receiver\":\"web\",\"groupLabels\":{},"
    "\"commonLabels\":{},\"commonAnnotations\":{},\"externalURL\":\"http://alerts\",\"alerts\":["
    "{\"status\":\"firing\",\"labels\":{\"alertname\":\"First\"},\"annotations\":{},"
    "\"startsAt\":\"2024-03-14T09:41:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\",\"fingerprint\":\"a1\"},"
    "{\"status\":\"firing\",\"labels\":{\"alertname\":\"Second\"},\"annotations\":{},"
    "\"startsAt\":\"2024-03-14T09:55:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\",\"fingerprint\":\"b2\"}]}";

static struct bytes
deliver_alerts(struct cx *cx)
{
    struct source *s;
    struct bytes address, secret;
    struct zones *z = zones_new(NULL);
    bool more = true;
    struct source_new in = {.name = BYTES("alerts"), .scheme = BYTES("token"), .attach = ATTACH_INBOX};
    CHECK_OK(source_create(cx, &in, &s, &address, &secret));
    struct delivery_new d = {.id = id_new(cx->arena, "dlv", cx->now_ms),
                             .source_id = s->id,
                             .headers_json = BYTES("[]"),
                             .key = BYTES("k"),
                             .body = bytes_of(alerts),
                             .hash = sha256_of(bytes_of(alerts)),
                             .received_ms = cx->now_ms};
    CHECK_OK(deliveries_store(cx, &d, 1));
    while (more)
        CHECK_OK(deliveries_read(cx, z, &more));
    zones_free(z);
    return d.id;
}

TEST(a_delivery_that_two_incidents_ask_for_leaves_a_whole_record)
{
    enum { AT_FIRST_MS = 41 * 60 * 1000, AT_SECOND_MS = 55 * 60 * 1000 };
    const int64_t nine = 1710406800000; // 2024-03-14T09:00:00Z
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes a = new_incident(cx), b = new_incident(cx);
    int64_t taken;
    deliver_alerts(cx);
    is_whole(cx);
    CHECK_OK(inbox_collect(cx, a, nine + AT_FIRST_MS, nine + AT_FIRST_MS, &taken));
    CHECK(taken > 0);
    CHECK_OK(inbox_collect(cx, b, nine + AT_SECOND_MS, nine + AT_SECOND_MS, &taken));
    is_whole(cx);
    CHECK_OK(incident_delete(cx, a));
    is_whole(cx);
    CHECK_OK(incident_delete(cx, b));
    is_whole(cx);
    record_close(&r);
}

TEST(an_erasure_leaves_a_whole_record)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes delivery = deliver_alerts(cx);
    CHECK_OK(delivery_erase(cx, delivery, BYTES("names a customer")));
    struct verification v = verify(cx);
    CHECK_BYTES(v.broken, "");
    CHECK_INT(v.erased, 3); // the delivery and its two signals
    record_close(&r);
}

TEST(only_admins_verify)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user u = {.id = BYTES_INIT("usr_x"), .role = ROLE_EDITOR};
    struct verification v;
    cx->actor = &u;
    cx->via = VIA_BROWSER;
    CHECK_ERR(record_verify(cx, &v), ERR_DENIED);
    record_close(&r);
}

TEST(what_it_read_is_not_left_with_the_caller)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes text = bytes_printf(cx->arena, "{\"x\":\"%0*d\"}", 60 * 1000, 0);
    CHECK_OK(db_begin(cx));
    for (int i = 0; i < 200; i++) // 24 MB of text
        CHECK_OK(audit_add(cx, &(struct audit_entry){.action = "a.b", .before = text, .after = text}));
    CHECK_OK(db_finish(cx, OK));
    size_t before = cx->arena->used_bytes;
    struct verification v = verify(cx);
    CHECK(v.ok && v.entries == 200);
    CHECK(cx->arena->used_bytes - before < 1000);
    record_close(&r);
}

int
main(void)
{
    RUN(a_record_that_nobody_touched_is_whole);
    RUN(a_change_to_any_column_of_an_entry_is_noticed);
    RUN(an_entry_that_is_taken_out_put_in_or_changed_places_is_noticed);
    RUN(an_entry_whose_hash_was_made_to_fit_is_noticed_by_the_one_after_it);
    RUN(evidence_that_was_changed_taken_out_or_put_in_is_noticed);
    RUN(an_origin_that_no_entry_tells_of_is_noticed);
    RUN(deliveries_that_were_changed_taken_out_or_put_in_are_noticed);
    RUN(sections_that_were_changed_or_lost_versions_are_noticed);
    RUN(attachments_that_were_changed_put_in_or_taken_out_are_noticed);
    RUN(attachments_that_were_removed_or_went_with_their_incident_are_not_broken);
    RUN(what_was_erased_with_an_entry_is_counted_and_not_broken);
    RUN(what_was_deleted_as_it_should_be_is_not_broken);
    RUN(an_origin_from_the_inbox_goes_with_the_incident_that_took_it);
    RUN(a_post_mortem_that_is_written_leaves_a_whole_record);
    RUN(a_delivery_that_two_incidents_ask_for_leaves_a_whole_record);
    RUN(an_erasure_leaves_a_whole_record);
    RUN(only_admins_verify);
    RUN(what_it_read_is_not_left_with_the_caller);
    return test_end();
}
