/*
 * What an asm template does to the machine's mask state, read from its instructions. Arm M, A
 * and R, RISC-V, AVR, MSP430, Xtensa. An instruction that is none of these has no effect.
 */
#ifndef FLOW_ASM_EFFECT_H
#define FLOW_ASM_EFFECT_H

#include "flow/mask.h"
#include "ir/ir.h"

enum asm_action {
    ASM_MASK,    /* shuts the gate */
    ASM_UNMASK,  /* opens it */
    ASM_SAVE,    /* operand := state */
    ASM_RESTORE, /* state := operand */
    ASM_IN_ISR,  /* operand := the number of the running exception, 0 in a thread */
    ASM_RAISE,   /* ceiling := the stronger of ceiling and operand */
    ASM_CONTROL, /* Cortex-M's CONTROL := operand; bit 0 drops privilege, and no gate is meant */
};

/* Where an instruction's operand is. */
enum { ASM_OPERAND_NONE = -1, ASM_OPERAND_RESULT = -2 /* r0 of a naked function */ };

struct asm_effect {
    enum asm_action action;
    enum gate gate;
    int operand;      /* index among the statement's operands, or ASM_OPERAND_* */
    bool whole;       /* the operand is a whole status register, not the mask alone */
    bool is_constant; /* the operand is `constant`, spelt in the template */
    int64_t constant;
    uint32_t bit; /* of a whole register: the one that masks, or with `bit_opens` enables */
    bool bit_opens;
    bool restores_own; /* ASM_RESTORE: of what the template saved itself, in a register of its own */
    bool sets_bits;    /* ASM_RESTORE: the operand's bits are set, the others stay */
};

enum { ASM_EFFECTS_MAX = 8 };

/* Fills `effects` in order; returns their number. */
int asm_effects(const struct ir_unit *unit, const struct ir_asm *statement, bool naked,
                struct asm_effect effects[ASM_EFFECTS_MAX]);

#endif
