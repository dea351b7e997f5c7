#include "draft.h"

#include "../base/json.h"
#include "../base/test.h"
#include "pick.h"
#include "words.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define DAY_MS    (24 * 60 * MINUTE_MS)
#define NOON_MS   (19796 * DAY_MS + 12 * 60 * MINUTE_MS) // 2024-03-14T12:00Z

static struct arena arena = {.max_bytes = 256 << 20};

/* ---- timelines made by hand ---- */

enum { EVENTS_MAX = 64 };

/* One line of a test's story. */
struct line {
    int minute; // after noon
    enum kind kind;
    enum state state;
    const char *actor, *title;
    const char *reason; // its name; points are 24
    bool key;
};

struct made {
    struct timeline t;
    struct event events[EVENTS_MAX];
    struct signal signals[EVENTS_MAX];
    uint32_t numbers[EVENTS_MAX];
    struct reason reasons[EVENTS_MAX];
    struct duration durations[1];
};

static const struct origin origin = {.path = "chat/general.json", .importer = "slack"};

static struct when
minute(int m)
{
    return (struct when){.ms = NOON_MS + m * MINUTE_MS, .precision = PRECISION_SECOND, .zone = ZONE_UTC};
}

/* Signals and events one to one; the window is from noon to eight in the evening. */
static struct made *
made_of(const struct line *lines, uint32_t count)
{
    struct made *m = arena_new(&arena, struct made);
    CHECK(count <= EVENTS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        const struct line *l = &lines[i];
        m->numbers[i] = i;
        m->reasons[i] = (struct reason){.name = l->reason, .words = bytes_of(l->title), .points = 24};
        m->signals[i] =
            (struct signal){.source = "slack", .ref = bytes_printf(&arena, "C1/%u", i), .at = minute(l->minute)};
        m->events[i] = (struct event){
            .number = i + 1,
            .at = minute(l->minute),
            .end = WHEN_UNKNOWN,
            .kind = (uint8_t)l->kind,
            .state = (uint8_t)l->state,
            .significance = 60,
            .key = l->key,
            .in_window = l->minute >= 0,
            .source = "slack",
            .title = bytes_of(l->title),
            .actor = bytes_of(l->actor),
            .times = 1,
            .signals = &m->numbers[i],
            .signal_count = 1,
            .main = i,
            .reasons = &m->reasons[i],
            .reason_count = l->reason != NULL,
        };
    }
    m->t = (struct timeline){
        .signals = m->signals,
        .signal_count = count,
        .origins = &origin,
        .origin_count = 1,
        .events = m->events,
        .event_count = count,
        .window = {.from_ms = NOON_MS, .to_ms = NOON_MS + 480 * MINUTE_MS},
    };
    return m;
}

static void
set_moment(struct made *m, enum moment_kind k, uint32_t event)
{
    m->t.moments[k] = (struct moment){
        .found = true, .at = m->events[event - 1].at, .event = event, .confidence = 80, .because = "the first alert"};
}

static const struct template *
builtin(const char *name)
{
    struct template *t;
    CHECK_INT(template_builtin(&arena, name, &t, NULL), OK);
    return t;
}

static const struct template *
template_of(const char *text)
{
    struct template *t;
    CHECK_INT(template_parse(&arena, BYTES("test"), bytes_of(text), &t, NULL), OK);
    return t;
}

static struct document *
draft_of(const struct made *m, const struct template *tp)
{
    struct document *d = NULL;
    struct why why;
    if (draft_build(&arena, &m->t, &(struct draft_options){.template = tp}, &d, &why))
        printf("%s\n", why.text);
    CHECK(d);
    return d;
}

static struct bytes
markdown_of(const struct made *m, const struct template *tp)
{
    struct buf b = {0};
    draft_markdown(draft_of(m, tp), &b);
    struct bytes ret = bytes_dup(&arena, buf_bytes(&b));
    buf_done(&b);
    return ret;
}

