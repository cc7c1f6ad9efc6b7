/*
 * Proofs of a section: what a function that is declared CRITLINT_PROOF returns. A proof says "the
 * innermost section whose state was saved here is held", and is worth nothing after it.
 *
 * Errs towards silence: no proof where no save is in sight (a caller holds the section), and none is
 * over where a restore was not followed.
 */
#ifndef FLOW_PROOF_H
#define FLOW_PROOF_H

#include "flow/value.h"

struct value proof_of(const struct mask *mask);
bool proof_is_over(const struct value *proof, const struct mask *mask);

#endif
