#include "frontend/asm_text.h"

#include "base/buf.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool asm_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}

bool asm_is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$' || c == '?' ||
           (unsigned char)c >= 0x80;
}

const char *asm_skip_blanks(const char *text)
{
    while (asm_is_blank(*text)) {
        text++;
    }
    return text;
}

size_t asm_name_length(const char *text)
{
    size_t length = 0;
    while (asm_is_name(text[length])) {
        length++;
    }
    return length;
}

const char *asm_skip_quoted(const char *text)
{
    char quote = *text++;
    if (quote == '\'') {
        /* 'a', '\n', and GNU's 'a without an end */
        text += *text == '\\' && text[1] ? 2 : *text != '\0';
        return *text == '\'' ? text + 1 : text;
    }
    bool twice = quote == '|' && *text == '|'; /* armasm's ||name|| */
    text += twice;
    while (*text && *text != quote) {
        text += quote == '"' && *text == '\\' && text[1] ? 2 : 1;
    }
    text += *text != '\0';
    return twice && *text == quote ? text + 1 : text;
}

const char *asm_read_name(const char *text, size_t *length, const char **end)
{
    char quote = *text;
    if (quote != '"' && quote != '|' && quote != '`') {
        *length = asm_name_length(text);
        *end = text + *length;
        return text;
    }
    *end = asm_skip_quoted(text);
    const char *stop = *end;
    while (text < stop && *text == quote) {
        text++;
    }
    while (stop > text && stop[-1] == quote) {
        stop--;
    }
    *length = (size_t)(stop - text);
    return text;
}

bool asm_same_word(const char *text, size_t length, const char *word)
{
    return strncasecmp(text, word, length) == 0 && word[length] == '\0';
}

int asm_find_word(const char *text, size_t length, const char *const *words)
{
    for (int i = 0; words[i]; i++) {
        if (asm_same_word(text, length, words[i])) {
            return i;
        }
    }
    return -1;
}

const char *asm_next_operand(struct arena *arena, const char *text, const char **rest)
{
    const char *start = asm_skip_blanks(text);
    const char *p = start;
    int depth = 0;
    while (*p && (*p != ',' || depth > 0)) {
        if (*p == '"' || *p == '\'') {
            p = asm_skip_quoted(p);
            continue;
        }
        depth += *p == '(' || *p == '[' || *p == '{';
        depth -= *p == ')' || *p == ']' || *p == '}';
        p++;
    }
    *rest = *p ? p + 1 : NULL;
    while (p > start && asm_is_blank(p[-1])) {
        p--;
    }
    return arena_strndup(arena, start, (size_t)(p - start));
}

/* ---- the syntax ----------------------------------------------------------- */

struct vote {
    int value;
    const char *const *words;
};

static const char *const gnu_words[] = {".word",  ".long", ".section", ".global",  ".globl",
                                        ".text",  ".type", ".size",    ".align",   ".weak",
                                        ".macro", ".set",  ".syntax",  ".p2align", NULL};
static const char *const armasm_words[] = {"area",      "export",   "import",  "proc", "endp",
                                           "preserve8", "function", "endfunc", "mend", "gbla",
                                           "gbll",      "require8", NULL};
static const char *const iar_words[] = {"module", "pubweak", "public",  "section", "rseg", "extern",
                                        "dc32",   "name",    "program", "endm",    "aseg", NULL};
static const char *const ti_words[] = {".sect",    ".def",        ".ref",   ".cdecls", ".thumbfunc",
                                       ".asmfunc", ".endasmfunc", ".usect", NULL};

static const struct vote dialect_votes[] = {
    {ASM_GNU, gnu_words}, {ASM_ARMASM, armasm_words}, {ASM_IAR, iar_words}, {ASM_TI, ti_words}};

static const char *const arm_words[] = {".syntax",   ".thumb", ".thumb_func", ".thumb_set", ".fpu", ".cpu",
                                        "preserve8", "thumb",  "bl",          "bx",         "blx",  "ldr",
                                        "str",       "cpsid",  "cpsie",       "msr",        "mrs",  "movs",
                                        "push",      "ldmia",  "stmdb",       "isb",        "dsb",  NULL};
static const char *const riscv_words[] = {
    "la", "li",   "csrw", "csrr", "csrs", "csrc", "csrsi", "csrci", "csrrw", "csrwi", "mret",    "jal",
    "j",  "jalr", "sw",   "lw",   "addi", "bnez", "beqz",  "ecall", "bltu",  "bgeu",  ".option", NULL};
static const char *const avr_words[] = {"rjmp", "rcall", "sei",  "cli",  "ldi",  "out", "in",
                                        "brne", "sbi",   "cbi",  "lds",  "sts",  "eor", "cpi",
                                        "adiw", "sbiw",  "sbrs", "sbrc", "xjmp", NULL};
