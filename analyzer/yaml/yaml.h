/*
 * YAML that a user wrote: documents whose nodes have a place, and complaints that name it. The
 * readers walk the nodes with libfyaml's own functions.
 */
#ifndef YAML_YAML_H
#define YAML_YAML_H

#include "base/arena.h"
#include "core/notice.h"

#include <libfyaml.h>
#include <stdbool.h>

struct yaml {
    struct arena *run; /* texts and messages live here */
    struct notice_list *notices;
    const char *path;
    const char *what; /* the text is: "models" */
    struct loc near;  /* of what has no place of its own: the row that is being read */
    struct fy_document *document;
    struct fy_diag *diag;
};

/*
 * Parses a text. False after a notice of what is wrong with it. A text of nothing but comments is
 * right and has no root. The arguments are borrowed until yaml_close().
 */
bool yaml_open(struct yaml *yaml, struct arena *run, const char *text, const char *path, const char *what,
               struct notice_list *notices);
void yaml_close(struct yaml *yaml);
/* NULL where there is none. */
struct fy_node *yaml_root(const struct yaml *yaml);

/* Scalars have a place; a list or mapping has that of its first scalar, an empty one `near`. */
struct loc yaml_loc(const struct yaml *yaml, struct fy_node *node);
/* The text of a scalar, or NULL: a list, a mapping, an alias, nothing, or a NUL inside. */
const char *yaml_text(const struct yaml *yaml, struct fy_node *node);

void yaml_notice(const struct yaml *yaml, struct loc loc, const char *message);
/* Every complaint about a document: a NOTICE_ERROR at `node`; false, so that callers can return it. */
#define YAML_COMPLAIN(yaml, node, ...)                                                                       \
    (yaml_notice((yaml), yaml_loc((yaml), (node)), arena_printf((yaml)->run, __VA_ARGS__)), false)

#endif
