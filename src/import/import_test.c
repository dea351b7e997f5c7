/* What every importer stands on: import.c and look.c. */
#include "reading.h"

#include "../base/utf8.h"

/* ---- an importer for these tests: each line a signal; "!" refuses ---- */

static bool
sniff_any(const struct look *l)
{
    return l->shape == SHAPE_TEXT;
}

static enum err
parse_lines(struct import *im, const struct input *in, struct why *why)
{
    struct bytes rest = in->bytes, line;
    while (bytes_line(&rest, &line)) {
        struct signal *s;
        if (bytes_starts(line, "!")) {
            import_note(im, "left out %s", "something");
            return fail(why, ERR_INVALID, "this line is refused");
        }
        enum err e = import_add(im, in, line, &s, why);
        if (e)
            return e;
        import_text(im, s, line);
    }
    return OK;
}

static const struct importer lines = {.name = "lines", .sniff = sniff_any, .parse = parse_lines};

static struct signal *
one_signal(struct reading *r)
{
    reading_add(r, &lines, BYTES("x"), "x");
    return &r->im.signals[0];
}

#define TOKEN                                                                                                          \
    "g"                                                                                                                \
    "hp_Zq0Xw9Vr2Tu8Ys7Ka3Jdb6Nc5Mf4LgZq0Xw9Vr2T" // nobody's
#define MARK "[secret: GitHub token]"

/* ---- import.c ---- */

TEST(a_signal_knows_where_its_bytes_stand)
{
    struct reading *r = reading_new();
    reading_add(r, &lines, BYTES("one\ntwo\n"), "folder/a.txt");
    CHECK_READ(r);
    CHECK_INT(r->im.count, 2);
    const struct signal *s = &r->im.signals[1];
    CHECK_STR(s->source, "lines");
    CHECK_INT(s->raw_at, 4);
    CHECK_INT(s->raw_bytes, 3);
    CHECK_INT(s->origin, 0);
    CHECK_INT(s->at.precision, PRECISION_UNKNOWN);
    CHECK_INT(s->end.precision, PRECISION_UNKNOWN);
    struct sha256 want = sha256_of(BYTES("two"));
    CHECK(!memcmp(&s->hash, &want, sizeof want));
    want = sha256_of(BYTES("one\ntwo\n"));
    CHECK(!memcmp(&r->im.origins[0].hash, &want, sizeof want));
    CHECK_STR(r->im.origins[0].path, "folder/a.txt");
    CHECK_STR(r->im.origins[0].importer, "lines");
    CHECK_INT(r->im.origins[0].size_bytes, 8);
    reading_free(r);
}

TEST(inputs_that_stand_in_the_same_memory_have_hashes_of_their_own)
{
    struct reading *r = reading_new();
    char memory[3 + JSON_PADDING_BYTES] = "one";
    for (int i = 0; i < 2; i++) {
        struct input in = {.bytes = {memory, 3}, .path = BYTES("x")};
        struct sha256 want = sha256_of(in.bytes);
        CHECK_INT(import_read(&r->im, &lines, &in, &r->why), OK);
        CHECK(!memcmp(&r->im.origins[i].hash, &want, sizeof want));
        CHECK(!memcmp(&r->im.signals[i].hash, &want, sizeof want));
        memcpy(memory, "two", 3);
    }
    reading_free(r);
}

TEST(a_refused_file_leaves_nothing_behind)
{
    struct reading *r = reading_new();
    reading_add(r, &lines, BYTES("one\n"), "a");
    reading_add(r, &lines, BYTES("two\n!\n"), "b");
    CHECK_INT(r->err, ERR_INVALID);
    CHECK_INT(r->im.count, 1);
    CHECK_INT(r->im.origin_count, 1);
    CHECK_INT(r->im.note_count, 0);
    reading_add(r, &lines, BYTES("three\n"), "c");
    CHECK_INT(r->im.count, 2);
    CHECK_INT(r->im.signals[1].origin, 1);
    CHECK_STR(r->im.origins[1].path, "c");
    reading_free(r);
}

