/*
 * CRIT216: a flag is cleared by a read-modify-write of a register in which a flag is cleared by what
 * is written to it: other flags go with it, and their handlers or polls never see them.
 *
 * Registers are known by models (cleared-by-one, cleared-by-zero), by the record and field that the
 * device header gives them. A flag that is cleared by 1: any read-modify-write but of all bits, and a
 * store to a bit-field. By 0: `&=`, as a flag that comes between the read and the write is cleared
 * unseen; but only where the program tests another flag of the same register, as a timer mostly has
 * one that counts.
 */
#include "rules/rule.h"

#include <stdio.h>

enum { NAME_MAX_LENGTH = 160 };

/* The row about the register that a place lies in, or NULL. */
static const struct model_entry *register_of(const struct rule_context *context, const struct ir_unit *unit,
                                             const struct ir_place *place)
{
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        if (step->kind != IR_STEP_FIELD || step->record == IR_NONE) {
            continue;
        }
        char name[NAME_MAX_LENGTH];
        size_t count = 0;
        snprintf(name, sizeof(name), "%s.%s", ir_text(unit, unit->types.data[step->record].name),
                 ir_text(unit, step->name));
        const struct model_entry *entry = model_find(context->flow->facts.model, name, &count);
        if (count && (entry->role == MODEL_CLEARED_BY_ONE || entry->role == MODEL_CLEARED_BY_ZERO)) {
            return entry;
        }
    }
    return NULL;
}

/* `|= 0xffffffff`: every flag is meant. */
static bool means_all(const struct ir_unit *unit, const struct ir_op *op)
{
    int64_t constant;
    uint32_t size = unit->types.data[unit->places.data[op->a].type].size;
    uint64_t all = size && size < 8 ? (UINT64_C(1) << (size * 8)) - 1 : UINT64_MAX;
    return op->operator_ == IR_OR && op->b != IR_NONE && contexts_constant(unit, op->b, &constant) &&
           ((uint64_t)constant & all) == all;
}

/* ---- cleared by zero ------------------------------------------------------------------------------ */

/* The fixed address that an event's place lies at; false if it is not known. */
static bool address_of(const struct ir_unit *unit, const struct event *event, uint64_t *address)
{
    int64_t base;
    if (event->place == IR_NONE || !value_is_int(&event->value, &base)) {
        return false;
    }
    *address = (uint32_t)base + points_offset(unit, &unit->places.data[event->place]);
    return true;
}

/* The bits that `load & constant` selects in the block of the load. */
static uint32_t tested_bits_of(const struct ir_unit *unit, const struct event *event)
{
    const struct ir_block *block = &unit->blocks.data[event->block];
    uint32_t bits = 0;
    for (uint32_t i = event->op + 1; i < block->op + block->op_count; i++) {
        const struct ir_op *op = &unit->ops.data[i];
        int64_t constant;
        if (op->kind != IR_BINARY || op->operator_ != IR_AND || !contexts_constant(unit, op->b, &constant)) {
            continue;
        }
        uint32_t from = op->a;
        while (unit->ops.data[from].kind == IR_CAST) {
            from = unit->ops.data[from].a;
        }
        bits |= from == event->op ? (uint32_t)constant : 0;
    }
    return bits;
}

/* By address: the flags that some test looks at. */
static void find_tested(const struct rule_context *context, struct map *tested)
{
    const struct facts *facts = &context->flow->facts;
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        const struct ir_unit *unit = program_unit(facts->program, func);
        const struct summary *summary = &facts->summaries[func];
        for (size_t i = 0; i < summary->events.count; i++) {
            const struct event *event = &summary->events.data[i];
            uint64_t address;
            if (event->kind == EVENT_READ && address_of(unit, event, &address) &&
                register_of(context, unit, &unit->places.data[event->place])) {
                uint32_t before = map_add(tested, address, 0);
                map_set(tested, address, before | tested_bits_of(unit, event));
            }
        }
    }
}

/* ---- both -------------------------------------------------------------------------------------------- */

/* Does the update or store of a flag clear flags that it does not name? */
static bool drops_flags(const struct ir_unit *unit, const struct event *event,
                        const struct model_entry *entry, const struct map *tested)
{
    const struct ir_op *op = &unit->ops.data[event->op];
    bool by_one = entry->role == MODEL_CLEARED_BY_ONE;
    if (op->kind == IR_STORE) {
        return by_one && (unit->places.data[op->a].flags & IR_PLACE_BITFIELD);
    }
    if (op->kind != IR_RMW || (op->flags & IR_OP_ATOMIC) || by_one) {
        return op->kind == IR_RMW && !(op->flags & IR_OP_ATOMIC) && !means_all(unit, op);
    }
    uint64_t address;
    int64_t kept;
    uint32_t seen = address_of(unit, event, &address) ? map_get(tested, address) : MAP_NONE;
    return op->operator_ == IR_AND && op->b != IR_NONE && contexts_constant(unit, op->b, &kept) &&
           seen != MAP_NONE && (seen & (uint32_t)kept);
}

static void report(struct rule_context *context, uint32_t func, uint32_t index,
                   const struct model_entry *entry)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct ir_op *op = &unit->ops.data[index];
    bool by_one = entry->role == MODEL_CLEARED_BY_ONE;
    uint32_t loc = crit_op_loc(context, func, index);
    bool wrong_way = by_one && op->kind == IR_RMW && op->operator_ == IR_AND;
    struct finding *finding =
        crit_report(context, func, loc, "'%s' is cleared by writing %d: %s", entry->name, by_one,
                    wrong_way ? "this clears the other flags, and leaves the one that is named"
                    : by_one  ? "this writes back every flag that is set, and clears it"
                              : "this clears a flag that comes between the read and the write");
    crit_step(context, finding, func, loc, "", false, "read, changed, and written back");
    finding->why = crit_text(context, "%s", entry->source);
    finding->advice = by_one ? "store the flag alone: '=' instead of a read-modify-write"
                             : "store ones for all the other flags: '= ~flag'";
}

static void check_function(struct rule_context *context, uint32_t func, const struct map *tested)
{
    const struct ir_unit *unit = program_unit(context->flow->facts.program, func);
    const struct summary *summary = &context->flow->facts.summaries[func];
    uint32_t last = FLOW_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if ((event->kind != EVENT_UPDATE && event->kind != EVENT_WRITE) || event->place == IR_NONE ||
            event->op == last) {
            continue;
        }
        const struct model_entry *entry = register_of(context, unit, &unit->places.data[event->place]);
        if (entry && drops_flags(unit, event, entry, tested)) {
            last = event->op;
            report(context, func, event->op, entry);
        }
    }
}

static void check_program(struct rule_context *context)
{
    struct map tested = {0};
    find_tested(context, &tested);
    for (uint32_t func = 0; func < context->flow->facts.program->funcs.count; func++) {
        check_function(context, func, &tested);
    }
    map_free(&tested);
}

const struct rule rule_crit216 = {
    .info =
        {
            .code = "CRIT216",
            .name = "flag-clear",
            .summary = "a flag is cleared by a read-modify-write that clears other flags with it",
            .cwe = 362,
            .tier = TIER_C,
        },
    .on_program = check_program,
};
