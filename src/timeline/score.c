/*
 * How much an event matters, with the reasons for it.
 *
 * First each event by itself (score_events): what kind of record it is, what its words say (evidence_table.c), what
 * it carries. Then, once the incident's window is known, its surroundings (score_surroundings): whether it lies just
 * before the start, is the first sign or the last word, is taken up by others, speaks of what is broken.
 *
 * The strongest topic counts in full, further ones with falling weight: a line that says five things is not five times
 * as important.
 */
#include "build.h"

#include "../base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOKEN_MIN_BYTES = 6,
    LEADS_MAX = 2,         // people counted as leading the response
    ACTED_POINTS = 28,     // of a message that says that something was done
    SAYS_MUCH_POINTS = 20, // "Resolved" is one word and enough
    STATEMENT_WORDS = 5,
    SAYS_SOMETHING_POINTS = 16, // what a message needs by itself before its place can lift it
    QUIET_MESSAGES = 3,         // so few around a message, itself included, are little
    TITLE_HELD_BYTES = 24,      // so much of the title shows that the detail holds it
};

#define QUIET_REACH_MS (5 * MINUTE_MS)

static const int falling_percent[] = {100, 60, 40, 30, 20};

void
add_reason(struct build *b, uint32_t event, enum given row, int points)
{
    struct work *w = &b->work[event];
    w->points = (int16_t)(w->points + points);
    w->topics |= 1u << evidence_table[row].topic;
    if (w->brief_count < BRIEFS_MAX)
        w->briefs[w->brief_count++] = (struct brief){.row = (uint8_t)row, .points = (int8_t)points};
}

/* ---- the event by itself ---- */

/*
 * What an event's words are read from: the whole text where the detail holds it. A collapsed line speaks by its title,
 * not by the titles that it lists; and so do records whose detail is made of further fields (a policy's name, labels).
 */
static struct bytes
text_of(const struct event *e)
{
    bool fields = e->kind == KIND_ALERT || e->kind == KIND_PAGE || e->kind == KIND_TICKET ||
                  (e->kind == KIND_NOTE && !bytes_has_nocase(e->detail, bytes_cut(e->title, 0, TITLE_HELD_BYTES)));
    return e->detail.n && e->times == 1 && !fields ? e->detail : e->title;
}

struct sheet {
    struct work *w;
    struct bytes text; // what the words lie in
};

static void
give_row(struct sheet *s, uint32_t row, int points, struct bytes words)
{
    struct work *w = s->w;
    w->points = (int16_t)(w->points + points);
    w->topics |= 1u << evidence_table[row].topic;
    if (w->brief_count == BRIEFS_MAX)
        return;
    struct brief *br = &w->briefs[w->brief_count++];
    *br = (struct brief){.row = (uint8_t)row, .points = (int8_t)points};
    if (words.n) {
        br->words_at = (uint16_t)(words.p - s->text.p);
        br->words_n = (uint16_t)words.n;
    }
}

/* Full points of a row that code gives. */
static void
give_full(struct sheet *s, enum given row)
{
    give_row(s, row, evidence_table[row].points, BYTES_NONE);
}

/* A file that changed where it is used, as a listing of a machine shows it, is out already. */
static bool
is_listed_file(const struct build *b, const struct event *e)
{
    return e->kind == KIND_CHANGE && b->signals[e->main].family.n > 0;
}

