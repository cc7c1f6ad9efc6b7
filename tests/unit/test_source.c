/* Lines, columns, excerpts and paths. */
#include "unit/groups.h"

#include "report/excerpt.h"
#include "report/path.h"
#include "report/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct sources sources;
    char path[32];
};

static int open_file(struct fixture *fixture, const char *text, size_t length)
{
    memset(fixture, 0, sizeof(*fixture));
    strcpy(fixture->path, "/tmp/crit_source_XXXXXX");
    int file = mkstemp(fixture->path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, length), length);
    return close(file);
}

static void close_file(struct fixture *fixture)
{
    unlink(fixture->path);
    source_free(&fixture->sources);
}

static void lines_end_at_every_break(void **state)
{
    (void)state;
    static const char text[] = "one\ntwo\r\nthree\rfour\n";
    static const char *const wanted[] = {"one", "two", "three", "four", ""};
    struct fixture fixture;
    struct source_line line;
    open_file(&fixture, text, sizeof(text) - 1);
    assert_int_equal(source_line_count(&fixture.sources, fixture.path), 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_true(source_line(&fixture.sources, fixture.path, i + 1, &line));
        assert_int_equal(line.length, strlen(wanted[i]));
        assert_memory_equal(line.text, wanted[i], line.length);
    }
    assert_false(source_line(&fixture.sources, fixture.path, 0, &line));
    assert_false(source_line(&fixture.sources, fixture.path, 6, &line));
    close_file(&fixture);
}

static void a_missing_file_has_no_lines(void **state)
{
    (void)state;
    struct sources sources = {0};
    struct source_line line;
    assert_false(source_line(&sources, "/nowhere/at/all.c", 1, &line));
    assert_false(source_line(&sources, "/tmp", 1, &line));
    assert_null(source_line_hash(&sources, "/nowhere/at/all.c", 1));
    assert_int_equal(source_utf16_column(&sources, "/nowhere/at/all.c", 1, 9), 9);
    source_free(&sources);
}

/* a, u-umlaut (2 bytes), euro (3), siren (4 bytes, 2 units), a lone Latin-1 byte, z */
static void columns_count_utf16_units(void **state)
{
    (void)state;
    static const char text[] = "a\xc3\xbc\xe2\x82\xac\xf0\x9f\x9a\xa8\xe9z\n";
    static const struct {
        uint32_t bytes, units;
    } wanted[] = {{1, 1}, {2, 2}, {4, 3}, {7, 4}, {11, 6}, {12, 7}, {13, 8}, {99, 8}};
    struct fixture fixture;
    open_file(&fixture, text, sizeof(text) - 1);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        assert_int_equal(source_utf16_column(&fixture.sources, fixture.path, 1, wanted[i].bytes),
                         wanted[i].units);
    }
    close_file(&fixture);
}

static void malformed_text_is_replaced_as_readers_do(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *wanted;
    } cases[] = {
        {"\xe9t\xe9", "\xef\xbf\xbdt\xef\xbf\xbd"},               /* Latin-1 */
        {"\xf0\x9f\x9ax", "\xef\xbf\xbdx"},                       /* cut: one for the prefix */
        {"\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd"},                 /* overlong */
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* surrogate */
        {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* beyond U+10FFFF */
        {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
    };
    struct buf got = {0};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buf_clear(&got);
        utf8_put_valid(&got, cases[i].text, strlen(cases[i].text));
        assert_string_equal(buf_text(&got), cases[i].wanted);
    }
    buf_clear(&got);
    utf8_put_plain(&got, "a\tb\x1b[1m\xe2\x80\xae", 10);
    assert_string_equal(buf_text(&got), "a b\xef\xbf\xbd[1m\xef\xbf\xbd");
    buf_free(&got);
}

static void expect_excerpt(const char *text, uint32_t column, uint32_t end_column, const char *line,
                           size_t indent, const char *marks)
{
    struct fixture fixture;
    struct excerpt excerpt = {0};
    open_file(&fixture, text, strlen(text));
    struct loc loc = {fixture.path, 1, column, 1, end_column};
    assert_true(excerpt_read(&excerpt, &fixture.sources, &loc));
    assert_string_equal(buf_text(&excerpt.line), line);
    assert_string_equal(buf_text(&excerpt.marks), marks);
    assert_int_equal(excerpt.indent, indent);
    excerpt_free(&excerpt);
    close_file(&fixture);
}

