// args: --cpu cortex-m4
/* An enter function that keeps the saved states itself, a stack of them, and refuses where it is full. */
#include "cmsis.h"

enum { DEPTH = 4 };

typedef struct {
    uint32_t saved;
    uint32_t serial;
} section_t;

static section_t sections[DEPTH];
static unsigned depth;

uint32_t good_enter(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (depth == DEPTH) {
        __set_PRIMASK(primask);
        return 0;
    }
    const section_t section = {primask, depth + 1U};
    sections[depth] = section;
    depth++;
    return section.serial;
}

void good_exit(void)
{
    depth--;
    __set_PRIMASK(sections[depth].saved);
}

/* The state dies with the function. */
uint32_t bad_enter(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (depth == DEPTH) {
        __set_PRIMASK(primask);
        return 0;
    }
    const section_t section = {0, depth + 1U};
    sections[depth] = section;
    depth++;
    return section.serial; // expect: CRIT102
}
