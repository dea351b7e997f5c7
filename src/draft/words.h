#ifndef DRAFT_WORDS_H
#define DRAFT_WORDS_H
/*
 * How a draft speaks of events, times and lengths of time. Plain and neutral: who acted is named as the source of a
 * line, never as a cause. Results live in the arena.
 */
#include "../fact/event.h"

/* "19 min", "4 min 32 s", "3 h 20 min", "2 d 3 h"; of the absolute value. */
struct bytes length_words(struct arena *a, int64_t ms);

/* "09:46" when with_date is false, else "2024-03-14 09:46"; "about 09:46", "2024-03-14", "time unknown". */
const char *clock_words(struct arena *a, const struct when *w, bool with_date);

/* "2024-03-14" */
const char *date_words(struct arena *a, int64_t ms);

/* What the event says, on one line, in double quotes, cut at a word when it is long. Never empty. */
struct bytes quote_words(struct arena *a, const struct event *e);

/* The same of any text, without the quotation marks. */
struct bytes excerpt_words(struct arena *a, struct bytes text);

/* Who: "Juniper Vale (Checkout)", "Juniper Vale" when the team is not known, empty when nobody is. */
struct bytes actor_words(struct arena *a, const struct event *e);

/* What kind of thing happened: "Alert fired", "Page acknowledged", "Log line"; never empty. */
const char *kind_words(const struct event *e);

/* All of it: `Juniper Vale (Checkout): "..."`, `Page acknowledged by Barnaby Quill: "..."`. */
struct bytes event_words(struct arena *a, const struct event *e);

/* The same without names, for where a name would read as a reproach: `Change merged: "..."`. */
struct bytes nameless_words(struct arena *a, const struct event *e);

/* "1 ticket", "3 tickets" */
struct bytes count_words(struct arena *a, uint32_t n, const char *one, const char *many);
#endif
