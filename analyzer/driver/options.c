#include "driver/options.h"

#include "base/nearest.h"
#include "base/str.h"
#include "driver/around.h"
#include "driver/version.h"
#include "report/report.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_ROOT = 256,
    OPT_QUERY_DRIVER,
    OPT_SELECT,
    OPT_IGNORE,
    OPT_TIER,
    OPT_CONFIG,
    OPT_BASELINE,
    OPT_SINCE,
    OPT_SINCE_BASE,
    OPT_ISOLATED,
    OPT_MODEL,
    OPT_TARGET,
    OPT_CPU,
    OPT_ADD_ARG,
    OPT_REMOVE_ARG,
    OPT_LIBCLANG,
    OPT_DEPFILE,
    OPT_CACHE_DIR,
    OPT_CACHE_SIZE,
    OPT_NO_CACHE,
    OPT_FORMAT,
    OPT_OUTPUT,
    OPT_SARIF_ABSOLUTE,
    OPT_SHOW_SUPPRESSED,
    OPT_STATISTICS,
    OPT_TIMING,
    OPT_EXIT_ZERO,
    OPT_FAIL_ON,
    OPT_FIXES,
    OPT_DIFF,
    OPT_FIX,
    OPT_MIN_COVERAGE,
    OPT_COLOR,
    OPT_AROUND,
    OPT_ALL,
    OPT_THIRD_PARTY,
    OPT_DUMP,
    OPT_ASK,
    OPT_OBJECT,
    OPT_ELF,
    OPT_WRITE,
    OPT_CHECK,
    OPT_VERSION,
};

