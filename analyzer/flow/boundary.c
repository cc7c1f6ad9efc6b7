#include "flow/boundary.h"

#include "flow/effects.h"

#include <stdlib.h>

enum { WRAPPERS_MAX = 64 /* deep: further ones count as if they were not in sight */ };

/* A mask operation of a framework whose body is not in sight. */
static struct cost unseen(void)
{
    return cost_of(1, 16);
}

enum model_part boundary_part(int held)
{
    switch (held) {
    case HELD_SECTION: return MODEL_PART_SECTION;
    case HELD_SCHED: return MODEL_PART_SCHED;
    case HELD_LINE: return MODEL_PART_LINE;
    default: return effect_part((enum gate)held);
    }
}

uint8_t boundary_shut(const struct event *event)
{
    bool shuts = event->kind == EVENT_MASK || event->kind == EVENT_RAISE || event->kind == EVENT_ENTER ||
                 event->kind == EVENT_OFF;
    return shuts && event->op != IR_NONE ? mask_held(&event->after) & (uint8_t)~mask_held(&event->before) : 0;
}

uint8_t boundary_opened(const struct event *event)
{
    bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE || event->kind == EVENT_EXIT ||
                 event->kind == EVENT_ON;
    return opens && event->op != IR_NONE ? mask_held(&event->before) & (uint8_t)~mask_held(&event->after) : 0;
}

/* A part that callers see as a section may be a gate inside, counted or not. */
static uint8_t inside_of(uint8_t held)
{
    enum { SHUT = 1 << GATE_GLOBAL | 1 << GATE_FAULT | 1 << GATE_CEILING | 1 << HELD_SECTION };
    return held & (1 << HELD_SECTION) ? SHUT : held;
}

/* Does an event open what the function does not hold itself? */
static bool opens_for_caller(const struct event *event, uint8_t held)
{
    bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE || event->kind == EVENT_EXIT ||
                 event->kind == EVENT_ON;
    return opens && event->op != IR_NONE && !(mask_held(&event->before) & held) &&
           (held & (1 << HELD_SECTION) || event->part == boundary_part(__builtin_ctz(held)));
}

static int compare_ends(const void *left, const void *right)
{
    uint32_t a = ((const struct region_end *)left)->op;
    uint32_t b = ((const struct region_end *)right)->op;
    return a < b ? -1 : a > b;
}

void boundary_ends(struct boundaries *boundaries, uint32_t func, uint8_t held, bool own,
                   struct region_ends *ends)
{
    const struct summary *summary = &boundaries->costs->facts->summaries[func];
    *ends = (struct region_ends){.data = {0}};
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (own ? (boundary_opened(event) & held) != 0 : opens_for_caller(event, held)) {
            struct region_end end = {.op = event->op};
            VEC_PUSH(&ends->data, end);
        }
    }
    if (!ends->data.count) {
        return;
    }
    qsort(ends->data.data, ends->data.count, sizeof(*ends->data.data), compare_ends);
    size_t kept = 0;
    for (size_t i = 0; i < ends->data.count; i++) {
        uint32_t op = ends->data.data[i].op;
        if (!kept || ends->data.data[kept - 1].op != op) {
            ends->data.data[kept++] =
                (struct region_end){.op = op, .cost = boundary_cost(boundaries, func, op, held, true)};
        }
    }
    ends->data.count = kept;
}

bool boundary_longest(struct boundaries *boundaries, uint32_t func, uint32_t op, uint8_t held,
                      const struct region_ends *ends, struct longest *longest)
{
    struct costs *costs = boundaries->costs;
    const struct summary *summary = &costs->facts->summaries[func];
    uint32_t blocks = program_ir(costs->facts->program, func)->block_count;
    struct cost start = boundary_cost(boundaries, func, op, held, false);
    struct arena scratch = {0};
    struct region region;
    bool *enter = ARENA_ARRAY(&scratch, bool, blocks + 1);
    for (uint32_t i = 0; i < blocks; i++) {
        enter[i] = summary->held && (summary->held[i] & held);
    }
    costs_region(costs, &region, func);
    region.start = op;
    region.start_cost = start;
    region.enter = enter;
    region.ends = ends ? ends->data.data : NULL;
    region.end_count = ends ? (uint32_t)ends->data.count : 0;
    region.to_return = !ends;
    costs_longest(costs, longest, &region);
    arena_free(&scratch);
    return longest->found;
}

