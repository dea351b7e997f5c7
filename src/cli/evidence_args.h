#ifndef CLI_EVIDENCE_ARGS_H
#define CLI_EVIDENCE_ARGS_H
/* What `timeline` and `draft` share: paths and options in, a timeline out. */
#include "../fact/event.h"
#include "cmd.h"

struct evidence_values {
    const char *from, *to, *zone, *people;
    struct words private_channels;
    bool strict;
};

/* Rows for a command's option table; `type` is the struct that has an evidence_values as its member `evidence`. */
// clang-format off
#define EVIDENCE_OPTIONS(type)                                                                                         \
    {"incident-from", OPTION_TEXT, "TIME", "When the incident began; without it the window is proposed from the evidence. Any form of docs/times.md.", \
     offsetof(type, evidence.from)},                                                                                   \
    {"incident-to", OPTION_TEXT, "TIME", "When it ended.", offsetof(type, evidence.to)},                               \
    {"zone", OPTION_TEXT, "ZONE", "The zone of times that name none: Europe/Berlin, Denver, PST, +02:00. Without it they are read as UTC.", \
     offsetof(type, evidence.zone)},                                                                                   \
    {"people", OPTION_TEXT, "FILE", "Who is in which team and role: CSV with the columns name, handle, team, role.",   \
     offsetof(type, evidence.people)},                                                                                 \
    {"private", OPTION_LIST, "NAME", "Also read this private channel or direct message of a chat export. May be given several times.", \
     offsetof(type, evidence.private_channels)},                                                                       \
    {"strict", OPTION_FLAG, NULL, "Fail when any file is refused.", offsetof(type, evidence.strict)}
// clang-format on

/*
 * Reads the paths of the call and builds the timeline. Refused files are named on standard error; on a terminal a
 * progress line shows meanwhile. ret lives in the call's arena, but for what `held` keeps: evidence_release() it after
 * the last use of ret.
 * Returns EXIT_DONE, or EXIT_FAILED after saying why.
 */
struct evidence_held;
int evidence_read(struct call *c, const struct evidence_values *v, struct evidence_held **held, struct timeline **ret);
void evidence_release(struct evidence_held *held);
#endif
