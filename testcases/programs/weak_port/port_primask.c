/* Port of the board's section: everything. */
#include "cmsis.h"

#include "board_critical.h"

uint32_t board_critical_enter(void)
{
    uint32_t saved = __get_PRIMASK();

    __disable_irq();
    return saved;
}

void board_critical_exit(uint32_t saved)
{
    __set_PRIMASK(saved);
}
