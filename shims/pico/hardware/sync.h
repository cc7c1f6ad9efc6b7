/* Stand-in for hardware/sync.h: masks on the local core, and the spinlock registers of the SIO. */
#ifndef CRIT_SHIM_PICO_HARDWARE_SYNC_H
#define CRIT_SHIM_PICO_HARDWARE_SYNC_H

#include <hardware/address_mapped.h>

typedef volatile uint32_t spin_lock_t;

#define PICO_SPINLOCK_ID_IRQ 9
#define PICO_SPINLOCK_ID_CLAIM_FREE_FIRST 24
#define SIO_SPINLOCK0_OFFSET 0x100u

#define __nop() __asm__ volatile("nop")

static __force_inline void __sev(void)
{
    __asm__ volatile("sev");
}

static __force_inline void __wfe(void)
{
    __asm__ volatile("wfe");
}

static __force_inline void __wfi(void)
{
    __asm__ volatile("wfi");
}

static __force_inline void __dmb(void)
{
    __asm__ volatile("dmb" : : : "memory");
}

static __force_inline void __dsb(void)
{
    __asm__ volatile("dsb" : : : "memory");
}

static __force_inline void __isb(void)
{
    __asm__ volatile("isb");
}

static __force_inline void __mem_fence_acquire(void)
{
    __dmb();
}

static __force_inline void __mem_fence_release(void)
{
    __dmb();
}

static __force_inline void disable_interrupts(void)
{
    __asm__ volatile("cpsid i" : : : "memory");
}

static __force_inline void enable_interrupts(void)
{
    __asm__ volatile("cpsie i" : : : "memory");
}

static __force_inline uint32_t save_and_disable_interrupts(void)
{
    uint32_t state;
    __asm__ volatile("mrs %0, PRIMASK\n cpsid i" : "=r"(state) : : "memory");
    return state;
}

static __force_inline void restore_interrupts(uint32_t state)
{
    __asm__ volatile("msr PRIMASK, %0" : : "r"(state) : "memory");
}

static __force_inline void restore_interrupts_from_disabled(uint32_t state)
{
    __asm__ volatile("msr PRIMASK, %0" : : "r"(state) : "memory");
}

static __force_inline spin_lock_t *spin_lock_instance(uint number)
{
    return (spin_lock_t *)(SIO_BASE + SIO_SPINLOCK0_OFFSET + number * 4u);
}

static __force_inline uint spin_lock_get_num(spin_lock_t *lock)
{
    return (uint)(((uintptr_t)lock - SIO_BASE - SIO_SPINLOCK0_OFFSET) / 4u);
}

/* Reading the register takes the lock: 0 while someone else has it. */
static __force_inline void spin_lock_unsafe_blocking(spin_lock_t *lock)
{
    while (*lock == 0) {
        tight_loop_contents();
    }
    __mem_fence_acquire();
}

static __force_inline bool spin_try_lock_unsafe(spin_lock_t *lock)
{
    bool taken = *lock != 0;
    __mem_fence_acquire();
    return taken;
}

static __force_inline void spin_unlock_unsafe(spin_lock_t *lock)
{
    __mem_fence_release();
    *lock = 0;
}

static __force_inline uint32_t spin_lock_blocking(spin_lock_t *lock)
{
    uint32_t saved = save_and_disable_interrupts();
    spin_lock_unsafe_blocking(lock);
    return saved;
}

static __force_inline void spin_unlock(spin_lock_t *lock, uint32_t saved)
{
    spin_unlock_unsafe(lock);
    restore_interrupts_from_disabled(saved);
}

spin_lock_t *spin_lock_init(uint number);
bool is_spin_locked(spin_lock_t *lock);
void spin_lock_claim(uint number);
int spin_lock_claim_unused(bool required);
void spin_lock_unclaim(uint number);
uint next_striped_spin_lock_num(void);

#endif
