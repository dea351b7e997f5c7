#include "schemas.h"

#include "../base/test.h"

static struct schemas *schemas;

static const char *
check_as(const char *name, const char *text)
{
    static struct why why;
    struct arena a = {.max_bytes = 1 << 20};
    struct json_parser *p = json_parser_new();
    struct json v;
    struct bytes padded = bytes_printf(&a, "%s%*s", text, JSON_PADDING_BYTES, "");
    CHECK(json_parse(p, bytes_cut(padded, 0, strlen(text)), &v, NULL) == OK);
    why.text[0] = 0;
    enum err e = schema_check(schemas, schema_find(schemas, bytes_of(name)), v, &why);
    CHECK((e == OK) == !why.text[0]);
    json_parser_free(p);
    arena_done(&a);
    return why.text;
}

TEST(what_is_as_described_passes)
{
    CHECK_STR(check_as("TeamEdit", "{}"), "");
    CHECK_STR(check_as("IncidentNew", "{\"title\":\"x\",\"severity\":5,\"ended_at\":null,\"component_ids\":[\"a\"]}"),
              "");
    CHECK_STR(check_as("UserMade",
                       "{\"user\":{\"id\":\"\",\"name\":\"\",\"email\":\"\",\"role\":\"admin\",\"zone\":\"\","
                       "\"has_password\":true,\"disabled\":false,"
                       "\"created_at\":\"2024-03-14T10:00:00.000Z\",\"version\":1},\"link\":null}"),
              "");
}

TEST(what_is_not_is_named)
{
    static const struct {
        const char *schema, *text, *says;
    } bad[] = {
        {"TeamEdit", "[]", "the body must be an object"},
        {"TeamEdit", "{\"nmae\":\"x\"}", "there is no field 'nmae' here; did you mean 'name'?"},
        {"TeamEdit", "{\"secret\":1}", "there is no field 'secret' here"},
        {"TeamEdit", "{\"name\":1}", "'name' must be a string"},
        {"TeamEdit", "{\"name\":null}", "'name' must be a string"},
        {"TeamEdit", "{\"version\":1.5}", "'version' must be an integer"},
        {"IncidentNew", "{}", "'title' is missing"},
        {"IncidentNew", "{\"title\":\"x\",\"severity\":6}", "'severity' must be 1 to 5"},
        {"IncidentNew", "{\"title\":\"x\",\"state\":\"gone\"}",
         "'state' must be one of 'open', 'mitigated', 'resolved', 'closed'"},
        {"IncidentNew", "{\"title\":\"x\",\"started_at\":\"yesterday\"}",
         "'started_at' must be a time as RFC 3339 has it, like 2024-03-14T10:00:00Z"},
        {"IncidentNew", "{\"title\":\"x\",\"ended_at\":5}", "'ended_at' must be string or null"},
        {"IncidentNew", "{\"title\":\"x\",\"component_ids\":[\"a\",2]}", "'component_ids[1]' must be a string"},
        {"IncidentEdit", "{\"roles\":[{\"role\":\"x\",\"name\":\"y\"},{\"role\":\"x\"}]}",
         "'roles[1].name' is missing"},
        {"IncidentEdit", "{\"roles\":[{\"role\":\"x\",\"name\":\"y\",\"nick\":\"z\"}]}",
         "there is no field 'nick' here"},
        {"PostmortemNew", "{\"incident_ids\":[]}", "'incident_ids' must be 1 to 20 items"},
        {"UserMade", "{\"user\":{},\"link\":null}", "'user.id' is missing"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_STR(check_as(bad[i].schema, bad[i].text), bad[i].says);
}

TEST(a_sentence_about_a_long_name_stays_short)
{
    char text[5000] = "{\"";
    memset(text + 2, 'x', 4000);
    strcat(text, "\":1}");
    CHECK(strlen(check_as("TeamEdit", text)) < 200);
}

TEST(times_are_those_of_rfc_3339)
{
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {
        {"2024-03-14T10:00:00Z", 1710410400000},           {"2024-03-14T10:00:00.5Z", 1710410400500},
        {"2024-03-14T10:00:00.123456789Z", 1710410400123}, {"2024-03-14t11:30:00+01:30", 1710410400000},
        {"2024-03-14T05:00:00.000-05:00", 1710410400000},  {"2024-02-29T00:00:00Z", 1709164800000},
    };
    static const char *const bad[] = {
        "",
        "2024-03-14",
        "2024-03-14T10:00Z",
        "2024-03-14T10:00:00",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-03-14T24:00:00Z",
        "2024-03-14T10:00:00.Z",
        "2024-03-14T10:00:00+1",
        "2024-03-14 10:00:00Z",
        "2024-03-14T10:00:00Zx",
        "2024-03-14T10:00:00+25:00",
        "0000-01-01T00:00:00Z",
        "x024-03-14T10:00:00Z",
        "1710410400",
        "2024-03-14T10:60:00Z",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t ms = 0;
        CHECK(time_parse(bytes_of(good[i].text), &ms));
        CHECK_INT(ms, good[i].ms);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ms;
        CHECK(!time_parse(bytes_of(bad[i]), &ms));
    }
}

/* Every $ref of the file leads somewhere: an answer held to it would otherwise assert. */
static void
check_refs(struct json v, int depth)
{
    CHECK(depth < 32);
    struct bytes ref = json_text(json_get(v, "$ref"));
    if (ref.n) {
        CHECK(bytes_starts(ref, "#/components/schemas/"));
        CHECK(json_type_of(schema_find(schemas, bytes_from(ref, strlen("#/components/schemas/")))) == JSON_OBJECT);
    }
    for (struct json_iter it = json_each(v); json_next(&it);)
        check_refs(it.value, depth + 1);
}

TEST(every_reference_leads_to_a_schema)
{
    check_refs(schemas_all(schemas), 0);
}

int
main(void)
{
    schemas = schemas_new();
    RUN(what_is_as_described_passes);
    RUN(what_is_not_is_named);
    RUN(a_sentence_about_a_long_name_stays_short);
    RUN(times_are_those_of_rfc_3339);
    RUN(every_reference_leads_to_a_schema);
    schemas_free(schemas);
    return test_end();
}
