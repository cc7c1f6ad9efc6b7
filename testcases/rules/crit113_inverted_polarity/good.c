// args: --tier C --cpu cortex-m4
/* Opened where the saved state says that it was open. */
#include "cmsis.h"

static uint32_t shared;

void good_test(uint32_t value)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    shared = value;
    if (!primask) {
        __enable_irq();
    }
}

void good_compare(uint32_t value)
{
    bool was_open = __get_PRIMASK() == 0;

    __disable_irq();
    shared = value;
    if (was_open) {
        __enable_irq();
    }
}

static bool irq_off(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask == 0 ? true : false;
}

static void irq_on_if(bool open)
{
    if (open) {
        __enable_irq();
    }
}

void good_helpers(uint32_t value)
{
    bool open = irq_off();

    shared = value;
    irq_on_if(open);
}

bool IntMasterDisable(void);
bool IntMasterEnable(void);

void good_library(uint32_t value)
{
    bool was_masked = IntMasterDisable();

    shared = value;
    if (!was_masked) {
        IntMasterEnable();
    }
}

void good_ceiling(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(0x40);
    shared = value;
    if (before == 0) {
        __set_BASEPRI(0);
    }
}

/* A state whose meaning is not known tells nothing when it is tested. */
uint32_t irq_close(void);
void irq_open(void);

void good_opaque(uint32_t value)
{
    uint32_t before = irq_close();

    shared = value;
    if (before) {
        irq_open();
    }
}
