#ifndef TEXT_SECRETS_H
#define TEXT_SECRETS_H
/*
 * Keys, tokens and passwords that people and programs leave in texts, replaced by a mark that says the kind and nothing
 * else: "deployed with [secret: GitHub token]". What is masked: docs/importers.md. A mark where there was no secret is
 * visible and does no harm, as the raw bytes stay; so where a text could be one, it is masked.
 *
 * Any bytes are safe. What is masked can be masked again: marks stay as they are.
 */
#include "../base/bytes.h"

/* The text itself, the same pointer, when it holds no secret; else a copy in the arena. Cost: linear. */
struct bytes secrets_mask(struct arena *a, struct bytes text);

/*
 * The same for a value that stands in a field of its own, {"password": "letmein"}: where the name says that it is
 * secret, simple words are too.
 */
struct bytes secrets_mask_named(struct arena *a, struct bytes name, struct bytes value);
/* Whether a name says that its value is secret: for who sees one name over many values. */
bool secrets_is_name(struct bytes name);
#endif
