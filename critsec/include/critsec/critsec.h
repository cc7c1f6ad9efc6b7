/*
 * critsec: critical sections for firmware. One API, one port a program.
 *
 *     static CRITSEC_MUTEX(uint32_t) events = CRITSEC_MUTEX_INIT(0);
 *
 *     void on_event(void)                        // a handler
 *     {
 *         CRITSEC_WITH(held) {
 *             *CRITSEC_REF(&events, held) += 1;
 *         }
 *     }
 *
 * The contract. "The mask" is what the linked port sets to keep others out.
 *
 *  1. critsec_acquire sets the mask before it returns, and returns the mask that it found.
 *  2. critsec_release puts back exactly what the matching acquire found. Where the caller had masked by other
 *     means, or was in a section already, the mask stays.
 *  3. Sections nest to any depth and close in the reverse order of opening. Every state is released once.
 *  4. A section is closed by the thread or handler that opened it. Its state stays in a local variable.
 *  5. Both calls may be made from threads and from every handler that the mask holds back, and before main.
 *  6. Both calls are compiler barriers: no access moves into, out of, or between two sections.
 *  7. A handler that becomes pending inside runs after the outermost release, once for all its pendings.
 *     Release does not wait for it: the processor may execute a few more instructions first. Where the
 *     handler must have run, follow the release by an instruction barrier.
 *  8. Never kept out: NMI, faults, handlers above a port's ceiling, DMA, the debugger; and, by a port for one
 *     core, the other cores. Data shared with those needs other means.
 *  9. Inside: no blocking, no supervisor call, no loop without a bound. No longjmp out of a section. No goto
 *     and no case label into a scope: C compilers accept some of these and release what was never acquired.
 * 10. A token proves "held" inside the block that made it. It is passed down to callees, never stored or
 *     returned.
 * 11. A program links exactly one port, as an object file and never from an archive (see the README).
 */
#ifndef CRITSEC_CRITSEC_H
#define CRITSEC_CRITSEC_H

#include <stdbool.h>
#include <stdint.h>

/* The version of the contract between callers and ports. It is part of every symbol name. */
#define CRITSEC_ABI 1

/* The width of the saved mask: the port fixes it. All objects of a program agree, or do not link. */
#ifndef CRITSEC_STATE_BITS
#ifdef __AVR__
#define CRITSEC_STATE_BITS 8
#else
#define CRITSEC_STATE_BITS 32
#endif
#endif

#if CRITSEC_STATE_BITS == 8
typedef uint8_t critsec_word_t;
#elif CRITSEC_STATE_BITS == 16
typedef uint16_t critsec_word_t;
#elif CRITSEC_STATE_BITS == 32
typedef uint32_t critsec_word_t;
#else
#error "critsec: CRITSEC_STATE_BITS is 8, 16 or 32; leave it out unless the head of your port says otherwise"
#endif

/* Linkers print the name of what is missing or doubled: so the name says what to do about it. */
#define CRITSEC_STRING_(x) #x
#define CRITSEC_STRING(x) CRITSEC_STRING_(x)
#define CRITSEC_VERSIONED(name) name "_v" CRITSEC_STRING(CRITSEC_ABI) "_u" CRITSEC_STRING(CRITSEC_STATE_BITS)
#define CRITSEC_SYMBOL(name) __asm__(CRITSEC_VERSIONED(name) "__link_exactly_one_critsec_port")

/*
 * Where CRITSEC_DEBUG is defined, sections go through the checks of critsec/debug.h, which then call the
 * port. A port is compiled with CRITSEC_PORT, so that it stays what is called. Files with and without the
 * checks may be mixed.
 */
#if defined(CRITSEC_DEBUG) && !defined(CRITSEC_PORT)
#define CRITSEC_ENTRY(name) __asm__(CRITSEC_VERSIONED(name) "_debug__link_critsec_debug")
#else
#define CRITSEC_ENTRY(name) CRITSEC_SYMBOL(name)
#endif

/*
 * Ports are opaque to GCC's analysis of whole programs. Where it sees the body of a function that it does not
 * inline, it takes no notice of a "memory" clobber in that body (seen with GCC 12 at -O2): under -flto it
 * would move accesses to static objects across acquire and release. GCC before 8 lacks the attribute: there,
 * build the port without -flto. Clang honours the clobber.
 */
#ifndef CRITSEC_OPAQUE
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 8
#define CRITSEC_OPAQUE __attribute__((noipa))
#else
#define CRITSEC_OPAQUE
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What release needs in order to put the mask back. Only a port looks inside. */
typedef struct {
    critsec_word_t word;
} critsec_state_t;

/*
 * Proof that a section is held. A struct, so that no other value converts to it; read by the debug layer
 * only, so that it is free.
 */
typedef struct {
    unsigned char proof;
} critsec_token_t;

critsec_state_t critsec_acquire(void) CRITSEC_ENTRY("critsec_acquire") CRITSEC_OPAQUE;
#if defined(CRITSEC_DEBUG) && !defined(CRITSEC_PORT)
void critsec_release_checked(critsec_state_t state) CRITSEC_ENTRY("critsec_release") CRITSEC_OPAQUE;

