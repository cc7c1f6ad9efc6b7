/* The text format byte by byte, and what all formats share. */
#include "unit/groups.h"

#include "unit/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int enter_directory(void **state)
{
    char path[] = "/tmp/crit_report_XXXXXX";
    (void)state;
    return mkdtemp(path) && chdir(path) == 0 ? sample_write_sources() : -1;
}

static int remove_files(void **state)
{
    char here[256];
    (void)state;
    unlink("src/uart.c");
    unlink("src/wide.c");
    unlink("src/my file#1.c");
    rmdir("src");
    return getcwd(here, sizeof(here)) && chdir("/") == 0 ? rmdir(here) : -1;
}

/* What a format writes; the caller frees it. */
static char *written(const char *format, const struct report_input *in)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(report_format_find(format)->write(out, in), 0);
    fclose(out);
    return text;
}

static void expect(const char *format, const struct report_input *in, const char *wanted)
{
    char *text = written(format, in);
    assert_string_equal(text, wanted);
    free(text);
}

static void expect_within(const char *format, const struct report_input *in, const char *part, bool there)
{
    char *text = written(format, in);
    if (there != (strstr(text, part) != NULL)) {
        print_error("%s '%s' in:\n%s", there ? "no" : "unexpected", part, text);
        fail();
    }
    free(text);
}

static struct report_input only(struct finding_list *list, size_t from, size_t count)
{
    static const struct notice_list none;
    struct report_input in = sample_input();
    *list = (struct finding_list){.data = in.findings->data + from, .count = count, .cap = count};
    in.findings = list;
    in.notices = &none;
    return in;
}

static void text_of_the_interface(void **state)
{
    (void)state;
    struct finding_list list;
    struct report_input in = only(&list, 0, 1);
    expect("text", &in,
           "src/uart.c:42:5: error: 'rx_count' is incremented here and in USART1_IRQHandler without a guard "
           "[CRIT202 non-atomic-rmw]\n"
           "   42 |     rx_count++;\n"
           "      |     ^~~~~~~~~~ 1: main loads rx_count\n"
           "  src/uart.c:88:9: 2: USART1_IRQHandler (priority 5) preempts and stores rx_count\n"
           "   88 |         rx_count = 0;\n"
           "  src/uart.c:42:5: 3: main stores the old value plus one: the reset is lost\n"
           "   = why it can: interrupts are enabled at src/main.c:31, line USART1 at src/uart.c:20; nothing "
           "masks it here\n"
           "   = fix: guard the increment, or let only one context write\n"
           "   = help: critlint rule CRIT202\n"
           "\n"
           "1 finding (1 error) in 35 units: 30 ok, 4 degraded, 1 lost; 800 of 812 functions understood\n");
}

static void text_without_a_source(void **state)
{
    (void)state;
    struct finding_list list;
    struct report_input in = only(&list, 2, 1);
    expect("text", &in,
           "src/absent.c:3:7: warning: 'ready' is shared with a handler \xef\xbf\xbd[31m\xef\xbf\xbd "
           "[CRIT201 unguarded-shared]\n"
           "   = help: critlint rule CRIT201\n"
           "\n"
           "1 finding (1 warning) in 35 units: 30 ok, 4 degraded, 1 lost; 800 of 812 functions understood\n");
}

static void text_of_wide_characters(void **state)
{
    (void)state;
    struct finding_list list;
    struct report_input in = only(&list, 1, 1);
    expect("text", &in,
           "src/wide.c:4:11: error: interrupts are enabled here although 'x[1]' was masked "
           "[CRIT101 bare-irq-pair]\n"
           "    4 |         /* \xef\xbf\xbd\xef\xbf\xbd */ __enable_irq();\n"
           "      |                  ^~~~~~~~~~~~~~\n"
           "  src/wide.c:2:20: 1: masked here\n"
           "    2 |         /* \xc3\xbc \xe2\x82\xac \xf0\x9f\x9a\xa8 */ __disable_irq();\n"
           "  src/my file#1.c:1:1: 2: 'GUARDED' masks 'x[1]' again\n"
           "    1 | GUARDED(x[1]);\n"
           "  /usr/include/outside.h:7:3: 3: main through a macro of another tree\n"
           "  4: main a step that stands nowhere\n"
           "   = fix: restore the state that was saved\n"
           "   = help: critlint rule CRIT101\n"
           "\n"
           "1 finding (1 error) in 35 units: 30 ok, 4 degraded, 1 lost; 800 of 812 functions understood\n");
}