TEST(a_title_is_the_first_line_that_says_something)
{
    static const struct {
        const char *text, *title, *detail;
    } rows[] = {
        {"one line", "one line", ""},
        {"  \n\n  first line of it  \r\nsecond line\n", "first line of it", "first line of it  \nsecond line"},
        {"", "", ""},
        {"\n \t\n", "", ""},
        {"bad \xff byte", "bad \xef\xbf\xbd byte", ""},
        {"bell \x07 and \x1b[31mred", "bell   and  [31mred", ""},
        {"c1 \xc2\x9b control", "c1   control", ""},
        {"\xe2\x80\xae"
         "txt.\xe2\x81\xa6"
         "exe\xe2\x81\xa9",
         "txt.exe", ""},
        {"one\rline", "one line", ""},
        {"tab\tstays", "tab\tstays", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_new();
        struct signal *s = one_signal(r);
        import_text(&r->im, s, bytes_of(rows[i].text));
        CHECK_BYTES(s->title, rows[i].title);
        CHECK_BYTES(s->detail, rows[i].detail);
        reading_free(r);
    }
}

TEST(titles_and_details_end_at_their_ceilings_between_characters)
{
    struct reading *r = reading_new();
    struct signal *s = one_signal(r);
    size_t n = SIGNAL_TEXT_MAX_BYTES + 1000;
    char *text = arena_alloc(&r->arena, n);
    for (size_t i = 0; i + 2 < n; i += 3)
        memcpy(text + i, "\xe2\x82\xac", 3); // three bytes each: neither ceiling is a multiple
    import_text(&r->im, s, (struct bytes){text, n - n % 3});
    CHECK_INT(s->title.n, SIGNAL_TITLE_MAX_BYTES / 3 * 3);
    CHECK_INT(s->detail.n, SIGNAL_TEXT_MAX_BYTES / 3 * 3);
    CHECK(utf8_valid(s->title) && utf8_valid(s->detail));
    import_title(&r->im, s, (struct bytes){text, n - n % 3}, (struct bytes){text, n - n % 3});
    CHECK(s->detail.n <= SIGNAL_TEXT_MAX_BYTES && utf8_valid(s->detail));
    reading_free(r);
}

TEST(a_title_and_a_detail_that_are_apart_stay_apart)
{
    static const struct {
        const char *title, *more, *want_title, *want_detail;
    } rows[] = {
        {"T", "D", "T", "D"},
        {"T", "", "T", ""},
        {"T", "T", "T", ""},
        {" T \nrest", "D", "T", "T \nrest\nD"},
        {" T \nrest", "", "T", "T \nrest"},
        {"", "D", "", "D"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *r = reading_new();
        struct signal *s = one_signal(r);
        import_title(&r->im, s, bytes_of(rows[i].title), bytes_of(rows[i].more));
        CHECK_BYTES(s->title, rows[i].want_title);
        CHECK_BYTES(s->detail, rows[i].want_detail);
        reading_free(r);
    }
}

TEST(equal_texts_are_kept_once)
{
    struct reading *r = reading_new();
    char text[20];
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "name %d", i % 10);
        struct bytes a = import_intern(&r->im, bytes_of(text));
        CHECK_BYTES(a, text);
        memset(text, 'x', sizeof text - 1); // the copy does not depend on where it came from
        text[19] = 0;
    }
    CHECK_INT(r->im.strings.count, 10);
    struct bytes a = import_intern(&r->im, BYTES("same")), b = import_intern(&r->im, BYTES("same"));
    CHECK(a.p == b.p);
    CHECK_INT(import_intern(&r->im, BYTES_NONE).n, 0);
    CHECK_BYTES(import_intern(&r->im, BYTES("esc\x1b]0;x")), "esc ]0;x");
    reading_free(r);
}

