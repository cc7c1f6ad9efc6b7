/*
 * A bus that one transfer uses at a time, for longer than a section may last: so the section guards the flag
 * that says who has the bus, and not the transfer. A request that finds the bus busy is left behind, and
 * whoever gives the bus back looks for it in the same section: looked for afterwards, a request that comes in
 * between would wait for ever.
 */
#include "critsec/critsec.h"

typedef struct {
    bool busy;
    bool wanted;       /* a request was left behind */
    uint8_t register_; /* of that request */
} bus_t;

static CRITSEC_MUTEX(bus_t) bus = CRITSEC_MUTEX_INIT({false, false, 0});

/* Writing starts a transfer, whose end is the interrupt; the application's board file places it. */
extern volatile uint8_t bus_address;

void BUS_IRQHandler(void);
bool bus_request(uint8_t register_);

static bool bus_take(critsec_token_t held, uint8_t register_)
{
    bus_t *const b = CRITSEC_REF(&bus, held);
    if (!b->busy) {
        b->busy = true;
        return true;
    }
    if (!b->wanted) {
        b->wanted = true;
        b->register_ = register_;
    }
    return false;
}

/* True: the transfer has started. False: it will, or was dropped for one that waits already. */
bool bus_request(uint8_t register_)
{
    bool mine = false;
    CRITSEC_WITH(held) {
        mine = bus_take(held, register_);
    }
    if (mine) {
        bus_address = register_;
    }
    return mine;
}

/* The end of a transfer. The bus stays busy where somebody waits for it: it is handed over. */
void BUS_IRQHandler(void)
{
    bool more = false;
    uint8_t next = 0;
    CRITSEC_WITH(held) {
        bus_t *const b = CRITSEC_REF(&bus, held);
        more = b->wanted;
        next = b->register_;
        b->wanted = false;
        b->busy = more;
    }
    if (more) {
        bus_address = next;
    }
}

int main(void)
{
    if (!critsec_port_init() || !bus_request(0x10)) {
        return 1;
    }
    (void)bus_request(0x11);
    return 0;
}
