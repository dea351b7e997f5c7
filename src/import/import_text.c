/*
 * Whole files of plain text or Markdown. Every text could be one, so it is mine only when at least two lines read as
 * entries and it does not look like a format that somebody else knows (status page entries, tables of values, markup).
 */
#include "text_lines.h"
#include "text_timeline.h"

extern const struct importer importer_cstate, importer_csv; // text too, and surer of it

enum { SNIFF_BYTES = 256 << 10, SNIFF_ENTRIES = 2 };

static size_t
count_char(struct bytes line, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < line.n; i++)
        n += line.p[i] == c;
    return n;
}

/* A header of names and rows with as many separators. Sentences have commas too, but not this many times alike. */
static bool
is_values(struct bytes text)
{
    static const char seps[] = {',', ';', '\t'};
    for (size_t i = 0; i < sizeof seps; i++) {
        struct bytes rest = bytes_cut(text, 0, IMPORT_LOOK_BYTES), first, line;
        if (!bytes_line(&rest, &first) || count_char(first, seps[i]) < 1 || bytes_starts(first, "#") ||
            ascii_is_digit(first.p[0]) || bytes_starts(first, "- ") || bytes_starts(first, "* "))
            continue;
        unsigned same = 0, lines = 0;
        while (lines < 3 && bytes_line(&rest, &line) && line.n) {
            lines++;
            same += count_char(line, seps[i]) >= count_char(first, seps[i]);
        }
        if (lines && same == lines && bytes_find(first, ": ") == BYTES_NOT_FOUND &&
            bytes_find(first, seps[i] == ',' ? ", " : "\x01") == BYTES_NOT_FOUND)
            return true;
    }
    return false;
}

static bool
sniff(const struct look *l)
{
    if (l->shape != SHAPE_TEXT || l->header_count)
        return false;
    struct bytes text = bytes_cut(l->whole, 0, SNIFF_BYTES), start = bytes_trim(bytes_cut(text, 0, 64));
    if (bytes_starts(start, "<") || importer_cstate.sniff(l) || importer_csv.sniff(l) || is_values(text))
        return false;
    struct zones *z = l->zones ? l->zones : zones_new(NULL);
    unsigned n = text_timeline_count(z, text, SNIFF_ENTRIES);
    if (!l->zones)
        zones_free(z);
    return n >= SNIFF_ENTRIES;
}

static enum err
parse(struct import *im, const struct input *in, struct why *why)
{
    struct text_defaults none = {0};
    return import_text_timeline(im, in, in->bytes, &none, why);
}

const struct importer importer_text = {
    .name = "text",
    .title = "Timeline in plain text or Markdown",
    .help = "Notes, a document with a timeline, pasted chat, or the output of 'ls -l', saved as .md or .txt.",
    .sniff = sniff,
    .parse = parse,
};
