#include "frontend/choices.h"

#include "base/str.h"
#include "base/vec.h"
#include "frontend/source_text.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_MAX = 64, NAME_MAX_LENGTH = 120 };

/* A condition as it stands, with its continuation lines. */
struct condition {
    const char *text;
    size_t length;
    bool negated; /* #ifndef */
};

/* An #if ... #endif that is open at the #error: the branches so far, the last one open. */
struct group {
    VEC(struct condition) branches; /* an #else has length 0 */
};

struct candidate {
    char text[2 * NAME_MAX_LENGTH + 2]; /* NAME or NAME=VALUE */
    size_t score;
};

struct choosing {
    const struct projects *projects;
    const char *path;
    struct candidate best;
    size_t count; /* of candidates */
};

/* ---- the conditions around a line --------------------------------------------------------------------- */

static void add_branch(struct group *group, const struct source_directive *directive)
{
    struct condition condition = {.text = directive->rest};
    bool is_else = source_directive_is(directive, "else");
    condition.length = is_else ? 0 : (size_t)(directive->end - directive->rest);
    condition.negated = source_directive_is(directive, "ifndef");
    VEC_PUSH(&group->branches, condition);
}

/* The groups that are open at `line`, outermost first. False if the line is no #error. */
static bool find_groups(const char *text, unsigned line, struct group *groups, size_t *depth)
{
    struct source_walk walk = {.at = text, .line = 1};
    struct source_directive directive;
    *depth = 0;
    while (source_next_directive(&walk, &directive) && directive.line <= line) {
        if (directive.line == line) {
            return source_directive_is(&directive, "error");
        }
        bool branches = source_directive_is(&directive, "elif") || source_directive_is(&directive, "else");
        if (source_opens_condition(&directive)) {
            if (*depth == DEPTH_MAX) {
                return false;
            }
            groups[*depth].branches.count = 0;
            add_branch(&groups[(*depth)++], &directive);
        } else if (*depth && branches) {
            add_branch(&groups[*depth - 1], &directive);
        } else if (*depth && source_directive_is(&directive, "endif")) {
            (*depth)--;
        }
    }
    return false;
}

/* ---- the names in a condition -------------------------------------------------------------------------- */

static size_t word_length(const char *text, const char *end)
{
    size_t length = 0;
    while (text + length < end && (isalnum((unsigned char)text[length]) || text[length] == '_')) {
        length++;
    }
    return length;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (isspace((unsigned char)*at) || *at == '\\' || *at == '(')) {
        at++;
    }
    return at;
}

static void consider(struct choosing *choosing, const char *name, size_t length, const char *value,
                     size_t value_length)
{
    struct candidate candidate = {0};
    if (length > NAME_MAX_LENGTH || value_length > NAME_MAX_LENGTH || isdigit((unsigned char)*name)) {
        return;
    }
    memcpy(candidate.text, name, length);
    const char *said = projects_value(choosing->projects, candidate.text, choosing->path);
    candidate.score = projects_mention(choosing->projects, candidate.text, choosing->path);
    if (value_length) {
        memcpy(candidate.text + length, "=", 1);
        memcpy(candidate.text + length + 1, value, value_length);
        bool agrees = said && strncmp(said, value, value_length) == 0 && !said[value_length];
        candidate.score =
            agrees ? candidate.score + 1
            : said ? 0
                   : projects_mention(choosing->projects, candidate.text + length + 1, choosing->path);
    } else if (said && *said && strlen(said) < NAME_MAX_LENGTH) {
        memcpy(candidate.text + length, "=", 1);
        memcpy(candidate.text + length + 1, said, strlen(said));
    }
    bool of_compiler = *name == '_'; /* nobody's choice, unless the tree says so */
    if (!candidate.score && of_compiler) {
        return;
    }
    if (!choosing->count || candidate.score > choosing->best.score) {
        choosing->best = candidate;
    }
    choosing->count++;
}

/*
 * The names that make a condition true (`wants` true) or false: defined(A), A, A == B, and the same behind
 * '!'. Of "A && B" one alone does not do; it does no harm either.
 */
static void consider_names(struct choosing *choosing, const struct condition *condition, bool wants)
{
    const char *end = condition->text + condition->length;
    const char *at = condition->text;
    while (at < end) {
        size_t length = word_length(at, end);
        if (!length) {
            bool comment = at[0] == '/' && at + 1 < end && (at[1] == '/' || at[1] == '*');
            at = comment ? end : at + 1;
            continue;
        }
        const char *before = at;
        while (before > condition->text && (isspace((unsigned char)before[-1]) || before[-1] == '(')) {
            before--;
        }
        bool negated = before > condition->text && before[-1] == '!';
        negated ^= condition->negated;
        const char *name = at;
        if (length == strlen("defined") && strncmp(at, "defined", length) == 0) {
            name = skip_blanks(at + length, end);
            length = word_length(name, end);
        }
        at = name + length;
        const char *compare = at;
        while (compare < end && isspace((unsigned char)*compare)) {
            compare++;
        }
        bool equal = compare + 1 < end && compare[0] == '=' && compare[1] == '=';
        const char *value = equal ? skip_blanks(compare + 2, end) : compare;
        size_t value_length = equal ? word_length(value, end) : 0;
        bool ordered = compare < end && (*compare == '<' || *compare == '>');
        if (length && negated != wants && !ordered && (!equal || value_length)) {
            consider(choosing, name, length, value, value_length);
        }
        at = equal ? value + value_length : at;
    }
}

/* The header's own guard names nothing that a build would define. */
static bool is_guard(const struct group *group)
{
    const struct condition *first = &group->branches.data[0];
    return group->branches.count == 1 && first->negated &&
           strncmp(first->text + first->length + strspn(first->text + first->length, " \t\r\n"), "#define",
                   7) == 0;
}

enum choice choices_make(const char *text, unsigned line, const struct projects *projects, const char *path,
                         struct buf *define)
{
    struct group groups[DEPTH_MAX] = {0};
    struct choosing choosing = {.projects = projects, .path = path};
    size_t depth;
    buf_clear(define);
    bool is_error = find_groups(text, line, groups, &depth);
    for (size_t i = is_error ? depth : 0; i-- > 0 && !choosing.count;) {
        const struct group *group = &groups[i];
        size_t last = group->branches.count - 1;
        for (size_t j = 0; j < last; j++) {
            consider_names(&choosing, &group->branches.data[j], true);
        }
        if (!is_guard(group)) {
            consider_names(&choosing, &group->branches.data[last], false);
        }
    }
    if (choosing.count) {
        buf_add(define, choosing.best.text);
    }
    for (size_t i = 0; i < DEPTH_MAX; i++) {
        VEC_FREE(&groups[i].branches);
    }
    return choosing.count > 1 ? CHOICE_OF_SEVERAL : choosing.count ? CHOICE_ONLY : CHOICE_NONE;
}
