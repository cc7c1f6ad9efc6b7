/* What weighs most on a longest way, as the steps of a finding. Shared by rules about length. */
#ifndef RULES_LENGTH_STORY_H
#define RULES_LENGTH_STORY_H

#include "flow/longest.h"
#include "rules/rule.h"

/* The steps that are a tenth of the way or more, by their lower numbers. */
void length_steps(struct rule_context *context, struct finding *finding, uint32_t func,
                  const struct longest *longest);

#endif