static bool
has(struct bytes text, const char *part)
{
    if (bytes_find(text, part) != BYTES_NOT_FOUND)
        return true;
    printf("not found: %s\nin:\n%.*s\n", part, BYTES_ARG(text));
    return false;
}

/* A story with something for every section. */
static struct made *
story(void)
{
    static const struct line lines[] = {
        {-200, KIND_CHANGE, STATE_MERGED, "Ann Ash", "cart: new key", "merged", false},
        {-10, KIND_DEPLOY, STATE_SUCCEEDED, "deploybot", "cart v2", "deployment", true},
        {0, KIND_LOG, STATE_NONE, NULL, "timeouts in cart", "symptom", false},
        {5, KIND_TICKET, STATE_OPENED, NULL, "cannot pay", "ticket", false},
        {20, KIND_ALERT, STATE_OPENED, NULL, "ErrorRateHigh", "alert fired", true},
        {22, KIND_PAGE, STATE_ACKNOWLEDGED, "Bob Birch", "ErrorRateHigh", "acknowledged", true},
        {25, KIND_CHAT, STATE_NONE, "Bob Birch", "I am restarting the cart", "restart", true},
        {26, KIND_CHAT, STATE_NONE, "Cleo Clay", "I did a restart of the cart", "restart", true},
        {30, KIND_CHAT, STATE_NONE, "Bob Birch", "Declaring a SEV1", "declaration", true},
        {35, KIND_CHAT, STATE_NONE, "Cleo Clay", "maybe it is the network", "hypothesis", true},
        {40, KIND_CHAT, STATE_NONE, "Ann Ash", "the network is ruled out, it is the key", "finding", true},
        {45, KIND_CHAT, STATE_NONE, "Dana Dew", "nobody told support", "impact on users", false},
        {80, KIND_STATUS, STATE_OPENED, NULL, "Payments fail.", "public notice", true},
        {85, KIND_CHAT, STATE_NONE, "Bob Birch", "I hand over to Cleo", "escalation", true},
        {90, KIND_CHAT, STATE_NONE, "Ann Ash", "rolling back cart", "rollback", true},
        {95, KIND_CHAT, STATE_NONE, "Ann Ash", "errors are gone, luckily it was night", "recovery", true},
        {100, KIND_CHAT, STATE_NONE, "Bob Birch", "all clear", "resolution", true},
        {200, KIND_CHAT, STATE_NONE, "Dana Dew", "refunds sent to all", "damage control", false},
        {210, KIND_CHAT, STATE_NONE, "Bob Birch", "follow-up: alert on the hit rate", "follow-up", false},
    };
    struct made *m = made_of(lines, sizeof lines / sizeof *lines);
    set_moment(m, MOMENT_IMPACT_STARTED, 3);
    set_moment(m, MOMENT_DETECTED, 5);
    set_moment(m, MOMENT_RESOLVED, 17);
    m->durations[0] = (struct duration){.name = "time to detect",
                                        .definition = "from the start until it was noticed",
                                        .from = MOMENT_IMPACT_STARTED,
                                        .to = MOMENT_DETECTED,
                                        .known = true,
                                        .ms = 20 * MINUTE_MS};
    m->t.durations = m->durations;
    m->t.duration_count = 1;
    return m;
}

/* ---- properties ---- */

/* A line of the draft is one of ours: heading, list title, question or guidance; or it ends with a link to an event. */
static bool
is_grounded(struct bytes line)
{
    return !line.n || bytes_starts(line, "#") || bytes_starts(line, "> **Question**: ") ||
           bytes_starts(line, "> **To the writer**: ") || (bytes_starts(line, "**") && bytes_ends(line, "**")) ||
           (bytes_ends(line, ")") && bytes_find(line, "](#e") != BYTES_NOT_FOUND);
}

