/*
 * HTML from what md4c finds in a text. md4c says which element begins and ends; every byte of markup is written here,
 * from constants, and every byte of text goes through html_text() or html_url().
 *
 * Spans are kept on a stack of our own: where md4c 0.4 finds a bare address inside of emphasis, it may tell the end of
 * the one and not of the other.
 */
#include "html.h"
#include "html_link.h"
#include "html_prepare.h"

#include "../base/map.h"

#include <md4c.h>
#include <string.h>

enum {
    ADDRESS_MAX_BYTES = 8192,
    INFO_MAX_BYTES = 200,
    LANGUAGE_MAX_BYTES = 32,
    SLUG_MAX_BYTES = 60,
};

/* ---- writing ---- */

/* An open span; what is left out (a refused link, emphasis in a picture's words) is not written. */
struct span {
    uint8_t type; // MD_SPANTYPE
    bool written;
};

struct writer {
    const struct html_options *o;
    struct buf *out; // where text goes now: the result or the heading
    struct buf *result;
    size_t result_at;   // where the result begins
    struct buf heading; // what stands in the heading that is open
    struct buf slug;
    bool in_heading;
    struct map slugs; // of headings -> how often they were wanted
    struct arena slug_keys;
    uint32_t heading_ids;
    struct buf code, info; // of the fenced block that is open
    bool in_live_block;
    uint32_t depth; // blocks that are open, also those left out
    struct span spans[HTML_NESTING_MAX];
    uint32_t span_count, spans_over; // open; beyond those that there is room for
    bool link_open;
    size_t link_at; // where its words begin
    struct buf link_url;
    uint32_t image_depth; // images in each other: inside the outermost, only text is written
    bool image_shown;     // as a picture, not as a link
    size_t image_at;
    struct buf image_url;
};

static bool
is_too_much(const struct writer *w)
{
    return w->result->full || w->heading.full || w->code.full ||
           w->result->n - w->result_at + w->heading.n + w->code.n > HTML_OUTPUT_MAX_BYTES;
}

/* The text of an attribute, its entities decoded. */
static void
add_attribute(struct buf *out, const MD_ATTRIBUTE *a)
{
    for (size_t i = 0; a->text && a->substr_offsets[i] < a->size; i++) {
        struct bytes part = {a->text + a->substr_offsets[i], a->substr_offsets[i + 1] - a->substr_offsets[i]};
        if (a->substr_types[i] == MD_TEXT_NULLCHAR)
            buf_puts(out, "\xef\xbf\xbd");
        else if (a->substr_types[i] != MD_TEXT_ENTITY || !html_entity(part, out))
            buf_add(out, part);
    }
}

static void
put_attribute(struct writer *w, const char *name, struct bytes value)
{
    buf_printf(w->out, " %s=\"", name);
    html_text(w->out, value);
    buf_putc(w->out, '"');
}

static void
put_title(struct writer *w, const MD_ATTRIBUTE *title)
{
    struct buf text = {0};
    add_attribute(&text, title);
    if (text.n)
        put_attribute(w, "title", buf_bytes(&text));
    buf_done(&text);
}

/* ---- links and images ---- */

static enum html_url
read_url(const MD_ATTRIBUTE *from, struct buf *url)
{
    struct buf raw = {0};
    buf_reset(url);
    if (from->size > ADDRESS_MAX_BYTES) // one definition may serve very many links: do not even copy it
        return HTML_URL_REFUSED;
    add_attribute(&raw, from);
    enum html_url is = html_url(buf_bytes(&raw), url);
    buf_done(&raw);
    return is;
}

static void
put_event_link(struct writer *w, struct bytes id)
{
    struct bytes title = BYTES_NONE;
    bool there = !w->o->event || w->o->event(w->o->ctx, id, &title);
    buf_puts(w->out, there ? " class=\"event\"" : " class=\"event gone\"");
    put_attribute(w, "data-event", id);
    if (title.n)
        put_attribute(w, "title", title);
}