static void
give_kind(struct sheet *s, const struct build *b, const struct event *e)
{
    switch ((enum kind)e->kind) {
    case KIND_ALERT:
        give_full(s, e->state == STATE_RESOLVED ? GIVEN_ALERT_RESOLVED : GIVEN_ALERT_FIRED);
        break;
    case KIND_PAGE:
        if (e->state == STATE_ACKNOWLEDGED)
            give_full(s, GIVEN_ACKNOWLEDGED);
        else if (e->state == STATE_UPDATED || e->state == STATE_NONE) // a reply, a new priority
            give_row(s, GIVEN_SOMEBODY_WAS_PAGED, evidence_table[GIVEN_SOMEBODY_WAS_PAGED].points / 2, BYTES_NONE);
        else
            give_full(s, GIVEN_SOMEBODY_WAS_PAGED);
        break;
    case KIND_STATUS:
        give_full(s, e->state == STATE_RESOLVED ? GIVEN_PUBLIC_NOTICE_RESOLVED : GIVEN_PUBLIC_NOTICE);
        break;
    case KIND_NOTE:
        give_full(s, GIVEN_WRITTEN_DOWN_BY_A_PERSON);
        break;
    case KIND_DEPLOY:
        give_full(s, e->state == STATE_FAILED ? GIVEN_DEPLOYMENT_FAILED : GIVEN_DEPLOYMENT);
        break;
    case KIND_CHANGE:
        give_full(s, is_listed_file(b, e) ? GIVEN_DEPLOYMENT : e->state == STATE_MERGED ? GIVEN_MERGED : GIVEN_CHANGE);
        break;
    case KIND_TICKET:
        give_full(s, GIVEN_TICKET);
        break;
    case KIND_LOG:
        give_full(s, GIVEN_LOG_LINE);
        break;
    case KIND_CHAT:
    case KIND_OTHER:
    case KIND_MAX:
        give_full(s, GIVEN_MESSAGE);
        break;
    }
    if (e->severity == 1 || e->severity == 2)
        give_row(s, GIVEN_SEVERITY, e->severity == 1 ? 8 : 4, BYTES_NONE);
    if (e->severity >= 4 && (e->kind == KIND_ALERT || e->kind == KIND_STATUS))
        give_row(s, GIVEN_SEVERITY, -10, BYTES_NONE);
}

/* What the words say: the best row of each topic, the topics with falling weight, and what speaks against. */
static void
give_words(struct sheet *s, const struct matches *m, enum kind kind)
{
    bool is_change = kind == KIND_CHANGE || kind == KIND_DEPLOY;
    /* The title of an alert or a ticket tells what is wrong; "order requests fail" requests nothing. */
    bool is_complaint = kind == KIND_ALERT || kind == KIND_TICKET;
    const unsigned complaints = 1u << TOPIC_SYMPTOM | 1u << TOPIC_IMPACT | 1u << TOPIC_OBSERVATION;
    const unsigned asked_too = 1u << TOPIC_SYMPTOM | 1u << TOPIC_OBSERVATION | 1u << TOPIC_HYPOTHESIS;
    int best_points[TOPIC_MAX] = {0};
    uint32_t best_row[TOPIC_MAX] = {0};
    int against = 0;
    for (uint32_t row = 0; row < evidence_count; row++) {
        const struct evidence *ev = &evidence_table[row];
        if (!matches_has(m, row) || (is_complaint && !(complaints >> ev->topic & 1)))
            continue;
        int points = ev->points;
        /* In a commit most words of action are its everyday business; undoing something is not. */
        if (is_change && ev->flags & EVIDENCE_TALK && strcmp(ev->name, "rollback") != 0)
            points = points * 2 / 5;
        /* Who asks whether it was restarted has not restarted it; who asks whether it is down has seen something. */
        if (m->only_asks && points > 0 && !(asked_too >> ev->topic & 1))
            points /= 2;
        if (points < 0) {
            against += points;
            give_row(s, row, 0, m->words[row]);
        } else if (points > best_points[ev->topic]) {
            best_points[ev->topic] = points;
            best_row[ev->topic] = row;
        }
    }
    int strongest = 0;
    for (size_t nth = 0;; nth++) {
        int topic = 0;
        for (int t = 0; t < TOPIC_MAX; t++)
            if (best_points[t] > best_points[topic])
                topic = t;
        if (!best_points[topic])
            break;
        size_t last = sizeof falling_percent / sizeof *falling_percent - 1;
        int points = best_points[topic] * falling_percent[nth < last ? nth : last] / 100;
        strongest = points > strongest ? points : strongest;
        give_row(s, best_row[topic], points, m->words[best_row[topic]]);
        best_points[topic] = 0;
    }
    if (against) { // a joke beside a finding does not make the finding a joke
        int taken = strongest >= 20 ? against / 2 : against;
        s->w->points = (int16_t)(s->w->points + taken);
        for (uint32_t i = 0; i < s->w->brief_count; i++)
            if (s->w->briefs[i].points == 0) {
                s->w->briefs[i].points = (int8_t)taken;
                break;
            }
    }
}

