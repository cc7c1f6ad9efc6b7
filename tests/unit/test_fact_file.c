/* Fact files: what is written reads back; what was changed in any byte is refused, never followed. */
#include "ir/ir_build.h"
#include "store/fact_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One function that returns 7. */
static void make_unit(struct ir_unit *unit)
{
    struct ir_build build;
    ir_build_init(&build, unit);
    unit->path = ir_string(&build, "a.c");
    struct ir_type type = {.kind = IR_TYPE_INT,
                           .size = 4,
                           .align = 4,
                           .name = ir_string(&build, "int"),
                           .element = IR_NONE,
                           .field = IR_NONE};
    struct ir_loc loc = {.file = unit->path, .line = 1, .column = 1};
    struct ir_sym sym = {.kind = IR_SYM_FUNCTION, .flags = IR_SYM_DEFINED, .name = ir_string(&build, "f")};
    struct ir_op op = {.kind = IR_CONST, .a = 7};
    struct ir_block block = {.op_count = 1, .term = IR_TERM_RETURN};
    struct ir_func func = {.block_count = 1};
    VEC_PUSH(&unit->types, type);
    ir_loc_add(&build, &loc);
    VEC_PUSH(&unit->syms, sym);
    VEC_PUSH(&unit->ops, op);
    VEC_PUSH(&unit->blocks, block);
    VEC_PUSH(&unit->funcs, func);
    ir_build_fini(&build);
}

static void reads_back(void **state)
{
    (void)state;
    struct ir_unit unit = {0};
    struct ir_unit again = {0};
    struct buf bytes = {0};
    make_unit(&unit);
    fact_write(&bytes, &unit);
    assert_null(fact_read(&again, bytes.data, bytes.count));
    assert_string_equal(ir_text(&again, again.path), "a.c");
    assert_int_equal(again.ops.count, 1);
    assert_int_equal(again.ops.data[0].a, 7);
    ir_unit_free(&unit);
    ir_unit_free(&again);
    buf_free(&bytes);
}

static void every_changed_byte_is_refused(void **state)
{
    (void)state;
    struct ir_unit unit = {0};
    struct buf bytes = {0};
    make_unit(&unit);
    fact_write(&bytes, &unit);
    for (size_t i = 0; i < bytes.count; i++) {
        struct ir_unit again = {0};
        bytes.data[i] ^= 0x55;
        assert_non_null(fact_read(&again, bytes.data, bytes.count));
        bytes.data[i] ^= 0x55;
    }
    for (size_t size = 0; size < bytes.count; size++) {
        struct ir_unit again = {0};
        assert_non_null(fact_read(&again, bytes.data, size));
    }
    ir_unit_free(&unit);
    buf_free(&bytes);
}

/* The checksum fits, the indices do not: a hostile file, or a bug of ours. */
static void indices_are_checked(void **state)
{
    (void)state;
    for (int what = 0; what < 5; what++) {
        struct ir_unit unit = {0};
        struct ir_unit again = {0};
        struct buf bytes = {0};
        make_unit(&unit);
        switch (what) {
        case 0: unit.ops.data[0].loc = 9; break;
        case 1: unit.funcs.data[0].sym = 1; break;
        case 2: unit.blocks.data[0].op_count = 2; break;
        case 3: unit.syms.data[0].name = 1000; break;
        default: unit.ops.data[0].kind = 200; break;
        }
        fact_write(&bytes, &unit);
        assert_non_null(fact_read(&again, bytes.data, bytes.count));
        ir_unit_free(&unit);
        buf_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back),
        cmocka_unit_test(every_changed_byte_is_refused),
        cmocka_unit_test(indices_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
