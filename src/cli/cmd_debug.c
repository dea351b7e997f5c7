/* aftermath debug: the engines from a shell. */
#include "cmd.h"

#include "../base/buf.h"
#include "../crdt/crdt.h"

#include <string.h>

struct debug_values {
    bool v2, keep_deleted, sv, stats, update, update_v2;
    struct words json, text, delta, pm;
    const char *diff;
};

#define STDIN_MAX_BYTES ((size_t)2 << 30)

// clang-format off
static const struct option options[] = {
    {"v2", OPTION_FLAG, NULL, "The updates on standard input are in format V2.", offsetof(struct debug_values, v2)},
    {"keep-deleted", OPTION_FLAG, NULL, "Without garbage collection: what was deleted stays in the document.",
     offsetof(struct debug_values, keep_deleted)},
    {"text", OPTION_LIST, "NAME", "Print the root NAME as text.", offsetof(struct debug_values, text)},
    {"delta", OPTION_LIST, "NAME", "Print the root NAME as a delta.", offsetof(struct debug_values, delta)},
    {"json", OPTION_LIST, "NAME:TYPE",
     "Print the root NAME as JSON. TYPE: array, map, text, xml (a fragment), element or xmltext.",
     offsetof(struct debug_values, json)},
    {"pm", OPTION_LIST, "NAME", "Print the fragment NAME as ProseMirror's JSON.", offsetof(struct debug_values, pm)},
    {"sv", OPTION_FLAG, NULL, "Print the state vector in hexadecimal digits.", offsetof(struct debug_values, sv)},
    {"stats", OPTION_FLAG, NULL, "Print what the document consists of.", offsetof(struct debug_values, stats)},
    {"update", OPTION_FLAG, NULL, "Write the whole document as one update.", offsetof(struct debug_values, update)},
    {"update-v2", OPTION_FLAG, NULL, "The same in format V2.", offsetof(struct debug_values, update_v2)},
    {"diff", OPTION_TEXT, "HEX", "Write what a peer with this state vector lacks, as an update.",
     offsetof(struct debug_values, diff)},
    {0},
};

static const struct {
    const char *name;
    enum doc_type type;
} types[] = {
    {"array", DOC_ARRAY}, {"map", DOC_MAP}, {"text", DOC_TEXT}, {"xml", DOC_XML_FRAGMENT},
    {"element", DOC_XML_ELEMENT}, {"xmltext", DOC_XML_TEXT},
};
// clang-format on

static void
read_input(struct buf *in)
{
    char piece[1 << 16];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, stdin)) > 0)
        buf_add(in, (struct bytes){piece, n});
}

static int
apply_all(struct call *c, struct doc *d, struct bytes in, bool v2)
{
    struct why why;
    size_t at = 0;
    for (unsigned long number = 1; at < in.n; number++) {
        uint8_t head[4];
        if (in.n - at < sizeof head)
            return call_fail(c, "update %lu, at byte %zu: its length is cut off", number, at);
        memcpy(head, in.p + at, sizeof head);
        size_t n = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
        if (n > in.n - at - sizeof head)
            return call_fail(c, "update %lu, at byte %zu: of its %zu bytes %zu are there", number, at, n,
                             in.n - at - sizeof head);
        struct bytes update = bytes_cut(in, at + sizeof head, n);
        if (v2 ? doc_apply_v2(d, update, NULL, &why) : doc_apply(d, update, NULL, &why))
            return call_fail(c, "update %lu, at byte %zu: %s", number, at, why.text);
        at += sizeof head + n;
    }
    return EXIT_DONE;
}

static bool
unhex(const char *text, struct buf *ret)
{
    for (; *text; text += 2) {
        unsigned v;
        if (!ascii_is_hex(text[0]) || !ascii_is_hex(text[1]) || sscanf(text, "%2x", &v) != 1)
            return false;
        buf_putc(ret, (char)v);
    }
    return true;
}

static int
add_json(struct call *c, struct doc *d, const char *what, struct buf *out)
{
    const char *colon = strrchr(what, ':');
    for (size_t i = 0; colon && i < sizeof types / sizeof *types; i++) {
        if (strcmp(colon + 1, types[i].name) != 0)
            continue;
        doc_json(d, (struct bytes){what, (size_t)(colon - what)}, types[i].type, out);
        buf_putc(out, '\n');
        return EXIT_DONE;
    }
    return call_fail(c, "--json takes NAME:TYPE with a type array, map, text, xml, element or xmltext, not '%s'", what);
}

