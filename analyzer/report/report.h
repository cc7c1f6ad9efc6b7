/*
 * Findings become bytes: one function a format, all with the same input, which they only
 * read. A reporter decides nothing; it never drops a finding except a suppressed one that
 * nobody asked for, and (text only) the tail of a long list on a terminal.
 *
 * The same input gives the same bytes: no time stamps, no absolute paths of the tree.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "core/finding.h"
#include "core/notice.h"
#include "core/protection.h"
#include "core/rule_info.h"
#include "report/latency.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Everything is borrowed and outlives the call. */
struct report_input {
    const struct finding_list *findings;  /* sorted; `key` set in each */
    const struct notice_list *notices;    /* sorted */
    const struct rule_info *const *rules; /* every rule that was enabled, and that of each finding */
    size_t rule_count;
    const char *version;  /* of the program: "0.1.0" */
    const char *root;     /* the tree: JSON gives paths relative to it; NULL: "." */
    const char *base;     /* the checkout: what CI reads is relative to it; NULL: "." */
    const char *category; /* which build of the tree this is ("boot"), for SARIF; NULL: none */
    size_t units_ok, units_degraded, units_lost;
    size_t units_around, units_around_lost; /* read for their facts alone, and not among those */
    size_t functions;            /* how many were analysed */
    size_t functions_understood; /* of these, without an unknown op */
    double seconds;              /* text says how long it took, unless 0 */
    int exit_status;             /* what the program is about to return */
    bool absolute;               /* SARIF says where `base` lies, for readers that must know */
    bool color;                  /* text only */
    bool all;                    /* text only: no cap on the list */
    bool statistics;             /* text only: counts by rule, tier and file at the end */
    bool verbose;                /* also notices of kind info */
    bool show_suppressed;
    size_t folded;                       /* findings in third-party code, which are not in the list */
    const struct latency *latency;       /* how long sections last; NULL: nobody asked */
    bool latency_only;                   /* the report is about that, and no rule ran: text, JSON and HTML */
    const struct protection *protection; /* who shares what (core/protection.h); NULL: nobody asked */
    bool map_only;                       /* html: the map and nothing about findings */
    bool map_details;                    /* map as text: each access, too */
    const char *map_object;              /* map as text: this object alone; NULL: all */
};

/* Returns 0, or a negative errno when the bytes could not be written. */
typedef int report_function(FILE *out, const struct report_input *in);

report_function report_text;
report_function report_gcc;
report_function report_json;
report_function report_sarif;
report_function report_github;
report_function report_gitlab;
report_function report_junit;
report_function report_html;

/* With `latency_only`, called by the format of that name. */
report_function report_latency_text;
report_function report_latency_json;
/* `critlint map`: of `protection` alone. */
report_function report_map_text;
report_function report_map_json;
/* Is an object meant by that name: its own, that of what it lies in, or a register's macro? */
bool report_is_object(const struct protection_object *object, const char *name);

/* Counts by rule, tier and file: the end of a text report, for those who want no other part of it. */
void report_statistics(FILE *out, const struct report_input *in);

struct report_format {
    const char *name;
    report_function *write;
    const char *summary; /* for --help */
};

/* The format of that name, or NULL. */
const struct report_format *report_format_find(const char *name);
/* All formats, in the order of --help; ends with a NULL name. */
const struct report_format *report_formats(void);

#endif
