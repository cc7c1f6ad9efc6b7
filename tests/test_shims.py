"""The stand-in headers: each compiles alone, lies at the right addresses, and its asm assembles."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
SHIMS = REPO / "shims"
FOLDERS = sorted(path.name for path in SHIMS.iterdir() if path.is_dir() and path.name != "libcxx")

ARM = ["-target", "thumbv7em-none-eabi"]
M0 = ["-target", "thumbv6m-none-eabi"]
M33 = ["-target", "thumbv8m.main-none-eabi"]
RISCV = ["-target", "riscv32-none-elf"]
AVR = [["-target", "avr", f"-mmcu=atmega{part}"] for part in ("328p", "2560", "32u4")]
TARGETS = {
    "libc": [ARM, RISCV, AVR[0]],
    "cmsis": [ARM, M0, M33, ["-target", "thumbv8m.base-none-eabi"]],
    "freertos": [ARM, M0, M33, RISCV, AVR[0]],
    "avr": AVR,
    "pico": [M0, M33],
    "arduino": [ARM, AVR[0]],
    "zephyr": [ARM, RISCV],
    "esp-idf": [RISCV],
    "hosted": [ARM, RISCV],
    "critlint": [ARM, RISCV, AVR[0]],
}
NEEDS = {"arduino": ["avr"], "esp-idf": ["freertos"]}  # other stand-ins that its headers include


@pytest.fixture(scope="module")
def clang():
    found = shutil.which("clang-19")
    if not found:
        pytest.skip("clang-19 is not installed")
    return found


def compile_text(clang, target, folder, text, *options):
    includes = [f"-I{SHIMS / name}" for name in [folder, *NEEDS.get(folder, [])]]
    return subprocess.run([clang, *target, "-std=gnu11", "-ffreestanding", "-nostdlibinc", "-Wall", "-Wextra",
                           "-Werror", *options, *includes, "-isystem", str(SHIMS / "libc"), "-xc", "-"],
                          input=text, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def libcxx(tmp_path_factory):
    """The headers of the C++ library under the names that an #include uses."""
    folder = tmp_path_factory.mktemp("libcxx")
    for path in (SHIMS / "libcxx").glob("*.h"):
        shutil.copy(path, folder / path.stem)
    return folder


def compile_cxx(clang, libcxx, target, text, *folders):
    """As the front end offers them: headers of C inside extern "C"."""
    includes = [f"-I{SHIMS / name}" for folder in folders for name in [folder, *NEEDS.get(folder, [])]]
    return subprocess.run([clang, *target, "-std=gnu++17", "-ffreestanding", "-nostdlibinc", "-Wall",
                           "-Wextra", "-Werror", "-Wno-c99-extensions", "-Drestrict=__restrict",
                           "-fsyntax-only", *includes, "-isystem", str(libcxx), "-isystem",
                           str(SHIMS / "libc"), "-xc++", "-"],
                          input=text, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(path.stem for path in (SHIMS / "libcxx").iterdir()))
def test_cxx_header_compiles_alone(clang, libcxx, name):
    for target in (ARM, RISCV, AVR[0]):
        done = compile_cxx(clang, libcxx, target, f"#include <{name}>\n#include <{name}>\n")
        assert done.returncode == 0, f"{target}: {done.stderr}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_cxx_reads_headers_of_c(clang, libcxx, folder):
    every = [param.values[1] for param in headers() if param.values[0] == folder]
    every = [name for name in every if not name.startswith(("core_cm", "avr/crit_mega")) or "cm4" in name]
    for name in every:
        text = f'extern "C" {{\n#include <{name}>\n}}\n'
        done = compile_cxx(clang, libcxx, TARGETS[folder][0], text, folder)
        assert done.returncode == 0, f"{name}: {done.stderr}"


USES_CXX = """
#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <limits>
#include <new>
#include <utility>
static_assert(std::numeric_limits<signed char>::max() == 127, "");
static_assert(std::numeric_limits<unsigned short>::max() == 65535, "");
std::atomic<int> count{0};
std::array<int, 2> pair = {1, 2};
alignas(int) unsigned char place[sizeof(int)];
int use(std::function<int(int)> call)
{
    count++;
    for (int x : pair) {
        count.fetch_add(std::max(x, 1));
    }
    return call(std::exchange(*new (place) int(3), 4)) + std::clamp(count.load(), 0, 9);
}
int taken = use([](int x) { return x; });
"""


