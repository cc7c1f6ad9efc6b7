// args: --cpu cortex-m4
/* A word of an attribute in a function's name makes no handler of it. */
#define IN_RAM __attribute__((section(".ram_code")))

static volatile unsigned good_ticks;
static volatile unsigned bad_ticks;

IN_RAM void good_step_interrupt_handler(void);
IN_RAM void good_step_interrupt_handler(void)
{
    good_ticks++;
}

IN_RAM __attribute__((interrupt)) void step_isr(void);
IN_RAM __attribute__((interrupt)) void step_isr(void)
{
    bad_ticks++;
}

int main(void)
{
    for (;;) {
        good_step_interrupt_handler();
        good_ticks += 2u;
        bad_ticks += 2u; // expect: CRIT202 "'step_isr' changes it"
    }
}
