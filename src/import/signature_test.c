#include "signature.h"

#include "../base/base64.h"
#include "../base/certificate.h"
#include "../base/json.h"
#include "../base/test.h"
#include "signature_sns.h"

/*
 * Wanted values are OpenSSL's: printf '%s' TEXT | openssl dgst -sha256 -hmac SECRET
 * (-mac HMAC -macopt hexkey:KEY where the key is base64 in the tool).
 */
#define BODY    "{\"alert\":\"queue full\",\"n\":7}"
#define SECRET  "not a real secret"
#define KEY     "dHdlbnR5LWZvdXIgYnl0ZXMgb2Yga2V5" // twenty-four bytes of key
#define OF_BODY "5fb48b83ca3d6664997cd6648cc758d1c98cff086a3b7909425291db3dcbcf61"
#define OF_TIME "226b1732770dcf9301c10acf344cd3e85ea56a77aab8f1fb270259b8e2c2bd96" // 1700000000:{body}
#define NOW_S   1700000000LL

// clang-format off
static const struct delivery {
    const char *scheme, *secret, *header_name;
    struct { const char *name, *value; } headers[4];
} deliveries[] = {
    {"slack", SECRET, "", {{"X-Slack-Request-Timestamp", "1700000000"},
        {"X-Slack-Signature", "v0=fb67c36af27d2c1a20946b64fe5c9280ed677a3c9f45153fdc9933043f926f49"}}},
    {"github", SECRET, "", {{"X-Hub-Signature-256", "sha256=" OF_BODY}}},
    {"github-sha1", SECRET, "", {{"X-Hub-Signature", "sha1=d6d2d6b12656a8f4f9681d9ec6ac86a74f683d63"}}},
    {"gitlab", SECRET, "", {{"X-Gitlab-Token", SECRET}}},
    {"pagerduty", SECRET, "", {{"X-PagerDuty-Signature", "v1=" OF_BODY}}},
    {"sentry", SECRET, "", {{"Sentry-Hook-Signature", OF_BODY}}},
    {"grafana", SECRET, "", {{"X-Grafana-Alerting-Signature", OF_BODY}}},
    {"grafana", SECRET, "X-Ours", {{"X-Ours", OF_BODY}}},
    {"grafana-timestamp", SECRET, "", {{"X-Grafana-Alerting-Signature", OF_TIME},
        {"X-Grafana-Alerting-Timestamp", "1700000000"}}},
    {"atlassian", SECRET, "", {{"X-Hub-Signature", "sha256=" OF_BODY}}},
    {"circleci", SECRET, "", {{"circleci-signature", "v1=" OF_BODY}}},
    {"standard-webhooks", "whsec_" KEY, "", {{"webhook-id", "msg_1"}, {"webhook-timestamp", "1700000000"},
        {"webhook-signature", "v1,l5Atwp1haOxG+ADhYNQj1SZonP1oPiuw4TSPm1+p6k8="}}},
    {"svix", "whsec_" KEY, "", {{"svix-id", "msg_1"}, {"svix-timestamp", "1700000000"},
        {"svix-signature", "v1,l5Atwp1haOxG+ADhYNQj1SZonP1oPiuw4TSPm1+p6k8="}}},
    {"terraform", SECRET, "", {{"X-TFE-Notification-Signature",
        "5b1b49792d6d2fbc0acf87749b533bbde4298fbf8386c93473371c7afac9628f"
        "897580ffe8c32a2bd3e886d7aad29d58051f54d9780bf89113e47570cf87045a"}}},
    {"teams", KEY, "", {{"Authorization", "HMAC 75/oJtJwS1zdlc7+pbVfepWuYAOR/a6dviaPbaGiX4c="}}},
    {"bearer", SECRET, "", {{"Authorization", "Bearer " SECRET}}},
    {"basic", "robot:" SECRET, "", {{"Authorization", "Basic cm9ib3Q6bm90IGEgcmVhbCBzZWNyZXQ="}}},
    {"header", SECRET, "X-Ours", {{"X-Ours", SECRET}}},
    {"hmac", SECRET, "X-Ours", {{"X-Ours", "sha256=" OF_BODY}}},
    {"hmac", SECRET, "X-Ours", {{"X-Ours", OF_BODY}}},
};
// clang-format on
enum { DELIVERIES = sizeof deliveries / sizeof *deliveries };

static struct why why;

/* A request under construction. */
struct request {
    const struct signature_scheme *scheme;
    struct bytes secrets[4];
    size_t secret_count;
    struct bytes header_name;
    struct header headers[6];
    size_t header_count;
    struct bytes body;
    long long now_s;
};

static struct request
request_of(const struct delivery *d)
{
    struct request r = {
        .scheme = signature_scheme_find(bytes_of(d->scheme)),
        .secrets = {bytes_of(d->secret)},
        .secret_count = 1,
        .header_name = bytes_of(d->header_name),
        .body = BYTES(BODY),
        .now_s = NOW_S,
    };
    for (size_t i = 0; i < 4 && d->headers[i].name; i++)
        r.headers[r.header_count++] = (struct header){bytes_of(d->headers[i].name), bytes_of(d->headers[i].value)};
    CHECK(r.scheme);
    return r;
}

