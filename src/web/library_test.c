/* Templates, searches and what is waiting, over HTTP: each answer is held to its schema by web_test.h. */
#include "../base/when.h"
#include "../model/postmortem.h"
#include "web_test.h"

static struct bytes
text_of(struct web_reply r, const char *path)
{
    return json_text(json_path(r.json, path));
}

/* path: with one %.*s, for the id. */
#define ask(t, who, method, json, path, id)                                                                            \
    web_ask(t, who, method, bytes_printf(&(t)->arena, path, BYTES_ARG(id)).p, json)

static struct json
element(struct web_reply r, const char *list, size_t wanted)
{
    size_t i = 0;
    for (struct json_iter it = json_each(json_get(r.json, list)); json_next(&it);)
        if (i++ == wanted)
            return it.value;
    return (struct json){{0}};
}

static struct json
item(struct web_reply r, size_t wanted)
{
    return element(r, "items", wanted);
}

static size_t
item_count(struct web_reply r)
{
    return json_count(json_get(r.json, "items"));
}

static struct bytes
make_incident(struct web_test *t, const char *title, const char *state)
{
    struct web_reply r =
        web_ask(t, WHO_EDITOR, "POST", "/api/v1/incidents",
                bytes_printf(&t->arena, "{\"title\":\"%s\",\"severity\":2,\"state\":\"%s\"}", title, state).p);
    CHECK_INT(r.status, 201);
    return text_of(r, "id");
}

/* The last word about an import comes as an event. */
static void
import_lines(struct web_test *t, struct bytes incident, const char *lines)
{
    struct bytes channel = bytes_printf(&t->arena, "channel=incident:%.*s", BYTES_ARG(incident));
    struct bytes path = bytes_printf(&t->arena, "/api/v1/incidents/%.*s/imports?name=notes.md", BYTES_ARG(incident));
    struct web_ear ear = web_listen(t, WHO_READER, channel.p);
    CHECK_INT(web_ask_with(t, WHO_EDITOR, "POST", path.p, "", bytes_of(lines)).status, 202);
    for (;;) {
        struct bytes heard = web_hear(t, &ear);
        CHECK(heard.n && bytes_find(heard, "\"state\":\"failed\"") < 0);
        if (bytes_starts(heard, "import ") && bytes_find(heard, "\"state\":\"done\"") > 0)
            break;
    }
    web_ear_close(&ear);
}

/* ---- templates ---- */

TEST(templates_are_there_from_the_start_and_people_add_their_own)
{
    struct web_test t;
    web_test_open(&t);
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/templates", NULL);
    CHECK_INT(r.status, 200);
    CHECK_INT(item_count(r), 2);
    CHECK_BYTES(json_text(json_get(item(r, 0), "name")), "default");
    CHECK(json_is_true(json_get(item(r, 0), "builtin")) && json_count(json_get(item(r, 0), "sections")) == 16);
    struct bytes builtin = json_text(json_get(item(r, 0), "id"));
    const char *text = "{\"name\":\"ours\",\"text\":\"# Ours\\n\\n## What happened {summary}\\n\\nIn short.\\n\"}";
    CHECK_INT(web_ask(&t, WHO_READER, "POST", "/api/v1/templates", text).status, 403);
    r = web_ask(&t, WHO_EDITOR, "POST", "/api/v1/templates", text);
    CHECK_INT(r.status, 201);
    CHECK_BYTES(text_of(r, "title"), "Ours");
    CHECK_BYTES(json_text(json_get(element(r, "sections", 0), "title")), "What happened");
    CHECK_BYTES(web_reply_header(r, "ETag"), "\"1\"");
    struct bytes id = text_of(r, "id");
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/templates", text).status, 409);
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/templates", "{\"name\":\"x\"}").status, 400);
    CHECK_INT(web_ask(&t, WHO_EDITOR, "POST", "/api/v1/templates", "{\"name\":\"x\",\"text\":\"no heading\"}").status,
              400);
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"name\":\"theirs\",\"version\":1}", "/api/v1/templates/%.*s", id);
    CHECK_INT(r.status, 200);
    CHECK_BYTES(text_of(r, "name"), "theirs");
    r = ask(&t, WHO_EDITOR, "PATCH", "{\"name\":\"late\",\"version\":1}", "/api/v1/templates/%.*s", id);
    CHECK_INT(r.status, 412);
    int64_t version = 0;
    CHECK(json_int(json_get(r.json, "current_version"), &version) && version == 2);
    struct bytes path = bytes_printf(&t.arena, "/api/v1/templates/%.*s", BYTES_ARG(id));
    r = web_ask_with(&t, WHO_EDITOR, "PATCH", path.p, "Content-Type: application/json\r\nIf-Match: \"1\"\r\n",
                     BYTES("{\"name\":\"late\"}"));
    CHECK_INT(r.status, 412);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/templates/%.*s", builtin).status, 409);
    CHECK_INT(
        ask(&t, WHO_EDITOR, "PATCH", "{\"text\":\"# D\\n\\n## S {summary}\\n\"}", "/api/v1/templates/%.*s", builtin)
            .status,
        200);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/templates/%.*s", builtin).status, 204);
    r = ask(&t, WHO_READER, "GET", NULL, "/api/v1/templates/%.*s", builtin);
    CHECK(json_is_true(json_get(r.json, "builtin")) && json_count(json_get(r.json, "sections")) == 16);
    CHECK_INT(ask(&t, WHO_READER, "DELETE", NULL, "/api/v1/templates/%.*s", id).status, 403);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/templates/%.*s", id).status, 204);
    CHECK_INT(ask(&t, WHO_READER, "GET", NULL, "/api/v1/templates/%.*s", id).status, 404);
    web_test_close(&t);
}

