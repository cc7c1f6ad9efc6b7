#include "flow/reach.h"

#include "flow/annotation.h"
#include "flow/armed.h"

#include <string.h>

enum {
    REACH_ENTRIES_MAX = 4000000,
    RECURSION_SMALL = 8, /* functions; an interpreter's or a shell's are dozens, a parser's or a tree's few */
};

struct walk {
    struct reach *reach;
    struct program *program;
    const struct contexts *contexts;
    const struct summary *summaries;
    const struct armed *armed;
    const struct fatal *fatal;
    const struct points *points;
    const uint32_t *component; /* by function: its recursion */
    uint32_t *component_size;  /* by component: functions */
    bool *init;                /* by function: its declaration says that it runs before others */
    bool **changed;            /* by unit and symbol: a parameter that the function itself changes */
    VEC(uint32_t) queue;
};

/* ---- absolute states ------------------------------------------------------------------------ */

static uint8_t apply_relation(uint8_t entry, relation at)
{
    uint8_t result = 0;
    if (entry & MAY_OPEN) {
        result |= (uint8_t)(at & RELATION_FROM_OPEN);
    }
    if (entry & MAY_MASKED) {
        result |= (uint8_t)((at & RELATION_FROM_MASKED) >> 2);
    }
    return result;
}

static void add_line(struct abs_mask *mask, int64_t line)
{
    for (int i = 0; i < mask->line_count; i++) {
        if (mask->lines[i] == line) {
            return;
        }
    }
    if (mask->line_count < HOLDS_MAX) {
        mask->lines[mask->line_count++] = line;
    }
}

static void remove_line(struct abs_mask *mask, int64_t line)
{
    int kept = 0;
    for (int i = 0; i < mask->line_count; i++) {
        if (mask->lines[i] != line) {
            mask->lines[kept++] = mask->lines[i];
        }
    }
    mask->line_count = (uint8_t)kept;
}

struct abs_mask reach_at(const struct abs_mask *entry, const struct mask *at)
{
    struct abs_mask result = *entry;
    for (int gate = 0; gate < GATES; gate++) {
        result.gate[gate] = apply_relation(entry->gate[gate], at->gate[gate]);
        if (at->opaque & (1 << gate)) { /* not followed: it may be anything that it was */
            result.gate[gate] |= entry->gate[gate];
        }
    }
    if (at->by[GATE_CEILING] != FLOW_NONE) {
        result.ceiling_low = at->ceiling_high;
    }
    result.section_low = (int8_t)(entry->section_low + at->section_low);
    result.section_high = (int8_t)(entry->section_high + at->section_high);
    result.sched_low = (int8_t)(entry->sched_low + at->sched_low);
    for (int i = 0; i < at->hold_count; i++) {
        if (at->holds[i].kind == HOLD_OPENED) {
            remove_line(&result, at->holds[i].key);
        } else if (at->holds[i].kind == HOLD_LINE && at->holds[i].must) {
            add_line(&result, at->holds[i].key);
        }
    }
    result.source_off = (entry->source_off & ~at->source_on) | at->source_off;
    return result;
}

/* a := a ⊔ b. Returns true if a changed. */
static bool join_abs(struct abs_mask *a, const struct abs_mask *b)
{
    struct abs_mask old = *a;
    for (int gate = 0; gate < GATES; gate++) {
        a->gate[gate] |= b->gate[gate];
    }
    a->ceiling_low = b->ceiling_low > a->ceiling_low ? b->ceiling_low : a->ceiling_low;
    a->section_low = b->section_low < a->section_low ? b->section_low : a->section_low;
    a->section_high = b->section_high > a->section_high ? b->section_high : a->section_high;
    a->sched_low = b->sched_low < a->sched_low ? b->sched_low : a->sched_low;
    a->armed |= b->armed;
    a->source_off &= b->source_off;
    for (int i = a->line_count; i-- > 0;) {
        bool both = false;
        for (int j = 0; j < b->line_count; j++) {
            both |= b->lines[j] == a->lines[i];
        }
        if (!both) {
            remove_line(a, a->lines[i]);
        }
    }
    return memcmp(&old, a, sizeof(old)) != 0;
}

/* ---- walking down ------------------------------------------------------------------------------ */

