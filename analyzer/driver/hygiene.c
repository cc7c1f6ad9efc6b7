#include "driver/hygiene.h"

#include "base/check.h"
#include "base/str.h"
#include "driver/selection.h"
#include "rules/rule.h"

#include <string.h>

static const struct rule_info *rule_of(const char *code)
{
    for (size_t i = 0; rules_all[i]; i++) {
        if (strcmp(rules_all[i]->info.code, code) == 0) {
            return &rules_all[i]->info;
        }
    }
    die("internal error: no rule %s", code);
}

bool hygiene_runs(const char *code, const struct options *options)
{
    return selection_has(options, rule_of(code));
}

struct finding *hygiene_report(struct finding_list *findings, struct arena *run, const char *code,
                               const struct loc *loc, const char *message)
{
    struct finding *finding = VEC_ADD(findings);
    finding->rule = rule_of(code);
    finding->tier = finding->rule->tier;
    finding->severity = SEVERITY_WARNING;
    finding->loc = *loc;
    finding->message = message;
    finding->function = finding->macro = finding->inner_macro = "";
    finding->key = arena_printf(run, "%s %s", code, message);
    return finding;
}

/* ---- CRIT903 ----------------------------------------------------------------------------------- */

/* Marks the names that some unit mentions: everything that it names is in its strings. */
static void find_mentions(bool *mentioned, const struct strtab *names, const struct extracted *extracted)
{
    for (size_t i = 0; i < extracted->units.count; i++) {
        const struct ir_unit *unit = extracted->units.data[i];
        for (size_t at = 0; at < unit->strings.count; at += strlen(unit->strings.data + at) + 1) {
            mentioned[str_find(names, unit->strings.data + at)] = true;
        }
    }
}

/* What a unit calls it: of a register the field, as a record may have another tag there. */
static const char *written_name(const struct model_entry *entry)
{
    const char *field = strchr(entry->name, '.');
    return field ? field + 1 : entry->name;
}

static void report_models(struct finding_list *findings, struct arena *run, const struct options *options,
                          const struct model *model, const struct extracted *extracted)
{
    size_t count;
    const struct model_entry *own = model_own(model, &count);
    struct strtab names = {0};
    for (size_t i = 0; i < count; i++) {
        str_add(&names, written_name(&own[i]));
    }
    bool *mentioned = ARENA_ARRAY(run, bool, names.count + 1);
    find_mentions(mentioned, &names, extracted);
    for (size_t i = 0; i < count; i++) {
        uint32_t id = str_find(&names, written_name(&own[i]));
        bool written = own[i].column != 0; /* not made of another's twin */
        if (written && !mentioned[id] && strcmp(own[i].ecosystem, options->config->closest) == 0) {
            mentioned[id] = true; /* once a name */
            struct loc loc = {.file = own[i].ecosystem,
                              .line = own[i].line,
                              .column = own[i].column,
                              .end_line = own[i].line,
                              .end_column = own[i].column};
            hygiene_report(
                findings, run, "CRIT903", &loc,
                arena_printf(run, "nothing here is called '%s', which a model describes", own[i].name));
        }
    }
    str_free(&names);
}

/* Whether it is met is known where its rule looked for it. */
static void report_object(struct finding_list *findings, struct arena *run, const struct options *options,
                          const struct object_claim *claim)
{
    bool looked = claim->writer ? hygiene_runs("CRIT217", options) : hygiene_runs("CRIT219", options);
    if (!claim->met && looked) {
        hygiene_report(findings, run, "CRIT903", &claim->loc,
                       arena_printf(run, "nothing here %s '%s', which stands in 'objects'",
                                    claim->writer ? "writes" : "touches", claim->name));
    } else if (claim->guard && claim->met && !claim->guard_met && hygiene_runs("CRIT219", options)) {
        hygiene_report(findings, run, "CRIT903", &claim->loc,
                       arena_printf(run, "nothing here is called '%s', which is to guard '%s'", claim->guard,
                                    claim->name));
    }
}

static void report_images(struct finding_list *findings, struct arena *run, const struct config *config)
{
    const struct config_values *values = config_values(config, CONFIG_IMAGES);
    for (size_t i = 0; i < values->count; i++) {
        const struct config_value *value = &values->data[i];
        /* Other databases than those that it names may be in use. */
        if (!value->met && !value->is_database && value->loc.line &&
            strcmp(value->loc.file, config->closest) == 0) {
            hygiene_report(findings, run, "CRIT903", &value->loc,
                           arena_printf(run, "no source here fits '%s', which is to be one of '%s'",
                                        value->text, value->image));
        }
    }
}

void hygiene_unmatched(struct finding_list *findings, struct arena *run, const struct options *options,
                       const struct context_claims *claims, const struct model *model,
                       const struct extracted *extracted, const struct unit_plans *plans)
{
    static const char *const lists[] = {
        [CONTEXT_MAIN] = "entries", [CONTEXT_HANDLER] = "handlers", [CONTEXT_TASK] = "tasks"};
    const char *closest = options->config->closest;
    bool whole = !plans->single_file;
    for (size_t i = 0; i < extracted->units.count; i++) {
        whole &= extracted->units.data[i]->health != IR_LOST;
    }
    if (!closest || !whole || !hygiene_runs("CRIT903", options)) {
        return;
    }
    for (size_t i = 0; i < claims->data.count; i++) {
        const struct context_claim *claim = &claims->data.data[i];
        if (!claim->met && strcmp(claim->loc.file, closest) == 0) {
            hygiene_report(findings, run, "CRIT903", &claim->loc,
                           arena_printf(run, "no function here is called '%s', which stands in '%s'",
                                        claim->func, lists[claim->kind]));
        }
    }
    for (size_t i = 0; i < claims->objects.count; i++) {
        if (strcmp(claims->objects.data[i].loc.file, closest) == 0) {
            report_object(findings, run, options, &claims->objects.data[i]);
        }
    }
    if (claims->urgent_denied && claims->urgent_loc.file && strcmp(claims->urgent_loc.file, closest) == 0) {
        hygiene_report(findings, run, "CRIT903", &claims->urgent_loc,
                       "'target.urgent' has no effect: on Cortex-M the low number is the urgent one");
    }
    report_images(findings, run, options->config);
    report_models(findings, run, options, model, extracted);
}
