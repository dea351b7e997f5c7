#ifndef BASE_WHEN_PIECE_H
#define BASE_WHEN_PIECE_H
/*
 * The pieces of a written time: words, dates, clocks. Each function looks at text from *at on, and moves *at behind
 * what it took; when it returns false nothing has moved. Used by when_scan.c alone.
 */
#include "bytes.h"
#include "when.h"

/* ---- words ---- */

enum word_kind {
    WORD_OTHER = 0,
    WORD_MONTH,    // value 1..12
    WORD_WEEKDAY,  // the day is not checked against the date: people err, and then the date is right
    WORD_ABOUT,    // "around"
    WORD_LEADING,  // "at", "on", "from": in front of a time, without meaning of their own
    WORD_TO,       // "until": between the ends of a range
    WORD_AND,      // the same behind "between"
    WORD_BETWEEN,  //
    WORD_CLOCK,    // "noon": value is the hour
    WORD_DURATION, // "minutes": the number in front of it is no time
    WORD_UNIT,     // "GB": nor is one with a dot
};

/* The ASCII letters from `at` on. */
struct bytes word_at(struct bytes t, size_t at);
enum word_kind word_kind(struct bytes word, int *ret_value);

size_t blanks_end(struct bytes t, size_t at); // behind blanks and tabs

/* "-", "–", "—", "−"; bytes taken. */
size_t dash_at(struct bytes t, size_t at);

/* Whether a digit stands there. */
static inline bool
digit_at(struct bytes t, size_t at)
{
    return at < t.n && ascii_is_digit(t.p[at]);
}

/* Whether a separator, or the end, comes next behind blanks: not a word that goes on with a sentence. */
bool separator_at(struct bytes t, size_t at);

/* ---- dates ---- */

struct date {
    int year, month, day; // year is 2000 when it was not said: a leap year
    bool has_year;
    bool needs_clock; // too little to be a date by itself: "03-26", "2021.05.29"
    bool is_numeric;  // a 'T' may follow
    bool is_nothing;  // the year 1 or 0: "no time"
};

/* `whole`: the text is known to be a time. */
bool scan_date(struct bytes t, size_t *at, bool whole, struct date *ret);

/* " 2021" behind a clock, as ctime() writes it. */
bool scan_late_year(struct bytes t, size_t *at, struct date *d);

/* ---- clocks ---- */

enum clock_half { HALF_NONE = 0, HALF_AM, HALF_PM };

struct clock {
    int64_t ms; // since midnight
    uint8_t precision;
    uint8_t half;
    bool is_dotted; // "16.50": much else is written so
    bool is_bare;   // an hour alone
    bool is_word;   // "noon"
};

/* `with_date`: a date stands in front. `behind_t`: right behind a 'T', where digits need no colon. */
bool scan_clock(struct bytes t, size_t *at, bool with_date, bool behind_t, struct clock *ret);

/* The hour of a range that says "PM" only at its end: "8" in "8-9 PM". */
bool scan_bare_hour(struct bytes t, size_t *at, struct clock *ret);

/* Puts a clock without AM and PM into the half that makes sense before `end`, which has one. */
void clock_take_half(struct clock *c, const struct clock *end);
#endif
