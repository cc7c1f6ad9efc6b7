/* Port of the board's section: a ceiling. */
#include "cmsis.h"

#include "board_critical.h"

#define CEILING (5U << (8 - __NVIC_PRIO_BITS))

uint32_t board_critical_enter(void)
{
    uint32_t saved = __get_BASEPRI();

    __set_BASEPRI_MAX(CEILING);
    __DSB();
    __ISB();
    return saved;
}

void board_critical_exit(uint32_t saved)
{
    __set_BASEPRI(saved);
}
