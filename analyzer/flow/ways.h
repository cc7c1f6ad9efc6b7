/*
 * The longest way through a graph whose loops are taken apart from the outside in. What a node costs and how
 * often a loop goes round is the caller's to say: of ops (flow/longest.h) or of instructions
 * (flow/compiled.h). Conditions that exclude each other are not seen: it errs towards longer.
 */
#ifndef FLOW_WAYS_H
#define FLOW_WAYS_H

#include "base/vec.h"
#include "flow/trip.h"
#include "flow/weight.h"

enum { WAYS_DEPTH_MAX = 16 };

#define WAYS_NONE UINT32_MAX

struct way_node {
    /* Given: the ways on are succ[succ .. succ + succ_count). */
    struct cost cost;
    uint32_t succ, succ_count;
    bool ends; /* the way may end here */
    /* Found. */
    bool useful, reached; /* an end can be reached from it; it can be reached */
    struct cost before;   /* the longest way to here */
    uint32_t via;         /* the node before it on that way; of a node in a loop: by `loop` */
    uint32_t loop;        /* the outermost one that it is in, or WAYS_NONE */
    /* Of the level that is being solved. */
    uint32_t level, component, number, low;
    bool on_stack;
};

struct way_loop {
    uint32_t via; /* the node before it */
    uint32_t loc; /* set by rounds() */
    struct trips trips;
    struct cost cost;
};

/* A loop whose longest round is known. */
struct way_round {
    const uint32_t *members;
    uint32_t count, header;
    struct cost cost;
};

struct ways {
    struct arena *arena;
    struct way_node *nodes; /* the first is the start */
    uint32_t count;
    uint32_t *succ;
    uint32_t succ_count;
    /* What all rounds of a loop cost; may say more of the loop. */
    struct cost (*rounds)(void *context, const struct way_round *round, struct way_loop *loop);
    /* What loops that are entered in several places cost, `before` included. */
    struct cost (*tangle)(void *context, const uint32_t *members, uint32_t count, struct cost before);
    void *context;
    VEC(struct way_loop) loops; /* the outermost ones */
    uint32_t next_level, next_component;
};

bool cost_is_longer(const struct cost *a, const struct cost *b);
/* False: no end can be reached. */
bool ways_find(struct ways *ways);
void ways_free(struct ways *ways);

#endif
