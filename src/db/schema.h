#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H
/* The schema's steps, generated from schema/NNNN_*.sql at build time: for db_migrate(). */
#include "db.h"

extern const struct db_change db_schema[];
extern const uint32_t db_schema_count;
#endif
