/* Stand-in for CMSIS-Core's version: the interface of CMSIS 5, with CMSIS 6's names beside it. */
#ifndef CRIT_SHIM_CMSIS_VERSION_H
#define CRIT_SHIM_CMSIS_VERSION_H

#define __CM_CMSIS_VERSION_MAIN 5U
#define __CM_CMSIS_VERSION_SUB 6U
#define __CM_CMSIS_VERSION ((__CM_CMSIS_VERSION_MAIN << 16U) | __CM_CMSIS_VERSION_SUB)

#endif
