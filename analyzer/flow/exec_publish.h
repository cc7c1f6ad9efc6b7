/*
 * Addresses of locals that go to memory that outlives the function: to a variable, or to a register.
 * Here they become events (EVENT_PUBLISHED), and facts about parameters for the callers (struct
 * summary_kept). A store into a variable makes two events: one for itself, which some later store
 * may take back, and one at a return that still finds the address there.
 */
#ifndef FLOW_EXEC_PUBLISH_H
#define FLOW_EXEC_PUBLISH_H

#include "flow/exec_model.h"

/* A store into a variable with static storage. */
void exec_publish_store(struct exec *exec, const struct state *state, uint32_t op, uint64_t cell,
                        const struct value *value);
/* A store to a fixed address. */
void exec_publish_register(struct exec *exec, const struct state *state, uint32_t op, int64_t address,
                           const struct value *value);
/* What the callee leaves of its arguments. */
void exec_publish_call(const struct call *call, struct state *state, const struct summary *callee);
void exec_publish_return(struct exec *exec, const struct state *state);

#endif
