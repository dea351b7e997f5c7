#ifndef WEB_SCHEMAS_H
#define WEB_SCHEMAS_H
/*
 * The shapes of schemas.json, which is part of the program: what bodies and answers look like. The API's description
 * shows them, the router holds every body to them, the tests every answer.
 *
 * Known words of JSON Schema: type (one or several), properties, required, additionalProperties (false), items, enum,
 * $ref to #/components/schemas/NAME, anyOf, minimum, maximum, minItems, maxItems, format (date-time).
 */
#include "../base/json.h"

struct schemas;

struct schemas *schemas_new(void);    // asserts that the file is JSON
void schemas_free(struct schemas *s); // takes NULL

struct bytes schemas_text(void); // the file
struct json schemas_all(const struct schemas *s);
struct json schema_find(const struct schemas *s, struct bytes name); // missing when there is none

/*
 * Holds a value to a schema. Errors: ERR_INVALID; the sentence names the field and says what it should be:
 * "'severity' must be 1 to 5", "there is no field 'titel' here; did you mean 'title'?".
 */
enum err schema_check(const struct schemas *s, struct json schema, struct json value, struct why *why);

/* RFC 3339 with a zone: "2024-03-14T10:00:00.000Z", "...+01:00". False for anything else. */
bool time_parse(struct bytes text, int64_t *ret_ms);
#endif
