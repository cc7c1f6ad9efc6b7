#include "frontend/asm_directive.h"

#include <string.h>
#include <strings.h>

static bool is_gnu_like(const struct asm_data *data)
{
    return data->syntax->dialect == ASM_GNU || data->syntax->dialect == ASM_TI;
}

static int64_t constant(struct asm_data *data, const char *text, int64_t fallback)
{
    struct asm_value value = asm_expr(data->symbols, text, NULL);
    return value.known && value.symbol == IR_NONE ? value.number : fallback;
}

/* ---- symbols -------------------------------------------------------------- */

/* The index of the name that an operand starts with, or IR_NONE. */
static uint32_t operand_symbol(struct asm_data *data, const char *text)
{
    size_t length;
    const char *end;
    text = asm_read_name(text, &length, &end);
    return length ? asm_symbol(data->symbols, text, length) : IR_NONE;
}

/* armasm's [WEAK] stands behind the name or as an operand of its own. */
static bool says_weak(const char *text)
{
    return strcasestr(text, "[weak") != NULL || strcasecmp(text, "weak") == 0;
}

static void flag_symbols(struct asm_data *data, const struct asm_stmt *stmt, uint32_t flags)
{
    uint32_t before = IR_NONE;
    for (const char *rest = stmt->args; rest;) {
        const char *text = asm_next_operand(data->arena, rest, &rest);
        bool weak = says_weak(text);
        uint32_t index = weak && *text == '[' ? IR_NONE : operand_symbol(data, text);
        if (index == IR_NONE || strcasecmp(text, "weak") == 0) {
            index = weak ? before : IR_NONE;
        }
        if (index == IR_NONE) {
            continue;
        }
        struct asm_symbol *symbol = &data->symbols->list.data[index];
        symbol->flags |= flags | (weak ? ASM_WEAK : 0);
        if (!symbol->origin.line) {
            symbol->origin = stmt->origin;
        }
        before = index;
    }
}

static void set_type(struct asm_data *data, const struct asm_stmt *stmt)
{
    const char *rest;
    uint32_t index = operand_symbol(data, asm_next_operand(data->arena, stmt->args, &rest));
    const char *type = asm_skip_blanks(rest ? rest : stmt->args + asm_name_length(stmt->args));
    type += *type == '%' || *type == '@' || *type == '#' || *type == '"';
    if (index != IR_NONE &&
        (strncasecmp(type, "function", 8) == 0 || strncasecmp(type, "stt_func", 8) == 0)) {
        data->symbols->list.data[index].flags |= ASM_FUNCTION;
    } else if (index != IR_NONE &&
               (strncasecmp(type, "object", 6) == 0 || strncasecmp(type, "stt_obj", 7) == 0)) {
        data->symbols->list.data[index].flags |= ASM_OBJECT;
    }
}

/* ".set name, value" in all its forms. */
static void assign(struct asm_data *data, const struct asm_stmt *stmt, uint32_t flags)
{
    const char *rest;
    uint32_t index = operand_symbol(data, asm_next_operand(data->arena, stmt->args, &rest));
    if (index == IR_NONE || !rest) {
        return;
    }
    struct asm_value value = asm_expr(data->symbols, rest, NULL);
    struct asm_symbol *symbol = &data->symbols->list.data[index];
    if (!value.known || value.relative || value.symbol == index || (symbol->flags & ASM_LABEL)) {
        return;
    }
    symbol->flags &= ~(uint32_t)(ASM_CONSTANT | ASM_ALIAS);
    symbol->flags |= flags;
    symbol->number = value.number;
    symbol->origin = stmt->origin;
    if (value.symbol == ASM_HERE) {
        symbol->flags |= ASM_LABEL;
        symbol->section = data->symbols->here.section;
        symbol->epoch = data->symbols->here.epoch;
        symbol->number += data->symbols->here.offset;
    } else if (value.symbol == IR_NONE) {
        symbol->flags |= ASM_CONSTANT;
    } else {
        symbol->flags |= ASM_ALIAS;
        symbol->alias = value.symbol;
    }
}

/* armasm: ALIAS name, aliasname. GNU: .weakref alias, name. */
static void alias(struct asm_data *data, const struct asm_stmt *stmt, bool reversed, uint32_t flags)
{
    const char *rest;
    uint32_t first = operand_symbol(data, asm_next_operand(data->arena, stmt->args, &rest));
    uint32_t second = rest ? operand_symbol(data, asm_skip_blanks(rest)) : IR_NONE;
    uint32_t name = reversed ? second : first;
    if (first == IR_NONE || second == IR_NONE || first == second) {
        return;
    }
    struct asm_symbol *symbol = &data->symbols->list.data[name];
    if (!(symbol->flags & ASM_LABEL)) {
        symbol->flags |= ASM_ALIAS | flags;
        symbol->alias = reversed ? first : second;
        symbol->number = 0;
        symbol->origin = stmt->origin;
    }
}

/* ---- sections ------------------------------------------------------------- */

