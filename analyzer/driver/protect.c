#include "driver/protect.h"

#include "base/buf.h"
#include "flow/lock.h"
#include "flow/origin.h"

#include <string.h>

struct builder {
    struct arena *run;
    const struct sharing *sharing;
    const struct facts *facts;
    struct protection_program *program;
    uint32_t *shown; /* by context of the facts: the program's */
    const struct races *races;
    struct map race_at; /* object, function and op → the race there */
};

/* ---- words ------------------------------------------------------------------------------------------ */

static const char *text_of(const struct builder *builder, const char *text)
{
    return str_intern(builder->facts->program->names, text);
}

const char *protect_part(struct arena *run, const struct facts *facts, uint32_t func, enum model_part part,
                         const struct abs_mask *mask)
{
    static const char *const globals[IR_ARCHES] = {
        [IR_ARCH_ARM_M] = "PRIMASK",      [IR_ARCH_ARM_A] = "cpsr.I",  [IR_ARCH_ARM_R] = "cpsr.I",
        [IR_ARCH_AVR] = "SREG.I",         [IR_ARCH_MSP430] = "SR.GIE", [IR_ARCH_RISCV] = "mstatus.MIE",
        [IR_ARCH_XTENSA] = "PS.INTLEVEL",
    };
    uint32_t arch = program_unit(facts->program, func)->target.arch;
    unsigned shift = 8 - facts->contexts.priority_bits;
    switch (part) {
    case MODEL_PART_GLOBAL: return globals[arch] ? globals[arch] : "interrupts off";
    case MODEL_PART_FAULT: return arch == IR_ARCH_ARM_M ? "FAULTMASK" : "cpsr.F";
    case MODEL_PART_CEILING:
        return mask && mask->ceiling_low > 0
                   ? arena_printf(run, "BASEPRI >= %u", (unsigned)mask->ceiling_low >> shift)
                   : "BASEPRI";
    case MODEL_PART_SECTION:
        return facts->contexts.ceiling
                   ? arena_printf(run, "RTOS section >= %u", facts->contexts.ceiling >> shift)
                   : "RTOS section";
    case MODEL_PART_SCHED: return "scheduler lock";
    case MODEL_PART_LINE: return "line off";
    case MODEL_PART_LOCK: return "lock";
    default: return "";
    }
}

const char *protect_lock(const struct facts *facts, int64_t key)
{
    uint32_t sym = lock_symbol(key);
    return key >= 0 && sym < facts->program->syms.count ? facts->program->syms.data[sym].name : "?";
}

static enum model_part part_of(enum guard guard)
{
    switch (guard) {
    case GUARD_SCHED: return MODEL_PART_SCHED;
    case GUARD_LINE: return MODEL_PART_LINE;
    case GUARD_LOCK: return MODEL_PART_LOCK;
    case GUARD_SECTION: return MODEL_PART_SECTION;
    case GUARD_CEILING: return MODEL_PART_CEILING;
    case GUARD_FAULT: return MODEL_PART_FAULT;
    case GUARD_GLOBAL: return MODEL_PART_GLOBAL;
    default: return MODEL_PART_NONE;
    }
}

static const char *label_of(const struct builder *builder, const struct shared_access *shared,
                            enum guard guard)
{
    const struct access *access = shared->access;
    enum model_part part = part_of(guard);
    if (guard == GUARD_LOCK) {
        return text_of(builder,
                       arena_printf(builder->run, "lock '%s'", protect_lock(builder->facts, shared->lock)));
    }
    if (guard == GUARD_LINE && access->mask.line_count == 1 && access->mask.lines[0] >= 0 &&
        access->mask.lines[0] < HOLD_KEY_SYMBOLIC) {
        return arena_printf(builder->run, "line %d off", (int)access->mask.lines[0]);
    }
    return part ? protect_part(builder->run, builder->facts, access->func, part, &access->mask)
                : guard_words(guard);
}

struct loc protect_place(const struct facts *facts, uint32_t func, uint32_t op)
{
    return program_loc(facts->program, facts->program->funcs.data[func].unit,
                       program_unit(facts->program, func)->ops.data[op].loc);
}

