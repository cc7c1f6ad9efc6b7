/* The code of all files of a program, and what is known of it: the data of flow/compiled.h. */
#ifndef FLOW_COMPILED_CODE_H
#define FLOW_COMPILED_CODE_H

#include "base/map.h"
#include "flow/ways.h"
#include "objects/code.h"

/* A loop of the source. */
struct compiled_loop {
    const char *file;
    uint32_t line;
    struct trips trips;
    bool at_top; /* asked before each round; else after it */
};

struct compiled_func {
    uint32_t file, func; /* of that file's code */
    struct cost total;
    uint8_t state; /* not yet asked for, on the way, known */
    bool returns;
};

struct compiled_file {
    const char *name; /* the user's */
    struct code code;
    uint32_t first_func; /* of `funcs` */
    uint32_t *by_line;   /* places by file and line */
    /* Chains: what was inlined into a place, the instructions of a place. CODE_NONE ends them. */
    uint32_t *inlined, *next_inlined, *insn, *next_insn;
    struct map loops;   /* string and line → a loop */
    struct map strings; /* index of `sources` → string of this file */
};

struct compiled {
    struct arena *arena;
    VEC(struct compiled_file) files;
    VEC(struct compiled_func) funcs;
    VEC(struct compiled_loop) loops;
    VEC(const char *) sources; /* paths that the code's lines name */
    struct map source_at;      /* hash of such a path → index */
    struct map meant;          /* hash of a path of the source → index + 1 of what it means; 0: nothing */
    struct map by_name;        /* hash of the name of a global function → func */
    int depth;
};

#endif
