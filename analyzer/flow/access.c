#include "flow/access.h"

#include "flow/claim.h"
#include "flow/graph.h"
#include "flow/place.h"
#include "flow/taken.h"

#include <stdlib.h>
#include <string.h>

enum {
    ACCESSES_MAX = 4000000,
    SYSTEM_SPACE = 0xE0000000, /* Armv7-M ARM B3.1: the core's own registers, made for sharing */
    SYSTEM_SPACE_SIZE = 0x00100000,
    AVR_SREG = 0x5f,
    AVR_LOW_IO_END = 0x40, /* data space; I/O registers 0x00 to 0x1f */
    VALUE_DEPTH_MAX = 16,
    RECORD_DEPTH_MAX = 16,
};

struct collector {
    struct accesses *accesses;
    const struct facts *facts;
};

/* ---- what an event touches --------------------------------------------------------------------- */

/* x = x + 1 in two ops: the stored value is computed from the same place. */
static bool reads_place(const struct ir_unit *unit, uint32_t value, const struct ir_place *place, int depth)
{
    const struct ir_op *op = &unit->ops.data[value];
    if (depth > VALUE_DEPTH_MAX) {
        return false;
    }
    switch (op->kind) {
    case IR_LOAD: return place_same(unit, &unit->places.data[op->a], place);
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

/* The byte offset with constant indices counted; false if an index is not constant. */
static bool exact_offset(const struct ir_unit *unit, const struct ir_place *place, uint32_t *offset)
{
    *offset = 0;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        int64_t index = 0;
        if (step->kind == IR_STEP_INDEX &&
            (!contexts_constant(unit, step->offset, &index) || index < 0 || index > UINT16_MAX)) {
            return false;
        }
        *offset += step->kind == IR_STEP_INDEX ? (uint32_t)index * step->size : step->offset;
    }
    return true;
}

/* The bits that `x |= constant` or `x &= constant` may change; 0 for other updates. */
static uint32_t changed_bits(const struct ir_unit *unit, const struct ir_op *op)
{
    int64_t constant;
    if (op->kind != IR_RMW || op->b == IR_NONE || !contexts_constant(unit, op->b, &constant)) {
        return 0;
    }
    return op->operator_ == IR_OR ? (uint32_t)constant : op->operator_ == IR_AND ? ~(uint32_t)constant : 0;
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
    access->plain = place->base == IR_BASE_SYM && !place->step_count && type->kind == IR_TYPE_INT;
    access->is_volatile = (place->flags & IR_PLACE_VOLATILE) != 0;
    access->indexed = !exact_offset(unit, place, &access->exact);
    access->bitfield = (place->flags & IR_PLACE_BITFIELD) != 0;
    if (access->bitfield &&
        unit->target.arch == IR_ARCH_AVR) { /* read by the byte, not by its declared type */
        access->size = (place->bit_offset % 8 + place->bit_width + 7) / 8;
    }
    access->constant = event->kind == EVENT_WRITE && unit->ops.data[event->op].kind == IR_STORE &&
                       contexts_constant(unit, unit->ops.data[event->op].b, &constant);
    access->bits = changed_bits(unit, &unit->ops.data[event->op]);
    if (access->size < 4 && access->bits) {
        access->bits &= (1u << (access->size * 8)) - 1;
    }
    access->op = event->op;
    access->place = event->place;
    access->held = &event->before;
}

static void add(struct collector *collector, struct access access, uint64_t object, uint32_t offset)
{
    if (collector->accesses->data.count < ACCESSES_MAX) {
        access.object = object;
        access.offset += offset;
        access.exact += offset;
        VEC_PUSH(&collector->accesses->data, access);
    }
}

/*
 * Objects that only one context can see, or that nobody writes at run time. One that no header declares
 * may be a register, a macro, anything: silent.
 */
static bool is_private(const struct collector *collector, uint32_t sym)
{
    const struct program_sym *entry = &collector->facts->program->syms.data[sym];
    const struct ir_unit *unit = collector->facts->program->units[entry->unit];
    const struct ir_sym *ir = &unit->syms.data[entry->sym];
    bool is_const = ir->type != IR_NONE && (unit->types.data[ir->type].flags & IR_TYPE_CONST) &&
                    !(unit->types.data[ir->type].flags & IR_TYPE_VOLATILE);
    return ir->kind == IR_SYM_FUNCTION || is_const || (ir->flags & (IR_SYM_THREAD_LOCAL | IR_SYM_IMPLICIT));
}

static void add_fixed(struct collector *collector, const struct access *access, int64_t address)
{
    uint32_t at = (uint32_t)address;
    if (at - SYSTEM_SPACE < SYSTEM_SPACE_SIZE || at == AVR_SREG || at == 0) {
        return;
    }
    /* sbi and cbi change one bit of the low I/O space in one instruction (AVR instruction set manual). */
    const struct ir_unit *unit = program_unit(collector->facts->program, access->func);
    bool one_bit = access->bits && !(access->bits & (access->bits - 1));
    struct access copy = *access;
    copy.atomic |= unit->target.arch == IR_ARCH_AVR && one_bit && at + access->offset < AVR_LOW_IO_END;
    add(collector, copy, ACCESS_FIXED | at, 0);
}

/* A copy by a library function: `place` is not there, the pointer is an argument. */
static uint32_t copy_pointer(const struct ir_unit *unit, const struct event *event)
{
    const struct ir_op *op = &unit->ops.data[event->op];
    return unit->operands.data[op->b + (event->kind == EVENT_READ ? 1 : 0)];
}

static void fill_copy(struct access *access, const struct ir_unit *unit, const struct event *event)
{
    const struct ir_op *op = &unit->ops.data[event->op];
    int64_t size;
    bool known = op->c > 2 && contexts_constant(unit, unit->operands.data[op->b + 2], &size) && size > 0;
    access->kind = event->kind == EVENT_READ ? ACCESS_READ : ACCESS_WRITE;
    access->size = known ? (uint32_t)(size < INT32_MAX ? size : INT32_MAX) : 16; /* more than one word */
    access->indexed = true;
    access->op = event->op;
    access->place = IR_NONE;
    access->held = &event->before;
}

/* The field of a record that holds the byte at `offset`, or NULL. */
static const struct ir_field *field_at(const struct ir_unit *unit, const struct ir_type *type,
                                       uint32_t offset)
{
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct ir_field *field = &unit->fields.data[type->field + i];
        uint32_t start = field->bit_offset / 8;
        uint32_t size = field->type != IR_NONE ? unit->types.data[field->type].size : 0;
        if (!field->bit_width && offset >= start && offset - start < size) {
            return field;
        }
    }
    return NULL;
}

