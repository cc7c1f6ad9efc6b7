#include "rules/guarded.h"

bool guarded_data(const struct flow *flow, uint32_t sym)
{
    const struct accesses *accesses = &flow->accesses;
    uint32_t context = FLOW_NONE;
    uint32_t guarding = FLOW_NONE;
    bool contexts = false;
    bool guards = false;
    bool in_handler = false;
    bool written = false;
    for (size_t i = access_first(accesses, sym);
         i < accesses->data.count && accesses->data.data[i].object == sym; i++) {
        const struct access *access = &accesses->data.data[i];
        contexts |= context != FLOW_NONE && context != access->context;
        context = access->context;
        in_handler |= flow->facts.contexts.data.data[access->context].kind == CONTEXT_HANDLER;
        written |= access->kind != ACCESS_READ;
        if (mask_owns(access->held)) {
            guards |= guarding != FLOW_NONE && guarding != access->func;
            guarding = access->func;
        }
    }
    return contexts && written && (in_handler || guards);
}
