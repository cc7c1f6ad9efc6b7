#include "frontend/excluded.h"

#include "base/str.h"
#include "frontend/source_text.h"

#include <ctype.h>
#include <string.h>

enum { NESTING_MAX = 200 };

#define NO_CHAIN UINT32_MAX

/* One branch of a chain: from its directive to the next one of the chain. */
struct branch {
    const char *start, *end; /* the directive, continued lines included, without its newline */
    const char *word;        /* "if", "ifdef", "elif" ... and what follows */
    uint32_t chain, parent;  /* parent: the branch around the chain, or NO_CHAIN */
    bool is_skipped, has_function;
    bool has_macro; /* one that the caller knows */
};

struct scan {
    VEC(struct branch) branches; /* in the order of the text */
    uint32_t open[NESTING_MAX];  /* the present branch of each chain around a line */
    uint32_t depth, chains;
};

static bool starts_word(const char *at, const char *word)
{
    size_t length = strlen(word);
    return strncmp(at, word, length) == 0 && !isalnum((unsigned char)at[length]) && at[length] != '_';
}

/* A body that opens in the first column, or at the end of a line that begins there with a name. */
static bool opens_function(const char *at, const char *end)
{
    const char *parenthesis = memchr(at, '(', (size_t)(end - at));
    while (end > at && isspace((unsigned char)end[-1])) {
        end--;
    }
    return *at == '{' || (isalpha((unsigned char)*at) && parenthesis && end > at && end[-1] == '{');
}

static void push_branch(struct scan *scan, const char *start, const char *end, const char *word, bool skipped)
{
    uint32_t parent = scan->depth > 1 ? scan->open[scan->depth - 2] : NO_CHAIN;
    struct branch branch = {.start = start,
                            .end = end,
                            .word = word,
                            .chain = scan->branches.count && scan->open[scan->depth - 1] != NO_CHAIN
                                         ? scan->branches.data[scan->open[scan->depth - 1]].chain
                                         : scan->chains++,
                            .parent = parent,
                            .is_skipped = skipped};
    scan->open[scan->depth - 1] = (uint32_t)scan->branches.count;
    VEC_PUSH(&scan->branches, branch);
}

static void take_directive(struct scan *scan, const char *start, const char *end, bool skipped)
{
    const char *word = source_skip_blanks(source_skip_blanks(start) + 1);
    if (starts_word(word, "if") || starts_word(word, "ifdef") || starts_word(word, "ifndef")) {
        if (scan->depth < NESTING_MAX) {
            scan->open[scan->depth++] = NO_CHAIN;
            push_branch(scan, start, end, word, skipped);
        }
    } else if ((starts_word(word, "elif") || starts_word(word, "else")) && scan->depth) {
        push_branch(scan, start, end, word, skipped);
    } else if (starts_word(word, "endif") && scan->depth) {
        scan->depth--;
    }
}

/* "define NAME(a, b)": how the caller knows it. */
static bool defines_known(const char *word, const char *end, struct macro_known known, struct arena *arena)
{
    if (!starts_word(word, "define")) {
        return false;
    }
    const char *name = source_skip_blanks(word + strlen("define"));
    size_t length = 0;
    while (isalnum((unsigned char)name[length]) || name[length] == '_') {
        length++;
    }
    const char *at = name + length;
    unsigned parameters = 0;
    bool any = false;
    for (const char *in = at; *at == '(' && in < end && *in != ')'; in++) {
        any |= isalpha((unsigned char)*in) || *in == '_';
        parameters += *in == ',';
    }
    return macro_use_of(known, arena_strndup(arena, name, length), parameters + any) != MACRO_IGNORED;
}

static bool is_skipped(const struct excluded_range *ranges, size_t count, unsigned line)
{
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].begin <= line && line < ranges[i].end) {
            return true;
        }
    }
    return false;
}

static void scan_text(struct scan *scan, const char *text, const struct excluded_range *skipped,
                      size_t skipped_count, struct macro_known known, struct arena *arena)
{
    bool in_comment = false;
    unsigned line = 1;
    for (const char *at = text; *at;) {
        const char *end = source_line_end(at);
        if (!in_comment && *source_skip_blanks(at) == '#') {
            const char *word = source_skip_blanks(source_skip_blanks(at) + 1);
            bool is_known = scan->depth && defines_known(word, end, known, arena);
            for (uint32_t i = 0; is_known && i < scan->depth; i++) {
                scan->branches.data[scan->open[i]].has_macro = true;
            }
            take_directive(scan, at, end, is_skipped(skipped, skipped_count, line));
        } else if (!in_comment && opens_function(at, end)) {
            for (uint32_t i = 0; i < scan->depth; i++) {
                scan->branches.data[scan->open[i]].has_function = true;
            }
        }
        in_comment = source_in_comment(at, end, in_comment);
        for (; at < end; at++) {
            line += *at == '\n';
        }
        line += *at == '\n';
        at += *at == '\n';
    }
}

