/* Stand-in for CMSIS-Core's Cortex-M1 header. */
#ifndef __CORE_CM1_H_GENERIC
#define __CORE_CM1_H_GENERIC
#define __CORE_CM1_H_DEPENDANT

#define __CORTEX_M (1U)

#include "crit_cortex_m.h"

#endif