static const char *const msp430_words[] = {"mov.w", "mov.b", "bis.w", "bic.w", "dint",
                                           "eint",  "calla", "call",  "pushm", "popm",
                                           "reta",  "mova",  "bis",   "bic",   NULL};
static const char *const xtensa_words[] = {"l32i", "s32i",   "rsil",  "wsr", "rsr", "retw", "call0", "call8",
                                           "movi", "callx8", "rsync", "xsr", "rfe", "rfi",  NULL};

static const struct vote arch_votes[] = {{IR_ARCH_ARM_M, arm_words},
                                         {IR_ARCH_RISCV, riscv_words},
                                         {IR_ARCH_AVR, avr_words},
                                         {IR_ARCH_MSP430, msp430_words},
                                         {IR_ARCH_XTENSA, xtensa_words}};

#define VOTES(votes) (sizeof(votes) / sizeof((votes)[0]))

static void count_word(const char *word, size_t length, const struct vote *votes, size_t count, int *scores)
{
    for (size_t i = 0; i < count; i++) {
        scores[i] += asm_find_word(word, length, votes[i].words) >= 0;
    }
}

static int winner(const struct vote *votes, size_t count, const int *scores, int none)
{
    int best = 0;
    for (size_t i = 0; i < count; i++) {
        if (scores[i] > best) {
            best = scores[i];
            none = votes[i].value;
        }
    }
    return none;
}

static bool line_has(const char *line, size_t length, const char *word)
{
    return memmem(line, length, word, strlen(word)) != NULL;
}

/* The banked modes, CP15 and the ARM instruction set exist in the A and R profiles only
 * (ARM DDI 0406C B1.3, B3.17; ARM DDI 0403E A4.1). */
static bool is_profile_a(const char *line, size_t length)
{
    static const char *const words[] = {".arm", "code32", "srsdb", "srsfd", "rfeia", "rfefd", NULL};
    const char *end = line + length;
    while (line < end && asm_is_blank(*line)) {
        line++;
    }
    size_t word = 0;
    while (line + word < end && asm_is_name(line[word])) {
        word++;
    }
    length = (size_t)(end - line);
    bool code_32 = asm_same_word(line, word, ".code") && line_has(line, length, "32");
    return code_32 || asm_find_word(line, word, words) >= 0 || line_has(line, length, "p15,") ||
           line_has(line, length, "cpsr_");
}

struct asm_syntax asm_syntax_guess(const char *text, size_t length, enum ir_arch hint)
{
    int dialects[VOTES(dialect_votes)] = {0};
    int arches[VOTES(arch_votes)] = {0};
    int profile_a = 0;
    for (const char *line = text, *end = text + length; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end;
        const char *p = line;
        for (int word = 0; word < 2; word++) {
            while (p < stop && (asm_is_blank(*p) || *p == ':')) {
                p++;
            }
            const char *start = p;
            while (p < stop && asm_is_name(*p)) {
                p++;
            }
            count_word(start, (size_t)(p - start), dialect_votes, VOTES(dialect_votes), dialects);
            count_word(start, (size_t)(p - start), arch_votes, VOTES(arch_votes), arches);
        }
        profile_a += is_profile_a(line, (size_t)(stop - line));
        line = newline ? newline + 1 : end;
    }
    struct asm_syntax syntax = {.arch = hint};
    syntax.dialect = (enum asm_dialect)winner(dialect_votes, VOTES(dialect_votes), dialects, ASM_GNU);
    if (hint == IR_ARCH_UNKNOWN) {
        syntax.arch = (enum ir_arch)winner(arch_votes, VOTES(arch_votes), arches, IR_ARCH_UNKNOWN);
        if (syntax.arch == IR_ARCH_ARM_M && profile_a > 0) {
            syntax.arch = IR_ARCH_ARM_A;
        }
        if (syntax.arch == IR_ARCH_UNKNOWN && syntax.dialect == ASM_ARMASM) {
            syntax.arch = IR_ARCH_ARM_M;
        }
    }
    bool gnu = syntax.dialect == ASM_GNU;
    syntax.semicolon_comment = !gnu || syntax.arch == IR_ARCH_AVR || syntax.arch == IR_ARCH_MSP430;
    syntax.at_comment = gnu && (syntax.arch == IR_ARCH_ARM_M || syntax.arch == IR_ARCH_ARM_A ||
                                syntax.arch == IR_ARCH_ARM_R || syntax.arch == IR_ARCH_UNKNOWN);
    syntax.hash_comment = gnu && (syntax.arch == IR_ARCH_RISCV || syntax.arch == IR_ARCH_XTENSA);
    return syntax;
}

