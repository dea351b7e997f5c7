/*
 * Words that lawyers ask to keep out of documents that may be read in court. Off unless chosen: what is asked for
 * differs from house to house, and so the list is open.
 */
#include "rule.h"

#include <stddef.h>

// clang-format off
const struct word_list words_legal[] = {
    {W_LEGAL, "negligent, negligently, negligence, gross negligence, grossly negligent, reckless, recklessly, "
              "recklessness, liable, liability, liabilities, culpable, culpability, breach, breached, breaches, "
              "guarantee, guarantees, guaranteed, warranty, warranties, warrant, violate, violates, violated, "
              "violation, violations, unlawful, unlawfully, illegal, illegally, noncompliant, non-compliant, "
              "noncompliance, non-compliance, damages, lawsuit, lawsuits, sue, sued, litigation, fraud, fraudulent, "
              "malpractice, misconduct, wilful, willful, wilfully, willfully, admit fault, admission of fault, "
              "at fault, defective, indemnify, indemnity, duty of care, due diligence, criminal, criminally, "
              "attorney-client privilege, privileged and confidential, contributory, wrongdoing, deceptive, "
              "misrepresentation, misled, penalty, penalties",
     "legal.words", "Words that lawyers ask to keep out"},
    {.words = NULL},
};

/* What machines breach and violate: limits, and each other's memory. */
static const char *const technical[] = {
    "threshold", "thresholds", "limit", "limits", "quota", "quotas", "constraint", "constraints", "segmentation",
    "access", "memory", "delivery", "ordering", "consistency", "invariant", "invariants", "timeout", "budget", "alarm",
    "circuit", "schema", "policy", "resource", "resources", "principle", "prevention", "detection", "department", "tests",
};
// clang-format on

static bool
is_technical(const struct document *d, const struct token *t)
{
    for (size_t i = 0; i < sizeof technical / sizeof *technical; i++) {
        if (bytes_is_nocase(token_text(d, t), technical[i]))
            return true;
    }
    return false;
}

static void
check_word(struct rule_cx *cx, const struct sentence *s, uint32_t at)
{
    uint32_t end = at + s->tokens[at].phrase;
    for (uint32_t i = at > 2 ? at - 2 : 0; i < end + 3 && i < s->count; i++) {
        if (is_technical(cx->d, &s->tokens[i]))
            return;
    }
    rule_find(cx, s, at, end, BYTES_NONE, BYTES_NONE);
}

// clang-format off
const struct rule rules_legal[] = {
    {
        .id = "legal.word", .pack = LINT_LEGAL, .severity = LINT_OFF,
        .title = "A word with a meaning in law",
        .reason = "Courts read such a word as a legal judgement, and it was written by somebody who wanted to describe a fault of a machine.",
        .message = "'{}' has a meaning in law",
        .proposal = "Say what happened, without the judgement: '38 messages reached the wrong customer' instead of 'a breach'",
        .on = {W_LEGAL}, .word = check_word,
        .bad = {"The vendor was grossly negligent.", "This was a breach of our contract.", "We guarantee that this is over.",
                "The company may be liable."},
        .good = {"The limit was breached at 10:42.", "The process died of a segmentation violation.",
                 "The queue has exactly-once delivery guarantees.", "38 messages reached the wrong customer."},
        .example_kind = LINT_SECTION,
    },
    {0},
};
// clang-format on
