#include "frontend/target.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

struct cpu {
    const char *name, *triple;
    enum ir_arch arch;
};

/* Names as -mcpu and -mmcu spell them. */
static const struct cpu cpus[] = {
    {"cortex-m0", "thumbv6m-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m0plus", "thumbv6m-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m1", "thumbv6m-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m3", "thumbv7m-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m4", "thumbv7em-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m7", "thumbv7em-none-eabi", IR_ARCH_ARM_M},
    {"sc000", "thumbv6m-none-eabi", IR_ARCH_ARM_M},
    {"sc300", "thumbv7m-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m23", "thumbv8m.base-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m33", "thumbv8m.main-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m35p", "thumbv8m.main-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m55", "thumbv8.1m.main-none-eabi", IR_ARCH_ARM_M},
    {"cortex-m85", "thumbv8.1m.main-none-eabi", IR_ARCH_ARM_M},
    {"cortex-a5", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a7", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a8", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a9", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a15", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a17", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a53", "armv8a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-a72", "armv8a-none-eabi", IR_ARCH_ARM_A},
    {"cortex-r4", "armv7r-none-eabi", IR_ARCH_ARM_R},
    {"cortex-r4f", "armv7r-none-eabi", IR_ARCH_ARM_R},
    {"cortex-r5", "armv7r-none-eabi", IR_ARCH_ARM_R},
    {"cortex-r7", "armv7r-none-eabi", IR_ARCH_ARM_R},
    {"cortex-r8", "armv7r-none-eabi", IR_ARCH_ARM_R},
    {"cortex-r52", "armv8r-none-eabi", IR_ARCH_ARM_R},
    {"arm1176jzf-s", "armv6-none-eabi", IR_ARCH_ARM_A},
    {"arm7tdmi", "armv4t-none-eabi", IR_ARCH_ARM_A},
    {"arm926ej-s", "armv5te-none-eabi", IR_ARCH_ARM_A},
};

static void add(struct target *target, const char *arg)
{
    if (target->arg_count < TARGET_ARGS_MAX) {
        target->args[target->arg_count++] = arg;
    }
}

static void add_cpu(struct target *target, const char *option, const char *cpu)
{
    if (*cpu) {
        snprintf(target->cpu_arg, sizeof(target->cpu_arg), "%s%s", option, cpu);
    }
}

static void set(struct target *out, const char *triple, const char *cpu, enum ir_arch arch)
{
    bool wide = str_has_prefix(triple, "riscv64") || str_has_prefix(triple, "aarch64") ||
                str_has_prefix(triple, "x86_64");
    *out = (struct target){.triple = triple, .cpu = cpu, .ir = {.arch = arch, .pointer_size = wide ? 8 : 4}};
    add(out, "-target");
    add(out, triple);
    switch (arch) {
    case IR_ARCH_AVR:
    case IR_ARCH_MSP430:
        out->ir.pointer_size = 2;
        add_cpu(out, arch == IR_ARCH_AVR ? "-mmcu=" : "-mcpu=", arch == IR_ARCH_AVR ? cpu : "");
        break;
    case IR_ARCH_XTENSA: /* clang has none: the data model of riscv32, and the names of xtensa */
        add(out, "-U__riscv");
        add(out, "-D__XTENSA__");
        add(out, "-D__XTENSA_EL__");
        break;
    case IR_ARCH_ARM_M:
    case IR_ARCH_ARM_A:
    case IR_ARCH_ARM_R:
        add_cpu(out, "-mcpu=", cpu);
        add(out, "-fshort-enums"); /* arm-none-eabi-gcc's default, not clang's */
        break;
    default: break;
    }
}

static bool is_avr_name(const char *cpu)
{
    return str_has_prefix(cpu, "atmega") || str_has_prefix(cpu, "attiny") || str_has_prefix(cpu, "atxmega") ||
           str_has_prefix(cpu, "at90") || str_has_prefix(cpu, "avr");
}

