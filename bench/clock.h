#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H
/* Measuring: CPU time of this process and its peak of memory. */
#include <stdint.h>

/* CPU seconds that this process used so far: other work on the machine does not count. */
double cpu_seconds(void);

/* Bytes that are resident now, and the most that ever were since the last peak_reset(); 0 where /proc does not say. */
uint64_t resident_bytes(void);
uint64_t peak_bytes(void);
void peak_reset(void);

/* A small generator of numbers; the same seed gives the same run everywhere. */
struct random {
    uint64_t state;
};
uint32_t random_below(struct random *r, uint32_t n);
#endif
