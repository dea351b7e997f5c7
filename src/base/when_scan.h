#ifndef BASE_WHEN_SCAN_H
#define BASE_WHEN_SCAN_H
/* Between when.c (numbers, RFC 3339, calendar) and when_scan.c (what people write). Nothing else includes this. */
#include "when.h"

/*
 * Puts a reading together. `local_ms` is what the clock on the wall shows; `zone` is what was said, or ZONE_NONE, and
 * `lacks` says which of year and date are not there. ret->ms is UTC once nothing lacks.
 */
struct when when_assemble(struct zones *z, int64_t local_ms, enum precision p, unsigned lacks, zone_id zone);

/* The same for an offset that was said in numbers; a zone table that is full does not hurt it. */
struct when when_assemble_offset(struct zones *z, int64_t local_ms, enum precision p, unsigned lacks, int offset_s);

/* Whether there is such a day. Years 0 to 9999. */
bool date_is_valid(int year, int month, int day);

/*
 * when_scan() itself. `whole`: the text is known to be a time and nothing else, so doubtful pieces ("-07:00" behind a
 * clock, a town in lower case) are taken for the time's.
 */
bool scan_time(struct zones *z, struct bytes text, bool whole, struct when *ret, struct when *ret_end,
               size_t *ret_used);
#endif
