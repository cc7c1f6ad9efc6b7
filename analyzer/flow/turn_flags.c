#include "flow/turn_flags.h"

enum { FLAGS_MAX = 4096, GROUP_MAX = 4000, FIELDS_MAX = 64 };

static bool stores_constant(const struct facts *facts, const struct access *access, int64_t *value)
{
    const struct ir_unit *unit = program_unit(facts->program, access->func);
    const struct ir_op *op = &unit->ops.data[access->op];
    return op->kind == IR_STORE && contexts_constant(unit, op->b, value);
}

/* Is every access that overlaps this one to the same word, by its own name, and no change of an old value? */
static bool is_flag(const struct facts *facts, const struct access *group, size_t count,
                    const struct access *one)
{
    bool loaded = false;
    bool stored = false;
    if (one->indexed || one->bitfield || one->size > access_indivisible(facts, one)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct access *access = &group[i];
        int64_t value;
        if (!access_overlaps(access, one)) {
            continue;
        }
        if (access->indexed || access->exact != one->exact || access->size != one->size ||
            access->through_pointer || access->unsure || access->kind == ACCESS_UPDATE ||
            (access->kind == ACCESS_WRITE && !stores_constant(facts, access, &value))) {
            return false;
        }
        loaded |= access->kind == ACCESS_READ;
        stored |= access->kind == ACCESS_WRITE;
    }
    return loaded && stored;
}

static void add(struct turn_flags *flags, const struct facts *facts, const struct access *group, size_t count,
                const struct access *one)
{
    uint32_t flag = flags->count++;
    VEC_PUSH(&flags->first_store, (uint32_t)flags->stores.count);
    for (size_t i = 0; i < count; i++) {
        const struct access *access = &group[i];
        if (!access_overlaps(access, one)) {
            continue;
        }
        map_set(&flags->at, (uint64_t)access->func << 32 | access->op, flag);
        struct turn_store store = {.flag = flag, .access = access};
        if (access->kind == ACCESS_WRITE && stores_constant(facts, access, &store.value)) {
            VEC_PUSH(&flags->stores, store);
        }
    }
}

/* Each word of an object is looked at by its first access. */
static void find_in_group(struct turn_flags *flags, const struct facts *facts, const struct access *group,
                          size_t count)
{
    uint32_t seen[FIELDS_MAX];
    size_t words = 0;
    for (size_t i = 0; i < count && words < FIELDS_MAX && flags->count < FLAGS_MAX; i++) {
        bool known = group[i].indexed;
        for (size_t j = 0; j < words && !known; j++) {
            known = seen[j] == group[i].exact;
        }
        if (known) {
            continue;
        }
        seen[words++] = group[i].exact;
        if (is_flag(facts, group, count, &group[i])) {
            add(flags, facts, group, count, &group[i]);
        }
    }
}

void turn_flags_find(struct turn_flags *flags, const struct facts *facts, const struct accesses *accesses)
{
    *flags = (struct turn_flags){0};
    for (size_t first = 0; first < accesses->data.count;) {
        const struct access *group = &accesses->data.data[first];
        size_t count = access_group(accesses, first);
        first += count;
        if (count > 1 && count <= GROUP_MAX && !(group->object & ACCESS_FIXED)) {
            find_in_group(flags, facts, group, count);
        }
    }
    VEC_PUSH(&flags->first_store, (uint32_t)flags->stores.count);
}

void turn_flags_free(struct turn_flags *flags)
{
    VEC_FREE(&flags->stores);
    VEC_FREE(&flags->first_store);
    map_free(&flags->at);
}