/* From the entry of a wrapper to where it opens what its caller holds. */
static struct wrapper until_opened(struct boundaries *boundaries, uint32_t func, uint8_t held)
{
    struct region_ends ends;
    struct region region;
    struct longest longest = {.found = false};
    boundary_ends(boundaries, func, held, false, &ends);
    if (ends.data.count) {
        costs_region(boundaries->costs, &region, func);
        region.ends = ends.data.data;
        region.end_count = (uint32_t)ends.data.count;
        costs_longest(boundaries->costs, &longest, &region);
    }
    VEC_FREE(&ends.data);
    return (struct wrapper){.found = longest.found, .cost = longest.cost};
}

/* From where a wrapper shuts something for its caller to its return. */
static struct wrapper since_shut(struct boundaries *boundaries, uint32_t func, uint8_t held)
{
    const struct summary *summary = &boundaries->costs->facts->summaries[func];
    struct wrapper result = {.found = false};
    uint32_t last = IR_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        struct longest longest;
        if (!(boundary_shut(event) & held) || (mask_held(&event->before) & held) || event->op == last) {
            continue;
        }
        last = event->op;
        if (boundary_longest(boundaries, func, event->op, held, NULL, &longest)) {
            result.cost = result.found ? cost_worse(result.cost, longest.cost) : longest.cost;
            result.found = true;
        }
    }
    return result;
}

/* A wrapper that leads back to itself is found to be none meanwhile. */
static struct wrapper wrapper_of(struct boundaries *boundaries, uint32_t func, uint8_t held, bool at_end)
{
    uint64_t key = (uint64_t)func << 16 | (uint64_t)held << 1 | at_end;
    uint32_t index = map_get(&boundaries->known, key);
    if (index != MAP_NONE || boundaries->depth >= WRAPPERS_MAX) {
        return index != MAP_NONE ? boundaries->wrappers.data[index] : (struct wrapper){.found = false};
    }
    struct wrapper wrapper = {.found = false};
    index = (uint32_t)boundaries->wrappers.count;
    VEC_PUSH(&boundaries->wrappers, wrapper);
    map_set(&boundaries->known, key, index);
    boundaries->depth++;
    wrapper = at_end ? until_opened(boundaries, func, held) : since_shut(boundaries, func, held);
    boundaries->depth--;
    boundaries->wrappers.data[index] = wrapper;
    return wrapper;
}

/* Of an instruction that shuts nothing is inside, of one that opens all. */
struct cost boundary_cost(struct boundaries *boundaries, uint32_t func, uint32_t op, uint8_t held,
                          bool at_end)
{
    const struct program *program = boundaries->costs->facts->program;
    const struct ir_unit *unit = program_unit(program, func);
    if (unit->ops.data[op].kind != IR_CALL) {
        return at_end ? weight_op(unit, op) : cost_of(0, 0);
    }
    const struct program_call *call = calls_at(program, func, op);
    struct cost worst = cost_of(0, 0);
    bool any = false;
    for (uint32_t i = 0; call && i < call->target_count; i++) {
        struct wrapper wrapper =
            wrapper_of(boundaries, program->call_targets.data[call->target + i], inside_of(held), at_end);
        if (wrapper.found) {
            worst = any ? cost_worse(worst, wrapper.cost) : wrapper.cost;
            any = true;
        }
    }
    return any ? cost_add(worst, cost_of(0, 4)) /* there or back */ : unseen();
}

void boundaries_free(struct boundaries *boundaries)
{
    map_free(&boundaries->known);
    VEC_FREE(&boundaries->wrappers);
}
