#ifndef EXPORT_TIMELINE_EXPORT_H
#define EXPORT_TIMELINE_EXPORT_H
/* A timeline for people (Markdown, text) and for spreadsheets (CSV). JSON: fact/timeline_json.h. */
#include "../fact/timeline_json.h"

void timeline_markdown(struct buf *out, const struct timeline *t, const struct timeline_view *view);

/* How wide lines may be, in columns, and whether escape sequences for bold and faint are understood. */
struct timeline_terminal {
    int width;
    bool color;
};

/* For reading in a terminal. Text of the evidence cannot drive it: control characters are dropped. */
void timeline_text(struct buf *out, const struct timeline *t, const struct timeline_view *view,
                   const struct timeline_terminal *term);

/* RFC 4180, with a header line. A cell that a spreadsheet would run as a formula is quoted with an apostrophe. */
void timeline_csv(struct buf *out, const struct timeline *t, const struct timeline_view *view);

/* "3 d 4 h", "2 h 05 min", "12 min", "40 s", "350 ms"; a minus sign in front of what is negative. */
struct duration_text {
    char s[40];
};
struct duration_text duration_format(int64_t ms);

/* A time as exact as it is known, without its zone: "2021-05-29 22:37", "about 22:37" ...; "unknown". */
struct time_text {
    char s[40];
};
struct time_text time_format(struct when at);
#endif
