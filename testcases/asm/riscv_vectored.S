# RISC-V: mtvec in vectored mode, jumps padded with alignment; the trap handler is registered.
    .section .vectors, "ax"
    .option push
    .option norvc
    .balign 64
    .global trap_vectors
trap_vectors:
    j   exception_entry
    .balign 4
    .word 0
    .word 0
    j   software_irq       # machine software
    .word 0
    .word 0
    .word 0
    j   timer_irq
    .option pop

    .section .text.start, "ax"
    .global _start
    .type _start, @function
_start:
    csrc mstatus, 8
    la   sp, __stack_top
    la   t0, trap_vectors
    csrw mtvec, t0
    la   a0, __bss_start
    la   a1, __bss_end
    bgeu a0, a1, 2f
1:
    sw   zero, 0(a0)
    addi a0, a0, 4
    bltu a0, a1, 1b
2:
    call system_init
    li   a0, 0
    csrsi mstatus, 8
    jal  main
halt:
    wfi
    j    halt

    .section .text.trap, "ax"
    .weak software_irq, timer_irq
software_irq:
timer_irq:
    mret
    .global exception_entry
exception_entry:
    csrr a0, mcause
    bltz a0, leave
    tail panic
leave:
    mret
