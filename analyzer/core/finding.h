/*
 * A finding: what is wrong, where, and the story that shows it. Everything is borrowed from
 * the `run` arena. Reporters turn findings into bytes and decide nothing.
 */
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include "core/loc.h"
#include "core/rule_info.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

/* One step of the story, in the order in which it happens. */
struct step {
    struct loc loc;
    const char *text;     /* lower case, no full stop: "loads 'x'" after a context, else "masked here" */
    const char *function; /* the function in which it happens */
    const char *context;  /* who runs, printed before the text: "TIM2_IRQHandler (priority 5)"; or "" */
    bool preempting;      /* a step of the context that preempts, not of the one at risk */
    bool essential;       /* viewers may fold the others */
};

/* Replace the bytes of `loc` by `text`; an empty range inserts. */
struct edit {
    struct loc loc;
    const char *text;
};

struct finding {
    const struct rule_info *rule;
    enum tier tier; /* may be lower than the rule's: a fact rested on a guess */
    enum severity severity;
    struct loc loc;                  /* the token to look at */
    const char *message;             /* lower case, names quoted, no full stop */
    const char *function;            /* enclosing function, or "" */
    const char *macro, *inner_macro; /* the outermost one used there and the one that spells it, or "" */
    struct loc spelled;              /* the line of the macro that spells it; line 0: no macro */
    const struct step *steps;
    size_t step_count;
    const char *why;    /* the facts that make it possible; or NULL */
    const char *advice; /* what to do; or NULL */
    const struct edit *edits;
    size_t edit_count;
    const char *key; /* what identifies the finding when lines move: rule, function, object */
    bool suppressed;
    bool external;             /* by a baseline, not by a comment */
    const char *justification; /* the reason given in the suppression; or NULL */
};

struct finding_list {
    struct finding *data;
    size_t count, cap;
};

/*
 * Sorts by place, then code, then message, and drops repeats, and what a rule says of a place less surely
 * than for another program: output never depends on the order in which rules or units ran.
 */
void finding_sort(struct finding_list *list);

const char *severity_name(enum severity severity); /* "error", "warning", "note" */
const char *tier_name(enum tier tier);             /* "A", "B", "C" */

#endif
