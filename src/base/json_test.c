#include "json.h"
#include "json_out.h"
#include "test.h"

/* One text at the very end of its memory but for the padding, so that a sanitizer sees a byte read too far. */
static struct bytes
padded(const char *s, size_t n)
{
    char *p = malloc(n + JSON_PADDING_BYTES);
    memcpy(p, s, n);
    memset(p + n, '"', JSON_PADDING_BYTES); // hostile padding: any content is allowed
    return (struct bytes){p, n};
}

static enum err
parse(struct json_parser *p, const char *s, struct json *ret, struct bytes *ret_text, struct why *why)
{
    *ret_text = padded(s, strlen(s));
    return json_parse(p, *ret_text, ret, why);
}

static void
drop(struct bytes text)
{
    free((void *)text.p);
}

TEST(a_parsed_value_answers_questions)
{
    struct json_parser *p = json_parser_new();
    struct why why;
    struct json v;
    struct bytes text;
    CHECK_INT(
        parse(p, " {\"a\":{\"b\":[1,2.5,\"x\\u00fc\\n\",true,null]},\"n\":-9223372036854775808,\"w\":1e3,\"e\":\"\"} ",
              &v, &text, &why),
        OK);
    CHECK_INT(json_type_of(v), JSON_OBJECT);
    CHECK_INT(json_count(v), 4);
    struct json b = json_path(v, "a.b");
    CHECK_INT(json_type_of(b), JSON_ARRAY);
    CHECK_INT(json_count(b), 5);
    static const enum json_type types[] = {JSON_NUMBER, JSON_NUMBER, JSON_STRING, JSON_BOOL, JSON_NULL};
    struct json_iter it = json_each(b);
    for (int i = 0; json_next(&it); i++) {
        CHECK_INT(json_type_of(it.value), types[i]);
        if (i == 2)
            CHECK_BYTES(json_text(it.value), "x\xc3\xbc\n");
        if (i == 3)
            CHECK(json_is_true(it.value));
    }
    CHECK(!json_next(&it));
    int64_t n;
    double d;
    CHECK(json_int(json_get(v, "n"), &n) && n == INT64_MIN);
    CHECK(json_int(json_get(v, "w"), &n) && n == 1000);
    CHECK(json_number(json_get(v, "w"), &d) && d == 1000);
    CHECK(!json_int(json_get(v, "e"), &n) && !json_number(json_get(v, "e"), &d));
    CHECK_INT(json_type_of(json_get(v, "e")), JSON_STRING);
    drop(text);
    json_parser_free(p);
    json_parser_free(NULL);
}

TEST(what_is_not_there_answers_empty)
{
    struct json none = {0};
    int64_t n = 7;
    double d = 7;
    CHECK_INT(json_type_of(none), JSON_MISSING);
    CHECK_INT(json_type_of(json_get(none, "a")), JSON_MISSING);
    CHECK_INT(json_type_of(json_path(none, "a.b")), JSON_MISSING);
    CHECK_INT(json_text(none).n + json_count(none), 0);
    CHECK(!json_is_true(none) && !json_int(none, &n) && !json_number(none, &d));
    CHECK(n == 7 && d == 7);
    struct json_iter it = json_each(none);
    CHECK(!json_next(&it) && !json_next(&it));
    struct arena a = {.max_bytes = 1 << 20};
    CHECK_INT(json_format(&a, none).n + json_scalar(&a, none).n, 0);
    struct json_parser *p = json_parser_new();
    struct json v;
    struct bytes text;
    CHECK_INT(parse(p, "[{}]", &v, &text, NULL), OK);
    CHECK_INT(json_type_of(json_get(v, "a")), JSON_MISSING); // an array has no members
    drop(text);
    json_parser_free(p);
    arena_done(&a);
}

TEST(members_are_walked_in_order_and_the_first_of_two_equal_keys_counts)
{
    struct json_parser *p = json_parser_new();
    struct json v;
    struct bytes text;
    CHECK_INT(parse(p, "{\"b\":1,\"a\":2,\"b\":3,\"\":4}", &v, &text, NULL), OK);
    struct buf b = {0};
    struct json_iter it = json_each(v);
    while (json_next(&it)) {
        int64_t n = 0;
        CHECK(json_int(it.value, &n));
        buf_printf(&b, "%.*s=%d ", BYTES_ARG(it.key), (int)n);
    }
    CHECK_STR(b.p, "b=1 a=2 b=3 =4 ");
    int64_t n;
    CHECK(json_int(json_get(v, "b"), &n) && n == 1);
    buf_done(&b);
    drop(text);
    json_parser_free(p);
}

