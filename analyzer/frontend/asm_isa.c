#include "frontend/asm_isa.h"

#include "frontend/asm_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_one_of(const char *op, const char *const *words)
{
    return asm_find_word(op, strlen(op), words) >= 0;
}

struct operands {
    const char *text[4];
    size_t count;
};

static struct operands split(struct arena *arena, const char *args)
{
    struct operands operands = {.count = 0};
    const char *rest = args;
    while (rest && operands.count < 4 && *asm_skip_blanks(rest)) {
        operands.text[operands.count++] = asm_next_operand(arena, rest, &rest);
    }
    for (size_t i = operands.count; i < 4; i++) {
        operands.text[i] = "";
    }
    return operands;
}

static const char *last(const struct operands *operands)
{
    return operands->count ? operands->text[operands->count - 1] : "";
}

bool asm_is_filler(const char *op)
{
    static const char *const fillers[] = {"nop", "nop.w", "reti", NULL};
    return is_one_of(op, fillers);
}

/* ---- ARM ------------------------------------------------------------------ */

static const char *const arm_conditions[] = {"eq", "ne", "cs", "hs", "cc", "lo", "mi", "pl", "vs",
                                             "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", NULL};

/* Splits "blne.w" into "bl" and its condition. Returns false if `op` is not `base` so extended. */
static bool arm_is(const char *op, const char *base, bool *conditional)
{
    size_t length = strlen(op);
    if (length > 2 && op[length - 2] == '.' && (op[length - 1] == 'w' || op[length - 1] == 'n')) {
        length -= 2;
    }
    size_t stem = strlen(base);
    if (length < stem || strncmp(op, base, stem) != 0) {
        return false;
    }
    int condition = asm_find_word(op + stem, length - stem, arm_conditions);
    *conditional = condition >= 0 && strcmp(arm_conditions[condition], "al") != 0;
    return length == stem || condition >= 0;
}

static bool is_arm_register(const char *text)
{
    static const char *const names[] = {"sp", "lr", "pc", "ip", "fp", "sl", "sb", NULL};
    size_t length = strlen(text);
    bool digits =
        length >= 2 && length <= 3 && (*text == 'r' || *text == 'R') && isdigit((unsigned char)text[1]);
    return digits || asm_find_word(text, length, names) >= 0;
}

static bool has_pc(const char *list)
{
    for (const char *p = list; *p;) {
        size_t length = asm_name_length(p);
        if (asm_same_word(p, length, "pc") || asm_same_word(p, length, "r15")) {
            return true;
        }
        p += length ? length : 1;
    }
    return false;
}

/* Loads and moves into the program counter. */
static bool arm_writes_pc(struct asm_insn *insn, const char *op, const struct operands *args)
{
    static const char *const unknown[] = {"tbb", "tbh", NULL};
    bool to_pc = has_pc(args->text[0]) && *args->text[0] != '[' && *args->text[0] != '{';
    if (is_one_of(op, unknown)) {
        insn->flow = ASM_JUMP_REG;
        insn->unknown_flow = true;
        return true;
    }
    if (arm_is(op, "pop", &insn->conditional) || strncmp(op, "ldm", 3) == 0) {
        const char *list = strchr(last(args), '{') ? last(args) : args->text[0];
        if (has_pc(list)) {
            insn->flow = ASM_RETURN;
            return true;
        }
        return false;
    }
    if (!to_pc) {
        return false;
    }
    if (arm_is(op, "ldr", &insn->conditional)) {
        const char *source = args->text[1];
        bool literal = *source == '=';
        insn->target = asm_skip_blanks(source + literal);
        insn->flow = literal ? ASM_JUMP : asm_is_name(*source) ? ASM_JUMP_MEM : ASM_JUMP_REG;
        insn->unknown_flow = insn->flow == ASM_JUMP_REG;
        /* popping the link register: ldr pc, [sp], #4 */
        if (insn->unknown_flow && strncasecmp(source, "[sp]", 4) == 0) {
            insn->flow = ASM_RETURN;
            insn->unknown_flow = false;
        }
        return true;
    }
    if (arm_is(op, "mov", &insn->conditional) || arm_is(op, "movs", &insn->conditional) ||
        arm_is(op, "subs", &insn->conditional)) {
        bool link = strcasecmp(args->text[1], "lr") == 0 || strcasecmp(args->text[1], "r14") == 0;
        insn->flow = link ? ASM_RETURN : ASM_JUMP_REG;
        insn->target = args->text[1];
        return true;
    }
    if (arm_is(op, "add", &insn->conditional)) {
        insn->flow = ASM_JUMP_REG;
        insn->unknown_flow = true;
        return true;
    }
    return false;
}

