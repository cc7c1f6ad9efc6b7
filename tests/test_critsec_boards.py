"""The contract suite of critsec on emulated boards: every port keeps the contract, and every control, which
is a port with one mistake, is rejected for what it does wrong and for nothing else."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from critsec_tool import (AN521, AN521_CORE, AVR, CEILING, CONTROLS, CORTEX_A9, CORTEX_A9_TWICE, CORTEX_M,
                          CORTEX_R5, CRITSEC, ERRATUM, INCLUDES, PORTS, RISCV, RISCV_TWICE, RP2040, SUITE,
                          UNPRIVILEGED, failed_checks, run, tool)

PRIMASK = PORTS / "cortex_m_primask.c"
BASEPRI = PORTS / "cortex_m_basepri.c"
SVC = PORTS / "cortex_m_svc.c"
M3 = CORTEX_M["mps2-an385"]
S_MODE = ["-DCRITSEC_RISCV_S_MODE"]

FREERTOS = SUITE / "freertos"
FIQ = ["-DCRITSEC_ARM_MASK_FIQ"]

# name: board, port, flags
KEEP = {
    **{f"primask-{name}": (board, PRIMASK, []) for name, board in CORTEX_M.items()},
    **{f"basepri-{name}": (board, BASEPRI, CEILING) for name, board in CORTEX_M.items()
       if name != "microbit"},
    "basepri-m7-erratum": (CORTEX_M["mps2-an500"], BASEPRI, ERRATUM),
    **{f"svc-{name}": (board, SVC, CEILING) for name, board in UNPRIVILEGED.items()},
    "svc-privileged": (CORTEX_M["mps2-an386"], SVC, CEILING),
    "template": (M3, [PORTS / "template.c", SUITE / "cortex_m" / "board_port.c"], []),
    "riscv-rv32": (RISCV["rv32"], PORTS / "riscv.c", []),
    "riscv-rv64": (RISCV["rv64"], PORTS / "riscv.c", []),
    "riscv-supervisor": (RISCV["rv32-supervisor"], PORTS / "riscv.c", S_MODE),
    "cpsr-a9": (CORTEX_A9, PORTS / "arm_cpsr.c", ["-marm"]),
    "cpsr-a9-thumb": (CORTEX_A9, PORTS / "arm_cpsr.c", ["-mthumb"]),
    "cpsr-a9-fiq": (CORTEX_A9, PORTS / "arm_cpsr.c", ["-marm", *FIQ]),
    "cpsr-r5": (CORTEX_R5, PORTS / "arm_cpsr.c", ["-marm"]),
    "cpsr-r5-fiq": (CORTEX_R5, PORTS / "arm_cpsr.c", ["-marm", *FIQ]),
    "freertos-saving": (M3, [PORTS / "freertos.c", FREERTOS / "kernel.c"], [
        f"-I{FREERTOS}", "-DSTAND_IN=NESTING", *CEILING]),
    "zephyr": (M3, PORTS / "zephyr.c", [f"-I{SUITE / 'zephyr'}"]),
    "avr": (AVR, PORTS / "avr.c", []),
    "multicore-m33": (AN521, PORTS / "cortex_m_multicore.c", AN521_CORE),
    # The same cores, by the instructions of Armv7-M: LDREX with barriers in place of LDAEX and STL.
    "multicore-v7m": (AN521, PORTS / "cortex_m_multicore.c", [*AN521_CORE, "-mcpu=cortex-m4"]),
    "multicore-a9": (CORTEX_A9_TWICE, PORTS / "cortex_a_smp.c", ["-marm"]),
    "multicore-a9-thumb": (CORTEX_A9_TWICE, PORTS / "cortex_a_smp.c", ["-mthumb"]),
    "multicore-riscv": (RISCV_TWICE, PORTS / "riscv_smp.c", []),
    "multicore-rp2040": (RP2040, PORTS / "rp2040.c", []),
}
# With -O2 -flto the compiler sees most of what it could break; the other levels run once for each port.
WITHOUT_LTO = {"primask-mps2-an386", "basepri-mps2-an386", "svc-mps2-an386", "riscv-rv32", "cpsr-a9", "avr",
               "multicore-m33", "multicore-a9", "multicore-riscv", "multicore-rp2040"}
FOR_SIZE = {"primask-microbit", "riscv-rv32", "cpsr-a9", "avr"}
RUNS = [(name, "-O2 -flto") for name in KEEP] + [(name, "-O2") for name in sorted(WITHOUT_LTO)] + [
    (name, "-Os -flto") for name in sorted(FOR_SIZE)]


@pytest.mark.parametrize("name, level", RUNS)
def test_port_keeps_the_contract(tmp_path, name, level):
    board, port, flags = KEEP[name]
    status, output = board.suite(tmp_path, port, *level.split(), *flags)
    assert "contract: kept" in output and not failed_checks(output), output
    assert status == 0 or not board.ends_with_status


OPENED_BY_INNER = {
    "nesting: held after the inner release",
    "nesting: handler stays out of the outer section",
    "restore: the outer section's mask after the inner one",
    "handler: held after the inner release",
}
NAIVE = OPENED_BY_INNER | {
    "restore: a mask that the caller set by hand",
    "restore: handler stays out of the caller's own mask",
}
LOST = {"timer: no update is lost"}

# control: board, flags, the checks that fail. Controls that run elsewhere are in ELSEWHERE.
REJECTED = {
    "naive_pair": (M3, [], NAIVE),
    # These two rest on what GCC 12 does with -O2 -flto; a compiler that does less may pass them.
    "no_clobber": (M3, ["-flto"], LOST),
    "visible_body": (M3, ["-flto"], LOST),
    "basepri_lowers": (M3, CEILING, {
        "basepri: a section does not lower the caller's mask",
        "basepri: urgent handler stays out of the caller's stronger mask",
    }),
    "basepri_zero": (M3, CEILING, OPENED_BY_INNER | {
        "basepri: the caller's stronger mask after release",
        "basepri: the caller's weaker mask after release",
    }),
    "riscv_naive_pair": (RISCV["rv32"], [], NAIVE | {"handler: its mask is restored"}),
    "riscv_whole_register": (RISCV["rv32"], [], {"mstatus: FS as the section left it"}),
    "riscv_no_clobber": (RISCV["rv32"], ["-flto"], LOST),
    "multicore_closed_spin": (AN521, [], {"cores: a core that waits serves its interrupts"}),
    "multicore_open_spin": (AN521, [], {"cores: a core that waits keeps its caller's mask"}),
    "arm_naive_pair": (CORTEX_A9, ["-marm"], NAIVE | {"handler: its mask is restored"}),
    "arm_whole_byte": (CORTEX_A9, ["-marm"], {"cpsr: F as the section left it"}),
    "arm_fiq_opened": (CORTEX_A9, ["-marm", *FIQ], {
        "restore: a mask that the caller set by hand",
        "handler: its mask is restored",
        "handler: mask after section and handler",
        "fiq: a mask that the caller set by hand",
    }),
    "arm_no_clobber": (CORTEX_A9, ["-marm", "-flto"], LOST),
    "avr_naive_pair": (AVR, [], NAIVE | {"handler: its mask is restored"}),
    # The suite's own count of checks, which the handler changes too, is lost with the rest.
    "avr_no_clobber": (AVR, ["-flto"], LOST | {"suite: all cases ran"}),
}
ELSEWHERE = {
    "unlocked": "test_critsec.py",
    "svc_primask": "test_primask_through_svc_is_a_fault",
    "multicore_lock_first": "test_lock_before_mask_hangs",
}


@pytest.mark.parametrize("control", REJECTED)
def test_suite_rejects_control(tmp_path, control):
    """Where two cores race, a busy host may hide the mistake: then once more."""
    board, flags, expected = REJECTED[control]
    image = board.build(tmp_path, [CONTROLS / f"{control}.c"], "-O2", *flags)
    for _ in range(5 if board is AN521 else 1):
        result = board.run(image)
        if failed_checks(result.stdout) == expected:
            break
    assert failed_checks(result.stdout) == expected, result.stdout
    assert "contract: broken" in result.stdout and (result.returncode == 1 or not board.ends_with_status)


def test_every_control_is_used():
    assert {path.stem for path in CONTROLS.glob("*.c")} == {*REJECTED, *ELSEWHERE}


# Scopes that forget to release: the header with a mistake planted, and the first check that sees it.
FORGETS = {
    "scope": ("token##_guard CRITSEC_CLOSES_ = critsec_acquire();", "scope: return releases"),
    "block": ("token##_guard CRITSEC_CLOSES_ = critsec_acquire(),",
              "handler: mask after section and handler"),
}


@pytest.mark.parametrize("form", FORGETS)
def test_suite_rejects_a_scope_without_release(tmp_path, form):
    header = (CRITSEC / "include" / "critsec" / "critsec.h").read_text(encoding="utf-8")
    guard, seen = FORGETS[form]
    assert header.count(guard) == 1
    (tmp_path / "critsec").mkdir()
    (tmp_path / "critsec" / "critsec.h").write_text(
        header.replace(guard, guard.replace("CRITSEC_CLOSES_", "CRITSEC_UNUSED_")), encoding="utf-8")
    board = replace(M3, compiler=[*M3.compiler, f"-I{tmp_path}"])
    _, output = board.suite(tmp_path, PRIMASK, "-O2", "-Wno-unused")
    assert seen in failed_checks(output), output
    assert {check for check in failed_checks(output) if check.startswith(f"{form}: ")}, output


def test_machine_mode_port_faults_in_supervisor_mode(tmp_path):
    """It does not run on without masking, as unprivileged code on Cortex-M does."""
    status, output = RISCV["rv32-supervisor"].suite(tmp_path, PORTS / "riscv.c", "-O2")
    assert (status, output) == (3, "FAULT\n")


def test_primask_through_svc_is_a_fault(tmp_path):
    board = UNPRIVILEGED["mps2-an386"]
    status, output = board.suite(tmp_path, CONTROLS / "svc_primask.c", "-O2")
    assert status == 3 and output.endswith("FAULT\n"), output


def test_privileged_ports_do_nothing_in_unprivileged_code(tmp_path):
    """And port_init says so: the core ignores the instruction without a fault."""
    for port in (PRIMASK, BASEPRI):
        status, output = UNPRIVILEGED["mps2-an386"].suite(tmp_path, port, "-O2", *CEILING)
        assert status == 1
        assert {"port_init: sections mask on this target", "section: pended handler stays out",
                "timer: no update is lost"} <= failed_checks(output), output


@pytest.mark.parametrize("board, port, flags", [
    (AN521, PRIMASK, []), (CORTEX_A9_TWICE, PORTS / "arm_cpsr.c", ["-marm"]),
    (RISCV_TWICE, PORTS / "riscv.c", []), (RP2040, PRIMASK, []),
], ids=["m33", "a9", "riscv", "rp2040"])
def test_port_for_one_core_loses_updates_on_two(tmp_path, board, port, flags):
    """A busy host may run the two cores one after the other, so that nothing is lost: then once more."""
    image = board.build(tmp_path, [port], "-O2", *flags)
    for _ in range(10):
        result = board.run(image)
        assert all(check.startswith("cores: ") for check in failed_checks(result.stdout)), result.stdout
        if "cores: no update is lost" in failed_checks(result.stdout):
            return
    pytest.fail(f"no update was lost in ten runs: {result.stdout}")


def test_lock_before_mask_hangs(tmp_path):
    image = AN521.build(tmp_path, [CONTROLS / "multicore_lock_first.c"], "-O2")
    with pytest.raises(subprocess.TimeoutExpired):
        AN521.run(image, timeout=2)


def test_lock_that_a_reset_left_is_freed(tmp_path):
    """The suite holds the lock as a reset finds it; a port whose port_init leaves it there is rejected."""
    algorithm = (PORTS / "multicore.h").read_text(encoding="utf-8")
    frees = "{\n    port_free();\n    const critsec_state_t state = critsec_acquire();"
    assert algorithm.count(frees) == 1
    (tmp_path / "multicore.h").write_text(
        algorithm.replace(frees, frees.replace("    port_free();\n", "")), encoding="utf-8")
    shutil.copy2(PORTS / "cortex_m_multicore.c", tmp_path)
    _, output = AN521.suite(tmp_path, tmp_path / "cortex_m_multicore.c", "-O2", *AN521_CORE)
    assert failed_checks(output) == {"cores: port_init frees what a reset left locked"}, output


def test_smp_port_wants_the_caches(tmp_path):
    """Exclusive accesses to memory that is not cacheable work by luck; port_init says so."""
    startup = (SUITE / "cortex_ar" / "startup.c").read_text(encoding="utf-8")
    assert startup.count("    use_caches();\n") == 2
    (tmp_path / "startup.c").write_text(startup.replace("    use_caches();\n", ""), encoding="utf-8")
    board = replace(CORTEX_A9_TWICE, startup=str(tmp_path / "startup.c"))
    _, output = board.suite(tmp_path, PORTS / "cortex_a_smp.c", "-O2", "-marm", "-Wno-unused-function")
    assert failed_checks(output) == {
        "port_init: sections mask on this target",
        "cores: port_init frees what a reset left locked",  # it has not touched the lock
    }, output


def test_freertos_that_counts_is_not_exact(tmp_path):
    """As the port's head says: the outermost release enables what the caller had masked otherwise."""
    kernel = [PORTS / "freertos.c", FREERTOS / "kernel.c"]
    _, output = M3.suite(tmp_path, kernel, "-O2", f"-I{FREERTOS}", "-DSTAND_IN=COUNTING")
    assert failed_checks(output) == {"restore: a mask that the caller set by hand",
                                     "restore: handler stays out of the caller's own mask"}, output


