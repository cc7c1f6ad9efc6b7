/*
 * What the user says is to be held at each access of an object: by an annotation of a variable or a field,
 * by clang's guarded_by, or in the configuration, which is the strongest. And whether it is held.
 *
 * The guard is masking, or a lock by its name: of a field of the same record, of a static of the same file,
 * or of a global. Checked only where another context can come by then; what can be held under another name
 * counts as held.
 */
#ifndef FLOW_DECLARED_H
#define FLOW_DECLARED_H

#include "flow/flow.h"
#include "flow/locked.h"
#include "flow/started.h"

struct declared_guard {
    const char *name;           /* as the user spells it; NULL: nobody says anything */
    struct object_claim *claim; /* of the configuration, or NULL: the declaration says so */
    bool masked;
    bool exists;
    bool element_unknown; /* of which element of an array the lock is, is not known */
    bool is_handle;       /* the lock is a pointer, or a number: another variable is another lock */
    uint32_t sym, offset; /* of the lock */
};

struct declared {
    const struct flow *flow;
    struct map entries; /* reach_index() */
    struct locked locked;
    struct started started;
    struct map statics; /* unit and name → program symbol */
    bool has_statics;
};

/* Does anybody say anything? Else the rest costs nothing. */
bool declared_any(const struct flow *flow);
void declared_init(struct declared *declared, const struct flow *flow);
void declared_free(struct declared *declared);

struct declared_guard declared_guard_of(struct declared *declared, const struct access *access);

/* What a name means in a unit. */
struct declared_guard declared_lock(struct declared *declared, uint32_t unit, const char *name);
/* Is the lock held, or one that may be it? `entry`: of reach; `held`: of its function, at that place. */
bool declared_holds(const struct declared *declared, const struct declared_guard *guard, uint32_t entry,
                    const struct mask *held);

/*
 * The access of another context that comes between, as the guard is not held at `access`; NULL: it is held,
 * or nobody can come. `group` is all accesses of the object. `guess`: that the other comes rests on a guess.
 */
const struct access *declared_breach(struct declared *declared, const struct declared_guard *guard,
                                     const struct access *group, size_t count, const struct access *access,
                                     bool *guess);

#endif
