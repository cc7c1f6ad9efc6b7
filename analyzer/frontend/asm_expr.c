#include "frontend/asm_expr.h"

#include "frontend/asm_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_CAP = 64 };

struct expr {
    const char *p;
    struct asm_symbols *symbols;
    int depth;
};

static const struct asm_value unknown = {.symbol = IR_NONE};

static struct asm_value number(int64_t value)
{
    return (struct asm_value){.known = true, .symbol = IR_NONE, .number = value};
}

static int64_t add(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t negated(int64_t a)
{
    return (int64_t)(0 - (uint64_t)a);
}

static struct asm_value binary(struct expr *expr, int level);

/* ---- primaries ------------------------------------------------------------ */

static int64_t digits(const char *text, size_t length, unsigned base, bool *valid)
{
    uint64_t value = 0;
    *valid = length > 0;
    for (size_t i = 0; i < length; i++) {
        int c = tolower((unsigned char)text[i]);
        unsigned digit = isdigit(c) ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
        *valid &= isalnum(c) && digit < base;
        value = value * base + digit;
    }
    return (int64_t)value;
}

/* 12, 0x1F, 0b101, 017, armasm's 2_101, IAR's and TI's 1Fh; with C's suffixes u and l. Numeric
 * labels (1b, 1f) are no numbers. */
static struct asm_value read_number(struct expr *expr)
{
    const char *text = expr->p;
    size_t length = asm_name_length(text);
    expr->p += length;
    bool valid;
    int64_t value;
    bool hex = length > 2 && text[0] == '0' && tolower((unsigned char)text[1]) == 'x';
    char last = (char)tolower((unsigned char)text[length - 1]);
    if (!hex && last == 'h') {
        value = digits(text, length - 1, 16, &valid);
        return valid ? number(value) : unknown;
    }
    while (length > 1 && strchr("uUlL", text[length - 1])) {
        length--;
    }
    if (hex) {
        value = digits(text + 2, length - 2, 16, &valid);
    } else if (length > 2 && text[0] == '0' && tolower((unsigned char)text[1]) == 'b') {
        value = digits(text + 2, length - 2, 2, &valid);
    } else if (length > 2 && text[1] == '_') {
        value = digits(text + 2, length - 2, (unsigned)(text[0] - '0'), &valid);
    } else {
        value = digits(text, length, text[0] == '0' ? 8 : 10, &valid);
    }
    return valid ? number(value) : unknown;
}

static struct asm_value read_character(struct expr *expr)
{
    char c = expr->p[1];
    if (c == '\\' && expr->p[2]) {
        c = expr->p[2] == 'n' ? '\n' : expr->p[2] == 't' ? '\t' : expr->p[2] == '0' ? '\0' : expr->p[2];
    }
    expr->p = asm_skip_quoted(expr->p);
    return number((unsigned char)c);
}

static struct asm_value symbol_value(struct asm_symbols *symbols, const char *name, size_t length)
{
    uint32_t index = asm_symbol(symbols, name, length);
    const struct asm_symbol *symbol = &symbols->list.data[index];
    if (symbol->flags & ASM_CONSTANT) {
        return number(symbol->number);
    }
    return (struct asm_value){.known = true, .symbol = index};
}

/* f(x): the address operators of AVR pass their operand through; IAR's ends of a section are
 * symbols of its linker. */
static struct asm_value apply(struct expr *expr, const char *name, size_t length)
{
    static const char *const through[] = {"gs", "pm", NULL};
    static const char *const ends[] = {"sfe", "__sfe", "sfb", "__sfb", NULL};
    int end = asm_find_word(name, length, ends);
    expr->p++;
    if (end >= 0 && expr->symbols) {
        const char *section = asm_skip_blanks(expr->p);
        section += *section == '"';
        char text[128];
        size_t count = asm_name_length(section);
        count = count < 100 ? count : 100;
        snprintf(text, sizeof(text), "%.*s%s", (int)count, section, end < 2 ? "$$Limit" : "$$Base");
        const char *close = strchr(expr->p, ')');
        expr->p = close ? close + 1 : expr->p + strlen(expr->p);
        return symbol_value(expr->symbols, text, strlen(text));
    }
    struct asm_value inner = binary(expr, 0);
    while (*expr->p == ',') {
        expr->p++;
        binary(expr, 0);
    }
    expr->p = asm_skip_blanks(expr->p);
    expr->p += *expr->p == ')';
    if (!expr->symbols) {
        return number(0);
    }
    return asm_find_word(name, length, through) >= 0 ? inner : unknown;
}

static struct asm_value read_name(struct expr *expr, const char *name, size_t length)
{
    const char *next = asm_skip_blanks(expr->p);
    if (*next == '(') {
        expr->p = next;
        return apply(expr, name, length);
    }
    if (!expr->symbols) {
        return number(0);
    }
    if (length == 1 && (*name == '.' || *name == '$')) {
        return (struct asm_value){.known = true, .symbol = ASM_HERE};
    }
    return symbol_value(expr->symbols, name, length);
}

/* armasm's :DEF:name and :LNOT:x, and {TRUE}, {FALSE}. */
static struct asm_value armasm_primary(struct expr *expr)
{
    if (strncasecmp(expr->p, ":def:", 5) == 0) {
        const char *name = asm_skip_blanks(expr->p + 5);
        size_t length = asm_name_length(name);
        expr->p = name + length;
        if (!expr->symbols || !length) {
            return number(0);
        }
        uint32_t index = asm_symbol(expr->symbols, name, length);
        return number((expr->symbols->list.data[index].flags & (ASM_LABEL | ASM_CONSTANT | ASM_ALIAS)) != 0);
    }
    if (strncasecmp(expr->p, "{true}", 6) == 0 || strncasecmp(expr->p, "{false}", 7) == 0) {
        bool truth = tolower((unsigned char)expr->p[1]) == 't';
        expr->p += truth ? 6 : 7;
        return number(truth);
    }
    if (strncasecmp(expr->p, ":lnot:", 6) == 0) {
        expr->p += 6;
        struct asm_value inner = binary(expr, 10);
        return inner.known && inner.symbol == IR_NONE ? number(!inner.number) : unknown;
    }
    expr->p += strlen(expr->p);
    return unknown;
}

static struct asm_value unary(struct expr *expr, char op)
{
    expr->p++;
    struct asm_value inner = binary(expr, 10);
    if (op == '+') {
        return inner;
    }
    if (!inner.known || inner.symbol != IR_NONE) {
        return unknown;
    }
    return number(op == '-' ? negated(inner.number) : op == '~' ? ~inner.number : !inner.number);
}

static struct asm_value primary(struct expr *expr)
{
    while (asm_is_blank(*expr->p) || *expr->p == '#') { /* "#4" is armasm's and GNU's immediate 4 */
        expr->p++;
    }
    char c = *expr->p;
    if (isdigit((unsigned char)c)) {
        return read_number(expr);
    }
    if (c == '(' || c == '[') {
        expr->p++;
        struct asm_value inner = binary(expr, 0);
        expr->p = asm_skip_blanks(expr->p);
        expr->p += *expr->p == ')' || *expr->p == ']';
        return inner;
    }
    if (c == '\'') {
        return read_character(expr);
    }
    if (c == '"' || c == '|' || c == '`') {
        size_t length;
        const char *start = asm_read_name(expr->p, &length, &expr->p);
        return length ? read_name(expr, start, length) : unknown;
    }
    if (c == '&' && isxdigit((unsigned char)expr->p[1])) {
        bool valid;
        size_t length = asm_name_length(++expr->p);
        int64_t value = digits(expr->p, length, 16, &valid);
        expr->p += length;
        return valid ? number(value) : unknown;
    }
    if (c && strchr("-+~!", c)) {
        return unary(expr, c);
    }
    if (asm_is_name(c)) {
        const char *name = expr->p;
        size_t length = asm_name_length(name);
        expr->p += length;
        return read_name(expr, name, length);
    }
    return armasm_primary(expr);
}

/* ---- operators ------------------------------------------------------------ */

/* By C's precedence. GNU as orders some of these otherwise, but people write brackets there. */
struct binary_operator {
    const char *text;
    int level;
    char code;
};

static const struct binary_operator operators[] = {
    {":LOR:", 0, 'o'}, {"||", 0, 'o'},    {":LAND:", 1, 'a'}, {"&&", 1, 'a'},    {":OR:", 2, '|'},
    {"|", 2, '|'},     {":EOR:", 3, '^'}, {"^", 3, '^'},      {":AND:", 4, '&'}, {"&", 4, '&'},
    {"==", 5, '='},    {"!=", 5, '!'},    {"<>", 5, '!'},     {"/=", 5, '!'},    {"<<", 7, 'l'},
    {">>", 7, 'r'},    {":SHL:", 7, 'l'}, {":SHR:", 7, 'r'},  {"<=", 6, 'L'},    {">=", 6, 'G'},
    {"<", 6, '<'},     {">", 6, '>'},     {"=", 5, '='},      {"+", 8, '+'},     {"-", 8, '-'},
    {"*", 9, '*'},     {":MOD:", 9, '%'}, {"/", 9, '/'},      {"%", 9, '%'},
};

static const struct binary_operator *find_operator(const char *p)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (strncasecmp(p, operators[i].text, strlen(operators[i].text)) == 0) {
            return &operators[i];
        }
    }
    return NULL;
}

