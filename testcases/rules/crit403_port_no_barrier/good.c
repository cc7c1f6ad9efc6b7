// args: --cpu cortex-m4 --tier C --select CRIT403
/* The near misses of bad.c. */
#include <stdbool.h>
#include <stdint.h>

static uint32_t events;
static volatile uint32_t level;

static inline void good_mask(void)
{
    __asm volatile("cpsid i" : : : "memory");
}

static inline void good_unmask(void)
{
    __asm volatile("cpsie i" : : : "cc", "memory");
}

static inline uint32_t good_save(void)
{
    uint32_t state;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(state) : : "memory");
    return state;
}

static inline void good_restore(uint32_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

/* A barrier next to the asm does as well, on the section's side. */
static inline void good_barrier_after(void)
{
    __asm volatile("cpsid i" ::);
    __asm volatile("isb" : : : "memory");
}

static inline void good_barrier_before(uint32_t state)
{
    __asm volatile("" : : : "memory");
    __asm volatile("msr basepri, %0" : : "r"(state));
}

static inline void data_barrier(void)
{
    __asm volatile("dsb 0xF" : : : "memory");
}

static inline void good_barrier_by_call(uint32_t state)
{
    data_barrier();
    __asm volatile("msr primask, %0" : : "r"(state));
}

/* Reading the mask orders nothing, and volatile is enough for it. */
static inline bool good_is_masked(void)
{
    uint32_t state;

    __asm volatile("mrs %0, primask" : "=r"(state));
    return state != 0;
}

/* No mask: none of this rule's business. */
static inline uint32_t good_stack_pointer(void)
{
    uint32_t value;

    __asm("mrs %0, msp" : "=r"(value));
    __asm volatile("wfi" ::);
    return value;
}

static inline uint32_t good_early_clobber(uint32_t ceiling)
{
    uint32_t state;

    __asm volatile("mrs %0, basepri\n\tmsr basepri, %1" : "=&r"(state) : "r"(ceiling) : "memory");
    return state;
}

static inline uint32_t good_constant_input(void)
{
    uint32_t state;
    uint32_t next;

    __asm volatile("mrs %0, basepri\n\tmov %1, %2\n\tmsr basepri, %1"
                   : "=r"(state), "=r"(next)
                   : "i"(0x40)
                   : "memory");
    return state;
}

/* One register for both on purpose: the input is named by its output. */
static inline uint32_t good_exchange(uint32_t state)
{
    __asm volatile("msr primask, %0" : "+r"(state) : : "memory");
    return state;
}

/* Nobody inlines what is defined elsewhere: the call is the barrier for its callers. */
void good_out_of_line_mask(void)
{
    __asm volatile("cpsid i" ::);
}

/* The compiler keeps volatile accesses and volatile asm in order. */
void good_volatile_access(void)
{
    good_mask();
    level++;
    __asm volatile("cpsie i" ::);
}

#define MASK() __asm volatile("cpsid i" : : : "memory")
#define UNMASK() __asm volatile("cpsie i" : : : "memory")

void good_macro(void)
{
    MASK();
    events++;
    UNMASK();
}

/* A naked function holds instructions alone. */
__attribute__((naked)) uint32_t good_naked(void)
{
    __asm volatile("mrs r0, primask\n\tcpsid i\n\tbx lr");
}

/* Another program starts with interrupts open and a stack of its own: nothing of this one moves behind it. */
void good_start_application(uint32_t table)
{
    __asm volatile("cpsie i\n\tldr r1, [%0]\n\tmsr msp, r1\n\tldr r1, [%0, #4]\n\tbx r1" ::"r"(table) : "r1");
}

uint32_t use_all(uint32_t state)
{
    uint32_t old = good_save() + good_early_clobber(16) + good_constant_input() + good_exchange(1);

    good_mask();
    good_barrier_after();
    good_barrier_before(old);
    good_barrier_by_call(old);
    old += good_is_masked() + good_stack_pointer();
    good_restore(state);
    good_unmask();
    return old;
}
