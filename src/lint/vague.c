/*
 * Words that stand where a number, a length of time or a zone should. Advice: a reader of next year cannot ask.
 */
#include "rule.h"

#include <stddef.h>

// clang-format off
const struct word_list words_vague[] = {
    {W_SOME, "some, many, several, most, numerous, various, multiple, countless, a few, a lot of, lots of, a number of, "
             "a large number of, a small number of, a handful of, a couple of, a subset of, a small subset of, "
             "a portion of, a fraction of, a small fraction of, a majority of, the majority of, a minority of, "
             "a percentage of, a small percentage of, plenty of, tons of, certain"},
    {W_POPULATION, "users, customers, clients, visitors, accounts, tenants, subscribers, merchants, players, requests, "
                   "queries, transactions, orders, payments, messages, emails, e-mails, notifications, downloads, "
                   "uploads, bookings, purchases, sign-ups, signups, logins, checkouts, patients, students"},
    {W_WHILE, "a while, a short while, a long while, some time, a short time, a long time, a brief time, "
              "a short period, a brief period, a long period, an extended period, a period of time, "
              "a few minutes, a few hours, a few days, a few seconds, several minutes, several hours, several days, "
              "a couple of minutes, a couple of hours, a couple of days, many minutes, many hours, quite some time, "
              "an extended time, a short duration, some minutes, some hours"},
    {W_OUTAGE, "outage, outages"},
    {W_PARTIAL, "partial, partially, partly, degraded, degradation, intermittent, intermittently, sporadic, "
                "sporadically, a subset of, a small subset of, a fraction of, a small fraction of, a portion of, "
                "a small number of"},
    {W_ENTIRE, "full, complete, total, completely, entirely, totally, entire, whole"},
    {W_ZONE, "utc, gmt, cet, cest, bst, pst, pdt, pt, est, edt, et, cst, cdt, ct, mst, mdt, mt, ist, jst, kst, aest, "
             "aedt, awst, acst, nzst, nzdt, eet, eest, wet, west, msk, sgt, hkt, brt, art, akst, hst, zulu, utc time, "
             "local time, denver, new york, london, berlin, paris, tokyo, sydney, los angeles, san francisco, chicago, "
             "zurich, amsterdam, bangalore, singapore, dublin, toronto, pacific time, eastern time, central time, mountain time, pacific, eastern, time zone, "
             "timezone, time zones, timezones"},
    {W_ABBREVIATION,
     "from, where, limit, join, order, by, group, having, index, row, rows, values, set, distinct, begin, commit, explain, eth, "
     "irc, rsvp, llvm, net, waf, owasp, asic, csi, totp, scm, ecs, ecr, pvc, api, apis, http, https, html, css, xml, json, yaml, url, urls, uri, dns, tcp, udp, ip, ips, ssh, "
     "ssl, tls, ftp, smtp, imap, vpn, cdn, lan, wan, nat, bgp, mtu, dhcp, cidr, vlan, cpu, cpus, gpu, "
     "ram, ssd, hdd, io, os, vm, vms, db, dbs, sql, nosql, orm, ui, ux, gui, cli, sdk, ide, ci, cd, qa, "
     "pr, prs, mr, id, ids, uid, uuid, iam, sso, mfa, oauth, jwt, rbac, acl, aws, gcp, gke, eks, aks, "
     "ec, ebs, rds, vpc, elb, alb, nlb, sla, slas, slo, slos, sli, slis, sre, sres, mttr, mttd, faq, "
     "pdf, csv, png, gif, jpg, svg, utf, ascii, rfc, ok, todo, tbd, tba, wip, eta, asap, fyi, aka, utc, "
     "gmt, cet, cest, bst, pst, pdt, pt, est, edt, et, cst, cdt, ct, ist, am, pm, us, usa, uk, eu, kb, "
     "mb, gb, tb, pb, kib, mib, gib, tib, hz, mhz, ghz, ms, qps, rps, tps, bps, kbps, mbps, gbps, and, "
     "or, not, no, yes, on, off, get, put, post, head, patch, delete, select, insert, update, drop, "
     "create, alter, table, null, true, false, nan, error, warn, warning, info, debug, fatal, critical, "
     "high, medium, low, up, down, new, old, all, must, should, may, never, always, do, is, in, the, a, "
     "to, of, for, with, note, done, open, closed, resolved, fixed, i, ii, iii, iv, vi, vii, sev, oom, "
     "gc, tld, ttl, cors, csrf, xss, dos, ddos, cve, cves, nfs, raid, lvm, lru, fifo, arn, ami, amis, "
     "npm, rpm, deb, git, svn, mit, gpl, bsd, nasa, ibm, sap, ceo, cto, cfo, ciso, vp, hr, pto, pc, pcs, "
     "usb, it, tv, sms, pin, gps, rpc, rest, soap, grpc, mx, cname, ns, txt, acme, ca, pki, rsa, aes, "
     "sha, md, hmac, iot, ai, ml, llm, php, mysql, vcs, etc, eg, ie, tl, dr, tldr, ps, vs, re, raw, kvm, "
     "bios, lts, eol, ha, dc, dcs, noc, wal, dba, dbas, crud, etl, kpi, kpis, pos, pii, gdpr, dst, iso, "
     "ansi, posix, stdin, stdout, pid, icmp, ipv, wlan, wifi, nic, san, nas, i/o, devops, secops, qos, "
     "ipc, jvm, jdk, lua, dom, spa, ssr, seo, tsv, zip",
     "vague.abbreviations", "Short names that every reader knows"},
    {.words = NULL},
};
// clang-format on

