#ifndef DRAFT_DOCUMENT_H
#define DRAFT_DOCUMENT_H
/*
 * A drafted document: sections of blocks of statements. A statement of the program's own always names the events that
 * it rests on; what has no evidence is a question or guidance to the writer. Lists instead of tables, because plain
 * CommonMark has no tables and an evidence link fits at the end of a line.
 */
#include "../fact/event.h"

enum block_kind {
    BLOCK_PARAGRAPH = 0, // statements that read on
    BLOCK_LIST,          // one statement a line
    BLOCK_QUESTION,      // to the writer
    BLOCK_GUIDANCE,      // to the writer
    BLOCK_MAX
};
const char *block_name(enum block_kind k); // "paragraph", ...

struct statement {
    struct statement *next;
    const char *label;  // "09:46", "Time to detect"; or NULL
    struct bytes text;  // plain text; may quote evidence
    struct bytes url;   // where the source shows it; or empty
    const char *source; // the importer's name beside url; or NULL
    const uint32_t *events;
    uint32_t event_count;
    uint32_t place; // the event that this line stands for: links to the event lead here; 0: none
};

struct block {
    struct block *next;
    enum block_kind kind;
    const char *title; // of a list; or NULL
    struct statement *first, *last;
};

struct section {
    struct bytes key, title;
    struct block *first, *last;
    bool from_evidence; // something but questions and guidance stands in it
};

struct document {
    struct bytes title;
    struct bytes template; // its name
    const struct timeline *timeline;
    struct section *sections;
    uint32_t section_count;
};

/* Appends an empty block; title may be NULL and must outlive the document. */
struct block *section_add(struct arena *a, struct section *s, enum block_kind kind, const char *title);

/* Appends a copy of what *st holds; events are copied, text is not. */
struct statement *block_add(struct arena *a, struct block *b, const struct statement *st);
#endif
