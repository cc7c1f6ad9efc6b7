#include "flow/declared.h"

#include "flow/annotation.h"
#include "flow/lock.h"
#include "flow/sharing.h"

#include <string.h>

static bool has_guarded_field(const struct program *program, const struct ir_unit *unit)
{
    for (size_t i = 0; i < unit->fields.count; i++) {
        uint32_t attributes = unit->fields.data[i].attributes;
        if (attributes && annotation_guard(program, ir_text(unit, attributes))) {
            return true;
        }
    }
    return false;
}

bool declared_any(const struct flow *flow)
{
    const struct program *program = flow->facts.program;
    const struct context_claims *claims = flow->facts.claims;
    for (size_t i = 0; i < claims->objects.count; i++) {
        if (claims->objects.data[i].guard) {
            return true;
        }
    }
    for (uint32_t i = 0; i < program->syms.count; i++) {
        bool is_object = program->syms.data[i].kind != IR_SYM_FUNCTION;
        if (is_object && annotation_guard(program, annotation_text(program, i))) {
            return true;
        }
    }
    for (size_t i = 0; i < program->unit_count; i++) {
        if (has_guarded_field(program, program->units[i])) {
            return true;
        }
    }
    return false;
}

void declared_init(struct declared *declared, const struct flow *flow)
{
    *declared = (struct declared){.flow = flow};
    reach_index(&flow->facts.reach, &declared->entries);
    locked_find(&declared->locked, &flow->facts);
    started_find(&declared->started, &flow->facts);
}

void declared_free(struct declared *declared)
{
    started_free(&declared->started);
    map_free(&declared->entries);
    map_free(&declared->statics);
}

/* ---- which lock a name is ------------------------------------------------------------------------ */

static uint64_t static_key(uint32_t unit, const char *name, size_t length)
{
    return hash_bytes(name, length, unit + 1);
}

static void list_statics(struct declared *declared)
{
    const struct program *program = declared->flow->facts.program;
    for (uint32_t i = 0; i < program->syms.count && !declared->has_statics; i++) {
        const struct program_sym *sym = &program->syms.data[i];
        if (sym->kind == IR_SYM_STATIC) {
            map_add(&declared->statics, static_key(sym->unit, sym->name, strlen(sym->name)), i);
        }
    }
    declared->has_statics = true;
}

/* The object of that name that the unit sees, or PROGRAM_NONE. */
static uint32_t find_object(struct declared *declared, uint32_t unit, const char *name, size_t length)
{
    struct program *program = declared->flow->facts.program;
    list_statics(declared);
    uint32_t sym = map_get(&declared->statics, static_key(unit, name, length));
    if (sym == MAP_NONE) {
        sym = program_find(program, arena_strndup(program->image, name, length));
    }
    return sym == MAP_NONE || sym == PROGRAM_NONE ? PROGRAM_NONE : program_resolve(program, sym);
}

static const struct ir_field *find_field(const struct ir_unit *unit, uint32_t record, const char *name,
                                         size_t length)
{
    const struct ir_type *type = record == IR_NONE ? NULL : &unit->types.data[record];
    for (uint32_t i = 0; type && i < type->field_count; i++) {
        const struct ir_field *field = &unit->fields.data[type->field + i];
        const char *known = ir_text(unit, field->name);
        if (strlen(known) == length && strncmp(known, name, length) == 0) {
            return field;
        }
    }
    return NULL;
}

/* Adds the offset of "inner.lock" in a record. False if it has no such field. */
static bool add_path(const struct ir_unit *unit, uint32_t type, const char *path, uint32_t *offset)
{
    while (*path) {
        size_t length = strcspn(path, ".");
        const struct ir_field *field = find_field(unit, type, path, length);
        if (!field) {
            return false;
        }
        *offset += field->bit_offset / 8;
        type = field->type;
        path += length + (path[length] == '.');
    }
    return true;
}

