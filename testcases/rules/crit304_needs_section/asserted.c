// args: --cpu cortex-m4 --tier C
/* What is said by an assertion in place of a word. */
#include <cmsis.h>

void fail(void) __attribute__((noreturn));

#define ASSERT_MASKED() ((__get_PRIMASK() & 1u) ? (void)0 : fail())
#define ASSERT_OPEN()   ((__get_PRIMASK() & 1u) ? fail() : (void)0)

static volatile unsigned head, length;

static void queue_put(void)
{
    ASSERT_MASKED();
    head = (head + 1u) % 8u;
}

static void queue_wait(void)
{
    ASSERT_OPEN();
    __WFI();
}

/* It stops for another reason. */
static void queue_check(void)
{
    if (length > 8u) {
        fail();
    }
}

static void good_send(void)
{
    unsigned state = __get_PRIMASK();

    __disable_irq();
    queue_put();
    __set_PRIMASK(state);
    queue_wait();
    queue_check();
}

static void bad_send(void)
{
    queue_put(); // expect: CRIT304 "'queue_put' stops when interrupts are open"
}

/* The handler is entered with interrupts open, and may be the most urgent one. */
void SysTick_Handler(void)
{
    length = 1;
    queue_put();
}

int main(void)
{
    for (;;) {
        good_send();
        if (length) {
            bad_send();
        }
    }
}
