/*
 * Amazon SNS signs no bytes but fields: name, line feed, value, line feed, in the order of their names. Which fields
 * depends on the type of the message.
 */
#include "signature_sns.h"

#include "../base/base64.h"
#include "../base/certificate.h"
#include "../base/json.h"
#include "../base/when.h"

enum { FIELDS_MAX = 8, SIGNATURE_MAX_BYTES = 1024 };

static const char *const of_notification[] = {"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type", NULL};
static const char *const of_subscription[] = {"Message", "MessageId", "SubscribeURL", "Timestamp",
                                              "Token",   "TopicArn",  "Type",         NULL};

static bool
is_region(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (!ascii_is_alnum(b.p[i]) && b.p[i] != '-')
            return false;
    return b.n > 0;
}

bool
sns_is_certificate_url(struct bytes url)
{
    struct bytes scheme = BYTES("https://sns."), host = url;
    if (!bytes_starts(url, scheme.p) || !bytes_ends(url, ".pem"))
        return false;
    host = bytes_from(url, scheme.n);
    ptrdiff_t slash = bytes_find_char(host, '/');
    if (slash < 0)
        return false;
    host.n = (size_t)slash;
    ptrdiff_t dot = bytes_find_char(host, '.');
    struct bytes domain = dot < 0 ? BYTES_NONE : bytes_from(host, (size_t)dot);
    return is_region(bytes_cut(host, 0, dot < 0 ? 0 : (size_t)dot)) &&
           (bytes_is(domain, ".amazonaws.com") || bytes_is(domain, ".amazonaws.com.cn"));
}

/* "2012-05-02T00:54:06.655Z", the one form that SNS writes. */
static bool
read_timestamp(struct bytes b, int64_t *ret_ms)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    int n[7] = {0}, field = 0; // year, month, day, hour, minute, second, millisecond
    if (b.n != sizeof form - 1)
        return false;
    for (size_t i = 0; i < b.n; i++) {
        if (form[i] != 'd' && b.p[i] != form[i])
            return false;
        if (form[i] != 'd')
            field++;
        else if (!ascii_is_digit(b.p[i]))
            return false;
        else
            n[field] = n[field] * 10 + (b.p[i] - '0');
    }
    if (n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31)
        return false;
    *ret_ms = ((days_of_date(n[0], n[1], n[2]) * 24 + n[3]) * 60 + n[4]) * 60000 + n[5] * 1000 + n[6];
    return true;
}

static size_t
signed_parts(struct json body, const char *const *names, struct bytes *parts)
{
    size_t n = 0;
    for (; *names; names++) {
        struct json value = json_get(body, *names);
        if (json_type_of(value) != JSON_STRING) // a message without a subject
            continue;
        parts[n++] = bytes_of(*names);
        parts[n++] = BYTES("\n");
        parts[n++] = json_text(value);
        parts[n++] = BYTES("\n");
    }
    return n;
}

static enum err
check_body(const struct signature_scheme *s, const struct bytes *certificates, size_t count, struct json body,
           int64_t now_ms, struct why *why)
{
    struct bytes version = json_text(json_get(body, "SignatureVersion"));
    bool sha1 = bytes_is(version, "1");
    if (!bytes_is(version, "2") && !(sha1 && s->sha1_allowed))
        return fail(why, ERR_INVALID,
                    sha1 ? "SignatureVersion 1 is not allowed here; set the topic to 2"
                         : "the body has no SignatureVersion that is known");
    if (!sns_is_certificate_url(json_text(json_get(body, "SigningCertURL"))))
        return fail(why, ERR_INVALID, "the SigningCertURL is not Amazon's");
    int64_t sent_ms;
    if (!read_timestamp(json_text(json_get(body, "Timestamp")), &sent_ms))
        return fail(why, ERR_INVALID, "the body's Timestamp is no time");
    if (sent_ms < now_ms - s->window_ms || sent_ms > now_ms + s->window_ms)
        return fail(why, ERR_INVALID, "the Timestamp is more than %lld s off", (long long)(s->window_ms / 1000));
    uint8_t signature[SIGNATURE_MAX_BYTES];
    struct bytes sent = {(char *)signature, 0}, parts[4 * FIELDS_MAX];
    if (!base64_decode(json_text(json_get(body, "Signature")), signature, sizeof signature, &sent.n))
        return fail(why, ERR_INVALID, "the body's Signature is no base64");
    bool notification = bytes_is(json_text(json_get(body, "Type")), "Notification");
    size_t part_count = signed_parts(body, notification ? of_notification : of_subscription, parts);
    for (size_t i = 0; i < count; i++)
        if (certificate_signed(certificates[i], sha1 ? CERTIFICATE_SHA1 : CERTIFICATE_SHA256, parts, part_count, sent,
                               now_ms))
            return OK;
    return fail(why, ERR_INVALID, "the signature fits none of %zu certificates, or they are no longer valid", count);
}

enum err
sns_check(const struct signature_scheme *s, const struct bytes *certificates, size_t count, struct bytes raw_body,
          int64_t now_ms, struct why *why)
{
    struct json_parser *parser = json_parser_new();
    struct json body;
    enum err e = json_parse(parser, raw_body, &body, NULL);
    if (e)
        e = fail(why, ERR_INVALID, "the body is no JSON");
    else
        e = check_body(s, certificates, count, body, now_ms, why);
    json_parser_free(parser);
    return e;
}
