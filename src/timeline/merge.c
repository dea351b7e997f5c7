/*
 * Signals become events: what several tools say of one fact is one event, floods and flapping become one line.
 *
 * One pass in time order. Each signal that is a record of something named (a commit, a pull request, an alert) looks
 * up who said so before, close enough in time and at the same stage of its life, and joins it (union-find). Alerts have
 * no common id across tools, so they are also compared by name: "HighErrorRate" of Alertmanager is found in
 * "[FIRING:1] HighErrorRate (checkout)" of a pager or a bot. What people write is never joined with anything but
 * another version of the same message.
 *
 * Then groups become events, and runs of events of one family become one line with a count (collapse.c).
 */
#include "build.h"

#include "../base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a key of merge.seen names; its first byte. */
enum key {
    KEY_COMMIT = 'c',
    KEY_PULL = 'p',
    KEY_PULL_NUMBER = 'n',
    KEY_ALERT = 'a',
    KEY_ADDRESS = 'u',
    KEY_LISTED = 'f'
};

enum {
    KEY_MAX_BYTES = 400,
    NAME_MAX_BYTES = 128,
    NAME_MIN_BYTES = 8, // of a name that may be found inside another text
    RECENT_NAMES = 32,  // alert names kept in mind at any time
};
#define SAME_ALERT_MS  (10 * MINUTE_MS)
#define SAME_DEPLOY_MS (15 * MINUTE_MS)
#define SAME_PULL_MS   HOUR_MS // of a number without its repository

/* An alert's name, only letters and digits in lower case. */
struct name {
    char s[NAME_MAX_BYTES];
    size_t n;
};

struct recent {
    int64_t at_ms; // of the signal, like its source: looking through them touches no signal
    const char *source;
    enum state stage;
    uint32_t signal;
    struct name name;
};

struct merge {
    struct build *b;
    uint32_t *parent;  // union-find
    struct map seen;   // key of a thing at a stage -> number of the signal that said it last, + 1
    struct arena keys; // of seen
    struct recent recent[RECENT_NAMES];
    uint32_t recent_count, recent_next;
};

static uint32_t
root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* The smaller number is the root: it does not depend on the order of joining. */
static void
join(struct merge *m, uint32_t i, uint32_t k)
{
    i = root_of(m->parent, i);
    k = root_of(m->parent, k);
    if (i < k)
        m->parent[k] = i;
    else
        m->parent[i] = k;
}

static int64_t
apart(const struct merge *m, uint32_t i, uint32_t k)
{
    const struct signal *a = &m->b->signals[i], *b = &m->b->signals[k];
    if (a->at.precision == PRECISION_UNKNOWN || b->at.precision == PRECISION_UNKNOWN)
        return INT64_MAX;
    return a->at.ms > b->at.ms ? a->at.ms - b->at.ms : b->at.ms - a->at.ms;
}

static bool
is_persons_word(const struct signal *s)
{
    return (s->kind == KIND_CHAT && !(s->flags & SIGNAL_BOT)) || s->kind == KIND_NOTE;
}

/* Who said this of a thing at this stage last? Remembers that it is `i` now. Returns i itself when nobody did. */
static uint32_t
last_to_say(struct merge *m, uint32_t i, enum key what, struct bytes value, enum state stage)
{
    char key[KEY_MAX_BYTES];
    size_t n = value.n < KEY_MAX_BYTES - 2 ? value.n : KEY_MAX_BYTES - 2;
    key[0] = (char)what;
    key[1] = (char)('a' + stage);
    if (n)
        memcpy(key + 2, value.p, n);
    struct bytes k = {key, n + 2};
    const uint32_t *found = map_find(&m->seen, k);
    uint32_t last = found ? *found - 1 : i;
    *map_at(&m->seen, found ? k : bytes_dup(&m->keys, k)) = i + 1;
    return last;
}

/* ---- commits and pull requests ---- */

