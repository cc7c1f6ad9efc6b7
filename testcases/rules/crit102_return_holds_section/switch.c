// args: --cpu cortex-m4
/* A switch without a default has a way past it. */
#include "cmsis.h"

enum kind { KIND_SET, KIND_CLEAR, KIND_OTHER };
static volatile uint32_t word;

void bad_no_case(enum kind kind)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    switch (kind) {
    case KIND_SET:
        word = 1;
        __set_PRIMASK(primask);
        return;
    case KIND_CLEAR:
        word = 0;
        __set_PRIMASK(primask);
        return;
    }
} // expect: CRIT102

void good_default(enum kind kind)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    switch (kind) {
    case KIND_SET:
        word = 1;
        __set_PRIMASK(primask);
        return;
    default:
        word = 0;
        __set_PRIMASK(primask);
        return;
    }
}
