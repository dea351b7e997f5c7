/* The matcher, on a few lines each; and the table itself: what it promises to its readers. */
#include "evidence.h"

#include "../base/test.h"

static struct arena arena = {.max_bytes = 8 << 20};
static const struct matcher *mt;

static bool
says(const char *text, const char *row)
{
    struct matches m;
    matcher_read(mt, bytes_of(text), EVIDENCE_TALK, &m);
    for (uint32_t i = 0; i < evidence_count; i++)
        if (matches_has(&m, i) && strcmp(evidence_table[i].name, row) == 0)
            return true;
    return false;
}

static struct bytes
words(const char *text, const char *row)
{
    static struct matches m;
    matcher_read(mt, bytes_of(text), EVIDENCE_TALK, &m);
    for (uint32_t i = 0; i < evidence_count; i++)
        if (matches_has(&m, i) && strcmp(evidence_table[i].name, row) == 0)
            return m.words[i];
    return BYTES("(none)");
}

TEST(rows_have_unique_names_and_fit_the_masks)
{
    CHECK(evidence_count > GIVEN_MAX && evidence_count <= EVIDENCE_MAX);
    for (uint32_t i = 0; i < evidence_count; i++) {
        CHECK(evidence_table[i].topic < TOPIC_MAX);
        for (uint32_t k = 0; k < i; k++)
            CHECK(strcmp(evidence_table[i].name, evidence_table[k].name) != 0);
        CHECK((i < GIVEN_MAX) == (evidence_table[i].patterns[0] == '\0'));
    }
}

TEST(words_match_whole_prefixes_match_beginnings)
{
    CHECK(says("the site is down", "symptom"));
    CHECK(!says("download finished", "symptom"));
    CHECK(says("REVERTING that now", "rollback"));
    CHECK(!says("irrevertible", "rollback"));
}

TEST(gaps_take_up_to_three_words)
{
    CHECK_BYTES(words("we rolled Prow back to v3", "rollback"), "rolled Prow back");
    CHECK(!says("rolled the whole of all of it back", "rollback"));
}

TEST(hyphens_and_apostrophes_do_not_hide_words)
{
    CHECK(says("did a roll-back", "rollback"));
    CHECK(says("it doesn\xe2\x80\x99t work", "symptom"));
    CHECK_BYTES(words("can\xe2\x80\x99t connect to it", "symptom"), "can\xe2\x80\x99t connect");
}

TEST(negated_words_do_not_count_where_the_row_says_so)
{
    CHECK(says("it is resolved", "resolution"));
    CHECK(!says("it is not resolved", "resolution"));
    CHECK(says("it is not resolved", "finding")); // and that is a finding
}

TEST(a_negation_reaches_no_further_than_its_clause)
{
    CHECK(says("hmm, no, new error: the column is missing", "symptom"));
    CHECK(says("not yet. errors again", "symptom"));
    CHECK(!says("there are no new errors", "symptom"));
    CHECK(says("they cant join matches", "symptom")); // people leave the apostrophe out
    CHECK(says("it dont load", "symptom"));
}

TEST(a_pattern_may_begin_with_any_negation)
{
    CHECK(says("the runners never register", "symptom"));
    CHECK_BYTES(words("it doesn't start", "symptom"), "doesn't start");
    CHECK(says("reverting did not help", "finding"));
    CHECK(!says("the runners register", "symptom"));
    CHECK(!says("0 errors since then", "symptom")); // none is a negation too
}