TEST(what_is_no_json_is_refused)
{
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "[",
        "\"",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "nul",
        "tru",
        "01",
        "1.",
        ".5",
        "+1",
        "--1",
        "1e",
        "'a'",
        "{a:1}",
        "[1]]",
        "{} {}",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\n\"",
        "\"\x01\"",
        "\"\xff\"",
        "\"\xed\xa0\x80\"",
        "\"\xc0\x80\"",
        "NaN",
        "Infinity",
        "1e999",
        "-1e999",
        "[1}",
        "{\"a\":1]",
        "// c",
        "\xef\xbb\xbf",
        "{\"a\" 1}",
        "{1:2}",
        "]",
        "}",
        ",",
        ":",
    };
    struct json_parser *p = json_parser_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct why why = {""};
        struct json v = {{7, 7}};
        struct bytes text;
        if (parse(p, bad[i], &v, &text, &why) != ERR_INVALID || !why.text[0] || v.opaque[0] != 7) {
            printf("taken: %s\n", bad[i]);
            CHECK(false);
        }
        drop(text);
    }
    struct json v;
    struct bytes nul = padded("[1,\0 2]", 7);
    CHECK_INT(json_parse(p, nul, &v, NULL), ERR_INVALID);
    drop(nul);
    nul = padded("\"a\0b\"", 5);
    CHECK_INT(json_parse(p, nul, &v, NULL), ERR_INVALID);
    drop(nul);
    json_parser_free(p);
}

TEST(every_beginning_of_a_value_is_refused)
{
    static const char whole[] = "{\"a\":[1,-2.5e3,\"x\\u00fc\\ud83d\\ude00\",true,false,null,{\"b\":{}}],\"c\":\"\"}";
    struct json_parser *p = json_parser_new();
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        struct json v;
        struct bytes text = padded(whole, n);
        CHECK_INT(json_parse(p, text, &v, NULL), ERR_INVALID);
        struct json_walk w = json_walk_of(text);
        struct bytes raw;
        CHECK_INT(json_walk_next(&w, &raw, NULL), n ? ERR_INVALID : OK);
        drop(text);
    }
    json_parser_free(p);
}

static struct bytes
nested(int depth)
{
    struct buf b = {0};
    for (int i = 0; i < depth; i++)
        buf_putc(&b, '[');
    buf_putc(&b, '0');
    for (int i = 0; i < depth; i++)
        buf_putc(&b, ']');
    struct bytes text = padded(b.p, b.n);
    buf_done(&b);
    return text;
}

TEST(depth_has_a_limit_that_growing_does_not_lift)
{
    struct json_parser *p = json_parser_new();
    struct json v;
    struct why why;
    struct bytes text = nested(JSON_DEPTH_MAX);
    CHECK_INT(json_parse(p, text, &v, &why), OK);
    struct arena a = {.max_bytes = 1 << 20};
    CHECK_INT(json_format(&a, v).n, 2 * JSON_DEPTH_MAX + 1);
    arena_done(&a);
    drop(text);
    static const int deep[] = {JSON_DEPTH_MAX + 1, 2000, 1000000};
    for (size_t i = 0; i < sizeof deep / sizeof *deep; i++) {
        text = nested(deep[i]);
        CHECK_INT(json_parse(p, text, &v, &why), ERR_LIMIT);
        CHECK_STR(why.text, "JSON is nested more than 128 deep");
        struct json_walk w = json_walk_of(text);
        struct bytes raw;
        CHECK_INT(json_walk_next(&w, &raw, &why), OK); // finding ends is not bothered by depth
        CHECK_INT(raw.n, text.n - 2);
        drop(text);
    }
    json_parser_free(p);
}

TEST(a_parser_takes_short_and_long_texts_in_any_order)
{
    struct json_parser *p = json_parser_new();
    for (size_t n = 1; n < 300000; n = n * 7 % 300007) {
        char *s = malloc(n + 2);
        memset(s, 'a', n + 2);
        s[0] = s[n + 1] = '"';
        struct bytes text = padded(s, n + 2);
        struct json v;
        CHECK_INT(json_parse(p, text, &v, NULL), OK);
        CHECK_INT(json_text(v).n, n);
        drop(text);
        free(s);
        if (n > 200000)
            break;
    }
    json_parser_free(p);
}

