// args: --target riscv32 --tier C
/* mstatus holds the state of the floating-point unit: Dirty becomes Clean again. */
#include <stdint.h>

extern float filter(float sample);

static volatile float filtered;

static inline uint32_t save(void)
{
    uint32_t status;

    __asm volatile("csrrci %0, mstatus, 8" : "=r"(status) : : "memory");
    return status;
}

static inline void bad_restore(uint32_t status)
{
    __asm volatile("csrw mstatus, %0" : : "r"(status) : "memory"); // expect: CRIT112
}

void sample(float value)
{
    uint32_t status = save();

    filtered = filter(value);
    bad_restore(status);
}

/* The names of a port: its argument is a saved state, also where no section is in sight. */
void up_irq_restore(uint32_t status)
{
    __asm volatile("csrw mstatus, %0" : : "r"(status) : "memory"); // expect: CRIT112
}
