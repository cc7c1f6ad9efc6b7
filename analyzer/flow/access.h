/*
 * Accesses to objects that outlive a function: globals, statics, static locals, what pointers
 * lead to, and registers at fixed addresses; with the context that makes each and the masks
 * held there. Grouped by object.
 */
#ifndef FLOW_ACCESS_H
#define FLOW_ACCESS_H

#include "flow/facts.h"

enum access_kind { ACCESS_READ, ACCESS_WRITE, ACCESS_UPDATE /* read-modify-write */ };

struct access {
    uint64_t object;       /* program symbol, or ACCESS_FIXED | address of the register block */
    uint32_t offset, size; /* bytes; array elements are one */
    uint32_t exact;        /* the offset with constant indices counted, unless `indexed` */
    uint8_t kind;          /* enum access_kind */
    bool atomic;           /* by an atomic operation */
    bool is_volatile;
    bool through_pointer; /* the object was found by points-to */
    bool indexed;         /* an array element: which one is not known here */
    bool in_loop;
    bool unsure;    /* by a pointer that may lead elsewhere, or in a context reached so only */
    bool tangled;   /* in a function that is reached through a large recursion only */
    bool fatal;     /* in a handler that will not return: who was interrupted never goes on */
    bool outlived;  /* through a pointer made in a section that has ended: CRIT302's matter */
    uint32_t bits;  /* update by a constant: the bits that it may change; 0: not known */
    bool constant;  /* a write of a constant */
    uint32_t taken; /* a write that resets what this op has just read and kept (flow/taken.h); FLOW_NONE */
    bool bitfield;
    bool plain;   /* a whole variable of an integer type, by its name */
    bool claimed; /* the function asked for another field of the object, and set it, before (flow/claim.h) */
    uint32_t context, func, op, place;
    uint32_t event; /* in the function's events */
    struct abs_mask mask;
    const struct mask *held; /* relative to the function's entry */
};

#define ACCESS_FIXED (UINT64_C(1) << 63)

struct accesses {
    VEC(struct access) data; /* sorted by object, offset, function, op, context */
};

void access_collect(struct accesses *accesses, const struct facts *facts);
void access_free(struct accesses *accesses);

/* How many accesses from `first` on are to its object. */
size_t access_group(const struct accesses *accesses, size_t first);
/* The first access of an object, or where it would stand. */
size_t access_first(const struct accesses *accesses, uint64_t object);

/* "rx_count", "huart1.State", "register 0x40011000+0xc": in the run arena. */
const char *access_name(const struct facts *facts, const struct access *access);

/* "rx" is the object and all that is in it, "rx.head" a field. */
bool access_is_named(const struct facts *facts, const struct access *access, const char *name);

/* The largest access that the target makes in one step, in bytes. */
uint32_t access_indivisible(const struct facts *facts, const struct access *access);

/* Do two accesses touch the same bytes? */
static inline bool access_overlaps(const struct access *a, const struct access *b)
{
    if (a->object != b->object) {
        return false;
    }
    if (!a->indexed && !b->indexed) {
        return a->exact < b->exact + b->size && b->exact < a->exact + a->size;
    }
    return a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

#endif
