/* The directives of all dialects: what they say about symbols, sections and data. */
#ifndef FRONTEND_ASM_DIRECTIVE_H
#define FRONTEND_ASM_DIRECTIVE_H

#include "frontend/asm_data.h"

/* True if the statement is a directive, obeyed or without a meaning here; false for instructions. */
bool asm_directive(struct asm_data *data, const struct asm_stmt *stmt);
/* "name PROC": the label on the directive's line is a function. */
bool asm_directive_names_label(const char *op);

/* ---- what directives ask of the layout (asm_data.c) ----------------------- */

void asm_data_section(struct asm_data *data, const char *name, bool code);
void asm_data_push_section(struct asm_data *data);
void asm_data_pop_section(struct asm_data *data);
void asm_data_previous_section(struct asm_data *data);
void asm_data_end_function(struct asm_data *data, const struct asm_stmt *stmt);
void asm_data_advance(struct asm_data *data, int64_t bytes); /* negative: an unknown number */
void asm_data_align(struct asm_data *data, int64_t bytes);
void asm_data_origin(struct asm_data *data, struct asm_value value);
void asm_data_words(struct asm_data *data, const struct asm_stmt *stmt, uint32_t size);

#endif
