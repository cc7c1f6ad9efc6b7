/*
 * What the body of a masking primitive does, in the terms of its contract: does it shut, open,
 * read or put back anything; does it answer with a constant; does it look at its argument. For
 * functions and for macros that stand as functions (IR_FUNC_MACRO_BODY).
 */
#ifndef FLOW_PORT_BODY_H
#define FLOW_PORT_BODY_H

#include "flow/facts.h"

struct port_body {
    bool shuts, opens, reads, restores; /* on some path */
    bool leaves_open;                   /* some path returns with nothing shut, though another shuts */
    bool unknown; /* calls, asm or registers that were not understood: may do any of these */
    bool counts;  /* changes memory of its own (a nesting count, a lock), or a section that counts does */
    bool lost;    /* statements of it are missing, or stand on invented names */
    bool empty;   /* no call, no asm, no access */
    bool has_constant; /* every path returns `constant` */
    int64_t constant;
    uint32_t shut_by, opened_by, read_by; /* ops, or FLOW_NONE */
};

struct port_body port_body_of(const struct facts *facts, uint32_t func);

/* Is parameter n used for anything but `(void)n`? */
bool port_uses_param(const struct facts *facts, uint32_t func, uint32_t param);

#endif
