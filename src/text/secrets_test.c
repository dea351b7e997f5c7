#include "secrets.h"

#include "../base/test.h"
#include "secrets_shape.h"

static struct arena arena = {.max_bytes = 256 << 20};

#define PW  "s3cr3t-horse"
#define RND "Zq0Xw9Vr2Tu8Ys7Ka3Jd" // as tokens look; nobody's

/* The text as it is masked; "same" when it stays. */
static struct bytes
masked(const char *text)
{
    struct bytes b = bytes_of(text), m = secrets_mask(&arena, b);
    return m.p == b.p && m.n == b.n ? BYTES("same") : m;
}

static void
check_all(const char *const (*pairs)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK_BYTES(masked(pairs[i][0]), pairs[i][1]);
        if (strcmp(pairs[i][1], "same") == 0)
            continue;
        struct bytes once = secrets_mask(&arena, bytes_of(pairs[i][0]));
        CHECK(secrets_mask(&arena, once).p == once.p); // a mark stays
    }
}
#define CHECK_ALL(pairs) check_all(pairs, sizeof(pairs) / sizeof *(pairs))

static void
check_same(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bytes m = masked(texts[i]);
        if (!bytes_is(m, "same"))
            printf("%s\n%.*s\n", texts[i], BYTES_ARG(m));
        CHECK(bytes_is(m, "same"));
    }
}
#define CHECK_SAME(texts) check_same(texts, sizeof(texts) / sizeof *(texts))

TEST(every_kind_of_token_is_masked_wherever_it_stands)
{
    static const char *const around[][2] = {
        {"", ""},         {"key ", " was leaked"}, {"(", ")"},    {"<", "|here>"}, {"\"", "\","}, {"`", "`"},
        {"a\\n", "\\nb"}, {"t=", "&x=1"},          {"see ", "."}, {"%3D", " "},    {"\n", "\n"}};
    for (const struct secret_row *row = secret_rows; row->kind; row++)
        for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
            char text[400], want[400], stop = around[i][1][0];
            /* the end of an address is everything up to a blank or a bracket */
            if (row->keeps_prefix && (stop == '&' || stop == '.'))
                continue;
            snprintf(text, sizeof text, "%s%s%s%s", around[i][0], row->prefix.p, row->example, around[i][1]);
            snprintf(want, sizeof want, "%s%s[secret: %s]%s", around[i][0], row->keeps_prefix ? row->prefix.p : "",
                     row->kind, around[i][1]);
            CHECK_BYTES(masked(text), want);
        }
}

TEST(what_is_too_short_or_inside_a_word_is_no_token)
{
    for (const struct secret_row *row = secret_rows; row->kind; row++) {
        char text[400];
        int n = snprintf(text, sizeof text, "%s%s", row->prefix.p, row->example);
        for (int cut = 0; cut < n && cut < (int)row->prefix.n + 7; cut++)
            CHECK_BYTES(masked(bytes_dup(&arena, bytes_cut(bytes_of(text), 0, (size_t)cut)).p), "same");
        snprintf(text, sizeof text, "x%s%s", row->prefix.p, row->example);
        if (!row->keeps_prefix)
            CHECK_BYTES(masked(text), "same");
    }
}

TEST(what_is_longer_than_a_token_of_fixed_length_is_another_thing)
{
    char text[400];
    for (const struct secret_row *row = secret_rows; row->kind; row++) {
        if (row->max != row->min)
            continue;
        snprintf(text, sizeof text, "%s%s0", row->prefix.p, row->example);
        CHECK_BYTES(masked(text), "same");
    }
}

TEST(rows_know_where_their_pair_stands)
{
    for (const struct secret_row *row = secret_rows; row->kind; row++)
        CHECK(strncmp(row->prefix.p + row->pair_at, row->pair, 2) == 0);
}

TEST(every_name_is_known_in_all_its_forms)
{
    static const char *const words[] = {"password",
                                        "passwd",
                                        "pwd",
                                        "passphrase",
                                        "passwort",
                                        "kennwort",
                                        "passcode",
                                        "pass",
                                        "pw",
                                        "token",
                                        "session_id",
                                        "X-Amz-Signature",
                                        "sig",
                                        "secret",
                                        "api_key",
                                        "apikey",
                                        "access-key",
                                        "secretKey",
                                        "PRIVATE_KEY",
                                        "auth_key",
                                        "AccountKey",
                                        "signing_key",
                                        "routing_key",
                                        "integrationKey",
                                        "encryption_key",
                                        "Authorization"};
    static const char *const forms[] = {"%s=%s",     "%s: %s",  "x_%s=%s",  "\"%s\": \"%s\"",
                                        "{%s:'%s'}", "--%s %s", "X.%s = %s"};
    char text[200];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(text, sizeof text, forms[k], words[i], RND);
#pragma GCC diagnostic pop
            CHECK(bytes_find(masked(text), "[secret: ") >= 0);
        }
}

