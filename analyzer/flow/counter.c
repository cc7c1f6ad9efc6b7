#include "flow/counter.h"

enum { CONDITION_DEPTH_MAX = 8 };

struct half {
    uint32_t counter; /* program symbol, or FLOW_NONE */
    int8_t step;
    uint8_t gate;
};

static uint32_t global_of(const struct program *program, uint32_t unit, const struct ir_place *place)
{
    return place->base == IR_BASE_SYM && !place->step_count
               ? program_resolve(program, program_sym_of(program, unit, place->root))
               : PROGRAM_NONE;
}

/* Does a condition look at the counter? */
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
    case IR_RMW: return global_of(program, unit_index, &unit->places.data[op->a]) == counter;
    case IR_CAST:
    case IR_UNARY: return reads(program, unit_index, op->a, counter, depth + 1);
    case IR_BINARY:
        return reads(program, unit_index, op->a, counter, depth + 1) ||
               reads(program, unit_index, op->b, counter, depth + 1);
    default: return false;
    }
}

static bool tests_counter(const struct program *program, uint32_t func, uint32_t counter)
{
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        if (block->term == IR_TERM_BRANCH &&
            reads(program, program->funcs.data[func].unit, block->value, counter, 0)) {
            return true;
        }
    }
    return false;
}

/* The counter that the function moves by one, and the gate that it moves with it. */
static struct half find_half(const struct program *program, const struct summary *summary, uint32_t func)
{
    struct half half = {.counter = FLOW_NONE};
    bool masks[GATES] = {false};
    bool opens[GATES] = {false};
    uint32_t unit_index = program->funcs.data[func].unit;
    const struct ir_unit *unit = program->units[unit_index];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        for (int gate = 0; gate < GATES && (event->kind == EVENT_MASK || event->kind == EVENT_UNMASK);
             gate++) {
            bool changed = event->before.gate[gate] != event->after.gate[gate];
            masks[gate] |= changed && event->kind == EVENT_MASK;
            opens[gate] |= changed && event->kind == EVENT_UNMASK;
        }
        if (event->kind == EVENT_UPDATE && event->place != IR_NONE) {
            uint8_t operator_ = unit->ops.data[event->op].operator_;
            half.counter = global_of(program, unit_index, &unit->places.data[event->place]);
            half.step = operator_ == IR_ADD ? 1 : operator_ == IR_SUB ? -1 : 0;
        }
    }
    for (int gate = 0; gate < GATES; gate++) {
        bool enters = half.step > 0 && masks[gate] && !opens[gate];
        bool exits = half.step < 0 && opens[gate] && !masks[gate] && half.counter != FLOW_NONE &&
                     tests_counter(program, func, half.counter);
        if (half.counter != FLOW_NONE && (enters || exits)) {
            half.gate = (uint8_t)gate;
            return half;
        }
    }
    return (struct half){.counter = FLOW_NONE};
}

bool counter_find(const struct program *program, struct summary *summaries)
{
    struct map enters = {0};
    struct map exits = {0};
    struct half *halves = ARENA_ARRAY(program->image, struct half, program->funcs.count + 1);
    bool found = false;
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        halves[func] = find_half(program, &summaries[func], func);
        if (halves[func].counter != FLOW_NONE) {
            map_set(halves[func].step > 0 ? &enters : &exits, halves[func].counter, halves[func].gate);
        }
    }
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        uint32_t counter = halves[func].counter;
        bool paired = counter != FLOW_NONE && map_get(&enters, counter) == halves[func].gate &&
                      map_get(&exits, counter) == halves[func].gate;
        summaries[func].count_step = paired ? halves[func].step : 0;
        summaries[func].count_gate = halves[func].gate;
        found |= paired;
    }
    map_free(&enters);
    map_free(&exits);
    return found;
}
