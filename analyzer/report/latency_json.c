/*
 * JSON of `critlint latency`, for scripts:
 *
 *   {"format": 1, "tool": {"name", "version"}, "clock": 48000000,
 *    "sections": [{"location", "function", "image", "masks", "enter", "cost", "delays", "delays_tasks",
 *                  "unsure", "reached", "path": [{"location", "text", "cost"}]}],
 *    "handlers": [{"name", "image", "deadline_ns", "period_ns", "section", "others", "own", "whole",
 *                  "longest", "meets"}],
 *    "notices": [...]}
 *
 * With --elf a section has "compiled": {"cost", "file", "function", "offset", "copies"}, or {"missing":
 * why}. A cost is {"bound": "at most" | "at least" | "unbounded", "low", "high", "nanoseconds", "reason",
 * "reason_location"}, in instructions: "high" only where it is a bound, "nanoseconds" (of "high", else of
 * "low") only where the configuration gives a clock. Locations are those of the findings' report.
 */
#include "report/json_place.h"
#include "report/latency.h"

#define FORMAT 1

static const char *const bounds[] = {"at most", "at least", "unbounded"};

static json_t *cost_value(const struct report_input *in, const struct latency_cost *cost)
{
    json_t *value = value_object();
    bool bound = cost->bound == LATENCY_AT_MOST;
    uint64_t time = latency_time(in->latency, bound ? cost->high : cost->low);
    value_set_text(value, "bound", bounds[cost->bound]);
    value_set_number(value, "low", cost->low);
    if (bound) {
        value_set_number(value, "high", cost->high);
    }
    if (time) {
        value_set_number(value, "nanoseconds", time);
    }
    if (cost->reason) {
        value_set_text(value, "reason", cost->reason);
        if (cost->reason_loc.file) {
            value_set(value, "reason_location", json_place(in, &cost->reason_loc));
        }
    }
    return value;
}

static json_t *compiled_value(const struct report_input *in, const struct latency_compiled *compiled)
{
    json_t *value = value_object();
    if (compiled->missing) {
        value_set_text(value, "missing", compiled->missing);
        return value;
    }
    value_set(value, "cost", cost_value(in, &compiled->cost));
    value_set_text(value, "file", compiled->file);
    value_set_text(value, "function", compiled->function);
    value_set_number(value, "offset", compiled->offset);
    value_set_number(value, "copies", compiled->copies);
    return value;
}

static json_t *section_value(const struct report_input *in, const struct latency_section *section)
{
    json_t *value = value_object();
    value_set(value, "location", json_place(in, &section->loc));
    value_set_text(value, "function", section->function);
    value_set_known(value, "image", section->image);
    value_set_text(value, "masks", section->masks);
    value_set_known(value, "enter", section->enter);
    value_set(value, "cost", cost_value(in, &section->cost));
    json_t *delays = value_array();
    for (size_t i = 0; i < section->delay_count; i++) {
        value_add(delays, value_text(section->delays[i]));
    }
    value_set(value, "delays", delays);
    value_set_bool(value, "delays_tasks", section->delays_tasks);
    value_set_bool(value, "unsure", section->unsure);
    value_set_bool(value, "reached", section->reached);
    json_t *path = value_array();
    for (size_t i = 0; i < section->step_count; i++) {
        json_t *step = value_object();
        value_set(step, "location", json_place(in, &section->steps[i].loc));
        value_set_text(step, "text", section->steps[i].text);
        value_set(step, "cost", cost_value(in, &section->steps[i].cost));
        value_add(path, step);
    }
    value_set(value, "path", path);
    if (section->compiled) {
        value_set(value, "compiled", compiled_value(in, section->compiled));
    }
    return value;
}

static json_t *handler_value(const struct report_input *in, const struct latency_handler *handler)
{
    static const char *const verdicts[] = {"yes", "no", "not known"};
    json_t *value = value_object();
    value_set_text(value, "name", handler->name);
    value_set_known(value, "image", handler->image);
    if (handler->deadline) {
        value_set_number(value, "deadline_ns", handler->deadline);
        value_set_text(value, "meets", verdicts[latency_meets(in->latency, handler)]);
    }
    if (handler->period) {
        value_set_number(value, "period_ns", handler->period);
    }
    value_set(value, "section", cost_value(in, &handler->section));
    value_set(value, "others", cost_value(in, &handler->others));
    value_set(value, "own", cost_value(in, &handler->own));
    value_set(value, "whole", cost_value(in, &handler->whole));
    if (handler->longest) {
        value_set(value, "longest", json_place(in, &handler->longest->loc));
    }
    return value;
}

int report_latency_json(FILE *out, const struct report_input *in)
{
    const struct latency *latency = in->latency;
    json_t *root = value_object();
    json_t *sections = value_array();
    json_t *handlers = value_array();
    for (size_t i = 0; i < latency->section_count; i++) {
        value_add(sections, section_value(in, &latency->sections[i]));
    }
    for (size_t i = 0; i < latency->handler_count; i++) {
        value_add(handlers, handler_value(in, &latency->handlers[i]));
    }
    value_set_number(root, "format", FORMAT);
    value_set(root, "tool", json_tool(in));
    if (latency->clock) {
        value_set_number(root, "clock", latency->clock);
    }
    value_set(root, "sections", sections);
    value_set(root, "handlers", handlers);
    value_set(root, "notices", json_notices(in));
    return value_write(out, root);
}
