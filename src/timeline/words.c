/*
 * What a text is about, told by its words: each word of four letters or more that is not everybody's, cut to its first
 * six letters so that "binder" and "binderhub", "deploy" and "deployment" are one. Six letters fit one number.
 */
#include "build.h"

#include <string.h>

enum { WORD_MIN = 4, KEY_LETTERS = 6 };

#define SPREAD 0x9e3779b97f4a7c15u // Fibonacci hashing: 2^64 over the golden ratio

/* A word's letters without the plural's "s": "totals" is about a total. */
static size_t
stem_of(const char *p, size_t n)
{
    bool plural = n > WORD_MIN && (p[n - 1] == 's' || p[n - 1] == 'S') && p[n - 2] != 's' && p[n - 2] != 'S';
    return n - plural;
}

/* Words that every incident has, as cut by KEY_LETTERS. */
// clang-format off
static const char *const common[] = {
    "add", "com", "fix", "www", "also", "back", "been", "bump", "does", "done", "down", "fail", "from", "good",
    "have", "here", "high", "http", "info", "into", "just", "know", "like", "look", "made", "main", "make", "more",
    "need", "none", "only", "over", "page", "pull", "push", "root", "same", "some", "sure", "test", "than", "that",
    "them", "then", "they", "this", "time", "very", "want", "warn", "were", "what", "when", "will", "with", "work",
    "your", "about", "after", "again", "alert", "being", "cause", "check", "could", "doing", "error", "every",
    "fails", "fired", "fixed", "fixes", "going", "https", "issue", "level", "looks", "maybe", "merge", "reque",
    "seems", "start", "still", "tests", "thank", "their", "there", "these", "thing", "think", "times", "users",
    "using", "where", "which", "while", "would", "anothe", "anyone", "around", "before", "branch", "caused", "change",
    "deploy", "errors", "failed", "failin", "github", "having", "incide", "invest", "issues", "lookin", "master",
    "merged", "normal", "notice", "outage", "please", "proble", "really", "remove", "reques", "resolv", "revert",
    "rollba", "seeing", "servic", "should", "someth", "starte", "starti", "status", "thanks", "things", "update",
    "upgrad", "versio", "warnin", "withou", "workin",
};
// clang-format on

static uint64_t
key_of(const char *p, size_t n)
{
    uint64_t key = 0;
    for (size_t i = 0; i < n && i < KEY_LETTERS; i++)
        key = key << 8 | (unsigned char)ascii_lower(p[i]);
    return key;
}

static size_t
slot_of(uint64_t key)
{
    return key * SPREAD >> (64 - COMMON_SLOT_BITS);
}

static void
common_add(struct common_words *cw, uint64_t key)
{
    size_t slot = slot_of(key);
    while (cw->slots[slot] && cw->slots[slot] != key)
        slot = (slot + 1) % COMMON_SLOTS;
    cw->slots[slot] = key;
}

void
common_words_init(struct common_words *cw)
{
    memset(cw, 0, sizeof *cw);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) { // "errors" is a plural, "reques" was cut so
        common_add(cw, key_of(common[i], strlen(common[i])));
        common_add(cw, key_of(common[i], stem_of(common[i], strlen(common[i]))));
    }
}

static bool
is_common(const struct common_words *cw, uint64_t key)
{
    for (size_t slot = slot_of(key); cw->slots[slot]; slot = (slot + 1) % COMMON_SLOTS)
        if (cw->slots[slot] == key)
            return true;
    return false;
}

void
topic_words_add(const struct common_words *cw, struct topic_words *tw, struct bytes text)
{
    for (size_t i = 0; i < text.n && tw->count < TOPIC_WORDS_MAX;) {
        if (text.p[i] == 'h' &&
            (bytes_starts(bytes_cut(text, i, 8), "http://") || bytes_starts(bytes_cut(text, i, 8), "https://"))) {
            while (i < text.n && !ascii_is_space(text.p[i])) // an address says where, not what
                i++;
            continue;
        }
        size_t end = i;
        while (end < text.n && ascii_is_alpha(text.p[end]))
            end++;
        size_t n = end - i;
        uint64_t key = n >= WORD_MIN ? key_of(text.p + i, stem_of(text.p + i, n)) : 0;
        bool known = !key;
        for (uint32_t k = 0; k < tw->count && !known; k++)
            known = tw->keys[k] == key;
        if (!known && !is_common(cw, key))
            tw->keys[tw->count++] = key;
        i = end + 1;
    }
}

uint32_t
topic_words_shared(const struct topic_words *a, const struct topic_words *b)
{
    uint32_t shared = 0;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++)
            shared += a->keys[i] == b->keys[k];
    return shared;
}
