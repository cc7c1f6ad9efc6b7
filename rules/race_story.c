#include "rules/race_story.h"

static const char *verb_of(const struct access *access)
{
    return access->kind == ACCESS_READ ? "reads" : access->kind == ACCESS_WRITE ? "writes" : "changes";
}

static const char *guard_text(struct rule_context *context, const struct race *race)
{
    const struct abs_mask *mask = &race->at_risk->mask;
    const struct context *by = crit_context(context, race->by->context);
    if (mask->line_count > 0) {
        return crit_text(context, "interrupt line %d is masked, '%s' is line %d", (int)mask->lines[0],
                         by->name, by->line);
    }
    if (mask->section_low > 0 || !(mask->gate[GATE_CEILING] & MAY_OPEN)) {
        return crit_text(context, "the section's ceiling does not reach '%s' (%s)", by->name,
                         crit_priority_text(context, by));
    }
    return mask->sched_low > 0 ? "a scheduler lock does not stop handlers"
                               : "what is masked does not stop it";
}

static const char *loss_text(const struct race *race)
{
    switch (race->kind) {
    case RACE_UPDATE: return "the value computed from the old one is stored: the handler's change is lost";
    case RACE_TORN: return "the rest is moved: half of the value is old, half is new";
    case RACE_TAKEN: return "the constant is stored: what the handler added is lost";
    default: return "the other fields are accessed: they belong to different moments";
    }
}

bool race_same_cause(const struct race *a, const struct race *b)
{
    return a->at_risk->object == b->at_risk->object && a->at_risk->func == b->at_risk->func;
}

/*
 * A guard at the access, or another one of the same function, settles that the object is shared;
 * one elsewhere does so too, but not that its fields belong together. Of a register it settles it
 * where both sides change bits of it and the guard is elsewhere: one that the handler stores to
 * clears what is written as ones, or starts anew; and what is masked here may be enough, for the
 * rest of the peripheral is off while it is set up.
 */
static bool is_settled(const struct race *race)
{
    bool hardware = (race->at_risk->object & ACCESS_FIXED) != 0;
    bool elsewhere = race->partial || (race->intended && race->kind != RACE_FIELDS);
    return race->doubt <= RACE_BY_POINTER &&
           (hardware ? elsewhere && !race->guarded && race->by->kind == ACCESS_UPDATE
                     : elsewhere || race->guarded);
}

static void lower_by_doubt(struct finding *finding, const struct race *race)
{
    bool settled = is_settled(race);
    while (race->doubt != RACE_SURE && !settled && finding->tier != TIER_C) {
        crit_lower(finding);
    }
}

struct finding *race_report(struct rule_context *context, const struct race *race, const char *what)
{
    const struct access *a = race->at_risk;
    const struct access *b = race->by;
    const struct context *who = crit_context(context, a->context);
    const struct context *by = crit_context(context, b->context);
    const char *name = access_name(&context->flow->facts, a);
    uint32_t loc = crit_op_loc(context, a->func, a->op);
    struct finding *finding =
        crit_report(context, a->func, loc, "'%s' %s, and '%s' %s it", name, what, by->name, verb_of(b));
    bool taken = race->kind == RACE_TAKEN;
    uint32_t first = taken ? crit_op_loc(context, a->func, a->taken) : loc;
    crit_step(context, finding, a->func, first, who->name, false, "%s '%s'",
              taken                     ? "takes the value of"
              : a->kind == ACCESS_WRITE ? "begins to write"
                                        : "reads",
              name);
    crit_step(context, finding, b->func, crit_op_loc(context, b->func, b->op), by->name, true,
              "(%s) preempts and %s '%s'", crit_priority_text(context, by), verb_of(b),
              access_name(&context->flow->facts, b));
    crit_step(context, finding, a->func, loc, who->name, false, "%s", loss_text(race));
    finding->severity = finding->tier == TIER_A   ? SEVERITY_ERROR
                        : finding->tier == TIER_B ? SEVERITY_WARNING
                                                  : SEVERITY_NOTE;
    const char *way = crit_way_text(context, b->context, b->func);
    finding->why = crit_text(
        context, "%s%s%s",
        race->guarded ? guard_text(context, race)
                      : crit_text(context, "nothing masks '%s' here (found by %s)", by->name, by->found),
        *way ? "; it comes there by way of " : "", way);
    finding->advice =
        race->kind == RACE_UPDATE
            ? "guard the change, let one context write, or use the target's atomic or set/clear register"
        : taken ? "take and reset under one section, or by an atomic exchange"
                : "guard all steps with one section, or copy under it and work on the copy";
    lower_by_doubt(finding, race);
    return finding;
}
