/* What start-up and targets share on the emulated Cortex-A and Cortex-R boards. */
#ifndef CRITSEC_TESTS_CORTEX_AR_BOARD_H
#define CRITSEC_TESTS_CORTEX_AR_BOARD_H

#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

/* Generic Interrupt Controller Architecture Specification 2.0, 4.3 (distributor) and 4.4 (CPU interface). */
#define GICC_CTLR REG(GIC_CPU + 0x000U)
#define GICC_PMR REG(GIC_CPU + 0x004U)
#define GICC_IAR REG(GIC_CPU + 0x00CU)
#define GICC_EOIR REG(GIC_CPU + 0x010U)
#define GICD_CTLR REG(GIC_DISTRIBUTOR + 0x000U)
#define GICD_IGROUPR(n) REG(GIC_DISTRIBUTOR + 0x080U + 4U * (n))
#define GICD_ISENABLER(n) REG(GIC_DISTRIBUTOR + 0x100U + 4U * (n))
#define GICD_ITARGETSR(n) REG(GIC_DISTRIBUTOR + 0x800U + 4U * (n))
#define GICD_SGIR REG(GIC_DISTRIBUTOR + 0xF00U)

/* The addresses of the boards: vexpress-a9 and realview-pb-a8 (with a Cortex-R5). */
#if __ARM_ARCH_PROFILE == 'A'
#define GIC_CPU 0x1E000100U
#define GIC_DISTRIBUTOR 0x1E001000U
#else
#define GIC_CPU 0x1E000000U
#define GIC_DISTRIBUTOR 0x1E001000U
#endif

static inline void board_barrier(void)
{
    __asm__ volatile("dsb\n\tisb" : : : "memory");
}

/* Supplied by the start-up. */
void board_leave_user_mode(void);
_Noreturn void board_exit(uint32_t status);

/* Supplied by the target. */
void board_irq(uint32_t interrupt);
void board_fiq(uint32_t interrupt);
void board_second(void); /* what cores but the first run */

#endif
