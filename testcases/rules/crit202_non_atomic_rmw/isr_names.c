// args: --cpu cortex-m3 --tier C
/* Where no vector table is in sight, names speak: those of libopencm3 too. Nobody calls a handler. */
#include <stdint.h>

static volatile uint32_t bad_count;
static volatile uint32_t good_count;

void usart1_isr(void);
void usart1_isr(void)
{
    bad_count++; // expect: CRIT202 "'sys_tick_handler' changes it"
}

void sys_tick_handler(void);
void sys_tick_handler(void)
{
    bad_count++; // expect: CRIT202 "'usart1_isr' changes it"
}

/* The same words, and called from below. */
static void good_isr(void)
{
    good_count++;
}

int main(void)
{
    for (;;) {
        bad_count++; // expect: CRIT202 "changes it"
        good_isr();
    }
}
