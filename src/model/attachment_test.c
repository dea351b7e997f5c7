#include "attachment.h"

#include "audit.h"
#include "evidence_test.h"
#include "postmortem.h"
#include "template_store.h"

#define PNG "\x89PNG\r\n\x1a\n rest"

static struct bytes
type_of(const char *claimed, struct bytes data)
{
    static struct arena a = {.max_bytes = 1 << 20};
    struct bytes type = attachment_type(&a, bytes_of(claimed), data);
    struct bytes copy = bytes_printf(&a, "%.*s%s", BYTES_ARG(type), attachment_may_show(type) ? "" : ", saved only");
    static char room[100];
    snprintf(room, sizeof room, "%.*s", BYTES_ARG(copy));
    arena_done(&a);
    return bytes_of(room);
}

TEST(what_a_file_is_says_its_bytes_and_not_its_sender)
{
    CHECK_BYTES(type_of("text/html", BYTES(PNG)), "image/png");
    CHECK_BYTES(type_of("", BYTES("\xff\xd8\xff\xe0 jfif")), "image/jpeg");
    CHECK_BYTES(type_of("", BYTES("GIF89a...")), "image/gif");
    CHECK_BYTES(type_of("", BYTES("RIFF\1\2\3\4WEBPVP8 ")), "image/webp");
    CHECK_BYTES(type_of("", BYTES("RIFX\1\2\3\4WEBPVP8 ")), "application/octet-stream, saved only");
    CHECK_BYTES(type_of("", BYTES("%PDF-1.7\n%\xe2\xe3")), "application/pdf");
    CHECK_BYTES(type_of("image/png", BYTES("no picture")), "text/plain");
    CHECK_BYTES(type_of("text/html; charset=utf-8", BYTES("<script>alert(1)</script>")), "text/plain");
    CHECK_BYTES(type_of("image/svg+xml", BYTES("<svg onload='x()'/>")), "text/plain");
    CHECK_BYTES(type_of("Text/CSV; header=present", BYTES("a,b\n1,2\n")), "text/csv, saved only");
    CHECK_BYTES(type_of("text/plain", BYTES("a\0b")), "application/octet-stream, saved only");
    CHECK_BYTES(type_of("text/plain", BYTES("\xff\xfe")), "application/octet-stream, saved only");
    CHECK_BYTES(type_of("image/png", BYTES("PK\3\4...")), "application/zip, saved only");
}

static struct bytes
name_of(struct bytes name)
{
    static struct arena a = {.max_bytes = 1 << 20};
    static char room[ATTACHMENT_NAME_MAX_BYTES + 100];
    snprintf(room, sizeof room, "%.*s", BYTES_ARG(attachment_name(&a, name)));
    arena_done(&a);
    return bytes_of(room);
}

TEST(names_are_safe_for_file_systems_and_headers)
{
    CHECK_BYTES(name_of(BYTES("error rate.png")), "error rate.png");
    CHECK_BYTES(name_of(BYTES("../../etc/passwd")), "passwd");
    CHECK_BYTES(name_of(BYTES("C:\\Users\\x\\graph.png")), "graph.png");
    CHECK_BYTES(name_of(BYTES("a\r\nSet-Cookie: x\"y\".png")), "aSet-Cookie_ x_y_.png");
    CHECK_BYTES(name_of(BYTES("..")), "file");
    CHECK_BYTES(name_of(BYTES("")), "file");
    CHECK_BYTES(name_of(BYTES(" .bashrc ")), "bashrc");
    CHECK_BYTES(name_of(BYTES("invoice\u202efdp.exe")), "invoicefdp.exe");
    CHECK_BYTES(name_of(BYTES("Störung \xff.txt")), "Störung \ufffd.txt");
    char long_one[400];
    memset(long_one, 'x', sizeof long_one);
    memcpy(long_one + sizeof long_one - 5, ".jpeg", 5);
    struct bytes got = name_of((struct bytes){long_one, sizeof long_one});
    CHECK(got.n == ATTACHMENT_NAME_MAX_BYTES && bytes_ends(got, "xx.jpeg"));
    memset(long_one, 'x', sizeof long_one);
    CHECK_INT(name_of((struct bytes){long_one, sizeof long_one}).n, ATTACHMENT_NAME_MAX_BYTES);
}

