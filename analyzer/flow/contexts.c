#include "flow/contexts.h"

#include "flow/annotation.h"

#include <ctype.h>
#include <string.h>

enum {
    TABLE_FUNCTIONS_MIN = 1, /* the reset handler at the least */
    DEFAULT_SLOTS_MIN = 3,   /* a function in this many slots is the default handler */
    EXCEPTIONS = 16,         /* Cortex-M: slots before interrupt 0 (Armv7-M ARM B1.5.2) */
    SLOT_RESET = 1,
    SLOT_NMI = 2,
    SLOT_HARD_FAULT = 3,
};

struct finder {
    struct contexts *contexts;
    struct program *program;
    const struct points *points;
    const struct model *model;
    struct context_claims *claims;
    bool has_table;
    bool any_line_set;
    bool is_part;    /* the tables, too, may be those of another device */
    bool has_start;  /* a main, or what stands for one */
    struct map seen; /* function → context */
};

static struct context *add_context(struct finder *finder, enum context_kind kind, uint32_t func,
                                   const char *found, struct loc loc)
{
    if (map_get(&finder->seen, func) != MAP_NONE || finder->contexts->data.count >= CONTEXTS_MAX) {
        uint32_t known = map_get(&finder->seen, func);
        return known == MAP_NONE ? NULL : &finder->contexts->data.data[known];
    }
    map_set(&finder->seen, func, (uint32_t)finder->contexts->data.count);
    struct context *context = VEC_ADD(&finder->contexts->data);
    context->kind = kind;
    context->func = func;
    context->name = program_name(finder->program, func);
    context->line = LINE_NONE;
    context->priority = PRIORITY_UNKNOWN;
    context->found = found;
    context->loc = loc;
    return context;
}

/* ---- vector tables ---------------------------------------------------------------------------- */

static bool contains(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (; *text; text++) {
        size_t i = 0;
        while (i < length && tolower((unsigned char)text[i]) == word[i]) {
            i++;
        }
        if (i == length) {
            return true;
        }
    }
    return false;
}

static uint32_t function_of(const struct finder *finder, uint32_t unit, uint32_t sym)
{
    uint32_t id = program_resolve(finder->program, program_sym_of(finder->program, unit, sym));
    return id == PROGRAM_NONE ? PROGRAM_NONE : finder->program->syms.data[id].function;
}

/* The initialised objects of a unit are contiguous in `inits`: [first, end). */
static bool is_vector_table(const struct program *program, uint32_t unit_index, size_t first, size_t end)
{
    const struct ir_unit *unit = program->units[unit_index];
    const struct ir_sym *sym = &unit->syms.data[unit->inits.data[first].sym];
    const char *section = ir_text(unit, sym->section);
    const char *name = ir_text(unit, sym->name);
    bool named = contains(section, "vector") || contains(section, "isr") || contains(section, "intvec") ||
                 contains(section, "reset") || contains(name, "vector") || contains(name, "isrtable");
    unsigned functions = 0;
    for (size_t i = first; i < end; i++) {
        const struct ir_init *init = &unit->inits.data[i];
        uint32_t id =
            init->kind == IR_INIT_ADDRESS ? program_sym_of(program, unit_index, init->target) : PROGRAM_NONE;
        id = program_resolve(program, id); /* assembly does not say what is a function: the program does */
        functions += id != PROGRAM_NONE && program->syms.data[id].function != PROGRAM_NONE;
    }
    return named && functions >= TABLE_FUNCTIONS_MIN;
}

/* Some C tables begin with the reset handler; the stack pointer then stands elsewhere. */
static int first_slot(const struct ir_unit *unit, size_t first)
{
    const struct ir_init *init = &unit->inits.data[first];
    bool is_reset = init->offset == 0 && init->kind == IR_INIT_ADDRESS &&
                    unit->syms.data[init->target].kind == IR_SYM_FUNCTION &&
                    contains(ir_text(unit, unit->syms.data[init->target].name), "reset");
    return is_reset && unit->target.arch == IR_ARCH_ARM_M ? 1 : 0;
}

