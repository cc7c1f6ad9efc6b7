// args: --cpu cortex-m4 --tier C --select CRIT403
/* Primitives that the compiler moves accesses across, drops, or gives the wrong registers. */
#include <stdbool.h>
#include <stdint.h>

static uint32_t events;
static uint32_t total;

/* The other stack pointer is one more register: what comes behind still belongs to this program. */
static inline void bad_other_stack(uint32_t top)
{
    __asm volatile("msr msp, %0\n\tcpsie i" ::"r"(top)); // expect: CRIT403 "enables interrupts without"
}

static inline void bad_mask(void)
{
    __asm volatile("cpsid i" ::); // expect: CRIT403 "masks interrupts without"
}

static inline void bad_unmask(void)
{
    __asm volatile("cpsie i" : : : "cc"); // expect: CRIT403 "enables interrupts without"
}

static inline uint32_t bad_save(void)
{
    uint32_t state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state)); // expect: CRIT403 "of 'bad_save' masks"
    return state;
}

static inline void bad_restore(uint32_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state)); // expect: CRIT403 "writes the interrupt mask without"
}

static inline void bad_raise(uint32_t ceiling)
{
    __asm volatile("msr basepri_max, %0" : : "r"(ceiling)); // expect: CRIT403
}

/* The barrier is on the wrong side: the section begins after the asm. */
static inline void bad_barrier_before(void)
{
    __asm volatile("" : : : "memory");
    __asm volatile("cpsid i" ::); // expect: CRIT403
}

/* ... and ends before it. */
static inline void bad_barrier_after(uint32_t state)
{
    __asm volatile("msr basepri, %0" : : "r"(state)); // expect: CRIT403
    __asm volatile("" : : : "memory");
}

/* Two reads in one function become one, although the mask has changed in between. */
static inline bool bad_is_masked(void)
{
    uint32_t state;

    __asm("mrs %0, primask" : "=r"(state)); // expect: CRIT403 "reads the interrupt mask and is not volatile"
    return state != 0;
}

/* Nobody reads the old state: the compiler removes the mask with it. */
static inline uint32_t bad_save_not_volatile(void)
{
    uint32_t state;

    __asm("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory"); // expect: CRIT403 "moved or removed"
    return state;
}

/* The state is written where the new ceiling may still lie. */
static inline uint32_t bad_shared_register(uint32_t ceiling)
{
    uint32_t state;

    __asm volatile("mrs %0, basepri\n\tmsr basepri, %1" // expect: CRIT403 "both may be one register"
                   : "=r"(state)
                   : "r"(ceiling)
                   : "memory");
    return state;
}

static inline uint32_t bad_direction(void)
{
    uint32_t state = 0;

    __asm volatile("mrs %0, primask" : : "r"(state) : "memory"); // expect: CRIT403 "declared as an input"
    return state;
}

static inline void bad_output_read(uint32_t state)
{
    __asm volatile("msr primask, %0" : "=r"(state) : : "memory"); // expect: CRIT403 "as an output alone"
    (void)state;
}

/* A definition is named once, where the macro is spelt. */
#define MASK() __asm volatile("cpsid i" ::) /* expect: CRIT403 "the asm of 'MASK'" */
#define UNMASK() __asm volatile("cpsie i" ::) /* expect: CRIT403 */

void use_macro(void)
{
    MASK();
    events++;
    UNMASK();
}

void use_macro_again(void)
{
    MASK();
    total += events;
    UNMASK();
}

/* A macro that lends its asm to others defines nothing: the template's place counts. */
#define RUN(...) __asm volatile(__VA_ARGS__)

static inline void bad_lent_asm(void)
{
    RUN("cpsie i" ::); // expect: CRIT403 "of 'bad_lent_asm'"
}

void wait(void)
{
    RUN("wfi" ::);
}

/* In the middle of a function: its own access may leave the section. */
void bad_own_access(uint32_t count)
{
    __asm volatile("cpsid i" : : : "memory");
    total += count;
    __asm volatile("cpsie i" ::); // expect: CRIT403
}

/* Basic asm: a barrier only since GCC 7. */
static inline void bad_basic(void)
{
    __asm volatile("cpsid i"); // expect: CRIT403 "GCC 7 and later only"
}

uint32_t use_all(uint32_t state)
{
    uint32_t old = bad_save() + bad_save_not_volatile() + bad_shared_register(16) + bad_direction();

    bad_mask();
    bad_raise(32);
    bad_barrier_before();
    bad_barrier_after(old);
    bad_basic();
    old += bad_is_masked();
    bad_output_read(old);
    bad_lent_asm();
    bad_restore(state);
    bad_unmask();
    return old;
}
