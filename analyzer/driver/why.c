#include "driver/why.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "driver/protect.h"
#include "driver/view.h"
#include "flow/origin.h"
#include "flow/sharing.h"

#include <stdlib.h>
#include <string.h>

enum { LISTED_MAX = 5, PATH_MAX_CALLS = 12, STATES_MAX = 200 };

/* ---- the file ---------------------------------------------------------------------------------------- */

static bool split_place(struct why *why, const char *place)
{
    const char *colon = strrchr(place, ':');
    char *end = NULL;
    unsigned long line = colon ? strtoul(colon + 1, &end, 10) : 0;
    if (!colon || colon == place || !line || line > INT32_MAX || *end) {
        fprintf(stderr, "critlint: '%s' is no FILE:LINE, such as src/main.c:42\n", place);
        return false;
    }
    why->asked = place;
    why->wanted = arena_strndup(why->run, place, (size_t)(colon - place));
    why->line = (uint32_t)line;
    return true;
}

/* Every file that was read, once, in the order of their names. */
static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char **list_files(struct why *why, const struct extracted *extracted, size_t *count)
{
    struct strtab names = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        for (size_t j = 0; j < unit->files.count; j++) {
            str_add(&names, ir_text(unit, unit->files.data[j]));
        }
    }
    const char **files = ARENA_ARRAY(why->run, const char *, names.count + 1);
    *count = 0;
    for (uint32_t id = 1; id < names.count; id++) {
        files[(*count)++] = arena_strdup(why->run, str_get(&names, id));
    }
    qsort(files, *count, sizeof(*files), compare_names);
    str_free(&names);
    return files;
}

/* Is it the end of the path, from a folder on? */
static bool is_tail(const char *path, const char *tail)
{
    size_t length = strlen(path);
    size_t wanted = strlen(tail);
    return length > wanted && path[length - wanted - 1] == '/' && strcmp(path + length - wanted, tail) == 0;
}

static void list_near(const struct why *why, const char *const *files, size_t count)
{
    struct nearest nearest = nearest_to(str_basename(why->wanted));
    size_t listed = 0;
    fprintf(stderr, "critlint: '%s' is not among the %zu files that were read", why->wanted, count);
    for (size_t i = 0; i < count; i++) {
        nearest_try(&nearest, str_basename(files[i]));
    }
    for (size_t i = 0; nearest.best && i < count && listed < LISTED_MAX; i++) {
        if (strcmp(str_basename(files[i]), nearest.best) == 0) {
            fprintf(stderr, "%s '%s'", listed++ ? "," : "; near it:", files[i]);
        }
    }
    fputc('\n', stderr);
}

/* By its name, as the same file on the disk, else as the end of one path. */
static const char *pick_file(const struct why *why, const char *const *files, size_t count, size_t *found)
{
    const char *wanted = strncmp(why->wanted, "./", 2) == 0 ? why->wanted + 2 : why->wanted;
    const char *real = view_real(why->run, wanted);
    const char *best = NULL;
    *found = 0;
    for (size_t i = 0; i < count; i++) {
        const char *same = real && strcmp(str_basename(files[i]), str_basename(real)) == 0
                               ? view_real(why->run, files[i])
                               : NULL;
        if (strcmp(files[i], wanted) == 0 || (same && strcmp(same, real) == 0)) {
            *found = 1;
            return files[i];
        }
        if (is_tail(files[i], wanted)) {
            best = best ? best : files[i];
            *found += 1;
        }
    }
    return best;
}

bool why_find(struct why *why, struct arena *run, const char *place, const struct extracted *extracted)
{
    size_t count;
    size_t found;
    why->run = run;
    if (!split_place(why, place)) {
        return false;
    }
    const char **files = list_files(why, extracted, &count);
    why->file = pick_file(why, files, count, &found);
    if (found > 1) {
        fprintf(stderr, "critlint: '%s' may be", why->wanted);
        size_t listed = 0;
        for (size_t i = 0; i < count && listed < LISTED_MAX; i++) {
            if (is_tail(files[i], why->wanted)) {
                fprintf(stderr, "%s '%s'", listed++ ? "," : "", files[i]);
            }
        }
        fprintf(stderr, "%s\n", found > listed ? " and others" : "");
        why->file = NULL;
    } else if (!found) {
        list_near(why, files, count);
    }
    return found == 1;
}

