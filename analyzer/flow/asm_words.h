/*
 * The instructions of an asm template, one after the other, as words: lower case, without labels.
 * What they mean is for asm_effect.h and its neighbours.
 */
#ifndef FLOW_ASM_WORDS_H
#define FLOW_ASM_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum { ASM_WORDS_MAX = 5, ASM_WORD_MAX = 24 };

/* One instruction, split at blanks and commas: the mnemonic, then the operands. */
struct asm_words {
    char words[ASM_WORDS_MAX][ASM_WORD_MAX];
    int count; /* at least 1 */
};

/* The next instruction of the text at *at, which moves behind it. False: there is none. */
bool asm_next(const char **at, struct asm_words *words);

bool asm_is(const struct asm_words *words, int index, const char *text);
bool asm_starts(const struct asm_words *words, int index, const char *text);
/* "#0x80", "8", "#-1" */
bool asm_immediate(const char *word, int64_t *value);

#endif