static struct request
request_named(const char *scheme)
{
    size_t i = 0;
    while (i < DELIVERIES && strcmp(deliveries[i].scheme, scheme) != 0)
        i++;
    CHECK(i < DELIVERIES);
    return request_of(&deliveries[i]);
}

static bool
passes(const struct request *r)
{
    why.text[0] = 0;
    enum err e = signature_check(r->scheme, r->secrets, r->secret_count, r->header_name, r->headers, r->header_count,
                                 r->body, r->now_s * 1000, &why);
    CHECK(e == OK || e == ERR_INVALID);
    CHECK((e == OK) == (why.text[0] == 0));
    return e == OK;
}

/* The header that carries the signature. */
static struct header *
signed_header(struct request *r)
{
    const char *name = r->header_name.n ? r->header_name.p : r->scheme->header;
    for (size_t i = 0; i < r->header_count; i++)
        if (bytes_is_nocase(r->headers[i].name, name))
            return &r->headers[i];
    return NULL;
}

TEST(every_scheme_knows_its_own_delivery)
{
    for (size_t i = 0; i < DELIVERIES; i++) {
        struct request r = request_of(&deliveries[i]);
        if (!passes(&r))
            printf("%s: %s\n", deliveries[i].scheme, why.text);
        CHECK(why.text[0] == 0);
    }
    for (const struct signature_scheme *s = signature_schemes; s->name; s++) {
        bool has = s->how == SIGNATURE_NONE || s->how == SIGNATURE_SNS;
        for (size_t i = 0; i < DELIVERIES; i++)
            has |= strcmp(deliveries[i].scheme, s->name) == 0;
        CHECK(has);
    }
}

TEST(rows_say_all_that_a_form_needs)
{
    for (const struct signature_scheme *s = signature_schemes; s->name; s++) {
        CHECK(s->title && s->help);
        CHECK(s->help[strlen(s->help) - 1] != '.');
        CHECK((s->secret_name == NULL) == (s->how == SIGNATURE_NONE));
        CHECK((s->signed_text != NULL) == (s->how == SIGNATURE_HMAC));
        CHECK((s->window_ms > 0) == (s->timestamp_header != NULL || s->how == SIGNATURE_SNS));
        CHECK(s->header || s->header_may_change || s->how == SIGNATURE_NONE || s->how == SIGNATURE_SNS);
        CHECK(signature_scheme_find(bytes_of(s->name)) == s); // no name twice
    }
    CHECK(!signature_scheme_find(BYTES("nobody")));
    CHECK(!signature_scheme_find(BYTES_NONE));
}

TEST(another_body_secret_or_signature_is_refused)
{
    for (size_t i = 0; i < DELIVERIES; i++) {
        struct request r = request_of(&deliveries[i]);
        if (r.scheme->how == SIGNATURE_HMAC) {
            r.body = BYTES(BODY " ");
            CHECK(!passes(&r));
            r.body = BYTES_NONE;
            CHECK(!passes(&r));
        }
        r = request_of(&deliveries[i]);
        r.secrets[0] = r.scheme->key_is_base64 ? BYTES("dHdlbnR5LWZvdXIgYnl0ZXMgb2Yga2V6") : BYTES("robot:another");
        CHECK(!passes(&r));
        r = request_of(&deliveries[i]);
        char text[200];
        struct bytes *value = &signed_header(&r)->value;
        snprintf(text, sizeof text, "%.*s", BYTES_ARG(*value));
        text[value->n - 3] ^= 1; // '=' may stand at the end
        *value = bytes_of(text);
        CHECK(!passes(&r));
    }
}

TEST(a_header_that_lacks_is_empty_or_comes_twice_is_refused)
{
    for (size_t i = 0; i < DELIVERIES; i++) {
        struct request whole = request_of(&deliveries[i]);
        for (size_t k = 0; k < whole.header_count; k++) {
            struct request r = whole;
            r.headers[k].name = BYTES("X-Other");
            CHECK(!passes(&r));
            r = whole;
            r.headers[k].value = BYTES_NONE;
            CHECK(!passes(&r));
            r = whole;
            r.headers[r.header_count++] = r.headers[k];
            CHECK(!passes(&r));
            CHECK(strncmp(why.text, "more than one header", 20) == 0);
        }
    }
}

