#include "secrets_shape.h"

#include "../base/base64.h"

#include <string.h>

enum { NAME_MAX_BYTES = 64 };

#define U CHARS_UPPER
#define L CHARS_LOWER
#define D (CHARS_DIGIT | CHARS_HEX)
#define X (CHARS_UPPER | CHARS_HEX)
#define x (CHARS_LOWER | CHARS_HEX)
// clang-format off
const uint8_t secret_chars[256] = {
    ['A'] = X, X, X, X, X, X, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    ['a'] = x, x, x, x, x, x, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    ['0'] = D, D, D, D, D, D, D, D, D, D,
    ['_'] = CHARS_UNDERSCORE, ['-'] = CHARS_DASH, ['.'] = CHARS_DOT,
    ['+'] = CHARS_OTHER, ['/'] = CHARS_OTHER, ['='] = CHARS_OTHER, ['~'] = CHARS_OTHER, ['%'] = CHARS_OTHER,
};
// clang-format on
#undef U
#undef L
#undef D
#undef X
#undef x

/* ---- tokens ---- */

/* Three parts with a dot between them, the first one long: eyJhbGciOi... */
static bool
is_jwt(struct bytes token)
{
    ptrdiff_t first = bytes_find_char(token, '.');
    ptrdiff_t second = first < 0 ? -1 : bytes_find_char(bytes_from(token, (size_t)first + 1), '.');
    return first >= 12 && second >= 4;
}

static bool
is_sendgrid(struct bytes token)
{
    return bytes_find_char(bytes_from(token, 3), '.') == 22;
}

static bool
is_random_behind(struct bytes token, size_t prefix)
{
    return secret_is_random(bytes_from(token, prefix));
}

static bool
is_sk(struct bytes token)
{
    return is_random_behind(token, 3);
}

static bool
is_bearer(struct bytes token)
{
    return is_random_behind(token, 7);
}

static bool
is_basic(struct bytes token)
{
    return secret_is_basic(bytes_from(token, 6));
}

