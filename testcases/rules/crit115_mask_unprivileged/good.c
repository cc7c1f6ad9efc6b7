// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

static uint32_t total;
static uint32_t parts;

static inline uint32_t get_control(void)
{
    uint32_t control;

    __asm volatile("mrs %0, control" : "=r"(control));
    return control;
}

static inline void set_control(uint32_t control)
{
    __asm volatile("msr control, %0\n\tisb" : : "r"(control) : "memory");
}

/* Asks which it is, and calls the supervisor. */
static uint32_t good_save(void)
{
    uint32_t primask = 0;

    if (get_control() & 1U) {
        register uint32_t r0 __asm__("r0") = 0;

        __asm volatile("svc 1" : "+r"(r0) : : "memory");
        primask = r0;
    } else {
        __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
    }
    return primask;
}

static void good_restore(uint32_t primask)
{
    if (get_control() & 1U) {
        register uint32_t r0 __asm__("r0") = primask;

        __asm volatile("svc 2" : "+r"(r0) : : "memory");
    } else {
        __asm volatile("msr primask, %0" : : "r"(primask) : "memory");
    }
}

static void count(void)
{
    uint32_t primask = good_save();

    total++;
    good_restore(primask);
}

/* The other stack, and privileged as before. */
void good_stack(void)
{
    set_control(2);
    uint32_t primask = __get_PRIMASK();
    __disable_irq();
    parts++;
    __set_PRIMASK(primask);
}

/* Before the privilege is given up; and after the supervisor gave it back. */
void good_before(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    parts++;
    __set_PRIMASK(primask);
    set_control(3);
    __asm volatile("svc 3" : : : "memory");
    primask = __get_PRIMASK();
    __disable_irq();
    parts++;
    __set_PRIMASK(primask);
}

int main(void)
{
    set_control(3);
    for (;;) {
        count();
    }
}

PROGRAM(0);
