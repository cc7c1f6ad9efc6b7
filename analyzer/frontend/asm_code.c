#include "frontend/asm_code.h"

#include <ctype.h>
#include <string.h>

enum { SPLIT_ROUNDS = 8, NUMERIC_REACH = 4096 };

static struct asm_symbol *symbol_at(struct asm_code *code, uint32_t index)
{
    return &code->data->symbols->list.data[index];
}

static const struct asm_item *item_at(const struct asm_code *code, uint32_t position)
{
    return &code->data->items.data[code->flow.data[position].item];
}

static size_t symbol_count(const struct asm_code *code)
{
    return code->data->symbols->list.count;
}

bool asm_code_is_object(const struct asm_code *code, uint32_t symbol)
{
    uint32_t flags = code->data->symbols->list.data[symbol].flags;
    if (symbol >= code->objects.count) {
        return (flags & ASM_OBJECT) != 0;
    }
    const struct asm_object *object = &code->objects.data[symbol];
    bool data = object->words > object->jumps + object->fillers;
    /* a function may start with instructions written as numbers, not with addresses; a vector
     * table behind .thumb_func exists in the wild */
    bool called_function = flags & (ASM_FUNCTION | ASM_CALLED);
    return object->table || (flags & ASM_OBJECT) || (data && (!called_function || object->pointers > 0));
}

bool asm_code_is_function(const struct asm_code *code, uint32_t symbol)
{
    uint32_t position = symbol < code->position.count ? code->position.data[symbol] : IR_NONE;
    uint32_t function = position == IR_NONE ? IR_NONE : code->function_of.data[position];
    return function != IR_NONE && code->functions.data[function].symbol == symbol;
}

/* ---- objects -------------------------------------------------------------- */

static void find_objects(struct asm_code *code)
{
    struct asm_data *data = code->data;
    size_t count = symbol_count(code);
    VEC_RESERVE(&code->objects, count + 1);
    memset(code->objects.data, 0, (count + 1) * sizeof(*code->objects.data));
    code->objects.count = count;
    for (size_t i = 0; i < count; i++) {
        code->objects.data[i].entry = IR_NONE;
        code->objects.data[i].same_as = IR_NONE;
    }
    for (size_t i = 0; i < data->words.count; i++) {
        const struct asm_word *word = &data->words.data[i];
        struct asm_object *object = &code->objects.data[word->owner];
        object->words++;
        object->entry = word->offset == 0 && object->entry == IR_NONE ? (uint32_t)i : object->entry;
        bool address = word->value.known && word->value.symbol < ASM_HERE;
        object->addresses += address;
        object->pointers += address && word->kind == ASM_WORD_DATA;
        object->jumps += word->kind == ASM_WORD_JUMP;
        object->fillers += word->kind == ASM_WORD_FILLER;
        object->table = object->jumps >= ASM_TABLE_JUMPS;
        object->size = word->offset + word->size > object->size ? word->offset + word->size : object->size;
    }
}

/* Labels of data that stand at one place: all mean the one that owns the words. */
static void join_objects(struct asm_code *code)
{
    struct map owners = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < symbol_count(code); i++) {
            const struct asm_symbol *symbol = symbol_at(code, i);
            bool owner =
                i < code->objects.count && code->objects.data[i].addresses && asm_code_is_object(code, i);
            if (!(symbol->flags & ASM_LABEL) || owner != (pass == 0)) {
                continue;
            }
            uint64_t place[3] = {symbol->section, symbol->epoch, (uint64_t)symbol->number};
            uint64_t key = hash_bytes(place, sizeof(place), 0);
            if (pass == 0) {
                map_add(&owners, key, i);
            } else if (map_get(&owners, key) != MAP_NONE) {
                code->objects.data[i].same_as = map_get(&owners, key);
            }
        }
    }
    map_free(&owners);
}

/* ---- how names are used --------------------------------------------------- */

static void list_flow(struct asm_code *code)
{
    struct asm_data *data = code->data;
    for (size_t s = 0; s < data->sections.count; s++) {
        for (uint32_t i = data->sections.data[s].first_item; i != IR_NONE; i = data->items.data[i].next) {
            const struct asm_item *item = &data->items.data[i];
            struct asm_step step = {.item = i};
            bool entry = item->owner != IR_NONE && code->objects.data[item->owner].table;
            if (item->kind == ASM_ITEM_INSN && !entry) {
                step.insn = asm_insn(data->arena, data->syntax->arch, item->op, item->args);
            } else if (item->kind == ASM_ITEM_INSN ||
                       (item->symbol != IR_NONE && (asm_code_is_object(code, item->symbol) ||
                                                    code->objects.data[item->symbol].same_as != IR_NONE))) {
                continue;
            }
            VEC_PUSH(&code->flow, step);
        }
    }
}

