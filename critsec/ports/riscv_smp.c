/*
 * critsec port: RISC-V with several harts, mstatus.MIE and a spinlock. RV32 and RV64, machine mode, harts
 * with the A extension (its AMOs are enough).
 *
 * Masks this hart's interrupts and keeps the other harts out. A hart that waits for the lock serves its
 * interrupts, if its caller did. The lock must lie in memory with atomic swaps, which main memory has.
 */
#if !defined(__riscv)
#error "critsec, riscv_smp.c: this is no RISC-V target; build it with riscv32-unknown-elf-gcc or the like"
#elif !defined(__riscv_atomic)
#error "critsec, riscv_smp.c: harts share a lock by atomic instructions; add the A extension, -march=rv32imac"
#endif

#include <stdbool.h>
#include <stdint.h>

#if defined(CRITSEC_STATE_BITS) && CRITSEC_STATE_BITS != 32
#error "critsec, riscv_smp.c: remove CRITSEC_STATE_BITS or set it to 32, for the whole program"
#endif

#define MIE 8U

/*
 * The owner is apart from the lock, because a swap that finds the lock taken has stored already. Only who
 * holds the lock writes it; a hart that reads its own number wrote it itself.
 */
static volatile uint32_t lock;
static volatile uint32_t owner;

static inline uint32_t port_mask(void)
{
    uintptr_t status;
    __asm__ volatile("csrrci %0, mstatus, 8" : "=r"(status) : : "memory");
    return (uint32_t)status & MIE;
}

static inline void port_unmask(uint32_t mask)
{
    __asm__ volatile("csrs mstatus, %0" : : "r"((uintptr_t)mask) : "memory");
}

static inline bool port_masked(uint32_t mask)
{
    return mask == 0U;
}

static inline uint32_t port_me(void)
{
    uintptr_t hart;
    __asm__ volatile("csrr %0, mhartid" : "=r"(hart));
    return (uint32_t)hart + 1U;
}

static inline bool port_owned(uint32_t me)
{
    return owner == me;
}

static inline bool port_try(uint32_t me)
{
    uint32_t busy;
    __asm__ volatile("amoswap.w.aq %0, %2, %1" : "=r"(busy), "+A"(lock) : "r"(1) : "memory");
    if (busy != 0U) {
        return false;
    }
    owner = me;
    return true;
}

static inline void port_free(void)
{
    owner = 0;
    __asm__ volatile("amoswap.w.rl zero, zero, %0" : "+A"(lock) : : "memory");
}

/* Interrupts are looked at right after a write of mstatus (Privileged Architecture manual, 3.1.9). */
static inline void port_window(void)
{
}

#include "multicore.h"

const char *critsec_port_name(void)
{
    return "risc-v mstatus and lock";
}

bool critsec_port_init(void)
{
    return port_free_and_probe();
}
