#include "driver/man_page.h"

#include "driver/options.h"
#include "driver/version.h"
#include "report/report.h"

/* A dash that a reader may copy, and nothing that begins a request of roff. */
static void put_text(const char *text)
{
    for (const char *at = text; *at; at++) {
        if (*at == '-') {
            fputs("\\-", stdout);
        } else if (*at == '\\') {
            fputs("\\e", stdout);
        } else if (*at == '\'') {
            fputs("\\(aq", stdout);
        } else if (*at == '.' && at == text) {
            fputs("\\&.", stdout);
        } else {
            putchar(*at);
        }
    }
}

static void put_synopsis(void)
{
    size_t count;
    const struct command_row *commands = options_commands(&count);
    puts(".SH SYNOPSIS");
    for (size_t i = 0; i < count; i++) {
        if (commands[i].help) {
            printf("%s.B critlint\n", i ? ".br\n" : "");
            put_text(commands[i].name);
            fputs(*commands[i].arguments ? " " : "", stdout);
            put_text(commands[i].arguments);
            puts(i ? "" : " [option ...]");
        }
    }
}

static void put_commands(void)
{
    size_t count;
    const struct command_row *commands = options_commands(&count);
    puts(".SH COMMANDS");
    for (size_t i = 0; i < count; i++) {
        if (commands[i].help) {
            printf(".TP\n.B ");
            put_text(commands[i].name);
            putchar('\n');
            put_text(commands[i].help);
            putchar('\n');
        }
    }
}

static void put_options(void)
{
    size_t count;
    const struct option_row *rows = options_rows(&count);
    puts(".SH OPTIONS");
    for (size_t i = 0; i < count; i++) {
        puts(".TP");
        if (rows[i].value < 256) {
            printf("\\fB\\-%c\\fR, ", rows[i].value);
        }
        fputs("\\fB\\-\\-", stdout);
        put_text(rows[i].name);
        fputs("\\fR", stdout);
        if (rows[i].argument) {
            fputs(" \\fI", stdout);
            put_text(rows[i].argument);
            fputs("\\fR", stdout);
        }
        putchar('\n');
        put_text(rows[i].help);
        putchar('\n');
    }
}

static void put_formats(void)
{
    puts(".SH FORMATS");
    for (const struct report_format *format = report_formats(); format->name; format++) {
        printf(".TP\n.B ");
        put_text(format->name);
        putchar('\n');
        put_text(format->summary);
        putchar('\n');
    }
}

int man_page_print(void)
{
    puts(".TH CRITLINT 1 \"\" \"critlint " CRITLINT_VERSION "\" \"User commands\"\n"
         ".SH NAME\n"
         "critlint \\- find critical\\-section misuse in firmware C");
    put_synopsis();
    puts(".SH DESCRIPTION\n"
         "critlint reads the C sources of a firmware, works out who can interrupt whom,\n"
         "and reports critical sections that do not hold. It does not build or run the\n"
         "firmware. Without a path it checks the tree below the current folder.");
    put_commands();
    put_options();
    put_formats();
    puts(".SH EXIT STATUS\n"
         ".TP\n.B 0\nclean\n"
         ".TP\n.B 1\nfindings of the tier of \\fB\\-\\-fail\\-on\\fR, or of a surer one\n"
         ".TP\n.B 2\nwrong usage or configuration, or an internal error\n"
         ".TP\n.B 3\nincomplete: some file could not be analysed\n"
         ".SH ENVIRONMENT\n"
         ".TP\n.B NO_COLOR\nif set, no colours unless \\fB\\-\\-color always\\fR asks for them\n"
         ".TP\n.B CI\nif set, no progress line\n"
         ".SH SEE ALSO\n"
         "\\fBcritlint rule\\fR \\fICODE\\fR, for what a finding means and how to cure it");
    return 0;
}
