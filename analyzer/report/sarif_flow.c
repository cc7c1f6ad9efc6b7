/*
 * The story of a finding as one code flow. Its first thread flow tells everything in order,
 * because the VS Code viewer shows only that one; a second holds the steps of the context
 * that preempts. `executionOrder` says how the two interleave.
 */
#include "report/sarif.h"

#define STEP_CAP 100 /* steps a thread flow; a longer story keeps its first and essential ones */

enum nesting { NESTING_OWN = 1, NESTING_PREEMPTING = 2 }; /* viewers indent from 1 */

static json_t *flow_location(struct sarif *sarif, const struct finding *finding, size_t index, int nesting)
{
    const struct step *step = &finding->steps[index];
    json_t *value = value_object();
    value_set(value, "location", sarif_step(sarif, finding, step));
    value_set_number(value, "nestingLevel", (uint64_t)nesting);
    value_set_number(value, "executionOrder", index + 1);
    value_set_text(value, "importance", step->essential ? "essential" : "unimportant");
    return value;
}

/* NULL if there is no step to tell. */
static json_t *thread_flow(struct sarif *sarif, const struct finding *finding, const char *id,
                           bool preempting_only)
{
    json_t *locations = value_array();
    bool folds = finding->step_count > STEP_CAP;
    for (size_t i = 0; i < finding->step_count && json_array_size(locations) < STEP_CAP; i++) {
        const struct step *step = &finding->steps[i];
        bool told = (step->preempting || !preempting_only) && (step->essential || !folds || i == 0);
        int nesting = step->preempting && !preempting_only ? NESTING_PREEMPTING : NESTING_OWN;
        if (told) {
            value_add(locations, flow_location(sarif, finding, i, nesting));
        }
    }
    if (!json_array_size(locations)) {
        json_decref(locations);
        return NULL;
    }
    json_t *flow = value_object();
    value_set_text(flow, "id", id);
    value_set(flow, "locations", locations);
    return flow;
}

static const char *preempting_context(const struct finding *finding)
{
    for (size_t i = 0; i < finding->step_count; i++) {
        const struct step *step = &finding->steps[i];
        if (step->preempting && step->context && step->context[0]) {
            return step->context;
        }
    }
    return "preempting context";
}

json_t *sarif_code_flow(struct sarif *sarif, const struct finding *finding)
{
    json_t *flows = value_array();
    json_t *story = thread_flow(sarif, finding, "story", false);
    if (story) {
        value_add(flows, story);
    }
    json_t *preempting = thread_flow(sarif, finding, preempting_context(finding), true);
    if (preempting) {
        value_add(flows, preempting);
    }
    json_t *value = value_object();
    if (finding->why && finding->why[0]) {
        value_set(value, "message", sarif_message(finding->why));
    }
    value_set(value, "threadFlows", flows);
    return value;
}
