"""What the tests of critsec share: compilers, emulated boards, and the contract suite on one of them."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import npm_tool

CRITSEC = Path(__file__).resolve().parent.parent / "critsec"
PORTS = CRITSEC / "ports"
SUITE = CRITSEC / "tests"
CONTROLS = SUITE / "controls"

SYMBOL = "critsec_{}_v1_u32__link_exactly_one_critsec_port"
INCLUDES = [f"-I{CRITSEC / 'include'}", f"-I{SUITE}", f"-I{PORTS}"]
WARNINGS = (
    "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wpointer-arith -Wwrite-strings -Werror".split()
)
C_WARNINGS = ["-std=c11", *WARNINGS, "-Wstrict-prototypes", "-Wmissing-prototypes"]
CEILING = ["-DCRITSEC_PRIORITY_BITS=4", "-DCRITSEC_CEILING=8"]  # 0x80 in the register
ERRATUM = [*CEILING, "-DCRITSEC_CORTEX_M7_R0P1"]


def tool(*names):
    """The first of the programs that is installed; else a skip, which is a failure where CI=true."""
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    return pytest.skip(f"{' or '.join(names)} is not installed")


def run(*command, cwd=None, timeout=30):
    return subprocess.run([str(part) for part in command], cwd=cwd, timeout=timeout, stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT, text=True, errors="replace",
                          check=False)


def must(*command, cwd=None, timeout=30):
    result = run(*command, cwd=cwd, timeout=timeout)
    assert result.returncode == 0, result.stdout
    return result.stdout


def thread_sanitizer(folder):
    """The flags for ThreadSanitizer; a skip where its programs do not run."""
    flags = ["-g", "-fsanitize=thread"]
    probe = folder / "probe.c"
    probe.write_text("int main(void) { return 0; }\n")
    if run(tool("gcc"), *flags, probe, "-o", folder / "probe").returncode or run(folder / "probe").returncode:
        pytest.skip("ThreadSanitizer does not run here")
    return flags


def failed_checks(output):
    return set(re.findall(r"FAIL: (.*)", output))


SEMIHOSTING = "enable=on,target=native"
QUIET = ["-nographic", "-monitor", "none", "-serial", "none"]
# One instruction takes 32 ns of the board's time: the same run each time, however busy the host.
COUNTED = ["-icount", "shift=5"]


@dataclass(frozen=True)
class Board:
    """A machine that runs an image: how it is compiled, linked and emulated. `folder` holds its sources."""

    compiler: list
    emulator: list
    folder: str
    script: str = ""
    target: str = "target.c"
    startup: str = "startup.c"
    suite_files: str = "../contract.c"
    link: list = field(default_factory=list)
    ends_with_status: bool = True  # the emulator's exit status is the image's

    def build(self, folder, port, *flags):
        image = folder / "contract.elf"
        here = SUITE / self.folder
        names = f"{self.startup} {self.suite_files} {self.target}".split()
        sources = [here / name for name in names]
        script = ["-T", here / self.script, "-nostdlib"] if self.script else []
        must(tool(self.compiler[0]), *self.compiler[1:], *flags, *C_WARNINGS, "-ffreestanding", *INCLUDES,
             f"-I{here}", *script, *self.link, "-o", image, *sources, *port, "-lgcc")
        return image

    def run(self, image, timeout=30):
        """Runs an image to its end; a hang is an exception."""
        result = run(tool(self.emulator[0]), *self.emulator[1:], image, timeout=timeout)
        # simavr colours each line of the serial port, and shows a full stop for its newline.
        result.stdout = re.sub(r"\x1b\[\d*m", "", result.stdout)
        if self.emulator[0] == "simavr":
            result.stdout = result.stdout.replace(".\n", "\n")
        return result

    def suite(self, folder, port, *flags, timeout=30):
        """(exit status, output) of the contract suite with this port."""
        port = port if isinstance(port, list) else [port]
        result = self.run(self.build(folder, port, *flags), timeout)
        return result.returncode, result.stdout


def cortex_m(machine, cpu, flash, ram, target="target.c"):
    """The suite runs in privileged code, or with target="unprivileged.c" in unprivileged code."""
    semihosting = SEMIHOSTING if target == "target.c" else f"{SEMIHOSTING},userspace=on"
    return Board(
        compiler=["arm-none-eabi-gcc", f"-mcpu={cpu}", "-mthumb"],
        emulator=["qemu-system-arm", "-M", machine, *QUIET, "-semihosting-config", semihosting, *COUNTED,
                  "-kernel"],
        folder="cortex_m", script="m.ld", target=target,
        link=[f"-Wl,--defsym=FLASH={flash:#x}", f"-Wl,--defsym=RAM={ram:#x}"],
    )


CORTEX_M = {
    "microbit": cortex_m("microbit", "cortex-m0", 0, 0x20000000),
    "lm3s6965evb": cortex_m("lm3s6965evb", "cortex-m3", 0, 0x20000000),
    "mps2-an385": cortex_m("mps2-an385", "cortex-m3", 0, 0x20000000),
    "mps2-an386": cortex_m("mps2-an386", "cortex-m4", 0, 0x20000000),
    "mps2-an500": cortex_m("mps2-an500", "cortex-m7", 0, 0x20000000),
    "mps2-an505": cortex_m("mps2-an505", "cortex-m33", 0x10000000, 0x38000000),
    "mps3-an547": cortex_m("mps3-an547", "cortex-m55", 0, 0x20000000),
}

UNPRIVILEGED = {
    "lm3s6965evb": cortex_m("lm3s6965evb", "cortex-m3", 0, 0x20000000, "unprivileged.c"),
    "mps2-an386": cortex_m("mps2-an386", "cortex-m4", 0, 0x20000000, "unprivileged.c"),
    "mps2-an500": cortex_m("mps2-an500", "cortex-m7", 0, 0x20000000, "unprivileged.c"),
    "mps2-an505": cortex_m("mps2-an505", "cortex-m33", 0x10000000, 0x38000000, "unprivileged.c"),
}


def riscv(bits, arch, abi, target="target.c"):
    return Board(
        compiler=["riscv64-unknown-elf-gcc", "-misa-spec=2.2", f"-march={arch}", f"-mabi={abi}",
                  "-mcmodel=medany"],
        emulator=[f"qemu-system-riscv{bits}", "-M", "virt", "-bios", "none", *QUIET, "-semihosting-config",
                  SEMIHOSTING, *COUNTED, "-kernel"],
        folder="riscv", script="rv.ld", target=target, link=["-Wl,--no-warn-rwx-segments"],
    )


RISCV = {
    "rv32": riscv(32, "rv32imac", "ilp32"),
    "rv64": riscv(64, "rv64imac", "lp64"),
    "rv32-supervisor": riscv(32, "rv32imac", "ilp32", "supervisor.c"),
}

AVR = Board(compiler=["avr-gcc", "-mmcu=atmega1284p"],
            emulator=["simavr", "-m", "atmega1284p", "-f", "16000000"],
            folder="avr", startup="", ends_with_status=False)


def cortex_ar(cpu, base, *machine):
    return Board(
        compiler=["arm-none-eabi-gcc", f"-mcpu={cpu}"],
        emulator=["qemu-system-arm", *machine, *QUIET, "-audiodev", "none,id=silent", "-semihosting-config",
                  SEMIHOSTING, *COUNTED, "-kernel"],
        folder="cortex_ar", script="ar.ld",
        link=[f"-Wl,--defsym=BASE={base:#x}", "-Wl,--no-warn-rwx-segments"],
    )


CORTEX_A9 = cortex_ar("cortex-a9", 0x60010000, "-M", "vexpress-a9")
CORTEX_R5 = cortex_ar("cortex-r5", 0, "-M", "realview-pb-a8", "-cpu", "cortex-r5f")


def two_cores(board, *emulator, target="target.c ../multicore.c"):
    """The board with the suite's cases for two cores. The cores run in threads of the host, without a counted
    clock, which would take turns and hide what is lost between them."""
    words = [word for word in board.emulator if word not in COUNTED]
    return replace(board, emulator=[*words[:-1], *emulator, words[-1]], target=target)


AN521 = replace(cortex_m("mps2-an521", "cortex-m33", 0x10000000, 0x38000000), emulator=[
    "qemu-system-arm", "-M", "mps2-an521", *QUIET, "-semihosting-config", SEMIHOSTING, "-kernel"],
    target="target.c second_core.c ../multicore.c")
CORTEX_A9_TWICE = two_cores(CORTEX_A9, "-smp", "2")
RISCV_TWICE = two_cores(RISCV["rv32"], "-smp", "2")
AN521_CORE = ["-DCRITSEC_CORE_REGISTER=0x5001F000U"]


class Rp2040(Board):
    """Two emulated RP2040 cores, by an emulator from npm that critsec/tests/rp2040/emulator.mjs drives."""

    def run(self, image, timeout=60):
        binary = image.with_suffix(".bin")
        must(tool("arm-none-eabi-objcopy"), "-O", "binary", image, binary)
        script = SUITE / "rp2040" / "emulator.mjs"
        return run(tool("node"), script, npm_tool.package("rp2040js", "1.4.1"), binary, timeout=timeout)


RP2040 = Rp2040(
    compiler=["arm-none-eabi-gcc", "-mcpu=cortex-m0plus", "-mthumb", "-DMULTICORE_SLOW"], emulator=["node"],
    folder="cortex_m", script="m.ld", target="target.c ../rp2040/second_core.c ../multicore.c",
    link=["-Wl,--defsym=FLASH=0x20000000", "-Wl,--defsym=RAM=0x20020000"],
)
