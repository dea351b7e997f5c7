#include "html.h"

#include "../base/test.h"
#include "html_check.h"

static struct arena arena = {.max_bytes = 512 << 20};
static const struct html_options plain;

static struct bytes
render_with(struct bytes markdown, const struct html_options *o)
{
    struct buf out = {0};
    struct why why;
    size_t at;
    enum err e = html_from_markdown(markdown, o, &out, &why);
    if (e)
        printf("%s\n", why.text);
    CHECK_INT(e, OK);
    struct bytes html = bytes_dup(&arena, buf_bytes(&out));
    buf_done(&out);
    const char *bad = html_check(html, &at);
    if (bad) {
        printf("%s at %zu in\n%.*s\nof\n%.*s\n", bad, at, BYTES_ARG(html), BYTES_ARG(bytes_cut(markdown, 0, 500)));
        CHECK(!"html");
    }
    return html;
}

static struct bytes
render(const char *markdown)
{
    return render_with(bytes_of(markdown), &plain);
}

static bool
has(struct bytes html, const char *part)
{
    if (bytes_find(html, part) >= 0)
        return true;
    printf("not found: %s\nin:\n%.*s\n", part, BYTES_ARG(html));
    return false;
}

struct pair {
    const char *in, *want;
};

static void
check_pairs(const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_BYTES(render(pairs[i].in), pairs[i].want);
}

