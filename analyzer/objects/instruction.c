#include "objects/instruction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX = 24, REST_MAX = 128 };

struct words {
    char name[NAME_MAX];
    char rest[REST_MAX]; /* operands, without blanks */
    bool falls;          /* Arm: the name has a condition */
};

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(name, *list) == 0) {
            return true;
        }
    }
    return false;
}

static bool starts(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void split(struct words *words, const char *text)
{
    *words = (struct words){.falls = false};
    text += strspn(text, " \t");
    size_t length = strcspn(text, " \t");
    snprintf(words->name, sizeof(words->name), "%.*s", (int)length, text);
    size_t count = 0;
    for (text += length; *text && count + 1 < sizeof(words->rest); text++) {
        if (*text != ' ' && *text != '\t') {
            words->rest[count++] = *text;
        }
    }
}

/* The number that ends the operands: "r0,#-0x28", "a5,s0,0x2e", ".+26". */
static bool last_number(const char *rest, int64_t *number)
{
    const char *last = strrchr(rest, ',');
    last = last ? last + 1 : rest;
    last += *last == '#';
    last += *last == '.';
    char *end;
    *number = strtoll(last, &end, 0);
    return end != last && *end == '\0';
}

static void go_to(struct code_insn *insn, enum code_kind kind, const char *rest, int64_t from)
{
    int64_t offset;
    insn->kind = (uint8_t)kind;
    if (last_number(rest, &offset)) {
        insn->target = (uint64_t)(from + offset);
        insn->has_target = true;
    }
}

/* ---- Arm ------------------------------------------------------------------------------------------- */

static const char *const conditions[] = {"eq", "ne", "hs", "cs", "lo", "cc", "mi", "pl", "vs",
                                         "vc", "hi", "ls", "ge", "lt", "gt", "le", NULL};

/* "bleq" is "bl" with a condition, and "ble" is "b" with another one. */
static void cut_condition(struct words *words, const char *const *bases)
{
    char *dot = strchr(words->name, '.');
    if (dot) {
        *dot = '\0';
    }
    size_t length = strlen(words->name);
    for (; length > 2 && *bases; bases++) {
        if (strlen(*bases) + 2 == length && starts(words->name, *bases) &&
            is_one_of(words->name + length - 2, conditions)) {
            words->name[length - 2] = '\0';
            words->falls = true;
            return;
        }
    }
}

static bool writes_pc(const struct words *words)
{
    const char *list = strchr(words->rest, '{');
    if (starts(words->name, "pop") || starts(words->name, "ldm")) {
        return list && strstr(list, "pc");
    }
    bool moves = starts(words->name, "mov") || starts(words->name, "add") || starts(words->name, "sub") ||
                 starts(words->name, "ldr");
    return moves && starts(words->rest, "pc,");
}

static bool arm_control(struct code_insn *insn, const struct words *words, bool thumb)
{
    int64_t from = (int64_t)insn->address + (thumb ? 4 : 8);
    const char *name = words->name;
    if (strcmp(name, "b") == 0) {
        go_to(insn, CODE_BRANCH, words->rest, from);
    } else if (strcmp(name, "cbz") == 0 || strcmp(name, "cbnz") == 0) {
        go_to(insn, CODE_BRANCH, words->rest, from);
        insn->falls = true;
    } else if (strcmp(name, "bl") == 0 || strcmp(name, "blx") == 0) {
        bool direct = words->rest[0] == '#';
        go_to(insn, direct ? CODE_CALL : CODE_CALL_AWAY, direct ? words->rest : "", from);
        if (direct && name[2] == 'x') { /* into the other state, on a word */
            insn->target &= ~UINT64_C(3);
        }
    } else if (strcmp(name, "bx") == 0 || strcmp(name, "bxns") == 0) {
        insn->kind = strcmp(words->rest, "lr") == 0 ? CODE_RETURN : CODE_JUMP_AWAY;
    } else if (strcmp(name, "tbb") == 0 || strcmp(name, "tbh") == 0) {
        insn->kind = CODE_JUMP_AWAY;
    } else if (strcmp(name, "udf") == 0) {
        insn->kind = CODE_STOP;
    } else if (starts(name, "rfe")) {
        insn->kind = CODE_RETURN;
    } else if (writes_pc(words)) {
        bool back = strchr(words->rest, '{') || strcmp(words->rest, "pc,lr") == 0 ||
                    starts(words->rest, "pc,[sp") || starts(words->rest, "pc,lr,");
        insn->kind = back ? CODE_RETURN : CODE_JUMP_AWAY;
    } else {
        return false;
    }
    insn->falls |= words->falls && insn->kind != CODE_CALL && insn->kind != CODE_CALL_AWAY;
    return true;
}

static void read_arm(struct code_insn *insn, struct words *words, bool thumb)
{
    static const char *const bases[] = {"b",   "bl",  "blx", "bx",  "pop", "ldm",  "ldr",  "mov", "add",
                                        "sub", "tbb", "tbh", "msr", "str", "strb", "strh", "stm", NULL};
    cut_condition(words, bases);
    if (arm_control(insn, words, thumb)) {
        return;
    }
    if (starts(words->name, "cpsid")) {
        insn->effect = CODE_MASKS;
    } else if (starts(words->name, "cpsie")) {
        insn->effect = CODE_OPENS;
    } else if (strcmp(words->name, "msr") == 0) {
        static const char *const registers[] = {"primask", "basepri", "faultmask", "CPSR",
                                                "cpsr",    "PRIMASK", "BASEPRI",   "FAULTMASK"};
        for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++) {
            insn->effect = starts(words->rest, registers[i]) ? CODE_SETS : insn->effect;
        }
    } else if (starts(words->name, "st") || starts(words->name, "vst")) {
        insn->effect = CODE_STORES;
    }
}

