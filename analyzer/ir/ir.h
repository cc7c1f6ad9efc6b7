/*
 * The ops of one translation unit: what the program does, in evaluation order, with nothing
 * implicit left. No libclang here, no verdicts, no names with a meaning.
 *
 * Everything lies in flat arrays that point at each other by 32-bit index, so that a unit in
 * memory and its fact file (store/) are the same bytes. Index 0 of `strings` is the empty
 * text; IR_NONE means "absent" everywhere else.
 *
 *   unit → functions → blocks → ops
 *
 * An op may produce a value; its own index names it. Values never cross functions. Locals
 * are memory (there is no SSA): an op reads them with IR_LOAD and writes them with IR_STORE.
 * A value that C joins from two branches (?:, &&, ||) goes through a local of kind IR_SYM_TEMP.
 * The ops of a block, the blocks of a function and its parameters are contiguous.
 */
#ifndef IR_IR_H
#define IR_IR_H

#include "base/map.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

#define IR_NONE UINT32_MAX

/* ---- types ---------------------------------------------------------------- */

enum ir_type_kind {
    IR_TYPE_UNKNOWN, /* a stubbed or dependent type: size is a guess */
    IR_TYPE_VOID,
    IR_TYPE_INT, /* bool, enums and characters too */
    IR_TYPE_FLOAT,
    IR_TYPE_POINTER,
    IR_TYPE_ARRAY,
    IR_TYPE_RECORD, /* struct or union */
    IR_TYPE_FUNCTION,
    IR_TYPE_OTHER, /* vector, complex: has a size, no structure */
    IR_TYPE_KINDS
};

enum {
    IR_TYPE_SIGNED = 1,
    IR_TYPE_CONST = 2,
    IR_TYPE_VOLATILE = 4,
    IR_TYPE_ATOMIC = 8,
    IR_TYPE_UNION = 16,
    IR_TYPE_BOOL = 32,
    IR_TYPE_VARIADIC = 64,
};

struct ir_type {
    uint32_t kind, flags;
    uint32_t size;               /* bytes; 0 where incomplete */
    uint32_t align;              /* bytes */
    uint32_t name;               /* string: the spelling; for records the tag or typedef */
    uint32_t element;            /* type: pointee, array element or return type */
    uint32_t count;              /* array elements */
    uint32_t field, field_count; /* records: into fields */
};

struct ir_field {
    uint32_t name, type;
    uint32_t bit_offset;
    uint32_t bit_width;  /* 0: not a bit-field */
    uint32_t attributes; /* string: as of a symbol, or 0 */
};

/* ---- locations ------------------------------------------------------------ */

/* The range that the user can edit (for a macro: its use), and where the text was spelt. */
struct ir_loc {
    uint32_t file, line, column, end_line, end_column;
    uint32_t macro;       /* string: outermost macro used here, or 0 */
    uint32_t inner_macro; /* string: the macro whose body spells it, or 0 */
    uint32_t spell_file, spell_line;
};

/* ---- symbols -------------------------------------------------------------- */

enum ir_sym_kind {
    IR_SYM_GLOBAL, /* external linkage */
    IR_SYM_STATIC, /* file scope, internal linkage */
    IR_SYM_STATIC_LOCAL,
    IR_SYM_LOCAL,
    IR_SYM_PARAM,
    IR_SYM_TEMP, /* made by the lowering */
    IR_SYM_FUNCTION,
    IR_SYM_KINDS
};

enum {
    IR_SYM_DEFINED = 1,  /* body or storage in this unit (tentative definitions too) */
    IR_SYM_INTERNAL = 2, /* functions: static */
    IR_SYM_WEAK = 4,
    IR_SYM_INLINE = 8,
    IR_SYM_NORETURN = 16,
    IR_SYM_NAKED = 32,
    IR_SYM_INTERRUPT = 64, /* interrupt, signal attributes */
    IR_SYM_USED = 128,
    IR_SYM_THREAD_LOCAL = 256,
    IR_SYM_IMPLICIT = 1024,      /* no header declares it: called without, or invented */
    IR_SYM_ADDRESS_TAKEN = 2048, /* somewhere in this unit */
    IR_SYM_SYSTEM = 4096,        /* declared in a shim of ours */
};

