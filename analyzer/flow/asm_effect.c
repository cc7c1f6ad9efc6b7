#include "flow/asm_effect.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORDS_MAX = 5, WORD_MAX = 24 };

/* One instruction, lower case, split at blanks and commas. */
struct instruction {
    char words[WORDS_MAX][WORD_MAX];
    int count;
};

struct reader {
    const struct ir_unit *unit;
    const struct ir_asm *statement;
    bool naked;
    struct asm_effect *effects;
    int count;
};

static void add(struct reader *reader, enum asm_action action, enum gate gate, int operand, bool whole)
{
    if (reader->count < ASM_EFFECTS_MAX) {
        reader->effects[reader->count++] =
            (struct asm_effect){.action = action, .gate = gate, .operand = operand, .whole = whole};
    }
}

/* %0, %[name], %w0, and r0 where the function is naked. */
static int operand_of(const struct reader *reader, const char *word)
{
    if (word[0] != '%') {
        bool result = strcmp(word, "r0") == 0 || strcmp(word, "a0") == 0;
        return result && reader->naked ? ASM_OPERAND_RESULT : ASM_OPERAND_NONE;
    }
    const char *at = word + 1;
    if (*at == '[') {
        size_t length = strcspn(at + 1, "]");
        uint32_t count = reader->statement->output_count + reader->statement->input_count;
        for (uint32_t i = 0; i < count; i++) {
            const struct ir_asm_operand *operand =
                &reader->unit->asm_operands.data[reader->statement->operand + i];
            const char *name = ir_text(reader->unit, operand->name);
            if (strlen(name) == length && strncasecmp(name, at + 1, length) == 0) {
                return (int)i;
            }
        }
        return ASM_OPERAND_NONE;
    }
    while (isalpha((unsigned char)*at)) {
        at++;
    }
    return isdigit((unsigned char)*at) ? (int)strtol(at, NULL, 10) : ASM_OPERAND_NONE;
}

static bool is(const struct instruction *instruction, int word, const char *text)
{
    return word < instruction->count && strcmp(instruction->words[word], text) == 0;
}

static bool starts(const struct instruction *instruction, int word, const char *text)
{
    return word < instruction->count && strncmp(instruction->words[word], text, strlen(text)) == 0;
}

/* Armv7-M ARM B5.2.1 (CPS), B5.2.2 (MRS), B5.2.3 (MSR); Armv7-A/R ARM B9.3.2. */
static bool read_arm(struct reader *reader, const struct instruction *in)
{
    if (starts(in, 0, "cpsi") && in->count > 1) {
        enum asm_action action = in->words[0][4] == 'd' ? ASM_MASK : ASM_UNMASK;
        if (strchr(in->words[1], 'i')) {
            add(reader, action, GATE_GLOBAL, ASM_OPERAND_NONE, false);
        }
        if (strchr(in->words[1], 'f')) {
            add(reader, action, GATE_FAULT, ASM_OPERAND_NONE, false);
        }
        return true;
    }
    bool reads = is(in, 0, "mrs");
    bool writes = is(in, 0, "msr");
    if (!reads && !writes) {
        return false;
    }
    int reg = reads ? 2 : 1;
    int operand = operand_of(reader, in->words[reads ? 1 : 2]);
    enum asm_action action = reads ? ASM_SAVE : ASM_RESTORE;
    if (is(in, reg, "primask") || is(in, reg, "primask_ns")) {
        add(reader, action, GATE_GLOBAL, operand, false);
    } else if (is(in, reg, "faultmask")) {
        add(reader, action, GATE_FAULT, operand, false);
    } else if (is(in, reg, "basepri")) {
        add(reader, action, GATE_CEILING, operand, false);
    } else if (is(in, reg, "basepri_max")) {
        add(reader, reads ? ASM_SAVE : ASM_RAISE, GATE_CEILING, operand, false);
    } else if (reads && is(in, reg, "ipsr")) {
        add(reader, ASM_IN_ISR, GATE_GLOBAL, operand, false);
    } else if (starts(in, reg, "cpsr")) {
        add(reader, action, GATE_GLOBAL, operand, true);
    }
    return true;
}

