/*
 * The routes. Sorted by path, then method in the order of enum http_method; routes_test.c checks that. To add one: its
 * handler, its declaration in handlers.h, its row here, its shapes in schemas.json; api.md tells it to people.
 */
#include "handlers.h"

// clang-format off
static const struct route_query
    query_audit[] = {
        {"subject", "string", "Of what changed: its id"},
        {"incident", "string", "Of one incident or post-mortem: its id"},
        {"limit", "integer", "At most so many, up to 200"},
        {"cursor", "string", "`next` of the page before"},
        {0},
    },
    query_channel[] = {
        {"channel", "string", "record, incident:ID or postmortem:ID; may be given several times"},
        {0},
    },
    query_page[] = {
        {"limit", "integer", "At most so many"},
        {"cursor", "string", "`next` of the page before"},
        {0},
    },
    query_span[] = {
        {"from", "date-time", "From when on"},
        {"to", "date-time", "Until when"},
        {0},
    };

const struct route routes[] = {
    {HTTP_GET, "/api/openapi.json", NEED_NOTHING, api_openapi, NULL, "application/json", "This description."},
    {HTTP_GET, "/api/v1/audit", NEED_READ, api_audit_list, NULL, "[AuditEntry]", "The history of changes, newest first; without an incident it takes an admin.", query_audit},
    {HTTP_GET, "/api/v1/backup", NEED_ADMIN, api_backup, NULL, "application/vnd.sqlite3", "A whole backup, taken while the program runs.", NULL, ROUTE_NO_TX | ROUTE_SLOW | ROUTE_EXCHANGE},
    {HTTP_GET, "/api/v1/components", NEED_READ, api_component_list, NULL, "[Component]", "All components, by name."},
    {HTTP_POST, "/api/v1/components", NEED_EDIT, api_component_create, "ComponentEdit", "Component", "Add a component."},
    {HTTP_GET, "/api/v1/components/:id", NEED_READ, api_component_get, NULL, "Component", "Read a component."},
    {HTTP_PATCH, "/api/v1/components/:id", NEED_EDIT, api_component_update, "ComponentEdit", "Component", "Change a component."},
    {HTTP_DELETE, "/api/v1/components/:id", NEED_EDIT, api_component_delete, NULL, NULL, "Delete a component that no incident names and nothing stands below."},
    {HTTP_GET, "/api/v1/deliveries/:id", NEED_EDIT, api_delivery_get, NULL, "DeliveryDetail", "Read what arrived, with secrets masked."},
    {HTTP_POST, "/api/v1/deliveries/:id/again", NEED_EDIT, api_delivery_again, NULL, NULL, "Read an unread delivery again."},
    {HTTP_POST, "/api/v1/deliveries/:id/erase", NEED_ADMIN, api_delivery_erase, "Erasure", NULL, "Erase a delivery's bytes, and those of the signals that came in it."},
    {HTTP_DELETE, "/api/v1/demo", NEED_ADMIN, api_demo_delete, NULL, NULL, "Remove everything that is marked as demo.", NULL, ROUTE_SLOW},
    {HTTP_GET, "/api/v1/inbox", NEED_READ, api_inbox, NULL, "Inbox", "What waits for an incident.", query_span},
    {HTTP_POST, "/api/v1/incidents/:id/collect", NEED_EDIT, api_incident_collect, "Collect", "Collected", "Take signals out of the inbox."},
    {HTTP_POST, "/api/v1/intake/:address", NEED_NOTHING, api_intake, NULL, "Accepted", "Post what a tool sends, signed by its own scheme.", NULL, ROUTE_NO_TX | ROUTE_NO_CSRF | ROUTE_RAW_BODY | ROUTE_NO_IDEMPOTENCY | ROUTE_OWN_LIMIT | ROUTE_EXCHANGE, 4 << 10},
    {HTTP_GET, "/api/v1/live", NEED_READ, api_live, NULL, "text/event-stream", "Listen to what changes.", query_channel, ROUTE_EXCHANGE},
    {HTTP_GET, "/api/v1/persons", NEED_READ, api_person_list, NULL, "[Person]", "Everybody, by name."},
    {HTTP_POST, "/api/v1/persons", NEED_EDIT, api_person_create, "PersonEdit", "Person", "Add a person."},
    {HTTP_GET, "/api/v1/persons/:id", NEED_READ, api_person_get, NULL, "Person", "Read a person."},
    {HTTP_PATCH, "/api/v1/persons/:id", NEED_EDIT, api_person_update, "PersonEdit", "Person", "Change a person."},
    {HTTP_DELETE, "/api/v1/persons/:id", NEED_EDIT, api_person_delete, NULL, NULL, "Delete a person."},
    {HTTP_POST, "/api/v1/persons/import", NEED_EDIT, api_person_import, NULL, "PeopleImported", "Take over a table of people: text/csv as docs/people.md describes it.", NULL, ROUTE_SLOW | ROUTE_RAW_BODY, 8 << 10},
    {HTTP_GET, "/api/v1/schemes", NEED_READ, api_scheme_list, NULL, "[Scheme]", "The ways in which tools sign what they send."},
    {HTTP_GET, "/api/v1/session", NEED_NOTHING, api_session_get, NULL, "Session", "Who asks, and the CSRF token."},
    {HTTP_POST, "/api/v1/session", NEED_NOTHING, api_session_create, "SignIn", "Session", "Sign in with a password; sets the cookie.", NULL, ROUTE_NO_TX | ROUTE_SLOW | ROUTE_NO_IDEMPOTENCY},
    {HTTP_DELETE, "/api/v1/session", NEED_READ, api_session_delete, NULL, NULL, "Sign out."},
    {HTTP_POST, "/api/v1/session/link", NEED_NOTHING, api_session_link, "LinkUse", "Session", "Sign in with a one-time link.", NULL, ROUTE_NO_IDEMPOTENCY},
    {HTTP_GET, "/api/v1/settings", NEED_READ, api_settings_get, NULL, "Settings", "The settings of the whole."},
    {HTTP_PATCH, "/api/v1/settings", NEED_ADMIN, api_settings_update, "SettingsEdit", "Settings", "Change settings; an empty text sets one back to its default."},
    {HTTP_POST, "/api/v1/setup", NEED_NOTHING, api_setup, "SetUp", "Session", "Make the first account, with the link that the server printed.", NULL, ROUTE_NO_TX | ROUTE_SLOW | ROUTE_NO_IDEMPOTENCY},
    {HTTP_POST, "/api/v1/signals/:id/erase", NEED_ADMIN, api_signal_erase, "Erasure", NULL, "Erase a signal's bytes; their hash stays."},
    {HTTP_GET, "/api/v1/sources", NEED_READ, api_source_list, NULL, "[Source]", "All sources, by name."},
    {HTTP_POST, "/api/v1/sources", NEED_ADMIN, api_source_create, "SourceNew", "SourceMade", "Add a source; its address and secret are shown once.", NULL, ROUTE_NO_IDEMPOTENCY},
    {HTTP_GET, "/api/v1/sources/:id", NEED_READ, api_source_get, NULL, "Source", "Read a source."},
    {HTTP_PATCH, "/api/v1/sources/:id", NEED_ADMIN, api_source_update, "SourceEdit", "Source", "Change a source."},
    {HTTP_DELETE, "/api/v1/sources/:id", NEED_ADMIN, api_source_delete, NULL, NULL, "Delete a source that nothing came from."},
    {HTTP_POST, "/api/v1/sources/:id/address", NEED_ADMIN, api_source_address, NULL, "SourceMade", "Give it a new address; the old one is dead at once.", NULL, ROUTE_NO_IDEMPOTENCY},
    {HTTP_GET, "/api/v1/sources/:id/deliveries", NEED_READ, api_delivery_list, NULL, "[Delivery]", "What arrived from it, newest first.", query_page},
    {HTTP_POST, "/api/v1/sources/:id/secrets", NEED_ADMIN, api_source_secret_add, "SecretNew", "SourceMade", "Add a secret, and say when the old ones end.", NULL, ROUTE_NO_IDEMPOTENCY},
    {HTTP_DELETE, "/api/v1/sources/:id/secrets/:number", NEED_ADMIN, api_source_secret_remove, NULL, NULL, "Remove a secret."},
    {HTTP_GET, "/api/v1/teams", NEED_READ, api_team_list, NULL, "[Team]", "All teams, by name."},
    {HTTP_POST, "/api/v1/teams", NEED_EDIT, api_team_create, "TeamEdit", "Team", "Add a team."},
    {HTTP_GET, "/api/v1/teams/:id", NEED_READ, api_team_get, NULL, "Team", "Read a team."},
    {HTTP_PATCH, "/api/v1/teams/:id", NEED_EDIT, api_team_update, "TeamEdit", "Team", "Change a team."},
    {HTTP_DELETE, "/api/v1/teams/:id", NEED_EDIT, api_team_delete, NULL, NULL, "Delete a team; its people and components stay."},
    {HTTP_GET, "/api/v1/tokens", NEED_READ, api_token_list, NULL, "[Token]", "API tokens: your own; an admin sees all."},
    {HTTP_POST, "/api/v1/tokens", NEED_READ, api_token_create, "TokenNew", "TokenMade", "Make an API token of your own.", NULL, ROUTE_NO_IDEMPOTENCY},
    {HTTP_DELETE, "/api/v1/tokens/:id", NEED_READ, api_token_delete, NULL, NULL, "Revoke an API token."},
    {HTTP_GET, "/api/v1/users", NEED_READ, api_user_list, NULL, "[User]", "All accounts, by name; who is no admin sees id, name and role."},
    {HTTP_POST, "/api/v1/users", NEED_ADMIN, api_user_create, "UserNew", "UserMade", "Make an account.", NULL, ROUTE_NO_TX | ROUTE_SLOW | ROUTE_NO_IDEMPOTENCY},
    {HTTP_GET, "/api/v1/users/:id", NEED_READ, api_user_get, NULL, "User", "Read an account."},
    {HTTP_PATCH, "/api/v1/users/:id", NEED_READ, api_user_update, "UserEdit", "User", "Change an account: name and zone of your own, all of any as an admin."},
    {HTTP_POST, "/api/v1/users/:id/link", NEED_ADMIN, api_user_link, NULL, "Link", "Make a one-time sign-in link.", NULL, ROUTE_NO_IDEMPOTENCY},
    {HTTP_PUT, "/api/v1/users/:id/password", NEED_READ, api_user_password, "PasswordNew", NULL, "Set a password: your own with the old one, any as an admin.", NULL, ROUTE_NO_TX | ROUTE_SLOW | ROUTE_NO_IDEMPOTENCY},
    {HTTP_POST, "/api/v1/verify", NEED_ADMIN, api_verify, NULL, "Verification", "Verify the whole record.", NULL, ROUTE_NO_TX | ROUTE_SLOW},
    {HTTP_GET, "/healthz", NEED_NOTHING, ops_health, NULL, "text/plain", "Whether the program runs."},
    {HTTP_GET, "/metrics", NEED_NOTHING, ops_metrics, NULL, "text/plain", "Numbers for Prometheus: asked for on this machine, or with a token."},
    {HTTP_GET, "/readyz", NEED_NOTHING, ops_ready, NULL, "text/plain", "Whether it can answer: the database does."},
};
const size_t route_count = sizeof routes / sizeof *routes;
// clang-format on
