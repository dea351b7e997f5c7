/* English: the words with which people are blamed, by what they do in a sentence, and the words of hindsight. */
#include "rule.h"

// clang-format off
const struct word_list words_blame[] = {
    {W_FORGET, "forget/forgot/forgotten, neglect, overlook, disregard, omit, misremember", .inflect = true},
    {W_FORGET, "lose track of, lost track of, loses track of, lose sight of, lost sight of"},
    {W_FORGET, "mistype, fat-finger, misunderstand/misunderstood/misunderstood", .inflect = true}, // only people do
    {W_FORGET, "made a typo, made a mistake, made an error, makes a mistake, made the mistake"},
    {W_FAIL, "fail", .inflect = true},
    {W_BETTER, "better, firmer, clearer, deeper, fuller, stronger"},
    {W_WORK, "commit, commits, merge, merges, change, changes, patch, patches, pr, push, deploy, deployment, edit, edits, fix, update, "
             "script, migration, code, pull request, refactoring, refactor, rebase, query, command, hack"},
    {W_CHOOSE, "chose, decided, opted, preferred, managed"},
    {W_LACK, "lack, failure, inability, unwillingness, refusal, reluctance, neglect"},
    // what goes wrong is the doing: who does it did wrong
    {W_ERR_VERB, "misconfigure, mistype, botch, bungle, fumble, flub, goof, err, blunder, misjudge, misread/misread/misread, mishandle, "
                 "misunderstand/misunderstood/misunderstood, misdiagnose, misinterpret, miscalculate, miscommunicate, "
                 "mess up, screw up, screw, muck up, foul up, slip up, stuff up, mix up, cock up, fuck up, fat-finger, "
                 "mismanage, misplace, misspell, misuse, mislabel, misreport, underestimate, overestimate, "
                 "rush, panic/panicked/panicked, slack off, sleep through/slept/slept, "
                 "jump the gun, drop the ball, cut corners/cut/cut, leave out/left/left, blow it/blew/blown, "
                 "rubber-stamp, confuse, conflate, ignore, skip, refuse, gamble, sabotage, violate, disobey, bypass, circumvent, miss, "
                 "typo", .inflect = true},
    {W_ERR_VERB, "fat fingered, did nothing, mistook, "
                 "made an error, made a mistake, made mistakes, made errors, made the mistake, made a typo, making a mistake, make a mistake, makes a mistake, "
                 "making mistakes, make mistakes, made the error, made a bad call, made a poor decision, made a bad decision, made a serious mistake, "
                 "made a critical mistake, made a critical error, "
                 "chose wrong, "
                                  "took too long, waited too long, reacted too slowly, acted too late, had no idea, had no clue, got it wrong, got this wrong, "
                 "jumped to conclusions, jumped to the conclusion, lacked the skills, lacked the skill, lacked experience, "
                 "took a shortcut, took shortcuts, did a poor job, did a bad job"},
    // a bad end, laid on whoever is the subject
    {W_HARM_VERB, "break/broke/broken, crash, ruin, destroy, nuke, wreck, cripple, corrupt, take down/took/taken, "
                  "bring down/brought/brought, knock out, knock over, wipe out, blow up/blew/blown, "
                  "tank, trash, clobber, bork, hose, brick, jeopardize, endanger, "
                  "cause, trigger", .inflect = true},
    {W_ACT_VERB, "push, run/ran/run, merge, deploy, commit, delete, drop, apply, restart, roll, change, disable, release, "
                 "remove, edit, execute, launch, start, stop, reboot, shut/shut/shut, type, enter, click, approve", .inflect = true},
    {W_CHECK_VERB, "check, test, verify, validate, notice, realize, realise, confirm, double-check, review, read/read/read, "
                   "consider, think/thought/thought, look, see/saw/seen, spot, catch/caught/caught, "
                   "anticipate, foresee/foresaw/foreseen, know/knew/known, understand/understood/understood, recognize, recognise, "
                   "follow, communicate, escalate, notify, inform, tell/told/told, document, "
                   "pay/paid/paid, listen, bother, ask, consult, remember, respond, react, answer, acknowledge, coordinate, care, "
                   "ensure, make sure/made/made, take care/took/taken, inspect, examine, monitor, "
                   "plan, prepare, warn, comply, adhere, wait, mention, question, flag, "
                   "end up, get around to/got/gotten, take the time/took/taken, stop to think, cross-check, doublecheck, double check, proofread/proofread/proofread", .inflect = true},
    {W_BOTHER, "bother, care, trouble", .inflect = true},
    {W_ERR_ADVERB, "mistakenly, accidentally, inadvertently, erroneously, wrongly, incorrectly, unintentionally, improperly, "
                   "unwittingly, by mistake, by accident, in error, inaccurately, falsely, unknowingly, prematurely, "
                   "mistakingly, accidently, badly, poorly"},
    {W_JUDGE_ADVERB, "carelessly, recklessly, stupidly, foolishly, negligently, irresponsibly, lazily, naively, blindly, "
                     "thoughtlessly, sloppily, hastily, incompetently, unprofessionally, "
                     "heedlessly, clumsily, unwisely, inexplicably, wilfully, willfully, ignorantly, "
                     "without thinking, without checking, without testing, without asking, without permission, "
                     "without running, without reading, without verifying, without looking, without consulting, without telling, without notifying, without informing, "
                     "without reviewing, without approval, without understanding, without backing up, unilaterally, "
                     "without authorization, without bothering, without authorisation, arrogantly, rashly, inattentively, mindlessly"},
    {W_ERR_NOUN, "mistake, mistakes, error, errors, oversight, oversights, slip, slips, blunder, blunders, lapse, lapses, "
                 "misjudgement, misjudgment, misstep, missteps, screw-up, screwup, typo, typos, goof, fuckup, fuck-up, misunderstanding, "
                 "wrongdoing, misbehavior, misbehaviour, misconduct, slip-up, failing, failings, inaction"},
    {W_JUDGE_NOUN, "negligence, careless, negligent, irresponsible, reckless, incompetent, unprofessional, inexcusable, pebkac, id10t, layer 8, "
                   "fat finger, fat fingers, fat-finger, fat-fingering, fat-fingered, brain fart, finger trouble, between keyboard and chair, "
                   "stupid mistake, silly mistake, dumb mistake, sloppy mistake, amateur mistake, stupid error, silly error, dumb error, "
                   "mea culpa, that 's on me, it 's on me, this is on me, this one is on me, was on me, that was me, it was me, this was me, "
                   "i take full responsibility, i took full responsibility, i take responsibility, i take the blame, blame myself, "
                   "what were they thinking, what was i thinking, what was he thinking, what was she thinking, in their right mind, "
                   "in his right mind, infinite wisdom, own stupidity, beginner 's mistake, beginner mistake, rookie error, newbie mistake, shame on, shameful, amateur hour, common sense, facepalm, dumbass, jackass, "
                   "carelessness, incompetence, recklessness, laziness, inattention, stupidity, sloppiness, ineptitude, "
                   "complacency, inexperience, ignorance, forgetfulness, idiot, idiots, moron, morons, fool, fools, clown, clowns, "
                   "noob, slacker, cowboy, cowboys, irresponsibility, "
                   "lack of attention, lack of care, lack of diligence, lack of discipline, lack of competence, lack of skill, "
                   "lack of common sense, should know better, know better, known better, knew better, lack of professionalism, poor judgement, poor judgment, bad judgment, bad judgement, "
                   "sloppy work, lack of ownership, guilty party, rookie mistake, hubris, arrogance, indifference, "
                   "failure to follow, failure to adhere"},
    {W_JUDGE_ADJ, "careless, incompetent, lazy, sloppy, reckless, ashamed, stupid, dumb, silly, lame, hopeless, terrible, negligent, irresponsible, foolish, idiotic, inept, "
                  "clueless, useless, unprofessional, thoughtless, inattentive, complacent, inexcusable, unforgivable, "
                  "unacceptable, clumsy, ignorant, naive, dense, forgetful, hapless, overconfident, cavalier, arrogant, unqualified, "
                  "inexperienced, untrained, undisciplined, unreliable, untrustworthy, amateurish, lax, rude, selfish, embarrassing"},
    {W_ERR_ADJ, "wrong, incorrect, bad, poor, mistaken, erroneous, faulty, broken, buggy, untested, unreviewed"},
    {W_ERR_THING, "message, messages, rate, rates, handling, handler, budget, budgets, code, codes, log, logs, report, reports, "
                  "response, responses, page, pages, text, count, counts, tracking, type, types, class, recovery, correction, "
                  "margin, tolerance, domain, injection, event, events, line, lines, string, metric, metrics, condition, conditions, detection, "
                  "reporting, level, levels, screen, dialog, state, states, path, prone"},
    {W_HUMAN, "member, members, deployer, deployers, human, operator, user, pilot, admin, administrator, engineer, developer, manual, personal, employee, staff, "
              "operators, admins, people, programmer, individual, personnel, technician, reviewer, pebkac, layer 8"},
    {W_CAUSE, "because of, due to, caused by, result of, resulting from, resulted from, attributed to, attributable to, stemmed from, "
              "down to, owing to, thanks to, triggered by, blamed on, came from, blame, root cause, cause, "
              "traced to, traced back to, traceable to, rooted in, led to, introduced by"},
    {W_FAULT, "fault, blame, guilt, responsibility, bad"},
    {W_STATE, "responsible for, confused, more careful, more attentive, more diligent, more responsible, wrong, mistaken, too hasty, too quick, slow to, hasty, in the wrong, tired, drunk, distracted, asleep, exhausted, hungover, sleepy, inattentive, "
              "on holiday, on vacation, at lunch, nowhere to be found, absent, oblivious, out of their depth, "
              "out of his depth, out of her depth, out of my depth, in a hurry, in a rush, not paying attention, n't paying attention, "
              "unprepared, too busy, asleep at the wheel, half asleep, panicking, "
              "not qualified, n't qualified, not experienced, not competent, not trained, n't trained, too lazy, too slow, too late"},
    {W_SKILL, "inexperienced, untrained, unqualified, incompetent, new to the, too junior, out of practice, rusty, not skilled, "
              "clueless, lacked experience, lacked the, lacks the skills, did n't know what"},
    {W_WHY, "why, how come, how could"},
    {W_APOLOGY, "sorry, apologise, apologize, apologies, apology, apologizes"},
    {W_WHO_DID, "let, thought, decided, wrote, left, made, introduced, put, authorized, authorised, signed, allowed, permitted, "
                "caused, granted, gave, told, ordered, asked, set, configured"},
    {W_PREVENT, "risk, risks, chance, chances, possibility, possibilities, potential, likelihood, probability, room, opportunity, "
                "opportunities, reduce, reduces, reducing, prevent, prevents, preventing, avoid, avoids, avoiding, minimize, minimise, "
                "minimizing, minimising, eliminate, eliminates, eliminating, prone, against, susceptible, vulnerable, protect, protects, "
                "protecting, guard, guards, tolerate, tolerant, resilient, mitigate, mitigates, catch, catches, fewer, less"},
    {W_META, "counterfactual, counterfactuals, finger-pointing, point fingers, pointing fingers, just culture, old view, new view, bad apple, bad apples, bad apple theory, safety culture, blame-free, blame free, blame culture, blame game, assign blame, assigning blame, assigns blame, "
             "place blame, placing blame, without blame, no blame, not to blame, not blame, avoid blame, blameless, blameful, blamelessness, blaming, culture, guideline, guidelines, avoid writing, instead of writing, "
             "never write, do not write, postmortems should, postmortem culture, scapegoating, hindsight bias, fundamental attribution"},
    {.words = NULL},
};

const struct word_list words_hindsight[] = {
    {W_OBVIOUS, "obviously, clearly, of course, evidently, needless to say, predictably, unsurprisingly, inevitably, "
                "plainly, undoubtedly, it was obvious, as anyone would, no surprise, no wonder, "
                "self-evident, self-evidently, glaringly, blatantly"},
    {W_SIMPLY, "simply, just, merely, trivially, easily, only had to, all it took"},
    {W_OUTCOME, "disastrous, catastrophic, fateful, ill-fated, doomed, tragic, inevitable, disastrously, catastrophically, "
                "fatefully, fatal mistake, recipe for disaster, accident waiting to happen, ticking time bomb, time bomb"},
    {W_HINDSIGHT, "in hindsight, in retrospect, with hindsight, with the benefit of hindsight, looking back, hindsight, retrospectively, "
                  "knowing what we know now"},
    {W_AVOID, "avoid, prevent, catch/caught/caught, detect, stop, notice, spot, mitigate, foresee/foresaw/foreseen, anticipate, alert, page, "
              "warn, reduce, limit, shorten, resolve, fix, identify, discover, minimize, minimise, lessen", .inflect = true},
    {W_IF, "if only, if"},
    {.words = NULL},
};
// clang-format on
