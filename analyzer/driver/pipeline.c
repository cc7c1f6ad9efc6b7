#include "driver/pipeline.h"

#include "base/buf.h"
#include "base/check.h"
#include "driver/extract.h"
#include "frontend/clang_api.h"
#include "ir/ir_build.h"
#include "ir/ir_dump.h"

#include <string.h>

static int dump_ops(const struct extracted *extracted)
{
    struct buf out = {0};
    for (size_t i = 0; i < extracted->units.count; i++) {
        ir_dump(&out, extracted->units.data[i]);
    }
    fputs(buf_text(&out), stdout);
    buf_free(&out);
    return 0;
}

int pipeline_run(const struct options *options)
{
    struct arena run = {0};
    struct notice_list notices = {0};
    struct unit_plans plans;
    struct extracted extracted = {0};
    int status = 2;
    const char *problem = clang_api_open(options->libclang);
    if (problem) {
        die("%s", problem);
    }
    bool planned = units_plan(&plans, &run, options, &notices);
    extract_units(&extracted, &plans, options, &notices);
    if (options->dump && strcmp(options->dump, "ops") == 0) {
        status = dump_ops(&extracted);
    }
    (void)planned;
    extract_free(&extracted);
    units_free(&plans);
    VEC_FREE(&notices);
    arena_free(&run);
    return status;
}