static void text_ends_with_trouble_and_counts(void **state)
{
    (void)state;
    struct report_input in = sample_input();
    expect_within("text", &in,
                  "src/uart.c: limit: too many paths in 'count'\n"
                  "src/lost.c: lost: the parser gave nothing\n"
                  "src/wide.c:1:1: degraded: header 'chip.h' not found\n"
                  "4 findings (2 error, 1 warning, 1 note) in 35 units: 30 ok, 4 degraded, 1 lost; 800 of "
                  "812 functions understood; "
                  "1 suppressed\n",
                  true);
    expect_within("text", &in, "cortex-m4", false);
    in.verbose = true;
    expect_within("text", &in, "\ninfo: the target is cortex-m4\n", true);
    in.seconds = 0.25;
    expect_within("text", &in, "; 812 functions, 0.25 s\n", true);
}

static void text_is_painted_only_on_demand(void **state)
{
    (void)state;
    struct report_input in = sample_input();
    expect_within("text", &in, "\033", false);
    in.color = true;
    expect_within("text", &in, "\033[1msrc/uart.c:42:5:\033[0m \033[1;31merror\033[0m: ", true);
}

/* Twelve warnings and one error behind them: the error and the first nine warnings are shown. */
static void a_long_list_keeps_the_worst(void **state)
{
    (void)state;
    struct finding many[13];
    struct loc places[13];
    const struct report_input sample = sample_input();
    for (uint32_t i = 0; i < 13; i++) {
        many[i] = sample.findings->data[2];
        places[i] = (struct loc){"src/absent.c", i + 1, 1, i + 1, 2};
        many[i].loc = places[i];
    }
    many[12].severity = SEVERITY_ERROR;
    const struct finding_list list = {.data = many, .count = 13, .cap = 13};
    struct report_input in = sample;
    in.findings = &list;
    expect_within("text", &in, "more finding", false);
    in.all = false;
    expect_within("text", &in, "\n3 more findings not shown (--all shows every one)\n", true);
    expect_within("text", &in, "src/absent.c:9:1: warning", true);
    expect_within("text", &in, "src/absent.c:10:1: warning", false);
    expect_within("text", &in, "src/absent.c:13:1: error", true);
    expect_within("text", &in, "13 findings (1 error, 12 warning)", true);
    expect_within("gcc", &in, "src/absent.c:10:1: warning", true);
}

static void many_notices_are_counted(void **state)
{
    (void)state;
    struct notice many[14];
    for (uint32_t i = 0; i < 14; i++) {
        many[i] = (struct notice){NOTICE_LOST, {"src/a.c", i + 1, 0, 0, 0}, "gone"};
    }
    const struct notice_list list = {.data = many, .count = 14, .cap = 14};
    struct report_input in = sample_input();
    in.notices = &list;
    in.all = false;
    expect_within("text", &in, "src/a.c:10: lost: gone\n4 more notices (-v shows every one)\n", true);
    in.verbose = true;
    expect_within("text", &in, "src/a.c:14: lost: gone\n", true);
}

static void gcc_format(void **state)
{
    (void)state;
    struct finding_list list;
    struct report_input in = only(&list, 0, 1);
    expect("gcc", &in,
           "src/uart.c:42:5: error: 'rx_count' is incremented here and in USART1_IRQHandler without a guard "
           "[CRIT202 non-atomic-rmw]\n"
           "src/uart.c:42:5: note: 1: main loads rx_count\n"
           "src/uart.c:88:9: note: 2: USART1_IRQHandler (priority 5) preempts and stores rx_count\n"
           "src/uart.c:42:5: note: 3: main stores the old value plus one: the reset is lost\n");
}

static void suppressed_findings_are_hidden(void **state)
{
    (void)state;
    for (const struct report_format *format = report_formats(); format->name; format++) {
        struct report_input in = sample_input();
        expect_within(format->name, &in, "hidden unless", false);
        in.show_suppressed = true;
        expect_within(format->name, &in, "hidden unless", true);
    }
}

static void formats_have_names(void **state)
{
    (void)state;
    assert_null(report_format_find("xml"));
    assert_null(report_format_find(""));
    assert_ptr_equal(report_format_find("sarif")->write, report_sarif);
}

/* A full disk must not look like a clean report. */
static void a_write_error_is_returned(void **state)
{
    (void)state;
    struct report_input in = sample_input();
    for (const struct report_format *format = report_formats(); format->name; format++) {
        FILE *out = fopen("/dev/full", "w");
        assert_non_null(out);
        assert_true(format->write(out, &in) < 0);
        fclose(out);
    }
}

int test_report(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_the_interface),          cmocka_unit_test(text_without_a_source),
        cmocka_unit_test(text_of_wide_characters),        cmocka_unit_test(text_ends_with_trouble_and_counts),
        cmocka_unit_test(text_is_painted_only_on_demand), cmocka_unit_test(a_long_list_keeps_the_worst),
        cmocka_unit_test(many_notices_are_counted),       cmocka_unit_test(gcc_format),
        cmocka_unit_test(suppressed_findings_are_hidden), cmocka_unit_test(formats_have_names),
        cmocka_unit_test(a_write_error_is_returned),
    };
    return cmocka_run_group_tests(tests, enter_directory, remove_files);
}
