/* The board's section. One port defines it. */
#ifndef BOARD_CRITICAL_H
#define BOARD_CRITICAL_H

#include <stdint.h>

uint32_t board_critical_enter(void);
void board_critical_exit(uint32_t saved);

#endif
