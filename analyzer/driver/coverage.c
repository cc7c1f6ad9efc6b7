#include "driver/coverage.h"

#include "base/buf.h"
#include "base/str.h"
#include "frontend/headers.h"

/* The functions of all units by their place: a header's stands in every unit that includes it. */
struct tally {
    struct strtab places;
    VEC(bool) understood; /* by the id of the place: by some unit */
    struct buf place;
};

static void tally_function(struct tally *tally, const struct ir_unit *unit, const struct ir_func *func)
{
    const struct ir_loc *body = &unit->locs.data[func->body_loc];
    const char *file = ir_text(unit, body->file);
    if (str_has_prefix(file, HEADERS_SHIM_ROOT) || (func->flags & IR_FUNC_MACRO_BODY)) {
        return;
    }
    buf_clear(&tally->place);
    buf_addf(&tally->place, "%s:%u:%u", file, body->line, body->column);
    uint32_t id = str_add(&tally->places, buf_text(&tally->place));
    while (tally->understood.count <= id) {
        VEC_PUSH(&tally->understood, false);
    }
    tally->understood.data[id] |= !(func->flags & IR_FUNC_DEGRADED);
}

static bool is_around(const struct unit_plans *plans, const struct ir_unit *unit)
{
    return units_around(plans, ir_text(unit, unit->path));
}

static void count_functions(struct report_input *in, const struct unit_plans *plans,
                            const struct extracted *extracted)
{
    struct tally tally = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        for (size_t j = 0; j < unit->funcs.count && !is_around(plans, unit); j++) {
            tally_function(&tally, unit, &unit->funcs.data[j]);
        }
    }
    for (size_t id = 1; id < tally.understood.count; id++) {
        in->functions++;
        in->functions_understood += tally.understood.data[id];
    }
    VEC_FREE(&tally.understood);
    buf_free(&tally.place);
    str_free(&tally.places);
}

void coverage_count(struct report_input *in, const struct unit_plans *plans,
                    const struct extracted *extracted)
{
    for (size_t i = 0; i < extracted->units.count; i++) {
        enum ir_health health = (enum ir_health)extracted->units.data[i]->health;
        if (is_around(plans, extracted->units.data[i])) {
            in->units_around++;
            in->units_around_lost += health == IR_LOST;
            continue;
        }
        in->units_ok += health == IR_OK;
        in->units_degraded += health == IR_DEGRADED;
        in->units_lost += health == IR_LOST;
    }
    count_functions(in, plans, extracted);
}