TEST(several_secrets_in_one_text_are_each_masked)
{
    static const char *const pairs[][2] = {
        {"A"
         "KIAZQ0XW9VR2TU8YS7K and g"
         "hp_" RND RND ", not AKIA",
         "[secret: AWS key] and [secret: GitHub token], not AKIA"},
        {"password=" PW " token=" RND, "password=[secret: password] token=[secret: token]"},
        {"password=" PW ",password=" PW, "password=[secret: password],password=[secret: password]"},
    };
    CHECK_ALL(pairs);
}

TEST(values_behind_a_name_are_masked)
{
    static const char *const pairs[][2] = {
        {"password=" PW, "password=[secret: password]"},
        {"password=letmein", "password=[secret: password]"},
        {"password: hunter2", "password: [secret: password]"},
        {"Password : hunter2", "same"},
        {"PASSWORD = 'correcthorse'", "PASSWORD = '[secret: password]'"},
        {"DB_PASSWORD=hunter2 ./run", "DB_PASSWORD=[secret: password] ./run"},
        {"db.pass=hunter2", "db.pass=[secret: password]"},
        {"passwd: P@ss!", "passwd: [secret: password]"},
        {"the pwd: 48151623.", "the pwd: [secret: password]."},
        {"{\"password\":\"letmein\",\"n\":1}", "{\"password\":\"[secret: password]\",\"n\":1}"},
        {"{\\\"password\\\": \\\"letmein\\\"}", "{\\\"password\\\": \\\"[secret: password]\\\"}"},
        {"{'api_key': '" RND "'}", "{'api_key': '[secret: key]'}"},
        {"**Password**: `hunter2`", "**Password**: `[secret: password]`"},
        {"**Password:** hunter2", "**Password:** [secret: password]"},
        {"config['password']='hunter2'", "config['password']='[secret: password]'"},
        {"apiKey: " RND, "apiKey: [secret: key]"},
        {"X-Api-Key: " RND, "X-Api-Key: [secret: key]"},
        {"api_key=0123456789abcdef0123456789abcdef", "api_key=[secret: key]"},
        {"aws_secret_access_key = abcd/EFGH+1234/ijkl+MNOP5678qrst9012uvWX", "aws_secret_access_key = [secret: key]"},
        {"client_secret=" RND "&grant=x", "client_secret=[secret: key]&grant=x"},
        {"https://x.example/a?token=" RND "&page=2", "https://x.example/a?token=[secret: token]&page=2"},
        {"AccountKey=" RND RND "==;Suffix=x", "AccountKey=[secret: key];Suffix=x"},
        {"token: 6f1c2b1e-7a9b-4c1d-9e8f-0a1b2c3d4e5f", "token: [secret: token]"},
        {"access_token=>\"" RND "\"", "access_token=>\"[secret: token]\""},
        {"token=g"
         "hp_" RND RND,
         "token=[secret: GitHub token]"},
        {"mysql --password=hunter2 -h db", "mysql --password=[secret: password] -h db"},
        {"tool --password hunter2 run", "tool --password [secret: password] run"},
        {"tool --api-key " RND, "tool --api-key [secret: key]"},
        {"curl -u ann:hunter2 https://x.example", "curl -u ann:[secret: password] https://x.example"},
        {"curl --user 'ann:hunter2' x", "curl --user 'ann:[secret: password]' x"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        CHECK_BYTES(masked(pairs[i][0]), pairs[i][1]);
}

TEST(a_token_that_the_end_cuts_off_is_masked_as_far_as_it_goes)
{
    static const char *const pairs[][2] = {
        {"we saw g"
         "hp_Zq0Xw9Vr",
         "we saw [secret: GitHub token]"},
        {"we saw A"
         "KIAZQ0XW9VR",
         "we saw [secret: AWS key]"},
        {"we saw g"
         "hp_Zq0Xw9Vr here",
         "same"},
    };
    CHECK_ALL(pairs);
}

TEST(talk_about_secrets_is_none)
{
    static const char *const texts[] = {
        "",
        "the password was rotated",
        "password: required",
        "Password: changed by ops at 14:05",
        "password=required",
        "password: it's in the vault",
        "password:",
        "password: ",
        "password=",
        "password=\"\"",
        "password: <your password>",
        "password=$DB_PASSWORD and password=${DB_PASSWORD} and password={{ db_password }}",
        "password=****** password: xxxxxx",
        "password = os.environ['PASSWORD']",
        "password=get_password()",
        "password: @ann knows it, ask in password: #secops2",
        "\"password\": \"must have at least 8 characters\"",
        "{\"password\": null, \"token\": 17}",
        "PWD=/srv/app1",
        "the bypass: open 12 valves", // not "pass"
        "token=expired",
        "token: expired, token=invalid",
        "SyntaxError: Unexpected token: '}'",
        "Unexpected token: punc (})",
        "next token: pull-request-561",
        "token=release-2024",
        "tokens: 123456789",
        "token_count=a1b2c3d4e5f6",
        "secret: kubernetes-tls-2024",
        "secret=my-app-tls",
        "kubectl get secret -n web-1",
        "the key: restart everything",
        "keyword: a1b2c3d4e5f6a7b8",
        "monkey=a1b2c3d4e5f6a7b8",
        "Authorization: the certificate expired",
        "Authorization: Bearer token expired",
        "Basic authentication failed with 401",
        "Bearer of bad news, Bearer authentication",
        "authorization: none",
        "commit 6f1c2b1e7a9b4c1d9e8f0a1b2c3d4e5f60718293 by ann",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "trace 6f1c2b1e-7a9b-4c1d-9e8f-0a1b2c3d4e5f at 12:30:45",
        "https://x.example:8080/a/b?c=d#e and git@x.example:a/b.git",
        "mailto:ann@x.example, https://x.example/@ann, https://ann@x.example/",
        "ssh://git@x.example/a.git and postgres://app:$PASSWORD@db/x and http://u:<password>@h",
        "sudo -u postgres psql -c 'select 1'; docker run -u 1000:1000 x",
        "journalctl -u checkout.service: failed",
        "tool --password-file /run/p1 --token-ttl 3600s --password prompt",
        "the task-ghp_ and sk-learn-based-things and risk-2024-review-of-everything",
        "-----BEGIN CERTIFICATE-----\nMIIDDzCCAfegAwIBAgIUScQupvRU2LW7OYB1WIuc2t1nOPwwDQYJKoZIhvcNAQEL\n",
        "-------------------- BEGIN PRIVATE KEY",
        "[secret: password] and [secret: AWS key] and token=[secret: token]",
        ":eyes: we'll see @here: rollback at 14:05, ok? :+1:",
        "container_name=web_1 host=db-2 status=500 duration=17ms user=ann pass=1",
        "hooks.slack.com/services/ is where it goes",
        "eyJ is how a JWT begins; eyJhbGciOi... has been cut",
    };
    CHECK_SAME(texts);
}

TEST(authorization_is_masked_behind_its_scheme)
{
    static const char *const pairs[][2] = {
        {"Authorization: Bearer " RND, "Authorization: Bearer [secret: token]"},
        {"curl -H 'authorization: bearer " RND "' x", "curl -H 'authorization: bearer [secret: token]' x"},
        {"Authorization: Basic YW5uOnMzY3JldA==", "Authorization: Basic [secret: password]"},
        {"proxy-authorization: basic YW5uOnMzY3JldA==", "proxy-authorization: basic [secret: password]"},
        {"\"Authorization\": \"token " RND "\"", "\"Authorization\": \"token [secret: token]\""},
        {"Authorization: GenieKey 6f1c2b1e-7a9b-4c1d-9e8f-0a1b2c3d4e5f", "Authorization: GenieKey [secret: token]"},
        {"Authorization: " RND, "Authorization: [secret: token]"},
    };
    CHECK_ALL(pairs);
}

TEST(passwords_in_addresses_are_masked_and_the_address_stays)
{
    static const char *const pairs[][2] = {
        {"postgres://app:hunter2@db.example/x", "postgres://app:[secret: password]@db.example/x"},
        {"redis://:hunter2@cache:6379/0", "redis://:[secret: password]@cache:6379/0"},
        {"amqp://a:p@ss@mq", "amqp://a:[secret: password]@mq"},
        {"https://ann:letmein@[::1]/", "https://ann:[secret: password]@[::1]/"},
        {"https://g"
         "hp_" RND RND ":x-oauth-basic@github.com/a/b",
         "https://[secret: GitHub token]@github.com/a/b"},
        {"https://oauth2:g"
         "lpat-" RND "@gitlab.com/a/b",
         "https://oauth2:[secret: password]@gitlab.com/a/b"},
        {"clone https://ann:pw1@h/a.git.", "clone https://ann:[secret: password]@h/a.git."},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        CHECK_BYTES(masked(pairs[i][0]), pairs[i][1]);
}

#define LINE "MIIDDzCCAfegAwIBAgIUScQupvRU2LW7OYB1WIuc2t1nOPwwDQYJKoZIhvcNAQEL\n"
TEST(private_keys_are_masked_whole_and_cut_ones_as_far_as_they_go)
{
    static const char *const pairs[][2] = {
        {"a\n-----BEGIN RSA PRIVATE"
         " KEY-----\n" LINE LINE "abc=\n-----END RSA PRIVATE KEY-----\nb",
         "a\n[secret: private key]\nb"},
        {"-----BEGIN PRIVATE"
         " KEY-----\\n"
         "MIID\\n-----END PRIVATE KEY-----\\n",
         "[secret: private key]\\n"},
        {"-----BEGIN PGP PRIVATE"
         " KEY BLOCK-----\n" LINE "-----END PGP PRIVATE KEY BLOCK-----",
         "[secret: private key]"},
        {"-----BEGIN OPENSSH PRIVATE"
         " KEY-----\n" LINE LINE "and then we saw it",
         "[secret: private key]\nand then we saw it"},
        {"it began with -----BEGIN PRIVATE"
         " KEY----- she said",
         "it began with [secret: private key] she said"},
    };
    CHECK_ALL(pairs);
}

TEST(a_field_whose_name_is_secret_has_simple_words_masked_too)
{
    CHECK_BYTES(secrets_mask_named(&arena, BYTES("Password"), BYTES("letmein")), "[secret: password]");
    CHECK_BYTES(secrets_mask_named(&arena, BYTES("db password"), BYTES("correct horse")), "[secret: password]");
    CHECK_BYTES(secrets_mask_named(&arena, BYTES("api_key"), BYTES(RND)), "[secret: key]");
    CHECK_BYTES(secrets_mask_named(&arena, BYTES("token"),
                                   BYTES("g"
                                         "hp_" RND RND)),
                "[secret: GitHub token]");
    struct bytes same[] = {BYTES("required"), BYTES("****"), BYTES("")};
    for (size_t i = 0; i < 3; i++)
        CHECK(secrets_mask_named(&arena, BYTES("password"), same[i]).p == same[i].p);
    struct bytes text = BYTES("letmein");
    CHECK(secrets_mask_named(&arena, BYTES("message"), text).p == text.p);
    CHECK_BYTES(secrets_mask_named(&arena, BYTES("message"), BYTES("password=letmein")), "password=[secret: password]");
}

TEST(bytes_that_are_no_text_do_no_harm)
{
    static const char odd[] =
        "password=\0\0\0" PW "\xff\xfe://\0:\0@\0 token=\xff\xff\xff\xff\xff\xff\xff\xff--\0-u\0=";
    struct bytes text = {odd, sizeof odd - 1};
    for (size_t n = 0; n <= text.n; n++) {
        char *copy = malloc(n ? n : 1); // a step past the end is seen
        if (!copy)
            abort();
        memcpy(copy, odd, n);
        struct bytes b = {copy, n};
        (void)secrets_mask(&arena, b);
        free(copy);
    }
    CHECK(secrets_mask(&arena, BYTES_NONE).n == 0);
}

/* Texts made to be looked at again and again: linear is milliseconds for each, quadratic more than the runner waits. */
TEST(hostile_texts_take_linear_time)
{
    static const char *const pieces[] = {"token=",      "eyJ",
                                         "eyJ-",        "password=\"",
                                         "://a:",       "-----BEGIN PRIVATE KEY-----",
                                         "xoxb-",       "token='",
                                         "password:",   " =",
                                         "Bearer ",     "sk-",
                                         "-----BEGIN ", "--",
                                         "glc_",        "**=**",
                                         ":/",          "token=\\\"",
                                         "AKIA",        "Authorization: "};
    enum { BYTES_EACH = 256 << 10 };
    char *text = malloc(BYTES_EACH);
    if (!text)
        abort();
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct bytes piece = bytes_of(pieces[i]);
        for (size_t k = 0; k < BYTES_EACH; k++)
            text[k] = piece.p[k % piece.n];
        struct arena a = {.max_bytes = 256 << 20};
        (void)secrets_mask(&a, (struct bytes){text, BYTES_EACH});
        arena_done(&a);
    }
    free(text);
}

int
main(void)
{
    RUN(every_kind_of_token_is_masked_wherever_it_stands);
    RUN(what_is_too_short_or_inside_a_word_is_no_token);
    RUN(what_is_longer_than_a_token_of_fixed_length_is_another_thing);
    RUN(rows_know_where_their_pair_stands);
    RUN(every_name_is_known_in_all_its_forms);
    RUN(several_secrets_in_one_text_are_each_masked);
    RUN(values_behind_a_name_are_masked);
    RUN(a_token_that_the_end_cuts_off_is_masked_as_far_as_it_goes);
    RUN(talk_about_secrets_is_none);
    RUN(authorization_is_masked_behind_its_scheme);
    RUN(passwords_in_addresses_are_masked_and_the_address_stays);
    RUN(private_keys_are_masked_whole_and_cut_ones_as_far_as_they_go);
    RUN(a_field_whose_name_is_secret_has_simple_words_masked_too);
    RUN(bytes_that_are_no_text_do_no_harm);
    RUN(hostile_texts_take_linear_time);
    arena_done(&arena);
    return test_end();
}