/* Every link to an event leads to exactly one place. */
static void
check_links(struct bytes text, uint32_t event_count)
{
    for (uint32_t n = 1; n <= event_count; n++) {
        struct bytes link = bytes_printf(&arena, "(#e%u)", n), place = bytes_printf(&arena, "<a id=\"e%u\">", n);
        ptrdiff_t at = bytes_find(text, place.p);
        if (bytes_find(text, link.p) != BYTES_NOT_FOUND)
            CHECK(at != BYTES_NOT_FOUND);
        if (at != BYTES_NOT_FOUND)
            CHECK_INT(bytes_find(bytes_from(text, (size_t)at + 1), place.p), BYTES_NOT_FOUND);
    }
}

static void
check_grounded(const struct made *m, const struct template *tp)
{
    struct bytes text = markdown_of(m, tp), rest = text, line;
    while (bytes_line(&rest, &line))
        if (!is_grounded(line)) {
            printf("no evidence: %.*s\n", BYTES_ARG(line));
            CHECK(!"grounded");
        }
    check_links(text, m->t.event_count);
}

TEST(every_statement_leads_to_its_event_or_is_a_question)
{
    check_grounded(story(), builtin("default"));
    check_grounded(story(), builtin("short"));
    check_grounded(story(), template_of("# T\n## Causes {causes}\n## Own {x-own}\n? Why?\n"));
}

TEST(random_timelines_give_grounded_drafts_and_the_same_bytes_twice)
{
    static const char *const reasons[] = {"symptom",  "alert fired",   "finding",   "rollback",   "restart",
                                          "recovery", "public notice", "follow-up", "escalation", "damage control"};
    for (uint32_t seed = 1; seed <= 60; seed++) {
        uint32_t r = seed * 2654435761u;
        struct line lines[EVENTS_MAX];
        uint32_t count = 1 + seed % EVENTS_MAX;
        for (uint32_t i = 0; i < count; i++) {
            r = r * 1664525u + 1013904223u;
            lines[i] = (struct line){
                .minute = (int)i * 5 - 30,
                .kind = (enum kind)(r >> 8 & 0xff) % KIND_MAX,
                .state = (enum state)(r >> 16 & 0xff) % STATE_MAX,
                .actor = r >> 24 & 1   ? "Ann Ash"
                         : r >> 25 & 1 ? "Bob | Birch"
                                       : NULL,
                .title = r >> 26 & 1 ? "# *it* [broke](x) \"again\"\n```" : "",
                .reason = reasons[(r >> 4) % (sizeof reasons / sizeof *reasons)],
                .key = r >> 27 & 1,
            };
        }
        struct made *m = made_of(lines, count);
        for (int k = 0; k < MOMENT_MAX; k++)
            if (r >> k & 1)
                set_moment(m, (enum moment_kind)k, 1 + (r >> 3) % count);
        check_grounded(m, builtin("default"));
        struct bytes once = markdown_of(m, builtin("default"));
        CHECK(bytes_eq(once, markdown_of(m, builtin("default"))));
    }
}

/* ---- one section, for the record ---- */

static struct bytes
section_of(const struct document *d, const char *key, const struct draft_links *links)
{
    for (uint32_t i = 0; i < d->section_count; i++)
        if (bytes_is(d->sections[i].key, key)) {
            struct buf out = {0};
            draft_section_markdown(d, i, links, &out);
            struct bytes text = bytes_dup(&arena, buf_bytes(&out));
            buf_done(&out);
            return text;
        }
    CHECK(!"section");
    return BYTES_NONE;
}

