/* Mask operations written in assembly: order, known values, conditions, calls in between. */
    .syntax unified
    .thumb
    .text

    .global irq_save
    .type irq_save, %function
irq_save:
    mrs r0, primask
    cpsid i
    dsb
    isb
    bx lr

    .global irq_restore
    .type irq_restore, %function
irq_restore:
    msr primask, r0
    bx lr

    .global raise_ceiling
    .type raise_ceiling, %function
raise_ceiling:
    mov r1, #0x40
    mrs r0, basepri
    msr basepri, r1
    isb
    bx lr

    .global try_lock
    .type try_lock, %function
try_lock:
    movs r2, #1
retry:
    ldrex r1, [r0]
    cbnz r1, busy
    strex r3, r2, [r0]
    cmp r3, #0
    bne retry
    dmb
    movs r0, #1
    bx lr
busy:
    clrex
    movs r0, #0
    bx lr

    .global guarded
    .type guarded, %function
guarded:
    push {r4, lr}
    cpsid i
    ldr r4, =work
    blx r4
    cmp r0, #0
    it eq
    bleq on_zero
    cbz r0, skip
    svc 0
skip:
    cpsie i
    pop {r4, pc}

    .global dispatch
    .type dispatch, %function
dispatch:
    tbb [pc, r0]
    .byte 0, 2
case_0:
    bl first
case_1:
    b second

    .global falls_through
    .type falls_through, %function
falls_through:
    cpsid i
    .global continued
    .type continued, %function
continued:
    wfi
    b continued
