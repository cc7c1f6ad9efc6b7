// args: --cpu cortex-m4 --tier C
/* The application runs unprivileged, and its sections mask nothing. */
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

/* Called from unprivileged code, two calls deep. */
static uint32_t bad_save(void)
{
    uint32_t primask;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory"); // expect: CRIT115
    return primask;
}

static void restore(uint32_t primask)
{
    __asm volatile("msr primask, %0" : : "r"(primask) : "memory");
}

static void count(void)
{
    uint32_t primask = bad_save();

    total++;
    restore(primask);
}

/* By the value that was there, and one bit. */
void bad_task(void)
{
    set_control(get_control() | 1U);
    __asm volatile("cpsid i" : : : "memory"); // expect: CRIT115 "ignored"
    parts++;
    __asm volatile("cpsie i" : : : "memory");
}

/* All in one statement. */
void bad_start(void)
{
    uint32_t basepri;

    __asm volatile("mrs r0, control\n\torr r0, r0, #1\n\tmsr control, r0\n\tisb" : : : "r0", "memory");
    __asm volatile("mrs %0, basepri\n\tmsr basepri_max, %1" // expect: CRIT115 "the priority ceiling"
                   : "=&r"(basepri)
                   : "r"(0x40)
                   : "memory");
    parts++;
    __asm volatile("msr basepri, %0" : : "r"(basepri) : "memory");
}

int main(void)
{
    set_control(3);
    for (;;) {
        count();
    }
}

PROGRAM(0);
