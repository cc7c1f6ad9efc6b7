// args: --cpu cortex-m4
/* Members and static members are shared as globals are; a guard object is what its bodies do. */
#include "cmsis.h"

class Guard
{
    uint32_t saved;

public:
    Guard() : saved(__get_PRIMASK())
    {
        __disable_irq();
    }
    ~Guard()
    {
        __set_PRIMASK(saved);
    }
    Guard(const Guard &) = delete;
};

class Uart
{
public:
    volatile uint32_t received = 0;
    static volatile uint32_t errors;

    void bad_count();
    void good_count();
    void bad_scope();
    uint32_t good_early(bool stop);
    void bad_discarded();
    void good_condition();
};

volatile uint32_t Uart::errors;

namespace board
{
Uart console;
}

void Uart::bad_count()
{
    received++; // expect: CRIT202 "board::console.received"
    errors++;   // expect: CRIT202 "Uart::errors"
}

void Uart::good_count()
{
    Guard guard;

    received++;
    errors++;
}

void Uart::bad_scope()
{
    {
        Guard guard;
        received++;
    }
    received++; // expect: CRIT205 "board::console.received"
}

uint32_t Uart::good_early(bool stop)
{
    Guard guard;

    if (stop) {
        return received;
    }
    received++;
    for (int i = 0; i < 4; i++) {
        Guard inner;
        if (i == 2) {
            continue;
        }
        errors++;
    }
    errors++;
    return received;
}

/* A temporary is gone at the end of its expression: nothing is guarded by it. */
void Uart::bad_discarded()
{
    Guard();
    errors++; // expect: CRIT202 "Uart::errors"
}

void Uart::good_condition()
{
    if (Guard guard; received < 10) {
        received++;
    } else {
        errors++;
    }
}

template <class Change> static void guarded(Change change)
{
    Guard guard;
    change();
}

template <class Change> static void unguarded(Change change)
{
    change();
}

static void good_lambda(uint32_t by)
{
    guarded([&] { Uart::errors += by; });
}

static void bad_lambda(uint32_t by)
{
    unguarded([by] { Uart::errors += by; }); // expect: CRIT202 "Uart::errors"
}

extern "C" void USART1_IRQHandler(void)
{
    board::console.received++;
    Uart::errors++;
}

int main(void)
{
    NVIC_EnableIRQ(USART1_IRQn);
    __enable_irq();
    for (;;) {
        board::console.bad_count();
        board::console.good_count();
        board::console.bad_scope();
        use(board::console.good_early(board::console.received > 3));
        board::console.bad_discarded();
        board::console.good_condition();
        good_lambda(2);
        bad_lambda(2);
    }
}

PROGRAM([16 + USART1_IRQn] = USART1_IRQHandler);
