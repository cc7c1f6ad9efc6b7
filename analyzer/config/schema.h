/* The keys of the configuration, what each takes, and what holds where nobody says it. */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include "config/config_data.h"

enum config_form {
    CONFIG_FORM_TEXT,
    CONFIG_FORM_TIER,
    CONFIG_FORM_NUMBER,
    CONFIG_FORM_BOOL,
    CONFIG_FORM_FREQUENCY,
    CONFIG_FORM_URGENT,   /* low-number, high-number */
    CONFIG_FORM_TEXTS,    /* a list; one text is a list of one */
    CONFIG_FORM_PATHS,    /* the same; relative to the folder of the file */
    CONFIG_FORM_CONTEXTS, /* rows {function, priority, line, deadline, period} */
    CONFIG_FORM_OBJECTS,  /* rows {name, writer, guard} */
    CONFIG_FORM_IMAGES,   /* names of programs, each with {sources: patterns, database: path} */
    CONFIG_FORM_MODELS,   /* rows of a model */
};

struct config_row {
    const char *name; /* with dots where it is nested: "target.cpu" */
    enum config_form form;
    bool adds_up;         /* a farther source adds to a closer one */
    int max;              /* numbers */
    const char *fallback; /* as `config show` prints it */
};

const struct config_row *config_row(enum config_key key);
/* The key of that full name; CONFIG_KEYS: there is none. */
enum config_key config_key_find(const char *name);
/* Is it the name of a mapping that holds keys, such as "target"? */
bool config_is_group(const char *name);
/* The word nearest to `word`, or NULL: of the mapping `group` ("" is the file; NULL: of the full names). */
const char *config_nearest(struct arena *run, const char *group, const char *word);

#endif
