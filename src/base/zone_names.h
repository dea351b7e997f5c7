#ifndef BASE_ZONE_NAMES_H
#define BASE_ZONE_NAMES_H
/*
 * Zones by the words that people use: abbreviations, regions, and towns that tzdata has no zone for. Data only; zone.c
 * looks it up. A new word is one row.
 */
#include <stddef.h>
#include <stdint.h>

/* How sure we are that a word behind a clock is a zone; zone_scan.c acts on it. */
enum zone_word_kind {
    ZONE_WORD_UPPER, // in capitals only: "CAT" is Central Africa Time, "cat" is not
    ZONE_WORD_LOWER, // in lower case with nothing but a separator behind: "est" is French for "is"
    ZONE_WORD_ANY,   // in any case: "utc" is no word of any language
    ZONE_WORD_PLACE, // like a town: capital first, and nothing but a separator behind
};

struct zone_word {
    const char *word;
    const char *tz; // name in tzdata, or NULL: the fixed offset that follows
    int16_t offset_min;
    uint8_t kind;
};

/* Sorted by word, ASCII letters in lower case, for bisection. */
extern const struct zone_word zone_words[];
extern const size_t zone_word_count;
#endif
