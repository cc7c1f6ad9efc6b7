/*
 * What a unit's facts rest on, besides its command: the state of files and folders. A parse leaves a trace
 * (frontend/trace.h); the trace becomes a list of lookups, each with a digest of what it led to; and as long
 * as each leads to the same, the facts are those that a new parse would give.
 *
 *   file     its content, of every file that any attempt read
 *   name     where in the tree files with this base name lie, of every name that a file that was read asks
 * for, found or not, under a condition or not. So a header that would shadow another, a better one for
 *            critlint's own search, and the loss of one are seen, and other new files change nothing
 *   headers  which headers a folder outside of the tree's index holds, where such a name is looked up in it
 *   folder   all that it holds, where a name is looked up that no index has ("table.x", "vector")
 *   builds   what the build files of the tree say, if a choice was made by them
 *
 * Times are not compared, but who looks while something changes cannot say what the parse saw: nothing is
 * kept then. One thing is not seen: a file of the tree that goes and comes back while critlint runs.
 */
#ifndef DRIVER_LOOKUPS_H
#define DRIVER_LOOKUPS_H

#include "base/digest.h"
#include "driver/units.h"
#include "frontend/trace.h"

struct lookups;

/* From now on a change is one that the run may or may not have seen. Lives in `run` until it is freed. */
struct lookups *lookups_new(struct arena *run, struct headers *headers, const char *root);
void lookups_free(struct lookups *lookups);

/* Appends the list to `out`. False: the facts must not be kept. */
bool lookups_record(struct lookups *lookups, const struct parse_trace *trace, enum ir_arch arch,
                    struct buf *out);
/* Does everything lead to what it led to? False for bytes that are no such list, too. */
bool lookups_hold(struct lookups *lookups, const void *list, size_t size);
/* Adds the files of a list that lookups_record() made, or that holds. */
void lookups_files(const void *list, size_t size, struct strtab *files);

#endif
