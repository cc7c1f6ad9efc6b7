#include "frontend/asm_data.h"

#include "frontend/asm_directive.h"
#include "frontend/asm_isa.h"

#include <ctype.h>
#include <string.h>

static struct asm_section *current(struct asm_data *data)
{
    return &data->sections.data[data->section];
}

void asm_data_init(struct asm_data *data, struct arena *arena, const struct asm_syntax *syntax,
                   struct asm_symbols *symbols)
{
    memset(data, 0, sizeof(*data));
    data->arena = arena;
    data->syntax = syntax;
    data->symbols = symbols;
    asm_data_section(data, ".text", true);
}

void asm_data_free(struct asm_data *data)
{
    VEC_FREE(&data->sections);
    VEC_FREE(&data->items);
    VEC_FREE(&data->words);
    VEC_FREE(&data->stack);
}

/* ---- sections ------------------------------------------------------------- */

static uint32_t add_section(struct asm_data *data, const char *name, bool code)
{
    struct asm_section section = {.name = name,
                                  .code = code,
                                  .owner = IR_NONE,
                                  .fresh = true,
                                  .first_item = IR_NONE,
                                  .last_item = IR_NONE};
    VEC_PUSH(&data->sections, section);
    return (uint32_t)data->sections.count - 1;
}

void asm_data_section(struct asm_data *data, const char *name, bool code)
{
    uint32_t index = IR_NONE;
    /* IAR's linker places every part of a section on its own; elsewhere a section goes on */
    if (data->syntax->dialect != ASM_IAR) {
        for (size_t i = data->sections.count; i-- > 0 && index == IR_NONE;) {
            index = strcmp(data->sections.data[i].name, name) == 0 ? (uint32_t)i : IR_NONE;
        }
    }
    data->previous = data->section;
    data->section = index == IR_NONE ? add_section(data, name, code) : index;
}

void asm_data_push_section(struct asm_data *data)
{
    VEC_PUSH(&data->stack, data->section);
}

void asm_data_pop_section(struct asm_data *data)
{
    if (data->stack.count) {
        data->section = data->stack.data[--data->stack.count];
    }
}

void asm_data_previous_section(struct asm_data *data)
{
    uint32_t section = data->section;
    data->section = data->previous;
    data->previous = section;
}

/* ---- items and labels ----------------------------------------------------- */

static struct asm_item *add_item(struct asm_data *data, enum asm_item_kind kind, const struct asm_stmt *stmt)
{
    struct asm_item item = {.kind = kind,
                            .next = IR_NONE,
                            .section = data->section,
                            .symbol = IR_NONE,
                            .owner = IR_NONE,
                            .op = stmt->op,
                            .args = stmt->args,
                            .origin = stmt->origin};
    struct asm_section *section = current(data);
    uint32_t index = (uint32_t)data->items.count;
    VEC_PUSH(&data->items, item);
    if (section->last_item == IR_NONE) {
        section->first_item = index;
    } else {
        data->items.data[section->last_item].next = index;
    }
    section->last_item = index;
    return &data->items.data[index];
}

void asm_data_end_function(struct asm_data *data, const struct asm_stmt *stmt)
{
    add_item(data, ASM_ITEM_END, stmt);
}

/* A label whose name extends the owner's ("__vector_table_0x1c" in "__vector_table") marks a
 * place inside a table, as IAR's and NXP's startup files do; it does not start another one. */
static bool marks_place(const struct asm_data *data, uint32_t owner, const char *name)
{
    const char *base = data->symbols->list.data[owner].name;
    size_t length = strlen(base);
    return strncmp(name, base, length) == 0 && (name[length] == '_' || name[length] == '.');
}

/* Returns the symbol, or IR_NONE when the name stands somewhere else already. */
static uint32_t place_label(struct asm_data *data, const char *name, const struct asm_origin *origin)
{
    uint32_t index = asm_symbol(data->symbols, name, strlen(name));
    struct asm_symbol *symbol = &data->symbols->list.data[index];
    struct asm_section *section = current(data);
    if (symbol->flags & ASM_LABEL) {
        section->owner = IR_NONE;
        return IR_NONE;
    }
    symbol->flags |= ASM_LABEL;
    symbol->flags &= ~(uint32_t)(ASM_CONSTANT | ASM_ALIAS);
    symbol->section = data->section;
    symbol->epoch = section->epoch;
    symbol->number = section->offset;
    symbol->origin = *origin;
    if (data->function_next) {
        symbol->flags |= ASM_FUNCTION;
        data->function_next = false;
    }
    bool same_place = false;
    if (section->owner != IR_NONE) {
        const struct asm_symbol *owner = &data->symbols->list.data[section->owner];
        same_place = owner->section == data->section && owner->epoch == section->epoch &&
                     owner->number == section->offset;
        same_place |= marks_place(data, section->owner, name);
    }
    section->owner = same_place ? section->owner : index;
    return index;
}

static void take_label(struct asm_data *data, const struct asm_stmt *stmt)
{
    bool numeric = isdigit((unsigned char)*stmt->label);
    uint32_t symbol = numeric ? IR_NONE : place_label(data, stmt->label, &stmt->origin);
    struct asm_item *item = add_item(data, ASM_ITEM_LABEL, stmt);
    item->symbol = symbol;
    item->op = stmt->label;
}

/* The owner of words here; words at the very start of a section need no label and get the
 * section's name. */
