#include "driver/pipeline.h"

#include "base/buf.h"
#include "config/config_show.h"
#include "driver/baseline.h"
#include "driver/completions.h"
#include "driver/doctor.h"
#include "driver/dump.h"
#include "driver/image_facts.h"
#include "driver/fixes.h"
#include "driver/hygiene.h"
#include "driver/init.h"
#include "driver/latencies.h"
#include "driver/man_page.h"
#include "driver/map_command.h"
#include "driver/models.h"
#include "driver/output.h"
#include "driver/progress.h"
#include "driver/protect.h"
#include "driver/reuse.h"
#include "driver/selection.h"
#include "driver/separate.h"
#include "driver/settings.h"
#include "driver/since.h"
#include "driver/timing.h"
#include "driver/verdicts.h"
#include "driver/why.h"
#include "frontend/clang_api.h"
#include "link/images.h"
#include "rules/pages.h"
#include "rules/rule.h"

#include <errno.h>
#include <string.h>

enum { MODEL_FILE_MAX = 4 * 1024 * 1024 };

/* What all images of one run share. */
struct checking {
    const struct options *options;
    struct arena *run;
    struct strtab *names;
    const struct model *model;
    struct notice_list *notices;
    struct finding_list *findings;
    struct doctor doctor;
    struct protection protection; /* where it is asked for */
    struct why why;
    struct timing timing;
    struct progress progress;
    struct context_claims claims; /* of the configuration: what an image met of them */
    struct baseline *baseline;    /* or NULL */
    struct git_changes *changes;  /* with --since */
    struct latencies latencies;
};

static void enter(struct checking *checking, enum pass pass, const char *name)
{
    timing_enter(&checking->timing, pass);
    progress_pass(&checking->progress, name);
}

static struct model *load_models(struct arena *run, const struct options *options,
                                 struct notice_list *notices)
{
    struct model *model = model_new(run);
    struct buf text = {0};
    for (size_t i = 0; i < options->models.count; i++) {
        const char *path = options->models.data[i];
        int status = buf_read_file(&text, path, MODEL_FILE_MAX);
        if (status != 0) {
            struct notice notice = {.kind = NOTICE_ERROR,
                                    .loc = {.file = path},
                                    .message =
                                        arena_printf(run, "cannot read '%s': %s", path, strerror(-status))};
            VEC_PUSH(notices, notice);
        } else {
            model_add_yaml(model, buf_text(&text), path, notices);
        }
    }
    buf_free(&text);
    const struct config_values *rows = config_values(options->config, CONFIG_MODELS);
    for (size_t i = 0; i < rows->count; i++) {
        model_add_rows(model, rows->data[i].yaml, rows->data[i].node);
    }
    return model;
}

static bool has_error(const struct notice_list *notices)
{
    for (size_t i = 0; i < notices->count; i++) {
        if (notices->data[i].kind == NOTICE_ERROR) {
            return true;
        }
    }
    return false;
}

/* Where there is no report: what went wrong, or all that was lost too, goes to standard error. */
static void report_notices(const struct notice_list *notices, bool losses)
{
    for (size_t i = 0; i < notices->count; i++) {
        const struct notice *notice = &notices->data[i];
        if (notice->kind == NOTICE_LOST && losses) {
            fprintf(stderr, "critlint: '%s' is lost: %s\n", notice->loc.file, notice->message);
        } else if (notice->kind == NOTICE_ERROR && notice->loc.line) {
            fprintf(stderr, "%s:%u:%u: error: %s\n", notice->loc.file, notice->loc.line, notice->loc.column,
                    notice->message);
        } else if (notice->kind == NOTICE_ERROR) {
            fprintf(stderr, "critlint: %s\n", notice->message);
        }
    }
}

static void report_errors(const struct notice_list *notices)
{
    report_notices(notices, false);
}

