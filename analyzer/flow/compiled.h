/*
 * The program as a compiler made it: the code of object and ELF files, with the places in the source that its
 * instructions stand for. compiled_length() follows a section of the source in it, from the instruction that
 * masks to those that open, and counts. Conditions that exclude each other are not seen, as in the source: it
 * errs towards longer. Loops go round as often as the source says of the loop on their lines.
 */
#ifndef FLOW_COMPILED_H
#define FLOW_COMPILED_H

#include "flow/compiled_code.h"

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
    bool by_call;  /* by a count of a kernel's, as the scheduler is: it lasts from call to call */
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