def test_freertos_whose_saving_pair_is_a_stub_is_refused(tmp_path):
    result = run(tool("arm-none-eabi-gcc"), "-mcpu=cortex-m3", "-mthumb", *INCLUDES, f"-I{FREERTOS}",
                 "-DSTAND_IN=PRETENDS", "-c", PORTS / "freertos.c", "-o", tmp_path / "port.o")
    assert result.returncode != 0 and "saving pair does nothing" in result.stdout
    assert "define CRITSEC_FREERTOS_COUNT=1" in result.stdout


needs_kernel = pytest.mark.skipif("CRITLINT_FREERTOS" not in os.environ,
                                  reason="optional: set CRITLINT_FREERTOS to a kernel's sources")


def kernel_flags():
    kernel = Path(os.environ["CRITLINT_FREERTOS"])
    headers = ["-isystem", kernel / "include", "-isystem", kernel / "portable/GCC/ARM_CM3"]
    return kernel, [*CEILING, *headers, f"-I{FREERTOS / 'real'}"]


@needs_kernel
def test_freertos_over_the_true_headers(tmp_path):
    """The kernel masks by a plain write of BASEPRI on a Cortex-M3, which lowers a stronger mask."""
    _, output = M3.suite(tmp_path, PORTS / "freertos.c", "-O2", *kernel_flags()[1])
    assert failed_checks(output) == REJECTED["basepri_lowers"][2], output


@needs_kernel
@pytest.mark.parametrize("masks", [True, False], ids=["as it is", "without its mask"])
def test_freertos_under_the_true_kernel(tmp_path, masks):
    """The suite is a task, its timer the kernel's tick, and a second task has its share of the time."""
    kernel, flags = kernel_flags()
    port = (PORTS / "freertos.c").read_text(encoding="utf-8")
    acquired = "{(critsec_word_t)taskENTER_CRITICAL_FROM_ISR()}"
    assert port.count(acquired) == 1
    (tmp_path / "port.c").write_text(port if masks else port.replace(acquired, "{0}"), encoding="utf-8")
    sources = [kernel / "tasks.c", kernel / "list.c", kernel / "portable/GCC/ARM_CM3/port.c",
               kernel / "portable/MemMang/heap_4.c", FREERTOS / "real" / "tasks.c", tmp_path / "port.c"]
    wraps = [f"-Wl,--wrap={name}" for name in ("contract_run", "contract_tick", "target_init")]
    _, output = M3.suite(tmp_path, [*sources, *wraps], "-O2", "-w", *flags)
    if masks:
        assert failed_checks(output) == REJECTED["basepri_lowers"][2], output
    else:
        assert "kernel: no update is lost between tasks" in failed_checks(output), output