def test_cxx_headers_are_usable(clang, libcxx):
    done = compile_cxx(clang, libcxx, ARM, USES_CXX)
    assert done.returncode == 0, done.stderr
    assert compile_cxx(clang, libcxx, ARM, USES_CXX.replace("fetch_add", "no_such")).returncode


def headers():
    return [pytest.param(folder, path.relative_to(SHIMS / folder).as_posix(),
                         id=path.relative_to(SHIMS).as_posix())
            for folder in FOLDERS for path in sorted((SHIMS / folder).rglob("*.h"))]


@pytest.mark.parametrize("folder, header", headers())
def test_compiles_alone(clang, folder, header):
    for target in TARGETS[folder]:
        done = compile_text(clang, target, folder, f"#include <{header}>\n", "-fsyntax-only")
        assert done.returncode == 0, f"{target}: {done.stderr}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_compile_together(clang, folder):
    """Twice and in any order: guards hold, and no two headers declare a name differently."""
    every = [param.values[1] for param in headers() if param.values[0] == folder]
    cores = [name for name in every if name.startswith("core_cm") and name != "core_cm4.h"]
    every = [name for name in every if name not in cores and not name.startswith("avr/crit_mega")]
    text = "".join(f"#include <{name}>\n" for name in [*every, *reversed(every)])
    done = compile_text(clang, TARGETS[folder][0], folder, text, "-fsyntax-only")
    assert done.returncode == 0, done.stderr


def test_a_broken_header_is_noticed(clang):
    assert compile_text(clang, ARM, "cmsis", "#include <no_such_header.h>\n", "-fsyntax-only").returncode
    assert compile_text(clang, ARM, "cmsis", "uint32_t value;\n", "-fsyntax-only").returncode


LAYOUT = """
#include <stddef.h>
#include <%s>
#define AT(object, member, address) \\
    _Static_assert((size_t)(object##_BASE) + offsetof(object##_Type, member) == (address), #object #member)
"""
V7M = """
AT(SCB, ICSR, 0xE000ED04); AT(SCB, VTOR, 0xE000ED08); AT(SCB, AIRCR, 0xE000ED0C); AT(SCB, SCR, 0xE000ED10);
AT(SCB, SHP, 0xE000ED18); AT(SCB, SHCSR, 0xE000ED24); AT(SCB, CFSR, 0xE000ED28); AT(SCB, CPACR, 0xE000ED88);
AT(SCB, STIR, 0xE000EF00); AT(SCB, ICIALLU, 0xE000EF50); AT(SCB, DCCISW, 0xE000EF74);
AT(NVIC, ISER, 0xE000E100); AT(NVIC, ICER, 0xE000E180); AT(NVIC, ISPR, 0xE000E200);
AT(NVIC, ICPR, 0xE000E280);
AT(NVIC, IABR, 0xE000E300); AT(NVIC, ITNS, 0xE000E380); AT(NVIC, IP, 0xE000E400); AT(NVIC, STIR, 0xE000EF00);
AT(SysTick, CTRL, 0xE000E010); AT(SysTick, VAL, 0xE000E018); AT(CoreDebug, DEMCR, 0xE000EDFC);
AT(DWT, CYCCNT, 0xE0001004); AT(DWT, LAR, 0xE0001FB0); AT(ITM, TER, 0xE0000E00); AT(ITM, LAR, 0xE0000FB0);
AT(MPU, RASR, 0xE000EDA0); AT(MPU, MAIR0, 0xE000EDC0); AT(FPU, FPCCR, 0xE000EF34);
"""
V6M = """
AT(SCB, ICSR, 0xE000ED04); AT(SCB, SHP, 0xE000ED1C); AT(SCB, SHCSR, 0xE000ED24);
AT(NVIC, ISER, 0xE000E100); AT(NVIC, ICER, 0xE000E180); AT(NVIC, ISPR, 0xE000E200);
AT(NVIC, ICPR, 0xE000E280);
AT(NVIC, IP, 0xE000E400);
"""


