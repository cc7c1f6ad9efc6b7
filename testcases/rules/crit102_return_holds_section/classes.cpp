// args: --cpu cortex-m4
/* By hand a method may forget its section on the way out; a destructor does not. */
#include "cmsis.h"

class Guard
{
    uint32_t saved;

public:
    Guard() : saved(__get_PRIMASK())
    {
        __disable_irq();
    }
    ~Guard()
    {
        __set_PRIMASK(saved);
    }
};

/* The destructor is that of a member; nobody wrote one. */
struct Transfer {
    Guard guard;
    uint32_t left = 3;
};

class Queue
{
    volatile uint32_t head, tail;

public:
    bool bad_take(uint32_t &item);
    bool good_take(uint32_t &item);
    bool good_nested(uint32_t &item);
    bool good_member(uint32_t &item);
    bool good_loop(uint32_t &item);
};

bool Queue::bad_take(uint32_t &item)
{
    uint32_t saved = __get_PRIMASK();

    __disable_irq();
    if (head == tail) {
        return false; // expect: CRIT102
    }
    item = tail++;
    __set_PRIMASK(saved);
    return true;
}

bool Queue::good_take(uint32_t &item)
{
    Guard guard;

    if (head == tail) {
        return false;
    }
    item = tail++;
    return true;
}

bool Queue::good_nested(uint32_t &item)
{
    Guard guard;

    return good_take(item) || good_take(item);
}

bool Queue::good_member(uint32_t &item)
{
    Transfer transfer;

    if (transfer.left == 0) {
        return false;
    }
    item = tail++;
    return true;
}

bool Queue::good_loop(uint32_t &item)
{
    while (head != tail) {
        Guard guard;
        if (head == 2) {
            break;
        }
        if (head == 3) {
            goto out;
        }
        item = tail++;
    }
    return true;
out:
    return false;
}

struct Irq {
    uint32_t saved;
    void lock()
    {
        saved = __get_PRIMASK();
        __disable_irq();
    }
    void unlock()
    {
        __set_PRIMASK(saved);
    }
};

/* What the template's destructor does is known for each instance. */
template <class Lock> class Scoped
{
    Lock &lock;

public:
    explicit Scoped(Lock &with) : lock(with)
    {
        lock.lock();
    }
    ~Scoped()
    {
        lock.unlock();
    }
};

static uint32_t good_scoped(bool stop)
{
    Irq irq;
    Scoped<Irq> scoped(irq);

    if (stop) {
        return 1;
    }
    return 2;
}

static uint32_t bad_locked(bool stop)
{
    Irq irq;

    irq.lock();
    if (stop) {
        return 1; // expect: CRIT102
    }
    irq.unlock();
    return 2;
}

static Guard make()
{
    return Guard();
}

static void good_returned()
{
    auto guard = make();

    use(__get_IPSR());
}

int main(void)
{
    static Queue queue;
    uint32_t item = 0;

    __enable_irq();
    for (;;) {
        queue.bad_take(item);
        queue.good_take(item);
        queue.good_nested(item);
        queue.good_member(item);
        queue.good_loop(item);
        good_returned();
        use(good_scoped(item > 3) + bad_locked(item > 4));
        use(item);
    }
}

PROGRAM(nullptr);