static void marks_stand_below_the_code(void **state)
{
    (void)state;
    expect_excerpt("    rx++;\n", 5, 9, "    rx++;", 4, "^~~~");
    expect_excerpt("\trx++;   \n", 2, 6, "        rx++;", 8, "^~~~");
    expect_excerpt("  \ta\tb;\n", 6, 7, "        a       b;", 16, "^");
    expect_excerpt("\xe4\xb8\xad x;\n", 5, 6, "\xe4\xb8\xad x;", 3, "^");
    expect_excerpt("a\xcc\x88 x;\n", 5, 6, "a\xcc\x88 x;", 2, "^");
    expect_excerpt("\x1b[0m x\n", 6, 7, "\xef\xbf\xbd[0m x", 5, "^");
    expect_excerpt("x\n", 9, 12, "x", 1, "^");
    expect_excerpt("x\n", 0, 0, "x", 0, "^");
}

static void a_huge_line_is_not_shown(void **state)
{
    (void)state;
    char text[SOURCE_LINE_CAP + 1];
    struct fixture fixture;
    struct excerpt excerpt = {0};
    memset(text, 'x', sizeof(text));
    open_file(&fixture, text, sizeof(text));
    struct loc loc = {fixture.path, 1, 1, 1, 2};
    assert_false(excerpt_read(&excerpt, &fixture.sources, &loc));
    close_file(&fixture);
    open_file(&fixture, text, sizeof(text) - 1);
    loc.file = fixture.path;
    assert_true(excerpt_read(&excerpt, &fixture.sources, &loc));
    excerpt_free(&excerpt);
    close_file(&fixture);
}

static void expect_path(const char *root, const char *file, bool inside, const char *wanted)
{
    struct buf got = {0};
    assert_int_equal(path_in_root(&got, root, file), inside);
    assert_string_equal(buf_text(&got), wanted);
    buf_free(&got);
}

static void paths_are_relative_to_the_root(void **state)
{
    (void)state;
    expect_path(NULL, "./src//a.c", true, "src/a.c");
    expect_path("tree", "tree/src/../a.c", true, "a.c");
    expect_path("/opt/tree/", "/opt/tree/a.c", true, "a.c");
    expect_path("/opt/tree", "/opt/tree2/a.c", false, "/opt/tree2/a.c");
    expect_path("/opt/tree", "/opt/tree/../x/a.c", false, "/opt/x/a.c");
    expect_path("/", "/opt/a.c", true, "opt/a.c");
}

/* A database may name the tree by a link that the user did not type, or the other way round. */
static void links_to_the_root_are_followed(void **state)
{
    (void)state;
    char base[] = "/tmp/crit_path_XXXXXX";
    char link[64];
    char file[96];
    assert_non_null(mkdtemp(base));
    snprintf(link, sizeof(link), "%s_link", base);
    snprintf(file, sizeof(file), "%s/a.c", base);
    assert_int_equal(symlink(base, link), 0);
    fclose(fopen(file, "w"));
    expect_path(link, file, true, "a.c");
    snprintf(file, sizeof(file), "%s/a.c", link);
    expect_path(base, file, true, "a.c");
    unlink(file);
    unlink(link);
    rmdir(base);
}

static void uris_are_escaped(void **state)
{
    (void)state;
    struct buf got = {0};
    path_put_uri(&got, "a b/#1%.c:\xc3\xbc");
    buf_add(&got, " ");
    path_put_uri(&got, "/usr/x.h");
    assert_string_equal(buf_text(&got), "a%20b/%231%25.c%3A%C3%BC file:///usr/x.h");
    buf_free(&got);
}

int test_source(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_at_every_break),
        cmocka_unit_test(a_missing_file_has_no_lines),
        cmocka_unit_test(columns_count_utf16_units),
        cmocka_unit_test(malformed_text_is_replaced_as_readers_do),
        cmocka_unit_test(marks_stand_below_the_code),
        cmocka_unit_test(a_huge_line_is_not_shown),
        cmocka_unit_test(paths_are_relative_to_the_root),
        cmocka_unit_test(links_to_the_root_are_followed),
        cmocka_unit_test(uris_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