static void
give_form(struct sheet *s, const struct build *b, const struct event *e, const struct matches *m)
{
    const struct signal *sig = &b->signals[e->main];
    if (e->flags & SIGNAL_PINNED)
        give_full(s, GIVEN_PINNED);
    if (sig->reactions)
        give_row(s, GIVEN_REACTIONS, sig->reactions >= 5 ? 10 : sig->reactions * 2, BYTES_NONE);
    if (e->flags & SIGNAL_BROADCAST)
        give_full(s, GIVEN_ADDRESSES_EVERYBODY);
    if (e->times > 1)
        give_row(s, GIVEN_HAPPENED_OFTEN, e->times >= 10 ? 6 : 3, BYTES_NONE);
    if (e->kind != KIND_CHAT && e->kind != KIND_OTHER)
        return;
    if (e->flags & SIGNAL_SYSTEM)
        give_full(s, GIVEN_JOINS_AND_RENAMES);
    if (e->flags & SIGNAL_BOT)
        give_full(s, GIVEN_A_PROGRAM_SPEAKS);
    if (m->has_quantity)
        give_full(s, GIVEN_QUANTITY);
    s->w->is_specific = m->word_count >= STATEMENT_WORDS && m->names_thing && !m->is_question;
    if (s->w->is_specific)
        give_full(s, GIVEN_NAMES_A_THING);
    if (m->has_block)
        give_full(s, GIVEN_QUOTED_OUTPUT);
    else if (m->has_code || e->flags & SIGNAL_CODE)
        give_row(s, GIVEN_QUOTED_OUTPUT, evidence_table[GIVEN_QUOTED_OUTPUT].points / 2, BYTES_NONE);
    if (e->flags & SIGNAL_FILE)
        give_full(s, GIVEN_A_PICTURE_OR_FILE);
    bool links = false;
    for (const struct tie *t = sig->ties; t && !links; t = t->next)
        links = t->kind == TIE_PULL || t->kind == TIE_COMMIT || t->kind == TIE_URL;
    if (links)
        give_full(s, GIVEN_LINKS);
    if (m->word_count < 4 && !links && !m->has_code && s->w->points < SAYS_MUCH_POINTS)
        give_full(s, GIVEN_A_FEW_WORDS);
    else if (m->is_question && s->w->brief_count <= 1)
        give_full(s, GIVEN_ONLY_A_QUESTION);
}

/* "Resolved: errors above 5 %", "Acknowledged: ...": the title is that of what was resolved and says nothing new. */
static bool
names_another(const struct event *e)
{
    return e->kind == KIND_PAGE || (e->kind == KIND_ALERT && e->state == STATE_RESOLVED);
}

static void
score_event(struct build *b, const struct matcher *mt, uint32_t i)
{
    struct event *e = &b->events[i];
    struct work *w = &b->work[i];
    struct sheet s = {.w = w, .text = text_of(e)};
    struct matches m;
    bool change = is_change(e);
    matcher_read(mt, s.text, change ? EVIDENCE_CHANGE : EVIDENCE_TALK, &m);
    give_kind(&s, b, e);
    if (!names_another(e))
        give_words(&s, &m, (enum kind)e->kind);
    give_form(&s, b, e, &m);
    if (e->at.precision == PRECISION_UNKNOWN || e->flags & SIGNAL_ABSURD_TIME)
        give_full(&s, GIVEN_TIME_IS_NOT_KNOWN);
    w->core = w->points;
    w->words = (uint16_t)(m.word_count > UINT16_MAX ? UINT16_MAX : m.word_count);
}

static bool
commits_go_in(const struct build *b)
{
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        if (e->kind == KIND_DEPLOY || e->state == STATE_MERGED || is_listed_file(b, e))
            return false;
    }
    return true;
}

void
score_events(struct build *b)
{
    b->commits_go_in = commits_go_in(b);
    b->work = calloc((size_t)b->event_count + 1, sizeof *b->work);
    if (!b->work)
        abort();
    struct matcher *mt = matcher_new(); // after what stays: its room is free again for what follows
    for (uint32_t i = 0; i < b->event_count; i++)
        score_event(b, mt, i);
    matcher_free(mt);
}

/* ---- its surroundings ---- */

/*
 * Takes the next word like "v20190208-c35c7e3", "PR-1123" or "5.81.0" off *rest: long, with a digit and a letter, or
 * a number in three parts. Four parts are an address.
 */