/* An opening <a>; title may be NULL. */
static void
open_link(struct writer *w, enum html_url is, const struct buf *url, const MD_ATTRIBUTE *title)
{
    buf_puts(w->out, "<a");
    put_attribute(w, "href", buf_bytes(url));
    if (is == HTML_URL_OUTSIDE)
        buf_puts(w->out, " rel=\"noopener nofollow ugc\"");
    if (is == HTML_URL_EVENT)
        put_event_link(w, bytes_from(buf_bytes(url), 1));
    else
        put_title(w, title);
    buf_putc(w->out, '>');
}

/* A link without words shows its address. */
static void
close_link(struct writer *w, size_t words_at, const struct buf *url)
{
    if (w->out->n == words_at)
        html_text(w->out, buf_bytes(url));
    buf_puts(w->out, "</a>");
}

/* Says whether an opening tag was written, as the next do. */
static bool
enter_link(struct writer *w, const MD_SPAN_A_DETAIL *d)
{
    enum html_url is = w->link_open || w->image_depth ? HTML_URL_REFUSED : read_url(&d->href, &w->link_url);
    if (is == HTML_URL_REFUSED)
        return false;
    open_link(w, is, &w->link_url, &d->title);
    w->link_open = true;
    w->link_at = w->out->n;
    return true;
}

static bool
enter_image(struct writer *w, const MD_SPAN_IMG_DETAIL *d)
{
    enum html_url is = w->image_depth++ ? HTML_URL_REFUSED : read_url(&d->src, &w->image_url);
    if (is == HTML_URL_REFUSED || (is != HTML_URL_ATTACHMENT && w->link_open)) // inside a link its words are enough
        return false;
    w->image_shown = is == HTML_URL_ATTACHMENT;
    if (w->image_shown) {
        buf_puts(w->out, "<img");
        put_attribute(w, "src", buf_bytes(&w->image_url));
        put_title(w, &d->title);
        buf_puts(w->out, " loading=\"lazy\" alt=\"");
    } else {
        open_link(w, is, &w->image_url, &d->title);
    }
    w->image_at = w->out->n;
    return true;
}

static const char *
span_name(MD_SPANTYPE type)
{
    static const char *const names[] = {
        [MD_SPAN_EM] = "em", [MD_SPAN_STRONG] = "strong", [MD_SPAN_CODE] = "code", [MD_SPAN_DEL] = "del"};
    return (size_t)type < sizeof names / sizeof *names ? names[type] : NULL;
}

static bool
enter_plain_span(struct writer *w, MD_SPANTYPE type)
{
    if (!span_name(type) || w->image_depth)
        return false;
    buf_printf(w->out, "<%s>", span_name(type));
    return true;
}

static void
open_span(struct writer *w, MD_SPANTYPE type, void *detail)
{
    if (w->depth + w->span_count >= HTML_NESTING_MAX) {
        w->spans_over++;
        return;
    }
    bool written = type == MD_SPAN_A     ? enter_link(w, detail)
                   : type == MD_SPAN_IMG ? enter_image(w, detail)
                                         : enter_plain_span(w, type);
    w->spans[w->span_count++] = (struct span){(uint8_t)type, written};
}

static void
close_innermost(struct writer *w)
{
    struct span s = w->spans[--w->span_count];
    w->image_depth -= s.type == MD_SPAN_IMG;
    if (!s.written)
        return;
    if (s.type == MD_SPAN_A) {
        close_link(w, w->link_at, &w->link_url);
        w->link_open = false;
    } else if (s.type != MD_SPAN_IMG) {
        buf_printf(w->out, "</%s>", span_name(s.type));
    } else if (w->image_shown) {
        buf_puts(w->out, "\">");
    } else {
        close_link(w, w->image_at, &w->image_url);
    }
}

static void
close_all_spans(struct writer *w)
{
    w->spans_over = 0;
    while (w->span_count)
        close_innermost(w);
}

