#include "frontend/clues.h"

#include "frontend/source_text.h"

#include <ctype.h>
#include <string.h>

enum { PATH_MAX_LENGTH = 512 };

/* Of clues that stand at one place, the first: the longer ones come before their beginnings. */
static const struct target_clue clues[] = {
    {"core_cm0plus.h", "arm", "cortex-m0plus"},
    {"stm32l0", "arm", "cortex-m0plus"},
    {"stm32g0", "arm", "cortex-m0plus"},
    {"stm32c0", "arm", "cortex-m0plus"},
    {"stm32f0", "arm", "cortex-m0"},
    {"rp2040", "arm", "cortex-m0plus"},
    {"rp2_common", "arm", "cortex-m0plus"},
    {"samd21", "arm", "cortex-m0plus"},
    {"nrf51", "arm", "cortex-m0"},
    {"stm32f1", "arm", "cortex-m3"},
    {"stm32f2", "arm", "cortex-m3"},
    {"stm32l1", "arm", "cortex-m3"},
    {"lpc17", "arm", "cortex-m3"},
    {"arm_cm3", "arm", "cortex-m3"},
    {"sam3x", "arm", "cortex-m3"},
    {"stm32f3", "arm", "cortex-m4"},
    {"stm32f4", "arm", "cortex-m4"},
    {"stm32l4", "arm", "cortex-m4"},
    {"stm32g4", "arm", "cortex-m4"},
    {"stm32wb", "arm", "cortex-m4"},
    {"nrf52", "arm", "cortex-m4"},
    {"arm_cm4f", "arm", "cortex-m4"},
    {"samd51", "arm", "cortex-m4"},
    {"tm4c", "arm", "cortex-m4"},
    {"stm32f7", "arm", "cortex-m7"},
    {"stm32h7", "arm", "cortex-m7"},
    {"imxrt", "arm", "cortex-m7"},
    {"same70", "arm", "cortex-m7"},
    {"stm32l5", "arm", "cortex-m33"},
    {"stm32u5", "arm", "cortex-m33"},
    {"stm32h5", "arm", "cortex-m33"},
    {"nrf53", "arm", "cortex-m33"},
    {"nrf91", "arm", "cortex-m33"},
    {"rp2350", "arm", "cortex-m33"},
    {"stm32", "arm", "cortex-m4"}, /* the family alone: the masks of M3, M4 and M7 are the same */
    {"gd32f", "arm", "cortex-m4"},
    {"efm32", "arm", "cortex-m4"},
    {"efr32", "arm", "cortex-m4"},
    {"kinetis", "arm", "cortex-m4"},
    {"lpc11", "arm", "cortex-m0"},
    {"lpc43", "arm", "cortex-m4"},
    {"atmega2560", "avr", "atmega2560"},
    {"atmega32u4", "avr", "atmega32u4"},
    {"atmega", "avr", "atmega328p"},
    {"attiny", "avr", "attiny85"},
    {"/avr/", "avr", "atmega328p"},
    {"gd32vf103", "riscv", NULL},
    {"riscv", "riscv", NULL},
    {"risc-v", "riscv", NULL},
    {"ch32v", "riscv", NULL},
    {"esp32c3", "riscv", NULL},
    {"esp32", "xtensa", NULL},
    {"xtensa", "xtensa", NULL},
    {"msp430", "msp430", NULL},
};

/* Headers whose names say a family and no part. */
static const struct target_clue header_clues[] = {
    {"avr/", "avr", NULL},          {"util/atomic.h", "avr", NULL}, {"util/delay.h", "avr", NULL},
    {"msp430", "msp430", NULL},     {"xtensa/", "xtensa", NULL},    {"esp_intr_alloc.h", "xtensa", NULL},
    {"esp_attr.h", "xtensa", NULL}, {"nrfx", "arm", "cortex-m4"},
};

static void lower_case(char *out, const char *text, size_t length)
{
    size_t i = 0;
    for (; i < length && i + 1 < PATH_MAX_LENGTH; i++) {
        out[i] = (char)tolower((unsigned char)text[i]);
    }
    out[i] = '\0';
}

static const char *find_last(const char *text, const char *word)
{
    const char *last = NULL;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        last = at;
    }
    return last;
}

static const struct target_clue *last_clue(const char *lower, size_t *at)
{
    const struct target_clue *best = NULL;
    for (size_t i = 0; i < sizeof(clues) / sizeof(*clues); i++) {
        const char *found = find_last(lower, clues[i].text);
        if (found && (!best || (size_t)(found - lower) > *at)) {
            best = &clues[i];
            *at = (size_t)(found - lower);
        }
    }
    return best;
}

const struct target_clue *clues_in_path(const char *path, size_t *at)
{
    char lower[PATH_MAX_LENGTH];
    size_t length = strlen(path);
    size_t cut = length >= PATH_MAX_LENGTH ? length - PATH_MAX_LENGTH + 1 : 0;
    lower_case(lower, path + cut, length - cut);
    const struct target_clue *clue = last_clue(lower, at);
    *at += clue ? cut : 0;
    return clue;
}

static const struct target_clue *clue_of_header(const char *name, size_t length)
{
    char lower[PATH_MAX_LENGTH];
    size_t at = 0;
    lower_case(lower, name, length);
    for (size_t i = 0; i < sizeof(header_clues) / sizeof(*header_clues); i++) {
        if (strncmp(lower, header_clues[i].text, strlen(header_clues[i].text)) == 0) {
            return &header_clues[i];
        }
    }
    return last_clue(lower, &at);
}

const struct target_clue *clues_in_source(const char *text)
{
    struct source_walk walk = {.at = text, .line = 1};
    struct source_directive directive;
    int depth = 0;
    while (source_next_directive(&walk, &directive)) {
        size_t length = 0;
        const char *name = depth == 0 ? source_included(&directive, &length) : NULL;
        const struct target_clue *clue = name ? clue_of_header(name, length) : NULL;
        if (clue) {
            return clue;
        }
        depth += source_opens_condition(&directive);
        depth -= depth > 0 && source_directive_is(&directive, "endif");
    }
    return NULL;
}
