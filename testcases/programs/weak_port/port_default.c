/* Where no port is linked, everything is masked. A port overrides both functions. */
#include "cmsis.h"

#include "board_critical.h"

__attribute__((weak)) uint32_t board_critical_enter(void)
{
    uint32_t saved = __get_PRIMASK();

    __disable_irq();
    return saved;
}

__attribute__((weak)) void board_critical_exit(uint32_t saved)
{
    __set_PRIMASK(saved);
}
