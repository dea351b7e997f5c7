#include "markdown.h"

#include "../base/test.h"

#include <unistd.h>

static struct buf out;

static struct markdown
fresh(void)
{
    buf_reset(&out);
    return (struct markdown){.buf = &out};
}

static struct bytes
written(struct markdown *m)
{
    markdown_end(m);
    return buf_bytes(&out);
}

/* One paragraph of untrusted text. */
static struct bytes
paragraph(const char *text)
{
    struct markdown m = fresh();
    markdown_paragraph(&m);
    markdown_puts(&m, text);
    return written(&m);
}

TEST(blocks_stand_on_one_line_each_with_blank_lines_between_but_not_inside_lists)
{
    struct markdown m = fresh();
    markdown_heading(&m, 1);
    markdown_puts(&m, "Checkout outage");
    markdown_paragraph(&m);
    markdown_puts(&m, "It began\nat noon.");
    markdown_item(&m, 0);
    markdown_puts(&m, "one");
    markdown_item(&m, 1);
    markdown_puts(&m, "below one");
    markdown_item(&m, 0);
    markdown_strong(&m, "14:05");
    markdown_puts(&m, " two");
    markdown_quote(&m);
    markdown_puts(&m, "said");
    CHECK_BYTES(written(&m),
                "# Checkout outage\n\nIt began at noon.\n\n- one\n  - below one\n- **14:05** two\n\n> said\n");
}

TEST(a_table_gets_its_rule_and_a_short_row_is_filled_up)
{
    struct markdown m = fresh();
    markdown_table(&m, 2);
    static const char *const cells[] = {"File", "Signals", "a|b", "3", "last"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        markdown_cell(&m);
        markdown_puts(&m, cells[i]);
    }
    markdown_paragraph(&m);
    markdown_puts(&m, "after");
    CHECK_BYTES(written(&m), "| File | Signals |\n| --- | --- |\n| a\\|b | 3 |\n| last | |\n\nafter\n");
}

TEST(text_is_escaped_only_where_it_would_mean_something)
{
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"snake_case stays, _this_ does not", "snake_case stays, \\_this\\_ does not\n"},
        {"# no heading", "\\# no heading\n"},
        {"#inc-checkout is a channel", "#inc-checkout is a channel\n"},
        {"1. no list", "1\\. no list\n"},
        {"12) no list", "12\\) no list\n"},
        {"1.5 GB", "1.5 GB\n"},
        {"- no list", "\\- no list\n"},
        {"-5 degrees", "-5 degrees\n"},
        {"--- no rule", "\\--- no rule\n"},
        {"> no quote", "\\> no quote\n"},
        {"a -> b > c", "a -> b > c\n"},
        {"3 < 4 and <script>", "3 < 4 and \\<script>\n"},
        {"<-:x> and <1@y>", "\\<-:x> and \\<1@y>\n"},
        {"< -:x>", "\\< -:x>\n"},
        {"<3 and <= 5 <- here", "<3 and <= 5 <- here\n"},
        {"```sh", "\\`\\`\\`sh\n"},
        {"[x](javascript:y)", "\\[x\\](javascript:y)\n"},
        {"AT&T, R&D &amp; &#35;", "AT&T, R&D \\&amp; \\&#35;\n"},
        {"~13:30 and ~~gone~~", "~13:30 and \\~\\~gone\\~\\~\n"},
        {"2 * 3 \\ 4", "2 \\* 3 \\\\ 4\n"},
        {"    four blanks\n\n\ttabs  ", "four blanks tabs \n"},
        {"\x1b[31mred\x01 \xe2\x80\xaeturned\xff", "\\[31mred turned\xef\xbf\xbd\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_BYTES(paragraph(cases[i].in), cases[i].want);
}

TEST(text_in_pieces_is_escaped_like_text_in_one)
{
    struct markdown m = fresh();
    markdown_paragraph(&m);
    markdown_puts(&m, "12");
    markdown_puts(&m, ". no list");
    markdown_paragraph(&m);
    markdown_puts(&m, "Look!");
    markdown_link(&m, BYTES("E1"), BYTES("#e1"));
    CHECK_BYTES(written(&m), "12\\. no list\n\nLook\\![E1](#e1)\n");
}

TEST(a_heading_keeps_its_trailing_hash)
{
    struct markdown m = fresh();
    markdown_heading(&m, 3);
    markdown_puts(&m, "about C #");
    CHECK_BYTES(written(&m), "### about C \\#\n");
}

TEST(code_gets_a_fence_longer_than_any_inside_it)
{
    struct markdown m = fresh();
    markdown_paragraph(&m);
    markdown_code(&m, BYTES("kubectl rollout undo deploy/cart"));
    markdown_puts(&m, " ");
    markdown_code(&m, BYTES("`a``b`"));
    markdown_puts(&m, " ");
    markdown_code(&m, BYTES("```````````"));
    CHECK_BYTES(written(&m), "`kubectl rollout undo deploy/cart` ``` `a``b` ``` \\`\\`\\`\\`\\`\\`\\`\\`\\`\\`\\`\n");
}

