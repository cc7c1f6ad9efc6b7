#include "config/config_show.h"

#include "base/buf.h"
#include "config/schema.h"

#include <ctype.h>
#include <string.h>

enum { ORIGIN_COLUMN = 48 };

/* One line, and who says it in a column of its own. */
static void put_line(FILE *out, const char *text, const struct config_value *value)
{
    fprintf(out, "%-*s # ", ORIGIN_COLUMN, text);
    if (!value) {
        fputs("default\n", out);
    } else if (value->loc.line && value->rank >= CONFIG_RANK_FILE) {
        fprintf(out, "%s:%u\n", value->loc.file, value->loc.line);
    } else {
        fprintf(out, "%s\n", value->loc.file);
    }
}

/* Plain where that reads the same again. */
static void put_text(struct buf *line, const char *text)
{
    bool plain = isalnum((unsigned char)*text) || *text == '_' || *text == '/';
    for (const char *at = text; *at; at++) {
        plain &= isalnum((unsigned char)*at) || strchr("_-./*+=", *at) != NULL;
    }
    if (plain) {
        buf_add(line, text);
        return;
    }
    buf_add(line, "\"");
    for (; *text; text++) {
        bool special = *text == '"' || *text == '\\';
        buf_addf(line, isprint((unsigned char)*text) || (*text & 0x80) ? "%s%c" : "%s\\x%02x",
                 special ? "\\" : "", (unsigned char)*text);
    }
    buf_add(line, "\"");
}

static void put_context(struct buf *line, const struct config_value *value)
{
    buf_add(line, "{function: ");
    put_text(line, value->text);
    if (value->priority != CONFIG_UNSAID) {
        buf_addf(line, ", priority: %d", value->priority);
    }
    if (value->line != CONFIG_UNSAID) {
        buf_addf(line, ", line: %d", value->line);
    }
    if (value->deadline_text) {
        buf_add(line, ", deadline: ");
        put_text(line, value->deadline_text);
    }
    if (value->period_text) {
        buf_add(line, ", period: ");
        put_text(line, value->period_text);
    }
    buf_add(line, "}");
}

static void put_object(struct buf *line, const struct config_value *value)
{
    buf_add(line, "{name: ");
    put_text(line, value->text);
    if (value->writer) {
        buf_add(line, ", writer: ");
        put_text(line, value->writer);
    }
    if (value->guard) {
        buf_add(line, ", guard: ");
        put_text(line, value->guard);
    }
    buf_add(line, "}");
}

static void put_models(FILE *out, const struct config_value *value)
{
    void *next = NULL;
    struct fy_node *row;
    while ((row = fy_node_sequence_iterate(value->node, &next))) {
        struct config_value of_row = *value;
        struct buf line = {0};
        char *text = fy_emit_node_to_string(row, FYECF_MODE_FLOW_ONELINE | FYECF_WIDTH_INF);
        of_row.loc = yaml_loc(value->yaml, row);
        buf_addf(&line, "  - %s", text ? text : "");
        free(text);
        put_line(out, buf_text(&line), &of_row);
        buf_free(&line);
    }
}

/* A line for each program, with who names it first. */
static void put_images(FILE *out, const struct config_values *values)
{
    for (size_t i = 0; i < values->count; i++) {
        const char *image = values->data[i].image;
        bool told = false;
        for (size_t j = 0; j < i; j++) {
            told |= strcmp(values->data[j].image, image) == 0;
        }
        struct buf line = {0};
        buf_add(&line, "  ");
        put_text(&line, image);
        const char *before = ": {sources: [";
        const char *database = NULL;
        for (size_t j = i; j < values->count; j++) {
            const struct config_value *value = &values->data[j];
            bool same = strcmp(value->image, image) == 0;
            database = same && value->is_database ? value->text : database;
            if (same && !value->is_database) {
                buf_add(&line, before);
                put_text(&line, value->text);
                before = ", ";
            }
        }
        bool sources = *before == ',';
        buf_add(&line, sources ? "]" : "");
        if (database) {
            buf_add(&line, sources ? ", database: " : ": {database: ");
            put_text(&line, database);
        }
        buf_add(&line, "}");
        if (!told) {
            put_line(out, buf_text(&line), &values->data[i]);
        }
        buf_free(&line);
    }
}

static void put_items(FILE *out, const struct config_row *row, const struct config_values *values)
{
    fprintf(out, "%s:\n", row->name);
    if (row->form == CONFIG_FORM_IMAGES) {
        put_images(out, values);
        return;
    }
    for (size_t i = 0; i < values->count; i++) {
        struct buf line = {0};
        buf_add(&line, "  - ");
        if (row->form == CONFIG_FORM_MODELS) {
            put_models(out, &values->data[i]);
        } else {
            if (row->form == CONFIG_FORM_OBJECTS) {
                put_object(&line, &values->data[i]);
            } else if (row->form == CONFIG_FORM_CONTEXTS) {
                put_context(&line, &values->data[i]);
            } else {
                put_text(&line, values->data[i].text);
            }
            put_line(out, buf_text(&line), &values->data[i]);
        }
        buf_free(&line);
    }
}

static void put_scalar(FILE *out, const struct config_row *row, const struct config_values *values)
{
    struct buf line = {0};
    const char *dot = strrchr(row->name, '.');
    const struct config_value *value = values->count ? &values->data[values->count - 1] : NULL;
    if (!value && !row->fallback) {
        fprintf(out, "# %s: not said\n", row->name);
        return;
    }
    for (const char *at = row->name; dot && at <= dot; at++) {
        buf_add(&line, *at == '.' ? "  " : "");
    }
    buf_addf(&line, "%s: ", dot ? dot + 1 : row->name);
    if (value) {
        put_text(&line, value->text);
    } else {
        buf_add(&line, row->fallback);
    }
    put_line(out, buf_text(&line), value);
    buf_free(&line);
}

/* The names of the mappings that a key stands in, as far as the key before did not stand there, too. */
static void put_groups(FILE *out, const char *name, const char *before)
{
    int depth = 0;
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'), depth++) {
        size_t length = (size_t)(dot - name) + 1;
        if (strncmp(name, before, length) != 0) {
            const char *word = dot;
            while (word > name && word[-1] != '.') {
                word--;
            }
            fprintf(out, "%*s%.*s:\n", 2 * depth, "", (int)(dot - word), word);
        }
    }
}

int config_show(const struct config *config, FILE *out)
{
    const char *before = "";
    if (config->closest) {
        fprintf(out, "# the closest file: %s\n", config->closest);
    } else {
        fprintf(out, "# there is no %s here or above\n", CONFIG_FILE);
    }
    for (int key = 0; key < CONFIG_KEYS; key++) {
        const struct config_row *row = config_row((enum config_key)key);
        const struct config_values *values = config_values(config, (enum config_key)key);
        bool list = row->form >= CONFIG_FORM_TEXTS;
        if (values->count || row->fallback) {
            put_groups(out, row->name, before);
            before = row->name;
        }
        if (list && values->count) {
            put_items(out, row, values);
        } else {
            put_scalar(out, row, values);
        }
    }
    return fflush(out) == 0 ? 0 : 2;
}