/* "masked at src/a.c:12", with the function if it is another one. */
static const char *origin_words(const struct builder *builder, const struct access *access, enum guard guard)
{
    uint32_t entry = map_get(&builder->sharing->entries, (uint64_t)access->context << 32 | access->func);
    struct origin origin = origin_of_mask(builder->facts, entry, access->held, part_of(guard));
    if (origin.op == FLOW_NONE) {
        return "";
    }
    struct loc loc = protect_place(builder->facts, origin.func, origin.op);
    return origin.func == access->func
               ? arena_printf(builder->run, " since line %u", loc.line)
               : arena_printf(builder->run, " since '%s' (%s:%u)",
                              program_name(builder->facts->program, origin.func), loc.file, loc.line);
}

static const char *harm_words(enum race_kind kind)
{
    switch (kind) {
    case RACE_UPDATE: return "its change would be lost";
    case RACE_TAKEN: return "what it adds would be lost";
    default: return "half of the value would be old, half new";
    }
}

static const char *cutter_words(const struct builder *builder, const struct shared_access *shared)
{
    struct buf text = {0};
    uint32_t named = shared->cutters < CUTTERS_MAX ? shared->cutters : CUTTERS_MAX;
    for (uint32_t i = 0; i < named; i++) {
        const struct context *by = &builder->facts->contexts.data.data[shared->cut_by[i]];
        buf_addf(&text, "%s'%s'", i == 0 ? "" : i + 1 == shared->cutters ? " and " : ", ", by->name);
    }
    if (shared->cutters > named) {
        buf_add(&text, " and others");
    }
    buf_addf(&text, " can cut in: %s", harm_words(shared->harm));
    const char *words = arena_strdup(builder->run, buf_text(&text));
    buf_free(&text);
    return words;
}

/* A guard that nobody holds, in a clause. */
static const char *clause_of(enum guard guard)
{
    switch (guard) {
    case GUARD_ONE_WRITER: return "who can cut in only reads";
    case GUARD_SAME_BITS: return "who can cut in changes only bits that this changes, too";
    case GUARD_ONE_STEP: return "one access of a width that is moved at once";
    case GUARD_READERS: return "whoever else comes only reads";
    case GUARD_INIT: return "who shares it cannot run yet";
    case GUARD_PRIORITY: return "nobody who shares it is more urgent";
    case GUARD_NESTING: return "handlers do not nest here";
    case GUARD_TURNS: return "those who share it come one after the other";
    default: return guard_words(guard);
    }
}

/* Guards that say more than "it cannot come anyway" come alone, if there are any. */
static const char *guard_list(const struct builder *builder, const struct shared_access *shared)
{
    struct buf text = {0};
    uint32_t idle = 1u << GUARD_READERS | 1u << GUARD_PRIORITY | 1u << GUARD_NESTING | 1u << GUARD_TURNS;
    uint32_t telling = shared->guards & ~idle ? shared->guards & ~idle : shared->guards;
    bool alone = !(telling & (telling - 1));
    for (int guard = GUARD_ONE_WRITER; guard < GUARDS; guard++) {
        if (alone && (telling & (1u << guard)) && !part_of((enum guard)guard)) {
            buf_add(&text, clause_of((enum guard)guard));
        } else if (telling & (1u << guard)) {
            buf_addf(&text, "%s%s%s", text.count ? ", " : "", label_of(builder, shared, (enum guard)guard),
                     part_of((enum guard)guard) ? origin_words(builder, shared->access, (enum guard)guard)
                                                : "");
        }
    }
    const char *words = arena_strdup(builder->run, text.count ? buf_text(&text) : clause_of(GUARD_PRIORITY));
    buf_free(&text);
    return words;
}

/* ---- contexts -------------------------------------------------------------------------------------- */

static const char *kind_of(const struct context *context)
{
    return context_is_caller(context)      ? "callers"
           : context_is_core(context)      ? "core"
           : context->kind == CONTEXT_MAIN ? "main"
           : context->kind == CONTEXT_TASK ? "task"
                                           : "handler";
}