/* ---- search ---- */

static size_t
found(struct web_test *t, const char *query)
{
    struct web_reply r = web_ask(t, WHO_READER, "GET", bytes_printf(&t->arena, "/api/v1/search?q=%s", query).p, NULL);
    CHECK_INT(r.status, 200);
    return item_count(r);
}

TEST(whatever_is_written_is_found_and_what_is_hidden_or_gone_is_not)
{
    struct web_test t;
    web_test_open(&t);
    struct bytes id = make_incident(&t, "Checkout stumbles", "open");
    import_lines(&t, id,
                 "- 2024-03-14 10:00 UTC the walrus cache was empty\n- 2024-03-14 10:05 UTC somebody filled it\n");
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/search?q=stumbl", NULL);
    CHECK_INT(item_count(r), 1);
    CHECK_BYTES(json_text(json_get(item(r, 0), "kind")), "incident");
    CHECK_BYTES(json_text(json_get(item(r, 0), "parent_name")), "");
    CHECK(bytes_eq(json_text(json_get(item(r, 0), "id")), id));
    /* It is shown with the time that its evidence gave it. */
    CHECK(bytes_starts(json_text(json_get(item(r, 0), "at")), "2024-03-14T10:0"));
    CHECK_INT(found(&t, "INC-1"), 1);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/search?q=walrus", NULL);
    CHECK_INT(item_count(r), 1);
    CHECK_BYTES(json_text(json_get(item(r, 0), "kind")), "event");
    CHECK(bytes_eq(json_text(json_get(item(r, 0), "incident_id")), id));
    CHECK_BYTES(json_text(json_get(item(r, 0), "parent_title")), "Checkout stumbles");
    CHECK_BYTES(json_text(json_get(item(r, 0), "parent_name")), "INC-1");
    CHECK_BYTES(json_text(json_get(item(r, 0), "at")), "2024-03-14T10:00:00.000Z");
    CHECK(!json_is_true(json_get(r.json, "capped")));
    struct bytes event = json_text(json_get(item(r, 0), "id"));
    /* Edited: by its new words, no longer by the old ones. */
    CHECK_INT(ask(&t, WHO_EDITOR, "PATCH", "{\"title\":\"the narwhal cache was empty\"}", "/api/v1/events/%.*s", event)
                  .status,
              200);
    CHECK(found(&t, "narwhal") == 1 && found(&t, "walrus") == 0);
    CHECK_INT(ask(&t, WHO_EDITOR, "POST", NULL, "/api/v1/incidents/%.*s/build", id).status, 204);
    CHECK(found(&t, "narwhal") == 1 && found(&t, "walrus") == 0);
    /* Hidden, and shown again. */
    CHECK_INT(ask(&t, WHO_EDITOR, "PATCH", "{\"hidden\":true}", "/api/v1/events/%.*s", event).status, 200);
    CHECK_INT(found(&t, "narwhal"), 0);
    CHECK_INT(ask(&t, WHO_EDITOR, "POST", NULL, "/api/v1/incidents/%.*s/build", id).status, 204);
    CHECK_INT(found(&t, "narwhal"), 0);
    CHECK_INT(ask(&t, WHO_EDITOR, "PATCH", "{\"hidden\":false}", "/api/v1/events/%.*s", event).status, 200);
    CHECK_INT(found(&t, "narwhal"), 1);
    /* Written by hand, and deleted. */
    r = ask(&t, WHO_EDITOR, "POST", "{\"at\":\"2024-03-14T10:30:00.000Z\",\"title\":\"We called the beluga bank\"}",
            "/api/v1/incidents/%.*s/events", id);
    CHECK_INT(found(&t, "beluga"), 1);
    CHECK_INT(ask(&t, WHO_EDITOR, "DELETE", NULL, "/api/v1/events/%.*s", text_of(r, "id")).status, 204);
    CHECK_INT(found(&t, "beluga"), 0);
    /* A deleted incident takes everything in it along. */
    CHECK_INT(ask(&t, WHO_ADMIN, "DELETE", NULL, "/api/v1/incidents/%.*s", id).status, 204);
    CHECK(found(&t, "narwhal") == 0 && found(&t, "stumbles") == 0 && found(&t, "INC-1") == 0);
    web_test_close(&t);
}

