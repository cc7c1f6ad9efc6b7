/* Stand-in for the Pico SDK's pico/platform.h; the exception number is IPSR. */
#ifndef CRIT_SHIM_PICO_PICO_PLATFORM_H
#define CRIT_SHIM_PICO_PICO_PLATFORM_H

#include <pico/types.h>

#define NUM_CORES 2u
#define NUM_DMA_CHANNELS 12u
#define NUM_BANK0_GPIOS 30u
#define NUM_SPIN_LOCKS 32u
#define SIO_BASE 0xd0000000u

#define __not_in_flash(group) __attribute__((section(".time_critical." group)))
#define __not_in_flash_func(name) __not_in_flash(#name) name
#define __time_critical_func(name) __not_in_flash_func(name)
#define __no_inline_not_in_flash_func(name) __attribute__((noinline)) __not_in_flash_func(name)
#define __in_flash(group)
#define __scratch_x(group) __attribute__((section(".scratch_x." group)))
#define __scratch_y(group) __attribute__((section(".scratch_y." group)))
#define __uninitialized_ram(group) __attribute__((section(".uninitialized_data." #group))) group
#define __isr
#define __force_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define __packed __attribute__((packed))
#define __packed_aligned __attribute__((packed, aligned(4)))
#define __aligned(bytes) __attribute__((aligned(bytes)))
#define __unused __attribute__((unused))
#define __used __attribute__((used))
#define count_of(array) (sizeof(array) / sizeof((array)[0]))
#ifndef MIN
#define MIN(a, b) ((b) > (a) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#define hard_assert assert
#define invalid_params_if(group, condition) ((void)0)
#define valid_params_if(group, condition) ((void)0)

_Noreturn void panic(const char *format, ...);
_Noreturn void panic_unsupported(void);

static __force_inline void __compiler_memory_barrier(void)
{
    __asm__ volatile("" : : : "memory");
}

static __force_inline void __breakpoint(void)
{
    __asm__ volatile("bkpt #0");
}

static __force_inline uint __get_current_exception(void)
{
    uint exception;
    __asm__ volatile("mrs %0, ipsr" : "=l"(exception));
    return exception;
}

/* SIO's CPUID register: one value on each core. */
static __force_inline uint get_core_num(void)
{
    return *(const volatile uint32_t *)SIO_BASE;
}

static __force_inline void tight_loop_contents(void)
{
}

void busy_wait_at_least_cycles(uint32_t cycles);
uint8_t rp2040_chip_version(void);

#endif