static struct abs_mask root_mask(const struct walk *walk, const struct context *context)
{
    struct abs_mask mask;
    memset(&mask, 0, sizeof(mask));
    uint32_t arch = program_unit(walk->program, context->func)->target.arch;
    for (int gate = 0; gate < GATES; gate++) {
        mask.gate[gate] = MAY_OPEN;
    }
    /* Classic AVR, MSP430, RISC-V and Cortex-A/R enter a handler masked; all but Cortex-M reset masked. */
    bool enters_masked = arch != IR_ARCH_ARM_M && arch != IR_ARCH_UNKNOWN && arch != IR_ARCH_HOST;
    if (enters_masked &&
        (context->kind == CONTEXT_HANDLER || (context->kind == CONTEXT_MAIN && !context->guessed))) {
        mask.gate[GATE_GLOBAL] = MAY_MASKED;
    }
    if (context->guessed && context->kind == CONTEXT_MAIN) {
        mask.gate[GATE_GLOBAL] = MAY_OPEN;
    }
    mask.armed = context->kind == CONTEXT_MAIN && !context->guessed ? walk->armed->unseen : UINT64_MAX;
    return mask;
}

/* ---- arguments ------------------------------------------------------------------------------------ */

static bool add_target(struct target_set *set, struct points_target target)
{
    for (int i = 0; i < set->count; i++) {
        if (set->data[i].sym == target.sym && set->data[i].offset == target.offset) {
            return false;
        }
    }
    if (set->count == TARGETS_MAX) {
        bool changed = !set->unknown;
        set->unknown = true;
        return changed;
    }
    set->data[set->count++] = target;
    return true;
}

static bool add_targets(struct target_set *set, const struct target_set *from)
{
    bool changed = from->unknown && !set->unknown;
    set->unknown |= from->unknown;
    for (int i = 0; i < from->count; i++) {
        changed |= add_target(set, from->data[i]);
    }
    return changed;
}

/* Parameters that are stored to, or whose address is taken, are not what the caller passed. */
static void find_changed(struct walk *walk)
{
    walk->changed = ARENA_ARRAY(walk->program->image, bool *, walk->program->unit_count + 1);
    for (size_t i = 0; i < walk->program->unit_count; i++) {
        const struct ir_unit *unit = walk->program->units[i];
        walk->changed[i] = ARENA_ARRAY(walk->program->image, bool, unit->syms.count + 1);
        for (size_t j = 0; j < unit->ops.count; j++) {
            const struct ir_op *op = &unit->ops.data[j];
            bool changes = op->kind == IR_STORE || op->kind == IR_RMW || op->kind == IR_ADDR;
            if (changes && unit->places.data[op->a].base == IR_BASE_SYM) {
                walk->changed[i][unit->places.data[op->a].root] = true;
            }
        }
    }
}

/* The number of the function's parameter that a value is, or IR_NONE. */
static uint32_t parameter_of(const struct walk *walk, uint32_t function, uint32_t value)
{
    const struct ir_unit *unit = program_unit(walk->program, function);
    const struct ir_func *func = program_ir(walk->program, function);
    const struct ir_op *op = &unit->ops.data[value];
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    if (op->kind != IR_LOAD) {
        return IR_NONE;
    }
    const struct ir_place *place = &unit->places.data[op->a];
    bool is_param = place->base == IR_BASE_SYM && !place->step_count && place->root >= func->param &&
                    place->root - func->param < func->param_count &&
                    !walk->changed[walk->program->funcs.data[function].unit][place->root];
    return is_param ? place->root - func->param : IR_NONE;
}

