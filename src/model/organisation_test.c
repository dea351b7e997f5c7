/* Teams, people, components, settings. */
#include "audit.h"
#include "component.h"
#include "incident.h"
#include "person.h"
#include "record_test.h"
#include "setting.h"
#include "team.h"

static struct audit_row
last_entry(struct cx *cx)
{
    struct audit_row *rows;
    uint32_t n;
    CHECK_OK(audit_list(cx, &(struct audit_filter){.limit = 1}, &rows, &n));
    CHECK_INT(n, 1);
    return rows[0];
}

static int64_t
entries(struct cx *cx)
{
    return last_entry(cx).seq;
}

static void
as(struct cx *cx, struct user *u, enum role role)
{
    *u = (struct user){.id = BYTES_INIT("usr_x"), .name = BYTES_INIT("X"), .role = role};
    cx->actor = u;
    cx->via = VIA_BROWSER;
}

/* ---- teams ---- */

TEST(a_team_is_made_changed_and_removed_and_the_log_says_so)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct team *t, *list;
    uint32_t n;
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES(" Checkout "), .about = BYTES("pays\nbills")}, &t));
    CHECK_BYTES(t->name, "Checkout");
    CHECK_BYTES(last_entry(cx).after, "{\"name\":\"Checkout\",\"about\":\"pays\\nbills\"}");
    CHECK_OK(team_update(cx, t->id, &(struct team_edit){.name = BYTES("Payments"), .version = 1}, &t));
    CHECK_BYTES(t->about, "pays\nbills");
    CHECK_INT(t->version, 2);
    CHECK_BYTES(last_entry(cx).before, "{\"name\":\"Checkout\"}");
    CHECK_BYTES(last_entry(cx).after, "{\"name\":\"Payments\"}");
    CHECK_ERR(team_update(cx, t->id, &(struct team_edit){.name = BYTES("x"), .version = 1}, &t), ERR_STALE);
    CHECK_INT(cx->current_version, 2);
    CHECK_OK(team_list(cx, &list, &n));
    CHECK_INT(n, 1);
    CHECK_OK(team_delete(cx, list[0].id));
    CHECK_BYTES(last_entry(cx).action, "team.delete");
    CHECK_ERR(team_delete(cx, list[0].id), ERR_NOT_FOUND);
    CHECK_ERR(team_load(cx, list[0].id, &t), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(a_teams_name_is_taken_once)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct team *a, *b;
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("A")}, &a));
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("B")}, &b));
    CHECK_ERR(team_create(cx, &(struct team_edit){.name = BYTES("A")}, &b), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "there is a team 'A' already");
    CHECK_ERR(team_update(cx, b->id, &(struct team_edit){.name = BYTES("A")}, &b), ERR_CONFLICT);
    CHECK_ERR(team_create(cx, &(struct team_edit){0}, &b), ERR_INVALID);
    CHECK_STR(cx->why.text, "name is missing");
    record_close(&r);
}

TEST(a_reader_reads_and_an_editor_writes)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct user u;
    struct team *t, *list;
    struct component *c, *components;
    struct person_record *p, *persons;
    uint32_t n;
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("A")}, &t));
    CHECK_OK(component_create(cx, &(struct component_edit){.name = BYTES("A")}, &c));
    CHECK_OK(person_create(cx, &(struct person_edit){.name = BYTES("A")}, &p));
    as(cx, &u, ROLE_READER);
    CHECK_OK(team_list(cx, &list, &n));
    CHECK_OK(component_list(cx, &components, &n));
    CHECK_OK(person_list(cx, &persons, &n));
    CHECK_ERR(team_create(cx, &(struct team_edit){.name = BYTES("B")}, &t), ERR_DENIED);
    CHECK_ERR(team_update(cx, t->id, &(struct team_edit){.name = BYTES("B")}, &t), ERR_DENIED);
    CHECK_ERR(team_delete(cx, t->id), ERR_DENIED);
    CHECK_ERR(component_create(cx, &(struct component_edit){.name = BYTES("B")}, &c), ERR_DENIED);
    CHECK_ERR(component_update(cx, c->id, &(struct component_edit){.name = BYTES("B")}, &c), ERR_DENIED);
    CHECK_ERR(component_delete(cx, c->id), ERR_DENIED);
    CHECK_ERR(person_create(cx, &(struct person_edit){.name = BYTES("B")}, &p), ERR_DENIED);
    CHECK_ERR(person_update(cx, p->id, &(struct person_edit){.name = BYTES("B")}, &p), ERR_DENIED);
    CHECK_ERR(person_delete(cx, p->id), ERR_DENIED);
    CHECK_ERR(person_import(cx, BYTES("name\nB\n"), &n, &n), ERR_DENIED);
    as(cx, &u, ROLE_EDITOR);
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("B")}, &t));
    cx->actor = NULL;
    CHECK_ERR(team_list(cx, &list, &n), ERR_DENIED);
    CHECK_ERR(component_list(cx, &components, &n), ERR_DENIED);
    CHECK_ERR(person_list(cx, &persons, &n), ERR_DENIED);
    record_close(&r);
}

