/* Pins, priorities and the saving mask of the gateway board. */
#ifndef DRIVERS_BOARD_H
#define DRIVERS_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"

#define LED_ACTIVITY (1UL << 5)  /* GPIOA */
#define LED_HEARTBEAT (1UL << 6) /* GPIOA */
#define RELAY (1UL << 0)         /* GPIOB */
#define VALVE (1UL << 1)         /* GPIOB */
#define BUTTON_LINE (1UL << 0)

/* 0..4 are above the kernel ceiling: the flow meter must not wait for the kernel. */
#define PRIO_CAPTURE 3
#define PRIO_IO 6
#define PRIO_SLOW 9

void board_init(void);
void board_start_lines(void);
void board_panic(void) __attribute__((noreturn));
void board_tick_activity(void);
void board_count(volatile uint32_t *counter);

/* Masks everything; nests, because the caller keeps what was before. */
static inline uint32_t board_irq_save(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static inline void board_irq_restore(uint32_t primask)
{
    __set_PRIMASK(primask);
}

#endif