/* ---- AVR ------------------------------------------------------------------------------------------- */

static void read_avr(struct code_insn *insn, const struct words *words)
{
    static const char *const skips[] = {"sbrc", "sbrs", "sbic", "sbis", "cpse", NULL};
    static const char *const stores[] = {"st", "std", "sts", "sbi", "cbi", "out", "xch", NULL};
    static const char *const shifts[] = {"lsl", "rol", "lsr", "ror", "asr", NULL};
    int64_t from = (int64_t)insn->address + 2;
    const char *name = words->name;
    insn->shifts = is_one_of(name, shifts);
    if (starts(name, "br") && strcmp(name, "break") != 0) {
        go_to(insn, CODE_BRANCH, words->rest, from);
        insn->falls = true;
    } else if (strcmp(name, "rjmp") == 0 || strcmp(name, "jmp") == 0) {
        go_to(insn, CODE_BRANCH, words->rest, name[0] == 'r' ? from : 0);
    } else if (strcmp(name, "rcall") == 0 || strcmp(name, "call") == 0) {
        bool pushes = name[0] == 'r' && strcmp(words->rest, ".+0") == 0; /* "rcall .+0": room on the stack */
        go_to(insn, pushes ? CODE_PLAIN : CODE_CALL, pushes ? "" : words->rest, name[0] == 'r' ? from : 0);
    } else if (strcmp(name, "icall") == 0 || strcmp(name, "eicall") == 0) {
        insn->kind = CODE_CALL_AWAY;
    } else if (strcmp(name, "ijmp") == 0 || strcmp(name, "eijmp") == 0) {
        insn->kind = CODE_JUMP_AWAY;
    } else if (strcmp(name, "ret") == 0 || strcmp(name, "reti") == 0) {
        insn->kind = CODE_RETURN;
    } else if (is_one_of(name, skips)) {
        insn->kind = CODE_SKIP;
        insn->falls = true;
    } else if (strcmp(name, "cli") == 0) {
        insn->effect = CODE_MASKS;
    } else if (strcmp(name, "sei") == 0) {
        insn->effect = CODE_OPENS;
    } else if (starts(words->rest, "0x3f,") && strcmp(name, "out") == 0) {
        insn->effect = CODE_SETS;
    } else if (is_one_of(name, stores)) {
        insn->effect = CODE_STORES;
    }
}

/* ---- RISC-V ---------------------------------------------------------------------------------------- */

static void riscv_csr(struct code_insn *insn, const struct words *words)
{
    bool status = strstr(words->rest, "mstatus") || strstr(words->rest, "sstatus");
    if (!status || strcmp(words->name, "csrr") == 0) {
        return;
    }
    bool clears = starts(words->name, "csrc") || starts(words->name, "csrrc");
    bool sets = starts(words->name, "csrs") || starts(words->name, "csrrs");
    insn->effect = clears ? CODE_MASKS : sets ? CODE_OPENS : CODE_SETS;
}

static void read_riscv(struct code_insn *insn, const struct words *words)
{
    static const char *const branches[] = {"beq",  "bne",  "blt",  "bge",  "bltu", "bgeu", "beqz", "bnez",
                                           "blez", "bgez", "bltz", "bgtz", "bgt",  "ble",  NULL};
    static const char *const stores[] = {"sw", "sh", "sb", "sd", "fsw", "fsd", NULL};
    static const char *const returns[] = {"ret", "mret", "sret", "uret", NULL};
    int64_t from = (int64_t)insn->address;
    const char *name = words->name;
    if (is_one_of(name, branches)) {
        go_to(insn, CODE_BRANCH, words->rest, from);
        insn->falls = true;
    } else if (strcmp(name, "j") == 0) {
        go_to(insn, CODE_BRANCH, words->rest, from);
    } else if (strcmp(name, "jal") == 0) {
        go_to(insn, CODE_CALL, words->rest, from);
    } else if (strcmp(name, "jalr") == 0) {
        insn->kind = CODE_CALL_AWAY;
    } else if (strcmp(name, "jr") == 0) {
        insn->kind = CODE_JUMP_AWAY;
    } else if (is_one_of(name, returns)) {
        insn->kind = CODE_RETURN;
    } else if (starts(name, "csr")) {
        riscv_csr(insn, words);
    } else if (is_one_of(name, stores) || starts(name, "amo") || starts(name, "sc.")) {
        insn->effect = CODE_STORES;
    } else if (strcmp(name, "unimp") == 0) {
        insn->kind = CODE_STOP;
    }
}

void instruction_read(struct code_insn *insn, enum code_arch arch, bool thumb, const char *text)
{
    struct words words;
    split(&words, text);
    switch (arch) {
    case CODE_ARM: read_arm(insn, &words, thumb); break;
    case CODE_AVR: read_avr(insn, &words); break;
    default: read_riscv(insn, &words); break;
    }
}
