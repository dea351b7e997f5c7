#ifndef EXPORT_POSTMORTEM_EXPORT_H
#define EXPORT_POSTMORTEM_EXPORT_H
/* A post-mortem as one document, with its live data as it is now. */
#include "blocks.h"

struct postmortem_export {
    const struct postmortem *postmortem;
    const struct pm_section *sections;
    uint32_t section_count;
    const struct block_data *data;
    const char *url; // where it can be read and discussed; or NULL
};

/* GitHub's Markdown. Links to events become marks; the events they mean are listed at the end with their times. */
void postmortem_markdown(const struct postmortem_export *x, struct buf *out);

/* One file that needs no other: for reading on screens light and dark, and for printing. No script. */
void postmortem_html(const struct postmortem_export *x, struct buf *out);

/* The safe HTML of one section's Markdown with its blocks and links to events. heading_shift: html.h. */
enum err section_html(const struct block_data *data, struct bytes markdown, int heading_shift, struct buf *out,
                      struct why *why);
#endif
