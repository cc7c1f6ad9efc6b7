/* Stand-in for CMSIS-Core's Cortex-M0+ header. */
#ifndef __CORE_CM0PLUS_H_GENERIC
#define __CORE_CM0PLUS_H_GENERIC
#define __CORE_CM0PLUS_H_DEPENDANT

#define __CORTEX_M (0U)

#include "crit_cortex_m.h"

#endif
