/*
 * CRIT210: what keeps out handlers is taken for what keeps out other cores, or the two are taken in
 * the wrong order.
 *
 * Four shapes: a lock that is spun for with interrupts open, by a function that masks them
 * afterwards; a lock that is taken with interrupts open where a handler of the same core takes
 * it too; data that two cores reach, or are said to, guarded by a mask alone; a host's port that takes no
 * lock.
 * Locks that block are for tasks, and silent.
 */
#include "rules/rule.h"

#include "flow/annotation.h"
#include "flow/spinlock.h"

/* ---- lock, then mask ----------------------------------------------------------------------------- */

static bool masks_here(const struct event *event)
{
    bool gate = event->part == MODEL_PART_GLOBAL || event->part == MODEL_PART_CEILING;
    return gate && (event->kind == EVENT_MASK || event->kind == EVENT_RAISE);
}

/* Interrupts that were open at the entry are masked at some end: an enter function. */
static bool leaves_masked(const struct summary *summary)
{
    for (uint32_t i = 0; i < summary->exit_count; i++) {
        const struct mask *mask = &summary->exits[i].mask;
        if ((mask->gate[GATE_GLOBAL] & RELATION_FROM_OPEN) == 2 ||
            (mask->gate[GATE_CEILING] & RELATION_FROM_OPEN) == 2) {
            return true;
        }
    }
    return false;
}

static bool is_open(const struct mask *mask)
{
    return mask->by[GATE_GLOBAL] == FLOW_NONE && mask->by[GATE_CEILING] == FLOW_NONE &&
           mask->section_high <= 0 && mask->gate[GATE_GLOBAL] == RELATION_IDENTITY;
}

/* Events are in the order of the blocks, so that a later one stands behind the loop. */
static const struct event *masked_after(const struct summary *summary, const struct event *from)
{
    for (size_t i = (size_t)(from - summary->events.data) + 1; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (masks_here(event) && event->op != from->op) {
            return event;
        }
    }
    return NULL;
}

static void check_order(struct rule_context *context, uint32_t func, const struct event *taken,
                        const char *what)
{
    const struct summary *summary = &context->flow->facts.summaries[func];
    const struct event *mask = is_open(&taken->before) ? masked_after(summary, taken) : NULL;
    if (!mask || !leaves_masked(summary)) {
        return;
    }
    uint32_t loc = crit_op_loc(context, func, mask->op);
    struct finding *finding = crit_report(context, func, loc, "masks after the lock was taken");
    crit_step(context, finding, func, crit_op_loc(context, func, taken->op), "", false, "%s", what);
    crit_step(context, finding, func, loc, "", false,
              "a handler that comes before this waits for the lock of its own core, for ever");
    finding->advice = "mask first, then take the lock";
}

/* ---- a handler takes it too ------------------------------------------------------------------------- */

static bool spins_for(const struct rule_context *context, uint32_t func, const struct event *event)
{
    if (event->kind != EVENT_OFF || event->part != MODEL_PART_LOCK || (event->flags & EVENT_TRIED) ||
        event->value.low == HOLD_KEY_UNKNOWN) {
        return false;
    }
    const struct program_call *call = calls_at(context->flow->facts.program, func, event->op);
    return call && call->sym != PROGRAM_NONE &&
           !model_role(context->flow->facts.model, context->flow->facts.program->syms.data[call->sym].name,
                       MODEL_BLOCKS);
}

/* A take of the same lock in a handler that can come while it is held. */
static const struct reach_entry *handler_taking(const struct rule_context *context,
                                                const struct reach_entry *entry, const struct event *taken,
                                                const struct event **found)
{
    const struct facts *facts = &context->flow->facts;
    struct abs_mask mask = reach_at(&entry->mask, &taken->after);
    mask.armed |= armed_before(&facts->armed, facts->program, entry->func, taken->block, taken->op);
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *other = &facts->reach.entries.data[i];
        const struct summary *summary = &facts->summaries[other->func];
        bool guess = false;
        if (other->context == entry->context || crit_context(context, other->context)->guessed ||
            crit_context(context, other->context)->kind != CONTEXT_HANDLER || !summary->touches) {
            continue;
        }
        for (size_t j = 0; j < summary->events.count; j++) {
            *found = &summary->events.data[j];
            if (spins_for(context, other->func, *found) && (*found)->value.low == taken->value.low &&
                reach_preempts(facts->program, &facts->contexts, entry->context, &mask, other->context,
                               &guess) &&
                !guess) {
                return other;
            }
        }
    }
    return NULL;
}