/* ---- the line ---------------------------------------------------------------------------------------- */

struct looker {
    struct why *why;
    const char *image;
    const struct facts *facts;
    struct sharing sharing;
    bool has_tasks;
};

static bool is_here(struct looker *looker, const struct ir_unit *unit, uint32_t loc)
{
    struct why *why = looker->why;
    if (loc == IR_NONE || strcmp(ir_text(unit, unit->locs.data[loc].file), why->file) != 0) {
        return false;
    }
    uint32_t line = unit->locs.data[loc].line;
    uint32_t away = line > why->line ? line - why->line : why->line - line;
    uint32_t best = why->nearest > why->line ? why->nearest - why->line : why->line - why->nearest;
    if (!why->nearest || away < best || (away == best && line > why->nearest)) {
        why->nearest = line;
    }
    return away == 0;
}

static uint32_t loc_of_event(const struct ir_unit *unit, const struct event *event)
{
    return event->op != IR_NONE ? unit->ops.data[event->op].loc : unit->blocks.data[event->block].loc;
}

/* Does the function do something on the line? Every op is asked, for the nearest line. */
static bool touches_line(struct looker *looker, uint32_t func)
{
    const struct ir_unit *unit = program_unit(looker->facts->program, func);
    const struct ir_func *ir = program_ir(looker->facts->program, func);
    bool here = false;
    for (uint32_t i = 0; i < ir->block_count; i++) {
        const struct ir_block *block = &unit->blocks.data[ir->block + i];
        for (uint32_t j = 0; j < block->op_count; j++) {
            here |= is_here(looker, unit, unit->ops.data[block->op + j].loc);
        }
        here |= block->term == IR_TERM_RETURN && is_here(looker, unit, block->loc);
    }
    return here;
}

/* ---- states ------------------------------------------------------------------------------------------ */

/* "the instruction 'cpsid i'", "cmsis: core: __disable_irq sets PRIMASK (cpsid i)" */
static const char *source_of(struct looker *looker, struct origin origin)
{
    const struct program *program = looker->facts->program;
    const struct ir_unit *unit = program_unit(program, origin.func);
    const struct ir_op *op = &unit->ops.data[origin.op];
    if (op->kind == IR_ASM) {
        const char *text = ir_text(unit, unit->asms.data[op->a].text);
        return arena_printf(looker->why->run, "the instruction '%.*s'", (int)strcspn(text, "\n;\t"), text);
    }
    if (op->kind != IR_CALL || (op->flags & IR_OP_INDIRECT)) {
        return "a write to a register";
    }
    const struct program_call *call = calls_at(program, origin.func, origin.op);
    const char *name = call && call->sym != PROGRAM_NONE ? program->syms.data[call->sym].name
                                                         : ir_sym_shown(unit, &unit->syms.data[op->a]);
    size_t count;
    const struct model_entry *entry = model_find(looker->facts->model, name, &count);
    bool has_body = call && call->target_count;
    bool by_model = entry && (!has_body || entry->trusted);
    return by_model ? arena_printf(looker->why->run, "'%s', model %s: %s", name, entry->ecosystem,
                                   entry->source ? entry->source : "")
                    : arena_printf(looker->why->run, "'%s', by its body", name);
}

static void add_part(struct looker *looker, struct why_state *state, uint32_t entry, const struct mask *held,
                     const struct abs_mask *mask, enum model_part part, bool maybe, const char *name)
{
    uint32_t func = looker->facts->reach.entries.data[entry].func;
    struct origin origin = origin_of_mask(looker->facts, entry, held, part);
    struct why_part result = {.name = name ? name
                                           : protect_part(looker->why->run, looker->facts, func, part, mask),
                              .maybe = maybe,
                              .since = {.file = ""},
                              .function = "",
                              .by = "how the processor enters it"};
    if (origin.op != FLOW_NONE) {
        result.since = protect_place(looker->facts, origin.func, origin.op);
        result.function =
            str_intern(looker->facts->program->names, program_name(looker->facts->program, origin.func));
        result.by = source_of(looker, origin);
    }
    VEC_PUSH(&state->parts, result);
}

