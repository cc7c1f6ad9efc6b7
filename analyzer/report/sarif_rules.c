/* The rules as code scanning shows them, and the CWE entries that they point to. */
#include "base/buf.h"
#include "base/check.h"
#include "base/vec.h"
#include "report/common.h"
#include "report/sarif.h"

#include <string.h>

struct cwes {
    int *data;
    size_t count, cap;
};

static int compare_numbers(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The CWE numbers in use, ascending, each once. */
static void list_cwes(struct cwes *cwes, const struct report_input *in)
{
    for (size_t i = 0; i < in->rule_count; i++) {
        if (in->rules[i]->cwe) {
            VEC_PUSH(cwes, in->rules[i]->cwe);
        }
    }
    if (!cwes->count) {
        return;
    }
    qsort(cwes->data, cwes->count, sizeof(*cwes->data), compare_numbers);
    size_t kept = 1;
    for (size_t i = 1; i < cwes->count; i++) {
        if (cwes->data[i] != cwes->data[kept - 1]) {
            cwes->data[kept++] = cwes->data[i];
        }
    }
    cwes->count = kept;
}

static void set_cwe_id(json_t *object, int cwe)
{
    struct buf id = {0};
    buf_addf(&id, "CWE-%d", cwe);
    value_set_text(object, "id", buf_text(&id));
    buf_free(&id);
}

static json_t *cwe_component(void)
{
    json_t *component = value_object();
    value_set_text(component, "name", "CWE");
    value_set_number(component, "index", 0);
    return component;
}

static json_t *taxon(int cwe)
{
    struct buf text = {0};
    json_t *entry = value_object();
    set_cwe_id(entry, cwe);
    buf_addf(&text, "https://cwe.mitre.org/data/definitions/%d.html", cwe);
    value_set_text(entry, "helpUri", buf_text(&text));
    buf_clear(&text);
    buf_addf(&text, "weakness %d of the Common Weakness Enumeration", cwe);
    value_set(entry, "shortDescription", sarif_sentence(buf_text(&text)));
    value_set(entry, "fullDescription", sarif_sentence(buf_text(&text)));
    value_set(entry, "help", sarif_sentence(buf_text(&text)));
    buf_free(&text);
    return entry;
}

json_t *sarif_taxonomies(const struct report_input *in)
{
    struct cwes cwes = {0};
    list_cwes(&cwes, in);
    json_t *taxa = value_array();
    for (size_t i = 0; i < cwes.count; i++) {
        value_add(taxa, taxon(cwes.data[i]));
    }
    json_t *taxonomies = value_array();
    if (cwes.count) {
        json_t *component = value_object();
        value_set_text(component, "name", "CWE");
        value_set_text(component, "organization", "MITRE");
        value_set_text(component, "informationUri", "https://cwe.mitre.org/");
        value_set(component, "shortDescription", sarif_sentence("the MITRE Common Weakness Enumeration"));
        value_set_bool(component, "isComprehensive", false);
        value_set(component, "taxa", taxa);
        value_add(taxonomies, component);
    } else {
        json_decref(taxa);
    }
    VEC_FREE(&cwes);
    return taxonomies;
}

/* GitLab and DefectDojo read the relationship, GitHub the tag; DefectDojo wants "CWE-" in the id. */
static json_t *relationships(const struct report_input *in, int cwe)
{
    json_t *array = value_array();
    if (cwe) {
        struct cwes cwes = {0};
        list_cwes(&cwes, in);
        size_t index = 0;
        while (cwes.data[index] != cwe) {
            index++;
        }
        VEC_FREE(&cwes);
        json_t *target = value_object();
        set_cwe_id(target, cwe);
        value_set_number(target, "index", index);
        value_set(target, "toolComponent", cwe_component());
        json_t *kinds = value_array();
        value_add(kinds, value_text("superset"));
        json_t *relationship = value_object();
        value_set(relationship, "target", target);
        value_set(relationship, "kinds", kinds);
        value_add(array, relationship);
    }
    return array;
}

/* "bare-irq-pair" -> "BareIrqPair" */
static json_t *pascal_case(const char *name)
{
    struct buf text = {0};
    bool start = true;
    for (; *name; name++) {
        char letter = *name;
        if (letter != '-') {
            letter = start && letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
            buf_addn(&text, &letter, 1);
        }
        start = letter == '-';
    }
    json_t *value = value_text(buf_text(&text));
    buf_free(&text);
    return value;
}

static json_t *full_description(const struct rule_info *rule)
{
    struct buf text = {0};
    report_rule_lead(&text, rule);
    json_t *value = sarif_sentence(buf_text(&text));
    buf_free(&text);
    return value;
}

/* GitHub shows the Markdown; others the text, and Markdown reads well as text. */
static json_t *help(const struct rule_info *rule)
{
    const char *page = rule->page && rule->page[0] ? rule->page : rule->summary;
    json_t *value = value_object();
    value_set_text(value, "text", page);
    value_set_text(value, "markdown", page);
    return value;
}

static json_t *properties(const struct rule_info *rule)
{
    static const char *const precision[] = {"very-high", "high", "medium"};
    static const char *const severity[] = {"error", "warning", "recommendation"};
    json_t *tags = value_array();
    value_add(tags, value_text("concurrency"));
    value_add(tags, value_text("reliability"));
    if (rule->cwe) {
        struct buf tag = {0};
        buf_addf(&tag, "external/cwe/cwe-%d", rule->cwe);
        value_add(tags, value_text(buf_text(&tag)));
        buf_free(&tag);
    }
    json_t *bag = value_object();
    value_set(bag, "tags", tags);
    value_set_text(bag, "precision", precision[rule->tier]);
    value_set_text(bag, "problem.severity", severity[rule->tier]);
    value_set_text(bag, "tier", tier_name(rule->tier));
    return bag;
}

static json_t *rule_value(const struct report_input *in, const struct rule_info *rule)
{
    static const char *const levels[] = {"error", "warning", "note"};
    struct buf uri = {0};
    buf_addf(&uri, REPORT_RULE_PAGE, rule->code);
    json_t *configuration = value_object();
    value_set_text(configuration, "level", levels[rule->tier]);
    json_t *value = value_object();
    value_set_text(value, "id", rule->code);
    value_set(value, "name", pascal_case(rule->name));
    value_set(value, "shortDescription", sarif_sentence(rule->summary));
    value_set(value, "fullDescription", full_description(rule));
    value_set(value, "help", help(rule));
    value_set_text(value, "helpUri", buf_text(&uri));
    value_set(value, "defaultConfiguration", configuration);
    value_set_filled(value, "relationships", relationships(in, rule->cwe));
    value_set(value, "properties", properties(rule));
    buf_free(&uri);
    return value;
}

size_t sarif_rule_index(const struct report_input *in, const struct rule_info *rule)
{
    size_t index = 0;
    while (index < in->rule_count && strcmp(in->rules[index]->code, rule->code) != 0) {
        index++;
    }
    CHECK(index < in->rule_count);
    return index;
}

json_t *sarif_driver(const struct report_input *in)
{
    json_t *rules = value_array();
    bool uses_cwe = false;
    for (size_t i = 0; i < in->rule_count; i++) {
        value_add(rules, rule_value(in, in->rules[i]));
        uses_cwe = uses_cwe || in->rules[i]->cwe;
    }
    json_t *driver = value_object();
    value_set_text(driver, "name", "critlint");
    value_set_text(driver, "version", in->version);
    value_set_text(driver, "semanticVersion", in->version);
    value_set_text(driver, "informationUri", REPORT_SITE);
    value_set(driver, "rules", rules);
    value_set(driver, "notifications", sarif_notice_descriptors());
    if (uses_cwe) {
        json_t *supported = value_array();
        value_add(supported, cwe_component());
        value_set(driver, "supportedTaxonomies", supported);
    }
    return driver;
}
