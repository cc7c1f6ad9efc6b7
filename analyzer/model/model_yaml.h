/*
 * Reads a YAML list of model rows into a table. One row may make several entries:
 *
 *   - {enter: BOARD_ENTER, exit: BOARD_EXIT, masks: global, saves: return}
 *   - {task-api: queue_send, twin: queue_send_isr, blocks: arg2}
 *
 * models/README.md describes the columns. A malformed row makes one notice and no entry.
 */
#ifndef MODEL_MODEL_YAML_H
#define MODEL_MODEL_YAML_H

#include "yaml/yaml.h"
#include "model/model_table.h"

void model_yaml_read(struct model_table *table, const char *text, const char *path, const char *ecosystem,
                     struct notice_list *notices);
/* The same of a list that stands in a larger document. */
void model_yaml_rows(struct model_table *table, struct yaml *yaml, struct fy_node *rows,
                     const char *ecosystem);

#endif
