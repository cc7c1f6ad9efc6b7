#include "rules/guarded.h"

/* The first access of an object. */
static size_t first_access(const struct accesses *accesses, uint32_t sym)
{
    size_t low = 0;
    size_t high = accesses->data.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (accesses->data.data[middle].object < sym) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool guarded_data(const struct flow *flow, uint32_t sym)
{
    const struct accesses *accesses = &flow->accesses;
    uint32_t context = FLOW_NONE;
    uint32_t guarding = FLOW_NONE;
    bool contexts = false;
    bool guards = false;
    bool in_handler = false;
    bool written = false;
    for (size_t i = first_access(accesses, sym);
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
