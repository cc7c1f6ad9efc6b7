#include "config/quantity.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    double size;
};

/* Plain digits and at most one point: no sign, no exponent, nothing that a locale changes. */
static bool read(const char *text, const struct unit *units, size_t count, double most, uint64_t *value)
{
    double number = 0;
    double place = 0;
    size_t digits = 0;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && place == 0); text++) {
        if (*text == '.') {
            place = 1;
            continue;
        }
        digits++;
        place /= 10;
        number = place > 0 ? number + (*text - '0') * place : number * 10 + (*text - '0');
    }
    text += *text == ' ';
    for (size_t i = 0; i < count; i++) {
        double scaled = number * units[i].size;
        if (digits && strcmp(text, units[i].name) == 0 && scaled >= 1 && scaled <= most) {
            *value = (uint64_t)(scaled + 0.5);
            return true;
        }
    }
    return false;
}

bool quantity_time(const char *text, uint64_t *nanoseconds)
{
    static const struct unit units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    return read(text, units, sizeof(units) / sizeof(units[0]), 1e13, nanoseconds);
}

bool quantity_frequency(const char *text, uint64_t *hertz)
{
    static const struct unit units[] = {{"Hz", 1}, {"kHz", 1e3}, {"MHz", 1e6}, {"GHz", 1e9}};
    return read(text, units, sizeof(units) / sizeof(units[0]), 1e11, hertz);
}
