/*
 * Stand-in for CMSIS-Core's compiler header (cmsis_gcc.h, cmsis_armcc.h, cmsis_clang.h): attributes
 * and intrinsics. The instructions are those of the Armv6-M, v7-M and v8-M reference manuals;
 * what a core does not have is not declared for it, as in the original.
 */
#ifndef CRIT_SHIM_CMSIS_GCC_H
#define CRIT_SHIM_CMSIS_GCC_H

#include <stdint.h>

#define __ASM __asm
#define __INLINE inline
#define __STATIC_INLINE static inline
#define __STATIC_FORCEINLINE __attribute__((always_inline, unused)) static inline
#define __NO_RETURN __attribute__((noreturn))
#define __USED __attribute__((used))
#ifndef __WEAK
#define __WEAK __attribute__((weak))
#endif
#define __PACKED __attribute__((packed, aligned(1)))
#define __PACKED_STRUCT struct __attribute__((packed, aligned(1)))
#define __PACKED_UNION union __attribute__((packed, aligned(1)))
#define __ALIGNED(bytes) __attribute__((aligned(bytes)))
#define __RESTRICT restrict
#define __COMPILER_BARRIER() __ASM volatile("" : : : "memory")
#define __NO_INIT __attribute__((section(".noinit")))
#define __ALIAS(name) __attribute__((alias(name)))

__PACKED_STRUCT crit_shim_u16
{
    uint16_t v;
};
__PACKED_STRUCT crit_shim_u32
{
    uint32_t v;
};
#define __UNALIGNED_UINT16_WRITE(address, value)                                                             \
    ((void)(((struct crit_shim_u16 *)(void *)(address))->v = (value)))
#define __UNALIGNED_UINT16_READ(address) (((const struct crit_shim_u16 *)(const void *)(address))->v)
#define __UNALIGNED_UINT32_WRITE(address, value)                                                             \
    ((void)(((struct crit_shim_u32 *)(void *)(address))->v = (value)))
#define __UNALIGNED_UINT32_READ(address) (((const struct crit_shim_u32 *)(const void *)(address))->v)

/* Armv6-M and Armv8-M Baseline have no BASEPRI and no FAULTMASK. */
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
#define CRIT_SHIM_BASELINE 1
#else
#define CRIT_SHIM_BASELINE 0
#endif

/* ---- interrupt masks ---- */

__STATIC_FORCEINLINE void __enable_irq(void)
{
    __ASM volatile("cpsie i" : : : "memory");
}

