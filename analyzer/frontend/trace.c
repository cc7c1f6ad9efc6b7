#include "frontend/trace.h"

#include "frontend/headers.h"

#include <string.h>

void trace_file(struct parse_trace *trace, const char *path)
{
    if (trace && *path && !str_has_prefix(path, HEADERS_SHIM_ROOT)) {
        str_add(&trace->files, path);
    }
}

void trace_message(struct parse_trace *trace, const char *message)
{
    const char *start = trace && strstr(message, "file not found") ? strchr(message, '\'') : NULL;
    const char *end = start ? strchr(start + 1, '\'') : NULL;
    if (end) {
        str_addn(&trace->missing, start + 1, (size_t)(end - start - 1));
    }
}

static void add_folder(struct parse_trace *trace, const char *folder)
{
    if (!str_has_prefix(folder, HEADERS_SHIM_ROOT)) {
        str_add(&trace->folders, folder);
    }
}

void trace_args(struct parse_trace *trace, const char *const *args, size_t count)
{
    static const char *const options[] = {"-I", "-iquote", "-isystem", "-idirafter"};
    for (size_t i = 0; trace && i < count; i++) {
        for (size_t j = 0; j < sizeof(options) / sizeof(*options); j++) {
            size_t length = strlen(options[j]);
            if (strncmp(args[i], options[j], length) == 0 && args[i][length]) {
                add_folder(trace, args[i] + length);
            } else if (strcmp(args[i], options[j]) == 0 && i + 1 < count) {
                add_folder(trace, args[i + 1]);
            }
        }
    }
}

void trace_free(struct parse_trace *trace)
{
    str_free(&trace->files);
    str_free(&trace->missing);
    str_free(&trace->folders);
    str_free(&trace->listed);
}
