/* What start-up, target and second hart share on QEMU's virt board. */
#ifndef CRITSEC_TESTS_RISCV_BOARD_H
#define CRITSEC_TESTS_RISCV_BOARD_H

#include <stdint.h>

/* The core-local interruptor of QEMU's virt board, one word or double word a hart. */
#define MSIP(hart) (*(volatile uint32_t *)(uintptr_t)(0x02000000U + 4U * (hart)))
#define MTIMECMP_LOW(hart) (*(volatile uint32_t *)(uintptr_t)(0x02004000U + 8U * (hart)))
#define MTIMECMP_HIGH(hart) (*(volatile uint32_t *)(uintptr_t)(0x02004004U + 8U * (hart)))
#define MTIME_LOW (*(volatile uint32_t *)0x0200BFF8U)
#define MTIME_HIGH (*(volatile uint32_t *)0x0200BFFCU)
enum { TICK = 2000 }; /* of 100 ns: 200 us; at a tenth of that the handlers take all the time */

/* The Privileged Architecture manual, 3.1.9: bits of mie, mip, sie and sip. */
#define SUPERVISOR_SOFTWARE 2U
#define MACHINE_SOFTWARE 8U
#define MACHINE_TIMER 0x80U

/* Supplied by the start-up. */
uint32_t board_hart(void);
void board_timer(uint32_t hart, bool on);
void board_pend(uint32_t hart);
_Noreturn void board_exit(uint32_t status);

/* Supplied by the target. */
void board_software_interrupt(uint32_t hart);
void board_timer_interrupt(uint32_t hart);
void board_second(void); /* what harts but the first run */

#endif
