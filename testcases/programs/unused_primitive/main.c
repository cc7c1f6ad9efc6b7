// args: --cpu cortex-m4
/* A whole program, so that what nobody calls is known. */
#include "port.h"

static uint32_t total;

int main(void)
{
    for (;;) {
        bad_ceiling_write(0x40);
        total++;
        bad_ceiling_write(0);
    }
}
