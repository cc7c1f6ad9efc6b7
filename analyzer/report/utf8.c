#include "report/utf8.h"

/* Allowed second bytes after a lead byte (Unicode 15, table 3-7); later ones are 80..BF. */
struct lead {
    unsigned char first, last;
    unsigned char low, high;
    unsigned char length;
};

static const struct lead leads[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        if (byte >= leads[i].first && byte <= leads[i].last) {
            return &leads[i];
        }
    }
    return NULL;
}

uint32_t utf8_next(const char **at, const char *end)
{
    unsigned char byte = (unsigned char)*(*at)++;
    if (byte < 0x80) {
        return byte;
    }
    const struct lead *lead = lead_of(byte);
    if (!lead) {
        return UTF8_REPLACEMENT;
    }
    uint32_t character = byte & (0x7fu >> lead->length);
    for (unsigned i = 1; i < lead->length; i++) {
        unsigned char low = i == 1 ? lead->low : 0x80;
        unsigned char high = i == 1 ? lead->high : 0xbf;
        if (*at == end || (unsigned char)**at < low || (unsigned char)**at > high) {
            return UTF8_REPLACEMENT;
        }
        character = character << 6 | ((unsigned char)*(*at)++ & 0x3fu);
    }
    return character;
}

void utf8_put(struct buf *out, uint32_t character)
{
    char bytes[4];
    size_t count = 0;
    if (character < 0x80) {
        bytes[count++] = (char)character;
    } else if (character < 0x800) {
        bytes[count++] = (char)(0xc0 | character >> 6);
        bytes[count++] = (char)(0x80 | (character & 0x3f));
    } else if (character < 0x10000) {
        bytes[count++] = (char)(0xe0 | character >> 12);
        bytes[count++] = (char)(0x80 | (character >> 6 & 0x3f));
        bytes[count++] = (char)(0x80 | (character & 0x3f));
    } else {
        bytes[count++] = (char)(0xf0 | character >> 18);
        bytes[count++] = (char)(0x80 | (character >> 12 & 0x3f));
        bytes[count++] = (char)(0x80 | (character >> 6 & 0x3f));
        bytes[count++] = (char)(0x80 | (character & 0x3f));
    }
    buf_addn(out, bytes, count);
}

unsigned utf8_units(uint32_t character)
{
    return character > 0xffff ? 2 : 1;
}

struct range {
    uint32_t first, last;
};

static int within(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return 1;
        }
    }
    return 0;
}

unsigned utf8_width(uint32_t character)
{
    /* Blocks, not the exact tables: enough to put a caret under code that follows a comment. */
    static const struct range wide[] = {{0x1100, 0x115f}, {0x2e80, 0xa4cf},   {0xac00, 0xd7a3},
                                        {0xf900, 0xfaff}, {0xfe30, 0xfe6f},   {0xff00, 0xff60},
                                        {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};
    static const struct range none[] = {{0x300, 0x36f}, {0x200b, 0x200d}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}};
    if (within(none, sizeof(none) / sizeof(none[0]), character)) {
        return 0;
    }
    return within(wide, sizeof(wide) / sizeof(wide[0]), character) ? 2 : 1;
}

int utf8_is_control(uint32_t character)
{
    static const struct range control[] = {
        {0, 0x1f}, {0x7f, 0x9f}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}};
    return within(control, sizeof(control) / sizeof(control[0]), character);
}

void utf8_put_valid(struct buf *out, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        utf8_put(out, utf8_next(&text, end));
    }
}

void utf8_put_plain(struct buf *out, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        uint32_t character = utf8_next(&text, end);
        if (character == '\t' || character == '\n' || character == '\r') {
            character = ' ';
        }
        utf8_put(out, utf8_is_control(character) ? UTF8_REPLACEMENT : character);
    }
}