static uint32_t owner_here(struct asm_data *data, const struct asm_origin *origin)
{
    struct asm_section *section = current(data);
    if (section->owner == IR_NONE && section->fresh) {
        const char *name = section->name;
        uint32_t taken = asm_symbol_find(data->symbols, name);
        if (taken != IR_NONE && data->symbols->list.data[taken].flags) {
            name = arena_printf(data->arena, "%s+%u", name, data->section);
        }
        place_label(data, name, origin);
    }
    return current(data)->owner;
}

/* ---- data ----------------------------------------------------------------- */

void asm_data_advance(struct asm_data *data, int64_t bytes)
{
    struct asm_section *section = current(data);
    if (bytes < 0 || bytes > UINT32_MAX || section->offset > UINT32_MAX) {
        section->epoch++;
        section->owner = IR_NONE;
        section->offset = 0;
        return;
    }
    section->offset += bytes;
}

void asm_data_align(struct asm_data *data, int64_t bytes)
{
    struct asm_section *section = current(data);
    int64_t start = section->owner == IR_NONE ? 0 : data->symbols->list.data[section->owner].number;
    if (bytes > 1 && bytes <= 4096) {
        int64_t over = (section->offset - start) % bytes;
        section->offset += over > 0 ? bytes - over : 0;
    }
}

void asm_data_origin(struct asm_data *data, struct asm_value value)
{
    struct asm_section *section = current(data);
    if (value.known && value.symbol == ASM_HERE) {
        asm_data_advance(data, value.number);
        return;
    }
    if (value.known && value.symbol != IR_NONE) {
        const struct asm_symbol *base = &data->symbols->list.data[value.symbol];
        value.known =
            (base->flags & ASM_LABEL) && base->section == data->section && base->epoch == section->epoch;
        value.number = (int64_t)((uint64_t)value.number + (uint64_t)base->number);
    }
    if (!value.known || value.number < 0 || value.number > UINT32_MAX) {
        section->epoch++;
        section->owner = IR_NONE;
        return;
    }
    if (section->owner != IR_NONE && value.number < data->symbols->list.data[section->owner].number) {
        section->owner = IR_NONE;
    }
    section->offset = value.number;
}

static void add_word(struct asm_data *data, const struct asm_word *word)
{
    struct asm_section *section = current(data);
    struct asm_word copy = *word;
    copy.owner = owner_here(data, &word->origin);
    if (copy.owner != IR_NONE) {
        copy.offset = section->offset - data->symbols->list.data[copy.owner].number;
        VEC_PUSH(&data->words, copy);
        if (copy.value.known && copy.value.symbol < ASM_HERE) {
            data->symbols->list.data[copy.value.symbol].flags |=
                copy.kind == ASM_WORD_DATA ? ASM_ADDRESSED : ASM_JUMPED;
        }
    }
    asm_data_advance(data, word->size);
}

/* What '.' means in the next expression, be it in a statement or in a condition. */
static void set_here(struct asm_data *data)
{
    const struct asm_section *section = current(data);
    data->symbols->here = (struct asm_place){data->section, section->epoch, section->offset};
}

void asm_data_words(struct asm_data *data, const struct asm_stmt *stmt, uint32_t size)
{
    const char *rest = stmt->args;
    while (rest && *asm_skip_blanks(rest)) {
        const char *text = asm_next_operand(data->arena, rest, &rest);
        if (*text == '"' && size == 1) {
            asm_data_advance(data, (int64_t)strlen(text) - 2);
            continue;
        }
        set_here(data);
        struct asm_word word = {
            .size = size, .value = asm_expr(data->symbols, text, NULL), .origin = stmt->origin};
        add_word(data, &word);
    }
}

/* ---- instructions --------------------------------------------------------- */

static void take_instruction(struct asm_data *data, const struct asm_stmt *stmt)
{
    struct asm_insn insn = asm_insn(data->arena, data->syntax->arch, stmt->op, stmt->args);
    bool jump = (insn.flow == ASM_JUMP || insn.flow == ASM_JUMP_MEM) && !insn.conditional;
    bool entry =
        jump || (insn.flow == ASM_JUMP_REG && insn.unknown_flow && insn.size) || asm_is_filler(stmt->op);
    struct asm_item *item = add_item(data, ASM_ITEM_INSN, stmt);
    if (!entry) {
        struct asm_section *section = current(data);
        section->owner = IR_NONE;
        section->fresh = false;
        section->epoch++;
        return;
    }
    uint32_t owner = owner_here(data, &stmt->origin);
    item->owner = owner;
    struct asm_word word = {.kind = jump ? ASM_WORD_JUMP : ASM_WORD_FILLER,
                            .indirect = insn.flow == ASM_JUMP_MEM,
                            .size = insn.size ? insn.size : 4,
                            .value = {.symbol = IR_NONE},
                            .origin = stmt->origin};
    if (jump) {
        word.value = asm_expr(data->symbols, insn.target, NULL);
    } else if (data->syntax->arch == IR_ARCH_AVR || data->syntax->arch == IR_ARCH_MSP430) {
        word.size = 2;
    }
    add_word(data, &word);
}

void asm_data_take(void *context, const struct asm_stmt *stmt)
{
    struct asm_data *data = context;
    if (stmt->op && asm_directive_names_label(stmt->op)) {
        data->function_next = stmt->label != NULL;
    }
    if (stmt->label) {
        take_label(data, stmt);
    }
    set_here(data);
    if (stmt->op && !asm_directive(data, stmt)) {
        take_instruction(data, stmt);
    }
    set_here(data);
}