/* Does the byte lie in an array, or in one within a record? A pointer to it may be one to any element. */
static bool is_in_array(const struct collector *collector, uint32_t sym, uint32_t offset)
{
    const struct program_sym *entry = &collector->facts->program->syms.data[sym];
    const struct ir_unit *unit = collector->facts->program->units[entry->unit];
    uint32_t type = unit->syms.data[entry->sym].type;
    for (int depth = 0; type != IR_NONE && depth < RECORD_DEPTH_MAX; depth++) {
        const struct ir_type *record = &unit->types.data[type];
        if (record->kind == IR_TYPE_ARRAY) {
            return true;
        }
        const struct ir_field *field = record->kind == IR_TYPE_RECORD ? field_at(unit, record, offset) : NULL;
        if (!field) {
            return false;
        }
        offset -= field->bit_offset / 8;
        type = field->type;
    }
    return false;
}

static void add_pointee(struct collector *collector, struct access access, struct points_target target)
{
    if (target.sym == POINTS_FIXED) {
        add_fixed(collector, &access, (int64_t)target.offset);
    } else if (!is_private(collector, target.sym)) {
        access.through_pointer = true;
        access.indexed |= is_in_array(collector, target.sym, target.offset); /* which element is not known */
        add(collector, access, target.sym, target.offset);
    }
}

static void add_pointees(struct collector *collector, const struct reach_entry *entry, struct access access,
                         const struct event *event, uint32_t pointer)
{
    if (event->value.kind == VALUE_PARAM && event->value.id < PARAM_IN_ISR && entry->params &&
        !entry->params[event->value.id].unknown) {
        const struct target_set *set = &entry->params[event->value.id];
        access.unsure |= set->count > 1;
        for (int i = 0; i < set->count; i++) {
            add_pointee(collector, access, set->data[i]);
        }
        return;
    }
    uint32_t unit_index = collector->facts->program->funcs.data[entry->func].unit;
    struct points_set set = points_of_value(collector->facts->points, unit_index, pointer);
    access.unsure |= set.count > 1;
    for (uint32_t i = 0; i < set.count && !set.overflow; i++) {
        add_pointee(collector, access, set.data[i]);
    }
}

