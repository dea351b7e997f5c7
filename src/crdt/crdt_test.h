#ifndef CRDT_CRDT_TEST_H
#define CRDT_CRDT_TEST_H
/* For the tests of documents: bytes written as hexadecimal digits. */
#include "../base/test.h"
#include "crdt.h"
#include "wire.h"

#include <assert.h>

static inline struct buf
hex(const char *text)
{
    struct buf b = {0};
    unsigned v;
    for (; *text; text += *text == ' ' ? 1 : 2) {
        if (*text != ' ' && sscanf(text, "%2x", &v) == 1)
            buf_putc(&b, (char)v);
    }
    return b;
}

static inline enum err
apply_hex(struct doc *d, const char *text, struct why *why)
{
    struct buf update = hex(text);
    char *exact = malloc(update.n + 1); // the sanitizer sees who reads behind it
    assert(exact);
    if (update.n)
        memcpy(exact, update.p, update.n);
    enum err e = doc_apply(d, (struct bytes){exact, update.n}, NULL, why);
    free(exact);
    buf_done(&update);
    return e;
}

static inline void
check_hex(const struct buf *got, const char *want)
{
    struct buf b = hex(want);
    if (!bytes_eq(buf_bytes(got), buf_bytes(&b))) {
        for (size_t i = 0; i < got->n; i++)
            printf("%02x", (uint8_t)got->p[i]);
        printf(" is not %s\n", want);
        exit(1);
    }
    buf_done(&b);
}

static inline void
check_state(struct doc *d, const char *want)
{
    struct buf b = {0};
    doc_encode(d, &b);
    check_hex(&b, want);
    buf_done(&b);
}

#define CHECK_READS(d, call, want)                                                                                     \
    do {                                                                                                               \
        struct buf text_ = {0};                                                                                        \
        call;                                                                                                          \
        CHECK_BYTES(buf_bytes(&text_), want);                                                                          \
        buf_done(&text_);                                                                                              \
    } while (0)
#define CHECK_TEXT(d, want)      CHECK_READS(d, doc_text(d, BYTES("t"), &text_), want)
#define CHECK_MAP(d, want)       CHECK_READS(d, doc_json(d, BYTES("m"), DOC_MAP, &text_), want)
#define CHECK_ARRAY(d, want)     CHECK_READS(d, doc_json(d, BYTES("a"), DOC_ARRAY, &text_), want)
#define CHECK_XML(d, want)       CHECK_READS(d, doc_xml(d, BYTES("x"), DOC_XML_FRAGMENT, &text_), want)
#define CHECK_APPLIES(d, update) CHECK_INT(apply_hex(d, update, NULL), OK)
#endif
