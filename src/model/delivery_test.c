#include "delivery.h"

#include "../base/zone.h"
#include "audit.h"
#include "erasure.h"
#include "inbox.h"
#include "incident.h"
#include "record_test.h"
#include "signal.h"

/* An alert that fires, as Alertmanager posts it. */
#define ALERT(name, status, fingerprint)                                                                               \
    "{\"version\":\"4\",\"groupKey\":\"{}:{alertname=\\\"" name "\\\"}\",\"status\":\"" status                         \
    "\",\"receiver\":\"web\","                                                                                         \
    "\"groupLabels\":{},\"commonLabels\":{\"alertname\":\"" name "\"},\"commonAnnotations\":{},\"externalURL\":"       \
    "\"http://alerts\",\"alerts\":[{\"status\":\"" status "\",\"labels\":{\"alertname\":\"" name                       \
    "\",\"severity\":\"critical\",\"service\":\"payments\"},\"annotations\":{\"summary\":\"" name                      \
    " is bad\"},\"startsAt\":\"2024-03-14T09:41:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\",\"generatorURL\":\"\","      \
    "\"fingerprint\":\"" fingerprint "\"}]}"

static struct source *
make_source(struct cx *cx, enum attach attach)
{
    struct source *s;
    struct bytes address, secret;
    struct source_new in = {.name = BYTES("alerts"), .scheme = BYTES("token"), .attach = attach};
    CHECK_OK(source_create(cx, &in, &s, &address, &secret));
    CHECK(bytes_starts(address, "in_") && !secret.n);
    return s;
}

static struct delivery_new
deliver(struct cx *cx, const struct source *s, const char *body)
{
    cx->now_ms++; // ids of one millisecond are in no order
    struct delivery_new d = {.id = id_new(cx->arena, "dlv", cx->now_ms),
                             .source_id = s->id,
                             .headers_json = BYTES("[]"),
                             .body = bytes_of(body),
                             .hash = sha256_of(bytes_of(body)),
                             .received_ms = cx->now_ms};
    d.key = delivery_key(cx->arena, NULL, 0, &d.hash);
    CHECK_OK(deliveries_store(cx, &d, 1));
    return d;
}

static void
read_all(struct cx *cx)
{
    struct zones *z = zones_new(NULL);
    bool more = true;
    while (more)
        CHECK_OK(deliveries_read(cx, z, &more));
    zones_free(z);
}

static struct delivery
load(struct cx *cx, struct bytes id)
{
    struct delivery d;
    struct bytes headers, body;
    CHECK_OK(delivery_load(cx, id, &d, &headers, &body));
    return d;
}

static int64_t
in_inbox(struct cx *cx)
{
    struct inbox_source *list;
    uint32_t n;
    int64_t count = 0;
    CHECK_OK(inbox_list(cx, 0, 0, &list, &n));
    for (uint32_t i = 0; i < n; i++)
        count += list[i].count;
    return count;
}

static struct incident *
make_incident(struct cx *cx, const char *title)
{
    struct incident *i;
    struct incident_new in = {.title = bytes_of(title)};
    CHECK_OK(incident_create(cx, &in, &i));
    return i;
}

static int64_t
signals_of(struct cx *cx, struct bytes incident)
{
    struct incident *i;
    CHECK_OK(incident_load(cx, incident, &i));
    return i->signal_count;
}

static void
check_verifies(struct cx *cx)
{
    struct verification v;
    CHECK_OK(record_verify(cx, &v));
    if (!v.ok)
        printf("%.*s\n", BYTES_ARG(v.broken));
    CHECK(v.ok);
}

TEST(a_repeat_adds_nothing_and_names_the_first)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s = make_source(cx, ATTACH_INBOX);
    struct delivery_new first = deliver(cx, s, "{\"a\":1}"), again = deliver(cx, s, "{\"a\":1}");
    CHECK(!first.repeated && again.repeated && bytes_eq(first.id, again.id));
    CHECK(!deliver(cx, s, "{\"a\":2}").repeated);
    // Within one batch too.
    struct delivery_new two[2] = {again, again};
    two[0].id = id_new(cx->arena, "dlv", cx->now_ms);
    two[1].id = id_new(cx->arena, "dlv", cx->now_ms);
    two[0].key = two[1].key = BYTES("the same");
    CHECK_OK(deliveries_store(cx, two, 2));
    CHECK(!two[0].repeated && two[1].repeated && bytes_eq(two[0].id, two[1].id));
    check_verifies(cx);
    record_close(&r);
}

