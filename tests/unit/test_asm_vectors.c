/* The assembler reader piece by piece; whole files are in testcases/asm (tests/test_asm.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "core/notice.h"
#include "frontend/asm_expr.h"
#include "frontend/asm_unit.h"
#include "ir/ir_build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct ir_unit read_with(const char *text, const struct asm_options *options)
{
    struct ir_unit unit;
    memset(&unit, 0, sizeof(unit));
    assert_int_equal(asm_unit_read(&unit, "test.s", text, strlen(text), options), 0);
    return unit;
}

static struct ir_unit read_arm(const char *text)
{
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    return read_with(text, &options);
}

static const struct ir_sym *find(const struct ir_unit *unit, const char *name)
{
    for (size_t i = 0; i < unit->syms.count; i++) {
        if (strcmp(ir_text(unit, unit->syms.data[i].name), name) == 0) {
            return &unit->syms.data[i];
        }
    }
    return NULL;
}

/* The entries of the object `name`: "handler handler+1 0 ...". The caller frees it. */
static char *entries(const struct ir_unit *unit, const char *name)
{
    struct buf out = {0};
    buf_add(&out, "");
    for (size_t i = 0; i < unit->inits.count; i++) {
        const struct ir_init *init = &unit->inits.data[i];
        if (strcmp(ir_text(unit, unit->syms.data[init->sym].name), name) != 0) {
            continue;
        }
        buf_addf(&out, "%s%u:", out.count ? " " : "", init->offset);
        if (init->kind == IR_INIT_ADDRESS) {
            buf_add(&out, ir_text(unit, unit->syms.data[init->target].name));
            if (init->value) {
                buf_addf(&out, "%+lld", (long long)init->value);
            }
        } else {
            buf_addf(&out, "%lld", (long long)init->value);
        }
    }
    return out.data;
}

static void check_entries(const char *text, const struct asm_options *options, const char *name,
                          const char *expected)
{
    struct ir_unit unit = read_with(text, options);
    char *got = entries(&unit, name);
    assert_string_equal(got, expected);
    free(got);
    ir_unit_free(&unit);
}

static size_t notices_of(const struct ir_unit *unit, enum notice_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < unit->notices.count; i++) {
        count += unit->notices.data[i].kind == (uint32_t)kind;
    }
    return count;
}

/* ---- expressions ---------------------------------------------------------- */

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {
        {"12", 12},         {"0x1F", 31},       {"0b101", 5},  {"017", 15},        {"1Fh", 31},
        {"2_101", 5},       {"&1F", 31},        {"'A'", 65},   {"16UL", 16},       {"1 + 2 * 3", 7},
        {"(1 + 2) * 3", 9}, {"1 << 4 | 1", 17}, {"~0", -1},    {"-2 + 5", 3},      {"7 / 2", 3},
        {"7 % 4", 3},       {"3 == 3", 1},      {"3 <> 3", 0}, {"1 && 0 || 1", 1}, {"8 :SHR: 2", 2},
        {"!5", 0},          {"5 :MOD: 3", 2},   {"#0x40", 64}, {"1 = 1", 1},       {"0 && UNKNOWN(", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asm_symbols symbols = {0};
        struct asm_value value = asm_expr(&symbols, cases[i].text, NULL);
        assert_true(value.known);
        assert_int_equal(value.symbol, IR_NONE);
        assert_int_equal(value.number, cases[i].value);
        asm_symbols_free(&symbols);
    }
}

static void test_what_is_not_a_number_is_unknown(void **state)
{
    (void)state;
    static const char *const cases[] = {"",      "1f", "09",       "1 / 0", "%hi(x)",
                                        "a * b", "-a", "{CONFIG}", "99_1",  "0x"};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asm_symbols symbols = {0};
        assert_false(asm_expr(&symbols, cases[i], NULL).known);
        asm_symbols_free(&symbols);
    }
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *name;
        int64_t number;
        bool relative;
    } cases[] = {
        {"handler", "handler", 0, false},           {"handler + 1", "handler", 1, false},
        {"(handler | 1)", "handler", 1, false},     {"1 + handler", "handler", 1, false},
        {"gs(handler)", "handler", 0, false},       {"a - b", "a", 0, true},
        {"sfe(CSTACK)", "CSTACK$$Limit", 0, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asm_symbols symbols = {0};
        struct asm_value value = asm_expr(&symbols, cases[i].text, NULL);
        assert_true(value.known);
        assert_string_equal(symbols.list.data[value.symbol].name, cases[i].name);
        assert_int_equal(value.number, cases[i].number);
        assert_int_equal(value.relative, cases[i].relative);
        asm_symbols_free(&symbols);
    }
}

