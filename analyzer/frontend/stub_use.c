#include "frontend/stub_use.h"

#include <ctype.h>
#include <string.h>

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool starts_name(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n\f\v");
}

/* The last character before `at` that is no blank, or NULL. */
static const char *before(const char *text, const char *at)
{
    while (at > text) {
        at--;
        if (!isspace((unsigned char)*at)) {
            return at;
        }
    }
    return NULL;
}

/* Behind the bracket that closes the one at `at`. */
static const char *skip_group(const char *at)
{
    int depth = 0;
    for (; *at; at++) {
        depth += *at == '(' || *at == '[' || *at == '{';
        depth -= *at == ')' || *at == ']' || *at == '}';
        if (depth == 0) {
            return at + 1;
        }
    }
    return at;
}

/* The bracket that opens the one at `at`, or NULL. */
static const char *open_group(const char *text, const char *at)
{
    int depth = 0;
    for (;; at--) {
        depth += *at == ')' || *at == ']';
        depth -= *at == '(' || *at == '[';
        if (depth == 0) {
            return at;
        }
        if (at == text) {
            return NULL;
        }
    }
}

static bool is_one_of(const char *word, size_t length, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == length && strncmp(word, list[i], length) == 0) {
            return true;
        }
    }
    return false;
}

static size_t name_length(const char *at)
{
    return starts_name(*at) ? strspn(at, STUB_NAME_CHARS) : 0;
}

/* The word that ends at `end` (its last character). */
static const char *word_ending(const char *text, const char *end, size_t *length)
{
    const char *start = end;
    while (start > text && is_name_char(start[-1])) {
        start--;
    }
    *length = is_name_char(*end) ? (size_t)(end - start) + 1 : 0;
    return start;
}

static bool is_arrow(const char *at)
{
    return at[0] == '-' && at[1] == '>';
}

static bool is_dot(const char *at)
{
    return at[0] == '.' && starts_name(*skip_space(at + 1));
}

bool stub_use_is_word(const char *text, const char *at, size_t length)
{
    if ((at > text && is_name_char(at[-1])) || is_name_char(at[length])) {
        return false;
    }
    const char *last = before(text, at);
    return !last || !(*last == '.' || (*last == '>' && last > text && last[-1] == '-'));
}

static bool is_assignment(const char *at)
{
    static const char operators[] = "|&^+-*/%";
    if ((at[0] == '+' && at[1] == '+') || (at[0] == '-' && at[1] == '-')) {
        return true;
    }
    if (*at && strchr(operators, *at)) {
        return at[1] == '=';
    }
    if ((at[0] == '<' && at[1] == '<') || (at[0] == '>' && at[1] == '>')) {
        return at[2] == '=';
    }
    return at[0] == '=' && at[1] != '=';
}

/* What stands behind a name, an index or a call. */
static unsigned use_behind(const char *at)
{
    unsigned use = 0;
    at = skip_space(at);
    bool plain = *at != '[' && *at != '(';
    while (*at == '[' || *at == '(') {
        use |= *at == '[' ? STUB_INDEXED : STUB_CALLED;
        at = skip_space(skip_group(at));
    }
    use |= is_arrow(at) ? STUB_ARROW : is_dot(at) ? STUB_DOT : 0u;
    return use | (plain && is_assignment(at) ? STUB_ASSIGNED : 0u);
}

/* ---- types ----------------------------------------------------------------------------------------------
 */

static bool begins_declaration(const char *word, size_t length)
{
    static const char *const words[] = {"int",      "void",   "char",   "short",    "long",
                                        "unsigned", "signed", "struct", "union",    "enum",
                                        "static",   "extern", "const",  "volatile", "inline",
                                        "float",    "double", "_Bool",  "typedef",  "register"};
    return is_one_of(word, length, words, sizeof(words) / sizeof(*words));
}

static bool is_operator_word(const char *word, size_t length)
{
    static const char *const words[] = {"if",     "else", "while", "for",   "do",
                                        "return", "case", "goto",  "switch"};
    return is_one_of(word, length, words, sizeof(words) / sizeof(*words));
}

/* (N)x, where nothing before the bracket takes an argument. */
static bool is_cast(const char *text, const char *at, const char *next)
{
    const char *open = before(text, at);
    if (!open || *open != '(' || *next != ')') {
        return false;
    }
    const char *operand = skip_space(next + 1);
    bool applies = starts_name(*operand) || isdigit((unsigned char)*operand) || *operand == '~';
    size_t length = 0;
    const char *last = before(text, open);
    const char *word = last ? word_ending(text, last, &length) : NULL;
    bool takes = last && (*last == ')' || *last == ']' ||
                          (length && !is_one_of(word, length, (const char *const[]){"return"}, 1)));
    return applies && !takes;
}

