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

typedef struct {
    int32_t x;
    int32_t y;
    uint32_t milliseconds;
} position_t;
extern volatile int32_t sensor_x;
extern volatile int32_t sensor_y;
extern volatile uint32_t sensor_milliseconds;
volatile int32_t sensor_x;
volatile int32_t sensor_y;
volatile uint32_t sensor_milliseconds;
void SENSOR_IRQHandler(void);
position_t snapshot_take(void);

extern volatile uint8_t bus_address;
volatile uint8_t bus_address;
void BUS_IRQHandler(void);
bool bus_request(uint8_t register_);

extern volatile uint32_t transmitter_data;
volatile uint32_t transmitter_data;
void TRANSMITTER_IRQHandler(void);
bool handover_send(const uint8_t *bytes, uint32_t count);

extern volatile uint32_t converter_result;
volatile uint32_t converter_result;
void CONVERTER_IRQHandler(void);
bool flag_receive(uint32_t *into);

extern volatile uint32_t motor_step;
volatile uint32_t motor_step;
void STEP_IRQHandler(void);
void COMMAND_IRQHandler(void);
void ceiling_order(uint32_t target, uint32_t speed);
uint32_t ceiling_left(void);

void board_pend_pendsv(void);
void board_work(uint32_t kind);
void EXTI0_IRQHandler(void);
void EXTI1_IRQHandler(void);
void PendSV_Handler(void);

static unsigned failures;
static unsigned pended;
static uint32_t worked;

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

static void snapshot(void)
{
    sensor_x = 1;
    sensor_y = 2;
    sensor_milliseconds = 3;
    SENSOR_IRQHandler();
    const position_t here = snapshot_take();
    check(here.x == 1 && here.y == 2 && here.milliseconds == 3, "snapshot: all words of one measurement");
}

static void busy_bus(void)
{
    check(bus_request(1) && bus_address == 1, "bus: free, so the transfer starts");
    check(!bus_request(2) && bus_address == 1, "bus: busy, so the request is left behind");
    BUS_IRQHandler();
    check(bus_address == 2, "bus: handed over to the request that waits");
    check(!bus_request(3), "bus: and busy still");
    BUS_IRQHandler();
    BUS_IRQHandler();
    check(bus_request(4) && bus_address == 4, "bus: free when nobody waits");
}

static void handover(void)
{
    static const uint8_t bytes[] = {7, 8};
    TRANSMITTER_IRQHandler();
    check(handover_send(bytes, 2) && !handover_send(bytes, 2), "handover: one job at a time");
    TRANSMITTER_IRQHandler();
    check(transmitter_data == 7, "handover: first byte");
    TRANSMITTER_IRQHandler();
    check(transmitter_data == 8, "handover: last byte");
    check(handover_send(bytes, 2), "handover: the next job");
}

static void flag(void)
{
    uint32_t taken = 0;
    check(!flag_receive(&taken), "flag: down, so there is nothing");
    converter_result = 7;
    CONVERTER_IRQHandler();
    converter_result = 8;
    CONVERTER_IRQHandler();
    check(flag_receive(&taken) && taken == 7, "flag: what was published stays until it is taken");
    check(!flag_receive(&taken), "flag: and is taken once");
    CONVERTER_IRQHandler();
    check(flag_receive(&taken) && taken == 8, "flag: the next one");
}

static void ceiling(void)
{
    ceiling_order(3, 50);
    STEP_IRQHandler();
    check(ceiling_left() == 2, "ceiling: steps are counted");
    COMMAND_IRQHandler();
    check(ceiling_left() == 0, "ceiling: stopped where it is");
    STEP_IRQHandler();
    check(ceiling_left() == 0, "ceiling: a step too many is none left");
}

void board_pend_pendsv(void)
{
    pended++;
}

void board_work(uint32_t kind)
{
    worked |= 1U << kind;
}

static void deferred(void)
{
    EXTI1_IRQHandler();
    EXTI0_IRQHandler();
    check(pended == 2 && worked == 0, "deferred: noted down");
    PendSV_Handler();
    check(worked == 3, "deferred: done");
    worked = 0;
    PendSV_Handler();
    check(worked == 0, "deferred: once");
}

int main(void)
{
    counter();
    ring_buffer();
    snapshot();
    busy_bus();
    handover();
    deferred();
    flag();
    ceiling();
    return failures ? 1 : 0;
}
