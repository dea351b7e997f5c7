/* Headers and body that somebody makes up, against every scheme: nothing passes that was not signed. */
#include "signature.h"

#include "../base/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input's lines are the values of all headers that any scheme reads; what is left is the body. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + JSON_PADDING_BYTES);
    if (!copy)
        abort();
    memset(copy + size, '"', JSON_PADDING_BYTES);
    if (size)
        memcpy(copy, data, size);
    struct bytes rest = {copy, size}, secrets[] = {BYTES("whsec_dHdlbnR5LWZvdXIgYnl0ZXMgb2Yga2V5"), BYTES("a:secret")};
    for (const struct signature_scheme *s = signature_schemes; s->name; s++) {
        struct header headers[3] = {{bytes_of(s->header ? s->header : "X-Ours"), BYTES_NONE},
                                    {bytes_of(s->timestamp_header), BYTES_NONE},
                                    {bytes_of(s->id_header), BYTES_NONE}};
        rest = (struct bytes){copy, size};
        for (int i = 0; i < 3; i++)
            bytes_line(&rest, &headers[i].value);
        struct why why = {{0}};
        enum err e = signature_check(s, secrets, 2, BYTES("X-Ours"), headers, 3, rest, 1700000000000, &why);
        /* Plain secrets can be guessed by a fuzzer that sees comparisons; a MAC cannot. */
        if ((e && !why.text[0]) || (!e && (s->how == SIGNATURE_HMAC || s->how == SIGNATURE_SNS)))
            abort();
        (void)signature_secret_check(s, rest, &why);
    }
    free(copy);
    return 0;
}
