#ifndef LINT_DICTIONARY_H
#define LINT_DICTIONARY_H
/*
 * From a word or phrase in lower case to its classes. Filled once, then only read: one look-up a word, and one more for
 * each word of a phrase that goes on.
 */
#include "../base/buf.h"
#include "../base/err.h"
#include "rule.h"

struct dictionary {
    struct dictionary_slot *slots; // small, so that most of them stay in the cache
    struct dictionary_entry *entries;
    uint32_t slot_count, count, cap; // entries used, and room for them
    struct buf letters;              // of all keys
    bool no_memory;
};

struct dictionary_slot {
    uint32_t hash;
    uint32_t entry; // its number, from 1; 0: free
};

struct dictionary_entry {
    uint32_t hash, at; // of the key; where its letters begin
    uint16_t n;        // its bytes
    bool goes_on;      // a longer phrase begins so
    struct word_set is;
};

#define DICTIONARY_HASH_START  2166136261u // FNV-1a
#define DICTIONARY_HASH_FACTOR 16777619u

static inline uint32_t
dictionary_hash_add(uint32_t hash, unsigned char c)
{
    return (hash ^ c) * DICTIONARY_HASH_FACTOR;
}

/* A word, or words parted by one blank; at most LINT_WORD_MAX_BYTES, longer ones are left out. */
void dictionary_add(struct dictionary *d, struct bytes words, enum word_class is);
void dictionary_remove(struct dictionary *d, struct bytes words, enum word_class is);

/* All words of a list. */
void dictionary_add_list(struct dictionary *d, const struct word_list *list);

/* NULL when it is not there. The hash is the one of all its bytes. */
const struct dictionary_entry *dictionary_find(const struct dictionary *d, const char *p, uint32_t n, uint32_t hash);

void dictionary_done(struct dictionary *d);
#endif