uint32_t asm_code_target(struct asm_code *code, const struct asm_insn *insn)
{
    if (!insn->target || !asm_is_name(*insn->target) || isdigit((unsigned char)*insn->target)) {
        return IR_NONE;
    }
    struct asm_value value = asm_expr(code->data->symbols, insn->target, NULL);
    return value.known && value.symbol < ASM_HERE ? value.symbol : IR_NONE;
}

uint32_t asm_code_stored(const struct asm_code *code, uint32_t object)
{
    uint32_t entry = object < code->objects.count ? code->objects.data[object].entry : IR_NONE;
    if (entry == IR_NONE) {
        return IR_NONE;
    }
    const struct asm_value *value = &code->data->words.data[entry].value;
    return value->known && value->symbol < ASM_HERE ? value->symbol : IR_NONE;
}

static void mark_uses(struct asm_code *code)
{
    for (size_t i = 0; i < code->flow.count; i++) {
        const struct asm_insn *insn = &code->flow.data[i].insn;
        uint32_t flags = insn->flow == ASM_CALL                               ? ASM_CALLED
                         : insn->flow == ASM_LITERAL                          ? ASM_ADDRESSED
                         : insn->flow == ASM_JUMP || insn->flow == ASM_BRANCH ? ASM_JUMPED
                                                                              : 0;
        uint32_t target = flags && item_at(code, (uint32_t)i)->kind == ASM_ITEM_INSN
                              ? asm_code_target(code, insn)
                              : IR_NONE;
        if (target != IR_NONE) {
            symbol_at(code, target)->flags |= flags;
        }
    }
    for (size_t i = 0; i < symbol_count(code); i++) {
        const struct asm_symbol *symbol = symbol_at(code, (uint32_t)i);
        if (symbol->flags & ASM_ALIAS) {
            symbol_at(code, symbol->alias)->flags |= ASM_ADDRESSED;
        }
    }
}

/* ---- functions ------------------------------------------------------------ */

static bool starts_function(struct asm_code *code, uint32_t symbol)
{
    const uint32_t starters = ASM_GLOBAL | ASM_WEAK | ASM_FUNCTION | ASM_CALLED | ASM_ADDRESSED;
    return symbol != IR_NONE && (symbol_at(code, symbol)->flags & starters) != 0;
}

/*
 * The labels [first, end) stand at one place. Their function carries the name that no other
 * unit can replace; if all are weak it gets a local name of its own, because an alias to a
 * weak name would follow whatever replaces that name.
 */
static uint32_t name_place(struct asm_code *code, uint32_t first, uint32_t end)
{
    uint32_t best = IR_NONE;
    int best_rank = -1;
    size_t names = 0;
    for (uint32_t i = first; i < end; i++) {
        uint32_t symbol = item_at(code, i)->symbol;
        if (symbol == IR_NONE) {
            continue;
        }
        bool starts = starts_function(code, symbol);
        int rank = !starts ? 0 : symbol_at(code, symbol)->flags & ASM_WEAK ? 1 : 2;
        best = rank > best_rank ? symbol : best;
        best_rank = rank > best_rank ? rank : best_rank;
        names += starts;
    }
    if (names > 1 && best_rank == 1) {
        const struct asm_symbol copy = *symbol_at(code, best);
        const char *name = copy.name;
        do {
            name = arena_printf(code->data->arena, ".L%s", name);
            best = asm_symbol(code->data->symbols, name, strlen(name));
        } while (symbol_at(code, best)->flags && !(symbol_at(code, best)->flags & ASM_MADE));
        struct asm_symbol *local = symbol_at(code, best);
        local->flags |= ASM_LABEL | ASM_FUNCTION | ASM_MADE;
        local->section = copy.section;
        local->origin = copy.origin;
    }
    return best;
}

static void grow_by_symbol(struct asm_code *code)
{
    while (code->position.count < symbol_count(code)) {
        VEC_PUSH(&code->position, IR_NONE);
        VEC_PUSH(&code->same_as, IR_NONE);
    }
}

uint32_t asm_code_same_place(const struct asm_code *code, uint32_t symbol)
{
    uint32_t object = symbol < code->objects.count ? code->objects.data[symbol].same_as : IR_NONE;
    return object != IR_NONE ? object : code->same_as.data[symbol];
}

static void open_function(struct asm_code *code, uint32_t first, uint32_t end)
{
    uint32_t symbol = name_place(code, first, end);
    grow_by_symbol(code);
    struct asm_function function = {.symbol = symbol, .first = first, .end = end, .next = IR_NONE};
    code->position.data[symbol] = first;
    for (uint32_t i = first; i < end; i++) {
        uint32_t other = item_at(code, i)->symbol;
        if (other != IR_NONE) {
            code->position.data[other] = i;
            code->same_as.data[other] = other != symbol && starts_function(code, other) ? symbol : IR_NONE;
        }
    }
    VEC_PUSH(&code->functions, function);
}

