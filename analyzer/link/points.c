#include "link/points.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum node_tag { NODE_LOCAL = 1, NODE_CELL, NODE_RETURN, NODE_OP, NODE_FIELD };

struct set {
    VEC(struct points_target) targets; /* sorted */
    uint32_t watcher;                  /* the last constraint that reads it, in watchers; or PROGRAM_NONE */
    bool overflow;
};

/* A constraint has to be looked at again when a set that it reads has grown. */
struct watcher {
    uint32_t constraint;
    uint32_t next; /* of the same set */
};

enum constraint_kind {
    COPY,  /* a ⊇ b + offset */
    LOAD,  /* a ⊇ contents of (b + offset); field node c if nothing is known of b */
    STORE, /* contents of (a + offset) ⊇ b; field node c too */
    CALL,  /* the functions in a are called with operands [b, b + c) of the unit; result node d */
};

struct constraint {
    enum constraint_kind kind;
    uint32_t a, b, c, d;
    uint32_t offset;
    uint32_t unit;
};

struct points {
    struct program *program;
    struct map nodes; /* key → index in sets */
    VEC(struct set) sets;
    VEC(struct constraint) constraints;
    VEC(struct watcher) watchers;
    struct map watched; /* set and constraint */
    uint64_t *due;      /* bit i: the constraint must be looked at; NULL while they are collected */
    bool changed;
};

static uint32_t node(struct points *points, enum node_tag tag, uint64_t high, uint64_t low)
{
    uint64_t parts[3] = {tag, high, low};
    uint32_t next = (uint32_t)points->sets.count;
    uint32_t id = map_add(&points->nodes, hash_bytes(parts, sizeof(parts), 11), next);
    if (id == next) {
        VEC_ADD(&points->sets)->watcher = PROGRAM_NONE;
    }
    return id;
}

static uint32_t find_node(const struct points *points, enum node_tag tag, uint64_t high, uint64_t low)
{
    uint64_t parts[3] = {tag, high, low};
    return map_get(&points->nodes, hash_bytes(parts, sizeof(parts), 11));
}

static int compare(struct points_target a, struct points_target b)
{
    return a.sym != b.sym         ? (a.sym < b.sym ? -1 : 1)
           : a.offset != b.offset ? (a.offset < b.offset ? -1 : 1)
                                  : 0;
}

static void set_due(struct points *points, uint32_t set)
{
    for (uint32_t at = points->due ? points->sets.data[set].watcher : PROGRAM_NONE; at != PROGRAM_NONE;
         at = points->watchers.data[at].next) {
        uint32_t constraint = points->watchers.data[at].constraint;
        points->due[constraint / 64] |= (uint64_t)1 << constraint % 64;
    }
}

static void set_overflow(struct points *points, uint32_t set)
{
    if (!points->sets.data[set].overflow) {
        points->sets.data[set].overflow = true;
        set_due(points, set);
    }
}

static void watch(struct points *points, uint32_t set, uint32_t constraint)
{
    struct watcher watcher = {.constraint = constraint, .next = points->sets.data[set].watcher};
    points->sets.data[set].watcher = (uint32_t)points->watchers.count;
    VEC_PUSH(&points->watchers, watcher);
}

/* The same, where the constraint comes by again. */
static void watch_once(struct points *points, uint32_t set, uint32_t constraint)
{
    uint64_t key = (uint64_t)set << 32 | constraint;
    if (map_get(&points->watched, key) == MAP_NONE) {
        map_set(&points->watched, key, 0);
        watch(points, set, constraint);
    }
}

/* Nothing can be added, and that is known. */
static bool is_full(const struct set *set)
{
    return set->overflow && set->targets.count >= POINTS_MAX;
}

/* `at`: where to look first; then where the target is, so that targets in their order are found in one walk.
 */
