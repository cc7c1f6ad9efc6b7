/*
 * The mask operation that a call or an asm statement is, whatever its source: an instruction,
 * a model, or the summary of a wrapper. Applying one changes a state and makes an event.
 */
#ifndef FLOW_EFFECTS_H
#define FLOW_EFFECTS_H

#include "flow/summary.h"
#include "ir/ir.h"
#include "model/model.h"

/* Where effects report what happens; NULL recorder: nobody listens (before the fixpoint). */
struct recorder {
    struct summary *summary;
    uint32_t block;
};

void effect_event(struct recorder *recorder, enum event_kind kind, enum model_part part, uint8_t flags,
                  uint32_t op, const struct mask *before, const struct mask *after,
                  const struct value *value);

enum gate effect_gate(enum model_part part);
enum model_part effect_part(enum gate gate);

/* A token for the present state of a gate. */
struct value effect_token(const struct state *state, enum gate gate, uint8_t flags, uint32_t op);

void effect_mask(struct recorder *recorder, struct state *state, enum gate gate, bool masked, uint32_t op,
                 uint8_t flags);
void effect_save(struct recorder *recorder, struct state *state, enum gate gate, uint32_t op, uint8_t flags);
/*
 * The gate takes the state that `value` says: a token, a constant, an unknown of the entry (then
 * `symbol` names it for the callers), or something that was not followed.
 */
void effect_restore(struct recorder *recorder, struct state *state, enum gate gate, const struct value *value,
                    uint8_t symbol, uint32_t op, uint8_t flags);
void effect_raise(struct recorder *recorder, struct state *state, const struct value *value, uint8_t symbol,
                  uint32_t op);
void effect_count(struct recorder *recorder, struct state *state, enum model_part part, int delta,
                  uint32_t op, uint8_t flags);
/* The program's own counted section: the gate follows the count, and is nobody's bare mask. */
void effect_counted(struct recorder *recorder, struct state *state, enum gate gate, int delta, uint32_t op,
                    uint8_t flags);
void effect_hold(struct recorder *recorder, struct state *state, enum hold_kind kind, int64_t key, bool taken,
                 uint32_t op, uint8_t flags);

/* Restricts the state to paths on which the token is (non-)zero. False: no such path. */
bool effect_refine_token(struct state *state, const struct value *token, bool nonzero);

#endif
