#include "report/json_place.h"

#include "report/common.h"
#include "report/path.h"

json_t *json_place(const struct report_input *in, const struct loc *loc)
{
    json_t *place = value_object();
    if (loc->file && loc->file[0]) {
        struct buf path = {0};
        path_in_root(&path, in->root, loc->file);
        value_set_text(place, "path", buf_text(&path));
        buf_free(&path);
    }
    const struct {
        const char *name;
        uint32_t number;
    } numbers[] = {{"line", loc->line},
                   {"column", loc->column},
                   {"end_line", loc->end_line},
                   {"end_column", loc->end_column}};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (numbers[i].number) {
            value_set_number(place, numbers[i].name, numbers[i].number);
        }
    }
    return place;
}

json_t *json_notices(const struct report_input *in)
{
    json_t *array = value_array();
    for (size_t i = 0; i < in->notices->count; i++) {
        const struct notice *notice = &in->notices->data[i];
        if (!report_hides_notice(in, notice)) {
            json_t *value = value_object();
            value_set_text(value, "kind", notice_kind_name(notice->kind));
            value_set_text(value, "message", notice->message);
            value_set(value, "location", json_place(in, &notice->loc));
            value_add(array, value);
        }
    }
    return array;
}

json_t *json_tool(const struct report_input *in)
{
    json_t *tool = value_object();
    value_set_text(tool, "name", "critlint");
    value_set_text(tool, "version", in->version);
    return tool;
}
