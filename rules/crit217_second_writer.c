/*
 * CRIT217: an object that the configuration gives one writer is written by another context.
 *
 * What `main` writes before the writer can run is initialisation. The writer is a context, or a
 * function, that runs in any.
 */
#include "rules/rule.h"

#include <string.h>

static bool by_writer(const struct facts *facts, const struct access *access,
                      const struct object_claim *claim)
{
    return strcmp(facts->contexts.data.data[access->context].name, claim->writer) == 0 ||
           strcmp(program_name(facts->program, access->func), claim->writer) == 0;
}

/* In main, with the writer still off. A writer that is no handler gives no such time. */
static bool before_writer(const struct facts *facts, const struct access *access,
                          const struct object_claim *claim)
{
    for (uint32_t i = 0; i < facts->contexts.data.count && i < ARMABLE_MAX; i++) {
        const struct context *context = &facts->contexts.data.data[i];
        if (context->kind == CONTEXT_HANDLER && strcmp(context->name, claim->writer) == 0) {
            return facts->contexts.data.data[access->context].kind == CONTEXT_MAIN &&
                   !((access->mask.armed >> i) & 1);
        }
    }
    return false;
}

static void report(struct rule_context *context, const struct access *access, const char *name,
                   const struct object_claim *claim)
{
    const struct context *who = crit_context(context, access->context);
    uint32_t loc = crit_op_loc(context, access->func, access->op);
    struct finding *finding =
        crit_report(context, access->func, loc, "'%s' is written by '%s', and its one writer is '%s'", name,
                    who->name, claim->writer);
    finding->severity = SEVERITY_ERROR;
    crit_step(context, finding, access->func, loc, who->name, false, "writes '%s'", name);
    finding->why = crit_text(context, "the configuration says so at %s:%u", claim->loc.file, claim->loc.line);
    finding->advice = "leave the write to its writer, or change what the configuration says";
    if (who->guessed) {
        crit_lower(finding);
    }
    while (access->unsure && finding->tier != TIER_C) { /* by a pointer that may lead elsewhere */
        crit_lower(finding);
    }
}

static void check_claim(struct rule_context *context, struct object_claim *claim)
{
    const struct facts *facts = &context->flow->facts;
    const struct accesses *accesses = &context->flow->accesses;
    for (size_t i = 0; i < accesses->data.count; i++) {
        const struct access *access = &accesses->data.data[i];
        if (access->kind == ACCESS_READ || !access_is_named(facts, access, claim->name)) {
            continue;
        }
        claim->met = true;
        if (!by_writer(facts, access, claim) && !before_writer(facts, access, claim)) {
            report(context, access, access_name(facts, access), claim);
        }
    }
}

static void check_program(struct rule_context *context)
{
    struct context_claims *claims = context->flow->facts.claims;
    for (size_t i = 0; i < claims->objects.count; i++) {
        if (claims->objects.data[i].writer) {
            check_claim(context, &claims->objects.data[i]);
        }
    }
}

const struct rule rule_crit217 = {
    .info =
        {
            .code = "CRIT217",
            .name = "second-writer",
            .summary = "an object that is to have one writer is written by another context",
            .cwe = 362,
            .tier = TIER_A,
        },
    .on_program = check_program,
};
