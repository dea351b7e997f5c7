#ifndef IMPORT_SIGNATURE_H
#define IMPORT_SIGNATURE_H
/*
 * Whether a delivery comes from the tool that was given the secret: each tool's own way to sign webhooks, one row each.
 * Everything in a delivery is hostile. For users: docs/importers.md.
 *
 *     const struct signature_scheme *s = signature_scheme_find(BYTES("slack"));
 *     if (!s || signature_check(s, secrets, secret_count, BYTES_NONE, headers, n, body, now_ms, &why))
 *         ... answer 401 and nothing else; why.text goes to the administrator's log ...
 *
 * To add one: its row in signature_schemes.c and its delivery in signature_test.c.
 */
#include "../base/err.h"
#include "../base/hash.h"
#include "../base/header.h"

enum signature_how {
    SIGNATURE_NONE,  // nothing is signed and nothing is sent along: the address alone is the secret
    SIGNATURE_PLAIN, // the header's value is the secret
    SIGNATURE_BASIC, // HTTP Basic; the secret is user:password
    SIGNATURE_HMAC,
    SIGNATURE_SNS, // RSA over fields of the body; the secret is the certificate, PEM
};

enum signature_encoding { SIGNATURE_HEX, SIGNATURE_BASE64 };

/* What its tool calls things is in the tool's own words, for the form where an address for deliveries is set up. */
struct signature_scheme {
    const char *name;        // kept with each address; never renamed
    const char *title;       // for people: "Slack"
    const char *secret_name; // what the tool's settings call the secret; NULL where there is none
    const char *help;        // where it is set or found, one sentence without a full stop
    const char *header;      // that carries the signature; NULL: the administrator names it
    bool header_may_change;  // the tool's settings name the header; `header` is what it is otherwise
    enum signature_how how;
    /* How the signed text is made: "{body}", with "{id}" and "{timestamp}" for the values of these headers. */
    const char *signed_text;
    const char *id_header, *timestamp_header;
    enum hmac_hash hash;
    enum signature_encoding encoding;
    const char *prefix;    // of a signature, in any case: "v0="
    bool prefix_may_lack;  // the same signature without it counts too
    char separator;        // between several signatures; 0 where there is one
    bool key_is_base64;    // the key is what the secret decodes to
    const char *key_label; // stands before a secret and is no part of the key: "whsec_"
    int64_t window_ms;     // how old the delivery may be, and how far ahead; 0: it does not say when it was sent
    bool sha1_allowed;     // SNS alone: its first version of signatures
};

extern const struct signature_scheme signature_schemes[];                // ends with a name that is NULL
const struct signature_scheme *signature_scheme_find(struct bytes name); // or NULL

enum {
    SIGNATURES_MAX = 16,               // in one header; the others are not looked at
    SIGNATURE_SECRET_MAX_BYTES = 4096, // a certificate has some 2000
};

/*
 * Says whether a secret can be one of the scheme's, before it is kept. Errors: ERR_INVALID.
 */
enum err signature_secret_check(const struct signature_scheme *s, struct bytes secret, struct why *why);

/*
 * Whether the delivery is signed with one of the secrets: several are valid while they are exchanged.
 * header_name: where the scheme's header is the administrator's choice, else empty.
 * raw_body:    exactly as received, before anything was parsed; JSON_PADDING_BYTES readable bytes behind it.
 * now_ms:      when it was received.
 * All that is wrong gives the same ERR_INVALID; `why` says what it was, and is not for the sender. The time taken does
 * not tell either: every secret is tried on the whole body, whatever was wrong before, and compared in constant time.
 * Without a secret nothing is ever right, in the time that one takes.
 */
enum err signature_check(const struct signature_scheme *s, const struct bytes *secrets, size_t secret_count,
                         struct bytes header_name, const struct header *headers, size_t n, struct bytes raw_body,
                         int64_t now_ms, struct why *why);
#endif
