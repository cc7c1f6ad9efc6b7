/*
 * The contract suite as a task of the true kernel, on a Cortex-M board: the suite's timer is the kernel's
 * tick as well, and a second task shares the time and a datum of its own with it. The linker lays this over
 * the suite and its target by --wrap.
 */
#include "FreeRTOS.h"
#include "task.h"

#include "contract.h"
#include "critsec/critsec.h"

#include "board.h"

#include <string.h>

/* Armv7-M Architecture Reference Manual, B3.2.12: bits 23 to 16 are the priority of PendSV. */
#define SHPR3 (*(volatile uint32_t *)0xE000ED20U)

enum { SYS_EXIT_EXTENDED = 0x20, STOPPED_BY_APPLICATION = 0x20026, STACK = 512, PRIORITY = 1, TURN = 64 };

static CRITSEC_MUTEX(uint32_t) both = CRITSEC_MUTEX_INIT(0); /* the second task's rounds, and its ticks */
static uint32_t rounds;
static uint32_t ticks;

unsigned __real_contract_run(void);
void __real_contract_tick(void);
void __real_target_init(void);
unsigned __wrap_contract_run(void);
void __wrap_contract_tick(void);
void __wrap_target_init(void);
void xPortSysTickHandler(void);
void vPortSetupTimerInterrupt(void);

/* Volatile, or the compiler makes calls of themselves out of the loops. */
void *memset(void *to, int byte, size_t count)
{
    for (volatile uint8_t *at = to; count > 0U; count--) {
        *at++ = (uint8_t)byte;
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t count)
{
    const uint8_t *source = from;
    for (volatile uint8_t *at = to; count > 0U; count--) {
        *at++ = *source++;
    }
    return to;
}

/* The suite starts and stops the tick itself. */
void vPortSetupTimerInterrupt(void)
{
}

void __wrap_target_init(void)
{
    __real_target_init();
    SHPR3 |= 0xFFU << 16;
}

void __wrap_contract_tick(void)
{
    __real_contract_tick();
    ticks = ticks + 1U;
    CRITSEC_WITH(held) {
        *CRITSEC_REF(&both, held) += 1U;
    }
    xPortSysTickHandler();
}

/* Load and store apart, so that a tick finds its way between them. */
static void add_one(critsec_token_t held)
{
    volatile uint32_t *const count = CRITSEC_REF(&both, held);
    const uint32_t value = *count;
    for (volatile int i = 0; i < 8; i++) {
    }
    *count = value + 1U;
}

/* Gives its turn back by itself too: the suite's timer is not always on. */
static void share_the_time(void *unused)
{
    (void)unused;
    for (;;) {
        CRITSEC_WITH(held) {
            add_one(held);
            rounds++;
        }
        if (rounds % TURN == 0U) {
            taskYIELD();
        }
    }
}

static void run_suite(void *unused)
{
    (void)unused;
    unsigned failures = __real_contract_run();
    uint32_t sum = 0;
    CRITSEC_WITH(held) {
        sum = *CRITSEC_REF(&both, held);
    }
    failures += contract_check(rounds > 0U && ticks > 0U, "kernel: the second task had its share") ? 0U : 1U;
    failures += contract_check(sum == rounds + ticks, "kernel: no update is lost between tasks") ? 0U : 1U;
    const uint32_t block[2] = {STOPPED_BY_APPLICATION, failures ? 1U : 0U};
    register uint32_t r0 __asm__("r0") = SYS_EXIT_EXTENDED;
    register const void *r1 __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    for (;;) {
    }
}

unsigned __wrap_contract_run(void)
{
    xTaskCreate(run_suite, "suite", STACK, 0, PRIORITY, 0);
    xTaskCreate(share_the_time, "second", STACK, 0, PRIORITY, 0);
    vTaskStartScheduler();
    return 1;
}
