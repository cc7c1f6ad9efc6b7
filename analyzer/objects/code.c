#include "objects/code.h"

/* LOCKSTEP: the arrays of struct code. */
#define CODE_ARRAYS(X) X(insns) X(funcs) X(places) X(strings)

enum { ARRAYS = 4 };

struct header {
    uint32_t arch, linked, unread, truncated;
    uint64_t counts[ARRAYS];
};

const char *code_text(const struct code *code, uint32_t string)
{
    return string < code->strings.count ? code->strings.data + string : "";
}

uint32_t code_at(const struct code *code, uint64_t address)
{
    size_t low = 0;
    size_t high = code->insns.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code->insns.data[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < code->insns.count && code->insns.data[low].address == address;
    return found ? (uint32_t)low : CODE_NONE;
}

/* The last function that begins at or before what `key` of it is compared with; or CODE_NONE. */
static uint32_t last_func(const struct code *code, uint64_t at, bool by_insn)
{
    size_t low = 0;
    size_t high = code->funcs.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct code_func *func = &code->funcs.data[middle];
        if ((by_insn ? func->first : func->address) <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low ? (uint32_t)low - 1 : CODE_NONE;
}

uint32_t code_func_at(const struct code *code, uint64_t address)
{
    uint32_t func = last_func(code, address, false);
    return func != CODE_NONE && code->funcs.data[func].address == address ? func : CODE_NONE;
}

uint32_t code_func_of(const struct code *code, uint32_t insn)
{
    uint32_t func = last_func(code, insn, true);
    bool inside = func != CODE_NONE && insn - code->funcs.data[func].first < code->funcs.data[func].count;
    return inside ? func : CODE_NONE;
}

void code_write(struct buf *out, const struct code *code)
{
    struct header header = {
        .arch = code->arch, .linked = code->linked, .unread = code->unread, .truncated = code->truncated};
    size_t next = 0;
#define COUNT(name) header.counts[next++] = code->name.count;
    CODE_ARRAYS(COUNT)
#undef COUNT
    buf_addn(out, (const char *)&header, sizeof(header));
#define WRITE(name)                                                                                          \
    if (code->name.count) {                                                                                  \
        buf_addn(out, (const char *)code->name.data, code->name.count * sizeof(*code->name.data));           \
    }
    CODE_ARRAYS(WRITE)
#undef WRITE
}

static bool is_sound(const struct code *code)
{
    if (!code->strings.count || code->strings.data[code->strings.count - 1] != '\0') {
        return false;
    }
    for (size_t i = 0; i < code->funcs.count; i++) {
        const struct code_func *func = &code->funcs.data[i];
        if (func->first > code->insns.count || func->count > code->insns.count - func->first) {
            return false;
        }
    }
    for (size_t i = 0; i < code->insns.count; i++) {
        uint32_t place = code->insns.data[i].place;
        if (place != CODE_NONE && place >= code->places.count) {
            return false;
        }
    }
    for (size_t i = 0; i < code->places.count; i++) { /* callers come first, so that chains end */
        uint32_t caller = code->places.data[i].caller;
        if (caller != CODE_NONE && caller >= i) {
            return false;
        }
    }
    return true;
}

bool code_read(struct code *code, const void *data, size_t size)
{
    const char *bytes = data;
    struct header header;
    *code = (struct code){.arch = 0};
    if (size < sizeof(header)) {
        return false;
    }
    memcpy(&header, bytes, sizeof(header));
    bytes += sizeof(header);
    size -= sizeof(header);
    code->arch = header.arch;
    code->linked = header.linked;
    code->unread = header.unread;
    code->truncated = header.truncated;
    size_t next = 0;
#define READ(name)                                                                                           \
    {                                                                                                        \
        size_t count = header.counts[next++];                                                                \
        if (count > size / sizeof(*code->name.data)) {                                                       \
            return false;                                                                                    \
        }                                                                                                    \
        VEC_RESERVE(&code->name, count);                                                                     \
        if (count) {                                                                                         \
            memcpy(code->name.data, bytes, count * sizeof(*code->name.data));                                \
        }                                                                                                    \
        code->name.count = count;                                                                            \
        bytes += count * sizeof(*code->name.data);                                                           \
        size -= count * sizeof(*code->name.data);                                                            \
    }
    CODE_ARRAYS(READ)
#undef READ
    return is_sound(code);
}

void code_free(struct code *code)
{
    VEC_FREE(&code->insns);
    VEC_FREE(&code->funcs);
    VEC_FREE(&code->places);
    VEC_FREE(&code->strings);
}
