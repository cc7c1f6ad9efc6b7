#include "flow/asm_effect.h"

#include "flow/asm_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BINDINGS_MAX = 8 };

/* What a register holds within the template. */
enum holding { HOLDS_OPERAND, HOLDS_CONSTANT, HOLDS_STATUS, HOLDS_STATUS_MASKED, HOLDS_STATUS_OPEN };

struct binding {
    char word[ASM_WORD_MAX];
    enum holding holding;
    int operand;
    int64_t constant;
};

struct reader {
    const struct ir_unit *unit;
    const struct ir_asm *statement;
    bool naked;
    struct asm_effect *effects;
    int count;
    struct binding bindings[BINDINGS_MAX];
    int binding_count;
    struct asm_words logic; /* the last orr or bic: CONTROL is changed by it */
};

/* The bit of a whole status register that decides, and what it means when it is set. */
struct status_bit {
    uint32_t bit;
    bool opens;
};

static struct asm_effect *add(struct reader *reader, enum asm_action action, enum gate gate, int operand)
{
    static struct asm_effect beyond;
    struct asm_effect *effect = reader->count < ASM_EFFECTS_MAX ? &reader->effects[reader->count++] : &beyond;
    *effect = (struct asm_effect){.action = action, .gate = gate, .operand = operand};
    return effect;
}