static const struct option_row rows[] = {
    {"compile-db", 'p', "DIR|FILE",
     "compilation database (repeatable; else compile_commands.json is searched)"},
    {"query-driver", OPT_QUERY_DRIVER, "GLOB",
     "compilers of a database that may be asked for headers, besides the usual"},
    {"root", OPT_ROOT, "DIR", "tree in which headers and facts are looked up without a database"},
    {"select", OPT_SELECT, "CODES", "only these rules: codes, prefixes, names or ALL, by commas"},
    {"ignore", OPT_IGNORE, "CODES", "not these rules"},
    {"tier", OPT_TIER, "A|B|C", "least sure findings to show (default B)"},
    {"baseline", OPT_BASELINE, "FILE", "findings that are known: only others are shown"},
    {"since", OPT_SINCE, "REV", "only findings that a change since this revision may have made (git)"},
    {"since-merge-base", OPT_SINCE_BASE, "REV", "the same, since the branch left it"},
    {"config", OPT_CONFIG, "FILE|KEY=VALUE", "this configuration, or one setting (repeatable)"},
    {"isolated", OPT_ISOLATED, NULL, "use nothing that is not named: no configuration, database, compiler"},
    {"model", OPT_MODEL, "FILE", "more models (YAML)"},
    {"target", OPT_TARGET, "TRIPLE", "target triple or family: arm avr riscv msp430 xtensa host"},
    {"cpu", OPT_CPU, "NAME", "processor, as -mcpu or -mmcu name it"},
    {"add-arg", OPT_ADD_ARG, "ARG", "add a compiler flag to every unit"},
    {"remove-arg", OPT_REMOVE_ARG, "ARG", "drop this flag where a database or a build file says it"},
    {"libclang", OPT_LIBCLANG, "PATH", "the libclang to open"},
    {"facts", 'o', "FILE", "extract: write the facts there"},
    {"depfile", OPT_DEPFILE, "FILE", "extract: write what was read as a rule for make and ninja"},
    {"cache-dir", OPT_CACHE_DIR, "DIR",
     "keep facts there (default $XDG_CACHE_HOME/critlint, ~/.cache/critlint)"},
    {"cache-size", OPT_CACHE_SIZE, "MIB", "how much is kept (default 1024)"},
    {"no-cache", OPT_NO_CACHE, NULL, "neither use facts that were kept nor keep any"},
    {"format", OPT_FORMAT, "FMT", "of standard output: text gcc json sarif github gitlab junit html"},
    {"output", OPT_OUTPUT, "FMT=FILE", "write a further format to a file (repeatable)"},
    {"sarif-absolute", OPT_SARIF_ABSOLUTE, NULL, "say in SARIF where the tree lies, as CodeChecker needs it"},
    {"show-suppressed", OPT_SHOW_SUPPRESSED, NULL, "show suppressed findings too"},
    {"statistics", OPT_STATISTICS, NULL, "count the findings by rule, tier and file"},
    {"timing", OPT_TIMING, NULL, "say on standard error where the time went"},
    {"exit-zero", OPT_EXIT_ZERO, NULL, "exit 0 even with findings"},
    {"fail-on", OPT_FAIL_ON, "A|B|C",
     "findings of this tier and surer ones make the exit status 1 (default A)"},
    {"fixes", OPT_FIXES, NULL, "put fixes into sarif and json, each proved by a second analysis"},
    {"diff", OPT_DIFF, NULL, "print the proved fixes as a diff instead of a report"},
    {"fix", OPT_FIX, NULL, "write the proved fixes into the sources, and report what is left"},
    {"min-coverage", OPT_MIN_COVERAGE, "PCT", "exit 3 when fewer functions were understood"},
    {"around", OPT_AROUND, "N",
     "files with --root: read N sources of the tree that use them, too (default 40)"},
    {"jobs", 'j', "N", "worker processes (default: one a processor)"},
    {"color", OPT_COLOR, "WHEN", "auto, always or never"},
    {"all", OPT_ALL, NULL, "show every finding on a terminal, not the worst only"},
    {"third-party", OPT_THIRD_PARTY, NULL,
     "show findings in third-party code (Drivers, Middlewares, vendor ...)"},
    {"dump", OPT_DUMP, "WHAT", "print facts instead of findings: ops contexts sections accesses"},
    {"ask", OPT_ASK, NULL, "doctor: what you could tell critlint, the most useful first"},
    {"elf", OPT_ELF, "FILE|DIR", "latency: count in the compiled code, too (repeatable)"},
    {"object", OPT_OBJECT, "NAME", "map: this object alone, with each access"},
    {"write", OPT_WRITE, "FILE", "map: write it to a file that is committed"},
    {"check", OPT_CHECK, "FILE", "map: compare it with that file; exit 1 if something got weaker or is new"},
    {"verbose", 'v', NULL, "explain decisions"},
    {"help", 'h', NULL, "this text"},
    {"version", OPT_VERSION, NULL, "version"},
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static const struct command_row commands[] = {
    {"check", COMMAND_CHECK, "[PATH...]", "report findings; the command that may be left out"},
    {"latency", COMMAND_LATENCY, "[PATH...]", "say how long each critical section lasts, the longest first"},
    {"doctor", COMMAND_DOCTOR, "[PATH...] [--ask]", "say what a run found, guessed and could not see"},
    {"map", COMMAND_MAP, "[PATH...] [--write FILE|--check FILE]", "show who shares what, and what guards it"},
    {"why", COMMAND_WHY, "FILE:LINE [PATH...]", "show the facts at a line: what is masked, who can preempt"},
    {"models", COMMAND_MODELS, "[NAME]", "show what names mean, and where that is said"},
    {"rules", COMMAND_RULES, "", "list the rules"},
    {"rule", COMMAND_RULE, "CODE", "show the page of a rule"},
    {"baseline", COMMAND_BASELINE_WRITE, "write|prune|check [PATH...]", "say which findings are known"},
    {"config", COMMAND_CONFIG_SHOW, "show [PATH]", "show every setting and who says it"},
    {"extract", COMMAND_EXTRACT, "UNIT... -o FILE", "write the facts of units, for critlint link"},
    {"link", COMMAND_LINK, "FILE...", "report findings from facts, as check does from sources"},
    {"cache", COMMAND_CACHE_SHOW, "show|clean", "say what the cache holds, or empty it"},
    {"init", COMMAND_INIT, "[FOLDER]", "write a configuration to fill in"},
    {"completions", COMMAND_COMPLETIONS, "bash|zsh|fish", NULL},
    {"man", COMMAND_MAN, "", NULL},
};

enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

const struct option_row *options_rows(size_t *count)
{
    *count = ROWS;
    return rows;
}

const struct command_row *options_commands(size_t *count)
{
    *count = COMMANDS;
    return commands;
}

static void print_help(void)
{
    puts("usage: critlint [check] [PATH...] [options]");
    for (size_t i = 1; i < COMMANDS; i++) {
        if (commands[i].help) {
            printf("       critlint %s%s%s\n", commands[i].name, *commands[i].arguments ? " " : "",
                   commands[i].arguments);
        }
    }
    puts("\nFinds critical-section misuse in firmware C and C++. Without options it analyses the tree\n"
         "below the given path (default: the current folder).\n\noptions:");
    for (size_t i = 0; i < ROWS; i++) {
        char text[64];
        if (rows[i].value < 256) {
            snprintf(text, sizeof(text), "-%c, --%s%s%s", rows[i].value, rows[i].name,
                     rows[i].argument ? " " : "", rows[i].argument ? rows[i].argument : "");
        } else {
            snprintf(text, sizeof(text), "    --%s%s%s", rows[i].name, rows[i].argument ? " " : "",
                     rows[i].argument ? rows[i].argument : "");
        }
        printf("  %-28s %s\n", text, rows[i].help);
    }
    puts("\nexit status: 0 clean, 1 findings, 2 usage or configuration error, 3 analysis incomplete");
}

static bool parse_number(const char *text, unsigned max, unsigned *number)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value > max) {
        fprintf(stderr, "critlint: '%s' is no number from 0 to %u\n", text, max);
        return false;
    }
    *number = (unsigned)value;
    return true;
}

