#ifndef BASE_JSON_OUT_H
#define BASE_JSON_OUT_H
/*
 * Writing JSON: commas, quotes and escapes happen by themselves.
 *
 *     struct json_out o = {.buf = &b};
 *     json_open(&o, '{');
 *     json_key(&o, "at");
 *     json_put_text(&o, at);
 *     json_close(&o, '}');
 */
#include "buf.h"

struct json_out {
    struct buf *buf;
    bool need_comma;
};

void json_open(struct json_out *o, char bracket);  // '{' or '['
void json_close(struct json_out *o, char bracket); // '}' or ']'
void json_key(struct json_out *o, const char *key);
void json_put_text(struct json_out *o, struct bytes s); // bytes that are no UTF-8 become U+FFFD
void json_put_int(struct json_out *o, int64_t v);
void json_put_bool(struct json_out *o, bool v);
void json_put_null(struct json_out *o);
void json_put_raw(struct json_out *o, struct bytes json); // a value that is JSON already
void json_newline(struct json_out *o);                    // white space for readers; put it before a key or an element
#endif