TEST(an_empty_secret_or_none_at_all_opens_nothing)
{
    /* Signed with the empty key, as anybody can. */
    static const char of_nothing[] = "sha256=0d83b94ae03778d4b16155150f33446f8100075c571959976259502b71d0dea2";
    struct request r = request_named("github");
    signed_header(&r)->value = bytes_of(of_nothing);
    r.secrets[0] = BYTES_NONE;
    CHECK(!passes(&r));
    r.secret_count = 0;
    CHECK(!passes(&r));
    for (size_t i = 0; i < DELIVERIES; i++) {
        r = request_of(&deliveries[i]);
        r.secret_count = 0;
        CHECK(!passes(&r));
    }
    r = request_named("header");
    signed_header(&r)->value = BYTES_NONE;
    r.secrets[0] = BYTES_NONE;
    CHECK(!passes(&r));
    r = request_named("standard-webhooks");
    r.secrets[0] = BYTES("whsec_");
    CHECK(!passes(&r));
    r.secrets[0] = BYTES("whsec_no base64");
    CHECK(!passes(&r));
}

TEST(each_of_several_secrets_counts_while_they_are_exchanged)
{
    for (size_t i = 0; i < DELIVERIES; i++) {
        struct request r = request_of(&deliveries[i]);
        r.secrets[2] = r.secrets[0];
        r.secrets[0] = BYTES("the old one");
        r.secrets[1] = BYTES_NONE;
        r.secret_count = 3;
        CHECK(passes(&r));
        r.secret_count = 2;
        CHECK(!passes(&r));
    }
}

TEST(one_good_signature_of_several_is_enough)
{
    static const char *const good[] = {"v1=00,v1=" OF_BODY, "v1=" OF_BODY ",v1=00", " v1=00 , v1=" OF_BODY " ",
                                       "v2=" OF_BODY ",v1=" OF_BODY};
    static const char *const bad[] = {"v2=" OF_BODY, OF_BODY, "v1=" OF_BODY "00", "v1=" OF_BODY " v1=" OF_BODY,
                                      ",,,",         "v1="};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct request r = request_named("pagerduty");
        signed_header(&r)->value = bytes_of(good[i]);
        CHECK(passes(&r));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct request r = request_named("pagerduty");
        signed_header(&r)->value = bytes_of(bad[i]);
        CHECK(!passes(&r));
    }
    struct request r = request_named("standard-webhooks");
    char two[200];
    snprintf(two, sizeof two, "v1,AAAA v1a,BBBB %.*s", BYTES_ARG(signed_header(&r)->value));
    signed_header(&r)->value = bytes_of(two);
    CHECK(passes(&r));
    r = request_named("github"); // sends one: a list is none
    signed_header(&r)->value = BYTES("sha256=" OF_BODY ",sha256=" OF_BODY);
    CHECK(!passes(&r));
}

TEST(no_more_signatures_are_tried_than_the_ceiling)
{
    char many[SIGNATURES_MAX * 6 + 80] = "";
    for (int i = 0; i < SIGNATURES_MAX; i++)
        strcat(many, "v1=00,");
    strcat(many, "v1=" OF_BODY);
    struct request r = request_named("pagerduty");
    signed_header(&r)->value = bytes_of(many);
    CHECK(!passes(&r));
    signed_header(&r)->value = bytes_of(many + 6);
    CHECK(passes(&r));
}

TEST(what_was_sent_too_long_ago_or_ahead_is_refused)
{
    unsigned windows = 0;
    for (size_t i = 0; i < DELIVERIES; i++) {
        struct request r = request_of(&deliveries[i]);
        long long window_s = r.scheme->window_ms / 1000;
        windows += window_s > 0;
        r.now_s = NOW_S + window_s;
        CHECK(passes(&r));
        r.now_s = NOW_S - window_s;
        CHECK(passes(&r));
        r.now_s = NOW_S + window_s + 1;
        CHECK(passes(&r) == !window_s);
        r.now_s = NOW_S - window_s - 1;
        CHECK(passes(&r) == !window_s);
    }
    CHECK_INT(windows, 4);
    struct request r = request_named("slack");
    r.now_s += 412;
    CHECK(!passes(&r));
    CHECK_STR(why.text, "the delivery is 412 s old; at most 300 are allowed");
}

TEST(a_time_or_id_that_was_changed_is_refused)
{
    struct request r = request_named("slack");
    r.headers[0].value = BYTES("1700000001"); // inside the window, but not what was signed
    CHECK(!passes(&r));
    r.headers[0].value = BYTES("1700000000000000000000");
    CHECK(!passes(&r));
    r.headers[0].value = BYTES("yesterday");
    CHECK(!passes(&r));
    r.headers[0].value = BYTES("-1700000000");
    CHECK(!passes(&r));
    r = request_named("svix");
    r.headers[0].value = BYTES("msg_2");
    CHECK(!passes(&r));
}

TEST(githubs_old_header_alone_is_refused)
{
    struct request r = request_named("github-sha1");
    r.scheme = signature_scheme_find(BYTES("github"));
    CHECK(!passes(&r));
    CHECK_STR(why.text, "no header X-Hub-Signature-256");
}

