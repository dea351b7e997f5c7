/* Any bytes are a table of people or are refused; what is found can be looked up. */
#include "people_csv.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a = {.max_bytes = (size_t)1 << 30};
    const struct person *persons;
    uint32_t count;
    struct why why = {""};
    struct people people;
    if (people_csv(&a, (struct bytes){(const char *)data, n}, &persons, &count, &why) == OK) {
        people_init(&people, &a, persons, count);
        for (uint32_t i = 0; i < count; i++) {
            assert(persons[i].name.n || persons[i].handle.n);
            (void)people_find(&people, persons[i].name);
        }
        people_done(&people);
    } else {
        assert(why.text[0]);
    }
    arena_done(&a);
    return 0;
}
