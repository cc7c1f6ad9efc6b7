"""Every port says what its build lacks: the wrong processor, a width of the state, a setting out of range."""

import pytest

from critsec_tool import AN521_CORE, CEILING, C_WARNINGS, INCLUDES, PORTS, SUITE, run, tool

ARM = ["arm-none-eabi-gcc"]
RISCV = ["riscv64-unknown-elf-gcc", "-misa-spec=2.2", "-mabi=ilp32"]
AVR = ["avr-gcc"]
HOST = ["gcc"]
M3 = [*ARM, "-mthumb", "-mcpu=cortex-m3"]
M33 = [*ARM, "-mthumb", "-mcpu=cortex-m33"]
A9 = [*ARM, "-marm", "-mcpu=cortex-a9"]
PICO = [*ARM, "-mthumb", "-mcpu=cortex-m0plus"]
IMAC = [*RISCV, "-march=rv32imac"]
ZEPHYR = [*M3, f"-I{SUITE / 'zephyr'}"]
FREERTOS = [*M3, f"-I{SUITE / 'freertos'}", "-DSTAND_IN=NESTING"]
NARROW = "-DCRITSEC_STATE_BITS=16"

# port, compiler with flags, what it says; nothing where it compiles
BUILDS = [
    ("cortex_m_svc", [*M3, *CEILING], None),
    ("cortex_m_svc", M3, "define CRITSEC_PRIORITY_BITS"),
    ("cortex_m_svc", [*M3, *CEILING, NARROW], "remove CRITSEC_STATE_BITS"),
    ("cortex_m_svc", [*M3, *CEILING, "-DCRITSEC_SVC=254"], "three numbers of eight bits"),
    ("cortex_m_svc", [*ARM, "-mthumb", "-mcpu=cortex-m0", *CEILING], "link cortex_m_primask.c instead"),
    ("cortex_m_multicore", [*M33, *AN521_CORE], None),
    ("cortex_m_multicore", M33, "define CRITSEC_CORE_REGISTER"),
    ("cortex_m_multicore", [*A9, *AN521_CORE], "this is no Cortex-M target"),
    ("cortex_m_multicore", [*PICO, *AN521_CORE], "no exclusive word access"),
    ("cortex_m_multicore", [*M33, *AN521_CORE, NARROW], "remove CRITSEC_STATE_BITS"),
    ("cortex_m_multicore", [*M33, *AN521_CORE, "-DCRITSEC_GRANULE=48"], "a power of two"),
    ("cortex_a_smp", A9, None),
    ("cortex_a_smp", M3, "this is no Cortex-A or Cortex-R target"),
    ("cortex_a_smp", [*A9, NARROW], "remove CRITSEC_STATE_BITS"),
    ("cortex_a_smp", [*A9, "-DCRITSEC_GRANULE=4"], "8 to 2048 bytes"),
    ("arm_cpsr", A9, None),
    ("arm_cpsr", M3, "this is no Cortex-A or Cortex-R target"),
    ("arm_cpsr", [*ARM, "-marm", "-mcpu=arm926ej-s"], "need Armv6 or later"),
    ("arm_cpsr", [*A9, NARROW], "remove CRITSEC_STATE_BITS"),
    ("rp2040", PICO, None),
    ("rp2040", A9, "this is no Cortex-M target"),
    ("rp2040", [*PICO, NARROW], "remove CRITSEC_STATE_BITS"),
    ("rp2040", [*PICO, "-DCRITSEC_SPINLOCK=32"], "CRITSEC_SPINLOCK: 0 to 31"),
    ("rp2040", [*PICO, "-DCRITSEC_SPINLOCK=12"], None),
    ("rp2040", [*M33, "-DCRITSEC_SPINLOCK=12"], "erratum E2"),
    ("rp2040", [*M33, "-DCRITSEC_SPINLOCK=18"], None),
    ("riscv", IMAC, None),
    ("riscv", HOST, "this is no RISC-V target"),
    ("riscv", [*IMAC, NARROW], "remove CRITSEC_STATE_BITS"),
    ("riscv_smp", IMAC, None),
    ("riscv_smp", [*RISCV, "-march=rv32imc"], "add the A extension"),
    ("riscv_smp", HOST, "this is no RISC-V target"),
    ("riscv_smp", [*IMAC, NARROW], "remove CRITSEC_STATE_BITS"),
    ("avr", [*AVR, "-mmcu=atmega1284p"], None),
    ("avr", HOST, "this is no AVR target"),
    ("avr", [*AVR, "-mmcu=atmega1284p", NARROW], "remove CRITSEC_STATE_BITS"),
    ("posix", HOST, None),
    ("posix", [*HOST, NARROW], "remove CRITSEC_STATE_BITS"),
    ("zephyr", ZEPHYR, None),
    ("zephyr", [*ZEPHYR, NARROW], "remove CRITSEC_STATE_BITS"),
    ("freertos", FREERTOS, None),
    ("freertos", [*FREERTOS, NARROW], "remove CRITSEC_STATE_BITS"),
    ("freertos", [*FREERTOS, "-DconfigNUMBER_OF_CORES=2"], "for one core"),
]
# Their builds are in test_critsec.py; the template is anybody's.
ELSEWHERE = {"cortex_m_primask", "cortex_m_basepri", "template"}


@pytest.mark.parametrize("port, build, message", BUILDS)
def test_port_says_what_its_build_lacks(tmp_path, port, build, message):
    compiler, *flags = build
    hosted = [] if compiler == "gcc" else ["-ffreestanding"]
    result = run(tool(compiler), *flags, *hosted, *C_WARNINGS, *INCLUDES, "-c", PORTS / f"{port}.c",
                 "-o", tmp_path / "port.o")
    if message is None:
        assert result.returncode == 0, result.stdout
    else:
        assert result.returncode != 0 and message in result.stdout, result.stdout


def test_every_port_is_built():
    assert {path.stem for path in PORTS.glob("*.c")} == {port for port, _, _ in BUILDS} | ELSEWHERE