TEST(names_and_prefixes_come_in_any_case)
{
    struct request r = request_named("github");
    r.headers[0].name = BYTES("x-hub-signature-256");
    CHECK(passes(&r));
    r = request_named("bearer");
    r.headers[0].value = BYTES("bearer  " SECRET " ");
    CHECK(passes(&r));
    r.headers[0].value = BYTES(SECRET);
    CHECK(!passes(&r));
    r.headers[0].value = BYTES("Basic " SECRET);
    CHECK(!passes(&r));
}

TEST(a_chosen_header_must_be_named)
{
    struct request r = request_named("header");
    r.header_name = BYTES_NONE;
    CHECK(!passes(&r));
    r = request_named("github");
    r.header_name = BYTES("X-Ours"); // not GitHub's to choose
    CHECK(passes(&r));
}

TEST(the_address_alone_is_enough_where_it_is_the_secret)
{
    struct request r = {.scheme = signature_scheme_find(BYTES("token")), .body = BYTES(BODY)};
    CHECK(passes(&r));
}

TEST(the_log_says_what_was_wrong_and_no_secret)
{
    struct request r = request_named("gitlab");
    r.headers[0].value = BYTES("wrong");
    CHECK(!passes(&r));
    CHECK_STR(why.text, "header X-Gitlab-Token holds none of 1 secrets");
    r = request_named("github");
    r.body = BYTES("x");
    CHECK(!passes(&r));
    CHECK_STR(why.text, "the signature fits none of 1 secrets");
    signed_header(&r)->value = BYTES("sha256=xyz");
    CHECK(!passes(&r));
    CHECK_STR(why.text, "header X-Hub-Signature-256 holds no signature sha256=...");
}

/* ---- secrets as they are entered ---- */

static struct bytes
entered(const char *scheme, const char *secret)
{
    why.text[0] = 0;
    const struct signature_scheme *s = signature_scheme_find(bytes_of(scheme));
    CHECK(s);
    CHECK(signature_secret_check(s, bytes_of(secret), &why) == (why.text[0] ? ERR_INVALID : OK));
    return bytes_of(why.text);
}

TEST(a_secret_that_can_never_fit_is_refused_when_it_is_entered)
{
    for (size_t i = 0; i < DELIVERIES; i++)
        CHECK_BYTES(entered(deliveries[i].scheme, deliveries[i].secret), "");
    CHECK_BYTES(entered("token", ""), "");
    CHECK_BYTES(entered("token", "x"), "The address alone needs no secret");
    CHECK_BYTES(entered("slack", ""), "the Signing Secret must be 1 to 4096 bytes");
    CHECK_BYTES(entered("slack", "abc "), "the Signing Secret must not begin or end with a blank");
    CHECK_BYTES(entered("basic", "robot"), "a user and a password are written user:password");
    CHECK_BYTES(entered("svix", "abc*"), "Svix (incident.io and others)'s Signing Secret is base64 behind whsec_");
    CHECK_BYTES(entered("teams", "abc*"), "Microsoft Teams outgoing webhook's security token is base64");
    CHECK_BYTES(entered("sns", "abc"), "the signing certificate must be in PEM, with an RSA key of 2048 bits or more");
}

/* ---- the tools' own vectors ---- */

static const struct {
    const char *vendor, *scheme;
} vendors[] = {
    {"slack", "slack"},
    {"github", "github"},
    {"atlassian (Bitbucket Cloud, Jira Cloud admin webhooks)", "atlassian"},
    {"circleci", "circleci"},
    {"standard-webhooks / svix (incident.io and others)", "standard-webhooks"},
    {"pagerduty v3", "pagerduty"},
    {"sentry", "sentry"},
    {"grafana alerting (v12+, optional hmacConfig)", "grafana"},
    {"terraform (HCP Terraform notifications)", "terraform"},
    {"ms teams outgoing webhook", "teams"},
};

static void
check_vector(const char *scheme, struct json v, const char *expected)
{
    struct request r = {
        .scheme = signature_scheme_find(bytes_of(scheme)),
        .secrets = {json_text(json_get(v, "secret"))},
        .secret_count = 1,
        .body = json_text(json_get(v, "body")),
    };
    struct bytes timestamp = json_text(json_get(v, "timestamp"));
    r.headers[r.header_count++] = (struct header){bytes_of(r.scheme->header), json_text(json_get(v, expected))};
    if (r.scheme->timestamp_header) {
        CHECK(bytes_to_int(timestamp, &r.now_s));
        r.headers[r.header_count++] = (struct header){bytes_of(r.scheme->timestamp_header), timestamp};
    }
    if (r.scheme->id_header)
        r.headers[r.header_count++] = (struct header){bytes_of(r.scheme->id_header), json_text(json_get(v, "id"))};
    CHECK(r.headers[0].value.n > 0);
    CHECK(passes(&r));
    r.headers[0].value.n -= 4;
    CHECK(!passes(&r));
}

