#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H
/*
 * Bytes in, signals out. An importer knows one source's format; it never touches the database, the network, the clock
 * or a file. The same importer reads a file, a zip's member and a webhook's body.
 *
 * To add one: import_x.c with a `const struct importer`, its row in importers.c, tests/import/x/.
 */
#include "../base/header.h"
#include "../base/json.h"
#include "../base/map.h"
#include "../fact/signal.h"

enum {
    IMPORT_SIGNALS_MAX = 20 * 1000 * 1000, // in one import
    IMPORT_LOOK_BYTES = 4096,              // what telling files apart may look at, apart from the first object's keys
    IMPORT_KEYS_MAX = 64,
    IMPORT_NOTES_MAX = 200,
};

/* One file, zip member or delivery. JSON_PADDING_BYTES readable bytes stand behind `bytes`. */
struct input {
    struct bytes bytes;
    struct bytes path; // "export/testing-ops/2019-02-08.json"; empty for a delivery
    const struct header *headers;
    size_t header_count;
    int64_t received_ms; // of a delivery; 0 for a file
    bool named;          // the user named exactly this file or the folder it stands in
    uint32_t origin;     // its number; set by import_read()
};

/* What one can tell at a glance; made once per input, shown to every importer. */
enum shape {
    SHAPE_EMPTY,
    SHAPE_OBJECT, // one JSON object
    SHAPE_ARRAY,  // a JSON array
    SHAPE_LINES,  // JSON objects one after another
    SHAPE_TEXT,   // readable text that is none of these
    SHAPE_BINARY,
};
struct look {
    enum shape shape;
    struct bytes head;  // the first IMPORT_LOOK_BYTES, without a byte order mark
    struct bytes whole; // everything: for a look at a named member of a large object
    struct bytes path;
    struct bytes first; // raw text of the first JSON object, when there is one
    struct {
        struct bytes key, raw;  // key without quotes, raw value
    } members[IMPORT_KEYS_MAX]; // of that object, in order
    uint32_t member_count;
    const struct header *headers;
    size_t header_count;
    struct zones *zones; // for who must read times to tell; NULL: they open their own, which costs as much as a file
};
struct look look_at(const struct input *in);
bool look_has(const struct look *l, const char *key);
struct bytes look_raw(const struct look *l, const char *key); // raw value of a member: "\"4\"", "{...}"; or empty

/* An import in progress: where importers put what they find. */
struct import {
    struct arena *arena; // text and ties live here
    struct zones *zones;
    struct json_parser *json; // for importers' use, one value at a time
    struct hasher *hasher;
    struct bytes hashed_raw; // the piece of the input that was hashed last
    struct sha256 hashed;
    struct signal *signals; // grows; see import_add()
    uint32_t count, cap;
    struct origin *origins;
    uint32_t origin_count, origin_cap;
    struct map strings; // interned text
    struct map names;   // id of a user or channel -> number in name_texts
    struct bytes *name_texts;
    uint32_t name_count, name_cap;
    struct map private_channels; // folder or channel names that an export calls private
    const struct bytes *wanted;  // private channels that the user named
    size_t wanted_count;
    const char *notes[IMPORT_NOTES_MAX]; // what was left out and why, for people
    uint32_t note_count;
    uint32_t notes_dropped;
    /* Called with each input that was read, while its bytes are in memory: for who keeps the raw bytes of its signals,
     * which are those from number `first` on. Not for inputs without any. May be NULL. */
    void (*keep)(void *ctx, const struct import *im, uint32_t first, const struct input *in);
    void *keep_ctx;
};

struct importer {
    const char *name;  // in refs, JSON and on the command line
    const char *title; // for people: "Slack export"
    const char *help;  // where one gets such a file, one sentence
    bool names_only;   // gives names (users, channels) for the others; read first
    /* Is it mine? Sure of it: two importers that both say yes are a bug that importers_test.c looks for. */
    bool (*sniff)(const struct look *l);
    /*
     * Adds the input's signals. All text that is kept is copied or interned into im->arena.
     * Errors: ERR_INVALID with the place; what was added before is taken back by the caller.
     */
    enum err (*parse)(struct import *im, const struct input *in, struct why *why);
};

extern const struct importer *const importers[];                // in order of asking; ends with NULL
const struct importer *importer_find(const char *name);         // or NULL
const struct importer *importer_for(const struct look *l);      // or NULL
const struct importer *importer_of_names(const struct look *l); // the one with names_only that knows it, or NULL

void import_init(struct import *im, struct arena *a, struct zones *z);
void import_done(struct import *im); // the arena is the caller's

/* Reads one input with one importer: all its signals or, on an error, none. */
enum err import_read(struct import *im, const struct importer *with, struct input *in, struct why *why);

/*
 * A new signal for the raw bytes, which must lie inside in->bytes: origin, place and hash are filled in, at and end are
 * unknown, the rest is zero. Good until the next import_add(). Errors: ERR_LIMIT past IMPORT_SIGNALS_MAX.
 */
enum err import_add(struct import *im, const struct input *in, struct bytes raw, struct signal **ret, struct why *why);

/*
 * All text that is kept goes through the next four and import_note(). It is cleaned - valid UTF-8, no control
 * characters - and its secrets are masked (text/secrets.h); the raw bytes and their hash stay as they are.
 */

/* Sets title and detail from a whole text: trimmed, cut at the ceilings. */
void import_text(struct import *im, struct signal *s, struct bytes text);

/* The same where the source keeps them apart: the title is its first line as it stands; what it cannot hold goes before
 * the detail. */
void import_title(struct import *im, struct signal *s, struct bytes title, struct bytes detail);

/* A copy that is shared with all equal ones. */
struct bytes import_intern(struct import *im, struct bytes text);

/* Ties a signal to a thing. A value twice in the same kind and role is kept once; past SIGNAL_TIES_MAX it is dropped,
 * and so is an address with a secret in it. */
void import_tie(struct import *im, struct signal *s, enum tie_kind kind, enum tie_role role, struct bytes value);

/*
 * Finds what a text mentions - pull requests ("PR #12", addresses of GitHub, GitLab and their like), commits,
 * versions ("v1.2.3"), other addresses - and ties the signal to it as TIE_SAYS. For addresses in a field: ties.h.
 */
void import_tie_text(struct import *im, struct signal *s, struct bytes text);

/* Sets at and flags a time that cannot be. */
void import_at(struct signal *s, struct when at);

/* Names: an export says once who U123 is. */
void import_name_put(struct import *im, struct bytes id, struct bytes name);
struct bytes import_name_get(const struct import *im, struct bytes id); // or empty

/* Something people should know about what was left out. */
void import_note(struct import *im, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Severity words of many tools ("critical", "sev2", "P1", "major", "warning", "high") to 1..5; 0 when it says nothing.
 */
int severity_of_text(struct bytes text);
#endif