/* Inline, and with something after the call: the return address is then in the function that releases. */
__attribute__((always_inline)) static inline void critsec_release(critsec_state_t state)
{
    critsec_release_checked(state);
    __asm__ volatile("");
}
#else
void critsec_release(critsec_state_t state) CRITSEC_ENTRY("critsec_release") CRITSEC_OPAQUE;
#endif

/* True while this thread or handler has the mask set: for assertions, not for decisions. */
bool critsec_is_held(void) CRITSEC_SYMBOL("critsec_is_held");

/* The port's name, for logs and for a look into the image. */
const char *critsec_port_name(void) CRITSEC_SYMBOL("critsec_port_name");

/*
 * Called once, early, on the first core. Frees what a reset left locked (multicore ports), then opens and
 * closes a section and tells whether the mask was set in between. False means that sections do nothing here,
 * for example in unprivileged code, where Arm and RISC-V cores ignore the masking instruction without a
 * fault.
 */
bool critsec_port_init(void) CRITSEC_SYMBOL("critsec_port_init");

/* For critlint, which reports a call of such a function outside of sections, and a result kept for longer. */
#ifdef __clang__
#define CRITSEC_INSIDE_ __attribute__((annotate("critlint:requires-masked"), annotate("critlint:proof")))
#else
#define CRITSEC_INSIDE_
#endif

/* A token where the section is held by means that the types cannot show, as after a plain critsec_acquire. */
#if defined(CRITSEC_DEBUG) && !defined(CRITSEC_PORT)
critsec_token_t critsec_token_checked(void) CRITSEC_ENTRY("critsec_token_assume");
void critsec_token_borrow(const volatile void *mutex, critsec_token_t token)
    CRITSEC_ENTRY("critsec_token_borrow");

__attribute__((always_inline)) CRITSEC_INSIDE_ static inline critsec_token_t critsec_token_assume(void)
{
    critsec_token_t token = critsec_token_checked();
    __asm__ volatile("");
    return token;
}
#else
CRITSEC_INSIDE_ static inline critsec_token_t critsec_token_assume(void)
{
    critsec_token_t token = {0};
    return token;
}
#endif

/* The type of its parameter is the whole point: CRITSEC_REF refuses anything but a token. */
static inline void critsec_token_check(critsec_token_t token)
{
    (void)token;
}

/* Closes the section of a scope; called by the compiler. Inline, so that the debug layer sees the scope's
 * end. */
__attribute__((always_inline)) static inline void critsec_guard_close(const critsec_state_t *guard)
{
    critsec_release(*guard);
}

#ifdef __cplusplus
}
#endif

#define CRITSEC_CLOSES_ __attribute__((cleanup(critsec_guard_close), unused))
#define CRITSEC_UNUSED_ __attribute__((unused))

/*
 * A section from here to the end of the enclosing block. return, goto out, break and continue release it, and
 * mean what they always mean.
 */
#define CRITSEC_SCOPE(token)                                                                                 \
    const critsec_state_t token##_guard CRITSEC_CLOSES_ = critsec_acquire();                                 \
    const critsec_token_t token CRITSEC_UNUSED_ = critsec_token_assume()

/*
 * A section for the block that follows. return and goto out release it. break and continue release it too,
 * but leave only this block: inside a loop that break is meant for, use CRITSEC_SCOPE. A function that
 * returns its value from the block still needs a return after it to please -Wreturn-type; CRITSEC_SCOPE does
 * not.
 */
#define CRITSEC_WITH(token)                                                                                  \
    for (const critsec_state_t token##_guard CRITSEC_CLOSES_ = critsec_acquire(),                            \
                                             *token##_once = &token##_guard;                                 \
         token##_once; token##_once = 0)                                                                     \
        for (const critsec_token_t token CRITSEC_UNUSED_ = critsec_token_assume(); token##_once;             \
             token##_once = 0)

/* Data that is reached with a token only. For use in several files, name the type by a typedef. */
#define CRITSEC_MUTEX(T)                                                                                     \
    struct {                                                                                                 \
        __typeof__(T) only_by_critsec_ref;                                                                   \
    }
#define CRITSEC_MUTEX_INIT(...) {__VA_ARGS__}

/* A pointer to the data of *mutex. It must not outlive the section of the token. */
#if defined(CRITSEC_DEBUG) && !defined(CRITSEC_PORT)
#define CRITSEC_REF(mutex, token)                                                                            \
    __extension__({                                                                                          \
        __typeof__(mutex) const critsec_mutex_ = (mutex);                                                    \
        critsec_token_borrow(critsec_mutex_, token);                                                         \
        &critsec_mutex_->only_by_critsec_ref;                                                                \
    })
#else
#define CRITSEC_REF(mutex, token) (critsec_token_check(token), &(mutex)->only_by_critsec_ref)
#endif

#endif
