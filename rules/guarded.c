#include "rules/guarded.h"

bool guarded_data(const struct flow *flow, uint32_t sym)
{
    bool in_handler = false;
    bool elsewhere = false;
    bool written = false;
    const struct accesses *accesses = &flow->accesses;
    size_t low = 0;
    size_t high = accesses->data.count;
    while (low < high) { /* the first access of the object */
        size_t middle = low + (high - low) / 2;
        if (accesses->data.data[middle].object < sym) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < accesses->data.count && accesses->data.data[i].object == sym; i++) {
        const struct access *access = &accesses->data.data[i];
        bool handler = flow->contexts.data.data[access->context].kind == CONTEXT_HANDLER;
        in_handler |= handler;
        elsewhere |= !handler;
        written |= access->kind != ACCESS_READ;
    }
    return in_handler && elsewhere && written;
}