/* A guard by the name of a variable, or of a field in one: "lock", "pool.lock". */
static void find_by_name(struct declared *declared, uint32_t unit_index, struct declared_guard *guard)
{
    const struct program *program = declared->flow->facts.program;
    size_t length = strcspn(guard->name, ".");
    guard->sym = find_object(declared, unit_index, guard->name, length);
    guard->masked = strcmp(guard->name, "masked") == 0;
    guard->exists = guard->masked || guard->sym != PROGRAM_NONE;
    if (guard->sym == PROGRAM_NONE) {
        return;
    }
    const struct program_sym *sym = &program->syms.data[guard->sym];
    const struct ir_unit *unit = program->units[sym->unit];
    uint32_t type = unit->syms.data[sym->sym].type;
    if (guard->name[length] == '.') {
        guard->exists = add_path(unit, type, guard->name + length + 1, &guard->offset);
    } else {
        guard->is_handle = type != IR_NONE && (unit->types.data[type].kind == IR_TYPE_POINTER ||
                                               unit->types.data[type].kind == IR_TYPE_INT);
    }
}

struct declared_guard declared_lock(struct declared *declared, uint32_t unit, const char *name)
{
    struct declared_guard guard = {.sym = PROGRAM_NONE, .name = name};
    find_by_name(declared, unit, &guard);
    return guard;
}

/* The last step of a place to a field that has a guard; IR_NONE: there is none. */
static uint32_t guarded_step(struct declared *declared, const struct ir_unit *unit,
                             const struct ir_place *place, const char **guard)
{
    for (uint32_t i = place->step_count; i-- > 0;) {
        const struct ir_step *step = &unit->steps.data[place->step + i];
        const char *name = ir_text(unit, step->name);
        const struct ir_field *field =
            step->kind == IR_STEP_FIELD ? find_field(unit, step->record, name, strlen(name)) : NULL;
        *guard = field && field->attributes
                     ? annotation_guard(declared->flow->facts.program, ir_text(unit, field->attributes))
                     : NULL;
        if (*guard) {
            return i;
        }
    }
    return IR_NONE;
}

/* A guard that is a field of the record in which the guarded field lies. */
static bool find_beside(const struct ir_unit *unit, const struct ir_place *place, uint32_t step,
                        const struct access *access, struct declared_guard *guard)
{
    uint32_t record = unit->steps.data[place->step + step].record;
    uint32_t offset = 0;
    if (!add_path(unit, record, guard->name, &offset)) {
        return false;
    }
    uint32_t within = 0; /* from the record to what is accessed */
    for (uint32_t i = step; i < place->step_count; i++) {
        const struct ir_step *at = &unit->steps.data[place->step + i];
        within += at->kind == IR_STEP_FIELD ? at->offset : 0;
    }
    for (uint32_t i = 0; i < step; i++) {
        guard->element_unknown |= unit->steps.data[place->step + i].kind == IR_STEP_INDEX;
    }
    guard->element_unknown |= access->through_pointer && access->indexed;
    guard->sym = access->object & ACCESS_FIXED ? PROGRAM_NONE : (uint32_t)access->object;
    guard->offset = access->offset - within + offset;
    guard->exists = true;
    return true;
}

struct declared_guard declared_guard_of(struct declared *declared, const struct access *access)
{
    const struct facts *facts = &declared->flow->facts;
    struct declared_guard guard = {.sym = PROGRAM_NONE};
    uint32_t unit_index = facts->program->funcs.data[access->func].unit;
    const struct ir_unit *unit = facts->program->units[unit_index];
    for (size_t i = 0; i < facts->claims->objects.count; i++) {
        struct object_claim *claim = &facts->claims->objects.data[i];
        if (claim->guard && access_is_named(facts, access, claim->name)) {
            guard.claim = claim;
            guard.name = claim->guard;
        }
    }
    if (!guard.name && access->place != IR_NONE) {
        const struct ir_place *place = &unit->places.data[access->place];
        uint32_t step = guarded_step(declared, unit, place, &guard.name);
        if (step != IR_NONE && find_beside(unit, place, step, access, &guard)) {
            return guard;
        }
    }
    if (!guard.name && !(access->object & ACCESS_FIXED)) {
        uint32_t sym = (uint32_t)access->object;
        guard.name = annotation_guard(facts->program, annotation_text(facts->program, sym));
        unit_index = facts->program->syms.data[sym].unit;
    }
    if (guard.name) {
        find_by_name(declared, unit_index, &guard);
    }
    return guard;
}

/* ---- is it held ----------------------------------------------------------------------------------- */

static uint32_t entry_of(const struct declared *declared, const struct access *access)
{
    return map_get(&declared->entries, (uint64_t)access->context << 32 | access->func);
}

