/*
 * Reads a command line against a table; options.h says what it accepts. The arguments come from whoever calls the
 * program, so any bytes are safe; messages are made printable where they are printed (out.c).
 */
#include "options.h"

#include "../base/bytes.h"

#include <assert.h>
#include <string.h>

enum {
    NEAR_MAX_BYTES = 32,      // longer words are near to nothing
    NEAR_MAX_DISTANCE = 3,    // and so is what takes more keystrokes to mend
    NEAR_SHARE_OF_LENGTH = 3, // or more than a third of the word
};

/* How many letters must be added, removed, exchanged or swapped with their neighbour to get from a to b. */
static size_t
edit_distance(struct bytes a, struct bytes b)
{
    size_t rows[3][NEAR_MAX_BYTES + 1] = {0}; // two back, one back, this one; turned by i
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t best = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
            if (swapped && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a.n % 3][b.n];
}

void
near_try(struct near *n, const char *known)
{
    struct bytes wanted = bytes_of(n->wanted), word = bytes_of(known);
    if (!wanted.n || wanted.n > NEAR_MAX_BYTES || word.n > NEAR_MAX_BYTES)
        return;
    size_t limit = word.n / NEAR_SHARE_OF_LENGTH;
    if (limit > NEAR_MAX_DISTANCE)
        limit = NEAR_MAX_DISTANCE;
    if (limit == 0)
        limit = 1;
    size_t distance = edit_distance(wanted, word);
    // A beginning, "--incident" for "--incident-from", is meant whatever is missing.
    if (distance > limit && wanted.n >= 3 && bytes_starts(word, n->wanted))
        distance = limit;
    if (distance > limit || (n->best && distance >= n->distance))
        return;
    n->best = known;
    n->distance = distance;
}

static const struct option *
option_find(const struct option *table, struct bytes name)
{
    for (const struct option *o = table; o && o->kind; o++) {
        if (bytes_is(name, o->name))
            return o;
    }
    return NULL;
}

/* The name in "--name" or "--name=value", without dashes and value. */
static struct bytes
option_name(const char *arg)
{
    return (struct bytes){arg + 2, strcspn(arg + 2, "=")};
}

static enum err
fail_unknown(const struct option *table, const char *arg, struct arena *a, struct why *why)
{
    struct near near = {.wanted = bytes_dup(a, option_name(arg)).p};
    for (const struct option *o = table; o && o->kind; o++)
        near_try(&near, o->name);
    if (near.best)
        return fail(why, ERR_INVALID, "there is no option --%s (did you mean --%s?)", near.wanted, near.best);
    return fail(why, ERR_INVALID, "there is no option --%s", near.wanted);
}

static enum err
store_choice(const struct option *o, const char *value, int *ret, struct why *why)
{
    struct bytes rest = bytes_of(o->arg), word;
    for (int i = 0; bytes_split(&rest, '|', &word); i++) {
        if (bytes_is(word, value)) {
            *ret = i;
            return OK;
        }
    }
    return fail(why, ERR_INVALID, "--%s is one of %s, not '%s'", o->name, o->arg, value);
}

static enum err
store(const struct option *o, const char *value, void *values, struct arena *a, int argc, struct why *why)
{
    void *at = (char *)values + o->at;
    switch (o->kind) {
    case OPTION_FLAG:
        *(bool *)at = true;
        return OK;
    case OPTION_TEXT:
        *(const char **)at = value;
        return OK;
    case OPTION_CHOICE:
        return store_choice(o, value, at, why);
    case OPTION_LIST: {
        struct words *list = at;
        if (!list->items)
            list->items = arena_new_n(a, const char *, (size_t)argc);
        list->items[list->count++] = value;
        return OK;
    }
    case OPTION_END:
        break;
    }
    assert(!"an option's kind is one of the above");
    return ERR_INVALID;
}

/* One option at argv[*i]; moves *i on when its value is the next argument. */
static enum err
parse_option(const struct option *table, int argc, char *const *argv, int *i, void *values, struct arena *a,
             struct why *why)
{
    const char *arg = argv[*i];
    struct bytes name = option_name(arg);
    const char *value = arg[2 + name.n] == '=' ? arg + 2 + name.n + 1 : NULL;

    const struct option *o = option_find(table, name);
    if (!o)
        return fail_unknown(table, arg, a, why);
    if (o->kind == OPTION_FLAG && value)
        return fail(why, ERR_INVALID, "--%s takes no value", o->name);
    if (o->kind != OPTION_FLAG && !value) {
        const char *next = *i + 1 < argc ? argv[*i + 1] : NULL;
        // A known option where the value should be: the value was forgotten.
        if (!next || (bytes_starts(bytes_of(next), "--") && option_find(table, option_name(next))))
            return fail(why, ERR_INVALID, "--%s needs a value: --%s %s", o->name, o->name, o->arg);
        value = next;
        ++*i;
    }
    return store(o, value, values, a, argc, why);
}

static bool
asks_for_help(int argc, char *const *argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

enum err
options_parse(const struct option *table, int argc, char *const *argv, void *values, struct arena *a,
              struct options_rest *ret, struct why *why)
{
    struct options_rest rest = {.help = asks_for_help(argc, argv)};
    rest.words.items = arena_new_n(a, const char *, (size_t)argc + 1);

    bool ended = rest.help; // nothing is checked then
    for (int i = 0; i < argc && !rest.help; i++) {
        const char *arg = argv[i];
        if (ended || arg[0] != '-' || arg[1] == 0) {
            rest.words.items[rest.words.count++] = arg;
        } else if (arg[1] != '-') {
            return fail(why, ERR_INVALID, "there is no option %s: options begin with two dashes", arg);
        } else if (arg[2] == 0) {
            ended = true;
        } else {
            enum err e = parse_option(table, argc, argv, &i, values, a, why);
            if (e)
                return e;
        }
    }
    *ret = rest;
    return OK;
}
