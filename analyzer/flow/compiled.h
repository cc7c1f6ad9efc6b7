/*
 * The program as a compiler made it: the code of object and ELF files, with the places in the source that its
 * instructions stand for. compiled_length() follows a section of the source in it, from the instruction that
 * masks to those that open, and counts. Conditions that exclude each other are not seen, as in the source: it
 * errs towards longer. Loops go round as often as the source says of the loop on their lines.
 */
#ifndef FLOW_COMPILED_H
#define FLOW_COMPILED_H

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

/* An op of the source that masks or opens. */
struct compiled_mark {
    const char *file;
    uint32_t line;
    const char *callee; /* of a call; else NULL */
};

struct compiled_question {
    struct compiled_mark start;
    const struct compiled_mark *ends;
    uint32_t end_count;
    bool by_store; /* it masks by a store, as one line is: not by an instruction of its own */
};

enum compiled_status {
    COMPILED_FOUND,
    COMPILED_NO_FILE, /* no instruction stands for anything in that file */
    COMPILED_NO_LINE, /* none for that line */
    COMPILED_NO_MASK, /* nothing on that line masks */
    COMPILED_NO_END,  /* no way from there to an end */
};

struct compiled_answer {
    enum compiled_status status;
    struct cost cost;     /* `func` of it is one of `compiled`, and `loc` an instruction of its file */
    const char *file;     /* object or program */
    const char *function; /* that holds the longest copy */
    uint32_t offset;      /* of the instruction that masks there, in the function */
    uint32_t copies;      /* how often the section was compiled */
};

/* Takes the code. All files first, then the loops, then compiled_ready(), then questions. The sources of
 * loops that are read with several programs come more than once. */
void compiled_add(struct compiled *compiled, const char *name, struct code *code);
void compiled_ready(struct compiled *compiled);
struct compiled_answer compiled_length(struct compiled *compiled, const struct compiled_question *question);
/* The place of a cost's reason: false if the instruction has none. `file` as DWARF writes it. */
bool compiled_place(const struct compiled *compiled, const struct cost *cost, const char **file,
                    uint32_t *line);
/* The function that the reason lies in; NULL: none. */
const char *compiled_func_name(const struct compiled *compiled, const struct cost *cost);
/* What a call that has no code in sight calls; NULL: not known. */
const char *compiled_callee(const struct compiled *compiled, const struct cost *cost);
void compiled_free(struct compiled *compiled);

#endif