#define ALNUM CHARS_ALNUM
#define WORD  CHARS_WORD
#define UD    (CHARS_UPPER | CHARS_DIGIT)
#define PATH  (CHARS_WORD | CHARS_OTHER | CHARS_DOT)
#define Z10   "Zq0Xw9Vr2T"
#define Z40   Z10 "u8Ys7Ka3Jd" Z10 "b6Nc5Mf4Lg"
#define H32   "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
// clang-format off
const struct secret_row secret_rows[] = {
    /* kind                prefix                                     pair  at  chars  min  max */
    {"Aftermath address",   BYTES_INIT("in_"),                        "n_",  1, WORD,   43,  43, 0, NULL, Z40 "Zq0"},
    {"Aftermath token",     BYTES_INIT("am_"),                        "m_",  1, WORD,   43,  43, 0, NULL, Z40 "Zq0"},
    {"AWS key",             BYTES_INIT("AKIA"),                       "AK",  0, UD,     16,  16, 0, NULL, "ZQ0XW9VR2TU8YS7K"},
    {"AWS key",             BYTES_INIT("ASIA"),                       "AS",  0, UD,     16,  16, 0, NULL, "ZQ0XW9VR2TU8YS7K"},
    {"Anthropic key",       BYTES_INIT("sk-ant-"),                    "k-",  1, WORD,   20,   0, 0, NULL, Z40},
    {"Atlassian token",     BYTES_INIT("ATATT3"),                     "T3",  4, PATH,   40,   0, 0, NULL, Z40},
    {"DigitalOcean token",  BYTES_INIT("dop_v1_"),                    "1_",  5, CHARS_HEX, 64, 64, 0, NULL, H32 H32},
    {"Discord webhook",     BYTES_INIT("/api/webhooks/"),             "/w",  4, PATH,   40,   0, 1, NULL, "100000000000000000/" Z40},
    {"Docker token",        BYTES_INIT("dckr_pat_"),                  "t_",  7, WORD,   20,   0, 0, NULL, Z40},
    {"GitHub token",        BYTES_INIT("ghp_"),                       "p_",  2, ALNUM,  36, 255, 0, NULL, Z40},
    {"GitHub token",        BYTES_INIT("gho_"),                       "o_",  2, ALNUM,  36, 255, 0, NULL, Z40},
    {"GitHub token",        BYTES_INIT("ghu_"),                       "u_",  2, ALNUM,  36, 255, 0, NULL, Z40},
    {"GitHub token",        BYTES_INIT("ghs_"),                       "s_",  2, ALNUM,  36, 255, 0, NULL, Z40},
    {"GitHub token",        BYTES_INIT("ghr_"),                       "r_",  2, ALNUM,  36, 255, 0, NULL, Z40},
    {"GitHub token",        BYTES_INIT("github_pat_"),                "t_",  9, CHARS_ALNUM | CHARS_UNDERSCORE, 22, 255, 0, NULL, Z40 "_" Z10},
    {"GitLab token",        BYTES_INIT("glpat-"),                     "t-",  4, WORD,   20, 300, 0, NULL, Z10 Z10},
    {"GitLab token",        BYTES_INIT("gldt-"),                      "t-",  3, WORD,   20, 300, 0, NULL, Z10 Z10},
    {"GitLab token",        BYTES_INIT("glrt-"),                      "t-",  3, WORD,   20, 300, 0, NULL, Z10 Z10},
    {"GitLab token",        BYTES_INIT("glptt-"),                     "t-",  4, WORD,   20, 300, 0, NULL, Z10 Z10},
    {"GitLab token",        BYTES_INIT("glcbt-"),                     "t-",  4, WORD,   20, 300, 0, NULL, Z10 Z10},
    {"GitLab token",        BYTES_INIT("gloas-"),                     "s-",  4, WORD,   20, 300, 0, NULL, Z10 Z10},
    {"Google key",          BYTES_INIT("AIza"),                       "Iz",  1, WORD,   35,  35, 0, NULL, Z10 Z10 Z10 "Zq0Xw"},
    {"Google secret",       BYTES_INIT("GOCSPX-"),                    "X-",  5, WORD,   20,  40, 0, NULL, Z10 Z10 "Zq0Xw9Vr"},
    {"Google token",        BYTES_INIT("ya29."),                      "9.",  3, WORD,   20,   0, 0, NULL, Z40},
    {"Grafana token",       BYTES_INIT("glsa_"),                      "a_",  3, CHARS_ALNUM | CHARS_UNDERSCORE, 32, 64, 0, NULL, H32 "_0f1e2d3c"},
    {"Grafana token",       BYTES_INIT("glc_"),                       "c_",  2, PATH,   32,   0, 0, NULL, Z40},
    {"Hugging Face token",  BYTES_INIT("hf_"),                        "f_",  1, ALNUM,  30,  60, 0, NULL, Z40},
    {"JWT",                 BYTES_INIT("eyJ"),                        "yJ",  1, CHARS_WORD | CHARS_DOT, 24, 0, 0, is_jwt, "hbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.c2lnbmVk"},
    {"Linear key",          BYTES_INIT("lin_api_"),                   "i_",  6, ALNUM,  32,  64, 0, NULL, Z40},
    {"New Relic key",       BYTES_INIT("NRAK-"),                      "K-",  3, UD,     27,  27, 0, NULL, "ZQ0XW9VR2TU8YS7KZQ0XW9VR2TU"},
    {"npm token",           BYTES_INIT("npm_"),                       "m_",  2, ALNUM,  36,  36, 0, NULL, Z10 Z10 Z10 "Zq0Xw9"},
    {"OpenAI key",          BYTES_INIT("sk-"),                        "k-",  1, WORD,   20,   0, 0, is_sk, Z40},
    {"PyPI token",          BYTES_INIT("pypi-"),                      "i-",  3, WORD,   50,   0, 0, NULL, Z40 Z40},
    {"SendGrid key",        BYTES_INIT("SG."),                        "G.",  1, CHARS_WORD | CHARS_DOT, 66, 66, 0, is_sendgrid, Z10 Z10 "Zq." Z40 "Zq0"},
    {"Shopify token",       BYTES_INIT("shpat_"),                     "t_",  4, CHARS_HEX, 32, 32, 0, NULL, H32},
    {"Slack token",         BYTES_INIT("xoxa-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "2-1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xoxb-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xoxc-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xoxd-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "%2B" Z10},
    {"Slack token",         BYTES_INIT("xoxe-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xoxp-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xoxr-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xoxs-"),                      "ox",  1, CHARS_WORD | CHARS_OTHER, 10, 0, 0, NULL, "1000000000-" Z10},
    {"Slack token",         BYTES_INIT("xapp-"),                      "p-",  3, WORD,   10,   0, 0, NULL, "1-A000-" Z10},
    {"Slack webhook",       BYTES_INIT("hooks.slack.com/services/"),  "k.", 10, PATH, 20, 0, 1, NULL, "T00000000/B00000000/" Z10},
    {"Slack webhook",       BYTES_INIT("hooks.slack.com/workflows/"), "k.", 10, PATH, 20, 0, 1, NULL, "T00000000/A00000000/" Z10},
    {"Slack webhook",       BYTES_INIT("hooks.slack.com/triggers/"),  "k.", 10, PATH, 20, 0, 1, NULL, "T00000000/100000/" Z10},
    {"Stripe key",          BYTES_INIT("sk_live_"),                   "k_",  1, ALNUM,  16,   0, 0, NULL, Z40},
    {"Stripe key",          BYTES_INIT("sk_test_"),                   "k_",  1, ALNUM,  16,   0, 0, NULL, Z40},
    {"Stripe key",          BYTES_INIT("rk_live_"),                   "k_",  1, ALNUM,  16,   0, 0, NULL, Z40},
    {"Stripe key",          BYTES_INIT("rk_test_"),                   "k_",  1, ALNUM,  16,   0, 0, NULL, Z40},
    {"Teams webhook",       BYTES_INIT(".office.com/webhookb2/"),     "/w", 11, PATH,   30, 0, 1, NULL, H32 "/IncomingWebhook/" H32},
    {"Twilio key",          BYTES_INIT("SK"),                         "SK",  0, CHARS_HEX, 32, 32, 0, NULL, H32},
    {"Vault token",         BYTES_INIT("hvs."),                       "hv",  0, WORD,   24,   0, 0, NULL, Z40},
    {"webhook secret",      BYTES_INIT("whsec_"),                     "c_",  4, ALNUM | CHARS_OTHER, 16, 0, 0, NULL, Z40},
    {"token",               BYTES_INIT("Bearer "),                    "Be",  0, CHARS_WORD | CHARS_DOT | CHARS_OTHER, 8, 0, 0, is_bearer, Z40},
    {"password",            BYTES_INIT("Basic "),                     "Ba",  0, CHARS_WORD | CHARS_OTHER, 8, 0, 0, is_basic, "YW5uOnMzY3JldA=="},
    {0},
};
// clang-format on

/* ---- names ---- */

// clang-format off
/* How names end, in lower case without what stands between words. */
static const struct {
    struct bytes end;
    enum secret_name name;
} names[] = {
    {BYTES_INIT("password"), NAME_PASSWORD}, {BYTES_INIT("passwd"), NAME_PASSWORD}, {BYTES_INIT("pwd"), NAME_PASSWORD},
    {BYTES_INIT("passphrase"), NAME_PASSWORD}, {BYTES_INIT("passwort"), NAME_PASSWORD},
    {BYTES_INIT("kennwort"), NAME_PASSWORD}, {BYTES_INIT("passcode"), NAME_PASSWORD},
    {BYTES_INIT("token"), NAME_TOKEN}, {BYTES_INIT("sessionid"), NAME_TOKEN}, {BYTES_INIT("amzsignature"), NAME_TOKEN},
    {BYTES_INIT("secret"), NAME_KEY}, {BYTES_INIT("apikey"), NAME_KEY}, {BYTES_INIT("accesskey"), NAME_KEY},
    {BYTES_INIT("secretkey"), NAME_KEY}, {BYTES_INIT("privatekey"), NAME_KEY}, {BYTES_INIT("authkey"), NAME_KEY},
    {BYTES_INIT("accountkey"), NAME_KEY}, {BYTES_INIT("signingkey"), NAME_KEY}, {BYTES_INIT("routingkey"), NAME_KEY},
    {BYTES_INIT("integrationkey"), NAME_KEY}, {BYTES_INIT("encryptionkey"), NAME_KEY},
    {BYTES_INIT("authorization"), NAME_AUTHORIZATION},
};
/* Names that are too short to be the end of another word. */
static const struct {
    const char *whole;
    enum secret_name name;
} short_names[] = {{"pass", NAME_PASSWORD}, {"sig", NAME_TOKEN}, {"pw", NAME_PASSWORD}};
// clang-format on

/* What stands behind the last "_", "-" or "." of a name. */
static struct bytes
last_word(struct bytes name)
{
    size_t at = name.n;
    while (at > 0 && ascii_is_alnum(name.p[at - 1]))
        at--;
    return bytes_from(name, at);
}

/* Most that is asked for is a word in front of a colon: two letters tell. */
static bool
ends_with(const char *text, size_t n, struct bytes end)
{
    return n > 1 && n >= end.n && text[n - 1] == end.p[end.n - 1] && text[n - 2] == end.p[end.n - 2] &&
           memcmp(text + n - end.n, end.p, end.n) == 0;
}

enum secret_name
secret_name_of(struct bytes name)
{
    char text[NAME_MAX_BYTES];
    size_t n = 0;
    if (name.n > NAME_MAX_BYTES)
        name = bytes_from(name, name.n - NAME_MAX_BYTES);
    for (size_t i = 0; i < name.n; i++)
        if (ascii_is_alnum(name.p[i]))
            text[n++] = ascii_lower(name.p[i]);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ends_with(text, n, names[i].end))
            return names[i].name;
    struct bytes word = last_word(name);
    for (size_t i = 0; word.n <= 4 && i < sizeof short_names / sizeof *short_names; i++)
        if (bytes_is_nocase(word, short_names[i].whole))
            return short_names[i].name;
    return NAME_PLAIN;
}

