#include "flow/lock.h"

#include "base/map.h"

#include <string.h>

/* Kinds of keys, above a 32 bit number and an offset of 24 bits. Global objects have none. */
#define LOCK_BEHIND_PARAM (INT64_C(1) << 60)
#define LOCK_BEHIND_LOCAL (INT64_C(1) << 59)
#define LOCK_BEHIND_GLOBAL (INT64_C(1) << 58)
#define LOCK_KINDS (LOCK_BEHIND_PARAM | LOCK_BEHIND_LOCAL | LOCK_BEHIND_GLOBAL)

enum { LOCK_OFFSET_MAX = 0xffffff, LOCK_DEPTH_MAX = 8 };

static int64_t make_key(int64_t kind, uint32_t id, uint32_t offset)
{
    return kind | (int64_t)id << 24 | (offset & LOCK_OFFSET_MAX);
}

static uint32_t skip_casts(const struct ir_unit *unit, uint32_t op)
{
    while (unit->ops.data[op].kind == IR_CAST) {
        op = unit->ops.data[op].a;
    }
    return op;
}

/*
 * The byte offset of a place; of a record whose layout is not known, the field's name stands for
 * it. False if an index is not known.
 */
static bool offset_of(struct exec *exec, const struct state *state, const struct ir_place *place,
                      uint32_t *offset)
{
    uint64_t names = 0;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &exec->unit->steps.data[place->step + i];
        const char *name = step->kind == IR_STEP_FIELD ? ir_text(exec->unit, step->name) : "";
        if (step->kind == IR_STEP_FIELD && !step->size) {
            names = hash_bytes(name, strlen(name), names + 1);
        } else if (step->kind == IR_STEP_INDEX && names) {
            return false;
        }
    }
    *offset = (uint32_t)(names >> 8) & LOCK_OFFSET_MAX;
    return names || exec_exact_offset(exec, state, place, offset);
}

/* An address that was computed elsewhere has lost which element of an array it is. */
static bool is_array(const struct program *program, uint32_t sym)
{
    const struct program_sym *entry = &program->syms.data[sym];
    const struct ir_unit *unit = program->units[entry->unit];
    uint32_t type = unit->syms.data[entry->sym].type;
    return type == IR_NONE || unit->types.data[type].kind == IR_TYPE_ARRAY;
}

/* What the pointer in a variable leads to, named after the variable. */
static int64_t behind_variable(const struct exec *exec, const struct ir_op *op, uint32_t offset)
{
    const struct ir_place *place = &exec->unit->places.data[op->a];
    if (op->kind != IR_LOAD || place->base != IR_BASE_SYM || place->step_count) {
        return HOLD_KEY_UNKNOWN;
    }
    const struct program *program = exec->program->program;
    uint32_t sym = program_sym_of(program, exec->unit_index, place->root);
    return sym == PROGRAM_NONE ? make_key(LOCK_BEHIND_LOCAL, place->root, offset)
                               : make_key(LOCK_BEHIND_GLOBAL, program_resolve(program, sym), offset);
}

static int64_t key_at(struct exec *exec, const struct state *state, uint32_t index, uint32_t offset,
                      int depth)
{
    index = skip_casts(exec->unit, index);
    const struct ir_op *op = &exec->unit->ops.data[index];
    uint32_t within;
    if (op->kind == IR_ADDR && depth < LOCK_DEPTH_MAX) {
        const struct ir_place *place = &exec->unit->places.data[op->a];
        if (!offset_of(exec, state, place, &within)) {
            return HOLD_KEY_UNKNOWN;
        }
        if (place->base == IR_BASE_DEREF) {
            return key_at(exec, state, place->root, offset + within, depth + 1);
        }
        uint32_t sym = place->base == IR_BASE_SYM
                           ? program_sym_of(exec->program->program, exec->unit_index, place->root)
                           : PROGRAM_NONE;
        return sym == PROGRAM_NONE
                   ? HOLD_KEY_UNKNOWN
                   : make_key(0, program_resolve(exec->program->program, sym), offset + within);
    }
    struct value value = exec_value(exec, state, index);
    if (value.kind == VALUE_GLOBAL) {
        return is_array(exec->program->program, value.id)
                   ? HOLD_KEY_UNKNOWN
                   : make_key(0, value.id, (uint32_t)value.low + offset);
    }
    if (value.kind == VALUE_PARAM && value.id < PARAM_IN_ISR && !value.flags) {
        return make_key(LOCK_BEHIND_PARAM, value.id, offset);
    }
    return behind_variable(exec, op, offset);
}

int64_t lock_key_of(struct exec *exec, const struct state *state, uint32_t op, uint32_t offset)
{
    return key_at(exec, state, op, offset, 0);
}

static bool is_kind(int64_t key, int64_t kind)
{
    return key >= 0 && (key & LOCK_KINDS) == kind;
}

bool lock_behind_param(int64_t key, uint32_t *param, uint32_t *offset)
{
    *param = (uint32_t)(key >> 24);
    *offset = (uint32_t)(key & LOCK_OFFSET_MAX);
    return is_kind(key, LOCK_BEHIND_PARAM);
}

bool lock_may_alias(int64_t key)
{
    return !is_kind(key, 0);
}

bool lock_has_global_name(int64_t key)
{
    return is_kind(key, 0) || is_kind(key, LOCK_BEHIND_GLOBAL);
}

uint32_t lock_symbol(int64_t key)
{
    return (uint32_t)(key >> 24);
}

uint32_t lock_offset(int64_t key)
{
    return (uint32_t)(key & LOCK_OFFSET_MAX);
}

static void forget(struct mask *mask, bool (*drop)(const struct hold *hold, int64_t key), int64_t key)
{
    uint8_t kept = 0;
    for (int i = 0; i < mask->hold_count; i++) {
        if (!drop(&mask->holds[i], key)) {
            mask->holds[kept++] = mask->holds[i];
        }
    }
    mask->hold_count = kept;
}

static bool is_behind(const struct hold *hold, int64_t key)
{
    bool is_lock = hold->kind == HOLD_LOCK || hold->kind == HOLD_SPIN || hold->kind == HOLD_GIVEN;
    return is_lock && hold->key >= 0 && (hold->key & ~(int64_t)LOCK_OFFSET_MAX) == key;
}

void lock_forget(struct mask *mask, uint32_t variable, bool is_global)
{
    forget(mask, is_behind, make_key(is_global ? LOCK_BEHIND_GLOBAL : LOCK_BEHIND_LOCAL, variable, 0));
}

static bool is_alias(const struct hold *hold, int64_t kind)
{
    return hold->kind == kind && lock_may_alias(hold->key);
}

void lock_release_unknown(struct mask *mask, enum hold_kind kind)
{
    forget(mask, is_alias, kind);
}