static void argument_targets(const struct walk *walk, const struct reach_entry *entry, uint32_t value,
                             uint32_t offset, struct target_set *set)
{
    uint32_t unit_index = walk->program->funcs.data[entry->func].unit;
    const struct ir_unit *unit = walk->program->units[unit_index];
    const struct ir_op *op = &unit->ops.data[value];
    uint32_t param = parameter_of(walk, entry->func, value);
    uint32_t address;
    if (points_fixed_address(unit, value, &address)) {
        add_target(set, (struct points_target){POINTS_FIXED, address + offset});
    } else if (param != IR_NONE) {
        struct target_set moved = entry->params[param];
        for (int i = 0; i < moved.count; i++) {
            moved.data[i].offset += offset;
        }
        add_targets(set, &moved);
    } else if (op->kind == IR_ADDR && unit->places.data[op->a].base == IR_BASE_SYM) {
        const struct ir_place *place = &unit->places.data[op->a];
        uint32_t sym = program_resolve(walk->program, program_sym_of(walk->program, unit_index, place->root));
        if (sym != PROGRAM_NONE) {
            add_target(set, (struct points_target){sym, offset + points_offset(unit, place)});
        }
    } else if (op->kind == IR_ADDR && unit->places.data[op->a].base == IR_BASE_DEREF) {
        const struct ir_place *place = &unit->places.data[op->a];
        argument_targets(walk, entry, place->root, offset + points_offset(unit, place), set);
    } else if (op->kind == IR_CAST || (op->kind == IR_BINARY && op->operator_ == IR_ADD)) {
        argument_targets(walk, entry, op->a, offset, set);
    } else {
        struct points_set points = points_of_value(walk->points, unit_index, value);
        set->unknown |= points.overflow;
        for (uint32_t i = 0; i < points.count; i++) {
            add_target(set, (struct points_target){points.data[i].sym, points.data[i].offset + offset});
        }
    }
}

/* Is the argument always zero, or never? Constants, and parameters of which the same is known. */
static enum truth argument_truth(const struct walk *walk, const struct reach_entry *entry, uint32_t value)
{
    const struct ir_unit *unit = program_unit(walk->program, entry->func);
    int64_t constant;
    if (contexts_constant(unit, value, &constant)) {
        return constant ? TRUTH_TRUE : TRUTH_FALSE;
    }
    uint32_t param = parameter_of(walk, entry->func, value);
    if (param >= 16) {
        return TRUTH_UNKNOWN;
    }
    return (entry->zero_params >> param) & 1      ? TRUTH_FALSE
           : (entry->nonzero_params >> param) & 1 ? TRUTH_TRUE
                                                  : TRUTH_UNKNOWN;
}

/* The constants that an argument is one of. `known` says whether that is all. */
static struct constant_set argument_constants(const struct walk *walk, const struct reach_entry *entry,
                                              uint32_t value)
{
    const struct ir_unit *unit = program_unit(walk->program, entry->func);
    struct constant_set set = {.known = true};
    if (contexts_constant(unit, value, &set.data[0])) {
        set.count = 1;
        return set;
    }
    uint32_t param = parameter_of(walk, entry->func, value);
    return param < PARAM_IN_ISR ? entry->constants[param] : (struct constant_set){.known = false};
}

static bool constants_have(const struct constant_set *set, int64_t value)
{
    for (int i = 0; i < set->count; i++) {
        if (set->data[i] == value) {
            return true;
        }
    }
    return false;
}

/* set := set ∪ from. Returns true if it changed. */
static bool join_constants(struct constant_set *set, const struct constant_set *from, bool is_new)
{
    if (is_new) {
        *set = *from;
        return from->known;
    }
    bool was_known = set->known;
    bool changed = false;
    set->known &= from->known;
    for (int i = 0; i < from->count && set->known; i++) {
        if (!constants_have(set, from->data[i])) {
            set->known = set->count < CONSTANTS_MAX;
            if (set->known) {
                set->data[set->count++] = from->data[i];
                changed = true;
            }
        }
    }
    return changed || (was_known && !set->known);
}

