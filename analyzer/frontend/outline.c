#include "frontend/outline.h"

#include "frontend/source_text.h"

#include <ctype.h>
#include <string.h>

struct word {
    const char *at;
    size_t length;
};

struct outline {
    outline_visit *visit;
    void *context;
    int braces, parens;
    /* of the statement at file scope: */
    struct word called; /* the last word before a bracket */
    struct word last;   /* the last word outside of brackets */
    bool is_static, is_extern, is_type, is_space, after_call;
    struct word owner; /* of the body or the initialiser that is open */
};

static bool is_word(struct word word, const char *text)
{
    return strlen(text) == word.length && strncmp(word.at, text, word.length) == 0;
}

static void begin_statement(struct outline *outline)
{
    outline->called = outline->last = outline->owner = (struct word){0};
    outline->is_static = outline->is_extern = outline->is_type = outline->is_space = false;
    outline->after_call = false;
}

static void tell(const struct outline *outline, enum outline_kind kind, struct word word)
{
    struct outline_item item = {
        .kind = kind,
        .word = word.at,
        .length = word.length,
        .of = kind == OUTLINE_WORD ? outline->owner.at : NULL,
        .of_length = outline->owner.length,
        .is_static = outline->is_static,
        .is_extern = outline->is_extern && kind == OUTLINE_VARIABLE,
    };
    outline->visit(outline->context, &item);
}

/* At file scope, before "=", ";", "," or "[": `last` is what is defined, unless it is a prototype or a type.
 */
static void end_declarator(struct outline *outline)
{
    if (outline->last.at && !outline->called.at && !outline->is_type && !outline->owner.at) {
        tell(outline, OUTLINE_VARIABLE, outline->last);
        outline->owner = outline->last;
    }
}

static void read_word(struct outline *outline, struct word word, char next)
{
    if (outline->braces) {
        tell(outline, OUTLINE_WORD, word);
        return;
    }
    outline->is_static |= is_word(word, "static");
    outline->is_extern |= is_word(word, "extern");
    outline->is_type |= is_word(word, "typedef") || is_word(word, "using");
    outline->is_space |= is_word(word, "namespace") || is_word(word, "class");
    bool attribute = is_word(word, "__attribute__") || is_word(word, "__attribute") ||
                     is_word(word, "__declspec") || is_word(word, "__asm__") || is_word(word, "asm");
    if (outline->parens || outline->owner.at) {
        tell(outline, OUTLINE_WORD, word);
    } else if (next == '(' && !attribute) {
        outline->called = word;
        outline->after_call = true;
    } else if (!attribute) {
        outline->last = word;
    }
}

static void open_brace(struct outline *outline, char before)
{
    bool linkage = before == '"' && outline->is_extern;
    if (!outline->braces && !outline->parens && (linkage || (outline->is_space && !outline->after_call))) {
        begin_statement(outline); /* what follows is at file scope still */
        return;
    }
    if (!outline->braces && !outline->owner.at && outline->called.at) {
        tell(outline, OUTLINE_FUNCTION, outline->called);
        outline->owner = outline->called;
    } else if (!outline->braces && !outline->owner.at) {
        outline->last = (struct word){0}; /* a record's tag */
    }
    outline->braces++;
}

static void close_brace(struct outline *outline)
{
    if (outline->braces && --outline->braces == 0 && outline->called.at) {
        begin_statement(outline); /* a function needs no semicolon; a variable's comes */
    }
}

static void read_sign(struct outline *outline, char sign, char before)
{
    bool at_file_scope = !outline->braces && !outline->parens;
    switch (sign) {
    case '(': outline->parens += !outline->braces; break;
    case ')': outline->parens -= !outline->braces && outline->parens; break;
    case '{': open_brace(outline, before); break;
    case '}': close_brace(outline); break;
    case '=':
    case '[':
        if (at_file_scope) {
            end_declarator(outline);
        }
        break;
    case ',':
        if (at_file_scope) {
            end_declarator(outline);
            outline->owner = (struct word){0};
        }
        break;
    case ';':
        if (at_file_scope) {
            end_declarator(outline);
            begin_statement(outline);
        }
        break;
    default: break;
    }
}

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Behind what is no code: a comment, a literal, a directive. Or `at`. */
static const char *skip(const char *at, bool line_start)
{
    if (line_start && *at == '#') {
        return source_line_end(at);
    }
    if (at[0] == '/' && (at[1] == '/' || at[1] == '*')) {
        return source_skip_comment(at);
    }
    return *at == '"' || *at == '\'' ? source_skip_literal(at) : at;
}

void outline_read(const char *text, outline_visit *visit, void *context)
{
    struct outline outline = {.visit = visit, .context = context};
    bool line_start = true;
    char before = 0; /* the last sign */
    for (const char *at = text; *at;) {
        const char *end = skip(at, line_start);
        if (end != at) {
            before = *at == '"' ? '"' : before;
            at = end;
            continue;
        }
        if (is_name_char(*at)) {
            struct word word = {.at = at};
            while (is_name_char(at[word.length])) {
                word.length++;
            }
            at += word.length;
            const char *next = at + strspn(at, " \t\r\n");
            if (!isdigit((unsigned char)*word.at) && (before != '.' || *next == '(')) {
                read_word(&outline, word, *next);
            }
            before = 'a';
            line_start = false;
            continue;
        }
        line_start = *at == '\n' || (line_start && isspace((unsigned char)*at));
        if (!isspace((unsigned char)*at)) {
            read_sign(&outline, *at, before);
            before = *at == '>' && before == '-' ? '.' : *at; /* a member is no name, but a method's */
        }
        at++;
    }
}
