/*
 * What the stand-ins for core_cm*.h share: the system control space at its real addresses and the
 * NVIC functions as register writes. Addresses and layouts: Armv6-M, Armv7-M and Armv8-M
 * Architecture Reference Manuals, "System Control Space". The device header gives IRQn_Type;
 * functions here take int, so that they work without one too. Registers that were renamed
 * between CMSIS 5 and 6 have both names.
 */
#ifndef CRIT_SHIM_CORTEX_M_H
#define CRIT_SHIM_CORTEX_M_H

#include <stdint.h>

#include "cmsis_compiler.h"
#include "cmsis_version.h"

#define CRIT_SHIM_V6M (__CORTEX_M == 0U || __CORTEX_M == 1U)
#define CRIT_SHIM_V8M (__CORTEX_M >= 23U)

#ifndef __NVIC_PRIO_BITS
#if CRIT_SHIM_V6M || __CORTEX_M == 23U
#define __NVIC_PRIO_BITS 2U
#else
#define __NVIC_PRIO_BITS 4U
#endif
#endif
#ifndef __Vendor_SysTickConfig
#define __Vendor_SysTickConfig 0U
#endif

#define __I volatile const
#define __O volatile
#define __IO volatile
#define __IM volatile const
#define __OM volatile
#define __IOM volatile

#define _VAL2FLD(field, value) (((uint32_t)(value) << field##_Pos) & field##_Msk)
#define _FLD2VAL(field, value) (((uint32_t)(value) & field##_Msk) >> field##_Pos)

typedef union {
    struct {
        uint32_t ISR : 9;
        uint32_t _reserved0 : 23;
    } b;
    uint32_t w;
} IPSR_Type;

typedef union {
    struct {
        uint32_t nPRIV : 1;
        uint32_t SPSEL : 1;
        uint32_t FPCA : 1;
        uint32_t _reserved0 : 29;
    } b;
    uint32_t w;
} CONTROL_Type;

/* ---- registers ---- */

#if CRIT_SHIM_V6M
typedef struct {
    __IOM uint32_t ISER[1];
    uint32_t RESERVED0[31];
    __IOM uint32_t ICER[1];
    uint32_t RESERVED1[31];
    __IOM uint32_t ISPR[1];
    uint32_t RESERVED2[31];
    __IOM uint32_t ICPR[1];
    uint32_t RESERVED3[31];
    uint32_t RESERVED4[64];
    union {
        __IOM uint32_t IP[8];
        __IOM uint32_t IPR[8];
    };
} NVIC_Type;

typedef struct {
    __IM uint32_t CPUID;
    __IOM uint32_t ICSR;
    __IOM uint32_t VTOR;
    __IOM uint32_t AIRCR;
    __IOM uint32_t SCR;
    __IOM uint32_t CCR;
    uint32_t RESERVED1;
    union {
        __IOM uint32_t SHP[2];
        __IOM uint32_t SHPR[2];
    };
    __IOM uint32_t SHCSR;
} SCB_Type;
#else
typedef struct {
    __IOM uint32_t ISER[16];
    uint32_t RESERVED0[16];
    __IOM uint32_t ICER[16];
    uint32_t RESERVED1[16];
    __IOM uint32_t ISPR[16];
    uint32_t RESERVED2[16];
    __IOM uint32_t ICPR[16];
    uint32_t RESERVED3[16];
    __IOM uint32_t IABR[16];
    uint32_t RESERVED4[16];
    __IOM uint32_t ITNS[16];
    uint32_t RESERVED5[16];
    union {
        __IOM uint8_t IP[496];
        __IOM uint8_t IPR[496];
    };
    uint32_t RESERVED6[580];
    __OM uint32_t STIR;
} NVIC_Type;