struct protection_context protect_context(const struct facts *facts, uint32_t index)
{
    const struct context *context = &facts->contexts.data.data[index];
    struct strtab *names = facts->program->names;
    struct protection_context value = {.kind = kind_of(context),
                                       .name = str_intern(names, context->name),
                                       .found = str_intern(names, context->found),
                                       .loc = context->loc,
                                       .prioritised = context->priority_loc,
                                       .guessed = context->guessed,
                                       .count = 1};
    if (context_is_caller(context)) {
        value.name = "(callers)";
        value.loc = (struct loc){.file = ""};
        return value;
    }
    value.unmaskable = context->unmaskable;
    value.has_priority = context->kind != CONTEXT_MAIN && context->priority != PRIORITY_UNKNOWN &&
                         !context->unmaskable; /* these have one of their own, above all that is set */
    value.priority = value.has_priority ? context->priority : 0;
    value.urgency = facts->contexts.urgent == URGENT_HIGH ? value.priority : -value.priority;
    value.priority_is_reset = value.has_priority && context->priority_is_reset;
    value.has_line = context->kind == CONTEXT_HANDLER && context->line != LINE_NONE;
    value.line = value.has_line ? context->line : 0;
    if (!value.prioritised.file) {
        value.prioritised.file = "";
    }
    return value;
}

static int rank(const struct protection_context *context)
{
    static const char *const kinds[] = {"main", "callers", "core", "task", "handler"};
    int i = 0;
    while (strcmp(kinds[i], context->kind) != 0) {
        i++;
    }
    return i;
}

/* From main to the most urgent handler; those whose priority is not known come before the others. */
static int compare_contexts(const void *left, const void *right)
{
    const struct protection_context *a = left;
    const struct protection_context *b = right;
    if (rank(a) != rank(b)) {
        return rank(a) - rank(b);
    }
    if (a->unmaskable != b->unmaskable) {
        return a->unmaskable - b->unmaskable;
    }
    if (a->has_priority != b->has_priority) {
        return a->has_priority - b->has_priority;
    }
    if (a->priority != b->priority) {
        bool handler = strcmp(a->kind, "handler") == 0;
        return handler ? (a->urgency > b->urgency ? 1 : -1) : a->priority > b->priority ? 1 : -1;
    }
    int order = strcmp(a->name, b->name);
    return order ? order : loc_compare(&a->loc, &b->loc);
}

static void add_contexts(struct builder *builder)
{
    const struct contexts *contexts = &builder->facts->contexts;
    size_t count = contexts->data.count;
    struct protection_context *sorted = ARENA_ARRAY(builder->run, struct protection_context, count + 1);
    size_t kept = 0;
    size_t callers = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        bool is_caller = context_is_caller(&contexts->data.data[i]);
        if (is_caller && callers != SIZE_MAX) {
            sorted[callers].count++;
            continue;
        }
        callers = is_caller ? kept : callers;
        sorted[kept] = protect_context(builder->facts, (uint32_t)i);
        sorted[kept++].shares = i; /* until it is counted: whose value it is */
    }
    qsort(sorted, kept, sizeof(*sorted), compare_contexts);
    builder->shown = ARENA_ARRAY(builder->run, uint32_t, count + 1);
    uint32_t folded = 0;
    for (uint32_t i = 0; i < kept; i++) {
        builder->shown[sorted[i].shares] = i;
        folded = strcmp(sorted[i].kind, "callers") == 0 ? i : folded;
        sorted[i].shares = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (context_is_caller(&contexts->data.data[i])) {
            builder->shown[i] = folded;
        }
    }
    builder->program->contexts = sorted;
    builder->program->context_count = kept;
}

/* ---- objects ----------------------------------------------------------------------------------------- */

static uint64_t place_of(const struct access *access)
{
    const uint64_t words[] = {access->object, access->func, access->op};
    return hash_bytes(words, sizeof(words), 0);
}

static void index_races(struct builder *builder)
{
    for (uint32_t i = 0; i < builder->races->data.count; i++) {
        map_add(&builder->race_at, place_of(builder->races->data.data[i].at_risk), i);
    }
}