@pytest.mark.parametrize("target, header, asserts", [
    (ARM, "core_cm4.h", V7M), (ARM, "core_cm7.h", V7M), (M33, "core_cm33.h", V7M), (M0, "core_cm0.h", V6M)])
def test_cortex_m_layout(clang, target, header, asserts):
    """Addresses of the Arm architecture reference manuals."""
    done = compile_text(clang, target, "cmsis", LAYOUT % header + asserts, "-fsyntax-only")
    assert done.returncode == 0, done.stderr
    wrong = compile_text(clang, target, "cmsis", LAYOUT % header + "AT(SCB, ICSR, 0xE000ED00);",
                         "-fsyntax-only")
    assert "static assertion failed" in wrong.stderr


MASKS = """
#include <core_cm4.h>
uint32_t all(volatile uint32_t *word)
{
    uint32_t state = __get_PRIMASK() + __get_BASEPRI() + __get_FAULTMASK() + __get_IPSR() + __get_CONTROL();
    __disable_irq(); __enable_irq(); __disable_fault_irq(); __enable_fault_irq();
    __set_PRIMASK(state); __set_BASEPRI(state); __set_BASEPRI_MAX(state); __set_FAULTMASK(state);
    __set_CONTROL(state); __set_MSP(state); __set_PSP(state);
    __DMB(); __DSB(); __ISB(); __WFI(); __WFE(); __SEV(); __NOP(); __BKPT(0); __CLREX();
    state += __REV16(state) + __RBIT(state) + __CLZ(state) + __get_APSR() + __get_xPSR();
    while (__STREXW(__LDREXW(word) + 1, word)) { }
    NVIC_EnableIRQ(3); NVIC_DisableIRQ(3); NVIC_SetPriority(3, 5); NVIC_SetPriority(-1, 5);
    return state + SysTick_Config(1000) + NVIC_EncodePriority(3, 4, 0);
}
"""


def assembly(clang, target, folder, text):
    """The unit's assembly; that the integrated assembler takes it is checked on the way."""
    done = compile_text(clang, target, folder, text, "-O1", "-c", "-o", "/dev/null")
    assert done.returncode == 0, done.stderr
    return compile_text(clang, target, folder, text, "-O1", "-S", "-o", "-").stdout


def test_cortex_m_bodies(clang):
    text = assembly(clang, ["-target", "thumbv7em-none-eabi", "-mcpu=cortex-m4"], "cmsis", MASKS)
    for instruction in ("cpsid\ti", "cpsie\ti", "cpsid\tf", "cpsie\tf", "primask", "basepri,", "basepri_max",
                        "faultmask", "ldrex", "strex", "clrex", "dsb", "isb", "dmb", "wfi"):
        assert instruction.replace("\t", " ") in text.replace("\t", " "), instruction


def test_armv6m_has_no_basepri(clang):
    done = compile_text(clang, M0, "cmsis", "#include <core_cm0.h>\nvoid f(void) { __set_BASEPRI(1); }\n",
                        "-fsyntax-only")
    assert "undeclared function '__set_BASEPRI'" in done.stderr


SECTIONS = """
#include <FreeRTOS.h>
#include <task.h>
void from_isr(volatile int *count)
{
    UBaseType_t state = taskENTER_CRITICAL_FROM_ISR();
    ++*count;
    taskEXIT_CRITICAL_FROM_ISR(state);
    taskDISABLE_INTERRUPTS();
    taskENABLE_INTERRUPTS();
    taskENTER_CRITICAL();
    taskEXIT_CRITICAL();
}
"""


@pytest.mark.parametrize("target, wanted", [
    (ARM, ["basepri", "vPortEnterCritical"]),
    (M0, ["primask", "cpsid", "vPortExitCritical"]),
    (AVR[0], ["cli", "sei", "push", "pop"]),
    (RISCV + ["-march=rv32imac_zicsr"], ["csrci\tmstatus", "csrsi\tmstatus", "vTaskEnterCritical"]),
], ids=["armv7m", "armv6m", "avr", "riscv"])
def test_freertos_bodies(clang, target, wanted):
    text = assembly(clang, target, "freertos", SECTIONS)
    for word in wanted:
        assert word.lower() in text.lower(), word


