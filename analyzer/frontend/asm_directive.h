/* The directives of all dialects: what they say about symbols, sections and data. */
#ifndef FRONTEND_ASM_DIRECTIVE_H
#define FRONTEND_ASM_DIRECTIVE_H

#include "frontend/asm_data.h"

/* True if the statement is a directive, obeyed or without a meaning here; false for instructions. */
bool asm_directive(struct asm_data *data, const struct asm_stmt *stmt);
/* "name PROC": the label on the directive's line is a function. */
bool asm_directive_names_label(const char *op);

#endif
