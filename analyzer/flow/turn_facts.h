/* What is known of flags (flow/turn_flags.h) at one point: which value each has, or has not. */
#ifndef FLOW_TURN_FACTS_H
#define FLOW_TURN_FACTS_H

#include <stdbool.h>
#include <stdint.h>

/* What is known of a flag: it is `value`, or it is not. */
struct turn_fact {
    uint32_t flag;
    bool is;
    bool asked; /* by conditions, on every way; else somebody here stored it on one */
    int64_t value;
};

enum { TURN_FACTS_MAX = 12 }; /* more are not kept */

struct turn_facts {
    bool reached; /* else all is possible still: no way here was followed */
    uint8_t count;
    struct turn_fact data[TURN_FACTS_MAX]; /* by flag */
};

const struct turn_fact *turn_facts_find(const struct turn_facts *facts, uint32_t flag);
/* The newest replaces what was known of the flag. */
void turn_facts_learn(struct turn_facts *facts, struct turn_fact fact);
void turn_facts_forget(struct turn_facts *facts, uint32_t flag);
/* Keeps what holds on both ways. True if `facts` changed. */
bool turn_facts_join(struct turn_facts *facts, const struct turn_facts *from);

/* Does the value agree with the fact? */
static inline bool turn_fact_allows(const struct turn_fact *fact, int64_t value)
{
    return (fact->value == value) == fact->is;
}

/* Can both not be true at once? */
static inline bool turn_facts_contradict(const struct turn_fact *a, const struct turn_fact *b)
{
    return (a->is && !turn_fact_allows(b, a->value)) || (b->is && !turn_fact_allows(a, b->value));
}

#endif
