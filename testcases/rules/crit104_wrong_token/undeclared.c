// args: --cpu cortex-m4 --tier C --select CRIT104
/* What nothing declares may be a macro of a header that is not there, and assign the variable that it names. */
#include "cmsis.h"

static uint32_t total;

static void port_begin(uint32_t state)
{
    (void)state;
}

void good_macro_of_a_missing_header(void)
{
    uint32_t state;

    MISSING_ENTER(state);
    total++;
    __set_PRIMASK(state);
}

void good_macro_that_a_model_knows(void)
{
    uint32_t state;

    OS_ENTER_CRITICAL(state);
    total++;
    OS_EXIT_CRITICAL(state);
}

void bad_function_by_value(void)
{
    uint32_t state;

    port_begin(state);
    total++;
    __set_PRIMASK(state); // expect: CRIT104 "never saved"
}