static bool place_of(const struct asm_symbols *symbols, uint32_t index, struct asm_place *place)
{
    if (index == ASM_HERE) {
        *place = symbols->here;
        return true;
    }
    const struct asm_symbol *symbol = &symbols->list.data[index];
    *place = (struct asm_place){symbol->section, symbol->epoch, symbol->number};
    return (symbol->flags & ASM_LABEL) != 0;
}

static struct asm_value subtract(const struct asm_symbols *symbols, struct asm_value a, struct asm_value b)
{
    int64_t difference = add(a.number, negated(b.number));
    if (b.symbol == IR_NONE) {
        a.number = difference;
        return a;
    }
    if (a.symbol == IR_NONE || a.relative || b.relative) {
        return unknown;
    }
    struct asm_place from;
    struct asm_place to;
    if (a.symbol == b.symbol) {
        return number(difference);
    }
    if (place_of(symbols, a.symbol, &to) && place_of(symbols, b.symbol, &from) &&
        to.section == from.section && to.epoch == from.epoch) {
        return number(add(difference, add(to.offset, negated(from.offset))));
    }
    a.relative = true;
    a.number = difference;
    return a;
}

static struct asm_value calculate(char code, int64_t a, int64_t b)
{
    switch (code) {
    case 'o': return number(a || b);
    case 'a': return number(a && b);
    case '|': return number(a | b);
    case '^': return number(a ^ b);
    case '&': return number(a & b);
    case '=': return number(a == b);
    case '!': return number(a != b);
    case '<': return number(a < b);
    case '>': return number(a > b);
    case 'L': return number(a <= b);
    case 'G': return number(a >= b);
    case 'l': return number(b >= 0 && b < 64 ? (int64_t)((uint64_t)a << b) : 0);
    case 'r': return number(b >= 0 && b < 64 ? (int64_t)((uint64_t)a >> b) : 0);
    case '*': return number((int64_t)((uint64_t)a * (uint64_t)b));
    default: break;
    }
    if (b == 0 || b == -1) { /* -1: the one quotient that overflows */
        return b ? number(code == '/' ? negated(a) : 0) : unknown;
    }
    return number(code == '/' ? a / b : a % b);
}

