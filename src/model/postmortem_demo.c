/*
 * The demo's post-mortem: drafted from the evidence like any other, then written as people would have. The texts are
 * the files of demo/post-mortem/, built into the program: each is named after its section; one that begins with a
 * heading is a section of the people's own, with that title. Sections without a file stay as drafted.
 */
#include "demo_files.h"
#include "demo_links.h"
#include "postmortem.h"

#include <string.h>

#define FOLDER              "post-mortem/"
#define TITLE               "Checkout outage of 14 March 2024: carts read under a key that nobody wrote"
#define OWN_SECTIONS_FOLLOW "recommendations-mitigation"

struct evidence {
    const struct event_row *rows;
    uint32_t count;
};

/* The file's name without folder and ".md". */
static struct bytes
key_of(const struct demo_file *f)
{
    struct bytes name = bytes_from(bytes_of(f->path), sizeof FOLDER - 1);
    return bytes_cut(name, 0, name.n - (sizeof ".md" - 1));
}

static enum err
write_section(struct cx *cx, struct bytes postmortem, const struct demo_file *f, struct bytes text)
{
    struct pm_section *s;
    struct bytes title;
    if (!bytes_starts(text, "# "))
        return section_update(cx, postmortem, key_of(f), &(struct section_edit){.body = text}, &s);
    bytes_line(&text, &title);
    struct section_new own = {
        .title = bytes_from(title, 2), .body = bytes_trim(text), .after = BYTES(OWN_SECTIONS_FOLLOW)};
    return section_create(cx, postmortem, &own, &s);
}

static enum err
write_file(struct cx *cx, struct bytes postmortem, const struct demo_file *f, const struct evidence *ev)
{
    struct buf out = {.max_bytes = SECTION_BODY_MAX_BYTES};
    struct bytes text = {f->data, f->size_bytes};
    enum err e = demo_links_put(ev->rows, ev->count, text, f->path, &out, &cx->why);
    if (!e)
        e = write_section(cx, postmortem, f, bytes_dup(cx->arena, buf_bytes(&out)));
    buf_done(&out);
    return e;
}

static enum err
make(struct cx *cx, struct bytes incident)
{
    struct event_row *rows;
    struct evidence ev = {0};
    bool more;
    struct postmortem *pm;
    struct postmortem_new new = {.incident_ids = &incident, .incident_count = 1, .title = BYTES(TITLE), .demo = true};
    struct postmortem_edit review = {.has_state = true, .state = POSTMORTEM_IN_REVIEW};
    enum err e = event_list(cx, incident, &(struct event_filter){.limit = EVENT_LIST_MAX}, &rows, &ev.count, &more);
    if (e || (e = postmortem_create(cx, &new, &pm)))
        return e;
    ev.rows = rows;
    for (size_t i = 0; i < demo_file_count && !e; i++)
        if (bytes_starts(bytes_of(demo_files[i].path), FOLDER))
            e = write_file(cx, pm->id, &demo_files[i], &ev);
    return e ? e : postmortem_update(cx, pm->id, &review, &pm);
}

enum err
postmortem_demo(struct cx *cx, struct bytes incident_id)
{
    enum err e = need(cx, ROLE_EDITOR);
    if (e || (e = db_begin(cx)))
        return e;
    return db_finish(cx, make(cx, incident_id));
}
