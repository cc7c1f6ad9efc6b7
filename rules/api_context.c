#include "rules/api_context.h"

static const struct model_entry *find_api(const struct model *model, const char *name, uint64_t roles)
{
    size_t count;
    const struct model_entry *entries = model_find(model, name, &count);
    for (size_t i = 0; i < count; i++) {
        if ((roles >> entries[i].role) & 1) {
            return &entries[i];
        }
    }
    return NULL;
}

static bool is_kernel(const struct model *model, const char *name)
{
    return find_api(model, name,
                    UINT64_C(1) << MODEL_TASK_API | UINT64_C(1) << MODEL_ISR_API |
                        UINT64_C(1) << MODEL_ANY_API | UINT64_C(1) << MODEL_ENTER |
                        UINT64_C(1) << MODEL_EXIT) != NULL;
}

/* Is the function reached only through a kernel function? Then its calls are the kernel's. */
static bool inside_kernel(const struct flow *flow, const struct reach_entry *entry)
{
    for (;;) {
        if (is_kernel(flow->facts.model, program_name(flow->facts.program, entry->func))) {
            return true;
        }
        if (entry->from_entry == FLOW_NONE) {
            return false;
        }
        entry = &flow->facts.reach.entries.data[entry->from_entry];
    }
}

void api_calls_find(struct api_calls *calls, const struct flow *flow, uint64_t roles)
{
    for (uint32_t i = 0; i < flow->facts.reach.entries.count; i++) {
        const struct reach_entry *entry = &flow->facts.reach.entries.data[i];
        const struct context *handler = &flow->facts.contexts.data.data[entry->context];
        if (handler->kind != CONTEXT_HANDLER || (entry->always & WAY_FATAL) || inside_kernel(flow, entry)) {
            continue;
        }
        const struct summary *summary = &flow->facts.summaries[entry->func];
        uint32_t last = FLOW_NONE;
        for (size_t j = 0; j < summary->events.count; j++) {
            const struct event *event = &summary->events.data[j];
            if (event->kind != EVENT_CALL || event->op == last ||
                !reach_possible(&flow->facts.contexts, entry, &event->before)) {
                continue;
            }
            const struct program_call *call = calls_at(flow->facts.program, entry->func, event->op);
            const struct model_entry *api =
                call && call->sym != PROGRAM_NONE
                    ? find_api(flow->facts.model, flow->facts.program->syms.data[call->sym].name, roles)
                    : NULL;
            if (api) {
                last = event->op;
                struct api_call found = {entry, event, call, api, handler};
                VEC_PUSH(&calls->data, found);
            }
        }
    }
}