static void add_parts(struct looker *looker, struct why_state *state, uint32_t entry, const struct mask *held,
                      const struct abs_mask *mask)
{
    static const enum model_part parts[GATES] = {MODEL_PART_GLOBAL, MODEL_PART_FAULT, MODEL_PART_CEILING};
    struct arena *run = looker->why->run;
    for (int gate = 0; gate < GATES; gate++) {
        if (mask->gate[gate] & MAY_MASKED) {
            add_part(looker, state, entry, held, mask, parts[gate], mask->gate[gate] & MAY_OPEN, NULL);
        }
    }
    if (mask->section_low > 0) {
        add_part(looker, state, entry, held, mask, MODEL_PART_SECTION, false, NULL);
    }
    if (mask->sched_low > 0) {
        add_part(looker, state, entry, held, mask, MODEL_PART_SCHED, false, NULL);
    }
    for (int i = 0; i < mask->line_count; i++) {
        int64_t line = mask->lines[i];
        bool has_number = line >= -16 && line < 1024;
        add_part(looker, state, entry, held, mask, MODEL_PART_LINE, false,
                 has_number             ? arena_printf(run, "line %d off", (int)line)
                 : line == HOLD_KEY_ALL ? "every line off"
                                        : "a line off");
    }
    struct lock_set locks = locked_at(&looker->sharing.locked, entry, held);
    for (int i = 0; i < locks.count; i++) {
        add_part(looker, state, entry, held, mask, MODEL_PART_LOCK, false,
                 arena_printf(run, "lock '%s'", protect_lock(looker->facts, locks.keys[i])));
    }
}

static const char *stop_words(struct looker *looker, enum reach_stop stop, uint32_t func,
                              const struct context *running, const struct context *by,
                              const struct abs_mask *mask)
{
    struct arena *run = looker->why->run;
    const struct facts *facts = looker->facts;
    switch (stop) {
    case STOP_SYNCHRONOUS: return "it happens only at the op that raises it";
    case STOP_TURNS: return "one dispatcher calls both, one after the other";
    case STOP_PRIORITY: return by->priority == running->priority ? "the same priority" : "it is less urgent";
    case STOP_UNARMED: return "nothing has enabled it by now";
    case STOP_GLOBAL:
        return arena_printf(run, "masked by %s", protect_part(run, facts, func, MODEL_PART_GLOBAL, mask));
    case STOP_FAULT:
        return arena_printf(run, "masked by %s", protect_part(run, facts, func, MODEL_PART_FAULT, mask));
    case STOP_LINE: return "its line is off";
    case STOP_SOURCE: return "its peripheral is told to ask for none";
    case STOP_CEILING:
        return arena_printf(run, "masked by %s%s", protect_part(run, facts, func, MODEL_PART_CEILING, mask),
                            by->priority == PRIORITY_UNKNOWN ? ", as its priority is not known" : "");
    case STOP_SECTION:
        return arena_printf(run, "masked by the %s",
                            protect_part(run, facts, func, MODEL_PART_SECTION, mask));
    default: return "";
    }
}

static int compare_others(const void *left, const void *right)
{
    const struct why_other *a = left;
    const struct why_other *b = right;
    if (a->can != b->can) {
        return b->can - a->can;
    }
    if (a->who.priority != b->who.priority) {
        return a->who.priority < b->who.priority ? -1 : 1;
    }
    int order = strcmp(a->who.name, b->who.name);
    return order ? order : loc_compare(&a->who.loc, &b->who.loc);
}

