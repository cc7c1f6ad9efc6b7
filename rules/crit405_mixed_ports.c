/*
 * CRIT405: two tasks guard the same object by two means that do not exclude each other: two locks, or
 * a lock here and a mask there. Who holds the lock is switched away from, and the other's section
 * begins in the middle of his.
 *
 * Reads flow/task_guard.h. One finding an object. Silent where each side does one step only, and
 * where one side holds nothing: then nothing is mixed (CRIT214).
 */
#include "rules/rule.h"

#include "flow/task_guard.h"

enum { GROUP_MAX = 400 /* accesses of one object that are compared */ };

struct conflict {
    const struct access *split, *by;
    struct task_guard split_guard, by_guard;
};

/* Can `by` come between the steps of `split`, although both are guarded? */
static bool is_split(const struct rule_context *context, const struct task_guards *guards,
                     const struct access *group, size_t count, struct conflict *found)
{
    const struct access *a = found->split;
    const struct access *b = found->by;
    if (a->context == b->context || !access_overlaps(a, b) ||
        (a->kind == ACCESS_READ && b->kind == ACCESS_READ) || !task_guard_matters(&context->flow->facts, b) ||
        !task_guard_has_steps(group, count, a)) {
        return false;
    }
    found->by_guard = task_guard_at(guards, b);
    return found->by_guard.kind != GUARD_NOTHING && found->by_guard.by != FLOW_NONE &&
           !task_guard_excludes(&found->split_guard, &found->by_guard);
}

static bool find_conflict(const struct rule_context *context, const struct task_guards *guards,
                          const struct access *group, size_t count, struct conflict *found)
{
    for (size_t i = 0; i < count; i++) {
        found->split = &group[i];
        if (!task_guard_matters(&context->flow->facts, found->split)) {
            continue;
        }
        found->split_guard = task_guard_at(guards, found->split);
        for (size_t j = 0; found->split_guard.kind == GUARD_LOCK && j < count; j++) {
            found->by = &group[j];
            if (is_split(context, guards, group, count, found)) {
                return true;
            }
        }
    }
    return false;
}

static void report(struct rule_context *context, const struct conflict *found)
{
    const struct access *a = found->split;
    const struct access *b = found->by;
    const char *name = access_name(&context->flow->facts, a);
    const char *who = crit_context(context, a->context)->name;
    const char *other = crit_context(context, b->context)->name;
    uint32_t loc = crit_op_loc(context, a->func, a->op);
    struct finding *finding =
        crit_report(context, a->func, loc, "'%s' is guarded by a lock here, and by %s in '%s'", name,
                    found->by_guard.kind == GUARD_LOCK ? "another one" : "a mask",
                    program_name(context->flow->facts.program, b->func));
    crit_step(context, finding, a->func, crit_op_loc(context, a->func, found->split_guard.by), who, false,
              "takes the lock");
    crit_step(context, finding, a->func, loc, who, false, "is in the middle of its steps on '%s'", name);
    crit_step(context, finding, b->func, crit_op_loc(context, b->func, found->by_guard.by), other, true,
              "is switched to, and its own guard does not make it wait");
    crit_step(context, finding, b->func, crit_op_loc(context, b->func, b->op), other, true, "%s '%s'",
              b->kind == ACCESS_READ ? "reads" : "changes", name);
    finding->advice = "guard the object by one means everywhere";
}

static void check_program(struct rule_context *context)
{
    const struct accesses *accesses = &context->flow->accesses;
    struct task_guards guards;
    task_guards_find(&guards, &context->flow->facts);
    for (size_t first = 0; first < accesses->data.count;) {
        const struct access *group = &accesses->data.data[first];
        size_t count = access_group(accesses, first);
        first += count;
        struct conflict found;
        if (count <= GROUP_MAX && find_conflict(context, &guards, group, count, &found)) {
            report(context, &found);
        }
    }
}

const struct rule rule_crit405 = {
    .info =
        {
            .code = "CRIT405",
            .name = "mixed-ports",
            .summary = "tasks guard one object by means that do not exclude each other",
            .cwe = 667,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