TEST(a_section_is_found_by_what_stands_in_it_now)
{
    struct web_test t;
    struct postmortem *pm;
    struct pm_section *s;
    web_test_open(&t);
    struct bytes id = make_incident(&t, "Checkout stumbles", "resolved");
    struct postmortem_new in = {.incident_ids = &id, .incident_count = 1};
    CHECK(postmortem_create(&t.cx, &in, &pm) == OK);
    struct section_edit edit = {.body = BYTES("The **octopus** took it all.")};
    CHECK(section_update(&t.cx, pm->id, BYTES("summary"), &edit, &s) == OK);
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/search?q=octopus&kind=postmortem&limit=10", NULL);
    CHECK_INT(item_count(r), 1);
    CHECK(bytes_eq(json_text(json_get(item(r, 0), "id")), bytes_printf(&t.arena, "%.*s/summary", BYTES_ARG(pm->id))));
    CHECK(bytes_eq(json_text(json_get(item(r, 0), "incident_id")), pm->id));
    CHECK(pm->title.n && bytes_eq(json_text(json_get(item(r, 0), "parent_title")), pm->title));
    CHECK_BYTES(json_text(json_get(item(r, 0), "parent_name")), "PM-1 INC-1");
    CHECK_INT(found(&t, "octopus&kind=event"), 0);
    edit.body = BYTES("The squid did.");
    CHECK(section_update(&t.cx, pm->id, BYTES("summary"), &edit, &s) == OK);
    CHECK(found(&t, "octopus") == 0 && found(&t, "squid") == 1);
    CHECK(postmortem_delete(&t.cx, pm->id) == OK);
    CHECK_INT(found(&t, "squid"), 0);
    web_test_close(&t);
}

TEST(a_search_says_what_is_wrong_with_it)
{
    struct web_test t;
    web_test_open(&t);
    CHECK_INT(found(&t, ""), 0);
    CHECK_INT(found(&t, "%22%27%3B--+%25"), 0);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/api/v1/search?q=a", NULL).status, 401);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/search?q=a&kind=walrus", NULL).status, 400);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", "/api/v1/search?q=a&limit=101", NULL).status, 400);
    char path[600] = "/api/v1/search?q=";
    memset(path + strlen(path), 'a', 500);
    CHECK_INT(web_ask(&t, WHO_READER, "GET", path, NULL).status, 400);
    web_test_close(&t);
}

/* ---- home ---- */

static size_t
count_of(struct web_reply r, const char *list)
{
    return json_count(json_get(r.json, list));
}

/* Whether any entry of what happened lately is of that action. */
static bool
happened(struct web_reply r, const char *action)
{
    for (size_t i = 0; i < count_of(r, "activity"); i++)
        if (bytes_is(json_text(json_get(element(r, "activity", i), "action")), action))
            return true;
    return false;
}

