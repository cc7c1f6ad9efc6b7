/* The values of the settings, each with its origin. How they come together is in config.h. */
#ifndef CONFIG_CONFIG_DATA_H
#define CONFIG_CONFIG_DATA_H

#include "base/arena.h"
#include "base/vec.h"
#include "yaml/yaml.h"

enum config_key {
    CONFIG_TARGET,
    CONFIG_CPU,
    CONFIG_PRIORITY_BITS,
    CONFIG_CLOCK,
    CONFIG_URGENT,
    CONFIG_DEFINES,
    CONFIG_ADD_ARGS,
    CONFIG_REMOVE_ARGS,
    CONFIG_SELECT,
    CONFIG_IGNORE,
    CONFIG_TIER,
    CONFIG_FAIL_ON,
    CONFIG_MIN_COVERAGE,
    CONFIG_REQUIRE_REASON,
    CONFIG_BASELINE,
    CONFIG_EXCLUDE,
    CONFIG_THIRD_PARTY,
    CONFIG_IMAGES,
    CONFIG_ENTRIES,
    CONFIG_HANDLERS,
    CONFIG_TASKS,
    CONFIG_OBJECTS,
    CONFIG_MODELS,
    CONFIG_MODEL_FILES,
    CONFIG_SECTION_BUDGET,
    CONFIG_KEYS
};

enum { CONFIG_UNSAID = INT32_MIN };

enum { CONFIG_RANK_OPTION, CONFIG_RANK_PAIR, CONFIG_RANK_FILE /* those that it extends follow */ };

struct config_value {
    const char *text; /* of a scalar or of an item of a list; of a row: its function or object; of an image: a
                         pattern of its sources */
    const char *writer, *guard; /* of an object: one of the two, or both */
    const char *image;          /* the name of the program that the pattern belongs to */
    bool is_database;           /* it is no pattern but a compilation database */
    const char *folder;         /* where its paths and patterns start; NULL: the working directory */
    int line, priority;         /* of a row; CONFIG_UNSAID */
    uint64_t deadline, period;  /* of a handler: nanoseconds, 0: not said */
    const char *deadline_text, *period_text;
    struct yaml *yaml; /* models: the document and the list */
    struct fy_node *node;
    bool met;       /* of an image's pattern: some source fits */
    struct loc loc; /* line 0: the option of the command line that `file` names */
    unsigned rank;  /* 0 is the closest */
};

struct config_values {
    struct config_value *data;
    size_t count, cap;
};

struct config {
    struct arena *run;
    struct notice_list *notices;
    struct config_values by_key[CONFIG_KEYS];
    VEC(struct yaml *) documents; /* the first is the closest file, if there is one */
    const char *closest;          /* its path, or NULL */
    unsigned next_rank;
};

#endif
