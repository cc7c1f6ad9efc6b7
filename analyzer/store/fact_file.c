#include "store/fact_file.h"

#include "base/check.h"
#include "ir/ir_build.h"
#include "store/build_id.h"
#include "store/fact_check.h"

#include <stdio.h>
#include <string.h>

/* LOCKSTEP: unit arrays (ir/ir.h). */
#define UNIT_ARRAYS(X)                                                                                       \
    X(strings)                                                                                               \
    X(types)                                                                                                 \
    X(fields)                                                                                                \
    X(locs)                                                                                                  \
    X(syms)                                                                                                  \
    X(inits)                                                                                                 \
    X(places)                                                                                                \
    X(steps)                                                                                                 \
    X(ops)                                                                                                   \
    X(operands)                                                                                              \
    X(asms)                                                                                                  \
    X(asm_operands)                                                                                          \
    X(asm_clobbers) X(blocks) X(edges) X(funcs) X(notices) X(files) X(suppressions) X(suppressed)

enum { ARRAY_COUNT = 20, VERSION = 4, ALIGNMENT = 8, WRITER_MAX = 32 };

struct array_entry {
    uint64_t offset; /* from the start of the file */
    uint32_t count, item_size;
};

struct header {
    char magic[8];
    uint32_t version, array_count;
    uint64_t checksum; /* of everything after this member */
    uint64_t size;     /* of the file */
    char writer[WRITER_MAX];
    uint32_t path, health, is_listed, unused;
    struct ir_target target;
    struct array_entry arrays[ARRAY_COUNT];
};

static const char magic[8] = {'C', 'R', 'I', 'T', 'F', 'A', 'C', 'T'};

static uint64_t checksum_of(const unsigned char *file, size_t size)
{
    size_t start = offsetof(struct header, size);
    return hash_bytes(file + start, size - start, VERSION);
}

static void pad(struct buf *out, size_t start)
{
    static const char zeros[ALIGNMENT] = {0};
    size_t used = (out->count - start) % ALIGNMENT;
    if (used) {
        buf_addn(out, zeros, ALIGNMENT - used);
    }
}

void fact_write(struct buf *out, const struct ir_unit *unit)
{
    size_t start = out->count;
    struct header header = {.version = VERSION,
                            .array_count = ARRAY_COUNT,
                            .path = unit->path,
                            .health = unit->health,
                            .is_listed = unit->is_listed,
                            .target = unit->target};
    memcpy(header.magic, magic, sizeof(magic));
    snprintf(header.writer, sizeof(header.writer), "%s", build_id());
    buf_addn(out, (const char *)&header, sizeof(header));
    size_t next = 0;
#define WRITE_ARRAY(name)                                                                                    \
    pad(out, start);                                                                                         \
    header.arrays[next++] = (struct array_entry){.offset = out->count - start,                               \
                                                 .count = (uint32_t)unit->name.count,                        \
                                                 .item_size = sizeof(*unit->name.data)};                     \
    if (unit->name.count) {                                                                                  \
        buf_addn(out, (const char *)unit->name.data, unit->name.count * sizeof(*unit->name.data));           \
    }
    UNIT_ARRAYS(WRITE_ARRAY)
#undef WRITE_ARRAY
    CHECK(next == ARRAY_COUNT);
    header.size = out->count - start;
    memcpy(out->data + start, &header, sizeof(header));
    header.checksum = checksum_of((unsigned char *)out->data + start, out->count - start);
    memcpy(out->data + start, &header, sizeof(header));
}

/* The bytes of an array in the file, or NULL if it does not lie within it. */
static const void *array_bytes(const unsigned char *file, size_t size, const struct array_entry *entry,
                               size_t item_size)
{
    uint64_t bytes = (uint64_t)entry->count * entry->item_size;
    if (entry->item_size != item_size || entry->offset > size || bytes > size - entry->offset) {
        return NULL;
    }
    return file + entry->offset;
}

size_t fact_size(const void *data, size_t size)
{
    struct header header;
    if (size < sizeof(header)) {
        return size;
    }
    memcpy(&header, data, sizeof(header));
    bool known = memcmp(header.magic, magic, sizeof(magic)) == 0 && header.version == VERSION;
    return known && header.size >= sizeof(header) && header.size < size ? (size_t)header.size : size;
}

const char *fact_read(struct ir_unit *unit, const void *data, size_t size)
{
    struct header header;
    if (size < sizeof(header)) {
        return "the file is too short to be a fact file";
    }
    memcpy(&header, data, sizeof(header));
    if (memcmp(header.magic, magic, sizeof(magic)) != 0) {
        return "this is not a fact file";
    }
    header.writer[WRITER_MAX - 1] = '\0';
    if (header.version != VERSION || header.array_count != ARRAY_COUNT ||
        strcmp(header.writer, build_id()) != 0) {
        return "the fact file was written by another version of critlint";
    }
    if (header.size != size || header.checksum != checksum_of(data, size)) {
        return "the fact file is damaged";
    }
    size_t next = 0;
    unit->path = header.path;
    unit->health = header.health;
    unit->is_listed = header.is_listed;
    unit->target = header.target;
#define READ_ARRAY(name)                                                                                     \
    {                                                                                                        \
        const struct array_entry *entry = &header.arrays[next++];                                            \
        const void *bytes = array_bytes(data, size, entry, sizeof(*unit->name.data));                        \
        if (!bytes) {                                                                                        \
            ir_unit_free(unit);                                                                              \
            return "the fact file is damaged";                                                               \
        }                                                                                                    \
        VEC_RESERVE(&unit->name, entry->count);                                                              \
        if (entry->count) {                                                                                  \
            memcpy(unit->name.data, bytes, entry->count * sizeof(*unit->name.data));                         \
        }                                                                                                    \
        unit->name.count = entry->count;                                                                     \
    }
    UNIT_ARRAYS(READ_ARRAY)
#undef READ_ARRAY
    if (!fact_check(unit)) {
        ir_unit_free(unit);
        return "the fact file is damaged";
    }
    return NULL;
}
