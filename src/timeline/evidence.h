#ifndef TIMELINE_EVIDENCE_H
#define TIMELINE_EVIDENCE_H
/*
 * What makes a line of an incident worth keeping. All words and weights stand in evidence_table.c; this finds them in
 * a text in one pass.
 */
#include "../base/bytes.h"

#include <stdint.h>

/* What a row says about an event; moments.c and the draft choose by it. */
enum topic {
    TOPIC_NONE = 0,
    TOPIC_SYMPTOM,
    TOPIC_IMPACT,
    TOPIC_DECLARATION,
    TOPIC_OBSERVATION,
    TOPIC_HYPOTHESIS,
    TOPIC_FINDING, // a hypothesis confirmed or refuted
    TOPIC_ACTION,
    TOPIC_PROPOSAL,
    TOPIC_ESCALATION,
    TOPIC_NOTICE, // somebody outside the response was told
    TOPIC_RECOVERY,
    TOPIC_RESOLUTION,
    TOPIC_DAMAGE, // repair of what the incident did to users and data
    TOPIC_FOLLOW_UP,
    TOPIC_CHATTER,
    TOPIC_ROUTINE, // a change that seldom matters
    TOPIC_MAX
};

enum {                        // bits of evidence.flags
    EVIDENCE_NOT_NEGATED = 1, // does not count behind "not", "no", "isn't" ...
    EVIDENCE_IN_CODE = 2,     // counts in quoted output too
    EVIDENCE_CHANGE = 4,      // read in changes and deployments
    EVIDENCE_TALK = 8,        // read in what people, tools and status pages say
    EVIDENCE_ALL = EVIDENCE_CHANGE | EVIDENCE_TALK,
};

struct evidence {
    const char *name; // stable: shown by --explain, used by the draft
    uint8_t topic;
    int8_t points;
    uint8_t flags;
    /*
     * Alternatives between '|'. A pattern is words in order; "revert*" is any word that begins so, "~" up to three
     * words of any kind, "#" a word with a digit, "!" a word of negation ("not", "never", "didn't"). Lower case; '-'
     * and
     * '/' part words.
     */
    const char *patterns;
};

extern const struct evidence evidence_table[];
extern const uint32_t evidence_count;
enum { EVIDENCE_MAX = 96 }; // ceiling on evidence_count

/* Rows that code gives; the table begins with them. */
enum given {
    GIVEN_ALERT_FIRED,
    GIVEN_ALERT_RESOLVED,
    GIVEN_SOMEBODY_WAS_PAGED,
    GIVEN_ACKNOWLEDGED,
    GIVEN_PUBLIC_NOTICE,
    GIVEN_PUBLIC_NOTICE_RESOLVED,
    GIVEN_WRITTEN_DOWN_BY_A_PERSON,
    GIVEN_DEPLOYMENT,
    GIVEN_DEPLOYMENT_FAILED,
    GIVEN_MERGED,
    GIVEN_CHANGE,
    GIVEN_TICKET,
    GIVEN_LOG_LINE,
    GIVEN_MESSAGE,
    GIVEN_SEVERITY,
    GIVEN_PINNED,
    GIVEN_REACTIONS,
    GIVEN_ADDRESSES_EVERYBODY,
    GIVEN_QUOTED_OUTPUT,
    GIVEN_LINKS,
    GIVEN_A_PICTURE_OR_FILE,
    GIVEN_TAKEN_UP_LATER,
    GIVEN_SPEAKS_OF_WHAT_IS_BROKEN,
    GIVEN_CHANGE_JUST_BEFORE_THE_START,
    GIVEN_FIRST_SIGN,
    GIVEN_LITTLE_ELSE_WAS_SAID,
    GIVEN_BEFORE_ANYTHING_WAS_DONE,
    GIVEN_FIRST_WORD_IN_A_WHILE,
    GIVEN_LAST_WORD_ON_RECOVERY,
    GIVEN_LEADS_THE_RESPONSE,
    GIVEN_HAPPENED_OFTEN,
    GIVEN_A_FEW_WORDS,
    GIVEN_ONLY_A_QUESTION,
    GIVEN_JOINS_AND_RENAMES,
    GIVEN_A_PROGRAM_SPEAKS,
    GIVEN_OUTSIDE_THE_INCIDENT,
    GIVEN_TIME_IS_NOT_KNOWN,
    GIVEN_SAME_MOMENT_AS_A_STRONGER_LINE,
    GIVEN_QUANTITY,
    GIVEN_NAMES_A_THING,
    GIVEN_MAX
};

struct matcher; // the table, made ready for reading

struct matcher *matcher_new(void);
void matcher_free(struct matcher *mt); // takes NULL

/* Which rows a text speaks for. */
struct matches {
    uint64_t rows[(EVIDENCE_MAX + 63) / 64];
    struct bytes words[EVIDENCE_MAX]; // what matched first, set where the row's bit is
    uint32_t word_count;
    bool has_quantity; // a percentage, a duration, a count with its unit
    bool is_question;
    bool names_thing; // "idp1", "max_poll": a word that only a thing has
    bool only_asks;   // one sentence, and it is a question
    bool has_code;    // anything between backticks
    bool has_block;   // lines of quoted output
};

enum { EVIDENCE_TEXT_MAX_BYTES = 4096 }; // of one text; what stands behind is not read

/* flags: EVIDENCE_CHANGE or EVIDENCE_TALK. m->words is written only where m->rows says so. */
void matcher_read(const struct matcher *mt, struct bytes text, unsigned flags, struct matches *m);

static inline bool
matches_has(const struct matches *m, uint32_t row)
{
    return m->rows[row / 64] >> (row % 64) & 1;
}
#endif
