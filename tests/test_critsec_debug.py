"""The debug layer of critsec: each misuse trips its check, at its site; what is allowed trips none."""

import re

import pytest

from critsec_tool import (AN521, AN521_CORE, AVR, C_WARNINGS, CEILING, CORTEX_A9, CORTEX_A9_TWICE, CORTEX_M,
                          CORTEX_R5, CRITSEC, INCLUDES, PORTS, RISCV, RISCV_TWICE, RP2040, SUITE, WARNINGS,
                          failed_checks, must, run, thread_sanitizer, tool)

LAYER = CRITSEC / "debug" / "critsec_debug.c"
CASES = SUITE / "host" / "debug.c"
HEADER = (CRITSEC / "include" / "critsec" / "debug.h").read_text(encoding="utf-8")
KINDS = re.findall(r"^    CRITSEC_([A-Z_]+), ", HEADER, re.M)


@pytest.fixture(scope="module", params=[["-O0"], ["-O2"], ["-O2", "-flto"]], ids=" ".join)
def program(request, tmp_path_factory):
    """The cases, built so that addresses of code are lines of it."""
    path = tmp_path_factory.mktemp("debug") / "program"
    must(tool("gcc"), "-g", "-no-pie", "-fno-pie", *request.param, *C_WARNINGS, *INCLUDES, "-DCRITSEC_DEBUG",
         CASES, LAYER, SUITE / "host" / "fake_port.c", "-o", path)
    return path


def marked(case, word):
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1)
            if re.search(rf"/\* {case}: [a-z ]*\b{word}\b", line)]


def line_of(program, address):
    """The line of the call that returns to this address."""
    text = must(tool("addr2line"), "-i", "-e", program, hex(int(address, 16) - 1))
    return int(re.search(r"/debug\.c:(\d+)", text)[1])


REPORTED = [name.lower().replace("_", "-") for name in KINDS]


@pytest.mark.parametrize("case", REPORTED)
def test_misuse_is_reported(program, case):
    lines = must(program, case).splitlines()
    assert lines[-1] == "depth 0, open"
    assert len(lines) == 2, lines
    kind, site, opened = lines[0].split()
    assert int(kind) == REPORTED.index(case)
    assert [line_of(program, site)] == marked(case, "site")
    if marked(case, "opened"):
        assert [line_of(program, opened)] == marked(case, "opened")
    else:
        assert opened == "(nil)"


def test_correct_use_is_silent(program):
    assert must(program, "correct") == "depth 0, masked\n"


def test_longest_hold_has_its_site(program):
    ticks, closed, opened = must(program, "longest").splitlines()[0].split()
    assert int(ticks) == 70
    assert [line_of(program, opened)] == marked("longest", "opened")
    # The end of a scope has the line of its first or of its last token, as the compiler likes.
    assert line_of(program, closed) in (*marked("longest", "site"), *marked("longest", "opened"))


def test_without_a_hook_misuse_traps(program):
    assert run(program, "trap").returncode < 0


@pytest.mark.parametrize("port, flags", [("cortex_m_primask", []), ("cortex_m_basepri", CEILING)])
def test_contract_holds_with_the_layer(tmp_path, port, flags):
    board = CORTEX_M["mps2-an386"]
    setup = tmp_path / "setup.c"
    setup.write_text(SETUP)
    status, output = board.suite(tmp_path, [PORTS / f"{port}.c", LAYER, setup], "-O2", "-flto", *flags,
                                 "-DCRITSEC_DEBUG")
    assert status == 0 and not failed_checks(output), output


def test_posix_port_keeps_the_contract_with_the_layer(tmp_path):
    program = tmp_path / "program"
    must(tool("gcc"), "-O2", *C_WARNINGS, *INCLUDES, "-DCRITSEC_DEBUG", SUITE / "contract.c",
         SUITE / "host" / "target.c", PORTS / "posix.c", LAYER, "-pthread", "-o", program)
    assert "contract: kept" in must(program)


