/*
 * What an asm template does beside the mask: calls the supervisor, asks who it is, tries to take a lock.
 */
#ifndef FLOW_ASM_KIND_H
#define FLOW_ASM_KIND_H

#include "ir/ir.h"

/* A supervisor call: SVC, SWI, ECALL. */
bool asm_traps(const struct ir_unit *unit, const struct ir_asm *statement);

/* Gives the stack up: starts another program or task, and nothing of this one comes after it. */
bool asm_leaves_stack(const struct ir_unit *unit, const struct ir_asm *statement);

/* Reads CONTROL of Cortex-M: who does may ask whether it is privileged. */
bool asm_reads_control(const struct ir_unit *unit, const struct ir_asm *statement);

/* Loads and stores exclusively with a test in between, or swaps: the word of a lock, if it is free. */
bool asm_tries_lock(const struct ir_unit *unit, const struct ir_asm *statement);

/* Orders, waits for an event, or does nothing. */
bool asm_only_waits(const struct ir_unit *unit, const struct ir_asm *statement);

#endif
