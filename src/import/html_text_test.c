#include "html_text.h"

#include "../base/test.h"

TEST(tags_go_and_line_breaks_stay)
{
    static const struct {
        const char *html, *text;
    } rows[] = {
        {"plain", "plain"},
        {"a<br>b<br/>c<BR />d", "a\nb\nc\nd"},
        {"<p>One.</p><p>Two.</p>", "One.\nTwo."},
        {"Affected:<ul><li>API</li><li>Web</li></ul>done", "Affected:\n- API\n- Web\ndone"},
        {"<b>bold</b> and <a href=\"https://x.example/?a>b\" title='t'>link</a>", "bold and link"},
        {"x<!-- <b>no</b> -->y", "xy"},
        {"<style>p{}</style>a<script>if (a<b) {}</script>b", "ab"},
        {"a<br><br><br><br>b", "a\nb"},
        {"<div>a</div>\n\n\n\n<div>b</div>", "a\n\nb"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {.max_bytes = 1 << 20};
        CHECK_BYTES(html_to_text(&a, bytes_of(rows[i].html)), rows[i].text);
        arena_done(&a);
    }
}

TEST(entities_are_decoded_once)
{
    static const struct {
        const char *html, *text;
    } rows[] = {
        {"a &amp; b", "a & b"},
        {"&lt;b&gt;", "<b>"},
        {"&amp;lt;", "&lt;"},
        {"it&#39;s &#x2013; ok", "it's \xe2\x80\x93 ok"},
        {"a&nbsp;b", "a b"},
        {"&#128512;", "\xf0\x9f\x98\x80"},
        {"&#0; &#xd800; &#99999999;", "&#0; &#xd800; &#99999999;"},
        {"AT&T; &unknown; & &", "AT&T; &unknown; & &"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {.max_bytes = 1 << 20};
        CHECK_BYTES(html_to_text(&a, bytes_of(rows[i].html)), rows[i].text);
        arena_done(&a);
    }
}

TEST(text_that_is_no_html_stays)
{
    static const char *const rows[] = {
        "latency < 5 ms & falling",
        "a<b",
        "<5",
        "mail <ann@example.org> now",
        "if x <y then",
        "<",
        "&",
        "< p >",
        "1 <<< 2",
        "<unclosed tag at the end",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {.max_bytes = 1 << 20};
        CHECK_BYTES(html_to_text(&a, bytes_of(rows[i])), rows[i]);
        arena_done(&a);
    }
}

TEST(hostile_html_costs_little_and_ends_at_the_ceiling)
{
    struct arena a = {.max_bytes = 64 << 20};
    static const char *const pieces[] = {"<a ", "<a b=\"", "<!--", "<script>", "&#x", "<li>", "</", "<p>x"};
    size_t n = 2 << 20;
    char *p = arena_alloc(&a, n);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t len = strlen(pieces[i]);
        for (size_t at = 0; at + len <= n; at += len)
            memcpy(p + at, pieces[i], len);
        struct bytes text = html_to_text(&a, (struct bytes){p, n});
        CHECK(text.n <= HTML_TEXT_MAX_BYTES);
    }
    arena_done(&a);
}

int
main(void)
{
    RUN(tags_go_and_line_breaks_stay);
    RUN(entities_are_decoded_once);
    RUN(text_that_is_no_html_stays);
    RUN(hostile_html_costs_little_and_ends_at_the_ceiling);
    return test_end();
}
