// args: --tier C --cpu cortex-m4
/* Taken once, or given back first, or another lock, or one that nests. */
#include "locks.h"

struct channel {
    struct spinlock lock;
    uint32_t sent;
    struct channel *next;
};

static struct spinlock table_lock;
static struct spinlock other_lock;
static uint32_t table[4];
static struct channel first;
static struct channel channels[4];

void good_enter_for_exit(uint32_t value)
{
    unsigned flags = spin_lock_irqsave(&table_lock);

    table[0] = value;
    spin_unlock_irqrestore(&table_lock, flags);
    flags = spin_lock_irqsave(&table_lock);
    table[1] = value;
    spin_unlock_irqrestore(&table_lock, flags);
}

static void count(struct channel *channel)
{
    unsigned flags = spin_lock_irqsave(&channel->lock);

    channel->sent++;
    spin_unlock_irqrestore(&channel->lock, flags);
}

void good_helper(struct channel *channel)
{
    unsigned flags = spin_lock_irqsave(&channel->lock);

    channel->sent = 0;
    spin_unlock_irqrestore(&channel->lock, flags);
    count(channel);
}

/* Another lock, and the lock of another object. */
void good_named(struct channel *channel)
{
    unsigned flags = spin_lock_irqsave(&first.lock);

    count(channel);
    spin_lock(&other_lock);
    table[2] = 0;
    spin_unlock(&other_lock);
    spin_unlock_irqrestore(&first.lock, flags);
}

/* Hand over hand: the pointer moves on before the lock is taken again. */
void good_local_pointer(struct channel *channel)
{
    struct channel *next = channel->next;

    spin_lock(&next->lock);
    next = next->next;
    spin_lock(&next->lock);
    next->sent = 0;
    spin_unlock(&next->lock);
    spin_unlock(&channel->next->lock);
}

/* Elements whose index is not constant are not told apart. */
void good_elements(uint32_t from, uint32_t to)
{
    spin_lock(&channels[from].lock);
    spin_lock(&channels[to].lock);
    channels[to].sent += channels[from].sent;
    spin_unlock(&channels[to].lock);
    spin_unlock(&channels[from].lock);
}

void good_loop(uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++) {
        spin_lock(&table_lock);
        if (table[i] == value) {
            spin_unlock(&table_lock);
            continue;
        }
        table[i] = value;
        spin_unlock(&table_lock);
    }
}

/* Gives the caller's lock back around the slow part, and takes it again. */
static void flush(struct channel *channel)
{
    spin_unlock(&channel->lock);
    count(channel);
    spin_lock(&channel->lock);
}

void good_given_back(struct channel *channel)
{
    spin_lock(&channel->lock);
    flush(channel);
    channel->sent = 0;
    spin_unlock(&channel->lock);
}

static void count_unless(struct channel *channel, bool locked)
{
    if (!locked) {
        spin_lock(&channel->lock);
    }
    channel->sent++;
    if (!locked) {
        spin_unlock(&channel->lock);
    }
}

void good_says_locked(struct channel *channel)
{
    spin_lock(&channel->lock);
    count_unless(channel, true);
    spin_unlock(&channel->lock);
}

static void lock_channel(struct channel *channel)
{
    spin_lock(&channel->lock);
}

static void unlock_channel(struct channel *channel)
{
    spin_unlock(&channel->lock);
}

void good_wrappers(struct channel *channel)
{
    lock_channel(channel);
    channel->sent = 0;
    unlock_channel(channel);
    count(channel);
}

/* Counts its owner's takings. */
void good_recursive(struct recursive *mutex)
{
    recursive_mutex_enter_blocking(mutex);
    recursive_mutex_enter_blocking(mutex);
    table[3]++;
    recursive_mutex_exit(mutex);
    recursive_mutex_exit(mutex);
}

/* A try comes back, and says no. */
bool good_try(struct mutex *mutex)
{
    bool again;

    mutex_enter_blocking(mutex);
    again = mutex_try_enter(mutex, 0);
    if (again) {
        mutex_exit(mutex);
    }
    mutex_exit(mutex);
    return again;
}

/* Waits for it only where the try did not get it. */
void good_try_first(struct mutex *mutex)
{
    if (!mutex_try_enter(mutex, 0)) {
        mutex_enter_blocking(mutex);
    }
    table[3]++;
    mutex_exit(mutex);
}

static struct spinlock started;

/* The other core says so when it runs. */
void core1_main(void)
{
    spin_unlock(&started);
}

void good_signal(void)
{
    spin_lock(&started);
    table[3] = 1;
    spin_lock(&started);
    spin_unlock(&started);
}

struct port {
    struct spinlock rx_lock;
    struct spinlock tx_lock;
    uint32_t sent;
};

static void transmit(struct port *line)
{
    spin_lock(&line->tx_lock);
    line->sent++;
    spin_unlock(&line->tx_lock);
}

/* Another lock of the same object. */
void good_two_locks(struct port *line)
{
    spin_lock(&line->rx_lock);
    transmit(line);
    spin_unlock(&line->rx_lock);
}
