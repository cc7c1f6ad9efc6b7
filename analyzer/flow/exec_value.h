/*
 * The interpreter's present state, and what values and places mean in it. Pure ops are
 * evaluated where they are used; reads keep their value in the state (CELL_OP).
 */
#ifndef FLOW_EXEC_VALUE_H
#define FLOW_EXEC_VALUE_H

#include "flow/effects.h"
#include "link/calls.h"
#include "link/constants.h"

enum { FORKS_MAX = 16 };

/* What the interpretation of all functions shares. */
struct exec_program {
    struct program *program;
    const struct points *points;
    const struct constants *constants;
    const struct model *model;
    struct summary *summaries; /* by function */
};

/* One function. */
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

/* The states of one path within a block; a call with several exits forks. */
struct state_list {
    struct state data[FORKS_MAX];
    int count;
};

void exec_prepare(struct exec *exec);

struct value exec_value(struct exec *exec, const struct state *state, uint32_t op);
/* a <operator> b, in a type. */
struct value exec_operator(const struct exec *exec, uint32_t type, enum ir_operator operator_, struct value a,
                           struct value b);
/* The value of an IR_ADDR op, without the section in which it was made. */
struct value exec_address_value(struct exec *exec, const struct state *state, const struct ir_op *op);
/* Where the value of an op that reads is kept. */
uint64_t exec_op_key(const struct exec *exec, uint32_t op);
/* The byte offset of a place with constant indices; false if an index or the layout is not known. */
bool exec_exact_offset(struct exec *exec, const struct state *state, const struct ir_place *place,
                       uint32_t *offset);
/* The variable that a place is, if it is one: its key, else 0. */
uint64_t exec_cell(struct exec *exec, const struct state *state, uint32_t place);
/* Writes through a pointer value, where it says what it points to. */
void exec_store_through(struct exec *exec, struct state *state, const struct value *pointer, uint32_t offset,
                        struct value value);
/* How callers name what a gate is restored from: SYMBOL_*, or 0 when they cannot. */
uint8_t exec_symbol(struct exec *exec, const struct value *value);
/* Cortex-M's CONTROL := value of the op: what becomes of the privilege. */
void exec_write_control(struct exec *exec, struct state *state, uint32_t op);
/* The path needs a VALUE_PARAM to be (non-)zero. False: it cannot be. */
bool exec_assume(struct state *state, const struct value *value, bool nonzero);

#endif
