#include "flow/access.h"

#include "flow/flow.h"

#include <stdlib.h>
#include <string.h>

enum {
    ACCESSES_MAX = 4000000,
    SYSTEM_SPACE = 0xE0000000, /* Armv7-M ARM B3.1: the core's own registers, made for sharing */
    SYSTEM_SPACE_SIZE = 0x00100000,
    AVR_SREG = 0x5f,
    VALUE_DEPTH_MAX = 16,
};

struct collector {
    struct accesses *accesses;
    const struct flow *flow;
};

/* ---- what an event touches --------------------------------------------------------------------- */

static bool same_place(const struct ir_unit *unit, const struct ir_place *a, const struct ir_place *b)
{
    if (a->base != b->base || a->root != b->root || a->step_count != b->step_count || a->base != IR_BASE_SYM) {
        return false;
    }
    for (uint32_t i = 0; i < a->step_count; i++) {
        const struct ir_step *left = &unit->steps.data[a->step + i];
        const struct ir_step *right = &unit->steps.data[b->step + i];
        if (left->kind != right->kind || left->name != right->name) {
            return false;
        }
    }
    return true;
}

/* x = x + 1 in two ops: the stored value is computed from the same place. */
static bool reads_place(const struct ir_unit *unit, uint32_t value, const struct ir_place *place, int depth)
{
    const struct ir_op *op = &unit->ops.data[value];
    if (depth > VALUE_DEPTH_MAX) {
        return false;
    }
    switch (op->kind) {
    case IR_LOAD: return same_place(unit, &unit->places.data[op->a], place);
    case IR_CAST:
    case IR_UNARY: return reads_place(unit, op->a, place, depth + 1);
    case IR_BINARY:
        return reads_place(unit, op->a, place, depth + 1) || reads_place(unit, op->b, place, depth + 1);
    default: return false;
    }
}

static uint8_t kind_of(const struct ir_unit *unit, const struct event *event, const struct ir_place *place)
{
    const struct ir_op *op = &unit->ops.data[event->op];
    if (event->kind == EVENT_READ) {
        return ACCESS_READ;
    }
    if (event->kind == EVENT_UPDATE || (place->flags & IR_PLACE_BITFIELD)) {
        return ACCESS_UPDATE;
    }
    return op->kind == IR_STORE && op->a == event->place && reads_place(unit, op->b, place, 0) ? ACCESS_UPDATE
                                                                                                : ACCESS_WRITE;
}

static bool is_indexed(const struct ir_unit *unit, const struct ir_place *place)
{
    for (uint32_t i = 0; i < place->step_count; i++) {
        if (unit->steps.data[place->step + i].kind == IR_STEP_INDEX) {
            return true;
        }
    }
    return false;
}

static void fill(struct access *access, const struct ir_unit *unit, const struct event *event,
                 const struct ir_place *place)
{
    const struct ir_type *type = &unit->types.data[place->type];
    int64_t constant;
    access->kind = kind_of(unit, event, place);
    access->offset = points_offset(unit, place);
    access->size = type->size ? type->size : 1;
    access->atomic = (event->flags & EVENT_ATOMIC) != 0;
    access->is_volatile = (place->flags & IR_PLACE_VOLATILE) != 0;
    access->indexed = is_indexed(unit, place);
    access->bitfield = (place->flags & IR_PLACE_BITFIELD) != 0;
    access->constant = event->kind == EVENT_WRITE && unit->ops.data[event->op].kind == IR_STORE &&
                       contexts_constant(unit, unit->ops.data[event->op].b, &constant);
    access->op = event->op;
    access->place = event->place;
    access->held = &event->before;
}

static void add(struct collector *collector, struct access access, uint64_t object, uint32_t offset)
{
    if (collector->accesses->data.count < ACCESSES_MAX) {
        access.object = object;
        access.offset += offset;
        VEC_PUSH(&collector->accesses->data, access);
    }
}

/* Objects that only one context can see, or that nobody writes at run time. */
static bool is_private(const struct collector *collector, uint32_t sym)
{
    const struct program_sym *entry = &collector->flow->program->syms.data[sym];
    const struct ir_unit *unit = collector->flow->program->units[entry->unit];
    const struct ir_sym *ir = &unit->syms.data[entry->sym];
    bool is_const = ir->type != IR_NONE && (unit->types.data[ir->type].flags & IR_TYPE_CONST) &&
                    !(unit->types.data[ir->type].flags & IR_TYPE_VOLATILE);
    return ir->kind == IR_SYM_FUNCTION || is_const || (ir->flags & IR_SYM_THREAD_LOCAL);
}