typedef struct {
    __IM uint32_t CPUID;
    __IOM uint32_t ICSR;
    __IOM uint32_t VTOR;
    __IOM uint32_t AIRCR;
    __IOM uint32_t SCR;
    __IOM uint32_t CCR;
    union {
        __IOM uint8_t SHP[12];
        __IOM uint8_t SHPR[12];
    };
    __IOM uint32_t SHCSR;
    __IOM uint32_t CFSR;
    __IOM uint32_t HFSR;
    __IOM uint32_t DFSR;
    __IOM uint32_t MMFAR;
    __IOM uint32_t BFAR;
    __IOM uint32_t AFSR;
    __IM uint32_t PFR[2];
    __IM uint32_t DFR;
    __IM uint32_t ADR;
    __IM uint32_t MMFR[4];
    __IM uint32_t ISAR[6];
    __IM uint32_t CLIDR;
    __IM uint32_t CTR;
    __IM uint32_t CCSIDR;
    __IOM uint32_t CSSELR;
    __IOM uint32_t CPACR;
    __IOM uint32_t NSACR;
    uint32_t RESERVED3[92];
    __OM uint32_t STIR;
    uint32_t RESERVED4[15];
    __IM uint32_t MVFR0;
    __IM uint32_t MVFR1;
    __IM uint32_t MVFR2;
    uint32_t RESERVED5[1];
    __OM uint32_t ICIALLU;
    uint32_t RESERVED6[1];
    __OM uint32_t ICIMVAU;
    __OM uint32_t DCIMVAC;
    __OM uint32_t DCISW;
    __OM uint32_t DCCMVAU;
    __OM uint32_t DCCMVAC;
    __OM uint32_t DCCSW;
    __OM uint32_t DCCIMVAC;
    __OM uint32_t DCCISW;
} SCB_Type;
#endif

typedef struct {
    uint32_t RESERVED0[1];
    __IM uint32_t ICTR;
    __IOM uint32_t ACTLR;
} SCnSCB_Type;

typedef struct {
    __IOM uint32_t CTRL;
    __IOM uint32_t LOAD;
    __IOM uint32_t VAL;
    __IM uint32_t CALIB;
} SysTick_Type;

typedef struct {
    __OM union {
        __OM uint8_t u8;
        __OM uint16_t u16;
        __OM uint32_t u32;
    } PORT[32];
    uint32_t RESERVED0[864];
    __IOM uint32_t TER;
    uint32_t RESERVED1[15];
    __IOM uint32_t TPR;
    uint32_t RESERVED2[15];
    __IOM uint32_t TCR;
    uint32_t RESERVED3[75];
    __OM uint32_t LAR;
    __IM uint32_t LSR;
} ITM_Type;

typedef struct {
    __IOM uint32_t CTRL;
    __IOM uint32_t CYCCNT;
    __IOM uint32_t CPICNT;
    __IOM uint32_t EXCCNT;
    __IOM uint32_t SLEEPCNT;
    __IOM uint32_t LSUCNT;
    __IOM uint32_t FOLDCNT;
    __IM uint32_t PCSR;
    __IOM uint32_t COMP0;
    __IOM uint32_t MASK0;
    __IOM uint32_t FUNCTION0;
    uint32_t RESERVED0[993];
    __OM uint32_t LAR;
    __IM uint32_t LSR;
} DWT_Type;

typedef struct {
    __IOM uint32_t DHCSR;
    __OM uint32_t DCRSR;
    __IOM uint32_t DCRDR;
    __IOM uint32_t DEMCR;
} CoreDebug_Type;

typedef struct {
    __IM uint32_t TYPE;
    __IOM uint32_t CTRL;
    __IOM uint32_t RNR;
    __IOM uint32_t RBAR;
    union {
        __IOM uint32_t RASR;
        __IOM uint32_t RLAR;
    };
    __IOM uint32_t RBAR_A1;
    __IOM uint32_t RASR_A1;
    __IOM uint32_t RBAR_A2;
    __IOM uint32_t RASR_A2;
    __IOM uint32_t RBAR_A3;
    __IOM uint32_t RASR_A3;
    uint32_t RESERVED0[1];
    __IOM uint32_t MAIR0;
    __IOM uint32_t MAIR1;
} MPU_Type;

