/*
 * critsec, debug layer: keeps a stack of the open sections and a list of borrowed mutexes, both protected by
 * the section itself. A state that checked code gets is the section's serial number; the port's own state
 * stays here.
 *
 * Not checked: sections of code that was compiled without CRITSEC_DEBUG, and tokens that come from it.
 */
#define CRITSEC_PORT /* critsec_acquire and critsec_release mean the port's */
#include "critsec/debug.h"

#define ENTRY(name)                                                                                          \
    __asm__(CRITSEC_VERSIONED(name) "_debug__link_critsec_debug") CRITSEC_OPAQUE __attribute__((noinline))

critsec_state_t critsec_debug_acquire(void) ENTRY("critsec_acquire");
void critsec_debug_release(critsec_state_t state) ENTRY("critsec_release");
critsec_token_t critsec_debug_token(void) ENTRY("critsec_token_assume");
void critsec_debug_borrow(const volatile void *mutex, critsec_token_t token) ENTRY("critsec_token_borrow");

#define SITE __builtin_return_address(0)

/* A serial number is a byte, 0 for none: that is what a token has room for. */
enum { NO_SERIAL = 0, LAST_SERIAL = 255 };
_Static_assert(CRITSEC_DEBUG_DEPTH >= 1 && CRITSEC_DEBUG_DEPTH <= 64, "CRITSEC_DEBUG_DEPTH: 1 to 64");
_Static_assert(CRITSEC_DEBUG_BORROWS >= 1, "CRITSEC_DEBUG_BORROWS: 1 or more");

typedef struct {
    critsec_state_t saved; /* the port's */
    uint8_t serial;
    const void *opened_at;
    uintptr_t context;
} open_section_t;

typedef struct {
    const volatile void *mutex;
    uint8_t serial; /* of the section that borrowed it */
} borrow_t;

static critsec_debug_hooks_t hooks;
static open_section_t sections[CRITSEC_DEBUG_DEPTH];
static volatile unsigned depth; /* of `sections` */
static unsigned unchecked;      /* sections that are open beyond its end */
static borrow_t borrows[CRITSEC_DEBUG_BORROWS];
static uint8_t last_serial;
static uint32_t started; /* the clock when the outermost section was opened */
static uint32_t empty;   /* what the clock says of an empty section */
static critsec_hold_t longest;

static void report(critsec_misuse_t what, const void *site, const void *opened_at)
{
    const critsec_report_t found = {what, site, opened_at};
    if (!hooks.report) {
        __builtin_trap();
    }
    hooks.report(&found);
}

static uintptr_t context_now(void)
{
    return hooks.context ? hooks.context() : 0U;
}

/* The place of a serial number among the open sections; -1 where it is not open. */
static int find(unsigned serial)
{
    for (int i = (int)depth - 1; i >= 0; i--) {
        if (sections[i].serial == serial) {
            return i;
        }
    }
    return -1;
}

/* Numbers come round: those of open sections are left out. */
static uint8_t next_serial(void)
{
    do {
        last_serial = last_serial == LAST_SERIAL ? 1U : (uint8_t)(last_serial + 1U);
    } while (find(last_serial) >= 0);
    return last_serial;
}

critsec_state_t critsec_debug_acquire(void)
{
    critsec_state_t state = critsec_acquire();
    if (depth == CRITSEC_DEBUG_DEPTH) {
        unchecked++;
        report(CRITSEC_TOO_DEEP, SITE, sections[depth - 1U].opened_at);
        const critsec_state_t none = {NO_SERIAL};
        critsec_release(state); /* the section around it holds the mask */
        return none;
    }
    const open_section_t section = {state, next_serial(), SITE, context_now()};
    const unsigned level = depth;
    sections[level] = section;
    depth = level + 1U;
    if (!critsec_is_held()) {
        report(CRITSEC_NOT_MASKED, SITE, SITE);
    }
    state.word = section.serial;
    if (level == 0U && hooks.clock) {
        started = hooks.clock();
    }
    return state;
}

/* The clock is read first, so that the checks of the release do not count as time in the section. */
static void note_hold(uint32_t now, const void *site)
{
    const uint32_t raw = now - started;
    const uint32_t ticks = raw > empty ? raw - empty : 0U;
    if (ticks > longest.ticks || !longest.opened_at) {
        longest.ticks = ticks;
        longest.opened_at = sections[0].opened_at;
        longest.closed_at = site;
    }
    if (hooks.limit != 0U && ticks > hooks.limit) {
        report(CRITSEC_HELD_TOO_LONG, site, sections[0].opened_at);
    }
}

