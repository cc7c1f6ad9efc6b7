"""critsec's atomic words and flags: instructions where the core has them, sections elsewhere."""

import re

import pytest

from critsec_tool import C_WARNINGS, CRITSEC, INCLUDES, PORTS, SUITE, WARNINGS, must, run, tool

THREADS = SUITE / "host" / "atomics.c"
USE = """
#include "critsec/atomic.h"
static critsec_atomic_t word = CRITSEC_ATOMIC_INIT(3);
static critsec_flag_t flag = CRITSEC_FLAG_INIT;
#ifdef __cplusplus
extern "C" {
#endif
uint32_t load(void);
void store(uint32_t v);
uint32_t exchange(uint32_t v);
uint32_t add(uint32_t v);
bool compare(uint32_t v);
void raise_flag(void);
bool is_raised(void);
bool take(void);
#ifdef __cplusplus
}
#endif
uint32_t load(void) { return critsec_atomic_load(&word); }
void store(uint32_t v) { critsec_atomic_store(&word, v); }
uint32_t exchange(uint32_t v) { return critsec_atomic_exchange(&word, v); }
uint32_t add(uint32_t v) { return critsec_atomic_add(&word, v); }
bool compare(uint32_t v) { uint32_t was = 0; return critsec_atomic_compare_exchange(&word, &was, v); }
void raise_flag(void) { critsec_flag_raise(&flag); }
bool is_raised(void) { return critsec_flag_is_raised(&flag); }
bool take(void) { return critsec_flag_take(&flag); }
"""
CHANGES = {"store", "exchange", "add", "compare", "take"}

# target: compilers with flags, the operations that are sections
M0 = ["-mcpu=cortex-m0", "-mthumb", "-ffreestanding"]
M4 = ["-mcpu=cortex-m4", "-mthumb", "-ffreestanding"]
RV = ["-mabi=ilp32", "-ffreestanding"]
TARGETS = {
    "m0 gcc": (["arm-none-eabi-gcc", *M0], CHANGES),
    "m0 clang": (["clang-19", "--target=arm-none-eabi", *M0], CHANGES),
    "m4 gcc": (["arm-none-eabi-gcc", *M4], set()),
    "m4 clang": (["clang-19", "--target=arm-none-eabi", *M4], set()),
    "rv32imac gcc": (["riscv64-unknown-elf-gcc", "-misa-spec=2.2", "-march=rv32imac", *RV], {"take"}),
    "rv32imac clang": (["clang-19", "--target=riscv32", "-march=rv32imac", *RV], set()),
    "rv32imc gcc": (["riscv64-unknown-elf-gcc", "-misa-spec=2.2", "-march=rv32imc", *RV], CHANGES),
    "avr gcc": (["avr-gcc", "-mmcu=atmega1284p"], CHANGES | {"load"}),
    "host gcc": (["gcc"], set()),
    "host sections": (["gcc", "-DCRITSEC_ATOMIC_SECTIONS"], CHANGES),
}


@pytest.mark.parametrize("name", TARGETS)
def test_sections_where_the_core_has_no_instruction(tmp_path, name):
    (compiler, *flags), expected = TARGETS[name]
    source = tmp_path / "use.c"
    source.write_text(USE)
    text = must(tool(compiler), *flags, "-O2", *C_WARNINGS, *INCLUDES, "-S", source, "-o", "-")
    assert not re.search(r"\b__(atomic|sync)_\w+", text), "a call that firmware has no library for"
    bodies = re.split(r"^(\w+):", text, flags=re.M)
    found = {function for function, body in zip(bodies[1::2], bodies[2::2]) if "critsec_acquire_v1" in body}
    assert found == expected


@pytest.mark.parametrize("compiler", ["g++", "clang-19"])
def test_header_is_clean_cpp(tmp_path, compiler):
    source = tmp_path / "use.cpp"
    source.write_text(USE)
    for flags in ([], ["-DCRITSEC_ATOMIC_SECTIONS"]):
        must(tool(compiler), "-x", "c++", "-std=c++17", *WARNINGS, *flags, *INCLUDES, "-c", source, "-o",
             tmp_path / "use.o")


@pytest.mark.parametrize("flags", [[], ["-DCRITSEC_ATOMIC_SECTIONS"]], ids=["native", "sections"])
def test_nothing_is_lost_between_threads(tmp_path, flags):
    must(tool("gcc"), "-O2", *C_WARNINGS, *flags, *INCLUDES, THREADS, PORTS / "posix.c", "-pthread",
         "-o", tmp_path / "program")
    assert must(tmp_path / "program") == "0 lost, 0 messages wrong\n"


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted error"])
def test_thread_sanitizer_sees_no_race(tmp_path, planted):
    """It finds an add that is no atomic one even where a busy host runs the threads in turn."""
    header = (CRITSEC / "include" / "critsec" / "atomic.h").read_text(encoding="utf-8")
    if planted:
        native = "return __atomic_fetch_add(&atomic->only_by_functions, value, __ATOMIC_SEQ_CST);"
        assert native in header
        header = header.replace(native, "return atomic->only_by_functions += value;")
    (tmp_path / "critsec").mkdir()
    (tmp_path / "critsec" / "atomic.h").write_text(header, encoding="utf-8")
    must(tool("gcc"), "-O1", "-g", "-fsanitize=thread", f"-I{tmp_path}", *INCLUDES, THREADS,
         PORTS / "posix.c", "-pthread", "-o", tmp_path / "program")
    output = run(tmp_path / "program", timeout=60).stdout
    assert ("WARNING: ThreadSanitizer: data race" in output) is planted, output