/* The RISC-V privileged specification 3.1.6.1: MIE is bit 3 of mstatus, SIE bit 1 of sstatus. */
static bool read_riscv(struct reader *reader, const struct instruction *in)
{
    if (strncmp(in->words[0], "csr", 3) != 0) {
        return false;
    }
    bool with_result = in->count == 4;
    int reg = with_result || is(in, 0, "csrr") ? 2 : 1;
    if (!is(in, reg, "mstatus") && !is(in, reg, "sstatus")) {
        return true;
    }
    if (with_result || is(in, 0, "csrr")) {
        add(reader, ASM_SAVE, GATE_GLOBAL, operand_of(reader, in->words[1]), true);
    }
    const char *name = in->words[0] + 3;
    name += with_result && *name == 'r';
    const char *bits = in->words[in->count - 1];
    bool immediate = name[0] != '\0' && name[strlen(name) - 1] == 'i';
    if (is(in, 0, "csrr")) {
        return true;
    }
    if (*name == 'c') {
        add(reader, ASM_MASK, GATE_GLOBAL, ASM_OPERAND_NONE, false);
    } else if (*name == 's') { /* set bits: of a constant, opens; of a saved value, restores */
        int operand = operand_of(reader, bits);
        bool restores = !immediate && operand != ASM_OPERAND_NONE;
        add(reader, restores ? ASM_RESTORE : ASM_UNMASK, GATE_GLOBAL, operand, true);
    } else if (*name == 'w') {
        add(reader, ASM_RESTORE, GATE_GLOBAL, operand_of(reader, bits), true);
    }
    return true;
}

/* SREG.I is bit 7 of I/O register 0x3f (AVR instruction set manual, CLI and SEI). */
static bool read_avr(struct reader *reader, const struct instruction *in)
{
    if (is(in, 0, "cli") || is(in, 0, "sei")) {
        add(reader, in->words[0][0] == 'c' ? ASM_MASK : ASM_UNMASK, GATE_GLOBAL, ASM_OPERAND_NONE, false);
        return true;
    }
    bool reads = is(in, 0, "in");
    int reg = reads ? 2 : 1;
    if (!reads && !is(in, 0, "out")) {
        return false;
    }
    if (is(in, reg, "__sreg__") || is(in, reg, "0x3f") || is(in, reg, "63")) {
        add(reader, reads ? ASM_SAVE : ASM_RESTORE, GATE_GLOBAL, operand_of(reader, in->words[reads ? 1 : 2]),
            true);
    }
    return true;
}

/* MSP430 user's guide: DINT, EINT. Xtensa ISA: RSIL reads PS and sets INTLEVEL. */
static bool read_others(struct reader *reader, const struct instruction *in)
{
    if (is(in, 0, "dint") || is(in, 0, "eint")) {
        add(reader, in->words[0][0] == 'd' ? ASM_MASK : ASM_UNMASK, GATE_GLOBAL, ASM_OPERAND_NONE, false);
        return true;
    }
    if (is(in, 0, "rsil") && in->count == 3) {
        add(reader, ASM_SAVE, GATE_GLOBAL, operand_of(reader, in->words[1]), true);
        bool opens = strcmp(in->words[2], "0") == 0;
        add(reader, opens ? ASM_UNMASK : ASM_MASK, GATE_GLOBAL, ASM_OPERAND_NONE, false);
        return true;
    }
    if (is(in, 0, "wsr.ps") || (is(in, 0, "wsr") && is(in, 2, "ps"))) {
        add(reader, ASM_RESTORE, GATE_GLOBAL, operand_of(reader, in->words[1]), true);
        return true;
    }
    return false;
}

static void read_instruction(struct reader *reader, const struct instruction *in)
{
    if (in->count && !read_arm(reader, in) && !read_riscv(reader, in) && !read_avr(reader, in)) {
        read_others(reader, in);
    }
}

static bool ends_instruction(char c)
{
    return c == '\n' || c == ';' || c == '\0';
}

int asm_effects(const struct ir_unit *unit, const struct ir_asm *statement, bool naked,
                struct asm_effect effects[ASM_EFFECTS_MAX])
{
    struct reader reader = {.unit = unit, .statement = statement, .naked = naked, .effects = effects};
    const char *at = ir_text(unit, statement->text);
    for (;;) {
        struct instruction in = {.count = 0};
        while (!ends_instruction(*at)) {
            size_t length = 0;
            while (*at == ' ' || *at == '\t' || *at == ',') {
                at++;
            }
            char *word = in.words[in.count < WORDS_MAX ? in.count : WORDS_MAX - 1];
            while (!ends_instruction(*at) && !strchr(" \t,", *at)) {
                if (length + 1 < WORD_MAX) {
                    word[length++] = (char)tolower((unsigned char)*at);
                }
                at++;
            }
            word[length] = '\0';
            bool label = length && word[length - 1] == ':';
            in.count += length && !label && in.count < WORDS_MAX;
        }
        read_instruction(&reader, &in);
        if (*at == '\0') {
            return reader.count;
        }
        at++;
    }
}
