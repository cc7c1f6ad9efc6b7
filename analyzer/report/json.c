/*
 * JSON: everything that is known about each finding, for scripts.
 *
 *   {"format": 1, "tool": {"name", "version"}, "summary": {...},
 *    "findings": [{"code", "name", "tier", "severity", "message", "function", "location",
 *                  "steps", "why", "advice", "edits", "key", "suppressed", "justification"}],
 *    "notices": [{"kind", "message", "location"}]}
 *
 * A location is {"path", "line", "column", "end_line", "end_column"}: lines and columns count from
 * 1, columns count bytes, the end is one past the last character, and what is unknown is absent.
 * Paths are relative to the root of the tree. "format" grows when a reader would have to change.
 */
#include "report/common.h"
#include "report/json_place.h"
#include "report/report.h"

#define FORMAT 1

static json_t *step_value(const struct report_input *in, const struct step *step)
{
    json_t *value = value_object();
    value_set(value, "location", json_place(in, &step->loc));
    value_set_text(value, "text", step->text);
    value_set_known(value, "function", step->function);
    value_set_known(value, "context", step->context);
    value_set_bool(value, "preempting", step->preempting);
    value_set_bool(value, "essential", step->essential);
    return value;
}

static json_t *edit_value(const struct report_input *in, const struct edit *edit)
{
    json_t *value = value_object();
    value_set(value, "location", json_place(in, &edit->loc));
    value_set_text(value, "text", edit->text);
    return value;
}

static json_t *finding_value(const struct report_input *in, const struct finding *finding)
{
    json_t *value = value_object();
    value_set_text(value, "code", finding->rule->code);
    value_set_text(value, "name", finding->rule->name);
    value_set_text(value, "tier", tier_name(finding->tier));
    value_set_text(value, "severity", severity_name(finding->severity));
    value_set_text(value, "message", finding->message);
    value_set_known(value, "function", finding->function);
    value_set(value, "location", json_place(in, &finding->loc));
    json_t *steps = value_array();
    for (size_t i = 0; i < finding->step_count; i++) {
        value_add(steps, step_value(in, &finding->steps[i]));
    }
    value_set(value, "steps", steps);
    value_set_known(value, "why", finding->why);
    value_set_known(value, "advice", finding->advice);
    json_t *edits = value_array();
    for (size_t i = 0; i < finding->edit_count; i++) {
        value_add(edits, edit_value(in, &finding->edits[i]));
    }
    value_set(value, "edits", edits);
    value_set_text(value, "key", finding->key);
    value_set_bool(value, "suppressed", finding->suppressed);
    value_set_known(value, "justification", finding->justification);
    return value;
}

static json_t *summary(const struct report_input *in)
{
    struct report_counts counts = report_count(in);
    json_t *value = value_object();
    value_set_number(value, "findings", counts.findings);
    for (int severity = SEVERITY_ERROR; severity <= SEVERITY_NOTE; severity++) {
        value_set_number(value, severity_name(severity), counts.by_severity[severity]);
    }
    value_set_number(value, "suppressed", counts.suppressed);
    value_set_number(value, "third_party", in->folded);
    json_t *units = value_object();
    value_set_number(units, "ok", in->units_ok);
    value_set_number(units, "degraded", in->units_degraded);
    value_set_number(units, "lost", in->units_lost);
    value_set(value, "units", units);
    value_set_number(value, "units_around", in->units_around);
    value_set_number(value, "functions", in->functions);
    value_set_number(value, "functions_understood", in->functions_understood);
    value_set_number(value, "exit_status", (uint64_t)in->exit_status);
    return value;
}

static json_t *findings(const struct report_input *in)
{
    json_t *array = value_array();
    for (size_t i = 0; i < in->findings->count; i++) {
        if (!report_hides(in, &in->findings->data[i])) {
            value_add(array, finding_value(in, &in->findings->data[i]));
        }
    }
    return array;
}

int report_json(FILE *out, const struct report_input *in)
{
    if (in->latency_only) {
        return report_latency_json(out, in);
    }
    json_t *root = value_object();
    value_set_number(root, "format", FORMAT);
    value_set(root, "tool", json_tool(in));
    value_set(root, "summary", summary(in));
    value_set(root, "findings", findings(in));
    value_set(root, "notices", json_notices(in));
    return value_write(out, root);
}
