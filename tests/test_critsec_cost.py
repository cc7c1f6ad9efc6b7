"""What sections of critsec cost: the golden file, the floors of the hardware, the table of the README."""

import re

import pytest

import critsec_cost
from critsec_tool import CRITSEC, INCLUDES, must, tool

# The least that a nestable pair takes, without calls and constants, and where the ports are above it.
FLOOR = {
    "cortex_m_primask": 3, "cortex_m_basepri": 3, "arm_cpsr": 5, "riscv": 3, "avr": 3,
}
CONSTANT = 1
ABOVE = {
    "cortex_m_basepri cortex-m4": CONSTANT,
    "cortex_m_basepri cortex-m33": CONSTANT,
    "cortex_m_basepri cortex-m7 r0p1": 5 + CONSTANT,  # the erratum's detour
    "arm_cpsr cortex-a9 with FIQ": 3,  # the second bit has its own test
    "arm_cpsr cortex-a9 thumb, clang": 1,  # IT before a conditional return
    "riscv rv64, clang": 2,  # clang clears the upper half of a 32-bit result
}


def test_cost_is_the_golden_one():
    """Different: read it, then python3 tests/critsec_cost.py --bless."""
    assert critsec_cost.table() == critsec_cost.golden()


def lines():
    for line in critsec_cost.golden():
        found = re.match(r"([^:]+): (gcc|clang) [^:]*: (\d+) ([^/]*)/ (\d+) (.*)", line)
        if found:
            name, compiler, acquire, first, release, second = found.groups()
            yield name, compiler, int(acquire) + int(release), first.split(), second.split()


def test_ports_are_at_the_floor():
    seen = set()
    for name, compiler, cost, _, _ in lines():
        floor = FLOOR.get(name.split()[0])
        if floor is not None:
            seen.add(name.split()[0])
            assert cost == floor + ABOVE.get(name, ABOVE.get(f"{name}, {compiler}", 0)), (name, compiler)
    assert seen == set(FLOOR)


def test_locks_have_their_barriers():
    """No emulator on this host shows a missing barrier: it orders stores by itself."""
    for name, _, _, acquire, release in lines():
        port = name.split()[0]
        if name == "cortex_m_multicore cortex-m33":
            assert "ldaex" in acquire and "stl" in release and "dmb" not in acquire
        elif port in ("cortex_m_multicore", "cortex_a_smp"):
            assert "ldrex" in acquire and "clrex" in acquire and "dmb" in acquire
            assert release.index("dmb") < release.index("str"), name
        elif port == "rp2040":
            assert "dmb" in acquire and release.index("dmb") < max(
                at for at, word in enumerate(release) if word == "str"), name
        elif port == "riscv_smp":
            assert "amoswap.w.aq" in acquire and "amoswap.w.rl" in release, name
        else:
            continue
        if port != "riscv_smp":
            assert "isb" in acquire, name  # the window in which a waiting core takes its interrupts


def test_readme_tells_the_golden_cost():
    """Its table holds what GCC makes of each port at -O2, and what pairs execute where paths differ."""
    readme = (CRITSEC / "README.md").read_text(encoding="utf-8")
    golden = "\n".join(critsec_cost.golden())
    compiled = set(re.findall(r"^(\w+)[^:\n]*: gcc [^:\n]*-O2[^:\n]*: (\d+) [^/\n]*/ (\d+) ", golden, re.M))
    told = re.findall(r"^\| `(\w+)`[^|]*\| (\d+) \+ (\d+) ", readme, re.M)
    assert {port for port, _, _ in told} == set(FLOOR) and set(told) <= compiled
    calls = 4  # two calls and two returns
    executed = {(port, int(pair) - calls, int(nested) - calls) for port, pair, nested in
                re.findall(r"^(\w+)[^:\n]*: executed with calls: pair (\d+) nested (\d+)", golden, re.M)}
    told = re.findall(r"^\| `(\w+)`[^|]*\| (\d+), nested (\d+) ", readme, re.M)
    paths = {"cortex_m_svc", "cortex_m_multicore", "rp2040", "cortex_a_smp", "riscv_smp"}
    assert {port for port, _, _ in told} == paths
    assert {(port, int(pair), int(nested)) for port, pair, nested in told} <= executed


COST_OF_FORMS = """
#include "critsec/critsec.h"
static CRITSEC_MUTEX(uint32_t) m;
static uint32_t plain;
static void inner(critsec_token_t held) { *CRITSEC_REF(&m, held) += 1; }
void by_hand(void) { critsec_state_t s = critsec_acquire(); plain += 1; critsec_release(s); }
void scope(void) { CRITSEC_SCOPE(held); *CRITSEC_REF(&m, held) += 1; }
void block(void) { CRITSEC_WITH(held) { *CRITSEC_REF(&m, held) += 1; } }
void token(void) { CRITSEC_WITH(held) { inner(held); } }
void twice(void) { CRITSEC_WITH(a) { CRITSEC_WITH(b) { *CRITSEC_REF(&m, b) += 1; } } }
"""


@pytest.mark.parametrize("cpu", ["cortex-m0", "cortex-m4"])
@pytest.mark.parametrize("level", ["-O1", "-O2", "-Os"])
def test_scope_token_and_mutex_are_free(tmp_path, cpu, level):
    source = tmp_path / "forms.c"
    source.write_text(COST_OF_FORMS)
    functions = critsec_cost.listing(tmp_path, "arm-none-eabi-objdump", [tool("arm-none-eabi-gcc")], source,
                                     f"-mcpu={cpu}", "-mthumb", level)
    by_hand = len(functions["by_hand"])
    for form in ("scope", "block", "token"):
        assert len(functions[form]) <= by_hand, (form, functions[form], functions["by_hand"])
    assert len(functions["twice"]) > by_hand  # a section that is not free is seen by this count


TWO_SECTIONS = """
#include "critsec/critsec.h"
#include "%s.c"
extern uint8_t shared;
void two(void)
{
    CRITSEC_WITH(a) { shared++; }
    CRITSEC_WITH(b) { shared++; }
}
"""


@pytest.mark.parametrize("port", ["cortex_m_primask", "riscv", "avr", "arm_cpsr"])
def test_accesses_stay_between_their_sections(tmp_path, port):
    """Two sections next to each other hold two loads and two stores: nothing is merged across them."""
    _, (gcc, _, objdump), flags = next(row for name, row in critsec_cost.TARGETS.items()
                                       if name.startswith(port))
    source = tmp_path / "two.c"
    source.write_text(TWO_SECTIONS % port)
    text = must(tool(gcc), "-O2", "-ffreestanding", *flags["gcc"], *INCLUDES, "-S", source, "-o", "-")
    body = text[text.index("two:"):]
    assert len(re.findall(r"\t(ldrb|lbu|lds)\b", body)) == 2
    assert len(re.findall(r"\t(strb|sb|sts)\b", body)) == 2