TEST(home_shows_what_waits_what_is_written_and_what_is_new)
{
    struct web_test t;
    struct postmortem *pm;
    web_test_open(&t);
    CHECK_INT(web_ask(&t, WHO_NOBODY, "GET", "/api/v1/home", NULL).status, 401);
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/home", NULL);
    CHECK(r.status == 200 && !count_of(r, "waiting") && !count_of(r, "drafts") && !count_of(r, "activity"));
    struct bytes open = make_incident(&t, "open", "open"), first = make_incident(&t, "first", "mitigated"),
                 second = make_incident(&t, "second", "resolved"), third = make_incident(&t, "third", "mitigated");
    make_incident(&t, "closed", "closed");
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/home", NULL);
    CHECK_INT(count_of(r, "waiting"), 3);
    CHECK(bytes_eq(json_text(json_get(element(r, "waiting", 0), "id")), third));
    CHECK(bytes_eq(json_text(json_get(element(r, "waiting", 1), "id")), second));
    CHECK(bytes_eq(json_text(json_get(element(r, "waiting", 2), "id")), first));
    CHECK_INT(count_of(r, "recent"), 5);
    /* A post-mortem takes its incident from those that wait, and is done when it is closed. */
    struct postmortem_new in = {.incident_ids = &second, .incident_count = 1, .title = BYTES("Why it failed")};
    CHECK(postmortem_create(&t.cx, &in, &pm) == OK);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/home", NULL);
    CHECK_INT(count_of(r, "waiting"), 2);
    CHECK_INT(count_of(r, "drafts"), 1);
    CHECK(bytes_eq(json_text(json_get(element(r, "drafts", 0), "id")), pm->id));
    CHECK_BYTES(json_text(json_get(element(r, "activity", 0), "action")), "postmortem.create");
    CHECK_BYTES(json_text(json_get(element(r, "activity", 0), "title")), "Why it failed");
    CHECK(happened(r, "incident.create") && !happened(r, "section.draft") && !happened(r, "user.create") &&
          !happened(r, "template.create"));
    CHECK_INT(ask(&t, WHO_EDITOR, "PATCH", "{\"state\":\"resolved\"}", "/api/v1/incidents/%.*s", open).status, 200);
    r = web_ask(&t, WHO_READER, "GET", "/api/v1/home", NULL);
    CHECK_INT(count_of(r, "waiting"), 3);
    CHECK_BYTES(json_text(json_get(element(r, "activity", 0), "action")), "incident.update");
    CHECK_BYTES(json_text(json_get(element(r, "activity", 0), "actor")), "editor");
    CHECK_BYTES(json_text(json_get(element(r, "activity", 0), "title")), "open");
    for (enum postmortem_state s = POSTMORTEM_IN_REVIEW; s <= POSTMORTEM_CLOSED; s++)
        CHECK(postmortem_update(&t.cx, pm->id, &(struct postmortem_edit){.has_state = true, .state = s}, &pm) == OK);
    CHECK_INT(count_of(web_ask(&t, WHO_READER, "GET", "/api/v1/home", NULL), "drafts"), 0);
    web_test_close(&t);
}

TEST(home_shows_no_more_than_fits_on_a_page)
{
    struct web_test t;
    web_test_open(&t);
    for (int i = 0; i < 35; i++)
        make_incident(&t, "again", i % 2 ? "mitigated" : "resolved");
    struct web_reply r = web_ask(&t, WHO_READER, "GET", "/api/v1/home", NULL);
    CHECK_INT(count_of(r, "waiting"), 20);
    CHECK_INT(count_of(r, "recent"), 10);
    CHECK_INT(count_of(r, "activity"), 30);
    for (size_t i = 0; i < 10; i++) // both are the newest first
        CHECK(bytes_eq(json_text(json_get(element(r, "waiting", i), "id")),
                       json_text(json_get(element(r, "recent", i), "id"))));
    web_test_close(&t);
}

int
main(void)
{
    RUN(templates_are_there_from_the_start_and_people_add_their_own);
    RUN(whatever_is_written_is_found_and_what_is_hidden_or_gone_is_not);
    RUN(a_section_is_found_by_what_stands_in_it_now);
    RUN(a_search_says_what_is_wrong_with_it);
    RUN(home_shows_what_waits_what_is_written_and_what_is_new);
    RUN(home_shows_no_more_than_fits_on_a_page);
    return test_end();
}