TEST(markdown_means_what_commonmark_says)
{
    // clang-format off
    static const struct pair pairs[] = {
        {"", ""},
        {"one\ntwo", "<p>one\ntwo</p>\n"},
        {"one\n\ntwo", "<p>one</p>\n<p>two</p>\n"},
        {"one  \ntwo\\\nthree", "<p>one<br>\ntwo<br>\nthree</p>\n"},
        {"# H1 #\n\nH2\n--\n\n###### H6", "<h1>H1</h1>\n<h2>H2</h2>\n<h6>H6</h6>\n"},
        {"*a* __b__ ***c*** snake_case_word", "<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em> snake_case_word</p>\n"},
        {"`a < b` ``c ` d``", "<p><code>a &lt; b</code> <code>c ` d</code></p>\n"},
        {"- a\n- b\n  - c", "<ul>\n<li>a</li>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n"},
        {"- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"},
        {"1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"},
        {"7) a", "<ol start=\"7\">\n<li>a</li>\n</ol>\n"},
        {"> a\n> > b", "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n"},
        {"    code <b>\n", "<pre><code>code &lt;b&gt;\n</code></pre>\n"},
        {"```c\nint a = 1 && 2;\n```", "<pre><code class=\"language-c\">int a = 1 &amp;&amp; 2;\n</code></pre>\n"},
        {"~~~ x\" onclick=\"y\na\n~~~", "<pre><code>a\n</code></pre>\n"},
        {"***", "<hr>\n"},
        {"[a](/b \"t\")", "<p><a href=\"/b\" title=\"t\">a</a></p>\n"},
        {"[a][r]\n\n[r]: <b c> 'd'", "<p><a href=\"b%20c\" title=\"d\">a</a></p>\n"},
        {"<https://a.example/?x=1&y>", "<p><a href=\"https://a.example/?x=1&amp;y\" rel=\"noopener nofollow ugc\">https://a.example/?x=1&amp;y</a></p>\n"},
        {"\\*a\\* \\<b>", "<p>*a* &lt;b&gt;</p>\n"},
        {"&copy; &amp; &#65; &#x42; &nosuch &", "<p>&copy; &amp; A B &amp;nosuch &amp;</p>\n"},
        {"a\r\nb\rc", "<p>a\nb\nc</p>\n"},
        {"Ünï © 日本", "<p>Ünï © 日本</p>\n"},
    };
    // clang-format on
    check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(githubs_tables_strikes_tasks_and_bare_addresses_are_known)
{
    // clang-format off
    static const struct pair pairs[] = {
        {"|a|b|c|\n|:--|:-:|--:|\n|1|2|3|\n|x\\|y|",
         "<table>\n<thead>\n<tr><th class=\"left\">a</th><th class=\"center\">b</th><th class=\"right\">c</th></tr>\n</thead>\n"
         "<tbody>\n<tr><td class=\"left\">1</td><td class=\"center\">2</td><td class=\"right\">3</td></tr>\n"
         "<tr><td class=\"left\">x|y</td><td class=\"center\"></td><td class=\"right\"></td></tr>\n</tbody>\n</table>\n"},
        {"~~gone~~", "<p><del>gone</del></p>\n"},
        {"- [ ] a\n- [x] b",
         "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"open\"> a</li>\n"
         "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"done\"> b</li>\n</ul>\n"},
        {"see https://a.example/b.", "<p>see <a href=\"https://a.example/b\" rel=\"noopener nofollow ugc\">https://a.example/b</a>.</p>\n"},
        {"ann@a.example", "<p><a href=\"mailto:ann@a.example\">ann@a.example</a></p>\n"},
        {"www.a.example", "<p><a href=\"http://www.a.example\" rel=\"noopener nofollow ugc\">www.a.example</a></p>\n"},
    };
    // clang-format on
    check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(html_in_the_text_is_shown_as_text)
{
    static const struct pair pairs[] = {
        {"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
        {"a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n"},
        {"<!-- hidden -->", "<p>&lt;!-- hidden --&gt;</p>\n"},
        {"<div>\n*a*\n</div>", "<p>&lt;div&gt;\n<em>a</em>\n&lt;/div&gt;</p>\n"},
        {"&lt;b&gt; &#60;i&#62;", "<p>&lt;b&gt; &lt;i&gt;</p>\n"},
    };
    check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(an_address_that_could_run_something_is_no_link_whatever_its_disguise)
{
    static const char *const bad[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "<javascript:alert(1)>",
        "<java\tscript:alert(1)>",
        "<java&#10;script:alert(1)>",
        "<\x01javascript:alert(1)>",
        "< javascript:alert(1)>",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#58;alert(1)",
        "javascript&#x3a;alert(1)",
        "javascript&#0000058;alert(1)",
        "java\\script:alert(1)",
        "javascript\\:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "file:///etc/passwd",
        "blob:https://a.example/1",
        "view-source:https://a.example",
        "http:a.example",
        "https:/a.example",
        "https://",
        "mailto:",
        "ftp://a.example",
        "x:y",
        ":a",
        "//evil.example/a",
        "&#47;/evil.example",
        "&sol;&sol;evil.example",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int form = 0; form < 4; form++) {
            static const char *const forms[] = {"[words](%s)", "![words](%s)", "[words]\n\n[words]: %s",
                                                "[![words](%s)](%s)"};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            struct bytes html = render(bytes_printf(&arena, forms[form], bad[i], bad[i]).p);
#pragma GCC diagnostic pop
            if (bytes_find(html, "href") >= 0 || bytes_find(html, "src=") >= 0 || bytes_find(html, "words") < 0) {
                printf("%s: %.*s\n", bad[i], BYTES_ARG(html));
                CHECK(!"refused");
            }
        }
    CHECK_BYTES(render("<javascript:alert(1)>"), "<p>javascript:alert(1)</p>\n");
}

TEST(good_addresses_are_links_and_only_outside_ones_say_so)
{
    static const struct pair pairs[] = {
        {"[a](HTTPS://a.example)", "<p><a href=\"HTTPS://a.example\" rel=\"noopener nofollow ugc\">a</a></p>\n"},
        {"[a](mailto:ann@a.example?subject=x)", "<p><a href=\"mailto:ann@a.example?subject=x\">a</a></p>\n"},
        {"[a](#causes)", "<p><a href=\"#causes\">a</a></p>\n"},
        {"[a](/incidents/inc_1?x=a:b)", "<p><a href=\"/incidents/inc_1?x=a:b\">a</a></p>\n"},
        {"[a](notes/b.md)", "<p><a href=\"notes/b.md\">a</a></p>\n"},
        {"[a](/b'c&d\")", "<p><a href=\"/b&#39;c&amp;d%22\">a</a></p>\n"},
        {"[a](</\\evil.example>)", "<p><a href=\"/%5Cevil.example\">a</a></p>\n"},
        {"[a](/ü)", "<p><a href=\"/%C3%BC\">a</a></p>\n"},
        {"[](/b)", "<p><a href=\"/b\">/b</a></p>\n"},
        {"[a]()", "<p>a</p>\n"},
    };
    check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(pictures_of_others_are_links_and_our_own_attachments_are_shown)
{
    // clang-format off
    static const struct pair pairs[] = {
        {"![alt *x*](https://t.example/p.png)", "<p><a href=\"https://t.example/p.png\" rel=\"noopener nofollow ugc\">alt x</a></p>\n"},
        {"![](https://t.example/p.png)", "<p><a href=\"https://t.example/p.png\" rel=\"noopener nofollow ugc\">https://t.example/p.png</a></p>\n"},
        {"![a \"q\" <b>](/api/v1/attachments/att_01hx \"t\")",
         "<p><img src=\"/api/v1/attachments/att_01hx\" title=\"t\" loading=\"lazy\" alt=\"a &quot;q&quot; &lt;b&gt;\"></p>\n"},
        {"![a](/api/v1/attachments/att_../../x)", "<p><a href=\"/api/v1/attachments/att_../../x\">a</a></p>\n"},
        {"![a](/api/v1/users)", "<p><a href=\"/api/v1/users\">a</a></p>\n"},
        {"[![a](/api/v1/attachments/att_1)](https://b.example)",
         "<p><a href=\"https://b.example\" rel=\"noopener nofollow ugc\"><img src=\"/api/v1/attachments/att_1\" loading=\"lazy\" alt=\"a\"></a></p>\n"},
        {"[![a](https://t.example/p.png)](/b)", "<p><a href=\"/b\">a</a></p>\n"},
        {"![a [b](/c) ![d](/e)](/api/v1/attachments/att_1)",
         "<p><img src=\"/api/v1/attachments/att_1\" loading=\"lazy\" alt=\"a b d\"></p>\n"},
        {"[a](/api/v1/attachments/att_1)", "<p><a href=\"/api/v1/attachments/att_1\">a</a></p>\n"},
    };
    // clang-format on
    check_pairs(pairs, sizeof pairs / sizeof *pairs);
}

TEST(headings_are_shifted_and_get_ids_that_cannot_be_taken_from_the_page)
{
    struct html_options o = {.heading_shift = 2, .heading_ids = "s-"};
    CHECK_BYTES(
        render_with(BYTES("# What *went* well?\n## What went well\n# \n# 日本\n##### x\n# what-went-well-2"), &o),
        "<h3 id=\"s-what-went-well\">What <em>went</em> well?</h3>\n"
        "<h4 id=\"s-what-went-well-2\">What went well</h4>\n"
        "<h3 id=\"s-section\"></h3>\n"
        "<h3 id=\"s-section-2\">日本</h3>\n"
        "<h6 id=\"s-x\">x</h6>\n"
        "<h3 id=\"s-what-went-well-2-2\">what-went-well-2</h3>\n");
    CHECK_BYTES(render("# a"), "<h1>a</h1>\n");
    struct buf many = {0};
    for (int i = 0; i < 2 * HTML_HEADING_IDS_MAX; i++)
        buf_puts(&many, "# a\n");
    struct bytes html = render_with(buf_bytes(&many), &o);
    CHECK(has(html, "\"s-a-1000\"") && bytes_find(html, "s-a-1001") < 0);
    buf_done(&many);
}

static bool
block(void *ctx, struct bytes info, struct bytes text, struct buf *out)
{
    ++*(int *)ctx;
    if (bytes_is(info, "aftermath unknown"))
        return false;
    buf_puts(out, "<p>");
    html_text(out, info);
    buf_puts(out, "|");
    html_text(out, text);
    buf_puts(out, "</p>");
    return true;
}

TEST(live_blocks_are_the_callers)
{
    int calls = 0;
    struct html_options o = {.ctx = &calls, .block = block};
    CHECK_BYTES(render_with(BYTES("```aftermath timeline all\n<a>\nb\n```"), &o),
                "<p>aftermath timeline all|&lt;a&gt;\nb\n</p>\n");
    CHECK_BYTES(render_with(BYTES("> ~~~aftermath\n> ~~~\n"), &o), "<blockquote>\n<p>aftermath|</p>\n</blockquote>\n");
    CHECK_INT(calls, 2);
    CHECK_BYTES(render_with(BYTES("```aftermath unknown\n<a>\n```"), &o),
                "<pre><code class=\"language-aftermath\">&lt;a&gt;\n</code></pre>\n");
    CHECK_INT(calls, 3);
    CHECK_BYTES(render_with(BYTES("```aftermaths\na\n```\n\n    aftermath\n"), &o),
                "<pre><code class=\"language-aftermaths\">a\n</code></pre>\n<pre><code>aftermath\n</code></pre>\n");
    CHECK_INT(calls, 3);
    CHECK(has(render("```aftermath\na\n```"), "language-aftermath"));
}

static bool
event(void *ctx, struct bytes id, struct bytes *ret_title)
{
    (void)ctx;
    *ret_title = BYTES("14:05 \"down\" <b>");
    return bytes_is(id, "evt_01h");
}

TEST(links_to_events_say_which_and_whether_it_is_there)
{
    struct html_options o = {.event = event};
    CHECK_BYTES(render_with(BYTES("[E1](#evt_01h)"), &o),
                "<p><a href=\"#evt_01h\" class=\"event\" data-event=\"evt_01h\" "
                "title=\"14:05 &quot;down&quot; &lt;b&gt;\">E1</a></p>\n");
    CHECK(has(render_with(BYTES("[E2](#evt_2)"), &o), "class=\"event gone\" data-event=\"evt_2\""));
    CHECK_BYTES(render("[E1](#evt_01h)"),
                "<p><a href=\"#evt_01h\" class=\"event\" data-event=\"evt_01h\">E1</a></p>\n");
    CHECK(bytes_find(render("[E1](#evt_) [E1](#evt_a-b) [E1](#evt_a\"b)"), "data-event") < 0);
}

TEST(what_is_no_text_becomes_a_mark_and_nothing_breaks)
{
    CHECK_BYTES(render_with((struct bytes){"a\0b\x01 \xff \xc0\x80 \xed\xa0\x80 \x7f", 15}, &plain),
                "<p>a\xef\xbf\xbd"
                "b\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd "
                "\xef\xbf\xbd</p>\n");
    CHECK_BYTES(render("&#0; &#x110000; &#xd800; &#1; &#9999999;"),
                "<p>\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd</p>\n");
    CHECK(has(render("[a](<b\xff>)"), "href=\"b%EF%BF%BD\""));
}

TEST(spans_are_closed_where_the_parser_forgets_to)
{
    CHECK_BYTES(render("*http://a.example*x*"), "<p><em><a href=\"http://a.example*x\" rel=\"noopener nofollow ugc\">"
                                                "http://a.example*x</a>*</em></p>\n");
    render("~www.a.b~\x0f");
    render("[*a](/b)*c* ![*d](/e) *f\n\n- *http://a.b*c\n  - d");
}

TEST(constructs_in_each_other_stay_in_balance)
{
    static const char *const pieces[] = {"[",  "](",  ")",       "![",       "*",     "**",   "_",      "`",
                                         "~~", "<",   ">",       "|",        "\n",    "\n\n", "- ",     "> ",
                                         "# ", "1. ", "\t",      "&#",       "&lt;",  ";",    "\"",     "'",
                                         "\\", ":",   "www.a.b", "http://a", "a@b.c", "```",  "#evt_1", "|-|\n"};
    for (uint32_t seed = 1; seed <= 3000; seed++) {
        uint32_t r = seed;
        struct buf text = {0};
        for (int i = 0; i < 60; i++) {
            r = r * 1664525u + 1013904223u;
            buf_puts(&text, pieces[(r >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        render_with(buf_bytes(&text), &plain);
        buf_done(&text);
    }
}

TEST(what_is_nested_too_deeply_keeps_its_text)
{
    struct buf text = {0};
    for (int i = 0; i < 1000; i++)
        buf_puts(&text, i % 2 ? "*a " : "**b ");
    buf_puts(&text, "core");
    for (int i = 0; i < 1000; i++)
        buf_puts(&text, i % 2 ? " b**" : " a*");
    struct bytes html = render_with(buf_bytes(&text), &plain); // the check is on depth
    CHECK(has(html, "core"));
    buf_reset(&text);
    for (int i = 0; i < 500; i++)
        buf_puts(&text, i % 2 ? "> " : "- ");
    buf_puts(&text, "core");
    html = render_with(buf_bytes(&text), &plain);
    CHECK(has(html, "core"));
    buf_done(&text);
}

TEST(what_is_too_much_is_refused_and_leaves_nothing)
{
    char *big = arena_alloc(&arena, HTML_INPUT_MAX_BYTES + 1);
    struct why why;
    struct buf out = {0};
    memset(big, 'a', HTML_INPUT_MAX_BYTES + 1);
    buf_puts(&out, "before");
    CHECK_INT(html_from_markdown((struct bytes){big, HTML_INPUT_MAX_BYTES + 1}, &plain, &out, &why), ERR_LIMIT);
    CHECK(strstr(why.text, "too long to show"));
    /* A definition of half a megabyte that a hundred thousand links use. */
    size_t half = HTML_INPUT_MAX_BYTES / 2, n = 9;
    memcpy(big, "[a]: /b '", n);
    n = half;
    memcpy(big + n, "'\n\n", 3);
    for (n += 3; n + 4 < HTML_INPUT_MAX_BYTES; n += 4)
        memcpy(big + n, "[a] ", 4);
    CHECK_INT(html_from_markdown((struct bytes){big, n}, &plain, &out, &why), ERR_LIMIT);
    CHECK(strstr(why.text, "bytes of HTML"));
    CHECK_BYTES(buf_bytes(&out), "before");
    struct buf small = {.max_bytes = 20};
    CHECK_INT(html_from_markdown(BYTES("a long paragraph of text"), &plain, &small, &why), ERR_LIMIT);
    CHECK(small.n == 0 && !small.full);
    CHECK_INT(html_from_markdown(BYTES("short"), &plain, &small, &why), OK);
    buf_done(&small);
    buf_done(&out);
}

/* Texts of n bytes that took quadratic time in md4c or might; a line of the table, its start and its end repeated. */
static struct bytes
hostile(const char *start, const char *end, size_t n)
{
    char *text = arena_alloc(&arena, n + 200);
    size_t at = 0;
    while (at < n / 2)
        at += (size_t)sprintf(text + at, "%s", start);
    while (at < n)
        at += (size_t)sprintf(text + at, "%s", end);
    return (struct bytes){text, at < HTML_INPUT_MAX_BYTES ? at : HTML_INPUT_MAX_BYTES};
}

TEST(time_grows_with_the_size_of_hostile_texts_too)
{
    static const char *const pairs[][2] = {
        {"- ", "\n"},
        {"> ", "a\n"},
        {"[a]: b\n  'x\n", "[a]: b\n  'x\n"},
        {"[a]: <b\n", "[a]: <b\n"},
        {"www._", "www._"},
        {"www.a.b/(", "www.a/"},
        {"[", "]"},
        {"![", "](b)"},
        {"*a **b ", " c* d**"},
        {"`a", "``"},
        {"<", ">"},
        {"|a", "|\n"},
        {"a@", "@a"},
        {"\\", "&"},
        {"# a\n", "a\n-\n"},
        {"~~a ~", "~b"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct bytes text = hostile(pairs[i][0], pairs[i][1], HTML_INPUT_MAX_BYTES - 100);
        struct buf out = {0};
        // A megabyte: 0.1 s in a release. Where it is quadratic it takes minutes, and the runner stops the program.
        CHECK(html_from_markdown(text, &plain, &out, NULL) == OK);
        buf_done(&out);
    }
}

int
main(void)
{
    RUN(markdown_means_what_commonmark_says);
    RUN(githubs_tables_strikes_tasks_and_bare_addresses_are_known);
    RUN(html_in_the_text_is_shown_as_text);
    RUN(an_address_that_could_run_something_is_no_link_whatever_its_disguise);
    RUN(good_addresses_are_links_and_only_outside_ones_say_so);
    RUN(pictures_of_others_are_links_and_our_own_attachments_are_shown);
    RUN(headings_are_shifted_and_get_ids_that_cannot_be_taken_from_the_page);
    RUN(live_blocks_are_the_callers);
    RUN(links_to_events_say_which_and_whether_it_is_there);
    RUN(what_is_no_text_becomes_a_mark_and_nothing_breaks);
    RUN(spans_are_closed_where_the_parser_forgets_to);
    RUN(constructs_in_each_other_stay_in_balance);
    RUN(what_is_nested_too_deeply_keeps_its_text);
    RUN(what_is_too_much_is_refused_and_leaves_nothing);
    RUN(time_grows_with_the_size_of_hostile_texts_too);
    arena_done(&arena);
    return test_end();
}