static void add_slot(struct finder *finder, uint32_t unit_index, const struct ir_init *init, int slot,
                     const char *table)
{
    const struct ir_unit *unit = finder->program->units[unit_index];
    uint32_t func = function_of(finder, unit_index, init->target);
    if (func == PROGRAM_NONE) {
        return;
    }
    bool is_m = unit->target.arch == IR_ARCH_ARM_M;
    bool is_reset = is_m ? slot == SLOT_RESET : slot == 0;
    const char *found = arena_printf(finder->program->image, "slot %d of '%s'", slot, table);
    struct context *context = add_context(finder, is_reset ? CONTEXT_MAIN : CONTEXT_HANDLER, func, found,
                                          program_loc(finder->program, unit_index, init->loc));
    if (context && !is_reset) {
        context->line = is_m ? slot - EXCEPTIONS : slot;
        context->unmaskable = is_m && (slot == SLOT_NMI || slot == SLOT_HARD_FAULT);
    }
}

static void read_table(struct finder *finder, uint32_t unit_index, size_t first, size_t end)
{
    const struct ir_unit *unit = finder->program->units[unit_index];
    uint32_t size = unit->target.pointer_size ? unit->target.pointer_size : 4;
    const char *table = ir_text(unit, unit->syms.data[unit->inits.data[first].sym].name);
    struct map uses = {0};
    finder->has_table = true;
    for (size_t i = first; i < end; i++) {
        if (unit->inits.data[i].kind == IR_INIT_ADDRESS) {
            uint32_t func = function_of(finder, unit_index, unit->inits.data[i].target);
            uint32_t count = map_get(&uses, func);
            map_set(&uses, func, count == MAP_NONE ? 1 : count + 1);
        }
    }
    for (size_t i = first; i < end; i++) {
        const struct ir_init *init = &unit->inits.data[i];
        uint32_t func =
            init->kind == IR_INIT_ADDRESS ? function_of(finder, unit_index, init->target) : PROGRAM_NONE;
        if (func != PROGRAM_NONE && map_get(&uses, func) < DEFAULT_SLOTS_MIN) {
            add_slot(finder, unit_index, init, (int)(init->offset / size) + first_slot(unit, first), table);
        }
    }
    map_free(&uses);
}

static void find_tables(struct finder *finder)
{
    for (uint32_t unit = 0; unit < finder->program->unit_count; unit++) {
        const struct ir_unit *from = finder->program->units[unit];
        for (size_t first = 0; first < from->inits.count;) {
            size_t end = first;
            while (end < from->inits.count && from->inits.data[end].sym == from->inits.data[first].sym) {
                end++;
            }
            if (is_vector_table(finder->program, unit, first, end)) {
                read_table(finder, unit, first, end);
            }
            first = end;
        }
    }
}

/* ---- attributes and names -------------------------------------------------------------------------- */

static bool takes_nothing(const struct program *program, uint32_t func)
{
    return program_ir(program, func)->param_count == 0;
}

/* The exceptions that every Cortex-M has, by the names that CMSIS and libopencm3 give their handlers. */
static int exception_line(const char *name)
{
    static const struct {
        const char *name;
        int line;
    } exceptions[] = {
        {"NMI_Handler", -14},        {"HardFault_Handler", -13},  {"MemManage_Handler", -12},
        {"BusFault_Handler", -11},   {"UsageFault_Handler", -10}, {"SecureFault_Handler", -9},
        {"SVC_Handler", -5},         {"DebugMon_Handler", -4},    {"PendSV_Handler", -2},
        {"SysTick_Handler", -1},     {"nmi_handler", -14},        {"hard_fault_handler", -13},
        {"mem_manage_handler", -12}, {"bus_fault_handler", -11},  {"usage_fault_handler", -10},
        {"sv_call_handler", -5},     {"pend_sv_handler", -2},     {"sys_tick_handler", -1},
    };
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++) {
        if (strcmp(exceptions[i].name, name) == 0) {
            return exceptions[i].line;
        }
    }
    return LINE_NONE;
}

