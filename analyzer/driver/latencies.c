#include "driver/latencies.h"

#include "base/str.h"
#include "driver/elf_files.h"
#include "driver/settings.h"
#include "flow/delay.h"
#include "frontend/headers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One image on its way. */
struct adding {
    struct latencies *latencies;
    struct arena *run;
    const struct image *image;
    const struct flow *flow;
    struct sections sections;
};

bool latencies_wanted(const struct options *options)
{
    bool wanted = options->command == COMMAND_LATENCY;
    bool reports = options->command == COMMAND_CHECK || options->command == COMMAND_LINK;
    for (size_t i = 0; i < options->outputs.count && reports; i++) {
        wanted |= strcmp(options->outputs.data[i].format, "html") == 0;
    }
    return wanted;
}

static struct loc place_of(const struct adding *adding, uint32_t func, uint32_t loc)
{
    struct program *program = adding->flow->facts.program;
    return program_loc(program, program->funcs.data[func].unit, loc);
}

static const char *func_name(const struct adding *adding, uint32_t func)
{
    struct program *program = adding->flow->facts.program;
    return str_intern(program->names, program_name(program, func));
}

/* ---- costs ---------------------------------------------------------------------------------------- */

static const char *callee_name(const struct program *program, const struct program_call *call)
{
    if (call && call->sym != PROGRAM_NONE) {
        return program->syms.data[call->sym].name;
    }
    return call && call->target_count == 1 ? program_name(program, program->call_targets.data[call->target])
                                           : NULL;
}

/* The function whose call stands at a place and has no body; NULL: none such. */
static const char *bodyless_at(const struct program *program, uint32_t func, uint32_t loc)
{
    const struct program_func *entry = &program->funcs.data[func];
    const struct ir_unit *unit = program_unit(program, func);
    for (uint32_t i = 0; i < entry->call_count; i++) {
        const struct program_call *call = &program->calls.data[entry->call + i];
        if (unit->ops.data[call->op].loc == loc && !call->target_count) {
            return callee_name(program, call);
        }
    }
    return NULL;
}

static const char *reason_text(const struct adding *adding, const struct cost *cost)
{
    const char *name;
    switch (cost->reason) {
    case COST_NO_BODY:
        name = bodyless_at(adding->flow->facts.program, cost->func, cost->loc);
        return name ? arena_printf(adding->run, "'%s' has no body here", name)
                    : "a called function has no body here";
    case COST_POINTER: return "where the call through a pointer leads is not known";
    case COST_NOT_UNDERSTOOD: return "not all of this was understood";
    case COST_LOOP: return "no bound of this loop is known";
    case COST_COPY: return "how much this copies is not known";
    case COST_WAIT: return "this call may wait";
    case COST_RECURSION: return "this call comes back to itself";
    case COST_TANGLE: return "these loops are too tangled to follow";
    default: return NULL;
    }
}

static struct latency_cost latency_cost_of(const struct adding *adding, const struct cost *cost)
{
    struct latency_cost result = {
        .bound = cost->kind == COST_BOUND     ? LATENCY_AT_MOST
                 : cost->kind == COST_PARTIAL ? LATENCY_AT_LEAST
                                              : LATENCY_UNBOUNDED,
        .low = cost->low,
        .high = cost->kind == COST_BOUND ? cost->high : 0,
        .reason = reason_text(adding, cost),
    };
    if (result.reason) {
        result.reason_loc = place_of(adding, cost->func, cost->loc);
    }
    return result;
}

/* ---- sections ------------------------------------------------------------------------------------- */

static const char *step_text(const struct adding *adding, uint32_t func, const struct longest_step *step)
{
    const struct program *program = adding->flow->facts.program;
    if (step->op != IR_NONE) {
        const char *name = callee_name(program, calls_at(program, func, step->op));
        return name ? arena_printf(adding->run, "calls '%s'", name) : "calls through a pointer";
    }
    if (!step->trips.known) {
        return "loop";
    }
    uint64_t rounds = step->trips.high;
    return arena_printf(adding->run, "loop of %s%" PRIu64 " round%s",
                        step->trips.low == rounds ? "" : "at most ", rounds, rounds == 1 ? "" : "s");
}

static const char *line_text(const struct adding *adding, const struct section *section)
{
    const struct contexts *contexts = &adding->flow->facts.contexts;
    int64_t line;
    if (!value_is_int(&section->event->value, &line) || line < -16 || line >= 1024) {
        return "an interrupt line";
    }
    uint32_t handler = contexts_of_line(contexts, line);
    return handler == FLOW_NONE
               ? arena_printf(adding->run, "line %d", (int)line)
               : arena_printf(adding->run, "the line of %s", contexts->data.data[handler].name);
}

