#include "driver/verdicts.h"

#include "base/str.h"
#include "driver/output.h"
#include "driver/selection.h"
#include "driver/settings.h"
#include "driver/suppress.h"
#include "driver/third_party.h"
#include "report/report.h"
#include "rules/pages.h"
#include "rules/rule.h"

#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 128 };

/* ---- findings ---------------------------------------------------------------------------------- */

static void run_rule(const struct rule *rule, struct flow *flow, const struct rule_settings *settings,
                     struct arena *run, struct finding_list *findings)
{
    struct rule_context context = {
        .flow = flow, .settings = settings, .run = run, .findings = findings, .rule = rule};
    if (rule->on_program) {
        rule->on_program(&context);
    }
    for (uint32_t func = 0; rule->on_function && func < flow->facts.program->funcs.count; func++) {
        if (!(program_ir(flow->facts.program, func)->flags & IR_FUNC_MACRO_BODY)) {
            rule->on_function(&context, func); /* a macro's section may end in another macro */
        }
    }
}

void check_rules(struct flow *flow, const struct options *options, bool every, struct arena *run,
                 struct finding_list *findings)
{
    const char *budget = config_text(options->config, CONFIG_SECTION_BUDGET);
    struct rule_settings settings = {
        .repairs = options->fix && !every,
        .section_budget = budget ? config_number(options->config, CONFIG_SECTION_BUDGET) : SECTION_BUDGET};
    for (size_t i = 0; rules_all[i]; i++) {
        if (every || selection_has(options, &rules_all[i]->info)) {
            run_rule(rules_all[i], flow, &settings, run, findings);
        }
    }
}

/* Findings are shown where the user asked: in the planned sources, and in headers of no system. */
static bool is_asked(const struct unit_plans *plans, const struct finding *finding,
                     const struct options *options)
{
    const char *file = finding->loc.file;
    bool excluded = !plans->single_file && settings_match(options->config, CONFIG_EXCLUDE, file);
    return finding->tier <= options->tier && !str_has_prefix(file, HEADERS_SHIM_ROOT) && !excluded &&
           units_asked(plans, file);
}

static bool is_folded(const struct unit_plans *plans, const struct finding *finding,
                      const struct options *options)
{
    const char *file = finding->loc.file;
    bool theirs = third_party_path(file) || settings_match(options->config, CONFIG_THIRD_PARTY, file);
    return theirs && !plans->single_file && !options->third_party;
}

/* Keeps what was asked for; of that, what lies in third-party code is only counted. */
static size_t filter(struct finding_list *findings, const struct options *options,
                     const struct unit_plans *plans)
{
    struct finding_list folded = {0};
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->data[i];
        if (is_asked(plans, finding, options) && is_folded(plans, finding, options)) {
            VEC_PUSH(&folded, *finding);
        } else if (is_asked(plans, finding, options)) {
            findings->data[kept++] = *finding;
        }
    }
    findings->count = kept;
    finding_sort(findings);
    finding_sort(&folded);
    size_t count = 0;
    for (size_t i = 0; i < folded.count; i++) {
        count += !folded.data[i].suppressed;
    }
    VEC_FREE(&folded);
    return count;
}

size_t keep_shown(struct finding_list *findings, const struct options *options,
                  const struct unit_plans *plans, const struct extracted *extracted)
{
    struct suppressions suppressions = {0};
    suppress_collect(&suppressions, plans->run, extracted);
    suppress_mark(findings, &suppressions); /* what is not shown may be suppressed, too */
    suppress_report(findings, &suppressions, plans->run, options, extracted, plans);
    suppress_mark(findings, &suppressions); /* of the suppressions themselves */
    size_t folded = filter(findings, options, plans);
    suppress_free(&suppressions);
    return folded;
}

/* ---- reporting ------------------------------------------------------------------------------------- */

static int exit_status(const struct options *options, const struct report_input *in, bool planned)
{
    if (!planned) {
        return 2;
    }
    for (size_t i = 0; i < in->findings->count; i++) {
        const struct finding *finding = &in->findings->data[i];
        if (!finding->suppressed && finding->tier <= options->fail_on && !options->exit_zero) {
            return 1;
        }
    }
    bool covered = in->functions_understood * 100 >= in->functions * options->min_coverage;
    return in->units_lost || !covered ? 3 : 0;
}

int check_report(const struct options *options, const struct unit_plans *plans,
                 const struct extracted *extracted, struct finding_list *findings,
                 struct notice_list *notices, const struct latency *latency,
                 const struct protection *protection, size_t folded, bool planned)
{
    size_t rule_count = 0;
    struct rule_info infos[RULES_MAX];
    const struct rule_info *rules[RULES_MAX];
    for (size_t i = 0; rules_all[i] && rule_count < RULES_MAX; i++) {
        infos[rule_count] = rules_all[i]->info;
        infos[rule_count].page = rule_page_find(infos[rule_count].code);
        rules[rule_count] = &infos[rule_count];
        rule_count++;
    }
    struct report_input in = output_input(options, plans, extracted, notices);
    in.findings = findings;
    in.rules = rules;
    in.rule_count = rule_count;
    in.folded = folded;
    in.latency = latency;
    in.latency_only = options->command == COMMAND_LATENCY;
    in.protection = protection->count ? protection : NULL;
    in.exit_status = exit_status(options, &in, planned);
    bool written = true;
    bool to_stdout = false;
    bool has_text = false;
    for (size_t i = 0; i < options->outputs.count; i++) {
        const struct output_option *output = &options->outputs.data[i];
        to_stdout |= output_is_stdout(output);
        has_text |= strcmp(output->format, "text") == 0;
        written &= output_write(report_format_find(output->format)->write, output->path, &in);
    }
    if (!to_stdout && options->fix != FIX_DIFF) {
        written &= output_write(report_text, NULL, &in);
    } else if (to_stdout && in.statistics && !has_text) {
        report_statistics(stderr, &in);
    }
    return written ? in.exit_status : 2;
}
