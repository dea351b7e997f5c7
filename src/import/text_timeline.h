#ifndef IMPORT_TEXT_TIMELINE_H
#define IMPORT_TEXT_TIMELINE_H
/*
 * Timelines that people wrote in plain text or Markdown: bullets, tables, one heading per moment, plain lines, pasted
 * chat, `ls -l` listings. Used for whole files (import_text.c) and for the body of a status page entry
 * (import_cstate.c). The text is untrusted.
 */
#include "import.h"

/* What surrounds the text and its times leave out. A zeroed one says nothing. */
struct text_defaults {
    int year, month, day;    // the day that clock times belong to; all 0: not known
    zone_id zone;            // of times that name none; ZONE_NONE: not known
    struct bytes ref_prefix; // put before each ref: "incident/"; may be empty
};

/*
 * Adds one signal for each timeline entry in `body`, which lies inside in->bytes. What the text itself says about its
 * date and zone (title, headings, preamble) goes before the defaults; what neither says stays lacking in signal.at.
 * Errors: ERR_INVALID when there is no entry ("no line begins with a time"); ERR_LIMIT. Signals that were added before
 * an error remain; import_read() takes them back.
 */
enum err import_text_timeline(struct import *im, const struct input *in, struct bytes body,
                              const struct text_defaults *d, struct why *why);

/* How many entries the text has, counted up to `max`: enough to tell a timeline from other text. Adds nothing. */
unsigned text_timeline_count(struct zones *z, struct bytes body, unsigned max);
#endif
