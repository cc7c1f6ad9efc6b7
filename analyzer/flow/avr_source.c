#include "flow/avr_source.h"

#include "base/str.h"

#include <stddef.h>

/* The data sheets' "Interrupt Vectors" and register descriptions. Ends with vector 0. */
static const struct avr_source mega328[] = {
    {1, 0x3d, 0},  {2, 0x3d, 1},  {3, 0x68, 0},  {4, 0x68, 1},  {5, 0x68, 2},  {6, 0x60, 6},  {7, 0x70, 1},
    {8, 0x70, 2},  {9, 0x70, 0},  {10, 0x6f, 5}, {11, 0x6f, 1}, {12, 0x6f, 2}, {13, 0x6f, 0}, {14, 0x6e, 1},
    {15, 0x6e, 2}, {16, 0x6e, 0}, {17, 0x4c, 7}, {18, 0xc1, 7}, {19, 0xc1, 5}, {20, 0xc1, 6}, {21, 0x7a, 3},
    {22, 0x3f, 3}, {23, 0x50, 3}, {24, 0xbc, 0}, {0, 0, 0}};

static const struct avr_source mega2560[] = {
    {1, 0x3d, 0},   {2, 0x3d, 1},  {3, 0x3d, 2},  {4, 0x3d, 3},  {5, 0x3d, 4},   {6, 0x3d, 5},
    {7, 0x3d, 6},   {8, 0x3d, 7},  {9, 0x68, 0},  {10, 0x68, 1}, {11, 0x68, 2},  {12, 0x60, 6},
    {13, 0x70, 1},  {14, 0x70, 2}, {15, 0x70, 0}, {16, 0x6f, 5}, {17, 0x6f, 1},  {18, 0x6f, 2},
    {19, 0x6f, 3},  {20, 0x6f, 0}, {21, 0x6e, 1}, {22, 0x6e, 2}, {23, 0x6e, 0},  {24, 0x4c, 7},
    {25, 0xc1, 7},  {26, 0xc1, 5}, {27, 0xc1, 6}, {28, 0x50, 3}, {29, 0x7a, 3},  {30, 0x3f, 3},
    {31, 0x71, 5},  {32, 0x71, 1}, {33, 0x71, 2}, {34, 0x71, 3}, {35, 0x71, 0},  {36, 0xc9, 7},
    {37, 0xc9, 5},  {38, 0xc9, 6}, {39, 0xbc, 0}, {41, 0x72, 5}, {42, 0x72, 1},  {43, 0x72, 2},
    {44, 0x72, 3},  {45, 0x72, 0}, {46, 0x73, 5}, {47, 0x73, 1}, {48, 0x73, 2},  {49, 0x73, 3},
    {50, 0x73, 0},  {51, 0xd1, 7}, {52, 0xd1, 5}, {53, 0xd1, 6}, {54, 0x131, 7}, {55, 0x131, 5},
    {56, 0x131, 6}, {0, 0, 0}};

static const struct avr_source mega32u4[] = {
    {1, 0x3d, 0},  {2, 0x3d, 1},  {3, 0x3d, 2},  {4, 0x3d, 3},  {7, 0x3d, 6},  {9, 0x68, 0},  {12, 0x60, 6},
    {16, 0x6f, 5}, {17, 0x6f, 1}, {18, 0x6f, 2}, {19, 0x6f, 3}, {20, 0x6f, 0}, {21, 0x6e, 1}, {22, 0x6e, 2},
    {23, 0x6e, 0}, {24, 0x4c, 7}, {25, 0xc9, 7}, {26, 0xc9, 5}, {27, 0xc9, 6}, {28, 0x50, 3}, {29, 0x7a, 3},
    {30, 0x3f, 3}, {31, 0x71, 5}, {32, 0x71, 1}, {33, 0x71, 2}, {34, 0x71, 3}, {35, 0x71, 0}, {36, 0xbc, 0},
    {38, 0x72, 6}, {39, 0x72, 5}, {41, 0x72, 2}, {0, 0, 0}};

