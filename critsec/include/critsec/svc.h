/* critsec, port cortex_m_svc: what the program's SVC handler calls. */
#ifndef CRITSEC_SVC_H
#define CRITSEC_SVC_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * With the stack frame of the exception. False: the call is not critsec's. Takes no ownership; changes r0 of
 * the frame, which is the result of the call.
 */
bool critsec_svc(uint32_t *frame);

/* The same for a handler that serves critsec alone, to branch to. */
void critsec_svc_handler(uint32_t *frame);

#ifdef __cplusplus
}
#endif

#endif
