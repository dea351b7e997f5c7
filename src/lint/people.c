/*
 * Who is a person: names that were given, handles, common first names and what follows them, and whoever the text has
 * speak or think ("Kasia noticed"), as only people do. A name that was learnt counts in the whole text.
 */
#include "document.h"

#include "../base/map.h"

static void
set_person(const struct token *t)
{
    ((struct token *)t)->person = true; // nobody else has the tokens yet
}

static bool
is_unknown(const struct token *t)
{
    uint64_t any = 0;
    for (int i = 0; i < WORD_SET_WORDS; i++)
        any |= t->is.bits[i];
    return !any;
}

/* A word that may be a name: capital, not all capitals, of no class. */
static bool
may_be_name(const struct token *t)
{
    return t->kind == TOKEN_WORD && t->capital && !t->shouted && !t->mixed && is_unknown(t);
}

/* First names that are also words ("Mark", "Will") count only where they cannot begin a sentence as words. */
static bool
is_first_name(const struct sentence *s, uint32_t i)
{
    const struct token *t = &s->tokens[i];
    if (!t->capital || t->shouted || !token_is(t, W_GIVEN_NAME))
        return false;
    if (!token_is(t, W_VERB) && !token_is(t, W_NOUN) && !token_is(t, W_MODAL))
        return true;
    const struct token *verb = token_is(&t[1], W_ADVERB) || token_is(&t[1], W_ERR_ADVERB) ? &t[2] : &t[1];
    if (i == 0)
        return !token_is(verb, W_BE) && (token_is(verb, W_VERB_S) || token_is(verb, W_VERB_PAST));
    return !token_is_mark(&t[-1], '.') && !token_is(&t[-1], W_DETERMINER);
}

/* "Kasia noticed", "kasia82 realises": who speaks or thinks. The verb may have one adverb before it. */
static bool
speaks(const struct sentence *s, uint32_t i)
{
    const struct token *t = &s->tokens[i], *verb = t + 1;
    if (token_is(verb, W_ADVERB))
        verb++;
    if (!token_is(verb, W_SAY) || !(token_is(verb, W_VERB_S) || token_is(verb, W_VERB_PAST)))
        return false;
    if (may_be_name(t))
        return !token_is(&t[-1], W_DETERMINER) && !token_is(&t[-1], W_ORG) && !(t[-1].capital && i);
    // a nickname in small letters: at the start, maybe behind a time
    return (t->kind == TOKEN_WORD || t->kind == TOKEN_NAME) && is_unknown(t) && token_is(verb, W_VERB_S) &&
           (i == 0 || t[-1].kind == TOKEN_PUNCT || t[-1].kind == TOKEN_NUMBER);
}

static void
find_in(const struct document *d, const struct sentence *s, struct map *learnt)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (t->kind == TOKEN_HANDLE || token_is(t, W_NAME)) {
            for (uint32_t k = 0; k < t->phrase; k++)
                set_person(&t[k]);
        } else if (is_first_name(s, i) || (token_is(&t[-1], W_TITLE) && t->capital)) {
            set_person(t);
        } else if (t[-1].person && t[-1].kind == TOKEN_WORD && may_be_name(t)) { // the surname
            set_person(t);
            *map_at(learnt, token_text(d, t)) = 1;
        } else if (speaks(s, i)) {
            set_person(t);
            *map_at(learnt, token_text(d, t)) = 1;
        }
    }
}

void
document_find_people(struct document *d)
{
    struct map learnt = {0};
    for (uint32_t i = 0; i < d->sentence_count; i++)
        find_in(d, &d->sentences[i], &learnt);
    for (uint32_t i = 0; learnt.count && i < d->sentence_count; i++) {
        const struct sentence *s = &d->sentences[i];
        for (uint32_t k = 0; k < s->count; k++) {
            const struct token *t = &s->tokens[k];
            if ((t->kind == TOKEN_WORD || t->kind == TOKEN_NAME) && is_unknown(t) &&
                map_find(&learnt, token_text(d, t)))
                set_person(t);
        }
    }
    map_done(&learnt);
}