/* One walk over all code, with the labels known so far to start functions. */
static void cut(struct asm_code *code)
{
    uint32_t count = (uint32_t)code->flow.count;
    code->functions.count = 0;
    code->function_of.count = 0;
    for (size_t i = 0; i < code->same_as.count; i++) {
        code->same_as.data[i] = IR_NONE;
    }
    bool open = false;
    for (uint32_t i = 0; i < count;) {
        bool new_section = i > 0 && item_at(code, i)->section != item_at(code, i - 1)->section;
        open = open && !new_section;
        uint32_t end = i;
        bool starts = false;
        bool named = false;
        while (end < count && item_at(code, end)->kind == ASM_ITEM_LABEL &&
               item_at(code, end)->section == item_at(code, i)->section) {
            uint32_t symbol = item_at(code, end)->symbol;
            starts |= starts_function(code, symbol);
            named |= symbol != IR_NONE;
            end++;
        }
        bool code_follows = end < count && item_at(code, end)->kind == ASM_ITEM_INSN &&
                            item_at(code, end)->section == item_at(code, i)->section;
        if (end > i && code_follows && (starts || (!open && named))) {
            if (open) {
                code->functions.data[code->functions.count - 1].next = (uint32_t)code->functions.count;
            }
            open_function(code, i, end);
            open = true;
        } else if (end == i) {
            open = open && item_at(code, i)->kind != ASM_ITEM_END;
            end = i + 1;
        }
        for (; i < end; i++) {
            uint32_t symbol = item_at(code, i)->symbol;
            if (symbol != IR_NONE) {
                grow_by_symbol(code);
                code->position.data[symbol] = i;
            }
            VEC_PUSH(&code->function_of, open ? (uint32_t)code->functions.count - 1 : IR_NONE);
        }
        if (open) {
            code->functions.data[code->functions.count - 1].end = end;
        }
    }
}

/* A label that another function jumps to starts a function, too. Returns whether there was one. */
static bool split_at_foreign_jumps(struct asm_code *code)
{
    bool changed = false;
    for (uint32_t i = 0; i < code->flow.count; i++) {
        const struct asm_insn *insn = &code->flow.data[i].insn;
        if (insn->flow != ASM_JUMP && insn->flow != ASM_BRANCH) {
            continue;
        }
        uint32_t target = asm_code_target(code, insn);
        uint32_t position =
            target == IR_NONE || target >= code->position.count ? IR_NONE : code->position.data[target];
        if (position != IR_NONE && code->function_of.data[position] != code->function_of.data[i] &&
            !starts_function(code, target)) {
            symbol_at(code, target)->flags |= ASM_CALLED;
            changed = true;
        }
    }
    return changed;
}

static uint32_t numeric_label(struct asm_code *code, uint32_t from, const char *target)
{
    size_t digits = strspn(target, "0123456789");
    char direction = target[digits];
    bool forward = direction == 'f' || direction == 'F';
    if (!digits || target[digits + 1] || !(forward || direction == 'b' || direction == 'B')) {
        return IR_NONE;
    }
    uint32_t function = code->function_of.data[from];
    for (uint32_t step = 0, i = from; step < NUMERIC_REACH; step++) {
        if (forward ? i + 1 >= code->flow.count : i == 0) {
            return IR_NONE;
        }
        i += forward ? 1 : UINT32_MAX;
        const struct asm_item *item = item_at(code, i);
        if (code->function_of.data[i] != function) {
            return IR_NONE;
        }
        if (item->kind == ASM_ITEM_LABEL && item->symbol == IR_NONE && strlen(item->op) == digits &&
            memcmp(item->op, target, digits) == 0) {
            return i;
        }
    }
    return IR_NONE;
}

uint32_t asm_code_local(struct asm_code *code, uint32_t from)
{
    const struct asm_insn *insn = &code->flow.data[from].insn;
    if (!insn->target) {
        return IR_NONE;
    }
    if (isdigit((unsigned char)*insn->target)) {
        return numeric_label(code, from, insn->target);
    }
    if (strcmp(insn->target, ".") == 0 || strcmp(insn->target, "$") == 0) {
        return from;
    }
    uint32_t target = asm_code_target(code, insn);
    uint32_t position =
        target == IR_NONE || target >= code->position.count ? IR_NONE : code->position.data[target];
    return position != IR_NONE && code->function_of.data[position] == code->function_of.data[from] ? position
                                                                                                   : IR_NONE;
}

void asm_code_find(struct asm_code *code, struct asm_data *data)
{
    memset(code, 0, sizeof(*code));
    code->data = data;
    find_objects(code);
    join_objects(code);
    list_flow(code);
    mark_uses(code);
    grow_by_symbol(code);
    cut(code);
    for (int round = 0; round < SPLIT_ROUNDS && split_at_foreign_jumps(code); round++) {
        cut(code);
    }
    grow_by_symbol(code);
}

void asm_code_free(struct asm_code *code)
{
    VEC_FREE(&code->flow);
    VEC_FREE(&code->functions);
    VEC_FREE(&code->objects);
    VEC_FREE(&code->position);
    VEC_FREE(&code->function_of);
    VEC_FREE(&code->same_as);
}
