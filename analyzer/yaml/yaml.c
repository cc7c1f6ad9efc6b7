#include "yaml/yaml.h"

#include "base/vec.h"

#include <string.h>

enum { TEXT_MAX_BYTES = 4 << 20 };

struct loc yaml_loc(const struct yaml *yaml, struct fy_node *node)
{
    struct loc loc = yaml->near;
    while (node && !fy_node_is_scalar(node)) {
        void *next = NULL;
        if (fy_node_is_sequence(node)) {
            node = fy_node_sequence_iterate(node, &next);
        } else {
            struct fy_node_pair *pair = fy_node_mapping_iterate(node, &next);
            node = pair ? fy_node_pair_key(pair) : NULL;
        }
    }
    struct fy_token *token = node ? fy_node_get_scalar_token(node) : NULL;
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    if (mark) {
        loc.line = (uint32_t)mark->line + 1;
        loc.column = (uint32_t)mark->column + 1;
    }
    return loc;
}

const char *yaml_text(const struct yaml *yaml, struct fy_node *node)
{
    size_t length = 0;
    bool plain = node && fy_node_is_scalar(node) && !fy_node_is_alias(node);
    const char *text = plain ? fy_node_get_scalar(node, &length) : NULL;
    if (!text || length == 0 || memchr(text, '\0', length)) {
        return NULL;
    }
    return arena_strndup(yaml->run, text, length);
}

void yaml_notice(const struct yaml *yaml, struct loc loc, const char *message)
{
    loc.end_line = loc.line;
    loc.end_column = loc.column;
    struct notice notice = {.kind = NOTICE_ERROR, .loc = loc, .message = message};
    VEC_PUSH(yaml->notices, notice);
}

/* The program reports what it collected itself; the library prints nothing. */
static void print_nothing(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    (void)diag, (void)user, (void)text, (void)length;
}

/* Nothing but comments: no document, and no mistake either. */
static bool is_blank(const char *text)
{
    while (*text) {
        text += strspn(text, " \t\r\n");
        text += *text == '#' ? strcspn(text, "\n") : 0;
        if (*text && !strchr("\r\n#", *text)) {
            return false;
        }
    }
    return true;
}

static void report_syntax(const struct yaml *yaml)
{
    void *next = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(yaml->diag, &next);
    struct loc loc = yaml->near;
    const char *message = "not YAML";
    if (error) {
        loc.line = error->line > 0 ? (uint32_t)error->line : 1;
        loc.column = error->column > 0 ? (uint32_t)error->column : 1;
        message = error->msg;
    }
    yaml_notice(yaml, loc, arena_printf(yaml->run, "%s are not YAML: %s", yaml->what, message));
}

bool yaml_open(struct yaml *yaml, struct arena *run, const char *text, const char *path, const char *what,
               struct notice_list *notices)
{
    *yaml = (struct yaml){.run = run,
                          .notices = notices,
                          .path = path,
                          .what = what,
                          .near = {.file = path, .line = 1, .column = 1}};
    if (strlen(text) > TEXT_MAX_BYTES) {
        yaml_notice(yaml, yaml->near, arena_printf(run, "%s larger than 4 MiB are not read", what));
        return false;
    }
    if (is_blank(text)) {
        return true;
    }
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.output_fn = print_nothing;
    yaml->diag = fy_diag_create(&diag_config);
    fy_diag_set_collect_errors(yaml->diag, true);
    struct fy_parse_cfg config = {.flags = FYPCF_DEFAULT_DOC | FYPCF_COLLECT_DIAG, .diag = yaml->diag};
    yaml->document = fy_document_build_from_string(&config, text, strlen(text));
    if (!yaml->document) {
        report_syntax(yaml);
        yaml_close(yaml);
        return false;
    }
    return true;
}

struct fy_node *yaml_root(const struct yaml *yaml)
{
    return yaml->document ? fy_document_root(yaml->document) : NULL;
}

void yaml_close(struct yaml *yaml)
{
    if (yaml->document) {
        fy_document_destroy(yaml->document);
        yaml->document = NULL;
    }
    if (yaml->diag) {
        fy_diag_destroy(yaml->diag);
        yaml->diag = NULL;
    }
}
