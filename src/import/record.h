#ifndef IMPORT_RECORD_H
#define IMPORT_RECORD_H
/*
 * Flat records whose columns nobody fixed: rows of a CSV file, objects of JSON Lines. Columns are told by their names
 * ("Timestamp (UTC)", "opened_at", "msg"); the table is in record.c and, for users, in docs/importers.md.
 *
 *     struct record r = {.im = im, .in = in};
 *     record_put(&r, column_of(im->zones, BYTES("time")), BYTES("2024-05-01 10:00"));
 *     record_put(&r, column_of(im->zones, BYTES("message")), BYTES("restarted"));
 *     e = record_add(&r, raw, why);
 *     record_done(&r);
 */
#include "../base/buf.h"
#include "import.h"

enum { RECORD_VALUES_MAX = 256, COLUMN_NAME_MAX_BYTES = 64 };

enum field {
    FIELD_OTHER = 0,
    FIELD_TIME,
    FIELD_END,
    FIELD_UPDATED,  // of tickets: when this row was written
    FIELD_RESOLVED, // when it was resolved, closed
    FIELD_CLOSED,
    FIELD_ZONE, // names the zone of the row's times
    FIELD_PRECISION,
    FIELD_TEXT,
    FIELD_CATEGORY, // what stands in for a missing text
    FIELD_ACTOR,
    FIELD_UPDATED_BY,
    FIELD_RESOLVED_BY,
    FIELD_SEVERITY,
    FIELD_URL,
    FIELD_ID,
    FIELD_KIND,
    FIELD_STATE,
    FIELD_COMPONENT,
    FIELD_VERSION,
    FIELD_CHANGES, // how often a ticket was changed: the rows are its history
    FIELD_MAX
};

/* What a column's name says. The name is a view of what was asked. */
struct column {
    struct bytes name;
    uint8_t field;
    uint8_t rank; // among columns of one field: the lowest counts
    bool secret;  // "password", "api_key"
    zone_id zone; // that the name gives: "Time (PST)"
};

/* z may be NULL when only the field matters. */
struct column column_of(struct zones *z, struct bytes name);

struct record {
    struct import *im;
    const struct input *in;
    struct {
        struct column column;
        struct bytes text;
    } values[RECORD_VALUES_MAX];
    size_t count;
    struct buf title, detail; // in the making
};

/* Frees what the record needed on the way; takes a zeroed one. */
void record_done(struct record *r);

/* Empty values and words for "nothing" ("?", "null", "N/A", "-") are left out, and what is past RECORD_VALUES_MAX. */
void record_put(struct record *r, struct column column, struct bytes text);

/*
 * Adds the record's signals - one, or two when it says when something was resolved - and empties the record. The ref is
 * the record's id, or where it has none the first 16 hex digits of the hash of its raw bytes.
 */
enum err record_add(struct record *r, struct bytes raw, struct why *why);
#endif
