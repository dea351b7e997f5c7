#ifndef IMPORT_UNREAD_H
#define IMPORT_UNREAD_H
/* Formats that are well known and have no importer: a refusal can say what a file is. */
#include "import.h"

/* "Opsgenie's webhook", or NULL when the look does not tell. Only asked when no importer knows the file. */
const char *unread_format(const struct look *l);
#endif