TEST(what_changes_nothing_makes_neither_a_version_nor_an_entry)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct team *t;
    struct component *c;
    struct person_record *p;
    struct bytes handles[] = {BYTES("b"), BYTES("a")};
    struct person_edit in = {.name = BYTES("A"), .has_handles = true, .handles = handles, .handle_count = 2};
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("A")}, &t));
    CHECK_OK(
        component_create(cx, &(struct component_edit){.name = BYTES("A"), .has_team = true, .team_id = t->id}, &c));
    CHECK_OK(person_create(cx, &in, &p));
    int64_t before = entries(cx);
    CHECK_OK(team_update(cx, t->id, &(struct team_edit){.name = BYTES(" A ")}, &t));
    CHECK_OK(component_update(cx, c->id, &(struct component_edit){.has_team = true, .team_id = t->id}, &c));
    handles[0] = BYTES("@A");
    handles[1] = BYTES("@B");
    CHECK_OK(person_update(cx, p->id, &in, &p));
    CHECK_INT(t->version + c->version + p->version, 3);
    CHECK_INT(entries(cx), before);
    record_close(&r);
}

/* ---- people ---- */

static struct person_record *
person(struct cx *cx, const char *name, const char *handle)
{
    struct person_record *p;
    struct bytes h = bytes_of(handle);
    struct person_edit in = {
        .name = bytes_of(name), .has_handles = true, .handles = &h, .handle_count = handle ? 1 : 0};
    CHECK_OK(person_create(cx, &in, &p));
    return p;
}

TEST(handles_are_lower_case_without_the_at_sorted_and_once)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct person_record *p;
    struct bytes handles[] = {BYTES("@Rupert"), BYTES(" oakes "), BYTES("rupert")};
    struct person_edit in = {.name = BYTES("Rupert"), .has_handles = true, .handles = handles, .handle_count = 3};
    CHECK_OK(person_create(cx, &in, &p));
    CHECK_INT(p->handle_count, 2);
    CHECK_BYTES(p->handles[0], "oakes");
    CHECK_BYTES(p->handles[1], "rupert");
    record_close(&r);
}

TEST(a_handle_belongs_to_one_person)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct person_record *p = person(cx, "Rupert Oakes", "rupert");
    struct bytes h = BYTES("@RUPERT");
    struct person_edit in = {.name = BYTES("Other"), .has_handles = true, .handles = &h, .handle_count = 1};
    CHECK_ERR(person_create(cx, &in, &p), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "the handle rupert is that of Rupert Oakes");
    record_close(&r);
}