static const char *mask_text(const struct adding *adding, const struct section *section)
{
    const struct mask *mask = &section->event->after;
    switch (section->part) {
    case MODEL_PART_FAULT: return "interrupts and faults";
    case MODEL_PART_CEILING:
        return mask->ceiling_low && mask->ceiling_low == mask->ceiling_high
                   ? arena_printf(adding->run, "priorities from 0x%02x", (unsigned)mask->ceiling_low)
                   : "priorities below a ceiling";
    case MODEL_PART_SECTION: return "what the kernel masks";
    case MODEL_PART_SCHED: return "the scheduler";
    case MODEL_PART_LINE: return line_text(adding, section);
    default: return "interrupts";
    }
}

/* What the source calls the way in: the macro, else the function. */
static const char *enter_text(const struct adding *adding, const struct section *section)
{
    const struct program *program = adding->flow->facts.program;
    const struct ir_unit *unit = program_unit(program, section->func);
    const struct ir_op *op = &unit->ops.data[section->op];
    const char *macro = op->loc == IR_NONE ? "" : ir_text(unit, unit->locs.data[op->loc].macro);
    const char *name =
        op->kind == IR_CALL ? callee_name(program, calls_at(program, section->func, section->op)) : NULL;
    return arena_strdup(adding->run, *macro ? macro : name ? name : "");
}

struct named {
    const struct contexts *contexts;
    const struct context *context;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;
    int order = contexts_compare(a->contexts, a->context, b->context);
    return order ? order : strcmp(a->context->name, b->context->name);
}

static void add_delays(const struct adding *adding, struct latency_section *to, const struct delay *delay)
{
    const struct contexts *contexts = &adding->flow->facts.contexts;
    struct named *named = ARENA_ARRAY(adding->run, struct named, delay->count + 1);
    const char **names = ARENA_ARRAY(adding->run, const char *, delay->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < contexts->data.count; i++) {
        if (delay->handlers[i]) {
            named[count++] = (struct named){contexts, &contexts->data.data[i]};
        }
    }
    qsort(named, count, sizeof(*named), compare_named);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct context *context = named[i].context;
        const char *name =
            context->priority == PRIORITY_UNKNOWN
                ? arena_strdup(adding->run, context->name)
                : arena_printf(adding->run, "%s (priority %d)", context->name, context->priority);
        if (!kept || strcmp(names[kept - 1], name) != 0) { /* a default handler stands for many lines */
            names[kept++] = name;
        }
    }
    to->delays = names;
    to->delay_count = kept;
    to->delays_tasks = delay->tasks;
    to->unsure = delay->unsure;
    to->reached = delay->reached;
}

static struct latency_section section_of(const struct adding *adding, const struct section *section,
                                         const struct delay *delay)
{
    const struct ir_unit *unit = program_unit(adding->flow->facts.program, section->func);
    const struct longest *longest = &section->longest;
    struct latency_section result = {
        .loc = place_of(adding, section->func, unit->ops.data[section->op].loc),
        .function = func_name(adding, section->func),
        .image = arena_strdup(adding->run, adding->image->name),
        .masks = mask_text(adding, section),
        .enter = enter_text(adding, section),
        .cost = latency_cost_of(adding, &longest->cost),
    };
    struct latency_step *steps = ARENA_ARRAY(adding->run, struct latency_step, longest->step_count + 1);
    for (uint32_t i = 0; i < longest->step_count; i++) {
        const struct longest_step *step = &longest->steps[i];
        if (longest_matters(longest, step)) {
            steps[result.step_count++] =
                (struct latency_step){.loc = place_of(adding, section->func, step->loc),
                                      .text = step_text(adding, section->func, step),
                                      .cost = latency_cost_of(adding, &step->cost)};
        }
    }
    result.steps = steps;
    add_delays(adding, &result, delay);
    return result;
}

/* ---- handlers ------------------------------------------------------------------------------------- */

static void add_handler(struct adding *adding, const struct delay *delays, uint32_t context,
                        const struct context_claim *claim)
{
    struct wait wait = delay_wait(&adding->sections, delays, context);
    struct latency_handler handler = {
        .name = arena_strdup(adding->run, claim->func),
        .image = arena_strdup(adding->run, adding->image->name),
        .deadline = claim->deadline,
        .period = claim->period,
        .section = latency_cost_of(adding, &wait.of_section),
        .others = latency_cost_of(adding, &wait.of_handlers),
        .own = latency_cost_of(adding, &wait.own),
        .whole = latency_cost_of(adding, &wait.whole),
    };
    if (wait.section != FLOW_NONE) {
        struct latency_section *longest = ARENA_NEW(adding->run, struct latency_section);
        *longest = section_of(adding, &adding->sections.data.data[wait.section], &delays[wait.section]);
        handler.longest = longest;
    }
    VEC_PUSH(&adding->latencies->handlers, handler);
}

static void add_handlers(struct adding *adding, const struct delay *delays)
{
    const struct facts *facts = &adding->flow->facts;
    for (uint32_t i = 0; i < facts->contexts.data.count; i++) {
        const struct context *context = &facts->contexts.data.data[i];
        const char *name = program_name(facts->program, context->func);
        for (size_t j = 0; j < facts->claims->data.count; j++) {
            const struct context_claim *claim = &facts->claims->data.data[j];
            if ((claim->deadline || claim->period) && strcmp(claim->func, name) == 0) {
                add_handler(adding, delays, i, claim);
                break;
            }
        }
    }
}

