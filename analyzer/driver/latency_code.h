/* Sections of the source, looked up in the code that --elf names. */
#ifndef DRIVER_LATENCY_CODE_H
#define DRIVER_LATENCY_CODE_H

#include "flow/compiled.h"
#include "flow/flow.h"
#include "flow/section.h"
#include "report/latency.h"

/* What is remembered of the sections of all programs until the code is asked. */
struct latency_code {
    VEC(struct compiled_loop) loops;
    VEC(struct compiled_question) questions; /* by a section's id */
};

/* The next id: of this section. Texts live in `run`. */
uint32_t latency_code_ask(struct latency_code *code, struct arena *run, const struct flow *flow,
                          const struct section *section);
/* The loops of a program; after its sections were found. */
void latency_code_loops(struct latency_code *code, const struct flow *flow, const struct costs *costs);
/* Takes the loops; then answers for sections. */
void latency_code_ready(struct latency_code *code, struct compiled *compiled);
const struct latency_compiled *latency_code_answer(const struct latency_code *code, struct compiled *compiled,
                                                   struct arena *run, const struct latency_section *section);
void latency_code_free(struct latency_code *code);

#endif