static bool arm_branch(struct asm_insn *insn, const char *op, const struct operands *args)
{
    bool conditional = false;
    if (strcmp(op, "cbz") == 0 || strcmp(op, "cbnz") == 0) {
        insn->flow = ASM_BRANCH;
        insn->target = args->text[1];
    } else if (arm_is(op, "b", &conditional)) {
        insn->flow = conditional ? ASM_BRANCH : ASM_JUMP;
        insn->target = args->text[0];
        insn->size = strstr(op, ".n") ? 2 : 4;
    } else if (arm_is(op, "bl", &conditional) || arm_is(op, "blx", &conditional) ||
               arm_is(op, "blxns", &conditional)) {
        insn->target = args->text[0];
        insn->flow = is_arm_register(insn->target) ? ASM_CALL_REG : ASM_CALL;
        insn->conditional = conditional;
    } else if (arm_is(op, "bx", &conditional) || arm_is(op, "bxns", &conditional) ||
               arm_is(op, "bxj", &conditional)) {
        bool link = strcasecmp(args->text[0], "lr") == 0 || strcasecmp(args->text[0], "r14") == 0;
        insn->target = args->text[0];
        insn->flow = link ? ASM_RETURN : ASM_JUMP_REG;
        insn->conditional = conditional;
    } else {
        return false;
    }
    return true;
}

static struct asm_insn arm_insn(const char *op, const struct operands *args)
{
    static const char *const events[] = {"cpsid", "cpsie", "cps", "msr", "mrs", "wfi",   "wfe",    "sev",
                                         "svc",   "swi",   "dmb", "dsb", "isb", "clrex", "setend", NULL};
    static const char *const returns[] = {"rfeia", "rfefd", "rfe", "eret", NULL};
    struct asm_insn insn = {.size = 4};
    if (arm_branch(&insn, op, args) || arm_writes_pc(&insn, op, args)) {
        return insn;
    }
    insn.conditional = false;
    if (is_one_of(op, returns)) {
        insn.flow = ASM_RETURN;
    } else if (is_one_of(op, events) || strncmp(op, "ldrex", 5) == 0 || strncmp(op, "strex", 5) == 0) {
        insn.flow = ASM_EVENT;
    } else if (arm_is(op, "msr", &insn.conditional) || arm_is(op, "mrs", &insn.conditional)) {
        insn.flow = ASM_EVENT;
    } else if (arm_is(op, "ldr", &insn.conditional) && *args->text[1] == '=') {
        insn = (struct asm_insn){.flow = ASM_LITERAL, .dest = args->text[0]};
        insn.target = asm_skip_blanks(args->text[1] + 1);
    } else if ((strcmp(op, "mov") == 0 || strcmp(op, "movs") == 0 || strcmp(op, "movw") == 0) &&
               (*args->text[1] == '#' || isdigit((unsigned char)*args->text[1]))) {
        insn = (struct asm_insn){.flow = ASM_LITERAL, .dest = args->text[0], .target = args->text[1]};
    } else if (strcmp(op, "adr") == 0 || strcmp(op, "adrl") == 0) {
        insn = (struct asm_insn){.flow = ASM_LITERAL, .dest = args->text[0], .target = args->text[1]};
    }
    return insn;
}

/* ---- RISC-V --------------------------------------------------------------- */

