#include "ir/ir_build.h"

#include "base/check.h"

#include <string.h>

void ir_build_init(struct ir_build *build, struct ir_unit *unit)
{
    memset(build, 0, sizeof(*build));
    build->unit = unit;
    if (!unit->strings.count) {
        VEC_PUSH(&unit->strings, '\0');
    }
}

void ir_build_fini(struct ir_build *build)
{
    map_free(&build->string_ids);
    map_free(&build->loc_ids);
}

uint32_t ir_stringn(struct ir_build *build, const char *text, size_t length)
{
    const char *end = length ? memchr(text, '\0', length) : NULL;
    length = end ? (size_t)(end - text) : length;
    if (length == 0) {
        return 0;
    }
    struct ir_unit *unit = build->unit;
    for (uint64_t hash = hash_bytes(text, length, 1);; hash++) {
        uint32_t id = map_get(&build->string_ids, hash);
        if (id == MAP_NONE) {
            id = (uint32_t)unit->strings.count;
            CHECK(unit->strings.count + length + 1 < IR_NONE);
            VEC_RESERVE(&unit->strings, unit->strings.count + length + 1);
            memcpy(unit->strings.data + id, text, length);
            unit->strings.data[id + length] = '\0';
            unit->strings.count += length + 1;
            map_set(&build->string_ids, hash, id);
            return id;
        }
        const char *stored = unit->strings.data + id;
        if (strncmp(stored, text, length) == 0 && stored[length] == '\0') {
            return id;
        }
    }
}

uint32_t ir_string(struct ir_build *build, const char *text)
{
    return ir_stringn(build, text, strlen(text));
}

uint32_t ir_loc_add(struct ir_build *build, const struct ir_loc *loc)
{
    struct ir_unit *unit = build->unit;
    for (uint64_t hash = hash_bytes(loc, sizeof(*loc), 2);; hash++) {
        uint32_t id = map_get(&build->loc_ids, hash);
        if (id == MAP_NONE) {
            VEC_PUSH(&unit->locs, *loc);
            id = (uint32_t)unit->locs.count - 1;
            map_set(&build->loc_ids, hash, id);
            return id;
        }
        if (memcmp(&unit->locs.data[id], loc, sizeof(*loc)) == 0) {
            return id;
        }
    }
}

void ir_notice_add(struct ir_build *build, uint32_t kind, uint32_t loc, const char *message)
{
    struct ir_notice notice = {.kind = kind, .loc = loc, .message = ir_string(build, message)};
    VEC_PUSH(&build->unit->notices, notice);
}

void ir_unit_free(struct ir_unit *unit)
{
    VEC_FREE(&unit->strings);
    VEC_FREE(&unit->types);
    VEC_FREE(&unit->fields);
    VEC_FREE(&unit->locs);
    VEC_FREE(&unit->syms);
    VEC_FREE(&unit->inits);
    VEC_FREE(&unit->places);
    VEC_FREE(&unit->steps);
    VEC_FREE(&unit->ops);
    VEC_FREE(&unit->operands);
    VEC_FREE(&unit->asms);
    VEC_FREE(&unit->asm_operands);
    VEC_FREE(&unit->asm_clobbers);
    VEC_FREE(&unit->blocks);
    VEC_FREE(&unit->edges);
    VEC_FREE(&unit->funcs);
    VEC_FREE(&unit->notices);
    VEC_FREE(&unit->files);
    VEC_FREE(&unit->suppressions);
    VEC_FREE(&unit->suppressed);
}
