// args: --tier C --cpu cortex-m4
/* The saved state is read the wrong way round: open where it was masked, masked where it was open. */
#include "cmsis.h"

static uint32_t shared;

void bad_test(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared = value;
    if (primask) {
        __enable_irq(); // expect: CRIT113 "only where they were masked"
    }
}

void bad_compare(uint32_t value)
{
    bool was_open = __get_PRIMASK() != 0;

    __disable_irq();
    shared = value;
    if (was_open) {
        __enable_irq(); // expect: CRIT113
    }
}

/* The helper says "was masked", its user reads "was open". */
static bool irq_off(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask == 0 ? false : true;
}

static void irq_on_if(bool open)
{
    if (open) {
        __enable_irq();
    }
}

void bad_helpers(uint32_t value)
{
    bool open = irq_off();

    shared = value;
    irq_on_if(open); // expect: CRIT113
}

/* The library returns true if interrupts were disabled already. */
bool IntMasterDisable(void);
bool IntMasterEnable(void);

void bad_library(uint32_t value)
{
    bool was_open = IntMasterDisable();

    shared = value;
    if (was_open) {
        IntMasterEnable(); // expect: CRIT113
    }
}

void bad_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(0x40);
    shared = value;
    if (before != 0) {
        __set_BASEPRI(0); // expect: CRIT113
    }
}
