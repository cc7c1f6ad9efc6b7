/* Runs the examples' handlers and functions on the host; their own main is renamed by the build. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

void SysTick_Handler(void);
uint64_t counter_take(void);

extern volatile uint32_t uart0_data;
extern volatile uint32_t uart1_data;
volatile uint32_t uart0_data;
volatile uint32_t uart1_data;
void UART0_IRQHandler(void);
void UART1_IRQHandler(void);
bool ring_send(const uint8_t *bytes, uint32_t count);
bool ring_receive(uint8_t *byte);
int ring_buffer_main(void);

static unsigned failures;

static void check(bool ok, const char *what)
{
    if (!ok) {
        failures++;
        printf("FAIL: %s\n", what);
    }
}

static void counter(void)
{
    for (int i = 0; i < 3; i++) {
        SysTick_Handler();
    }
    check(counter_take() == 3, "counter: takes what was counted");
    check(counter_take() == 0, "counter: and starts again");
}

static void ring_buffer(void)
{
    static const uint8_t full[64] = {7};
    uint8_t byte = 0;
    check(ring_buffer_main() == 0, "ring: its own main");
    check(!ring_receive(&byte), "ring: empty");
    uart0_data = 'a';
    uart1_data = 'b';
    UART0_IRQHandler();
    UART1_IRQHandler();
    check(!ring_send(full, sizeof full), "ring: all or nothing");
    check(ring_receive(&byte) && byte == 'a', "ring: first in, first out");
    check(ring_receive(&byte) && byte == 'b', "ring: second");
    check(ring_send(full, sizeof full), "ring: takes its size");
    UART0_IRQHandler();
    unsigned received = 0;
    while (ring_receive(&byte)) {
        received++;
    }
    check(received == sizeof full, "ring: a full ring drops");
}

int main(void)
{
    counter();
    ring_buffer();
    return failures ? 1 : 0;
}