static bool is_code_name(const char *name)
{
    static const char *const prefixes[] = {".text", ".init", ".fini", ".vectors", ".reset", ".boot"};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void open_section(struct asm_data *data, const struct asm_stmt *stmt)
{
    const char *rest;
    const char *first = asm_next_operand(data->arena, stmt->args, &rest);
    size_t length = strlen(first);
    bool code;
    if (data->syntax->dialect == ASM_IAR) {
        /* SECTION name:CODE:NOROOT(2) */
        const char *colon = strchr(first, ':');
        code = strcasestr(first, ":code") != NULL;
        length = colon ? (size_t)(colon - first) : length;
    } else if (data->syntax->dialect == ASM_ARMASM) {
        code = rest && strcasestr(rest, "code") != NULL;
    } else {
        const char *flags = asm_skip_blanks(rest ? rest : "");
        const char *end = *flags == '"' ? asm_skip_quoted(flags) : flags;
        code = end > flags ? memchr(flags, 'x', (size_t)(end - flags)) != NULL
                           : is_code_name(first + (*first == '"'));
    }
    const char *end;
    first = asm_read_name(arena_strndup(data->arena, first, length), &length, &end);
    if (length) {
        asm_data_section(data, arena_strndup(data->arena, first, length), code);
    }
}

static bool section_directive(struct asm_data *data, const struct asm_stmt *stmt)
{
    static const char *const opens[] = {".section", "section", "area", "rseg", ".sect", "common", NULL};
    static const char *const named[] = {".text", ".data", ".bss", ".rodata", NULL};
    const char *op = stmt->op;
    size_t length = strlen(op);
    if (asm_find_word(op, length, opens) >= 0) {
        open_section(data, stmt);
    } else if (asm_find_word(op, length, named) >= 0) {
        asm_data_section(data, op, strcmp(op, ".text") == 0);
    } else if (strcmp(op, ".pushsection") == 0) {
        asm_data_push_section(data);
        open_section(data, stmt);
    } else if (strcmp(op, ".popsection") == 0) {
        asm_data_pop_section(data);
    } else if (strcmp(op, ".previous") == 0) {
        asm_data_previous_section(data);
    } else {
        return false;
    }
    return true;
}

/* ---- data ----------------------------------------------------------------- */

static bool is_16_bit(const struct asm_data *data)
{
    return data->syntax->arch == IR_ARCH_AVR || data->syntax->arch == IR_ARCH_MSP430;
}

static bool words_directive(struct asm_data *data, const struct asm_stmt *stmt)
{
    static const char *const ones[] = {"byte", "dcb", "dc8", "db", "1byte", "=", NULL};
    static const char *const twos[] = {"short", "hword", "half", "2byte", "dcw", "dcwu", "dc16", "dw", NULL};
    static const char *const fours[] = {"long", "4byte", "dcd", "dcdu", "dc32", "dd", "&", NULL};
    static const char *const eights[] = {"quad", "dword", "8byte", "xword", "dcq", "dcqu", "dc64", NULL};
    static const char *const native[] = {"word", "int", NULL};
    static const char *const strings[] = {"ascii", "asciz", "string", NULL};
    const char *op = stmt->op + (*stmt->op == '.');
    size_t length = strlen(op);
    uint32_t size;
    if (asm_find_word(op, length, fours) >= 0) {
        size = 4;
    } else if (asm_find_word(op, length, native) >= 0) {
        size = is_16_bit(data) ? 2 : 4;
    } else if (asm_find_word(op, length, twos) >= 0) {
        size = 2;
    } else if (asm_find_word(op, length, ones) >= 0) {
        size = 1;
    } else if (asm_find_word(op, length, eights) >= 0) {
        size = 8;
    } else if (asm_find_word(op, length, strings) >= 0) {
        asm_data_advance(data, -1);
        return true;
    } else {
        return false;
    }
    asm_data_words(data, stmt, size);
    return true;
}

static bool space_directive(struct asm_data *data, const struct asm_stmt *stmt)
{
    static const struct {
        const char *name;
        int64_t unit;
    } spaces[] = {{"space", 1}, {"skip", 1}, {"zero", 1}, {"ds", 1}, {"ds8", 1}, {"ds16", 2},
                  {"ds24", 3},  {"ds32", 4}, {"ds64", 8}, {"%", 1},  {"fill", 1}};
    const char *op = stmt->op + (*stmt->op == '.');
    for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
        if (strcmp(op, spaces[i].name) != 0) {
            continue;
        }
        const char *rest;
        int64_t count = constant(data, asm_next_operand(data->arena, stmt->args, &rest), -1);
        int64_t unit = spaces[i].unit;
        if (*stmt->op == '.' && strcmp(op, "fill") == 0 && rest) { /* .fill count, size, value */
            unit = constant(data, asm_next_operand(data->arena, rest, &rest), -1);
        }
        bool fits = count >= 0 && count <= UINT32_MAX && unit >= 0 && unit <= 8;
        asm_data_advance(data, fits ? count * unit : -1);
        return true;
    }
    return false;
}