static void check_taken(struct rule_context *context, const struct reach_entry *entry, struct map *said)
{
    const struct facts *facts = &context->flow->facts;
    const struct summary *summary = &facts->summaries[entry->func];
    for (size_t i = 0; summary->touches && i < summary->events.count; i++) {
        const struct event *taken = &summary->events.data[i];
        const struct event *there;
        const struct reach_entry *handler =
            spins_for(context, entry->func, taken) && map_get(said, entry->func) != taken->op
                ? handler_taking(context, entry, taken, &there)
                : NULL;
        if (!handler) {
            continue;
        }
        map_set(said, entry->func, taken->op);
        const char *name = crit_context(context, handler->context)->name;
        uint32_t loc = crit_op_loc(context, entry->func, taken->op);
        struct finding *finding =
            crit_report(context, entry->func, loc,
                        "takes a lock with interrupts open, and handler '%s' takes it too", name);
        crit_step(context, finding, entry->func, loc, crit_context(context, entry->context)->name, false,
                  "the lock is taken");
        crit_step(context, finding, handler->func, crit_op_loc(context, handler->func, there->op), name, true,
                  "preempts on the same core, and waits for it for ever");
        finding->advice = "mask interrupts before the lock is taken, and until it is given back";
    }
}

/* ---- two cores --------------------------------------------------------------------------------------- */

static bool is_other_core(const struct context *who)
{
    return who->dispatcher && who->dispatcher->context == MODEL_CONTEXT_CORE;
}

static bool on_other_core(const struct rule_context *context, const struct access *access)
{
    return is_other_core(crit_context(context, access->context));
}

static bool holds_lock(const struct mask *mask)
{
    bool holds = mask->section_high > 0; /* what an RTOS for several cores takes is its own affair */
    for (int i = 0; i < mask->hold_count; i++) {
        holds |= mask->holds[i].kind == HOLD_LOCK || mask->holds[i].kind == HOLD_SPIN;
    }
    return holds;
}

static bool masked_alone(const struct access *access)
{
    return mask_owns(access->held) && !holds_lock(access->held) && !access->atomic &&
           (access->held->by[GATE_GLOBAL] != FLOW_NONE || access->held->by[GATE_CEILING] != FLOW_NONE);
}

/* The access of the other core to the same object, with no lock either; or NULL. */
static const struct access *from_other_core(const struct rule_context *context, const struct access *at)
{
    const struct accesses *accesses = &context->flow->accesses;
    const struct access *end = accesses->data.data + accesses->data.count;
    const struct access *first = at;
    while (first > accesses->data.data && first[-1].object == at->object) {
        first--;
    }
    for (const struct access *other = first; other < end && other->object == at->object; other++) {
        bool writes = other->kind != ACCESS_READ || at->kind != ACCESS_READ;
        if (on_other_core(context, other) != on_other_core(context, at) && writes &&
            access_overlaps(other, at) && !holds_lock(other->held) && !other->atomic && !other->unsure) {
            return other;
        }
    }
    return NULL;
}

static bool has_cores(const struct rule_context *context)
{
    const struct contexts *contexts = &context->flow->facts.contexts;
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        if (is_other_core(&contexts->data.data[i])) {
            return true;
        }
    }
    return false;
}

/* CRITLINT_SHARED_BY_CORES */
static bool is_said(const struct rule_context *context, const struct access *at)
{
    return !(at->object & ACCESS_FIXED) &&
           annotation_has(context->flow->facts.program, (uint32_t)at->object, "shared-by-cores");
}

static void report_cores(struct rule_context *context, const struct access *at, const struct access *other)
{
    const char *name = access_name(&context->flow->facts, at);
    uint32_t loc = crit_op_loc(context, at->func, at->op);
    struct finding *finding =
        crit_report(context, at->func, loc,
                    other ? "'%s' is guarded by a mask alone, and another core reaches it"
                          : "'%s' is guarded by a mask alone, and is said to be shared by cores",
                    name);
    crit_step(context, finding, at->func, loc, crit_context(context, at->context)->name, false,
              "interrupts of this core are masked");
    if (other) {
        crit_step(context, finding, other->func, crit_op_loc(context, other->func, other->op),
                  crit_context(context, other->context)->name, true, "runs on the other core meanwhile");
    } else {
        finding->why = crit_text(context, "the declaration of '%s' says so (CRITLINT_SHARED_BY_CORES)", name);
    }
    finding->advice = "take a spinlock as well, inside the mask";
}

