/*
 * The contract suite: what every port must do, checked from outside through critsec.h and a target that can
 * pend a handler. A target supplies the target_ functions; one that can do more adds cases in target_cases.
 */
#ifndef CRITSEC_TESTS_CONTRACT_H
#define CRITSEC_TESTS_CONTRACT_H

#include <stdbool.h>
#include <stdint.h>

/* Supplied by the suite. */
bool contract_check(bool ok, const char *what); /* counts, and says what failed */
void contract_handler(void);                    /* called by the handler that target_pend pends */
void contract_tick(void);                       /* called by the timer's handler */
unsigned contract_run(void);                    /* returns the number of failed checks */

/* Supplied by the target. */
void target_init(void);           /* handlers installed, nothing masked */
void target_pend(void);           /* pends the handler; on return it has run, unless it is masked */
uint32_t target_mask(void);       /* the raw mask, to be compared only */
void target_mask_by_hand(void);   /* masks without critsec */
void target_unmask_by_hand(void); /* and opens again */
void target_timer(bool on);       /* a periodic handler that critsec masks, 200 us or faster */
void target_say(const char *text);
void target_cases(void); /* checks of this target alone */

/* Supplied by multicore.c where it is linked; else they do nothing. */
bool multicore_tick(void);   /* true: the tick was its own */
void multicore_cases(void);  /* of the first core */
void multicore_second(void); /* what the second core runs; returns where there are no cases for it */

/* Supplied by a target with two cores. */
uint32_t target_core(void);     /* 0 or 1 */
void target_start_second(void); /* from here on, the second core runs multicore_second */

#endif
