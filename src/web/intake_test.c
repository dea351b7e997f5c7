/* The intake over HTTP: what is accepted, what is refused and how alike the refusals are. */
#include "intake.h"

#include "../base/hash.h"
#include "../base/log.h"
#include "../model/delivery.h"
#include "web_test.h"

#define ALERT                                                                                                          \
    "{\"version\":\"4\",\"groupKey\":\"g\",\"status\":\"firing\",\"receiver\":\"web\",\"groupLabels\":{},"             \
    "\"commonLabels\":{},\"commonAnnotations\":{},\"externalURL\":\"\",\"alerts\":[{\"status\":\"firing\",\"labels\":" \
    "{\"alertname\":\"HighErrors\"},\"annotations\":{\"summary\":\"errors\"},\"startsAt\":\"2024-03-14T09:41:00Z\","   \
    "\"endsAt\":\"0001-01-01T00:00:00Z\",\"fingerprint\":\"f1\"}]}"

struct made {
    const char *path; // of the address
    struct bytes id, secret;
};

static struct made
make(struct web_test *t, const char *json)
{
    struct web_reply r = web_ask(t, WHO_ADMIN, "POST", "/api/v1/sources", json);
    CHECK_INT(r.status, 201);
    struct bytes url = json_text(json_get(r.json, "url"));
    ptrdiff_t at = bytes_find(url, "/api/v1/intake/");
    CHECK(at > 0);
    return (struct made){.path = bytes_dup(&t->arena, bytes_from(url, (size_t)at)).p,
                         .id = json_text(json_path(r.json, "source.id")),
                         .secret = json_text(json_get(r.json, "secret"))};
}

static struct web_reply
post(struct web_test *t, const char *path, const char *headers, struct bytes body)
{
    return web_ask_with(t, WHO_NOBODY, "POST", path, headers, body);
}

/* "X-Hub-Signature-256: sha256=...\r\n" */
static const char *
signed_by(struct web_test *t, struct bytes secret, struct bytes body)
{
    struct hmac mac = hmac_of(HMAC_SHA256, secret, &body, 1);
    struct buf hex = {0};
    for (size_t i = 0; i < mac.n; i++)
        buf_printf(&hex, "%02x", mac.b[i]);
    const char *header = bytes_printf(&t->arena, "X-Hub-Signature-256: sha256=%.*s\r\n", BYTES_ARG(buf_bytes(&hex))).p;
    buf_done(&hex);
    return header;
}

TEST(a_signed_delivery_is_accepted_once_and_kept)
{
    struct web_test t;
    web_test_open(&t);
    struct made m = make(&t, "{\"name\":\"GitHub\",\"scheme\":\"github\"}");
    struct web_ear ear = web_listen(&t, WHO_READER, "channel=record");
    struct bytes body = BYTES(ALERT);
    struct web_reply r = post(&t, m.path, signed_by(&t, m.secret, body), body);
    CHECK_INT(r.status, 202);
    CHECK(!json_is_true(json_get(r.json, "repeated")));
    struct bytes id = json_text(json_get(r.json, "delivery"));
    CHECK(id_is(id, "dlv"));
    struct web_reply again = post(&t, m.path, signed_by(&t, m.secret, body), body);
    CHECK_INT(again.status, 202);
    CHECK(json_is_true(json_get(again.json, "repeated")) && bytes_eq(json_text(json_get(again.json, "delivery")), id));
    // The job reads it: heard without asking again and again.
    struct bytes heard;
    do
        heard = web_hear(&t, &ear);
    while (heard.n && bytes_find(heard, "origin.create") < 0);
    CHECK(heard.n);
    r = web_ask(&t, WHO_ADMIN, "GET", bytes_printf(&t.arena, "/api/v1/sources/%.*s", BYTES_ARG(m.id)).p, NULL);
    int64_t count;
    CHECK(json_int(json_path(r.json, "counts.read"), &count) && count == 1);
    r = web_ask(&t, WHO_EDITOR, "GET", bytes_printf(&t.arena, "/api/v1/deliveries/%.*s", BYTES_ARG(id)).p, NULL);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(json_text(json_get(r.json, "body")), ALERT);
    r = web_ask(&t, WHO_READER, "GET", bytes_printf(&t.arena, "/api/v1/deliveries/%.*s", BYTES_ARG(id)).p, NULL);
    CHECK_INT(r.status, 403);
    web_ear_close(&ear);
    web_test_close(&t);
}

