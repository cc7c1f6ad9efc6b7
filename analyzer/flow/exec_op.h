/* The transfer function: one op on the states of a path. Used by exec.c alone. */
#ifndef FLOW_EXEC_OP_H
#define FLOW_EXEC_OP_H

#include "flow/effects.h"
#include "flow/exec.h"

enum { FORKS_MAX = 16 };

/* The states of one path within a block; a call with several exits forks. */
struct state_list {
    struct state data[FORKS_MAX];
    int count;
};

struct exec {
    const struct exec_program *program;
    struct arena *arena; /* lifetime: func */
    struct summary *summary;
    struct recorder *recorder; /* NULL until the fixpoint is reached */
    uint32_t function, unit_index;
    const struct ir_unit *unit;
    const struct ir_func *func;
    uint32_t first_op;
    bool naked;
};

void exec_prepare(struct exec *exec);
void exec_op(struct exec *exec, struct state_list *states, uint32_t op);
/* Restricts a state to one side of a branch. False: that side cannot be reached. */
bool exec_refine(struct exec *exec, struct state *state, uint32_t condition, bool taken);
bool exec_may_case(struct exec *exec, const struct state *state, const struct ir_block *block,
                   const struct ir_edge *edge);
void exec_return(struct exec *exec, struct state *state, const struct ir_block *block);

struct value exec_value(struct exec *exec, const struct state *state, uint32_t op);
/* The variable that a place is, if it is one: its key, else 0. */
uint64_t exec_cell(struct exec *exec, const struct state *state, uint32_t place);
/* How callers name what a gate is restored from: SYMBOL_*, or 0 when they cannot. */
uint8_t exec_symbol(struct exec *exec, const struct value *value);
/* The path needs a VALUE_PARAM to be (non-)zero. False: it cannot be. */
bool exec_assume(struct state *state, const struct value *value, bool nonzero);
/* Writes through a pointer value, where it says what it points to. */
void exec_store_through(struct exec *exec, struct state *state, const struct value *pointer, uint32_t offset,
                        struct value value);

#endif
