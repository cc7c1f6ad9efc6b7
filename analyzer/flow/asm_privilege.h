/*
 * What an asm template has to do with the privilege of the code that runs it: calls of the
 * supervisor, and writes of the register that drops privilege.
 */
#ifndef FLOW_ASM_PRIVILEGE_H
#define FLOW_ASM_PRIVILEGE_H

#include "ir/ir.h"

/* A supervisor call: SVC, SWI, ECALL. */
bool asm_traps(const struct ir_unit *unit, const struct ir_asm *statement);

#endif