TEST(refusals_do_not_tell_what_was_wrong)
{
    struct web_test t;
    web_test_open(&t);
    struct made m = make(&t, "{\"name\":\"GitHub\",\"scheme\":\"github\"}");
    struct made slack = make(&t, "{\"name\":\"Slack\",\"scheme\":\"slack\"}");
    struct bytes body = BYTES(ALERT);
    struct web_reply refused[] = {
        post(&t, m.path, "", body),
        post(&t, m.path, signed_by(&t, BYTES("another"), body), body),
        post(&t, m.path, signed_by(&t, m.secret, BYTES("another")), body),
        post(&t, "/api/v1/intake/in_nobody", signed_by(&t, m.secret, body), body),
        // A replay: signed long ago. (The signature would not fit either; the row of the scheme has tests of its own.)
        post(&t, slack.path, "X-Slack-Request-Timestamp: 1531420618\r\nX-Slack-Signature: v0=00\r\n", body),
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        CHECK_INT(refused[i].status, 401);
        CHECK(bytes_eq(refused[i].body, refused[0].body));
    }
    struct delivery *list;
    uint32_t n;
    CHECK(delivery_list(&t.cx, m.id, BYTES_NONE, 0, &list, &n) == OK && n == 0);
    web_test_close(&t);
}

struct burst {
    struct web_test *t;
    const char *path;
    int number, accepted;
};

static void *
send_burst(void *p)
{
    struct burst *b = p;
    int fd = web_test_connect(b->t);
    char request[512], answer[4096];
    for (int i = 0; i < 100; i++) {
        char body[64];
        int n = snprintf(body, sizeof body, "{\"burst\":%d,\"n\":%d}", b->number, i);
        n = snprintf(request, sizeof request, "POST %s HTTP/1.1\r\nHost: t\r\nContent-Length: %d\r\n\r\n%s", b->path, n,
                     body);
        web_test_write(fd, (struct bytes){request, (size_t)n});
        ssize_t got = recv(fd, answer, sizeof answer - 1, 0);
        CHECK(got > 12);
        b->accepted += memcmp(answer + 9, "202", 3) == 0;
    }
    close(fd);
    return NULL;
}

TEST(a_burst_from_many_is_stored_whole)
{
    enum { SENDERS = 16 };
    struct web_test t;
    pthread_t threads[SENDERS];
    struct burst bursts[SENDERS];
    web_test_open(&t);
    struct made m = make(&t, "{\"name\":\"Tool\",\"scheme\":\"token\",\"attach\":\"inbox\"}");
    for (int i = 0; i < SENDERS; i++) {
        bursts[i] = (struct burst){.t = &t, .path = m.path, .number = i};
        CHECK(pthread_create(&threads[i], NULL, send_burst, &bursts[i]) == 0);
    }
    int accepted = 0;
    for (int i = 0; i < SENDERS; i++) {
        pthread_join(threads[i], NULL);
        accepted += bursts[i].accepted;
    }
    CHECK_INT(accepted, SENDERS * 100);
    struct intake_counts counts;
    intake_counts(t.web->intake, &counts);
    CHECK_INT(counts.accepted, SENDERS * 100);
    CHECK(counts.batches < counts.accepted); // many share a flush
    struct verification v;
    t.cx.arena = &t.arena;
    CHECK(record_verify(&t.cx, &v) == OK && v.ok);
    CHECK_INT(v.deliveries, SENDERS * 100);
    web_test_close(&t);
}

TEST(a_delivery_that_is_too_large_is_refused)
{
    struct web_test t;
    web_test_open(&t);
    struct made m = make(&t, "{\"name\":\"Tool\",\"scheme\":\"token\"}");
    struct bytes body = {arena_alloc(&t.arena, DELIVERY_MAX_BYTES + 1), DELIVERY_MAX_BYTES + 1};
    CHECK_INT(post(&t, m.path, "", body).status, 413);
    body.n--;
    CHECK_INT(post(&t, m.path, "", body).status, 202);
    web_test_close(&t);
}

int
main(void)
{
    log_start(LOG_LEVEL_NONE, 2);
    RUN(a_signed_delivery_is_accepted_once_and_kept);
    RUN(refusals_do_not_tell_what_was_wrong);
    RUN(a_burst_from_many_is_stored_whole);
    RUN(a_delivery_that_is_too_large_is_refused);
    return test_end();
}
