/* DWARF's lines and inlined calls → the place of each instruction. */
#ifndef OBJECTS_ELF_PLACES_H
#define OBJECTS_ELF_PLACES_H

#include "objects/code.h"

#include <elfutils/libdw.h>

enum { ELF_PLACES_MAX = 4000000, ELF_INLINE_DEPTH_MAX = 64 };

/* `bias`: what addresses in DWARF are to be moved by. The code's instructions are there already. */
void elf_places_find(struct code *code, Dwarf *dwarf, uint64_t bias, uint32_t (*string)(void *, const char *),
                     void *context);

#endif