TEST(a_section_by_itself_links_to_the_ids_that_stay_and_has_no_html)
{
    struct made *m = story();
    struct bytes *ids = arena_new_n(&arena, struct bytes, m->t.event_count);
    for (uint32_t i = 0; i < m->t.event_count; i++)
        ids[i] = bytes_printf(&arena, "evt_01h%u", i + 1);
    const struct document *d = draft_of(m, builtin("default"));
    struct draft_links links = {.event_ids = ids, .event_count = m->t.event_count};
    for (uint32_t i = 0; i < d->section_count; i++) {
        struct bytes text = section_of(d, bytes_dup(&arena, d->sections[i].key).p, &links);
        CHECK(bytes_find(text, "](#e") == bytes_find(text, "](#evt_01h"));
        CHECK(bytes_find(text, "<a ") < 0 && bytes_find(text, "<!--") < 0);
        CHECK(!bytes_starts(text, "#") && bytes_find(text, "Question**") < 0 && bytes_find(text, "To the writer") < 0);
        CHECK_INT(text.n > 0, d->sections[i].from_evidence);
    }
    struct bytes text = section_of(d, "timeline", &links);
    CHECK(bytes_find(text, "[E2](#evt_01h2)") > 0);
}

TEST(guidance_and_questions_come_with_a_section_when_asked_for)
{
    const struct document *d = draft_of(story(), builtin("default"));
    struct draft_links links = {.guidance = true};
    CHECK(bytes_find(section_of(d, "causes", &links), "To the writer") >= 0);
    CHECK(bytes_find(section_of(d, "causes", &links), "Question**") < 0);
    links = (struct draft_links){.questions = true};
    CHECK(bytes_find(section_of(d, "causes", &links), "To the writer") < 0);
    CHECK(bytes_find(section_of(d, "causes", &links), "Question**") >= 0);
}

TEST(an_id_that_is_none_falls_back_to_the_number)
{
    const struct document *d = draft_of(story(), builtin("default"));
    struct bytes ids[2] = {BYTES(""), BYTES("x) <script>")};
    struct draft_links links = {.event_ids = ids, .event_count = 2};
    struct bytes text = section_of(d, "timeline", &links);
    CHECK(bytes_find(text, "[E2](#e2)") > 0 && bytes_find(text, "script") < 0);
    CHECK(bytes_eq(text, section_of(d, "timeline", NULL)));
}

TEST(a_timeline_that_people_corrected_can_be_drafted)
{
    static const char *const reasons[] = {"symptom", "damage control", "rollback", "recovery", "resolution"};
    for (uint32_t seed = 0; seed < 64; seed++) {
        struct line lines[20];
        for (uint32_t i = 0; i < 20; i++)
            lines[i] = (struct line){.minute = (int)i * 5,
                                     .kind = (enum kind)((i + seed) % KIND_MAX),
                                     .actor = "Ann Ash",
                                     .title = "we repaired it",
                                     .reason = reasons[(i + seed) % 5],
                                     .key = true};
        struct made *m = made_of(lines, 20);
        for (uint32_t i = 0; i < 20; i++)
            if (seed % 3) { // written by hand: no signal, sometimes none in the whole incident
                m->events[i].signal_count = 0;
                m->events[i].signals = NULL;
                m->events[i].main = 0;
                m->events[i].flags = SIGNAL_REPLY;
            }
        if (seed % 3 == 2) {
            m->t.signals = NULL;
            m->t.signal_count = m->t.origin_count = 0;
            m->t.origins = NULL;
        }
        for (int k = 0; k < MOMENT_MAX; k++)
            m->t.moments[k] = (struct moment){.found = true,
                                              .at = minute(10 * k),
                                              .event = seed >> k & 1 ? 0 : 99 * (seed % 2) + 1 + (uint32_t)k,
                                              .because = "a person says so"};
        struct duration *list = arena_new_n(&arena, struct duration, 2);
        list[0] = (struct duration){.name = "time to detect",
                                    .definition = "from here to there",
                                    .from = MOMENT_IMPACT_STARTED,
                                    .to = MOMENT_DETECTED,
                                    .known = true,
                                    .ms = seed % 2 ? 4 * 60 * MINUTE_MS : MINUTE_MS};
        list[1] = list[0];
        list[1].name = "time to resolve";
        list[1].to = MOMENT_RESOLVED;
        m->t.durations = list;
        m->t.duration_count = 2;
        check_grounded(m, builtin("default"));
    }
}