static void add_target_at(struct points *points, uint32_t to, struct points_target target, size_t *at)
{
    struct set *set = &points->sets.data[to];
    *at = *at && compare(set->targets.data[*at - 1], target) >= 0 ? 0 : *at;
    while (*at < set->targets.count && compare(set->targets.data[*at], target) < 0) {
        ++*at;
    }
    if (*at < set->targets.count && compare(set->targets.data[*at], target) == 0) {
        return;
    }
    if (set->targets.count >= POINTS_MAX) {
        set_overflow(points, to);
        return;
    }
    VEC_PUSH(&set->targets, target);
    memmove(set->targets.data + *at + 1, set->targets.data + *at,
            (set->targets.count - 1 - *at) * sizeof(*set->targets.data));
    set->targets.data[*at] = target;
    points->changed = true;
    set_due(points, to);
}

static void add_target(struct points *points, uint32_t to, struct points_target target)
{
    size_t at = 0;
    add_target_at(points, to, target, &at);
}

static bool is_function(const struct points *points, uint32_t sym)
{
    return sym != POINTS_FIXED && points->program->syms.data[sym].kind == IR_SYM_FUNCTION;
}

static void copy_set(struct points *points, uint32_t to, uint32_t from, uint32_t offset)
{
    size_t at = 0;
    if (to == from || is_full(&points->sets.data[to])) {
        return;
    }
    for (size_t i = 0; i < points->sets.data[from].targets.count; i++) {
        struct points_target target = points->sets.data[from].targets.data[i];
        target.offset = is_function(points, target.sym) ? 0 : target.offset + offset;
        add_target_at(points, to, target, &at);
    }
    if (points->sets.data[from].overflow) {
        set_overflow(points, to);
    }
}

/* ---- constraints from ops ---------------------------------------------------------------- */

uint32_t points_offset(const struct ir_unit *unit, const struct ir_place *place)
{
    uint32_t offset = 0;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        offset += step->kind == IR_STEP_FIELD ? step->offset : 0;
    }
    return offset;
}

/* The node that stands for one field of every record of a type: used where the base is unknown. */
static uint32_t field_node(struct points *points, const struct ir_unit *unit, const struct ir_place *place)
{
    for (uint32_t i = place->step_count; i-- > 0;) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        if (step->kind == IR_STEP_FIELD && step->record != IR_NONE) {
            const char *record = ir_text(unit, unit->types.data[step->record].name);
            const char *name = ir_text(unit, step->name);
            return node(points, NODE_FIELD, str_add(&points->program->strings, record),
                        str_add(&points->program->strings, name));
        }
    }
    return PROGRAM_NONE;
}

/* The node of what a directly named place holds; PROGRAM_NONE for one behind a pointer. */
static uint32_t place_node(struct points *points, uint32_t unit_index, const struct ir_place *place)
{
    if (place->base != IR_BASE_SYM) {
        return PROGRAM_NONE;
    }
    const struct ir_unit *unit = points->program->units[unit_index];
    uint32_t sym = program_sym_of(points->program, unit_index, place->root);
    if (sym == PROGRAM_NONE) {
        return node(points, NODE_LOCAL, unit_index, place->root);
    }
    return node(points, NODE_CELL, sym, points_offset(unit, place));
}

static void add_constraint(struct points *points, const struct constraint *constraint)
{
    VEC_PUSH(&points->constraints, *constraint);
}

static bool may_point(const struct ir_unit *unit, uint32_t type)
{
    const struct ir_type *entry = &unit->types.data[type];
    return entry->kind == IR_TYPE_POINTER || entry->kind == IR_TYPE_UNKNOWN || entry->kind == IR_TYPE_ARRAY ||
           entry->kind == IR_TYPE_FUNCTION ||
           (entry->kind == IR_TYPE_INT && entry->size >= unit->target.pointer_size);
}

static uint32_t op_node(struct points *points, uint32_t unit, uint32_t op)
{
    return node(points, NODE_OP, unit, op);
}

