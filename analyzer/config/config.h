/*
 * The settings: what `.critlint.yaml` may say, and what it and the command line say together. Each
 * value knows who said it, for `critlint config show` and for complaints.
 *
 * Closer beats farther: the command line, then `--config KEY=VALUE`, then the file, then the file
 * that it extends. What decides is replaced by the closer one; what describes the firmware
 * (handlers, models, paths) adds up. A `select` starts anew: what is farther away ignores nothing.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "config/config_data.h"

#define CONFIG_FILE ".critlint.yaml"

void config_init(struct config *config, struct arena *run, struct notice_list *notices);
void config_free(struct config *config);

/* The sources, closest first. What is wrong with one makes a NOTICE_ERROR; then they return false. */
bool config_add_option(struct config *config, enum config_key key, const char *text, const char *option);
bool config_add_pair(struct config *config, const char *pair); /* "tier=A", "target.cpu=cortex-m4" */
bool config_add_file(struct config *config, const char *path); /* and what it extends */
/* Is this what config_add_pair() takes, and not the name of a file? */
bool config_is_pair(const char *text);
/* Once all are added: what is farther gives way to what is closer. */
void config_settle(struct config *config);

/* The values, in the order in which they apply: the closest last. */
const struct config_values *config_values(const struct config *config, enum config_key key);
/* The text of a single value; NULL: nobody says it. */
const char *config_text(const struct config *config, enum config_key key);
/* Of a number or a yes or no: 0 or no where nobody says it. */
unsigned config_number(const struct config *config, enum config_key key);
/* Of a frequency: in hertz, 0 where nobody says it. */
uint64_t config_frequency(const struct config *config, enum config_key key);

#endif
