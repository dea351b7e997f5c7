#ifndef TEXT_SECRETS_SHAPE_H
#define TEXT_SECRETS_SHAPE_H
/* What secrets look like: the tables and rules behind secrets.c; nobody else includes it. */
#include "../base/bytes.h"

#include <stdint.h>

enum { // characters of tokens
    CHARS_UPPER = 1,
    CHARS_LOWER = 2,
    CHARS_DIGIT = 4,
    CHARS_HEX = 8, // 0-9 a-f A-F
    CHARS_UNDERSCORE = 16,
    CHARS_DASH = 32,
    CHARS_DOT = 64,
    CHARS_OTHER = 128, // + / = ~ %
    CHARS_ALNUM = CHARS_UPPER | CHARS_LOWER | CHARS_DIGIT,
    CHARS_WORD = CHARS_ALNUM | CHARS_UNDERSCORE | CHARS_DASH,
};
extern const uint8_t secret_chars[256];

/* A token that is told by how it begins. */
struct secret_row {
    const char *kind; // for the mark
    struct bytes prefix;
    char pair[3];      // two bytes of the prefix that plain text seldom has; the tables of secrets.c know them
    uint8_t pair_at;   // its offset
    uint8_t chars;     // that follow the prefix; what stands before it is none of them
    uint16_t min, max; // how many; max 0: as many as there are
    bool keeps_prefix; // an address: what it leads to stays readable
    bool (*is)(struct bytes token); // looks again, with the prefix; may be NULL
    const char *example;            // of what follows the prefix, invented; for the tests
};
extern const struct secret_row secret_rows[]; // ends with a kind that is NULL

/* A value with a name in front. */
enum secret_name { NAME_PLAIN, NAME_PASSWORD, NAME_TOKEN, NAME_KEY, NAME_AUTHORIZATION };
/* What a name says about its value: "DB_PASSWORD", "x-api-key", "clientSecret". */
enum secret_name secret_name_of(struct bytes name);

enum secret_place {
    PLACE_PROSE, // behind a colon or a blank, where sentences go on
    PLACE_VALUE, // in quotes, behind "=", in a field of its own: words can be passwords
};
bool secret_is_password(struct bytes value, enum secret_place place);
bool secret_is_random(struct bytes value);      // as tokens and keys are
bool secret_is_basic(struct bytes value);       // base64 of user:password
bool secret_is_placeholder(struct bytes value); // "<password>", "$PASSWORD", "****", "required", "[secret: ...]"
#endif