/* ---- values ---- */

static bool
is_one_of(const char *set, char c)
{
    return c && strchr(set, c);
}

static const char harmless[] =
    "required optional expired invalid missing wrong incorrect empty null none nil undefined unknown unset true false "
    "yes "
    "no not changed rotated reset revoked leaked redacted hidden masked removed deleted disabled enabled string text "
    "password passwd secret token bearer basic type prompt stdin file input str self this value example default auto "
    "mismatch failed failure error denied rejected accepted protected authentication generated policy manager hash";

static bool
is_harmless_word(struct bytes value)
{
    struct bytes rest = bytes_of(harmless), one;
    while (value.n && bytes_split(&rest, ' ', &one))
        if (bytes_eq_nocase(one, value))
            return true;
    return false;
}

static bool
is_one_character(struct bytes value)
{
    for (size_t i = 1; i < value.n; i++)
        if (value.p[i] != value.p[0])
            return false;
    return true;
}

bool
secret_is_placeholder(struct bytes value)
{
    if (!value.n || is_one_of("<${[(/~", value.p[0]) || bytes_starts(value, "%s") || bytes_starts(value, "./"))
        return true;
    return is_one_character(value) || is_harmless_word(value) || bytes_find_char(value, '(') >= 0 ||
           bytes_starts(value, "os.") || bytes_starts(value, "env.") || bytes_starts(value, "process.env");
}

