/*
 * What a text is about, told by its words: each word of four letters or more that is not everybody's, cut to its first
 * six letters so that "binder" and "binderhub", "deploy" and "deployment" are one. Six letters fit one number.
 */
#include "build.h"

#include <string.h>

enum { WORD_MIN = 4, KEY_LETTERS = 6 };

/* Words that every incident has, as cut by KEY_LETTERS. */
static const char *const common[] = {
    "about",   "after",  "again",  "alert",  "also",   "another", "anyone", "around", "back",   "been",    "before",
    "being",   "branch", "bump",   "change", "check",  "cause",   "caused", "could",  "does",   "doing",   "done",
    "down",    "error",  "errors", "every",  "fail",   "failed",  "failin", "fails",  "fix",    "fixed",   "fixes",
    "from",    "going",  "good",   "have",   "having", "here",    "high",   "http",   "https",  "incide",  "into",
    "investi", "invest", "issue",  "issues", "just",   "know",    "like",   "look",   "lookin", "looks",   "made",
    "make",    "maybe",  "merge",  "merged", "more",   "need",    "none",   "normal", "notice", "only",    "outage",
    "over",    "please", "proble", "pull",   "push",   "really",  "reque",  "reques", "resolv", "revert",  "rollba",
    "root",    "same",   "seeing", "seems",  "servic", "should",  "some",   "someth", "start",  "starte",  "status",
    "still",   "sure",   "than",   "thank",  "thanks", "that",    "their",  "them",   "then",   "there",   "these",
    "they",    "thing",  "things", "think",  "this",   "time",    "update", "upgrad", "users",  "using",   "very",
    "want",    "were",   "what",   "when",   "where",  "which",   "while",  "will",   "with",   "without", "withou",
    "work",    "workin", "would",  "your",   "deploy", "starti",  "versio", "test",   "tests",  "master",  "main",
    "com",     "github", "www",    "info",   "level",  "warn",    "warnin", "fired",  "times",  "add",     "remove",
    "page",
};

static uint64_t
key_of(const char *p, size_t n)
{
    uint64_t key = 0;
    for (size_t i = 0; i < n && i < KEY_LETTERS; i++)
        key = key << 8 | (unsigned char)ascii_lower(p[i]);
    return key;
}

static bool
is_common(uint64_t key)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (key_of(common[i], strlen(common[i])) == key)
            return true;
    return false;
}

void
topic_words_add(struct topic_words *tw, struct bytes text)
{
    for (size_t i = 0; i < text.n && tw->count < TOPIC_WORDS_MAX;) {
        if (bytes_starts(bytes_cut(text, i, 8), "http://") || bytes_starts(bytes_cut(text, i, 8), "https://")) {
            while (i < text.n && !ascii_is_space(text.p[i])) // an address says where, not what
                i++;
            continue;
        }
        size_t end = i;
        while (end < text.n && ascii_is_alpha(text.p[end]))
            end++;
        size_t n = end - i;
        uint64_t key = n >= WORD_MIN ? key_of(text.p + i, n) : 0;
        bool known = !key;
        for (uint32_t k = 0; k < tw->count && !known; k++)
            known = tw->keys[k] == key;
        if (!known && !is_common(key))
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
