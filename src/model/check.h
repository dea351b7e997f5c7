#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H
/* Whether the database is sound: what `aftermath check` says. Whether it is unaltered is record_verify()'s to say. */
#include "user.h"

/*
 * Every page, index and reference, and that every word which stands for one of the program's enums is known to it.
 * Errors: ERR_INVALID with the first thing that is wrong; ERR_IO.
 */
enum err record_check(struct cx *cx);
#endif
