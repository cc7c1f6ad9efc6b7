#include "driver/map_command.h"

#include "driver/map_file.h"
#include "driver/output.h"

#include <string.h>

bool map_is_asked(const struct options *options)
{
    bool html = false;
    for (size_t i = 0; i < options->outputs.count; i++) {
        html |= strcmp(options->outputs.data[i].format, "html") == 0;
    }
    return options->command == COMMAND_MAP || options->command == COMMAND_WHY ||
           (options->command == COMMAND_CHECK && html && !options->dump);
}

static report_function *writer(const char *format)
{
    return strcmp(format, "json") == 0   ? report_map_json
           : strcmp(format, "html") == 0 ? report_html
                                         : report_map_text;
}

/* Is there such an object? Else the name is wrong, and an empty map would hide it. */
static bool has_object(const struct report_input *in, const char *name)
{
    for (size_t i = 0; i < in->protection->count; i++) {
        const struct protection_program *program = &in->protection->data[i];
        for (size_t j = 0; j < program->object_count; j++) {
            if (report_is_object(&program->objects[j], name)) {
                return true;
            }
        }
    }
    return false;
}

static bool write_reports(const struct options *options, struct report_input *in)
{
    bool written = true;
    bool to_stdout = false;
    for (size_t i = 0; i < options->outputs.count; i++) {
        const struct output_option *output = &options->outputs.data[i];
        to_stdout |= output_is_stdout(output);
        written &= output_write(writer(output->format), output->path, in);
    }
    return to_stdout || !written ? written : output_write(report_map_text, NULL, in);
}

int map_command(const struct options *options, struct report_input *in, struct arena *run)
{
    in->map_only = true;
    in->map_object = options->object;
    in->map_details = options->all || options->object;
    if (in->exit_status == 2) {
        return 2;
    }
    if (options->object && !has_object(in, options->object)) {
        fprintf(stderr, "critlint: no shared object is called '%s'\n", options->object);
        return 2;
    }
    if (options->map_write) {
        return map_file_write(options->map_write, in->protection, in->base, run) ? in->exit_status : 2;
    }
    if (options->map_check) {
        int status = map_file_check(options->map_check, in->protection, in->base, run);
        return status ? status : in->exit_status;
    }
    return write_reports(options, in) ? in->exit_status : 2;
}
