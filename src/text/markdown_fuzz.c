/*
 * Any bytes, written as text, code and link texts into blocks of every kind, must come out of a Markdown parser as the
 * text that went in: no parser may see structure that the writer did not make. The parser is md4c, once as CommonMark
 * and once with GitHub's extensions.
 *
 * Input: pieces between 0xff bytes; the first byte of a piece says what is done with the rest.
 */
#include "../base/utf8.h"
#include "markdown.h"

#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a reader sees: white space is one blank, none at either end of a block; a line end after each block. */
struct seen {
    struct buf text;
    size_t block_at;
};

static void
see(struct seen *v, struct bytes text)
{
    while (text.n) {
        uint32_t c;
        size_t n = utf8_decode(text, &c);
        struct bytes here = n ? bytes_cut(text, 0, n) : BYTES("\xef\xbf\xbd");
        text = bytes_from(text, n ? n : 1);
        if (n && ((c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || c == 0x2028 || c == 0x2029)) {
            if (v->text.n > v->block_at && v->text.p[v->text.n - 1] != ' ')
                buf_putc(&v->text, ' ');
        } else if (!n || !(c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
                           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)) {
            buf_add(&v->text, here);
        }
    }
}

static void
see_block_end(struct seen *v)
{
    while (v->text.n > v->block_at && v->text.p[v->text.n - 1] == ' ')
        v->text.n--;
    if (v->text.n > v->block_at)
        buf_putc(&v->text, '\n');
    v->block_at = v->text.n;
}

static int
on_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    (void)detail;
    if (type == MD_BLOCK_CODE || type == MD_BLOCK_HTML || type == MD_BLOCK_HR || type == MD_BLOCK_OL)
        abort();
    see_block_end(ctx);
    return 0;
}

static int
on_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    (void)detail;
    (void)ctx;
    if (type != MD_SPAN_A && type != MD_SPAN_CODE)
        abort();
    return 0;
}

static int
on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE n, void *ctx)
{
    if (type != MD_TEXT_NORMAL && type != MD_TEXT_CODE)
        abort();
    see(ctx, (struct bytes){text, n});
    return 0;
}

static void
check(const struct buf *out, const struct buf *want, unsigned flags)
{
    struct seen got = {0};
    MD_PARSER p = {.flags = flags,
                   .enter_block = on_block,
                   .leave_block = on_block,
                   .enter_span = on_span,
                   .leave_span = on_span,
                   .text = on_text};
    if (md_parse(out->p ? out->p : "", (MD_SIZE)out->n, &p, &got))
        abort();
    if (!bytes_eq(buf_bytes(&got.text), buf_bytes(want))) {
        fprintf(stderr, "wrote:\n%.*s\nread:\n%.*s\nwanted:\n%.*s\n", BYTES_ARG(buf_bytes(out)),
                BYTES_ARG(buf_bytes(&got.text)), BYTES_ARG(buf_bytes(want)));
        abort();
    }
    buf_done(&got.text);
}

enum act { PARAGRAPH, HEADING, ITEM, QUOTE, TEXT, CODE, LINK, ACT_MAX };

static void
apply(struct markdown *m, struct seen *v, enum act act, struct bytes text)
{
    if (act < TEXT || !m->open) {
        see_block_end(v);
        if (act == HEADING)
            markdown_heading(m, 2);
        else if (act == ITEM)
            markdown_item(m, 0);
        else if (act == QUOTE)
            markdown_quote(m);
        else
            markdown_paragraph(m);
    }
    if (act == LINK) {
        markdown_puts(m, " ");
        see(v, BYTES(" "));
        markdown_link(m, BYTES("E1"), BYTES("#e1"));
        see(v, BYTES("E1"));
    }
    if (act == CODE) { // beside other code the two fences would be one
        markdown_puts(m, ", ");
        markdown_code(m, text);
        markdown_puts(m, ",");
        see(v, BYTES(", "));
        struct seen code = {0}; // trimmed, then taken as it stands
        see(&code, text);
        see_block_end(&code);
        struct bytes shown = bytes_trim(buf_bytes(&code.text));
        see(v, shown);
        see(v, BYTES(","));
        buf_done(&code.text);
    } else {
        markdown_text(m, text);
        see(v, text);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf out = {0};
    struct markdown m = {.buf = &out};
    struct seen v = {0};
    struct bytes rest = {(const char *)data, size}, piece;
    while (bytes_split(&rest, '\xff', &piece))
        apply(&m, &v, piece.n ? (unsigned char)piece.p[0] % ACT_MAX : TEXT, bytes_from(piece, 1));
    markdown_end(&m);
    see_block_end(&v);
    check(&out, &v.text, MD_DIALECT_COMMONMARK);
    check(&out, &v.text, MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS);
    buf_done(&out);
    buf_done(&v.text);
    return 0;
}