TEST(a_tools_own_id_tells_a_repeat)
{
    struct arena a = {.max_bytes = 1 << 20};
    const struct header headers[] = {{BYTES("x-github-delivery"), BYTES("72d3162e")},
                                     {BYTES("Authorization"), BYTES("Bearer secret")},
                                     {BYTES("x-github-event"), BYTES("push")}};
    struct sha256 hash = sha256_of(BYTES("body"));
    CHECK_BYTES(delivery_key(&a, headers, 3, &hash), "X-GitHub-Delivery:72d3162e");
    CHECK_BYTES(delivery_key(&a, NULL, 0, &hash), sha256_hex(&hash).s);
    CHECK_BYTES(delivery_headers_json(&a, headers, 3), "[{\"name\":\"X-GitHub-Event\",\"value\":\"push\"}]");
    arena_done(&a);
}

TEST(what_arrives_goes_to_the_incident_that_is_open)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s = make_source(cx, ATTACH_OPEN);
    struct delivery_new early = deliver(cx, s, ALERT("HighErrors", "firing", "f1"));
    read_all(cx);
    CHECK_BYTES(load(cx, early.id).state, "read");
    CHECK_INT(in_inbox(cx), 1); // nothing was open
    struct incident *open = make_incident(cx, "Checkout fails");
    deliver(cx, s, ALERT("SlowDatabase", "firing", "f2"));
    read_all(cx);
    CHECK_INT(signals_of(cx, open->id), 1);
    CHECK_INT(in_inbox(cx), 1);
    // Two are open and the signal names the component of neither: no guess.
    make_incident(cx, "Search is slow");
    deliver(cx, s, ALERT("DiskFull", "firing", "f3"));
    read_all(cx);
    CHECK_INT(signals_of(cx, open->id), 1);
    CHECK_INT(in_inbox(cx), 2);
    int64_t taken;
    CHECK_OK(inbox_collect(cx, open->id, 0, INT64_MAX, &taken));
    CHECK_INT(taken, 2);
    CHECK_INT(in_inbox(cx), 0);
    CHECK_INT(signals_of(cx, open->id), 3);
    check_verifies(cx);
    record_close(&r);
}

TEST(an_alert_opens_an_incident_where_its_source_may)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s = make_source(cx, ATTACH_OPENS);
    struct incident *list;
    uint32_t n;
    bool more;
    deliver(cx, s, ALERT("HighErrors", "resolved", "f1"));
    read_all(cx);
    CHECK_OK(incident_list(cx, &(struct incident_filter){0}, &list, &n, &more));
    CHECK_INT(n, 0); // it ends something: no reason to begin
    deliver(cx, s, ALERT("HighErrors", "firing", "f1"));
    deliver(cx, s, ALERT("SlowDatabase", "firing", "f2"));
    read_all(cx);
    CHECK_OK(incident_list(cx, &(struct incident_filter){0}, &list, &n, &more));
    CHECK_INT(n, 1);
    CHECK(bytes_find(list[0].title, "HighErrors") >= 0);
    CHECK_INT(signals_of(cx, list[0].id), 2);
    record_close(&r);
}

TEST(what_nobody_can_read_is_kept_and_says_why)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s = make_source(cx, ATTACH_INBOX);
    struct delivery_new d = deliver(cx, s, "\x01\x02 rubbish \xff");
    struct delivery_new empty = deliver(cx, s, "");
    read_all(cx);
    struct delivery got = load(cx, d.id);
    CHECK_BYTES(got.state, "unread");
    CHECK(got.reason.n && got.size_bytes == 12);
    CHECK_BYTES(load(cx, empty.id).state, "unread");
    CHECK_OK(delivery_read_again(cx, d.id));
    CHECK_BYTES(load(cx, d.id).state, "waiting");
    read_all(cx);
    CHECK_ERR(delivery_read_again(cx, BYTES("dlv_none")), ERR_NOT_FOUND);
    check_verifies(cx);
    record_close(&r);
}