TEST(a_file_is_kept_listed_given_back_and_removed)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx), data;
    struct attachment *at, *list;
    uint32_t n;
    CHECK_OK(attachment_create(cx, incident, BYTES("x/graph.png"), BYTES("image/png"), BYTES(PNG), &at));
    CHECK_BYTES(at->name, "graph.png");
    CHECK_BYTES(at->media_type, "image/png");
    CHECK(bytes_eq(at->incident_id, incident) && !at->postmortem.n);
    cx->now_ms++;
    CHECK_OK(attachment_create(cx, incident, BYTES("notes.txt"), BYTES_NONE, BYTES("hello"), &at));
    CHECK_OK(attachment_list(cx, incident, &list, &n));
    CHECK(n == 2 && bytes_is(list[1].name, "notes.txt") && list[1].size_bytes == 5);
    CHECK_OK(attachment_data(cx, at->id, &data));
    CHECK_BYTES(data, "hello");
    CHECK_OK(attachment_delete(cx, at->id));
    CHECK_ERR(attachment_load(cx, at->id, &at), ERR_NOT_FOUND);
    CHECK_ERR(attachment_delete(cx, at->id), ERR_NOT_FOUND);
    struct audit_row *rows;
    CHECK_OK(audit_list(cx, &(struct audit_filter){.incident = incident}, &rows, &n));
    CHECK_BYTES(rows[0].action, "attachment.delete");
    CHECK_BYTES(rows[2].action, "attachment.create");
    CHECK(bytes_find(rows[2].after, "\"sha256\":\"") > 0);
    CHECK_OK(incident_delete(cx, incident));
    CHECK_ERR(attachment_load(cx, list[0].id, &at), ERR_NOT_FOUND);
    record_close(&r);
}

TEST(what_is_empty_too_large_too_many_or_nowhere_is_refused)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx);
    struct attachment *at;
    char *large = arena_alloc(cx->arena, ATTACHMENT_MAX_BYTES + 1);
    CHECK_ERR(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, BYTES_NONE, &at), ERR_INVALID);
    CHECK_STR(cx->why.text, "the file is empty");
    struct bytes data = {large, ATTACHMENT_MAX_BYTES + 1};
    CHECK_ERR(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, data, &at), ERR_LIMIT);
    CHECK_STR(cx->why.text, "an attachment has at most 25 MiB");
    data.n--;
    CHECK_OK(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, data, &at));
    for (int i = 1; i < ATTACHMENTS_MAX; i++)
        CHECK_OK(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, BYTES("x"), &at));
    CHECK_ERR(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, BYTES("x"), &at), ERR_LIMIT);
    CHECK_ERR(attachment_create(cx, BYTES("inc_none"), BYTES("a"), BYTES_NONE, BYTES("x"), &at), ERR_NOT_FOUND);
    CHECK_ERR(attachment_create(cx, BYTES("usr_x"), BYTES("a"), BYTES_NONE, BYTES("x"), &at), ERR_NOT_FOUND);
    struct user reader = {.id = BYTES("usr_r"), .name = BYTES("R"), .role = ROLE_READER};
    cx->actor = &reader;
    CHECK_ERR(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, BYTES("x"), &at), ERR_DENIED);
    record_close(&r);
}

TEST(a_closed_post_mortem_takes_none)
{
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx);
    struct postmortem *pm;
    struct attachment *at, *other;
    CHECK_OK(templates_sync(cx));
    CHECK_OK(postmortem_create(cx, &(struct postmortem_new){.incident_ids = &incident, .incident_count = 1}, &pm));
    CHECK_OK(attachment_create(cx, pm->id, BYTES("a"), BYTES_NONE, BYTES("x"), &at));
    CHECK(bytes_eq(at->postmortem, pm->id));
    for (int s = POSTMORTEM_IN_REVIEW; s <= POSTMORTEM_CLOSED; s++)
        CHECK_OK(postmortem_update(
            cx, pm->id, &(struct postmortem_edit){.has_state = true, .state = (enum postmortem_state)s}, &pm));
    CHECK_ERR(attachment_create(cx, pm->id, BYTES("b"), BYTES_NONE, BYTES("x"), &other), ERR_CONFLICT);
    CHECK_ERR(attachment_delete(cx, at->id), ERR_CONFLICT);
    CHECK_STR(cx->why.text, "the post-mortem is closed");
    record_close(&r);
}

TEST(damaged_bytes_are_not_given_out)
{
    static const struct sql q = {"damage", "update attachment set bytes = x'00'"};
    struct record r;
    struct cx *cx = record_open(&r);
    struct bytes incident = new_incident(cx), data;
    struct attachment *at;
    CHECK_OK(attachment_create(cx, incident, BYTES("a"), BYTES_NONE, BYTES("x"), &at));
    run_sql(cx, &q);
    CHECK_ERR(attachment_data(cx, at->id, &data), ERR_IO);
    CHECK(strstr(cx->why.text, "are damaged"));
    record_close(&r);
}

int
main(void)
{
    RUN(what_a_file_is_says_its_bytes_and_not_its_sender);
    RUN(names_are_safe_for_file_systems_and_headers);
    RUN(a_file_is_kept_listed_given_back_and_removed);
    RUN(what_is_empty_too_large_too_many_or_nowhere_is_refused);
    RUN(a_closed_post_mortem_takes_none);
    RUN(damaged_bytes_are_not_given_out);
    return test_end();
}