TEST(a_person_has_a_team_and_an_account_that_exist)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct team *t;
    struct user *u;
    struct person_record *p = person(cx, "Rupert", "rupert"), *list;
    uint32_t n;
    CHECK_OK(team_create(cx, &(struct team_edit){.name = BYTES("Checkout")}, &t));
    struct user_new new = {.name = BYTES("R. Oakes"), .email = BYTES("r@example.org"), .role = ROLE_READER};
    CHECK_OK(user_create(cx, &new, &u));
    CHECK_ERR(person_update(cx, p->id, &(struct person_edit){.has_team = true, .team_id = BYTES("team_x")}, &p),
              ERR_INVALID);
    CHECK_STR(cx->why.text, "team_id: there is no team 'team_x'");
    CHECK_ERR(person_update(cx, p->id, &(struct person_edit){.has_user = true, .user_id = BYTES("usr_x")}, &p),
              ERR_INVALID);
    struct person_edit in = {
        .has_team = true, .team_id = t->id, .has_user = true, .user_id = u->id, .role = BYTES("on-call"), .version = 1};
    CHECK_OK(person_update(cx, p->id, &in, &p));
    CHECK_BYTES(p->team_name, "Checkout");
    CHECK_BYTES(p->user_name, "R. Oakes");
    CHECK_INT(p->handle_count, 1); // what was not given stayed
    CHECK_ERR(person_update(cx, p->id, &in, &p), ERR_STALE);
    CHECK_OK(team_delete(cx, t->id));
    CHECK_OK(person_list(cx, &list, &n));
    CHECK_BYTES(list[0].team_id, "");
    CHECK_OK(person_update(cx, p->id, &(struct person_edit){.has_user = true}, &p));
    CHECK_BYTES(p->user_id, "");
    CHECK_OK(person_delete(cx, p->id));
    person(cx, "Another", "rupert"); // the handle is free again
    record_close(&r);
}

TEST(the_engines_find_people_by_each_handle_and_by_name)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct person_record *p;
    struct people people;
    uint32_t added, changed;
    CHECK_OK(person_import(cx,
                           BYTES("name,handle,team,role\nRupert Oakes,rupert,Storefront,support\n"
                                 "Rupert Oakes,roakes,,\nPriya,,,\n"),
                           &added, &changed));
    CHECK_INT(added, 2);
    CHECK_INT(changed, 1); // the second handle
    CHECK_OK(people_of_record(cx, &people));
    const struct person *a = people_find(&people, BYTES("@Rupert")), *b = people_find(&people, BYTES("roakes")),
                        *c = people_find(&people, BYTES("priya"));
    CHECK(a && b && c);
    CHECK_BYTES(b->name, "Rupert Oakes");
    CHECK_BYTES(a->team, "Storefront");
    CHECK_BYTES(a->role, "support");
    CHECK(!people_find(&people, BYTES("nobody")));
    people_done(&people);
    CHECK_OK(person_list(cx, &p, &added));
    CHECK_BYTES(p[1].handles[0], "roakes");
    record_close(&r);
}

TEST(a_table_brings_people_up_to_date_and_a_repeat_changes_nothing)
{
    static const char table[] = "name,handle,team,role\nRupert Oakes,@Rupert,Storefront,\nPriya,priya,Platform,lead\n";
    struct record r;
    struct cx *cx = record_open(&r);
    struct person_record *list;
    uint32_t added, changed, n;
    person(cx, "rupert oakes", NULL); // known by name only
    CHECK_OK(person_import(cx, bytes_of(table), &added, &changed));
    CHECK_INT(added, 1);
    CHECK_INT(changed, 1);
    int64_t before = entries(cx);
    CHECK_OK(person_import(cx, bytes_of(table), &added, &changed));
    CHECK_INT(added + changed, 0);
    CHECK_INT(entries(cx), before);
    CHECK_OK(person_list(cx, &list, &n));
    CHECK_INT(n, 2);
    CHECK_BYTES(list[0].name, "Priya");
    CHECK_BYTES(list[1].name, "Rupert Oakes");
    CHECK_BYTES(list[1].team_name, "Storefront");
    CHECK_BYTES(list[1].handles[0], "rupert");
    record_close(&r);
}

TEST(a_table_with_a_bad_line_changes_nothing)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct person_record *list;
    struct team *teams;
    uint32_t n;
    CHECK_ERR(person_import(cx, BYTES("name,team\nPriya,Platform\n,Platform\n"), &n, &n), ERR_INVALID);
    struct bytes longer = bytes_printf(cx->arena, "name,team\nPriya,Platform\n%0300d,Platform\n", 1);
    CHECK_ERR(person_import(cx, longer, &n, &n), ERR_INVALID);
    CHECK_OK(person_list(cx, &list, &n));
    CHECK_INT(n, 0);
    CHECK_OK(team_list(cx, &teams, &n));
    CHECK_INT(n, 0);
    record_close(&r);
}

