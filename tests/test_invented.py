"""Names that no header declares: they keep the rest of an expression alive, and have no value."""

import pytest

BODY = """\
#include <stdint.h>
#include "vendor.h"
typedef struct { volatile uint32_t CR, B; } periph_t;
typedef struct { periph_t *regs; } def_t;
static const def_t first = { .regs = VENDOR_PERIPH1 };
static const def_t second = { .regs = VENDOR_PERIPH2 };
static volatile uint32_t counter;
static void on(const def_t *def, uint32_t bits) { def->regs->CR |= bits; }
void TIM2_IRQHandler(void) { on(&first, TIM2->SR); %s }
int main(void) { for (;;) { on(&second, TIM2->SR + 1); %s } }
void Reset_Handler(void) { main(); for (;;) {} }
__attribute__((section(".isr_vector"), used)) static void (*const vectors[16 + 31])(void) = {
    [1] = Reset_Handler, [16 + 28] = TIM2_IRQHandler };
"""


@pytest.fixture
def check(critlint, run, tmp_path):
    def call(in_handler="", in_main="", *words):
        (tmp_path / "a.c").write_text(BODY % (in_handler, in_main), encoding="utf-8")
        done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--tier", "C",
                    "--format", "gcc", *words], cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    return call


def test_two_unknown_registers_are_not_one(check):
    assert "CRIT" not in check()
    assert "0x00000001" not in check("", "", "--dump=accesses")


@pytest.mark.parametrize("condition", ["VENDOR_ON", "VENDOR_MODE == 1", "VENDOR_MODE ? 1 : 0", "!VENDOR_OFF",
                                       "VENDOR_ON && VENDOR_FAST"])
def test_a_branch_on_an_unknown_name_goes_both_ways(check, condition):
    """Were the name 1, or 0, one of the two would be dead."""
    branch = f"if ({condition}) {{ counter++; }} else {{ counter--; }}"
    assert check("counter++;", branch).count("'counter' is changed") == 2


def test_the_control(check):
    assert check("counter++;", "if (1) { counter++; } else { counter--; }").count("'counter' is changed") == 1


def test_labels_of_unknown_value_are_all_possible(check):
    switch = "switch (counter) { case VENDOR_A: counter++; break; case VENDOR_B: counter += 2; break; }"
    assert check("counter++;", switch).count("'counter' is changed") == 2
