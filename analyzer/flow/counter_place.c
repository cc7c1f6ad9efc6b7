#include "flow/counter_place.h"

#include "flow/effects.h"

enum {
    CONDITION_DEPTH_MAX = 8,
    STEPS_MAX = 200,     /* changes of counters that one function is searched for */
    TEST_BLOCKS_MAX = 6, /* between the subtraction and what opens: `if (!--depth && wanted)` */
};

uint32_t counter_at(const struct program *program, uint32_t unit, const struct ir_place *place)
{
    return place->base == IR_BASE_SYM && !place->step_count
               ? program_resolve(program, program_sym_of(program, unit, place->root))
               : PROGRAM_NONE;
}

static bool reads(const struct program *program, uint32_t unit_index, uint32_t value, uint32_t counter,
                  int depth)
{
    const struct ir_unit *unit = program->units[unit_index];
    const struct ir_op *op = &unit->ops.data[value];
    if (depth > CONDITION_DEPTH_MAX) {
        return false;
    }
    switch (op->kind) {
    case IR_LOAD:
    case IR_RMW: return counter_at(program, unit_index, &unit->places.data[op->a]) == counter;
    case IR_CAST:
    case IR_UNARY: return reads(program, unit_index, op->a, counter, depth + 1);
    case IR_BINARY:
        return reads(program, unit_index, op->a, counter, depth + 1) ||
               reads(program, unit_index, op->b, counter, depth + 1);
    default: return false;
    }
}

bool counter_read_by(const struct program *program, uint32_t unit, uint32_t value, uint32_t counter)
{
    return reads(program, unit, value, counter, 0);
}

/* Something done to a gate here, and not within a callee that did the opposite before. */
static bool is_gate(const struct event *event)
{
    return !(event->flags & EVENT_NESTED) &&
           (event->part == MODEL_PART_GLOBAL || event->part == MODEL_PART_FAULT ||
            event->part == MODEL_PART_CEILING);
}

/*
 * What masks for an addition: in its block before it, or in one that leads there alone. Who saves the
 * state, or opens again behind the addition, guards the counter and counts nothing.
 */
static bool find_mask(const struct program *program, const struct summary *summary, const struct event *step,
                      struct counter_place *place)
{
    const struct ir_unit *unit = program_unit(program, place->func);
    bool found = false;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        const struct ir_block *block = &unit->blocks.data[event->block];
        bool same = event->block == step->block;
        bool leads = same ? event->op < step->op
                          : block->succ_count == 1 && unit->edges.data[block->succ].block == step->block;
        bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE;
        if (!is_gate(event)) {
            continue;
        }
        bool behind = same && event->op > step->op;
        if ((leads && event->kind == EVENT_SAVE) || (behind && opens)) {
            return false;
        }
        if (leads && event->kind == EVENT_MASK) {
            place->gate = (uint8_t)effect_gate((enum model_part)event->part);
            found = true;
        }
    }
    return found;
}

/* The ops of a block that open a gate. */
static bool add_opens(const struct summary *summary, uint32_t block, struct counter_place *place)
{
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        bool again = place->open_count && place->opens[place->open_count - 1] == event->op;
        if (event->block == block && event->kind == EVENT_UNMASK && is_gate(event) && !again &&
            place->open_count < COUNTER_OPENS_MAX) {
            place->gate = (uint8_t)effect_gate((enum model_part)event->part);
            place->opens[place->open_count++] = event->op;
        }
    }
    return place->open_count > 0;
}

/* From the subtraction on: tests, of which the first asks for the count, and then what opens. */
static bool find_open(const struct program *program, const struct summary *summary, const struct event *step,
                      struct counter_place *place)
{
    const struct ir_unit *unit = program_unit(program, place->func);
    uint32_t unit_index = program->funcs.data[place->func].unit;
    uint32_t block = step->block;
    for (int i = 0; i < TEST_BLOCKS_MAX; i++) {
        const struct ir_block *at = &unit->blocks.data[block];
        bool tests = at->term == IR_TERM_BRANCH &&
                     (i > 0 || counter_read_by(program, unit_index, at->value, place->counter));
        if (!tests) {
            return false;
        }
        for (uint32_t j = 0; j < at->succ_count; j++) {
            if (add_opens(summary, unit->edges.data[at->succ + j].block, place)) {
                return true;
            }
        }
        block = unit->edges.data[at->succ].block; /* `a && b`: b is asked where a is true */
    }
    return false;
}

void counter_places_find(struct counter_places *places, const struct program *program,
                         const struct summary *summary, uint32_t func)
{
    const struct ir_unit *unit = program_unit(program, func);
    uint32_t unit_index = program->funcs.data[func].unit;
    uint32_t last = FLOW_NONE;
    int steps = 0;
    for (size_t i = 0; i < summary->events.count && steps < STEPS_MAX; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind != EVENT_UPDATE || event->place == IR_NONE || event->op == last) {
            continue;
        }
        uint8_t operator_ = unit->ops.data[event->op].operator_;
        struct counter_place place = {.func = func,
                                      .counter =
                                          counter_at(program, unit_index, &unit->places.data[event->place]),
                                      .step = operator_ == IR_ADD ? 1 : -1,
                                      .op = event->op};
        if (place.counter == PROGRAM_NONE || (operator_ != IR_ADD && operator_ != IR_SUB)) {
            continue;
        }
        last = event->op;
        steps++;
        if (place.step > 0 ? find_mask(program, summary, event, &place)
                           : find_open(program, summary, event, &place)) {
            VEC_PUSH(&places->data, place);
        }
    }
}