/* N x, N *x;, (N *), N (*x)(…), (N)x */
static unsigned use_as_type(const char *text, const char *at, const char *next)
{
    const char *last = before(text, at);
    size_t word = name_length(next);
    if (word && !is_operator_word(next, word)) {
        const char *behind = skip_space(next + word); /* a type has one name behind it */
        return begins_declaration(next, word) || name_length(behind) ? STUB_EMPTY : STUB_AS_TYPE;
    }
    if (*next == '(' && *skip_space(next + 1) == '*') {
        const char *name = skip_space(skip_space(next + 1) + 1);
        const char *close = skip_space(name + name_length(name));
        return *close == ')' && *skip_space(close + 1) == '(' ? STUB_AS_TYPE : 0;
    }
    if (*next == '*') {
        const char *name = next;
        while (*name == '*' || isspace((unsigned char)*name)) {
            name++;
        }
        const char *behind = skip_space(name + name_length(name));
        bool statement = !last || strchr(";{}", *last);
        bool declares = name_length(name) && strchr("=;,[", *behind) && behind[0] && behind[1] != '=';
        return *name == ')' || (statement && declares) ? STUB_AS_TYPE : 0;
    }
    return is_cast(text, at, next) ? STUB_AS_TYPE : 0;
}

static bool at_file_scope(const char *text, const char *at)
{
    int depth = 0;
    for (; text < at; text++) {
        depth += *text == '{' || *text == '(';
        depth -= *text == '}' || *text == ')';
    }
    return depth == 0;
}

unsigned stub_use_at(const char *text, const char *at, size_t length)
{
    const char *next = skip_space(at + length);
    const char *last = before(text, at);
    unsigned type = use_as_type(text, at, next);
    if (type) {
        return type;
    }
    if (*next == '(' && (!last || strchr(";})", *last)) && *skip_space(skip_group(next)) != '{' &&
        at_file_scope(text, at)) {
        return STUB_AT_FILE_SCOPE | (*skip_space(skip_group(next)) == ';' ? 0u : STUB_ALONE);
    }
    unsigned use = use_behind(next);
    bool address = last && *last == '&' && last > text;
    const char *operand = address ? before(text, last) : NULL;
    address = address && operand && !is_name_char(*operand) && !strchr(")]&", *operand);
    bool stepped = last && last > text && (*last == '+' || *last == '-') && last[-1] == *last;
    return use | (address || stepped ? STUB_ASSIGNED : 0u);
}

bool stub_use_chain(const char *behind, struct stub_chain *chain)
{
    const char *at = skip_space(behind);
    while (*at == '[' || *at == '(') {
        at = skip_space(skip_group(at));
    }
    if (!is_arrow(at) && !is_dot(at)) {
        return false;
    }
    chain->member = skip_space(at + (is_arrow(at) ? 2 : 1));
    chain->length = name_length(chain->member);
    chain->use = use_behind(chain->member + chain->length) & ~(unsigned)STUB_ASSIGNED;
    return chain->length != 0;
}

/* ---- the name that an error is about ---------------------------------------------------------------------
 */

/* Back from "." or "->", over indices and calls, to the name before them. */
static const char *base_before(const char *text, const char *at, size_t *length, unsigned *around)
{
    const char *last = before(text, at);
    while (last && (*last == ')' || *last == ']')) {
        *around |= *last == ')' ? STUB_CALLED : STUB_INDEXED;
        const char *open = open_group(text, last);
        last = open ? before(text, open) : NULL;
    }
    return last && is_name_char(*last) ? word_ending(text, last, length) : NULL;
}

const char *stub_use_base(const char *text, const char *at, unsigned use, size_t *length, unsigned *around)
{
    if (use & (STUB_DOT | STUB_ARROW)) {
        if (starts_name(*at)) { /* the member: its operator stands before it */
            const char *last = before(text, at);
            at = !last                                            ? at
                 : *last == '.'                                   ? last
                 : *last == '>' && last > text && last[-1] == '-' ? last - 1
                                                                  : at;
        }
        return *at == '.' || is_arrow(at) ? base_before(text, at, length, around) : NULL;
    }
    while (*at == '&' || *at == '*' || *at == '(' || isspace((unsigned char)*at)) {
        at++;
    }
    char wanted = use & STUB_INDEXED ? '[' : use & STUB_CALLED ? '(' : '\0';
    *length = name_length(at);
    struct stub_chain chain;
    while (*length && wanted && *skip_space(at + *length) != wanted && stub_use_chain(at + *length, &chain)) {
        at = chain.member;
        *length = chain.length;
    }
    return *length ? at : NULL;
}

const char *stub_use_declarator(const char *text, const char *at, size_t *length, unsigned *use)
{
    const char *start = at;
    while (start > text && !strchr(";{}", start[-1])) {
        start--;
    }
    for (start = skip_space(start); start <= at; start = skip_space(skip_group(start))) {
        *length = name_length(start);
        const char *open = skip_space(start + *length);
        if (!*length || *open != '(' || !at_file_scope(text, start)) {
            return NULL;
        }
        const char *behind = skip_space(skip_group(open));
        size_t next = name_length(behind);
        if (!next || *skip_space(behind + next) != '(') { /* of several without semicolons, the last */
            *use = STUB_AT_FILE_SCOPE | (*behind == ';' ? 0u : STUB_ALONE);
            return *behind == '{' ? NULL : start;
        }
        start = open;
    }
    return NULL;
}
