#include "driver/image_facts.h"

#include "link/calls.h"

void facts_link(struct image_facts *facts, struct strtab *names, const struct images *images,
                struct ir_unit *const *units, size_t count, struct notice_list *notices)
{
    program_link(&facts->program, &facts->arena, names, units, count);
    facts->program.tree = &images->defined;
    facts->points = points_solve(&facts->program, notices);
    calls_build(&facts->program, facts->points);
    facts->constants = constants_find(&facts->program, facts->points);
}

void facts_flow(struct image_facts *facts, const struct model *model, struct context_claims *claims,
                struct notice_list *notices)
{
    flow_compute(&facts->flow, &facts->program, facts->points, facts->constants, model, claims, notices);
}

void facts_free(struct image_facts *facts)
{
    flow_free(&facts->flow);
    constants_free(facts->constants);
    points_free(facts->points);
    program_free(&facts->program);
    arena_free(&facts->arena);
}