/*
 * Closes the sections down to a level, each with its own saved mask. After the last of them `depth` is
 * another core's.
 */
static void close_down_to(unsigned level)
{
    bool more;
    do {
        const critsec_state_t saved = sections[depth - 1U].saved;
        depth = depth - 1U;
        more = depth > level;
        critsec_release(saved);
    } while (more);
}

static void check_release(unsigned level, const void *site)
{
    const open_section_t *const section = &sections[level];
    if (level + 1U != depth) {
        report(CRITSEC_OUT_OF_ORDER, site, section->opened_at);
    }
    if (!critsec_is_held()) {
        report(CRITSEC_OPENED_INSIDE, site, section->opened_at);
    }
    if (section->context != context_now()) {
        report(CRITSEC_OTHER_CONTEXT, site, section->opened_at);
    }
}

void critsec_debug_release(critsec_state_t state)
{
    const bool timed = depth == 1U && hooks.clock;
    const uint32_t now = timed ? hooks.clock() : 0U;
    if (state.word == NO_SERIAL && unchecked > 0U) {
        unchecked--;
        return;
    }
    const int level = find(state.word);
    if (level < 0) {
        report(depth == 0U ? CRITSEC_NOT_ACQUIRED : CRITSEC_RELEASED_TWICE, SITE, 0);
        return;
    }
    check_release((unsigned)level, SITE);
    if (timed) {
        note_hold(now, SITE);
    }
    close_down_to((unsigned)level);
}

critsec_token_t critsec_debug_token(void)
{
    critsec_token_t token = {NO_SERIAL};
    if (depth > 0U) {
        token.proof = sections[depth - 1U].serial;
    } else if (!critsec_is_held()) {
        report(CRITSEC_TOKEN_OUTSIDE, SITE, 0);
    }
    return token;
}

/* The entry of a mutex, or one that is free: unused, or borrowed by a section that is closed. */
static borrow_t *borrow_of(const volatile void *mutex)
{
    borrow_t *vacant = 0;
    for (unsigned i = 0; i < CRITSEC_DEBUG_BORROWS; i++) {
        if (borrows[i].mutex == mutex) {
            return &borrows[i];
        }
        if (!borrows[i].mutex || find(borrows[i].serial) < 0) {
            vacant = &borrows[i];
        }
    }
    return vacant;
}

void critsec_debug_borrow(const volatile void *mutex, critsec_token_t token)
{
    if (token.proof == NO_SERIAL) {
        return; /* of code that is not checked */
    }
    const int level = find(token.proof);
    if (level < 0) {
        report(CRITSEC_TOKEN_OUTLIVED, SITE, 0);
        return;
    }
    borrow_t *const entry = borrow_of(mutex);
    if (!entry) {
        report(CRITSEC_TOO_MANY_BORROWED, SITE, sections[level].opened_at);
        return;
    }
    const int borrowed = entry->mutex == mutex ? find(entry->serial) : -1;
    if (borrowed >= 0 && borrowed < level) {
        report(CRITSEC_BORROWED_TWICE, SITE, sections[borrowed].opened_at);
        return;
    }
    entry->mutex = mutex;
    entry->serial = token.proof;
}

void critsec_debug_setup(const critsec_debug_hooks_t *wanted)
{
    hooks = *wanted;
    hooks.limit = 0;
    empty = 0;
    if (hooks.clock) {
        critsec_debug_forget_longest();
        critsec_debug_release(critsec_debug_acquire());
        empty = longest.ticks;
    }
    hooks.limit = wanted->limit;
    critsec_debug_forget_longest();
}

critsec_hold_t critsec_debug_longest(void)
{
    const critsec_state_t state = critsec_acquire();
    const critsec_hold_t copy = longest;
    critsec_release(state);
    return copy;
}

void critsec_debug_forget_longest(void)
{
    static const critsec_hold_t none = {0, 0, 0};
    const critsec_state_t state = critsec_acquire();
    longest = none;
    critsec_release(state);
}

unsigned critsec_debug_depth(void)
{
    return depth + unchecked;
}
