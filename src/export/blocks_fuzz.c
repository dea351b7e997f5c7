/* Any bytes as an info string, and as a section with blocks and links: what is no block writes nothing, what is one is
 * the same in both forms, and no markup of the writer's comes through. */
#include "postmortem_export.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct event event = {.number = 1,
                                   .at = {.ms = 1710408600000, .precision = PRECISION_SECOND},
                                   .key = true,
                                   .in_window = true,
                                   .source = "slack",
                                   .title = BYTES_INIT("a title"),
                                   .actor = BYTES_INIT("somebody")};
static const struct event_record record = {.id = BYTES_INIT("evt_a")};
static const struct postmortem_incident incident = {.number = 1, .title = BYTES_INIT("title"), .severity = 3};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stored_timeline st = {.t = {.events = &event, .event_count = 1}, .records = &record};
    struct block_data blocks = {.incidents = &incident, .timelines = &st, .count = 1};
    struct bytes body = {(const char *)data, size}, rest = body, info;
    struct buf html = {0}, md = {0};
    if (bytes_line(&rest, &info)) {
        bool known = block_is_known(info);
        assert(block_html(&blocks, info, &html) == known && (html.n > 0) == known);
        assert(block_markdown(&blocks, info, &md) == known && (md.n > 0) == known);
    }
    struct postmortem pm = {.title = BYTES("x"), .incidents = &incident, .incident_count = 1};
    struct pm_section section = {.title = BYTES("y"), .body = body};
    struct postmortem_export x = {.postmortem = &pm, .sections = &section, .section_count = 1, .data = &blocks};
    buf_reset(&html);
    postmortem_html(&x, &html);
    postmortem_markdown(&x, &md);
    assert(bytes_find_nocase(buf_bytes(&html), "<script") < 0 && bytes_find_nocase(buf_bytes(&html), "<iframe") < 0);
    buf_done(&html);
    buf_done(&md);
    return 0;
}
