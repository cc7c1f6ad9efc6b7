// args: --tier C --cpu cortex-m4
/* BASEPRI values that mask nothing, or less than what is held. */
#include "cmsis.h"

static uint32_t shared;

/* Priority 5, where a priority is the upper four bits: 0x05 has none of them. */
void bad_unshifted(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(5); // expect: CRIT110 "no implemented bits"
    shared = value;
    __set_BASEPRI(before);
}

static void set_ceiling(uint32_t ceiling)
{
    __set_BASEPRI(ceiling);
}

void bad_argument(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    set_ceiling(3); // expect: CRIT110
    shared = value;
    __set_BASEPRI(before);
}

/* Inside a section that masks from 0x40 on: handlers at 0x40 to 0x7f may run. */
void bad_weaker(uint32_t value)
{
    uint32_t outer = __get_BASEPRI();
    uint32_t inner;

    __set_BASEPRI(0x40);
    inner = __get_BASEPRI();
    __set_BASEPRI(0x80); // expect: CRIT110 "weaker than the ceiling 64"
    shared = value;
    __set_BASEPRI(inner);
    __set_BASEPRI(outer);
}

static void bad_bump(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(0xA0); // expect: CRIT110 "weaker"
    shared++;
    __set_BASEPRI(before);
}

void stronger_caller(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(0x60);
    shared = value;
    bad_bump();
    __set_BASEPRI(before);
}