/* Bare, and still maybe no bug: what a rule would say of it is tier C. */
static bool is_doubtful(const struct builder *builder, const struct shared_access *shared)
{
    uint32_t race = map_get(&builder->race_at, place_of(shared->access));
    return shared->unsure || (race != MAP_NONE && builder->races->data.data[race].doubt != RACE_SURE);
}

static struct protection_access access_value(const struct builder *builder,
                                             const struct shared_access *shared)
{
    const struct access *access = shared->access;
    enum guard guard = sharing_weakest(shared->guards);
    uint32_t idle = 1u << GUARD_READERS | 1u << GUARD_PRIORITY | 1u << GUARD_NESTING | 1u << GUARD_TURNS;
    uint32_t telling = shared->guards & ~idle ? shared->guards & ~idle : shared->guards;
    enum guard told = sharing_weakest(telling);
    return (struct protection_access){
        .context = builder->shown[access->context],
        .name = text_of(builder, access_name(builder->facts, access)),
        .function = text_of(builder, program_name(builder->facts->program, access->func)),
        .loc = protect_place(builder->facts, access->func, access->op),
        .touch = (enum touch)access->kind,
        .guard = told,
        .label = label_of(builder, shared, told),
        .words = guard == GUARD_NONE ? cutter_words(builder, shared) : guard_list(builder, shared),
        .unsure = guard == GUARD_NONE && is_doubtful(builder, shared),
    };
}

static int compare_accesses(const void *left, const void *right)
{
    const struct protection_access *a = left;
    const struct protection_access *b = right;
    if (a->context != b->context) {
        return a->context < b->context ? -1 : 1;
    }
    int order = loc_compare(&a->loc, &b->loc);
    order = order ? order : strcmp(a->function, b->function);
    order = order ? order : strcmp(a->name, b->name);
    order = order ? order : (int)a->touch - (int)b->touch;
    order = order ? order : (int)a->guard - (int)b->guard;
    return order ? order : strcmp(a->words, b->words);
}

/* One line that several callers, or copies of an inline function, run is one access: the weakest. */
static bool same_access(const struct protection_access *a, const struct protection_access *b)
{
    return a->context == b->context && loc_compare(&a->loc, &b->loc) == 0 && a->touch == b->touch &&
           strcmp(a->function, b->function) == 0 && strcmp(a->name, b->name) == 0;
}

static void add_cells(const struct builder *builder, struct protection_object *object)
{
    object->cells = ARENA_ARRAY(builder->run, struct protection_cell, builder->program->context_count + 1);
    for (size_t i = 0; i < object->access_count; i++) {
        const struct protection_access *access = &object->accesses[i];
        struct protection_cell *cell = object->cell_count ? &object->cells[object->cell_count - 1] : NULL;
        if (!cell || cell->context != access->context) {
            cell = &object->cells[object->cell_count++];
            *cell = (struct protection_cell){.context = access->context, .guard = GUARDS};
            builder->program->contexts[access->context].shares++;
        }
        cell->touches[access->touch]++;
        bool weaker = access->guard < cell->guard ||
                      (access->guard == cell->guard && strcmp(access->label, cell->label) < 0);
        cell->unsure = access->guard < cell->guard    ? access->unsure
                       : access->guard == cell->guard ? cell->unsure && access->unsure
                                                      : cell->unsure;
        cell->label = weaker ? access->label : cell->label;
        cell->guard = weaker ? access->guard : cell->guard;
    }
}

/* The macro by which most people know a register: the shortest that it is used under. */
static const char *register_macro(const struct builder *builder, const struct shared_object *object)
{
    const char *best = "";
    for (uint32_t i = 0; i < object->count; i++) {
        const struct access *access = builder->sharing->accesses.data[object->first + i].access;
        const struct ir_unit *unit = program_unit(builder->facts->program, access->func);
        uint32_t loc = unit->ops.data[access->op].loc;
        const char *macro = loc == IR_NONE ? "" : ir_text(unit, unit->locs.data[loc].macro);
        bool shorter =
            strlen(macro) < strlen(best) || (strlen(macro) == strlen(best) && strcmp(macro, best) < 0);
        if (*macro && (!*best || shorter)) {
            best = macro;
        }
    }
    return best;
}

