/* What the threads of the suite need of the processor that Zephyr runs on. */
#ifndef CRITSEC_TESTS_ZEPHYR_BOARD_H
#define CRITSEC_TESTS_ZEPHYR_BOARD_H

#include <stdint.h>

void board_init(void);            /* connects and opens the handlers */
void board_cases(void);           /* checks of this processor alone */
void board_exit(uint32_t status); /* ends the emulator */
void checked_init(void);          /* with the debug layer: its hooks */
void checked_cases(void);         /* and that it watches */

#endif
