/* The ways through the instructions of one function, and what functions cost. */
#ifndef FLOW_COMPILED_WAY_H
#define FLOW_COMPILED_WAY_H

#include "flow/compiled_code.h"

struct compiled_region {
    uint32_t func;
    uint32_t start; /* begins behind this instruction of the file; CODE_NONE: at the function's entry */
    struct cost start_cost;
    const uint8_t *ends; /* by instruction of the function: does the part end before it? NULL: at returns */
    const struct cost *end_costs; /* by instruction of the function; or NULL */
};

struct compiled_way {
    bool found;
    struct cost cost;
};

struct compiled_way compiled_way_find(struct compiled *compiled, const struct compiled_region *region);
/* From a function's entry to its returns; `returns` false: it has none. */
struct cost compiled_total(struct compiled *compiled, uint32_t func, bool *returns);
/* The function that an instruction calls, or branches to for good; CODE_NONE: none in sight. */
uint32_t compiled_target(const struct compiled *compiled, uint32_t file, const struct code_insn *insn,
                         uint32_t from_func);

#endif