TEST(ties_are_kept_once_and_have_a_ceiling)
{
    struct reading *r = reading_new();
    struct signal *s = one_signal(r);
    import_tie(&r->im, s, TIE_NAME, TIE_IS, BYTES("a"));
    import_tie(&r->im, s, TIE_NAME, TIE_IS, BYTES("a"));
    import_tie(&r->im, s, TIE_NAME, TIE_SAYS, BYTES("a"));
    import_tie(&r->im, s, TIE_NAME, TIE_IS, BYTES_NONE);
    CHECK(has_tie(s, TIE_NAME, TIE_IS, "a") && has_tie(s, TIE_NAME, TIE_SAYS, "a"));
    char text[20];
    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof text, "%d", i);
        import_tie(&r->im, s, TIE_COMPONENT, TIE_SAYS, bytes_of(text));
    }
    unsigned count = 0;
    for (const struct tie *t = s->ties; t; t = t->next)
        count++;
    CHECK_INT(count, SIGNAL_TIES_MAX);
    reading_free(r);
}

TEST(absurd_times_are_kept_and_flagged)
{
    struct reading *r = reading_new();
    struct signal *s = one_signal(r);
    import_at(s, (struct when){.ms = 12345, .precision = PRECISION_SECOND, .zone = ZONE_UTC});
    CHECK_INT(s->flags & SIGNAL_ABSURD_TIME, SIGNAL_ABSURD_TIME);
    CHECK_INT(s->at.ms, 12345);
    s->flags = 0;
    import_at(s, (struct when){.ms = 12345, .precision = PRECISION_MINUTE, .lacks = WHEN_LACKS_DATE | WHEN_LACKS_ZONE});
    CHECK_INT(s->flags, 0); // ten past midnight of some day
    import_at(s, WHEN_UNKNOWN);
    CHECK_INT(s->flags, 0);
    reading_free(r);
}

TEST(names_do_not_depend_on_the_order_of_files)
{
    for (int order = 0; order < 2; order++) {
        struct reading *r = reading_new();
        import_name_put(&r->im, BYTES("U1"), order ? BYTES("Zoe") : BYTES("Ann"));
        import_name_put(&r->im, BYTES("U1"), order ? BYTES("Ann") : BYTES("Zoe"));
        import_name_put(&r->im, BYTES("U2"), BYTES("Bo"));
        import_name_put(&r->im, BYTES("U3"), BYTES_NONE);
        CHECK_BYTES(import_name_get(&r->im, BYTES("U1")), "Ann");
        CHECK_BYTES(import_name_get(&r->im, BYTES("U2")), "Bo");
        CHECK_BYTES(import_name_get(&r->im, BYTES("U3")), "");
        reading_free(r);
    }
}

TEST(notes_have_a_ceiling_and_are_counted_past_it)
{
    struct reading *r = reading_new();
    for (int i = 0; i < IMPORT_NOTES_MAX + 5; i++)
        import_note(&r->im, "note %d of \x1b[2J%s", i, "file");
    CHECK_INT(r->im.note_count, IMPORT_NOTES_MAX);
    CHECK_INT(r->im.notes_dropped, 5);
    CHECK_STR(r->im.notes[3], "note 3 of  [2Jfile");
    reading_free(r);
}

TEST(headers_are_found_in_any_case)
{
    struct header h[] = {{BYTES("X-GitHub-Event"), BYTES("push")}, {BYTES("A"), BYTES("b")}};
    CHECK_BYTES(header_find(h, 2, "x-github-event"), "push");
    CHECK_BYTES(header_find(h, 2, "x-github"), "");
    CHECK_BYTES(header_find(NULL, 0, "a"), "");
}

/* ---- look.c ---- */