TEST(the_vectors_of_the_tools_fit)
{
    static char text[(64 << 10) + JSON_PADDING_BYTES];
    FILE *f = fopen("../shared/data/signatures/vectors.json", "re");
    if (!f) {
        SKIP("../shared is not there");
        return;
    }
    size_t n = fread(text, 1, 64 << 10, f);
    fclose(f);
    struct json_parser *parser = json_parser_new();
    struct json all;
    CHECK(!json_parse(parser, (struct bytes){text, n}, &all, &why));
    CHECK(json_count(all) >= 11);
    struct json_iter it = json_each(all);
    while (json_next(&it)) {
        const char *scheme = NULL;
        for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++)
            if (bytes_is(json_text(json_get(it.value, "vendor")), vendors[i].vendor))
                scheme = vendors[i].scheme;
        CHECK(scheme);
        if (strcmp(scheme, "grafana") != 0) {
            check_vector(scheme, it.value, "expected");
            continue;
        }
        check_vector("grafana", it.value, "expected_without_timestamp");
        check_vector("grafana-timestamp", it.value, "expected_with_timestamp");
    }
    json_parser_free(parser);
}

/* ---- Amazon SNS ---- */

/*
 * openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 36500 -subj /CN=sns.example
 * openssl dgst -sha256 -sign k.pem FIELDS | base64, where FIELDS is what signature_sns.c describes.
 */
// clang-format off
static const char certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIDDzCCAfegAwIBAgIUScQupvRU2LW7OYB1WIuc2t1nOPwwDQYJKoZIhvcNAQEL\n"
    "BQAwFjEUMBIGA1UEAwwLc25zLmV4YW1wbGUwIBcNMjYxMTIzMjEyMDQ3WhgPMjEy\n"
    "NjEwMzAyMTIwNDdaMBYxFDASBgNVBAMMC3Nucy5leGFtcGxlMIIBIjANBgkqhkiG\n"
    "9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwvL9T986rSxPB8GskTvn7974hMqNaWd6ggr8\n"
    "j6v0JvIMrI7w+IhxtAueKzIBpqFAqWumFfuPt7R8bGyoV5tVz+l5gGj7b3EshBWt\n"
    "iikTHZtFmvF/TnlZ7EeqXgYJKo0DG8uhY2zEK5GwDtTYHPCbd49qpzrL40it4l+t\n"
    "Da6B/kk557y1XUuHx2FdRhbuTx53lsNdRbf0Pb/RNea9HTREdasXHqvbMArBcIvR\n"
    "xHBfwyRIrulL9Nz93o9IGxDQfdYn7uybV1t6KHjvUlGePJYP41RfcQkZK8xtw4Pl\n"
    "wMdzJ6ktWbOJF6m83eN/ammnz5XssOP9HC4luSq5Jk0eNk4pPQIDAQABo1MwUTAd\n"
    "BgNVHQ4EFgQUsrjaacC4L5F5BocCaaarS/Up4dswHwYDVR0jBBgwFoAUsrjaacC4\n"
    "L5F5BocCaaarS/Up4dswDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOC\n"
    "AQEAZ7HeHlHm0mcaQiaR6iUhHqBgl4w+qGuNwW8HeqhbyU6vjXeD9pghu3M90XuJ\n"
    "1zBZs4eCjcdxhJVv9ck5noWInNGbNFxfLPJzdwdfZyeEvMhmIDSqLLbCKoiWBLEY\n"
    "+0DE6+qNw/eKJCSNrZ5dMhneCPwwyvPj8iRvjc/rdfs8JAyfnefs5XUZ8Ov1jRKQ\n"
    "deqYbejuh5reIuEz/5ligdV79/S/7PcC1hdJo/uX4ql5XhtgI/svWvFpr8IidfGj\n"
    "jUlP3UlR5PrjtZ2sYrroLtunjanfOSLQj8Ery/rimXQNotu0OoUYSfLERxUsLRad\n"
    "Ma8PCfaSKNT6WZLeUc3k6Cxzpg==\n"
    "-----END CERTIFICATE-----\n";
