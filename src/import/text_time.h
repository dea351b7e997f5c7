#ifndef IMPORT_TEXT_TIME_H
#define IMPORT_TEXT_TIME_H
/*
 * Times as they stand in written timelines, and the day and zone that a reader carries along from entry to entry.
 * Works on plain text (text_inline.h). Nothing is made up: what neither the entry nor its surroundings say stays
 * lacking.
 */
#include "../base/when.h"

/* The time at the start (or end) of an entry. */
struct entry_time {
    struct when at, end; // as written: end unknown unless it is a range
    bool has_date;       // month and day at least
    bool has_clock;
    bool unreadable;    // there is a place for a time and nobody knows it: "[???]", "2022-05-??"
    size_t start, used; // where it stands, with the marks and separators around it
};

/* Which of day and month a text writes first, when its numbers tell: "20/06/2023", "01-20-2024". */
enum date_order { ORDER_OPEN = 0, ORDER_DAY_FIRST, ORDER_MONTH_FIRST };
enum date_order date_order_of(struct bytes text);

/*
 * base/when.h reads "05/06/2023" month first and "05-06-2023" day first. Where the rest of the text shows the other
 * order, this gives a copy with the two swapped, as long as the original; else the text itself.
 */
struct bytes date_order_apply(struct arena *a, struct bytes text, enum date_order order);

/* A time at the start of the text, behind marks such as "[" and "**". */
bool entry_time_scan(struct zones *z, struct bytes text, struct entry_time *ret);

/* "Resolved 2020-02-12 12:07": a date with a clock that ends the text; `start` says where. */
bool entry_time_at_end(struct zones *z, struct bytes text, struct entry_time *ret);

/* The one day that a heading or a sentence names, anywhere in it. False when it names none or several far apart. */
bool text_day(struct zones *z, struct bytes text, struct when *ret);

/* The zone that a heading or a sentence about times names: "Timeline (times in BST)"; or ZONE_NONE. */
zone_id text_zone(struct zones *z, struct bytes text);

/* What holds for the next entry. A zeroed one with last_ms -1 knows nothing. */
struct day_run {
    bool has_day, has_year;
    bool fixed;      // "all events happened on DATE": days of single entries do not carry over
    bool about;      // "all times approximate"
    int64_t day;     // days since 1970, in the year 2000 when the year is not known; 0 without a day
    int64_t later;   // days since `day` by clocks that jumped back
    int64_t last_ms; // clock of the entry before, -1 at the start
    zone_id zone;
};

/* The day of `day` (a reading with a date) becomes the run's. */
void day_run_set(struct zones *z, struct day_run *run, struct when day);

/* When an entry was, given what came before it; carries the run on. */
struct when day_run_place(struct zones *z, struct day_run *run, const struct entry_time *t, struct when *ret_end);
#endif
