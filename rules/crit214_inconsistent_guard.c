/*
 * CRIT214: an object that tasks guard in several functions, and in one they do not.
 *
 * Reads flow/task_guard.h: three functions at least that exclude each other, and one, run by another
 * task than some of them, that changes the object in several steps with nothing held, or follows the
 * pointer that it is. Of a library whose callers are not in sight two are enough: what it guards says
 * that they are several. Data that a handler reaches is the matter of CRIT201 and CRIT202, and not
 * said again.
 */
#include "rules/rule.h"

#include "flow/place.h"
#include "flow/task_guard.h"

enum { GUARDED_MIN = 3, GUARDED_MIN_OF_LIBRARY = 2, GROUP_MAX = 400 };

struct habit {
    struct map guarded;       /* functions that hold the usual guard */
    const struct access *one; /* with it */
    struct task_guard guard;
    const struct access *bare;
    bool several; /* functions without any */
    bool library; /* run by who calls it */
};

static bool matters(const struct rule_context *context, const struct habit *habit,
                    const struct access *access)
{
    const struct facts *facts = &context->flow->facts;
    return habit->library ? task_guard_may_matter(facts, access) : task_guard_matters(facts, access);
}

static void count_guards(const struct rule_context *context, const struct task_guards *guards,
                         const struct access *group, size_t count, struct habit *habit)
{
    for (size_t i = 0; i < count; i++) {
        const struct access *access = &group[i];
        if (!matters(context, habit, access)) {
            continue;
        }
        struct task_guard guard = task_guard_at(guards, access);
        bool usual = guard.kind == GUARD_LOCK || guard.kind == GUARD_SWITCH;
        if (usual && (!habit->one || task_guard_excludes(&guard, &habit->guard))) {
            habit->one = habit->one ? habit->one : access;
            habit->guard = guard;
            map_set(&habit->guarded, access->func, access->context);
        } else if (guard.kind == GUARD_NOTHING) {
            habit->several |= habit->bare && habit->bare->func != access->func;
            bool changes = access->kind != ACCESS_READ && task_guard_has_steps(group, count, access);
            habit->bare = !habit->bare || changes ? access : habit->bare;
        }
    }
}

static bool is_raced(const struct races *races, const struct access *access)
{
    for (size_t i = 0; i < races->data.count; i++) {
        const struct access *at_risk = races->data.data[i].at_risk;
        if (at_risk->object == access->object && at_risk->func == access->func) {
            return true;
        }
    }
    return false;
}

/* A guarded access of another task to the same bytes, so that one of the two writes. */
static const struct access *other_side(const struct rule_context *context, const struct task_guards *guards,
                                       const struct access *group, size_t count, const struct habit *habit)
{
    const struct access *bare = habit->bare;
    for (size_t i = 0; i < count; i++) {
        if (group[i].context == bare->context || !access_overlaps(&group[i], bare) ||
            !matters(context, habit, &group[i])) {
            continue;
        }
        struct task_guard guard = task_guard_at(guards, &group[i]);
        if (guard.kind != GUARD_NOTHING && guard.kind != GUARD_UNKNOWN && group[i].kind != ACCESS_READ) {
            return &group[i];
        }
    }
    return NULL;
}

/* Is what the access reads a pointer that the function follows, at once or by a variable of its own? */
static bool is_followed(const struct rule_context *context, const struct access *access)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, access->func);
    const struct ir_func *ir = program_ir(context->flow->facts.program, access->func);
    const struct ir_place *kept = NULL;
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            bool moves = op->kind == IR_LOAD || op->kind == IR_STORE || op->kind == IR_RMW;
            const struct ir_place *place = moves ? &unit->places.data[op->a] : NULL;
            if (op->kind == IR_STORE && op->b == access->op && place->base == IR_BASE_SYM) {
                kept = place;
            }
            if (!place || place->base != IR_BASE_DEREF) {
                continue;
            }
            const struct ir_op *address = &unit->ops.data[place->root];
            if (place->root == access->op || (kept && address->kind == IR_LOAD &&
                                              place_same(unit, &unit->places.data[address->a], kept))) {
                return true;
            }
        }
    }
    return false;
}

static bool has_steps(const struct rule_context *context, const struct access *group, size_t count,
                      const struct access *bare)
{
    return bare->kind == ACCESS_READ ? is_followed(context, bare) : task_guard_has_steps(group, count, bare);
}

static void check_object(struct rule_context *context, const struct task_guards *guards,
                         const struct access *group, size_t count, bool library)
{
    struct habit habit = {.library = library};
    count_guards(context, guards, group, count, &habit);
    const struct access *bare = habit.bare;
    uint32_t guarded = (uint32_t)habit.guarded.count;
    map_free(&habit.guarded);
    if (library && bare && context->flow->facts.summaries[bare->func].touches) {
        return; /* it opens and shuts itself: what its caller holds meanwhile is an agreement */
    }
    if (guarded < (library ? GUARDED_MIN_OF_LIBRARY : GUARDED_MIN) || !bare || habit.several ||
        !has_steps(context, group, count, bare) || is_raced(&context->flow->races, bare)) {
        return;
    }
    const struct access *other = other_side(context, guards, group, count, &habit);
    if (!other) {
        return;
    }
    const char *name = access_name(&context->flow->facts, bare);
    uint32_t loc = crit_op_loc(context, bare->func, bare->op);
    const char *who = crit_context(context, bare->context)->name;
    const char *by = crit_context(context, other->context)->name;
    struct finding *finding = crit_report(
        context, bare->func, loc, "'%s' is guarded in %u functions, and %s here with nothing held", name,
        (unsigned)guarded, bare->kind == ACCESS_READ ? "followed" : "changed");
    crit_step(context, finding, bare->func, loc, who, false, "is in the middle of its steps on '%s'", name);
    crit_step(context, finding, other->func, crit_op_loc(context, other->func, other->op), by, true,
              "is switched to, and changes '%s' under its guard", name);
    finding->why =
        library
            ? crit_text(context, "'%s' and '%s' may be called by two tasks: no caller is in sight", who, by)
            : crit_text(context, "'%s' and '%s' are tasks", who, by);
    finding->advice = "hold here what the other functions hold";
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
        if (count > GUARDED_MIN_OF_LIBRARY && count <= GROUP_MAX) {
            check_object(context, &guards, group, count, false);
            check_object(context, &guards, group, count, true);
        }
    }
}

const struct rule rule_crit214 = {
    .info =
        {
            .code = "CRIT214",
            .name = "inconsistent-guard",
            .summary = "data that tasks guard in several functions is changed in one with nothing held",
            .cwe = 820,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
