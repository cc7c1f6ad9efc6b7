#include "flow/counter.h"

#include "flow/counter_place.h"

struct half {
    uint32_t counter; /* program symbol, or FLOW_NONE */
    int8_t step;
    uint8_t gate;
};

static bool tests_counter(const struct program *program, uint32_t func, uint32_t counter)
{
    const struct ir_unit *unit = program_unit(program, func);
    const struct ir_func *ir = program_ir(program, func);
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        if (block->term == IR_TERM_BRANCH &&
            counter_read_by(program, program->funcs.data[func].unit, block->value, counter)) {
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
            half.counter = counter_at(program, unit_index, &unit->places.data[event->place]);
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

/* The halves in place of one function, next to each other from `places` on; those that pair are marked. */
static bool mark_places(const struct program *program, struct summary *summary,
                        const struct counter_place *places, size_t count, const struct map *enters,
                        const struct map *exits)
{
    summary->counted = ARENA_ARRAY(program->image, struct counted_op, count * (1 + COUNTER_OPENS_MAX));
    summary->counted_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct counter_place *place = &places[i];
        if (map_get(enters, place->counter) != place->gate || map_get(exits, place->counter) != place->gate) {
            continue;
        }
        enum counted_role role = place->step > 0 ? COUNTED_ENTER : COUNTED_EXIT;
        summary->counted[summary->counted_count++] = (struct counted_op){place->op, role, place->gate};
        for (int j = 0; j < place->open_count; j++) {
            summary->counted[summary->counted_count++] =
                (struct counted_op){place->opens[j], COUNTED_OPEN, place->gate};
        }
    }
    return summary->counted_count > 0;
}

bool counter_find(const struct program *program, struct summary *summaries)
{
    struct map enters = {0};
    struct map exits = {0};
    struct half *halves = ARENA_ARRAY(program->image, struct half, program->funcs.count + 1);
    struct counter_places places = {0};
    bool found = false;
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        halves[func] = find_half(program, &summaries[func], func);
        if (halves[func].counter != FLOW_NONE) {
            map_set(halves[func].step > 0 ? &enters : &exits, halves[func].counter, halves[func].gate);
        } else {
            counter_places_find(&places, program, &summaries[func], func);
        }
    }
    for (size_t i = 0; i < places.data.count; i++) {
        const struct counter_place *place = &places.data.data[i];
        map_set(place->step > 0 ? &enters : &exits, place->counter, place->gate);
    }
    for (uint32_t func = 0; func < program->funcs.count; func++) {
        uint32_t counter = halves[func].counter;
        bool paired = counter != FLOW_NONE && map_get(&enters, counter) == halves[func].gate &&
                      map_get(&exits, counter) == halves[func].gate;
        summaries[func].count_step = paired ? halves[func].step : 0;
        summaries[func].count_gate = halves[func].gate;
        found |= paired;
    }
    for (size_t i = 0; i < places.data.count;) {
        size_t end = i + 1;
        while (end < places.data.count && places.data.data[end].func == places.data.data[i].func) {
            end++;
        }
        found |= mark_places(program, &summaries[places.data.data[i].func], &places.data.data[i], end - i,
                             &enters, &exits);
        i = end;
    }
    map_free(&enters);
    map_free(&exits);
    VEC_FREE(&places.data);
    return found;
}
