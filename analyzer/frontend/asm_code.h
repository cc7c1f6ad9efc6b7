/*
 * Which labels are functions, and which instructions belong to them. Assembly does not say;
 * a label starts a function if it is visible outside, is typed as a function, is called, is
 * addressed, or is the first one after something that ended. Every other label is a place
 * inside the function that it stands in.
 */
#ifndef FRONTEND_ASM_CODE_H
#define FRONTEND_ASM_CODE_H

#include "frontend/asm_data.h"
#include "frontend/asm_isa.h"

struct asm_function {
    uint32_t symbol;
    uint32_t first, end; /* positions in `flow` */
    uint32_t next;       /* the function that it runs on into, or IR_NONE */
};

/* What a data label or jump table holds. */
struct asm_object {
    uint32_t words;
    uint32_t addresses, pointers; /* words with an address; of these, data */
    uint32_t jumps, fillers;      /* instructions among the words */
    uint32_t entry;               /* the word at its start, or IR_NONE */
    uint32_t same_as;             /* the object at the same place whose words these are, or IR_NONE */
    int64_t size;
    bool table; /* its jumps are entries of a vector table, not code */
};

/* One item of code in section order, with its meaning. */
struct asm_step {
    uint32_t item;
    struct asm_insn insn; /* instructions only */
};

struct asm_code {
    struct asm_data *data;
    VEC(struct asm_step) flow; /* labels and instructions, section by section */
    VEC(struct asm_function) functions;
    VEC(struct asm_object) objects; /* by symbol */
    VEC(uint32_t) position;         /* by symbol: of its label in `flow`, or IR_NONE */
    VEC(uint32_t) function_of;      /* by position: function index, or IR_NONE */
    VEC(uint32_t) same_as;          /* by symbol: the function at the same place, or IR_NONE */
};

void asm_code_find(struct asm_code *code, struct asm_data *data);
void asm_code_free(struct asm_code *code);

/* The symbol whose address is stored at the start of an object, or IR_NONE. */
uint32_t asm_code_stored(const struct asm_code *code, uint32_t object);
/* The symbol that a jump's operand names, or IR_NONE. */
uint32_t asm_code_target(struct asm_code *code, const struct asm_insn *insn);
/* The position that a jump at `from` goes to within its own function, or IR_NONE. */
uint32_t asm_code_local(struct asm_code *code, uint32_t from);
/* The function or object of another name at the symbol's place, or IR_NONE. */
uint32_t asm_code_same_place(const struct asm_code *code, uint32_t symbol);
bool asm_code_is_object(const struct asm_code *code, uint32_t symbol);
bool asm_code_is_function(const struct asm_code *code, uint32_t symbol);

#endif