static void address_constraint(struct points *points, uint32_t unit_index, uint32_t index)
{
    const struct ir_unit *unit = points->program->units[unit_index];
    const struct ir_place *place = &unit->places.data[unit->ops.data[index].a];
    uint32_t to = op_node(points, unit_index, index);
    uint32_t offset = points_offset(unit, place);
    if (place->base == IR_BASE_SYM) {
        uint32_t sym = program_sym_of(points->program, unit_index, place->root);
        if (sym != PROGRAM_NONE) {
            add_target(points, to, (struct points_target){program_resolve(points->program, sym), offset});
        }
    } else if (place->base == IR_BASE_DEREF) {
        struct constraint constraint = {
            .kind = COPY, .a = to, .b = op_node(points, unit_index, place->root), .offset = offset};
        add_constraint(points, &constraint);
    }
}

static void access_constraint(struct points *points, uint32_t unit_index, uint32_t place_index,
                              uint32_t value, bool is_store)
{
    const struct ir_unit *unit = points->program->units[unit_index];
    const struct ir_place *place = &unit->places.data[place_index];
    uint32_t direct = place_node(points, unit_index, place);
    uint32_t field = field_node(points, unit, place);
    struct constraint constraint = {.kind = COPY, .unit = unit_index};
    if (direct != PROGRAM_NONE) {
        constraint.a = is_store ? direct : value;
        constraint.b = is_store ? value : direct;
        add_constraint(points, &constraint);
        if (is_store && field != PROGRAM_NONE) {
            constraint.a = field;
            add_constraint(points, &constraint);
        }
        return;
    }
    if (place->base != IR_BASE_DEREF) {
        return;
    }
    uint32_t pointer = op_node(points, unit_index, place->root);
    constraint.kind = is_store ? STORE : LOAD;
    constraint.a = is_store ? pointer : value;
    constraint.b = is_store ? value : pointer;
    constraint.c = field;
    constraint.offset = points_offset(unit, place);
    add_constraint(points, &constraint);
}

static void bind_arguments(struct points *points, uint32_t func, const struct constraint *call,
                           uint32_t index)
{
    const struct ir_func *callee = program_ir(points->program, func);
    uint32_t callee_unit = points->program->funcs.data[func].unit;
    const struct ir_unit *unit = points->program->units[call->unit];
    for (uint32_t i = 0; i < call->c && i < callee->param_count; i++) {
        uint32_t argument = unit->operands.data[call->b + i];
        if (may_point(unit, unit->ops.data[argument].type)) {
            uint32_t parameter = node(points, NODE_LOCAL, callee_unit, callee->param + i);
            uint32_t value = op_node(points, call->unit, argument);
            watch_once(points, value, index);
            copy_set(points, parameter, value, 0);
        }
    }
    uint32_t returned = node(points, NODE_RETURN, func, 0);
    watch_once(points, returned, index);
    copy_set(points, call->d, returned, 0);
}

static void call_constraint(struct points *points, uint32_t unit_index, uint32_t index)
{
    const struct ir_unit *unit = points->program->units[unit_index];
    const struct ir_op *op = &unit->ops.data[index];
    struct constraint constraint = {.kind = CALL, .b = op->b, .c = op->c, .unit = unit_index};
    constraint.d = op_node(points, unit_index, index);
    if (op->flags & IR_OP_INDIRECT) {
        constraint.a = op_node(points, unit_index, op->a);
    } else {
        uint32_t sym = program_resolve(points->program, program_sym_of(points->program, unit_index, op->a));
        if (sym == PROGRAM_NONE) {
            return;
        }
        constraint.a = node(points, NODE_CELL, sym, UINT32_MAX); /* holds the one function */
        add_target(points, constraint.a, (struct points_target){sym, 0});
    }
    add_constraint(points, &constraint);
}