TEST(numbers_keep_their_value)
{
    static const struct {
        const char *json, *scalar;
        bool is_int;
        int64_t n;
    } cases[] = {
        {"0", "0", true, 0},
        {"-0", "0", true, 0},
        {"1502709956288000000", "1502709956288000000", true, INT64_C(1502709956288000000)},
        {"9223372036854775807", "9223372036854775807", true, INT64_MAX},
        {"18446744073709551615", "18446744073709551615", false, 0},
        {"1.5", "1.5", false, 0},
        {"1e300", "1e+300", false, 0},
        {"9007199254740993.0", "9.007199254740992e+15", true, INT64_C(9007199254740992)},
    };
    struct json_parser *p = json_parser_new();
    struct arena a = {.max_bytes = 1 << 20};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json v;
        struct bytes text;
        int64_t n;
        CHECK_INT(parse(p, cases[i].json, &v, &text, NULL), OK);
        CHECK_BYTES(json_scalar(&a, v), cases[i].scalar);
        CHECK_INT(json_int(v, &n), cases[i].is_int);
        if (cases[i].is_int)
            CHECK_INT(n, cases[i].n);
        drop(text);
    }
    json_parser_free(p);
    arena_done(&a);
}

TEST(a_byte_order_mark_is_no_part_of_the_value)
{
    struct json_parser *p = json_parser_new();
    struct json v;
    struct bytes text;
    CHECK_INT(parse(p, "\xef\xbb\xbf{\"a\":1}", &v, &text, NULL), OK);
    CHECK_INT(json_count(v), 1);
    struct json_walk w = json_walk_of(text);
    struct bytes raw;
    CHECK_INT(json_walk_next(&w, &raw, NULL), OK);
    CHECK_BYTES(raw, "{\"a\":1}");
    drop(text);
    json_parser_free(p);
}

/* ---- walking ---- */

static void
check_walk(const char *text, const char *want)
{
    struct json_walk w = json_walk_of(bytes_of(text));
    struct bytes raw;
    struct why why = {""};
    struct buf b = {0};
    buf_puts(&b, "");
    enum err e;
    while (!(e = json_walk_next(&w, &raw, &why)) && raw.n)
        buf_printf(&b, "%.*s;", BYTES_ARG(raw));
    if (e)
        buf_printf(&b, "!%s", why.text);
    CHECK_BYTES(buf_bytes(&b), want);
    if (!e) { // the end stays the end
        CHECK_INT(json_walk_next(&w, &raw, &why), OK);
        CHECK_INT(raw.n, 0);
    }
    buf_done(&b);
}

TEST(values_are_found_in_arrays_and_lines)
{
    check_walk("", "");
    check_walk(" \n", "");
    check_walk("[]", "");
    check_walk(" [ 1 , \"a]\\\"\" , {\"x\":[2,\"}\"]},null ] \n", "1;\"a]\\\"\";{\"x\":[2,\"}\"]};null;");
    check_walk("{\"a\":1}\n{\"b\":2}\r\n\n3 \"x\"{}", "{\"a\":1};{\"b\":2};3;\"x\";{};");
    check_walk("\"\\\\\" \"\\\\\\\"\"", "\"\\\\\";\"\\\\\\\"\";");
}

TEST(a_walk_names_the_place_where_the_text_breaks)
{
    check_walk("[1,2", "1;2;!the JSON array has no end: it breaks off after element 2");
    check_walk("[1\n2]", "1;!line 2: after element 1 comes neither ',' nor ']'");
    check_walk("[1,]", "1;");
    check_walk("[{},\n{},\n]\n", "{};{};");
    check_walk("[1,,]", "1;!line 1: value 2 is not complete JSON");
    check_walk("[1,]]", "1;!line 1: text follows the end of the JSON array");
    check_walk("{\"a\":1},\n{\"b\":2},\n", "{\"a\":1};{\"b\":2};");
    check_walk("[,1]", "!line 1: value 1 is not complete JSON");
    check_walk("{}\n\n{\"a\":", "{};!line 3: value 2 is not complete JSON");
    check_walk("{}\n\"", "{};!line 2: value 2 is not complete JSON");
    check_walk("\"abc\\\"", "!line 1: value 1 is not complete JSON");
    check_walk("[{}]\n[{}]", "{};!line 2: text follows the end of the JSON array");
    check_walk("}", "!line 1: value 1 is not complete JSON");
    struct json_walk w = json_walk_of((struct bytes){"\0", 1});
    struct bytes raw;
    CHECK_INT(json_walk_next(&w, &raw, NULL), ERR_INVALID);
}

