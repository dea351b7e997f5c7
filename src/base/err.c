#include "err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[ERR_MAX] = {
    [OK] = "ok",
    [ERR_INVALID] = "invalid",
    [ERR_DENIED] = "denied",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_CONFLICT] = "conflict",
    [ERR_STALE] = "stale",
    [ERR_LIMIT] = "limit",
    [ERR_FULL] = "full",
    [ERR_IO] = "io",
};

#undef fail // the function itself
enum err
fail(struct why *why, enum err code, const char *fmt, ...)
{
    if (!why)
        return code;
    /* By way of a copy, as the sentence is often made longer: fail(why, e, "%s: %s", name, why->text). */
    char text[WHY_MAX_BYTES] = "";
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    memcpy(why->text, text, sizeof text);
    if (n >= WHY_MAX_BYTES) { // cut: do not leave half a character behind
        int end = WHY_MAX_BYTES - 1;
        while (end > 0 && ((unsigned char)why->text[end - 1] & 0xc0) == 0x80)
            end--;
        if (end > 0 && (unsigned char)why->text[end - 1] >= 0xc0)
            end--;
        why->text[end] = '\0';
    }
    return code;
}

const char *
err_name(enum err e)
{
    assert(e < ERR_MAX);
    return names[e];
}
