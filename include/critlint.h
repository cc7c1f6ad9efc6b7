/*
 * Words for critlint in the code that they are about. For any compiler: without clang, and so in a
 * build with GCC, IAR or Keil, all of them are empty. This file is all that is needed; copy it.
 *
 *     CRITLINT_HANDLER CRITLINT_PRIORITY(3) void radio_event(void);
 *     CRITLINT_REQUIRES_MASKED static void queue_unlink(struct node *node);
 *
 * They stand before a declaration or a definition of a function, those about data before that of a
 * variable or a field; numbers are plain numbers, or macros of such.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CRITLINT_H
#define CRITLINT_H

#ifdef __has_attribute
#if __has_attribute(annotate)
#define CRITLINT_SAY_(text) __attribute__((annotate("critlint:" text)))
#endif
#endif
#ifndef CRITLINT_SAY_
#define CRITLINT_SAY_(text)
#endif
#define CRITLINT_TEXT_(number) #number
#define CRITLINT_NUMBER_(word, number) CRITLINT_SAY_(word "=" CRITLINT_TEXT_(number))

/* The function is an interrupt handler, though no vector table or registration shows it. */
#define CRITLINT_HANDLER CRITLINT_SAY_("handler")
/* The function is a task, or runs in one. */
#define CRITLINT_TASK CRITLINT_SAY_("task")
/* A program begins here, besides main and the reset handler. */
#define CRITLINT_ENTRY CRITLINT_SAY_("entry")

/* Of a handler or a task: its priority as the code gives it, unshifted. */
#define CRITLINT_PRIORITY(number) CRITLINT_NUMBER_("priority", number)
/* Of a handler: the number of its interrupt. */
#define CRITLINT_LINE(number) CRITLINT_NUMBER_("line", number)

/* The function is to be called with interrupts masked; a call without is CRIT304. */
#define CRITLINT_REQUIRES_MASKED CRITLINT_SAY_("requires-masked")
/* The function is to be called with that lock held, by the name of a variable; a call without is CRIT304. */
#define CRITLINT_REQUIRES(lock) CRITLINT_SAY_("requires=" #lock)

/*
 * The function runs before any interrupt or task can come. Where critlint cannot see what enables them, it
 * believes that; a call from a handler or a task, or after something was enabled, is CRIT220.
 */
#define CRITLINT_INIT CRITLINT_SAY_("init")

/*
 * Of a variable or a field: what is to be held at each access that another context could cut into: a lock,
 * by its name (of a field of the same record, or of a variable), or that interrupts are masked. An access
 * without is CRIT219.
 */
#define CRITLINT_GUARDED_BY(lock) CRITLINT_SAY_("guarded-by=" #lock)
#define CRITLINT_GUARDED_BY_MASK CRITLINT_SAY_("guarded-by=masked")

/* Of a variable: several cores reach it, be it by code that critlint does not see. A section that only masks
 * is no guard of it: CRIT210. */
#define CRITLINT_SHARED_BY_CORES CRITLINT_SAY_("shared-by-cores")

/* What the function returns proves that its caller holds a section. Kept beyond that section, it is CRIT303.
 */
#define CRITLINT_PROOF CRITLINT_SAY_("proof")

#endif
