#ifndef CLI_REMOTE_H
#define CLI_REMOTE_H
/*
 * A running server, asked over HTTP: the transport alone. What is asked, and what an answer means, is in
 * record_remote.c and import_remote.c.
 *
 *     struct remote *r;
 *     e = remote_open(arena, &(struct remote_options){.server = "https://aftermath.example.org"}, &r, why);
 *     e = remote_ask(r, &(struct remote_request){.method = "GET", .path = "/api/v1/users"}, &answer, why);
 *     ... json_get(answer, "items") ...
 *     remote_close(r);
 *
 * Certificates are checked, always. A redirect is never followed: the token would go where nobody meant it to. What
 * the server answers is not trusted: every answer has a ceiling, and its sentences are made printable where they are
 * printed (out.c).
 */
#include "../base/buf.h"
#include "../base/err.h"
#include "../base/json.h"

#include <stdint.h>
#include <stdio.h>

#define REMOTE_ANSWER_MAX_BYTES ((size_t)64 << 20)  // of an answer in JSON
#define REMOTE_FILE_MAX_BYTES   ((uint64_t)1 << 40) // of an answer that goes to a file
#define REMOTE_SEND_MAX_BYTES   ((uint64_t)2 << 30) // of the files of one import: what a server takes
enum {
    REMOTE_CONNECT_MAX_S = 10,           // until there is a connection, TLS included
    REMOTE_SILENCE_MAX_S = 60,           // without a byte in either direction
    REMOTE_SLOW_SILENCE_MAX_S = 60 * 60, // the same where the server reads the whole record first
    REMOTE_TOKEN_MAX_BYTES = 200,
    REMOTE_ADDRESS_MAX_BYTES = 1000,
};

/* As the options and the environment say; what is NULL was not given. */
struct remote_options {
    const char *server;     // "https://aftermath.example.org", also with a path
    const char *token;      // goes before token_file
    const char *token_file; // its first line is the token
    const char *ca_file;    // certificates to trust, PEM, in place of the system's
};

struct remote;
/* ret ends with remote_close(); errors of all: ERR_INVALID for what was given, else as remote_ask(). */
enum err remote_open(struct arena *a, const struct remote_options *o, struct remote **ret, struct why *why);
void remote_close(struct remote *r); // takes NULL

const char *remote_server(const struct remote *r); // its address as it is asked, for messages

/* A file that is sent as part of a form, read while it is sent. */
struct remote_file {
    const char *path;  // to open
    struct bytes name; // what the server is told
    uint64_t bytes;
};

struct remote_request {
    const char *method;
    const char *path;  // "/api/v1/users?limit=3", encoded; remote_path() makes one of parts
    struct bytes json; // the body; or
    const struct remote_file *files;
    uint32_t file_count;
    bool is_slow;           // the server may be silent for long
    FILE *to;               // takes the body of a good answer, of any size
    const char *media_type; // of that body; NULL: JSON
    /* Called while files are sent; may be NULL. */
    void (*progress)(void *ctx, const char *path, uint64_t done_bytes, uint64_t total_bytes);
    void *progress_ctx;
};

/*
 * Asks and waits for the answer. ret: the answer's JSON, good until the next question; missing when there is no body;
 * may be NULL.
 * Errors: as the server's status says - ERR_INVALID (400), ERR_DENIED (401, 403), ERR_NOT_FOUND, ERR_CONFLICT,
 * ERR_STALE (412), ERR_LIMIT (413, 429), ERR_FULL (507) - with the server's own sentence; ERR_IO when it could not be
 * asked, or is no Aftermath.
 */
enum err remote_ask(struct remote *r, const struct remote_request *q, struct json *ret, struct why *why);

/* BEFORE + part + AFTER, the part encoded as one segment or value of an address. */
const char *remote_path(struct arena *a, const char *before, struct bytes part, const char *after);

/* ---- for remote.c and its test ---- */

/* The address to ask, without a slash at its end. Errors: ERR_INVALID. */
enum err remote_address(struct arena *a, const char *given, struct bytes *ret, struct why *why);
/* Whether what is sent there can be read on the way: plain HTTP to another machine. */
bool remote_is_open(struct bytes address);
/* A token as the header may carry it: without white space around it. Errors: ERR_INVALID. */
enum err remote_token(struct bytes given, const char *where, struct bytes *ret, struct why *why);

/* An answer that is not 2xx; detail: of its problem document, empty when it has none. Gives the error it stands for. */
struct remote_refusal {
    long status;
    bool is_problem;
    struct bytes detail;
    long retry_after_s;   // 0: not said
    const char *redirect; // where a 3xx leads; or NULL
    const char *server;
};
enum err remote_refused(const struct remote_refusal *r, struct why *why);
#endif