static bool known_format(const char *name, size_t length)
{
    const struct report_format *format = report_formats();
    for (const struct report_format *known = format; known->name; known++) {
        if (strlen(known->name) == length && strncmp(known->name, name, length) == 0) {
            return true;
        }
    }
    fprintf(stderr, "critlint: unknown format '%.*s':", (int)length, name);
    for (; format->name; format++) {
        fprintf(stderr, " %s", format->name);
    }
    fputc('\n', stderr);
    return false;
}

static bool add_output(struct options *options, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals) {
        fprintf(stderr, "critlint: --output takes FMT=FILE, not '%s'\n", text);
        return false;
    }
    if (!known_format(text, (size_t)(equals - text))) {
        return false;
    }
    *equals = '\0';
    struct output_option output = {.format = text, .path = equals + 1};
    VEC_PUSH(&options->outputs, output);
    return true;
}

static bool set_format(struct options *options, const char *name)
{
    struct output_option output = {.format = name};
    VEC_PUSH(&options->outputs, output);
    return known_format(name, strlen(name));
}

static bool set_fix(struct options *options, enum fix_use use)
{
    options->fix = use;
    return true;
}

/* Two formats in one stream are neither. */
static bool one_stdout(const struct options *options)
{
    const char *first = NULL;
    for (size_t i = 0; i < options->outputs.count; i++) {
        const struct output_option *output = &options->outputs.data[i];
        if (!output->path || strcmp(output->path, "-") == 0) {
            if (first) {
                fprintf(stderr, "critlint: two formats for standard output: '%s' and '%s'\n", first,
                        output->format);
                return false;
            }
            first = output->format;
        }
    }
    return true;
}

static bool known_color(const char *when)
{
    if (strcmp(when, "auto") == 0 || strcmp(when, "always") == 0 || strcmp(when, "never") == 0) {
        return true;
    }
    fprintf(stderr, "critlint: --color takes auto, always or never, not '%s'\n", when);
    return false;
}