bool points_fixed_address(const struct ir_unit *unit, uint32_t index, uint32_t *address)
{
    const struct ir_op *op = &unit->ops.data[index];
    if (op->kind != IR_CAST || unit->types.data[op->type].kind != IR_TYPE_POINTER) {
        return false;
    }
    while (op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    *address = op->a;
    if (op->flags & IR_OP_DEGRADED) {
        return false; /* an invented name is no address */
    }
    return op->kind == IR_CONST && ir_const_value(op) > 0 && ir_const_value(op) <= UINT32_MAX;
}

static void op_constraints(struct points *points, uint32_t unit_index, uint32_t index)
{
    const struct ir_unit *unit = points->program->units[unit_index];
    const struct ir_op *op = &unit->ops.data[index];
    struct constraint copy = {.kind = COPY, .a = PROGRAM_NONE};
    uint32_t address;
    switch (op->kind) {
    case IR_ADDR: address_constraint(points, unit_index, index); return;
    case IR_LOAD:
        if (may_point(unit, op->type)) {
            access_constraint(points, unit_index, op->a, op_node(points, unit_index, index), false);
        }
        return;
    case IR_STORE:
        if (may_point(unit, unit->ops.data[op->b].type)) {
            access_constraint(points, unit_index, op->a, op_node(points, unit_index, op->b), true);
        }
        return;
    case IR_CALL: call_constraint(points, unit_index, index); return;
    case IR_RMW: /* p++ stays in its object: the pointer keeps its set */ return;
    case IR_CAST:
    case IR_BINARY:
        if (points_fixed_address(unit, index, &address)) {
            struct points_target target = {POINTS_FIXED, address};
            add_target(points, op_node(points, unit_index, index), target);
        } else if (may_point(unit, op->type) && may_point(unit, unit->ops.data[op->a].type)) {
            copy.a = op_node(points, unit_index, index);
            copy.b = op_node(points, unit_index, op->a);
            add_constraint(points, &copy);
        }
        return;
    default: return;
    }
}

static void func_constraints(struct points *points, uint32_t func)
{
    const struct ir_func *ir = program_ir(points->program, func);
    uint32_t unit_index = points->program->funcs.data[func].unit;
    const struct ir_unit *unit = points->program->units[unit_index];
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            op_constraints(points, unit_index, block->op + j);
        }
        if (block->term == IR_TERM_RETURN && block->value != IR_NONE) {
            struct constraint copy = {.kind = COPY,
                                      .a = node(points, NODE_RETURN, func, 0),
                                      .b = op_node(points, unit_index, block->value)};
            add_constraint(points, &copy);
        }
    }
}

/* Where a byte of an object lies: its scalar's type, its offset with array indices collapsed, and
 * the innermost record field. */
struct layout_spot {
    uint32_t type, collapsed;
    uint32_t record, field; /* strings of the unit; field 0: no record on the way */
    bool has_field;
};

enum { LAYOUT_DEPTH_MAX = 16 };

static struct layout_spot find_spot(const struct ir_unit *unit, uint32_t type, uint32_t offset)
{
    struct layout_spot spot = {.type = type};
    for (int depth = 0; depth < LAYOUT_DEPTH_MAX && spot.type != IR_NONE; depth++) {
        const struct ir_type *entry = &unit->types.data[spot.type];
        if (entry->kind == IR_TYPE_ARRAY && entry->element != IR_NONE) {
            spot.type = entry->element;
            uint32_t size = unit->types.data[spot.type].size;
            offset = size ? offset % size : 0;
            continue;
        }
        if (entry->kind != IR_TYPE_RECORD || entry->field == IR_NONE) {
            break;
        }
        const struct ir_field *field = NULL;
        for (uint32_t i = 0; i < entry->field_count; i++) {
            const struct ir_field *at = &unit->fields.data[entry->field + i];
            field = at->bit_offset / 8 <= offset ? at : field;
        }
        if (!field) {
            break;
        }
        spot.collapsed += field->bit_offset / 8;
        spot.record = entry->name;
        spot.field = field->name;
        spot.has_field = true;
        offset -= field->bit_offset / 8;
        spot.type = field->type;
    }
    return spot;
}

