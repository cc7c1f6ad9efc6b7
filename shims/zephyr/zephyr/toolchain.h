/* Stand-in for zephyr/toolchain.h. */
#ifndef CRIT_SHIM_ZEPHYR_ZEPHYR_TOOLCHAIN_H
#define CRIT_SHIM_ZEPHYR_ZEPHYR_TOOLCHAIN_H

#define ALWAYS_INLINE inline __attribute__((always_inline))
#define ARG_UNUSED(argument) (void)(argument)
#define FUNC_NORETURN __attribute__((noreturn))
#define CODE_UNREACHABLE __builtin_unreachable()
#define BUILD_ASSERT(condition, ...) _Static_assert((condition), "" __VA_ARGS__)
#define __packed __attribute__((packed))
#define __aligned(bytes) __attribute__((aligned(bytes)))
#define __used __attribute__((used))
#define __unused __attribute__((unused))
#define __maybe_unused __attribute__((unused))
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#define __fallthrough __attribute__((fallthrough))
#define __deprecated __attribute__((deprecated))
#define __noinit __attribute__((section(".noinit")))
#define __ramfunc __attribute__((noinline, section(".ramfunc")))
#define __syscall static inline
#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define compiler_barrier() __asm__ volatile("" : : : "memory")

#endif
