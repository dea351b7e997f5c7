#ifndef DRAFT_FILL_H
#define DRAFT_FILL_H
/* Inside src/draft: what the files that fill sections share. */
#include "document.h"
#include "pick.h"
#include "words.h"

struct fill {
    struct arena *arena;
    const struct timeline *t;
    struct section *section; // the one being filled
    bool with_date;          // the incident spans midnight: clocks need their date
};

/* Events that a statement rests on; at most CITE_MAX, zeros are left out. */
enum { CITE_MAX = 8 };
struct cite {
    uint32_t e[CITE_MAX];
};
#define CITE(...) ((struct cite){{__VA_ARGS__}})

/* The event with a number; NULL when there is none. */
const struct event *fill_event(const struct fill *f, uint32_t number);

/* Clock of a time, with the date when the incident needs it. */
const char *fill_clock(const struct fill *f, const struct when *w);
const char *fill_clock_ms(const struct fill *f, int64_t ms);

/* Appends a statement to a block. It must rest on an event: asserts that one is cited. */
void fill_say(struct fill *f, struct block *b, struct cite c, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with a label in front: a clock, or the name of a figure. */
void fill_say_labelled(struct fill *f, struct block *b, const char *label, struct cite c, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* Appends one line for an event: its clock, what it says, its link. */
void fill_event_line(struct fill *f, struct block *b, const struct event *e);

/* Asks the writer; events may be none. */
void fill_ask(struct fill *f, struct cite c, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* A titled list of what was picked, when there is anything. False when there is not. */
bool fill_list(struct fill *f, const char *title, const struct picked *got);

struct block *fill_paragraph(struct fill *f);
struct block *fill_titled(struct fill *f, const char *title);

/* One for each key of a section. */
typedef void fill_section(struct fill *f);
fill_section fill_summary, fill_symptoms, fill_impact, fill_timeline, fill_detection; // fill_what.c
fill_section fill_causes, fill_response, fill_resolution, fill_damage;                // fill_how.c
fill_section fill_went_well, fill_went_badly, fill_lucky;                             // fill_learnt.c
fill_section fill_for_root, fill_for_response, fill_for_mitigation;                   // fill_follow.c
fill_section fill_sources;                                                            // fill_sources.c
#endif
