/* The functions behind the stand-in headers, in the manner of a kernel: one pair saves, the other counts. */
#include "task.h"

enum { MAX_SYSCALL_PRIORITY = 0x80 };

static volatile uint32_t nesting;

BaseType_t xPortIsInsideInterrupt(void)
{
    uint32_t handler;
    __asm__ volatile("mrs %0, ipsr" : "=r"(handler));
    return handler != 0U;
}

void stand_in_enter(void)
{
    __asm__ volatile("cpsid i" : : : "memory");
    nesting = nesting + 1U;
}

void stand_in_exit(void)
{
    nesting = nesting - 1U;
    if (nesting == 0U) {
        __asm__ volatile("cpsie i" : : : "memory");
    }
}

UBaseType_t stand_in_set_mask(void)
{
    uint32_t basepri;
    __asm__ volatile("mrs %0, basepri\n\tmsr basepri_max, %1"
                     : "=&r"(basepri)
                     : "r"(MAX_SYSCALL_PRIORITY)
                     : "memory");
    return basepri;
}

void stand_in_clear_mask(UBaseType_t mask)
{
    __asm__ volatile("msr basepri, %0" : : "r"(mask) : "memory");
}