/* ---- tables --------------------------------------------------------------- */

static void test_word_offsets(void **state)
{
    (void)state;
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    check_entries(
        ".data\nt: .word a\n .byte 1\n .align 2\n .word b\n .space 8\n .hword 3\n .balign 4\n .word c\n",
        &options, "t", "0:a 4:1 8:b 20:3 24:c");
    check_entries(".data\nt: .word a\n .org t + 16\n .word b\n .skip 4\n .word . - t\n", &options, "t",
                  "0:a 16:b 24:24");
    check_entries(".data\nt: .word t_end - t, a\nt_end:\n", &options, "t", "0:t_end 4:a");
    check_entries(".data\nt: .long \"quoted name\"\n", &options, "t", "0:quoted name");
}

static void test_objects_without_addresses_are_left_out(void **state)
{
    (void)state;
    struct ir_unit unit = read_arm(".data\n.global t\nt: .word 1, 2, 3\n");
    assert_int_equal(unit.inits.count, 0);
    assert_non_null(find(&unit, "t"));
    ir_unit_free(&unit);
}

static void test_jumps_make_a_table_from_three_on(void **state)
{
    (void)state;
    struct asm_options options = {.arch = IR_ARCH_RISCV};
    check_entries("v: j a\n j b\n j c\n", &options, "v", "0:a 4:b 8:c");
    check_entries("v: j a\n j b\n", &options, "v", "");
    check_entries("v: j a\n addi a0, a0, 1\n j b\n j c\n", &options, "v", "");
    struct ir_unit unit = read_with("v: j a\n j b\n", &options);
    assert_int_equal(unit.funcs.count, 1);
    assert_int_equal(find(&unit, "v")->kind, IR_SYM_FUNCTION);
    ir_unit_free(&unit);
}

static void test_a_table_typed_as_a_function_is_a_table(void **state)
{
    (void)state;
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    check_entries(".thumb_func\nt: .word a, b\n", &options, "t", "0:a 4:b");
    struct ir_unit unit = read_arm(".thumb_func\nf: .word 0xBF00BF00\n bl a\n bx lr\n");
    assert_int_equal(unit.inits.count, 0);
    assert_int_equal(unit.funcs.count, 1);
    ir_unit_free(&unit);
}

static void test_sections_go_on(void **state)
{
    (void)state;
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    check_entries(
        ".section .v\nt: .word a\n .text\n nop\n .section .v\n .word b\n .pushsection .w\n .word x\n"
        " .popsection\n .word c\n",
        &options, "t", "0:a 4:b 8:c");
}

/* ---- conditions ----------------------------------------------------------- */

static const char conditions[] =
    "#ifdef A\n#define X a\n#elif defined(B) && B > 1\n#define X b\n#else\n#define X c\n#endif\n"
    ".data\nt: .word X\n#ifndef A\n .word no_a\n#endif\n#if UNKNOWN\n .word never\n#endif\n";

static void test_preprocessor(void **state)
{
    (void)state;
    const char *a[] = {"A"};
    const char *b[] = {"B=2"};
    const char *low[] = {"B=1"};
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    check_entries(conditions, &options, "t", "0:c 4:no_a");
    options = (struct asm_options){a, 1, IR_ARCH_ARM_M};
    check_entries(conditions, &options, "t", "0:a");
    options = (struct asm_options){b, 1, IR_ARCH_ARM_M};
    check_entries(conditions, &options, "t", "0:b 4:no_a");
    options = (struct asm_options){low, 1, IR_ARCH_ARM_M};
    check_entries(conditions, &options, "t", "0:c 4:no_a");
}

static void test_assembler_conditions(void **state)
{
    (void)state;
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    check_entries(
        ".set N, 2\n.data\nt:\n .if N > 1\n .word a\n .elseif N\n .word b\n .else\n .word c\n .endif\n"
        " .ifdef M\n .word d\n .else\n .word e\n .endif\n .ifc x, y\n .word f\n .endif\n",
        &options, "t", "0:a 4:e");
    check_entries(
        ".data\nt:\n .word a\n .if (. - t) < 8\n .word b\n .endif\n .if (. - t) < 8\n .word c\n .endif\n",
        &options, "t", "0:a 4:b");
}

