/*
 * Recommendations: only what somebody wrote down as a follow-up, quoted, under the heading where its words put it. None
 * is the program's own, and none counts as agreed.
 */
#include "fill.h"

enum { FOLLOW_UPS_MAX = PICKED_MAX, ITEMS_MAX = 40 };

enum purpose { FOR_ROOT = 0, FOR_RESPONSE, FOR_MITIGATION };

// clang-format off
/* The first row with a word of the text decides; what none has goes to the root problem. */
static const struct {
    enum purpose purpose;
    const char *words;
} purposes[] = {
    {FOR_RESPONSE,   "alert|alerts|alerting|alarm|monitor|monitoring|metric|metrics|dashboard|on call|on-call|oncall|"
                     "page|paged|pager|runbook|runbooks|escalate|escalation|notify|notified|told|tell|inform|support|"
                     "communication|communications|status page|who does|who restarts|say who|declare|declared|"
                     "post-mortem|postmortem|review on|retro|retrospective"},
    {FOR_MITIGATION, "rollback|roll back|rolling back|feature flag|feature flags|kill switch|switch off|circuit breaker|"
                     "fail over|failover|fallback|limit|limits|rate limit|degrade|backup|backups|restore|canary|"
                     "staged|slow roll-out|replay|repair tool|capacity"},
};
// clang-format on

static enum purpose
purpose_of(struct bytes text)
{
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        if (pick_has_words(purposes[i].words, text))
            return purposes[i].purpose;
    return FOR_ROOT;
}

/* What stands behind a bullet, a check box or "TODO"; empty when the line is no item. */
static struct bytes
item_of(struct bytes line)
{
    static const char *const marks[] = {"•", "-", "*", "[ ]", "TODO", "todo", "Todo"};
    bool marked = false;
    line = bytes_trim(line);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bytes_starts(line, marks[i])) {
            line = bytes_trim(bytes_from(line, bytes_of(marks[i]).n));
            marked = true;
        }
    if (bytes_starts(line, ":"))
        line = bytes_trim(bytes_from(line, 1));
    return marked ? line : BYTES_NONE;
}

struct follow_up {
    struct fill *f;
    enum purpose purpose;
    struct block *list;
    uint32_t shown;
};

static void
add_item(struct follow_up *u, const struct event *e, struct bytes text)
{
    if (purpose_of(text) != u->purpose || u->shown == ITEMS_MAX)
        return;
    if (!u->list)
        u->list = fill_titled(u->f, "Named as follow-ups in the evidence; nobody has agreed to them yet");
    struct bytes who = actor_words(u->f->arena, e);
    fill_say_labelled(u->f, u->list, fill_clock(u->f, &e->at), CITE(e->number), "%.*s%s\"%.*s\"", BYTES_ARG(who),
                      who.n ? ": " : "", BYTES_ARG(excerpt_words(u->f->arena, text)));
    u->shown++;
}

/* A list of follow-ups gives its items, any other message itself. */
static void
add_follow_ups(struct follow_up *u, const struct event *e)
{
    struct bytes whole = e->detail.n ? e->detail : e->title, rest = whole, line;
    uint32_t items = 0;
    while (bytes_line(&rest, &line))
        items += item_of(line).n > 0;
    if (items < 2) {
        add_item(u, e, whole);
        return;
    }
    rest = whole;
    while (bytes_line(&rest, &line))
        if (item_of(line).n)
            add_item(u, e, item_of(line));
}

static void
fill_follow_ups(struct fill *f, enum purpose purpose)
{
    struct follow_up u = {.f = f, .purpose = purpose};
    struct picked got = pick_events(PICK_FOLLOW_UP, f->t, FOLLOW_UPS_MAX);
    for (uint32_t i = 0; i < got.count; i++)
        add_follow_ups(&u, got.events[i]);
}

void
fill_for_root(struct fill *f)
{
    fill_follow_ups(f, FOR_ROOT);
}

void
fill_for_response(struct fill *f)
{
    fill_follow_ups(f, FOR_RESPONSE);
}

void
fill_for_mitigation(struct fill *f)
{
    fill_follow_ups(f, FOR_MITIGATION);
}
