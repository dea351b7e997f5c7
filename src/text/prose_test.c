#include "../base/test.h"

#include "prose.h"

static struct prose
read(struct arena *a, const char *markdown)
{
    struct prose p;
    CHECK_INT(prose_of_markdown(bytes_of(markdown), a, &p, NULL), OK);
    CHECK_INT(p.text.n, strlen(markdown));
    return p;
}

/* The text of a block, outer blanks left out. */
static struct bytes
text_of(const struct prose *p, uint32_t i)
{
    CHECK(i < p->block_count);
    return bytes_trim(bytes_cut(p->text, p->blocks[i].from, p->blocks[i].to - p->blocks[i].from));
}

TEST(each_word_stands_where_it_stood)
{
    struct arena a = {.max_bytes = 1 << 20};
    const char *markdown = "# A head\n\nOne **bold** [link](https://x.example/forgot) end.\n\n- item\n  more\n";
    struct prose p = read(&a, markdown);
    CHECK_INT(p.block_count, 3);
    CHECK_INT(p.blocks[0].kind, PROSE_HEADING);
    CHECK_INT(p.blocks[0].level, 1);
    CHECK_BYTES(text_of(&p, 0), "A head");
    CHECK_BYTES(text_of(&p, 1), "One   bold    link                            end.");
    CHECK_INT(p.blocks[2].kind, PROSE_ITEM);
    for (size_t i = 0; i < p.text.n; i++)
        CHECK(p.text.p[i] == ' ' || p.text.p[i] == markdown[i]);
    arena_done(&a);
}

TEST(what_nobody_wrote_as_prose_is_blank)
{
    static const char *const texts[] = {
        "```\nforgot\n```\n",
        "    forgot\n",
        "<div>\nforgot\n</div>\n",
        "---\ntitle: forgot\n---\n",
        "[x]: https://forgot.de\n",
        "<!-- forgot -->\n",
        "~~forgot~~\n",
        "![forgot](x.png)\n",
        "`forgot`\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena a = {.max_bytes = 1 << 20};
        struct prose p = read(&a, texts[i]);
        CHECK(bytes_find(p.text, "forgot") == BYTES_NOT_FOUND);
        arena_done(&a);
    }
}

TEST(quotes_are_told_from_alerts)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct prose p = read(&a, "> said\n\n> [!NOTE]\n> ours\n\nplain\n");
    CHECK_INT(p.block_count, 3);
    CHECK(p.blocks[0].quote);
    CHECK(!p.blocks[1].quote);
    CHECK(!p.blocks[2].quote);
    arena_done(&a);
}

TEST(items_and_cells_say_where_they_are)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct prose p = read(&a, "1. one\n\n   more\n   - in\n2. two\n\n| A | B |\n|---|---|\n| c | d |\n");
    CHECK_INT(p.block_count, 8);
    CHECK_INT(p.blocks[0].kind, PROSE_ITEM);
    CHECK(p.blocks[0].ordered);
    CHECK_INT(p.blocks[1].kind, PROSE_PARAGRAPH);
    CHECK_INT(p.blocks[1].item, p.blocks[0].item);
    CHECK_INT(p.blocks[2].level, 2);
    CHECK_INT(p.blocks[3].list, p.blocks[0].list);
    CHECK(p.blocks[4].head && p.blocks[5].head && !p.blocks[6].head);
    CHECK_INT(p.blocks[7].row, 1);
    CHECK_INT(p.blocks[7].column, 1);
    arena_done(&a);
}

TEST(comments_are_found_with_their_ends)
{
    struct arena a = {.max_bytes = 1 << 20};
    const char *markdown = "a <!-- x --> b\n\n<!-- y\n\nz -->\n\n`<!-- code -->`\n";
    struct prose p = read(&a, markdown);
    CHECK_INT(p.comment_count, 2);
    CHECK(memcmp(markdown + p.comments[0].from, "<!-- x -->", 10) == 0);
    CHECK_INT(p.comments[0].to - p.comments[0].from, 10);
    CHECK_BYTES(bytes_cut(bytes_of(markdown), p.comments[1].from, p.comments[1].to - p.comments[1].from),
                "<!-- y\n\nz -->");
    arena_done(&a);
}

int
main(void)
{
    RUN(each_word_stands_where_it_stood);
    RUN(what_nobody_wrote_as_prose_is_blank);
    RUN(quotes_are_told_from_alerts);
    RUN(items_and_cells_say_where_they_are);
    RUN(comments_are_found_with_their_ends);
    return test_end();
}
