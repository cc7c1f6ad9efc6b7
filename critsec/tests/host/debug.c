/*
 * Misuse that the debug layer must report, chosen by the first argument. Each report is a line with its kind
 * and two addresses: the site, which is the line marked "site", and where the section was opened, which is
 * the line marked "opened".
 */
#include "critsec/debug.h"

#include "fake_port.h"

#include <stdio.h>
#include <string.h>

static CRITSEC_MUTEX(uint32_t) shared = CRITSEC_MUTEX_INIT(0);
static uint32_t ticks;
static volatile uint32_t starts;
static uintptr_t context = 1;

static void print_report(const critsec_report_t *report)
{
    printf("%d %p %p\n", (int)report->what, report->site, report->opened_at);
}

static uint32_t clock_that_costs(void)
{
    ticks += 3;
    return ticks;
}

static uintptr_t current_context(void)
{
    return context;
}

static void not_acquired(void)
{
    const critsec_state_t state = {0};
    critsec_release(state); /* not-acquired: site */
}

static void released_twice(void)
{
    CRITSEC_SCOPE(outer);
    const critsec_state_t state = critsec_acquire();
    critsec_release(state);
    critsec_release(state); /* released-twice: site */
}

static void out_of_order(void)
{
    const critsec_state_t outer = critsec_acquire(); /* out-of-order: opened */
    const critsec_state_t inner = critsec_acquire();
    (void)inner;
    critsec_release(outer); /* out-of-order: site */
}

/* A driver that enables what it has disabled, whoever had disabled it before. */
static void start_device(void)
{
    mask_by_hand();
    starts = starts + 1;
    unmask_by_hand();
}

static void opened_inside(void)
{
    const critsec_state_t state = critsec_acquire(); /* opened-inside: opened */
    start_device();
    critsec_release(state); /* opened-inside: site */
}

static void not_masked(void)
{
    fake_works = false;
    const critsec_state_t state = critsec_acquire(); /* not-masked: site opened */
    fake_masked = true;
    critsec_release(state);
}

static void other_context(void)
{
    const critsec_state_t state = critsec_acquire(); /* other-context: opened */
    context = 2;
    critsec_release(state); /* other-context: site */
}

static void held_too_long(void)
{
    const critsec_state_t state = critsec_acquire(); /* held-too-long: opened */
    ticks += 101;
    critsec_release(state); /* held-too-long: site */
}

static void token_outside(void)
{
    const critsec_token_t token = critsec_token_assume(); /* token-outside: site */
    (void)token;
}

static void token_outlived(void)
{
    critsec_token_t kept;
    CRITSEC_WITH(held) {
        kept = held;
    }
    CRITSEC_WITH(other) {
        *CRITSEC_REF(&shared, kept) += 1; /* token-outlived: site */
    }
}

/* Right from everywhere, but from where the datum is borrowed already. */
static void count_one(void)
{
    CRITSEC_SCOPE(inner);
    *CRITSEC_REF(&shared, inner) += 1; /* borrowed-twice: site */
}

static void borrowed_twice(void)
{
    CRITSEC_SCOPE(outer); /* borrowed-twice: opened */
    uint32_t *const count = CRITSEC_REF(&shared, outer);
    const uint32_t before = *count;
    count_one();
    *count = before + 1; /* what count_one has added is lost */
}

static void deeper(unsigned levels)
{
    CRITSEC_SCOPE(held); /* too-deep: site opened */
    if (levels > 1U) {
        deeper(levels - 1U);
    }
}

static void too_deep(void)
{
    deeper(CRITSEC_DEBUG_DEPTH + 1);
}

static void too_many_borrowed(void)
{
    static CRITSEC_MUTEX(int) many[CRITSEC_DEBUG_BORROWS + 1];
    CRITSEC_SCOPE(held); /* too-many-borrowed: opened */
    for (unsigned i = 0; i <= CRITSEC_DEBUG_BORROWS; i++) {
        *CRITSEC_REF(&many[i], held) = 1; /* too-many-borrowed: site */
    }
}

/* All that is allowed: nothing may be reported. */
static uint32_t borrow_again(critsec_token_t held)
{
    return *CRITSEC_REF(&shared, held) + *CRITSEC_REF(&shared, held);
}

static void correct(void)
{
    for (int round = 0; round < 1000; round++) {
        CRITSEC_SCOPE(outer);
        CRITSEC_WITH(inner) {
            *CRITSEC_REF(&shared, inner) += 1;
        }
        *CRITSEC_REF(&shared, outer) += borrow_again(outer) & 1U;
    }
    const critsec_state_t state = critsec_acquire();
    *CRITSEC_REF(&shared, critsec_token_assume()) += 1;
    critsec_release(state);
    deeper(CRITSEC_DEBUG_DEPTH);
    fake_masked = true; /* a caller that masks by other means */
    CRITSEC_WITH(held) {
        ticks += 50;
    }
    if (!fake_masked) {
        puts("the caller's mask is gone");
    }
}

/* The longest hold is the second of the three, 70 by the clock without what reading it costs. */
static void longest(void)
{
    CRITSEC_WITH(first) {
        ticks += 30;
    }
    CRITSEC_WITH(second) { /* longest: opened */
        ticks += 50;
        CRITSEC_WITH(inner) {
            ticks += 20;
        } /* an inner section does not count by itself */
    } /* longest: site */
    CRITSEC_WITH(third) {
        ticks += 69;
    }
    const critsec_hold_t hold = critsec_debug_longest();
    printf("%u %p %p\n", (unsigned)hold.ticks, hold.closed_at, hold.opened_at);
}

static void trap(void)
{
    static const critsec_debug_hooks_t none = {0, 0, 0, 0};
    critsec_debug_setup(&none);
    not_acquired();
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
        {"not-acquired", not_acquired},
        {"released-twice", released_twice},
        {"out-of-order", out_of_order},
        {"opened-inside", opened_inside},
        {"not-masked", not_masked},
        {"other-context", other_context},
        {"held-too-long", held_too_long},
        {"token-outside", token_outside},
        {"token-outlived", token_outlived},
        {"borrowed-twice", borrowed_twice},
        {"too-deep", too_deep},
        {"too-many-borrowed", too_many_borrowed},
        {"correct", correct},
        {"longest", longest},
        {"trap", trap},
    };
    static const critsec_debug_hooks_t hooks = {clock_that_costs, current_context, print_report, 100};
    critsec_debug_setup(&hooks);
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++) {
        if (strcmp(argv[1], cases[i].name) == 0) {
            cases[i].run();
            printf("depth %u, %s\n", critsec_debug_depth(), fake_masked ? "masked" : "open");
            return 0;
        }
    }
    return 2;
}
