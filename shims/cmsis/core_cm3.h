/* Stand-in for CMSIS-Core's Cortex-M3 header. */
#ifndef __CORE_CM3_H_GENERIC
#define __CORE_CM3_H_GENERIC
#define __CORE_CM3_H_DEPENDANT

#define __CORTEX_M (3U)

#include "crit_cortex_m.h"

#endif
