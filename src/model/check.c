/* Whether the database is sound. A new column that holds words of an enum without a check of its own is a row here. */
#include "check.h"

#include "../fact/event.h"
#include "incident.h"
#include "postmortem.h"

static bool
is_role(struct bytes word)
{
    enum role r;
    return role_of_name(word, &r);
}

static bool
is_incident_state(struct bytes word)
{
    enum incident_state s;
    return incident_state_of_name(word, &s);
}

static bool
is_postmortem_state(struct bytes word)
{
    enum postmortem_state s;
    return postmortem_state_of_name(word, &s);
}

static bool
is_kind(struct bytes word)
{
    enum kind k;
    return kind_of_name(word, &k);
}

static bool
is_state(struct bytes word)
{
    for (int s = 0; s < STATE_MAX; s++)
        if (bytes_is(word, state_name((enum state)s)))
            return true;
    return false;
}

static bool
is_precision(struct bytes word)
{
    for (int p = 0; p < PRECISION_MAX; p++)
        if (bytes_is(word, precision_name((enum precision)p)))
            return true;
    return false;
}

static bool
is_moment(struct bytes word)
{
    for (int m = 0; m < MOMENT_MAX; m++)
        if (bytes_is(word, moment_name((enum moment_kind)m)))
            return true;
    return false;
}

// clang-format off
static const struct words {
    const char *column;
    bool (*is)(struct bytes word);
    struct sql q; // its different words
} columns[] = {
    {"user.role", is_role, {"check_user_role", "select distinct role from user"}},
    {"token.role", is_role, {"check_token_role", "select distinct role from token"}},
    {"incident.state", is_incident_state, {"check_incident_state", "select distinct state from incident"}},
    {"postmortem.state", is_postmortem_state, {"check_postmortem_state", "select distinct state from postmortem"}},
    {"signal.kind", is_kind, {"check_signal_kind", "select distinct kind from signal"}},
    {"signal.state", is_state, {"check_signal_state", "select distinct state from signal"}},
    {"signal.at_precision", is_precision, {"check_signal_at", "select distinct at_precision from signal"}},
    {"signal.end_precision", is_precision, {"check_signal_end", "select distinct end_precision from signal"}},
    {"event.kind", is_kind, {"check_event_kind", "select distinct kind from event"}},
    {"event.own_kind", is_kind, {"check_event_own_kind", "select distinct own_kind from event where own_kind is not null"}},
    {"event.state", is_state, {"check_event_state", "select distinct state from event"}},
    {"event.at_precision", is_precision, {"check_event_at", "select distinct at_precision from event"}},
    {"event.end_precision", is_precision, {"check_event_end", "select distinct end_precision from event"}},
    {"event.own_at_precision", is_precision, {"check_event_own_at", "select distinct own_at_precision from event where own_at_precision is not null"}},
    {"moment.kind", is_moment, {"check_moment_kind", "select distinct kind from moment"}},
    {"moment.at_precision", is_precision, {"check_moment_at", "select distinct at_precision from moment"}},
    {"moment.own_precision", is_precision, {"check_moment_own", "select distinct own_precision from moment where own_precision is not null"}},
};
// clang-format on

static enum err
check_words(struct cx *cx, const struct words *c)
{
    struct stmt *s;
    bool row;
    enum err e = db_query(cx, &c->q, &s);
    while (!e && !(e = db_next(cx, s, &row)) && row) {
        struct bytes word = col_text(cx, s, 0);
        if (!c->is(word)) {
            db_end(s);
            return fail(&cx->why, ERR_INVALID, "%s holds '%.*s', which is none of the words that stand there",
                        c->column, BYTES_ARG(bytes_cut(word, 0, 60)));
        }
    }
    return e;
}

enum err
record_check(struct cx *cx)
{
    enum err e = need(cx, ROLE_ADMIN);
    if (!e)
        e = db_check(cx->db, &cx->why);
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !e; i++)
        e = check_words(cx, &columns[i]);
    return e;
}
