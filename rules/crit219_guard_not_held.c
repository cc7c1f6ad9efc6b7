/*
 * CRIT219: an object that is said to have a guard is touched without it, where another context can come.
 *
 * Who says it: CRITLINT_GUARDED_BY and clang's guarded_by in the code, `objects` in the configuration. A
 * guard by a name that the program does not have is told once an object; of the configuration it is CRIT903.
 */
#include "rules/rule.h"

#include "flow/declared.h"

enum { GROUP_MAX = 4000 /* accesses of one object that are compared */ };

static const char *who_says(struct rule_context *context, const struct declared_guard *guard,
                            const char *name)
{
    return guard->claim
               ? crit_text(context, "the configuration says at %s:%u that '%s' guards it",
                           guard->claim->loc.file, guard->claim->loc.line, guard->name)
               : crit_text(context, "the declaration of '%s' says that '%s' guards it", name, guard->name);
}

static void report_unknown(struct rule_context *context, const struct access *access,
                           const struct declared_guard *guard)
{
    const char *name = access_name(&context->flow->facts, access);
    uint32_t loc = crit_op_loc(context, access->func, access->op);
    struct finding *finding =
        crit_report(context, access->func, loc,
                    "'%s' is said to be guarded by '%s', and nothing here is called so", name, guard->name);
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, access->func, loc, "", false, "touches '%s'", name);
    finding->why = who_says(context, guard, name);
    finding->advice = "name a lock that the file with the declaration sees, or 'masked'";
}

static void lower_to_c(struct finding *finding)
{
    while (finding->tier != TIER_C) {
        crit_lower(finding);
    }
}

static void report(struct rule_context *context, const struct access *access, const struct access *other,
                   const struct declared_guard *guard, bool guess)
{
    const struct facts *facts = &context->flow->facts;
    const char *name = access_name(facts, access);
    const struct context *who = crit_context(context, access->context);
    const struct context *by = crit_context(context, other->context);
    uint32_t loc = crit_op_loc(context, access->func, access->op);
    bool writes = access->kind != ACCESS_READ;
    struct finding *finding =
        guard->masked
            ? crit_report(context, access->func, loc,
                          "'%s' is to be touched with interrupts masked, and is %s here without", name,
                          writes ? "written" : "read")
            : crit_report(context, access->func, loc, "'%s' is guarded by '%s', and is %s here without it",
                          name, guard->name, writes ? "written" : "read");
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, access->func, loc, who->name, false, "%s '%s'", writes ? "writes" : "reads",
              name);
    crit_step(context, finding, other->func, crit_op_loc(context, other->func, other->op), by->name, true,
              "can come between, and %s '%s'", other->kind == ACCESS_READ ? "reads" : "writes",
              access_name(facts, other));
    finding->why = who_says(context, guard, name);
    finding->advice = guard->masked ? "mask around the access, and for as long as it belongs together"
                                    : crit_text(context, "take '%s' around the access", guard->name);
    if (access->unsure || access->tangled || other->unsure || other->tangled) {
        lower_to_c(finding);
    } else if (guess) {
        crit_lower(finding);
    }
}

static void check_object(struct rule_context *context, struct declared *declared, struct map *said,
                         const struct access *group, size_t count)
{
    bool unknown = false;
    for (size_t i = 0; i < count; i++) {
        const struct access *access = &group[i];
        struct declared_guard guard = declared_guard_of(declared, access);
        uint64_t place = (uint64_t)access->func << 32 | access->op;
        bool guess = false;
        if (!guard.name) {
            continue;
        }
        if (guard.claim) {
            guard.claim->met = true;
            guard.claim->guard_met |= guard.exists;
        }
        if (!guard.exists) {
            if (!unknown && !guard.claim) {
                report_unknown(context, access, &guard);
            }
            unknown = true;
            continue;
        }
        const struct access *other = declared_breach(declared, &guard, group, count, access, &guess);
        if (other && map_get(said, place) == MAP_NONE) {
            map_set(said, place, 0);
            report(context, access, other, &guard, guess);
        }
    }
}

static void check_program(struct rule_context *context)
{
    const struct accesses *accesses = &context->flow->accesses;
    struct declared declared;
    struct map said = {0};
    if (!declared_any(context->flow)) {
        return;
    }
    declared_init(&declared, context->flow);
    for (size_t first = 0; first < accesses->data.count;) {
        size_t count = access_group(accesses, first);
        check_object(context, &declared, &said, &accesses->data.data[first],
                     count < GROUP_MAX ? count : GROUP_MAX);
        first += count;
    }
    declared_free(&declared);
    map_free(&said);
}

const struct rule rule_crit219 = {
    .info =
        {
            .code = "CRIT219",
            .name = "guard-not-held",
            .summary = "an object that is said to have a guard is touched without it",
            .cwe = 820,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
