/* Stand-in for CMSIS-Core's Cortex-M4 header. */
#ifndef __CORE_CM4_H_GENERIC
#define __CORE_CM4_H_GENERIC
#define __CORE_CM4_H_DEPENDANT

#define __CORTEX_M (4U)

#include "crit_cortex_m.h"

#endif
