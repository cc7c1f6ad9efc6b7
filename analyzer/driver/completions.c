/*
 * Completion scripts. Each offers the same: commands and paths first, options after a dash, after an
 * option the words that it takes; where an option takes a file or a text, the shell's own completion.
 */
#include "driver/completions.h"

#include "base/buf.h"
#include "driver/options.h"
#include "report/report.h"
#include "rules/rule.h"

#include <string.h>

/* The words for an argument, by its name in the table; NULL: files, or whatever the user types. */
static const char *words_for(const char *argument)
{
    static const struct {
        const char *argument, *words;
    } known[] = {
        {"A|B|C", "A B C"},
        {"WHEN", "auto always never"},
        {"WHAT", "ops cfg contexts sections accesses"},
        {"TRIPLE", "arm avr riscv msp430 xtensa host"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (strcmp(known[i].argument, argument) == 0) {
            return known[i].words;
        }
    }
    return NULL;
}

static bool takes_file(const char *argument)
{
    return strstr(argument, "FILE") || strstr(argument, "DIR") || strstr(argument, "PATH");
}

/* The length of "write|prune" in "write|prune [PATH...]": words to type; 0 where a capital stands for one. */
static size_t literal_length(const char *argument)
{
    size_t length = strspn(argument, "abcdefghijklmnopqrstuvwxyz|");
    return argument[length] && argument[length] != ' ' ? 0 : length;
}

/* Appends the words for an argument, with blanks between; "text= gcc=" for FMT=FILE. */
static void put_words(struct buf *out, const char *argument)
{
    const char *words = words_for(argument);
    const char *gap = "";
    for (size_t i = 0; i < literal_length(argument); i++) {
        buf_addn(out, argument[i] == '|' ? " " : argument + i, 1);
    }
    if (words) {
        buf_add(out, words);
    } else if (strncmp(argument, "FMT", 3) == 0) {
        for (const struct report_format *format = report_formats(); format->name; format++, gap = " ") {
            buf_addf(out, "%s%s%s", gap, format->name, argument + 3 == strchr(argument, '=') ? "=" : "");
        }
    } else if (strcmp(argument, "CODE") == 0 || strcmp(argument, "CODES") == 0) {
        for (size_t i = 0; rules_all[i]; i++, gap = " ") {
            buf_addf(out, "%s%s", gap, rules_all[i]->info.code);
        }
    }
}

static void put_commands(struct buf *out)
{
    size_t count;
    const struct command_row *commands = options_commands(&count);
    for (size_t i = 0; i < count; i++) {
        if (commands[i].help) {
            buf_addf(out, "%s%s", out->count ? " " : "", commands[i].name);
        }
    }
}

/* ---- bash -------------------------------------------------------------------------------------------- */

static void bash_option(const struct option_row *row)
{
    struct buf words = {0};
    put_words(&words, row->argument);
    char letter[8] = "";
    if (row->value < 256) {
        snprintf(letter, sizeof(letter), "-%c|", row->value);
    }
    printf("    %s--%s)\n", letter, row->name);
    if (words.count) {
        printf("        COMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n", buf_text(&words));
        if (strchr(row->argument, '=')) {
            puts("        compopt -o nospace 2>/dev/null");
        }
    }
    puts("        return ;;");
    buf_free(&words);
}

static void bash_commands(void)
{
    size_t count;
    const struct command_row *commands = options_commands(&count);
    struct buf words = {0};
    puts("    case $COMP_CWORD,${COMP_WORDS[1]} in");
    for (size_t i = 0; i < count; i++) {
        buf_clear(&words);
        put_words(&words, commands[i].arguments);
        if (words.count) {
            printf("    2,%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", commands[i].name,
                   buf_text(&words));
        }
    }
    buf_clear(&words);
    put_commands(&words);
    printf("    esac\n"
           "    if ((COMP_CWORD == 1)); then\n"
           "        COMPREPLY=($(compgen -W '%s' -- \"$cur\") $(compgen -f -- \"$cur\"))\n"
           "    fi\n",
           buf_text(&words));
    buf_free(&words);
}

/* bash takes "--tier=A" for three words. An empty COMPREPLY lets it complete files. */
static void print_bash(const struct option_row *rows, size_t count)
{
    puts("# bash completion of critlint, made by 'critlint completions bash'\n"
         "_critlint()\n"
         "{\n"
         "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "    COMPREPLY=()\n"
         "    if [[ $cur == = ]]; then\n"
         "        cur=\n"
         "    elif [[ $prev == = ]]; then\n"
         "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "    fi\n"
         "    case $prev in");
    for (size_t i = 0; i < count; i++) {
        if (rows[i].argument) {
            bash_option(&rows[i]);
        }
    }
    printf("    esac\n"
           "    if [[ $cur == -* ]]; then\n"
           "        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < count; i++) {
        printf("%s--%s", i ? " " : "", rows[i].name);
    }
    puts("' -- \"$cur\"))\n"
         "        return\n"
         "    fi");
    bash_commands();
    puts("}\n"
         "complete -o bashdefault -o default -F _critlint critlint");
}

/* ---- zsh --------------------------------------------------------------------------------------------- */

/* In an _arguments specification a colon, a bracket and a quote mean something. */
static void zsh_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", stdout);
        } else {
            if (strchr(":[]\\", *text)) {
                putchar('\\');
            }
            putchar(*text);
        }
    }
}

