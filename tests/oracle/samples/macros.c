/* Functions, objects and statements that come out of a header's macros. */
#include "macros.h"

SHARED(int, ticks);
SHARED(unsigned char, state);
int header_counter;

HANDLER(tick_handler)
{
    ticks++;
    UPDATE(header_counter, ticks);
    REGISTER |= 1;
}

HANDLER(other_handler)
{
    state = REGISTER;
    if (state) {
        UPDATE(ticks, header_used(2));
    }
}
