/*
 * What a section is for, by the words of its heading: the usual names of the parts of a post-mortem. A row is a role
 * and the words one of which a heading of it has; the first row that fits wins.
 */
#include "document.h"

struct heading_words {
    enum section_role role;
    const char *words; // parted by ", "; each a word or words that stand in the heading, lower case
};

static const struct heading_words heading_words[] = {
    {SECTION_TIMELINE, "timeline, time line, chronology, sequence of events, log of events, zeitleiste, ablauf"},
    {SECTION_ACTIONS,
     "action, actions, action item, recommendation, follow-up, follow up, followup, next steps, remediation, "
     "corrective, prevent, actionable, to do, todo, improvements, future, do better, we're doing, we are doing, "
     "maßnahme"},
    {SECTION_IMPACT, "impact, effect, affected, damage, auswirkung"},
    {SECTION_DETECTION, "detection, detected, monitoring"},
    {SECTION_CAUSES,
     "cause, root cause, contributing, trigger, what went wrong, why did, how did, what happened, ursache, reason"},
    {SECTION_LESSONS, "lesson, learned, learnt, learnings, what went well, what went right, takeaway, retrospective, "
                      "conclusion, where we got lucky"},
    {SECTION_RESPONSE, "response, resolution, resolving, mitigation, recovery, fix"},
    {SECTION_SUMMARY, "summary, overview, abstract, tl;dr, tldr, background, zusammenfassung"},
    {SECTION_GLOSSARY, "glossary, terms, abbreviations, acronyms, definitions"},
};

/* A bit for each letter that begins a word of the heading: most words of the table need no further look. */
static uint32_t
first_letters(struct bytes heading)
{
    uint32_t letters = 0;
    for (size_t at = 0; at < heading.n; at++) {
        if (at == 0 || !ascii_is_alpha(heading.p[at - 1]))
            letters |= 1u << (ascii_lower(heading.p[at]) & 31);
    }
    return letters;
}

/* Does the word begin at a border in the heading? It may go on: "action" is in "actions". */
static bool
stands_in(struct bytes heading, uint32_t letters, struct bytes word)
{
    if (!word.n || !(letters >> (word.p[0] & 31) & 1))
        return false;
    for (size_t at = 0; at + word.n <= heading.n; at++) {
        if (ascii_lower(heading.p[at]) == word.p[0] && (at == 0 || !ascii_is_alpha(heading.p[at - 1])) &&
            bytes_eq_nocase(bytes_cut(heading, at, word.n), word))
            return true;
    }
    return false;
}

uint32_t
heading_roles(struct bytes heading)
{
    uint32_t roles = 0;
    heading = bytes_cut(heading, 0, 120);
    uint32_t letters = first_letters(heading);
    for (size_t i = 0; i < sizeof heading_words / sizeof *heading_words; i++) {
        struct bytes rest = bytes_of(heading_words[i].words), word;
        while (bytes_split(&rest, ',', &word)) {
            if (stands_in(heading, letters, bytes_trim(word)))
                roles |= 1u << heading_words[i].role;
        }
    }
    return roles;
}

static enum section_role
role_of(struct bytes heading)
{
    heading = bytes_cut(heading, 0, 120); // longer ones are sentences
    uint32_t letters = first_letters(heading);
    for (size_t i = 0; i < sizeof heading_words / sizeof *heading_words; i++) {
        struct bytes rest = bytes_of(heading_words[i].words), word;
        while (bytes_split(&rest, ',', &word)) {
            if (stands_in(heading, letters, bytes_trim(word)))
                return heading_words[i].role;
        }
    }
    return SECTION_OTHER;
}

void
sections_name(struct document *d, struct section *sections)
{
    for (uint32_t i = 1; i < d->section_count; i++) {
        const struct block *b = &d->blocks[sections[i].heading];
        sections[i].role = (uint8_t)role_of((struct bytes){d->text.p + b->from, b->to - b->from});
        sections[i].role_own = sections[i].role != SECTION_OTHER;
        if (!sections[i].role_own)
            sections[i].role = sections[sections[i].parent].role;
    }
}