static bool named_like_handler(const char *name)
{
    return str_has_suffix(name, "_IRQHandler") || str_has_suffix(name, "_Handler") ||
           str_has_suffix(name, "_isr") || exception_line(name) != LINE_NONE;
}

/* The program's own definition of what a framework calls, where the framework's call is not in sight. */
static bool add_run_by_framework(struct finder *finder, uint32_t func, struct loc loc)
{
    const struct model_entry *entry =
        model_role(finder->model, program_name(finder->program, func), MODEL_RUNS);
    if (!entry) {
        return false;
    }
    enum context_kind kind = entry->context == MODEL_CONTEXT_HANDLER ? CONTEXT_HANDLER
                             : entry->context == MODEL_CONTEXT_MAIN  ? CONTEXT_MAIN
                                                                     : CONTEXT_TASK;
    struct context *context = add_context(finder, kind, func, entry->source, loc);
    finder->has_start |= kind == CONTEXT_MAIN;
    if (context) {
        context->registered = true;
        context->called_by = entry;
    }
    return true;
}

static void find_by_form(struct finder *finder, const bool *called)
{
    for (uint32_t func = 0; func < finder->program->funcs.count; func++) {
        const struct ir_unit *unit = program_unit(finder->program, func);
        const struct ir_sym *sym = &unit->syms.data[program_ir(finder->program, func)->sym];
        const char *name = ir_text(unit, sym->name);
        struct loc loc = program_loc(finder->program, finder->program->funcs.data[func].unit, sym->loc);
        bool vector = str_has_prefix(name, "__vector_"); /* avr-libc: ISR(vector) */
        if (!called[func] && add_run_by_framework(finder, func, loc)) {
            continue;
        }
        if ((sym->flags & IR_SYM_INTERRUPT) || vector) {
            struct context *context =
                add_context(finder, CONTEXT_HANDLER, func, "its interrupt attribute", loc);
            if (context && vector && context->line == LINE_NONE) {
                context->line = (int)strtol(name + strlen("__vector_"), NULL, 10);
            }
        } else if ((!finder->has_table || finder->is_part) && unit->target.arch == IR_ARCH_ARM_M &&
                   named_like_handler(name) && takes_nothing(finder->program, func) && !called[func] &&
                   strcmp(name, "Reset_Handler") != 0 && strcmp(name, "Default_Handler") != 0) {
            struct context *context = add_context(finder, CONTEXT_HANDLER, func, "its name alone", loc);
            if (context) {
                context->guessed = true;
                context->line = exception_line(name);
                context->unmaskable = context->line == -14 || context->line == -13;
            }
        }
    }
}

/* ---- calls that register ------------------------------------------------------------------------------ */

bool contexts_constant(const struct ir_unit *unit, uint32_t index, int64_t *value)
{
    const struct ir_op *op = &unit->ops.data[index];
    int64_t a;
    int64_t b;
    switch (op->kind) {
    case IR_CONST: *value = ir_const_value(op); return !(op->flags & IR_OP_DEGRADED);
    case IR_CAST: return contexts_constant(unit, op->a, value);
    case IR_UNARY:
        if (!contexts_constant(unit, op->a, &a)) {
            return false;
        }
        *value = op->operator_ == IR_NEG ? -a : op->operator_ == IR_NOT ? ~a : !a;
        return true;
    case IR_BINARY:
        if (!contexts_constant(unit, op->a, &a) || !contexts_constant(unit, op->b, &b)) {
            return false;
        }
        switch (op->operator_) {
        case IR_ADD: *value = a + b; return true;
        case IR_SUB: *value = a - b; return true;
        case IR_MUL: *value = a * b; return true;
        case IR_DIV: *value = b > 0 ? a / b : 0; return b > 0;
        case IR_REM: *value = b > 0 ? a % b : 0; return b > 0;
        case IR_OR: *value = a | b; return true;
        case IR_AND: *value = a & b; return true;
        case IR_SHL: *value = b >= 0 && b < 63 ? (int64_t)((uint64_t)a << b) : 0; return true;
        case IR_SHR: *value = b >= 0 && b < 63 ? a >> b : 0; return true;
        default: return false;
        }
    default: return false;
    }
}