typedef struct {
    uint32_t RESERVED0[1];
    __IOM uint32_t FPCCR;
    __IOM uint32_t FPCAR;
    __IOM uint32_t FPDSCR;
    __IM uint32_t MVFR0;
    __IM uint32_t MVFR1;
} FPU_Type;

typedef struct {
    __IOM uint32_t CTRL;
    __IM uint32_t TYPE;
    __IOM uint32_t RNR;
    __IOM uint32_t RBAR;
    __IOM uint32_t RLAR;
    __IOM uint32_t SFSR;
    __IOM uint32_t SFAR;
} SAU_Type;

#define SCS_BASE (0xE000E000UL)
#define ITM_BASE (0xE0000000UL)
#define DWT_BASE (0xE0001000UL)
#define SysTick_BASE (SCS_BASE + 0x0010UL)
#define NVIC_BASE (SCS_BASE + 0x0100UL)
#define SCB_BASE (SCS_BASE + 0x0D00UL)
#define MPU_BASE (SCS_BASE + 0x0D90UL)
#define SAU_BASE (SCS_BASE + 0x0DD0UL)
#define CoreDebug_BASE (SCS_BASE + 0x0DF0UL)
#define FPU_BASE (SCS_BASE + 0x0F30UL)

#define SCnSCB ((SCnSCB_Type *)SCS_BASE)
#define SCB ((SCB_Type *)SCB_BASE)
#define SysTick ((SysTick_Type *)SysTick_BASE)
#define NVIC ((NVIC_Type *)NVIC_BASE)
#define ITM ((ITM_Type *)ITM_BASE)
#define DWT ((DWT_Type *)DWT_BASE)
#define CoreDebug ((CoreDebug_Type *)CoreDebug_BASE)
#define MPU ((MPU_Type *)MPU_BASE)
#define FPU ((FPU_Type *)FPU_BASE)
#if CRIT_SHIM_V8M
#define SAU ((SAU_Type *)SAU_BASE)
#define SCB_NS ((SCB_Type *)0xE002ED00UL)
#define NVIC_NS ((NVIC_Type *)0xE002E100UL)
#define SysTick_NS ((SysTick_Type *)0xE002E010UL)
#endif

/* ---- fields ---- */