/* Joins what one call passes into the callee's entry. Returns true if it changed. */
static bool pass_arguments(struct walk *walk, uint32_t from, const struct program_call *call, uint32_t to,
                           bool is_new)
{
    const struct reach_entry *caller = &walk->reach->entries.data[from];
    struct reach_entry *callee = &walk->reach->entries.data[to];
    const struct ir_unit *unit = program_unit(walk->program, caller->func);
    const struct ir_op *op = &unit->ops.data[call->op];
    uint32_t count = program_ir(walk->program, callee->func)->param_count;
    uint16_t zero = 0;
    uint16_t nonzero = 0;
    bool changed = false;
    for (uint32_t i = 0; i < count && i < op->c; i++) {
        uint32_t value = unit->operands.data[op->b + i];
        struct target_set set = {.count = 0};
        argument_targets(walk, caller, value, 0, &set);
        changed |= add_targets(&callee->params[i], &set);
        enum truth truth = i < PARAM_IN_ISR ? argument_truth(walk, caller, value) : TRUTH_UNKNOWN;
        struct constant_set constants = argument_constants(walk, caller, value);
        changed |= join_constants(&callee->constants[i], &constants, is_new);
        zero |= truth == TRUTH_FALSE ? (uint16_t)(1u << i) : 0;
        nonzero |= truth == TRUTH_TRUE ? (uint16_t)(1u << i) : 0;
    }
    zero &= is_new ? UINT16_MAX : callee->zero_params;
    nonzero &= is_new ? UINT16_MAX : callee->nonzero_params;
    changed |= zero != callee->zero_params || nonzero != callee->nonzero_params;
    callee->zero_params = zero;
    callee->nonzero_params = nonzero;
    return changed;
}

bool reach_possible(const struct contexts *contexts, const struct reach_entry *entry, const struct mask *at)
{
    bool in_handler = contexts->data.data[entry->context].kind == CONTEXT_HANDLER;
    uint16_t real = (uint16_t)~(1u << PARAM_IN_ISR);
    uint32_t equal = at->equal_param;
    bool other_constant = equal && entry->constants[equal - 1].known &&
                          !constants_have(&entry->constants[equal - 1], at->equal_value);
    return !other_constant && at->isr != (in_handler ? MASK_THREAD_ONLY : MASK_HANDLER_ONLY) &&
           !(at->nonzero_params & real & entry->zero_params) &&
           !(at->zero_params & real & entry->nonzero_params);
}

static uint64_t place_of(uint32_t context, uint32_t func)
{
    return (uint64_t)context << 32 | func;
}

/*
 * One way to a function. A way is told by its last call and that caller's own way; a caller's way
 * is never worse than those that it was told in, so that the story has no circle.
 */
struct way {
    uint32_t call, from; /* program call and entry; FLOW_NONE at the root */
    uint8_t always, told;
};

static bool take_way(struct reach_entry *entry, const struct way *way)
{
    uint8_t before = entry->always;
    bool better = way->told < entry->way;
    entry->always &= way->always;
    if (better) {
        entry->way = way->told;
        entry->from_call = way->call;
        entry->from_entry = way->from;
    }
    return better || entry->always != before;
}

static void visit(struct walk *walk, uint32_t context, uint32_t func, const struct abs_mask *mask,
                  const struct way *way)
{
    uint32_t index = map_get(&walk->reach->places, place_of(context, func));
    if (index != MAP_NONE) {
        bool changed = take_way(&walk->reach->entries.data[index], way);
        changed |= join_abs(&walk->reach->entries.data[index].mask, mask);
        changed |= pass_arguments(walk, way->from, &walk->program->calls.data[way->call], index, false);
        if (changed) {
            VEC_PUSH(&walk->queue, index);
        }
        return;
    }
    if (walk->reach->entries.count >= REACH_ENTRIES_MAX) {
        return;
    }
    struct reach_entry entry = {.context = context,
                                .func = func,
                                .mask = *mask,
                                .always = way->always,
                                .way = way->told,
                                .from_call = way->call,
                                .from_entry = way->from};
    entry.params = ARENA_ARRAY(walk->program->image, struct target_set,
                               program_ir(walk->program, func)->param_count + 1);
    entry.constants = ARENA_ARRAY(walk->program->image, struct constant_set,
                                  program_ir(walk->program, func)->param_count + 1);
    map_set(&walk->reach->places, place_of(context, func), (uint32_t)walk->reach->entries.count);
    VEC_PUSH(&walk->queue, (uint32_t)walk->reach->entries.count);
    VEC_PUSH(&walk->reach->entries, entry);
    if (way->call != FLOW_NONE) {
        pass_arguments(walk, way->from, &walk->program->calls.data[way->call],
                       (uint32_t)walk->reach->entries.count - 1, true);
    }
}

static bool is_tangled(const struct walk *walk, uint32_t func)
{
    return walk->component_size[walk->component[func]] > RECURSION_SMALL;
}