static struct asm_insn riscv_insn(const char *op, const struct operands *args)
{
    static const char *const branches[] = {"beq",  "bne",  "blt",    "bge",    "bltu", "bgeu", "bgt",
                                           "ble",  "bgtu", "bleu",   "beqz",   "bnez", "blez", "bgez",
                                           "bltz", "bgtz", "c.beqz", "c.bnez", NULL};
    static const char *const events[] = {"csrw",   "csrr",  "csrs",    "csrc",  "csrwi",  "csrsi",
                                         "csrci",  "csrrw", "csrrs",   "csrrc", "csrrwi", "csrrsi",
                                         "csrrci", "fence", "fence.i", "wfi",   "ecall",  NULL};
    static const char *const returns[] = {"ret", "mret", "sret", "uret", "c.ret", NULL};
    struct asm_insn insn = {.size = strncmp(op, "c.", 2) == 0 ? 2 : 4, .target = last(args)};
    bool to_zero =
        args->count > 1 && (strcmp(args->text[0], "x0") == 0 || strcmp(args->text[0], "zero") == 0);
    if (is_one_of(op, branches)) {
        insn.flow = ASM_BRANCH;
    } else if (strcmp(op, "j") == 0 || strcmp(op, "c.j") == 0 || strcmp(op, "tail") == 0) {
        insn.flow = ASM_JUMP;
    } else if (strcmp(op, "jal") == 0 || strcmp(op, "call") == 0) {
        insn.flow = to_zero ? ASM_JUMP : ASM_CALL;
    } else if (strcmp(op, "jr") == 0 || strcmp(op, "c.jr") == 0 || strcmp(op, "jalr") == 0) {
        bool jump = op[strlen(op) - 1] == 'r' && op[strlen(op) - 2] == 'j';
        const char *base = args->count > 1 ? args->text[1] : args->text[0];
        jump |= strcmp(op, "jalr") == 0 && to_zero;
        insn.target = base;
        bool link = strcmp(base, "ra") == 0 || strcmp(base, "x1") == 0;
        insn.flow = !jump ? ASM_CALL_REG : link ? ASM_RETURN : ASM_JUMP_REG;
    } else if (is_one_of(op, returns)) {
        insn.flow = ASM_RETURN;
    } else if (is_one_of(op, events) || strncmp(op, "amo", 3) == 0 || strncmp(op, "lr.", 3) == 0 ||
               strncmp(op, "sc.", 3) == 0) {
        insn.flow = ASM_EVENT;
    } else if (strcmp(op, "la") == 0 || strcmp(op, "li") == 0 || strcmp(op, "lla") == 0) {
        insn = (struct asm_insn){.flow = ASM_LITERAL, .dest = args->text[0], .target = args->text[1]};
    }
    return insn;
}

/* ---- AVR ------------------------------------------------------------------ */

static bool is_sreg(const char *text)
{
    return strcasecmp(text, "SREG") == 0 || strcasecmp(text, "__SREG__") == 0 ||
           strcasecmp(text, "0x3f") == 0 || strncasecmp(text, "_SFR_IO_ADDR(SREG", 17) == 0;
}

static struct asm_insn avr_insn(const char *op, const struct operands *args)
{
    static const char *const events[] = {"cli", "sei", "sleep", "wdr", "bset", "bclr", NULL};
    static const char *const skips[] = {"sbrc", "sbrs", "sbic", "sbis", "cpse", NULL};
    struct asm_insn insn = {.target = last(args), .size = *op == 'r' ? 2 : 4};
    if (strcmp(op, "rjmp") == 0 || strcmp(op, "jmp") == 0) {
        insn.flow = ASM_JUMP;
    } else if (strcmp(op, "rcall") == 0 || strcmp(op, "call") == 0) {
        insn.flow = ASM_CALL;
    } else if (strcmp(op, "icall") == 0 || strcmp(op, "eicall") == 0) {
        insn.flow = ASM_CALL_REG;
        insn.target = "z";
    } else if (strcmp(op, "ijmp") == 0 || strcmp(op, "eijmp") == 0) {
        insn.flow = ASM_JUMP_REG;
        insn.target = "z";
    } else if (strcmp(op, "ret") == 0 || strcmp(op, "reti") == 0) {
        insn.flow = ASM_RETURN;
    } else if (is_one_of(op, skips)) {
        insn.flow = ASM_SKIP;
    } else if (is_one_of(op, events) || (strcmp(op, "out") == 0 && is_sreg(args->text[0])) ||
               (strcmp(op, "in") == 0 && is_sreg(args->text[1]))) {
        insn.flow = ASM_EVENT;
    } else if (strncmp(op, "br", 2) == 0 && strlen(op) == 4) {
        insn.flow = ASM_BRANCH;
    } else if (strcmp(op, "ldi") == 0) {
        insn = (struct asm_insn){.flow = ASM_LITERAL, .dest = args->text[0], .target = args->text[1]};
    }
    return insn;
}

