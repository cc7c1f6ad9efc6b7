/* The published values of GitHub's own algorithm: ours must give the same. */
#include "unit/groups.h"

#include "base/buf.h"
#include "base/vec.h"
#include "report/line_hash.h"

#include <inttypes.h>
#include <string.h>

static void expect_bytes(const char *text, size_t length, const char *wanted)
{
    struct line_hashes hashes = {0};
    struct buf got = {0};
    line_hash_file(&hashes, text, length);
    for (size_t i = 0; i < hashes.count; i++) {
        buf_addf(&got, "%s%" PRIx64 ":%" PRIu32, i ? " " : "", hashes.data[i].hash,
                 hashes.data[i].occurrence);
    }
    assert_string_equal(buf_text(&got), wanted);
    buf_free(&got);
    VEC_FREE(&hashes);
}

static void expect(const char *text, const char *wanted)
{
    expect_bytes(text, strlen(text), wanted);
}

static void empty_file(void **state)
{
    (void)state;
    expect("", "c129715d7a2bc9a3:1");
}

static void blanks_do_not_count(void **state)
{
    (void)state;
    const char *wanted = "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1";
    expect(" a\nb\n  \t\tc\n d", wanted);
    expect("a\nb\nc\nd", wanted);
}

static void repeated_lines_are_numbered(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 10; i++) {
        buf_add(&text, "Lorem ipsum dolor sit amet.\n");
    }
    expect(buf_text(&text),
           "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
           "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
           "c129715d7a2bc9a3:1");
    buf_free(&text);
}

static const char program[] = "e54938cc54b302f1:1 bb609acbe9138d60:1 1131fd5871777f34:1 5c482a0f8b35ea28:1 "
                              "54517377da7028d2:1 2c644846cb18d53e:1 f1b89f20de0d133:1 c129715d7a2bc9a3:1";

static void line_breaks_are_equal(void **state)
{
    (void)state;
    expect("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n", program);
    expect("x = 2\rx = 1\rprint(x)\rx = 3\rprint(x)\rx = 4\rprint(x)\r", program);
    expect("x = 2\r\nx = 1\r\nprint(x)\nx = 3\rprint(x)\r\nx = 4\rprint(x)\n", program);
}

static void a_blank_parts_cr_and_lf(void **state)
{
    (void)state;
    struct line_hashes hashes = {0};
    line_hash_file(&hashes, "a\r \nb", 5);
    assert_int_equal(hashes.count, 3);
    VEC_FREE(&hashes);
}

/* A Latin-1 byte reads as U+FFFD, so both spellings hash alike; other text does not. */
static void broken_text_is_replaced(void **state)
{
    (void)state;
    struct line_hashes broken = {0};
    struct line_hashes replaced = {0};
    struct line_hashes other = {0};
    line_hash_file(&broken, "// \xe9\n", 5);
    line_hash_file(&replaced, "// \xef\xbf\xbd\n", 7);
    line_hash_file(&other, "// \xc3\xa9\n", 6);
    assert_true(broken.data[0].hash == replaced.data[0].hash);
    assert_true(broken.data[0].hash != other.data[0].hash);
    VEC_FREE(&broken);
    VEC_FREE(&replaced);
    VEC_FREE(&other);
}

/* The window is 100 units: a change behind it does not matter, the last one in it does. */
static void the_window_is_a_hundred_units(void **state)
{
    (void)state;
    char text[102];
    struct line_hashes hashes[3] = {{0}};
    for (int i = 0; i < 3; i++) {
        memset(text, 'a', sizeof(text));
        if (i) {
            text[i == 1 ? 100 : 99] = 'b';
        }
        line_hash_file(&hashes[i], text, sizeof(text));
    }
    assert_true(hashes[0].data[0].hash == hashes[1].data[0].hash);
    assert_true(hashes[0].data[0].hash != hashes[2].data[0].hash);
    for (int i = 0; i < 3; i++) {
        VEC_FREE(&hashes[i]);
    }
}

int test_line_hash(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_file),
        cmocka_unit_test(blanks_do_not_count),
        cmocka_unit_test(repeated_lines_are_numbered),
        cmocka_unit_test(line_breaks_are_equal),
        cmocka_unit_test(a_blank_parts_cr_and_lf),
        cmocka_unit_test(broken_text_is_replaced),
        cmocka_unit_test(the_window_is_a_hundred_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