static bool
next_token(struct bytes *rest, struct bytes *ret)
{
    while (rest->n) {
        size_t i = 0, digits = 0, letters = 0, dots = 0;
        while (i < rest->n &&
               (ascii_is_alnum(rest->p[i]) || rest->p[i] == '-' || rest->p[i] == '_' || rest->p[i] == '.')) {
            digits += ascii_is_digit(rest->p[i]);
            letters += ascii_is_alpha(rest->p[i]);
            dots += rest->p[i] == '.';
            i++;
        }
        size_t end = i;
        for (; end > 0 && !ascii_is_alnum(rest->p[end - 1]); end--) // a sentence's own stop
            dots -= rest->p[end - 1] == '.';
        *ret = (struct bytes){rest->p, end};
        *rest = bytes_from(*rest, i + 1);
        if (digits && (letters ? end >= TOKEN_MIN_BYTES : dots == 2 && end >= TOKEN_MIN_BYTES - 1))
            return true;
    }
    return false;
}

static struct bytes
talk_of(const struct event *e)
{
    return bytes_cut(e->detail.n ? e->detail : e->title, 0, 1000);
}

static void
take_up(struct build *b, uint8_t *taken_up, const uint32_t *of, uint32_t by)
{
    if (!of)
        return;
    uint32_t what = *of - 1;
    if (taken_up[what] < 10)
        taken_up[what]++;
    if (!is_change(&b->events[what]) && b->events[what].kind != KIND_TICKET)
        return;
    if (b->naming_count == b->naming_cap) {
        b->naming_cap = b->naming_cap ? b->naming_cap * 2 : 64;
        b->namings = realloc(b->namings, b->naming_cap * sizeof *b->namings);
        if (!b->namings)
            abort();
    }
    b->namings[b->naming_count++] = (struct naming){what, by};
}

/*
 * Changes that people speak of later, by pull request, commit or version; tickets, by number; messages that others
 * answer in a thread.
 */
void
score_references(struct build *b)
{
    struct map things = {0};   // what a change is called -> event + 1
    struct map messages = {0}; // ref of a message -> event + 1
    uint8_t *taken_up = calloc((size_t)b->event_count + 1, 1);
    if (!taken_up)
        abort();
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        const struct signal *main = &b->signals[e->main];
        if (is_change(e)) {
            struct bytes rest = e->title, token;
            while (next_token(&rest, &token))
                *map_at(&things, token) = i + 1;
            for (uint32_t k = 0; k < e->signal_count; k++)
                for (const struct tie *t = b->signals[e->signals[k]].ties; t; t = t->next)
                    if (t->role == TIE_IS && (t->kind == TIE_COMMIT || t->kind == TIE_PULL || t->kind == TIE_VERSION))
                        *map_at(&things, t->kind == TIE_COMMIT ? bytes_cut(t->value, 0, 7) : t->value) = i + 1;
        } else if (e->kind == KIND_TICKET && main->ref.n) {
            *map_at(&things, main->ref) = i + 1;
            struct bytes rest = e->title, token; // "CHG0045510", where the file has ids of its own
            while (next_token(&rest, &token))
                *map_at(&things, token) = i + 1;
        } else if (is_persons(e) && main->ref.n && !(main->flags & SIGNAL_REPLY)) {
            *map_at(&messages, main->ref) = i + 1;
        }
    }
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        if (!is_persons(e))
            continue;
        for (const struct tie *t = b->signals[e->main].ties; t; t = t->next) {
            const struct map *in = t->kind == TIE_THREAD ? &messages : &things;
            const uint32_t *of = map_find(in, t->kind == TIE_COMMIT ? bytes_cut(t->value, 0, 7) : t->value);
            take_up(b, taken_up, of, i);
        }
        struct bytes rest = things.count ? talk_of(e) : BYTES_NONE, token;
        while (next_token(&rest, &token)) {
            const uint32_t *of = map_find(&things, token);
            take_up(b, taken_up, of, i);
        }
    }
    for (uint32_t i = 0; i < b->event_count; i++)
        if (taken_up[i]) {
            bool thing = is_change(&b->events[i]) || b->events[i].kind == KIND_TICKET;
            int each = thing ? 8 : 3, most = thing ? 20 : 12;
            add_reason(b, i, GIVEN_TAKEN_UP_LATER, taken_up[i] * each > most ? most : taken_up[i] * each);
        }
    free(taken_up);
    map_done(&things);
    map_done(&messages);
}