/* ops → program → facts → verdicts or a dump, of one image */
static bool check_image(struct checking *checking, const struct images *images, const struct image *image)
{
    const struct options *options = checking->options;
    struct image_facts facts = {0};
    bool ok = true;
    enter(checking, PASS_LINK, "linking");
    facts_link(&facts, checking->names, images, image->units, image->count, checking->notices);
    enter(checking, PASS_FLOW, "facts");
    facts_flow(&facts, checking->model, &checking->claims, checking->notices);
    struct flow *flow = &facts.flow;
    if (options->command == COMMAND_DOCTOR) {
        doctor_add_image(&checking->doctor, image, flow);
    } else if (options->dump) {
        ok = dump_facts(options->dump, image, flow);
    } else if (options->command == COMMAND_WHY) {
        why_add_image(&checking->why, image->name, flow);
    } else if (options->command != COMMAND_LATENCY && options->command != COMMAND_MAP) {
        enter(checking, PASS_RULES, "rules");
        check_rules(flow, options, false, checking->run, checking->findings);
    }
    if (latencies_wanted(options) && !options->dump) {
        enter(checking, PASS_FLOW, "latency");
        latencies_add(&checking->latencies, checking->run, image, flow, checking->notices);
    }
    if (map_is_asked(options)) {
        protect_add(&checking->protection, checking->run, image->name, flow, checking->notices);
    }
    facts_free(&facts);
    return ok;
}

static bool is_baseline_command(const struct options *options)
{
    return options->command == COMMAND_BASELINE_WRITE || options->command == COMMAND_BASELINE_PRUNE ||
           options->command == COMMAND_BASELINE_CHECK;
}

static int analysis_status(const struct extracted *extracted)
{
    for (size_t i = 0; i < extracted->units.count; i++) {
        if (extracted->units.data[i]->health == IR_LOST) {
            return 3;
        }
    }
    return 0;
}

/* verdicts → bytes: what the user asked to see of them, as a report or for the baseline */
static int conclude(struct checking *checking, const struct unit_plans *plans,
                    const struct extracted *extracted, const struct images *images, bool planned)
{
    const struct options *options = checking->options;
    struct finding_list *findings = checking->findings;
    bool latency_only = options->command == COMMAND_LATENCY;
    size_t folded = latency_only ? 0 : keep_shown(findings, options, plans, extracted);
    if (latencies_wanted(options)) {
        latencies_finish(&checking->latencies, checking->run, options, plans, checking->claims.clock,
                         checking->notices);
    }
    bool whole = planned && !has_error(checking->notices);
    if (latency_only) {
        return check_report(options, plans, extracted, findings, checking->notices,
                            &checking->latencies.latency, &checking->protection, 0, whole);
    }
    hygiene_unmatched(findings, checking->run, options, &checking->claims, checking->model, extracted, plans);
    finding_sort(findings);
    if (options->since) {
        since_keep(findings, checking->changes, extracted);
    }
    if (checking->baseline && options->command != COMMAND_BASELINE_WRITE) {
        baseline_apply(checking->baseline, findings);
    }
    if (options->fix && whole) {
        struct fix_world world = {options, checking->names, checking->model, &checking->claims,
                                  plans,   extracted,       images};
        whole = fixes_offer(&world, findings, checking->notices);
        if (options->fix == FIX_WRITE) {
            report_errors(checking->notices);
            return whole ? 0 : 2;
        }
    }
    if (!is_baseline_command(options)) {
        return check_report(options, plans, extracted, findings, checking->notices,
                            latencies_wanted(options) ? &checking->latencies.latency : NULL,
                            &checking->protection, folded, whole);
    }
    report_errors(checking->notices);
    return whole ? baseline_command(checking->baseline, options, findings, extracted,
                                    analysis_status(extracted))
                 : 2;
}

/* sources → ops, or facts that were extracted → ops. False: an error was noticed. */
static bool read_units(struct checking *checking, struct unit_plans *plans, struct extracted *extracted)
{
    const struct options *options = checking->options;
    bool ok;
    if (options->command == COMMAND_LINK) {
        ok = units_tree(plans, checking->run, options, checking->notices);
        return ok && separate_read(options, plans, extracted, checking->notices);
    }
    ok = units_plan(plans, checking->run, options, checking->notices);
    enter(checking, PASS_PARSE, "parsing");
    extract_units(extracted, plans, options, checking->model, checking->notices, &checking->progress);
    checking->timing.units = extracted->units.count;
    checking->timing.reused = extracted->reused;
    return ok;
}

