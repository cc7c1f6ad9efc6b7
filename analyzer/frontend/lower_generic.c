/*
 * _Generic: libclang shows the controlling expression and the expressions of the associations,
 * but neither their types nor which one was chosen. The types come from clang's printer; where
 * they cannot be read, the type of the whole decides, which is right unless two associations
 * have it.
 */
#include "frontend/lower.h"

#include <string.h>

/* Takes a leading qualifier off the text. True if there was one. */
static bool take_word(char **text, const char *word)
{
    size_t length = strlen(word);
    bool found = strncmp(*text, word, length) == 0;
    *text += found ? length : 0;
    return found;
}

static bool is_spelt(CXType type, const char *text)
{
    CXString spelling = clang.getTypeSpelling(clang.getCanonicalType(type));
    bool same = strcmp(clang.getCString(spelling), text) == 0;
    clang.disposeString(spelling);
    return same;
}

/* Does `text`, a type as clang prints it, mean `type`? Typedefs are looked up at file scope. */
static bool is_type(struct lower *lower, CXType type, const char *printed)
{
    if (is_spelt(type, printed)) {
        return true;
    }
    char *text = arena_strdup(lower->arena, printed);
    size_t length = strlen(text);
    while (length && (text[length - 1] == '*' || text[length - 1] == ' ')) {
        if (text[--length] == '*') {
            type = lower_pointee(type);
        }
        text[length] = '\0';
    }
    bool is_const = take_word(&text, "const ");
    bool is_volatile = take_word(&text, "volatile ");
    if (type.kind == CXType_Invalid || is_const != (clang.isConstQualifiedType(type) != 0) ||
        is_volatile != (clang.isVolatileQualifiedType(type) != 0)) {
        return false;
    }
    CXType unqualified = clang.getUnqualifiedType(clang.getCanonicalType(type));
    if (is_spelt(unqualified, text)) {
        return true;
    }
    CXCursor alias = lower_declared(lower, CXCursor_TypedefDecl, text);
    return !clang.Cursor_isNull(alias) &&
           clang.equalTypes(clang.getCanonicalType(clang.getCursorType(alias)), unqualified);
}

/* The index of the association that the controlling type chooses, or `count`. */
static uint32_t choose(struct lower *lower, CXType type, const struct lower_printed_generic *printed)
{
    uint32_t chosen = printed->count;
    for (uint32_t i = 0; i < printed->count; i++) {
        if (strcmp(printed->types[i], "default") == 0) {
            chosen = i;
        } else if (is_type(lower, type, printed->types[i])) {
            return i;
        }
    }
    return chosen;
}

static bool has_type(CXCursor expression, CXType type)
{
    return clang.equalTypes(clang.getCanonicalType(clang.getCursorType(expression)), type);
}

CXCursor lower_generic_choice(struct lower *lower, CXCursor expression)
{
    struct cursors children = lower_children(lower, expression);
    CXType type = clang.getCanonicalType(clang.getCursorType(expression));
    const struct lower_printed_generic *printed = lower_printed_generic(lower, expression);
    if (printed && children.count == printed->count + 1) { /* the first child is the controlling expression */
        CXType controlling = clang.getCanonicalType(clang.getCursorType(children.data[0]));
        uint32_t chosen = choose(lower, clang.getUnqualifiedType(controlling), printed);
        if (chosen < printed->count && has_type(children.data[chosen + 1], type)) {
            return children.data[chosen + 1];
        }
    }
    for (uint32_t i = 1; i < children.count; i++) {
        if (has_type(children.data[i], type)) {
            return children.data[i];
        }
    }
    return clang.getNullCursor();
}
