/* The command line: one table feeds the parser, --help, the completions of shells and the manual. */
#ifndef DRIVER_OPTIONS_H
#define DRIVER_OPTIONS_H

#include "base/vec.h"
#include "config/config.h"
#include "core/rule_info.h"

#include <stdbool.h>
#include <stdio.h>

enum command {
    COMMAND_CHECK,
    COMMAND_DOCTOR,
    COMMAND_LATENCY,
    COMMAND_MAP,
    COMMAND_WHY,
    COMMAND_MODELS,
    COMMAND_RULES,
    COMMAND_RULE,
    COMMAND_CONFIG_SHOW,
    COMMAND_INIT,
    COMMAND_BASELINE_WRITE,
    COMMAND_BASELINE_PRUNE,
    COMMAND_BASELINE_CHECK,
    COMMAND_EXTRACT,
    COMMAND_LINK,
    COMMAND_CACHE_SHOW,
    COMMAND_CACHE_CLEAN,
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

/* An option that a configuration may give, too: which of them counts is settled in settings.h. */
struct setting_option {
    enum config_key key;
    const char *text;
    const char *option; /* "--tier" */
};

const struct command_row *options_commands(size_t *count);
const struct option_row *options_rows(size_t *count);

/* What is done with fixes: the last word of the command line counts. */
enum fix_use { FIX_NONE, FIX_REPORT, FIX_DIFF, FIX_WRITE };

struct output_option {
    const char *format;
    const char *path; /* NULL: standard output */
};

struct options {
    enum command command;
    VEC(const char *) paths; /* what the command works on */
    VEC(const char *) databases, query_drivers;
    VEC(const char *) elfs; /* of latency: what the sources were compiled to */
    bool builds_apart;      /* the configuration gives programs databases of their own */
    VEC(struct setting_option) settings;
    VEC(const char *) configs; /* --config: files, or keys with a value */
    VEC(struct output_option) outputs;
    const char *root;
    const char *since; /* a revision: only what changed since then; NULL: everything */
    bool since_base;   /* since the branch left it */
    const char *libclang;
    const char *facts;     /* of extract: the file to write */
    const char *depfile;   /* the same: what it was made of, for make; or NULL */
    const char *cache_dir; /* or NULL */
    unsigned cache_size;   /* MiB; 0: the default */
    const char *dump;      /* ops, cfg, contexts, accesses, sections */
    const char *color;     /* auto, always, never */
    unsigned jobs;         /* 0: one a processor */
    unsigned around;       /* sources that are read around files that were asked for, at most */
    bool isolated, no_cache, exit_zero, all, third_party, sarif_absolute, show_suppressed, verbose;
    bool statistics, timing;
    enum fix_use fix;
    bool ask;                                   /* of doctor */
    const char *map_write, *map_check, *object; /* of map: files, and a name; or NULL */
    const char *place;                          /* of why: FILE:LINE */

    /* What the command line and the configuration say together (settings.h). */
    const struct config *config;
    VEC(const char *) add_args, remove_args;
    VEC(const char *) select, ignore;
    VEC(const char *) models;
    const char *target, *cpu;
    const char *baseline; /* or NULL */
    enum tier tier, fail_on;
    unsigned min_coverage; /* percent of functions that must be understood */
};

enum parse_result { PARSE_OK, PARSE_DONE /* --help, --version */, PARSE_BAD };

/* Borrows from argv. What is wrong is printed on standard error. */
enum parse_result options_parse(struct options *options, int argc, char **argv);
void options_free(struct options *options);

/* The command that a misspelt word probably means, or NULL. */
const char *options_nearest_command(const char *word);
/* The files and folders that are looked at: the tree, where the command's words are single units or facts. */
const char *const *options_paths(const struct options *options, size_t *count);

#endif
