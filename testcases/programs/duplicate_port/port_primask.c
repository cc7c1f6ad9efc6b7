/* Port of the board's section: everything. The archive's order decides which port the image gets. */
#include "cmsis.h"

#include "board_critical.h"

uint32_t board_critical_enter(void) // expect: CRIT401 "board_critical_enter"
{
    uint32_t saved = __get_PRIMASK();

    __disable_irq();
    return saved;
}

void board_critical_exit(uint32_t saved) // expect: CRIT401 "board_critical_exit"
{
    __set_PRIMASK(saved);
}