static const struct tie *
tie_of(const struct signal *s, enum tie_kind kind)
{
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == kind && t->role == TIE_IS)
            return t;
    return NULL;
}

static bool
same_commit(struct bytes a, struct bytes b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    return n >= 7 && memcmp(a.p, b.p, n) == 0;
}

static bool
has_commit(const struct signal *s, struct bytes commit)
{
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == TIE_COMMIT && t->role == TIE_IS && same_commit(t->value, commit))
            return true;
    return false;
}

/* A deployment of a commit is its event only when it follows at once; two records of a commit always are. */
static bool
may_be_one_change(const struct merge *m, uint32_t i, uint32_t k)
{
    bool deploy = m->b->signals[i].kind == KIND_DEPLOY || m->b->signals[k].kind == KIND_DEPLOY;
    return !deploy || apart(m, i, k) <= SAME_DEPLOY_MS;
}

static struct bytes
pull_number(struct bytes pull)
{
    size_t n = 0;
    while (n < pull.n && ascii_is_digit(pull.p[pull.n - 1 - n]))
        n++;
    return bytes_from(pull, pull.n - n);
}

static bool
pull_is_whole(struct bytes pull)
{
    return pull.n && pull.p[0] != '#';
}

static void
join_changes(struct merge *m, uint32_t i)
{
    const struct signal *s = &m->b->signals[i];
    bool is_deploy = s->kind == KIND_DEPLOY;
    for (const struct tie *t = s->ties; t; t = t->next) {
        if (t->role != TIE_IS)
            continue;
        if (t->kind == TIE_COMMIT && t->value.n >= 7) {
            uint32_t k = last_to_say(m, i, KEY_COMMIT, bytes_cut(t->value, 0, 7), STATE_NONE);
            if (k != i && has_commit(&m->b->signals[k], t->value) && may_be_one_change(m, i, k))
                join(m, i, k);
        } else if (t->kind == TIE_PULL && (s->state == STATE_MERGED || is_deploy)) {
            uint32_t k = last_to_say(m, i, KEY_PULL_NUMBER, pull_number(t->value), STATE_MERGED);
            const struct tie *other = k == i ? NULL : tie_of(&m->b->signals[k], TIE_PULL);
            if (!other || !may_be_one_change(m, i, k))
                continue;
            bool both_whole = pull_is_whole(t->value) && pull_is_whole(other->value);
            if (both_whole ? bytes_eq(t->value, other->value) : apart(m, i, k) <= SAME_PULL_MS)
                join(m, i, k);
        } else if (t->kind == TIE_PULL) {
            uint32_t k = last_to_say(m, i, KEY_PULL, t->value, (enum state)s->state);
            if (k != i && apart(m, i, k) <= SAME_PULL_MS)
                join(m, i, k);
        }
    }
}

/* ---- alerts ---- */

/* The stage of a thing's life that a signal speaks of, as far as joining goes. Bots say it in words. */
static enum state
stage_of(const struct signal *s)
{
    if (s->state != STATE_NONE || s->kind != KIND_CHAT)
        return s->state == STATE_UPDATED ? STATE_NONE : (enum state)s->state;
    static const struct {
        const char *word;
        enum state stage;
    } words[] = {
        {"resolved", STATE_RESOLVED},  {"recovered", STATE_RESOLVED},  {"acknowledged", STATE_ACKNOWLEDGED},
        {"acked", STATE_ACKNOWLEDGED}, {"escalated", STATE_ESCALATED}, {"monitoring", STATE_MITIGATED},
        {"merged", STATE_MERGED},
    };
    struct bytes head = bytes_cut(s->detail.n ? s->detail : s->title, 0, 200);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (bytes_find_nocase(head, words[i].word) >= 0)
            return words[i].stage;
    return STATE_OPENED;
}

