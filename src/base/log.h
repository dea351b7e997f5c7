#ifndef BASE_LOG_H
#define BASE_LOG_H
/*
 * The log of a program that runs for months: one logfmt line per record on standard error.
 *
 *     log_write(LOG_LEVEL_INFO, "http", "listening", LOG_WITH(log_text("address", a), log_int("port", 8080)));
 *     log_write(LOG_LEVEL_INFO, "http", "stopped", LOG_ALONE);
 *
 *     time=2026-03-01T09:30:00.123Z level=info area=http msg=listening address=127.0.0.1 port=8080
 *
 * Any thread; a record is one write, so lines do not mix. Values may be hostile: what is not plain is quoted, control
 * characters (also those that turn the direction of text) and bytes that are no UTF-8 are escaped, so that a value is
 * never a second line or another field. Long values are cut.
 *
 * Secrets: a record has only what its caller names. Never name a header, a cookie, a query, a body or a token.
 */
#include "bytes.h"

#include <stdint.h>

enum log_level { LOG_LEVEL_DEBUG = 0, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR, LOG_LEVEL_NONE };

enum { LOG_VALUE_MAX_BYTES = 1024, LOG_FIELDS_MAX = 16 };

struct log_field {
    const char *key; // letters, digits and '_'
    struct bytes text;
    int64_t number;
    bool is_number;
};

/* Once, before there are threads: records below `from` are dropped, others go to `fd`. Without it: LOG_LEVEL_INFO and
 * standard error. */
void log_start(enum log_level from, int fd);

/* The level of that name ("debug", "info", "warn", "error", "none"); false when there is none. */
bool log_level_of(const char *name, enum log_level *ret);

void log_write(enum log_level level, const char *area, const char *message, const struct log_field *fields,
               size_t count);

#define LOG_WITH(...)                                                                                                  \
    (const struct log_field[]){__VA_ARGS__}, sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)
#define LOG_ALONE NULL, 0

static inline struct log_field
log_bytes(const char *key, struct bytes text)
{
    return (struct log_field){.key = key, .text = text};
}

static inline struct log_field
log_text(const char *key, const char *text)
{
    return (struct log_field){.key = key, .text = bytes_of(text)};
}

static inline struct log_field
log_int(const char *key, int64_t number)
{
    return (struct log_field){.key = key, .number = number, .is_number = true};
}
#endif
