#include "rules/holder.h"

enum { NODES_MAX = 64 /* functions that are asked who calls them */ };

/* A function on the way, and the call by which it leads on. */
struct node {
    uint32_t func, call;
    int next, calls; /* index of the node that it calls, -1 at the function itself; calls up to there */
};

struct search {
    const struct flow *flow;
    uint32_t context;
    enum gate gate;
    struct node nodes[NODES_MAX];
    int count;
};

static bool is_known(const struct search *search, uint32_t func)
{
    for (int i = 0; i < search->count; i++) {
        if (search->nodes[i].func == func) {
            return true;
        }
    }
    return false;
}

static void fill(struct holder *holder, const struct search *search, const struct node *last)
{
    holder->context = search->context;
    holder->call_count = 0;
    for (const struct node *node = last; node->next >= 0; node = &search->nodes[node->next]) {
        holder->calls[holder->call_count++] = node->call;
    }
}

/* Is the function the context's main loop: itself, or called for good by one that is? */
static bool is_main_loop(const struct search *search, uint32_t func)
{
    const struct facts *facts = &search->flow->facts;
    const struct reach_entry *entry = reach_find(&facts->reach, search->context, func);
    while (entry && entry->from_entry != FLOW_NONE) {
        entry = &facts->reach.entries.data[entry->from_entry];
        if (fatal_returns(&facts->fatal, facts->program, entry->func,
                          program_ir(facts->program, entry->func)->block)) {
            return false;
        }
    }
    return entry != NULL;
}

/* Does control come back from the block, or is what follows an assertion's end? */
static bool comes_back(const struct search *search, uint32_t func, uint32_t block)
{
    const struct facts *facts = &search->flow->facts;
    bool is_handler = facts->contexts.data.data[search->context].kind == CONTEXT_HANDLER;
    return fatal_returns(&facts->fatal, facts->program, func, block) ||
           (!is_handler && is_main_loop(search, func));
}

/* The state at a call: does the caller hold the gate by its own doing, or leave it as it was? */
static bool at_call(struct search *search, struct holder *holder, const struct node *caller)
{
    const struct facts *facts = &search->flow->facts;
    const struct reach_entry *entry = reach_find(&facts->reach, search->context, caller->func);
    const struct summary *summary = &facts->summaries[caller->func];
    uint32_t op = facts->program->calls.data[caller->call].op;
    bool passes = false;
    for (size_t i = 0; entry && i < summary->events.count; i++) {
        const struct event *event = &summary->events.data[i];
        if (event->kind != EVENT_CALL || event->op != op ||
            !reach_possible(&facts->contexts, entry, &event->before) ||
            !comes_back(search, caller->func, event->block)) {
            continue;
        }
        relation state = event->before.gate[search->gate];
        if (event->before.by[search->gate] != FLOW_NONE && !(state & RELATION_TO_OPEN)) {
            fill(holder, search, caller);
            holder->func = caller->func;
            holder->by = event->before.by[search->gate];
            return true;
        }
        passes |= (state & RELATION_FROM_MASKED & RELATION_TO_MASKED) != 0;
    }
    if (passes && !is_known(search, caller->func) && search->count < NODES_MAX) {
        search->nodes[search->count++] = *caller;
    }
    return false;
}

/* The core masks on the way into the handlers of most architectures. */
static bool is_masked_root(const struct search *search, const struct node *node)
{
    const struct facts *facts = &search->flow->facts;
    const struct reach_entry *root = &facts->reach.entries.data[facts->reach.first[search->context]];
    return root->func == node->func && !(root->mask.gate[search->gate] & MAY_OPEN) &&
           facts->contexts.data.data[search->context].kind == CONTEXT_HANDLER;
}

bool holder_find(struct holder *holder, const struct flow *flow, const struct reach_entry *entry,
                 enum gate gate)
{
    const struct program *program = flow->facts.program;
    struct search search = {.flow = flow, .context = entry->context, .gate = gate};
    search.nodes[search.count++] = (struct node){.func = entry->func, .call = FLOW_NONE, .next = -1};
    for (int i = 0; i < search.count; i++) {
        struct node node = search.nodes[i];
        if (is_masked_root(&search, &node)) {
            fill(holder, &search, &search.nodes[i]);
            holder->func = node.func;
            holder->by = FLOW_NONE;
            return true;
        }
        struct calls_to callers = calls_to(program, node.func);
        for (uint32_t j = 0; node.calls < HOLDER_CALLS_MAX && j < callers.count; j++) {
            const struct program_call *call = &program->calls.data[callers.data[j]];
            struct node caller = {
                .func = call->caller, .call = callers.data[j], .next = i, .calls = node.calls + 1};
            const struct reach_entry *from = reach_find(&flow->facts.reach, entry->context, call->caller);
            if (call->target_count == 1 && from && !(from->always & (WAY_TANGLED | WAY_FATAL)) &&
                at_call(&search, holder, &caller)) {
                return true;
            }
        }
    }
    return false;
}