static const char other_certificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIDEzCCAfugAwIBAgIUQjaBjAX2axcduI+NVdszn4NTmpMwDQYJKoZIhvcNAQEL\n"
    "BQAwGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTAgFw0yNjExMjMyMTIwNDhaGA8y\n"
    "MTI2MTAzMDIxMjA0OFowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTCCASIwDQYJ\n"
    "KoZIhvcNAQEBBQADggEPADCCAQoCggEBAP5B3t5U0tkViuMLRSK+iC5hgjXoVIO8\n"
    "iZa7pnrlbH2+K5ZyCYd+PnPpy83KIouYw5Z2hiHYKFUeVRXk/ZG0Zf97DdOGajnc\n"
    "BzR1v/wcm5yQ2kHB18HOqTeLOsR/lOnH2E1OsGtuQEOvHpMs9iuPigC+kV3+q/+n\n"
    "J8E+2NM6GGgZpCyzTimLzIhAYwp51bGxCrVmKle2NXXqDDTv4SNvwYjYkuKnI7c9\n"
    "NgNhErMFz6Qvd5jvr9NmjN4WgZyFLGUK7ZTe6cgyApALkmfDJ0XdpuQNXcKPgiIl\n"
    "d/9dPPT5y6rupyunR+FH6xWMwlxjoVZuIEPs7YYD8m1aMltZGJz2rncCAwEAAaNT\n"
    "MFEwHQYDVR0OBBYEFE5v4HDsqf9rA7OPrAmLX9WB+BUXMB8GA1UdIwQYMBaAFE5v\n"
    "4HDsqf9rA7OPrAmLX9WB+BUXMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL\n"
    "BQADggEBAIDFQlbd3ARWtoHFfobgim15HcNP0Ug+7AXxrQgAwfvqrdbm6UtmeWvD\n"
    "CCzbDCmuAitSm5ehCSkwihBRcJaamdH1OoxUTuUI4+j6vFYuAR81D+qkKLgvWLeZ\n"
    "q5wK2GykN162XiVjhG6qdBEGjY6GQ1Isco9M6kZdHW+udnflfOJ9ZkwU++O18yfs\n"
    "jIMR7DBlJfvUdnQaaCTmjdGPfGjWr7ez3UVFpR9Bu11uCLsZaea5qp5IiAWN5T2J\n"
    "lRK7NYCUvB5Ak0wRlZYatFzLGPd3RHwI8UXexeRkchd4fnjmllgTkfSzahylF4qk\n"
    "KqArWqiPwImeoEI4OThuvFTRfAcziIs=\n"
    "-----END CERTIFICATE-----\n";
static const char weak_certificate[] = // 1024 bits
    "-----BEGIN CERTIFICATE-----\n"
    "MIICDDCCAXWgAwIBAgIUH4lu3VvuheERxS0weZoGJmLAzc4wDQYJKoZIhvcNAQEL\n"
    "BQAwFzEVMBMGA1UEAwwMd2Vhay5leGFtcGxlMCAXDTI2MTEyMzIxMjA0OFoYDzIx\n"
    "MjYxMDMwMjEyMDQ4WjAXMRUwEwYDVQQDDAx3ZWFrLmV4YW1wbGUwgZ8wDQYJKoZI\n"
    "hvcNAQEBBQADgY0AMIGJAoGBAN1KStoaoVTuKeQOIJUq1wnco1nkU6jyP8e/6Tdt\n"
    "ed+p8/iYdSs37uzbZ5OeDE03NWrW3GYFnbRHP9zTRuOad/LN+++apHCITiMk2Q/l\n"
    "BGYBe+LfFWvk4r2+ney4/efa1ed/aYNPMZQY7L12uZYHxZo0bxZhLcgSdiHVq1Rm\n"
    "ObqPAgMBAAGjUzBRMB0GA1UdDgQWBBSPy76ekT+mCtWakGLma5NeFTBmhDAfBgNV\n"
    "HSMEGDAWgBSPy76ekT+mCtWakGLma5NeFTBmhDAPBgNVHRMBAf8EBTADAQH/MA0G\n"
    "CSqGSIb3DQEBCwUAA4GBALvVjWIBycmoDKlGXWK2gZxw+WZfee3SxzKFRiYtNg3S\n"
    "ZdRq+ClTMK5fvP5/Em8LilSL592oh7haRi6AgC2/Fq2t7SHXfQZ5whoQT9aYxKPb\n"
    "k8xpyh18z3D+DBlNUJA/DRMOp1T7SBHbqC02H3Wljsj8UzAx5vv14D04E5gwGc/t\n"
    "-----END CERTIFICATE-----\n";
static const char of_notification[] =
    "GOwoS9vH3Ouj4eGGS67Fl7eTMv1VsPQe+3iLrcKHvmTcd62X5DjZ8faz7piA6H8GqgJXlFblIX4ZFv7DUtO1iwFaj5HZi8xsDjwx"
    "+wguO8VKNppofQG4u9LWXqGuzZnW3Lt6D8Kbn2n+BTwE6tqqtYc95b06+cYmzPuFCtvlRkQww99o5OHJGzZJDHQ3is2g5t9JVjrn"
    "tHTy7nWN6eFs38VyvbW0+Zb7f0UboHTpfxKj+6uxvis/6TesT/ApKzq6RfxTHxyVL8Y5+jydDAW8O4Z/ST2+5ONTISwsZP5/bPlY"
    "+UqqgdBLTmCHH6DeQxTOo7n9w/cuCDeyTc50AsIvmw==";
