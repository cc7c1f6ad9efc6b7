#include "flow/turn_facts.h"

#include <stddef.h>
#include <string.h>

const struct turn_fact *turn_facts_find(const struct turn_facts *facts, uint32_t flag)
{
    for (uint32_t i = 0; i < facts->count; i++) {
        if (facts->data[i].flag == flag) {
            return &facts->data[i];
        }
    }
    return NULL;
}

void turn_facts_forget(struct turn_facts *facts, uint32_t flag)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < facts->count; i++) {
        if (facts->data[i].flag != flag) {
            facts->data[kept++] = facts->data[i];
        }
    }
    facts->count = (uint8_t)kept;
}

void turn_facts_learn(struct turn_facts *facts, struct turn_fact fact)
{
    turn_facts_forget(facts, fact.flag);
    if (facts->count == TURN_FACTS_MAX) {
        return;
    }
    uint32_t at = facts->count++;
    for (; at > 0 && facts->data[at - 1].flag > fact.flag; at--) {
        facts->data[at] = facts->data[at - 1];
    }
    facts->data[at] = fact;
}

/* What holds where either holds. False: nothing. */
static bool weaken(struct turn_fact *fact, const struct turn_fact *other)
{
    struct turn_fact common = *fact;
    bool same = fact->is == other->is && fact->value == other->value;
    bool some = same;
    if (fact->is && other->is && !same) { /* one value, and another: not 0 is left */
        common.is = false;
        common.value = 0;
        some = fact->value != 0 && other->value != 0;
    } else if (fact->is != other->is) {
        common.is = false;
        common.value = fact->is ? other->value : fact->value;
        some = fact->value != other->value;
    }
    common.asked = fact->asked && other->asked;
    *fact = common;
    return some;
}

static bool is_same(const struct turn_fact *a, const struct turn_fact *b)
{
    return a->flag == b->flag && a->is == b->is && a->asked == b->asked && a->value == b->value;
}

bool turn_facts_join(struct turn_facts *facts, const struct turn_facts *from)
{
    if (!facts->reached) {
        *facts = *from;
        facts->reached = true;
        return true;
    }
    uint32_t kept = 0;
    bool changed = false;
    for (uint32_t i = 0; i < facts->count; i++) {
        struct turn_fact fact = facts->data[i];
        const struct turn_fact *other = turn_facts_find(from, fact.flag);
        if (other && weaken(&fact, other)) {
            changed |= kept != i || !is_same(&fact, &facts->data[kept]);
            facts->data[kept++] = fact;
        }
    }
    changed |= kept != facts->count;
    facts->count = (uint8_t)kept;
    return changed;
}
