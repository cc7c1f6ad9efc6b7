// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

static volatile uint32_t done;
static uint32_t ticks;
static uint32_t ready;
static uint32_t masked;
static uint32_t own;
static uint32_t limit;
static uint32_t atomic;

void TIM2_IRQHandler(void)
{
    done = 1;
    ticks++;
    ready = 1;
    masked = 1;
    atomic = 1;
}

static void good_volatile(void)
{
    while (!done) {
    }
}

extern void yield(void);

static void good_call(uint32_t when)
{
    while (ticks != when) {
        yield();
    }
}

static void good_barrier(void)
{
    while (!ready) {
        __asm volatile("" : : : "memory");
    }
}

/* GCC takes asm without operands for a barrier. */
static void good_basic_asm(void)
{
    while (!ready) {
        __asm volatile("nop");
    }
}

static void good_sleeps(void)
{
    while (!ready) {
        __WFI();
    }
}

static void good_atomic(void)
{
    while (!__atomic_load_n(&atomic, __ATOMIC_ACQUIRE)) {
    }
}

static void good_cast(void)
{
    while (!*(volatile uint32_t *)&ready) {
    }
}

/* Nobody else changes it. */
static void good_own(void)
{
    own = 10;
    while (own) {
        own--;
    }
}

/* A debugger's: no context of the program writes it meanwhile. */
static uint32_t halt;

static void good_nobodys(void)
{
    while (halt) {
    }
}

/* Read in a loop, and no reason to leave it. */
static uint32_t good_bound(void)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < limit; i++) {
        sum += i;
    }
    return sum;
}

/* Nobody can change it meanwhile. */
static void good_nobody_comes(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    for (uint32_t i = 0; i < 3 && masked; i++) {
    }
    __set_PRIMASK(primask);
}

/* How far it goes is looked up, and it goes on by itself. */
static uint32_t good_search(uint32_t what)
{
    static const uint32_t table[8] = {1, 2, 3};
    uint32_t at = 0;

    while (at < ticks && table[at % 8] != what) {
        at++;
    }
    return at;
}

/* Looked at once. */
static uint32_t good_once(void)
{
    if (ticks > 7) {
        return 1;
    }
    return 0;
}

int main(void)
{
    NVIC_EnableIRQ(TIM2_IRQn);
    good_volatile();
    good_call(100);
    good_barrier();
    good_basic_asm();
    good_sleeps();
    good_atomic();
    good_cast();
    good_own();
    halt = own;
    good_nobodys();
    use(good_bound());
    good_nobody_comes();
    use(good_search(3));
    use(good_once());
    for (;;) {
    }
}

PROGRAM([16 + TIM2_IRQn] = TIM2_IRQHandler);
