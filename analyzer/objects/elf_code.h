/*
 * An ELF file → its code: sections, symbols and relocations by libelf, instructions by LLVM, places by DWARF.
 * To be called in a process that may be lost: both libraries read files that somebody may have damaged.
 */
#ifndef OBJECTS_ELF_CODE_H
#define OBJECTS_ELF_CODE_H

#include "objects/code.h"

enum { ELF_INSNS_MAX = 4000000, ELF_FUNCS_MAX = 400000 };

/* NULL: this critlint can read ELF files; else what was missing when it was built. */
const char *elf_code_missing(void);
#define ELF_CODE_EMPTY "has no symbols of functions: do not strip it"
/* NULL, or why there is no code: "is no ELF file", "is for machine 62 ...". In `arena`. */
const char *elf_code_read(struct code *code, struct arena *arena, const char *path);

#endif
