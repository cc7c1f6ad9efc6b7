/* Stand-in for CMSIS-Core's Cortex-M55 header. */
#ifndef __CORE_CM55_H_GENERIC
#define __CORE_CM55_H_GENERIC
#define __CORE_CM55_H_DEPENDANT

#define __CORTEX_M (55U)

#include "crit_cortex_m.h"

#endif
