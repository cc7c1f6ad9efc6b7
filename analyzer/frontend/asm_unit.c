#include "frontend/asm_unit.h"

#include "core/notice.h"
#include "frontend/asm_cpp.h"
#include "frontend/asm_emit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* ---- types ---------------------------------------------------------------- */

static uint32_t add_type(struct ir_build *build, const char *name, struct ir_type type)
{
    type.name = ir_string(build, name);
    VEC_PUSH(&build->unit->types, type);
    return (uint32_t)build->unit->types.count - 1;
}

static uint32_t pointer_size(enum ir_arch arch)
{
    return arch == IR_ARCH_AVR || arch == IR_ARCH_MSP430 ? 2 : 4;
}

static void add_types(struct asm_emit *emit, enum ir_arch arch)
{
    struct ir_build *build = emit->build;
    uint32_t size = pointer_size(arch);
    struct asm_types *types = &emit->types;
    struct ir_type plain = {.element = IR_NONE};
    plain.kind = IR_TYPE_VOID;
    types->none = add_type(build, "void", plain);
    plain.kind = IR_TYPE_UNKNOWN;
    types->unknown = add_type(build, "?", plain);
    types->function = add_type(
        build, "void ()", (struct ir_type){.kind = IR_TYPE_FUNCTION, .align = 1, .element = types->none});
    types->word =
        add_type(build, "unsigned",
                 (struct ir_type){.kind = IR_TYPE_INT, .size = size, .align = size, .element = IR_NONE});
    types->pointer = add_type(
        build, "void (*)()",
        (struct ir_type){.kind = IR_TYPE_POINTER, .size = size, .align = size, .element = types->function});
}

static uint32_t table_type(struct asm_emit *emit, const struct asm_object *object)
{
    char name[48];
    snprintf(name, sizeof(name), "void (*[%u])()", object->words);
    struct ir_type type = {.kind = IR_TYPE_ARRAY,
                           .size = (uint32_t)object->size,
                           .align = 4,
                           .element = emit->types.pointer,
                           .count = object->words};
    return add_type(emit->build, name, type);
}

/* ---- symbols -------------------------------------------------------------- */

static bool is_table(const struct asm_code *code, uint32_t index)
{
    return index < code->objects.count && code->objects.data[index].addresses &&
           asm_code_is_object(code, index);
}

/* What a name is in the end: through aliases, and to the owner of its place. */
static uint32_t meaning(const struct asm_code *code, uint32_t index)
{
    for (int hop = 0; hop < 16; hop++) {
        const struct asm_symbol *symbol = &code->data->symbols->list.data[index];
        uint32_t next = symbol->flags & ASM_ALIAS ? symbol->alias : asm_code_same_place(code, index);
        if (next == IR_NONE) {
            break;
        }
        index = next;
    }
    return index;
}

static bool is_wanted(const struct asm_code *code, uint32_t index)
{
    const struct asm_symbol *symbol = &code->data->symbols->list.data[index];
    uint32_t flags = symbol->flags;
    if (flags & (ASM_GLOBAL | ASM_WEAK) || asm_code_is_function(code, index) || is_table(code, index)) {
        return true;
    }
    if (flags & (ASM_CONSTANT | ASM_LABEL)) {
        return (flags & ASM_LABEL) && (flags & ASM_ADDRESSED);
    }
    return (flags & (ASM_CALLED | ASM_ADDRESSED | ASM_JUMPED | ASM_ALIAS)) != 0;
}

static bool is_function(const struct asm_code *code, uint32_t index)
{
    uint32_t final = meaning(code, index);
    uint32_t flags =
        code->data->symbols->list.data[index].flags | code->data->symbols->list.data[final].flags;
    return !is_table(code, final) && !(flags & ASM_OBJECT) &&
           (asm_code_is_function(code, final) || (flags & (ASM_FUNCTION | ASM_CALLED | ASM_JUMPED)));
}