enum { PARTIAL_REACH = 8, NAMES_MAX = 256, NAME_SLOTS = 2 * NAMES_MAX, NAME_MAX_BYTES = 6 };

static bool
sentence_has(const struct sentence *s, enum word_class c)
{
    return s->any.bits[c / 64] >> (c % 64) & 1;
}

static bool
is_clock(struct bytes t)
{
    ptrdiff_t colon = bytes_find_char(t, ':');
    return (colon == 1 || colon == 2) && t.n >= (size_t)colon + 3 && ascii_is_digit(t.p[0]) &&
           ascii_is_digit(t.p[colon + 1]) && ascii_is_digit(t.p[colon + 2]);
}

/* A number that can be an amount: no time of day, no date. */
static bool
is_figure(const struct document *d, const struct token *t)
{
    if (t->kind != TOKEN_NUMBER)
        return t->kind == TOKEN_WORD && token_is(t, W_NUMBER);
    struct bytes text = token_text(d, t);
    unsigned dashes = 0;
    for (size_t i = 0; i < text.n; i++)
        dashes += text.p[i] == '-' || text.p[i] == '/';
    return bytes_find_char(text, ':') == BYTES_NOT_FOUND && dashes < 2;
}

static bool
has_figure(const struct document *d, const struct sentence *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (is_figure(d, &s->tokens[i]))
            return true;
    }
    return false;
}

/* Whether the text tells here what happened, and not what shall be done or what is generally so. */
static bool
tells(const struct document *d, const struct sentence *s)
{
    enum section_role role = block_role(d, sentence_block(d, s));
    return role != SECTION_ACTIONS && role != SECTION_LESSONS && role != SECTION_GLOSSARY &&
           !sentence_has(s, W_COULD) && !sentence_has(s, W_SHOULD) && s->end != '?';
}

/* The population that an amount at `at` is of; 0 when it is of something else. */
static uint32_t
population_after(const struct sentence *s, uint32_t at)
{
    uint32_t i = at + s->tokens[at].phrase;
    for (uint32_t end = i + 3; i < end && i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        if (token_is(t, W_POPULATION))
            return token_is(&s->tokens[i + 1], W_OF) ? 0 : i; // "most users of the library": not ours
        if (!token_is(t, W_OF) && !token_is(t, W_DETERMINER) && !token_is(t, W_POSSESSIVE) &&
            !token_is(t, W_ADJECTIVE) && t->kind != TOKEN_NAME && !t->capital)
            return 0;
    }
    return 0;
}

