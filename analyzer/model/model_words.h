/* The vocabulary of model rows: keys, what each key may say, and the nearest known word. */
#ifndef MODEL_MODEL_WORDS_H
#define MODEL_MODEL_WORDS_H

#include "model/model_entry.h"

/* A key whose value is one name or a list of names. */
struct model_role_word {
    const char *key;
    enum model_role role;
    enum model_part part; /* where the key alone settles it, else NONE */
    const char *partners; /* space-separated keys one of which must stand in the row too, or NULL */
};

enum model_attr {
    MODEL_ATTR_MASKS,
    MODEL_ATTR_SECTION,
    MODEL_ATTR_SAVES,
    MODEL_ATTR_RESTORES,
    MODEL_ATTR_MASKED,
    MODEL_ATTR_PER_TASK,
    MODEL_ATTR_NEVER_NESTED,
    MODEL_ATTR_STAYS_MASKED,
    MODEL_ATTR_LINE,
    MODEL_ATTR_ALL,
    MODEL_ATTR_OBJECT,
    MODEL_ATTR_TAKEN,
    MODEL_ATTR_SIGNAL,
    MODEL_ATTR_VALUE,
    MODEL_ATTR_FUNCTION,
    MODEL_ATTR_PRIORITY,
    MODEL_ATTR_CONTEXT,
    MODEL_ATTR_TWIN,
    MODEL_ATTR_BLOCKS,
    MODEL_ATTR_TIMEOUT,
    MODEL_ATTR_POLL,
    MODEL_ATTR_NEEDS_SCHEDULER,
    MODEL_ATTR_ARGS,
    MODEL_ATTR_RETURNS,
    MODEL_ATTR_TRUSTED,
    MODEL_ATTR_PORT,
    MODEL_ATTR_SOURCE,
    MODEL_ATTRS
};

struct model_attr_word {
    const char *key;
    enum model_attr attr;
    uint32_t roles; /* bit set of enum model_role that the key can speak about */
};

const struct model_role_word *model_role_word(const char *key);
const struct model_attr_word *model_attr_word(const char *key);
/* The key that names a role. */
const char *model_role_key(enum model_role role);
/* The known key closest to `key`, or NULL where none is close. */
const char *model_nearest_key(const char *key);

#endif
