/* What a call does by the model of its name (model/model.h), where the body does not say it. */
#ifndef FLOW_EXEC_MODEL_H
#define FLOW_EXEC_MODEL_H

#include "flow/exec_value.h"

/* One call being applied to the states of a path. */
struct call {
    struct exec *exec;
    uint32_t op_index;
    const struct ir_op *op;
    uint64_t result; /* key of the op's value */
};

static inline struct value call_argument(const struct call *call, const struct state *state, uint32_t index)
{
    return index >= call->op->c
               ? value_any()
               : exec_value(call->exec, state, call->exec->unit->operands.data[call->op->b + index]);
}

/* The rows that hold for a callee: none where its body is in sight and says more. `sym` may be PROGRAM_NONE.
 */
const struct model_entry *exec_model_find(const struct call *call, uint32_t sym, bool has_body,
                                          size_t *count);
/* Applies the rows; a try makes two states of one. */
void exec_model_call(const struct call *call, struct state_list *states, const struct model_entry *entries,
                     size_t count);

/*
 * The variable that an argument names, where nothing declares what is called: it may be a macro that assigns
 * it, of a header that is not there. Else 0.
 */
uint64_t call_named(const struct call *call, const struct state *state, uint32_t index);

#endif