static struct asm_effect *add_whole(struct reader *reader, enum asm_action action, int operand,
                                    struct status_bit bit)
{
    struct asm_effect *effect = add(reader, action, GATE_GLOBAL, operand);
    effect->whole = true;
    effect->bit = bit.bit;
    effect->bit_opens = bit.opens;
    return effect;
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

/* ---- registers within the template ------------------------------------------------------------- */

static struct binding *find_binding(struct reader *reader, const char *word)
{
    int operand = word[0] == '%' ? operand_of(reader, word) : ASM_OPERAND_NONE;
    for (int i = 0; i < reader->binding_count; i++) {
        struct binding *binding = &reader->bindings[i];
        bool same_operand =
            operand >= 0 && binding->word[0] == '%' && operand_of(reader, binding->word) == operand;
        if (same_operand || strcmp(binding->word, word) == 0) {
            return binding;
        }
    }
    return NULL;
}

static void bind(struct reader *reader, const char *word, enum holding holding, int operand, int64_t constant)
{
    struct binding *binding = find_binding(reader, word);
    if (!binding && reader->binding_count < BINDINGS_MAX) {
        binding = &reader->bindings[reader->binding_count++];
        memcpy(binding->word, word, ASM_WORD_MAX);
    }
    if (binding) {
        binding->holding = holding;
        binding->operand = operand;
        binding->constant = constant;
    }
}

/* mov, li, orr, bic ...: what a register that is written to the mask afterwards holds then. */
static void read_move(struct reader *reader, const struct asm_words *in, struct status_bit bit)
{
    int64_t value;
    const struct binding *source =
        in->count > 1 ? find_binding(reader, in->words[in->count > 3 ? 2 : 1]) : NULL;
    bool moves = in->count == 3 && (asm_starts(in, 0, "mov") || asm_is(in, 0, "mv") || asm_is(in, 0, "li") ||
                                    asm_is(in, 0, "ldi") || asm_is(in, 0, "movi"));
    if (moves) {
        source = find_binding(reader, in->words[2]);
        if (asm_immediate(in->words[2], &value)) {
            bind(reader, in->words[1], HOLDS_CONSTANT, ASM_OPERAND_NONE, value);
        } else if (source) {
            bind(reader, in->words[1], source->holding, source->operand, source->constant);
        } else {
            bind(reader, in->words[1], HOLDS_OPERAND, operand_of(reader, in->words[2]), 0);
        }
        return;
    }
    bool sets = asm_starts(in, 0, "or");
    bool clears = asm_starts(in, 0, "bic");
    if ((sets || clears) && in->count >= 3 && asm_immediate(in->words[in->count - 1], &value) && source &&
        source->holding >= HOLDS_STATUS && (value & (int64_t)bit.bit)) {
        bind(reader, in->words[1], sets == bit.opens ? HOLDS_STATUS_OPEN : HOLDS_STATUS_MASKED,
             ASM_OPERAND_NONE, 0);
    }
}

/* state := what the word holds */
static void write_state(struct reader *reader, struct asm_effect effect, const char *word)
{
    const struct binding *binding = find_binding(reader, word);
    int64_t value;
    effect.operand = operand_of(reader, word);
    if (asm_immediate(word, &value)) {
        effect.is_constant = true;
        effect.constant = value;
    } else if (binding && binding->holding == HOLDS_CONSTANT) {
        effect.is_constant = true;
        effect.constant = binding->constant;
    } else if (binding && binding->holding == HOLDS_STATUS) {
        effect.restores_own = true;
    } else if (binding && binding->holding == HOLDS_OPERAND) {
        effect.operand = binding->operand;
    } else if (binding && binding->holding >= HOLDS_STATUS_MASKED) {
        effect.action = binding->holding == HOLDS_STATUS_MASKED ? ASM_MASK : ASM_UNMASK;
        effect.operand = ASM_OPERAND_NONE;
    }
    *add(reader, effect.action, effect.gate, effect.operand) = effect;
}

static void read_state(struct reader *reader, struct asm_effect effect, const char *word)
{
    effect.action = ASM_SAVE;
    effect.operand = operand_of(reader, word);
    *add(reader, ASM_SAVE, effect.gate, effect.operand) = effect;
    bind(reader, word, HOLDS_STATUS, effect.operand, 0);
}

/* ---- instruction sets ---------------------------------------------------------------------------- */

/* Armv7-M ARM B1.4.4: nPRIV is bit 0 of CONTROL. */
static void write_control(struct reader *reader, const char *word)
{
    const struct asm_words *logic = &reader->logic;
    struct asm_effect effect = {.action = ASM_CONTROL};
    int64_t bits;
    bool changed = logic->count >= 3 && strcmp(logic->words[1], word) == 0 &&
                   asm_immediate(logic->words[logic->count - 1], &bits) && (bits & 1);
    if (changed) {
        effect.is_constant = true;
        effect.constant = asm_starts(logic, 0, "orr");
        effect.operand = ASM_OPERAND_NONE;
        *add(reader, effect.action, effect.gate, effect.operand) = effect;
    } else {
        write_state(reader, effect, word);
    }
}

/* cpsr, cpsr_c, cpsr_fc, cpsr_all: a write that reaches the byte with I and F. */
static bool has_control(const char *name)
{
    const char *fields = strchr(name, '_');
    return !fields || strchr(fields, 'c') || strcmp(fields, "_all") == 0;
}

/* Armv7-M ARM B5.2.1 (CPS), B5.2.2 (MRS), B5.2.3 (MSR); Armv7-A/R ARM B9.3.2. CPSR.I is bit 7. */
static bool read_arm(struct reader *reader, const struct asm_words *in)
{
    static const struct status_bit cpsr = {0x80, false};
    if (asm_starts(in, 0, "cpsi") && in->count > 1) {
        enum asm_action action = in->words[0][4] == 'd' ? ASM_MASK : ASM_UNMASK;
        if (strchr(in->words[1], 'i')) {
            add(reader, action, GATE_GLOBAL, ASM_OPERAND_NONE);
        }
        if (strchr(in->words[1], 'f')) {
            add(reader, action, GATE_FAULT, ASM_OPERAND_NONE);
        }
        return true;
    }
    bool reads = asm_is(in, 0, "mrs");
    if (asm_starts(in, 0, "orr") || asm_starts(in, 0, "bic")) {
        reader->logic = *in;
    }
    if (!reads && !asm_is(in, 0, "msr")) {
        read_move(reader, in, cpsr);
        return false;
    }
    if (in->count < 3) {
        return true;
    }
    int reg = reads ? 2 : 1;
    const char *word = in->words[reads ? 1 : 2];
    struct asm_effect effect = {.action = reads ? ASM_SAVE : ASM_RESTORE, .gate = GATE_GLOBAL};
    if (asm_is(in, reg, "primask") || asm_is(in, reg, "primask_ns")) {
        effect.gate = GATE_GLOBAL;
    } else if (asm_is(in, reg, "faultmask")) {
        effect.gate = GATE_FAULT;
    } else if (asm_is(in, reg, "basepri") || asm_is(in, reg, "basepri_max")) {
        effect.gate = GATE_CEILING;
        effect.action = !reads && asm_is(in, reg, "basepri_max") ? ASM_RAISE : effect.action;
    } else if (reads &&
               (asm_is(in, reg, "ipsr") || asm_is(in, reg, "xpsr"))) { /* the exception number is in both */
        add(reader, ASM_IN_ISR, GATE_GLOBAL, operand_of(reader, word));
        return true;
    } else if (!reads && asm_is(in, reg, "control")) {
        write_control(reader, word);
        return true;
    } else if (asm_starts(in, reg, "cpsr") && (reads || has_control(in->words[reg]))) {
        effect.whole = true;
        effect.bit = cpsr.bit;
    } else {
        return true;
    }
    if (reads) {
        read_state(reader, effect, word);
    } else {
        write_state(reader, effect, word);
    }
    return true;
}

/*
 * The RISC-V privileged specification 3.1.6.1: MIE is bit 3 of mstatus (0x300), SIE bit 1 of
 * sstatus (0x100).
 */
static bool read_riscv(struct reader *reader, const struct asm_words *in)
{
    if (strncmp(in->words[0], "csr", 3) != 0 || in->count < 3) {
        read_move(reader, in, (struct status_bit){0x08, true});
        return false;
    }
    bool only_reads = asm_is(in, 0, "csrr");
    bool with_result = in->count == 4;
    int reg = with_result || only_reads ? 2 : 1;
    int64_t number = 0;
    asm_immediate(in->words[reg], &number);
    bool is_machine = asm_is(in, reg, "mstatus") || number == 0x300;
    if (!is_machine && !asm_is(in, reg, "sstatus") && number != 0x100) {
        return true;
    }
    struct status_bit bit = {is_machine ? 0x08 : 0x02, true};
    if ((with_result || only_reads) && !asm_is(in, 1, "x0") && !asm_is(in, 1, "zero")) {
        read_state(
            reader,
            (struct asm_effect){.gate = GATE_GLOBAL, .whole = true, .bit = bit.bit, .bit_opens = bit.opens},
            in->words[1]);
    }
    const char *name = in->words[0] + 3;
    name += with_result && *name == 'r';
    const char *bits = in->words[in->count - 1];
    bool nothing = strcmp(bits, "x0") == 0 || strcmp(bits, "zero") == 0;
    int64_t value;
    if (only_reads || (asm_immediate(bits, &value) && *name != 'w' && !(value & (int64_t)bit.bit)) ||
        (nothing && *name != 'w')) {
        return true;
    }
    if (*name == 'c') {
        add(reader, ASM_MASK, GATE_GLOBAL, ASM_OPERAND_NONE);
    } else if (*name == 's' ||
               *name == 'w') { /* set bits: of a constant, opens; of a saved value, restores */
        struct asm_effect effect = {.action = ASM_RESTORE,
                                    .gate = GATE_GLOBAL,
                                    .whole = true,
                                    .bit = bit.bit,
                                    .bit_opens = bit.opens,
                                    .sets_bits = *name == 's'};
        write_state(reader, effect, bits);
    }
    return true;
}

/* SREG.I is bit 7 of I/O register 0x3f (AVR instruction set manual, CLI and SEI). */
static bool read_avr(struct reader *reader, const struct asm_words *in)
{
    if (asm_is(in, 0, "cli") || asm_is(in, 0, "sei")) {
        if (reader->unit->target.arch != IR_ARCH_AVR) {
            return true; /* to the HCS12 they mean the opposite: without the target they mean nothing */
        }
        add(reader, in->words[0][0] == 'c' ? ASM_MASK : ASM_UNMASK, GATE_GLOBAL, ASM_OPERAND_NONE);
        return true;
    }
    bool reads = asm_is(in, 0, "in");
    int reg = reads ? 2 : 1;
    if ((!reads && !asm_is(in, 0, "out")) || in->count < 3) {
        return false;
    }
    int64_t number = 0;
    if (asm_is(in, reg, "__sreg__") || (asm_immediate(in->words[reg], &number) && number == 0x3f)) {
        add_whole(reader, reads ? ASM_SAVE : ASM_RESTORE, operand_of(reader, in->words[reads ? 1 : 2]),
                  (struct status_bit){0x80, true});
    }
    return true;
}

/* MSP430 user's guide: DINT, EINT; GIE is bit 3 of the status register r2. */
static bool read_msp430(struct reader *reader, const struct asm_words *in)
{
    if (asm_is(in, 0, "dint") || asm_is(in, 0, "eint")) {
        add(reader, in->words[0][0] == 'd' ? ASM_MASK : ASM_UNMASK, GATE_GLOBAL, ASM_OPERAND_NONE);
        return true;
    }
    int64_t value = 0;
    bool to_status = asm_is(in, 2, "sr") || asm_is(in, 2, "r2");
    bool clears = asm_starts(in, 0, "bic");
    if (to_status && (clears || asm_starts(in, 0, "bis")) && asm_immediate(in->words[1], &value) &&
        (value & 8)) {
        add(reader, clears ? ASM_MASK : ASM_UNMASK, GATE_GLOBAL, ASM_OPERAND_NONE);
        return true;
    }
    if (asm_is(in, 0, "mov.w") && (to_status || asm_is(in, 1, "sr") || asm_is(in, 1, "r2"))) {
        add_whole(reader, to_status ? ASM_RESTORE : ASM_SAVE,
                  operand_of(reader, in->words[to_status ? 1 : 2]), (struct status_bit){0x08, true});
        return true;
    }
    return false;
}

/* Xtensa ISA: RSIL reads PS and sets INTLEVEL, the low bits of PS. */
static void read_xtensa(struct reader *reader, const struct asm_words *in)
{
    static const struct status_bit level = {0x0f, false};
    if (asm_is(in, 0, "rsil") && in->count == 3) {
        add_whole(reader, ASM_SAVE, operand_of(reader, in->words[1]), level);
        bool opens = strcmp(in->words[2], "0") == 0;
        add(reader, opens ? ASM_UNMASK : ASM_MASK, GATE_GLOBAL, ASM_OPERAND_NONE);
    } else if (asm_is(in, 0, "wsr.ps") || (asm_is(in, 0, "wsr") && asm_is(in, 2, "ps"))) {
        add_whole(reader, ASM_RESTORE, operand_of(reader, in->words[1]), level);
    }
}

static void read_instruction(struct reader *reader, const struct asm_words *in)
{
    if (asm_starts(in, 0, "cpsi") || asm_is(in, 0, "mrs") || asm_is(in, 0, "msr")) {
        read_arm(reader, in); /* mnemonics that nobody else has: the target may be guessed wrong */
        return;
    }
    switch (reader->unit->target.arch) {
    case IR_ARCH_AVR: read_avr(reader, in); break;
    case IR_ARCH_RISCV: read_riscv(reader, in); break;
    case IR_ARCH_MSP430: read_msp430(reader, in); break;
    case IR_ARCH_XTENSA: read_xtensa(reader, in); break;
    default:
        if (!read_arm(reader, in) && !read_riscv(reader, in) && !read_avr(reader, in) &&
            !read_msp430(reader, in)) {
            read_xtensa(reader, in);
        }
        break;
    }
}

int asm_effects(const struct ir_unit *unit, const struct ir_asm *statement, bool naked,
                struct asm_effect effects[ASM_EFFECTS_MAX])
{
    struct reader reader = {.unit = unit, .statement = statement, .naked = naked, .effects = effects};
    struct asm_words in;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        read_instruction(&reader, &in);
    }
    return reader.count;
}