static bool add_setting(struct options *options, enum config_key key, const char *text, const char *option)
{
    struct setting_option setting = {.key = key, .text = text, .option = option};
    VEC_PUSH(&options->settings, setting);
    return true;
}

static bool set_option(struct options *options, int value, char *argument)
{
    switch (value) {
    case OPT_ROOT: options->root = argument; return true;
    case OPT_ELF: VEC_PUSH(&options->elfs, argument); return true;
    case 'p': VEC_PUSH(&options->databases, argument); return true;
    case OPT_QUERY_DRIVER: VEC_PUSH(&options->query_drivers, argument); return true;
    case OPT_SELECT: return add_setting(options, CONFIG_SELECT, argument, "--select");
    case OPT_IGNORE: return add_setting(options, CONFIG_IGNORE, argument, "--ignore");
    case OPT_TIER: return add_setting(options, CONFIG_TIER, argument, "--tier");
    case OPT_BASELINE: return add_setting(options, CONFIG_BASELINE, argument, "--baseline");
    case OPT_SINCE:
    case OPT_SINCE_BASE:
        options->since = argument;
        options->since_base = value == OPT_SINCE_BASE;
        return true;
    case OPT_CONFIG: VEC_PUSH(&options->configs, argument); return true;
    case OPT_ISOLATED: options->isolated = true; return true;
    case OPT_MODEL: return add_setting(options, CONFIG_MODEL_FILES, argument, "--model");
    case OPT_TARGET: return add_setting(options, CONFIG_TARGET, argument, "--target");
    case OPT_CPU: return add_setting(options, CONFIG_CPU, argument, "--cpu");
    case OPT_ADD_ARG: return add_setting(options, CONFIG_ADD_ARGS, argument, "--add-arg");
    case OPT_REMOVE_ARG: return add_setting(options, CONFIG_REMOVE_ARGS, argument, "--remove-arg");
    case OPT_LIBCLANG: options->libclang = argument; return true;
    case 'o': options->facts = argument; return true;
    case OPT_DEPFILE: options->depfile = argument; return true;
    case OPT_CACHE_DIR: options->cache_dir = argument; return true;
    case OPT_CACHE_SIZE: return parse_number(argument, 1 << 24, &options->cache_size);
    case OPT_NO_CACHE: options->no_cache = true; return true;
    case OPT_FORMAT: return set_format(options, argument);
    case OPT_OUTPUT: return add_output(options, argument);
    case OPT_SARIF_ABSOLUTE: options->sarif_absolute = true; return true;
    case OPT_SHOW_SUPPRESSED: options->show_suppressed = true; return true;
    case OPT_STATISTICS: options->statistics = true; return true;
    case OPT_TIMING: options->timing = true; return true;
    case OPT_EXIT_ZERO: options->exit_zero = true; return true;
    case OPT_FAIL_ON: return add_setting(options, CONFIG_FAIL_ON, argument, "--fail-on");
    case OPT_FIXES: return set_fix(options, FIX_REPORT);
    case OPT_DIFF: return set_fix(options, FIX_DIFF);
    case OPT_FIX: return set_fix(options, FIX_WRITE);
    case OPT_MIN_COVERAGE: return add_setting(options, CONFIG_MIN_COVERAGE, argument, "--min-coverage");
    case OPT_AROUND: return parse_number(argument, 100000, &options->around);
    case 'j': return parse_number(argument, 256, &options->jobs);
    case OPT_COLOR: options->color = argument; return known_color(argument);
    case OPT_ALL: options->all = true; return true;
    case OPT_THIRD_PARTY: options->third_party = true; return true;
    case OPT_DUMP: options->dump = argument; return true;
    case OPT_ASK: options->ask = true; return true;
    case OPT_OBJECT: options->object = argument; return true;
    case OPT_WRITE: options->map_write = argument; return true;
    case OPT_CHECK: options->map_check = argument; return true;
    case 'v': options->verbose = true; return true;
    default: return false;
    }
}

