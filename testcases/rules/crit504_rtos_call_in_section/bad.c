// args: --cpu cortex-m4 --tier C
/* Supervisor calls where SVCall cannot be taken. */
#include "cmsis.h"

static uint32_t saved;

static inline void yield(void)
{
    __asm volatile("svc 3" : : : "memory"); // expect: CRIT504 "with interrupts masked"
}

void bad_own_mask(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    saved++;
    __asm volatile("svc 1" : : : "memory"); // expect: CRIT504
    __set_PRIMASK(primask);
}

/* The caller masks. */
static void masked_caller(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    yield();
    __set_PRIMASK(primask);
}

/* SVCall has priority 6, and BASEPRI masks from 4 on. */
void bad_ceiling(void)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(before) : "r"(4 << 4) : "memory");
    __asm volatile("svc 2" : : : "memory"); // expect: CRIT504 "a ceiling that reaches SVCall"
    __asm volatile("msr basepri, %0" : : "r"(before) : "memory");
}

/* The server of such calls masks for its caller. */
void bad_server(uint32_t *frame)
{
    if (frame[1]) {
        __asm volatile("mrs %0, primask" : "=r"(frame[0]) : : "memory");
        __disable_irq(); // expect: CRIT504 "for its caller"
    } else {
        __set_PRIMASK(frame[0]);
    }
}

void SVC_Handler(void)
{
    use(saved);
}

int main(void)
{
    NVIC_SetPriority((IRQn_Type)-5, 6);
    bad_own_mask();
    masked_caller();
    bad_ceiling();
    for (;;) {
    }
}

PROGRAM([11] = SVC_Handler);
