// args: --cpu cortex-m4 --tier C
/* The called function updates what its caller has read already and is about to write back. */
#include "cmsis.h"

static inline uint32_t irq_save(void)
{
    uint32_t state = __get_PRIMASK();

    __disable_irq();
    return state;
}

static inline void irq_restore(uint32_t state)
{
    __set_PRIMASK(state);
}

static uint32_t events;
static struct {
    uint32_t used, dropped;
} pool;
static volatile uint8_t flags;

static void count_event(void)
{
    uint32_t state = irq_save();

    events++;
    irq_restore(state);
}

static void bad_in_a_section(void)
{
    uint32_t state = irq_save();
    uint32_t before = events;

    count_event();
    events = before + 1; // expect: CRIT218 "what 'count_event' writes to 'events' is overwritten"
    irq_restore(state);
}

/* In C the two operands are evaluated in any order. */
static uint32_t take(void)
{
    uint32_t state = irq_save();
    uint32_t taken = events;

    events = 0;
    irq_restore(state);
    return taken;
}

static void bad_in_one_expression(void)
{
    events = events + take(); // expect: CRIT218
}

static void drop(void)
{
    uint32_t state = irq_save();

    pool.dropped++;
    irq_restore(state);
}

static void drop_all(void)
{
    while (pool.used) {
        drop();
        pool.used--;
    }
}

static void bad_by_a_callees_callee(void)
{
    uint32_t *const dropped = &pool.dropped;
    uint32_t state = irq_save();
    uint32_t count = *dropped;

    count = count + 1;
    if (pool.used) {
        drop_all();
    }
    *dropped = count; // expect: CRIT218 "what 'drop' writes to 'pool'"
    irq_restore(state);
}

static void raise_flag(uint8_t flag)
{
    uint32_t state = irq_save();

    flags |= flag;
    irq_restore(state);
}

static void bad_on_one_way(uint8_t code)
{
    uint32_t state = irq_save();
    uint8_t seen = flags;

    if (code > 3u) {
        raise_flag(0x80u);
        seen |= 1u;
    }
    flags = seen; // expect: CRIT218
    irq_restore(state);
}

static uint32_t turns;

static void one_turn(void)
{
    uint32_t state = irq_save();

    turns = turns + 1;
    irq_restore(state);
}

static void bad_in_a_loop(uint32_t rounds)
{
    uint32_t state = irq_save();

    for (uint32_t i = 0; i < rounds; i++) {
        uint32_t before = turns;

        if (i & 1u) {
            one_turn();
        }
        turns = before + 2; // expect: CRIT218
    }
    irq_restore(state);
}

void SysTick_Handler(void)
{
    events++;
    flags |= 2u;
    pool.dropped++;
    pool.used++;
    turns++;
}

int main(void)
{
    __disable_irq();
    bad_in_a_section();
    bad_in_one_expression();
    bad_by_a_callees_callee();
    bad_on_one_way(4);
    bad_in_a_loop(9);
    for (;;) {
    }
}
