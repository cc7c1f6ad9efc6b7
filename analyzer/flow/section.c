#include "flow/section.h"

/* What, where it is held, makes a section by that part a piece of another one. */
static uint8_t covers(int held)
{
    enum {
        ALL = 1 << GATE_GLOBAL | 1 << GATE_FAULT,
        KERNEL = ALL | 1 << GATE_CEILING | 1 << HELD_SECTION,
    };
    switch (held) {
    case GATE_GLOBAL:
    case GATE_FAULT: return ALL;
    case GATE_CEILING:
    case HELD_SECTION: return KERNEL;
    default: return (uint8_t)(KERNEL | 1 << held);
    }
}

/* Is the event inside a section by the same means in every context, or in all that the function itself opens?
 */
static bool is_nested(const struct sections *sections, uint32_t func, const struct event *event, int held)
{
    const struct reach *reach = &sections->costs.facts->reach;
    if (mask_held(&event->before) & covers(held)) {
        return true;
    }
    uint32_t first = sections->entry_first[func];
    uint32_t end = sections->entry_first[func + 1];
    for (uint32_t i = first; i < end; i++) {
        struct abs_mask mask = reach_at(&reach->entries.data[sections->entries[i]].mask, &event->before);
        bool shut = !(mask.gate[GATE_GLOBAL] & MAY_OPEN) || !(mask.gate[GATE_FAULT] & MAY_OPEN);
        if (held != GATE_GLOBAL && held != GATE_FAULT) {
            shut |= !(mask.gate[GATE_CEILING] & MAY_OPEN) || mask.section_low > 0;
        }
        if (!shut) {
            return false;
        }
    }
    return first < end;
}

static void add_section(struct sections *sections, uint32_t func, const struct event *event, int held)
{
    struct section section = {.func = func, .op = event->op, .part = boundary_part(held), .event = event};
    uint8_t bit = (uint8_t)(1u << held);
    struct region_ends ends;
    boundary_ends(&sections->boundaries, func, bit, true, &ends);
    /* Without an end it is handed to the caller, or never left. */
    if (ends.data.count &&
        boundary_longest(&sections->boundaries, func, event->op, bit, &ends, &section.longest)) {
        uint32_t *ops = ARENA_ARRAY(sections->costs.facts->program->image, uint32_t, ends.data.count);
        for (size_t i = 0; i < ends.data.count; i++) {
            ops[i] = ends.data.data[i].op;
        }
        section.ends = ops;
        section.end_count = (uint32_t)ends.data.count;
        VEC_PUSH(&sections->data, section);
    }
    VEC_FREE(&ends.data);
}

static void find_in(struct sections *sections, uint32_t func)
{
    const struct summary *summary = &sections->costs.facts->summaries[func];
    size_t first = sections->data.count;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint8_t shut = boundary_shut(event);
        for (int held = 0; shut && held < HELD_PARTS; held++) {
            bool known = !((shut >> held) & 1) || is_nested(sections, func, event, held);
            for (size_t j = first; j < sections->data.count && !known; j++) {
                known = sections->data.data[j].op == event->op;
            }
            if (!known) {
                add_section(sections, func, event, held);
            }
        }
    }
}

static void index_entries(struct sections *sections, const struct facts *facts)
{
    uint32_t count = (uint32_t)facts->program->funcs.count;
    sections->entry_first = ARENA_ARRAY(facts->program->image, uint32_t, count + 2);
    sections->entries = ARENA_ARRAY(facts->program->image, uint32_t, facts->reach.entries.count + 1);
    for (size_t i = 0; i < facts->reach.entries.count; i++) {
        sections->entry_first[facts->reach.entries.data[i].func + 2]++;
    }
    for (uint32_t i = 2; i < count + 2; i++) {
        sections->entry_first[i] += sections->entry_first[i - 1];
    }
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        sections->entries[sections->entry_first[facts->reach.entries.data[i].func + 1]++] = i;
    }
}

void sections_find(struct sections *sections, const struct facts *facts)
{
    *sections = (struct sections){.data = {0}};
    costs_find(&sections->costs, facts);
    sections->boundaries.costs = &sections->costs;
    index_entries(sections, facts);
    for (uint32_t func = 0; func < facts->program->funcs.count; func++) {
        /* Bodies of ours stand for another library's, and the section of a macro may end in another macro. */
        if (!(program_ir(facts->program, func)->flags & (IR_FUNC_MACRO_BODY | IR_FUNC_SYSTEM))) {
            find_in(sections, func);
        }
    }
}

void sections_free(struct sections *sections)
{
    VEC_FREE(&sections->data);
    boundaries_free(&sections->boundaries);
    costs_free(&sections->costs);
}
