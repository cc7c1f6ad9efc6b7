// args: --cpu cortex-m4
/* The guard is a field of the same record: of this port, not of that one. */
#include "critlint.h"

typedef struct {
    long count;
} nxmutex;

int nxmutex_lock(nxmutex *mutex);
int nxmutex_unlock(nxmutex *mutex);

struct port {
    nxmutex lock, other;
    CRITLINT_GUARDED_BY(lock) unsigned sent;
    CRITLINT_GUARDED_BY(lock) struct {
        unsigned lost, late;
    } errors;
    unsigned state;
};

static struct port first, second;
static struct port many[4];

static void good_send(struct port *port)
{
    nxmutex_lock(&port->lock);
    port->sent++;
    port->errors.lost = 0;
    nxmutex_unlock(&port->lock);
}

static void good_element(unsigned index)
{
    nxmutex_lock(&many[index].lock);
    many[index].sent++;
    nxmutex_unlock(&many[index].lock);
}

static void good_state(void)
{
    first.state++;
}

static void bad_send(void)
{
    first.sent++;          // expect: CRIT219 "'first.sent' is guarded by 'lock'"
    first.errors.late = 1; // expect: CRIT219 "'first.errors.late' is guarded by 'lock'"
}

static void bad_other_port(void)
{
    nxmutex_lock(&second.lock);
    first.sent++; // expect: CRIT219 "'first.sent'"
    nxmutex_unlock(&second.lock);
}

static void bad_other_field(void)
{
    nxmutex_lock(&first.other);
    first.sent++; // expect: CRIT219 "'first.sent'"
    nxmutex_unlock(&first.other);
}

static void bad_pointer(struct port *port)
{
    port->sent = 0; // expect: CRIT219 "sent' is guarded by 'lock'"
}

CRITLINT_TASK void one(void)
{
    good_send(&first);
    good_element(1);
    good_state();
    bad_send();
}

CRITLINT_TASK void other(void)
{
    good_send(&first);
    good_send(&second);
    good_element(2);
    good_state();
    bad_other_port();
    bad_other_field();
    first.errors.late++; // expect: CRIT219
    bad_pointer(&first);
}
