// args: --cpu cortex-m4 --config 'objects=[{name: head, writer: radio}, {name: ring.tail, writer: main}]'
#include "critlint.h"

static volatile unsigned head;
static struct {
    volatile unsigned tail;
    volatile unsigned lost;
} ring;

CRITLINT_HANDLER CRITLINT_PRIORITY(3) CRITLINT_LINE(17) void radio(void)
{
    head = 1;
    ring.lost = 1;
}

CRITLINT_HANDLER CRITLINT_PRIORITY(3) CRITLINT_LINE(18) void bad_second_handler(void)
{
    head = 2;      // expect: CRIT217 "'head' is written by 'bad_second_handler', and its one writer is 'radio'"
    ring.tail = 2; // expect: CRIT217 "'ring.tail' is written by 'bad_second_handler'"
}

static void bad_main(void)
{
    volatile unsigned *const at = &head;

    *at = 0; // expect: CRIT217 "written by 'main'"
    ring.tail = 0;
}

int main(void)
{
    __asm volatile("cpsie i" : : : "memory");
    for (;;) {
        bad_main();
    }
}
