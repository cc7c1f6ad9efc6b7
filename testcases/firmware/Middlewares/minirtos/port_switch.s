/* Context switch: r4 to r11 and EXC_RETURN on the task's stack, whose top is the first word of the TCB. */
    .syntax unified
    .cpu cortex-m4
    .thumb
    .text

    .global PendSV_Handler
    .type PendSV_Handler, %function
    .thumb_func
PendSV_Handler:
    mrs   r0, psp
    ldr   r3, =pxCurrentTCB
    ldr   r2, [r3]
    stmdb r0!, {r4-r11, lr}
    str   r0, [r2]
    push  {r3, lr}
    bl    vTaskSwitchContext
    pop   {r3, lr}
    ldr   r2, [r3]
    ldr   r0, [r2]
    ldmia r0!, {r4-r11, lr}
    msr   psp, r0
    isb
    bx    lr
    .size PendSV_Handler, . - PendSV_Handler

    .global SVC_Handler
    .type SVC_Handler, %function
    .thumb_func
SVC_Handler:
    ldr   r3, =pxCurrentTCB
    ldr   r2, [r3]
    ldr   r0, [r2]
    ldmia r0!, {r4-r11, lr}
    msr   psp, r0
    movs  r0, #0
    msr   basepri, r0
    isb
    bx    lr
    .size SVC_Handler, . - SVC_Handler

    .global vPortStartFirstTask
    .type vPortStartFirstTask, %function
    .thumb_func
vPortStartFirstTask:
    movs  r0, #0
    msr   basepri, r0
    cpsie i
    dsb
    isb
    svc   0
forever:
    b     forever
    .size vPortStartFirstTask, . - vPortStartFirstTask