static const struct avr_source mega1284[] = {
    {1, 0x3d, 0},  {2, 0x3d, 1},  {3, 0x3d, 2},  {4, 0x68, 0},  {5, 0x68, 1},  {6, 0x68, 2},  {7, 0x68, 3},
    {8, 0x60, 6},  {9, 0x70, 1},  {10, 0x70, 2}, {11, 0x70, 0}, {12, 0x6f, 5}, {13, 0x6f, 1}, {14, 0x6f, 2},
    {15, 0x6f, 0}, {16, 0x6e, 1}, {17, 0x6e, 2}, {18, 0x6e, 0}, {19, 0x4c, 7}, {20, 0xc1, 7}, {21, 0xc1, 5},
    {22, 0xc1, 6}, {23, 0x50, 3}, {24, 0x7a, 3}, {25, 0x3f, 3}, {26, 0xbc, 0}, {28, 0xc9, 7}, {29, 0xc9, 5},
    {30, 0xc9, 6}, {31, 0x71, 5}, {32, 0x71, 1}, {33, 0x71, 2}, {34, 0x71, 0}, {0, 0, 0}};

static const struct avr_source tiny85[] = {
    {1, 0x5b, 6}, {2, 0x5b, 5}, {3, 0x59, 6},  {4, 0x59, 2},  {5, 0x59, 1},  {6, 0x3c, 3}, {7, 0x28, 3},
    {8, 0x26, 3}, {9, 0x59, 5}, {10, 0x59, 4}, {11, 0x59, 3}, {12, 0x41, 6}, {0, 0, 0}};

static const struct avr_source mega32[] = {
    {1, 0x5b, 6},  {2, 0x5b, 7},  {3, 0x5b, 5},  {4, 0x59, 7},  {5, 0x59, 6},  {6, 0x59, 5},  {7, 0x59, 4},
    {8, 0x59, 3},  {9, 0x59, 2},  {10, 0x59, 1}, {11, 0x59, 0}, {12, 0x2d, 7}, {13, 0x2a, 7}, {14, 0x2a, 5},
    {15, 0x2a, 6}, {16, 0x26, 3}, {17, 0x3c, 3}, {18, 0x28, 3}, {19, 0x56, 0}, {0, 0, 0}};

/* The first prefix that fits; longer ones before the shorter ones that begin them. */
static const struct {
    const char *cpu;
    const struct avr_source *sources;
} devices[] = {
    {"atmega328", mega328},   {"atmega168", mega328},   {"atmega88", mega328},    {"atmega48", mega328},
    {"atmega2560", mega2560}, {"atmega2561", mega2560}, {"atmega1280", mega2560}, {"atmega1281", mega2560},
    {"atmega640", mega2560},  {"atmega32u4", mega32u4}, {"atmega16u4", mega32u4}, {"atmega1284", mega1284},
    {"atmega644", mega1284},  {"atmega324", mega1284},  {"atmega164", mega1284},  {"attiny85", tiny85},
    {"attiny45", tiny85},     {"attiny25", tiny85},     {"atmega32", mega32},
};

static const struct avr_source none[] = {{0, 0, 0}};

static const struct avr_source *sources_of(const char *cpu)
{
    for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
        if (str_has_prefix(cpu, devices[i].cpu)) {
            return devices[i].sources;
        }
    }
    return none;
}

int avr_sources_at(const char *cpu, uint32_t address, struct avr_source found[AVR_SOURCES_MAX])
{
    int count = 0;
    for (const struct avr_source *source = sources_of(cpu); source->vector; source++) {
        if (source->address == address && count < AVR_SOURCES_MAX) {
            found[count++] = *source;
        }
    }
    return count;
}

const struct avr_source *avr_source(const char *cpu, int vector)
{
    for (const struct avr_source *source = sources_of(cpu); source->vector; source++) {
        if (source->vector == vector) {
            return source;
        }
    }
    return NULL;
}