static bool
stages_agree(enum state a, enum state b)
{
    return a == b || (a == STATE_NONE && b == STATE_OPENED) || (a == STATE_OPENED && b == STATE_NONE);
}

static struct name
name_of(struct bytes text)
{
    struct name name = {.n = 0};
    for (size_t i = 0; i < text.n && name.n < NAME_MAX_BYTES; i++)
        if (ascii_is_alnum(text.p[i]))
            name.s[name.n++] = ascii_lower(text.p[i]);
    return name;
}

static bool
name_inside(const struct name *a, const struct name *b)
{
    const struct name *small = a->n < b->n ? a : b, *large = a->n < b->n ? b : a;
    return small->n >= NAME_MIN_BYTES && memmem(large->s, large->n, small->s, small->n);
}

static bool
speaks_of_component(const struct signal *s, const struct signal *of)
{
    for (const struct tie *t = of->ties; t; t = t->next)
        if (t->kind == TIE_COMPONENT && t->value.n >= 4 &&
            (bytes_has_nocase(s->title, t->value) || bytes_has_nocase(bytes_cut(s->detail, 0, 400), t->value)))
            return true;
    return false;
}

/* The recent alert of another tool that has the name, best one that also shares a component; i when there is none. */
static uint32_t
recent_alert(const struct merge *m, uint32_t i, enum state stage, const struct name *name)
{
    const struct signal *s = &m->b->signals[i];
    uint32_t found = i;
    if (s->at.precision == PRECISION_UNKNOWN)
        return i;
    for (uint32_t r = 0; r < m->recent_count; r++) {
        const struct recent *rec = &m->recent[(m->recent_next + RECENT_NAMES - 1 - r) % RECENT_NAMES];
        if (s->at.ms - rec->at_ms > SAME_ALERT_MS || rec->source == s->source || !stages_agree(stage, rec->stage) ||
            !name_inside(name, &rec->name) || strcmp(rec->source, s->source) == 0)
            continue;
        const struct signal *o = &m->b->signals[rec->signal];
        if (speaks_of_component(s, o) || speaks_of_component(o, s))
            return rec->signal;
        if (found == i)
            found = rec->signal;
    }
    return found;
}

static void
remember_name(struct merge *m, uint32_t i, enum state stage, const struct name *name)
{
    const struct signal *s = &m->b->signals[i];
    if (name->n < NAME_MIN_BYTES || s->at.precision == PRECISION_UNKNOWN)
        return;
    for (uint32_t r = 0; r < m->recent_count; r++) {
        struct recent *rec = &m->recent[r];
        if (rec->source == s->source && rec->stage == stage && rec->name.n == name->n &&
            memcmp(rec->name.s, name->s, name->n) == 0) {
            rec->signal = i; // the same name again: the latest is the one to join
            rec->at_ms = s->at.ms;
            return;
        }
    }
    m->recent[m->recent_next] =
        (struct recent){.at_ms = s->at.ms, .source = s->source, .stage = stage, .signal = i, .name = *name};
    m->recent_next = (m->recent_next + 1) % RECENT_NAMES;
    if (m->recent_count < RECENT_NAMES)
        m->recent_count++;
}

static void
join_alerts(struct merge *m, uint32_t i, enum state stage)
{
    const struct signal *s = &m->b->signals[i];
    for (const struct tie *t = s->ties; t; t = t->next) {
        if (t->kind != TIE_ALERT || t->role != TIE_IS)
            continue;
        uint32_t k = last_to_say(m, i, KEY_ALERT, t->value, stage);
        if (k != i && apart(m, i, k) <= SAME_ALERT_MS && strcmp(m->b->signals[k].source, s->source) != 0)
            join(m, i, k);
    }
    const struct tie *called = tie_of(s, TIE_NAME);
    struct name names[2] = {name_of(s->title), name_of(called ? called->value : BYTES_NONE)};
    for (int n = 0; n < 2; n++) {
        uint32_t k = names[n].n ? recent_alert(m, i, stage, &names[n]) : i;
        if (k != i)
            join(m, i, k);
    }
    for (int n = 0; n < 2; n++)
        remember_name(m, i, stage, &names[n]);
}