TEST(only_web_mail_and_local_addresses_become_links)
{
    static const struct {
        const char *url, *want;
    } cases[] = {
        {"https://git.example/a_b/pull/7?x=(1)&y=2", "[t](https://git.example/a_b/pull/7?x=%281%29&y=2)\n"},
        {"HTTP://x.example/a b\n<c>", "[t](HTTP://x.example/a%20b%0A%3Cc%3E)\n"},
        {"https://x.example/?a&lt;b", "[t](https://x.example/?a\\&lt;b)\n"},
        {"#e12", "[t](#e12)\n"},
        {"javascript:alert(1)", "t\n"},
        {"data:text/html,x", "t\n"},
        {"https://", "t\n"},
        {"", "t\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct markdown m = fresh();
        markdown_paragraph(&m);
        markdown_link(&m, BYTES("t"), bytes_of(cases[i].url));
        CHECK_BYTES(written(&m), cases[i].want);
    }
}

TEST(a_link_without_text_shows_its_address)
{
    struct markdown m = fresh();
    markdown_paragraph(&m);
    markdown_link(&m, BYTES(" "), BYTES("https://a.example/"));
    CHECK_BYTES(written(&m), "[https://a.example/](https://a.example/)\n");
}

/* What the cmark program makes of out, in HTML. */
static struct bytes
cmark(struct arena *a)
{
    char path[] = "/tmp/markdown_test.XXXXXX";
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    CHECK_INT(write(fd, out.p, out.n), out.n);
    close(fd);
    FILE *p = popen(bytes_printf(a, "cmark %s", path).p, "r");
    CHECK(p);
    struct buf html = {0};
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, p)) > 0;)
        buf_add(&html, (struct bytes){part, n});
    CHECK_INT(pclose(p), 0);
    unlink(path);
    struct bytes ret = bytes_dup(a, buf_bytes(&html));
    buf_done(&html);
    return ret;
}

static void
put_html(struct buf *b, const char *s)
{
    for (; *s; s++) {
        const char *e = *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : *s == '&' ? "&amp;" : *s == '"' ? "&quot;" : NULL;
        if (e)
            buf_puts(b, e);
        else
            buf_putc(b, *s);
    }
}

TEST(cmark_shows_every_hostile_text_as_it_was_written)
{
    if (system("cmark --version >/dev/null 2>&1")) {
        SKIP("cmark is not installed");
        return;
    }
    static const char *const texts[] = {
        "# head",
        "####### seven",
        "1. one",
        "999999999) many",
        "- dash",
        "+ plus",
        "* star",
        "***",
        "___",
        "---",
        "> quote",
        "```",
        "~~~",
        "`code`",
        "``",
        "*a* **b** _c_ __d__",
        "a*b*c a_b_c",
        "[a](b) ![c](d) [e][f] [g]: h",
        "<script>alert(1)</script>",
        "<!-- -->",
        "<https://a.example>",
        "<?php",
        "</p>",
        "a < b > c <3",
        "&lt; &#60; &x",
        "a \\* b \\",
        "a | b | c",
        "=====",
        "!",
        "| a |",
        "https://a.example/x_y_z*",
        "5*3*2",
        "foo_",
        "_",
        "(1) [2] {3}",
        "[ ] todo",
        "[x] done",
        "a<b>c",
        "\"quoted\" 'single'",
        "C#",
        "#",
        ":tada: @here",
        "\\",
        "&",
        "<",
    };
    struct arena a = {.max_bytes = 1 << 20};
    struct buf want = {0};
    struct markdown m = fresh();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        markdown_paragraph(&m);
        markdown_puts(&m, texts[i]);
        markdown_heading(&m, 2);
        markdown_puts(&m, texts[i]);
        markdown_quote(&m);
        markdown_puts(&m, texts[i]);
        static const char *const around[][2] = {
            {"<p>", "</p>\n"}, {"<h2>", "</h2>\n"}, {"<blockquote>\n<p>", "</p>\n</blockquote>\n"}};
        for (size_t k = 0; k < 3; k++) {
            buf_puts(&want, around[k][0]);
            put_html(&want, texts[i]);
            buf_puts(&want, around[k][1]);
        }
    }
    buf_puts(&want, "<ul>\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        markdown_item(&m, 0);
        markdown_puts(&m, texts[i]);
        buf_puts(&want, "<li>");
        put_html(&want, texts[i]);
        buf_puts(&want, "</li>\n");
    }
    buf_puts(&want, "</ul>\n");
    written(&m);
    CHECK_BYTES(cmark(&a), want.p);
    buf_done(&want);
    arena_done(&a);
}

int
main(void)
{
    RUN(blocks_stand_on_one_line_each_with_blank_lines_between_but_not_inside_lists);
    RUN(a_table_gets_its_rule_and_a_short_row_is_filled_up);
    RUN(text_is_escaped_only_where_it_would_mean_something);
    RUN(text_in_pieces_is_escaped_like_text_in_one);
    RUN(a_heading_keeps_its_trailing_hash);
    RUN(code_gets_a_fence_longer_than_any_inside_it);
    RUN(only_web_mail_and_local_addresses_become_links);
    RUN(a_link_without_text_shows_its_address);
    RUN(cmark_shows_every_hostile_text_as_it_was_written);
    buf_done(&out);
    return test_end();
}