/* sources → facts in a file */
static int run_extract(struct checking *checking)
{
    struct unit_plans plans;
    struct extracted extracted = {0};
    timing_start(&checking->timing, checking->options->timing);
    checking->model = load_models(checking->run, checking->options, checking->notices);
    bool ok = read_units(checking, &plans, &extracted);
    report_notices(checking->notices, true);
    int status = ok && !has_error(checking->notices) ? separate_write(checking->options, &extracted) : 2;
    timing_print(&checking->timing);
    extract_free(&extracted);
    units_free(&plans);
    return status;
}

/* facts → the map of who shares what, or the facts at a line */
static int show_facts(struct checking *checking, const struct unit_plans *plans,
                      const struct extracted *extracted, bool planned)
{
    const struct options *options = checking->options;
    struct report_input in = output_input(options, plans, extracted, checking->notices);
    bool whole = planned && !has_error(checking->notices);
    in.findings = checking->findings;
    in.protection = &checking->protection;
    in.exit_status = whole ? analysis_status(extracted) : 2;
    report_errors(checking->notices);
    if (options->command == COMMAND_MAP) {
        return map_command(options, &in, checking->run);
    }
    bool json = options->outputs.count && strcmp(options->outputs.data[0].format, "json") == 0;
    int status = whole && checking->why.file ? why_report(&checking->why, &in, json) : 2;
    return status ? status : in.exit_status;
}

/* sources → ops → images → verdicts */
static int run_check(struct checking *checking)
{
    const struct options *options = checking->options;
    struct unit_plans plans;
    struct extracted extracted = {0};
    struct images images = {0};
    int status = 2;

    timing_start(&checking->timing, options->timing);
    if (!options->dump) {
        progress_start(&checking->progress);
    }
    settings_claims(options->config, &checking->claims);
    checking->model = load_models(checking->run, options, checking->notices);
    bool planned = read_units(checking, &plans, &extracted);
    enter(checking, PASS_LINK, "linking");
    struct image_claims said =
        settings_images(options->config, &plans.databases, extracted.units.data, extracted.units.count);
    images_find(&images, checking->run, extracted.units.data, extracted.units.count, checking->model, &said,
                checking->notices);
    bool ok = true;
    bool only_ops = options->dump && strcmp(options->dump, "ops") == 0;
    if (only_ops) {
        dump_ops(&extracted);
    }
    if (options->command == COMMAND_WHY && planned) {
        ok = why_find(&checking->why, checking->run, options->place, &extracted);
    }
    for (size_t i = 0; i < images.data.count && ok && !only_ops; i++) {
        ok = check_image(checking, &images, &images.data.data[i]);
    }
    enter(checking, PASS_REPORT, "reports");
    progress_end(&checking->progress);
    if (options->command == COMMAND_DOCTOR) {
        report_errors(checking->notices);
        checking->doctor.cache = reuse_folder(checking->run, options);
        status = doctor_report(&checking->doctor, options, &plans, &extracted, checking->notices);
        status = planned ? status : 2;
    } else if (options->dump) {
        status = ok && planned ? 0 : 2;
        report_errors(checking->notices);
    } else if (options->command == COMMAND_MAP || options->command == COMMAND_WHY) {
        status = show_facts(checking, &plans, &extracted, planned);
    } else {
        status = conclude(checking, &plans, &extracted, &images, planned);
    }

    doctor_free(&checking->doctor);
    protect_free(&checking->protection);
    why_free(&checking->why);
    timing_print(&checking->timing);
    latencies_free(&checking->latencies);
    VEC_FREE(&checking->claims.data);
    VEC_FREE(&checking->claims.objects);
    images_free(&images);
    extract_free(&extracted);
    units_free(&plans);
    return status;
}

static int show_models(const struct options *options, struct arena *run, struct notice_list *notices)
{
    const struct model *model = load_models(run, options, notices);
    report_errors(notices);
    return has_error(notices) ? 2 : models_print(options, model);
}

