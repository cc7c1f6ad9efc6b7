#include "driver/latency_code.h"

static const char *callee_of(const struct program *program, uint32_t func, uint32_t op)
{
    const struct program_call *call = calls_at(program, func, op);
    if (call && call->sym != PROGRAM_NONE) {
        return program->syms.data[call->sym].name;
    }
    return NULL;
}

static struct compiled_mark mark_of(struct arena *run, const struct flow *flow, uint32_t func, uint32_t op)
{
    struct program *program = flow->facts.program;
    const struct ir_op *at = &program_unit(program, func)->ops.data[op];
    struct loc loc = program_loc(program, program->funcs.data[func].unit, at->loc);
    const char *callee = at->kind == IR_CALL ? callee_of(program, func, op) : NULL;
    return (struct compiled_mark){.file = loc.file ? loc.file : "",
                                  .line = loc.line,
                                  .callee = callee ? arena_strdup(run, callee) : NULL};
}

uint32_t latency_code_ask(struct latency_code *code, struct arena *run, const struct flow *flow,
                          const struct section *section)
{
    struct compiled_mark *ends = ARENA_ARRAY(run, struct compiled_mark, section->end_count + 1);
    for (uint32_t i = 0; i < section->end_count; i++) {
        ends[i] = mark_of(run, flow, section->func, section->ends[i]);
    }
    struct compiled_question question = {.start = mark_of(run, flow, section->func, section->op),
                                         .ends = ends,
                                         .end_count = section->end_count,
                                         .by_store = section->part == MODEL_PART_LINE,
                                         .by_call = section->part == MODEL_PART_SCHED};
    VEC_PUSH(&code->questions, question);
    return (uint32_t)code->questions.count - 1;
}

void latency_code_loops(struct latency_code *code, const struct flow *flow, const struct costs *costs)
{
    struct program *program = flow->facts.program;
    for (size_t i = 0; i < costs->loops.count; i++) {
        const struct bounded_loop *from = &costs->loops.data[i];
        struct loc loc = program_loc(program, program->funcs.data[from->func].unit, from->loc);
        struct compiled_loop loop = {
            .file = loc.file, .line = loc.line, .trips = from->trips, .at_top = from->at_top};
        if (loc.file && loc.line) {
            VEC_PUSH(&code->loops, loop);
        }
    }
}

void latency_code_ready(struct latency_code *code, struct compiled *compiled)
{
    for (size_t i = 0; i < code->loops.count; i++) {
        VEC_PUSH(&compiled->loops, code->loops.data[i]);
    }
    compiled_ready(compiled);
}

/* ---- answers --------------------------------------------------------------------------------------- */

static const char *missing_text(enum compiled_status status)
{
    switch (status) {
    case COMPILED_NO_FILE: return "no code of this file is there";
    case COMPILED_NO_LINE: return "no code stands for this line";
    case COMPILED_NO_MASK: return "nothing that this line was compiled to masks";
    default: return "no way leads from its mask to its end";
    }
}

static const char *reason_text(const struct compiled *compiled, struct arena *run, const struct cost *cost)
{
    const char *func = compiled_func_name(compiled, cost);
    const char *callee = compiled_callee(compiled, cost);
    func = func ? func : "";
    switch (cost->reason) {
    case COST_NO_BODY:
        return callee ? arena_printf(run, "'%s' has no code here", callee)
                      : arena_printf(run, "'%s' goes on where there is no code of a function", func);
    case COST_POINTER: return arena_printf(run, "where '%s' calls through a pointer is not followed", func);
    case COST_NOT_UNDERSTOOD: return arena_printf(run, "'%s' holds what is no instruction", func);
    case COST_LOOP: return arena_printf(run, "no bound of a loop in '%s' is known", func);
    case COST_RECURSION: return arena_printf(run, "'%s' calls itself", func);
    case COST_TANGLE: return arena_printf(run, "the ways through '%s' are too tangled to follow", func);
    default: return NULL;
    }
}

static struct latency_cost cost_of_answer(const struct compiled *compiled, struct arena *run,
                                          const struct cost *cost)
{
    struct latency_cost result = {
        .bound = cost->kind == COST_BOUND     ? LATENCY_AT_MOST
                 : cost->kind == COST_PARTIAL ? LATENCY_AT_LEAST
                                              : LATENCY_UNBOUNDED,
        .low = cost->low,
        .high = cost->kind == COST_BOUND ? cost->high : 0,
        .reason = reason_text(compiled, run, cost),
    };
    const char *file;
    uint32_t line;
    if (result.reason && compiled_place(compiled, cost, &file, &line)) {
        result.reason_loc = (struct loc){.file = arena_strdup(run, file), .line = line};
    }
    return result;
}

const struct latency_compiled *latency_code_answer(const struct latency_code *code, struct compiled *compiled,
                                                   struct arena *run, const struct latency_section *section)
{
    struct latency_compiled *result = ARENA_NEW(run, struct latency_compiled);
    struct compiled_answer answer = compiled_length(compiled, &code->questions.data[section->id]);
    if (answer.status != COMPILED_FOUND) {
        result->missing = missing_text(answer.status);
        return result;
    }
    result->cost = cost_of_answer(compiled, run, &answer.cost);
    result->file = answer.file;
    result->function = arena_strdup(run, answer.function);
    result->offset = answer.offset;
    result->copies = answer.copies;
    return result;
}

void latency_code_free(struct latency_code *code)
{
    VEC_FREE(&code->loops);
    VEC_FREE(&code->questions);
}