#define SCB_ICSR_NMIPENDSET_Pos 31U
#define SCB_ICSR_NMIPENDSET_Msk (1UL << 31U)
#define SCB_ICSR_PENDSVSET_Pos 28U
#define SCB_ICSR_PENDSVSET_Msk (1UL << 28U)
#define SCB_ICSR_PENDSVCLR_Pos 27U
#define SCB_ICSR_PENDSVCLR_Msk (1UL << 27U)
#define SCB_ICSR_PENDSTSET_Pos 26U
#define SCB_ICSR_PENDSTSET_Msk (1UL << 26U)
#define SCB_ICSR_PENDSTCLR_Pos 25U
#define SCB_ICSR_PENDSTCLR_Msk (1UL << 25U)
#define SCB_ICSR_ISRPREEMPT_Pos 23U
#define SCB_ICSR_ISRPREEMPT_Msk (1UL << 23U)
#define SCB_ICSR_ISRPENDING_Pos 22U
#define SCB_ICSR_ISRPENDING_Msk (1UL << 22U)
#define SCB_ICSR_VECTPENDING_Pos 12U
#define SCB_ICSR_VECTPENDING_Msk (0x1FFUL << 12U)
#define SCB_ICSR_RETTOBASE_Pos 11U
#define SCB_ICSR_RETTOBASE_Msk (1UL << 11U)
#define SCB_ICSR_VECTACTIVE_Pos 0U
#define SCB_ICSR_VECTACTIVE_Msk (0x1FFUL << 0U)
#define SCB_VTOR_TBLOFF_Pos 7U
#define SCB_VTOR_TBLOFF_Msk (0x1FFFFFFUL << 7U)
#define SCB_AIRCR_VECTKEY_Pos 16U
#define SCB_AIRCR_VECTKEY_Msk (0xFFFFUL << 16U)
#define SCB_AIRCR_VECTKEYSTAT_Pos 16U
#define SCB_AIRCR_VECTKEYSTAT_Msk (0xFFFFUL << 16U)
#define SCB_AIRCR_ENDIANESS_Pos 15U
#define SCB_AIRCR_ENDIANESS_Msk (1UL << 15U)
#define SCB_AIRCR_PRIGROUP_Pos 8U
#define SCB_AIRCR_PRIGROUP_Msk (7UL << 8U)
#define SCB_AIRCR_SYSRESETREQ_Pos 2U
#define SCB_AIRCR_SYSRESETREQ_Msk (1UL << 2U)
#define SCB_AIRCR_VECTCLRACTIVE_Pos 1U
#define SCB_AIRCR_VECTCLRACTIVE_Msk (1UL << 1U)
#define SCB_AIRCR_VECTRESET_Pos 0U
#define SCB_AIRCR_VECTRESET_Msk (1UL << 0U)
#define SCB_SCR_SEVONPEND_Pos 4U
#define SCB_SCR_SEVONPEND_Msk (1UL << 4U)
#define SCB_SCR_SLEEPDEEP_Pos 2U
#define SCB_SCR_SLEEPDEEP_Msk (1UL << 2U)
#define SCB_SCR_SLEEPONEXIT_Pos 1U
#define SCB_SCR_SLEEPONEXIT_Msk (1UL << 1U)
#define SCB_CCR_DC_Pos 16U
#define SCB_CCR_DC_Msk (1UL << 16U)
#define SCB_CCR_IC_Pos 17U
#define SCB_CCR_IC_Msk (1UL << 17U)
#define SCB_CCR_BP_Pos 18U
#define SCB_CCR_BP_Msk (1UL << 18U)
#define SCB_CCR_STKALIGN_Pos 9U
#define SCB_CCR_STKALIGN_Msk (1UL << 9U)
#define SCB_CCR_BFHFNMIGN_Pos 8U
#define SCB_CCR_BFHFNMIGN_Msk (1UL << 8U)
#define SCB_CCR_DIV_0_TRP_Pos 4U
#define SCB_CCR_DIV_0_TRP_Msk (1UL << 4U)
#define SCB_CCR_UNALIGN_TRP_Pos 3U
#define SCB_CCR_UNALIGN_TRP_Msk (1UL << 3U)
#define SCB_CCR_USERSETMPEND_Pos 1U
#define SCB_CCR_USERSETMPEND_Msk (1UL << 1U)
#define SCB_CCR_NONBASETHRDENA_Pos 0U
#define SCB_CCR_NONBASETHRDENA_Msk (1UL << 0U)
#define SCB_SHCSR_USGFAULTENA_Pos 18U
#define SCB_SHCSR_USGFAULTENA_Msk (1UL << 18U)
#define SCB_SHCSR_BUSFAULTENA_Pos 17U
#define SCB_SHCSR_BUSFAULTENA_Msk (1UL << 17U)
#define SCB_SHCSR_MEMFAULTENA_Pos 16U
#define SCB_SHCSR_MEMFAULTENA_Msk (1UL << 16U)
#define SCB_SHCSR_SVCALLPENDED_Pos 15U
#define SCB_SHCSR_SVCALLPENDED_Msk (1UL << 15U)
#define SCB_SHCSR_PENDSVACT_Pos 10U
#define SCB_SHCSR_PENDSVACT_Msk (1UL << 10U)
#define SCB_SHCSR_SYSTICKACT_Pos 11U
#define SCB_SHCSR_SYSTICKACT_Msk (1UL << 11U)
#define SCB_HFSR_FORCED_Pos 30U
#define SCB_HFSR_FORCED_Msk (1UL << 30U)
#define SCB_HFSR_VECTTBL_Pos 1U
#define SCB_HFSR_VECTTBL_Msk (1UL << 1U)
#define SysTick_CTRL_COUNTFLAG_Pos 16U
#define SysTick_CTRL_COUNTFLAG_Msk (1UL << 16U)
#define SysTick_CTRL_CLKSOURCE_Pos 2U
#define SysTick_CTRL_CLKSOURCE_Msk (1UL << 2U)
#define SysTick_CTRL_TICKINT_Pos 1U
#define SysTick_CTRL_TICKINT_Msk (1UL << 1U)
#define SysTick_CTRL_ENABLE_Pos 0U
#define SysTick_CTRL_ENABLE_Msk (1UL << 0U)
#define SysTick_LOAD_RELOAD_Pos 0U
#define SysTick_LOAD_RELOAD_Msk (0xFFFFFFUL << 0U)
#define SysTick_VAL_CURRENT_Pos 0U
#define SysTick_VAL_CURRENT_Msk (0xFFFFFFUL << 0U)
#define ITM_TCR_ITMENA_Pos 0U
#define ITM_TCR_ITMENA_Msk (1UL << 0U)
#define DWT_CTRL_CYCCNTENA_Pos 0U
#define DWT_CTRL_CYCCNTENA_Msk (1UL << 0U)
#define CoreDebug_DEMCR_TRCENA_Pos 24U
#define CoreDebug_DEMCR_TRCENA_Msk (1UL << 24U)
#define CoreDebug_DHCSR_C_DEBUGEN_Pos 0U
#define CoreDebug_DHCSR_C_DEBUGEN_Msk (1UL << 0U)
#define MPU_CTRL_PRIVDEFENA_Pos 2U
#define MPU_CTRL_PRIVDEFENA_Msk (1UL << 2U)
#define MPU_CTRL_HFNMIENA_Pos 1U
#define MPU_CTRL_HFNMIENA_Msk (1UL << 1U)
#define MPU_CTRL_ENABLE_Pos 0U
#define MPU_CTRL_ENABLE_Msk (1UL << 0U)
#define FPU_FPCCR_ASPEN_Pos 31U
#define FPU_FPCCR_ASPEN_Msk (1UL << 31U)
#define FPU_FPCCR_LSPEN_Pos 30U
#define FPU_FPCCR_LSPEN_Msk (1UL << 30U)
#define CONTROL_FPCA_Pos 2U
#define CONTROL_FPCA_Msk (1UL << 2U)
#define CONTROL_SPSEL_Pos 1U
#define CONTROL_SPSEL_Msk (1UL << 1U)
#define CONTROL_nPRIV_Pos 0U
#define CONTROL_nPRIV_Msk (1UL << 0U)

