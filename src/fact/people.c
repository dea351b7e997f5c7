#include "people.h"

enum { WHO_MAX_BYTES = 200 };

/* Lower case, without '@' and blanks around it, into buf; none when it is too long to be anybody. */
static struct bytes
normal(struct bytes who, char buf[WHO_MAX_BYTES])
{
    who = bytes_trim(who);
    if (who.n && who.p[0] == '@')
        who = bytes_from(who, 1);
    if (who.n > WHO_MAX_BYTES)
        return BYTES_NONE;
    for (size_t i = 0; i < who.n; i++)
        buf[i] = ascii_lower(who.p[i]);
    return (struct bytes){buf, who.n};
}

static void
index_add(struct people *p, struct arena *a, struct bytes who, uint32_t number)
{
    char buf[WHO_MAX_BYTES];
    who = normal(who, buf);
    if (!who.n || map_find(&p->index, who))
        return;
    *map_at(&p->index, bytes_dup(a, who)) = number;
}

void
people_init(struct people *p, struct arena *a, const struct person *persons, uint32_t count)
{
    *p = (struct people){.persons = persons, .count = count};
    for (uint32_t i = 0; i < count; i++)
        index_add(p, a, persons[i].handle, i + 1);
    for (uint32_t i = 0; i < count; i++)
        index_add(p, a, persons[i].name, i + 1);
}

void
people_done(struct people *p)
{
    map_done(&p->index);
    *p = (struct people){0};
}

const struct person *
people_find(const struct people *p, struct bytes who)
{
    char buf[WHO_MAX_BYTES];
    who = normal(who, buf);
    const uint32_t *n = who.n ? map_find(&p->index, who) : NULL;
    return n ? &p->persons[*n - 1] : NULL;
}