/* ---- components ---- */

static struct component *
component(struct cx *cx, const char *name, struct bytes parent_id)
{
    struct component *c;
    struct component_edit in = {.name = bytes_of(name), .has_parent = true, .parent_id = parent_id};
    CHECK_OK(component_create(cx, &in, &c));
    return c;
}

TEST(components_stand_below_each_other_each_name_once_in_a_place)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct component *shop = component(cx, "shop", BYTES_NONE), *cart = component(cx, "cart", shop->id), *c;
    CHECK_BYTES(cart->parent_name, "shop");
    component(cx, "cart", BYTES_NONE); // in another place
    struct component_edit in = {.name = BYTES("cart"), .has_parent = true, .parent_id = shop->id};
    CHECK_ERR(component_create(cx, &in, &c), ERR_CONFLICT);
    CHECK_ERR(component_update(cx, cart->id, &(struct component_edit){.has_parent = true}, &c), ERR_CONFLICT);
    in.parent_id = BYTES("cmp_x");
    CHECK_ERR(component_create(cx, &in, &c), ERR_INVALID);
    CHECK_STR(cx->why.text, "parent_id: there is no component 'cmp_x'");
    CHECK_OK(component_update(cx, cart->id, &(struct component_edit){.has_legacy = true, .legacy = true}, &c));
    CHECK(c->legacy);
    CHECK_BYTES(last_entry(cx).after, "{\"legacy\":true}");
    CHECK_ERR(component_update(cx, cart->id, &(struct component_edit){.name = BYTES("x"), .version = 1}, &c),
              ERR_STALE);
    record_close(&r);
}

TEST(components_never_go_in_a_circle)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct component *a = component(cx, "a", BYTES_NONE), *b = component(cx, "b", a->id),
                     *c = component(cx, "c", b->id);
    CHECK_ERR(component_update(cx, a->id, &(struct component_edit){.has_parent = true, .parent_id = c->id}, &c),
              ERR_INVALID);
    CHECK_STR(cx->why.text, "parent_id: a component cannot stand below itself");
    CHECK_ERR(component_update(cx, a->id, &(struct component_edit){.has_parent = true, .parent_id = a->id}, &c),
              ERR_INVALID);
    record_close(&r);
}

TEST(components_are_only_so_deep_also_when_a_whole_branch_moves)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct component *at = component(cx, "1", BYTES_NONE), *c;
    for (int i = 2; i <= COMPONENT_DEPTH_MAX; i++)
        at = component(cx, "x", at->id);
    struct component_edit in = {.name = BYTES("y"), .has_parent = true, .parent_id = at->id};
    CHECK_ERR(component_create(cx, &in, &c), ERR_INVALID);
    CHECK_STR(cx->why.text, "parent_id: components are at most 8 deep");
    struct component *top = component(cx, "2", BYTES_NONE);
    component(cx, "below", top->id);
    in = (struct component_edit){.has_parent = true, .parent_id = at->parent_id}; // would be at 8, its child at 9
    CHECK_ERR(component_update(cx, top->id, &in, &c), ERR_INVALID);
    struct component *leaf = component(cx, "3", BYTES_NONE);
    CHECK_OK(component_update(cx, leaf->id, &in, &c));
    record_close(&r);
}

TEST(a_component_that_is_in_use_is_not_deleted)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct component *a = component(cx, "a", BYTES_NONE), *b = component(cx, "b", a->id);
    struct incident *inc;
    struct incident_new in = {.title = BYTES("Down"), .component_ids = &b->id, .component_count = 1};
    CHECK_OK(incident_create(cx, &in, &inc));
    CHECK_ERR(component_delete(cx, b->id), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "b is named by 1 incidents; take it out of them first, or mark it as legacy");
    CHECK_ERR(component_delete(cx, a->id), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "1 components stand below a; move or delete them first");
    CHECK_OK(incident_update(cx, inc->id, &(struct incident_edit){.has_components = true}, &inc));
    CHECK_OK(component_delete(cx, b->id));
    CHECK_OK(component_delete(cx, a->id));
    record_close(&r);
}

