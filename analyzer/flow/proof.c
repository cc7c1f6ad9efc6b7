#include "flow/proof.h"

/* Saves beyond the limit are not kept: which one is the newest is not known then. */
struct value proof_of(const struct mask *mask)
{
    struct value proof = value_any();
    if (mask->save_count && mask->save_count < SAVES_MAX) {
        proof.kind = VALUE_PROOF;
        proof.id = mask->saves[mask->save_count - 1];
    }
    return proof;
}

bool proof_is_over(const struct value *proof, const struct mask *mask)
{
    for (int gate = 0; gate < GATES; gate++) {
        if (mask->opaque & (1 << gate)) {
            return false;
        }
    }
    for (int i = 0; i < mask->save_count; i++) {
        if (mask->saves[i] == proof->id) {
            return false;
        }
    }
    return mask->save_count < SAVES_MAX;
}