/* ---- NVIC ---- */

#define NVIC_USER_IRQ_OFFSET 16
#define EXC_RETURN_HANDLER (0xFFFFFFF1UL)
#define EXC_RETURN_THREAD_MSP (0xFFFFFFF9UL)
#define EXC_RETURN_THREAD_PSP (0xFFFFFFFDUL)

#define NVIC_SetPriorityGrouping __NVIC_SetPriorityGrouping
#define NVIC_GetPriorityGrouping __NVIC_GetPriorityGrouping
#define NVIC_EnableIRQ __NVIC_EnableIRQ
#define NVIC_GetEnableIRQ __NVIC_GetEnableIRQ
#define NVIC_DisableIRQ __NVIC_DisableIRQ
#define NVIC_GetPendingIRQ __NVIC_GetPendingIRQ
#define NVIC_SetPendingIRQ __NVIC_SetPendingIRQ
#define NVIC_ClearPendingIRQ __NVIC_ClearPendingIRQ
#define NVIC_GetActive __NVIC_GetActive
#define NVIC_SetPriority __NVIC_SetPriority
#define NVIC_GetPriority __NVIC_GetPriority
#define NVIC_SetVector __NVIC_SetVector
#define NVIC_GetVector __NVIC_GetVector
#define NVIC_SystemReset __NVIC_SystemReset

