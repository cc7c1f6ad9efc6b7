/*
 * What an instruction does to control flow and to the interrupt mask, for the architectures
 * that firmware startup code is written for. Everything else about it is not looked at.
 *
 * Mnemonics of the architectures hardly collide, but some do ("call" and "ret" mean the same
 * everywhere; "out" does not), so the architecture of the file decides where it matters.
 */
#ifndef FRONTEND_ASM_ISA_H
#define FRONTEND_ASM_ISA_H

#include "base/arena.h"
#include "ir/ir.h"

#include <stdbool.h>
#include <stddef.h>

enum asm_flow {
    ASM_PLAIN,  /* none of the below */
    ASM_CALL,   /* `target`, returns here */
    ASM_JUMP,   /* `target` */
    ASM_BRANCH, /* `target`, or the next instruction */
    ASM_RETURN,
    ASM_CALL_REG, /* the address in register `target` */
    ASM_JUMP_REG,
    ASM_JUMP_MEM, /* the address that is stored at label `target` */
    ASM_LITERAL,  /* register `dest` := the expression `target` */
    ASM_EVENT,    /* masks, barriers, waits: what the analysis reads */
    ASM_SKIP,     /* skips the next instruction or not (AVR) */
};

struct asm_insn {
    enum asm_flow flow;
    bool conditional;          /* done or not: executed under a condition */
    bool unknown_flow;         /* goes where nobody can say: a jump table, a written program counter */
    const char *target, *dest; /* in the caller's arena; or NULL */
    uint32_t size;             /* bytes of a jump as an entry of a vector table */
};

struct asm_insn asm_insn(struct arena *arena, enum ir_arch arch, const char *op, const char *args);

/* True for fillers between the jumps of a vector table: nop, reti. */
bool asm_is_filler(const char *op);

#endif
