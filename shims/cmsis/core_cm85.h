/* Stand-in for CMSIS-Core's Cortex-M85 header. */
#ifndef __CORE_CM85_H_GENERIC
#define __CORE_CM85_H_GENERIC
#define __CORE_CM85_H_DEPENDANT

#define __CORTEX_M (85U)

#include "crit_cortex_m.h"

#endif
