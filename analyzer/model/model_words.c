#include "model/model_words.h"

#include "base/nearest.h"

#include <string.h>

#define BIT(role) (1u << (role))

enum {
    STATEFUL = BIT(MODEL_SAVE) | BIT(MODEL_MASK) | BIT(MODEL_ENTER) | BIT(MODEL_SET),
    RESTORING = BIT(MODEL_RESTORE) | BIT(MODEL_EXIT),
    WRITING = BIT(MODEL_SET) | BIT(MODEL_RAISE) | BIT(MODEL_SWITCH),
    MASKING = STATEFUL | RESTORING | WRITING | BIT(MODEL_UNMASK),
    REGISTERING = BIT(MODEL_HANDLER) | BIT(MODEL_CALLBACK) | BIT(MODEL_TASK),
    CALLING = BIT(MODEL_TASK_API) | BIT(MODEL_ISR_API) | BIT(MODEL_ANY_API) | BIT(MODEL_BLOCKS),
    WAITING = BIT(MODEL_TASK_API) | BIT(MODEL_ANY_API) | BIT(MODEL_MASK) | BIT(MODEL_ENTER),
    ANY = (1u << MODEL_ROLES) - 1,
};

static const struct model_role_word role_words[] = {
    {"save", MODEL_SAVE, MODEL_PART_NONE, NULL},
    {"mask", MODEL_MASK, MODEL_PART_NONE, NULL},
    {"unmask", MODEL_UNMASK, MODEL_PART_NONE, NULL},
    {"restore", MODEL_RESTORE, MODEL_PART_NONE, NULL},
    {"set", MODEL_SET, MODEL_PART_NONE, NULL},
    {"raise", MODEL_RAISE, MODEL_PART_CEILING, NULL},
    {"switch", MODEL_SWITCH, MODEL_PART_NONE, NULL},
    {"enter", MODEL_ENTER, MODEL_PART_NONE, "exit"},
    {"exit", MODEL_EXIT, MODEL_PART_NONE, "enter"},
    {"off", MODEL_MASK, MODEL_PART_LINE, "on"},
    {"on", MODEL_UNMASK, MODEL_PART_LINE, "off"},
    {"lock", MODEL_MASK, MODEL_PART_LOCK, "unlock"},
    {"unlock", MODEL_UNMASK, MODEL_PART_LOCK, "lock"},
    {"handler", MODEL_HANDLER, MODEL_PART_NONE, NULL},
    {"callback", MODEL_CALLBACK, MODEL_PART_NONE, NULL},
    {"task", MODEL_TASK, MODEL_PART_NONE, NULL},
    {"priority", MODEL_PRIORITY, MODEL_PART_NONE, NULL},
    {"start", MODEL_START, MODEL_PART_NONE, NULL},
    {"task-api", MODEL_TASK_API, MODEL_PART_NONE, NULL},
    {"isr-api", MODEL_ISR_API, MODEL_PART_NONE, NULL},
    {"any-api", MODEL_ANY_API, MODEL_PART_NONE, NULL},
    {"blocks", MODEL_BLOCKS, MODEL_PART_NONE, NULL},
    {"noreturn", MODEL_NORETURN, MODEL_PART_NONE, NULL},
    {"in-isr", MODEL_IN_ISR, MODEL_PART_NONE, NULL},
    {"copy", MODEL_COPY, MODEL_PART_NONE, NULL},
    {"fill", MODEL_FILL, MODEL_PART_NONE, NULL},
    {"atomic", MODEL_ATOMIC, MODEL_PART_NONE, NULL},
    {"barrier", MODEL_BARRIER, MODEL_PART_NONE, NULL},
    {"slow", MODEL_SLOW, MODEL_PART_NONE, NULL},
    {"runs", MODEL_RUNS, MODEL_PART_NONE, NULL},
    {"cleared-by-one", MODEL_CLEARED_BY_ONE, MODEL_PART_NONE, NULL},
    {"cleared-by-zero", MODEL_CLEARED_BY_ZERO, MODEL_PART_NONE, NULL},
};

static const struct model_attr_word attr_words[] = {
    {"masks", MODEL_ATTR_MASKS, MASKING},
    {"section", MODEL_ATTR_SECTION, MASKING},
    {"saves", MODEL_ATTR_SAVES, STATEFUL},
    {"restores", MODEL_ATTR_RESTORES, RESTORING},
    {"masked", MODEL_ATTR_MASKED, MASKING},
    {"per-task", MODEL_ATTR_PER_TASK, MASKING},
    {"never-nested", MODEL_ATTR_NEVER_NESTED, MASKING},
    {"stays-masked", MODEL_ATTR_STAYS_MASKED, MASKING},
    {"line", MODEL_ATTR_LINE, MASKING | REGISTERING | BIT(MODEL_PRIORITY)},
    {"all", MODEL_ATTR_ALL, MASKING},
    {"object", MODEL_ATTR_OBJECT, MASKING},
    {"taken", MODEL_ATTR_TAKEN, BIT(MODEL_MASK) | BIT(MODEL_ENTER)},
    {"signal", MODEL_ATTR_SIGNAL, MASKING},
    {"value", MODEL_ATTR_VALUE, WRITING | BIT(MODEL_PRIORITY)},
    {"function", MODEL_ATTR_FUNCTION, REGISTERING},
    {"priority", MODEL_ATTR_PRIORITY, REGISTERING},
    {"context", MODEL_ATTR_CONTEXT, REGISTERING | BIT(MODEL_RUNS)},
    {"twin", MODEL_ATTR_TWIN, MASKING | BIT(MODEL_TASK_API)},
    {"blocks", MODEL_ATTR_BLOCKS, WAITING},
    {"timeout", MODEL_ATTR_TIMEOUT, BIT(MODEL_BLOCKS)},
    {"poll", MODEL_ATTR_POLL, BIT(MODEL_BLOCKS) | WAITING},
    {"needs-scheduler", MODEL_ATTR_NEEDS_SCHEDULER, MASKING | CALLING},
    {"args", MODEL_ATTR_ARGS, ANY},
    {"returns", MODEL_ATTR_RETURNS, ANY},
    {"trusted", MODEL_ATTR_TRUSTED, ANY},
    {"port", MODEL_ATTR_PORT, ANY},
    {"source", MODEL_ATTR_SOURCE, ANY},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

_Static_assert(COUNT(attr_words) == MODEL_ATTRS, "every attribute has its word");

const struct model_role_word *model_role_word(const char *key)
{
    for (size_t i = 0; i < COUNT(role_words); i++) {
        if (strcmp(role_words[i].key, key) == 0) {
            return &role_words[i];
        }
    }
    return NULL;
}

const struct model_attr_word *model_attr_word(const char *key)
{
    for (size_t i = 0; i < COUNT(attr_words); i++) {
        if (strcmp(attr_words[i].key, key) == 0) {
            return &attr_words[i];
        }
    }
    return NULL;
}

const char *model_nearest_key(const char *key)
{
    struct nearest nearest = nearest_to(key);
    for (size_t i = 0; i < COUNT(attr_words); i++) {
        nearest_try(&nearest, attr_words[i].key);
    }
    for (size_t i = 0; i < COUNT(role_words); i++) {
        nearest_try(&nearest, role_words[i].key);
    }
    return nearest.best;
}

const char *model_role_key(enum model_role role)
{
    for (size_t i = 0; i < COUNT(role_words); i++) {
        if (role_words[i].role == role) {
            return role_words[i].key;
        }
    }
    return "unknown";
}
