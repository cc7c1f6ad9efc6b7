// args: --tier C --cpu cortex-m4
/* A lock that does not nest is taken by its owner: the second taking never comes back. */
#include "locks.h"

struct channel {
    struct spinlock lock;
    uint32_t sent;
    struct channel *next;
};

static struct spinlock table_lock;
static uint32_t table[4];
static struct channel first;

/* Enter typed for exit. */
void bad_enter_for_exit(uint32_t value)
{
    unsigned flags = spin_lock_irqsave(&table_lock);

    table[0] = value;
    flags = spin_lock_irqsave(&table_lock); // expect: CRIT108 "held already"
    spin_unlock_irqrestore(&table_lock, flags);
}

static void count(struct channel *channel)
{
    unsigned flags = spin_lock_irqsave(&channel->lock);

    channel->sent++;
    spin_unlock_irqrestore(&channel->lock, flags);
}

static void count_all(struct channel *channel)
{
    count(channel);
}

/* The helper takes what its caller holds, two calls deep, behind one pointer. */
void bad_helper(struct channel *channel)
{
    unsigned flags = spin_lock_irqsave(&channel->lock);

    channel->sent = 0;
    count_all(channel); // expect: CRIT108 "count_all"
    spin_unlock_irqrestore(&channel->lock, flags);
}

/* The same object, once by name and once as an argument. */
void bad_named(void)
{
    unsigned flags = spin_lock_irqsave(&first.lock);

    count(&first); // expect: CRIT108 "count"
    spin_unlock_irqrestore(&first.lock, flags);
}

/* Behind a local pointer that is not written in between. */
void bad_local_pointer(struct channel **channels)
{
    struct channel *channel = channels[1];

    spin_lock(&channel->lock);
    count(channel); // expect: CRIT108
    spin_unlock(&channel->lock);
}

/* continue passes by the unlock, and the next turn takes the lock again. */
void bad_loop(uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++) {
        spin_lock(&table_lock); // expect: CRIT108
        if (table[i] == value) {
            continue;
        }
        table[i] = value;
        spin_unlock(&table_lock);
    }
} // expect: CRIT102

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

void bad_says_unlocked(struct channel *channel)
{
    spin_lock(&channel->lock);
    count_unless(channel, false); // expect: CRIT108
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

void bad_wrappers(struct channel *channel)
{
    lock_channel(channel);
    count(channel); // expect: CRIT108
    unlock_channel(channel);
}
