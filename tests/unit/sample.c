#include "unit/sample.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PAD10 "\n\n\n\n\n\n\n\n\n\n"
#define PAD40 PAD10 PAD10 PAD10 PAD10

/* Line 42 counts, line 88 resets. */
static const char uart[] = PAD40 "void count(void)\n"
                                 "    rx_count++;\n" PAD40 "\n\n\n\n"
                                 "void USART1_IRQHandler(void)\n"
                                 "        rx_count = 0;\n";

/* Tabs before the code; characters of two, three and four bytes before the finding; a broken one. */
static const char wide[] = "\tint key;\n"
                           "\t/* \xc3\xbc \xe2\x82\xac \xf0\x9f\x9a\xa8 */ __disable_irq();\n"
                           "\twork();\r\n"
                           "\t/* \xe9\xe8 */ __enable_irq();";

static const char spaced[] = "GUARDED(x[1]);\n";

static const struct rule_info rmw = {
    .code = "CRIT202",
    .name = "non-atomic-rmw",
    .summary = "a read-modify-write can be interrupted by a context that writes the same object",
    .page = "# CRIT202: non-atomic-rmw\n\nAn increment is a load, an addition and a store.\n"
            "Whoever comes between them is undone.\n\n## Example\n\n```c\ncount++;\n```\n",
    .cwe = 362,
    .tier = TIER_A,
};
static const struct rule_info bare = {
    .code = "CRIT101",
    .name = "bare-irq-pair",
    .summary = "interrupts are enabled without looking at what they were before",
    .cwe = 667,
    .tier = TIER_A,
};
static const struct rule_info guess = {
    .code = "CRIT201",
    .name = "unguarded-shared",
    .summary = "an object is shared without a guard",
    .cwe = 362,
    .tier = TIER_B,
};
static const struct rule_info house = {
    .code = "CRIT901",
    .name = "unused-suppression",
    .summary = "a suppression suppresses nothing",
    .tier = TIER_C,
};
static const struct rule_info *const rules[] = {&bare, &guess, &rmw, &house};

#define AT(name, l, from, to) {.file = name, .line = l, .column = from, .end_line = l, .end_column = to}

static const struct step race_steps[] = {
    {.loc = AT("src/uart.c", 42, 5, 15),
     .text = "loads rx_count",
     .function = "count",
     .context = "main",
     .essential = true},
    {.loc = AT("src/uart.c", 88, 9, 21),
     .text = "preempts and stores rx_count",
     .function = "USART1_IRQHandler",
     .context = "USART1_IRQHandler (priority 5)",
     .preempting = true,
     .essential = true},
    {.loc = AT("src/uart.c", 42, 5, 15),
     .text = "main stores the old value plus one: the reset is lost",
     .function = "count",
     .context = "main",
     .essential = true},
};

static const struct step bare_steps[] = {
    {.loc = AT("src/wide.c", 2, 20, 35),
     .text = "masked here",
     .function = "work_alone",
     .context = "",
     .essential = true},
    {.loc = AT("src/my file#1.c", 1, 1, 8),
     .text = "'GUARDED' masks 'x[1]' again",
     .function = "",
     .context = ""},
    {.loc = AT("/usr/include/outside.h", 7, 3, 9),
     .text = "through a macro of another tree",
     .function = "",
     .context = "main"},
    {.text = "a step that stands nowhere", .function = "", .context = "main"},
};

static const struct edit bare_edits[] = {
    {.loc = AT("src/wide.c", 2, 20, 20), .text = "key = __get_PRIMASK(); "},
    {.loc = AT("src/wide.c", 4, 11, 25), .text = "__set_PRIMASK(key)"},
    {.loc = AT("src/my file#1.c", 1, 1, 8), .text = ""},
};