static const struct ir_op *argument_op(const struct ir_unit *unit, const struct ir_op *call, int index,
                                       uint32_t *at)
{
    if (index < 0 || (uint32_t)index >= call->c) {
        return NULL;
    }
    *at = unit->operands.data[call->b + (uint32_t)index];
    return &unit->ops.data[*at];
}

static bool constant_argument(const struct ir_unit *unit, const struct ir_op *call, int index, int64_t *value)
{
    uint32_t at;
    return argument_op(unit, call, index, &at) && contexts_constant(unit, at, value);
}

static void add_registered(struct finder *finder, uint32_t unit_index, const struct ir_op *call,
                           const struct model_entry *entry, enum context_kind kind)
{
    const struct ir_unit *unit = finder->program->units[unit_index];
    uint32_t at;
    if (!argument_op(unit, call, entry->handler_arg, &at)) {
        return;
    }
    struct points_set set = points_of_value(finder->points, unit_index, at);
    for (uint32_t i = 0; i < set.count; i++) {
        uint32_t sym = set.data[i].sym;
        uint32_t func = sym == POINTS_FIXED ? PROGRAM_NONE : finder->program->syms.data[sym].function;
        if (func == PROGRAM_NONE) {
            continue;
        }
        struct context *context =
            add_context(finder, kind, func, entry->name, program_loc(finder->program, unit_index, call->loc));
        int64_t number;
        if (context) {
            context->registered |= context->line == LINE_NONE;
        }
        if (context && entry->role == MODEL_CALLBACK && !context->dispatcher) {
            context->dispatcher = entry;
        }
        if (context && kind == CONTEXT_HANDLER && context->line == LINE_NONE &&
            constant_argument(unit, call, entry->line_arg, &number)) {
            context->line = (int)number;
        }
        if (context && context->priority == PRIORITY_UNKNOWN &&
            constant_argument(unit, call, entry->priority_arg, &number)) {
            context->priority = (int)number;
        }
    }
}

/* The constant table and the byte offset within an element that an argument is read from. */
static bool table_field(const struct ir_unit *unit, const struct ir_op *call, int arg, uint32_t *sym,
                        uint32_t *offset, uint32_t *stride)
{
    uint32_t at;
    const struct ir_op *op = argument_op(unit, call, arg, &at);
    while (op && op->kind == IR_CAST) {
        op = &unit->ops.data[op->a];
    }
    if (!op || op->kind != IR_LOAD) {
        return false;
    }
    const struct ir_place *place = &unit->places.data[op->a];
    bool indexed = place->step_count && unit->steps.data[place->step].kind == IR_STEP_INDEX;
    if (place->base != IR_BASE_SYM || !indexed) {
        return false;
    }
    *sym = place->root;
    *stride = unit->steps.data[place->step].size;
    *offset = points_offset(unit, place);
    return *stride > 0;
}

static bool table_value(const struct ir_unit *unit, uint32_t sym, uint32_t offset, int64_t *value)
{
    for (size_t i = 0; i < unit->inits.count; i++) {
        const struct ir_init *init = &unit->inits.data[i];
        if (init->sym == sym && init->offset == offset && init->kind == IR_INIT_INT) {
            *value = init->value;
            return true;
        }
    }
    return false;
}

/* for (i...) set_priority(table[i].line, table[i].priority): the table says it all. */
static bool set_from_table(struct finder *finder, uint32_t unit_index, const struct ir_op *call, int line_arg,
                           int value_arg)
{
    enum { ELEMENTS_MAX = 512 };
    const struct ir_unit *unit = finder->program->units[unit_index];
    uint32_t line_sym, line_offset, line_stride, sym, offset, stride;
    if (!table_field(unit, call, line_arg, &line_sym, &line_offset, &line_stride) ||
        !table_field(unit, call, value_arg, &sym, &offset, &stride) || sym != line_sym ||
        stride != line_stride) {
        return false;
    }
    int64_t line;
    int64_t priority;
    for (uint32_t i = 0; i < ELEMENTS_MAX && table_value(unit, sym, line_offset + i * stride, &line); i++) {
        uint32_t index = contexts_of_line(finder->contexts, line);
        if (index != FLOW_NONE && table_value(unit, sym, offset + i * stride, &priority)) {
            finder->contexts->data.data[index].priority = (int)priority;
        }
    }
    return true;
}

