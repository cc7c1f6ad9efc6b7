// args: --tier C --cpu cortex-m4
/* BASEPRI has eight bits; a bool keeps one. */
#include "cmsis.h"

static uint32_t shared;

void bad_bool(uint32_t value)
{
    bool before = __get_BASEPRI();

    __set_BASEPRI(0x40);
    shared = value;
    __set_BASEPRI(before); // expect: CRIT105 "fewer bits"
}

static bool enter(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x40);
    return before;
}

static void leave(uint32_t before)
{
    __set_BASEPRI(before);
}

void bad_result(uint32_t value)
{
    uint32_t before = enter();

    shared = value;
    leave(before); // expect: CRIT105
}

static uint32_t save(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0x40);
    return before;
}

static void put_back(bool before)
{
    __set_BASEPRI(before);
}

void bad_parameter(uint32_t value)
{
    uint32_t before = save();

    shared = value;
    put_back(before); // expect: CRIT105
}