static struct asm_value combine(const struct asm_symbols *symbols, char code, struct asm_value a,
                                struct asm_value b)
{
    bool decides = code == 'o' || code == 'a';
    int64_t deciding = code == 'o';
    if (decides && ((a.known && a.symbol == IR_NONE && !a.number == !deciding) ||
                    (b.known && b.symbol == IR_NONE && !b.number == !deciding))) {
        return number(deciding);
    }
    if (!a.known || !b.known) {
        return unknown;
    }
    if (code == '-') {
        return subtract(symbols, a, b);
    }
    if (code == '+' && (a.symbol == IR_NONE || b.symbol == IR_NONE)) {
        struct asm_value *base = a.symbol == IR_NONE ? &b : &a;
        base->number = add(a.number, b.number);
        return *base;
    }
    if (a.symbol == IR_NONE && b.symbol == IR_NONE) {
        return calculate(code, a.number, b.number);
    }
    if (strchr("=!<>LG", code)) {
        struct asm_value distance = subtract(symbols, a, b);
        bool valid = distance.known && distance.symbol == IR_NONE;
        return valid ? calculate(code, distance.number, 0) : unknown;
    }
    /* "handler | 1" marks Thumb code: still that handler */
    if (code == '|' && b.symbol == IR_NONE && b.number == 1) {
        a.number = add(a.number, 1);
        return a;
    }
    return unknown;
}

static struct asm_value binary(struct expr *expr, int level)
{
    if (++expr->depth > DEPTH_CAP) {
        expr->p += strlen(expr->p);
        return unknown;
    }
    struct asm_value left = primary(expr);
    for (;;) {
        expr->p = asm_skip_blanks(expr->p);
        const struct binary_operator *op = find_operator(expr->p);
        if (!op || op->level < level) {
            break;
        }
        expr->p += strlen(op->text);
        struct asm_value right = binary(expr, op->level + 1);
        left = combine(expr->symbols, op->code, left, right);
    }
    expr->depth--;
    return left;
}

struct asm_value asm_expr(struct asm_symbols *symbols, const char *text, const char **rest)
{
    struct expr expr = {.p = text, .symbols = symbols};
    struct asm_value value = binary(&expr, 0);
    if (rest) {
        *rest = asm_skip_blanks(expr.p);
    }
    return value;
}
