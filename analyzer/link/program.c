#include "link/program.h"

#include "base/check.h"
#include "core/loc.h"

#include <stdlib.h>
#include <string.h>

static bool is_local(const struct ir_sym *sym)
{
    return sym->kind == IR_SYM_LOCAL || sym->kind == IR_SYM_PARAM || sym->kind == IR_SYM_TEMP;
}

static uint32_t new_sym(struct program *program, uint32_t unit, uint32_t sym)
{
    const struct ir_unit *from = program->units[unit];
    const struct ir_sym *entry = &from->syms.data[sym];
    struct program_sym *added = VEC_ADD(&program->syms);
    added->name = str_intern(&program->strings, ir_sym_shown(from, entry));
    added->unit = unit;
    added->sym = sym;
    added->kind = entry->kind;
    added->is_external = ir_sym_is_external(entry);
    added->function = PROGRAM_NONE;
    added->alias = PROGRAM_NONE;
    return (uint32_t)program->syms.count - 1;
}

/*
 * Static functions of headers: the same name, file, line and size are the same function. The
 * size stands for the body, which #if may have changed between units.
 */
static uint32_t header_function(struct program *program, struct map *seen, uint32_t unit, uint32_t sym)
{
    const struct ir_unit *from = program->units[unit];
    const struct ir_sym *entry = &from->syms.data[sym];
    if (entry->function == IR_NONE ||
        !(from->funcs.data[entry->function].flags & (IR_FUNC_HEADER | IR_FUNC_SYSTEM))) {
        return PROGRAM_NONE;
    }
    const struct ir_func *func = &from->funcs.data[entry->function];
    const struct ir_loc *loc = &from->locs.data[func->loc];
    const char *name = ir_text(from, entry->name);
    const char *file = ir_text(from, loc->file);
    uint32_t ops = 0;
    for (uint32_t i = 0; i < func->block_count; i++) {
        ops += from->blocks.data[func->block + i].op_count;
    }
    uint32_t numbers[] = {loc->line, ops, func->block_count};
    uint64_t key = hash_bytes(numbers, sizeof(numbers), 7);
    key = hash_bytes(name, strlen(name), key);
    key = hash_bytes(file, strlen(file), key);
    uint32_t id = map_get(seen, key);
    if (id == MAP_NONE) {
        id = new_sym(program, unit, sym);
        map_set(seen, key, id);
    }
    return id;
}

static uint32_t external_sym(struct program *program, uint32_t unit, uint32_t sym)
{
    const struct ir_unit *from = program->units[unit];
    uint32_t name = str_add(&program->strings, ir_text(from, from->syms.data[sym].name));
    uint32_t id = map_get(&program->externals, name);
    if (id == MAP_NONE) {
        id = new_sym(program, unit, sym);
        map_set(&program->externals, name, id);
    }
    return id;
}

/* A strong definition counts before a weak one, and that before a declaration. */
static void take_definition(struct program_sym *entry, const struct program_definition *definition,
                            uint32_t kind)
{
    if (!entry->defined || (entry->weak && !definition->weak)) {
        entry->unit = definition->unit;
        entry->sym = definition->sym;
        entry->kind = kind;
        entry->weak = definition->weak;
        entry->defined = true;
    }
}

static void number_syms(struct program *program)
{
    struct map header_functions = {0};
    for (uint32_t unit = 0; unit < program->unit_count; unit++) {
        const struct ir_unit *from = program->units[unit];
        program->unit_syms[unit] = ARENA_ARRAY(program->image, uint32_t, from->syms.count + 1);
        for (uint32_t i = 0; i < from->syms.count; i++) {
            const struct ir_sym *sym = &from->syms.data[i];
            uint32_t id = PROGRAM_NONE;
            if (!is_local(sym)) {
                id = ir_sym_is_external(sym) ? external_sym(program, unit, i)
                                             : header_function(program, &header_functions, unit, i);
                if (id == PROGRAM_NONE) {
                    id = new_sym(program, unit, i);
                }
                if (!ir_sym_is_external(sym) && (sym->flags & IR_SYM_DEFINED)) {
                    program->syms.data[id].defined = true;
                }
            }
            program->unit_syms[unit][i] = id;
        }
    }
    map_free(&header_functions);
}

/* GNU inline functions and tentative definitions may stand in several units without harm. */
static bool counts_as_definition(const struct ir_unit *unit, const struct ir_sym *sym)
{
    if (!(sym->flags & IR_SYM_DEFINED) && !sym->alias) {
        return false;
    }
    return sym->kind != IR_SYM_FUNCTION || sym->function != IR_NONE || sym->alias || unit->health == IR_LOST;
}