TEST(a_single_question_only_asks)
{
    struct matches m;
    static const struct {
        const char *text;
        bool only_asks;
    } cases[] = {
        {"did we lose orders?", true},
        {"should we restart it? :eyes:", true},
        {"is https://x.example/a?b=c down?", true},
        {"is it down? I get errors", false},
        {"I restarted it. better?", false},
        {"restarted it", false},
        {"one\ntwo?", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        matcher_read(mt, bytes_of(cases[i].text), EVIDENCE_TALK, &m);
        if (m.only_asks != cases[i].only_asks)
            printf("%s\n", cases[i].text);
        CHECK(m.only_asks == cases[i].only_asks);
    }
}

TEST(commands_and_errors_count_in_quoted_output)
{
    CHECK(says("```\n$ kubectl rollout undo deploy/api\n```", "command"));
    CHECK(says("```\napi-1 0/1 CrashLoopBackOff\n```", "trouble in quoted output"));
    CHECK(!says("```\n$ kubectl get pods\n```", "command"));
}

TEST(addresses_and_quoted_output_are_not_read_as_words)
{
    CHECK(!says("see https://ci.example/failed/errors/down", "symptom"));
    CHECK(!says("```\nerror error error\n```", "symptom"));
    CHECK(says("```\nOOMKilled\n```", "resource exhausted"));
}

TEST(questions_quantities_and_code_are_noticed)
{
    struct matches m;
    matcher_read(mt, BYTES("is `db1` at 98% again?"), EVIDENCE_TALK, &m);
    CHECK(m.is_question && m.has_quantity && m.has_code && !m.has_block);
    matcher_read(mt, BYTES("hundreds of pods\n```\nx\n```"), EVIDENCE_TALK, &m);
    CHECK(m.has_quantity && m.has_block && !m.is_question);
    matcher_read(mt, BYTES("version 98 of the plan"), EVIDENCE_TALK, &m);
    CHECK(!m.has_quantity);
}

TEST(names_of_things_are_noticed)
{
    struct matches m;
    matcher_read(mt, BYTES("took idp1 out"), EVIDENCE_TALK, &m);
    CHECK(m.names_thing);
    matcher_read(mt, BYTES("max_poll is lower"), EVIDENCE_TALK, &m);
    CHECK(m.names_thing);
    matcher_read(mt, BYTES("let us meet at 3 on the 2024-05-01"), EVIDENCE_TALK, &m);
    CHECK(!m.names_thing);
}

TEST(changes_are_read_with_their_own_rows)
{
    struct matches m;
    matcher_read(mt, BYTES("Fix typo in README"), EVIDENCE_CHANGE, &m);
    bool routine = false;
    for (uint32_t i = 0; i < evidence_count; i++)
        routine |= matches_has(&m, i) && evidence_table[i].topic == TOPIC_ROUTINE;
    CHECK(routine);
    CHECK(!says("Fix typo in README", "routine change"));
}

TEST(any_bytes_are_safe_and_long_texts_are_cut)
{
    static char text[EVIDENCE_TEXT_MAX_BYTES * 2];
    struct matches m;
    for (int seed = 0; seed < 50; seed++) {
        uint32_t x = (uint32_t)seed * 2654435761u + 1;
        for (size_t i = 0; i < sizeof text; i++) {
            x = x * 1664525 + 1013904223;
            text[i] = (char)(x >> 24);
        }
        matcher_read(mt, (struct bytes){text, sizeof text}, EVIDENCE_ALL, &m);
    }
    memset(text, 'a', sizeof text);
    memcpy(text + EVIDENCE_TEXT_MAX_BYTES, " down ", 6);
    matcher_read(mt, (struct bytes){text, sizeof text}, EVIDENCE_ALL, &m);
    CHECK_INT(m.word_count, 1);
}

int
main(void)
{
    mt = matcher_new();
    RUN(rows_have_unique_names_and_fit_the_masks);
    RUN(words_match_whole_prefixes_match_beginnings);
    RUN(gaps_take_up_to_three_words);
    RUN(hyphens_and_apostrophes_do_not_hide_words);
    RUN(negated_words_do_not_count_where_the_row_says_so);
    RUN(a_negation_reaches_no_further_than_its_clause);
    RUN(a_pattern_may_begin_with_any_negation);
    RUN(a_single_question_only_asks);
    RUN(commands_and_errors_count_in_quoted_output);
    RUN(addresses_and_quoted_output_are_not_read_as_words);
    RUN(questions_quantities_and_code_are_noticed);
    RUN(names_of_things_are_noticed);
    RUN(changes_are_read_with_their_own_rows);
    RUN(any_bytes_are_safe_and_long_texts_are_cut);
    arena_done(&arena);
    return test_end();
}