/* ---- what bots repeat ---- */

static void
join_address(struct merge *m, uint32_t i, struct bytes address, enum state stage)
{
    if (!address.n)
        return;
    uint32_t k = last_to_say(m, i, KEY_ADDRESS, address, stage == STATE_NONE ? STATE_OPENED : stage);
    if (k != i && apart(m, i, k) <= SAME_DEPLOY_MS &&
        (m->b->signals[i].kind == KIND_CHAT) != (m->b->signals[k].kind == KIND_CHAT))
        join(m, i, k);
}

/* A bot's post and a tool's record that carry the same address at the same stage are one fact. */
static void
join_by_address(struct merge *m, uint32_t i, enum state stage)
{
    const struct signal *s = &m->b->signals[i];
    join_address(m, i, s->url, stage);
    for (const struct tie *t = s->ties; t; t = t->next)
        if (t->kind == TIE_URL || t->kind == TIE_PULL)
            if (!bytes_eq(t->value, s->url) && (t->kind == TIE_PULL ? pull_is_whole(t->value) : true))
                join_address(m, i, t->value, stage);
}

static bool
same_ref(const struct signal *a, const struct signal *b)
{
    return a->ref.n && a->at.precision != PRECISION_UNKNOWN && b->at.precision != PRECISION_UNKNOWN &&
           a->at.ms == b->at.ms && a->kind == b->kind && a->state == b->state && strcmp(a->source, b->source) == 0 &&
           bytes_eq(a->ref, b->ref);
}

static void
join_all(struct merge *m)
{
    for (uint32_t i = 0; i < m->b->signal_count; i++) {
        const struct signal *s = &m->b->signals[i];
        if (i && same_ref(s - 1, s)) // versions of one message lie side by side in signal_cmp order
            join(m, i, i - 1);
        if (is_persons_word(s) || s->flags & SIGNAL_SYSTEM)
            continue;
        if (s->family.n) { // a listing quoted in two documents lists the same things
            uint32_t k = last_to_say(m, i, KEY_LISTED, s->ref, STATE_NONE);
            if (k != i && apart(m, i, k) == 0 && bytes_eq(m->b->signals[k].family, s->family))
                join(m, i, k);
        }
        if (s->kind == KIND_LOG || s->kind == KIND_OTHER)
            continue;
        bool bot = s->kind == KIND_CHAT;
        enum state stage = stage_of(s);
        if (s->kind == KIND_CHANGE || s->kind == KIND_DEPLOY)
            join_changes(m, i);
        if (s->kind == KIND_ALERT || s->kind == KIND_PAGE || bot)
            join_alerts(m, i, stage);
        join_by_address(m, i, stage);
    }
}

/* ---- groups to events ---- */

/* Which of a group's signals speaks for it: the tool that records the fact before those that repeat it. */
static int
rank(const struct signal *s)
{
    static const uint8_t by_kind[KIND_MAX] = {
        [KIND_ALERT] = 1,  [KIND_STATUS] = 2, [KIND_PAGE] = 3, [KIND_CHANGE] = 4, [KIND_DEPLOY] = 5,
        [KIND_TICKET] = 6, [KIND_NOTE] = 7,   [KIND_LOG] = 8,  [KIND_CHAT] = 9,   [KIND_OTHER] = 10,
    };
    return 2 * by_kind[s->kind] - (tie_of(s, TIE_PULL) != NULL); // a pull request says more than its merge commit
}

static bool
speaks_better(const struct signal *a, const struct signal *b)
{
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    if (!same_ref(a, b))
        return false; // of equal tools the first in order speaks
    if ((a->flags ^ b->flags) & SIGNAL_EDITED)
        return a->flags & SIGNAL_EDITED;
    return a->title.n + a->detail.n > b->title.n + b->detail.n; // a later version says more
}

