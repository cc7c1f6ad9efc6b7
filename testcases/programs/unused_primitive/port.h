/* Primitives of a port's header: one that is used, one that says what it is not and that nobody uses. */
#include <stdint.h>

static inline void bad_ceiling_write(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value)); // expect: CRIT403
}

static inline void good_ceiling_write_nb(uint32_t value)
{
    __asm volatile("msr basepri, %0" : : "r"(value));
}