#if CRIT_SHIM_V6M
#define CRIT_SHIM_WORD(line) 0U
#else
#define CRIT_SHIM_WORD(line) ((uint32_t)(line) >> 5U)
#endif
#define CRIT_SHIM_BIT(line) (1UL << ((uint32_t)(line) & 31U))

#if CRIT_SHIM_V6M
__STATIC_INLINE void __NVIC_SetPriorityGrouping(uint32_t group)
{
    (void)group;
}

__STATIC_INLINE uint32_t __NVIC_GetPriorityGrouping(void)
{
    return 0U;
}
#else
__STATIC_INLINE void __NVIC_SetPriorityGrouping(uint32_t group)
{
    uint32_t value = SCB->AIRCR & ~(SCB_AIRCR_VECTKEY_Msk | SCB_AIRCR_PRIGROUP_Msk);
    SCB->AIRCR = value | (0x5FAUL << SCB_AIRCR_VECTKEY_Pos) | ((group & 7U) << SCB_AIRCR_PRIGROUP_Pos);
}

__STATIC_INLINE uint32_t __NVIC_GetPriorityGrouping(void)
{
    return (SCB->AIRCR & SCB_AIRCR_PRIGROUP_Msk) >> SCB_AIRCR_PRIGROUP_Pos;
}

__STATIC_INLINE uint32_t __NVIC_GetActive(int line)
{
    return line >= 0 ? (NVIC->IABR[CRIT_SHIM_WORD(line)] & CRIT_SHIM_BIT(line)) != 0U : 0U;
}
#endif

__STATIC_INLINE void __NVIC_EnableIRQ(int line)
{
    if (line >= 0) {
        __COMPILER_BARRIER();
        NVIC->ISER[CRIT_SHIM_WORD(line)] = CRIT_SHIM_BIT(line);
        __COMPILER_BARRIER();
    }
}

__STATIC_INLINE uint32_t __NVIC_GetEnableIRQ(int line)
{
    return line >= 0 ? (NVIC->ISER[CRIT_SHIM_WORD(line)] & CRIT_SHIM_BIT(line)) != 0U : 0U;
}

__STATIC_INLINE void __NVIC_DisableIRQ(int line)
{
    if (line >= 0) {
        NVIC->ICER[CRIT_SHIM_WORD(line)] = CRIT_SHIM_BIT(line);
        __DSB();
        __ISB();
    }
}

__STATIC_INLINE uint32_t __NVIC_GetPendingIRQ(int line)
{
    return line >= 0 ? (NVIC->ISPR[CRIT_SHIM_WORD(line)] & CRIT_SHIM_BIT(line)) != 0U : 0U;
}

__STATIC_INLINE void __NVIC_SetPendingIRQ(int line)
{
    if (line >= 0) {
        NVIC->ISPR[CRIT_SHIM_WORD(line)] = CRIT_SHIM_BIT(line);
    }
}

__STATIC_INLINE void __NVIC_ClearPendingIRQ(int line)
{
    if (line >= 0) {
        NVIC->ICPR[CRIT_SHIM_WORD(line)] = CRIT_SHIM_BIT(line);
    }
}

#if CRIT_SHIM_V6M
/* Four priorities share a word, and Armv6-M has word access only: a read-modify-write. */
__STATIC_INLINE void __NVIC_SetPriority(int line, uint32_t priority)
{
    uint32_t shift = ((uint32_t)line & 3U) * 8U;
    uint32_t value = ((priority << (8U - __NVIC_PRIO_BITS)) & 0xFFUL) << shift;
    if (line >= 0) {
        NVIC->IP[(uint32_t)line >> 2U] = (NVIC->IP[(uint32_t)line >> 2U] & ~(0xFFUL << shift)) | value;
    } else {
        uint32_t word = (((uint32_t)line & 0xFUL) - 8UL) >> 2U;
        SCB->SHP[word] = (SCB->SHP[word] & ~(0xFFUL << shift)) | value;
    }
}

