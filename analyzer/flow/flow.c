#include "flow/flow.h"

#include "flow/assertion.h"
#include "flow/counter.h"
#include "flow/effects.h"
#include "flow/exec.h"
#include "flow/lock.h"

#include <string.h>

static void note_limits(struct flow *flow, struct notice_list *notices)
{
    for (uint32_t i = 0; i < flow->facts.program->funcs.count; i++) {
        if (flow->facts.summaries[i].truncated) {
            struct notice notice = {.kind = NOTICE_LIMIT,
                                    .loc = program_loc(flow->facts.program,
                                                       flow->facts.program->funcs.data[i].unit,
                                                       program_ir(flow->facts.program, i)->loc),
                                    .message = "too many mask states in this function: some were joined"};
            VEC_PUSH(notices, notice);
        }
    }
}

/* Locks that the function takes although it did not give them back before: its caller must not hold them. */
static void list_takes(struct flow *flow, struct summary *summary)
{
    summary->take_count = 0;
    for (size_t i = 0; i < summary->events.count && summary->take_count < TAKES_MAX; i++) {
        const struct event *event = &summary->events.data[i];
        bool takes =
            event->kind == EVENT_TAKES ||
            (event->kind == EVENT_OFF && event->part == MODEL_PART_LOCK && !(event->flags & EVENT_TRIED));
        uint32_t param;
        uint32_t offset;
        int64_t key = event->value.low;
        if (!takes || !(lock_has_global_name(key) || lock_behind_param(key, &param, &offset)) ||
            mask_find(&event->before, HOLD_GIVEN, key) || mask_find(&event->before, HOLD_SPIN, key) ||
            mask_find(&event->before, HOLD_LOCK, key)) {
            continue;
        }
        if (!summary->takes) {
            summary->takes = ARENA_ARRAY(flow->facts.program->image, struct summary_take, TAKES_MAX);
        }
        bool by_callee = event->kind == EVENT_TAKES;
        summary->takes[summary->take_count++] =
            (struct summary_take){.key = key,
                                  .op = event->op,
                                  .callee = by_callee ? event->value.id : FLOW_NONE,
                                  .index = by_callee ? event->value.gate : 0,
                                  .at = event->before};
    }
}

/* Which parts a function acts on, itself or through what it calls; and bare pairs inside it. */
static void describe(struct flow *flow, uint32_t func)
{
    struct summary *summary = &flow->facts.summaries[func];
    summary->touches = summary->pairs = 0;
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->part != MODEL_PART_NONE) {
            summary->touches |= (uint8_t)(1u << event->part);
        }
        if (event->kind == EVENT_UNMASK) {
            for (int gate = 0; gate < GATES; gate++) {
                bool own = event->before.by[gate] != FLOW_NONE && event->after.by[gate] == FLOW_NONE;
                own |= (event->flags & EVENT_NESTED) &&
                       effect_gate((enum model_part)event->part) == (enum gate)gate;
                summary->pairs |= own ? (uint8_t)(1u << gate) : 0;
            }
        }
    }
}

/* Callees first. */
static void run_functions(struct flow *flow, const struct exec_program *exec, const uint32_t *order)
{
    for (uint32_t i = 0; i < flow->facts.program->funcs.count; i++) {
        flow->facts.summaries[order[i]].done = false;
    }
    for (uint32_t i = 0; i < flow->facts.program->funcs.count; i++) {
        exec_function(exec, order[i]);
        describe(flow, order[i]);
        list_takes(flow, &flow->facts.summaries[order[i]]);
    }
}

void flow_compute(struct flow *flow, struct program *program, const struct points *points,
                  const struct constants *constants, const struct model *model, struct context_claims *claims,
                  struct notice_list *notices)
{
    memset(flow, 0, sizeof(*flow));
    flow->facts.program = program;
    flow->facts.points = points;
    flow->facts.constants = constants;
    flow->facts.model = model;
    flow->facts.claims = claims;
    flow->facts.summaries = ARENA_ARRAY(program->image, struct summary, program->funcs.count + 1);
    struct exec_program exec = {.program = program,
                                .points = points,
                                .constants = constants,
                                .model = model,
                                .summaries = flow->facts.summaries};
    uint32_t *order;
    uint32_t *component;
    calls_order(program, &order, &component);
    run_functions(flow, &exec, order);
    bool counted = counter_find(program, flow->facts.summaries);
    bool asserted = assertion_find(program, flow->facts.summaries);
    if (counted || asserted) {
        run_functions(flow, &exec, order); /* again: callers now see counted sections and dead ends */
    }
    contexts_find(&flow->facts.contexts, program, points, model, flow->facts.summaries, claims);
    armed_compute(&flow->facts.armed, program, &flow->facts.contexts, flow->facts.summaries);
    fatal_compute(&flow->facts.fatal, program, flow->facts.summaries, model);
    reach_compute(&flow->facts.reach, program, &flow->facts.contexts, flow->facts.summaries,
                  &flow->facts.armed, &flow->facts.fatal, points, component);
    access_collect(&flow->accesses, &flow->facts);
    turns_find(&flow->turns, &flow->facts, &flow->accesses);
    race_find(&flow->races, &flow->facts, &flow->accesses, &flow->turns);
    note_limits(flow, notices);
}

void flow_free(struct flow *flow)
{
    for (uint32_t i = 0; i < flow->facts.program->funcs.count; i++) {
        VEC_FREE(&flow->facts.summaries[i].events);
    }
    contexts_free(&flow->facts.contexts);
    reach_free(&flow->facts.reach);
    race_free(&flow->races);
    turns_free(&flow->turns);
    access_free(&flow->accesses);
}