/* Conditions that are meant to be false. */
static bool stays_closed(const struct branch *branch)
{
    size_t length = (size_t)(branch->end - branch->word);
    const char *condition = source_skip_blanks(branch->word + (starts_word(branch->word, "if") ? 2 : 0));
    bool is_zero = starts_word(branch->word, "if") && starts_word(condition, "0");
    static const char foreign[] = "__cplusplus";
    for (size_t i = 0; i + sizeof(foreign) - 1 <= length; i++) {
        if (strncmp(branch->word + i, foreign, sizeof(foreign) - 1) == 0) {
            return true;
        }
    }
    return is_zero || starts_word(branch->word, "else");
}

/* The branch of a chain to open, or NO_CHAIN. `first` is the chain's first branch. */
static uint32_t choose(const struct scan *scan, uint32_t first)
{
    const struct branch *head = &scan->branches.data[first];
    uint32_t chosen = NO_CHAIN;
    for (uint32_t parent = head->parent; parent != NO_CHAIN; parent = scan->branches.data[parent].parent) {
        if (scan->branches.data[parent].is_skipped) {
            return NO_CHAIN; /* when the outer one is open, this one's turn comes */
        }
    }
    for (uint32_t i = first; i < scan->branches.count; i++) {
        const struct branch *branch = &scan->branches.data[i];
        bool has_macro = branch->has_macro && !starts_word(branch->word, "ifndef");
        if (branch->chain != head->chain || (!branch->has_function && !has_macro)) {
            continue;
        }
        if (!branch->is_skipped) {
            return NO_CHAIN;
        }
        chosen = chosen == NO_CHAIN && !stays_closed(branch) ? i : chosen;
    }
    return chosen;
}

/* The first name that the condition wants defined: defining it opens its other uses as well. */
static void add_name(const struct branch *branch, struct arena *arena, struct excluded_names *names)
{
    const char *at = NULL;
    if (starts_word(branch->word, "ifdef")) {
        at = source_skip_blanks(branch->word + strlen("ifdef"));
    } else if (!starts_word(branch->word, "ifndef")) {
        static const char defined[] = "defined";
        for (at = branch->word; at < branch->end && !starts_word(at, defined); at++) {
        }
        bool negated = at > branch->word && at[-1] == '!';
        at = at < branch->end && !negated ? source_skip_blanks(at + sizeof(defined) - 1) : NULL;
        at = at && *at == '(' ? source_skip_blanks(at + 1) : at;
    }
    size_t length = 0;
    while (at && (isalnum((unsigned char)at[length]) || at[length] == '_')) {
        length++;
    }
    for (size_t i = 0; i < names->data.count && length; i++) {
        const char *known = names->data.data[i];
        length = strncmp(known, at, length) == 0 && !known[length] ? 0 : length;
    }
    if (length) {
        VEC_PUSH(&names->data, arena_strndup(arena, at, length));
    }
}

bool excluded_open(const char *text, const struct excluded_range *skipped, size_t skipped_count,
                   struct macro_known known, struct arena *arena, struct buf *out,
                   struct excluded_names *names)
{
    struct scan scan = {.depth = 0};
    const char *done = text;
    uint32_t last_chain = NO_CHAIN;
    buf_clear(out);
    scan_text(&scan, text, skipped, skipped_count, known, arena);
    for (uint32_t i = 0; i < scan.branches.count; i++) {
        const struct branch *branch = &scan.branches.data[i];
        bool is_head = last_chain == NO_CHAIN || branch->chain > last_chain;
        uint32_t chosen = is_head ? choose(&scan, i) : NO_CHAIN;
        last_chain = is_head ? branch->chain : last_chain;
        if (chosen == NO_CHAIN) {
            continue;
        }
        const struct branch *opened = &scan.branches.data[chosen];
        if (opened->start < done) {
            continue; /* in another chain that was opened before: next round */
        }
        buf_addn(out, done, (size_t)(opened->start - done));
        buf_add(out, starts_word(opened->word, "elif") ? "#elif 1" : "#if 1");
        for (const char *at = opened->start; at < opened->end; at++) {
            buf_add(out, *at == '\n' ? "\n" : "");
        }
        add_name(opened, arena, names);
        done = opened->end;
    }
    VEC_FREE(&scan.branches);
    if (done != text) {
        buf_add(out, done);
    }
    return done != text;
}