/* An amount counts when the sentence says what befell them: something has happened in it, or is said to be. */
static void
check_amount(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t last = population_after(s, at);
    if (!last || !tells(cx->d, s) || has_figure(cx->d, s))
        return;
    for (uint32_t i = 0; i < s->count; i++) {
        if (token_is(&s->tokens[i], W_VERB_PAST) || bytes_is_nocase(token_text(cx->d, &s->tokens[i]), "were") ||
            bytes_is_nocase(token_text(cx->d, &s->tokens[i]), "was")) {
            rule_find(cx, s, at, last + 1, BYTES_NONE, BYTES_NONE);
            return;
        }
    }
}

static void
check_while(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    struct bytes before = token_text(cx->d, &s->tokens[at - (at > 0)]);
    bool lasts = at > 0 && (bytes_is_nocase(before, "for") || bytes_is_nocase(before, "lasted") ||
                            bytes_is_nocase(before, "took") || bytes_is_nocase(before, "within"));
    for (uint32_t i = 0; i < s->count; i++)
        lasts = lasts && s->tokens[i].kind != TOKEN_NUMBER;
    if (lasts && tells(cx->d, s))
        rule_find(cx, s, at, at + s->tokens[at].phrase, BYTES_NONE, BYTES_NONE);
}

/* The impact section, with all below its heading, must have a number or say that it is everybody or nobody. */
static void
check_figures(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    bool seen = false, figure = false;
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < d->sentence_count; i++) {
        const struct sentence *s = &d->sentences[i];
        const struct block *b = sentence_block(d, s);
        if (block_role(d, b) != SECTION_IMPACT || b->kind == BLOCK_HEADING)
            continue;
        if (!seen)
            first = d->sections[b->section].heading;
        seen = true;
        for (uint32_t k = 0; k < s->count && !figure; k++) {
            const struct token *t = &s->tokens[k];
            figure = t->kind == TOKEN_NUMBER || t->kind == TOKEN_CODE || token_is(t, W_NUMBER) || token_is(t, W_NO) ||
                     token_is(t, W_ENTIRE) || bytes_is_nocase(token_text(d, t), "all") ||
                     bytes_is_nocase(token_text(d, t), "every") || bytes_is_nocase(token_text(d, t), "any") ||
                     bytes_is_nocase(token_text(d, t), "not") || bytes_is_nocase(token_text(d, t), "n/a");
        }
    }
    if (seen && !figure && first != UINT32_MAX)
        rule_find_at(cx, d->blocks[first].from, d->blocks[first].to, BYTES_NONE, BYTES_NONE);
}

static void
check_outage(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    for (uint32_t i = at > 3 ? at - 3 : 0; i < at; i++) {
        if (token_is(&s->tokens[i], W_PARTIAL) || token_is(&s->tokens[i], W_ENTIRE) || token_is(&s->tokens[i], W_NO))
            return;
    }
    if (!tells(cx->d, s))
        return;
    for (uint32_t i = at + 1; i < s->count && i < at + PARTIAL_REACH; i++) {
        if (token_is(&s->tokens[i], W_PARTIAL)) {
            rule_find(cx, s, at, at + 1, BYTES_NONE, BYTES_NONE);
            return;
        }
    }
}

/* The first time of day of a text that names no zone at all. Timelines have a rule of their own (structure). */
static void
check_zone(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    const struct token *found = NULL;
    for (uint32_t i = 0; i < d->sentence_count; i++) {
        const struct sentence *s = &d->sentences[i];
        bool timeline = block_role(d, sentence_block(d, s)) == SECTION_TIMELINE;
        for (uint32_t k = 0; k < s->count; k++) {
            const struct token *t = &s->tokens[k];
            struct bytes text = token_text(d, t);
            bool clock = (t->kind == TOKEN_NUMBER || t->kind == TOKEN_NAME) && is_clock(text);
            if (token_is(t, W_ZONE) || bytes_starts_nocase(text, "utc") || bytes_starts_nocase(text, "gmt") ||
                (t->kind != TOKEN_WORD && bytes_ends(text, "Z")) ||
                (clock && bytes_find_char(text, '+') != BYTES_NOT_FOUND))
                return;
            if (timeline && clock)
                return; // structure.timeline-zone says it
            if (clock && !found)
                found = t;
        }
    }
    if (found)
        rule_find_at(cx, found->from, found->to, BYTES_NONE, BYTES_NONE);
}

/* ---- short names ---- */

struct short_name {
    uint32_t from, to;
    uint32_t seen;
    bool explained;
};