static void test_unknown_condition_takes_the_first_branch_and_says_so(void **state)
{
    (void)state;
    struct ir_unit unit = read_arm(".data\nt:\n .if FROM_HEADER > 1\n .word a\n .else\n .word b\n .endif\n");
    char *got = entries(&unit, "t");
    assert_string_equal(got, "0:a");
    free(got);
    assert_int_equal(notices_of(&unit, NOTICE_INFO), 1);
    ir_unit_free(&unit);
}

/* ---- macros --------------------------------------------------------------- */

static void test_macros(void **state)
{
    (void)state;
    struct asm_options options = {.arch = IR_ARCH_ARM_M};
    check_entries(".macro e h, n=1, rest:vararg\n.rept \\n\n.word \\h\n.endr\n.word \\rest\n.endm\n"
                  ".data\nt:\n e a\n e b, 2, c, d\n e h=x n=1\n",
                  &options, "t", "0:a 4:b 8:b 12:c 16:d 20:x");
    check_entries(
        ".macro pair h\n.macro inner\n.word \\h\\()_1, \\h\\()_2\n.endm\ninner\n.endm\n.data\nt: pair irq\n",
        &options, "t", "0:irq_1 4:irq_2");
    check_entries(".altmacro\n.macro e n\n.word irq\\n\n.endm\n.set I, 3\n.data\nt: e %I + 1\n", &options,
                  "t", "0:irq4");
}

static void test_recursion_and_repetition_are_capped(void **state)
{
    (void)state;
    static const char *const cases[] = {
        ".macro m\n m\n m\n.endm\n m\n",
        ".rept 1000000000\n.word a\n.endr\n",
        ".rept 4000\n.rept 4000\n.rept 4000\n.rept 4000\n nop\n.endr\n.endr\n.endr\n.endr\n",
        ".rept 4000\n.rept 4000\n.rept 4000\n.endr\n.endr\n.endr\n",
        "#define A B B B B\n#define B C C C C\n#define C D D D D\n#define D E E E E\n#define E F F F F\n"
        "#define F G G G G\n#define G H H H H\n#define H\n.word A A A A\n",
        "#define F(x) F(x x)\n.word F(F(1))\n",
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ir_unit unit = read_arm(cases[i]);
        assert_int_equal(notices_of(&unit, NOTICE_LIMIT), 1);
        assert_int_equal(unit.health, IR_DEGRADED);
        ir_unit_free(&unit);
    }
}

/* ---- symbols -------------------------------------------------------------- */

static void test_weak_names_at_one_place_do_not_follow_each_other(void **state)
{
    (void)state;
    struct ir_unit unit = read_arm(".text\n.weak a, b\na:\nb: b b\n.global c\nc:\nd: bx lr\n");
    assert_string_equal(ir_text(&unit, find(&unit, "a")->alias), ".La");
    assert_string_equal(ir_text(&unit, find(&unit, "b")->alias), ".La");
    assert_int_equal(find(&unit, ".La")->flags & (IR_SYM_WEAK | IR_SYM_INTERNAL), IR_SYM_INTERNAL);
    assert_int_equal(find(&unit, "c")->alias, 0);
    ir_unit_free(&unit);
}

static void test_aliases_and_references(void **state)
{
    (void)state;
    struct ir_unit unit = read_arm(".weak h\n.thumb_set h, dflt\n.weak w\n.text\ndflt: bl away\n bx lr\n"
                                   ".set CONST, 4\n.global abs\nabs = 16\n");
    const struct ir_sym *alias = find(&unit, "h");
    assert_int_equal(alias->kind, IR_SYM_FUNCTION);
    assert_true(alias->flags & IR_SYM_WEAK);
    assert_true(alias->flags & IR_SYM_DEFINED);
    assert_string_equal(ir_text(&unit, alias->alias), "dflt");
    assert_true(find(&unit, "dflt")->flags & IR_SYM_INTERNAL);
    assert_int_equal(find(&unit, "w")->flags & (IR_SYM_WEAK | IR_SYM_DEFINED), IR_SYM_WEAK);
    assert_int_equal(find(&unit, "away")->kind, IR_SYM_FUNCTION);
    assert_false(find(&unit, "away")->flags & IR_SYM_DEFINED);
    assert_null(find(&unit, "CONST"));
    assert_non_null(find(&unit, "abs"));
    ir_unit_free(&unit);
}