struct ir_sym {
    uint32_t kind, flags;
    uint32_t name;  /* string: the link name */
    uint32_t shown; /* string: what its source calls it, where that is another name (C++), or 0 */
    uint32_t type;
    uint32_t function;   /* locals and static locals: who owns it; functions: own body or IR_NONE */
    uint32_t alias;      /* string: alias target's link name, or 0 */
    uint32_t section;    /* string, or 0 */
    uint32_t attributes; /* string: attributes after macro expansion, or 0 */
    uint32_t loc;
};

/* One initialised scalar of an object with static storage. */
enum ir_init_kind { IR_INIT_INT, IR_INIT_ADDRESS, IR_INIT_STRING, IR_INIT_KINDS };

struct ir_init {
    uint32_t sym;
    uint32_t kind;
    uint32_t offset; /* bytes from the start of the object */
    uint32_t size;
    uint32_t target; /* symbol (address) or string */
    uint32_t loc;
    int64_t value; /* integer, or byte offset from the target */
};

/* ---- places --------------------------------------------------------------- */

enum ir_base { IR_BASE_SYM, IR_BASE_DEREF, IR_BASE_STRING, IR_BASES };
enum ir_step_kind { IR_STEP_FIELD, IR_STEP_INDEX, IR_STEP_KINDS };

struct ir_step {
    uint32_t kind;
    uint32_t name;   /* field: string */
    uint32_t offset; /* field: bytes from the start of its record; index: the op that gives it */
    uint32_t size;   /* field: bytes of the record; index: bytes of an element */
    uint32_t record; /* field: type of the record */
};

enum {
    IR_PLACE_VOLATILE = 1,
    IR_PLACE_ATOMIC = 2,
    IR_PLACE_CONST = 4,
    IR_PLACE_BITFIELD = 8,
    IR_PLACE_PACKED = 16, /* alignment below the type's own */
};

struct ir_place {
    uint32_t base; /* enum ir_base */
    uint32_t root; /* symbol; for IR_BASE_DEREF the op whose value is the address; or string */
    uint32_t step, step_count;
    uint32_t type;
    uint32_t flags;
    uint32_t bit_offset, bit_width; /* bit-fields: within the record */
};

/* ---- ops ------------------------------------------------------------------ */

enum ir_op_kind {
    IR_CONST,   /* value = a | b << 32; c: string, the enumerator that it was written as, or 0 */
    IR_ADDR,    /* address of place a (a function's or an object's) */
    IR_LOAD,    /* place a */
    IR_STORE,   /* place a := value b */
    IR_RMW,     /* place a := a <operator> value b; the value is the new one, or the old one (IR_OP_OLD) */
    IR_BINARY,  /* a <operator> b */
    IR_UNARY,   /* <operator> a */
    IR_CAST,    /* a converted to the op's type */
    IR_CALL,    /* symbol a, or value a (IR_OP_INDIRECT); arguments operands[b .. b + c) */
    IR_ASM,     /* asms[a] */
    IR_UNKNOWN, /* not understood; operands[b .. b + c) are the values that it reads */
    IR_OP_KINDS
};

enum ir_operator {
    IR_NO_OPERATOR,
    IR_ADD,
    IR_SUB,
    IR_MUL,
    IR_DIV,
    IR_REM,
    IR_SHL,
    IR_SHR,
    IR_AND,
    IR_OR,
    IR_XOR,
    IR_EQ,
    IR_NE,
    IR_LT,
    IR_LE,
    IR_GT,
    IR_GE,
    IR_NEG,
    IR_NOT /* ~ */,
    IR_LNOT /* ! */,
    IR_NAND,
    IR_EXCHANGE,
    IR_COMPARE_EXCHANGE, /* IR_RMW of atomics only */
    IR_OPERATORS
};

