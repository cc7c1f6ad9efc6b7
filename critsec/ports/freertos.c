/*
 * critsec port: FreeRTOS, one core. For programs in which sections shall mask what the kernel's own do.
 *
 * Where the kernel's port nests interrupts, sections use its saving pair, taskENTER_CRITICAL_FROM_ISR and
 * taskEXIT_CRITICAL_FROM_ISR, in tasks and handlers alike: it restores what it found. Handlers above
 * configMAX_SYSCALL_INTERRUPT_PRIORITY stay open. Some kernel ports (Cortex-M3, -M4, -M7) write BASEPRI
 * plainly: inside a caller's stronger mask the section then lowers it, and puts it back at the end.
 *
 * Where it does not nest them, tasks use taskENTER_CRITICAL and taskEXIT_CRITICAL, which count, and handlers
 * nothing, because nothing interrupts them. That is not exact: the outermost release enables what the caller
 * had masked by other means. The build may define
 *
 *   CRITSEC_FREERTOS_COUNT   1 to count although the kernel's port claims to nest: the assertion below asks
 *                            for it
 *   CRITSEC_FREERTOS_IN_ISR  when counting: an expression that is true in handlers, default
 *                            xPortIsInsideInterrupt()
 *
 * Inside a section, no kernel call: taskEXIT_CRITICAL in it would open the section. Before the scheduler
 * runs, kernel calls leave interrupts masked; that is the kernel's way and not the section's.
 */
#include "FreeRTOS.h"
#include "task.h"

#define CRITSEC_PORT
#include "critsec/critsec.h"

#if defined(configNUMBER_OF_CORES) && configNUMBER_OF_CORES > 1
#error "critsec, freertos.c: for one core; link the multicore port of the hardware instead"
#endif
#ifndef CRITSEC_FREERTOS_COUNT
#define CRITSEC_FREERTOS_COUNT !portHAS_NESTED_INTERRUPTS
#endif
#ifndef CRITSEC_FREERTOS_IN_ISR
#define CRITSEC_FREERTOS_IN_ISR xPortIsInsideInterrupt()
#endif

#if CRITSEC_FREERTOS_COUNT

enum { IN_HANDLER = 0, IN_TASK = 1 };

static volatile uint32_t depth; /* written with the mask set */

critsec_state_t critsec_acquire(void)
{
    critsec_state_t state = {IN_HANDLER};
    if (!(CRITSEC_FREERTOS_IN_ISR)) {
        taskENTER_CRITICAL();
        depth = depth + 1U;
        state.word = IN_TASK;
    }
    __asm__ volatile("" : : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("" : : : "memory");
    if (state.word == IN_TASK) {
        depth = depth - 1U;
        taskEXIT_CRITICAL();
    }
}

bool critsec_is_held(void)
{
    return (CRITSEC_FREERTOS_IN_ISR) || depth != 0U;
}

bool critsec_port_init(void)
{
    return true;
}

#else

/*
 * Some kernel ports define the saving pair as the constant 0, and the kernel takes them for nesting ones: a
 * section would mask nothing. What is constant reads no register.
 */
#define STUB __builtin_constant_p(taskENTER_CRITICAL_FROM_ISR())
#define CURE "this FreeRTOS port's saving pair does nothing: define CRITSEC_FREERTOS_COUNT=1"

critsec_state_t critsec_acquire(void)
{
    _Static_assert(!STUB, CURE);
    _Static_assert(CRITSEC_STATE_BITS >= 32 || sizeof(UBaseType_t) <= sizeof(critsec_word_t),
                   "critsec, freertos.c: remove CRITSEC_STATE_BITS: the kernel's saved mask does not fit");
    const critsec_state_t state = {(critsec_word_t)taskENTER_CRITICAL_FROM_ISR()};
    __asm__ volatile("" : : : "memory");
    return state;
}

void critsec_release(critsec_state_t state)
{
    __asm__ volatile("" : : : "memory");
    taskEXIT_CRITICAL_FROM_ISR((UBaseType_t)state.word);
}

/* What the saved value means is the kernel's; but it is the same twice only where the mask was set before. */
bool critsec_is_held(void)
{
    const UBaseType_t outer = (UBaseType_t)taskENTER_CRITICAL_FROM_ISR();
    const UBaseType_t inner = (UBaseType_t)taskENTER_CRITICAL_FROM_ISR();
    taskEXIT_CRITICAL_FROM_ISR(inner);
    taskEXIT_CRITICAL_FROM_ISR(outer);
    return outer == inner;
}

/* Call it with interrupts open. In an unprivileged task the register always reads the same: false. */
bool critsec_port_init(void)
{
    return !critsec_is_held();
}

#endif

const char *critsec_port_name(void)
{
    return CRITSEC_FREERTOS_COUNT ? "freertos, counting" : "freertos, saving";
}