static enum ir_arch arch_of_triple(const char *triple)
{
    if (str_has_prefix(triple, "thumb")) {
        return IR_ARCH_ARM_M;
    }
    if (str_has_prefix(triple, "armv7r") || str_has_prefix(triple, "armv8r")) {
        return IR_ARCH_ARM_R;
    }
    if (str_has_prefix(triple, "arm")) {
        return IR_ARCH_ARM_A;
    }
    static const struct {
        const char *prefix;
        enum ir_arch arch;
    } others[] = {
        {"avr", IR_ARCH_AVR},       {"riscv", IR_ARCH_RISCV}, {"msp430", IR_ARCH_MSP430},
        {"xtensa", IR_ARCH_XTENSA}, {"x86", IR_ARCH_HOST},    {"i386", IR_ARCH_HOST},
        {"aarch64", IR_ARCH_HOST},
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (str_has_prefix(triple, others[i].prefix)) {
            return others[i].arch;
        }
    }
    return IR_ARCH_UNKNOWN;
}

bool target_find(const char *name, const char *cpu, struct target *out)
{
    if (cpu && (!name || str_has_prefix(name, "arm") || str_has_prefix(name, "thumb"))) {
        for (size_t i = 0; i < sizeof(cpus) / sizeof(*cpus); i++) {
            if (strcmp(cpus[i].name, cpu) == 0) {
                set(out, cpus[i].triple, cpus[i].name, cpus[i].arch);
                return true;
            }
        }
        if (!name && is_avr_name(cpu)) {
            name = "avr";
        } else if (!name && str_has_prefix(cpu, "msp430")) {
            name = "msp430";
        }
    }
    if (!name) {
        return false;
    }
    static const struct {
        const char *family, *triple, *cpu;
    } families[] = {
        {"arm", "thumbv7em-none-eabi", "cortex-m4"},
        {"avr", "avr", "atmega328p"},
        {"riscv", "riscv32", ""},
        {"msp430", "msp430", ""},
        {"xtensa", "riscv32", ""},
        {"host", "x86_64-linux-gnu", ""},
    };
    for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
        if (strcmp(families[i].family, name) == 0) {
            enum ir_arch arch =
                strcmp(name, "xtensa") == 0 ? IR_ARCH_XTENSA : arch_of_triple(families[i].triple);
            set(out, families[i].triple, cpu ? cpu : families[i].cpu, arch);
            return true;
        }
    }
    enum ir_arch arch = arch_of_triple(name);
    set(out, name, cpu ? cpu : "", arch);
    return arch != IR_ARCH_UNKNOWN;
}

/* ---- from a command line ------------------------------------------------------------------ */

/* As -march= spells it; the part of an option after '+' is cut off. */
static const struct cpu arches[] = {
    {"armv6-m", "thumbv6m-none-eabi", IR_ARCH_ARM_M},
    {"armv6s-m", "thumbv6m-none-eabi", IR_ARCH_ARM_M},
    {"armv7-m", "thumbv7m-none-eabi", IR_ARCH_ARM_M},
    {"armv7e-m", "thumbv7em-none-eabi", IR_ARCH_ARM_M},
    {"armv8-m.base", "thumbv8m.base-none-eabi", IR_ARCH_ARM_M},
    {"armv8-m.main", "thumbv8m.main-none-eabi", IR_ARCH_ARM_M},
    {"armv8.1-m.main", "thumbv8.1m.main-none-eabi", IR_ARCH_ARM_M},
    {"armv7-a", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"armv7ve", "armv7a-none-eabi", IR_ARCH_ARM_A},
    {"armv8-a", "armv8a-none-eabi", IR_ARCH_ARM_A},
    {"armv7-r", "armv7r-none-eabi", IR_ARCH_ARM_R},
    {"armv8-r", "armv8r-none-eabi", IR_ARCH_ARM_R},
    {"armv6", "armv6-none-eabi", IR_ARCH_ARM_A},
    {"armv6k", "armv6-none-eabi", IR_ARCH_ARM_A},
    {"armv6kz", "armv6-none-eabi", IR_ARCH_ARM_A},
    {"armv5te", "armv5te-none-eabi", IR_ARCH_ARM_A},
    {"armv4t", "armv4t-none-eabi", IR_ARCH_ARM_A},
};

static bool is_word(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && strncmp(word, text, length) == 0;
}

/* GCC writes features behind the name: cortex-m4+nofp, cortex-m0plus.small-multiply. */
static bool find_arm_cpu(const char *cpu, struct target *out)
{
    const char *dot = strstr(cpu, ".small-multiply");
    size_t length = dot ? (size_t)(dot - cpu) : strcspn(cpu, "+");
    static const struct {
        const char *gcc, *clang;
    } others[] = {{"star-mc1", "cortex-m33"}, {"cortex-m52", "cortex-m55"}};
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        if (is_word(others[i].gcc, cpu, length)) {
            return target_find(NULL, others[i].clang, out);
        }
    }
    for (size_t i = 0; i < sizeof(cpus) / sizeof(*cpus); i++) {
        if (is_word(cpus[i].name, cpu, length)) {
            return target_find(NULL, cpus[i].name, out);
        }
    }
    return false;
}