@pytest.mark.parametrize("clean", [True, False], ids=["as it is", "looks after its last release"])
def test_threads_share_the_layer(tmp_path, clean):
    """What the layer keeps is another thread's as soon as the outermost section is closed."""
    text = LAYER.read_text(encoding="utf-8")
    right = "critsec_release(saved);\n    } while (more);"
    assert text.count(right) == 1
    layer = tmp_path / "layer.c"
    wrong = right.replace("(more)", "(more || depth > level)")
    layer.write_text(text if clean else text.replace(right, wrong), encoding="utf-8")
    program = tmp_path / "program"
    must(tool("gcc"), "-O2", *C_WARNINGS, *INCLUDES, *thread_sanitizer(tmp_path), "-DCRITSEC_DEBUG",
         SUITE / "host" / "threads.c", PORTS / "posix.c", layer, "-pthread", "-o", program)
    result = run(program)
    if clean:
        assert result.returncode == 0 and result.stdout == "0 updates lost\n", result.stdout
    else:
        assert result.returncode != 0, result.stdout


@pytest.mark.parametrize("port, board, flags", [
    ("cortex_m_svc", CORTEX_M["mps2-an386"], CEILING), ("arm_cpsr", CORTEX_A9, ["-marm"]),
    ("arm_cpsr", CORTEX_R5, ["-marm"]), ("riscv", RISCV["rv32"], []), ("riscv", RISCV["rv64"], []),
    ("avr", AVR, []), ("cortex_m_multicore", AN521, AN521_CORE), ("cortex_a_smp", CORTEX_A9_TWICE, ["-marm"]),
    ("riscv_smp", RISCV_TWICE, []), ("rp2040", RP2040, ["-DTICK_CYCLES=10000U"]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_layer_without_hooks_keeps_the_contract(tmp_path, port, board, flags):
    """On every kind of processor, and between two cores: what it would report is a trap."""
    status, output = board.suite(tmp_path, [PORTS / f"{port}.c", LAYER], "-O2", *flags, "-DCRITSEC_DEBUG")
    assert "contract: kept" in output and not failed_checks(output), output
    assert status == 0 or not board.ends_with_status


SETUP = """
/* Handlers and the thread are contexts of their own. Set up before the suite runs, by its weak hook. */
#include "contract.h"
#include "critsec/debug.h"
static uintptr_t context(void)
{
    uint32_t handler;
    __asm__ volatile("mrs %0, ipsr" : "=r"(handler));
    return handler;
}
static void report(const critsec_report_t *found)
{
    static const char *const kinds[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
    contract_check(false, kinds[found->what]);
}
void multicore_cases(void)
{
    static const critsec_debug_hooks_t hooks = {0, context, report, 0};
    critsec_debug_setup(&hooks);
    for (int i = 0; i < 300; i++) {
        CRITSEC_WITH(outer) {
            CRITSEC_WITH(inner) {
                target_pend();
            }
        }
    }
}
"""


@pytest.mark.parametrize("compiler, flags", [
    (["gcc"], ["-std=c11"]), (["clang-19"], ["-std=c11"]),
    (["g++"], ["-x", "c++", "-std=c++17"]), (["clang-19"], ["-x", "c++", "-std=c++17"]),
    (["arm-none-eabi-gcc"], ["-std=c11", "-mcpu=cortex-m0", "-mthumb", "-ffreestanding"]),
    (["avr-gcc"], ["-std=c11", "-mmcu=atmega1284p"]),
], ids=lambda value: "-".join(value))
def test_layer_is_clean(tmp_path, compiler, flags):
    for source in (SUITE / "header_use.c", *([] if "c++" in flags else [LAYER])):
        must(tool(*compiler), *flags, "-O2", *WARNINGS, *INCLUDES, "-DCRITSEC_DEBUG", "-c", source, "-o",
             tmp_path / "debug.o")


def test_links_that_lack_a_part(tmp_path):
    """The layer is missing; a port of your own lacks CRITSEC_PORT. The README has these messages."""
    port = SUITE / "host" / "fake_port.c"
    unmarked = tmp_path / "port.c"
    unmarked.write_text(port.read_text("utf-8").replace("#define CRITSEC_PORT\n", ""))
    build = [tool("gcc"), *INCLUDES, f"-I{SUITE / 'host'}", "-DCRITSEC_DEBUG", CASES,
             "-o", tmp_path / "program"]
    layer_missing = run(*build, port).stdout
    assert "undefined reference to `critsec_acquire_v1_u32_debug__link_critsec_debug'" in layer_missing
    assert re.search("redefinition of .critsec_release.", run(*build, LAYER, unmarked).stdout)
