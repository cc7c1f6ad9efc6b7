/* The board functions that ports/template.c asks for, on PRIMASK: the suite runs the template with them. */
#include <stdbool.h>
#include <stdint.h>

uint32_t board_irq_save(void);
void board_irq_restore(uint32_t mask);
bool board_irq_is_masked(void);

uint32_t board_irq_save(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    return primask;
}

void board_irq_restore(uint32_t mask)
{
    __asm__ volatile("msr primask, %0" : : "r"(mask) : "memory");
}

bool board_irq_is_masked(void)
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask" : "=r"(primask) : : "memory");
    return (primask & 1U) != 0U;
}
