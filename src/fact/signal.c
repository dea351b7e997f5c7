#include "signal.h"

#include "event.h"

#include <assert.h>
#include <string.h>

static const char *const kinds[KIND_MAX] = {
    [KIND_OTHER] = "other",   [KIND_ALERT] = "alert", [KIND_CHAT] = "chat",     [KIND_CHANGE] = "change",
    [KIND_DEPLOY] = "deploy", [KIND_PAGE] = "page",   [KIND_STATUS] = "status", [KIND_TICKET] = "ticket",
    [KIND_LOG] = "log",       [KIND_NOTE] = "note",
};

static const char *const states[STATE_MAX] = {
    [STATE_NONE] = "",
    [STATE_OPENED] = "opened",
    [STATE_ACKNOWLEDGED] = "acknowledged",
    [STATE_ESCALATED] = "escalated",
    [STATE_UPDATED] = "updated",
    [STATE_MITIGATED] = "mitigated",
    [STATE_RESOLVED] = "resolved",
    [STATE_STARTED] = "started",
    [STATE_SUCCEEDED] = "succeeded",
    [STATE_FAILED] = "failed",
    [STATE_MERGED] = "merged",
};

static const char *const moments[MOMENT_MAX] = {
    [MOMENT_IMPACT_STARTED] = "impact started", [MOMENT_DETECTED] = "detected",   [MOMENT_DECLARED] = "declared",
    [MOMENT_ACKNOWLEDGED] = "acknowledged",     [MOMENT_MITIGATED] = "mitigated", [MOMENT_RESOLVED] = "resolved",
};

const char *
kind_name(enum kind k)
{
    assert(k < KIND_MAX);
    return kinds[k];
}

bool
kind_of_name(struct bytes name, enum kind *ret)
{
    for (int k = 0; k < KIND_MAX; k++)
        if (bytes_is_nocase(name, kinds[k])) {
            *ret = (enum kind)k;
            return true;
        }
    return false;
}

const char *
state_name(enum state s)
{
    assert(s < STATE_MAX);
    return states[s];
}

const char *
moment_name(enum moment_kind m)
{
    assert(m < MOMENT_MAX);
    return moments[m];
}

int
signal_cmp(const void *pa, const void *pb)
{
    const struct signal *a = pa, *b = pb;
    bool a_unknown = a->at.precision == PRECISION_UNKNOWN, b_unknown = b->at.precision == PRECISION_UNKNOWN;
    if (a_unknown != b_unknown)
        return a_unknown ? 1 : -1;
    if (!a_unknown && a->at.ms != b->at.ms)
        return a->at.ms < b->at.ms ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->source != b->source) {
        int c = strcmp(a->source, b->source);
        if (c)
            return c;
    }
    int c = bytes_cmp(a->ref, b->ref);
    if (c)
        return c;
    if (a->state != b->state)
        return a->state < b->state ? -1 : 1;
    c = memcmp(a->hash.b, b->hash.b, sizeof a->hash.b);
    return c ? c : bytes_cmp(a->title, b->title);
}
