// args: --tier C --cpu cortex-m4
/* Shifted, and raised by BASEPRI_MAX where a section may be held. */
#include "cmsis.h"

static uint32_t shared;

void good_unshifted(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(5 << 4);
    shared = value;
    __set_BASEPRI(before);
}

static void set_ceiling(uint32_t ceiling)
{
    __set_BASEPRI(ceiling);
}

void good_argument(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    set_ceiling(0x30);
    shared = value;
    __set_BASEPRI(before);
}

void good_weaker(uint32_t value)
{
    uint32_t outer = __get_BASEPRI();
    uint32_t inner;

    __set_BASEPRI(0x40);
    inner = __get_BASEPRI();
    __set_BASEPRI_MAX(0x80);
    shared = value;
    __set_BASEPRI(inner);
    __set_BASEPRI(outer);
}

/* Stronger than what is held. */
void good_stronger(uint32_t value)
{
    uint32_t outer = __get_BASEPRI();
    uint32_t inner;

    __set_BASEPRI(0x40);
    inner = __get_BASEPRI();
    __set_BASEPRI(0x20);
    shared = value;
    __set_BASEPRI(inner);
    __set_BASEPRI(outer);
}

static void bump(void)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI_MAX(0xA0);
    shared++;
    __set_BASEPRI(before);
}

void good_caller(uint32_t value)
{
    uint32_t before = __get_BASEPRI();

    __set_BASEPRI(0x60);
    shared = value;
    bump();
    __set_BASEPRI(before);
}
