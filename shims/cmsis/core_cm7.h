/* Stand-in for CMSIS-Core's Cortex-M7 header. */
#ifndef __CORE_CM7_H_GENERIC
#define __CORE_CM7_H_GENERIC
#define __CORE_CM7_H_DEPENDANT

#define __CORTEX_M (7U)

#include "crit_cortex_m.h"

#endif
