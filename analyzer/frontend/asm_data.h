/*
 * The statements of a source laid out in sections: labels with their places, data words with
 * the label that owns them, instructions in order. This is where vector tables come to light:
 * a run of words at a label, or a label that is followed by nothing but jumps.
 */
#ifndef FRONTEND_ASM_DATA_H
#define FRONTEND_ASM_DATA_H

#include "frontend/asm_expr.h"
#include "frontend/asm_lines.h"

struct asm_section {
    const char *name;
    bool code;
    uint32_t epoch;                 /* grows where the size of what was laid out is unknown */
    int64_t offset;                 /* of the next byte, within the epoch */
    uint32_t owner;                 /* symbol that the next word belongs to, or IR_NONE */
    bool fresh;                     /* nothing but data so far: words need no label */
    uint32_t first_item, last_item; /* or IR_NONE */
};

enum asm_item_kind {
    ASM_ITEM_LABEL, /* `symbol`, or a numeric label in `op` */
    ASM_ITEM_INSN,
    ASM_ITEM_END, /* the end of a function: ENDP */
};

struct asm_item {
    enum asm_item_kind kind;
    uint32_t next; /* in the section, or IR_NONE */
    uint32_t section;
    uint32_t symbol;
    uint32_t owner; /* instructions: the label whose table this may be an entry of, or IR_NONE */
    const char *op, *args;
    struct asm_origin origin;
};

enum asm_word_kind { ASM_WORD_DATA, ASM_WORD_JUMP, ASM_WORD_FILLER };

struct asm_word {
    uint32_t owner; /* symbol */
    enum asm_word_kind kind;
    bool indirect; /* a jump to what is stored at `value` */
    uint32_t size;
    int64_t offset; /* from the owner */
    struct asm_value value;
    struct asm_origin origin;
};

struct asm_data {
    struct arena *arena;
    const struct asm_syntax *syntax;
    struct asm_symbols *symbols;
    VEC(struct asm_section) sections;
    VEC(struct asm_item) items;
    VEC(struct asm_word) words;
    VEC(uint32_t) stack; /* .pushsection */
    uint32_t section, previous;
    bool function_next; /* .thumb_func: the next label is a function */
};

enum { ASM_TABLE_JUMPS = 3 /* jumps in a row that make a vector table */ };

void asm_data_init(struct asm_data *data, struct arena *arena, const struct asm_syntax *syntax,
                   struct asm_symbols *symbols);
/* An asm_sink. */
void asm_data_take(void *context, const struct asm_stmt *stmt);
void asm_data_free(struct asm_data *data);

#endif
