// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

static uint32_t saved;

static inline void yield(void)
{
    __asm volatile("svc 3" : : : "memory");
}

/* After the section. */
void good_after(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    saved++;
    __set_PRIMASK(primask);
    __asm volatile("svc 1" : : : "memory");
}

static void open_caller(void)
{
    yield();
}

/* BASEPRI masks from 8 on, and SVCall has priority 6. */
void good_ceiling(void)
{
    uint32_t before;

    __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(before) : "r"(8 << 4) : "memory");
    __asm volatile("svc 2" : : : "memory");
    __asm volatile("msr basepri, %0" : : "r"(before) : "memory");
}

/* The server raises BASEPRI, below SVCall's priority. */
void good_server(uint32_t *frame)
{
    if (frame[1]) {
        __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" : "=&r"(frame[0]) : "r"(8 << 4) : "memory");
    } else {
        __asm volatile("msr basepri, %0" : : "r"(frame[0]) : "memory");
    }
}

/* The instruction that starts the first task opens interrupts before. */
static void good_start(void)
{
    __disable_irq();
    __asm volatile("cpsie i\n\tdsb\n\tisb\n\tsvc 0" : : : "memory");
}

void SVC_Handler(void)
{
    use(saved);
}

int main(void)
{
    NVIC_SetPriority((IRQn_Type)-5, 6);
    good_after();
    open_caller();
    good_ceiling();
    good_start();
    for (;;) {
    }
}

PROGRAM([11] = SVC_Handler);
