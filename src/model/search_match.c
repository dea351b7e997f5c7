#include "search_match.h"

#include "../base/buf.h"
#include "../base/utf8.h"

/* ---- queries ---- */

void
search_query_parse(struct arena *a, struct bytes text, struct search_query *ret)
{
    *ret = (struct search_query){0};
    struct fold f = {.text = text};
    struct folded w;
    size_t behind = 0;   // the end of the word before
    bool quoted = false; // at that end
    while (ret->count < SEARCH_WORDS_MAX && fold_next(&f, &w)) {
        bool was_quoted = quoted;
        for (size_t i = behind; i < w.at; i++) {
            quoted ^= text.p[i] == '"';
            was_quoted &= text.p[i] != '"';
        }
        ret->follows[ret->count] = ret->count && (w.joined || was_quoted);
        ret->words[ret->count++] = bytes_dup(a, w.word);
        behind = w.at + w.n;
    }
    /* A word in quotes that were closed is meant as it stands. */
    bool closed = quoted && bytes_find_char(bytes_from(text, behind), '"') >= 0;
    ret->prefix = ret->count && !closed;
}

/* ---- how well a text answers ---- */

enum {
    POINTS_TITLE = 40,    // a word in the title
    POINTS_BODY = 12,     // in the body
    POINTS_AGAIN = 2,     // each further time, at most AGAIN_MAX
    POINTS_BEGINNING = 8, // less for a beginning only
    POINTS_NEXT = 14,     // two words in the order of the query, one right behind the other
    POINTS_SAME = 60,     // the title is the query and nothing else
    POINTS_NEW = 30,      // of today; half after a month, a third after two ...
    AGAIN_MAX = 4,
};

/* How often each word of the query was met in one text. */
struct met {
    uint32_t times[SEARCH_WORDS_MAX];
    bool whole[SEARCH_WORDS_MAX];
    uint32_t last[SEARCH_WORDS_MAX]; // number of the text's word where it was met last
    uint32_t next;                   // times that a word stood right behind the one before it in the query
    uint32_t words;                  // of the text
};

static bool
is_word(const struct search_query *q, uint32_t i, struct bytes word, bool *ret_whole)
{
    struct bytes want = q->words[i];
    if (word.n < want.n || word.p[0] != want.p[0])
        return false;
    *ret_whole = word.n == want.n;
    bool beginning = q->prefix && i == q->count - 1;
    return (*ret_whole || beginning) && bytes_eq(bytes_cut(word, 0, want.n), want);
}

/* Words of the query go backwards, so that what `last` says of the one before is about earlier words of the text. */
static void
meet(const struct search_query *q, struct met *m, struct bytes word)
{
    m->words++;
    for (uint32_t i = q->count; i-- > 0;) {
        bool whole;
        if (!is_word(q, i, word, &whole))
            continue;
        bool behind = i && m->last[i - 1] && m->last[i - 1] == m->words - 1;
        if (q->follows[i] && !behind)
            continue;
        m->last[i] = m->words;
        m->times[i]++;
        m->whole[i] |= whole;
        m->next += behind;
    }
}

static void
meet_all(const struct search_query *q, struct bytes text, struct met *m)
{
    *m = (struct met){0};
    struct fold f = {.text = text};
    struct folded w;
    while (fold_next(&f, &w))
        meet(q, m, w.word);
}

static int
points_of_word(const struct met *title, const struct met *body, uint32_t i)
{
    if (!title->times[i] && !body->times[i])
        return 0;
    uint32_t again = title->times[i] + body->times[i] - 1;
    int points = title->times[i] ? POINTS_TITLE : POINTS_BODY;
    if (!title->whole[i] && !body->whole[i])
        points -= POINTS_BEGINNING;
    return points + (int)(again < AGAIN_MAX ? again : AGAIN_MAX) * POINTS_AGAIN;
}

int
search_score(const struct search_query *q, struct bytes title, struct bytes body, int64_t age_ms)
{
    struct met in_title, in_body;
    meet_all(q, title, &in_title);
    meet_all(q, body, &in_body);
    int sum = 0;
    bool same = in_title.words == q->count && in_title.next + 1 == q->count;
    for (uint32_t i = 0; i < q->count; i++) {
        int points = points_of_word(&in_title, &in_body, i);
        if (!points)
            return 0;
        sum += points;
        same &= in_title.whole[i];
    }
    uint32_t next = in_title.next + in_body.next;
    next = next < q->count ? next : q->count;
    int64_t months = age_ms > 0 ? age_ms / ((int64_t)30 * 86400 * 1000) : 0;
    return sum + (same ? POINTS_SAME : 0) + (int)next * POINTS_NEXT +
           (int)(POINTS_NEW / (1 + (months < POINTS_NEW ? months : POINTS_NEW)));
}

