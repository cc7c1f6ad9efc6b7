#include "report/line_hash.h"

#include "base/check.h"
#include "base/map.h"
#include "base/vec.h"
#include "report/utf8.h"

#define WINDOW 100
#define FACTOR 37u
#define END_OF_TEXT 65535

struct units {
    uint16_t *data;
    size_t count, cap;
};

struct starts {
    size_t *data;
    size_t count, cap;
};

static void add_character(struct units *units, uint32_t character)
{
    if (utf8_units(character) == 2) {
        VEC_PUSH(units, (uint16_t)(0xd800 + ((character - 0x10000) >> 10)));
        VEC_PUSH(units, (uint16_t)(0xdc00 + ((character - 0x10000) & 0x3ff)));
    } else {
        VEC_PUSH(units, (uint16_t)character);
    }
}

/* The units that count, and where each line begins among them. */
static void read_units(struct units *units, struct starts *starts, const char *text, size_t length)
{
    const char *end = text + length;
    uint32_t previous = 0;
    VEC_PUSH(starts, (size_t)0);
    while (text < end) {
        uint32_t character = utf8_next(&text, end);
        if (character == '\r' || (character == '\n' && previous != '\r')) {
            VEC_PUSH(units, (uint16_t)'\n');
            VEC_PUSH(starts, units->count);
        } else if (character != '\n' && character != ' ' && character != '\t') {
            add_character(units, character);
        }
        previous = character;
    }
    VEC_PUSH(units, (uint16_t)END_OF_TEXT);
    for (unsigned i = 0; i < WINDOW; i++) {
        VEC_PUSH(units, (uint16_t)0);
    }
}

void line_hash_file(struct line_hashes *out, const char *text, size_t length)
{
    struct units units = {0};
    struct starts starts = {0};
    struct map seen = {0};
    read_units(&units, &starts, text, length);
    for (size_t line = 0; line < starts.count; line++) {
        uint64_t hash = 0;
        CHECK(starts.data[line] + WINDOW <= units.count);
        for (size_t i = 0; i < WINDOW; i++) {
            hash = hash * FACTOR + units.data[starts.data[line] + i];
        }
        uint32_t before = map_get(&seen, hash);
        uint32_t occurrence = before == MAP_NONE ? 1 : before + 1;
        map_set(&seen, hash, occurrence);
        VEC_PUSH(out, ((struct line_hash){.hash = hash, .occurrence = occurrence}));
    }
    map_free(&seen);
    VEC_FREE(&starts);
    VEC_FREE(&units);
}