static void collect_event(struct collector *collector, const struct reach_entry *entry, uint32_t index)
{
    const struct facts *facts = collector->facts;
    const struct event *event = &facts->summaries[entry->func].events.data[index];
    uint32_t unit_index = facts->program->funcs.data[entry->func].unit;
    const struct ir_unit *unit = facts->program->units[unit_index];
    bool in_handler = facts->contexts.data.data[entry->context].kind == CONTEXT_HANDLER;
    const struct ir_place *place = event->place == IR_NONE ? NULL : &unit->places.data[event->place];
    const struct ir_func *ir = program_ir(facts->program, entry->func);
    struct access access = {.context = entry->context,
                            .func = entry->func,
                            .event = index,
                            .unsure = (entry->always & WAY_UNSURE) != 0,
                            .tangled = (entry->always & WAY_TANGLED) != 0,
                            .taken = FLOW_NONE};
    access.fatal = (entry->always & WAY_FATAL) ||
                   (in_handler && !fatal_returns(&facts->fatal, facts->program, entry->func, event->block));
    if (place) {
        fill(&access, unit, event, place);
        access.taken =
            event->kind == EVENT_WRITE ? taken_before(unit, ir, event->block, event->op) : FLOW_NONE;
        access.claimed =
            place->step_count && claim_before(unit, ir, event->block - ir->block, event->op, place);
    } else {
        fill_copy(&access, unit, event);
    }
    access.in_loop = access.indexed && graph_leads_back(unit, ir, NULL, event->block - ir->block);
    access.mask = reach_at(&entry->mask, &event->before);
    access.mask.armed =
        entry->mask.armed | armed_before(&facts->armed, facts->program, entry->func, event->block, event->op);
    access.outlived =
        event->value.kind == VALUE_GLOBAL && event->value.section != FLOW_NONE && !mask_owns(&event->before);
    int64_t address;
    if (place && place->base == IR_BASE_SYM) {
        uint32_t sym =
            program_resolve(facts->program, program_sym_of(facts->program, unit_index, place->root));
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
    } else if (!place || place->base == IR_BASE_DEREF) {
        uint32_t pointer = place ? place->root : copy_pointer(unit, event);
        add_pointees(collector, entry, access, event, pointer);
    }
}

static int compare(const void *left, const void *right)
{
    const struct access *a = left;
    const struct access *b = right;
    if (a->object != b->object) {
        return a->object < b->object ? -1 : 1;
    }
    uint32_t keys[][2] = {{a->offset, b->offset},
                          {a->func, b->func},
                          {a->op, b->op},
                          {a->context, b->context},
                          {a->event, b->event}};
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        if (keys[i][0] != keys[i][1]) {
            return keys[i][0] < keys[i][1] ? -1 : 1;
        }
    }
    return 0;
}

void access_collect(struct accesses *accesses, const struct facts *facts)
{
    struct collector collector = {.accesses = accesses, .facts = facts};
    for (uint32_t i = 0; i < facts->reach.entries.count; i++) {
        const struct reach_entry *entry = &facts->reach.entries.data[i];
        const struct summary *summary = &facts->summaries[entry->func];
        for (uint32_t j = 0; j < summary->events.count; j++) {
            const struct event *event = &summary->events.data[j];
            bool is_access =
                event->kind == EVENT_READ || event->kind == EVENT_WRITE || event->kind == EVENT_UPDATE;
            if (is_access && reach_possible(&facts->contexts, entry, &event->before)) {
                collect_event(&collector, entry, j);
            }
        }
    }
    if (accesses->data.count) {
        qsort(accesses->data.data, accesses->data.count, sizeof(*accesses->data.data), compare);
    }
}

size_t access_group(const struct accesses *accesses, size_t first)
{
    size_t end = first;
    while (end < accesses->data.count &&
           accesses->data.data[end].object == accesses->data.data[first].object) {
        end++;
    }
    return end - first;
}

size_t access_first(const struct accesses *accesses, uint64_t object)
{
    size_t low = 0;
    size_t high = accesses->data.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (accesses->data.data[middle].object < object) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void access_free(struct accesses *accesses)
{
    VEC_FREE(&accesses->data);
}

/* ---- names ------------------------------------------------------------------------------------------ */

const char *access_name(const struct facts *facts, const struct access *access)
{
    struct arena *run = facts->program->image;
    const struct ir_unit *unit = program_unit(facts->program, access->func);
    const struct ir_place *place = access->place == IR_NONE ? NULL : &unit->places.data[access->place];
    const char *name = access->object & ACCESS_FIXED
                           ? arena_printf(run, "register 0x%08x", (unsigned)access->object)
                           : facts->program->syms.data[access->object].name;
    bool indexed = false;
    for (uint32_t i = 0; place && i < place->step_count; i++) {
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

bool access_is_named(const struct facts *facts, const struct access *access, const char *name)
{
    size_t length = strcspn(name, ".");
    if (access->object & ACCESS_FIXED) {
        return false;
    }
    const char *object = facts->program->syms.data[access->object].name;
    if (strlen(object) != length || strncmp(object, name, length) != 0) {
        return false;
    }
    const char *whole = access_name(facts, access);
    length = strlen(name);
    return strncmp(whole, name, length) == 0 &&
           (!whole[length] || whole[length] == '.' || whole[length] == '[');
}

uint32_t access_indivisible(const struct facts *facts, const struct access *access)
{
    switch (program_unit(facts->program, access->func)->target.arch) {
    case IR_ARCH_AVR: return 1;
    case IR_ARCH_MSP430: return 2;
    case IR_ARCH_HOST: return 8;
    default: return 4;
    }
}
