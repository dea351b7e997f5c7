#ifndef TEXT_HTML_H
#define TEXT_HTML_H
/*
 * Markdown to HTML that may stand in a page of ours, whoever wrote it: CommonMark with GitHub's tables, strikethrough,
 * task lists and bare addresses. Untrusted input: any bytes are safe.
 *
 * - HTML in the text is shown as text. Elements: p h1-h6 ul ol li blockquote pre code hr br em strong del a img table
 *   thead tbody tr th td input (of a task, disabled). No style and no script; classes are named here:
 *   - pre > code has language-x; li has task; th and td have left, center or right.
 *   - a to another site has rel="noopener nofollow ugc"; a to an event ("#evt_...") has the class event (and gone when
 *     the hook does not know it) and its id as data-event.
 * - Links go to http, https, mailto, a place in the page, or a path on this server; with any other address only their
 *   words stay. Images become links, so that reading a page tells no other server; attachments of our own
 *   ("/api/v1/attachments/att_...") are shown.
 * - Time and memory grow with the input alone, also where parsers are known not to: see html.c.
 *
 *     struct html_options o = {.heading_shift = 2};
 *     e = html_from_markdown(text, &o, &buf, why);
 */
#include "../base/buf.h"
#include "../base/err.h"

enum {
    HTML_INPUT_MAX_BYTES = 1 << 20,
    HTML_OUTPUT_MAX_BYTES = 16 << 20,
    HTML_NESTING_MAX = 100, // elements in each other; deeper ones are left out, their text stays
    HTML_HEADING_IDS_MAX = 1000,
};

struct html_options {
    int heading_shift; // 0..5: "# x" becomes h1 + shift, at most h6
    const char
        *heading_ids; // what ids of headings begin with, "s-" for instance: no id of the page is taken; NULL: none
    void *ctx;        // for the hooks

    /*
     * Live data: a fenced block whose info string is "aftermath" or begins with "aftermath ". Writes safe HTML of its
     * own and returns true, or writes nothing and returns false: then it is shown as code. May be NULL.
     */
    bool (*block)(void *ctx, struct bytes info, struct bytes text, struct buf *out);

    /* A link to an event: true when it is there; *ret_title (plain text) is shown beside the pointer. May be NULL. */
    bool (*event)(void *ctx, struct bytes id, struct bytes *ret_title);
};

/*
 * Appends the HTML to `out` (which must not flush). On an error `out` is as it was.
 * Errors: ERR_LIMIT (a ceiling above, or the one of out).
 */
enum err html_from_markdown(struct bytes markdown, const struct html_options *options, struct buf *out,
                            struct why *why);

/* Appends plain text, escaped for an element or a quoted attribute. What HTML cannot hold becomes U+FFFD. */
void html_text(struct buf *out, struct bytes text);
#endif
