// args: --tier C --cpu cortex-m4
/* The state lives with its section: in a local, in the caller's memory, or in the first of nested sections. */
#include "cmsis.h"
#include "locks.h"

static uint32_t shared;
static uint32_t saved_primask;
static uint32_t depth;

static uint32_t good_enter(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    return primask;
}

static void leave(uint32_t primask)
{
    __set_PRIMASK(primask);
}

void user(uint32_t value)
{
    uint32_t state = good_enter();

    shared = value;
    leave(state);
}

/* Only the outermost section stores it. */
void good_after_masking(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    if (depth++ == 0) {
        saved_primask = primask;
    }
}

void after_masking_leave(void)
{
    if (--depth == 0) {
        __set_PRIMASK(saved_primask);
    }
}

/* The caller says where. */
void good_enter_to(uint32_t *before)
{
    *before = __get_PRIMASK();
    __disable_irq();
}

/* The state belongs to the lock that is held, and nobody else gets there. */
static struct {
    struct spinlock lock;
    uint32_t state;
} port;

void good_owned(void)
{
    uint32_t primask = __get_PRIMASK();

    __disable_irq();
    spin_lock(&port.lock);
    port.state = primask;
}

void owned_leave(void)
{
    uint32_t primask = port.state;

    spin_unlock(&port.lock);
    __set_PRIMASK(primask);
}
