"""Names that no header declares: they keep the rest of an expression alive, and have no value."""

import json

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
    def call(in_handler="", in_main="", *words, form="gcc"):
        (tmp_path / "a.c").write_text(BODY % (in_handler, in_main), encoding="utf-8")
        done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--tier", "C",
                    "--format", form, *words], cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    return call


def places(log):
    """How many places of `counter` the one finding about it names."""
    (finding,) = [f for f in json.loads(log)["findings"] if "'counter' is changed" in f["message"]]
    return 1 + sum("too" in step["text"] for step in finding["steps"])


def test_two_unknown_registers_are_not_one(check):
    assert "CRIT" not in check()
    assert "0x00000001" not in check("", "", "--dump=accesses")


@pytest.mark.parametrize("condition", ["VENDOR_ON", "VENDOR_MODE == 1", "VENDOR_MODE ? 1 : 0", "!VENDOR_OFF",
                                       "VENDOR_ON && VENDOR_FAST"])
def test_a_branch_on_an_unknown_name_goes_both_ways(check, condition):
    """Were the name 1, or 0, one of the two would be dead."""
    branch = f"if ({condition}) {{ counter++; }} else {{ counter--; }}"
    assert places(check("counter++;", branch, form="json")) == 2


def test_the_control(check):
    branch = "if (1) { counter++; } else { counter--; }"
    assert places(check("counter++;", branch, form="json")) == 1


@pytest.mark.parametrize("macros", ["#define PORT VENDOR_PORT", "#define PORT ( VENDOR_PORT )",
                                    "#define PORT BOARD_PORT\n#define BOARD_PORT VENDOR_PORT"])
def test_a_macro_tells_the_form_of_what_it_stands_for(check, macros):
    """Were VENDOR_PORT a number, what it leads to would be unknown, and the function not understood."""
    body = f"\n{macros}\ncounter += PORT->SR[1].LOW;\n"
    summary = json.loads(check("counter++;", body, form="json"))["summary"]
    assert summary["functions_understood"] == summary["functions"] == 4


def test_labels_of_unknown_value_are_all_possible(check):
    switch = "switch (counter) { case VENDOR_A: counter++; break; case VENDOR_B: counter += 2; break; }"
    assert places(check("counter++;", switch, form="json")) == 2


@pytest.mark.parametrize("enter, bad", [
    ("MISSING_ENTER(state);", False), ("OS_ENTER_CRITICAL(state);", False), ("port_begin(state);", True)])
def test_an_undeclared_macro_may_assign_what_it_names(critlint, run, tmp_path, enter, bad):
    """Of a header that is not there; a function that is declared gets a value, and assigns nothing."""
    (tmp_path / "a.c").write_text(
        "#include <stdint.h>\nvoid __set_PRIMASK(uint32_t);\nvoid port_begin(uint32_t);\nint total;\n"
        f"void f(void) {{ uint32_t state; {enter} total++; __set_PRIMASK(state); }}\n", encoding="utf-8")
    done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--select", "CRIT104"],
               cwd=tmp_path)
    assert ("never saved" in done.stdout) == bad


DRIVER = """\
void NVIC_DisableIRQ(int line);
void NVIC_EnableIRQ(int line);
void dcd_int_disable(unsigned char port);
void dcd_int_enable(unsigned char port);
extern int busy;
int start(int fast)
{
    %s
    if (fast) {
        return -1;
    }
    busy = 1;
    %s
    return 0;
}
"""


@pytest.mark.parametrize("off, on, found", [
    ("NVIC_DisableIRQ(USB0_IRQn);", "NVIC_EnableIRQ(USB0_IRQn);", True),   # the same name is the same line
    ("NVIC_DisableIRQ(USB0_IRQn);", "NVIC_EnableIRQ(USB1_IRQn);", False),  # one stopped, another started
    ("dcd_int_disable(0);", "dcd_int_enable(0);", True),                   # a line that has no number
])
def test_lines_by_name(critlint, run, tmp_path, off, on, found):
    (tmp_path / "a.c").write_text(DRIVER % (off, on), encoding="utf-8")
    done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--tier", "C",
                "--format", "gcc"], cwd=tmp_path)
    assert ("CRIT102" in done.stdout) == found, done.stdout


def test_a_function_that_is_called_and_taken(critlint, run, tmp_path):
    """hal.off = __disable_irq; makes the name a value: it stays a function where it is called."""
    (tmp_path / "a.c").write_text(
        '#include "missing.h"\nstruct { void (*off)(void); } hal;\nextern int n;\n'
        "void init(void) { hal.off = __disable_irq; hal.off = __enable_irq; }\n"
        "void f(void) { __disable_irq(); n++; __enable_irq(); }\n", encoding="utf-8")
    done = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--format", "gcc"],
               cwd=tmp_path)
    assert "CRIT101" in done.stdout