TEST(members_are_found_without_parsing)
{
    struct bytes object = BYTES(" { \"a\" : 1 , \"b\\\"\" : [\"}\"],\"\":{ } }");
    static const char *const want[] = {"a", "1", "b\\\"", "[\"}\"]", "", "{ }"};
    size_t at = 0, n = 0;
    struct bytes key = BYTES_NONE, raw = BYTES_NONE;
    while (json_next_member(object, &at, &key, &raw)) {
        CHECK(n < 6);
        CHECK_BYTES(key, want[n]);
        CHECK_BYTES(raw, want[n + 1]);
        n += 2;
    }
    CHECK_INT(n, 6);
    CHECK_BYTES(json_member(object, "a"), "1");
    CHECK_BYTES(json_member(object, ""), "{ }");
    CHECK_BYTES(json_member(object, "c"), "");
    CHECK_BYTES(json_member(BYTES("[1]"), "a"), "");
    static const char *const broken[] = {
        "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":[", "{\"a\":}", "", "{}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct bytes text = padded(broken[i], strlen(broken[i]));
        CHECK_BYTES(json_member(text, "a"), "");
        drop(text);
    }
}

/* ---- writing ---- */

TEST(what_is_written_is_json_and_reads_back)
{
    struct buf b = {0};
    struct json_out o = {.buf = &b};
    json_open(&o, '{');
    json_key(&o, "k\"\\");
    json_put_text(&o, (struct bytes){"a\0\n\t\r\x01\x7f/\"\\\xc3\xbc\xff\xf0\x9f\x98\x80", 17});
    json_key(&o, "list");
    json_open(&o, '[');
    json_put_int(&o, INT64_MIN);
    json_put_bool(&o, true);
    json_put_bool(&o, false);
    json_put_null(&o);
    json_open(&o, '{');
    json_close(&o, '}');
    json_open(&o, '[');
    json_close(&o, ']');
    json_close(&o, ']');
    json_newline(&o);
    json_key(&o, "e");
    json_put_text(&o, BYTES_NONE);
    json_close(&o, '}');
    CHECK_STR(b.p, "{\"k\\\"\\\\\":\"a\\u0000\\n\\t\\r\\u0001\\u007f/\\\"\\\\\xc3\xbc\xef\xbf\xbd\xf0\x9f\x98\x80\","
                   "\"list\":[-9223372036854775808,true,false,null,{},[]],\n\"e\":\"\"}");
    struct json_parser *p = json_parser_new();
    struct json v;
    struct bytes text = padded(b.p, b.n);
    CHECK_INT(json_parse(p, text, &v, NULL), OK);
    CHECK_INT(json_text(json_get(v, "k\"\\")).n, 19); // one bad byte became three
    struct arena a = {.max_bytes = 1 << 20};
    CHECK_BYTES(json_format(&a, json_get(v, "list")), "[-9223372036854775808,true,false,null,{},[]]");
    arena_done(&a);
    drop(text);
    json_parser_free(p);
    buf_done(&b);
}

int
main(void)
{
    RUN(a_parsed_value_answers_questions);
    RUN(what_is_not_there_answers_empty);
    RUN(members_are_walked_in_order_and_the_first_of_two_equal_keys_counts);
    RUN(what_is_no_json_is_refused);
    RUN(every_beginning_of_a_value_is_refused);
    RUN(depth_has_a_limit_that_growing_does_not_lift);
    RUN(a_parser_takes_short_and_long_texts_in_any_order);
    RUN(numbers_keep_their_value);
    RUN(a_byte_order_mark_is_no_part_of_the_value);
    RUN(values_are_found_in_arrays_and_lines);
    RUN(a_walk_names_the_place_where_the_text_breaks);
    RUN(members_are_found_without_parsing);
    RUN(what_is_written_is_json_and_reads_back);
    return test_end();
}
