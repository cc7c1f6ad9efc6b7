// args: --cpu cortex-m4 --tier C
/* The near misses of bad.c. */
#include "cmsis.h"

static volatile uint32_t events;
static volatile uint32_t flag;
static volatile uint32_t latest;
static volatile uint32_t mode;
static volatile uint32_t before_start;
static volatile uint32_t counts[4];
static volatile uint32_t seen;

void EXTI0_IRQHandler(void)
{
    events |= 1U;
    flag |= 1U;
    latest = EXTI0_IRQn;
    before_start++;
    counts[1]++;
    use(mode);
    seen++;
}

static uint32_t good_take(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    uint32_t taken = events;
    events = 0;
    __set_PRIMASK(primask);
    return taken;
}

static uint32_t good_exchange(void)
{
    return __atomic_exchange_n(&events, 0, __ATOMIC_ACQ_REL);
}

/* Set twice and seen once: a flag has no more to say. */
static void good_flag(void)
{
    if (flag) {
        flag = 0;
        use(1);
    }
}

/* The handler stores its newest value, and counts nothing. */
static void good_latest(void)
{
    use(latest);
    latest = 0;
}

/* The handler only looks. */
static void good_writer(void)
{
    use(mode);
    mode = 0;
}

static void good_before_start(void)
{
    use(before_start);
    before_start = 0;
}

/* Another element. */
static void good_other_element(void)
{
    use(counts[2]);
    counts[2] = 0;
}

/* Shown, and not kept. */
extern void log_line(const char *format, ...);

static void good_shown(void)
{
    log_line("%u", (unsigned)seen);
    seen = 0;
}

/* Read again behind the reset: what is kept is the second value. */
static void good_reset_first(void)
{
    seen = 0;
    use(seen);
}

int main(void)
{
    good_before_start();
    NVIC_SetPriority(EXTI0_IRQn, 3);
    NVIC_EnableIRQ(EXTI0_IRQn);
    for (;;) {
        use(good_take());
        use(good_exchange());
        good_flag();
        good_latest();
        good_writer();
        good_other_element();
        good_shown();
        good_reset_first();
    }
}

PROGRAM([16 + EXTI0_IRQn] = EXTI0_IRQHandler);