/* What nothing is seen to enable: a function that says CRITLINT_INIT is believed that it is off. */
static uint64_t believed_off(const struct walk *walk, uint32_t context, uint32_t func)
{
    const struct context *who = &walk->contexts->data.data[context];
    bool believed = who->kind == CONTEXT_MAIN && walk->init[func];
    return !believed ? 0 : who->guessed ? UINT64_MAX : walk->armed->unseen;
}

static void visit_calls(struct walk *walk, uint32_t index)
{
    struct reach_entry entry = walk->reach->entries.data[index];
    const struct summary *summary = &walk->summaries[entry.func];
    bool in_handler = walk->contexts->data.data[entry.context].kind == CONTEXT_HANDLER;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind != EVENT_CALL || !reach_possible(walk->contexts, &entry, &event->before)) {
            continue;
        }
        const struct program_call *call = calls_at(walk->program, entry.func, event->op);
        if (!call || !call->target_count) {
            continue;
        }
        struct abs_mask mask = reach_at(&entry.mask, &event->before);
        mask.armed =
            entry.mask.armed | armed_before(walk->armed, walk->program, entry.func, event->block, event->op);
        uint64_t armed = mask.armed;
        uint32_t call_index = (uint32_t)(call - walk->program->calls.data);
        bool fatal = in_handler && !fatal_returns(walk->fatal, walk->program, entry.func, event->block);
        uint8_t against = (call->target_count > 1 ? WAY_UNSURE : 0) | (fatal ? WAY_FATAL : 0);
        for (uint32_t j = 0; j < call->target_count; j++) {
            uint32_t target = walk->program->call_targets.data[call->target + j];
            uint8_t here = (uint8_t)(against | (is_tangled(walk, target) ? WAY_TANGLED : 0));
            struct way way = {
                .call = call_index, .from = index, .always = entry.always | here, .told = entry.way | here};
            mask.armed = armed & ~believed_off(walk, entry.context, target);
            visit(walk, entry.context, target, &mask, &way);
        }
    }
}

void reach_compute(struct reach *reach, struct program *program, const struct contexts *contexts,
                   const struct summary *summaries, const struct armed *armed, const struct fatal *fatal,
                   const struct points *points, const uint32_t *component)
{
    struct walk walk = {.reach = reach,
                        .program = program,
                        .contexts = contexts,
                        .summaries = summaries,
                        .armed = armed,
                        .fatal = fatal,
                        .points = points,
                        .component = component};
    find_changed(&walk);
    walk.component_size = ARENA_ARRAY(program->image, uint32_t, program->funcs.count + 1);
    walk.init = ARENA_ARRAY(program->image, bool, program->funcs.count + 1);
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        walk.component_size[component[func]]++;
        walk.init[func] = annotation_has(program, program->funcs.data[func].sym, "init");
    }
    reach->first = ARENA_ARRAY(program->image, uint32_t, contexts->data.count + 2);
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        const struct context *context = &contexts->data.data[i];
        reach->first[i] = (uint32_t)reach->entries.count;
        struct abs_mask root = root_mask(&walk, context);
        root.armed &= ~believed_off(&walk, i, context->func);
        visit(&walk, i, context->func, &root, &(struct way){.call = FLOW_NONE, .from = FLOW_NONE});
        for (size_t next = 0; next < walk.queue.count;
             next++) { /* in breadth: the first way is the shortest */
            visit_calls(&walk, walk.queue.data[next]);
        }
        walk.queue.count = 0;
    }
    reach->first[contexts->data.count] = (uint32_t)reach->entries.count;
    VEC_FREE(&walk.queue);
}

void reach_free(struct reach *reach)
{
    VEC_FREE(&reach->entries);
    map_free(&reach->places);
}

const struct reach_entry *reach_find(const struct reach *reach, uint32_t context, uint32_t func)
{
    uint32_t index = map_get(&reach->places, place_of(context, func));
    return index == MAP_NONE ? NULL : &reach->entries.data[index];
}

void reach_index(const struct reach *reach, struct map *index)
{
    for (uint32_t i = 0; i < reach->entries.count; i++) {
        const struct reach_entry *entry = &reach->entries.data[i];
        map_set(index, (uint64_t)entry->context << 32 | entry->func, i);
    }
}