__STATIC_FORCEINLINE void __disable_irq(void)
{
    __ASM volatile("cpsid i" : : : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_PRIMASK(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, primask" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_PRIMASK(uint32_t primask)
{
    __ASM volatile("MSR primask, %0" : : "r"(primask) : "memory");
}

#if !CRIT_SHIM_BASELINE
__STATIC_FORCEINLINE void __enable_fault_irq(void)
{
    __ASM volatile("cpsie f" : : : "memory");
}

__STATIC_FORCEINLINE void __disable_fault_irq(void)
{
    __ASM volatile("cpsid f" : : : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_FAULTMASK(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, faultmask" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_FAULTMASK(uint32_t faultmask)
{
    __ASM volatile("MSR faultmask, %0" : : "r"(faultmask) : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_BASEPRI(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, basepri" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_BASEPRI(uint32_t basepri)
{
    __ASM volatile("MSR basepri, %0" : : "r"(basepri) : "memory");
}

__STATIC_FORCEINLINE void __set_BASEPRI_MAX(uint32_t basepri)
{
    __ASM volatile("MSR basepri_max, %0" : : "r"(basepri) : "memory");
}
#endif

/* ---- other core registers ---- */

__STATIC_FORCEINLINE uint32_t __get_CONTROL(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, control" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_CONTROL(uint32_t value)
{
    __ASM volatile("MSR control, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_PSP(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, psp" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_PSP(uint32_t value)
{
    __ASM volatile("MSR psp, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_MSP(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, msp" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_MSP(uint32_t value)
{
    __ASM volatile("MSR msp, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_IPSR(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, ipsr" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE uint32_t __get_APSR(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, apsr" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE uint32_t __get_xPSR(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, xpsr" : "=r"(value));
    return value;
}

#if (defined(__ARM_FEATURE_CMSE) && __ARM_FEATURE_CMSE == 3)
__STATIC_FORCEINLINE uint32_t __TZ_get_PRIMASK_NS(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, primask_ns" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __TZ_set_PRIMASK_NS(uint32_t value)
{
    __ASM volatile("MSR primask_ns, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __TZ_get_CONTROL_NS(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, control_ns" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __TZ_set_CONTROL_NS(uint32_t value)
{
    __ASM volatile("MSR control_ns, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __TZ_get_PSP_NS(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, psp_ns" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __TZ_set_PSP_NS(uint32_t value)
{
    __ASM volatile("MSR psp_ns, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __TZ_get_MSP_NS(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, msp_ns" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __TZ_set_MSP_NS(uint32_t value)
{
    __ASM volatile("MSR msp_ns, %0" : : "r"(value) : "memory");
}

#if !CRIT_SHIM_BASELINE
__STATIC_FORCEINLINE uint32_t __TZ_get_BASEPRI_NS(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, basepri_ns" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __TZ_set_BASEPRI_NS(uint32_t value)
{
    __ASM volatile("MSR basepri_ns, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __TZ_get_FAULTMASK_NS(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, faultmask_ns" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __TZ_set_FAULTMASK_NS(uint32_t value)
{
    __ASM volatile("MSR faultmask_ns, %0" : : "r"(value) : "memory");
}
#endif
#endif

#if defined(__ARM_ARCH_8M_BASE__) || defined(__ARM_ARCH_8M_MAIN__) || defined(__ARM_ARCH_8_1M_MAIN__)
__STATIC_FORCEINLINE uint32_t __get_PSPLIM(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, psplim" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_PSPLIM(uint32_t value)
{
    __ASM volatile("MSR psplim, %0" : : "r"(value) : "memory");
}

__STATIC_FORCEINLINE uint32_t __get_MSPLIM(void)
{
    uint32_t value;
    __ASM volatile("MRS %0, msplim" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_MSPLIM(uint32_t value)
{
    __ASM volatile("MSR msplim, %0" : : "r"(value) : "memory");
}
#endif

__STATIC_FORCEINLINE uint32_t __get_FPSCR(void)
{
    uint32_t value;
    __ASM volatile("VMRS %0, fpscr" : "=r"(value));
    return value;
}

__STATIC_FORCEINLINE void __set_FPSCR(uint32_t value)
{
    __ASM volatile("VMSR fpscr, %0" : : "r"(value) : "memory");
}

/* ---- barriers and hints ---- */

__STATIC_FORCEINLINE void __ISB(void)
{
    __ASM volatile("isb 0xF" : : : "memory");
}

__STATIC_FORCEINLINE void __DSB(void)
{
    __ASM volatile("dsb 0xF" : : : "memory");
}

__STATIC_FORCEINLINE void __DMB(void)
{
    __ASM volatile("dmb 0xF" : : : "memory");
}

#define __NOP() __ASM volatile("nop")
#define __WFI() __ASM volatile("wfi" : : : "memory")
#define __WFE() __ASM volatile("wfe" : : : "memory")
#define __SEV() __ASM volatile("sev")
#define __BKPT(value) __ASM volatile("bkpt " #value)

/* ---- data processing ---- */

#define __REV(value) __builtin_bswap32(value)
#define __CLZ(value) ((uint8_t)crit_shim_clz(value))

__STATIC_FORCEINLINE uint32_t crit_shim_clz(uint32_t value)
{
    return value ? (uint32_t)__builtin_clz(value) : 32U;
}

__STATIC_FORCEINLINE uint32_t __REV16(uint32_t value)
{
    uint32_t result;
    __ASM("rev16 %0, %1" : "=r"(result) : "r"(value));
    return result;
}

__STATIC_FORCEINLINE int16_t __REVSH(int16_t value)
{
    return (int16_t)__builtin_bswap16((uint16_t)value);
}

__STATIC_FORCEINLINE uint32_t __ROR(uint32_t value, uint32_t by)
{
    by &= 31U;
    return by ? (value >> by) | (value << (32U - by)) : value;
}

__STATIC_FORCEINLINE uint32_t __RBIT(uint32_t value)
{
    return __builtin_bitreverse32(value);
}

#if !CRIT_SHIM_BASELINE
__STATIC_FORCEINLINE int32_t __SSAT(int32_t value, uint32_t bits)
{
    const int32_t top = (int32_t)((1U << (bits - 1U)) - 1U);
    return value > top ? top : value < -1 - top ? -1 - top : value;
}

__STATIC_FORCEINLINE uint32_t __USAT(int32_t value, uint32_t bits)
{
    const uint32_t top = (1U << bits) - 1U;
    return value < 0 ? 0U : (uint32_t)value > top ? top : (uint32_t)value;
}
#endif

/* ---- exclusive access (not in Armv6-M) ---- */

#if !defined(__ARM_ARCH_6M__)
__STATIC_FORCEINLINE uint8_t __LDREXB(volatile uint8_t *address)
{
    uint32_t result;
    __ASM volatile("ldrexb %0, %1" : "=r"(result) : "Q"(*address));
    return (uint8_t)result;
}

__STATIC_FORCEINLINE uint32_t __STREXB(uint8_t value, volatile uint8_t *address)
{
    uint32_t failed;
    __ASM volatile("strexb %0, %2, %1" : "=&r"(failed), "=Q"(*address) : "r"((uint32_t)value));
    return failed;
}

__STATIC_FORCEINLINE uint16_t __LDREXH(volatile uint16_t *address)
{
    uint32_t result;
    __ASM volatile("ldrexh %0, %1" : "=r"(result) : "Q"(*address));
    return (uint16_t)result;
}

__STATIC_FORCEINLINE uint32_t __STREXH(uint16_t value, volatile uint16_t *address)
{
    uint32_t failed;
    __ASM volatile("strexh %0, %2, %1" : "=&r"(failed), "=Q"(*address) : "r"((uint32_t)value));
    return failed;
}

__STATIC_FORCEINLINE uint32_t __LDREXW(volatile uint32_t *address)
{
    uint32_t result;
    __ASM volatile("ldrex %0, %1" : "=r"(result) : "Q"(*address));
    return (uint32_t)result;
}

__STATIC_FORCEINLINE uint32_t __STREXW(uint32_t value, volatile uint32_t *address)
{
    uint32_t failed;
    __ASM volatile("strex %0, %2, %1" : "=&r"(failed), "=Q"(*address) : "r"((uint32_t)value));
    return failed;
}

__STATIC_FORCEINLINE void __CLREX(void)
{
    __ASM volatile("clrex" : : : "memory");
}
#endif

#endif