static void add_symbol(struct asm_emit *emit, uint32_t index)
{
    struct asm_code *code = emit->code;
    const struct asm_symbol *symbol = &code->data->symbols->list.data[index];
    bool linked = symbol->flags & (ASM_GLOBAL | ASM_WEAK);
    bool defined = symbol->flags & (ASM_LABEL | ASM_ALIAS | ASM_CONSTANT);
    bool function = is_function(code, index);
    struct ir_sym sym = {.kind = function             ? IR_SYM_FUNCTION
                                 : linked || !defined ? IR_SYM_GLOBAL
                                                      : IR_SYM_STATIC,
                         .name = ir_string(emit->build, symbol->name),
                         .function = IR_NONE,
                         .type = function ? emit->types.function : emit->types.unknown,
                         .loc = asm_emit_loc(emit, &symbol->origin)};
    sym.flags = (defined ? IR_SYM_DEFINED : 0) | (symbol->flags & ASM_WEAK ? IR_SYM_WEAK : 0) |
                (function && defined && !linked ? IR_SYM_INTERNAL : 0) |
                (symbol->flags & ASM_ADDRESSED ? IR_SYM_ADDRESS_TAKEN : 0);
    uint32_t target = symbol->flags & ASM_ALIAS ? symbol->alias : asm_code_same_place(code, index);
    if (target != IR_NONE && target != index) {
        sym.alias = ir_string(emit->build, code->data->symbols->list.data[target].name);
    }
    if ((symbol->flags & ASM_LABEL) && symbol->section != IR_NONE) {
        sym.section = ir_string(emit->build, code->data->sections.data[symbol->section].name);
    }
    if (is_table(code, index)) {
        sym.type = table_type(emit, &code->objects.data[index]);
    }
    emit->ir_sym.data[index] = (uint32_t)emit->build->unit->syms.count;
    VEC_PUSH(&emit->build->unit->syms, sym);
}

static void add_symbols(struct asm_emit *emit)
{
    size_t count = emit->code->data->symbols->list.count;
    for (size_t i = 0; i < count; i++) {
        VEC_PUSH(&emit->ir_sym, IR_NONE);
    }
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(emit->code, (uint32_t)i)) {
            add_symbol(emit, (uint32_t)i);
        }
    }
}

/* ---- tables --------------------------------------------------------------- */

static void add_init(struct asm_emit *emit, const struct asm_word *word)
{
    struct ir_init init = {.sym = emit->ir_sym.data[word->owner],
                           .kind = IR_INIT_INT,
                           .offset = (uint32_t)word->offset,
                           .size = word->size,
                           .target = IR_NONE,
                           .loc = asm_emit_loc(emit, &word->origin)};
    const struct asm_value *value = &word->value;
    uint32_t target = value->known && value->symbol < ASM_HERE ? value->symbol : IR_NONE;
    if (word->indirect && target != IR_NONE) {
        target = asm_code_stored(emit->code, target);
    }
    if (target != IR_NONE && emit->ir_sym.data[target] != IR_NONE) {
        init.kind = IR_INIT_ADDRESS;
        init.target = emit->ir_sym.data[target];
        init.value = value->relative ? 0 : value->number;
    } else if (value->known && target == IR_NONE) {
        init.value = value->number;
    }
    VEC_PUSH(&emit->build->unit->inits, init);
}

/* In the order of the tables, then of their entries. */
static void add_inits(struct asm_emit *emit)
{
    const struct asm_data *data = emit->code->data;
    size_t count = emit->code->objects.count;
    VEC(uint32_t) next = {0}; /* by word: the owner's next word */
    VEC(uint32_t) heads = {0};
    for (size_t i = 0; i < count; i++) {
        VEC_PUSH(&heads, IR_NONE);
    }
    for (size_t i = data->words.count; i-- > 0;) {
        VEC_PUSH(&next, heads.data[data->words.data[i].owner]);
        heads.data[data->words.data[i].owner] = (uint32_t)i;
    }
    for (uint32_t owner = 0; owner < count; owner++) {
        if (!is_table(emit->code, owner)) {
            continue;
        }
        for (uint32_t i = heads.data[owner]; i != IR_NONE; i = next.data[data->words.count - 1 - i]) {
            const struct asm_word *word = &data->words.data[i];
            bool entry = word->kind == ASM_WORD_DATA || emit->code->objects.data[owner].table;
            if (entry && word->offset >= 0 && word->offset < UINT32_MAX) {
                add_init(emit, word);
            }
        }
    }
    VEC_FREE(&next);
    VEC_FREE(&heads);
}

