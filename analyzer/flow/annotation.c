#include "flow/annotation.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

const char *annotation_text(const struct program *program, uint32_t sym)
{
    const struct program_sym *from = &program->syms.data[sym];
    const struct ir_unit *unit = program->units[from->unit];
    return ir_text(unit, unit->syms.data[from->sym].attributes);
}

/* The next `text` outside of braces: what stands in them is said of the fields of a record. */
static const char *find_outside(const char *at, const char *text)
{
    size_t length = strlen(text);
    int depth = 0;
    for (; *at; at++) {
        depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
        if (depth == 0 && strncmp(at, text, length) == 0) {
            return at;
        }
    }
    return NULL;
}

/* What stands behind `critlint:word` in attributes, or NULL. */
static const char *find_in(const char *at, const char *word)
{
    static const char mark[] = "\"critlint:";
    size_t length = strlen(word);
    while ((at = find_outside(at, mark))) {
        at += strlen(mark);
        if (strncmp(at, word, length) == 0 && (at[length] == '"' || at[length] == '=')) {
            return at + length;
        }
    }
    return NULL;
}

static const char *find_word(const struct program *program, uint32_t sym, const char *word)
{
    return find_in(annotation_text(program, sym), word);
}

/* "&pool.lock" → "pool.lock": how the name is spelled says nothing here. */
static const char *name_of(const struct program *program, const char *text, size_t length)
{
    while (length && strchr(" &*(", *text)) {
        text++;
        length--;
    }
    while (length && strchr(" )", text[length - 1])) {
        length--;
    }
    return length ? arena_strndup(program->image, text, length) : NULL;
}

const char *annotation_name(const struct program *program, uint32_t sym, const char *word)
{
    const char *at = find_word(program, sym, word);
    return at && *at == '=' ? name_of(program, at + 1, strcspn(at + 1, "\"")) : NULL;
}

const char *annotation_guard(const struct program *program, const char *attributes)
{
    static const char clangs_own[] = "((guarded_by(";
    const char *at = find_in(attributes, "guarded-by");
    if (at && *at == '=') {
        return name_of(program, at + 1, strcspn(at + 1, "\""));
    }
    at = find_outside(attributes, clangs_own);
    return at ? name_of(program, at + strlen(clangs_own), strcspn(at + strlen(clangs_own), ")")) : NULL;
}

bool annotation_has(const struct program *program, uint32_t sym, const char *word)
{
    return find_word(program, sym, word) != NULL;
}

bool annotation_number(const struct program *program, uint32_t sym, const char *word, int *number)
{
    const char *at = find_word(program, sym, word);
    if (!at || *at != '=') {
        return false;
    }
    at++;
    while (*at == '(') { /* a number that a macro wraps */
        at++;
    }
    char *end;
    long value = strtol(at, &end, 0);
    bool plain = end != at && value > INT_MIN && value < INT_MAX;
    end += strspn(end, "uUlL");
    if (!plain || (*end != '"' && *end != ')')) {
        return false;
    }
    *number = (int)value;
    return true;
}
