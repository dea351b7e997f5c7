#include "html_prepare.h"

#include "../base/utf8.h"

enum {
    MARKERS_MAX = 32,            // of quotes and lists at the start of one line
    MARKERS_COLUMNS_MAX = 128,   // from there on, none begins
    LINES_MAX = 4000,            // in a row without a blank one
    ADDRESSES_MAX = 16,          // that may begin in one word ...
    ADDRESSES_WORD_BYTES = 1024, // ... longer than this
};

/* Bytes of the marker of a list or quote at the start of s; 0 when there is none. */
static size_t
marker_length(struct bytes s)
{
    size_t n = 0;
    if (s.n && s.p[0] == '>')
        return 1;
    if (s.n && (s.p[0] == '-' || s.p[0] == '+' || s.p[0] == '*')) {
        n = 1;
    } else {
        while (n < s.n && n < 9 && ascii_is_digit(s.p[n]))
            n++;
        n = n && n < s.n && (s.p[n] == '.' || s.p[n] == ')') ? n + 1 : 0;
    }
    return n && (n == s.n || ascii_is_space(s.p[n])) ? n : 0;
}

/* Copies what quotes and lists a line opens, as far as it may; returns how much of the line that is. */
static size_t
copy_markers(struct buf *out, struct bytes line)
{
    size_t i = 0, columns = 0;
    for (uint32_t markers = 0; i < line.n;) {
        size_t n = line.p[i] == ' ' || line.p[i] == '\t' ? 0 : marker_length(bytes_from(line, i));
        if (!n && line.p[i] != ' ' && line.p[i] != '\t')
            break;
        if (n && (++markers > MARKERS_MAX || columns > MARKERS_COLUMNS_MAX)) {
            buf_add(out, bytes_cut(line, i, n - 1)); // the digits of "12." stay before the backslash
            buf_putc(out, '\\');
            buf_putc(out, line.p[i + n - 1]);
            return i + n;
        }
        buf_add(out, bytes_cut(line, i, n ? n : 1));
        columns += line.p[i] == '\t' ? 4 : n ? n : 1;
        i += n ? n : 1;
    }
    return i;
}

static void
copy_clean(struct buf *out, struct bytes text)
{
    while (text.n) {
        size_t valid = 0, n = 0;
        while (valid < text.n && (n = utf8_len(bytes_from(text, valid))) > 0)
            valid += n;
        buf_add(out, bytes_cut(text, 0, valid));
        if (valid < text.n)
            buf_puts(out, "\xef\xbf\xbd");
        text = bytes_from(text, valid + 1);
    }
}

/* Do so many addresses seem to begin in one long word that looking for them would take too long? */
static bool
has_word_of_addresses(struct bytes text)
{
    size_t from = 0, addresses = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i == text.n || ascii_is_space(text.p[i])) {
            from = i + 1;
            addresses = 0;
            continue;
        }
        addresses += text.p[i] == '@' || text.p[i] == ':' || (text.p[i] == 'w' && i > 0 && text.p[i - 1] == 'w');
        if (addresses > ADDRESSES_MAX && i - from > ADDRESSES_WORD_BYTES)
            return true;
    }
    return false;
}

bool
html_prepare(struct buf *out, struct bytes text)
{
    bool bare = !has_word_of_addresses(text);
    uint32_t lines = 0; // without a blank one
    while (text.n) {
        size_t n = 0;
        while (n < text.n && text.p[n] != '\n' && text.p[n] != '\r')
            n++;
        struct bytes line = bytes_cut(text, 0, n);
        lines = bytes_trim(line).n ? lines + 1 : 0;
        if (lines > LINES_MAX) {
            buf_putc(out, '\n');
            lines = 1;
        }
        copy_clean(out, bytes_from(line, copy_markers(out, line)));
        buf_add(out, bytes_cut(text, n, 1));
        text = bytes_from(text, n + 1);
    }
    return bare;
}
