#include "frontend/asm_symbols.h"

uint32_t asm_symbol(struct asm_symbols *symbols, const char *name, size_t length)
{
    uint32_t id = str_addn(&symbols->names, name, length);
    uint32_t index = map_get(&symbols->by_name, id);
    if (index == MAP_NONE) {
        struct asm_symbol symbol = {
            .name = str_get(&symbols->names, id), .section = IR_NONE, .alias = IR_NONE};
        index = (uint32_t)symbols->list.count;
        VEC_PUSH(&symbols->list, symbol);
        map_set(&symbols->by_name, id, index);
    }
    return index;
}

uint32_t asm_symbol_find(const struct asm_symbols *symbols, const char *name)
{
    uint32_t id = symbols->names.count ? str_find(&symbols->names, name) : 0;
    return id ? map_get(&symbols->by_name, id) : IR_NONE;
}

void asm_symbols_free(struct asm_symbols *symbols)
{
    str_free(&symbols->names);
    map_free(&symbols->by_name);
    VEC_FREE(&symbols->list);
}