/* Without what ends a sentence. */
static struct bytes
without_stop(struct bytes b)
{
    while (b.n && is_one_of(".!?:", b.p[b.n - 1]))
        b.n--;
    return b;
}

bool
secret_is_password(struct bytes value, enum secret_place place)
{
    size_t letters = 0, digits = 0, symbols = 0;
    value = without_stop(value);
    if (value.n < 4 || secret_is_placeholder(value))
        return false;
    if (place == PLACE_PROSE && (value.p[0] == '@' || value.p[0] == '#')) // somebody, a channel
        return false;
    for (size_t i = 0; i < value.n; i++) {
        bool joins = is_one_of("-_./", value.p[i]); // words
        letters += ascii_is_alpha(value.p[i]) || (unsigned char)value.p[i] >= 0x80;
        digits += ascii_is_digit(value.p[i]);
        symbols += !joins && !ascii_is_alnum(value.p[i]) && (unsigned char)value.p[i] < 0x80;
    }
    if ((letters && digits) || (symbols && letters + digits > 0))
        return true;
    if (!letters)
        return digits >= (place == PLACE_PROSE ? 6 : 4);
    return place == PLACE_VALUE;
}

/*
 * Words and numbers keep together, "pull-request-561", where letters, digits and cases of random text take turns. Long
 * hex is random too, and a long run of small letters.
 */
bool
secret_is_random(struct bytes value)
{
    size_t letters = 0, digits = 0, hex = 0, turns = 0, rises = 0;
    value = without_stop(value);
    if (value.n < 8 || secret_is_placeholder(value))
        return false;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i], before = i ? value.p[i - 1] : ' ';
        if ((unsigned char)c >= 0x80)
            return false;
        letters += ascii_is_alpha(c);
        digits += ascii_is_digit(c);
        hex += ascii_is_hex(c);
        turns += (ascii_is_digit(c) && ascii_is_alpha(before)) || (ascii_is_alpha(c) && ascii_is_digit(before));
        rises += c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
    }
    if (hex == value.n && value.n >= 16 && letters && digits)
        return true;
    if (letters && digits && turns >= 2 && turns + rises >= value.n / 8)
        return true;
    return (value.n >= 20 && rises >= value.n / 6) || (value.n >= 32 && letters == value.n && !rises);
}

bool
secret_is_basic(struct bytes value)
{
    uint8_t text[256];
    size_t n;
    if (!base64_decode(value, text, sizeof text, &n))
        return value.n > sizeof text && secret_is_random(value);
    for (size_t i = 0; i < n; i++)
        if (text[i] < ' ')
            return false;
    return n && memchr(text, ':', n);
}