TEST(erased_bytes_are_gone_and_the_record_still_verifies)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s = make_source(cx, ATTACH_OPEN);
    struct incident *i = make_incident(cx, "Checkout fails");
    struct delivery_new d = deliver(cx, s, ALERT("HighErrors", "firing", "f1"));
    struct stored_signals signals;
    struct signal_row row;
    struct bytes raw, headers;
    struct delivery got;
    struct zones *z = zones_new(NULL);
    read_all(cx);
    CHECK_OK(signals_load(cx, i->id, z, &signals));
    CHECK_INT(signals.count, 1);
    CHECK_ERR(signal_erase(cx, signals.ids[0], BYTES(" ")), ERR_INVALID);
    CHECK_OK(signal_erase(cx, signals.ids[0], BYTES("a customer's name")));
    CHECK_ERR(signal_erase(cx, signals.ids[0], BYTES("again")), ERR_CONFLICT);
    CHECK_OK(signal_row_load(cx, signals.ids[0], &row));
    CHECK(row.erased_ms && bytes_is(row.title, "(erased)") && !row.detail.n && !row.actor.n);
    CHECK_BYTES(row.erased_reason, "a customer's name");
    CHECK_ERR(signal_raw(cx, signals.ids[0], &raw), ERR_NOT_FOUND);
    CHECK_OK(delivery_load(cx, d.id, &got, &headers, &raw));
    CHECK(bytes_is(got.state, "erased") && !raw.n);
    CHECK_ERR(delivery_erase(cx, d.id, BYTES("again")), ERR_CONFLICT);
    struct verification v;
    CHECK_OK(record_verify(cx, &v));
    CHECK(v.ok && v.erased == 2);
    zones_free(z);
    record_close(&r);
}

TEST(secrets_are_exchanged_without_a_gap)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s, *found;
    struct bytes address, first, second, moved;
    struct source_new in = {.name = BYTES("GitHub"), .scheme = BYTES("github")};
    CHECK_OK(source_create(cx, &in, &s, &address, &first));
    CHECK(first.n >= 40);
    CHECK_OK(source_add_secret(cx, s->id, BYTES_NONE, cx->now_ms + 1000, &second));
    CHECK_OK(source_of_address(cx, address, &found));
    CHECK(found && found->secret_count == 2);
    cx->now_ms += 2000;
    CHECK_OK(source_of_address(cx, address, &found));
    CHECK(found->secret_count == 1 && bytes_eq(found->secrets[0].secret, second));
    CHECK_ERR(source_remove_secret(cx, s->id, found->secrets[0].number), ERR_CONFLICT);
    CHECK_OK(source_new_address(cx, s->id, &moved));
    CHECK_OK(source_of_address(cx, address, &found));
    CHECK(!found);
    CHECK_OK(source_of_address(cx, moved, &found));
    CHECK(found);
    CHECK_OK(source_update(cx, s->id, &(struct source_edit){.attach = ATTACH_MAX, .disabled = 1, .version = 0}, &s));
    CHECK_OK(source_of_address(cx, moved, &found));
    CHECK(!found);
    record_close(&r);
}

TEST(a_source_that_cannot_work_is_refused)
{
    static const struct {
        struct source_new in;
        const char *says;
    } bad[] = {
        {{.name = BYTES_INIT(""), .scheme = BYTES_INIT("token")}, "name"},
        {{.name = BYTES_INIT("x"), .scheme = BYTES_INIT("morse")}, "scheme 'morse'"},
        {{.name = BYTES_INIT("x"), .scheme = BYTES_INIT("header")}, "header must say"},
        {{.name = BYTES_INIT("x"), .scheme = BYTES_INIT("hmac"), .header = BYTES_INIT("a b")}, "header must be"},
        {{.name = BYTES_INIT("x"), .scheme = BYTES_INIT("token"), .secret = BYTES_INIT("s")}, "has none"},
        {{.name = BYTES_INIT("x"), .scheme = BYTES_INIT("svix")}, "secret is needed"},
        {{.name = BYTES_INIT("x"), .scheme = BYTES_INIT("token"), .importer = BYTES_INIT("telegram")}, "telegram"},
    };
    struct record r;
    struct cx *cx = record_open(&r);
    struct source *s;
    struct bytes address, secret;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERR(source_create(cx, &bad[i].in, &s, &address, &secret), ERR_INVALID);
        if (!strstr(cx->why.text, bad[i].says))
            printf("%s\n", cx->why.text);
        CHECK(strstr(cx->why.text, bad[i].says));
    }
    s = make_source(cx, ATTACH_OPEN);
    deliver(cx, s, "x");
    CHECK_ERR(source_delete(cx, s->id), ERR_CONFLICT);
    cx->via = VIA_BROWSER; // and nobody
    CHECK_ERR(source_create(cx, &bad[1].in, &s, &address, &secret), ERR_DENIED);
    record_close(&r);
}

int
main(void)
{
    RUN(a_repeat_adds_nothing_and_names_the_first);
    RUN(a_tools_own_id_tells_a_repeat);
    RUN(what_arrives_goes_to_the_incident_that_is_open);
    RUN(an_alert_opens_an_incident_where_its_source_may);
    RUN(what_nobody_can_read_is_kept_and_says_why);
    RUN(erased_bytes_are_gone_and_the_record_still_verifies);
    RUN(secrets_are_exchanged_without_a_gap);
    RUN(a_source_that_cannot_work_is_refused);
    return test_end();
}
