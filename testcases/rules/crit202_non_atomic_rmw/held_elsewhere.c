// args: --cpu cortex-m4
/* What is masked at an access is decided in other functions, or at the end of a block. */
#include "cmsis.h"

static volatile uint32_t by_line;
static volatile uint32_t by_both_lines;
static volatile uint32_t by_wish;
static volatile uint32_t after_block;
static volatile uint32_t after_return;
static volatile uint32_t early_and_late;

void USART1_IRQHandler(void)
{
    by_line++;
    by_both_lines++;
    by_wish++;
    after_block++;
    after_return++;
    early_and_late++;
}

void TIM2_IRQHandler(void)
{
    use(by_both_lines);
}

/* A callee opens the line that its caller has masked. */
static void start_uart(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
}

static void bad_opened_by_callee(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    start_uart();
    by_line--; // expect: CRIT202
}

static void good_masked_line(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    by_line--;
    start_uart();
}

/* One caller masks the line that matters, the other another one. */
static void bad_of_two_callers(void)
{
    by_both_lines--; // expect: CRIT202
}

static void two_callers(void)
{
    NVIC_DisableIRQ(USART1_IRQn);
    bad_of_two_callers();
    NVIC_EnableIRQ(USART1_IRQn);
    NVIC_DisableIRQ(TIM2_IRQn);
    bad_of_two_callers();
    NVIC_EnableIRQ(TIM2_IRQn);
}

/* A callee masks if it is told to. */
static uint32_t enter_if(uint32_t wanted)
{
    uint32_t primask = __get_PRIMASK();

    if (wanted) {
        __disable_irq();
    }
    return primask;
}

static void good_told_to_mask(void)
{
    uint32_t primask = enter_if(1);

    by_wish--;
    __set_PRIMASK(primask);
}

static void bad_told_not_to(void)
{
    uint32_t primask = enter_if(0);

    by_wish--; // expect: CRIT202
    __set_PRIMASK(primask);
}

/* A cleanup ends the section with its block, or with a return. */
static inline void leave(const uint32_t *primask)
{
    __set_PRIMASK(*primask);
}

static inline uint32_t enter(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void bad_after_block(void)
{
    {
        __attribute__((cleanup(leave), unused)) uint32_t primask = enter();

        after_block--;
    }
    after_block--; // expect: CRIT205
}

static uint32_t take(void)
{
    __attribute__((cleanup(leave), unused)) uint32_t primask = enter();

    after_return--;
    return 1;
}

static void bad_after_return(void)
{
    use(take());
    after_return--; // expect: CRIT202
}

/* Called before the handler can run, and afterwards. */
static void bad_early_and_late(void)
{
    early_and_late--; // expect: CRIT202
}

int main(void)
{
    bad_early_and_late();
    NVIC_SetPriority(USART1_IRQn, 3);
    NVIC_SetPriority(TIM2_IRQn, 4);
    NVIC_EnableIRQ(TIM2_IRQn);
    NVIC_EnableIRQ(USART1_IRQn);
    for (;;) {
        bad_opened_by_callee();
        good_masked_line();
        two_callers();
        good_told_to_mask();
        bad_told_not_to();
        bad_after_block();
        bad_after_return();
        bad_early_and_late();
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler, [16 + TIM2_IRQn] = TIM2_IRQHandler);