uint32_t points_collapse(const struct ir_unit *unit, uint32_t type, uint32_t offset)
{
    return find_spot(unit, type, offset).collapsed;
}

static uint32_t spot_field_node(struct points *points, const struct ir_unit *unit,
                                const struct layout_spot *spot)
{
    if (!spot->has_field) {
        return PROGRAM_NONE;
    }
    const char *record = ir_text(unit, spot->record);
    return node(points, NODE_FIELD, str_add(&points->program->strings, record),
                str_add(&points->program->strings, ir_text(unit, spot->field)));
}

static void init_constraints(struct points *points, uint32_t unit_index)
{
    const struct ir_unit *unit = points->program->units[unit_index];
    for (size_t i = 0; i < unit->inits.count; i++) {
        const struct ir_init *init = &unit->inits.data[i];
        uint32_t sym = program_sym_of(points->program, unit_index, init->sym);
        uint32_t to =
            program_sym_of(points->program, unit_index, init->kind == IR_INIT_ADDRESS ? init->target : 0);
        struct layout_spot spot = find_spot(unit, unit->syms.data[init->sym].type, init->offset);
        bool is_pointer = spot.type != IR_NONE && unit->types.data[spot.type].kind == IR_TYPE_POINTER;
        if (init->kind == IR_INIT_INT && sym != PROGRAM_NONE && init->value > 0 && is_pointer) {
            struct points_target fixed = {POINTS_FIXED, (uint32_t)init->value};
            add_target(points, node(points, NODE_CELL, sym, spot.collapsed), fixed);
        }
        if (init->kind != IR_INIT_ADDRESS || sym == PROGRAM_NONE || to == PROGRAM_NONE) {
            continue;
        }
        struct points_target target = {program_resolve(points->program, to), 0};
        uint32_t object = unit->syms.data[init->target].type;
        target.offset =
            is_function(points, target.sym) ? 0 : find_spot(unit, object, (uint32_t)init->value).collapsed;
        add_target(points, node(points, NODE_CELL, sym, spot.collapsed), target);
        uint32_t field = spot_field_node(points, unit, &spot);
        if (field != PROGRAM_NONE) {
            add_target(points, field, target);
        }
    }
}

/* ---- solving ------------------------------------------------------------------------------- */

static void apply_access(struct points *points, const struct constraint *constraint, uint32_t index)
{
    uint32_t pointer = constraint->kind == LOAD ? constraint->b : constraint->a;
    size_t count = points->sets.data[pointer].targets.count;
    bool known = false;
    for (size_t i = 0; i < count; i++) {
        struct points_target target = points->sets.data[pointer].targets.data[i];
        if (is_function(points, target.sym)) {
            continue;
        }
        known = true;
        uint32_t cell = node(points, NODE_CELL, target.sym, target.offset + constraint->offset);
        if (constraint->kind == LOAD) {
            watch_once(points, cell, index);
            copy_set(points, constraint->a, cell, 0);
        } else {
            copy_set(points, cell, constraint->b, 0);
        }
    }
    if (constraint->c != PROGRAM_NONE && constraint->kind == STORE) {
        copy_set(points, constraint->c, constraint->b, 0);
    } else if (constraint->c != PROGRAM_NONE && !known) {
        copy_set(points, constraint->a, constraint->c, 0);
    }
}

static void apply_call(struct points *points, const struct constraint *constraint, uint32_t index)
{
    for (size_t i = 0; i < points->sets.data[constraint->a].targets.count; i++) {
        uint32_t sym = points->sets.data[constraint->a].targets.data[i].sym;
        uint32_t func = is_function(points, sym) ? points->program->syms.data[sym].function : PROGRAM_NONE;
        if (func != PROGRAM_NONE) {
            bind_arguments(points, func, constraint, index);
        }
    }
}