static void add_others(struct looker *looker, struct why_state *state, const struct reach_entry *entry,
                       const struct abs_mask *mask)
{
    const struct facts *facts = looker->facts;
    const struct context *running = &facts->contexts.data.data[entry->context];
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        const struct context *by = &facts->contexts.data.data[i];
        struct why_other other = {.who = protect_context(facts, i), .enabled = {.file = ""}};
        enum reach_stop stop =
            reach_stop(facts->program, &facts->contexts, entry->context, mask, i, &other.guess);
        if (stop == STOP_NO_HANDLER || stop == STOP_SAME) {
            continue;
        }
        struct origin origin = origin_of_arming(facts, i);
        if (origin.op != FLOW_NONE) {
            other.enabled = protect_place(facts, origin.func, origin.op);
        }
        other.can = stop == STOP_NOTHING;
        other.why = stop_words(looker, stop, entry->func, running, by, mask);
        VEC_PUSH(&state->others, other);
    }
    if (state->others.count) {
        qsort(state->others.data, state->others.count, sizeof(*state->others.data), compare_others);
    }
}

/* "main > loop > count" */
static const char *path_to(struct looker *looker, uint32_t entry)
{
    const struct facts *facts = looker->facts;
    const char *path = "";
    for (int depth = 0; depth < PATH_MAX_CALLS; depth++) {
        const struct reach_entry *at = &facts->reach.entries.data[entry];
        path = arena_printf(looker->why->run, "%s%s%s", program_name(facts->program, at->func),
                            *path ? " > " : "", path);
        if (at->from_call == FLOW_NONE) {
            return path;
        }
        entry = at->from_entry;
    }
    return arena_printf(looker->why->run, "... > %s", path);
}

static const char *tasks_words(struct looker *looker, const struct reach_entry *entry, uint32_t index,
                               const struct event *event, const struct abs_mask *mask)
{
    const struct context *running = &looker->facts->contexts.data.data[entry->context];
    if (!looker->has_tasks) {
        return "";
    }
    if (running->kind == CONTEXT_HANDLER) {
        return "a handler runs";
    }
    if (running->kind == CONTEXT_MAIN && !running->guessed && event &&
        !started_before(&looker->sharing.started, index, event->block, event->op)) {
        return "the scheduler has not been started";
    }
    static const enum model_part parts[GUARDS] = {
        [GUARD_SCHED] = MODEL_PART_SCHED,     [GUARD_GLOBAL] = MODEL_PART_GLOBAL,
        [GUARD_FAULT] = MODEL_PART_FAULT,     [GUARD_CEILING] = MODEL_PART_CEILING,
        [GUARD_SECTION] = MODEL_PART_SECTION,
    };
    enum guard guard = sharing_keeps_tasks_off(mask);
    return guard == GUARD_NONE
               ? NULL
               : protect_part(looker->why->run, looker->facts, entry->func, parts[guard], mask);
}

static bool same_part(const struct why_part *a, const struct why_part *b)
{
    return strcmp(a->name, b->name) == 0 && a->maybe == b->maybe && loc_compare(&a->since, &b->since) == 0;
}

/* May two contexts share one paragraph? */
static bool same_state(const struct why_state *a, const struct why_state *b)
{
    bool same = a->parts.count == b->parts.count && a->others.count == b->others.count &&
                !a->tasks == !b->tasks && (!a->tasks || strcmp(a->tasks, b->tasks) == 0) &&
                strcmp(a->contexts.data[0].kind, b->contexts.data[0].kind) == 0;
    for (size_t i = 0; same && i < a->parts.count; i++) {
        same = same_part(&a->parts.data[i], &b->parts.data[i]);
    }
    for (size_t i = 0; same && i < a->others.count; i++) {
        const struct why_other *left = &a->others.data[i];
        const struct why_other *right = &b->others.data[i];
        same = left->can == right->can && left->guess == right->guess && strcmp(left->why, right->why) == 0 &&
               strcmp(left->who.name, right->who.name) == 0;
    }
    return same;
}

static void state_free(struct why_state *state)
{
    VEC_FREE(&state->contexts);
    VEC_FREE(&state->parts);
    VEC_FREE(&state->others);
}