TEST(the_shape_of_a_file_is_told)
{
    static const struct {
        const char *text;
        enum shape shape;
    } rows[] = {
        {"", SHAPE_EMPTY},
        {" \n\t\r\n", SHAPE_EMPTY},
        {"\xef\xbb\xbf", SHAPE_EMPTY},
        {"{}", SHAPE_OBJECT},
        {"\xef\xbb\xbf {\"a\":1}\n", SHAPE_OBJECT},
        {"[]", SHAPE_ARRAY},
        {"[ ]\n", SHAPE_ARRAY},
        {"[{\"a\":1}]", SHAPE_ARRAY},
        {"[1, 2]", SHAPE_ARRAY},
        {"[\"a\"]", SHAPE_ARRAY},
        {"[-1]", SHAPE_ARRAY},
        {"[null]", SHAPE_ARRAY},
        {"[{\"a\":1}", SHAPE_ARRAY}, // cut: its importer says so
        {"{\"a\":1}\n{\"a\":2}\n", SHAPE_LINES},
        {"{\"a\":1}{\"a\":2}", SHAPE_LINES},
        {"{\"a\":1}\n{\"a\":", SHAPE_LINES}, // cut as well
        {"{\"a\":1} and more", SHAPE_TEXT},
        {"{\"a\":1", SHAPE_TEXT},
        {"{note} some text", SHAPE_TEXT},
        {"[14:05] text", SHAPE_TEXT},
        {"[2021-05-29 14:05] text", SHAPE_TEXT},
        {"[ ] to do", SHAPE_TEXT},
        {"[] to do", SHAPE_TEXT},
        {"[x] done", SHAPE_TEXT},
        {"[1] https://example.org/", SHAPE_TEXT},
        {"[1], [2] and [3]", SHAPE_TEXT},
        {"[name](https://example.org)", SHAPE_TEXT},
        {"[\"quoted\"] text", SHAPE_TEXT},
        {"plain\ntext", SHAPE_TEXT},
        {"\x1b[31mred\x1b[0m text", SHAPE_TEXT},
        {"\x7f"
         "ELF\x01\x02\x03",
         SHAPE_BINARY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct input in = {.bytes = bytes_of(rows[i].text)};
        struct look l = look_at(&in);
        if (l.shape != rows[i].shape)
            printf("'%s'\n", rows[i].text);
        CHECK_INT(l.shape, rows[i].shape);
    }
    struct input zeros = {.bytes = BYTES("ab\0cd")};
    CHECK_INT(look_at(&zeros).shape, SHAPE_BINARY);
}

TEST(the_first_objects_members_are_at_hand)
{
    static const char *const texts[] = {
        "{\"a\": \"x\", \"b\" : {\"c\":[1,2]}, \"d\":\"q\\\"}\"}",
        "[{\"a\": \"x\", \"b\" : {\"c\":[1,2]}, \"d\":\"q\\\"}\"}, 7]",
        "{\"a\": \"x\", \"b\" : {\"c\":[1,2]}, \"d\":\"q\\\"}\"}\n{\"e\":1}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct input in = {.bytes = bytes_of(texts[i])};
        struct look l = look_at(&in);
        CHECK_INT(l.member_count, 3);
        CHECK_BYTES(look_raw(&l, "a"), "\"x\"");
        CHECK_BYTES(look_raw(&l, "b"), "{\"c\":[1,2]}");
        CHECK_BYTES(look_raw(&l, "d"), "\"q\\\"}\"");
        CHECK(!look_has(&l, "e") && !look_has(&l, "c"));
    }
    struct input in = {.bytes = BYTES("[[{\"a\":1}]]")};
    CHECK_INT(look_at(&in).member_count, 0);
}

TEST(many_members_and_long_files_are_cut)
{
    char *text = malloc(200000);
    size_t n = (size_t)sprintf(text, "{\"k\":0");
    for (int i = 0; i < 5000; i++)
        n += (size_t)sprintf(text + n, ", \"k%d\": %d", i, i);
    n += (size_t)sprintf(text + n, "}");
    struct input in = {.bytes = {text, n}};
    struct look l = look_at(&in);
    CHECK_INT(l.shape, SHAPE_OBJECT);
    CHECK_INT(l.member_count, IMPORT_KEYS_MAX);
    CHECK_INT(l.head.n, IMPORT_LOOK_BYTES);
    CHECK_INT(l.whole.n, n);
    CHECK_INT(l.first.n, n);
    free(text);
}

TEST(secrets_are_masked_in_all_that_is_kept_but_not_in_the_raw_bytes)
{
    static const char text[] = "rotate " TOKEN " now, password=hunter2";
    struct reading *r = reading_new();
    reading_add(r, &lines, bytes_of(text), "a.txt");
    CHECK_READ(r);
    struct signal *s = &r->im.signals[0];
    CHECK_BYTES(s->title, "rotate " MARK " now, password=[secret: password]");
    CHECK_BYTES(reading_raw(r, 0), text);
    struct sha256 want = sha256_of(bytes_of(text));
    CHECK(!memcmp(&s->hash, &want, sizeof want));
    CHECK(!memcmp(&r->im.origins[0].hash, &want, sizeof want));

    import_text(&r->im, s, BYTES("this was seen:\n" TOKEN "\ntwice"));
    CHECK_BYTES(s->title, "this was seen: " MARK);
    CHECK_BYTES(s->detail, "this was seen:\n" MARK "\ntwice");
    import_title(&r->im, s, BYTES("with " TOKEN), BYTES("more " TOKEN));
    CHECK_BYTES(s->title, "with " MARK);
    CHECK_BYTES(s->detail, "more " MARK);
    s->url = import_intern(&r->im, BYTES("https://ann:hunter2@x.example/a"));
    CHECK_BYTES(s->url, "https://ann:[secret: password]@x.example/a");
    CHECK(import_intern(&r->im, BYTES("https://ann:hunter2@x.example/a")).p == s->url.p);
    import_note(&r->im, "left out %s", TOKEN);
    CHECK_STR(r->im.notes[0], "left out " MARK);
    reading_free(r);
}

TEST(a_secret_at_a_ceiling_is_masked_before_it_is_cut)
{
    static char text[SIGNAL_TITLE_MAX_BYTES + 100];
    memset(text, 'a', sizeof text);
    memcpy(text + SIGNAL_TITLE_MAX_BYTES - 20, " " TOKEN " ", sizeof TOKEN + 1);
    struct reading *r = reading_new();
    reading_add(r, &lines, (struct bytes){text, sizeof text}, "a.txt");
    CHECK_READ(r);
    CHECK(bytes_ends(r->im.signals[0].title, " [secret: GitHub tok"));
    CHECK(bytes_find(r->im.signals[0].detail, "hp_") < 0);
    reading_free(r);
}

TEST(ties_hold_no_secret)
{
    struct reading *r = reading_new();
    struct signal *s = one_signal(r);
    import_tie(&r->im, s, TIE_NAME, TIE_SAYS, BYTES("job " TOKEN));
    CHECK(has_tie(s, TIE_NAME, TIE_SAYS, "job " MARK));
    s->ties = NULL;
    /* Two addresses that differ in their secret alone must not become one. */
    import_tie(&r->im, s, TIE_URL, TIE_SAYS, BYTES("https://x.example/?token=Zq0Xw9Vr2Tu8Ys7Ka3Jd"));
    import_tie_text(&r->im, s, BYTES("see https://hooks.slack.com/services/T00000000/B00000000/Zq0Xw9Vr2T"));
    CHECK(!s->ties);
    import_tie(&r->im, s, TIE_URL, TIE_SAYS, BYTES("https://x.example/?page=2"));
    CHECK(has_tie(s, TIE_URL, TIE_SAYS, "https://x.example/?page=2"));
    reading_free(r);
}

int
main(void)
{
    RUN(secrets_are_masked_in_all_that_is_kept_but_not_in_the_raw_bytes);
    RUN(a_secret_at_a_ceiling_is_masked_before_it_is_cut);
    RUN(ties_hold_no_secret);
    RUN(a_signal_knows_where_its_bytes_stand);
    RUN(a_refused_file_leaves_nothing_behind);
    RUN(a_title_is_the_first_line_that_says_something);
    RUN(titles_and_details_end_at_their_ceilings_between_characters);
    RUN(a_title_and_a_detail_that_are_apart_stay_apart);
    RUN(equal_texts_are_kept_once);
    RUN(ties_are_kept_once_and_have_a_ceiling);
    RUN(absurd_times_are_kept_and_flagged);
    RUN(names_do_not_depend_on_the_order_of_files);
    RUN(notes_have_a_ceiling_and_are_counted_past_it);
    RUN(headers_are_found_in_any_case);
    RUN(the_shape_of_a_file_is_told);
    RUN(the_first_objects_members_are_at_hand);
    RUN(many_members_and_long_files_are_cut);
    RUN(inputs_that_stand_in_the_same_memory_have_hashes_of_their_own);
    return test_end();
}