static void name_object(const struct builder *builder, struct protection_object *object,
                        const struct shared_object *shared)
{
    const struct program *program = builder->facts->program;
    const struct access *named = shared->named;
    const char *name = access_name(builder->facts, named);
    object->loc = (struct loc){.file = ""};
    if (named->object & ACCESS_FIXED) {
        const char *macro = register_macro(builder, shared);
        object->kind = "register";
        object->name = text_of(builder, *macro ? arena_printf(builder->run, "%s (%s)", name, macro) : name);
        return;
    }
    const struct program_sym *sym = &program->syms.data[named->object];
    const struct ir_sym *ir = &program->units[sym->unit]->syms.data[sym->sym];
    size_t length = strlen(name);
    object->loc = program_loc(builder->facts->program, sym->unit, ir->loc);
    object->name = text_of(builder, name);
    object->kind = length && name[length - 1] == ']' ? "array"
                   : strchr(name, '.')               ? "field"
                   : sym->kind == IR_SYM_GLOBAL      ? "global"
                                                     : "static";
}

static struct protection_object object_value(const struct builder *builder,
                                             const struct shared_object *shared)
{
    struct protection_object object = {.verdict = VERDICT_GUARDED, .sure = shared->sure};
    object.accesses = ARENA_ARRAY(builder->run, struct protection_access, shared->count);
    name_object(builder, &object, shared);
    for (uint32_t i = 0; i < shared->count; i++) {
        object.accesses[i] = access_value(builder, &builder->sharing->accesses.data[shared->first + i]);
    }
    qsort(object.accesses, shared->count, sizeof(*object.accesses), compare_accesses);
    for (uint32_t i = 0; i < shared->count; i++) {
        struct protection_access *access = &object.accesses[i];
        if (object.access_count && same_access(&object.accesses[object.access_count - 1], access)) {
            continue; /* sorted: the weakest came first */
        }
        enum verdict verdict = guard_verdict(access->guard);
        object.verdict = verdict < object.verdict ? verdict : object.verdict;
        object.bare += verdict == VERDICT_BARE;
        object.unsure += access->unsure;
        object.accesses[object.access_count++] = *access;
    }
    add_cells(builder, &object);
    return object;
}

static int compare_objects(const void *left, const void *right)
{
    const struct protection_object *a = left;
    const struct protection_object *b = right;
    bool sure = a->bare > a->unsure;
    if (a->verdict != b->verdict) {
        return a->verdict < b->verdict ? -1 : 1;
    }
    if (sure != (b->bare > b->unsure)) {
        return sure ? -1 : 1;
    }
    int order = strcmp(a->name, b->name);
    return order ? order : loc_compare(&a->loc, &b->loc);
}

void protect_add(struct protection *protection, struct arena *run, const char *name, const struct flow *flow,
                 struct notice_list *notices)
{
    struct sharing sharing;
    struct protection_program program = {.name = arena_strdup(run, name)};
    struct builder builder = {
        .run = run, .sharing = &sharing, .facts = &flow->facts, .program = &program, .races = &flow->races};
    sharing_find(&sharing, flow);
    index_races(&builder);
    add_contexts(&builder);
    program.objects = ARENA_ARRAY(run, struct protection_object, sharing.objects.count + 1);
    for (size_t i = 0; i < sharing.objects.count; i++) {
        program.objects[program.object_count++] = object_value(&builder, &sharing.objects.data[i]);
    }
    qsort(program.objects, program.object_count, sizeof(*program.objects), compare_objects);
    if (sharing.capped) {
        struct notice notice = {.kind = NOTICE_LIMIT,
                                .loc = {.file = ""},
                                .message = "too many accesses of one object: the map leaves some out"};
        VEC_PUSH(notices, notice);
    }
    VEC_PUSH(protection, program);
    map_free(&builder.race_at);
    sharing_free(&sharing);
}

void protect_free(struct protection *protection)
{
    VEC_FREE(protection);
}