/* ---- who preempts whom ---------------------------------------------------------------------------- */

/* BASEPRI lets only priorities below it (more urgent) through (Armv7-M ARM B1.4.3). */
static bool ceiling_blocks(const struct contexts *contexts, uint32_t ceiling, const struct context *by)
{
    if (!ceiling || by->priority == PRIORITY_UNKNOWN) {
        return true; /* not known: assume that the section was made for this */
    }
    uint32_t shifted = ((uint32_t)by->priority << (8 - contexts->priority_bits)) & 0xff;
    uint32_t implemented = 0xff & ~((1u << (8 - contexts->priority_bits)) - 1);
    return shifted >= (ceiling & implemented);
}

/* Does a held line stop the handler? One without a number: assume that it is the right one. */
static bool line_blocks(const struct abs_mask *mask, const struct context *by)
{
    for (int i = 0; i < mask->line_count; i++) {
        int64_t line = mask->lines[i];
        if (line == by->line || line == HOLD_KEY_ALL || line >= HOLD_KEY_SYMBOLIC) {
            return true;
        }
    }
    return false;
}

static enum reach_stop mask_stop(const struct contexts *contexts, const struct abs_mask *mask,
                                 const struct context *by)
{
    if (by->unmaskable) {
        return STOP_NOTHING;
    }
    if (!(mask->gate[GATE_GLOBAL] & MAY_OPEN)) {
        return STOP_GLOBAL;
    }
    if (!(mask->gate[GATE_FAULT] & MAY_OPEN)) {
        return STOP_FAULT;
    }
    if (line_blocks(mask, by)) {
        return STOP_LINE;
    }
    if (by->line >= 0 && by->line < 64 && (mask->source_off >> by->line) & 1) {
        return STOP_SOURCE;
    }
    bool raised = !(mask->gate[GATE_CEILING] & MAY_OPEN);
    if (raised && ceiling_blocks(contexts, (uint32_t)mask->ceiling_low, by)) {
        return STOP_CEILING;
    }
    return mask->section_low > 0 && ceiling_blocks(contexts, contexts->ceiling, by) ? STOP_SECTION
                                                                                    : STOP_NOTHING;
}

enum reach_stop reach_stop(const struct program *program, const struct contexts *contexts, uint32_t context,
                           const struct abs_mask *mask, uint32_t by_index, bool *guess)
{
    const struct context *running = &contexts->data.data[context];
    const struct context *by = &contexts->data.data[by_index];
    uint32_t arch = program_unit(program, by->func)->target.arch;
    /* Where a framework calls back depends on its build options: only its row says that it is a handler. */
    *guess = by->guessed || running->guessed || by->dispatcher || running->dispatcher;
    if (by->kind != CONTEXT_HANDLER) {
        return STOP_NO_HANDLER;
    }
    if (context == by_index) {
        return STOP_SAME;
    }
    /* HardFault to SVC and DebugMonitor happen at the op that raises them (Armv7-M ARM B1.5.2). */
    if (arch == IR_ARCH_ARM_M && by->line != LINE_NONE && by->line > -14 && by->line < -2) {
        return STOP_SYNCHRONOUS;
    }
    if (contexts_take_turns(running, by)) {
        return STOP_TURNS;
    }
    if (running->kind == CONTEXT_HANDLER) {
        bool known = running->priority != PRIORITY_UNKNOWN && by->priority != PRIORITY_UNKNOWN;
        bool compared = contexts->urgent != URGENT_UNSAID;
        if (known && compared && !contexts_more_urgent(contexts, by, running)) {
            return STOP_PRIORITY;
        }
        /* Elsewhere entered masked: only a handler that unmasks is preempted, which the gate says. */
        *guess |= !known && arch == IR_ARCH_ARM_M;
    }
    if (running->kind == CONTEXT_MAIN && by_index < ARMABLE_MAX && !((mask->armed >> by_index) & 1)) {
        return STOP_UNARMED;
    }
    return mask_stop(contexts, mask, by);
}

bool reach_preempts(const struct program *program, const struct contexts *contexts, uint32_t context,
                    const struct abs_mask *mask, uint32_t by, bool *guess)
{
    return reach_stop(program, contexts, context, mask, by, guess) == STOP_NOTHING;
}