static void add_fixed(struct collector *collector, const struct access *access, int64_t address)
{
    uint32_t at = (uint32_t)address;
    if (at - SYSTEM_SPACE < SYSTEM_SPACE_SIZE || at == AVR_SREG || at == 0) {
        return;
    }
    add(collector, *access, ACCESS_FIXED | at, 0);
}

static void collect_event(struct collector *collector, const struct reach_entry *entry, uint32_t index)
{
    const struct flow *flow = collector->flow;
    const struct event *event = &flow->summaries[entry->func].events.data[index];
    uint32_t unit_index = flow->program->funcs.data[entry->func].unit;
    const struct ir_unit *unit = flow->program->units[unit_index];
    const struct ir_place *place = &unit->places.data[event->place];
    struct access access = {.context = entry->context, .func = entry->func, .event = index};
    fill(&access, unit, event, place);
    access.mask = reach_at(&entry->mask, &event->before);
    access.mask.armed =
        entry->mask.armed | armed_before(&flow->armed, flow->program, entry->func, event->block, event->op);
    int64_t address;
    if (place->base == IR_BASE_SYM) {
        uint32_t sym = program_resolve(flow->program, program_sym_of(flow->program, unit_index, place->root));
        if (sym != PROGRAM_NONE && !is_private(collector, sym)) {
            add(collector, access, sym, 0);
        }
    } else if (event->value.kind == VALUE_GLOBAL) {
        if (!is_private(collector, event->value.id)) {
            access.through_pointer = true;
            add(collector, access, event->value.id, (uint32_t)event->value.low);
        }
    } else if (value_is_int(&event->value, &address)) {
        add_fixed(collector, &access, address);
    } else if (place->base == IR_BASE_DEREF) {
        struct points_set set = points_of_value(flow->points, unit_index, place->root);
        access.through_pointer = true;
        for (uint32_t i = 0; i < set.count && !set.overflow; i++) {
            if (!is_private(collector, set.data[i].sym)) {
                add(collector, access, set.data[i].sym, set.data[i].offset);
            }
        }
    }
}

static int compare(const void *left, const void *right)
{
    const struct access *a = left;
    const struct access *b = right;
    if (a->object != b->object) {
        return a->object < b->object ? -1 : 1;
    }
    uint32_t keys[][2] = {{a->offset, b->offset}, {a->func, b->func}, {a->op, b->op}, {a->context, b->context},
                          {a->event, b->event}};
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        if (keys[i][0] != keys[i][1]) {
            return keys[i][0] < keys[i][1] ? -1 : 1;
        }
    }
    return 0;
}

void access_collect(struct accesses *accesses, const struct flow *flow)
{
    struct collector collector = {.accesses = accesses, .flow = flow};
    for (uint32_t i = 0; i < flow->reach.entries.count; i++) {
        const struct reach_entry *entry = &flow->reach.entries.data[i];
        const struct summary *summary = &flow->summaries[entry->func];
        for (uint32_t j = 0; j < summary->events.count; j++) {
            if (summary->events.data[j].place != IR_NONE) {
                collect_event(&collector, entry, j);
            }
        }
    }
    if (accesses->data.count) {
        qsort(accesses->data.data, accesses->data.count, sizeof(*accesses->data.data), compare);
    }
}

void access_free(struct accesses *accesses)
{
    VEC_FREE(&accesses->data);
}

/* ---- names ------------------------------------------------------------------------------------------ */

const char *access_name(const struct flow *flow, const struct access *access)
{
    struct arena *run = flow->program->run;
    const struct ir_unit *unit = program_unit(flow->program, access->func);
    const struct ir_place *place = &unit->places.data[access->place];
    const char *name = access->object & ACCESS_FIXED
                           ? arena_printf(run, "register 0x%08x", (unsigned)access->object)
                           : flow->program->syms.data[access->object].name;
    bool indexed = false;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        const char *field = ir_text(unit, step->name);
        if (step->kind == IR_STEP_FIELD && *field) {
            name = arena_printf(run, "%s.%s", name, field);
            indexed = false;
        } else if (step->kind == IR_STEP_INDEX && !indexed) {
            name = arena_printf(run, "%s[]", name);
            indexed = true;
        }
    }
    return name;
}

uint32_t access_indivisible(const struct flow *flow, const struct access *access)
{
    switch (program_unit(flow->program, access->func)->target.arch) {
    case IR_ARCH_AVR: return 1;
    case IR_ARCH_MSP430: return 2;
    case IR_ARCH_HOST: return 8;
    default: return 4;
    }
}