/* With all that was opened inside of it; an end without a beginning is no end. */
static void
close_span(struct writer *w, MD_SPANTYPE type)
{
    uint32_t i = w->span_count;
    if (w->spans_over) {
        w->spans_over--;
        return;
    }
    while (i > 0 && w->spans[i - 1].type != type)
        i--;
    while (i > 0 && w->span_count >= i)
        close_innermost(w);
}

/* ---- headings ---- */

static void
add_to_slug(struct writer *w, struct bytes text)
{
    for (size_t i = 0; i < text.n && w->slug.n < SLUG_MAX_BYTES; i++) {
        if (ascii_is_alnum(text.p[i]))
            buf_putc(&w->slug, ascii_lower(text.p[i]));
        else if (w->slug.n && w->slug.p[w->slug.n - 1] != '-')
            buf_putc(&w->slug, '-');
    }
}

/* The slug, or with a number behind it where an earlier heading has it. */
static void
put_heading_id(struct writer *w)
{
    if (!w->o->heading_ids || w->heading_ids++ >= HTML_HEADING_IDS_MAX)
        return;
    while (w->slug.n && w->slug.p[w->slug.n - 1] == '-')
        w->slug.n--;
    struct bytes slug = w->slug.n ? buf_bytes(&w->slug) : BYTES("section"), id = slug;
    const uint32_t *taken = map_find(&w->slugs, slug);
    for (uint32_t n = taken ? *taken + 1 : 1;; n++) {
        if (n > 1)
            id = bytes_printf(&w->slug_keys, "%.*s-%u", BYTES_ARG(slug), n);
        if (n > 1 && map_find(&w->slugs, id))
            continue;
        *map_at(&w->slugs, bytes_dup(&w->slug_keys, slug)) = n;
        if (n > 1)
            *map_at(&w->slugs, id) = 1;
        break;
    }
    buf_printf(w->out, " id=\"%s%.*s\"", w->o->heading_ids, BYTES_ARG(id));
}

static unsigned
heading_level(const struct writer *w, const MD_BLOCK_H_DETAIL *d)
{
    unsigned level = d->level + (unsigned)(w->o->heading_shift > 0 ? w->o->heading_shift : 0);
    return level > 6 ? 6 : level;
}

/* Its id is made of its words, which come behind: they are held back. */
static void
enter_heading(struct writer *w)
{
    buf_reset(&w->heading);
    buf_reset(&w->slug);
    w->in_heading = true;
    w->out = &w->heading;
}

static void
leave_heading(struct writer *w, const MD_BLOCK_H_DETAIL *d)
{
    unsigned level = heading_level(w, d);
    w->in_heading = false;
    w->out = w->result;
    buf_printf(w->out, "<h%u", level);
    put_heading_id(w);
    buf_putc(w->out, '>');
    buf_add(w->out, buf_bytes(&w->heading));
    buf_printf(w->out, "</h%u>\n", level);
    buf_reset(&w->heading);
}

/* ---- code ---- */

static bool
is_live(struct bytes info)
{
    return bytes_starts(info, "aftermath") && (info.n == 9 || ascii_is_space(info.p[9])) && info.n <= INFO_MAX_BYTES;
}

static void
open_code(struct writer *w, struct bytes language)
{
    bool plain = language.n > 0 && language.n <= LANGUAGE_MAX_BYTES;
    for (size_t i = 0; i < language.n && plain; i++)
        plain = ascii_is_alnum(language.p[i]) || (language.p[i] && strchr("_+#.-", language.p[i]));
    if (plain)
        buf_printf(w->out, "<pre><code class=\"language-%.*s\">", BYTES_ARG(language));
    else
        buf_puts(w->out, "<pre><code>");
}

static struct bytes
first_word(struct bytes s)
{
    size_t n = 0;
    while (n < s.n && !ascii_is_space(s.p[n]))
        n++;
    return bytes_cut(s, 0, n);
}

