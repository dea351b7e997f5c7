/*
 * Any bytes are checked by all rules of a language, chosen by the first byte: findings lie in the text, in order,
 * inside of their sentence, with words of their own.
 */
#include "rule.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct linter *
linter_of(enum lint_language language)
{
    static struct linter *linters[LINT_LANGUAGE_MAX];
    if (!linters[language]) {
        static const struct bytes people[] = {BYTES_INIT("Maria Silva"), BYTES_INIT("@msilva")};
        static const struct bytes allowed[] = {BYTES_INIT("human error board")};
        struct lint_options o = {
            .language = language, .people = people, .people_count = 2, .allowed = allowed, .allowed_count = 1};
        for (int p = 0; p < LINT_PACK_MAX; p++)
            o.packs[p] = LINT_ADVICE;
        if (linter_new(&o, &linters[language], NULL))
            abort();
    }
    return linters[language];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct arena a = {.max_bytes = (size_t)1 << 31};
    struct lint_input in = {
        .text = {(const char *)data + 1, size - 1},
        .kind = (enum lint_kind)(data[0] >> 2 & 3),
    };
    struct lint_result r;
    if (lint(linter_of((enum lint_language)((data[0] & 1) % LINT_LANGUAGE_MAX)), &in, &a, &r, NULL))
        abort();
    for (uint32_t i = 0; i < r.count; i++) {
        const struct lint_finding *f = &r.findings[i];
        if (f->from > f->to || f->to > in.text.n || f->sentence_to > in.text.n || f->sentence_from > f->sentence_to ||
            !f->message.n || !f->proposal.n || f->severity <= LINT_OFF || (i && f->from < r.findings[i - 1].from))
            abort();
    }
    arena_done(&a);
    return 0;
}
