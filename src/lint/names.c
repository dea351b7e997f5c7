/* Names of what lint.h has, for configuration and output. */
#include "rule.h"

static const char *const packs[LINT_PACK_MAX] = {
    [LINT_BLAME] = "blame",
    [LINT_HINDSIGHT] = "hindsight",
    [LINT_VAGUE] = "vague",
    [LINT_ACTION] = "action",
    [LINT_LEGAL] = "legal",
    [LINT_STRUCTURE] = "structure",
    [LINT_SUPPRESSION] = "suppression",
};
static const char *const severities[LINT_ERROR + 1] = {
    [LINT_DEFAULT] = "default", [LINT_OFF] = "off",     [LINT_ADVICE] = "advice",
    [LINT_WARNING] = "warning", [LINT_ERROR] = "error",
};
static const char *const languages[LINT_LANGUAGE_MAX] = {[LINT_ENGLISH] = "en", [LINT_GERMAN] = "de"};
static const char *const kinds[LINT_KIND_MAX] = {
    [LINT_POSTMORTEM] = "postmortem",
    [LINT_SECTION] = "section",
    [LINT_TIMELINE] = "timeline",
    [LINT_ACTIONS] = "actions",
};

static bool
find(const char *const *names, unsigned count, struct bytes name, unsigned *ret)
{
    for (unsigned i = 0; i < count; i++) {
        if (bytes_is(name, names[i])) {
            *ret = i;
            return true;
        }
    }
    return false;
}

const char *
lint_pack_name(enum lint_pack p)
{
    return packs[p];
}

bool
lint_pack_of(struct bytes name, enum lint_pack *ret)
{
    unsigned i;
    bool found = find(packs, LINT_PACK_MAX, name, &i);
    if (found)
        *ret = (enum lint_pack)i;
    return found;
}

const char *
lint_severity_name(enum lint_severity s)
{
    return severities[s];
}

bool
lint_severity_of(struct bytes name, enum lint_severity *ret)
{
    unsigned i;
    bool found = find(severities, LINT_ERROR + 1, name, &i);
    if (found)
        *ret = (enum lint_severity)i;
    return found;
}

const char *
lint_language_name(enum lint_language l)
{
    return languages[l];
}

bool
lint_language_of(struct bytes name, enum lint_language *ret)
{
    unsigned i;
    bool found = find(languages, LINT_LANGUAGE_MAX, name, &i);
    if (found)
        *ret = (enum lint_language)i;
    return found;
}

const char *
lint_kind_name(enum lint_kind k)
{
    return kinds[k];
}

bool
lint_kind_of(struct bytes name, enum lint_kind *ret)
{
    unsigned i;
    bool found = find(kinds, LINT_KIND_MAX, name, &i);
    if (found)
        *ret = (enum lint_kind)i;
    return found;
}

const struct rule *
lint_rule_at(uint32_t i)
{
    for (const struct rule *const *t = rule_tables; *t; t++) {
        for (const struct rule *r = *t; r->id; r++) {
            if (i-- == 0)
                return r;
        }
    }
    return NULL;
}

const struct rule *
lint_rule_of(struct bytes id)
{
    for (const struct rule *const *t = rule_tables; *t; t++) {
        for (const struct rule *r = *t; r->id; r++) {
            if (bytes_is(id, r->id))
                return r;
        }
    }
    return NULL;
}
