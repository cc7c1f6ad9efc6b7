#include "flow/asm_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool ends_instruction(char c)
{
    return c == '\n' || c == ';' || c == '\0';
}

static const char *read_words(const char *at, struct asm_words *in)
{
    in->count = 0;
    while (!ends_instruction(*at)) {
        size_t length = 0;
        while (*at == ' ' || *at == '\t' || *at == ',') {
            at++;
        }
        char *word = in->words[in->count < ASM_WORDS_MAX ? in->count : ASM_WORDS_MAX - 1];
        while (!ends_instruction(*at) && !strchr(" \t,", *at)) {
            if (length + 1 < ASM_WORD_MAX) {
                word[length++] = (char)tolower((unsigned char)*at);
            }
            at++;
        }
        word[length] = '\0';
        bool label = length && word[length - 1] == ':';
        in->count += length && !label && in->count < ASM_WORDS_MAX;
    }
    return at;
}

bool asm_next(const char **at, struct asm_words *words)
{
    while (**at) {
        *at = read_words(*at, words);
        *at += **at != '\0';
        if (words->count) {
            return true;
        }
    }
    return false;
}

bool asm_is(const struct asm_words *words, int index, const char *text)
{
    return index < words->count && strcmp(words->words[index], text) == 0;
}

bool asm_starts(const struct asm_words *words, int index, const char *text)
{
    return index < words->count && strncmp(words->words[index], text, strlen(text)) == 0;
}

bool asm_immediate(const char *word, int64_t *value)
{
    char *end;
    word += *word == '#' || *word == '$';
    *value = strtoll(word, &end, 0);
    return end != word && *end == '\0';
}
