/* What the start-up and the cases of the emulated Cortex-M boards share. */
#ifndef CRITSEC_TESTS_BOARD_H
#define CRITSEC_TESTS_BOARD_H

#include <stdint.h>

extern void (*const board_vectors[18])(void);
void board_svc_handler(void);
void board_pendsv_handler(void);
void board_systick_handler(void);
void board_irq0_handler(void); /* the contract's handler, priority 0xC0 */
void board_irq1_handler(void); /* the urgent one, priority 0x40: above the ceiling 0x80 of the BASEPRI port */

#endif
