// args: --cpu cortex-m4 --select CRIT403 --tier C
#include <stdint.h>

/* What lacks a clobber, or volatile, in the forms in which asm is written. */
extern volatile uint32_t total;
extern uint32_t plain;

#define MASK_ALL() \
    __asm volatile("cpsid i"          \
                   :                  \
                   :                  \
                   :                  \
    )
#define OPEN_ALL() __asm__ __volatile__("cpsie i")

static inline uint32_t save(void)
{
    uint32_t old;
    __asm("mrs %0, primask\n\tcpsid i" : "=r"(old));
    return old;
}

static inline void restore(uint32_t old)
{
    __asm volatile("msr primask, %0" : : "r"(old) : "cc");
}

static inline void off(void)
{
    asm volatile("cpsid i" ::);
}

static inline void on(void)
{
    asm volatile("cpsie i" : );
}

static inline void raise(uint32_t level)
{
    __asm volatile("msr basepri_max, %[level]" : : [level] "r"(level));
}

void count(void)
{
    uint32_t old = save();
    plain++;
    restore(old);
    off();
    plain++;
    on();
    raise(32);
    plain++;
    MASK_ALL();
    plain++;
    OPEN_ALL();
}