static void
add_roots(struct doc *d, const struct words *names, void (*put)(struct doc *, struct bytes, struct buf *),
          struct buf *out)
{
    for (size_t i = 0; i < names->count; i++) {
        put(d, bytes_of(names->items[i]), out);
        buf_putc(out, '\n');
    }
}

static void
add_state_vector(struct doc *d, struct buf *out)
{
    struct buf sv = {0};
    doc_encode_state_vector(d, &sv);
    for (size_t i = 0; i < sv.n; i++)
        buf_printf(out, "%02x", (uint8_t)sv.p[i]);
    buf_putc(out, '\n');
    buf_done(&sv);
}

static void
add_stats(const struct doc *d, struct buf *out)
{
    struct doc_stats s = doc_stats(d);
    buf_printf(out,
               "items %llu\nunits %llu\nclients %u\ntypes %u\nmemory_bytes %zu\npending_bytes %zu\n"
               "pending_deletes %u\n",
               (unsigned long long)s.items, (unsigned long long)s.units, s.clients, s.types, s.memory_bytes,
               s.pending_bytes, s.pending_deletes);
}

static int
add_answers(struct call *c, struct doc *d, const struct debug_values *v, struct buf *out)
{
    add_roots(d, &v->text, doc_text, out);
    add_roots(d, &v->delta, doc_delta, out);
    for (size_t i = 0; i < v->json.count; i++) {
        int status = add_json(c, d, v->json.items[i], out);
        if (status)
            return status;
    }
    add_roots(d, &v->pm, doc_prosemirror, out);
    if (v->sv)
        add_state_vector(d, out);
    if (v->stats)
        add_stats(d, out);
    if (v->update)
        doc_encode(d, out);
    if (v->update_v2)
        doc_encode_v2(d, out);
    if (!v->diff)
        return EXIT_DONE;
    struct buf sv = {0};
    struct why why = {"it must be pairs of hexadecimal digits"};
    bool good = unhex(v->diff, &sv) && !doc_encode_diff(d, buf_bytes(&sv), out, &why);
    buf_done(&sv);
    return good ? EXIT_DONE : call_fail(c, "--diff %s: %s", v->diff, why.text);
}

static int
run(struct call *c, const void *values)
{
    const struct debug_values *v = values;
    if (strcmp(c->args.items[0], "doc") != 0)
        return call_fail(c, "there is no '%s' to debug; there is: doc", c->args.items[0]);
    struct buf in = {.max_bytes = STDIN_MAX_BYTES}, out = {.max_bytes = STDIN_MAX_BYTES};
    read_input(&in);
    struct doc *d = doc_new(&(struct doc_options){.keep_deleted = v->keep_deleted});
    int status = EXIT_DONE;
    if (ferror(stdin) || in.full)
        status = call_fail(c, "standard input could not be read, or has more than %zu bytes", STDIN_MAX_BYTES);
    if (!status)
        status = apply_all(c, d, buf_bytes(&in), v->v2);
    if (!status)
        status = add_answers(c, d, v, &out);
    if (!status && out.full)
        status = call_fail(c, "the answer would have more than %zu bytes", STDIN_MAX_BYTES);
    if (!status && out.n)
        fwrite(out.p, 1, out.n, c->out);
    doc_free(d);
    buf_done(&in);
    buf_done(&out);
    return status;
}

const struct cmd cmd_debug = {
    .name = "debug",
    .args = "doc",
    .args_min = 1,
    .args_max = 1,
    .options = options,
    .values_bytes = sizeof(struct debug_values),
    .run = run,
    .help = "Drive the engine for shared documents by hand.",
    .about =
        "Reads updates of a shared document (Yjs) from standard input, each with its length before it as "
        "four bytes, the lowest first; applies them in that order to an empty document, and prints what the options "
        "ask for, in the order in which they stand here. An update that is refused is named by its number and the "
        "byte at which it begins, and nothing is printed.\n\n"
        "    aftermath debug doc --text notes --stats <updates.log",
};
