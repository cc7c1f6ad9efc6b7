#include "flow/annotation.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What stands behind `critlint:word` in the attributes of a symbol, or NULL. */
static const char *find_word(const struct program *program, uint32_t sym, const char *word)
{
    static const char mark[] = "\"critlint:";
    const struct program_sym *from = &program->syms.data[sym];
    const struct ir_unit *unit = program->units[from->unit];
    const char *at = ir_text(unit, unit->syms.data[from->sym].attributes);
    size_t length = strlen(word);
    while ((at = strstr(at, mark))) {
        at += strlen(mark);
        if (strncmp(at, word, length) == 0 && (at[length] == '"' || at[length] == '=')) {
            return at + length;
        }
    }
    return NULL;
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