struct short_names {
    struct short_name slots[NAME_SLOTS];
    uint32_t count;
};

static struct short_name *
name_slot(struct short_names *n, struct bytes source, struct bytes name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (unsigned char)name.p[i]) * 16777619u;
    for (uint32_t i = hash % NAME_SLOTS;; i = (i + 1) % NAME_SLOTS) {
        struct short_name *slot = &n->slots[i];
        if (!slot->to)
            return n->count < NAMES_MAX ? slot : NULL;
        if (bytes_eq(bytes_cut(source, slot->from, slot->to - slot->from), name))
            return slot;
    }
}

static bool
is_shouted_word(const struct token *t)
{
    return t->kind == TOKEN_WORD && t->shouted && t->to - t->from > 1;
}

static bool
is_short_name(const struct sentence *s, uint32_t i)
{
    const struct token *t = &s->tokens[i];
    return is_shouted_word(t) && t->to - t->from <= NAME_MAX_BYTES && !token_is(t, W_ABBREVIATION) &&
           !token_is(t, W_ORG) && !token_is(t, W_GIVEN_NAME) && !t->person && !t->quoted && !t->allowed;
}

/* Words in capitals beside other words in capitals are shouted, or the label of an alert. */
static bool
is_shouting(const struct sentence *s, uint32_t i)
{
    const struct token *next = &s->tokens[i + 1];
    return (i > 0 && is_shouted_word(&s->tokens[i - 1])) || is_shouted_word(next) || token_is_mark(next, '!') ||
           s->end == '!';
}

/* "Hypertext Cache (HTC)", "HTC (hypertext cache)", "HTC stands for". */
static bool
is_explained(const struct document *d, const struct sentence *s, uint32_t i)
{
    const struct token *next = &s->tokens[i + 1];
    struct bytes text = token_text(d, next);
    bool bracket = (i > 0 && token_is_mark(&s->tokens[i - 1], '(')) || (i > 1 && token_is_mark(&s->tokens[i - 2], '('));
    return bracket || token_is_mark(next, '(') || token_is_mark(next, '=') || token_is_mark(next, ':') ||
           bytes_is_nocase(text, "stands") || bytes_is_nocase(text, "means") ||
           block_role(d, sentence_block(d, s)) == SECTION_GLOSSARY;
}

static void
check_names(struct rule_cx *cx)
{
    const struct document *d = cx->d;
    struct short_names names = {0};
    for (uint32_t i = 0; i < d->sentence_count; i++) {
        const struct sentence *s = &d->sentences[i];
        for (uint32_t k = 0; k < s->count; k++) {
            if (!is_short_name(s, k))
                continue;
            struct short_name *n = name_slot(&names, d->source, token_text(d, &s->tokens[k]));
            if (!n)
                continue;
            if (!n->to) {
                *n = (struct short_name){.from = s->tokens[k].from, .to = s->tokens[k].to};
                names.count++;
            }
            n->seen++;
            n->explained |= is_explained(d, s, k) || is_shouting(s, k) || sentence_block(d, s)->kind == BLOCK_HEADING;
        }
    }
    for (uint32_t i = 0; i < NAME_SLOTS; i++) {
        const struct short_name *n = &names.slots[i];
        if (n->to && !n->explained && n->seen > 1)
            rule_find_at(cx, n->from, n->to, BYTES_NONE, BYTES_NONE);
    }
}

