/* What a rule is, apart from how it finds things. Reporters and docs read only this. */
#ifndef CORE_RULE_INFO_H
#define CORE_RULE_INFO_H

/* How sure a rule is on real trees: A >= 0.95 right and fails CI, B >= 0.9, C opt-in. */
enum tier { TIER_A, TIER_B, TIER_C };

struct rule_info {
    const char *code;    /* "CRIT101"; permanent, never reused */
    const char *name;    /* "bare-irq-pair"; names the bad pattern, kebab case */
    const char *summary; /* one clause, lower case, no full stop */
    const char *page;    /* Markdown of docs/rules/CRITnnn.md, compiled in; set for the reporters */
    int cwe;             /* the closest CWE, or 0 */
    enum tier tier;
};

#endif
