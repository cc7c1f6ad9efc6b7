#include "frontend/source_kind.h"

#include "base/str.h"

#include <stddef.h>

enum source_kind source_kind(const char *path)
{
    static const struct {
        const char *suffix;
        enum source_kind kind;
    } rows[] = {
        {".c", SOURCE_C},           {".h", SOURCE_HEADER},
        {".cpp", SOURCE_CXX},       {".cc", SOURCE_CXX},
        {".cxx", SOURCE_CXX},       {".c++", SOURCE_CXX},
        {".C", SOURCE_CXX},         {".hpp", SOURCE_CXX_HEADER},
        {".hh", SOURCE_CXX_HEADER}, {".hxx", SOURCE_CXX_HEADER},
        {".ino", SOURCE_SKETCH},    {".s", SOURCE_ASSEMBLY},
        {".S", SOURCE_ASSEMBLY},    {".asm", SOURCE_ASSEMBLY},
        {".sx", SOURCE_ASSEMBLY},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (str_has_suffix(path, rows[i].suffix)) {
            return rows[i].kind;
        }
    }
    return SOURCE_NONE;
}
