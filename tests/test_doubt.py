"""What makes a race less than sure: the tier says so, and a guard elsewhere settles it."""

import json

import pytest

PROGRAM = """\
#include <stdint.h>
#include <string.h>
void __disable_irq(void);
void __enable_irq(void);
struct pair { uint32_t a, b, c; };
static volatile uint32_t count;
static uint32_t plain;
static volatile uint64_t stamp;
static struct pair pair, snapshot;
static uint32_t other;
static int32_t axes[2], kept[2];
static volatile uint32_t *where;
void choose(volatile uint32_t **at);
static void bump(volatile uint32_t *at) { (*at)++; }
struct driver { void (*run)(void); };
static void run_count(void) { count++; }
static void run_other(void) { other++; }
static struct driver first = { run_count }, second = { run_other };
struct driver *driver_of(int which);
void keep(struct driver *driver);
static void guarded(void) { __disable_irq(); plain++; __enable_irq(); }
void TIM2_IRQHandler(void) { %(handler)s }
int main(void) { keep(&first); keep(&second); choose(&where); for (;;) { %(main)s } }
void Reset_Handler(void) { main(); for (;;) {} }
__attribute__((section(".isr_vector"), used)) static void (*const vectors[16 + 31])(void) = {
    [1] = Reset_Handler, [16 + 28] = TIM2_IRQHandler };
"""


@pytest.fixture
def tiers(critlint, run, tmp_path):
    def call(handler, main):
        (tmp_path / "a.c").write_text(PROGRAM % {"handler": handler, "main": main}, encoding="utf-8")
        done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--tier", "C",
                    "--select", "CRIT201,CRIT202", "--format", "json"], cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        return sorted(entry["code"] + entry["tier"] for entry in json.loads(done.stdout)["findings"])

    return call


@pytest.mark.parametrize("handler, main, expected", [
    ("count++;", "count++;", ["CRIT202A"]),
    ("stamp = 1;", "other = (uint32_t)stamp;", ["CRIT201C"]),
    ("pair.a++; pair.b++;", "snapshot = pair;", ["CRIT201C"]),
    ("pair.a++;", "snapshot = pair;", ["CRIT201C"]),              # what belongs together?
    ("axes[0]++; axes[1]--;", "memcpy(kept, axes, sizeof axes);", ["CRIT201C"]),
    ("plain = other;", "plain++;", ["CRIT202C"]),                 # the handler only sets it
    ("count = 0;", "count++;", ["CRIT202C"]),                     # ... or resets it
    ("other = count; count = 0;", "count++;", ["CRIT202A"]),      # ... or takes over what was counted
    ("other = pair.a + pair.b;", "pair = snapshot;", ["CRIT201C"]),  # filled before the handler's turn
    ("plain = other;", "plain++; guarded();", ["CRIT202A"]),      # guarded elsewhere: it is shared
    ("count++; other = 1;", "if (other) { count++; }", ["CRIT202C"]),  # the handler says when
    ("count++; other = 1;", "if (!other) { count++; }", ["CRIT202A"]),  # ... and not with this value
    ("driver_of(1)->run();", "count++;", ["CRIT202C"]),           # run may lead to the other function
    ("count++;", "driver_of(1)->run();", ["CRIT202C"]),
], ids=["both change it", "torn read", "torn snapshot", "one part of a copy", "an array",
        "one side sets", "one side resets", "one side takes over", "a copy into it",
        "guarded elsewhere", "by a flag", "by another value",
        "a pointer in the handler", "a pointer in main"])
def test_tier(tiers, handler, main, expected):
    assert tiers(handler, main) == expected


@pytest.mark.parametrize("handler, main", [
    ("count++;", "__disable_irq(); count++; __enable_irq();"),
    ("other = count;", "count = 1;"),
    ("", "count++;"),
])
def test_controls(tiers, handler, main):
    assert tiers(handler, main) == []


ASSERT = """
void NVIC_SystemReset(void);
extern volatile int debugger;
static void fail(void) { __disable_irq(); count++; if (!debugger) { NVIC_SystemReset(); } }
static void spin(void) { count++; for (;;) { } }
static void enter(void) { __disable_irq(); if (debugger < 0) { NVIC_SystemReset(); } }
static void leave(void) { __enable_irq(); }
static void step(void) { enter(); plain++; leave(); }
"""


@pytest.mark.parametrize("handler, main, expected", [
    ("if (other) { fail(); }", "count++;", []),         # the assertion resets: nothing goes on after it
    ("if (other) { spin(); }", "count++;", []),         # nor does a handler that spins
    ("if (other) { spin(); } count++;", "count++;", ["CRIT202A"]),
    ("step(); count++;", "count++;", ["CRIT202A"]),     # a section that asserts is no assertion
    ("plain++;", "step();", []),
], ids=["asserts", "spins", "spins sometimes", "a section that asserts", "... and guards"])
def test_what_never_goes_on(critlint, run, tmp_path, handler, main, expected):
    program = PROGRAM.replace("void TIM2_IRQHandler", ASSERT + "void TIM2_IRQHandler")
    (tmp_path / "a.c").write_text(program % {"handler": handler, "main": main}, encoding="utf-8")
    done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--select", "CRIT201,CRIT202",
                "--format", "json"], cwd=tmp_path)
    found = sorted(entry["code"] + entry["tier"] for entry in json.loads(done.stdout)["findings"])
    assert found == expected


AVR = """
#include <stdint.h>
#define TIMSK1 (*(volatile uint8_t *)0x6F)
static volatile uint16_t ticks;
void __vector_11(void) __attribute__((signal, used));
void __vector_11(void) { ticks++; }
int main(void) { __asm__ volatile("sei"); %s for (;;) { } }
"""


@pytest.mark.parametrize("main, expected", [
    ("ticks = 300; TIMSK1 |= 1 << 1;", 0),                       # OCIE1A is set after it
    ("TIMSK1 |= 1 << 1; ticks = 300;", 1),
    ("TIMSK1 |= 1 << 0; ticks = 300; TIMSK1 |= 1 << 1;", 0),     # another source of the timer
    ("TIMSK1 &= ~(1 << 2); ticks = 300; TIMSK1 = 2;", 0),
    ("TIMSK1 = 2; ticks = 300;", 1),
    ("ticks = 300;", 1),                                         # nothing is seen to enable it
])
def test_the_enable_bit_of_an_avr_source(critlint, run, tmp_path, main, expected):
    (tmp_path / "a.c").write_text(AVR % main, encoding="utf-8")
    done = run([critlint, "check", "a.c", "--isolated", "--cpu", "atmega328p", "--tier", "C",
                "--format", "gcc"], cwd=tmp_path)
    assert done.stdout.count("CRIT201") == expected, done.stdout
