/*
 * An assembler source as logical lines: comments are gone, continued lines are joined. Which
 * characters start a comment differs between assemblers and between the targets of GNU as,
 * so the syntax is guessed from the words of the text first.
 */
#ifndef FRONTEND_ASM_TEXT_H
#define FRONTEND_ASM_TEXT_H

#include "base/arena.h"
#include "ir/ir.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum asm_dialect {
    ASM_GNU,    /* GNU as, armclang: labels end in a colon, directives start with a dot */
    ASM_ARMASM, /* armasm: labels start in the first column */
    ASM_IAR,    /* IAR: either kind of label */
    ASM_TI,     /* TI: GNU-like directives, labels in the first column, ';' comments */
};

struct asm_syntax {
    enum asm_dialect dialect;
    enum ir_arch arch;
    bool semicolon_comment; /* ';' starts a comment; else it separates statements */
    bool at_comment;        /* '@' starts a comment wherever it stands */
    bool hash_comment;      /* '#' starts a comment wherever it stands */
};

/* A line's text keeps a leading blank where the label column is empty. */
struct asm_line {
    const char *text;
    uint32_t line; /* of its first character */
};

struct asm_lines {
    struct asm_line *data;
    size_t count, cap;
    bool truncated; /* a line was longer than ASM_LINE_CAP */
};

enum { ASM_LINE_CAP = 1 << 14 };

struct asm_syntax asm_syntax_guess(const char *text, size_t length, enum ir_arch hint);

/* The texts live in `arena`; the caller frees `out->data`. */
void asm_text_split(struct arena *arena, struct asm_lines *out, const char *text, size_t length,
                    const struct asm_syntax *syntax);

/* ---- words, shared by all readers of a line ------------------------------- */

bool asm_is_blank(char c);
/* Characters of names in any dialect: letters, digits, _ . $ ? and bytes beyond ASCII. */
bool asm_is_name(char c);
const char *asm_skip_blanks(const char *text);
/* The length of the name at the start of `text`, or 0. */
size_t asm_name_length(const char *text);
/* Past the string, character or |name| that starts at `text`; never past the end. */
const char *asm_skip_quoted(const char *text);
/* The name in "name", |name|, ||name|| or `name` at the start of `text`, or the bare name. */
const char *asm_read_name(const char *text, size_t *length, const char **end);
/* Case-insensitive: `text` is `word`. */
bool asm_same_word(const char *text, size_t length, const char *word);
/* The index of a word in a NULL-terminated list, or -1. */
int asm_find_word(const char *text, size_t length, const char *const *words);
/* The part of `text` before its first comma outside of quotes and brackets, trimmed, and the
 * rest in `*rest` (NULL when there is none). */
const char *asm_next_operand(struct arena *arena, const char *text, const char **rest);

#endif
