/* Stand-in for CMSIS-Core's Cortex-M23 header. */
#ifndef __CORE_CM23_H_GENERIC
#define __CORE_CM23_H_GENERIC
#define __CORE_CM23_H_DEPENDANT

#define __CORTEX_M (23U)

#include "crit_cortex_m.h"

#endif
