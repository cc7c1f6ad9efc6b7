// args: --tier C --cpu cortex-m4
/* Wide enough: a byte for BASEPRI, anything for PRIMASK. */
#include "cmsis.h"

static uint32_t shared;

void good_bool(uint32_t value)
{
    uint8_t before = (uint8_t)__get_BASEPRI();

    __set_BASEPRI(0x40);
    shared = value;
    __set_BASEPRI(before);
}

void good_primask(uint32_t value)
{
    bool before = __get_PRIMASK();

    __disable_irq();
    shared = value;
    __set_PRIMASK(before);
}

static uint8_t enter(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x40);
    return (uint8_t)before;
}

static void leave(uint32_t before)
{
    __set_BASEPRI(before);
}

void good_result(uint32_t value)
{
    uint32_t before = enter();

    shared = value;
    leave(before);
}

static uint32_t save(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x40);
    return before;
}

static void put_back(uint16_t before)
{
    __set_BASEPRI(before);
}

void good_parameter(uint32_t value)
{
    uint32_t before = save();

    shared = value;
    put_back((uint16_t)before);
}