static void zsh_option(const struct option_row *row)
{
    struct buf words = {0};
    if (row->value < 256) {
        printf("  '*'{-%c,--%s", row->value, row->name);
    } else {
        printf("  '*'--%s", row->name);
    }
    printf("%s%s'[", row->argument ? "=" : "", row->value < 256 ? "}" : "");
    zsh_text(row->help);
    putchar(']');
    if (row->argument) {
        put_words(&words, row->argument);
        putchar(':');
        zsh_text(row->argument);
        if (!words.count) {
            fputs(takes_file(row->argument) ? ":_files" : ": ", stdout);
        } else if (strchr(row->argument, '=')) {
            printf(":{compadd -S \"\" -- %s}", buf_text(&words));
        } else {
            printf(":(%s)", buf_text(&words));
        }
    }
    puts("' \\");
    buf_free(&words);
}

static void print_zsh(const struct option_row *rows, size_t count)
{
    struct buf words = {0};
    size_t command_count;
    const struct command_row *commands = options_commands(&command_count);
    put_commands(&words);
    printf("#compdef critlint\n"
           "# zsh completion of critlint, made by 'critlint completions zsh'\n"
           "_critlint_word()\n"
           "{\n"
           "  case $CURRENT,$words[2] in\n"
           "  2,*) _alternative 'commands:command:(%s)' 'files:path:_files' ;;\n",
           buf_text(&words));
    for (size_t i = 0; i < command_count; i++) {
        buf_clear(&words);
        put_words(&words, commands[i].arguments);
        if (words.count) {
            printf("  3,%s) compadd -- %s ;;\n", commands[i].name, buf_text(&words));
        }
    }
    puts("  *) _files ;;\n"
         "  esac\n"
         "}\n"
         "_arguments -s \\");
    for (size_t i = 0; i < count; i++) {
        zsh_option(&rows[i]);
    }
    puts("  '*:path:_critlint_word'");
    buf_free(&words);
}

/* ---- fish -------------------------------------------------------------------------------------------- */

static void fish_text(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    putchar('\'');
}

static void print_fish(const struct option_row *rows, size_t count)
{
    struct buf words = {0};
    size_t command_count;
    const struct command_row *commands = options_commands(&command_count);
    puts("# fish completion of critlint, made by 'critlint completions fish'");
    for (size_t i = 0; i < command_count; i++) {
        if (commands[i].help) {
            printf("complete -c critlint -n __fish_use_subcommand -a %s -d ", commands[i].name);
            fish_text(commands[i].help);
            putchar('\n');
        }
        if (literal_length(commands[i].arguments)) {
            buf_clear(&words);
            put_words(&words, commands[i].arguments);
            printf("complete -c critlint -n '__fish_seen_subcommand_from %s' -f -a '%s'\n", commands[i].name,
                   buf_text(&words));
        }
    }
    for (size_t i = 0; rules_all[i]; i++) {
        printf("complete -c critlint -n '__fish_seen_subcommand_from rule' -f -a %s -d ",
               rules_all[i]->info.code);
        fish_text(rules_all[i]->info.name);
        putchar('\n');
    }
    for (size_t i = 0; i < count; i++) {
        buf_clear(&words);
        put_words(&words, rows[i].argument ? rows[i].argument : "");
        printf("complete -c critlint -l %s", rows[i].name);
        if (rows[i].value < 256) {
            printf(" -s %c", rows[i].value);
        }
        if (rows[i].argument) {
            fputs(takes_file(rows[i].argument) ? " -r" : " -x", stdout);
        }
        if (words.count) {
            printf(" -a '%s'", buf_text(&words));
        }
        fputs(" -d ", stdout);
        fish_text(rows[i].help);
        putchar('\n');
    }
    buf_free(&words);
}

int completions_print(const char *shell)
{
    static const struct {
        const char *shell;
        void (*print)(const struct option_row *rows, size_t count);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    size_t count;
    const struct option_row *rows = options_rows(&count);
    for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++) {
        if (shell && strcmp(shells[i].shell, shell) == 0) {
            shells[i].print(rows, count);
            return 0;
        }
    }
    fputs("critlint: completions are for bash, zsh or fish\n", stderr);
    return 2;
}
