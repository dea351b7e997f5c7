#ifndef BASE_JSON_H
#define BASE_JSON_H
/*
 * Reading JSON. Two tools:
 *
 * - json_walk and json_member find where the values of a large text stand, without parsing them: a file of a million
 *   messages is taken one message at a time, and each message's raw bytes are known.
 * - json_parse turns one value into something to ask questions of. Strict: RFC 8259, valid UTF-8, depth at most
 *   JSON_DEPTH_MAX. Behind it is simdjson; nothing outside json.cc knows.
 *
 *     struct json_walk w = json_walk_of(file);
 *     struct bytes raw;
 *     while (!(e = json_walk_next(&w, &raw, why)) && raw.n) {
 *         struct json v;
 *         if ((e = json_parse(parser, raw, &v, why))) ...
 *         struct bytes user = json_text(json_get(v, "user"));
 *     }
 */
#include "bytes.h"
#include "err.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    JSON_PADDING_BYTES = 64, // readable (any content) behind the end of every text given to json_parse()
    JSON_DEPTH_MAX = 128,
};

/* ---- where values stand ---- */

/*
 * Walks the elements of a JSON array, or values that follow each other (JSON Lines, with or without line ends).
 * Raw pieces are balanced but not yet checked: json_parse() does that.
 */
struct json_walk {
    struct bytes text;
    size_t at;
    bool is_array;
    uint32_t count; // values given so far: the number to name in an error
};

struct json_walk json_walk_of(struct bytes text);

/* ret_raw: the next value's text, a view into the walk's text; empty at the end. Errors: ERR_INVALID with the place. */
enum err json_walk_next(struct json_walk *w, struct bytes *ret_raw, struct why *why);

/* The raw value of a member of the object that `text` starts with; empty when there is none or text is no object. */
struct bytes json_member(struct bytes text, const char *key);

/* Takes the next member of an object apart; *at starts at 0. False at the end or where the text is not balanced.
 * ret_key is raw: escapes are left as they stand. */
bool json_next_member(struct bytes text, size_t *at, struct bytes *ret_key, struct bytes *ret_raw);

/* ---- parsed values ---- */

struct json_parser; // reused from value to value; one value at a time is alive

/* A value; the zero value means "not there", and every question to it is safe and answers empty. */
struct json {
    uintptr_t opaque[2];
};

enum json_type { JSON_MISSING = 0, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *p); // takes NULL

/*
 * Parses one value that fills `text` but for white space. *ret and all views got from it are good until the next
 * json_parse() with this parser. Errors: ERR_INVALID (the sentence says what is wrong), ERR_LIMIT (depth).
 */
enum err json_parse(struct json_parser *p, struct bytes text, struct json *ret, struct why *why);

enum json_type json_type_of(struct json v);
struct json json_get(struct json object, const char *key);   // missing unless it is an object that has the key
struct json json_path(struct json object, const char *path); // json_path(v, "event.data.title"): objects only
struct bytes json_text(struct json v);                       // a string's content, unescaped; else empty
bool json_is_true(struct json v);
bool json_int(struct json v, int64_t *ret);   // an integer in range, or a whole floating number; else false
bool json_number(struct json v, double *ret); // any number
size_t json_count(struct json v);             // elements or members; 0 for the rest

/* A number's or a string's text, as written for a string, in shortest form for a number; "" for the rest. */
struct bytes json_scalar(struct arena *a, struct json v);

/* Elements of an array, or members of an object (then key is set).
 *     struct json_iter it = json_each(v);
 *     while (json_next(&it)) use(it.key, it.value);   */
struct json_iter {
    struct json value;
    struct bytes key;
    uintptr_t opaque[5];
};
struct json_iter json_each(struct json v);
bool json_next(struct json_iter *it);

/* The whole value as compact JSON text in the arena. */
struct bytes json_format(struct arena *a, struct json v);

#ifdef __cplusplus
}
#endif
#endif