static const char of_notification_sha1[] =
    "jsZi+Di5a6F3KRoWbEHXVGxGHKO1u/DUwF7K6Y+qDfjdsHbWZSkYieWSHc8iaNbyNx2iYshz4YGSXV6kCv7FnIRDhQUVHLxeOPHm"
    "O6E3PsDqkwkOZHcOBECpMH7aFWVF5/YX2ApE0HPn0CpSqeqSsi9hFqS74e5rFy5NB1IdMXKG83DP74N6ftCnCbU/fHwlBWQ8mYrJ"
    "d8Gt/oazvrbyKcOOijgCdAC1b1Sqd7ecsK1NOu/b0QO7dm1BR/jdU7nchAT4WHfh7ZC1l3KcipWbMQcXAcIRtX+PmZV3RP+0kZ79"
    "Y839aCCVcnv17nWDWNfahqVJOv+ZXh5px9rjwRuxsw==";
static const char of_subscription[] =
    "aTGKxy25PnwDd7JVf3rOc+I2OQg9ip7+msV116SIje+BH5IdBLRTOVcX2UUrXLnfyqM3T7c6P11IhyQRCch+ZgX9XNrBy3RZ7oPJ"
    "rrczy5HZGwuNlHcC7Ff9kXyrhq4HAOAElv7rMw6/45d8Jb4IipnF0KFW2m9M1lXgYp0joLAUMqHDj1CyyShuI5fq+oGYNW1AIkTd"
    "vqCpWnc2AZqpNQW78ZlBHCQ9cP077bpoqNSn1ozeWV2/KQUum0Y9CvbKZRpaLnnQ2ayvLQlqaLQGrJpJNctT5l9xCVgNTEECbMGy"
    "eAgJavard0oS5SYox+K+3JTQ3Ql+UeFenOltbFa5JA==";
// clang-format on
#define SNS_NOW_S    1800007200LL
#define SNS_CERT_URL "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem"

struct sns {
    const char *scheme, *certificate, *version, *signature, *url, *message;
    long long now_s;
};

static const struct sns good_sns = {"sns", certificate, "2", of_notification, SNS_CERT_URL, "queue", SNS_NOW_S};

static bool
sns_passes(struct sns sns)
{
    char body[4096 + JSON_PADDING_BYTES];
    int n = snprintf(
        body, sizeof body,
        "{\"Type\":\"Notification\",\"MessageId\":\"msg-1\",\"Subject\":\"ALARM: queue\","
        "\"TopicArn\":\"arn:aws:sns:eu-west-1:000000000000:alarms\",\"Message\":\"{\\\"AlarmName\\\":\\\"%s\\\"}\","
        "\"Timestamp\":\"2027-01-15T10:00:00.250Z\",\"SignatureVersion\":\"%s\",\"Signature\":\"%s\","
        "\"SigningCertURL\":\"%s\"}",
        sns.message, sns.version, sns.signature, sns.url);
    struct request r = {
        .scheme = signature_scheme_find(bytes_of(sns.scheme)),
        .secrets = {bytes_of(other_certificate), bytes_of(sns.certificate)},
        .secret_count = 2,
        .body = {body, (size_t)n},
        .now_s = sns.now_s,
    };
    return passes(&r);
}

TEST(sns_messages_are_checked_with_the_certificate)
{
    struct sns s = good_sns;
    CHECK(sns_passes(s));
    s.message = "queue2";
    CHECK(!sns_passes(s));
    s = good_sns;
    s.certificate = other_certificate;
    CHECK(!sns_passes(s));
    s.certificate = weak_certificate;
    CHECK(!sns_passes(s));
    s.certificate = "";
    CHECK(!sns_passes(s));
    s = good_sns;
    s.signature = "AAAA";
    CHECK(!sns_passes(s));
    s.signature = "";
    CHECK(!sns_passes(s));
}

TEST(sns_certificates_of_others_are_refused)
{
    static const char *const good[] = {SNS_CERT_URL, "https://sns.cn-north-1.amazonaws.com.cn/a.pem"};
    static const char *const bad[] = {"http://sns.eu-west-1.amazonaws.com/a.pem",
                                      "https://sns.eu-west-1.amazonaws.com.example.org/a.pem",
                                      "https://example.org/sns.eu-west-1.amazonaws.com/a.pem",
                                      "https://sns.a@b.amazonaws.com/a.pem",
                                      "https://sns.amazonaws.com/a.pem",
                                      "https://sns..amazonaws.com/a.pem",
                                      "https://sns.eu.x.amazonaws.com/a.pem",
                                      "https://s3.eu-west-1.amazonaws.com/a.pem",
                                      "https://sns.eu-west-1.amazonaws.com/a.txt",
                                      "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
                                      "https://sns.eu-west-1.amazonaws.com",
                                      ""};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(sns_is_certificate_url(bytes_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!sns_is_certificate_url(bytes_of(bad[i])));
        struct sns s = good_sns;
        s.url = bad[i];
        CHECK(!sns_passes(s));
    }
}

TEST(snss_first_version_is_refused_unless_it_is_allowed)
{
    struct sns s = good_sns;
    s.version = "1";
    s.signature = of_notification_sha1;
    CHECK(!sns_passes(s));
    CHECK_STR(why.text, "SignatureVersion 1 is not allowed here; set the topic to 2");
    s.scheme = "sns-sha1";
    CHECK(sns_passes(s));
    struct sns two = good_sns;
    two.scheme = "sns-sha1";
    CHECK(sns_passes(two));
    s.version = "3";
    CHECK(!sns_passes(s));
}