HANDLER = """
#include <avr/interrupt.h>
#include <util/atomic.h>
#include <avr/sleep.h>
volatile uint16_t ticks;
ISR(TIMER0_OVF_vect) { ticks++; }
ISR(INT0_vect, ISR_NOBLOCK) { ticks = 0; }
int main(void)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { ticks = 0; }
    ATOMIC_BLOCK(ATOMIC_FORCEON) { ticks = 1; }
    PORTB |= _BV(PB5);
    sleep_mode();
    return 0;
}
"""


def test_avr_bodies(clang):
    text = assembly(clang, AVR[0], "avr", HANDLER)
    assert "__vector_16:" in text and "__vector_1:" in text and text.count("reti") == 2
    assert text.count("cli") == 2 and text.count("out\t63") >= 3  # SREG is 0x3F in I/O space
    assert "sbi\t5, 5" in text and "sleep" in text  # PORTB is 0x05 in I/O space
    assert text.count("sei") == 2  # ISR_NOBLOCK, ATOMIC_FORCEON


def number(text):
    """An expanded register or constant as a number: its integers, added (0x05 + 0x20)."""
    if "__vector_" in text:
        return text.strip()
    text = text.replace("volatile uint8_t", "").replace("volatile uint16_t", "")
    return sum(int(word.rstrip("UL"), 0) for word in re.findall(r"\b\d\w*", text))


def expanded(command, names):
    """What each name expands to, as a number."""
    lines = [f"@{index} {name}\n" for index, name in enumerate(names)]
    done = subprocess.run([*command, "-E", "-P", "-xc", "-"], capture_output=True, text=True, check=False,
                          input="#include <avr/interrupt.h>\n" + "".join(lines))
    assert done.returncode == 0, done.stderr
    texts = [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line.startswith("@")]
    return dict(zip(names, map(number, texts), strict=True))


@pytest.mark.parametrize("part", ["328p", "2560", "32u4"])
def test_avr_registers_agree_with_avr_libc(clang, part):
    """Every register, bit and vector of a stand-in has avr-libc's value, where avr-libc is there."""
    gcc = shutil.which("avr-gcc")
    if not gcc:
        pytest.skip("avr-gcc is not installed")
    text = "".join((SHIMS / "avr/avr" / name).read_text(encoding="utf-8")
                   for name in ("crit_mega.h", f"crit_mega{part}.h"))
    names = re.findall(r"^#define ([A-Z]\w*) \S", text, re.M)
    assert len(names) > 300
    ours = expanded([clang, "-target", "avr", f"-mmcu=atmega{part}", "-ffreestanding", "-nostdlibinc",
                     f"-I{SHIMS / 'avr'}", f"-I{SHIMS / 'libc'}"], names)
    assert ours["UDR1" if part == "32u4" else "UDR0"] in (0xC6, 0xCE)
    assert ours == expanded([gcc, f"-mmcu=atmega{part}"], names)


def test_embedded_table(clang, tmp_path):
    """The generated table holds each file's bytes, in order."""
    out = tmp_path / "shims.c"
    subprocess.run([sys.executable, REPO / "tools/embed.py", out, "frontend/shims.h", "struct shim",
                    "shim_all", SHIMS], check=True)
    main = tmp_path / "main.c"
    main.write_text('#include "frontend/shims.h"\n#include <stdio.h>\nint main(void) { size_t count;\n'
                    "const struct shim *all = shim_all(&count); for (size_t i = 0; i < count; i++)\n"
                    'printf("%s/%s%c%s%c", all[i].folder, all[i].path, 0, all[i].text, 0); }\n')
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no host compiler")
    subprocess.run([compiler, f"-I{REPO / 'analyzer'}", out, main, "-o", tmp_path / "dump"], check=True)
    parts = subprocess.run([tmp_path / "dump"], capture_output=True, check=True).stdout.split(b"\0")[:-1]
    table = {parts[i].decode(): parts[i + 1] for i in range(0, len(parts), 2)}
    files = {path.relative_to(SHIMS).as_posix(): path.read_bytes() for path in SHIMS.rglob("*.h")}
    assert table == files
    assert list(table) == sorted(table)
