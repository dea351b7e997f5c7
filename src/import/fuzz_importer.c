#include "fuzz_importer.h"

#include "../base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUZZ_ARENA_BYTES = 512 << 20 };

static void
require(bool holds, const struct signal *s, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "broken promise: %s", what);
    if (s)
        fprintf(stderr, " (ref '%.*s')", BYTES_ARG(s->ref));
    fputc('\n', stderr);
    abort();
}

static void
check_ties(const struct signal *s)
{
    unsigned count = 0;
    for (const struct tie *t = s->ties; t; t = t->next) {
        count++;
        require(t->value.n > 0, s, "a tie has a value");
        require(utf8_valid(t->value), s, "a tie is valid UTF-8");
        require(t->kind < TIE_KIND_MAX, s, "a tie's kind is one");
        require(t->role == TIE_IS || t->role == TIE_SAYS, s, "a tie's role is one");
    }
    require(count <= SIGNAL_TIES_MAX, s, "ties have a ceiling");
}

static void
check_signal(const struct import *im, const struct signal *s, size_t in_bytes)
{
    require(s->source && *s->source, s, "a signal names its source");
    require(utf8_valid(s->ref), s, "the ref is valid UTF-8");
    require(utf8_valid(s->title), s, "the title is valid UTF-8");
    require(utf8_valid(s->detail), s, "the detail is valid UTF-8");
    require(utf8_valid(s->actor), s, "the actor is valid UTF-8");
    require(utf8_valid(s->url), s, "the url is valid UTF-8");
    require(utf8_valid(s->family), s, "the family is valid UTF-8");
    require(bytes_find_char(s->title, '\n') == BYTES_NOT_FOUND, s, "the title is one line");
    require(s->title.n <= SIGNAL_TITLE_MAX_BYTES, s, "the title has a ceiling");
    require(s->detail.n <= SIGNAL_TEXT_MAX_BYTES, s, "the detail has a ceiling");
    require(s->kind < KIND_MAX, s, "the kind is one");
    require(s->state < STATE_MAX, s, "the state is one");
    require(s->severity <= 5, s, "the severity is 0 to 5");
    require(s->at.precision < PRECISION_MAX && s->end.precision < PRECISION_MAX, s, "the precision is one");
    require(s->origin < im->origin_count, s, "the origin exists");
    require(s->raw_at <= in_bytes && s->raw_bytes <= in_bytes - s->raw_at, s, "the raw bytes lie inside the file");
    check_ties(s);
}

void
fuzz_check(const struct import *im, size_t in_bytes)
{
    for (uint32_t i = 0; i < im->count; i++)
        check_signal(im, &im->signals[i], in_bytes);
    for (uint32_t i = 0; i < im->note_count; i++)
        require(*im->notes[i] != '\0', NULL, "a note says something");
}

void
fuzz_file(const struct importer *with, const char *path, const uint8_t *data, size_t size)
{
    static struct zones *zones; // loading tzdata for each input would take most of the time
    if (!zones)
        zones = zones_new(NULL);
    char *copy = malloc(size + JSON_PADDING_BYTES);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    memset(copy + size, '"', JSON_PADDING_BYTES); // whoever reads on finds something

    struct arena arena = {.max_bytes = FUZZ_ARENA_BYTES};
    struct import im;
    struct input in = {.bytes = {copy, size}, .path = bytes_of(path), .named = true};
    struct look look = look_at(&in);
    (void)with->sniff(&look); // any answer will do, and whatever it is, parse() must stand the bytes
    import_init(&im, &arena, zones);
    struct why why = {{0}};
    enum err e = import_read(&im, with, &in, &why);
    if (e) {
        require(im.count == 0, NULL, "an error takes back all signals");
        require(why.text[0] != '\0', NULL, "an error has a sentence");
    }
    fuzz_check(&im, size);
    import_done(&im);
    arena_done(&arena);
    free(copy);
}

void
fuzz_one(const struct importer *with, const uint8_t *data, size_t size)
{
    fuzz_file(with, "", data, size);
}
