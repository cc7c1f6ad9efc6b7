/*
 * Conflicts: an access that a handler can cut in two or into, and the handler's access that
 * does it. One for each access at risk and object; the handler with the least doubt is kept.
 *
 * Silent by construction: single-word reads and writes of indivisible objects, accesses before
 * the handler is armed, handlers that the held masks stop, handlers that cannot preempt, accesses that take
 * turns by a flag (flow/turns.h).
 */
#ifndef FLOW_RACE_H
#define FLOW_RACE_H

#include "flow/turns.h"

enum race_kind {
    RACE_UPDATE, /* read-modify-write against a write: an update is lost */
    RACE_TORN,   /* wider than the target moves in one step */
    RACE_FIELDS, /* several fields that belong together, each moved on its own */
    RACE_TAKEN,  /* read and then reset, against an update in between: what it added is lost */
};

/* What makes it less than sure: the weakest link, from none to the worst. */
enum race_doubt {
    RACE_SURE,
    RACE_BY_PROTOCOL, /* they may take turns by agreement: the handler only reads or sets a constant, or the
                         object is a register, whose peripheral may be at rest */
    RACE_BY_POINTER,  /* one side is reached through a pointer that may lead elsewhere */
    RACE_BY_GUESS, /* rests on a guessed context, an unknown priority, or a way through a large recursion */
};

struct race {
    enum race_kind kind;
    enum race_doubt doubt;
    const struct access *at_risk, *by;
    bool guarded;  /* some mask is held at the access, but it does not stop the handler */
    bool partial;  /* the function guards other accesses to the object, and this one not */
    bool intended; /* elsewhere in the program the object is guarded against this handler */
};

struct races {
    VEC(struct race) data; /* in the order of the accesses */
};

/*
 * Does an access of `b` in the midst of `a` do harm, for these two alone? Fields and elements that belong
 * together are not asked for: each of their accesses is whole.
 */
bool race_splits(const struct facts *facts, const struct access *a, const struct access *b,
                 enum race_kind *kind);

void race_find(struct races *races, const struct facts *facts, const struct accesses *accesses,
               const struct turns *turns);
void race_free(struct races *races);

#endif
