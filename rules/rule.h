/*
 * What a rule is: one file that reads facts and reports findings. No output, no names with a
 * meaning, no state between calls, no other rule. Findings are sorted afterwards, so the order
 * of the calls carries no meaning.
 *
 * Adding one: rules/critNNN_<name>.c with `const struct rule rule_critNNN`, a line in
 * rules.def, docs/rules/CRITnnn.md, testcases/rules/critNNN_<name>/{bad,good}.c.
 */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "core/finding.h"
#include "flow/flow.h"

enum { SECTION_BUDGET = 50 /* instructions: what holds where nobody says it */ };

/* What the configuration says to single rules. */
struct rule_settings {
    unsigned section_budget; /* CRIT502 */
    bool repairs;            /* are they asked for? (rules/mend.h) */
};

struct rule_context {
    struct flow *flow;
    const struct rule_settings *settings;
    struct arena *run;
    struct finding_list *findings;
    const struct rule *rule;
};

struct rule {
    struct rule_info info;
    /* Either may be NULL; both are in rules about comments and settings: those the driver finds. */
    void (*on_function)(struct rule_context *context, uint32_t func);
    void (*on_program)(struct rule_context *context);
};

/* ---- reporting ------------------------------------------------------------------------------- */

/* Starts a finding at an op of a function; severity and tier from the rule. Valid until the next. */
struct finding *crit_report(struct rule_context *context, uint32_t func, uint32_t loc, const char *format,
                            ...) __attribute__((format(printf, 4, 5)));
/* Adds a step at an op. `who` is the context's name, or "". */
void crit_step(struct rule_context *context, struct finding *finding, uint32_t func, uint32_t loc,
               const char *who, bool preempting, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
/* One tier less sure: a fact rests on a guess. */
void crit_lower(struct finding *finding);
const char *crit_text(struct rule_context *context, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- facts, in the words of rules -------------------------------------------------------------- */

/* The location of an op (its index in the unit of the function). */
uint32_t crit_op_loc(const struct rule_context *context, uint32_t func, uint32_t op);
/* The location of a block's terminator, or the closing brace of the function. */
uint32_t crit_exit_loc(const struct rule_context *context, uint32_t func, const struct event *event);
/* "interrupts", "the priority ceiling", "interrupt line 37", "the critical section" ... */
const char *crit_part_name(struct rule_context *context, uint32_t func, const struct event *event);
/* What shut a part on the path to an event: the op, or FLOW_NONE. */
uint32_t crit_opened_by(const struct mask *mask, uint8_t part, int64_t key);
/*
 * Does a function open a part that it did not shut, and shut it again a few steps later? Then it
 * is called with the part shut, and lets others run for a while.
 */
bool crit_lets_go(const struct summary *summary, uint8_t part);
/*
 * Does an event open a gate exactly where it was masked before this function masked it, while what
 * was open stays masked? CRIT113's matter, and no bare pair or leak of its own.
 */
bool crit_inverted(const struct summary *summary, const struct event *event);
const struct context *crit_context(const struct rule_context *context, uint32_t index);
/* "priority 5", "priority 0, the reset value". */
const char *crit_priority_text(struct rule_context *context, const struct context *who);

/*
 * How a context comes to a function: "a → b → c", the functions between its own and that one; "" if it
 * calls it itself. Long ways are shortened in the middle.
 */
const char *crit_way_text(struct rule_context *context, uint32_t who, uint32_t func);

/* All rules, in code order; ends with NULL. */
extern const struct rule *const rules_all[];

#endif
