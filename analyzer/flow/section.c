#include "flow/section.h"

#include "flow/effects.h"

enum { WRAPPERS_MAX = 8 /* deep */, ENDS_MAX = 64 /* of one section */ };

/* A mask operation of a framework whose body is not in sight. */
static struct cost unseen(void)
{
    return cost_of(1, 16);
}

static enum model_part part_of(int held)
{
    switch (held) {
    case HELD_SECTION: return MODEL_PART_SECTION;
    case HELD_SCHED: return MODEL_PART_SCHED;
    case HELD_LINE: return MODEL_PART_LINE;
    default: return effect_part((enum gate)held);
    }
}

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

/* What an event shuts, or opens: one bit a part. */
static uint8_t shut_by(const struct event *event)
{
    bool shuts = event->kind == EVENT_MASK || event->kind == EVENT_RAISE || event->kind == EVENT_ENTER ||
                 event->kind == EVENT_OFF;
    return shuts && event->op != IR_NONE ? mask_held(&event->after) & (uint8_t)~mask_held(&event->before) : 0;
}

static uint8_t opened_by(const struct event *event)
{
    bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE || event->kind == EVENT_EXIT ||
                 event->kind == EVENT_ON;
    return opens && event->op != IR_NONE ? mask_held(&event->before) & (uint8_t)~mask_held(&event->after) : 0;
}

/* ---- what a wrapper holds ------------------------------------------------------------------------- */

static struct cost held_by_call(struct costs *costs, uint32_t func, uint32_t op, uint8_t held, bool at_end,
                                int depth);

/* A part that callers see as a section may be a gate inside, counted or not. */
static uint8_t inside_of(uint8_t held)
{
    enum { SHUT = 1 << GATE_GLOBAL | 1 << GATE_FAULT | 1 << GATE_CEILING | 1 << HELD_SECTION };
    return held & (1 << HELD_SECTION) ? SHUT : held;
}

/* The ops at which the function opens what it holds (`own`), or what its caller does. */
static uint32_t find_ends(struct costs *costs, uint32_t func, uint8_t held, bool own, struct region_end *ends,
                          int depth)
{
    const struct summary *summary = &costs->facts->summaries[func];
    uint32_t count = 0;
    for (size_t i = 0; i < summary->events.count && count < ENDS_MAX; i++) {
        const struct event *event = &summary->events.data[i];
        bool opens = event->kind == EVENT_UNMASK || event->kind == EVENT_RESTORE ||
                     event->kind == EVENT_EXIT || event->kind == EVENT_ON;
        bool of_caller = opens && event->op != IR_NONE && !(mask_held(&event->before) & held) &&
                         (held & (1 << HELD_SECTION) || event->part == part_of(__builtin_ctz(held)));
        if (own ? !(opened_by(event) & held) : !of_caller) {
            continue;
        }
        bool known = false;
        for (uint32_t j = 0; j < count; j++) {
            known |= ends[j].op == event->op;
        }
        if (!known) {
            ends[count++] = (struct region_end){
                .op = event->op, .cost = held_by_call(costs, func, event->op, held, true, depth + 1)};
        }
    }
    return count;
}

/* From the entry of a wrapper to where it opens what its caller holds. */
static bool until_opened(struct costs *costs, uint32_t func, uint8_t held, int depth, struct cost *cost)
{
    struct region_end ends[ENDS_MAX];
    struct region region;
    struct longest longest;
    uint32_t count = find_ends(costs, func, held, false, ends, depth);
    costs_region(costs, &region, func);
    region.ends = ends;
    region.end_count = count;
    costs_longest(costs, &longest, &region);
    *cost = longest.cost;
    return longest.found && count;
}

/* From where a wrapper shuts something for its caller to its return. */
static bool since_shut(struct costs *costs, uint32_t func, uint8_t held, int depth, struct cost *cost)
{
    const struct summary *summary = &costs->facts->summaries[func];
    uint32_t blocks = program_ir(costs->facts->program, func)->block_count;
    bool any = false;
    uint32_t last = IR_NONE;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (!(shut_by(event) & held) || (mask_held(&event->before) & held) || event->op == last) {
            continue;
        }
        last = event->op;
        struct cost start = held_by_call(costs, func, event->op, held, false, depth + 1);
        struct arena scratch = {0};
        struct region region;
        struct longest longest;
        bool *enter = ARENA_ARRAY(&scratch, bool, blocks + 1);
        for (uint32_t j = 0; j < blocks; j++) {
            enter[j] = summary->held && (summary->held[j] & held);
        }
        costs_region(costs, &region, func);
        region.start = event->op;
        region.start_cost = start;
        region.enter = enter;
        region.to_return = true;
        costs_longest(costs, &longest, &region);
        arena_free(&scratch);
        if (longest.found) {
            *cost = any ? cost_worse(*cost, longest.cost) : longest.cost;
            any = true;
        }
    }
    return any;
}

/* What of an op that shuts (or opens, `at_end`) is inside the section: of an instruction itself nothing
 * before, and all of it at the end. */
static struct cost held_by_call(struct costs *costs, uint32_t func, uint32_t op, uint8_t held, bool at_end,
                                int depth)
{
    const struct ir_unit *unit = program_unit(costs->facts->program, func);
    if (unit->ops.data[op].kind != IR_CALL) {
        return at_end ? weight_op(unit, op) : cost_of(0, 0);
    }
    const struct program_call *call = calls_at(costs->facts->program, func, op);
    struct cost worst = cost_of(0, 0);
    bool any = false;
    for (uint32_t i = 0; call && i < call->target_count && depth < WRAPPERS_MAX; i++) {
        uint32_t target = costs->facts->program->call_targets.data[call->target + i];
        struct cost cost;
        bool found = at_end ? until_opened(costs, target, inside_of(held), depth, &cost)
                            : since_shut(costs, target, inside_of(held), depth, &cost);
        if (found) {
            worst = any ? cost_worse(worst, cost) : cost;
            any = true;
        }
    }
    if (!any) {
        return unseen();
    }
    return cost_add(worst, cost_of(0, 4)); /* there or back */
}

/* ---- sections ------------------------------------------------------------------------------------- */

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
    struct costs *costs = &sections->costs;
    const struct summary *summary = &costs->facts->summaries[func];
    uint32_t blocks = program_ir(costs->facts->program, func)->block_count;
    struct section section = {.func = func, .op = event->op, .part = part_of(held), .event = event};
    uint8_t bit = (uint8_t)(1u << held);
    struct region_end ends[ENDS_MAX];
    uint32_t count = find_ends(costs, func, bit, true, ends, 0);
    if (!count) {
        return; /* handed to the caller, or never left */
    }
    struct cost start = held_by_call(costs, func, event->op, bit, false, 0);
    struct arena scratch = {0};
    struct region region;
    bool *enter = ARENA_ARRAY(&scratch, bool, blocks + 1);
    for (uint32_t i = 0; i < blocks; i++) {
        enter[i] = summary->held && (summary->held[i] & bit);
    }
    costs_region(costs, &region, func);
    region.start = event->op;
    region.start_cost = start;
    region.enter = enter;
    region.ends = ends;
    region.end_count = count;
    costs_longest(costs, &section.longest, &region);
    arena_free(&scratch);
    if (section.longest.found) {
        VEC_PUSH(&sections->data, section);
    }
}

static void find_in(struct sections *sections, uint32_t func)
{
    const struct summary *summary = &sections->costs.facts->summaries[func];
    size_t first = sections->data.count;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint8_t shut = shut_by(event);
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
    costs_free(&sections->costs);
}
