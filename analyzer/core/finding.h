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

/*
 * A repair as a rule means it, in statements. The driver makes edits of it where the text around allows it
 * (driver/fix_text.h), and offers them where the analysis of the result does (driver/fix_proof.h).
 */
enum repair_kind {
    REPAIR_DECLARE,      /* the declaration `text` before the statement at `loc` */
    REPAIR_REPLACE,      /* `text` for the call that is the statement at `loc` */
    REPAIR_TAKE,         /* the declaration `text` for the call that is the statement at `loc` */
    REPAIR_AFTER,        /* the statement `text` behind the statement at `loc` */
    REPAIR_EXIT,         /* what is written at `from`, before the return at `loc` */
    REPAIR_TWIN,         /* the call at `loc` calls `text` instead, with the address of `$` for `argument` */
    REPAIR_ASM_MEMORY,   /* the asm at `loc`, or spelt in that line, clobbers memory */
    REPAIR_ASM_VOLATILE, /* the same is volatile */
};

enum repair_argument { REPAIR_APPEND = -1, REPAIR_AS_IS = -2 };

struct repair_step {
    enum repair_kind kind;
    struct loc loc, from;
    const char *text;
    const char *type; /* before `text`, unless one word is the type of the function at `from`; or NULL */
    int argument;     /* REPAIR_TWIN: a number, of the last one; or enum repair_argument */
};

struct repair {
    const struct repair_step *steps;
    size_t step_count;
    const char *local;     /* what `$` in texts stands for, or a name like it that is free; or NULL */
    const char *unseen[2]; /* functions that may be undeclared here: what would declare them is not found */
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
    const char *why;              /* the facts that make it possible; or NULL */
    const char *advice;           /* what to do; or NULL */
    const struct repair *repairs; /* each would do, the best first */
    size_t repair_count;
    const struct edit *edits; /* that mend it, all together */
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