static void set_priority(struct finder *finder, uint32_t unit_index, const struct ir_op *call,
                         const struct model_entry *entry)
{
    const struct ir_unit *unit = finder->program->units[unit_index];
    int64_t line;
    int64_t priority;
    int value_arg = entry->value_arg >= 0 ? entry->value_arg : entry->priority_arg;
    if (!constant_argument(unit, call, entry->line_arg, &line)) {
        finder->any_line_set |= !set_from_table(finder, unit_index, call, entry->line_arg, value_arg);
        return;
    }
    uint32_t index = contexts_of_line(finder->contexts, line);
    bool known = constant_argument(unit, call, value_arg, &priority);
    if (index != FLOW_NONE && !known) {
        finder->contexts->data.data[index].priority_is_reset = true; /* set, to what is not known */
    } else if (index != FLOW_NONE) {
        struct context *context = &finder->contexts->data.data[index];
        context->priority = (int)priority;
        context->priority_loc = program_loc(finder->program, unit_index, call->loc);
    }
}

static void scan_calls(struct finder *finder, bool priorities)
{
    for (size_t i = 0; i < finder->program->calls.count; i++) {
        const struct program_call *site = &finder->program->calls.data[i];
        if (site->sym == PROGRAM_NONE) {
            continue;
        }
        uint32_t unit_index = finder->program->funcs.data[site->caller].unit;
        const struct ir_op *op = &finder->program->units[unit_index]->ops.data[site->op];
        size_t count;
        const struct model_entry *entries =
            model_find(finder->model, finder->program->syms.data[site->sym].name, &count);
        for (size_t j = 0; j < count; j++) {
            const struct model_entry *entry = &entries[j];
            if (priorities) {
                if (entry->role == MODEL_PRIORITY) {
                    set_priority(finder, unit_index, op, entry);
                }
            } else if (entry->role == MODEL_HANDLER ||
                       (entry->role == MODEL_CALLBACK && entry->context == MODEL_CONTEXT_HANDLER)) {
                add_registered(finder, unit_index, op, entry, CONTEXT_HANDLER);
            } else if (entry->role == MODEL_TASK ||
                       (entry->role == MODEL_CALLBACK && entry->context != MODEL_CONTEXT_NONE)) {
                add_registered(finder, unit_index, op, entry, CONTEXT_TASK);
            }
        }
    }
}

/* ---- what the user says ------------------------------------------------------------------------------ */

static void add_claimed(struct finder *finder, struct context_claim *claim, uint32_t func, const char *found)
{
    struct context *context = add_context(finder, claim->kind, func, found, claim->loc);
    claim->met = true;
    if (context) {
        context->kind = claim->kind;
        context->line = claim->line != LINE_NONE ? claim->line : context->line;
        context->guessed = context->registered = false;
    }
    finder->has_start |= claim->kind == CONTEXT_MAIN;
}

static void add_claims(struct finder *finder)
{
    for (size_t i = 0; i < finder->claims->data.count; i++) {
        struct context_claim *claim = &finder->claims->data.data[i];
        for (uint32_t func = 0; func < finder->program->funcs.count; func++) {
            if (strcmp(program_name(finder->program, func), claim->func) == 0) {
                add_claimed(finder, claim, func, "the configuration");
            }
        }
    }
}

