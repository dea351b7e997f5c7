#ifndef BASE_ZONE_SCAN_H
#define BASE_ZONE_SCAN_H
/*
 * Zones inside running text, behind or before a clock. Between zone.c and when_scan.c; nothing else includes this.
 */
#include "zone.h"
#include "zone_names.h"

/* What a whole name means, and how far to trust it in running text. ZONE_NONE when it is no zone. */
zone_id zone_lookup(struct zones *z, struct bytes name, enum zone_word_kind *ret_kind);

/*
 * "+02:00", "-0330", "+02" at the start of the text: bytes taken, 0 when there is none. U+2212 is a minus too.
 * `lax` takes "+2", "+5:30" as well, which only mean something behind "UTC".
 */
size_t zone_scan_offset(struct bytes text, bool lax, int *ret_offset_s);

/*
 * A zone at the start of the text: "UTC", "(CEST)", "GMT+2", "Denver time", "+0200", "Europe/Berlin". Bytes taken, 0
 * when there is none. `whole`: nothing but the zone is left, so case and what follows do not matter.
 */
size_t zone_scan(struct zones *z, struct bytes text, bool whole, zone_id *ret);
#endif