/* ---- the piece that shows it ---- */

struct place {
    size_t at, n;
    uint32_t word; // of the query
};

enum { PLACES_MAX = 256, BEFORE_BYTES = 50 };

static uint32_t
find_places(const struct search_query *q, struct bytes text, struct place *places)
{
    uint32_t n = 0;
    struct fold f = {.text = text};
    struct folded w;
    while (n < PLACES_MAX && fold_next(&f, &w)) {
        bool whole, found = false;
        for (uint32_t i = 0; i < q->count && !found; i++)
            if (is_word(q, i, w.word, &whole)) {
                places[n] = (struct place){.at = w.at, .n = w.n, .word = i};
                n++;
                found = true;
            }
    }
    return n;
}

/* The place from which a snippet's length holds the most different words of the query. */
static uint32_t
best_place(const struct place *places, uint32_t count)
{
    uint32_t best = 0, best_words = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t seen = 0, words = 0;
        for (uint32_t k = i; k < count && places[k].at < places[i].at + SEARCH_SNIPPET_BYTES - BEFORE_BYTES; k++) {
            words += !(seen >> places[k].word & 1);
            seen |= 1u << places[k].word;
        }
        if (words > best_words) {
            best_words = words;
            best = i;
        }
    }
    return best;
}

/* On one line: runs of blanks, line ends and control characters are one blank. */
static struct bytes
on_one_line(struct arena *a, struct bytes text)
{
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool blank = (unsigned char)text.p[i] <= ' ' || text.p[i] == 127;
        if (!blank || !n || p[n - 1] != ' ')
            p[n++] = blank ? ' ' : text.p[i];
    }
    return (struct bytes){p, n};
}

struct pieces {
    struct arena *arena;
    struct search_piece *items;
    uint32_t count;
};

static void
add_piece(struct pieces *out, struct bytes text, bool match)
{
    struct bytes line = on_one_line(out->arena, text);
    if (line.n && out->count < SEARCH_PIECES_MAX)
        out->items[out->count++] = (struct search_piece){.text = line, .match = match};
}

/* A little before the first place, at the beginning of a word where one is near. */
static size_t
start_of(struct bytes text, size_t at)
{
    if (at <= BEFORE_BYTES)
        return 0;
    for (size_t i = at - BEFORE_BYTES; i < at; i++)
        if (text.p[i] == ' ' || text.p[i] == '\n')
            return i + 1;
    size_t i = at - BEFORE_BYTES; // none is: at least not inside a character
    while (i < at && ((unsigned char)text.p[i] & 0xc0) == 0x80)
        i++;
    return i;
}

static size_t
end_of(struct bytes text, size_t start, size_t least)
{
    size_t end = start + utf8_cut(bytes_from(text, start), SEARCH_SNIPPET_BYTES).n;
    if (end == text.n)
        return end;
    for (size_t i = end; i > least && i > start + SEARCH_SNIPPET_BYTES / 2; i--)
        if (text.p[i - 1] == ' ' || text.p[i - 1] == '\n')
            return i - 1;
    return end;
}

uint32_t
search_snippet(struct arena *a, const struct search_query *q, struct bytes text, const struct search_piece **ret)
{
    struct place *places = arena_new_n(a, struct place, PLACES_MAX);
    uint32_t n = find_places(q, text, places), first = best_place(places, n);
    struct pieces out = {.arena = a, .items = arena_new_n(a, struct search_piece, SEARCH_PIECES_MAX)};
    size_t start = n ? start_of(text, places[first].at) : 0;
    size_t end = end_of(text, start, n ? places[first].at + places[first].n : 0), at = start;
    if (start)
        add_piece(&out, BYTES("… "), false);
    for (uint32_t i = 0; i < n; i++) {
        if (places[i].at < at || places[i].at + places[i].n > end || out.count + 3 > SEARCH_PIECES_MAX)
            continue;
        add_piece(&out, bytes_cut(text, at, places[i].at - at), false);
        add_piece(&out, bytes_cut(text, places[i].at, places[i].n), true);
        at = places[i].at + places[i].n;
    }
    add_piece(&out, bytes_cut(text, at, end - at), false);
    if (end < text.n)
        add_piece(&out, BYTES(" …"), false);
    *ret = out.items;
    return out.count;
}