static void
enter_code(struct writer *w, const MD_BLOCK_CODE_DETAIL *d)
{
    buf_reset(&w->info);
    buf_reset(&w->code);
    if (d->fence_char)
        add_attribute(&w->info, &d->info);
    struct bytes info = bytes_trim(buf_bytes(&w->info));
    w->in_live_block = w->o->block && d->fence_char && is_live(info);
    if (!w->in_live_block)
        open_code(w, first_word(info));
}

static void
leave_code(struct writer *w)
{
    if (w->in_live_block) {
        struct bytes info = bytes_trim(buf_bytes(&w->info));
        w->in_live_block = false;
        if (w->o->block(w->o->ctx, info, buf_bytes(&w->code), w->out)) {
            buf_putc(w->out, '\n');
            return;
        }
        open_code(w, first_word(info));
        html_text(w->out, buf_bytes(&w->code));
    }
    buf_puts(w->out, "</code></pre>\n");
}

/* ---- elements ---- */

static void
open_cell(struct writer *w, const char *name, const MD_BLOCK_TD_DETAIL *d)
{
    static const char *const classes[] = {
        [MD_ALIGN_DEFAULT] = "",
        [MD_ALIGN_LEFT] = " class=\"left\"",
        [MD_ALIGN_CENTER] = " class=\"center\"",
        [MD_ALIGN_RIGHT] = " class=\"right\"",
    };
    buf_printf(w->out, "<%s%s>", name, classes[d->align]);
}

static void
open_item(struct writer *w, const MD_BLOCK_LI_DETAIL *d)
{
    if (!d->is_task)
        buf_puts(w->out, "<li>");
    else if (d->task_mark == ' ')
        buf_puts(w->out, "<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"open\"> ");
    else
        buf_puts(w->out, "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"done\"> ");
}

static void
open_numbered(struct writer *w, const MD_BLOCK_OL_DETAIL *d)
{
    if (d->start == 1)
        buf_puts(w->out, "<ol>\n");
    else
        buf_printf(w->out, "<ol start=\"%u\">\n", d->start);
}

static void
open_block(struct writer *w, MD_BLOCKTYPE type, void *detail)
{
    static const char *const plain[] = {
        [MD_BLOCK_QUOTE] = "<blockquote>\n",
        [MD_BLOCK_UL] = "<ul>\n",
        [MD_BLOCK_HR] = "<hr>\n",
        [MD_BLOCK_P] = "<p>",
        [MD_BLOCK_TABLE] = "<table>\n",
        [MD_BLOCK_THEAD] = "<thead>\n",
        [MD_BLOCK_TBODY] = "<tbody>\n",
        [MD_BLOCK_TR] = "<tr>",
        [MD_BLOCK_TD] = NULL,
    };
    if (type == MD_BLOCK_OL)
        open_numbered(w, detail);
    else if (type == MD_BLOCK_LI)
        open_item(w, detail);
    else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
        open_cell(w, type == MD_BLOCK_TH ? "th" : "td", detail);
    else if (plain[type])
        buf_puts(w->out, plain[type]);
}

static void
close_block(struct writer *w, MD_BLOCKTYPE type)
{
    static const char *const ends[] = {
        [MD_BLOCK_QUOTE] = "</blockquote>\n",
        [MD_BLOCK_UL] = "</ul>\n",
        [MD_BLOCK_OL] = "</ol>\n",
        [MD_BLOCK_LI] = "</li>\n",
        [MD_BLOCK_P] = "</p>\n",
        [MD_BLOCK_TABLE] = "</table>\n",
        [MD_BLOCK_THEAD] = "</thead>\n",
        [MD_BLOCK_TBODY] = "</tbody>\n",
        [MD_BLOCK_TR] = "</tr>\n",
        [MD_BLOCK_TH] = "</th>",
        [MD_BLOCK_TD] = "</td>",
    };
    if (ends[type])
        buf_puts(w->out, ends[type]);
}