/* By itself it must say something before its place can lift it. */
static bool
says_something(const struct work *w)
{
    return w->core >= SAYS_SOMETHING_POINTS || w->is_specific;
}

/* Who carried the response, by what their messages weigh; and whom the user's file gives a leading role. */
static void
find_leads(struct build *b)
{
    struct map actors = {0};
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        if (is_persons(e) && e->in_window && e->actor.n && b->work[i].core > 10)
            *map_at(&actors, e->actor) += (uint32_t)b->work[i].core;
    }
    for (int lead = 0; lead < LEADS_MAX; lead++) {
        struct map_entry *best = NULL;
        for (uint32_t k = 0; k < actors.count; k++) {
            struct map_entry *en = &actors.entries[k];
            if (en->value &&
                (!best || en->value > best->value || (en->value == best->value && bytes_cmp(en->key, best->key) < 0)))
                best = en;
        }
        if (!best)
            break;
        for (uint32_t i = 0; i < b->event_count; i++)
            if (is_persons(&b->events[i]) && b->events[i].in_window && says_something(&b->work[i]) &&
                bytes_eq(b->events[i].actor, best->key))
                add_reason(b, i, GIVEN_LEADS_THE_RESPONSE, 4);
        best->value = 0;
    }
    map_done(&actors);
}

/* Where people write much, each message says less. */
static void
find_quiet(struct build *b)
{
    uint32_t from = 0, to = 0, inside = 0; // messages within QUIET_REACH_MS of event i
    for (uint32_t i = 0; i < b->event_count; i++) {
        const struct event *e = &b->events[i];
        if (e->at.precision == PRECISION_UNKNOWN)
            break;
        for (; to < b->event_count && event_ms(&b->events[to]) <= e->at.ms + QUIET_REACH_MS; to++)
            inside += is_persons(&b->events[to]);
        for (; event_ms(&b->events[from]) < e->at.ms - QUIET_REACH_MS; from++)
            inside -= is_persons(&b->events[from]);
        if (e->kind == KIND_CHAT && is_persons(e) && e->in_window && inside <= QUIET_MESSAGES &&
            says_something(&b->work[i]))
            add_reason(b, i, GIVEN_LITTLE_ELSE_WAS_SAID, evidence_table[GIVEN_LITTLE_ELSE_WAS_SAID].points);
    }
}

/* Until somebody acts, whatever people see is part of finding out. */
static void
find_first_observations(struct build *b, uint32_t first_sign)
{
    unsigned seen = 1u << TOPIC_SYMPTOM | 1u << TOPIC_IMPACT | 1u << TOPIC_OBSERVATION;
    for (uint32_t i = first_sign; i < b->event_count && b->events[i].in_window; i++) {
        const struct work *w = &b->work[i];
        if (!is_persons(&b->events[i]))
            continue;
        if (event_has(w, TOPIC_ACTION) && w->core >= ACTED_POINTS && !event_has(w, TOPIC_SYMPTOM))
            return;
        if (w->topics & seen && w->core >= SAYS_SOMETHING_POINTS)
            add_reason(b, i, GIVEN_BEFORE_ANYTHING_WAS_DONE, evidence_table[GIVEN_BEFORE_ANYTHING_WAS_DONE].points);
    }
}

/* What a program proposes every day is a suspect before the incident, and no answer to it. */
static void
find_routine_of_programs(struct build *b, uint32_t first_sign)
{
    static const char *const programs[] = {"[bot]", "-bot", "dependabot", "renovate"};
    for (uint32_t i = first_sign; i < b->event_count && b->events[i].in_window; i++)
        for (size_t k = 0; is_change(&b->events[i]) && k < sizeof programs / sizeof *programs; k++)
            if (bytes_has_nocase(b->events[i].actor, bytes_of(programs[k]))) {
                add_reason(b, i, GIVEN_A_PROGRAM_SPEAKS, -14);
                break;
            }
}

/* A change or ticket from before the incident that responders name: often what began it, and part of the story. */
static void
find_named_from_inside(struct build *b)
{
    for (size_t i = 0; i < b->naming_count; i++) {
        const struct event *e = &b->events[b->namings[i].what];
        bool dated = e->at.precision != PRECISION_UNKNOWN && !(e->flags & SIGNAL_ABSURD_TIME);
        if (dated && e->at.ms < b->window.from_ms && b->events[b->namings[i].by].in_window)
            b->work[b->namings[i].what].named_from_inside = true;
    }
}

