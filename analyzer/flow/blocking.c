#include "flow/blocking.h"

#include <string.h>

/* ---- timeouts -------------------------------------------------------------------------------------- */

enum waits { WAITS_NO, WAITS_YES, WAITS_UNKNOWN };

static enum waits entry_waits(const struct model_entry *entry, const struct ir_unit *unit,
                              const struct ir_op *call)
{
    int64_t value;
    if (entry->timeout_arg < 0) {
        return WAITS_YES;
    }
    if ((uint32_t)entry->timeout_arg >= call->c) {
        return WAITS_NO;
    }
    uint32_t argument = unit->operands.data[call->b + (uint32_t)entry->timeout_arg];
    if (!contexts_constant(unit, argument, &value)) {
        return WAITS_UNKNOWN;
    }
    return value == entry->poll_value ? WAITS_NO : WAITS_YES;
}

static const char *callee_name(const struct facts *facts, const struct program_call *call)
{
    return call && call->sym != PROGRAM_NONE ? facts->program->syms.data[call->sym].name : "";
}

/* The row of a model that says that this call waits, or NULL. */
static const struct model_entry *modelled_wait(const struct facts *facts, uint32_t func, uint32_t op)
{
    const struct ir_unit *unit = program_unit(facts->program, func);
    const struct ir_op *call = &unit->ops.data[op];
    size_t count;
    const struct model_entry *entries =
        model_find(facts->model, callee_name(facts, calls_at(facts->program, func, op)), &count);
    bool returns = unit->types.data[call->type].kind != IR_TYPE_VOID;
    for (size_t i = 0; i < count; i++) {
        if (entries[i].role == MODEL_BLOCKS && model_fits(&entries[i], (int)call->c, returns) &&
            entry_waits(&entries[i], unit, call) == WAITS_YES) {
            return &entries[i];
        }
    }
    return NULL;
}

bool blocking_is_kernel(const struct facts *facts, uint32_t func)
{
    size_t count;
    const struct model_entry *entries = model_find(facts->model, program_name(facts->program, func), &count);
    for (size_t i = 0; i < count; i++) {
        bool api = entries[i].role >= MODEL_TASK_API && entries[i].role <= MODEL_BLOCKS;
        if (api || entries[i].role == MODEL_ENTER || entries[i].role == MODEL_EXIT) {
            return true;
        }
    }
    return false;
}

/* ---- functions that wait ---------------------------------------------------------------------------- */

/* Has the function itself opened what its caller may hold? Then it waits outside of that. */
static bool has_opened(const struct mask *mask)
{
    bool opened = mask->section_low < 0 || mask->sched_low < 0;
    for (int gate = 0; gate < GATES; gate++) {
        opened |= !(mask->gate[gate] & RELATION_TO_MASKED & RELATION_FROM_MASKED);
    }
    return opened;
}

bool blocking_call(const struct blocking *blocking, const struct facts *facts, uint32_t func, uint32_t op,
                   struct waiting *waiting)
{
    const struct program_call *call = calls_at(facts->program, func, op);
    waiting->op = op;
    waiting->by = modelled_wait(facts, func, op);
    size_t count;
    bool is_modelled = model_find(facts->model, callee_name(facts, call), &count) != NULL;
    if (waiting->by || is_modelled || !call) {
        return waiting->by != NULL; /* what a model speaks of is not looked into */
    }
    bool all = call->target_count > 0; /* a pointer: each of its targets waits */
    for (uint32_t i = 0; i < call->target_count && all; i++) {
        const struct waiting *callee = &blocking->funcs[facts->program->call_targets.data[call->target + i]];
        all = callee->op != FLOW_NONE;
        waiting->by = callee->by;
    }
    return all;
}

static void find_in(struct blocking *blocking, const struct facts *facts, uint32_t func)
{
    const struct summary *summary = &facts->summaries[func];
    struct waiting *entry = &blocking->funcs[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        struct waiting waiting;
        /* a branch that its parameters decide may not be taken from where it is called */
        bool depends = event->before.zero_params || event->before.nonzero_params ||
                       event->before.equal_param || event->before.isr;
        if (event->kind == EVENT_CALL && !depends && !has_opened(&event->before) &&
            blocking_call(blocking, facts, func, event->op, &waiting)) {
            *entry = waiting;
            return;
        }
    }
}

void blocking_find(struct blocking *blocking, const struct facts *facts)
{
    uint32_t *order;
    uint32_t *component;
    uint32_t count = (uint32_t)facts->program->funcs.count;
    calls_order(facts->program, &order, &component);
    blocking->funcs = ARENA_ARRAY(facts->program->image, struct waiting, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        blocking->funcs[i] = (struct waiting){.op = FLOW_NONE};
    }
    for (uint32_t i = 0; i < count; i++) {
        find_in(blocking, facts, order[i]);
    }
}

/* ---- sections ------------------------------------------------------------------------------------- */

static bool is_per_task(const struct facts *facts, uint32_t func, uint32_t op)
{
    size_t count;
    const struct model_entry *entries =
        model_find(facts->model, callee_name(facts, calls_at(facts->program, func, op)), &count);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].per_task) {
            return true;
        }
    }
    return false;
}

/* A kernel's call that is no mask operation leaves things as they were, whatever its body says. */
static bool is_opener(const struct facts *facts, uint32_t func, uint32_t op)
{
    size_t count;
    const struct model_entry *entries =
        model_find(facts->model, callee_name(facts, calls_at(facts->program, func, op)), &count);
    bool opens = count == 0;
    for (size_t i = 0; i < count; i++) {
        opens |= entries[i].role <= MODEL_ENTER;
    }
    return opens;
}

/* Does the function close that part itself somewhere? One that never does hands the section over. */
static bool is_closed(const struct facts *facts, uint32_t func, enum model_part part)
{
    const struct summary *summary = &facts->summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool closes =
            event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE || event->kind == EVENT_EXIT;
        if (closes && event->part == part) {
            return true;
        }
    }
    return false;
}

struct held_section blocking_section(const struct facts *facts, uint32_t func, const struct mask *mask)
{
    struct held_section held = {.by = FLOW_NONE};
    if (mask->sched_low > 0) {
        held = (struct held_section){.by = mask->sched_by, .part = MODEL_PART_SCHED};
    }
    for (int gate = 0; gate < GATES; gate++) {
        if (mask->by[gate] != FLOW_NONE && (mask->gate[gate] & RELATION_FROM_OPEN) == 2) {
            enum model_part part = gate == GATE_FAULT     ? MODEL_PART_FAULT
                                   : gate == GATE_CEILING ? MODEL_PART_CEILING
                                                          : MODEL_PART_GLOBAL;
            held = (struct held_section){.by = mask->by[gate], .part = part};
        }
    }
    if (mask->section_low > 0) {
        held = (struct held_section){.by = mask->section_by, .part = MODEL_PART_SECTION};
    }
    if (held.by != FLOW_NONE && (!is_opener(facts, func, held.by) || !is_closed(facts, func, held.part))) {
        held.by = FLOW_NONE;
    }
    held.per_task = held.by != FLOW_NONE && is_per_task(facts, func, held.by);
    return held;
}
