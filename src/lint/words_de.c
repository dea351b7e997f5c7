/* German: a small pack that shows what a second language needs: its words, and rules for its order of words. */
#include "rule.h"

// clang-format off
const struct word_list words_de[] = {
    {W_I, "ich, mich, mir"},
    {W_WE, "wir, uns"},
    {W_PERSON, "er, jemand, niemand, keiner"},
    {W_POSSESSIVE, "mein, meine, sein, seine, ihr, ihre"},
    {W_DETERMINER, "der, die, das, den, dem, des, ein, eine, einen, einem, einer, unser, unsere"},
    {W_NOT, "nicht, nie, kein, keine"},
    {W_ROLE, "entwickler, entwicklerin, entwicklern, ingenieur, ingenieurin, ingenieure, admin, admins, administrator, administratorin, "
             "mitarbeiter, mitarbeiterin, mitarbeitern, kollege, kollegin, kollegen, techniker, technikerin, operator, bediener, "
             "programmierer, programmiererin, praktikant, praktikantin, dienstleister, bereitschaft, chef, leiter, leiterin",
     "people.roles.de", "What people are called by the work they do (German)"},
    {W_TEAM, "team, teams, gruppe, abteilung, betrieb, support, entwicklung", "people.teams.de", "What groups of people are called (German)"},
    {W_GIVEN_NAME, "anna, bernd, birgit, christian, daniel, eva, frank, hans, heike, ines, jan, jens, jörg, jürgen, karin, katja, "
                   "klaus, lena, lukas, maria, markus, martin, michael, nina, olaf, petra, sabine, sandra, stefan, susanne, sven, "
                   "thomas, tobias, ulrich, ursula, uwe, wolfgang"},
    {W_FORGET, "vergaß, vergass, vergessen, versäumte, versäumten, versäumt, übersah, übersahen, übersehen, vernachlässigte, "
               "vernachlässigt, verschlief, verpeilt, verpennt"},
    {W_ERR_VERB, "vertippte, vertippt, verwechselte, verwechselt, verklickte, verklickt, verpfuscht, vermasselt, vermasselte, "
                 "missachtete, missachtet, ignorierte"},
    {W_ERR_ADVERB, "versehentlich, irrtümlich, irrtümlicherweise, fälschlicherweise, unabsichtlich, aus versehen"},
    {W_JUDGE_ADVERB, "fahrlässig, leichtsinnig, schlampig, unachtsam, leichtfertig, gedankenlos"},
    {W_JUDGE_NOUN, "fahrlässigkeit, schlamperei, unachtsamkeit, leichtsinn, inkompetenz, unfähigkeit, nachlässigkeit"},
    {W_HUMAN, "menschliches versagen, menschlicher fehler, menschlichen fehler, menschlichem versagen, menschliche fehler, "
              "bedienfehler, bedienungsfehler, anwenderfehler"},
    {W_SHOULD, "hätte, hätten"},
    {W_CHECK_VERB, "müssen, sollen, können, dürfen"},
    {.words = NULL},
};
// clang-format on
