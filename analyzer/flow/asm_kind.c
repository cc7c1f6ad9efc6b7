#include "flow/asm_kind.h"

#include "flow/asm_words.h"

static bool is_one_of(const struct asm_words *in, const char *const *heads, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (asm_starts(in, 0, heads[i])) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(in, heads) is_one_of(in, heads, sizeof(heads) / sizeof(*(heads)))

bool asm_traps(const struct ir_unit *unit, const struct ir_asm *statement)
{
    struct asm_words in;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        if (asm_is(&in, 0, "svc") || asm_is(&in, 0, "swi") || asm_is(&in, 0, "ecall")) {
            return true;
        }
    }
    return false;
}

bool asm_leaves_stack(const struct ir_unit *unit, const struct ir_asm *statement)
{
    struct asm_words in;
    bool moved = false;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        bool writes_msp = asm_is(&in, 0, "msr") && asm_is(&in, 1, "msp");
        moved |= writes_msp || (asm_is(&in, 0, "mov") && asm_is(&in, 1, "sp"));
        bool goes = (asm_is(&in, 0, "bx") && !asm_is(&in, 1, "lr")) || asm_is(&in, 0, "blx");
        if (moved && (goes || (asm_is(&in, 0, "mov") && asm_is(&in, 1, "pc")))) {
            return true;
        }
    }
    return false;
}

bool asm_reads_control(const struct ir_unit *unit, const struct ir_asm *statement)
{
    struct asm_words in;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        if (asm_is(&in, 0, "mrs") && asm_is(&in, 2, "control")) {
            return true;
        }
    }
    return false;
}

bool asm_tries_lock(const struct ir_unit *unit, const struct ir_asm *statement)
{
    static const char *const stores[] = {"strex", "stlex", "stxr", "stlxr", "sc."};
    static const char *const tests[] = {"cmp", "teq", "tst", "cbnz", "cbz", "bne", "beq", "bnez", "beqz"};
    static const char *const swaps[] = {"swp", "amoswap", "s32c1i"};
    bool stored = false;
    bool tested_before = false;
    struct asm_words in;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        if (IS_ONE_OF(&in, swaps)) {
            return true;
        }
        tested_before |= !stored && IS_ONE_OF(&in, tests);
        stored |= IS_ONE_OF(&in, stores);
    }
    return stored && tested_before;
}

bool asm_only_waits(const struct ir_unit *unit, const struct ir_asm *statement)
{
    static const char *const waits[] = {"nop",   "dsb",   "isb",  "dmb",   "fence", "wfe",
                                        "yield", "pause", "memw", "clrex", "sev"};
    struct asm_words in;
    for (const char *at = ir_text(unit, statement->text); asm_next(&at, &in);) {
        if (!IS_ONE_OF(&in, waits)) {
            return false;
        }
    }
    return true;
}