static struct finding findings[] = {
    {.rule = &rmw,
     .tier = TIER_A,
     .severity = SEVERITY_ERROR,
     .loc = AT("src/uart.c", 42, 5, 15),
     .message = "'rx_count' is incremented here and in USART1_IRQHandler without a guard",
     .function = "count",
     .steps = race_steps,
     .step_count = 3,
     .why = "interrupts are enabled at src/main.c:31, line USART1 at src/uart.c:20; nothing masks it here",
     .advice = "guard the increment, or let only one context write",
     .key = "CRIT202 count rx_count"},
    {.rule = &bare,
     .tier = TIER_A,
     .severity = SEVERITY_ERROR,
     .loc = AT("src/wide.c", 4, 11, 25),
     .message = "interrupts are enabled here although 'x[1]' was masked",
     .function = "work_alone",
     .steps = bare_steps,
     .step_count = 4,
     .advice = "restore the state that was saved",
     .edits = bare_edits,
     .edit_count = 3,
     .key = "CRIT101 work_alone primask"},
    {.rule = &guess,
     .tier = TIER_B,
     .severity = SEVERITY_WARNING,
     .loc = AT("src/absent.c", 3, 7, 9),
     .message = "'ready' is shared with a handler \x1b[31m\xff",
     .function = "",
     .key = "CRIT201 ready"},
    {.rule = &guess,
     .tier = TIER_C,
     .severity = SEVERITY_NOTE,
     .loc = {.file = "src/wide.c", .line = 1, .column = 2, .end_line = 3, .end_column = 4},
     .message = "'key' spans several lines",
     .function = "work_alone",
     .key = "CRIT201 key"},
    {.rule = &house,
     .tier = TIER_C,
     .severity = SEVERITY_NOTE,
     .loc = AT("src/uart.c", 41, 1, 5),
     .message = "hidden unless it is asked for",
     .function = "",
     .key = "CRIT901 uart",
     .suppressed = true,
     .justification = "seen by the \"owner\""},
};
static const struct finding_list list = {.data = findings, .count = 5, .cap = 5};

static struct notice notice_data[] = {
    {.kind = NOTICE_LIMIT, .loc = {.file = "src/uart.c"}, .message = "too many paths in 'count'"},
    {.kind = NOTICE_LOST, .loc = {.file = "src/lost.c"}, .message = "the parser gave nothing"},
    {.kind = NOTICE_DEGRADED, .loc = AT("src/wide.c", 1, 1, 2), .message = "header 'chip.h' not found"},
    {.kind = NOTICE_INFO, .message = "the target is cortex-m4"},
};
static const struct notice_list notices = {.data = notice_data, .count = 4, .cap = 4};

static int write_file(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file) {
        return -errno;
    }
    size_t written = fwrite(text, 1, size, file);
    return fclose(file) == 0 && written == size ? 0 : -EIO;
}

int sample_write_sources(void)
{
    if (mkdir("src", 0777) != 0 && errno != EEXIST) {
        return -errno;
    }
    int status = write_file("src/uart.c", uart, sizeof(uart) - 1);
    status = status ? status : write_file("src/wide.c", wide, sizeof(wide) - 1);
    return status ? status : write_file("src/my file#1.c", spaced, sizeof(spaced) - 1);
}

struct report_input sample_long(void)
{
    static struct step steps[150];
    static struct finding finding;
    static const struct finding_list one = {.data = &finding, .count = 1, .cap = 1};
    finding = findings[0];
    finding.steps = steps;
    finding.step_count = sizeof(steps) / sizeof(steps[0]);
    for (uint32_t i = 0; i < finding.step_count; i++) {
        steps[i] = race_steps[i % 2];
        steps[i].loc = (struct loc){"src/uart.c", i % 90 + 1, 1, i % 90 + 1, 2};
        steps[i].essential = i % 10 != 0;
    }
    struct report_input in = sample_input();
    in.findings = &one;
    return in;
}

struct report_input sample_input(void)
{
    return (struct report_input){
        .findings = &list,
        .notices = &notices,
        .rules = rules,
        .rule_count = sizeof(rules) / sizeof(rules[0]),
        .version = "0.1.0",
        .units_ok = 30,
        .units_degraded = 4,
        .units_lost = 1,
        .functions = 812,
        .functions_understood = 800,
        .exit_status = 1,
        .all = true,
    };
}
