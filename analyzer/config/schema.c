#include "config/schema.h"

#include "base/nearest.h"
#include "base/str.h"

#include <string.h>

static const struct config_row rows[] = {
    [CONFIG_TARGET] = {"target.triple", CONFIG_FORM_TEXT, false, 0, NULL},
    [CONFIG_CPU] = {"target.cpu", CONFIG_FORM_TEXT, false, 0, NULL},
    [CONFIG_PRIORITY_BITS] = {"target.priority-bits", CONFIG_FORM_NUMBER, false, 8, NULL},
    [CONFIG_CLOCK] = {"target.clock", CONFIG_FORM_FREQUENCY, false, 0, NULL},
    [CONFIG_URGENT] = {"target.urgent", CONFIG_FORM_URGENT, false, 0, NULL},
    [CONFIG_DEFINES] = {"defines", CONFIG_FORM_TEXTS, true, 0, "[]"},
    [CONFIG_ADD_ARGS] = {"add-args", CONFIG_FORM_TEXTS, true, 0, "[]"},
    [CONFIG_REMOVE_ARGS] = {"remove-args", CONFIG_FORM_TEXTS, true, 0, "[]"},
    [CONFIG_SELECT] = {"select", CONFIG_FORM_TEXTS, false, 0, "[ALL]"},
    [CONFIG_IGNORE] = {"ignore", CONFIG_FORM_TEXTS, true, 0, "[]"},
    [CONFIG_TIER] = {"tier", CONFIG_FORM_TIER, false, 0, "B"},
    [CONFIG_FAIL_ON] = {"fail-on", CONFIG_FORM_TIER, false, 0, "A"},
    [CONFIG_MIN_COVERAGE] = {"min-coverage", CONFIG_FORM_NUMBER, false, 100, "0"},
    [CONFIG_REQUIRE_REASON] = {"require-reason", CONFIG_FORM_BOOL, false, 0, "false"},
    [CONFIG_BASELINE] = {"baseline", CONFIG_FORM_TEXT, false, 0, NULL},
    [CONFIG_EXCLUDE] = {"exclude", CONFIG_FORM_PATHS, true, 0, "[]"},
    [CONFIG_THIRD_PARTY] = {"third-party", CONFIG_FORM_PATHS, true, 0, "[]"},
    [CONFIG_IMAGES] = {"images", CONFIG_FORM_IMAGES, true, 0, "{}"},
    [CONFIG_ENTRIES] = {"entries", CONFIG_FORM_TEXTS, true, 0, "[]"},
    [CONFIG_HANDLERS] = {"handlers", CONFIG_FORM_CONTEXTS, true, 0, "[]"},
    [CONFIG_TASKS] = {"tasks", CONFIG_FORM_CONTEXTS, true, 0, "[]"},
    [CONFIG_OBJECTS] = {"objects", CONFIG_FORM_OBJECTS, true, 0, "[]"},
    [CONFIG_MODELS] = {"models", CONFIG_FORM_MODELS, true, 0, "[]"},
    [CONFIG_MODEL_FILES] = {"model-files", CONFIG_FORM_PATHS, true, 0, "[]"},
    [CONFIG_SECTION_BUDGET] = {"options.CRIT502.budget", CONFIG_FORM_NUMBER, false, 1000000, "50"},
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) == CONFIG_KEYS, "every key has its row");

const struct config_row *config_row(enum config_key key)
{
    return &rows[key];
}

enum config_key config_key_find(const char *name)
{
    for (int key = 0; key < CONFIG_KEYS; key++) {
        if (strcmp(rows[key].name, name) == 0) {
            return (enum config_key)key;
        }
    }
    return CONFIG_KEYS;
}

bool config_is_group(const char *name)
{
    size_t length = strlen(name);
    for (int key = 0; key < CONFIG_KEYS; key++) {
        if (str_has_prefix(rows[key].name, name) && rows[key].name[length] == '.') {
            return true;
        }
    }
    return false;
}

const char *config_nearest(struct arena *run, const char *group, const char *word)
{
    struct nearest nearest = nearest_to(word);
    for (int key = 0; key < CONFIG_KEYS && !group; key++) {
        nearest_try(&nearest, rows[key].name);
    }
    if (!group) {
        return nearest.best;
    }
    size_t length = strlen(group) + (*group != '\0');
    for (int key = 0; key < CONFIG_KEYS; key++) {
        if (str_has_prefix(rows[key].name, group) && (!*group || rows[key].name[length - 1] == '.')) {
            const char *rest = rows[key].name + length;
            nearest_try(&nearest, arena_strndup(run, rest, strcspn(rest, ".")));
        }
    }
    if (!*group) {
        nearest_try(&nearest, "extends");
    }
    return nearest.best;
}