static bool layout_directive(struct asm_data *data, const struct asm_stmt *stmt)
{
    const char *op = stmt->op + (*stmt->op == '.');
    const char *rest;
    const char *first = asm_next_operand(data->arena, stmt->args, &rest);
    if (strcmp(op, "org") == 0) {
        asm_data_origin(data, asm_expr(data->symbols, first, NULL));
    } else if (strcmp(op, "balign") == 0 || strncmp(op, "balign", 6) == 0) {
        asm_data_align(data, constant(data, first, 1));
    } else if (strcmp(op, "p2align") == 0 || strcmp(op, "alignrom") == 0 || strcmp(op, "align") == 0 ||
               strcmp(op, "alignram") == 0) {
        /* Bytes in armasm and TI's, a power of two in IAR's, and in GNU as for ELF on these targets. */
        bool bytes = op[1] == 'l' && (data->syntax->dialect == ASM_ARMASM || data->syntax->dialect == ASM_TI);
        int64_t value = constant(data, first, bytes ? 4 : 2);
        asm_data_align(data, bytes ? value : value >= 0 && value < 16 ? (int64_t)1 << value : 1);
    } else {
        return words_directive(data, stmt) || space_directive(data, stmt);
    }
    return true;
}

/* ---- all ------------------------------------------------------------------ */

static bool symbol_directive(struct asm_data *data, const struct asm_stmt *stmt)
{
    static const char *const globals[] = {".global", ".globl", "export", "global", "public", ".def", NULL};
    static const char *const weaks[] = {".weak", "pubweak", NULL};
    static const char *const externs[] = {"import", "extern", ".extern", ".ref", NULL};
    static const char *const sets[] = {".set", ".equ", ".equiv", ".eqv", "=", NULL};
    size_t length = strlen(stmt->op);
    if (asm_find_word(stmt->op, length, globals) >= 0) {
        flag_symbols(data, stmt, ASM_GLOBAL);
    } else if (asm_find_word(stmt->op, length, weaks) >= 0) {
        flag_symbols(data, stmt, ASM_GLOBAL | ASM_WEAK);
    } else if (strcmp(stmt->op, "extweak") == 0) {
        flag_symbols(data, stmt, ASM_WEAK);
    } else if (asm_find_word(stmt->op, length, externs) >= 0) {
        flag_symbols(data, stmt, 0);
    } else if (strcmp(stmt->op, ".type") == 0) {
        set_type(data, stmt);
    } else if (asm_find_word(stmt->op, length, sets) >= 0) {
        assign(data, stmt, 0);
    } else if (strcmp(stmt->op, ".thumb_set") == 0) {
        assign(data, stmt, ASM_FUNCTION);
    } else if (strcmp(stmt->op, "alias") == 0) {
        alias(data, stmt, true, 0);
    } else if (strcmp(stmt->op, ".weakref") == 0) {
        alias(data, stmt, false, ASM_WEAK);
    } else if (strcmp(stmt->op, ".thumb_func") == 0 || strcmp(stmt->op, ".thumbfunc") == 0) {
        if (*stmt->args) {
            flag_symbols(data, stmt, ASM_FUNCTION);
        } else {
            data->function_next = true;
        }
    } else {
        return false;
    }
    return true;
}

bool asm_directive_names_label(const char *op)
{
    static const char *const words[] = {"proc", "function", ".asmfunc", NULL};
    return asm_find_word(op, strlen(op), words) >= 0;
}

/* Directives of armasm and IAR without a meaning here; they have no dot to tell them from instructions. */
static bool is_ignored(const char *op)
{
    static const char *const words[] = {"preserve8", "require8",
                                        "thumb",     "arm",
                                        "code",      "code16",
                                        "code32",    "data",
                                        "keep",      "ltorg",
                                        "entry",     "module",
                                        "name",      "program",
                                        "library",   "end",
                                        "endmod",    "require",
                                        "root",      "stack",
                                        "public",    "rn",
                                        "info",      "assert",
                                        "gbla",      "gbll",
                                        "gbls",      "lcla",
                                        "lcll",      "lcls",
                                        "seta",      "setl",
                                        "sets",      "ttl",
                                        "subt",      "opt",
                                        "cfi",       "call_graph_root",
                                        "calls",     "local",
                                        "nolist",    "list",
                                        "alignrom",  "aseg",
                                        "routine",   "frame",
                                        "nofp",      "incbin",
                                        "map",       "field",
                                        "relocate",  "attr",
                                        "callgraph", "overload",
                                        "rtmodel",   "asegn",
                                        NULL};
    return asm_find_word(op, strlen(op), words) >= 0;
}

bool asm_directive(struct asm_data *data, const struct asm_stmt *stmt)
{
    static const char *const ends[] = {"endp", "endfunc", ".endfunc", ".endasmfunc", NULL};
    if (symbol_directive(data, stmt)) {
        return true;
    }
    if (asm_find_word(stmt->op, strlen(stmt->op), ends) >= 0) {
        asm_data_end_function(data, stmt);
        return true;
    }
    /* without a dot, GNU as knows instructions and macros only */
    if (*stmt->op != '.' && is_gnu_like(data)) {
        return false;
    }
    return section_directive(data, stmt) || layout_directive(data, stmt) || *stmt->op == '.' ||
           asm_directive_names_label(stmt->op) || is_ignored(stmt->op);
}