void latencies_add(struct latencies *latencies, struct arena *run, const struct image *image,
                   const struct flow *flow, struct notice_list *notices)
{
    struct adding adding = {.latencies = latencies, .run = run, .image = image, .flow = flow};
    struct arena scratch = {0};
    sections_find(&adding.sections, &flow->facts);
    size_t count = adding.sections.data.count;
    struct delay *delays = ARENA_ARRAY(&scratch, struct delay, count + 1);
    bool truncated = false;
    for (size_t i = 0; i < count; i++) {
        const struct section *section = &adding.sections.data.data[i];
        delays[i] = delay_of(&scratch, &adding.sections, section);
        truncated |= delays[i].truncated;
        struct latency_section row = section_of(&adding, section, &delays[i]);
        row.id = latency_code_ask(&latencies->code, run, flow, section);
        VEC_PUSH(&latencies->sections, row);
    }
    latency_code_loops(&latencies->code, flow, &adding.sections.costs);
    add_handlers(&adding, delays);
    if (truncated) {
        struct notice notice = {.kind = NOTICE_LIMIT,
                                .message = "some sections are run by many contexts: whom they delay was "
                                           "computed for the first of them"};
        VEC_PUSH(notices, notice);
    }
    sections_free(&adding.sections);
    arena_free(&scratch);
}

/* ---- all together ---------------------------------------------------------------------------------- */

static uint64_t length_of(const struct latency_cost *cost)
{
    return cost->bound == LATENCY_AT_MOST ? cost->high : cost->low;
}

static int compare_sections(const void *left, const void *right)
{
    const struct latency_section *a = left;
    const struct latency_section *b = right;
    bool open_a = a->cost.bound == LATENCY_UNBOUNDED;
    bool open_b = b->cost.bound == LATENCY_UNBOUNDED;
    if (open_a != open_b) {
        return open_a ? -1 : 1;
    }
    if (length_of(&a->cost) != length_of(&b->cost)) {
        return length_of(&a->cost) > length_of(&b->cost) ? -1 : 1;
    }
    int order = loc_compare(&a->loc, &b->loc);
    order = order ? order : strcmp(a->function, b->function);
    return order ? order : strcmp(a->image, b->image);
}

static int compare_handlers(const void *left, const void *right)
{
    const struct latency_handler *a = left;
    const struct latency_handler *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->image, b->image);
}

/* Looks the sections up in the code that --elf names. */
static void look_up(struct latencies *latencies, struct arena *run, const struct options *options,
                    struct notice_list *notices)
{
    struct arena scratch = {0};
    struct compiled compiled = {.arena = &scratch};
    elf_files_read(&compiled, options, run, notices);
    latency_code_ready(&latencies->code, &compiled);
    for (size_t i = 0; i < latencies->sections.count && compiled.files.count; i++) {
        struct latency_section *section = &latencies->sections.data[i];
        section->compiled = latency_code_answer(&latencies->code, &compiled, run, section);
        latencies->latency.compiled_count += !section->compiled->missing;
    }
    latencies->latency.has_compiled = compiled.files.count > 0;
    compiled_free(&compiled);
    arena_free(&scratch);
}

void latencies_finish(struct latencies *latencies, struct arena *run, const struct options *options,
                      const struct unit_plans *plans, uint64_t clock, struct notice_list *notices)
{
    size_t kept = 0;
    for (size_t i = 0; i < latencies->sections.count; i++) {
        const struct latency_section *section = &latencies->sections.data[i];
        const char *file = section->loc.file;
        bool excluded = !plans->single_file && settings_match(options->config, CONFIG_EXCLUDE, file);
        if (!str_has_prefix(file, HEADERS_SHIM_ROOT) && !excluded && units_asked(plans, file)) {
            latencies->sections.data[kept++] = *section;
        }
    }
    if (kept) {
        qsort(latencies->sections.data, kept, sizeof(*latencies->sections.data), compare_sections);
    }
    size_t single = 0; /* a header's section is one, whatever images include it alike */
    for (size_t i = 0; i < kept; i++) {
        const struct latency_section *section = &latencies->sections.data[i];
        if (!single || compare_sections(&latencies->sections.data[single - 1], section) != 0) {
            latencies->sections.data[single++] = *section;
        }
    }
    latencies->sections.count = single;
    if (latencies->handlers.count) {
        qsort(latencies->handlers.data, latencies->handlers.count, sizeof(*latencies->handlers.data),
              compare_handlers);
    }
    latencies->latency = (struct latency){.sections = latencies->sections.data,
                                          .section_count = single,
                                          .handlers = latencies->handlers.data,
                                          .handler_count = latencies->handlers.count,
                                          .clock = clock};
    if (options->elfs.count) {
        look_up(latencies, run, options, notices);
    }
}

void latencies_free(struct latencies *latencies)
{
    VEC_FREE(&latencies->sections);
    VEC_FREE(&latencies->handlers);
    latency_code_free(&latencies->code);
}
