/* Any bytes as a template: read or refused with a sentence; what is read keeps its limits and known keys. */
#include "template.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {.max_bytes = 64 << 20};
    struct template *t = NULL;
    struct why why = {.text = ""};
    enum err e = template_parse(&a, BYTES("fuzz"), (struct bytes){(const char *)data, size}, &t, &why);
    if (e ? t != NULL || !why.text[0] : !t->section_count || !t->title.n)
        abort();
    for (uint32_t i = 0; !e && i < t->section_count; i++) {
        const struct template_section *s = &t->sections[i];
        if (!s->key.n || !s->title.n || s->guidance_count > TEMPLATE_LINES_MAX ||
            s->question_count > TEMPLATE_LINES_MAX)
            abort();
        for (uint32_t k = 0; k < s->guidance_count; k++)
            if (!s->guidance[k].n || bytes_find_char(s->guidance[k], '\n') != BYTES_NOT_FOUND)
                abort();
        for (uint32_t k = 0; k < s->question_count; k++)
            if (!s->questions[k].text.n)
                abort();
    }
    arena_done(&a);
    return 0;
}
