#ifndef FACT_SIGNAL_H
#define FACT_SIGNAL_H
/*
 * A signal: what one tool said once, normalised. Importers make them, the timeline engine reads them, nobody changes
 * them. The raw bytes stay where they are: in the origin, at raw_at.
 *
 * Text is UTF-8 and lives in the arena of whoever imported. Empty text means unknown.
 */
#include "../base/bytes.h"
#include "../base/hash.h"
#include "../base/when.h"

#include <stdint.h>

enum kind {
    KIND_OTHER = 0,
    KIND_ALERT,
    KIND_CHAT,
    KIND_CHANGE, // a commit, a merge, a file that changed
    KIND_DEPLOY,
    KIND_PAGE, // somebody was called, answered, handed over
    KIND_STATUS,
    KIND_TICKET,
    KIND_LOG,
    KIND_NOTE, // a line that a person wrote into a timeline
    KIND_MAX
};
const char *kind_name(enum kind k); // "alert", "chat", ...
bool kind_of_name(struct bytes name, enum kind *ret);

/* Where in the life of its thing a signal stands. */
enum state {
    STATE_NONE = 0,
    STATE_OPENED,       // an alert fires, an incident is triggered, a notice is published
    STATE_ACKNOWLEDGED, // somebody has it
    STATE_ESCALATED,    // somebody else is called
    STATE_UPDATED,      // news about it
    STATE_MITIGATED,    // a notice says it is better, watching ("monitoring")
    STATE_RESOLVED,
    STATE_STARTED, // a deployment or a job begins
    STATE_SUCCEEDED,
    STATE_FAILED,
    STATE_MERGED,
    STATE_MAX
};
const char *state_name(enum state s); // "opened", ..., "" for none

enum {              // bits of signal.flags
    SIGNAL_BOT = 1, // a program said it, not a person
    SIGNAL_EDITED = 2,
    SIGNAL_SYSTEM = 4, // joins, leaves, renames, topic changes
    SIGNAL_REPLY = 8,  // inside a thread
    SIGNAL_PINNED = 16,
    SIGNAL_BROADCAST = 32,     // addresses everybody: @here, @channel, @everyone
    SIGNAL_FILE = 64,          // carries a file or a picture
    SIGNAL_CODE = 128,         // carries quoted output, a query or a command
    SIGNAL_ENDS_BEFORE = 1024, // its source says that it ends before it begins; the end is dropped
    SIGNAL_ZONE_ASSUMED = 512, // nobody said its zone; read as UTC
    SIGNAL_ABSURD_TIME = 256,  // its time is impossible; kept as the source gave it, used for nothing
};

/* What a signal has to do with things that other signals speak of too: how events find their signals. */
enum tie_kind {
    TIE_COMMIT,    // lower-case hex, 7 to 40 digits
    TIE_PULL,      // "https://HOST/OWNER/REPO/pull/N", or "OWNER/REPO#N", or "#N" where the repository is not said
    TIE_ALERT,     // the identity a tool gives an alert or incident: fingerprint, incident key, incident id
    TIE_NAME,      // what an alert is called: "HighErrorRate"; compared without case, blanks and punctuation
    TIE_URL,       // any other address
    TIE_THREAD,    // the ref of the message that a reply answers
    TIE_VERSION,   // what is deployed: "v2024.05.1", an image tag
    TIE_COMPONENT, // service, host, component that it is about
    TIE_KIND_MAX
};

enum tie_role {
    TIE_IS = 0, // the signal is a record of exactly this thing
    TIE_SAYS,   // it mentions it
};

struct tie {
    const struct tie *next;
    struct bytes value;
    uint8_t kind; // enum tie_kind
    uint8_t role; // enum tie_role
};

struct signal {
    const char *source;  // the importer's name, static: "slack"
    struct bytes ref;    // the source's own id, in full
    struct bytes title;  // one line, at most SIGNAL_TITLE_MAX_BYTES
    struct bytes detail; // the whole text when the title does not hold it all
    struct bytes actor;  // who, as people know them
    struct bytes url;
    struct bytes family; // signals of one family close in time are one line: "listing plugins/"; empty: its own
    const struct tie *ties;
    struct when at;
    struct when end; // WHEN_UNKNOWN unless the source says how long
    uint64_t raw_at; // offset of the raw bytes in the origin
    uint32_t raw_bytes;
    uint32_t origin;    // number of the file, delivery or repository it came from
    struct sha256 hash; // of the raw bytes
    uint16_t flags;
    uint16_t reactions; // people who reacted
    uint8_t kind;       // enum kind
    uint8_t state;      // enum state
    uint8_t severity;   // 1 worst .. 5; 0 not said
};

enum {
    SIGNAL_TITLE_MAX_BYTES = 400,
    SIGNAL_TEXT_MAX_BYTES = 64 << 10, // of detail; the rest stays in the raw bytes
    SIGNAL_TIES_MAX = 64,
};

/* Where signals came from: one file, one delivery, one repository. */
struct origin {
    const char *path;     // as the user knows it, "/" between folders, also inside a zip
    const char *importer; // its name
    struct sha256 hash;   // of all its bytes
    uint64_t size_bytes;
    int64_t captured_ms; // receipt time of a delivery; 0 for files
};

/*
 * One order for all signals, whatever order they were read in: time, kind, source, ref, hash. Unknown times last.
 * For qsort over struct signal; equal only for repeated copies of one signal.
 */
int signal_cmp(const void *a, const void *b);
#endif
