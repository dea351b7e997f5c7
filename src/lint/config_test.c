#include "../base/test.h"

#include "config.h"
#include "rule.h"

static struct lint_config
parsed(struct arena *a, const char *text)
{
    struct lint_config c;
    struct why why = {{0}};
    enum err e = lint_config_parse(a, bytes_of(text), &c, &why);
    CHECK_STR(why.text, "");
    CHECK_INT(e, OK);
    return c;
}

TEST(everything_that_can_be_set_is_read)
{
    struct arena a = {.max_bytes = 1 << 24};
    struct lint_config c = parsed(&a, "# ours\n"
                                      "language = en\n"
                                      "[packs]\nlegal = on\nvague = off\naction = warning ; louder\n"
                                      "[rules]\nblame.failed = advice\nlegal.word = on\n"
                                      "[words legal.words]\nadd = scandal, cover up,\n  whitewash\nremove = breach\n"
                                      "[people]\nnames = Maria Silva, @jun\nfile = people.csv\n"
                                      "[allowed]\nterms = Failed Login Guard\n");
    CHECK_INT(c.options.packs[LINT_LEGAL], LINT_ADVICE);
    CHECK_INT(c.options.packs[LINT_VAGUE], LINT_OFF);
    CHECK_INT(c.options.packs[LINT_ACTION], LINT_WARNING);
    CHECK_INT(c.options.packs[LINT_BLAME], LINT_DEFAULT);
    CHECK_INT(c.options.rule_count, 2);
    CHECK_STR(c.options.rules[0].id, "blame.failed");
    CHECK_INT(c.options.rules[0].severity, LINT_ADVICE);
    CHECK_INT(c.options.rules[1].severity, LINT_ADVICE);
    CHECK_INT(c.options.word_count, 4);
    CHECK_BYTES(c.options.words[1].word, "cover up");
    CHECK_BYTES(c.options.words[2].word, "whitewash");
    CHECK_STR(c.options.words[2].list, "legal.words");
    CHECK(!c.options.words[2].remove && c.options.words[3].remove);
    CHECK_INT(c.options.people_count, 2);
    CHECK_BYTES(c.options.people[1], "@jun");
    CHECK_BYTES(c.people_file, "people.csv");
    CHECK_INT(c.options.allowed_count, 1);
    CHECK_BYTES(c.options.allowed[0], "Failed Login Guard");
    struct linter *l = NULL;
    CHECK_INT(linter_new(&c.options, &l, NULL), OK);
    linter_free(l);
    arena_done(&a);
}

TEST(an_empty_file_changes_nothing)
{
    struct arena a = {.max_bytes = 1 << 20};
    struct lint_config c = parsed(&a, "");
    CHECK_INT(c.options.rule_count + c.options.word_count + c.options.people_count, 0);
    CHECK(!c.people_file.n);
    arena_done(&a);
}

TEST(many_words_are_kept_all)
{
    struct arena a = {.max_bytes = 1 << 24};
    char text[8192] = "[words legal.words]\n";
    for (int i = 0; i < 200; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "add = word%d, other%d\n", i, i);
    struct lint_config c = parsed(&a, text);
    CHECK_INT(c.options.word_count, 400);
    CHECK_BYTES(c.options.words[0].word, "word0");
    CHECK_BYTES(c.options.words[399].word, "other199");
    arena_done(&a);
}

TEST(a_mistake_is_said_with_its_line_and_what_could_stand_there)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"[packs]\n\nblam = on\n", "line 3: there is no pack 'blam'; 'aftermath lint --list' shows them"},
        {"[rules]\nblame.nothing = off\n",
         "line 2: there is no rule 'blame.nothing'; 'aftermath lint --list' shows them"},
        {"[packs]\nblame = loud\n", "line 2: 'blame' cannot be 'loud'; write on, off, advice, warning or error"},
        {"[pack]\nblame = on\n",
         "line 2: there is no section [pack]; [packs], [rules], [words LIST], [people] and [allowed] can stand there"},
        {"[words no.list]\nadd = x\n",
         "line 2: there is no list of words 'no.list'; 'aftermath lint --list' shows them"},
        {"[words legal.words]\nplus = x\n", "line 2: a list of words has 'add' and 'remove', not 'plus'"},
        {"[people]\nname = x\n", "line 2: 'people' has 'names' and 'file', not 'name'"},
        {"[allowed]\nterm = x\n", "line 2: 'allowed' has 'terms', not 'term'"},
        {"language = xx\n", "line 1: the language 'xx' is not known; write en or de"},
        {"langage = en\n", "line 1: there is no 'langage' before the first section; 'language' can stand there"},
        {"[packs\n", "line 1 is no '[section]', no 'name = value' and no comment"},
        {"[packs]\nblame\n", "line 2 is no '[section]', no 'name = value' and no comment"},
        {"language = \xff\n", "line 1 is no UTF-8 text"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena a = {.max_bytes = 1 << 20};
        struct lint_config c;
        struct why why = {{0}};
        CHECK_INT(lint_config_parse(&a, bytes_of(bad[i].text), &c, &why), ERR_INVALID);
        CHECK_STR(why.text, bad[i].says);
        arena_done(&a);
    }
}

TEST(a_line_that_the_reader_would_cut_is_refused)
{
    struct arena a = {.max_bytes = 1 << 20};
    char text[400];
    struct lint_config c;
    struct why why = {{0}};
    snprintf(text, sizeof text, "\n[allowed]\nterms = %0250d\n", 1);
    CHECK_INT(lint_config_parse(&a, bytes_of(text), &c, &why), ERR_INVALID);
    CHECK_STR(why.text, "line 3 is longer than 190 bytes; go on in the next line, which begins with a blank");
    arena_done(&a);
}

TEST(chosen_packs_are_on_and_all_others_off)
{
    struct lint_options o = {.packs = {[LINT_VAGUE] = LINT_OFF, [LINT_BLAME] = LINT_WARNING}};
    struct why why = {{0}};
    CHECK_INT(lint_config_choose_packs(&o, BYTES("legal, vague,blame"), &why), OK);
    CHECK_INT(o.packs[LINT_LEGAL], LINT_ADVICE);
    CHECK(o.packs[LINT_VAGUE] != LINT_OFF);
    CHECK_INT(o.packs[LINT_BLAME], LINT_WARNING);
    CHECK_INT(o.packs[LINT_STRUCTURE], LINT_OFF);
    CHECK_INT(lint_config_choose_packs(&o, BYTES("blam"), &why), ERR_INVALID);
    CHECK_STR(why.text, "there is no pack 'blam'; 'aftermath lint --list' shows them");
}

TEST(each_open_list_has_a_name_of_its_own_and_says_what_it_holds)
{
    const struct word_list *l;
    for (uint32_t i = 0; (l = lint_word_list_at(i)); i++) {
        CHECK(l->help && *l->help);
        CHECK(lint_word_list(bytes_of(l->name)) == l);
    }
    CHECK(lint_word_list(BYTES("legal.words")));
    CHECK(!lint_word_list(BYTES("legal.word")));
}

int
main(void)
{
    RUN(everything_that_can_be_set_is_read);
    RUN(an_empty_file_changes_nothing);
    RUN(many_words_are_kept_all);
    RUN(a_mistake_is_said_with_its_line_and_what_could_stand_there);
    RUN(a_line_that_the_reader_would_cut_is_refused);
    RUN(chosen_packs_are_on_and_all_others_off);
    RUN(each_open_list_has_a_name_of_its_own_and_says_what_it_holds);
    return test_end();
}
