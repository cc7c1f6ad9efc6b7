"""What sections cost, in instructions: the golden file critsec/tests/golden/cost.txt against the compilers.

    python3 tests/critsec_cost.py            prints what is not as in the golden file
    python3 tests/critsec_cost.py --bless    writes the golden file anew: read the difference then

A line of the golden file is a port on a target, with the compiler and its levels that give the same, and the
mnemonics of critsec_acquire and critsec_release without the return; or what a pair executed on an emulated
board, calls and returns included, alone and inside another section.
"""

import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from critsec_tool import (AN521, AN521_CORE, C_WARNINGS, CEILING, CORTEX_A9, CORTEX_M, COUNTED, ERRATUM,
                          INCLUDES, PORTS, RISCV, RP2040, SUITE, UNPRIVILEGED, must, tool)

GOLDEN = SUITE / "golden" / "cost.txt"
LEVELS = ("-O1", "-O2", "-Os")

ARM = ("arm-none-eabi-gcc", "arm-none-eabi", "arm-none-eabi-objdump")
RV32 = ("riscv64-unknown-elf-gcc", "riscv32", "riscv64-unknown-elf-objdump")
RV64 = ("riscv64-unknown-elf-gcc", "riscv64", "riscv64-unknown-elf-objdump")
AVR = ("avr-gcc", "avr", "avr-objdump")
RV32_FLAGS = {"gcc": ["-misa-spec=2.2", "-march=rv32imac", "-mabi=ilp32", "-mcmodel=medany"],
              "clang": ["-march=rv32imac_zicsr", "-mabi=ilp32", "-mcmodel=medany"]}
RV64_FLAGS = {"gcc": ["-misa-spec=2.2", "-march=rv64imac", "-mabi=lp64", "-mcmodel=medany"],
              "clang": ["-march=rv64imac_zicsr", "-mabi=lp64", "-mcmodel=medany"]}


def thumb(cpu, *flags):
    return {name: [f"-mcpu={cpu}", "-mthumb", *flags] for name in ("gcc", "clang")}


def arm(cpu, *flags):
    return {name: [f"-mcpu={cpu}", "-marm", *flags] for name in ("gcc", "clang")}


# name of the line: port, tools, flags by compiler
TARGETS = {
    "cortex_m_primask cortex-m0": ("cortex_m_primask", ARM, thumb("cortex-m0")),
    "cortex_m_primask cortex-m23": ("cortex_m_primask", ARM, thumb("cortex-m23")),
    "cortex_m_primask cortex-m4": ("cortex_m_primask", ARM, thumb("cortex-m4")),
    "cortex_m_primask cortex-m33": ("cortex_m_primask", ARM, thumb("cortex-m33")),
    "cortex_m_basepri cortex-m4": ("cortex_m_basepri", ARM, thumb("cortex-m4", *CEILING)),
    "cortex_m_basepri cortex-m33": ("cortex_m_basepri", ARM, thumb("cortex-m33", *CEILING)),
    "cortex_m_basepri cortex-m7 r0p1": ("cortex_m_basepri", ARM, thumb("cortex-m7", *ERRATUM)),
    "cortex_m_svc cortex-m4": ("cortex_m_svc", ARM, thumb("cortex-m4", *CEILING)),
    "cortex_m_multicore cortex-m33": ("cortex_m_multicore", ARM, thumb("cortex-m33", *AN521_CORE)),
    "cortex_m_multicore cortex-m4": ("cortex_m_multicore", ARM, thumb("cortex-m4", *AN521_CORE)),
    "rp2040 cortex-m0plus": ("rp2040", ARM, thumb("cortex-m0plus")),
    "arm_cpsr cortex-a9": ("arm_cpsr", ARM, arm("cortex-a9")),
    "arm_cpsr cortex-a9 thumb": ("arm_cpsr", ARM, thumb("cortex-a9")),
    "arm_cpsr cortex-r5": ("arm_cpsr", ARM, arm("cortex-r5")),
    "arm_cpsr cortex-a9 with FIQ": ("arm_cpsr", ARM, arm("cortex-a9", "-DCRITSEC_ARM_MASK_FIQ")),
    "cortex_a_smp cortex-a9": ("cortex_a_smp", ARM, arm("cortex-a9")),
    "riscv rv32": ("riscv", RV32, RV32_FLAGS),
    "riscv rv64": ("riscv", RV64, RV64_FLAGS),
    "riscv rv32, supervisor": ("riscv", RV32, {name: [*flags, "-DCRITSEC_RISCV_S_MODE"]
                                               for name, flags in RV32_FLAGS.items()}),
    "riscv_smp rv32": ("riscv_smp", RV32, RV32_FLAGS),
    "avr atmega1284p": ("avr", AVR, {name: ["-mmcu=atmega1284p"] for name in ("gcc", "clang")}),
}
M4 = CORTEX_M["mps2-an386"]
# name of the line: board, port, flags
EXECUTED = {
    "cortex_m_primask": (M4, "cortex_m_primask", []),
    "cortex_m_basepri": (M4, "cortex_m_basepri", CEILING),
    "cortex_m_basepri r0p1": (CORTEX_M["mps2-an500"], "cortex_m_basepri", ERRATUM),
    "cortex_m_svc, privileged": (M4, "cortex_m_svc", CEILING),
    "cortex_m_svc": (UNPRIVILEGED["mps2-an386"], "cortex_m_svc", [*CEILING, "-DUNPRIVILEGED"]),
    "cortex_m_multicore, uncontended": (AN521, "cortex_m_multicore", [*AN521_CORE, "-DCLOCK_MHZ=20U"]),
    "rp2040, uncontended": (RP2040, "rp2040", ["-DEXECUTED=0x101"]),
    "arm_cpsr": (CORTEX_A9, "arm_cpsr", ["-marm"]),
    "arm_cpsr with FIQ": (CORTEX_A9, "arm_cpsr", ["-marm", "-DCRITSEC_ARM_MASK_FIQ"]),
    "cortex_a_smp, uncontended": (CORTEX_A9, "cortex_a_smp", ["-marm"]),
    "riscv": (RISCV["rv32"], "riscv", []),
    "riscv_smp, uncontended": (RISCV["rv32"], "riscv_smp", []),
}
RETURNS = {"bx", "ret", "pop"}


