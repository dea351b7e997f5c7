#ifndef CRDT_DOC_INSIDE_H
#define CRDT_DOC_INSIDE_H
/*
 * What a document is made of. README.md has the drawing.
 *
 * Names of the paper: an item is a run of units that one client wrote one after the other; its id is that of the first.
 * Items of one client lie in its `runs`, sorted by clock, without gaps. Items of one sequence, or of one key of a map,
 * form a doubly linked list. Both orders hold every item, also deleted ones.
 */
#include "crdt.h"
#include "memory.h"
#include "wire.h"

#include <stdlib.h>

/* How an item's content is coded; the numbers are those of the wire. */
enum content {
    CONTENT_GC = 0, // nothing is left but the length: in no list
    CONTENT_DELETED,
    CONTENT_JSON,
    CONTENT_BINARY,
    CONTENT_STRING,
    CONTENT_EMBED,
    CONTENT_FORMAT,
    CONTENT_TYPE,
    CONTENT_ANY,
    CONTENT_DOC,
    CONTENT_SKIP, // only in updates: a hole
    CONTENT_MAX
};

#define NO_CLIENT UINT32_MAX

/* Bytes that items share: each has a slice, slices do not overlap. */
struct blob {
    uint32_t refs : 31;
    uint32_t has_marks : 1; // values.c knows where its values begin
    uint32_t cap, used;     // bytes behind `used` are free: the item that ends there may grow into them
    char p[];
};

struct item {
    struct item *left, *right; // in its list
    struct list *list;         // NULL for CONTENT_GC
    union {
        struct blob *blob; // the content's bytes are [at, at + bytes) of it; NULL when bytes is 0
        struct type *type; // CONTENT_TYPE
    };
    uint32_t client; // index into doc.clients, as all of these
    uint32_t clock, len;
    uint32_t origin_client, origin_clock; // NO_CLIENT: none
    uint32_t right_client, right_clock;
    uint32_t at, bytes;
    uint32_t stamp; // which conflict scan saw it last
    uint8_t content;
    bool deleted;
};

/* A string that many may point to; lives as long as the document. */
struct name {
    uint64_t hash;
    uint32_t bytes;
    char p[];
};

/* Items in their order: a type's sequence (key NULL), or what one key of it was set to (the last one counts). */
struct list {
    struct type *type;
    struct name *key;
    struct item *first, *last;
    struct list *next; // the type's next key, in the order in which they came
};

struct type {
    struct item *item; // whose content it is; NULL for a root
    struct name *name; // of a root, or an XML element's or hook's; else NULL
    struct list sequence;
    struct list *keys, *keys_last;
    uint32_t length;  // units of the sequence that are visible and countable
    bool has_formats; // a format item was ever put in: positions are then looked for from the start
    uint8_t ref;      // enum doc_type; of a root unknown
};

/* A piece of a client's runs: items sorted by clock, and their clocks once more, where searching is quick. */
struct leaf {
    uint32_t count, cap;
    uint32_t *clocks;
    struct item *items[];
};

struct client {
    uint64_t id;
    uint32_t index;
    uint32_t next;   // the first clock not held
    uint32_t before; // the same before the running transaction, if `transaction` is its number
    uint32_t transaction;
    uint32_t item_count;
    uint32_t leaf_count, leaf_cap;
    uint32_t hit;  // the leaf found last
    uint32_t mark; // scratch of whoever encodes
    struct leaf **leaves;
    uint32_t *firsts; // the first clock of each leaf
};

/* A place in a client's runs; good until they change. */
struct place {
    struct client *client;
    uint32_t leaf, pos;
};

struct id {
    uint32_t client, clock;
};

struct span {
    uint32_t client, clock, len;
};

/* What waits: client ids, as these clients may be unknown. */
struct far_span {
    uint64_t client;
    uint32_t clock, len;
};

struct slot {
    uint64_t hash;
    void *p;
};

/* Open addressing; whoever looks compares what `probe` gives. */
struct table {
    struct slot *slots;
    uint32_t cap, count;
};

struct transaction {
    uint32_t number;
    struct span *deleted;
    uint32_t deleted_count, deleted_cap;
    struct id *splits; // items that may merge with a neighbour again
    uint32_t split_count, split_cap;
    uint32_t *touched; // clients that got items
    uint32_t touched_count, touched_cap;
};

enum { PENDING_LEVELS = 40 };

struct doc {
    struct memory memory;
    struct doc_limits limits;
    bool keep_deleted;
    uint64_t hash_seed;

    struct client **clients;
    uint32_t client_count, client_cap;
    uint32_t *order;  // clients by id, highest first
    uint32_t ordered; // how many of them are in it
    uint32_t last_client;
    struct table clients_by_id, names, roots, keys, marks;

    bool writing;          // between doc_begin() and doc_commit()
    uint64_t writer;       // as this client
    struct cursor {        // where the last edit of a text was: one of its units, and its position
        struct type *type; // NULL: nowhere
        uint32_t client, clock, index;
    } cursor;
    uint32_t scan; // number of the last conflict scan's stamp
    uint32_t type_count;
    uint64_t item_count;
    struct transaction t;
    struct item **work; // stack of whoever walks down types
    uint32_t work_count, work_cap;
    struct blob *source; // the update being applied, when its strings are used where they stand
    const char *source_start;

