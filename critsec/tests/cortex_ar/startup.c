/*
 * Start-up for the emulated Cortex-A and Cortex-R boards: vectors, a stack for each mode and core, zeroed
 * .bss, text and exit status by semihosting. The suite runs in System mode, which shares its stack with User
 * mode. No C library.
 */
#include "contract.h"

#include "board.h"

enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20, STOPPED_BY_APPLICATION = 0x20026 };

/* Entry, exceptions and semihosting are Arm code even where the suite is built for Thumb. */
#define ARM_STATE __attribute__((target("arm")))

extern uint32_t bss_start, bss_end, vectors[];

void reset(void) __attribute__((naked, used)) ARM_STATE;
void start_first(void) __attribute__((used)) ARM_STATE;
void start_second(void) __attribute__((used)) ARM_STATE;
void irq_handler(void) __attribute__((interrupt("IRQ"), used)) ARM_STATE;
void fiq_handler(void) __attribute__((interrupt("FIQ"), used)) ARM_STATE;
void fault_handler(void) __attribute__((used)) ARM_STATE;
void svc_handler(void) __attribute__((naked, used)) ARM_STATE;

ARM_STATE __attribute__((noinline)) static void semihosting(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("svc 0x123456" : "+r"(r0) : "r"(r1) : "memory", "lr");
}

void target_say(const char *text)
{
    semihosting(SYS_WRITE0, text);
}

_Noreturn void board_exit(uint32_t status)
{
    const uint32_t block[2] = {STOPPED_BY_APPLICATION, status};
    semihosting(SYS_EXIT_EXTENDED, block);
    for (;;) {
    }
}

/* Armv7-A and Armv7-R Architecture Reference Manual, B1.8.1. */
__attribute__((naked, section(".vectors"), used)) ARM_STATE static void vector_table(void)
{
    __asm__ volatile(".global vectors\n"
                     "vectors:\n\t"
                     "b reset\n\t"
                     "b fault_handler\n\t"
                     "b svc_handler\n\t"
                     "b fault_handler\n\t"
                     "b fault_handler\n\t"
                     "nop\n\t"
                     "b irq_handler\n\t"
                     "b fiq_handler");
}

/* Stacks, downwards from stack_top - core * 16 KiB: System 8 KiB, IRQ 4 KiB, FIQ 2 KiB, the others 2 KiB. */
void reset(void)
{
    __asm__ volatile("mrc p15, 0, r0, c0, c0, 5\n\t" /* MPIDR */
                     "and r0, r0, #3\n\t"
                     "ldr r1, =stack_top\n\t"
                     "sub r1, r1, r0, lsl #14\n\t"
                     "cpsid if, #0x1F\n\t"
                     "mov sp, r1\n\t"
                     "sub r1, r1, #0x2000\n\t"
                     "cpsid if, #0x12\n\t"
                     "mov sp, r1\n\t"
                     "sub r1, r1, #0x1000\n\t"
                     "cpsid if, #0x11\n\t"
                     "mov sp, r1\n\t"
                     "sub r1, r1, #0x800\n\t"
                     "cpsid if, #0x13\n\t"
                     "mov sp, r1\n\t"
                     "cpsid if, #0x17\n\t"
                     "mov sp, r1\n\t"
                     "cpsid if, #0x1B\n\t"
                     "mov sp, r1\n\t"
                     "cpsid if, #0x1F\n\t"
                     "cmp r0, #0\n\t"
                     "beq start_first\n\t"
                     "b start_second\n\t"
                     ".ltorg");
}

/* The one supervisor call, besides those that the emulator answers itself: back to System mode. */
void svc_handler(void)
{
    __asm__ volatile("push {r0}\n\t"
                     "mrs r0, spsr\n\t"
                     "orr r0, r0, #0x1F\n\t"
                     "msr spsr_c, r0\n\t"
                     "pop {r0}\n\t"
                     "movs pc, lr");
}

void board_leave_user_mode(void)
{
    __asm__ volatile("svc 0" : : : "memory", "lr");
}

void irq_handler(void)
{
    const uint32_t interrupt = GICC_IAR;
    board_irq(interrupt & 0x3FFU);
    GICC_EOIR = interrupt;
    board_barrier();
}

void fiq_handler(void)
{
    const uint32_t interrupt = GICC_IAR;
    board_fiq(interrupt & 0x3FFU);
    GICC_EOIR = interrupt;
    board_barrier();
}

void fault_handler(void)
{
    target_say("FAULT\n");
    board_exit(3);
}

/* Vectors at 0 are where the linker script put them; elsewhere the core has a base register for them. */
static void set_vectors(void)
{
#if __ARM_ARCH_PROFILE == 'A'
    __asm__ volatile("mcr p15, 0, %0, c12, c0, 0" : : "r"(vectors)); /* VBAR */
#endif
    board_barrier();
}

#if __ARM_ARCH_PROFILE == 'A'
/*
 * Armv7-A Architecture Reference Manual, B3.5.1: one section descriptor a megabyte, identity. RAM is normal,
 * write-back, shared between the cores; the rest is device memory, not executable.
 */
enum { SECTIONS = 4096, FIRST_OF_RAM = 0x600, FIRST_AFTER_RAM = 0x800 };
enum { RAM = 0x11C0E, DEVICE = 0x00C16 };

static uint32_t translation[SECTIONS] __attribute__((aligned(0x4000)));

static void fill_translation(void)
{
    for (uint32_t i = 0; i < SECTIONS; i++) {
        const bool is_ram = i >= FIRST_OF_RAM && i < FIRST_AFTER_RAM;
        translation[i] = i << 20 | (uint32_t)(is_ram ? RAM : DEVICE);
    }
}

/* TTBR0, domain 0 checked, TLB emptied, then MMU, data and instruction cache on. */
static void use_caches(void)
{
    uint32_t control;
    __asm__ volatile("mcr p15, 0, %0, c2, c0, 0" : : "r"(translation));
    __asm__ volatile("mcr p15, 0, %0, c3, c0, 0" : : "r"(1));
    __asm__ volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0));
    board_barrier();
    __asm__ volatile("mrc p15, 0, %0, c1, c0, 0" : "=r"(control));
    __asm__ volatile("mcr p15, 0, %0, c1, c0, 0" : : "r"(control | 0x1005U) : "memory");
    board_barrier();
}
#else
static void fill_translation(void)
{
}

static void use_caches(void)
{
}
#endif

/* Not in .bss: the second core waits for it while the first one clears .bss. */
static volatile uint32_t translation_missing = 1;

void start_first(void)
{
    for (volatile uint32_t *word = &bss_start; word < &bss_end; word++) {
        *word = 0;
    }
    fill_translation();
    board_barrier();
    translation_missing = 0;
    use_caches();
    set_vectors();
    board_exit(contract_run() ? 1U : 0U);
}

void start_second(void)
{
    while (translation_missing) {
    }
    use_caches();
    set_vectors();
    board_second();
    for (;;) {
    }
}