/* include/critlint.h says it in the code: weaker than the configuration, stronger than what is seen. */
static void add_annotated(struct finder *finder)
{
    static const struct {
        const char *word;
        enum context_kind kind;
    } words[] = {{"handler", CONTEXT_HANDLER}, {"task", CONTEXT_TASK}, {"entry", CONTEXT_MAIN}};
    for (uint32_t func = 0; func < finder->program->funcs.count; func++) {
        uint32_t sym = finder->program->funcs.data[func].sym;
        uint32_t unit = finder->program->funcs.data[func].unit;
        for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
            if (!annotation_has(finder->program, sym, words[i].word)) {
                continue;
            }
            struct context_claim claim = {
                .kind = words[i].kind,
                .func = program_name(finder->program, func),
                .line = LINE_NONE,
                .loc = program_loc(finder->program, unit, program_ir(finder->program, func)->loc)};
            annotation_number(finder->program, sym, "line", &claim.line);
            add_claimed(finder, &claim, func, "its annotation");
        }
    }
}

static void annotate_priorities(struct finder *finder)
{
    for (size_t i = 0; i < finder->contexts->data.count; i++) {
        struct context *context = &finder->contexts->data.data[i];
        uint32_t sym = finder->program->funcs.data[context->func].sym;
        if (annotation_number(finder->program, sym, "priority", &context->priority)) {
            context->priority_loc = context->loc;
            context->priority_is_reset = false;
        }
    }
}

static void claim_priorities(struct finder *finder)
{
    for (size_t i = 0; i < finder->claims->data.count; i++) {
        const struct context_claim *claim = &finder->claims->data.data[i];
        for (size_t j = 0; claim->priority != PRIORITY_UNKNOWN && j < finder->contexts->data.count; j++) {
            struct context *context = &finder->contexts->data.data[j];
            if (strcmp(program_name(finder->program, context->func), claim->func) == 0) {
                context->priority = claim->priority;
                context->priority_loc = claim->loc;
                context->priority_is_reset = false;
            }
        }
    }
}

/* ---- main and the rest ------------------------------------------------------------------------------------
 */

/* Reset runs main: one context, under the name that people look for. */
static bool join_reset(struct finder *finder, const bool *called, uint32_t main_func)
{
    for (size_t i = 0; i < finder->contexts->data.count && called[main_func]; i++) {
        struct context *context = &finder->contexts->data.data[i];
        if (context->kind == CONTEXT_MAIN && context->func != main_func) {
            context->name = "main";
            return true;
        }
    }
    return false;
}

static bool is_part(const struct program *program)
{
    for (size_t i = 0; i < program->unit_count; i++) {
        if (program->units[i]->is_part) {
            return true;
        }
    }
    return false;
}

static void add_main(struct finder *finder, const bool *called)
{
    uint32_t sym = program_find(finder->program, "main");
    uint32_t func = sym == PROGRAM_NONE
                        ? PROGRAM_NONE
                        : finder->program->syms.data[program_resolve(finder->program, sym)].function;
    if (func != PROGRAM_NONE) {
        finder->has_start = true;
        uint32_t unit = finder->program->funcs.data[func].unit;
        if (!join_reset(finder, called, func)) {
            add_context(finder, CONTEXT_MAIN, func, "the name 'main'",
                        program_loc(finder->program, unit, program_ir(finder->program, func)->loc));
        }
    }
}

/* Where something may be missing, what nobody calls may be called from there. */
static void find_main(struct finder *finder, const bool *called)
{
    add_main(finder, called);
    finder->contexts->is_whole = finder->has_start && !finder->is_part;
    for (uint32_t i = 0; i < finder->program->funcs.count && !finder->contexts->is_whole; i++) {
        bool is_external = finder->program->syms.data[finder->program->funcs.data[i].sym].is_external;
        if (!called[i] && is_external && map_get(&finder->seen, i) == MAP_NONE) {
            uint32_t unit = finder->program->funcs.data[i].unit;
            struct context *context =
                add_context(finder, CONTEXT_MAIN, i, "that nobody here calls it",
                            program_loc(finder->program, unit, program_ir(finder->program, i)->loc));
            if (context) {
                context->guessed = true;
            }
        }
    }
}

