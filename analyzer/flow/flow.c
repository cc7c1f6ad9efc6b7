#include "flow/flow.h"

#include "flow/exec.h"

#include <string.h>

static void note_limits(struct flow *flow, struct notice_list *notices)
{
    for (uint32_t i = 0; i < flow->program->funcs.count; i++) {
        if (flow->summaries[i].truncated) {
            struct notice notice = {.kind = NOTICE_LIMIT,
                                    .loc = program_loc(flow->program, flow->program->funcs.data[i].unit,
                                                       program_ir(flow->program, i)->loc),
                                    .message = "too many mask states in this function: some were joined"};
            VEC_PUSH(notices, notice);
        }
    }
}

/* Which parts a function acts on, itself or through what it calls; and bare pairs inside it. */
static void describe(struct flow *flow, uint32_t func)
{
    struct summary *summary = &flow->summaries[func];
    for (size_t i = 0; i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->part != MODEL_PART_NONE) {
            summary->touches |= (uint8_t)(1u << event->part);
        }
        if (event->kind == EVENT_UNMASK) {
            for (int gate = 0; gate < GATES; gate++) {
                bool own = event->before.by[gate] != FLOW_NONE && event->after.by[gate] == FLOW_NONE;
                summary->pairs |= own ? (uint8_t)(1u << gate) : 0;
            }
        }
    }
}

void flow_compute(struct flow *flow, struct program *program, const struct points *points,
                  const struct model *model, struct notice_list *notices)
{
    memset(flow, 0, sizeof(*flow));
    flow->program = program;
    flow->points = points;
    flow->model = model;
    flow->summaries = ARENA_ARRAY(program->run, struct summary, program->funcs.count + 1);
    struct exec_program exec = {
        .program = program, .points = points, .model = model, .summaries = flow->summaries};
    uint32_t *order;
    uint32_t *component;
    calls_order(program, &order, &component);
    for (uint32_t i = 0; i < program->funcs.count; i++) {
        exec_function(&exec, order[i]);
        describe(flow, order[i]);
    }
    contexts_find(&flow->contexts, program, points, model, flow->summaries);
    armed_compute(&flow->armed, program, &flow->contexts, flow->summaries);
    reach_compute(&flow->reach, program, &flow->contexts, flow->summaries, &flow->armed, points);
    access_collect(&flow->accesses, flow);
    race_find(&flow->races, flow);
    note_limits(flow, notices);
}

void flow_free(struct flow *flow)
{
    for (uint32_t i = 0; i < flow->program->funcs.count; i++) {
        VEC_FREE(&flow->summaries[i].events);
    }
    contexts_free(&flow->contexts);
    reach_free(&flow->reach);
    race_free(&flow->races);
    access_free(&flow->accesses);
}