static void apply(struct points *points, uint32_t index)
{
    struct constraint constraint = points->constraints.data[index];
    switch (constraint.kind) {
    case COPY: copy_set(points, constraint.a, constraint.b, constraint.offset); break;
    case LOAD:
    case STORE: apply_access(points, &constraint, index); break;
    case CALL: apply_call(points, &constraint, index); break;
    }
}

/* The sets that a constraint reads whatever they hold; those that these lead to are watched as they come up.
 */
static void watch_known(struct points *points, uint32_t index)
{
    const struct constraint *constraint = &points->constraints.data[index];
    if (constraint->kind != CALL) {
        watch(points, constraint->b, index);
    }
    if (constraint->kind == STORE || constraint->kind == CALL) {
        watch(points, constraint->a, index);
    }
    if (constraint->kind == LOAD && constraint->c != PROGRAM_NONE) {
        watch(points, constraint->c, index);
    }
}

/*
 * Rounds over the constraints in their order, until nothing changes. Most have nothing new to read in a round
 * and would change nothing: they are passed over, so that a round costs what changed and not what there is.
 */
static void solve(struct points *points, struct notice_list *notices)
{
    size_t words = points->constraints.count / 64 + 1;
    points->due = ARENA_ARRAY(points->program->image, uint64_t, words);
    for (uint32_t i = 0; i < points->constraints.count; i++) {
        watch_known(points, i);
        points->due[i / 64] |= (uint64_t)1 << i % 64;
    }
    int round = 0;
    for (points->changed = true; points->changed && round < POINTS_ROUNDS_MAX; round++) {
        points->changed = false;
        for (size_t word = 0; word < words; word++) {
            uint64_t ahead =
                UINT64_MAX; /* what becomes due behind the present one waits for the next round */
            while (points->due[word] & ahead) {
                unsigned bit = (unsigned)__builtin_ctzll(points->due[word] & ahead);
                points->due[word] &= ~((uint64_t)1 << bit);
                apply(points, (uint32_t)(word * 64 + bit));
                ahead = bit == 63 ? 0 : UINT64_MAX << (bit + 1);
            }
        }
    }
    if (points->changed) {
        struct notice notice = {.kind = NOTICE_LIMIT,
                                .loc = {.file = ""},
                                .message = "pointer analysis stopped early: some targets may be missing"};
        VEC_PUSH(notices, notice);
    }
}

struct points *points_solve(struct program *program, struct notice_list *notices)
{
    struct points *points = ARENA_NEW(program->image, struct points);
    points->program = program;
    for (uint32_t i = 0; i < program->unit_count; i++) {
        init_constraints(points, i);
    }
    for (uint32_t i = 0; i < program->funcs.count; i++) {
        func_constraints(points, i);
    }
    solve(points, notices);
    return points;
}

void points_free(struct points *points)
{
    for (size_t i = 0; i < points->sets.count; i++) {
        VEC_FREE(&points->sets.data[i].targets);
    }
    VEC_FREE(&points->sets);
    VEC_FREE(&points->constraints);
    VEC_FREE(&points->watchers);
    map_free(&points->watched);
    map_free(&points->nodes);
}

static struct points_set as_set(const struct points *points, uint32_t id)
{
    if (id == MAP_NONE) {
        return (struct points_set){0};
    }
    const struct set *set = &points->sets.data[id];
    return (struct points_set){set->targets.data, (uint32_t)set->targets.count, set->overflow};
}

struct points_set points_of_value(const struct points *points, uint32_t unit, uint32_t op)
{
    return as_set(points, find_node(points, NODE_OP, unit, op));
}

struct points_set points_of_local(const struct points *points, uint32_t unit, uint32_t sym)
{
    return as_set(points, find_node(points, NODE_LOCAL, unit, sym));
}