static void drop_word(struct options *options)
{
    options->paths.count--;
    memmove(options->paths.data, options->paths.data + 1,
            options->paths.count * sizeof(*options->paths.data));
}

/* The second word of a command that has several: what it does. */
static bool find_second(struct options *options, const struct command_row *row)
{
    static const struct {
        enum command of, command;
        const char *name;
    } words[] = {
        {COMMAND_CONFIG_SHOW, COMMAND_CONFIG_SHOW, "show"},
        {COMMAND_BASELINE_WRITE, COMMAND_BASELINE_WRITE, "write"},
        {COMMAND_BASELINE_WRITE, COMMAND_BASELINE_PRUNE, "prune"},
        {COMMAND_BASELINE_WRITE, COMMAND_BASELINE_CHECK, "check"},
        {COMMAND_CACHE_SHOW, COMMAND_CACHE_SHOW, "show"},
        {COMMAND_CACHE_SHOW, COMMAND_CACHE_CLEAN, "clean"},
    };
    const char *word = options->paths.count ? options->paths.data[0] : "";
    bool wanted = false;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        wanted |= words[i].of == options->command;
        if (words[i].of == options->command && strcmp(words[i].name, word) == 0) {
            options->command = words[i].command;
            drop_word(options);
            return true;
        }
    }
    if (wanted) {
        fprintf(stderr, "usage: critlint %s %s\n", row->name, row->arguments);
    }
    return !wanted;
}

static bool find_command(struct options *options)
{
    for (size_t i = 0; options->paths.count && i < COMMANDS; i++) {
        if (strcmp(options->paths.data[0], commands[i].name) == 0) {
            options->command = commands[i].command;
            drop_word(options);
            return find_second(options, &commands[i]);
        }
    }
    return true;
}

/* What one command alone understands is wrong with another. */
static bool fits_command(const struct options *options)
{
    bool map = options->command == COMMAND_MAP;
    bool latency = options->command == COMMAND_LATENCY;
    bool plain = options->command == COMMAND_WHY || options->command == COMMAND_MODELS;
    if (options->fix && options->command != COMMAND_CHECK) {
        fputs("critlint: --fixes, --diff and --fix are for 'critlint check'\n", stderr);
        return false;
    }
    for (size_t i = 0; options->fix == FIX_DIFF && i < options->outputs.count; i++) {
        const char *path = options->outputs.data[i].path;
        if (!path || strcmp(path, "-") == 0) {
            fputs("critlint: --diff writes to standard output: give --output FMT=FILE\n", stderr);
            return false;
        }
    }
    if (!map && (options->map_write || options->map_check || options->object)) {
        fputs("critlint: --write, --check and --object are for 'critlint map'\n", stderr);
        return false;
    }
    if (!latency && options->elfs.count) {
        fputs("critlint: --elf is for 'critlint latency'\n", stderr);
        return false;
    }
    if (options->map_write && options->map_check) {
        fputs("critlint: --write and --check at once: one writes what the other compares with\n", stderr);
        return false;
    }
    for (size_t i = 0; (map || latency || plain) && i < options->outputs.count; i++) {
        const char *format = options->outputs.data[i].format;
        if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0 &&
            (plain || strcmp(format, "html") != 0)) {
            const char *name = map                               ? "map"
                               : latency                         ? "latency"
                               : options->command == COMMAND_WHY ? "why"
                                                                 : "models";
            fprintf(stderr, "critlint: 'critlint %s' writes text%s, not '%s'\n", name,
                    plain ? " or json" : ", json or html", format);
            return false;
        }
    }
    return true;
}

/* `why` is asked about the place that comes before the paths. */
static bool take_place(struct options *options)
{
    if (options->command != COMMAND_WHY) {
        return true;
    }
    if (!options->paths.count) {
        fputs("usage: critlint why FILE:LINE [PATH...]\n", stderr);
        return false;
    }
    options->place = options->paths.data[0];
    drop_word(options);
    return true;
}