/* ---- MSP430, Xtensa ------------------------------------------------------- */

static bool mentions(const char *text, const char *word)
{
    return strcasecmp(text, word) == 0;
}

static struct asm_insn msp430_insn(const char *op, const struct operands *args)
{
    static const char *const branches[] = {"jz",  "jeq", "jnz", "jne", "jc", "jhs",
                                           "jnc", "jlo", "jn",  "jge", "jl", NULL};
    static const char *const returns[] = {"ret", "reti", "reta", NULL};
    static const char *const status[] = {"bis",  "bis.w",  "bic", "bic.w", "mov", "mov.w",
                                         "push", "push.w", "pop", "pop.w", NULL};
    struct asm_insn insn = {.target = last(args), .size = *op == 'j' ? 2 : 4};
    bool immediate = *insn.target == '#';
    if (strcmp(op, "call") == 0 || strcmp(op, "calla") == 0) {
        insn.flow = immediate ? ASM_CALL : ASM_CALL_REG;
    } else if (strcmp(op, "br") == 0 || strcmp(op, "bra") == 0) {
        insn.flow = immediate ? ASM_JUMP : ASM_JUMP_REG;
    } else if (strcmp(op, "jmp") == 0) {
        insn.flow = ASM_JUMP;
    } else if (is_one_of(op, branches)) {
        insn.flow = ASM_BRANCH;
    } else if (is_one_of(op, returns)) {
        insn.flow = ASM_RETURN;
    } else if (strcmp(op, "dint") == 0 || strcmp(op, "eint") == 0 ||
               (is_one_of(op, status) && (mentions(last(args), "sr") || mentions(args->text[0], "sr") ||
                                          mentions(last(args), "r2") || mentions(args->text[0], "r2")))) {
        insn.flow = ASM_EVENT;
    }
    insn.target += immediate && insn.flow != ASM_PLAIN;
    return insn;
}

static struct asm_insn xtensa_insn(const char *op, const struct operands *args)
{
    static const char *const events[] = {"rsil",  "waiti", "memw",   "isync",   "rsync",
                                         "dsync", "esync", "s32c1i", "syscall", NULL};
    static const char *const returns[] = {"ret", "ret.n", "retw", "retw.n", "rfe",
                                          "rfi", "rfwo",  "rfwu", "rfde",   NULL};
    struct asm_insn insn = {.target = last(args), .size = 3};
    bool call = strncmp(op, "call", 4) == 0;
    bool special = strncmp(op, "wsr", 3) == 0 || strncmp(op, "rsr", 3) == 0 || strncmp(op, "xsr", 3) == 0;
    if (call) {
        insn.flow = op[4] == 'x' ? ASM_CALL_REG : ASM_CALL;
    } else if (strcmp(op, "j") == 0 || strcmp(op, "j.l") == 0) {
        insn.flow = ASM_JUMP;
        insn.target = args->text[0];
    } else if (strcmp(op, "jx") == 0) {
        insn.flow = ASM_JUMP_REG;
    } else if (is_one_of(op, returns)) {
        insn.flow = ASM_RETURN;
    } else if (is_one_of(op, events) || special) {
        insn.flow = ASM_EVENT;
    } else if (strcmp(op, "movi") == 0) {
        insn = (struct asm_insn){.flow = ASM_LITERAL, .dest = args->text[0], .target = args->text[1]};
    } else if (*op == 'b' && args->count >= 2 && strcmp(op, "break") != 0) {
        insn.flow = ASM_BRANCH;
    }
    return insn;
}

struct asm_insn asm_insn(struct arena *arena, enum ir_arch arch, const char *op, const char *args)
{
    struct operands operands = split(arena, args);
    switch (arch) {
    case IR_ARCH_RISCV: return riscv_insn(op, &operands);
    case IR_ARCH_AVR: return avr_insn(op, &operands);
    case IR_ARCH_MSP430: return msp430_insn(op, &operands);
    case IR_ARCH_XTENSA: return xtensa_insn(op, &operands);
    case IR_ARCH_HOST: return (struct asm_insn){.flow = ASM_PLAIN};
    default: return arm_insn(op, &operands);
    }
}
