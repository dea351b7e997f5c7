/*
 * What tools call bad and worse, on our scale of 1 (worst) to 5. Only short texts are read: a sentence that happens to
 * hold the word "critical" says nothing. docs/importers.md shows this table to users.
 */
#include "import.h"

enum {
    TEXT_MAX_BYTES = 64,
    TOKENS_MAX = 5,
    TOKEN_MAX_BYTES = 15,
};

// clang-format off
static const struct {
    const char *word;
    int severity;
} words[] = {
    {"critical", 1}, {"crit", 1}, {"fatal", 1}, {"emergency", 1}, {"emerg", 1}, {"panic", 1}, {"disaster", 1},
    {"blocker", 1}, {"urgent", 1}, {"highest", 1}, {"down", 1}, {"alert", 1}, {"catastrophic", 1}, {"severe", 1},
    {"high", 2}, {"major", 2}, {"error", 2}, {"err", 2}, {"page", 2}, {"important", 2},
    {"warning", 3}, {"warn", 3}, {"medium", 3}, {"moderate", 3}, {"average", 3}, {"degraded", 3}, {"disrupted", 3},
    {"partial", 3},
    {"minor", 4}, {"low", 4}, {"ticket", 4},
    {"info", 5}, {"informational", 5}, {"information", 5}, {"notice", 5}, {"lowest", 5}, {"trivial", 5}, {"debug", 5},
    {"trace", 5}, {"verbose", 5}, {"maintenance", 5}, {"planning", 5},
};
/* What stands before a number: "SEV-2", "P1", "Priority 3". */
static const char *const prefixes[] = {"sev", "severity", "p", "s", "prio", "priority", "level", "lvl"};
// clang-format on

struct token {
    char text[TOKEN_MAX_BYTES + 1];
    size_t n;
};

/* Runs of letters and runs of digits, in lower case. False when the text is too long to be one severity. */
static bool
split(struct bytes text, struct token *tokens, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n;) {
        if (!ascii_is_alnum(text.p[i])) {
            if (text.p[i] == '.' && i + 1 < text.n && ascii_is_digit(text.p[i + 1]))
                return false; // a fraction: some measure, no severity
            i++;
            continue;
        }
        if (count == TOKENS_MAX)
            return false;
        struct token *t = &tokens[count++];
        bool digits = ascii_is_digit(text.p[i]);
        for (t->n = 0; i < text.n && ascii_is_alnum(text.p[i]) && ascii_is_digit(text.p[i]) == digits; i++) {
            if (t->n == TOKEN_MAX_BYTES)
                return false;
            t->text[t->n++] = ascii_lower(text.p[i]);
        }
        t->text[t->n] = 0;
    }
    *ret_count = count;
    return true;
}

static bool
is_prefix(const struct token *t)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (bytes_is(bytes_of(t->text), prefixes[i]))
            return true;
    return false;
}

static int
word_severity(const struct token *t)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_is(bytes_of(t->text), words[i].word))
            return words[i].severity;
    return 0;
}

int
severity_of_text(struct bytes text)
{
    struct token tokens[TOKENS_MAX];
    size_t count = 0;
    text = bytes_trim(text);
    if (text.n > TEXT_MAX_BYTES || !split(text, tokens, &count))
        return 0;
    for (size_t i = 0; i < count; i++) {
        bool digit = tokens[i].n == 1 && ascii_is_digit(tokens[i].text[0]);
        int n = tokens[i].text[0] - '0';
        if (digit && i && is_prefix(&tokens[i - 1])) // some count from 0, some know more than five
            return n < 1 ? 1 : n > 5 ? 5 : n;
        if (digit && i == 0 && n >= 1 && n <= 5) // "2", "2 - High"
            return n;
        int severity = word_severity(&tokens[i]);
        if (severity)
            return severity;
    }
    return 0;
}