TEST(sns_messages_have_a_window)
{
    struct sns s = good_sns;
    s.now_s = SNS_NOW_S + 3599;
    CHECK(sns_passes(s));
    s.now_s = SNS_NOW_S + 3601;
    CHECK(!sns_passes(s));
    s.now_s = SNS_NOW_S - 3601;
    CHECK(!sns_passes(s));
}

TEST(a_certificate_counts_while_it_is_valid)
{
    struct bytes parts[] = {BYTES("Message\n{\"AlarmName\":\"queue\"}\nMessageId\nmsg-1\nSubject\nALARM: queue\n"),
                            BYTES("Timestamp\n2027-01-15T10:00:00.250Z\n"
                                  "TopicArn\narn:aws:sns:eu-west-1:000000000000:alarms\nType\nNotification\n")};
    uint8_t signature[256];
    struct bytes sent = {(char *)signature, 0}, pem = bytes_of(certificate);
    CHECK(base64_decode(bytes_of(of_notification), signature, sizeof signature, &sent.n));
    CHECK(certificate_signed(pem, CERTIFICATE_SHA256, parts, 2, sent, SNS_NOW_S * 1000));
    CHECK(!certificate_signed(pem, CERTIFICATE_SHA1, parts, 2, sent, SNS_NOW_S * 1000));
    CHECK(!certificate_signed(pem, CERTIFICATE_SHA256, parts, 1, sent, SNS_NOW_S * 1000));
    CHECK(!certificate_signed(pem, CERTIFICATE_SHA256, parts, 2, sent, 1600000000000)); // 2020
    CHECK(!certificate_signed(pem, CERTIFICATE_SHA256, parts, 2, sent, 6000000000000)); // 2160
    CHECK(certificate_is(pem));
    CHECK(!certificate_is(bytes_of(weak_certificate)));
    CHECK(!certificate_is(bytes_cut(pem, 0, pem.n / 2)));
    CHECK(!certificate_is(BYTES_NONE));
}

TEST(sns_subscriptions_are_signed_over_other_fields)
{
    char body[4096 + JSON_PADDING_BYTES];
    int n = snprintf(body, sizeof body,
                     "{\"Type\":\"SubscriptionConfirmation\",\"MessageId\":\"msg-2\",\"Token\":\"2336412f37\","
                     "\"TopicArn\":\"arn:aws:sns:eu-west-1:000000000000:alarms\",\"Message\":\"confirm\","
                     "\"SubscribeURL\":\"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription\","
                     "\"Timestamp\":\"2027-01-15T10:00:00.250Z\",\"SignatureVersion\":\"2\",\"Signature\":\"%s\","
                     "\"SigningCertURL\":\"" SNS_CERT_URL "\"}",
                     of_subscription);
    struct request r = {
        .scheme = signature_scheme_find(BYTES("sns")),
        .secrets = {bytes_of(certificate)},
        .secret_count = 1,
        .body = {body, (size_t)n},
        .now_s = SNS_NOW_S,
    };
    CHECK(passes(&r));
    r.body.n -= 1;
    CHECK(!passes(&r));
    CHECK_STR(why.text, "the body is no JSON");
}

int
main(void)
{
    RUN(every_scheme_knows_its_own_delivery);
    RUN(rows_say_all_that_a_form_needs);
    RUN(another_body_secret_or_signature_is_refused);
    RUN(a_header_that_lacks_is_empty_or_comes_twice_is_refused);
    RUN(an_empty_secret_or_none_at_all_opens_nothing);
    RUN(each_of_several_secrets_counts_while_they_are_exchanged);
    RUN(one_good_signature_of_several_is_enough);
    RUN(no_more_signatures_are_tried_than_the_ceiling);
    RUN(what_was_sent_too_long_ago_or_ahead_is_refused);
    RUN(a_time_or_id_that_was_changed_is_refused);
    RUN(githubs_old_header_alone_is_refused);
    RUN(names_and_prefixes_come_in_any_case);
    RUN(a_chosen_header_must_be_named);
    RUN(the_address_alone_is_enough_where_it_is_the_secret);
    RUN(the_log_says_what_was_wrong_and_no_secret);
    RUN(a_secret_that_can_never_fit_is_refused_when_it_is_entered);
    RUN(the_vectors_of_the_tools_fit);
    RUN(sns_messages_are_checked_with_the_certificate);
    RUN(sns_certificates_of_others_are_refused);
    RUN(snss_first_version_is_refused_unless_it_is_allowed);
    RUN(sns_messages_have_a_window);
    RUN(a_certificate_counts_while_it_is_valid);
    RUN(sns_subscriptions_are_signed_over_other_fields);
    return test_end();
}