static void keep_state(struct why_function *function, struct why_state *state)
{
    for (size_t i = 0; i < function->states.count; i++) {
        struct why_state *known = &function->states.data[i];
        if (same_state(known, state)) {
            bool listed = false;
            for (size_t j = 0; j < known->contexts.count; j++) {
                listed |= strcmp(known->contexts.data[j].name, state->contexts.data[0].name) == 0;
            }
            if (!listed) {
                VEC_PUSH(&known->contexts, state->contexts.data[0]);
            }
            state_free(state);
            return;
        }
    }
    if (function->states.count < STATES_MAX) {
        VEC_PUSH(&function->states, *state);
    } else {
        state_free(state);
    }
}

/* `event`: on the line, or the nearest one of its block; NULL: the function leaves the mask alone. */
static void add_state(struct looker *looker, struct why_function *function, uint32_t index,
                      const struct event *event, const struct mask *held)
{
    const struct facts *facts = looker->facts;
    const struct reach_entry *entry = &facts->reach.entries.data[index];
    struct why_state state = {.path = path_to(looker, index)};
    struct abs_mask mask = reach_at(&entry->mask, held);
    if (event && event->op != IR_NONE) {
        mask.armed |= armed_before(&facts->armed, facts->program, entry->func, event->block, event->op);
    }
    struct protection_context context = protect_context(facts, entry->context);
    VEC_PUSH(&state.contexts, context);
    add_parts(looker, &state, index, held, &mask);
    add_others(looker, &state, entry, &mask);
    state.tasks = tasks_words(looker, entry, index, event, &mask);
    keep_state(function, &state);
}

/* The states that a context has on the line: those of its events, else of the next best place. */
static void add_states(struct looker *looker, struct why_function *function, uint32_t index)
{
    const struct facts *facts = looker->facts;
    const struct reach_entry *entry = &facts->reach.entries.data[index];
    const struct summary *summary = &facts->summaries[entry->func];
    const struct ir_unit *unit = program_unit(facts->program, entry->func);
    const struct event *before = NULL; /* the last one above the line */
    bool any = false;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        uint32_t loc = loc_of_event(unit, event);
        if (!reach_possible(&facts->contexts, entry, &event->before) || loc == IR_NONE) {
            continue;
        }
        if (is_here(looker, unit, loc)) {
            add_state(looker, function, index, event, &event->before);
            any = true;
        } else if (unit->locs.data[loc].line < looker->why->line &&
                   (!before ||
                    unit->locs.data[loc].line >= unit->locs.data[loc_of_event(unit, before)].line)) {
            before = event;
        }
    }
    if (!any) {
        struct mask nothing;
        mask_init(&nothing);
        add_state(looker, function, index, before, before ? &before->after : &nothing);
    }
}

void why_add_image(struct why *why, const char *name, const struct flow *flow)
{
    struct looker looker = {.why = why, .image = name, .facts = &flow->facts};
    sharing_find(&looker.sharing, flow);
    for (size_t i = 0; i < flow->facts.contexts.data.count; i++) {
        looker.has_tasks |= flow->facts.contexts.data.data[i].kind == CONTEXT_TASK;
    }
    for (uint32_t func = 0; func < flow->facts.program->funcs.count; func++) {
        if (!touches_line(&looker, func)) {
            continue;
        }
        struct strtab *names = flow->facts.program->names;
        struct why_function function = {.program = str_intern(names, name),
                                        .name = str_intern(names, program_name(flow->facts.program, func)),
                                        .loc = program_loc(flow->facts.program,
                                                           flow->facts.program->funcs.data[func].unit,
                                                           program_ir(flow->facts.program, func)->loc)};
        for (uint32_t i = 0; i < flow->facts.reach.entries.count; i++) {
            if (flow->facts.reach.entries.data[i].func == func) {
                add_states(&looker, &function, i);
            }
        }
        VEC_PUSH(&why->functions, function);
    }
    sharing_free(&looker.sharing);
}

void why_free(struct why *why)
{
    for (size_t i = 0; i < why->functions.count; i++) {
        for (size_t j = 0; j < why->functions.data[i].states.count; j++) {
            state_free(&why->functions.data[i].states.data[j]);
        }
        VEC_FREE(&why->functions.data[i].states);
    }
    VEC_FREE(&why->functions);
}
