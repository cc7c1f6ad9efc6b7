/*
 * ports/multicore.h for the model checker spin: two cores, on each a thread and a handler that comes at any
 * moment at which the core's mask is open. Memory is sequentially consistent; what orders it on real cores
 * are barriers, which the cost test looks for.
 *
 * Claims: at most one context is in a section; a handler stays out of its core's sections and of what the
 * thread has masked by other means; the mask comes back as it was found; and all of them come to an end.
 *
 *   spin -a multicore.pml && cc -o pan pan.c && ./pan -m100000 -a -f
 *
 * The words below break the algorithm, one at a time; each must be refuted: -DLOCK_FIRST, -DUNMASK_FIRST,
 * -DOPEN_SPIN, -DNO_OWNER, -DNO_LOCK.
 */
#define CORES 2
#define OWNED 2 /* a state that is no mask: the core held the lock already */

bool mask[CORES];
bool by_hand[CORES];    /* the thread has masked without critsec */
bool in_handler[CORES]; /* the handler runs, and the thread of the core stands still */
bool lock;
byte owner;  /* 0, or number of the core + 1 */
byte inside; /* contexts in an outermost section */
byte ended;

#ifdef NO_OWNER
#define TOLD(core) 0
#else
#define TOLD(core) (core + 1)
#endif

/* port_try: one exclusive access; then the owner is told, by which a nested acquire knows its core. */
inline try(core, got)
{
    atomic {
        got = !lock;
        lock = true
    };
#ifdef NO_LOCK
    got = true;
#endif
    if
    :: got -> owner = TOLD(core)
    :: else
    fi
}

inline acquire(core, state)
{
    do
    ::
#ifdef LOCK_FIRST
        if
        :: owner == core + 1 -> state = OWNED; break
        :: else
        fi;
        atomic { got = !lock; lock = true };
        if
        :: got -> state = mask[core]; mask[core] = true; owner = core + 1; break
        :: else
        fi
#else
        state = mask[core];
        mask[core] = true;
        if
        :: owner == core + 1 -> state = OWNED; break
        :: else
        fi;
        try(core, got);
        if
        :: got -> break
        :: else
        fi;
#ifdef OPEN_SPIN
        mask[core] = false
#else
        mask[core] = state
#endif
#endif
    od
}

inline release(core, state)
{
    if
    :: state == OWNED
    :: else ->
#ifdef UNMASK_FIRST
        mask[core] = state;
        owner = 0;
        lock = false
#else
        owner = 0;
        lock = false;
        mask[core] = state
#endif
    fi
}

/* An outermost section with one inside it, by the context of a core that runs. */
inline section(core)
{
    before = mask[core];
    acquire(core, outer);
    assert(outer != OWNED);
    inside++;
    assert(inside == 1);
    acquire(core, inner);
    assert(inner == OWNED && mask[core]);
    release(core, inner);
    assert(inside == 1 && mask[core]);
    inside--;
    release(core, outer);
    assert(mask[core] == before)
}

proctype thread(byte core) provided (!in_handler[core])
{
    bool got, before;
    byte outer, inner;
    section(core);
    mask[core] = true;
    by_hand[core] = true;
    section(core);
    by_hand[core] = false;
    mask[core] = false;
    ended++
}

/* It comes once, at any moment: that is every moment at which one could come. */
proctype handler(byte core)
{
    bool got, before;
    byte outer, inner;
    atomic {
        !mask[core] -> in_handler[core] = true;
        assert(!by_hand[core])
    };
    section(core);
    in_handler[core] = false;
    ended++
}

init
{
    atomic {
        run thread(0);
        run thread(1);
        run handler(0);
        run handler(1)
    }
}

ltl all_end { <>(ended == 2 * CORES) }
