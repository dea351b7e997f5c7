#include "json_out.h"

#include "utf8.h"

#include <inttypes.h>

static void
comma(struct json_out *o)
{
    if (o->need_comma)
        buf_putc(o->buf, ',');
    o->need_comma = true;
}

void
json_open(struct json_out *o, char bracket)
{
    comma(o);
    buf_putc(o->buf, bracket);
    o->need_comma = false;
}

void
json_close(struct json_out *o, char bracket)
{
    buf_putc(o->buf, bracket);
    o->need_comma = true;
}

static void
quoted(struct buf *b, struct bytes s)
{
    buf_putc(b, '"');
    size_t from = 0, i = 0;
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != 0x7f) {
            i++;
            continue;
        }
        size_t n = c < 0x80 ? 0 : utf8_len(bytes_from(s, i));
        if (n) {
            i += n;
            continue;
        }
        buf_add(b, bytes_cut(s, from, i - from));
        switch (c) {
        case '"':
            buf_puts(b, "\\\"");
            break;
        case '\\':
            buf_puts(b, "\\\\");
            break;
        case '\n':
            buf_puts(b, "\\n");
            break;
        case '\t':
            buf_puts(b, "\\t");
            break;
        case '\r':
            buf_puts(b, "\\r");
            break;
        default:
            if (c < 0x80)
                buf_printf(b, "\\u%04x", c);
            else
                buf_puts(b, "\xef\xbf\xbd");
        }
        from = ++i;
    }
    buf_add(b, bytes_from(s, from));
    buf_putc(b, '"');
}

void
json_key(struct json_out *o, const char *key)
{
    comma(o);
    quoted(o->buf, bytes_of(key));
    buf_putc(o->buf, ':');
    o->need_comma = false;
}

void
json_put_text(struct json_out *o, struct bytes s)
{
    comma(o);
    quoted(o->buf, s);
}

void
json_put_int(struct json_out *o, int64_t v)
{
    comma(o);
    buf_printf(o->buf, "%" PRId64, v);
}

void
json_put_bool(struct json_out *o, bool v)
{
    comma(o);
    buf_puts(o->buf, v ? "true" : "false");
}

void
json_put_null(struct json_out *o)
{
    comma(o);
    buf_puts(o->buf, "null");
}

void
json_newline(struct json_out *o)
{
    if (o->need_comma)
        buf_putc(o->buf, ',');
    o->need_comma = false;
    buf_putc(o->buf, '\n');
}

void
json_put_raw(struct json_out *o, struct bytes json)
{
    comma(o);
    buf_add(o->buf, json);
}