/* ---- notices -------------------------------------------------------------- */

static void notice(struct asm_emit *emit, enum notice_kind kind, uint32_t line, const char *message)
{
    if (line) {
        struct asm_origin origin = {.line = line, .spell_line = line};
        ir_notice_add(emit->build, kind, asm_emit_loc(emit, &origin), message);
    }
}

static void add_notices(struct asm_emit *emit, const struct asm_cpp_result *cpp,
                        const struct asm_lines_result *lines, bool truncated)
{
    uint32_t include = cpp->include_line ? cpp->include_line : lines->include_line;
    notice(emit, NOTICE_INFO, include, "headers of assembler sources are not read");
    notice(emit, NOTICE_INFO, lines->unknown_condition_line,
           "a condition depends on an unknown name; its first branch was taken");
    notice(emit, NOTICE_INFO, cpp->error_line, "#error is reached; definitions of the build are missing");
    if (cpp->limit || lines->limit || truncated) {
        notice(emit, NOTICE_LIMIT, 1, "assembler source too large or too deeply nested; the rest is missing");
        emit->build->unit->health = IR_DEGRADED;
    }
}

/* ---- all ------------------------------------------------------------------ */

static void add_constants(struct asm_symbols *symbols, const struct asm_options *options)
{
    for (size_t i = 0; i < options->define_count; i++) {
        const char *equals = strchr(options->defines[i], '=');
        size_t length = equals ? (size_t)(equals - options->defines[i]) : strlen(options->defines[i]);
        struct asm_value value = equals ? asm_expr(symbols, equals + 1, NULL)
                                        : (struct asm_value){.known = true, .symbol = IR_NONE, .number = 1};
        uint32_t index = asm_symbol(symbols, options->defines[i], length);
        if (value.known && value.symbol == IR_NONE) {
            symbols->list.data[index].flags |= ASM_CONSTANT;
            symbols->list.data[index].number = value.number;
        }
    }
}

static void build_unit(struct asm_emit *emit)
{
    add_symbols(emit);
    add_inits(emit);
    for (size_t i = 0; i < emit->code->functions.count; i++) {
        asm_emit_function(emit, &emit->code->functions.data[i]);
    }
    VEC_FREE(&emit->ir_sym);
}

int asm_unit_read(struct ir_unit *out, const char *path, const char *text, size_t length,
                  const struct asm_options *options)
{
    static const struct asm_options defaults;
    options = options ? options : &defaults;
    struct ir_build build;
    ir_build_init(&build, out);
    struct asm_emit emit = {.build = &build, .file = ir_string(&build, path)};
    out->path = emit.file;
    VEC_PUSH(&out->files, emit.file);
    if (length > ASM_SIZE_CAP) {
        out->health = IR_LOST;
        notice(&emit, NOTICE_LOST, 1, "assembler source too large");
        ir_build_fini(&build);
        return -EFBIG;
    }
    struct arena arena = {0};
    struct asm_syntax syntax = asm_syntax_guess(text, length, options->arch);
    struct asm_lines lines = {0};
    struct asm_symbols symbols = {0};
    struct asm_data data;
    struct asm_code code;
    asm_text_split(&arena, &lines, text, length, &syntax);
    struct asm_cpp_result cpp = asm_cpp(&arena, &lines, options->defines, options->define_count);
    add_constants(&symbols, options);
    asm_data_init(&data, &arena, &syntax, &symbols);
    struct asm_lines_result expanded = asm_expand(&arena, &lines, &syntax, &symbols, asm_data_take, &data);
    asm_code_find(&code, &data);
    emit.code = &code;
    out->target = (struct ir_target){.arch = syntax.arch, .pointer_size = pointer_size(syntax.arch)};
    add_types(&emit, syntax.arch);
    build_unit(&emit);
    add_notices(&emit, &cpp, &expanded, lines.truncated);
    asm_code_free(&code);
    asm_data_free(&data);
    asm_symbols_free(&symbols);
    VEC_FREE(&lines);
    arena_free(&arena);
    ir_build_fini(&build);
    return 0;
}
