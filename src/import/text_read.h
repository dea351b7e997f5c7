#ifndef IMPORT_TEXT_READ_H
#define IMPORT_TEXT_READ_H
/*
 * Inside the reading of one text: what text_timeline.c (sections and lists), text_table.c, text_chat.c and listing.c
 * share, and text_entry.c, which makes signals of what they found. Nothing else includes this.
 */
#include "listing.h"
#include "text_inline.h"
#include "text_time.h"
#include "text_timeline.h"

/* How a line takes part in its list; see plan_list(). */
enum plan {
    PLAN_NONE = 0,
    PLAN_PASS,    // looked at: no entry of its own
    PLAN_ENTRY,   // begins an entry
    PLAN_JOIN,    // a list item that belongs to the entry before it
    PLAN_UNDATED, // an entry among timed ones that has no time
};

/* A stretch under one heading. */
struct section {
    uint32_t heading;    // its line; READ_NO_LINE for what stands before the first heading
    uint32_t begin, end; // lines of its own text, subsections not included
    uint32_t parent;     // number of the section above; 0 for none
    uint8_t level;
    bool named;     // its own heading is called a timeline
    bool timeline;  // it, or a heading above it, is called a timeline
    bool other;     // it, or a heading above it, is called something that is none: causes, action items ...
    bool is_moment; // its heading begins with a clock time
    bool is_day;    // its heading begins with a date
    struct entry_time time;
};

#define READ_NO_LINE UINT32_MAX

struct reader {
    struct import *im; // NULL: entries are only counted
    const struct input *in;
    struct zones *zones;
    struct arena *scratch;
    const struct text_defaults *d;
    struct lines lines;
    struct entry_time **times; // of each line, read once; see line_time()
    uint8_t *plans;            // enum plan of each line
    bool *taken;               // lines that are part of an entry
    struct section *sections;
    uint32_t section_count;
    enum date_order order;
    bool in_timeline;   // while reading a section that is called one
    bool has_timeline;  // some section is called a timeline
    struct day_run doc; // what holds for the whole text
    struct day_run run; // what holds here
    uint32_t found, max;
    struct buf text, plain;
    struct why *why;
};

/* What an entry is made of, before it becomes a signal. */
struct found {
    struct bytes raw;
    struct bytes text; // plain; its first line becomes the title
    struct bytes actor;
    struct bytes ref; // empty: made from the text
    struct bytes family;
    struct when at, end;
    enum kind kind;
    uint16_t flags;
};

/* text_document.c: sections with their names and times; day and zone of the whole text. In this order. */
void read_cut_sections(struct reader *r);
void read_learn_document(struct reader *r);
void read_learn_zone_from_entries(struct reader *r);

/* Sets r->run to what holds at the start of a section. */
void read_enter_section(struct reader *r, uint32_t i);

bool read_is_timeline_name(struct bytes heading);

/* A paragraph's lines as one piece of plain text, bounded. */
bool read_paragraph_starts(const struct reader *r, uint32_t i);
struct bytes read_paragraph(struct reader *r, uint32_t i, uint32_t end);

/* A sentence about all times: "All times in PST, on February 8th 2019"; and taking zone and day from it. */
bool read_speaks_of_times(struct bytes text);
void read_learn_from_sentence(struct reader *r, struct bytes text, struct day_run *run);

/* The text with its dates in numbers as its writer means them; same length. For reading times, not for showing. */
static inline struct bytes
read_dates(struct reader *r, struct bytes text)
{
    return date_order_apply(r->scratch, text, r->order);
}

/* The time at the start of a line's text; NULL when there is none. */
const struct entry_time *line_time(struct reader *r, uint32_t i);

/* A line that opens or closes quoted output. */
bool read_is_fence(const struct line *l);

/* The bytes of lines first to before end, blank lines at the end left out. */
struct bytes lines_raw(const struct reader *r, uint32_t first, uint32_t end);

/* One signal. `found.raw` lies in the input. */
enum err read_add(struct reader *r, const struct found *f);

/* An entry of lines first to before end: its time is read from its text, or it has none (`undated`). */
enum err read_lines(struct reader *r, uint32_t first, uint32_t end, bool undated);

/* A table whose header is line i; ret_end is the line behind it. `timeline`: one timed row is enough. */
enum err read_table(struct reader *r, uint32_t i, uint32_t limit, bool timeline, uint32_t *ret_end);

/* Pasted chat between two lines: "name [4:06 PM]" and the lines below it. */
enum err read_chat(struct reader *r, uint32_t begin, uint32_t end);

/* `ls -l` lines anywhere in the text. */
enum err read_listings(struct reader *r);

static inline bool
read_full(const struct reader *r)
{
    return r->max && r->found >= r->max;
}
#endif