static void collect_definitions(struct program *program)
{
    uint32_t *counts = ARENA_ARRAY(program->image, uint32_t, program->syms.count + 1);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t unit = 0; unit < program->unit_count; unit++) {
            const struct ir_unit *from = program->units[unit];
            for (uint32_t i = 0; i < from->syms.count; i++) {
                const struct ir_sym *sym = &from->syms.data[i];
                uint32_t id = program->unit_syms[unit][i];
                if (id == PROGRAM_NONE || !ir_sym_is_external(sym) || !counts_as_definition(from, sym)) {
                    continue;
                }
                struct program_sym *entry = &program->syms.data[id];
                if (pass == 0) {
                    entry->definition_count++;
                    continue;
                }
                struct program_definition definition = {unit, i, (sym->flags & IR_SYM_WEAK) != 0};
                program->definitions.data[entry->definition + counts[id]++] = definition;
                take_definition(entry, &definition, sym->kind);
            }
        }
        uint32_t total = 0;
        for (size_t i = 0; pass == 0 && i < program->syms.count; i++) {
            program->syms.data[i].definition = total;
            total += program->syms.data[i].definition_count;
        }
        if (pass == 0) {
            VEC_RESERVE(&program->definitions, total + 1);
            program->definitions.count = total;
        }
    }
}

static void resolve_aliases(struct program *program)
{
    for (size_t i = 0; i < program->syms.count; i++) {
        struct program_sym *entry = &program->syms.data[i];
        const struct ir_unit *unit = program->units[entry->unit];
        const struct ir_sym *sym = &unit->syms.data[entry->sym];
        if (!sym->alias) {
            continue;
        }
        const char *target = ir_text(unit, sym->alias);
        for (uint32_t j = 0; j < unit->syms.count && entry->alias == PROGRAM_NONE; j++) {
            if (program->unit_syms[entry->unit][j] != PROGRAM_NONE && unit->syms.data[j].kind == sym->kind &&
                strcmp(ir_text(unit, unit->syms.data[j].name), target) == 0 && j != entry->sym) {
                entry->alias = program->unit_syms[entry->unit][j];
            }
        }
        if (entry->alias == PROGRAM_NONE) {
            entry->alias = program_find(program, target);
        }
    }
}

/* A function of a header is reached through many units; the one whose symbol was kept counts. */
static void number_funcs(struct program *program)
{
    for (uint32_t unit = 0; unit < program->unit_count; unit++) {
        const struct ir_unit *from = program->units[unit];
        program->unit_funcs[unit] = ARENA_ARRAY(program->image, uint32_t, from->funcs.count + 1);
        for (uint32_t i = 0; i < from->funcs.count; i++) {
            uint32_t id = program->unit_syms[unit][from->funcs.data[i].sym];
            program->unit_funcs[unit][i] = PROGRAM_NONE;
            if (id == PROGRAM_NONE) {
                continue;
            }
            struct program_sym *entry = &program->syms.data[id];
            if (entry->unit != unit || entry->sym != from->funcs.data[i].sym) {
                continue; /* overridden, or the same function in another unit */
            }
            struct program_func func = {.unit = unit, .index = i, .sym = id};
            entry->function = (uint32_t)program->funcs.count;
            program->unit_funcs[unit][i] = entry->function;
            VEC_PUSH(&program->funcs, func);
        }
    }
}

void program_link(struct program *program, struct arena *image, struct strtab *names,
                  struct ir_unit *const *units, size_t count)
{
    memset(program, 0, sizeof(*program));
    program->image = image;
    program->names = names;
    program->units = units;
    program->unit_count = count;
    program->unit_syms = ARENA_ARRAY(image, uint32_t *, count + 1);
    program->unit_funcs = ARENA_ARRAY(image, uint32_t *, count + 1);
    number_syms(program);
    collect_definitions(program);
    resolve_aliases(program);
    number_funcs(program);
}

void program_free(struct program *program)
{
    str_free(&program->strings);
    VEC_FREE(&program->syms);
    VEC_FREE(&program->definitions);
    VEC_FREE(&program->funcs);
    VEC_FREE(&program->calls);
    VEC_FREE(&program->call_targets);
    map_free(&program->externals);
}

uint32_t program_find(const struct program *program, const char *name)
{
    uint32_t id = str_find(&program->strings, name);
    uint32_t sym = id ? map_get(&program->externals, id) : MAP_NONE;
    return sym == MAP_NONE ? PROGRAM_NONE : sym;
}

enum { ALIAS_CHAIN_MAX = 16 };

uint32_t program_resolve(const struct program *program, uint32_t sym)
{
    for (int i = 0; i < ALIAS_CHAIN_MAX && sym != PROGRAM_NONE; i++) {
        uint32_t alias = program->syms.data[sym].alias;
        if (alias == PROGRAM_NONE) {
            break;
        }
        sym = alias;
    }
    return sym;
}

struct loc program_loc(struct program *program, uint32_t unit, uint32_t loc)
{
    if (loc == IR_NONE) {
        return (struct loc){.file = ""};
    }
    const struct ir_unit *from = program->units[unit];
    const struct ir_loc *entry = &from->locs.data[loc];
    return (struct loc){.file = str_intern(program->names, ir_text(from, entry->file)),
                        .line = entry->line,
                        .column = entry->column,
                        .end_line = entry->end_line,
                        .end_column = entry->end_column};
}
