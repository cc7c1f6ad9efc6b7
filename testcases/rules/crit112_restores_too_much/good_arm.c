// args: --cpu cortex-a9 --tier C
/* The near misses of bad_arm.c. */
#include <stdint.h>

extern void log_line(const char *text);

static volatile uint32_t count;

static inline uint32_t save(void)
{
    uint32_t cpsr;

    __asm volatile("mrs %0, cpsr\n\tcpsid i" : "=r"(cpsr) : : "memory");
    return cpsr;
}

/* Sections in which nothing is called: the other bits are as they were. */
static inline void short_restore(uint32_t cpsr)
{
    __asm volatile("msr cpsr_c, %0" : : "r"(cpsr) : "memory");
}

static inline void mask_again(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

void good_first(void)
{
    uint32_t cpsr = save();

    count++;
    mask_again();
    short_restore(cpsr);
}

/* One bit, by a test of that bit. */
static inline void restore_bit(uint32_t cpsr)
{
    if ((cpsr & 0x80U) == 0U) {
        __asm volatile("cpsie i" : : : "memory");
    }
}

void good_second(void)
{
    uint32_t cpsr = save();

    log_line("second");
    restore_bit(cpsr);
}

/* Both bits, each by its own test; and both at once, by a test of both. */
void good_opens_each(uint32_t cpsr)
{
    if ((cpsr & 0x80U) == 0U) {
        __asm volatile("cpsie i" : : : "memory");
    }
    if ((cpsr & 0x40U) == 0U) {
        __asm volatile("cpsie f" : : : "memory");
    }
}

void good_opens_both(uint32_t cpsr)
{
    if (!(cpsr & 0xC0U)) {
        __asm volatile("cpsie if" : : : "memory");
    }
}

/* The flags of arithmetic are not the control byte. */
void good_flags(uint32_t flags)
{
    log_line("flags");
    __asm volatile("msr cpsr_f, %0" : : "r"(flags));
}

void good_flags_of_saved(void)
{
    uint32_t cpsr = save();

    log_line("flags of the saved one");
    __asm volatile("msr cpsr_f, %0" : : "r"(cpsr) : "memory");
    restore_bit(cpsr);
}

/* A change of mode is meant. */
void good_mode(void)
{
    __asm volatile("msr cpsr_c, #0xD2" : : : "memory");
    log_line("stacks");
    __asm volatile("msr cpsr_c, #0xD3" : : : "memory");
}
