/*
 * LLVM's disassembler, opened at run time as libclang is: it is the library that libclang itself stands on,
 * so that nothing more has to be installed.
 */
#ifndef OBJECTS_DISASSEMBLER_H
#define OBJECTS_DISASSEMBLER_H

#include <stddef.h>
#include <stdint.h>

enum { DISASSEMBLER_TEXT_MAX = 160 };

/* NULL, or what is missing. Once a process. */
const char *disassembler_open(void);
/* For a triple, a processor ("" for none) and features; NULL: LLVM was built without that target. */
void *disassembler_new(const char *triple, const char *cpu, const char *features);
void disassembler_free(void *disassembler);
/* The size of the instruction at `bytes`, and its text; 0: it is none. */
size_t disassembler_text(void *disassembler, const uint8_t *bytes, size_t size, uint64_t address,
                         char text[DISASSEMBLER_TEXT_MAX]);

#endif