/* ---- lines ---------------------------------------------------------------- */

struct splitter {
    struct arena *arena;
    struct asm_lines *out;
    const struct asm_syntax *syntax;
    const char *p, *end;
    struct buf line;
    uint32_t first, number;
    bool started; /* the line has more than blanks */
};

static char peek(const struct splitter *split, size_t offset)
{
    return offset < (size_t)(split->end - split->p) ? split->p[offset] : '\0';
}

static void put(struct splitter *split, char c)
{
    if (split->line.count >= ASM_LINE_CAP) {
        split->out->truncated = true;
        return;
    }
    c = c == '\0' || asm_is_blank(c) ? ' ' : c;
    if (c != ' ' && !split->started) {
        split->started = true;
        split->first = split->number;
    }
    buf_addn(&split->line, &c, 1);
}

static void flush(struct splitter *split)
{
    struct buf *line = &split->line;
    while (line->count && line->data[line->count - 1] == ' ') {
        line->count--;
    }
    if (line->count) {
        struct asm_line item = {arena_strndup(split->arena, line->data, line->count), split->first};
        VEC_PUSH(split->out, item);
    }
    line->count = 0;
    split->started = false;
}

/* "@progbits" and "@function" are operands; on ARM, GNU as reads even these as comments, but
 * sources that say so mean what they say. */
static bool at_is_operand(const struct splitter *split)
{
    static const char *const words[] = {"progbits", "nobits",     "function",   "object", "note",
                                        "notype",   "init_array", "fini_array", NULL};
    size_t length = 0;
    while (isalpha((unsigned char)peek(split, 1 + length)) || peek(split, 1 + length) == '_') {
        length++;
    }
    return length > 0 && asm_find_word(split->p + 1, length, words) >= 0;
}

static bool starts_comment(const struct splitter *split)
{
    char c = *split->p;
    char next = peek(split, 1);
    const struct asm_syntax *syntax = split->syntax;
    if (c == '/' && next == '/') {
        return true;
    }
    if (c == ';') {
        return syntax->semicolon_comment;
    }
    if (c == '@') {
        return syntax->at_comment && !at_is_operand(split);
    }
    if (c == '|') {
        return syntax->dialect == ASM_GNU && !split->started;
    }
    if (c == '*') {
        return syntax->dialect == ASM_TI && split->line.count == 0;
    }
    if (c == '#' && syntax->dialect == ASM_GNU && split->started) {
        /* "#4" is an immediate; "# text" is none */
        return syntax->hash_comment || (asm_is_blank(next) && asm_is_blank(split->p[-1]));
    }
    return false;
}

static void skip_block_comment(struct splitter *split)
{
    split->p += 2;
    while (split->p < split->end && !(*split->p == '*' && peek(split, 1) == '/')) {
        split->number += *split->p == '\n';
        split->p++;
    }
    split->p += split->p < split->end ? 2 : 0;
    put(split, ' ');
}

static void newline(struct splitter *split)
{
    split->number++;
    split->p++;
    size_t count = split->line.count;
    while (count && split->line.data[count - 1] == ' ') {
        count--;
    }
    if (count && split->line.data[count - 1] == '\\') {
        split->line.count = count - 1;
        return;
    }
    flush(split);
}

static void copy_string(struct splitter *split)
{
    put(split, *split->p++);
    while (split->p < split->end && *split->p != '"' && *split->p != '\n') {
        if (*split->p == '\\' && peek(split, 1) && peek(split, 1) != '\n' && peek(split, 1) != '\r') {
            put(split, *split->p++);
        }
        put(split, *split->p++);
    }
    if (split->p < split->end && *split->p == '"') {
        put(split, *split->p++);
    }
}

void asm_text_split(struct arena *arena, struct asm_lines *out, const char *text, size_t length,
                    const struct asm_syntax *syntax)
{
    struct splitter split = {
        .arena = arena, .out = out, .syntax = syntax, .p = text, .end = text + length, .number = 1};
    while (split.p < split.end) {
        char c = *split.p;
        if (c == '\n') {
            newline(&split);
        } else if (c == '/' && peek(&split, 1) == '*') {
            skip_block_comment(&split);
        } else if (starts_comment(&split)) {
            while (split.p < split.end && *split.p != '\n') {
                split.p++;
            }
        } else if (c == '"') {
            copy_string(&split);
        } else if (c == '\'' && peek(&split, 1) && peek(&split, 1) != '\n') {
            put(&split, c);
            put(&split, peek(&split, 1));
            split.p += 2;
        } else {
            put(&split, c);
            split.p++;
        }
    }
    flush(&split);
    buf_free(&split.line);
}