bool declared_holds(const struct declared *declared, const struct declared_guard *guard, uint32_t entry,
                    const struct mask *held)
{
    struct lock_set set = locked_at(&declared->locked, entry, held);
    for (int i = 0; i < set.count; i++) {
        bool same = lock_symbol(set.keys[i]) == guard->sym;
        bool exact = same && lock_offset(set.keys[i]) == guard->offset;
        bool other_name = lock_may_alias(set.keys[i]) && !same && !guard->is_handle;
        if (exact || other_name || (same && guard->element_unknown)) {
            return true;
        }
    }
    for (int i = 0; i < held->hold_count; i++) {
        const struct hold *hold = &held->holds[i];
        bool is_lock = hold->kind == HOLD_LOCK || hold->kind == HOLD_SPIN;
        if (is_lock && (!hold->must || hold->key < 0 || !lock_has_global_name(hold->key))) {
            return true;
        }
    }
    return false;
}

static bool is_started(const struct declared *declared, const struct access *access)
{
    const struct event *event = &declared->flow->facts.summaries[access->func].events.data[access->event];
    return started_before(&declared->started, entry_of(declared, access), event->block, access->op);
}

/* Can the other context, which is no handler, run between two steps of this one? */
static bool thread_comes(const struct declared *declared, const struct access *access,
                         const struct access *other)
{
    const struct contexts *contexts = &declared->flow->facts.contexts;
    const struct context *running = &contexts->data.data[access->context];
    const struct context *by = &contexts->data.data[other->context];
    if (running->kind == CONTEXT_HANDLER || (running->kind == CONTEXT_MAIN && by->kind == CONTEXT_MAIN) ||
        contexts_take_turns(running, by)) {
        return false;
    }
    const struct access *in_main = running->kind == CONTEXT_MAIN ? access
                                   : by->kind == CONTEXT_MAIN    ? other
                                                                 : NULL;
    bool callers = in_main && context_is_caller(&contexts->data.data[in_main->context]);
    return !in_main || callers || is_started(declared, in_main);
}

/* Masking keeps others out of the steps of this context; who is preempted needs it, who preempts does not. */
static bool comes_unmasked(const struct declared *declared, const struct access *access,
                           const struct access *other, bool *guess)
{
    const struct facts *facts = &declared->flow->facts;
    if (facts->contexts.data.data[other->context].kind == CONTEXT_HANDLER) {
        return reach_preempts(facts->program, &facts->contexts, access->context, &access->mask,
                              other->context, guess);
    }
    return sharing_keeps_tasks_off(&access->mask) == GUARD_NONE && thread_comes(declared, access, other);
}

/* A lock is to be held on both sides: by a handler that comes into the steps of a task, too. */
static bool comes_unlocked(const struct declared *declared, const struct access *access,
                           const struct access *other, bool *guess)
{
    const struct contexts *contexts = &declared->flow->facts.contexts;
    const struct context *running = &contexts->data.data[access->context];
    const struct context *by = &contexts->data.data[other->context];
    *guess = running->guessed || by->guessed;
    if (contexts_take_turns(running, by)) {
        return false;
    }
    if (running->kind == CONTEXT_HANDLER) {
        return true;
    }
    if (by->kind == CONTEXT_HANDLER) {
        bool known = running->kind == CONTEXT_MAIN && other->context < ARMABLE_MAX;
        return !known || (access->mask.armed >> other->context) & 1;
    }
    return thread_comes(declared, access, other);
}

const struct access *declared_breach(struct declared *declared, const struct declared_guard *guard,
                                     const struct access *group, size_t count, const struct access *access,
                                     bool *guess)
{
    const struct access *doubtful = NULL;
    if (access->atomic || access->fatal ||
        (!guard->masked && declared_holds(declared, guard, entry_of(declared, access), access->held))) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const struct access *other = &group[i];
        bool conflict = other->kind != ACCESS_READ || access->kind != ACCESS_READ;
        *guess = false;
        if (other->context == access->context || other->fatal || !conflict ||
            !access_overlaps(access, other) ||
            !(guard->masked ? comes_unmasked(declared, access, other, guess)
                            : comes_unlocked(declared, access, other, guess))) {
            continue;
        }
        if (!*guess && !other->unsure && !other->tangled) {
            return other;
        }
        doubtful = doubtful ? doubtful : other;
    }
    *guess = doubtful != NULL;
    return doubtful;
}
