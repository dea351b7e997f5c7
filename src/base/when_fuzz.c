/* Reads hostile text as a time, in both ways, and checks what when.h promises of every reading. */
#include "when.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(struct zones *z, struct when w)
{
    assert(w.precision < PRECISION_MAX);
    if (w.precision == PRECISION_UNKNOWN)
        return;
    if (w.lacks & WHEN_LACKS_ZONE)
        assert(w.zone == ZONE_NONE);
    if (w.lacks & WHEN_LACKS_DATE)
        assert(w.ms >= 0 && w.ms < 3 * INT64_C(86400000));
    if (w.lacks & WHEN_LACKS_YEAR)
        assert(w.ms >= days_of_date(2000, 1, 1) * 86400000 && w.ms < days_of_date(2001, 1, 3) * 86400000);
    if (!(w.lacks & ~WHEN_LACKS_ZONE)) {
        struct when there = when_in_zone(z, w, ZONE_UTC);
        assert(!there.lacks);
    }
    if (!w.lacks && !when_is_absurd(w.ms)) { // what we print is read back
        struct when_text t = when_format(w.ms);
        struct when again;
        assert(when_parse(z, bytes_of(t.s), &again) && again.ms == w.ms && !again.lacks);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zones *z;
    static size_t runs;
    if (runs++ % 10000 == 0) { // made anew now and then, as its tables fill up
        zones_free(z);
        z = zones_new(NULL);
    }
    char *p = malloc(size ? size : 1); // a copy that ends where the text does
    assert(p);
    memcpy(p, data, size);
    struct bytes text = {p, size};
    struct when w, end;
    size_t used = 0;
    if (when_parse(z, text, &w))
        check(z, w);
    if (when_scan(z, text, &w, &end, &used)) {
        assert(used > 0 && used <= size);
        check(z, w);
        check(z, end);
    }
    zone_find(z, text);
    if (size >= 8) {
        int64_t n;
        double d;
        memcpy(&n, p, sizeof n);
        memcpy(&d, p, sizeof d);
        check(z, when_of_int(n));
        check(z, when_of_number(d));
        when_format(n);
        zone_id berlin = zone_find(z, BYTES("Europe/Berlin"));
        if (berlin) {
            zone_abbreviation(z, berlin, n);
            zone_offset_s(z, berlin, n);
        }
    }
    free(p);
    return 0;
}
