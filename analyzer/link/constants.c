#include "link/constants.h"

struct constants {
    struct program *program;
    struct map values; /* (symbol, offset) → index in numbers */
    VEC(int64_t) numbers;
    struct map written; /* symbols */
    struct map spots;   /* (symbol, collapsed offset): written directly or through a pointer */
};

static uint64_t value_key(uint32_t sym, uint32_t offset)
{
    return (uint64_t)sym << 32 | offset;
}

static void note_written(struct constants *constants, const struct points *points, uint32_t unit_index,
                         uint32_t place_index)
{
    const struct ir_unit *unit = constants->program->units[unit_index];
    const struct ir_place *place = &unit->places.data[place_index];
    if (place->base == IR_BASE_SYM) {
        uint32_t sym =
            program_resolve(constants->program, program_sym_of(constants->program, unit_index, place->root));
        if (sym != PROGRAM_NONE && place->step_count) {
            map_set(&constants->spots, value_key(sym, points_offset(unit, place)), 0);
        } else if (sym != PROGRAM_NONE) {
            map_set(&constants->written, sym, 0);
        }
        return;
    }
    if (place->base != IR_BASE_DEREF) {
        return;
    }
    uint32_t offset = points_offset(unit, place);
    struct points_set set = points_of_value(points, unit_index, place->root);
    for (uint32_t i = 0; i < set.count; i++) {
        map_set(&constants->spots, value_key(set.data[i].sym, set.data[i].offset + offset), 0);
        if (!place->step_count) {
            map_set(&constants->written, set.data[i].sym, 0);
        }
    }
}

/* What a function without a body got a pointer to may be written there. */
static void note_passed(struct constants *constants, const struct points *points,
                        const struct program_call *call)
{
    uint32_t unit_index = constants->program->funcs.data[call->caller].unit;
    const struct ir_unit *unit = constants->program->units[unit_index];
    const struct ir_op *op = &unit->ops.data[call->op];
    for (uint32_t i = 0; call->target_count == 0 && i < op->c; i++) {
        struct points_set set = points_of_value(points, unit_index, unit->operands.data[op->b + i]);
        for (uint32_t j = 0; j < set.count; j++) {
            map_set(&constants->written, set.data[j].sym, 0);
        }
    }
}

static void scan_writes(struct constants *constants, const struct points *points)
{
    for (uint32_t unit = 0; unit < constants->program->unit_count; unit++) {
        const struct ir_unit *from = constants->program->units[unit];
        for (size_t i = 0; i < from->ops.count; i++) {
            if (from->ops.data[i].kind == IR_STORE || from->ops.data[i].kind == IR_RMW) {
                note_written(constants, points, unit, from->ops.data[i].a);
            }
        }
        for (size_t i = 0; i < from->asm_operands.count; i++) {
            if (from->asm_operands.data[i].place != IR_NONE) {
                note_written(constants, points, unit, from->asm_operands.data[i].place);
            }
        }
    }
    for (size_t i = 0; i < constants->program->calls.count; i++) {
        note_passed(constants, points, &constants->program->calls.data[i]);
    }
}

static void collect_values(struct constants *constants)
{
    for (uint32_t unit = 0; unit < constants->program->unit_count; unit++) {
        const struct ir_unit *from = constants->program->units[unit];
        for (size_t i = 0; i < from->inits.count; i++) {
            const struct ir_init *init = &from->inits.data[i];
            uint32_t sym = program_sym_of(constants->program, unit, init->sym);
            if (init->kind != IR_INIT_INT || sym == PROGRAM_NONE ||
                map_get(&constants->written, sym) != MAP_NONE) {
                continue;
            }
            uint32_t collapsed = points_collapse(from, from->syms.data[init->sym].type, init->offset);
            if (map_get(&constants->spots, value_key(sym, collapsed)) != MAP_NONE) {
                continue;
            }
            map_set(&constants->values, value_key(sym, init->offset), (uint32_t)constants->numbers.count);
            VEC_PUSH(&constants->numbers, init->value);
        }
    }
}

struct constants *constants_find(struct program *program, const struct points *points)
{
    struct constants *constants = ARENA_NEW(program->image, struct constants);
    constants->program = program;
    scan_writes(constants, points);
    collect_values(constants);
    return constants;
}

void constants_free(struct constants *constants)
{
    map_free(&constants->values);
    map_free(&constants->written);
    map_free(&constants->spots);
    VEC_FREE(&constants->numbers);
}

bool constants_get(const struct constants *constants, uint32_t sym, uint32_t offset, int64_t *value)
{
    uint32_t index = map_get(&constants->values, value_key(sym, offset));
    if (index == MAP_NONE) {
        return false;
    }
    *value = constants->numbers.data[index];
    return true;
}
