/* Flash programming. The controller wants its two keys back to back, with no access of another bus master. */
#include "drivers/nv.h"

#include "drivers/board.h"
#include "task.h"

#define PAGE_FIRST 0x0803F000UL
#define PAGE_END 0x08040000UL

static uint32_t failures;

/* Both tasks store settings: one at a time from the unlock to the start of the write. */
bool nv_program(uint32_t address, uint32_t word)
{
    bool started = false;

    if (address < PAGE_FIRST || address >= PAGE_END || (address & 3) != 0) {
        return false;
    }
    taskENTER_CRITICAL();
    if ((FLASHC->SR & FLASHC_SR_BSY) == 0) {
        __disable_irq();
        FLASHC->KEYR = FLASHC_KEY1;
        FLASHC->KEYR = FLASHC_KEY2;
        __enable_irq(); // expect: CRIT109
        FLASHC->CR = FLASHC_CR_PG;
        FLASHC->AR = address;
        *(volatile uint32_t *)address = word;
        started = true;
    } else {
        failures++;
    }
    taskEXIT_CRITICAL();
    return started;
}

/* The mask goes back to what the kernel section left it at. */
void nv_lock(void)
{
    uint32_t primask;

    taskENTER_CRITICAL();
    primask = board_irq_save();
    FLASHC->KEYR = 0;
    FLASHC->CR = FLASHC_CR_LOCK;
    board_irq_restore(primask);
    taskEXIT_CRITICAL();
}

uint32_t nv_failures(void)
{
    uint32_t count;

    taskENTER_CRITICAL();
    count = failures;
    taskEXIT_CRITICAL();
    return count;
}
