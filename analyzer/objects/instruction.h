/*
 * What an instruction does to control and to the mask: by its text, as LLVM prints it (UAL for Arm), because
 * the library's interface for C says no more. What is not listed here goes on to the next.
 */
#ifndef OBJECTS_INSTRUCTION_H
#define OBJECTS_INSTRUCTION_H

#include "objects/code.h"

/* `insn` holds the address and the size; the rest is filled in. */
void instruction_read(struct code_insn *insn, enum code_arch arch, bool thumb, const char *text);

#endif