enum {
    IR_OP_OLD = 1,        /* RMW: value before the change (x++) */
    IR_OP_INDIRECT = 2,   /* call through a value */
    IR_OP_INIT = 4,       /* store by a declaration's initialiser */
    IR_OP_CLEANUP = 8,    /* call made by a cleanup attribute at a scope's end */
    IR_OP_ATOMIC = 16,    /* access by an __atomic, __sync or C11 builtin */
    IR_OP_DISCARDED = 32, /* the value is not used (a call as a statement) */
    IR_OP_DEGRADED = 64,  /* stands on a stubbed name or type */
    IR_OP_BUILTIN = 128,  /* call of a compiler builtin */
};

struct ir_op {
    uint8_t kind;      /* enum ir_op_kind */
    uint8_t operator_; /* enum ir_operator */
    uint16_t flags;
    uint32_t loc;
    uint32_t type; /* of the value; of a void call: void */
    uint32_t a, b, c;
};

enum { IR_ASM_VOLATILE = 1, IR_ASM_BASIC = 2, IR_ASM_GOTO = 4 };

struct ir_asm {
    uint32_t text; /* template, strings concatenated, macros expanded */
    uint32_t flags;
    uint32_t operand, output_count, input_count; /* into asm_operands: outputs, then inputs */
    uint32_t clobber, clobber_count;             /* into asm_clobbers: strings */
};

struct ir_asm_operand {
    uint32_t constraint; /* string, without quotes */
    uint32_t name;       /* string: [name], or 0 */
    uint32_t place;      /* outputs, and inputs that are memory: place; else IR_NONE */
    uint32_t value;      /* inputs and read-write outputs: the op read; else IR_NONE */
};

/* ---- control flow --------------------------------------------------------- */

enum ir_term {
    IR_TERM_NONE,        /* under construction */
    IR_TERM_JUMP,        /* succ[0] */
    IR_TERM_BRANCH,      /* value != 0 ? succ[0] : succ[1] */
    IR_TERM_SWITCH,      /* the successor whose case holds the value */
    IR_TERM_GOTO,        /* computed goto, or an asm goto before it: any successor */
    IR_TERM_RETURN,      /* value, or IR_NONE */
    IR_TERM_UNREACHABLE, /* after a call that does not return */
    IR_TERMS
};

struct ir_block {
    uint32_t op, op_count;
    uint32_t term, value;
    uint32_t succ, succ_count; /* into edges */
    uint32_t loc;              /* of the terminator */
};

struct ir_edge {
    uint32_t block;
    uint32_t is_default; /* switch only */
    int64_t low, high;   /* switch only: inclusive */
};

enum {
    IR_FUNC_DEGRADED = 1,   /* not every expression of it became ops */
    IR_FUNC_HEADER = 2,     /* its body lies in a header */
    IR_FUNC_SYSTEM = 4,     /* its body lies in a shim of ours */
    IR_FUNC_MACRO_BODY = 8, /* no function: one use of a macro that nothing uses, under its name */
};

struct ir_func {
    uint32_t sym;
    uint32_t block, block_count; /* block `block` is the entry */
    uint32_t param, param_count; /* contiguous symbols */
    uint32_t flags;
    uint32_t loc;       /* of the name */
    uint32_t body_loc;  /* of the whole definition */
    uint32_t end_loc;   /* of its closing brace */
    uint64_t body_hash; /* of the ops with names instead of indices: equal bodies are equal */
};

/* ---- units ---------------------------------------------------------------- */

enum ir_health { IR_OK, IR_DEGRADED, IR_LOST };

struct ir_notice {
    uint32_t kind; /* enum notice_kind */
    uint32_t loc;  /* or IR_NONE */
    uint32_t message;
};