TEST(no_section_of_the_template_is_missing_and_their_order_is_kept)
{
    struct bytes rest = markdown_of(story(), builtin("default"));
    const struct template *tp = builtin("default");
    for (uint32_t i = 0; i < tp->section_count; i++) {
        ptrdiff_t at = bytes_find(rest, bytes_printf(&arena, "\n## %.*s\n", BYTES_ARG(tp->sections[i].title)).p);
        CHECK(at != BYTES_NOT_FOUND);
        rest = bytes_from(rest, (size_t)at + 1);
    }
}

/* ---- what is said ---- */

TEST(a_story_fills_every_section_with_what_its_events_say)
{
    struct bytes text = markdown_of(story(), builtin("default"));
    static const char *const parts[] = {
        "# Post-mortem: Payments fail (2024-03-14)\n",
        "began on 2024-03-14 at 12:00 UTC and was over at 13:40 UTC, 1 h 40 min later. [E3](#e3) [E17](#e17)",
        "- **Detected**: at 12:20 UTC, told by the first alert (confidence 80 of 100). [E5](#e5)",
        "- **Time to detect**: 20 min, from the start until it was noticed. [E3](#e3) [E5](#e5)",
        "- **12:00** Log line: \"timeouts in cart\" [E3](#e3)",
        "- 1 ticket was opened during the incident. [E4](#e4)",
        "- <a id=\"e9\"></a>**12:30** Bob Birch: \"Declaring a SEV1\" - slack [E9](#e9)",
        "**Signs before it was detected**\n\n- **12:00** Log line",
        "- **08:40** Change merged: \"cart: new key\", 3 h 20 min before. [E1](#e1)",
        "- **11:50** Deployment done: \"cart v2\", 10 min before. [E2](#e2)",
        "- **12:35** Cleo Clay: \"maybe it is the network\" [E10](#e10)",
        "- **12:40** Ann Ash: \"the network is ruled out, it is the key\" [E11](#e11)",
        "- Bob Birch: first seen at 12:22, 6 lines. [E6](#e6)",
        "The first public notice came at 13:20 UTC, 1 h after detection. [E5](#e5) [E13](#e13)",
        "- **13:25** Bob Birch: \"I hand over to Cleo\" [E14](#e14)",
        "- **13:30** Ann Ash: \"rolling back cart\" [E15](#e15)",
        "- **15:20** Dana Dew: \"refunds sent to all\" [E18](#e18)",
        "- An explanation was dropped at 12:40: Ann Ash",
        "- It took 20 min from the start until it was noticed. [E3](#e3) [E5](#e5)",
        "- 1 sign of it was there before it was detected, the first one 20 min earlier. [E3](#e3) [E5](#e5)",
        "- Two responders write of the same kind of action (restart) 1 min apart: Bob Birch",
        "- Somebody was not told at 12:45: Dana Dew: \"nobody told support\" [E12](#e12)",
        "- Somebody spoke of luck at 13:35: Ann Ash",
        "- **15:30** Bob Birch: \"follow-up: alert on the hit rate\" [E19](#e19)",
        "This draft was made from 19 signals in 1 file or delivery, which are 19 events.",
        "- chat/general.json, read as slack: 19 signals, from 2024-03-14 08:40 to 2024-03-14 15:30.",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        CHECK(has(text, parts[i]));
}

TEST(causes_name_no_author_of_a_change)
{
    struct bytes text = markdown_of(story(), template_of("# T\n## Causes {causes}\n"));
    struct bytes causes = bytes_cut(text, 0, (size_t)bytes_find(text, "## Evidence"));
    CHECK(has(causes, "\"cart: new key\""));
    struct bytes line;
    while (bytes_line(&causes, &line))
        if (bytes_find(line, "cart: new key") != BYTES_NOT_FOUND)
            CHECK_INT(bytes_find(line, "Ann"), BYTES_NOT_FOUND);
}

TEST(what_the_evidence_does_not_show_is_asked)
{
    static const struct line one[] = {{0, KIND_CHAT, STATE_NONE, "Ann Ash", "hello", "message", false}};
    struct bytes text = markdown_of(made_of(one, 1), builtin("default"));
    static const char *const questions[] = {
        "> **Question**: When did it begin, and when was it over?",
        "> **Question**: What happened, minute by minute?",
        "> **Question**: What ended it?",
        "> **Question**: Did the incident leave anything behind that needs repair?",
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        CHECK(has(text, questions[i]));
    CHECK_INT(bytes_find(markdown_of(story(), builtin("default")), "When did it begin, and when was it over?"),
              BYTES_NOT_FOUND);
}

TEST(a_list_of_follow_ups_is_split_and_each_goes_where_its_words_put_it)
{
    static const struct line lines[] = {{0, KIND_CHAT, STATE_NONE, "Ann Ash", "Follow-ups:", "follow-up", true}};
    struct made *m = made_of(lines, 1);
    m->events[0].detail =
        BYTES("Follow-ups:\n- TODO: alert on the hit rate\n• one function makes the key\n* a kill switch for the cart");
    struct bytes text = markdown_of(m, template_of("# T\n## R {recommendations-root}\n## S {recommendations-response}\n"
                                                   "## M {recommendations-mitigation}\n## Z {sources}\n"));
    ptrdiff_t root = bytes_find(text, "## R"), response = bytes_find(text, "## S"),
              mitigation = bytes_find(text, "## M"),
              at[] = {bytes_find(text, "\"one function makes the key\" [E1](#e1)"),
                      bytes_find(text, "\"alert on the hit rate\" [E1](#e1)"),
                      bytes_find(text, "\"a kill switch for the cart\" [E1](#e1)")};
    CHECK(root < at[0] && at[0] < response && response < at[1] && at[1] < mitigation && mitigation < at[2]);
}

TEST(the_rest_of_a_thread_comes_with_a_message_about_repair)
{
    static const struct line lines[] = {
        {0, KIND_CHAT, STATE_NONE, "Ann Ash", "the lost orders need an owner", "message", false},
        {1, KIND_CHAT, STATE_NONE, "Bob Birch", "somewhere else", "message", false},
        {2, KIND_CHAT, STATE_NONE, "Cleo Clay", "we refund them", "damage control", false},
        {3, KIND_CHAT, STATE_NONE, "Cleo Clay", "181 are there again", "message", false},
    };
    struct made *m = made_of(lines, 4);
    struct tie thread = {.kind = TIE_THREAD, .role = TIE_SAYS, .value = m->signals[0].ref};
    m->signals[2].ties = m->signals[3].ties = &thread;
    m->events[2].flags = m->events[3].flags = SIGNAL_REPLY;
    struct bytes text = markdown_of(m, template_of("# T\n## D {damage-control}\n"));
    CHECK(has(text, "the lost orders need an owner") && has(text, "we refund them") &&
          has(text, "181 are there again"));
    CHECK_INT(bytes_find(text, "somewhere else"), BYTES_NOT_FOUND);
}

TEST(negative_durations_are_left_to_the_contradictions)
{
    struct made *m = story();
    m->durations[0].ms = -MINUTE_MS;
    static const char *const sentences[] = {"\"detected\" (E5) lies before \"impact started\" (E3)"};
    m->t.contradictions = sentences;
    m->t.contradiction_count = 1;
    struct bytes text = markdown_of(m, builtin("default"));
    CHECK_INT(bytes_find(text, "Time to detect"), BYTES_NOT_FOUND);
    CHECK(has(text, "- \"detected\" (E5) lies before \"impact started\" (E3). [E5](#e5) [E3](#e3)"));
    CHECK(has(text, "> **Question**: Which of the contradicting times are right?"));
}

TEST(many_files_of_a_kind_in_one_folder_are_one_line_of_the_sources)
{
    struct made *m = story();
    struct origin *origins = arena_new_n(&arena, struct origin, 6);
    for (uint32_t i = 0; i < 6; i++)
        origins[i] = (struct origin){.path = bytes_printf(&arena, i < 4 ? "pages/%u.json" : "alerts/%u.json", i).p,
                                     .importer = "pagerduty"};
    m->t.origins = origins;
    m->t.origin_count = 6;
    for (uint32_t i = 0; i < m->t.signal_count; i++)
        m->signals[i].origin = i < 6 ? i : 3;
    struct bytes text = markdown_of(m, builtin("default"));
    CHECK(has(text, "- pages/ (4 files), read as pagerduty: 17 signals, from 2024-03-14 08:40 to 2024-03-14 15:30."));
    CHECK(has(text, "- alerts/4.json, read as pagerduty: 1 signal, of 2024-03-14 12:20. [E5](#e5)"));
    CHECK(has(text, "- alerts/5.json, read as pagerduty: 1 signal, of 2024-03-14 12:22. [E6](#e6)"));
}

TEST(an_incident_over_midnight_shows_dates)
{
    struct made *m = story();
    m->t.window.to_ms += DAY_MS;
    CHECK(has(markdown_of(m, builtin("short")), "**2024-03-14 12:30** Bob Birch"));
}

TEST(no_events_are_no_draft)
{
    struct timeline t = {.event_count = 0};
    struct document *d = NULL;
    struct why why;
    CHECK_INT(draft_build(&arena, &t, &(struct draft_options){.template = builtin("default")}, &d, &why), ERR_INVALID);
    CHECK(d == NULL);
}

/* ---- JSON ---- */

TEST(json_holds_sections_blocks_and_the_events_behind_them)
{
    struct buf b = {0};
    draft_json(draft_of(story(), builtin("default")), &b);
    size_t n = b.n;
    for (int i = 0; i < JSON_PADDING_BYTES; i++)
        buf_putc(&b, ' ');
    struct json_parser *p = json_parser_new();
    struct json v;
    struct why why;
    CHECK_INT(json_parse(p, (struct bytes){b.p, n}, &v, &why), OK);
    CHECK_BYTES(json_text(json_get(v, "template")), "default");
    CHECK_INT(json_count(json_get(v, "sections")), 16);
    struct json_iter sections = json_each(json_get(v, "sections"));
    uint32_t at = 0, statements = 0, lists = 0;
    while (json_next(&sections)) {
        CHECK_BYTES(json_text(json_get(sections.value, "key")), section_keys[at++]);
        struct json_iter blocks = json_each(json_get(sections.value, "blocks"));
        while (json_next(&blocks)) {
            struct bytes kind = json_text(json_get(blocks.value, "kind"));
            if (bytes_is(kind, "paragraph"))
                CHECK(json_count(json_get(blocks.value, "events")) > 0);
            struct json_iter items = json_each(json_get(blocks.value, "items"));
            while (json_next(&items)) {
                CHECK(json_text(json_get(items.value, "text")).n > 0);
                CHECK(json_count(json_get(items.value, "events")) > 0);
                statements++;
            }
            lists += bytes_is(kind, "list");
        }
    }
    CHECK(statements > 30 && lists > 15);
    struct json_iter evidence = json_each(json_get(v, "evidence"));
    CHECK(json_next(&evidence));
    CHECK(json_count(json_get(evidence.value, "signals")) == 1);
    json_parser_free(p);
    buf_done(&b);
}

/* ---- words ---- */

TEST(lengths_are_said_as_people_say_them)
{
    static const struct {
        int64_t s;
        const char *says;
    } cases[] = {{0, "0 s"},    {59, "59 s"},          {272, "4 min 32 s"}, {600, "10 min"},    {725, "12 min"},
                 {3600, "1 h"}, {12000, "3 h 20 min"}, {86400, "1 d"},      {97200, "1 d 3 h"}, {-60, "1 min"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_BYTES(length_words(&arena, cases[i].s * 1000), cases[i].says);
    CHECK(length_words(&arena, INT64_MIN).n > 0);
}

TEST(long_and_many_lined_messages_are_quoted_on_one_line_and_cut_at_a_word)
{
    struct event e = {.kind = KIND_CHAT, .times = 1, .title = BYTES("restarting:")};
    e.detail = BYTES("restarting:\n```kubectl rollout restart```\nsee the log (https://log.example/a?b=c) now");
    CHECK_BYTES(quote_words(&arena, &e), "\"restarting: kubectl rollout restart see the log now\"");
    char text[2000];
    memset(text, 'w', sizeof text);
    for (size_t i = 6; i < sizeof text; i += 7)
        text[i] = ' ';
    struct bytes cut = excerpt_words(&arena, (struct bytes){text, sizeof text});
    CHECK(cut.n < 300);
    CHECK(bytes_ends(cut, "wwwwww …"));
    CHECK_BYTES(quote_words(&arena, &(struct event){.kind = KIND_CHAT}), "(without words)");
    e = (struct event){.kind = KIND_STATUS,
                       .times = 1,
                       .title = BYTES("It fails."),
                       .detail = BYTES("Checkout (investigating)\nIt fails. We look into it.\nCheckout: major outage")};
    CHECK_BYTES(quote_words(&arena, &e), "\"It fails. We look into it.\"");
    e.title = BYTES("Resolved: Checkout");
    e.detail = BYTES("Checkout (resolved)\nIt works again.\nCheckout: operational");
    CHECK_BYTES(quote_words(&arena, &e), "\"It works again.\"");
    e.detail = BYTES("It was the weather, and it is over.");
    CHECK_BYTES(quote_words(&arena, &e), "\"Checkout\"");
}

TEST(times_are_shown_no_more_exactly_than_they_are_known)
{
    struct when w = minute(5);
    CHECK_STR(clock_words(&arena, &w, false), "12:05");
    CHECK_STR(clock_words(&arena, &w, true), "2024-03-14 12:05");
    w.precision = PRECISION_ABOUT;
    CHECK_STR(clock_words(&arena, &w, false), "about 12:05");
    w.precision = PRECISION_DAY;
    CHECK_STR(clock_words(&arena, &w, false), "2024-03-14");
    CHECK_STR(clock_words(&arena, &WHEN_UNKNOWN, false), "time unknown");
}

int
main(void)
{
    RUN(every_statement_leads_to_its_event_or_is_a_question);
    RUN(random_timelines_give_grounded_drafts_and_the_same_bytes_twice);
    RUN(a_section_by_itself_links_to_the_ids_that_stay_and_has_no_html);
    RUN(guidance_and_questions_come_with_a_section_when_asked_for);
    RUN(an_id_that_is_none_falls_back_to_the_number);
    RUN(a_timeline_that_people_corrected_can_be_drafted);
    RUN(no_section_of_the_template_is_missing_and_their_order_is_kept);
    RUN(a_story_fills_every_section_with_what_its_events_say);
    RUN(causes_name_no_author_of_a_change);
    RUN(what_the_evidence_does_not_show_is_asked);
    RUN(a_list_of_follow_ups_is_split_and_each_goes_where_its_words_put_it);
    RUN(the_rest_of_a_thread_comes_with_a_message_about_repair);
    RUN(negative_durations_are_left_to_the_contradictions);
    RUN(many_files_of_a_kind_in_one_folder_are_one_line_of_the_sources);
    RUN(an_incident_over_midnight_shows_dates);
    RUN(no_events_are_no_draft);
    RUN(json_holds_sections_blocks_and_the_events_behind_them);
    RUN(lengths_are_said_as_people_say_them);
    RUN(long_and_many_lined_messages_are_quoted_on_one_line_and_cut_at_a_word);
    RUN(times_are_shown_no_more_exactly_than_they_are_known);
    arena_done(&arena);
    return test_end();
}