static int
on_enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct writer *w = ctx;
    close_all_spans(w);
    w->depth++;
    if (type == MD_BLOCK_H)
        enter_heading(w);
    else if (type == MD_BLOCK_CODE)
        enter_code(w, detail);
    else if (w->depth <= HTML_NESTING_MAX)
        open_block(w, type, detail);
    return is_too_much(w);
}

static int
on_leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct writer *w = ctx;
    close_all_spans(w);
    if (type == MD_BLOCK_H)
        leave_heading(w, detail);
    else if (type == MD_BLOCK_CODE)
        leave_code(w);
    else if (w->depth <= HTML_NESTING_MAX)
        close_block(w, type);
    w->depth--;
    return is_too_much(w);
}

static int
on_enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct writer *w = ctx;
    open_span(w, type, detail);
    return is_too_much(w);
}

static int
on_leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct writer *w = ctx;
    (void)detail;
    close_span(w, type);
    return is_too_much(w);
}

/* Browsers know two thousand names that we need not know: behind '&' they can only become text. */
static void
put_entity(struct writer *w, struct bytes entity)
{
    struct buf c = {0};
    bool name = entity.n > 2 && entity.p[1] != '#';
    for (size_t i = 1; i + 1 < entity.n && name; i++)
        name = ascii_is_alnum(entity.p[i]);
    if (name)
        buf_add(w->out, entity);
    else if (html_entity(entity, &c))
        html_text(w->out, buf_bytes(&c));
    else
        html_text(w->out, entity);
    buf_done(&c);
}

static int
on_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *ctx)
{
    struct writer *w = ctx;
    struct bytes text = {p, n};
    if (w->in_live_block) {
        buf_add(&w->code, text);
        return is_too_much(w);
    }
    if (w->in_heading)
        add_to_slug(w, type == MD_TEXT_NORMAL || type == MD_TEXT_CODE ? text : BYTES(" "));
    if (type == MD_TEXT_NULLCHAR)
        buf_puts(w->out, "\xef\xbf\xbd");
    else if (type == MD_TEXT_BR)
        buf_puts(w->out, w->image_depth ? " " : "<br>\n");
    else if (type == MD_TEXT_SOFTBR)
        buf_putc(w->out, w->image_depth ? ' ' : '\n');
    else if (type == MD_TEXT_ENTITY)
        put_entity(w, text);
    else
        html_text(w->out, text);
    return is_too_much(w);
}

/* ---- all of it ---- */

static void
writer_done(struct writer *w)
{
    struct buf *bufs[] = {&w->heading, &w->slug, &w->code, &w->info, &w->link_url, &w->image_url};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_done(bufs[i]);
    map_done(&w->slugs);
    arena_done(&w->slug_keys);
}

enum err
html_from_markdown(struct bytes markdown, const struct html_options *options, struct buf *out, struct why *why)
{
    if (markdown.n > HTML_INPUT_MAX_BYTES)
        return fail(why, ERR_LIMIT, "a text of %zu bytes is too long to show; at most %d", markdown.n,
                    HTML_INPUT_MAX_BYTES);
    struct buf text = {.max_bytes = 4 * (size_t)HTML_INPUT_MAX_BYTES};
    struct writer w = {.o = options, .out = out, .result = out, .result_at = out->n};
    /* Ids are few and short. */
    w.slug_keys.max_bytes = (size_t)HTML_HEADING_IDS_MAX * 1024;
    bool bare = html_prepare(&text, markdown);
    MD_PARSER p = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML |
                 (bare ? MD_FLAG_PERMISSIVEAUTOLINKS : 0),
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_enter_span,
        .leave_span = on_leave_span,
        .text = on_text,
    };
    int stopped = md_parse(text.p ? text.p : "", (MD_SIZE)text.n, &p, &w);
    if (stopped) {
        out->n = w.result_at;
        out->full = false;
        if (out->p)
            out->p[out->n] = '\0';
    }
    writer_done(&w);
    buf_done(&text);
    return stopped ? fail(why, ERR_LIMIT, "the text becomes more than %d bytes of HTML", HTML_OUTPUT_MAX_BYTES) : OK;
}