// clang-format off
const struct rule rules_vague[] = {
    {
        .id = "vague.amount", .pack = LINT_VAGUE, .severity = LINT_ADVICE,
        .title = "An impact without a number",
        .reason = "Whoever compares this incident with others, or answers a customer, needs to know how many it were.",
        .message = "'{}' does not say how many", .proposal = "Say how many of how many, and how it was counted: '412 of 9,000 users'",
        .on = {W_SOME}, .word = check_amount,
        .bad = {"Some users saw errors.", "A small number of our European customers were logged out.",
                "Many requests failed.", "We lost several orders."},
        .good = {"Some users (412 of 9,000) saw errors.", "412 users saw errors.", "Some users prefer the old page.",
                 "Could some users have seen errors?", "Several servers were restarted.",
                 "# Action items\n\n- Ask some users what they saw"},
        .example_kind = LINT_SECTION,
    },
    {
        .id = "vague.duration", .pack = LINT_VAGUE, .severity = LINT_ADVICE,
        .title = "A length of time without a number",
        .reason = "'A while' is a minute to one reader and a day to another.",
        .message = "'{}' does not say how long", .proposal = "Give the start and the end, or the minutes; say 'about' where it is an estimate",
        .on = {W_WHILE}, .word = check_while,
        .bad = {"The shop was down for a while.", "Logins failed for several hours.", "The repair took some time."},
        .good = {"The shop was down for 42 minutes.", "A few minutes later the alert fired.",
                 "The shop was down for several hours, 9:10 to 13:40."},
        .example_kind = LINT_SECTION,
    },
    {
        .id = "vague.figures", .pack = LINT_VAGUE, .severity = LINT_ADVICE, .kinds = 1 << LINT_POSTMORTEM,
        .title = "An impact section without a figure",
        .reason = "The impact decides what the next steps are worth; without a number, a window or a population nobody can weigh it.",
        .message = "the impact says no number, no window and no population",
        .proposal = "Say who was affected, how many they were, from when to when, and how that was measured",
        .document = check_figures,
        .bad = {"# Slow shop\n\n## Impact\n\nThe shop was slow and customers complained."},
        .good = {"# Slow shop\n\n## Impact\n\n38 customers could not pay between 10:02 and 10:40 UTC.",
                 "# Slow shop\n\n## Impact\n\nAll customers.", "# Slow shop\n\n## Impact\n\nNone.",
                 "# Slow shop\n\n## Summary\n\nThe shop was slow."},
    },
    {
        .id = "vague.outage", .pack = LINT_VAGUE, .severity = LINT_ADVICE,
        .title = "'Outage' for partial trouble",
        .reason = "The sentence itself says that part of it worked; readers remember the larger word.",
        .message = "'{}' says that nothing worked, and the sentence says that some of it did",
        .proposal = "Name what did not work, and for whom: 'a partial outage of search', 'degraded checkout'",
        .on = {W_OUTAGE}, .word = check_outage,
        .bad = {"During the outage checkout was degraded.", "The outage caused intermittent errors."},
        .good = {"During the partial outage checkout was degraded.", "During the outage nobody could pay.",
                 "Checkout was degraded."},
        .example_kind = LINT_SECTION,
    },
    {
        .id = "vague.zone", .pack = LINT_VAGUE, .severity = LINT_ADVICE, .kinds = 1 << LINT_POSTMORTEM,
        .title = "Times without a zone",
        .reason = "Readers in other places, and the tools, take the time for their own.",
        .message = "nothing says in which time zone '{}' is",
        .proposal = "Write the zone behind the time, or once for all: 'All times are UTC'",
        .document = check_zone,
        .bad = {"# Slow shop\n\nAt 10:42 the queue was full."},
        .good = {"# Slow shop\n\nAt 10:42 UTC the queue was full. At 10:50 it was empty.",
                 "# Slow shop\n\nAt 10:42Z the queue was full.", "# Slow shop\n\nThe queue was full."},
    },
    {
        .id = "vague.abbreviation", .pack = LINT_VAGUE, .severity = LINT_ADVICE, .kinds = 1 << LINT_POSTMORTEM,
        .title = "A short name that is not explained",
        .reason = "Post-mortems are read by other teams and in other years; names of the house do not travel.",
        .message = "'{}' is not explained",
        .proposal = "Write it out where it comes first, with the short form in brackets; or list it in vague.abbreviations when every reader knows it",
        .document = check_names,
        .bad = {"# Slow shop\n\nThe QXR was full. We emptied the QXR."},
        .good = {"# Slow shop\n\nThe quick reply store (QXR) was full. We emptied the QXR.",
                 "# Slow shop\n\nThe QXR (quick reply store) was full. We emptied the QXR.",
                 "# Slow shop\n\nThe CPU was busy. The CPU was hot.", "# Slow shop\n\nDO NOT RESTART QXR. DO NOT RESTART QXR.",
                 "# Slow shop\n\n`QXR` was full, then `QXR` was not."},
    },
    {0},
};
// clang-format on
