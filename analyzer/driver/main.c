#include "base/check.h"
#include "driver/options.h"
#include "driver/pipeline.h"

int main(int argc, char **argv)
{
    struct options options;
    int status = 2;
    switch (options_parse(&options, argc, argv)) {
    case PARSE_OK: status = pipeline_run(&options); break;
    case PARSE_DONE: status = 0; break;
    case PARSE_BAD: break;
    }
    options_free(&options);
    return status;
}