    /* Updates that wait, each at least twice the next; joined when two are of a size. */
    struct buf pending[PENDING_LEVELS];
    uint32_t pending_count;
    struct far_span *missing; // what they wait for: a client reaching more than a clock (len is unused)
    uint32_t missing_count, missing_cap;
    struct far_span *waiting; // deletions of what is not there yet
    uint32_t waiting_count, waiting_cap;
};

static inline struct bytes
item_bytes(const struct item *i)
{
    return i->bytes ? (struct bytes){i->blob->p + i->at, i->bytes} : BYTES_NONE;
}

static inline bool
content_is_countable(uint8_t content)
{
    return content != CONTENT_GC && content != CONTENT_DELETED && content != CONTENT_FORMAT;
}

static inline struct bytes
name_bytes(const struct name *n)
{
    return (struct bytes){n->p, n->bytes};
}

/* Makes room for one more in an array of the document. */
#define GROW(d, array, count, cap)                                                                                     \
    ((count) < (cap) ? (void)0                                                                                         \
                     : (void)((array) = memory_grow(&(d)->memory, (array), sizeof *(array), (count) + 1, &(cap))))

/* tables.c */
void *table_probe(const struct table *t, uint64_t hash, uint32_t *step); // the next entry with that hash; NULL: no more
void table_add(struct doc *d, struct table *t, uint64_t hash, void *p);
void table_remove(struct table *t, uint64_t hash, void *p);
struct client *client_find(struct doc *d, uint64_t id); // or NULL
struct client *client_get(struct doc *d, uint64_t id);
struct name *name_get(struct doc *d, struct bytes text);
struct type *root_find(struct doc *d, struct bytes name); // or NULL
struct type *root_get(struct doc *d, struct bytes name);
struct list *list_find(struct doc *d, struct type *t, struct bytes key); // or NULL
struct list *list_get(struct doc *d, struct type *t, struct name *key);
struct type *type_new(struct doc *d, struct item *item, uint8_t ref, struct name *name);
void type_free(struct doc *d, struct type *t);
const uint32_t *clients_in_order(struct doc *d);

/* runs.c */
struct place runs_find(struct client *c, uint32_t clock); // clock < c->next
struct item *runs_at(struct place at);
bool runs_next(struct place *at); // false at the end, where it stays
bool runs_prev(struct place *at);
struct item *runs_last(const struct client *c); // or NULL
void runs_append(struct doc *d, struct client *c, struct item *i);
void runs_insert_after(struct doc *d, struct place at, struct item *i);
void runs_remove(struct doc *d, struct place *at); // `at` is then the item before; there must be one
uint32_t runs_count_from(struct place at);         // items from there on

uint64_t hash_of_pointer(const struct doc *d, const void *p);

/* values.c */
/* Where in an item of many values (CONTENT_ANY, CONTENT_JSON) the one after `count` begins; item and blob may move. */
size_t values_find(struct doc *d, struct item *i, uint32_t count);
void values_forget(struct doc *d, struct blob *b); // before a blob with marks goes or moves

/* content.c */
struct blob *blob_new(struct doc *d, struct bytes raw, uint32_t cap);
void blob_drop(struct doc *d, struct blob *b); // takes NULL
size_t values_end(uint8_t content, struct bytes raw, uint32_t count);
void content_set(struct doc *d, struct item *i, struct bytes raw);
void content_drop(struct doc *d, struct item *i);
void content_split(struct doc *d, struct item *left, struct item *right, uint32_t diff); // len and content of both
void content_append(struct doc *d, struct item *left, struct bytes raw, const struct item *right);
/* The part from `from` units on, as it stands on the wire. Strings that begin inside a pair: ret_cut, and the part
 * behind the character. */
struct bytes content_tail(uint8_t content, struct bytes raw, uint32_t len, uint32_t from, bool *ret_cut);

/* items.c */
struct item *item_new(struct doc *d);
void item_free(struct doc *d, struct item *i);
struct item *item_find(struct doc *d, uint32_t client, uint32_t clock);
struct item *item_clean_start(struct doc *d, uint32_t client, uint32_t clock);
struct item *item_clean_end(struct doc *d, uint32_t client, uint32_t clock);
struct item *item_split(struct doc *d, struct place at, uint32_t diff); // gives the right part
void item_link(struct doc *d, struct item *i, struct item *right);
void item_delete(struct doc *d, struct item *i);
void client_touch(struct doc *d, struct client *c);
uint32_t client_before(const struct doc *d, const struct client *c);

/* transaction.c */
void transaction_begin(struct doc *d);
bool transaction_end(struct doc *d, struct buf *ret_update); // false: nothing changed
void spans_sort(struct span *spans, uint32_t *count);

/* encode.c */
void item_encode(struct doc *d, const struct item *i, uint32_t from, struct buf *out);
void spans_encode(struct doc *d, const struct span *spans, uint32_t count, struct buf *out);
void far_spans_encode(const struct far_span *spans, uint32_t count, struct buf *out);
#endif
