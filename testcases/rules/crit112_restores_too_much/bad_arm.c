// args: --cpu cortex-a9 --tier C
/* The end of a section undoes what happened in it to bits that are no mask. */
#include <stdint.h>

extern void log_line(const char *text);

static volatile uint32_t count;

static inline uint32_t save(void)
{
    uint32_t cpsr;

    __asm volatile("mrs %0, cpsr\n\tcpsid i" : "=r"(cpsr) : : "memory");
    return cpsr;
}

/* Two sections end by it, and it is one finding. */
static inline void bad_restore(uint32_t cpsr)
{
    __asm volatile("msr cpsr_c, %0" : : "r"(cpsr) : "memory"); // expect: CRIT112 "a whole status register"
}

static void wrapped_restore(uint32_t cpsr)
{
    bad_restore(cpsr);
}

void first(void)
{
    uint32_t cpsr = save();

    log_line("first");
    wrapped_restore(cpsr);
}

void second(void)
{
    uint32_t cpsr = save();

    log_line("second");
    bad_restore(cpsr);
}

/* All in one function, and the whole register. */
void bad_inline(void)
{
    uint32_t cpsr;

    __asm volatile("mrs %0, cpsr\n\tcpsid i" : "=r"(cpsr) : : "memory");
    log_line("inline");
    __asm volatile("msr cpsr_fc, %0" : : "r"(cpsr) : "memory"); // expect: CRIT112
}

/* FIQ was masked by the caller, perhaps. */
void bad_opens_both(uint32_t cpsr)
{
    if ((cpsr & 0x80U) == 0U) {
        __asm volatile("cpsie if" : : : "memory"); // expect: CRIT112 "by a test of I alone"
    }
}

void bad_opens_both_by_f(uint32_t cpsr)
{
    if (!(cpsr & 0x40U)) {
        count++;
        __asm volatile("cpsie if" : : : "memory"); // expect: CRIT112 "by a test of F alone"
    }
}
