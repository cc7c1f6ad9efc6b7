#include "objects/disassembler.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>

enum { VERSION_OLDEST = 17, VERSION_NEWEST = 22, PRINT_HEX = 2 };

/* llvm-c/Disassembler.h */
static struct {
    void *(*create)(const char *triple, const char *cpu, const char *features, void *info, int tag,
                    void *operand, void *symbol);
    int (*options)(void *disassembler, uint64_t options);
    size_t (*instruction)(void *disassembler, uint8_t *bytes, uint64_t size, uint64_t address, char *text,
                          size_t text_size);
    void (*dispose)(void *disassembler);
} llvm;

/* One that the process has loaded already, with libclang, before another one of its kind. */
static void *open_library(void)
{
    static const char *const forms[] = {"libLLVM.so.%d.1", "libLLVM-%d.so", "libLLVM-%d.so.1"};
    for (int pass = 0; pass < 2; pass++) {
        for (int version = VERSION_NEWEST; version >= VERSION_OLDEST; version--) {
            for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
                char name[64];
                snprintf(name, sizeof(name), forms[i], version);
                void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL | (pass == 0 ? RTLD_NOLOAD : 0));
                if (library) {
                    return library;
                }
            }
        }
    }
    return NULL;
}

static void start_target(void *library, const char *target)
{
    static const char *const parts[] = {"TargetInfo", "Target", "TargetMC", "Disassembler"};
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        char name[64];
        void (*start)(void);
        snprintf(name, sizeof(name), "LLVMInitialize%s%s", target, parts[i]);
        *(void **)&start = dlsym(library, name);
        if (start) {
            start();
        }
    }
}

const char *disassembler_open(void)
{
    static bool opened;
    if (opened) {
        return NULL;
    }
    void *library = open_library();
    if (!library) {
        return "no libLLVM to disassemble with: install libllvm19 (any from 17 on will do)";
    }
    *(void **)&llvm.create = dlsym(library, "LLVMCreateDisasmCPUFeatures");
    *(void **)&llvm.options = dlsym(library, "LLVMSetDisasmOptions");
    *(void **)&llvm.instruction = dlsym(library, "LLVMDisasmInstruction");
    *(void **)&llvm.dispose = dlsym(library, "LLVMDisasmDispose");
    if (!llvm.create || !llvm.options || !llvm.instruction || !llvm.dispose) {
        return "libLLVM has no disassembler";
    }
    start_target(library, "ARM");
    start_target(library, "AVR");
    start_target(library, "RISCV");
    opened = true;
    return NULL;
}

void *disassembler_new(const char *triple, const char *cpu, const char *features)
{
    void *disassembler = llvm.create(triple, cpu, features, NULL, 0, NULL, NULL);
    if (disassembler) {
        llvm.options(disassembler, PRINT_HEX);
    }
    return disassembler;
}

void disassembler_free(void *disassembler)
{
    if (disassembler) {
        llvm.dispose(disassembler);
    }
}

size_t disassembler_text(void *disassembler, const uint8_t *bytes, size_t size, uint64_t address,
                         char text[DISASSEMBLER_TEXT_MAX])
{
    text[0] = '\0';
    /* LLVM's signature lacks const; it only reads. */
    return llvm.instruction(disassembler, (uint8_t *)(uintptr_t)bytes, size, address, text,
                            DISASSEMBLER_TEXT_MAX);
}
