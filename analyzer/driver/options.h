/* The command line: one table feeds the parser, --help, the completions of shells and the manual. */
#ifndef DRIVER_OPTIONS_H
#define DRIVER_OPTIONS_H

#include "base/vec.h"
#include "core/rule_info.h"

#include <stdbool.h>
#include <stdio.h>

enum command {
    COMMAND_CHECK,
    COMMAND_DOCTOR,
    COMMAND_RULES,
    COMMAND_RULE,
    COMMAND_COMPLETIONS,
    COMMAND_MAN,
};

struct command_row {
    const char *name;
    enum command command;
    const char *arguments; /* "" if there are none; small letters are words to type: "show [PATH]" */
    const char *help;      /* NULL: only programs call it */
};

struct option_row {
    const char *name;
    int value;            /* a letter, or above all letters */
    const char *argument; /* NULL: none */
    const char *help;
};

const struct command_row *options_commands(size_t *count);
const struct option_row *options_rows(size_t *count);

struct output_option {
    const char *format;
    const char *path; /* NULL: standard output */
};

struct options {
    enum command command;
    VEC(const char *) paths; /* what the command works on */
    VEC(const char *) databases, query_drivers;
    VEC(const char *) add_args;
    VEC(const char *) select, ignore;
    VEC(const char *) models;
    VEC(struct output_option) outputs;
    const char *root;
    const char *target, *cpu;
    const char *libclang;
    const char *dump;  /* ops, cfg, contexts, accesses, sections */
    const char *color; /* auto, always, never */
    enum tier tier, fail_on;
    unsigned min_coverage; /* percent of functions that must be understood */
    unsigned jobs;         /* 0: one a processor */
    bool isolated, exit_zero, all, third_party, sarif_absolute, show_suppressed, verbose;
    bool statistics, timing;
    bool ask; /* of doctor */
};

enum parse_result { PARSE_OK, PARSE_DONE /* --help, --version */, PARSE_BAD };

/* Borrows from argv. What is wrong is printed on standard error. */
enum parse_result options_parse(struct options *options, int argc, char **argv);
void options_free(struct options *options);

#endif