/* The implemented priority bits, from the shift in the body of the function that sets them. */
static unsigned find_priority_bits(const struct finder *finder)
{
    static const char *const names[] = {"__NVIC_SetPriority", "NVIC_SetPriority"};
    for (uint32_t func = 0; func < finder->program->funcs.count; func++) {
        const char *name = program_name(finder->program, func);
        if (strcmp(name, names[0]) != 0 && strcmp(name, names[1]) != 0) {
            continue;
        }
        const struct ir_unit *unit = program_unit(finder->program, func);
        const struct ir_func *ir = program_ir(finder->program, func);
        for (uint32_t i = 0; i < ir->block_count; i++) {
            const struct ir_block *block = &unit->blocks.data[ir->block + i];
            for (uint32_t j = 0; j < block->op_count; j++) {
                const struct ir_op *op = &unit->ops.data[block->op + j];
                int64_t shift;
                if (op->kind == IR_BINARY && op->operator_ == IR_SHL &&
                    contexts_constant(unit, op->b, &shift) && shift > 0 && shift < 8) {
                    finder->contexts->priority_bits_known = true;
                    return (unsigned)(8 - shift);
                }
            }
        }
    }
    return 4; /* the commonest; the reset value 0 and comparisons among priorities do not need it */
}

enum { NVIC_IPR = 0xE000E400, NVIC_IPR_SIZE = 496 /* Armv7-M ARM B3.4.9 */ };

/* A function that no model knows writes the controller's priority registers: it may set any line. */
static bool unknown_setter(const struct finder *finder, const struct summary *summaries)
{
    for (uint32_t func = 0; func < finder->program->funcs.count; func++) {
        if (model_role(finder->model, program_name(finder->program, func), MODEL_PRIORITY)) {
            continue;
        }
        const struct ir_unit *unit = program_unit(finder->program, func);
        for (size_t i = 0; i < summaries[func].events.count; i++) {
            const struct event *event = &summaries[func].events.data[i];
            int64_t base;
            bool writes = event->kind == EVENT_WRITE || event->kind == EVENT_UPDATE;
            if (writes && event->place != IR_NONE && value_is_int(&event->value, &base)) {
                uint32_t address = (uint32_t)base + points_offset(unit, &unit->places.data[event->place]);
                if (address - NVIC_IPR < NVIC_IPR_SIZE) {
                    return true;
                }
            }
        }
    }
    return false;
}

static void reset_priorities(struct contexts *contexts, const struct program *program, bool any_line_set)
{
    for (size_t i = 0; i < contexts->data.count; i++) {
        struct context *context = &contexts->data.data[i];
        bool is_m = program_unit(program, context->func)->target.arch == IR_ARCH_ARM_M;
        /* A guessed handler stands in a program that is not whole: its priority may be set elsewhere. */
        bool set_unknown = context->priority_is_reset || context->guessed;
        context->priority_is_reset = false;
        if (context->kind == CONTEXT_HANDLER && context->priority == PRIORITY_UNKNOWN && contexts->is_whole &&
            is_m && context->line != LINE_NONE && !any_line_set && !set_unknown) {
            context->priority = 0;
            context->priority_is_reset = true;
        }
    }
}

/* NVIC_SetPriority shifts the number to the implemented bits, and what does not fit is lost. */
static void wrap_priorities(struct contexts *contexts, const struct program *program)
{
    int largest = (1 << contexts->priority_bits) - 1;
    for (size_t i = 0; i < contexts->data.count && contexts->priority_bits_known; i++) {
        struct context *context = &contexts->data.data[i];
        if (context->kind == CONTEXT_HANDLER && context->priority > largest &&
            program_unit(program, context->func)->target.arch == IR_ARCH_ARM_M) {
            context->priority &= largest;
        }
    }
}

/* The constant to which a kernel's own sections raise the ceiling. */
static uint32_t find_ceiling(const struct finder *finder, const struct summary *summaries)
{
    for (uint32_t func = 0; func < finder->program->funcs.count; func++) {
        size_t count;
        const struct model_entry *entry =
            model_find(finder->model, program_name(finder->program, func), &count);
        for (uint32_t i = 0; entry && i < summaries[func].exit_count; i++) {
            const struct mask *mask = &summaries[func].exits[i].mask;
            if ((entry->part == MODEL_PART_SECTION || entry->part == MODEL_PART_CEILING) &&
                mask->ceiling_high > 0) {
                return (uint32_t)mask->ceiling_high;
            }
        }
    }
    return 0;
}

