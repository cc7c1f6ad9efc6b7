/* Kernel calls that a handler reaches. Shared by CRIT505 and CRIT506. */
#ifndef RULES_API_CONTEXT_H
#define RULES_API_CONTEXT_H

#include "rules/rule.h"

struct api_call {
    const struct reach_entry *entry; /* the function that calls, in the handler's context */
    const struct event *event;
    const struct program_call *call;
    const struct model_entry *api;
    const struct context *handler;
};

struct api_calls {
    VEC(struct api_call) data;
};

/*
 * Each call of a modelled kernel function with one of the roles (bits of enum model_role) that a
 * handler reaches. Calls inside the kernel's own functions are left out: the user's call is the
 * one to look at. The caller frees the list.
 */
void api_calls_find(struct api_calls *calls, const struct flow *flow, uint64_t roles);

#endif
