/*
 * The text form of a unit, for --dump=ops and the tests. One op a line, made to be read by
 * people and split by scripts:
 *
 *   unit <path> <arch> <ok|degraded|lost>
 *   global <kind> <name> [flags...] : <type>
 *   init <name>+<offset>:<size> = <int|&symbol+addend|"string">
 *   func <name> [flags...] (<param>, ...) @<file>:<line>
 *   block <n> -> <n> ...            (numbered from 0 within the function)
 *     %<n> = <kind> ... @<line>:<column> [macro <outermost>[/<innermost>]]
 *     <terminator> ...
 *
 * A place prints as  name.field[%3].other{flags}:bits  where name is  g:x (external),
 * s:x (file static), f::x (static local of f), l:x (local), p:x (parameter), t:x (temporary),
 * *%4 (what value %4 points to), "text" (string literal); flags are v (volatile), a (atomic),
 * c (const), b (bit-field). `bits` is the width of the access. Values are numbered from 0
 * within the function.
 */
#ifndef IR_IR_DUMP_H
#define IR_IR_DUMP_H

#include "base/buf.h"
#include "ir/ir.h"

void ir_dump(struct buf *out, const struct ir_unit *unit);
/* Appends the text of one place; `first_op` is the number of the function's first op. */
void ir_dump_place(struct buf *out, const struct ir_unit *unit, uint32_t place, uint32_t first_op);

#endif
