/* Contexts and sections of a small program, for the snapshots: two handlers, a priority, four kinds of mask. */
#include <stdint.h>

void __disable_irq(void);
void __enable_irq(void);
uint32_t __get_PRIMASK(void);
void __set_PRIMASK(uint32_t value);
void NVIC_SetPriority(int line, uint32_t priority);
void NVIC_EnableIRQ(int line);
void NVIC_DisableIRQ(int line);

extern uint32_t _estack;
static volatile uint32_t events;

static void on_tick(void)
{
    events++;
}

static void on_byte(void)
{
    events += 2;
}

static uint32_t take(void)
{
    uint32_t before = __get_PRIMASK();
    __disable_irq();
    uint32_t taken = events;
    events = 0;
    __set_PRIMASK(before);
    return taken;
}

static void bare(void)
{
    __disable_irq();
    events = 0;
    __enable_irq();
}

static void by_line(int quiet)
{
    NVIC_DisableIRQ(2);
    if (quiet) {
        return;
    }
    events++;
    NVIC_EnableIRQ(2);
}

int main(void)
{
    NVIC_SetPriority(0, 3);
    NVIC_SetPriority(2, 5);
    NVIC_EnableIRQ(0);
    NVIC_EnableIRQ(2);
    for (;;) {
        if (take()) {
            bare();
        }
        by_line(0);
    }
}

__attribute__((section(".isr_vector"))) const void *const vectors[19] = {
    [0] = &_estack, [1] = (const void *)main, [16] = (const void *)on_tick, [18] = (const void *)on_byte,
};
