/*
 * Blocks are lists within lists, so this is a walk over a tree with a stack of its own: what is nested deeper than
 * DEPTH_MAX (Slack nests rich text four deep) is left out.
 */
#include "slack_blocks.h"

#include "chat_text.h"

enum { DEPTH_MAX = 8, BLOCKS_MAX = 5000 };

struct walk {
    struct buf *to;
    const struct import *im;
    struct json_iter stack[DEPTH_MAX];
    int depth;
    int left; // blocks that may still be looked at
};

static void
new_line(struct buf *to)
{
    if (to->n && to->p[to->n - 1] != '\n')
        buf_putc(to, '\n');
}

static void
push(struct walk *w, struct json list)
{
    if (w->depth < DEPTH_MAX && json_type_of(list) == JSON_ARRAY)
        w->stack[w->depth++] = json_each(list);
}

static void
put_id(struct walk *w, char sigil, struct bytes id)
{
    struct bytes name = import_name_get(w->im, id);
    buf_putc(w->to, sigil);
    buf_add(w->to, name.n ? name : id);
}

/* A piece inside a line of rich text. False when it is none. */
static bool
put_inline(struct walk *w, struct json v, struct bytes type)
{
    if (bytes_is(type, "link")) {
        struct bytes text = json_text(json_get(v, "text")), url = json_text(json_get(v, "url"));
        buf_add(w->to, text.n ? text : url);
        if (text.n && !bytes_eq(text, url))
            buf_printf(w->to, " (%.*s)", BYTES_ARG(url));
    } else if (bytes_is(type, "text")) {
        buf_add(w->to, json_text(json_get(v, "text"))); // not encoded, unlike all other text
    } else if (bytes_is(type, "user")) {
        put_id(w, '@', json_text(json_get(v, "user_id")));
    } else if (bytes_is(type, "usergroup")) {
        put_id(w, '@', json_text(json_get(v, "usergroup_id")));
    } else if (bytes_is(type, "channel")) {
        put_id(w, '#', json_text(json_get(v, "channel_id")));
    } else if (bytes_is(type, "broadcast")) {
        buf_printf(w->to, "@%.*s", BYTES_ARG(json_text(json_get(v, "range"))));
    } else if (bytes_is(type, "emoji")) {
        buf_printf(w->to, ":%.*s:", BYTES_ARG(json_text(json_get(v, "name"))));
    } else {
        return false;
    }
    return true;
}

/* {"type": "mrkdwn", "text": "..."}, {"type": "plain_text", ...}, or what holds one as its text */
static void
put_text(struct walk *w, struct json v)
{
    struct json text = json_get(v, "text");
    if (json_type_of(text) == JSON_OBJECT)
        text = json_get(text, "text");
    if (!json_text(text).n)
        return;
    new_line(w->to);
    chat_slack_text(w->to, w->im, json_text(text));
    new_line(w->to);
}

static void
put_code(struct walk *w, struct json v)
{
    buf_puts(w->to, "```\n");
    struct json_iter it = json_each(json_get(v, "elements"));
    while (w->left-- > 0 && json_next(&it))
        put_inline(w, it.value, json_text(json_get(it.value, "type")));
    new_line(w->to);
    buf_puts(w->to, "```\n");
}

static void
put_block(struct walk *w, struct json v)
{
    struct bytes type = json_text(json_get(v, "type"));
    if (put_inline(w, v, type) || bytes_is(type, "actions") || bytes_is(type, "button"))
        return;
    if (bytes_starts(type, "rich_text"))
        new_line(w->to);
    if (bytes_is(type, "rich_text_preformatted")) {
        put_code(w, v);
        return;
    }
    put_text(w, v);
    push(w, json_get(v, "elements"));
    push(w, json_get(v, "fields")); // on top of the stack: first
}

void
slack_blocks_text(struct buf *to, const struct import *im, struct json blocks)
{
    struct walk w = {.to = to, .im = im, .left = BLOCKS_MAX};
    push(&w, blocks);
    while (w.depth > 0 && w.left > 0) {
        struct json_iter *top = &w.stack[w.depth - 1];
        if (!json_next(top)) {
            w.depth--;
            continue;
        }
        w.left--;
        put_block(&w, top->value);
    }
}