static void test_locations_of_macros(void **state)
{
    (void)state;
    struct ir_unit unit =
        read_arm(".macro outer\n inner\n.endm\n.macro inner\n .word a\n.endm\n.data\nt:\n outer\n");
    assert_int_equal(unit.inits.count, 1);
    const struct ir_loc *loc = &unit.locs.data[unit.inits.data[0].loc];
    assert_int_equal(loc->line, 9);
    assert_int_equal(loc->spell_line, 5);
    assert_string_equal(ir_text(&unit, loc->macro), "outer");
    assert_string_equal(ir_text(&unit, loc->inner_macro), "inner");
    ir_unit_free(&unit);
}

/* ---- code ----------------------------------------------------------------- */

static void test_unknown_flow_degrades_its_function_only(void **state)
{
    (void)state;
    struct ir_unit unit = read_arm(".global f, g\n.text\nf: bx r3\ng: bl f\n bx lr\n");
    assert_int_equal(unit.funcs.count, 2);
    assert_true(unit.funcs.data[0].flags & IR_FUNC_DEGRADED);
    assert_false(unit.funcs.data[1].flags & IR_FUNC_DEGRADED);
    ir_unit_free(&unit);
}

static void test_equal_bodies_have_equal_hashes(void **state)
{
    (void)state;
    struct ir_unit unit = read_arm(".global f, g, h\n.text\nf: cpsid i\n bl x\n bx lr\n"
                                   "g: cpsid i\n bl x\n bx lr\nh: cpsie i\n bl x\n bx lr\n");
    assert_int_equal(unit.funcs.count, 3);
    assert_true(unit.funcs.data[0].body_hash == unit.funcs.data[1].body_hash);
    assert_true(unit.funcs.data[0].body_hash != unit.funcs.data[2].body_hash);
    ir_unit_free(&unit);
}

/* ---- any bytes ------------------------------------------------------------ */

static void test_odd_bytes(void **state)
{
    (void)state;
    static const char zero[] = "t: .word a\0b\n\xff\xfe: .word \x80\n|\n'\n\"\n\\";
    struct ir_unit unit;
    memset(&unit, 0, sizeof(unit));
    assert_int_equal(asm_unit_read(&unit, "odd.s", zero, sizeof(zero) - 1, NULL), 0);
    assert_non_null(find(&unit, "t"));
    ir_unit_free(&unit);
    memset(&unit, 0, sizeof(unit));
    assert_int_equal(asm_unit_read(&unit, "empty.s", "", 0, NULL), 0);
    assert_int_equal(unit.health, IR_OK);
    ir_unit_free(&unit);
}

static void test_long_lines_and_large_files(void **state)
{
    (void)state;
    size_t size = ASM_SIZE_CAP + 1;
    char *text = malloc(size);
    memset(text, 'a', size);
    struct ir_unit unit;
    memset(&unit, 0, sizeof(unit));
    assert_int_equal(asm_unit_read(&unit, "large.s", text, size, NULL), -EFBIG);
    assert_int_equal(unit.health, IR_LOST);
    assert_int_equal(notices_of(&unit, NOTICE_LOST), 1);
    ir_unit_free(&unit);
    memset(&unit, 0, sizeof(unit));
    assert_int_equal(asm_unit_read(&unit, "long.s", text, size - 1, NULL), 0);
    assert_int_equal(unit.health, IR_DEGRADED);
    ir_unit_free(&unit);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_what_is_not_a_number_is_unknown),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_word_offsets),
        cmocka_unit_test(test_objects_without_addresses_are_left_out),
        cmocka_unit_test(test_jumps_make_a_table_from_three_on),
        cmocka_unit_test(test_a_table_typed_as_a_function_is_a_table),
        cmocka_unit_test(test_sections_go_on),
        cmocka_unit_test(test_preprocessor),
        cmocka_unit_test(test_assembler_conditions),
        cmocka_unit_test(test_unknown_condition_takes_the_first_branch_and_says_so),
        cmocka_unit_test(test_macros),
        cmocka_unit_test(test_recursion_and_repetition_are_capped),
        cmocka_unit_test(test_weak_names_at_one_place_do_not_follow_each_other),
        cmocka_unit_test(test_aliases_and_references),
        cmocka_unit_test(test_locations_of_macros),
        cmocka_unit_test(test_unknown_flow_degrades_its_function_only),
        cmocka_unit_test(test_equal_bodies_have_equal_hashes),
        cmocka_unit_test(test_odd_bytes),
        cmocka_unit_test(test_long_lines_and_large_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
