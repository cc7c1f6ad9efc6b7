/*
 * Assembler sources (.s, .S, .asm; GNU as and armclang, armasm, IAR, TI) as units: what a
 * linker and an interrupt analysis need of them, and no more.
 *
 * Symbols. Labels, aliases (`alias` holds the target's name; a target without linkage is
 * looked up in this unit first), names that are declared or referred to. A name that is
 * defined elsewhere and only ever addressed here is an IR_SYM_GLOBAL without
 * IR_SYM_DEFINED, also if it turns out to be a function: assembly does not say. Match such
 * names by name, not by kind.
 *
 * Vector tables. A label followed by data words is an object with an ir_init a word; so is a
 * label followed by at least three jumps with nothing but data and fillers between (AVR,
 * RISC-V, ARM's A profile): entry i then holds the address that the jump goes to, at the
 * offset of the jump. Objects without a single address are left out: they are constants.
 * Words at the start of a section need no label; the object is then static and has the name
 * of the section.
 *
 * Code. Functions with their calls, jumps and mask instructions as ops; see asm_code.h and
 * asm_emit.h. A function that goes where nobody can say is IR_FUNC_DEGRADED.
 *
 * Headers are not read. Names that they define are unknown: #ifdef skips, #if takes 0, an
 * assembler's .if takes its first branch; a notice says so.
 */
#ifndef FRONTEND_ASM_UNIT_H
#define FRONTEND_ASM_UNIT_H

#include "ir/ir.h"

#include <stddef.h>

struct asm_options {
    const char *const *defines; /* "NAME" or "NAME=value", as after -D */
    size_t define_count;
    enum ir_arch arch; /* IR_ARCH_UNKNOWN: guessed from the text */
};

enum { ASM_SIZE_CAP = 1 << 23 }; /* bytes of a source */

/*
 * Builds the unit of `text`, which need not end in NUL and may hold any bytes. `out` must be
 * zeroed; free it with ir_unit_free(). `options` may be NULL. Returns 0, or -EFBIG with a
 * unit that is lost and says so.
 */
int asm_unit_read(struct ir_unit *out, const char *path, const char *text, size_t length,
                  const struct asm_options *options);

#endif