__STATIC_INLINE uint32_t __NVIC_GetPriority(int line)
{
    uint32_t shift = ((uint32_t)line & 3U) * 8U;
    uint32_t value =
        line >= 0 ? NVIC->IP[(uint32_t)line >> 2U] : SCB->SHP[(((uint32_t)line & 0xFUL) - 8UL) >> 2U];
    return ((value >> shift) & 0xFFUL) >> (8U - __NVIC_PRIO_BITS);
}
#else
__STATIC_INLINE void __NVIC_SetPriority(int line, uint32_t priority)
{
    if (line >= 0) {
        NVIC->IP[(uint32_t)line] = (uint8_t)((priority << (8U - __NVIC_PRIO_BITS)) & 0xFFUL);
    } else {
        SCB->SHP[((uint32_t)line & 0xFUL) - 4UL] = (uint8_t)((priority << (8U - __NVIC_PRIO_BITS)) & 0xFFUL);
    }
}

__STATIC_INLINE uint32_t __NVIC_GetPriority(int line)
{
    uint32_t value = line >= 0 ? NVIC->IP[(uint32_t)line] : SCB->SHP[((uint32_t)line & 0xFUL) - 4UL];
    return value >> (8U - __NVIC_PRIO_BITS);
}
#endif

__STATIC_INLINE uint32_t NVIC_EncodePriority(uint32_t group, uint32_t preempt, uint32_t sub)
{
    uint32_t limited = group & 7U;
    uint32_t preempt_bits = 7U - limited > __NVIC_PRIO_BITS ? __NVIC_PRIO_BITS : 7U - limited;
    uint32_t sub_bits = limited + __NVIC_PRIO_BITS < 7U ? 0U : limited - 7U + __NVIC_PRIO_BITS;
    return ((preempt & ((1UL << preempt_bits) - 1UL)) << sub_bits) | (sub & ((1UL << sub_bits) - 1UL));
}

__STATIC_INLINE void NVIC_DecodePriority(uint32_t priority, uint32_t group, uint32_t *preempt, uint32_t *sub)
{
    uint32_t limited = group & 7U;
    uint32_t preempt_bits = 7U - limited > __NVIC_PRIO_BITS ? __NVIC_PRIO_BITS : 7U - limited;
    uint32_t sub_bits = limited + __NVIC_PRIO_BITS < 7U ? 0U : limited - 7U + __NVIC_PRIO_BITS;
    *preempt = (priority >> sub_bits) & ((1UL << preempt_bits) - 1UL);
    *sub = priority & ((1UL << sub_bits) - 1UL);
}

__STATIC_INLINE void __NVIC_SetVector(int line, uint32_t vector)
{
    uint32_t *vectors = (uint32_t *)(uintptr_t)SCB->VTOR;
    vectors[line + NVIC_USER_IRQ_OFFSET] = vector;
    __DSB();
}

__STATIC_INLINE uint32_t __NVIC_GetVector(int line)
{
    const uint32_t *vectors = (const uint32_t *)(uintptr_t)SCB->VTOR;
    return vectors[line + NVIC_USER_IRQ_OFFSET];
}

__NO_RETURN __STATIC_INLINE void __NVIC_SystemReset(void)
{
    __DSB();
    SCB->AIRCR = (0x5FAUL << SCB_AIRCR_VECTKEY_Pos) | (SCB->AIRCR & SCB_AIRCR_PRIGROUP_Msk) |
                 SCB_AIRCR_SYSRESETREQ_Msk;
    __DSB();
    for (;;) {
        __NOP();
    }
}

/* ---- SysTick, ITM, caches ---- */

