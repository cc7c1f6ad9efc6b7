@ ARM's A and R profiles: a table of loads into the program counter, with the addresses behind it.
    .section .vectors, "ax"
    .arm
    .global _start
_start:
    ldr pc, reset_address
    ldr pc, undefined_address
    ldr pc, =svc_entry
    b   prefetch_entry
    ldr pc, [pc, #8]
    nop
    ldr pc, irq_address
    b   .
reset_address:     .word reset_entry
undefined_address: .word undefined_entry
irq_address:       .word irq_entry

    .text
    .global reset_entry
reset_entry:
    mrs   r0, cpsr
    orr   r0, r0, #0xC0
    msr   cpsr_c, r0
    tst   r0, #1
    blne  early_trace
    bl    main
    .global irq_entry
irq_entry:
    sub   lr, lr, #4
    push  {r0-r3, ip, lr}
    cpsie i
    blx   r12
    cpsid i
    ldmfd sp!, {r0-r3, ip, pc}^
undefined_entry:
    subs  pc, lr, #4
