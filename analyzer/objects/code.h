/*
 * The machine code of one object or ELF file, flat: instructions by address, functions, and the places in
 * the source that each instruction stands for. It travels between processes as bytes.
 */
#ifndef OBJECTS_CODE_H
#define OBJECTS_CODE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

#define CODE_NONE UINT32_MAX

enum code_arch { CODE_ARM, CODE_AVR, CODE_RISCV };

/* What an instruction does to control. */
enum code_kind {
    CODE_PLAIN,
    CODE_BRANCH,    /* to `target` */
    CODE_SKIP,      /* the next instruction or the one behind it */
    CODE_CALL,      /* of `target`, or of `callee` in another file */
    CODE_CALL_AWAY, /* through a register */
    CODE_JUMP_AWAY, /* a table of jumps, or through a register */
    CODE_RETURN,
    CODE_STOP, /* nothing comes after it */
};

/* What it does to the mask, as far as the instruction itself says. */
enum code_effect {
    CODE_NO_EFFECT,
    CODE_MASKS,
    CODE_OPENS,
    CODE_SETS,   /* the mask register, to what a register holds */
    CODE_STORES, /* something to memory: a line, a source, a counter */
};

struct code_insn {
    uint64_t address, target; /* target: with has_target */
    uint32_t callee;          /* string: a function that is not in this file, or 0 */
    uint32_t place;           /* or CODE_NONE: no line is known */
    uint8_t size, kind, effect;
    uint8_t has_target, falls; /* falls: it may go on to the next, as a branch with a condition */
    uint8_t unknown;           /* it could not be read */
    uint8_t shifts;            /* it moves the bits of a register by one: what loops of shifts are made of */
    uint8_t into_data;         /* what follows it is data */
};

struct code_func {
    uint32_t name; /* string */
    uint32_t first, count;
    uint64_t address;
    uint8_t global, unused[7];
};

/* Of code that was inlined, `caller` is the place of the call. */
struct code_place {
    uint32_t file, line; /* string */
    uint32_t caller;     /* or CODE_NONE */
};

struct code {
    uint32_t arch, linked;       /* linked: a program, no relocatable object */
    VEC(struct code_insn) insns; /* by address */
    VEC(struct code_func) funcs; /* by address */
    VEC(struct code_place) places;
    VEC(char) strings; /* each ends with NUL; 0 is "" */
    uint32_t unread;   /* instructions that could not be read */
    uint32_t truncated;
};

const char *code_text(const struct code *code, uint32_t string);
/* The instruction at an address, or CODE_NONE. */
uint32_t code_at(const struct code *code, uint64_t address);
/* The function that begins at an address, or CODE_NONE. */
uint32_t code_func_at(const struct code *code, uint64_t address);
/* The function that holds an instruction, or CODE_NONE. */
uint32_t code_func_of(const struct code *code, uint32_t insn);

void code_write(struct buf *out, const struct code *code);
/* False: the bytes are no code. */
bool code_read(struct code *code, const void *data, size_t size);
void code_free(struct code *code);

#endif