static void
find_positions(struct build *b)
{
    uint32_t first_sign = UINT32_MAX, first_noticed = UINT32_MAX, last_recovery = UINT32_MAX;
    int64_t previous = INT64_MIN;
    for (uint32_t i = 0; i < b->event_count; i++) {
        struct event *e = &b->events[i];
        const struct work *w = &b->work[i];
        if (!e->in_window) {
            if (!w->named_from_inside)
                add_reason(b, i, GIVEN_OUTSIDE_THE_INCIDENT, -30);
            continue;
        }
        if (is_persons(e)) {
            if (previous != INT64_MIN && e->at.ms - previous >= 20 * MINUTE_MS && w->core >= SAYS_SOMETHING_POINTS)
                add_reason(b, i, GIVEN_FIRST_WORD_IN_A_WHILE, 6);
            previous = e->at.ms;
        }
        bool says_symptom = event_has(w, TOPIC_SYMPTOM) || event_has(w, TOPIC_IMPACT);
        bool sign = says_symptom && w->core >= 20 && !is_change(e) && e->kind != KIND_LOG;
        if (sign && first_sign == UINT32_MAX)
            first_sign = i;
        if (sign && first_noticed == UINT32_MAX && e->kind != KIND_TICKET) // a ticket waits until somebody reads it
            first_noticed = i;
        if ((event_has(w, TOPIC_RECOVERY) || event_has(w, TOPIC_RESOLUTION)) && w->core >= 20 && !is_change(e))
            last_recovery = i;
    }
    if (first_sign != UINT32_MAX)
        add_reason(b, first_sign, GIVEN_FIRST_SIGN, 18);
    if (first_noticed != UINT32_MAX && first_noticed != first_sign)
        add_reason(b, first_noticed, GIVEN_FIRST_SIGN, 18);
    if (last_recovery != UINT32_MAX)
        add_reason(b, last_recovery, GIVEN_LAST_WORD_ON_RECOVERY, 12);
    if (first_sign == UINT32_MAX)
        return;
    find_first_observations(b, first_sign);
    find_routine_of_programs(b, first_sign);
    int64_t start = b->events[first_sign].at.ms;
    for (uint32_t i = 0; i < first_sign; i++) {
        const struct event *e = &b->events[i];
        bool went_in = b->commits_go_in || e->kind == KIND_DEPLOY || e->state == STATE_MERGED || is_listed_file(b, e);
        if (!is_change(e) || start - e->at.ms > 3 * HOUR_MS || !e->in_window)
            continue;
        int points = start - e->at.ms <= HOUR_MS ? 16 : 8;
        add_reason(b, i, GIVEN_CHANGE_JUST_BEFORE_THE_START, went_in ? points : points / 4);
    }
}

static int
cmp_reason(const void *pa, const void *pb)
{
    const struct reason *a = pa, *b = pb;
    int x = abs(a->points), y = abs(b->points);
    return x != y ? (x < y) - (x > y) : strcmp(a->name, b->name);
}

/* The reader's list: the strongest reasons first. */
static void
write_reasons(struct build *b, uint32_t i)
{
    struct event *e = &b->events[i];
    const struct work *w = &b->work[i];
    struct bytes text = text_of(e);
    struct reason *list = arena_new_n(b->arena, struct reason, w->brief_count);
    for (uint32_t k = 0; k < w->brief_count; k++)
        list[k] = (struct reason){evidence_table[w->briefs[k].row].name,
                                  bytes_cut(text, w->briefs[k].words_at, w->briefs[k].words_n), w->briefs[k].points};
    qsort(list, w->brief_count, sizeof *list, cmp_reason);
    e->reasons = list;
    e->reason_count = w->brief_count;
}

void
score_surroundings(struct build *b)
{
    find_subject(b);
    find_leads(b);
    find_quiet(b);
    find_named_from_inside(b);
    find_positions(b);
    for (uint32_t i = 0; i < b->event_count; i++) {
        int points = b->work[i].points;
        b->events[i].significance = (uint8_t)(points < 0 ? 0 : points > 100 ? 100 : points);
        write_reasons(b, i);
    }
}