/* Of a Cortex-M nobody needs to say it (Armv7-M ARM B1.5.4). */
static enum urgent which_is_urgent(const struct contexts *contexts, const struct program *program,
                                   struct context_claims *claims)
{
    bool is_m = false;
    for (size_t i = 0; i < contexts->data.count; i++) {
        is_m |= program_unit(program, contexts->data.data[i].func)->target.arch == IR_ARCH_ARM_M;
    }
    claims->urgent_denied |= is_m && claims->urgent == URGENT_HIGH;
    return is_m ? URGENT_LOW : claims->urgent;
}

void contexts_find(struct contexts *contexts, struct program *program, const struct points *points,
                   const struct model *model, const struct summary *summaries, struct context_claims *claims)
{
    struct finder finder = {.contexts = contexts,
                            .program = program,
                            .points = points,
                            .model = model,
                            .claims = claims,
                            .is_part = is_part(program)};
    bool *called = ARENA_ARRAY(program->image, bool, program->funcs.count + 1);
    for (size_t i = 0; i < program->call_targets.count; i++) {
        called[program->call_targets.data[i]] = true;
    }
    find_tables(&finder);
    find_by_form(&finder, called);
    scan_calls(&finder, false);
    add_annotated(&finder);
    add_claims(&finder);
    find_main(&finder, called);
    for (size_t i = 0; i < contexts->data.count; i++) {
        /* Registered by a call, in a program that is not whole: the call may never be made. */
        contexts->data.data[i].guessed |= contexts->data.data[i].registered && !contexts->is_whole;
    }
    scan_calls(&finder, true);
    annotate_priorities(&finder);
    claim_priorities(&finder);
    contexts->priority_bits = find_priority_bits(&finder);
    if (claims->priority_bits) {
        contexts->priority_bits = claims->priority_bits;
        contexts->priority_bits_known = true;
    }
    contexts->urgent = which_is_urgent(contexts, program, claims);
    wrap_priorities(contexts, program);
    contexts->ceiling = find_ceiling(&finder, summaries);
    reset_priorities(contexts, program, finder.any_line_set || unknown_setter(&finder, summaries));
    map_free(&finder.seen);
}

void contexts_free(struct contexts *contexts)
{
    VEC_FREE(&contexts->data);
}

int contexts_compare(const struct contexts *contexts, const struct context *a, const struct context *b)
{
    bool known_a = a->priority != PRIORITY_UNKNOWN;
    bool known_b = b->priority != PRIORITY_UNKNOWN;
    if (known_a != known_b || a->priority == b->priority) {
        return known_b - known_a;
    }
    bool lower = a->priority < b->priority;
    return lower == (contexts->urgent != URGENT_HIGH) ? -1 : 1;
}

bool contexts_more_urgent(const struct contexts *contexts, const struct context *a, const struct context *b)
{
    return contexts->urgent != URGENT_UNSAID && a->priority != PRIORITY_UNKNOWN &&
           b->priority != PRIORITY_UNKNOWN && contexts_compare(contexts, a, b) < 0;
}

uint32_t contexts_of_line(const struct contexts *contexts, int64_t line)
{
    for (uint32_t i = 0; i < contexts->data.count; i++) {
        if (contexts->data.data[i].kind == CONTEXT_HANDLER && contexts->data.data[i].line == line &&
            line != LINE_NONE) {
            return i;
        }
    }
    return FLOW_NONE;
}

static bool same_row(const struct model_entry *a, const struct model_entry *b)
{
    return a && b && a->line == b->line && strcmp(a->ecosystem, b->ecosystem) == 0;
}

bool contexts_take_turns(const struct context *a, const struct context *b)
{
    return same_row(a->dispatcher, b->dispatcher) || same_row(a->called_by, b->called_by);
}