def listing(folder, objdump, compiler, source, *flags):
    """{function: its mnemonics} of a source, without literal pools and alignment."""
    must(*compiler, "-std=c11", "-ffreestanding", *flags, *INCLUDES, "-c", source, "-o", folder / "cost.o")
    functions = {}
    body = []
    for line in must(tool(objdump), "-d", "--no-show-raw-insn", folder / "cost.o").splitlines():
        head = re.match(r"[0-9a-f]+ <(\w+)>:", line)
        if head:
            body = functions.setdefault(head[1], [])
        instruction = re.match(r"\s+[0-9a-f]+:\s+([a-z][\w.]*)", line)
        if instruction and instruction[1] not in ("nop", "udf"):
            body.append(instruction[1])
    return functions


def port_functions(functions):
    """(acquire, release) without their last return."""
    found = []
    for name in ("acquire", "release"):
        body = next(body for symbol, body in functions.items() if symbol.startswith(f"critsec_{name}_v1_u"))
        found.append(tuple(body[:-1]) if body[-1] in RETURNS else tuple(body))
    return tuple(found)


def measure(name, compiler, level):
    port, (gcc, triple, objdump), flags = TARGETS[name]
    command = [tool(gcc)] if compiler == "gcc" else [tool("clang-19", "clang"), f"--target={triple}"]
    with tempfile.TemporaryDirectory() as folder:
        return port_functions(listing(Path(folder), objdump, command, PORTS / f"{port}.c", level,
                                      *C_WARNINGS, *flags[compiler]))


def table():
    """The lines of the golden file, from the compilers."""
    cases = [(name, compiler, level) for name in TARGETS for compiler in ("gcc", "clang") for level in LEVELS]
    with ThreadPoolExecutor(2) as pool:
        measured = dict(zip(cases, pool.map(lambda case: measure(*case), cases)))
    lines = []
    for name in TARGETS:
        same = {}
        for compiler in ("gcc", "clang"):
            for level in LEVELS:
                same.setdefault((compiler, measured[name, compiler, level]), []).append(level)
        for (compiler, (acquire, release)), levels in same.items():
            lines.append(f"{name}: {compiler} {' '.join(levels)}: {len(acquire)} {' '.join(acquire)} / "
                         f"{len(release)} {' '.join(release)}")
    return lines + [executed(name) for name in EXECUTED]


def executed(name):
    """A line: an instruction takes a fixed time of the emulated board's, so that its clock counts them."""
    board, port, flags = EXECUTED[name]
    words = [word for word in board.emulator if word not in COUNTED]
    shift = 0 if board.folder == "riscv" else 10  # an instruction counter there, a timer here
    emulator = [*words[:-1], "-icount", f"shift={shift}", words[-1]]
    with tempfile.TemporaryDirectory() as folder:
        status, output = replace(board, target="cost.c", suite_files="../cost.c", emulator=emulator).suite(
            Path(folder), PORTS / f"{port}.c", "-O2", *flags)
    assert status == 0, output
    return f"{name}: executed with calls: {' '.join(re.findall(r'^(?:pair|nested) .*', output, re.M))}"


def golden():
    return GOLDEN.read_text(encoding="utf-8").splitlines()


def main():
    lines = table()
    if sys.argv[1:] == ["--bless"]:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 0
    different = set(lines) ^ set(golden())
    print("\n".join(sorted(different)), end="\n" if different else "")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
