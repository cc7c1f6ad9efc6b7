/* One source of settings into the struct config: a file with what it extends, or one value. */
#ifndef CONFIG_CONFIG_READ_H
#define CONFIG_CONFIG_READ_H

#include "config/schema.h"

/* NULL if the text is one of the row's form, else what the form takes. */
const char *config_misfit(const struct config_row *row, struct arena *run, const char *text);
/* False after a notice. `asked` is where the file is named. */
bool config_read_file(struct config *config, const char *path, const struct loc *asked);
/* A text of YAML for one key, given by an option. */
bool config_read_text(struct config *config, enum config_key key, const char *text, const char *option);

#endif
