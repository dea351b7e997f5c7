#ifndef CRDT_WRITE_INSIDE_H
#define CRDT_WRITE_INSIDE_H
/* What edits of texts share with the others. */
#include "doc_inside.h"
#include "write.h"

enum err write_check(struct doc *d, const struct value *v, struct why *why);
uint32_t write_units(const struct value *v);
struct item *write_item(struct doc *d, struct list *list, struct item *left, struct item *right, uint8_t content,
                        uint32_t len);
struct item *write_value(struct doc *d, struct list *list, struct item *left, struct item *right,
                         const struct value *v);
#endif