__STATIC_INLINE uint32_t SysTick_Config(uint32_t ticks)
{
    if (ticks - 1UL > SysTick_LOAD_RELOAD_Msk) {
        return 1UL;
    }
    SysTick->LOAD = ticks - 1UL;
    __NVIC_SetPriority(-1, (1UL << __NVIC_PRIO_BITS) - 1UL);
    SysTick->VAL = 0UL;
    SysTick->CTRL = SysTick_CTRL_CLKSOURCE_Msk | SysTick_CTRL_TICKINT_Msk | SysTick_CTRL_ENABLE_Msk;
    return 0UL;
}

#define ITM_RXBUFFER_EMPTY ((int32_t)0x5AA55AA5U)
extern volatile int32_t ITM_RxBuffer;

__STATIC_INLINE uint32_t ITM_SendChar(uint32_t character)
{
    if ((ITM->TCR & ITM_TCR_ITMENA_Msk) != 0UL && (ITM->TER & 1UL) != 0UL) {
        while (ITM->PORT[0].u32 == 0UL) {
            __NOP();
        }
        ITM->PORT[0].u8 = (uint8_t)character;
    }
    return character;
}

#if __CORTEX_M == 7U || __CORTEX_M == 55U || __CORTEX_M == 85U
__STATIC_INLINE void SCB_EnableICache(void)
{
    __DSB();
    SCB->ICIALLU = 0UL;
    SCB->CCR |= SCB_CCR_IC_Msk;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_DisableICache(void)
{
    __DSB();
    SCB->CCR &= ~SCB_CCR_IC_Msk;
    SCB->ICIALLU = 0UL;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_InvalidateICache(void)
{
    __DSB();
    SCB->ICIALLU = 0UL;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_EnableDCache(void)
{
    __DSB();
    SCB->CCR |= SCB_CCR_DC_Msk;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_DisableDCache(void)
{
    __DSB();
    SCB->CCR &= ~SCB_CCR_DC_Msk;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_InvalidateDCache(void)
{
    __DSB();
    SCB->DCISW = 0UL;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_CleanDCache(void)
{
    __DSB();
    SCB->DCCSW = 0UL;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_CleanInvalidateDCache(void)
{
    __DSB();
    SCB->DCCISW = 0UL;
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_InvalidateDCache_by_Addr(volatile void *address, int32_t size)
{
    uint32_t at = (uint32_t)(uintptr_t)address;
    __DSB();
    for (; size > 0; size -= 32, at += 32U) {
        SCB->DCIMVAC = at;
    }
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_CleanDCache_by_Addr(volatile void *address, int32_t size)
{
    uint32_t at = (uint32_t)(uintptr_t)address;
    __DSB();
    for (; size > 0; size -= 32, at += 32U) {
        SCB->DCCMVAC = at;
    }
    __DSB();
    __ISB();
}

__STATIC_INLINE void SCB_CleanInvalidateDCache_by_Addr(volatile void *address, int32_t size)
{
    uint32_t at = (uint32_t)(uintptr_t)address;
    __DSB();
    for (; size > 0; size -= 32, at += 32U) {
        SCB->DCCIMVAC = at;
    }
    __DSB();
    __ISB();
}
#endif

#if CRIT_SHIM_V8M
__STATIC_INLINE void TZ_SAU_Enable(void)
{
    SAU->CTRL |= 1UL;
}

__STATIC_INLINE uint32_t NVIC_GetTargetState(int line)
{
    return line >= 0 ? (NVIC->ITNS[CRIT_SHIM_WORD(line)] & CRIT_SHIM_BIT(line)) != 0U : 0U;
}

__STATIC_INLINE uint32_t NVIC_SetTargetState(int line)
{
    if (line >= 0) {
        NVIC->ITNS[CRIT_SHIM_WORD(line)] |= CRIT_SHIM_BIT(line);
    }
    return NVIC_GetTargetState(line);
}

__STATIC_INLINE uint32_t NVIC_ClearTargetState(int line)
{
    if (line >= 0) {
        NVIC->ITNS[CRIT_SHIM_WORD(line)] &= ~CRIT_SHIM_BIT(line);
    }
    return NVIC_GetTargetState(line);
}
#endif

#endif
