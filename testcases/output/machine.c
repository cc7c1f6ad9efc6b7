/* Inline assembler and atomics, for the snapshot of the ops. */
#include <stdint.h>

static uint32_t shared;

static inline uint32_t irq_save(void)
{
    uint32_t state;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
    return state;
}

static inline void irq_restore(uint32_t state)
{
    __asm__ volatile("msr primask, %0" : : "r"(state) : "memory");
}

void raise_to(uint32_t ceiling)
{
    __asm__ volatile("msr basepri_max, %[level]\n\tisb" : : [level] "r"(ceiling) : "memory", "cc");
}

uint32_t swap(uint32_t *word, uint32_t to)
{
    uint32_t old = *word;
    __asm__("" : "+r"(old));
    *word = to;
    return old;
}

void count(void)
{
    uint32_t state = irq_save();
    shared++;
    irq_restore(state);
    __atomic_fetch_add(&shared, 1, __ATOMIC_SEQ_CST);
    __sync_synchronize();
}

__attribute__((naked)) void naked_enable(void)
{
    __asm__("cpsie i\n\tbx lr");
}
