/*
 * Fact files: the serialised ops of one unit. No summary and no verdict in them, so that they
 * can be made in parallel, cached and sent between machines like object files; several may lie
 * one behind the other. The arrays are the same bytes on disk as in memory, so that only the
 * critlint that wrote a file reads it. A file is checked on reading (magic, version, checksum,
 * and every index against its array): one that does not fit is refused, never trusted.
 */
#ifndef STORE_FACT_FILE_H
#define STORE_FACT_FILE_H

#include "base/buf.h"
#include "ir/ir.h"

/* Appends the unit to `out`. */
void fact_write(struct buf *out, const struct ir_unit *unit);
/* The bytes of the first fact file, where several lie one behind the other; all, if it is not whole. */
size_t fact_size(const void *data, size_t size);
/*
 * Reads a unit (empty on entry) from bytes. Returns NULL, or what is wrong with them (static
 * text); `unit` is then empty. The caller frees with ir_unit_free().
 */
const char *fact_read(struct ir_unit *unit, const void *data, size_t size);

#endif
