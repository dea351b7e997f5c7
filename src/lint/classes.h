#ifndef LINT_CLASSES_H
#define LINT_CLASSES_H
/*
 * Classes of words: what a word may be, by the lists of words (struct word_list in rule.h) of the language in use. A
 * word can be in many. Rules are dispatched by them. The grammar comes first; each pack adds its own below its comment.
 */

enum word_class {
    W_NONE = 0,

    // ---- grammar: words_en.c, words_de.c ----
    W_I,           // I, me, myself
    W_WE,          // we, us, ourselves
    W_PERSON,      // he, she, someone, anybody, whoever: one person, or people in general
    W_THEY,        // they, them: people or things
    W_YOU,         // you
    W_WHO,         // who
    W_THAT,        // that, which
    W_ROLE,        // engineer, developer, operator, colleague: a person by what they do (list people.roles)
    W_TEAM,        // team, ops, SRE, support: people as a group (list people.teams)
    W_MACHINE,     // server, job, script, alert: a thing that acts (list machines)
    W_ORG,         // company, vendor, provider, or a known company's name (list organisations)
    W_GIVEN_NAME,  // common first names
    W_DETERMINER,  // the, a, this, each
    W_POSSESSIVE,  // my, his, her, their, our
    W_PREPOSITION, // of, in, by, with
    W_BY,          // by
    W_OF,          // of
    W_AND,         // and, or, nor
    W_SUBORDINATE, // because, although, when, if, while, after
    W_BE,          // is, was, been, being
    W_HAVE,        // has, had
    W_DO,          // do, did
    W_GET,         // got, gets
    W_MODAL,       // can, will, must, may
    W_SHOULD,      // should, ought, needed to
    W_COULD,       // could, would, might
    W_TO,          // to
    W_NOT,         // not, never, no longer, n't
    W_NO,          // no, nobody, none
    W_ADVERB,      // also, already, then; and any word in -ly
    W_VERB,        // a known form of a verb, any
    W_VERB_BASE,   // forms: delete
    W_VERB_S,      // deletes
    W_VERB_PAST,   // deleted
    W_VERB_PART,   // deleted, written
    W_VERB_ING,    // deleting
    W_ADJECTIVE,   // known adjectives and participles that are used so
    W_NOUN,        // a known noun that is none of the above
    W_NUMBER,      // digits, or a number word
    W_TIME,        // minute, hour, day, ...
    W_TITLE,       // Mr, Dr, ...
    W_NAME,        // names of people that were given
    W_EITHER,      // operator, agent, user, controller: a role, or a program
    W_GENITIVE,    // 's
    W_SAY,         // say, ask, think, realise, notice: only people do
    W_ALLOWED,     // terms in which nothing is found
    W_NEXT_LAST,   // words of the grammar end here

    // ---- blame ----
    W_FORGET = 48,  // forget, neglect, omit, overlook: the doer is a person, and did wrong
    W_FAIL,         // fail
    W_ERR_VERB,     // misconfigure, mistype, botch, mess up: doing wrong
    W_HARM_VERB,    // break, delete, crash, wipe: an effect one is blamed for
    W_ACT_VERB,     // push, run, merge, deploy: what people do
    W_CHECK_VERB,   // check, test, verify, notice, realise: what people are said to have missed
    W_ERR_ADVERB,   // mistakenly, accidentally, inadvertently
    W_JUDGE_ADVERB, // carelessly, recklessly, stupidly
    W_ERR_NOUN,     // mistake, error, oversight, slip
    W_JUDGE_NOUN,   // negligence, carelessness, incompetence
    W_JUDGE_ADJ,    // careless, incompetent, lazy
    W_ERR_ADJ,      // wrong, incorrect
    W_HUMAN,        // human, operator, user, pilot (before error)
    W_CAUSE,        // cause, due to, because of, attributed to
    W_FAULT,        // fault, blame, guilt, responsibility
    W_BOTHER,       // bother
    W_STATE,        // tired, drunk, distracted, asleep
    W_SKILL,        // inexperienced, untrained, junior, unqualified
    W_WHY,          // why, how come
    W_APOLOGY,      // sorry, apologise
    W_META,         // blame, blameless, culture: text about blame
    W_ERR_THING,    // error message, error rate: the error is not anybody's
    W_WHO_DID,      // let, decided, wrote: what is asked of the guilty
    W_LACK,         // lack of, failure to
    W_BETTER,       // better, clearer: of what somebody lacks
    W_WORK,         // commit, merge: what somebody made
    W_CHOOSE,       // chose, decided (to ignore)
    W_PREVENT,      // risk of, prevent: the error is what is guarded against
    W_BLAME_END,    // words of blame end here

    // ---- hindsight ----
    W_OBVIOUS = 79, // obviously, clearly, of course
    W_SIMPLY,       // simply, just, merely
    W_OUTCOME,      // disastrous, catastrophic, fatal, doomed
    W_HINDSIGHT,    // in hindsight, in retrospect
    W_AVOID,        // avoid, prevent, catch, detect
    W_IF,           // if, had
    W_HINDSIGHT_END,

    // ---- vague ----
    W_SOME = 88,    // some, many, several, a number of: an amount without a number
    W_POPULATION,   // users, customers, requests: what an impact has numbers of
    W_WHILE,        // a while, some time: a length of time without a number
    W_OUTAGE,       // outage
    W_PARTIAL,      // partial, degraded, intermittent
    W_ENTIRE,       // full, complete, total
    W_ZONE,         // UTC, CET, PST, local time
    W_ABBREVIATION, // HTTP, CPU, DNS: what every reader knows (list vague.abbreviations)

    // ---- action ----
    W_OPEN_VERB,   // investigate, look into, consider: begins something without an end
    W_CARE,        // be more careful, remember to: asks people to be different
    W_IMPROVE,     // improve, enhance, optimize: better, but not how much
    W_RESULT,      // so that, until, by: what says when it is done
    W_WISH,        // should, need, would like: wants instead of doing
    W_SOON,        // soon, as soon as possible, in the future
    W_OWNER_HEAD,  // owner, assignee: a column or label for who
    W_DATE_HEAD,   // due, deadline: a column or label for when
    W_ACTION_HEAD, // action, task: a column for what
    W_OPEN_ENTRY,  // TBD, none yet: stands where an owner or date would

    // ---- legal ----
    W_LEGAL, // list legal.words

    // ---- structure ----
    W_ROOT_CAUSE, // root cause, underlying cause
    W_RESPONDING, // alert, page, runbook: what the response is made of
    W_MITIGATING, // rollback, limit, failover: what makes the next one smaller
    W_BECAUSE,    // because, caused by, led to: the sentence says a cause
    W_PACKS_END,

    W_CLASS_MAX = 192,
};
#endif