/* What can go wrong at once goes wrong before the analysis. */
static int prepare_and_check(const struct options *options, struct arena *run, struct notice_list *notices)
{
    struct strtab names = {0};
    struct finding_list findings = {0};
    struct baseline baseline = {.run = run, .file = baseline_file(options)};
    struct git_changes changes = {0};
    struct checking checking = {.options = options,
                                .run = run,
                                .names = &names,
                                .notices = notices,
                                .findings = &findings,
                                .baseline = baseline.file ? &baseline : NULL,
                                .changes = &changes};
    bool reads = baseline.file && options->command != COMMAND_BASELINE_WRITE;
    const char *problem = options->command == COMMAND_LINK ? NULL : clang_api_open(options->libclang);
    int status = 2;
    if (problem) {
        fprintf(stderr, "critlint: %s\n", problem);
    } else if ((reads && !baseline_read(&baseline, run, baseline.file, notices)) ||
               !since_read(&changes, run, options, notices)) {
        report_errors(notices);
    } else {
        status = options->command == COMMAND_EXTRACT ? run_extract(&checking) : run_check(&checking);
    }
    baseline_free(&baseline);
    VEC_FREE(&changes.data);
    VEC_FREE(&findings);
    str_free(&names);
    return status;
}

static int list_rules(void)
{
    for (size_t i = 0; rules_all[i]; i++) {
        const struct rule_info *rule = &rules_all[i]->info;
        printf("%s  %s  %-24s %s\n", rule->code, tier_name(rule->tier), rule->name, rule->summary);
    }
    return 0;
}

static int show_rule(const struct options *options)
{
    for (size_t i = 0; options->paths.count && rules_all[i]; i++) {
        const struct rule_info *rule = &rules_all[i]->info;
        if (strcmp(rule->code, options->paths.data[0]) == 0 ||
            strcmp(rule->name, options->paths.data[0]) == 0) {
            const char *page = rule_page_find(rule->code);
            fputs(page ? page : rule->summary, stdout);
            return 0;
        }
    }
    fputs("critlint: no such rule; 'critlint rules' lists them\n", stderr);
    return 2;
}

/* Commands that need to know what holds. What is wrong with the settings stops them. */
static int run_with_settings(struct options *options)
{
    struct arena run = {0};
    struct notice_list notices = {0};
    struct config config;
    int status = 2;
    if (!settings_find(options, &config, &run, &notices)) {
        report_errors(&notices);
    } else if (options->command == COMMAND_CONFIG_SHOW) {
        status = config_show(&config, stdout);
    } else if (options->command == COMMAND_MODELS) {
        status = show_models(options, &run, &notices);
    } else {
        size_t known = notices.count;
        status = prepare_and_check(options, &run, &notices);
        if (options->fix == FIX_WRITE && status == 0) { /* what is left lies in other lines now */
            notices.count = known;
            options->fix = FIX_NONE;
            status = prepare_and_check(options, &run, &notices);
        }
    }
    config_free(&config);
    VEC_FREE(&notices);
    arena_free(&run);
    return status;
}

/* What the cache holds, or held. */
static int cache_command(const struct options *options)
{
    struct arena run = {0};
    struct cache cache = {.run = &run, .folder = reuse_folder(&run, options)};
    struct cache_size size = cache_measure(&cache);
    bool cleans = options->command == COMMAND_CACHE_CLEAN;
    if (!cache.folder) {
        puts("no cache: there is no home folder, or the options leave it out");
    } else {
        printf("%s: %s%zu unit%s, %.1f MiB\n", cache.folder, cleans ? "removed " : "", size.files,
               size.files == 1 ? "" : "s", (double)size.bytes / (1 << 20));
    }
    if (cleans) {
        cache_clean(&cache);
    }
    arena_free(&run);
    return 0;
}

int pipeline_run(struct options *options)
{
    switch (options->command) {
    case COMMAND_RULES: return list_rules();
    case COMMAND_RULE: return show_rule(options);
    case COMMAND_INIT: return init_write(options);
    case COMMAND_COMPLETIONS: return completions_print(options->paths.count ? options->paths.data[0] : NULL);
    case COMMAND_MAN: return man_page_print();
    case COMMAND_CACHE_SHOW:
    case COMMAND_CACHE_CLEAN: return cache_command(options);
    case COMMAND_EXTRACT:
    case COMMAND_LINK: return separate_ready(options) ? run_with_settings(options) : 2;
    default: return run_with_settings(options);
    }
}
