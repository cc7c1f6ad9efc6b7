"""critsec's Zephyr port under the true kernel: the contract suite is an application of Zephyr, on one core
and on two. CRITLINT_ZEPHYR names a Zephyr base, CRITLINT_ZEPHYR_MODULES the modules that it needs for a
Cortex-M (cmsis), as CMake lists folders."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from critsec_tool import COUNTED, PORTS, QUIET, SEMIHOSTING, SUITE, failed_checks, must, run, tool

pytestmark = pytest.mark.skipif("CRITLINT_ZEPHYR" not in os.environ,
                                reason="optional: set CRITLINT_ZEPHYR to a Zephyr base")
PORT = (PORTS / "zephyr.c").read_text(encoding="utf-8")
# What the kernel does otherwise, as the port's head says.
OF_THE_KERNEL = {"cores: a core that waits serves its interrupts",
                 "cores: port_init frees what a reset left locked"}


def planted(*changes):
    """The port with mistakes."""
    text = PORT
    for right, wrong in changes:
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    return text


def compiler(board):
    """(environment, options) by which Zephyr finds the compiler of a board."""
    if board == "qemu_cortex_m3":
        folder = Path(tool("arm-none-eabi-gcc")).parents[1]
        return {"ZEPHYR_TOOLCHAIN_VARIANT": "gnuarmemb", "GNUARMEMB_TOOLCHAIN_PATH": str(folder)}, []
    gcc = tool("riscv64-unknown-elf-gcc")
    # GCC 12 takes its default library for processors that are named with zicsr.
    library = must(gcc, "-misa-spec=2.2", "-march=rv64imac", "-mabi=lp64", "-print-libgcc-file-name")
    return ({"ZEPHYR_TOOLCHAIN_VARIANT": "cross-compile", "CROSS_COMPILE": gcc.removesuffix("gcc")},
            [f"-DCMAKE_EXE_LINKER_FLAGS=-L{Path(library).parent}"])


class Application:
    """A build of the suite for one board; the port in it can be exchanged."""

    def __init__(self, folder, board, *options):
        tool("dtc"), tool("ninja")
        self.folder = folder
        self.port = folder / "port.c"
        self.port.write_text(PORT, encoding="utf-8")
        settings, found = compiler(board)
        self.environment = {**os.environ, **settings, "ZEPHYR_BASE": os.environ["CRITLINT_ZEPHYR"]}
        conf = "one_core.conf" if board == "qemu_cortex_m3" else "two_cores.conf"
        self.call("cmake", "-GNinja", "-S", SUITE / "zephyr" / "real", "-B", folder / "build",
                  f"-DBOARD={board}", f"-DZEPHYR_MODULES={os.environ.get('CRITLINT_ZEPHYR_MODULES', '')}",
                  f"-DCONF_FILE=prj.conf;{conf}", f"-DPython3_EXECUTABLE={sys.executable}",
                  "-DBUILD_VERSION=any", f"-DUSER_CACHE_DIR={folder / 'cache'}",
                  f"-DCRITSEC_PORT_SOURCE={self.port}", *found, *options)

    def call(self, *command):
        done = must(tool("env"), *[f"{name}={value}" for name, value in self.environment.items()], *command,
                    timeout=300)
        assert not [line for line in done.splitlines() if "warning:" in line and "critsec" in line], done

    def run(self, text, *emulator):
        """(exit status, output) of the suite with this port."""
        self.port.write_text(text, encoding="utf-8")
        self.call("cmake", "--build", self.folder / "build", "-j2")
        program, *words = emulator
        result = run(tool(program), *words, *QUIET, "-semihosting-config", SEMIHOSTING, "-kernel",
                     self.folder / "build" / "zephyr" / "zephyr.elf", timeout=120)
        return result.returncode, result.stdout


ONE_CORE = ["qemu-system-arm", "-M", "lm3s6965evb", *COUNTED]
TWO_CORES = ["qemu-system-riscv64", "-M", "virt", "-bios", "none", "-m", "256", "-smp", "2"]


@pytest.fixture(scope="module")
def one_core(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one")
    yield Application(folder, "qemu_cortex_m3")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def two_cores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    yield Application(folder, "qemu_riscv64_smp")
    shutil.rmtree(folder)


def test_port_keeps_the_contract(one_core):
    status, output = one_core.run(PORT, *ONE_CORE)
    assert status == 0 and "contract: kept" in output and not failed_checks(output), output


def test_contract_holds_with_the_layer(tmp_path):
    """Threads and handlers are contexts of their own; a release that the suite plants is reported."""
    status, output = Application(tmp_path, "qemu_cortex_m3", "-DCRITSEC_CHECKED=ON").run(PORT, *ONE_CORE)
    assert status == 0 and "contract: kept" in output and not failed_checks(output), output


@pytest.mark.parametrize("change, seen", [
    (("{irq_lock()}", "{0}"), {"section: pended handler stays out", "timer: no update is lost",
                               "kernel: no update is lost between threads"}),
    (("irq_unlock(state.word);", "(void)state;\n    irq_unlock(0);"), {
        "nesting: handler stays out of the outer section", "handler: held after the inner release",
        "basepri: the caller's stronger mask after release"}),
], ids=["without its mask", "opens always"])
def test_suite_rejects_a_port_that(one_core, change, seen):
    status, output = one_core.run(planted(change), *ONE_CORE)
    assert status == 1 and seen <= failed_checks(output), output


def test_port_keeps_two_cores_apart(two_cores):
    status, output = two_cores.run(PORT, *TWO_CORES)
    assert status == 1 and failed_checks(output) == OF_THE_KERNEL, output


def test_mask_alone_loses_updates_on_two_cores(two_cores):
    """A busy host may run the two cores one after the other, so that nothing is lost: then once more."""
    text = planted(("{irq_lock()}", "{arch_irq_lock()}"), ("    irq_unlock(", "    arch_irq_unlock("))
    for _ in range(10):
        _, output = two_cores.run(text, *TWO_CORES)
        if "cores: no update is lost" in failed_checks(output):
            return
    pytest.fail(f"no update was lost in ten runs: {output}")