/* ---- settings ---- */

TEST(a_setting_has_its_default_until_an_admin_sets_it_and_again_when_emptied)
{
    struct record r;
    struct cx *cx = record_open(&r);
    int64_t days;
    struct bytes text;
    struct user u;
    CHECK_OK(setting_int(cx, "session_days", &days));
    CHECK_INT(days, 30);
    CHECK_OK(setting_set(cx, BYTES("session_days"), BYTES("7")));
    CHECK_OK(setting_int(cx, "session_days", &days));
    CHECK_INT(days, 7);
    CHECK_BYTES(last_entry(cx).before, "{\"session_days\":\"30\"}");
    CHECK_OK(setting_set(cx, BYTES("session_days"), BYTES_NONE));
    CHECK_OK(setting_int(cx, "session_days", &days));
    CHECK_INT(days, 30);
    CHECK_OK(setting_set(cx, BYTES("organisation"), BYTES(" Juniper & Co ")));
    CHECK_OK(setting_text(cx, "organisation", &text));
    CHECK_BYTES(text, "Juniper & Co");
    int64_t before = entries(cx);
    CHECK_OK(setting_set(cx, BYTES("organisation"), BYTES("Juniper & Co")));
    CHECK_INT(entries(cx), before);
    as(cx, &u, ROLE_EDITOR);
    CHECK_ERR(setting_set(cx, BYTES("organisation"), BYTES("x")), ERR_DENIED);
    record_close(&r);
}

TEST(settings_keep_to_their_limits_and_unknown_ones_are_refused)
{
    static const struct {
        const char *name, *value, *says;
    } bad[] = {
        {"session_days", "0", "session_days must be a number from 1 to 365"},
        {"session_days", "366", "session_days must be a number from 1 to 365"},
        {"session_days", "soon", "session_days must be a number from 1 to 365"},
        {"organisation", "a\nb", "organisation holds control characters"},
        {"base_url", "aftermath.example.org",
         "base_url must be an address like https://aftermath.example.org, without '/' at its end"},
        {"base_url", "https://a.example/",
         "base_url must be an address like https://aftermath.example.org, without '/' at its end"},
        {"base_url", "javascript:alert(1)",
         "base_url must be an address like https://aftermath.example.org, without '/' at its end"},
        {"base_url", "https://a.example/?x=1",
         "base_url must be an address like https://aftermath.example.org, without '/' at its end"},
        {"sesion_days", "3", "there is no setting 'sesion_days'"},
    };
    struct record r;
    struct cx *cx = record_open(&r);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERR(setting_set(cx, bytes_of(bad[i].name), bytes_of(bad[i].value)), ERR_INVALID);
        CHECK_STR(cx->why.text, bad[i].says);
    }
    CHECK_OK(setting_set(cx, BYTES("base_url"), BYTES("https://[::1]:8443/aftermath")));
    record_close(&r);
}

int
main(void)
{
    RUN(a_team_is_made_changed_and_removed_and_the_log_says_so);
    RUN(a_teams_name_is_taken_once);
    RUN(a_reader_reads_and_an_editor_writes);
    RUN(what_changes_nothing_makes_neither_a_version_nor_an_entry);
    RUN(handles_are_lower_case_without_the_at_sorted_and_once);
    RUN(a_handle_belongs_to_one_person);
    RUN(a_person_has_a_team_and_an_account_that_exist);
    RUN(the_engines_find_people_by_each_handle_and_by_name);
    RUN(a_table_brings_people_up_to_date_and_a_repeat_changes_nothing);
    RUN(a_table_with_a_bad_line_changes_nothing);
    RUN(components_stand_below_each_other_each_name_once_in_a_place);
    RUN(components_never_go_in_a_circle);
    RUN(components_are_only_so_deep_also_when_a_whole_branch_moves);
    RUN(a_component_that_is_in_use_is_not_deleted);
    RUN(a_setting_has_its_default_until_an_admin_sets_it_and_again_when_emptied);
    RUN(settings_keep_to_their_limits_and_unknown_ones_are_refused);
    return test_end();
}