static void check_cores(struct rule_context *context)
{
    const struct accesses *accesses = &context->flow->accesses;
    bool cores = has_cores(context);
    uint64_t last = UINT64_MAX;
    for (size_t i = 0; i < accesses->data.count; i++) {
        const struct access *at = &accesses->data.data[i];
        if (at->object == last || !masked_alone(at) || at->unsure) {
            continue;
        }
        const struct access *other = cores ? from_other_core(context, at) : NULL;
        if (other || is_said(context, at)) {
            last = at->object;
            report_cores(context, at, other);
        }
    }
}

/* ---- a host's port ------------------------------------------------------------------------------------- */

static bool is_port(const struct rule_context *context, uint32_t func)
{
    size_t count;
    const struct facts *facts = &context->flow->facts;
    const struct model_entry *entries = model_find(facts->model, program_name(facts->program, func), &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].port && entries[i].role == MODEL_MASK) {
            return true;
        }
    }
    return false;
}

/* Nothing that could be a lock: no atomic operation, and each call is known to be none. */
static bool takes_no_lock(const struct facts *facts, uint32_t func, int depth)
{
    enum { CALL_DEPTH_MAX = 6 };
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_func *ir = program_ir(facts->program, func);
    const struct program_func *entry = &facts->program->funcs.data[func];
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            const struct ir_op *op = &unit->ops.data[block->op + j];
            if (op->kind == IR_UNKNOWN || op->kind == IR_ASM || (op->flags & IR_OP_ATOMIC)) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < entry->call_count; i++) {
        const struct program_call *call = &facts->program->calls.data[entry->call + i];
        const char *name = call->sym != PROGRAM_NONE ? facts->program->syms.data[call->sym].name : "";
        if (!call->target_count && !model_role(facts->model, name, MODEL_ANY_API)) {
            return false;
        }
        for (uint32_t j = 0; j < call->target_count; j++) {
            uint32_t target = facts->program->call_targets.data[call->target + j];
            if (depth == CALL_DEPTH_MAX || !takes_no_lock(facts, target, depth + 1)) {
                return false;
            }
        }
    }
    return true;
}

static void check_host(struct rule_context *context, uint32_t func)
{
    const struct facts *facts = &context->flow->facts;
    if (program_unit(facts->program, func)->target.arch != IR_ARCH_HOST || !is_port(context, func) ||
        !takes_no_lock(facts, func, 0)) {
        return;
    }
    struct finding *finding =
        crit_report(context, func, program_ir(facts->program, func)->loc,
                    "'%s' keeps out signals and no other thread", program_name(facts->program, func));
    finding->why = "threads of a host run on several cores: what masks one thread's signals is no lock";
    finding->advice = "block the signals first, then take a lock";
}

static void check_program(struct rule_context *context)
{
    const struct facts *facts = &context->flow->facts;
    struct map said = {0};
    struct spinlocks locks;
    spinlocks_find(&locks, facts);
    for (size_t i = 0; i < locks.data.count; i++) {
        check_order(context, locks.data.data[i].func, locks.data.data[i].event,
                    "waits here for another core, with interrupts open");
    }
    spinlocks_free(&locks);
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        const struct summary *summary = &facts->summaries[func];
        check_host(context, func);
        for (size_t i = 0; summary->touches && i < summary->events.count; i++) {
            if (spins_for(context, func, &summary->events.data[i])) {
                check_order(context, func, &summary->events.data[i],
                            "the lock is taken with interrupts open");
            }
        }
    }
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        check_taken(context, &facts->reach.entries.data[i], &said);
    }
    map_free(&said);
    check_cores(context);
}

const struct rule rule_crit210 = {
    .info =
        {
            .code = "CRIT210",
            .name = "mask-is-no-lock-on-smp",
            .summary = "an interrupt mask stands where several cores need a lock, or after the lock",
            .cwe = 667,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
