/*
 * What names mean where no body says it. A model speaks of a function or a macro by name; it
 * is the second source of meaning (the body comes first), used where the body is not visible
 * or too clever. Built-in models are models/<ecosystem>.yaml, embedded; the user's own come
 * from the configuration in the same columns (models/README.md).
 *
 * A spelling that means different things in different projects is either left out of the
 * built-in tables or bound to the shape of the declaration (args, returns), so that a model
 * errs towards saying nothing.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "core/notice.h"
#include "model/model_entry.h"

struct model;
struct yaml; /* yaml/yaml.h */
struct fy_node;

/* The built-in models. Dies on a malformed one: they are tested with the program. */
struct model *model_new(struct arena *run);
/*
 * Adds the user's models from YAML text (the value of `models:`, a list). What is malformed
 * makes a NOTICE_ERROR in `notices` with `path`, line and column, and the row is left out.
 * A row of the user's about a name replaces all built-in rows about that name. `path` is
 * borrowed; everything else is copied.
 */
void model_add_yaml(struct model *model, const char *text, const char *path, struct notice_list *notices);
/* The same for a list that stands in a larger document. */
void model_add_rows(struct model *model, struct yaml *yaml, struct fy_node *rows);
/* All entries of a name: returns the first and their number; borrowed until the next model_add_yaml. */
const struct model_entry *model_find(const struct model *model, const char *name, size_t *count);
/*
 * The first entry of a name with that role, or NULL. Several entries may have it, for callees of
 * different shapes: where the callee is known, walk model_find with model_fits instead.
 */
const struct model_entry *model_role(const struct model *model, const char *name, enum model_role role);
/* Does the entry speak of a callee with this shape? A mismatch means another project's function. */
bool model_fits(const struct model_entry *entry, int arg_count, bool returns_value);
/* Every entry, in file and line order, for `critlint models`. */
const struct model_entry *model_all(const struct model *model, size_t *count);
/* Those that the user wrote. */
const struct model_entry *model_own(const struct model *model, size_t *count);

const char *model_role_name(enum model_role role);
const char *model_part_name(enum model_part part);
const char *model_context_name(enum model_context context);

#endif
