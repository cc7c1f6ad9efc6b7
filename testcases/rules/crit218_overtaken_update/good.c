// args: --cpu cortex-m4 --tier C
/* Nothing is written back that was made of a value from before an update. */
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
static uint32_t others;
static struct {
    uint32_t used, dropped;
} pool;
static volatile uint8_t flags;
static uint32_t slots[4];

static void count_event(void)
{
    uint32_t state = irq_save();

    events++;
    irq_restore(state);
}

static void good_read_after_the_call(void)
{
    uint32_t state = irq_save();

    count_event();
    uint32_t before = events;
    events = before + 1;
    irq_restore(state);
}

static void good_call_after_the_write(void)
{
    uint32_t state = irq_save();
    uint32_t before = events;

    events = before + 1;
    count_event();
    irq_restore(state);
}

/* Put back as it was: the call shall leave no trace. */
static void good_restored(void)
{
    uint32_t state = irq_save();
    uint32_t before = events;

    count_event();
    events = before;
    irq_restore(state);
}

static void good_another_datum(void)
{
    uint32_t state = irq_save();
    uint32_t before = others;

    count_event();
    others = before + 1;
    irq_restore(state);
}

static void good_computed_from_another(void)
{
    uint32_t state = irq_save();
    uint32_t before = others;

    count_event();
    events = before + 1;
    irq_restore(state);
}

static void use_one(void)
{
    uint32_t state = irq_save();

    pool.used++;
    irq_restore(state);
}

static void good_another_field(void)
{
    uint32_t state = irq_save();
    uint32_t count = pool.dropped;

    use_one();
    pool.dropped = count + 1;
    irq_restore(state);
}

/* Asked again after the call: what became of it is known. */
static void good_asked_again(void)
{
    uint32_t state = irq_save();
    uint32_t before = events;

    count_event();
    if (events == before + 1) {
        events = before + 2;
    }
    irq_restore(state);
}

static void raise_flag(uint8_t flag)
{
    uint32_t state = irq_save();

    flags |= flag;
    irq_restore(state);
}

/* The call and the write are on different ways. */
static void good_one_or_the_other(uint8_t code)
{
    uint32_t state = irq_save();
    uint8_t seen = flags;

    if (code > 3u) {
        raise_flag(0x80u);
    } else {
        flags = (uint8_t)(seen | 1u);
    }
    irq_restore(state);
}

static uint32_t turns;

static void one_turn(void)
{
    uint32_t state = irq_save();

    turns = turns + 1;
    irq_restore(state);
}

/* After the call the datum is read anew, in the next round. */
static void good_in_a_loop(uint32_t rounds)
{
    for (uint32_t i = 0; i < rounds; i++) {
        uint32_t state = irq_save();
        uint32_t before = turns;

        turns = before + 2;
        irq_restore(state);
        one_turn();
    }
}

static void note_slot(uint32_t slot)
{
    uint32_t state = irq_save();

    slots[slot & 3u]++;
    irq_restore(state);
}

/* Perhaps another element. */
static void good_an_element(uint32_t slot)
{
    uint32_t state = irq_save();
    uint32_t before = slots[slot & 3u];

    note_slot(slot + 1u);
    slots[slot & 3u] = before + 1;
    irq_restore(state);
}

static uint32_t plain;

/* No section of its own: a part of its caller, that works on what the caller holds. */
static void advance_held(void)
{
    plain++;
}

static void good_helper_without_a_section(void)
{
    uint32_t state = irq_save();
    uint32_t before = plain;

    advance_held();
    plain = before + 1;
    irq_restore(state);
}

/* Which of the two is called is not known. */
static void (*volatile hook)(void) = count_event;

static void good_by_a_pointer(void)
{
    uint32_t state = irq_save();
    uint32_t before = events;

    hook();
    events = before + 1;
    irq_restore(state);
}

void SysTick_Handler(void)
{
    events++;
    others++;
    flags |= 2u;
    pool.dropped++;
    pool.used++;
    turns++;
    plain++;
    slots[0]++;
}

int main(void)
{
    __disable_irq();
    hook = one_turn;
    good_read_after_the_call();
    good_call_after_the_write();
    good_restored();
    good_another_datum();
    good_computed_from_another();
    good_another_field();
    good_asked_again();
    good_one_or_the_other(4);
    good_in_a_loop(9);
    good_an_element(1);
    good_helper_without_a_section();
    good_by_a_pointer();
    for (;;) {
    }
}