/* The architecture of -march=, or that of clang's own triple: thumbv7em-none-eabihf. */
static bool find_arm_arch(const char *arch, const char *triple, struct target *out)
{
    for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++) {
        size_t until_dash = strcspn(arches[i].triple, "-") + 1;
        if ((arch && is_word(arches[i].name, arch, strcspn(arch, "+"))) ||
            (triple && strncmp(arches[i].triple, triple, until_dash) == 0)) {
            set(out, arches[i].triple, "", arches[i].arch);
            return true;
        }
    }
    return false;
}

static enum target_sureness find_arm(const struct target_words *words, struct target *out)
{
    if ((words->cpu && find_arm_cpu(words->cpu, out)) || find_arm_arch(words->arch, words->triple, out)) {
        return TARGET_SAID;
    }
    static const struct {
        const char *prefix, *cpu;
    } nearest[] = {{"cortex-m", "cortex-m4"}, {"cortex-a", "cortex-a7"}, {"cortex-r", "cortex-r5"}};
    for (size_t i = 0; words->cpu && i < sizeof(nearest) / sizeof(*nearest); i++) {
        if (str_has_prefix(words->cpu, nearest[i].prefix)) {
            target_find(NULL, nearest[i].cpu, out);
            return TARGET_FAMILY;
        }
    }
    target_find("arm", NULL, out);
    return TARGET_FAMILY;
}

static enum target_sureness find_host(const struct target_words *words, struct target *out)
{
    bool is_32 = words->bits32 || str_has_prefix(words->tool ? words->tool : "", "i686");
    const char *triple = words->triple ? words->triple : words->tool;
    if (triple && str_has_prefix(triple, "aarch64")) {
        set(out, "aarch64-none-elf", "", IR_ARCH_HOST);
        return TARGET_SAID;
    }
    set(out, is_32 ? "i386-linux-gnu" : "x86_64-linux-gnu", "", IR_ARCH_HOST);
    return TARGET_SAID;
}

enum target_sureness target_from_words(const struct target_words *words, struct target *out)
{
    const char *name = words->triple ? words->triple : words->tool ? words->tool : "?";
    bool nameless = !*name || *name == '?';
    if (nameless && words->cpu && find_arm_cpu(words->cpu, out)) {
        return TARGET_SAID;
    }
    if (str_has_prefix(name, "arm") || str_has_prefix(name, "thumb")) {
        return find_arm(words, out);
    }
    if (strcmp(name, "avr") == 0 || str_has_prefix(name, "avr-") ||
        (nameless && words->mcu && is_avr_name(words->mcu))) {
        target_find("avr", words->mcu, out);
        return words->mcu ? TARGET_SAID : TARGET_FAMILY;
    }
    if (str_has_prefix(name, "riscv") || (nameless && words->arch && str_has_prefix(words->arch, "rv"))) {
        bool wide = words->arch ? str_has_prefix(words->arch, "rv64") : str_has_prefix(name, "riscv64");
        set(out, wide ? "riscv64" : "riscv32", "", IR_ARCH_RISCV);
        return TARGET_SAID;
    }
    if (str_has_prefix(name, "msp430") || str_has_prefix(name, "xtensa")) {
        target_find(str_has_prefix(name, "msp430") ? "msp430" : "xtensa", NULL, out);
        return TARGET_SAID;
    }
    if (!*name || str_has_prefix(name, "x86_64") || str_has_prefix(name, "i686") ||
        str_has_prefix(name, "i386") || str_has_prefix(name, "aarch64")) {
        return find_host(words, out);
    }
    return TARGET_UNSAID;
}

static bool is_arm(const struct target *target)
{
    return target->ir.arch == IR_ARCH_ARM_M || target->ir.arch == IR_ARCH_ARM_A ||
           target->ir.arch == IR_ARCH_ARM_R;
}

bool target_same_family(const struct target *a, const struct target *b)
{
    return a->ir.arch == b->ir.arch || (is_arm(a) && is_arm(b));
}