/* From a place to one past the last character; counted as core/loc.h does. */
struct ir_range {
    uint32_t file, line, column, end_line, end_column;
};

/* A comment in one of the unit's files that silences findings, as it is written (driver/suppress_text.h). */
struct ir_suppression {
    uint32_t form;        /* of driver/suppress_text.h */
    uint32_t line;        /* that it speaks about */
    uint32_t macro;       /* string, or 0 */
    uint32_t conditional; /* inside an #if */
    uint32_t reason;      /* string, or 0 */
    uint32_t item, item_count;
    struct ir_range loc, comment;
};

struct ir_suppressed { /* one word of it */
    uint32_t word;
    struct ir_range loc;
};

enum ir_arch {
    IR_ARCH_UNKNOWN,
    IR_ARCH_ARM_M,
    IR_ARCH_ARM_A,
    IR_ARCH_ARM_R,
    IR_ARCH_AVR,
    IR_ARCH_RISCV,
    IR_ARCH_MSP430,
    IR_ARCH_XTENSA,
    IR_ARCH_HOST,
    IR_ARCHES
};

struct ir_target {
    uint32_t arch;         /* enum ir_arch */
    uint32_t triple, cpu;  /* strings */
    uint32_t pointer_size; /* bytes */
};

/* LOCKSTEP: unit arrays (store/fact_file.c writes the same list). */
struct ir_unit {
    VEC(char) strings;
    VEC(struct ir_type) types;
    VEC(struct ir_field) fields;
    VEC(struct ir_loc) locs;
    VEC(struct ir_sym) syms;
    VEC(struct ir_init) inits;
    VEC(struct ir_place) places;
    VEC(struct ir_step) steps;
    VEC(struct ir_op) ops;
    VEC(uint32_t) operands;
    VEC(struct ir_asm) asms;
    VEC(struct ir_asm_operand) asm_operands;
    VEC(uint32_t) asm_clobbers;
    VEC(struct ir_block) blocks;
    VEC(struct ir_edge) edges;
    VEC(struct ir_func) funcs;
    VEC(struct ir_notice) notices;
    VEC(uint32_t) files; /* strings: every file that was read, the main one first */
    VEC(struct ir_suppression) suppressions;
    VEC(struct ir_suppressed) suppressed;

    uint32_t path;      /* string: the main file, as the user gave it */
    uint32_t health;    /* enum ir_health */
    uint32_t is_listed; /* a build's own command: its headers may lie anywhere */
    bool is_part;       /* of a tree whose rest was not read; no fact of a file */
    struct ir_target target;
    uint32_t build; /* database of this run that it was read by, from 1 on; of no fact file */
};

static inline const char *ir_text(const struct ir_unit *unit, uint32_t string)
{
    return unit->strings.data + string;
}

static inline int64_t ir_const_value(const struct ir_op *op)
{
    return (int64_t)((uint64_t)op->a | (uint64_t)op->b << 32);
}

/* What people, and models, call the symbol. */
static inline const char *ir_sym_shown(const struct ir_unit *unit, const struct ir_sym *sym)
{
    return ir_text(unit, sym->shown ? sym->shown : sym->name);
}

/* Has the symbol a name that other units see? */
static inline bool ir_sym_is_external(const struct ir_sym *sym)
{
    return sym->kind == IR_SYM_GLOBAL || (sym->kind == IR_SYM_FUNCTION && !(sym->flags & IR_SYM_INTERNAL));
}

/* True for ops whose value names something (everything but a store). */
bool ir_op_has_value(const struct ir_op *op);
const char *ir_operator_name(enum ir_operator operator_); /* "+", "==" */
const char *ir_op_kind_name(enum ir_op_kind kind);        /* "load" */

/* The inverse of a comparison (== to !=); IR_NO_OPERATOR for others. */
enum ir_operator ir_operator_inverse(enum ir_operator operator_);

#endif