static void
event_from_group(struct build *b, struct event *e, const uint32_t *members, uint32_t count)
{
    uint32_t main = members[0];
    for (uint32_t i = 1; i < count; i++)
        if (speaks_better(&b->signals[members[i]], &b->signals[main]))
            main = members[i];
    const struct signal *s = &b->signals[main];
    *e = (struct event){
        .at = b->signals[members[0]].at, // the earliest: members are in order
        .end = s->end,
        .kind = s->kind,
        .state = s->state,
        .severity = s->severity,
        .flags = s->flags,
        .source = s->source,
        .title = s->title,
        .detail = s->detail,
        .actor = s->actor,
        .url = s->url,
        .times = 1,
        .signals = members,
        .signal_count = count,
        .main = main,
    };
    for (uint32_t i = 0; i < count; i++) {
        const struct signal *o = &b->signals[members[i]];
        if (!e->actor.n && !(o->flags & SIGNAL_BOT))
            e->actor = o->actor;
        if (!e->url.n)
            e->url = o->url;
        if (o->severity && (!e->severity || o->severity < e->severity))
            e->severity = o->severity;
        if (o->kind == KIND_DEPLOY) {
            e->kind = KIND_DEPLOY; // a change that went out is a deployment, and lasts until it is out
            if (o->at.precision != PRECISION_UNKNOWN && o->at.ms - e->at.ms >= MINUTE_MS)
                e->end = o->at;
            if (o->state == STATE_FAILED)
                e->state = STATE_FAILED;
        }
        if (o->end.precision != PRECISION_UNKNOWN && (e->end.precision == PRECISION_UNKNOWN || o->end.ms > e->end.ms))
            e->end = o->end;
    }
    e->zone_assumed = s->flags & SIGNAL_ZONE_ASSUMED;
}

static void
make_events(struct merge *m)
{
    struct build *b = m->b;
    uint32_t n = b->signal_count, groups = 0;
    uint32_t *group_of_root = malloc(((size_t)n + 1) * sizeof *group_of_root);
    uint32_t *members = arena_new_n(b->arena, uint32_t, (size_t)n + 1);
    if (!group_of_root)
        abort();
    for (uint32_t i = 0; i < n; i++)
        if (root_of(m->parent, i) == i)
            group_of_root[i] = groups++;
    uint32_t *starts = calloc((size_t)groups + 2, sizeof *starts);
    if (!starts)
        abort();
    for (uint32_t i = 0; i < n; i++)
        starts[group_of_root[root_of(m->parent, i)] + 2]++;
    for (uint32_t g = 0; g + 1 < groups + 1; g++)
        starts[g + 2] += starts[g + 1];
    for (uint32_t i = 0; i < n; i++) // starts[g + 1] moves from the group's start to its end
        members[starts[group_of_root[root_of(m->parent, i)] + 1]++] = i;
    b->events = arena_new_n(b->arena, struct event, (size_t)groups + 1);
    b->event_count = groups;
    for (uint32_t g = 0; g < groups; g++)
        event_from_group(b, &b->events[g], members + starts[g], starts[g + 1] - starts[g]);
    free(starts);
    free(group_of_root);
}

void
merge_signals(struct build *b)
{
    struct merge *m = calloc(1, sizeof *m);
    uint32_t *parent = malloc(((size_t)b->signal_count + 1) * sizeof *parent);
    if (!m || !parent)
        abort();
    for (uint32_t i = 0; i < b->signal_count; i++)
        parent[i] = i;
    m->b = b;
    m->parent = parent;
    m->keys.max_bytes = SIZE_MAX;
    join_all(m);
    map_done(&m->seen);
    arena_done(&m->keys);
    make_events(m);
    free(parent);
    free(m);
    collapse_events(b);
}