const char *options_nearest_command(const char *word)
{
    struct nearest nearest = nearest_to(word);
    for (size_t i = 0; i < COMMANDS; i++) {
        nearest_try(&nearest, commands[i].name);
    }
    return nearest.best;
}

/* What getopt did not take: `word` is the argument, `letter` that of a short option or a row's value. */
static void say_wrong(int value, const char *word, int letter)
{
    if (value == ':') {
        fprintf(stderr, "critlint: '%s' takes a value\n", word);
        return;
    }
    if (strncmp(word, "--", 2) != 0) {
        fprintf(stderr, "critlint: unknown option '-%c'\n", letter);
        return;
    }
    char name[64];
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
    struct nearest nearest = nearest_to(name);
    size_t begun = 0;
    for (size_t i = 0; i < ROWS; i++) {
        nearest_try(&nearest, rows[i].name);
        begun += strncmp(rows[i].name, name, strlen(name)) == 0;
    }
    if (letter) {
        fprintf(stderr, "critlint: '--%s' takes no value\n", name);
    } else if (begun > 1) {
        fprintf(stderr, "critlint: '--%s' may be several options\n", name);
    } else {
        fprintf(stderr, "critlint: unknown option '--%s'%s%s%s\n", name,
                nearest.best ? ", did you mean '--" : "", nearest.best ? nearest.best : "",
                nearest.best ? "'?" : "");
    }
}

enum parse_result options_parse(struct options *options, int argc, char **argv)
{
    struct option longs[ROWS + 1] = {{0}};
    char shorts[2 * ROWS + 3] = ":"; /* what is missing is told apart from what is unknown */
    size_t length = 1;
    opterr = 0;
    *options = (struct options){.color = "auto", .around = AROUND_DEFAULT};
    for (size_t i = 0; i < ROWS; i++) {
        longs[i] = (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument, NULL,
                                   rows[i].value};
        if (rows[i].value < 256) {
            shorts[length++] = (char)rows[i].value;
            if (rows[i].argument) {
                shorts[length++] = ':';
            }
        }
    }
    shorts[length] = '\0';
    int value;
    while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (value == 'h') {
            print_help();
            return PARSE_DONE;
        }
        if (value == OPT_VERSION) {
            puts("critlint " CRITLINT_VERSION);
            return PARSE_DONE;
        }
        bool taken = value != '?' && value != ':';
        if (!taken) {
            say_wrong(value, argv[optind - 1], optopt);
        }
        if (!taken || !set_option(options, value, optarg)) {
            fputs("try 'critlint --help'\n", stderr);
            return PARSE_BAD;
        }
    }
    for (int i = optind; i < argc; i++) {
        VEC_PUSH(&options->paths, argv[i]);
    }
    bool fits = find_command(options) && one_stdout(options) && fits_command(options) && take_place(options);
    return fits ? PARSE_OK : PARSE_BAD;
}

const char *const *options_paths(const struct options *options, size_t *count)
{
    static const char *const here = ".";
    bool of_tree = options->command == COMMAND_EXTRACT || options->command == COMMAND_LINK;
    if (of_tree || !options->paths.count) {
        *count = 1;
        return of_tree && options->root ? &options->root : &here;
    }
    *count = options->paths.count;
    return options->paths.data;
}

void options_free(struct options *options)
{
    VEC_FREE(&options->paths);
    VEC_FREE(&options->databases);
    VEC_FREE(&options->elfs);
    VEC_FREE(&options->query_drivers);
    VEC_FREE(&options->add_args);
    VEC_FREE(&options->remove_args);
    VEC_FREE(&options->select);
    VEC_FREE(&options->ignore);
    VEC_FREE(&options->models);
    VEC_FREE(&options->outputs);
    VEC_FREE(&options->settings);
    VEC_FREE(&options->configs);
}
