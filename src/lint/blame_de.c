/*
 * The pack blame in German. The verb may stand before its subject ("versehentlich löschte der Admin") and its second
 * half at the end ("hat ... vergessen"), so the doer is looked for in the clause, on both sides.
 */
#include "rule.h"

static bool
is_person(const struct token *t)
{
    return t->person || token_is(t, W_ROLE) || token_is(t, W_TEAM) || token_is(t, W_I) || token_is(t, W_PERSON);
}

static bool
ends_clause(const struct token *t)
{
    return t->kind == TOKEN_END || (t->kind == TOKEN_PUNCT && t->mark != '-' && t->mark != '/');
}

/* The person in the clause around `at`. "von dem Skript des Teams" is none: the doer has no genitive before it. */
static bool
doer_near(const struct sentence *s, uint32_t at, uint32_t *ret)
{
    for (uint32_t i = at; i > 0 && at - i < RULE_REACH && !ends_clause(&s->tokens[i - 1]); i--) {
        if (is_person(&s->tokens[i - 1])) {
            *ret = i - 1;
            return true;
        }
    }
    for (uint32_t i = at + 1; i < s->count && i < at + 6 && !ends_clause(&s->tokens[i]); i++) {
        if (is_person(&s->tokens[i])) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static void
find_with_doer(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t doer;
    if (!doer_near(s, at, &doer))
        return;
    uint32_t from = doer < at ? doer : at, to = (doer < at ? at : doer) + 1;
    for (uint32_t i = from; i < to; i++) {
        if (token_is(&s->tokens[i], W_NOT))
            return;
    }
    rule_find(cx, s, from, to, BYTES_NONE, BYTES_NONE);
}

static void
check_word(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    if (at == 0 || !token_is(&s->tokens[at - 1], W_NOT))
        rule_find(cx, s, at, at + s->tokens[at].phrase, BYTES_NONE, BYTES_NONE);
}

/* "Der Admin hätte prüfen müssen": the doer before, the modal verb at the end. */
static void
check_should_have(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t doer;
    if (!doer_near(s, at, &doer))
        return;
    for (uint32_t i = at + 1; i < s->count && i < at + RULE_REACH && !ends_clause(&s->tokens[i]); i++) {
        if (token_is(&s->tokens[i], W_CHECK_VERB)) {
            rule_find(cx, s, doer < at ? doer : at, i + 1, BYTES_NONE, BYTES_NONE);
            return;
        }
    }
}

// clang-format off
const struct rule rules_blame_de[] = {
    {.id = "blame.de_should_have", .pack = LINT_BLAME, .language = LINT_GERMAN, .severity = LINT_ERROR,
     .title = "Was jemand hätte tun sollen",
     .reason = "'Hätte müssen' erzählt, was nicht geschah, mit dem Wissen von heute. Es erklärt nichts von dem, was geschah.",
     .message = "'{}' erzählt, was nicht geschah",
     .proposal = "Sag, was getan wurde und worauf es sich stützte: Was hätte zu sehen sein müssen?",
     .on = {W_SHOULD}, .word = check_should_have,
     .bad = {"Der Entwickler hätte den Index prüfen müssen.", "Petra hätte besser fragen sollen."},
     .good = {"Der Alarm hätte auslösen müssen.", "Der Entwickler hatte keinen Zugriff."}},
    {.id = "blame.de_forgot", .pack = LINT_BLAME, .language = LINT_GERMAN, .severity = LINT_ERROR,
     .title = "Jemand hat etwas vergessen oder falsch gemacht",
     .reason = "Wer vergaß oder verwechselte, ist das Ende der Suche. Zu ändern ist, dass nichts daran erinnerte und nichts prüfte.",
     .message = "'{}' sucht die Ursache bei einer Person",
     .proposal = "Sag stattdessen, woran der Schritt hing: Kein Ablauf fragte danach, und nichts zeigte, dass er fehlte.",
     .on = {W_FORGET, W_ERR_VERB}, .word = find_with_doer,
     .bad = {"Der Entwickler hat vergessen, den Index anzulegen.", "Sabine übersah die Warnung.",
             "Der Admin verwechselte die beiden Server."},
     .good = {"Der Dienst hat die Sperre vergessen.", "Die Warnung wurde übersehen."}},
    {.id = "blame.de_by_mistake", .pack = LINT_BLAME, .language = LINT_GERMAN, .severity = LINT_ERROR,
     .title = "Jemand tat es versehentlich",
     .reason = "'Versehentlich' sagt man erst nachher. Es verdeckt, warum die Handlung richtig aussah.",
     .message = "'{}' urteilt über eine Person",
     .proposal = "Lass das Urteil weg und sag, was die Handlung richtig aussehen ließ.",
     .on = {W_ERR_ADVERB, W_JUDGE_ADVERB}, .word = find_with_doer,
     .bad = {"Ein Techniker löschte versehentlich das Volume.", "Versehentlich löschte der Admin die Tabelle."},
     .good = {"Das Skript löschte versehentlich das Volume.", "Die Tabelle wurde versehentlich gelöscht."}},
    {.id = "blame.de_human_error", .pack = LINT_BLAME, .language = LINT_GERMAN, .severity = LINT_ERROR,
     .title = "Menschliches Versagen als Ursache",
     .reason = "Menschliches Versagen ist, wo eine Untersuchung aufhört, nicht, was sie findet.",
     .message = "'{}' beendet die Suche bei einer Person",
     .proposal = "Sag, was getan wurde, was es richtig aussehen ließ und was es durchließ.",
     .on = {W_HUMAN, W_JUDGE_NOUN}, .word = check_word,
     .bad = {"Ursache war menschliches Versagen.", "Das war reine Schlamperei."},
     .good = {"Die Ursache war eine volle Platte.", "Es war kein Bedienfehler."}},
    {0},
};
// clang-format on
