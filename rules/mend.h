/* How a rule says what would mend its finding; what becomes of it is the driver's matter (core/finding.h). */
#ifndef RULES_MEND_H
#define RULES_MEND_H

#include "rules/holder.h"
#include "rules/rule.h"

enum { WAYS_MAX = 4 /* of one finding; each is tried by an analysis of its own */ };

/* One more way to mend it, without steps yet. False: there are enough, or nobody asks. */
bool mend_way(struct rule_context *context, struct finding *finding, const char *local);
/* A step of the way that was added last, at a location of a function. */
void mend_step(struct rule_context *context, struct finding *finding, enum repair_kind kind, uint32_t func,
               uint32_t loc, const char *text);
/* The same with all that a step has. */
void mend_step_add(struct rule_context *context, struct finding *finding, const struct repair_step *step);

/* The way that was added last uses two functions whose header, as that of what stands there, is not found. */
void mend_unseen(struct rule_context *context, struct finding *finding, const char *one, const char *other);

/*
 * A pair that masks at op `by` and opens at the event's op: every opening that belongs to `by` restores what
 * was before. In the idiom of the program: a pair of functions that this unit uses, else what the models know
 * beside the names that stand there, else the architecture's register.
 * `holder`: who holds the gate when the function is called, or NULL. Nothing is added where the pair may be
 * what starts the interrupts.
 */
void mend_pair(struct rule_context *context, struct finding *finding, uint32_t func,
               const struct event *opening, uint32_t by, const struct holder *holder);

#endif
