// args: --target riscv32 --tier C
/* The near misses of bad_riscv.c. */
#include <stdint.h>

extern float filter(float sample);

static volatile float filtered;
static uint32_t kept;

static inline uint32_t save(void)
{
    uint32_t status;

    __asm volatile("csrrci %0, mstatus, 8" : "=r"(status) : : "memory");
    return status;
}

static inline void good_restore(uint32_t status)
{
    __asm volatile("csrs mstatus, %0" : : "r"(status & 8U) : "memory");
}

void sample(float value)
{
    uint32_t status = save();

    filtered = filter(value);
    good_restore(status);
}

/* Read, changed, written back: nothing was in between. */
void good_enable_unit(void)
{
    uint32_t status;

    __asm volatile("csrr %0, mstatus" : "=r"(status));
    status |= 0x2000U;
    __asm volatile("csrw mstatus, %0" : : "r"(status) : "memory");
    filtered = filter(0.0F);
}

/* A task's own register, out of its context. */
void good_switch(const uint32_t *context)
{
    kept = context[31];
    __asm volatile("csrw mstatus, %0" : : "r"(kept) : "memory");
}
