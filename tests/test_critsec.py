"""critsec on the host: its header, links, cost, examples, and the POSIX port. The ports for firmware run in
test_critsec_boards.py."""

import re

import pytest

from critsec_tool import (C_WARNINGS, CEILING, CRITSEC, ERRATUM, INCLUDES, PORTS, SYMBOL, WARNINGS, must, run,
                          thread_sanitizer, tool)
from critsec_tool import SUITE as TESTS

PRIMASK = PORTS / "cortex_m_primask.c"
BASEPRI = PORTS / "cortex_m_basepri.c"
POSIX = PORTS / "posix.c"


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    "compiler, flags",
    [
        (["gcc"], ["-std=c11"]),
        (["g++"], ["-x", "c++", "-std=c++17"]),
        (["clang", "clang-19"], ["-std=c11"]),
        (["clang", "clang-19"], ["-x", "c++", "-std=c++17"]),
        (["arm-none-eabi-gcc"], ["-std=c11", "-mcpu=cortex-m0", "-mthumb", "-ffreestanding"]),
        (["arm-none-eabi-gcc"], ["-std=c99", "-mcpu=cortex-m0", "-mthumb", "-ffreestanding"]),
        (["arm-none-eabi-g++"], ["-x", "c++", "-std=c++17", "-mcpu=cortex-m4", "-mthumb", "-ffreestanding"]),
        (["avr-gcc"], ["-std=c11", "-mmcu=atmega1284p"]),
        (["riscv64-unknown-elf-gcc"], ["-std=c11", "-ffreestanding"]),
        (["clang-19"], ["-std=c11", "--target=arm-none-eabi", "-mcpu=cortex-m4", "-ffreestanding"]),
        (["clang-19"], ["-std=c11", "--target=avr", "-mmcu=atmega1284p", "-ffreestanding"]),
        (["clang-19"], ["-std=c11", "--target=riscv32", "-march=rv32imac", "-ffreestanding"]),
    ],
    ids=lambda value: "-".join(value),
)
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_headers_are_clean(tmp_path, compiler, flags, level):
    """Their forms in use, and each header alone."""
    sources = [TESTS / "header_use.c"]
    for header in (CRITSEC / "include" / "critsec").glob("*.h"):
        sources.append(tmp_path / f"{header.stem}.c")
        sources[-1].write_text(f'#include "critsec/{header.name}"\n', encoding="utf-8")
    for source in sources:
        must(tool(*compiler), *flags, level, *WARNINGS, *INCLUDES, "-c", source, "-o", tmp_path / "use.o")


@pytest.mark.parametrize("compiler", ["gcc", "clang-19"])
def test_posix_port_is_clean(tmp_path, compiler):
    must(tool(compiler), *C_WARNINGS, *INCLUDES, "-O2", "-c", POSIX, "-o", tmp_path / "port.o")


@pytest.mark.parametrize("folder, port, flags", [
    ("freertos", "freertos", ["-DSTAND_IN=NESTING"]), ("freertos", "freertos", ["-DSTAND_IN=COUNTING"]),
    ("zephyr", "zephyr", []),
])
def test_kernel_ports_are_clean_with_clang(tmp_path, folder, port, flags):
    must(tool("clang-19"), "--target=arm-none-eabi", "-mcpu=cortex-m4", "-mthumb", "-ffreestanding", "-O2",
         *C_WARNINGS, *INCLUDES, f"-I{TESTS / folder}", *flags, "-c", PORTS / f"{port}.c",
         "-o", tmp_path / "port.o")


USES = {
    "good": ("uint32_t f(void) { CRITSEC_SCOPE(held); return *CRITSEC_REF(&m, held); }", None),
    "zero is no token": ("uint32_t f(void) { return *CRITSEC_REF(&m, 0); }", "critsec_token_check"),
    "state is no token": (
        "uint32_t f(void) { critsec_state_t s = critsec_acquire(); return *CRITSEC_REF(&m, s); }",
        "critsec_token_check",
    ),
    "state is opaque": ("void f(void) { critsec_release(0); }", "critsec_release"),
    "scope needs a block": ("void f(int c) { if (c) CRITSEC_SCOPE(held); }", "critsec"),
}


@pytest.mark.parametrize("name", USES)
def test_header_refuses_misuse(tmp_path, name):
    use, message = USES[name]
    source = tmp_path / "use.c"
    source.write_text(
        f'#include "critsec/critsec.h"\nstatic CRITSEC_MUTEX(uint32_t) m = CRITSEC_MUTEX_INIT(0);\n'
        f'uint32_t g(void) {{ CRITSEC_SCOPE(t); return *CRITSEC_REF(&m, t); }}\n{use}\n'
    )
    result = run(tool("gcc"), "-std=c11", *INCLUDES, "-c", source, "-o", tmp_path / "use.o")
    if message is None:
        assert result.returncode == 0, result.stdout
    else:
        assert result.returncode != 0 and message in result.stdout


@pytest.mark.parametrize(
    "port, flags, message",
    [
        (PRIMASK, ["-mcpu=cortex-m0"], None),
        (PRIMASK, [], "add -mcpu=cortex-m0"),
        (PRIMASK, ["-mcpu=cortex-a9"], "add -mcpu=cortex-m0"),
        (PRIMASK, ["-mcpu=cortex-m0", "-DCRITSEC_STATE_BITS=8"], "remove CRITSEC_STATE_BITS"),
        (PRIMASK, ["-mcpu=cortex-m0", "-DCRITSEC_STATE_BITS=24"], "is 8, 16 or 32"),
        (BASEPRI, ["-mcpu=cortex-m3", *CEILING], None),
        (BASEPRI, ["-mcpu=cortex-m3"], "define CRITSEC_PRIORITY_BITS"),
        (BASEPRI, ["-mcpu=cortex-m0", *CEILING], "link cortex_m_primask.c instead"),
        (BASEPRI, ["-mcpu=cortex-m23", *CEILING], "link cortex_m_primask.c instead"),
        (
            BASEPRI,
            ["-mcpu=cortex-m3", "-DCRITSEC_PRIORITY_BITS=4", "-DCRITSEC_CEILING=0"],
            "BASEPRI 0 masks nothing",
        ),
        (BASEPRI, ["-mcpu=cortex-m3", "-DCRITSEC_PRIORITY_BITS=4", "-DCRITSEC_CEILING=15"], None),
        (BASEPRI, ["-mcpu=cortex-m3", "-DCRITSEC_PRIORITY_BITS=4", "-DCRITSEC_CEILING=16"], "not a priority"),
        (
            BASEPRI,
            ["-mcpu=cortex-m3", "-DCRITSEC_PRIORITY_BITS=2", "-DCRITSEC_CEILING=1"],
            "implement 3 to 8 bits",
        ),
    ],
)
def test_port_says_what_is_missing(tmp_path, port, flags, message):
    mode = ["-marm"] if "-mcpu=cortex-a9" in flags or not flags else ["-mthumb"]
    result = run(
        tool("arm-none-eabi-gcc"),
        *flags,
        *mode,
        "-ffreestanding",
        *C_WARNINGS,
        *INCLUDES,
        "-c",
        port,
        "-o",
        tmp_path / "port.o",
    )
    if message is None:
        assert result.returncode == 0, result.stdout
    else:
        assert result.returncode != 0 and message in result.stdout


# ---------------------------------------------------------------- the contract on the host


def build_host(tmp_path, *sources, flags=()):
    program = tmp_path / "program"
    must(tool("gcc"), "-O2", *C_WARNINGS, *flags, *INCLUDES, *sources, "-pthread", "-o", program)
    return program


@pytest.mark.parametrize("flags", [[], ["-flto"]], ids=["objects", "lto"])
def test_posix_port_keeps_the_contract(tmp_path, flags):
    program = build_host(tmp_path, TESTS / "contract.c", TESTS / "host" / "target.c", POSIX, flags=flags)
    assert "contract: kept, port posix" in must(program)


def test_posix_port_locks_threads(tmp_path):
    assert must(build_host(tmp_path, TESTS / "host" / "threads.c", POSIX)) == "0 updates lost\n"


def test_threads_without_lock_lose_updates(tmp_path):
    program = build_host(tmp_path, TESTS / "host" / "threads.c", TESTS / "controls" / "unlocked.c")
    result = run(program)
    assert result.returncode == 1 and re.fullmatch(r"[1-9]\d* updates lost\n", result.stdout)


@pytest.mark.parametrize(
    "port, clean", [(POSIX, True), (TESTS / "controls" / "unlocked.c", False)], ids=["posix", "control"]
)
def test_thread_sanitizer(tmp_path, port, clean):
    sanitize = thread_sanitizer(tmp_path)
    result = run(build_host(tmp_path, TESTS / "host" / "threads.c", port, flags=sanitize))
    assert ("WARNING: ThreadSanitizer: data race" in result.stdout) is not clean, result.stdout
    assert (result.returncode == 0) is clean


@pytest.mark.parametrize(
    "misuse, message",
    [
        ("without-acquire", "release without acquire"),
        ("twice", "release out of order"),
        ("out-of-order", "release out of order"),
        ("correct", None),
    ],
)
def test_posix_port_stops_misuse(tmp_path, misuse, message):
    result = run(build_host(tmp_path, TESTS / "host" / "misuse.c", POSIX), misuse)
    if message is None:
        assert result.returncode == 0 and result.stdout == ""
    else:
        assert result.returncode < 0 and message in result.stdout


# ---------------------------------------------------------------- one port a program


@pytest.fixture
def linker(tmp_path):
    """Objects of a user of critsec and of two ports for the host, and a function that links some of them."""
    gcc, archiver = tool("gcc"), tool("ar")
    sources = {
        "user": (TESTS / "header_use.c", []),
        "main": (None, []),
        "posix": (POSIX, []),
        "second": (TESTS / "controls" / "unlocked.c", []),
        "narrow": (TESTS / "header_use.c", ["-DCRITSEC_STATE_BITS=8"]),
    }
    main = tmp_path / "main.c"
    main.write_text("unsigned header_use(_Bool); int main(void) { return header_use(0) == 0; }\n")

    def link(*objects, flags=(), archives=(), whole=False):
        for name in [*objects, *archives]:
            source, defines = sources[name]
            must(gcc, "-O2", *flags, *defines, *INCLUDES, "-c", source or main, "-o", tmp_path / f"{name}.o")
        for name in archives:
            must(archiver, "rcs", tmp_path / f"lib{name}.a", tmp_path / f"{name}.o")
        return run(
            gcc,
            *flags,
            *[tmp_path / f"{name}.o" for name in objects],
            *(["-Wl,--whole-archive"] if whole else []),
            *[tmp_path / f"lib{name}.a" for name in archives],
            *(["-Wl,--no-whole-archive"] if whole else []),
            "-pthread",
            "-o",
            tmp_path / "program",
        )

    return link


@pytest.mark.parametrize("flags", [[], ["-flto"]], ids=["objects", "lto"])
def test_link_one_port(linker, flags):
    result = linker("main", "user", "posix", flags=flags)
    assert result.returncode == 0, result.stdout


def test_link_without_port_names_the_cure(linker):
    result = linker("main", "user")
    assert result.returncode != 0
    for function in ("acquire", "release", "is_held", "port_name", "port_init"):
        assert f"undefined reference to `{SYMBOL.format(function)}'" in result.stdout


@pytest.mark.parametrize("flags", [[], ["-flto"]], ids=["objects", "lto"])
def test_link_two_ports_fails(linker, flags):
    result = linker("main", "user", "posix", "second", flags=flags)
    assert result.returncode != 0
    assert f"multiple definition of `{SYMBOL.format('acquire')}'" in result.stdout


def test_link_other_state_width_fails(linker):
    result = linker("main", "narrow", "posix")
    assert result.returncode != 0
    assert "undefined reference to `critsec_acquire_v1_u8__link_exactly_one_critsec_port'" in result.stdout


def test_link_two_archives_hides_the_second_port(linker):
    """Why ports are never archives, as the README says: a linker that refused this would make the
    advice void."""
    assert linker("main", "user", archives=["posix", "second"]).returncode == 0


def test_link_object_hides_an_archive(linker):
    assert linker("main", "user", "posix", archives=["second"]).returncode == 0


def test_link_two_whole_archives_fails(linker):
    result = linker("main", "user", archives=["posix", "second"], whole=True)
    assert result.returncode != 0
    assert f"multiple definition of `{SYMBOL.format('acquire')}'" in result.stdout


def test_link_two_cortex_m_ports_fails(tmp_path):
    gcc = tool("arm-none-eabi-gcc")
    result = run(
        gcc,
        "-mcpu=cortex-m3",
        "-mthumb",
        "-ffreestanding",
        "-nostdlib",
        "-O2",
        *CEILING,
        *INCLUDES,
        PRIMASK,
        BASEPRI,
        "-o",
        tmp_path / "two.elf",
    )
    assert result.returncode != 0 and f"multiple definition of `{SYMBOL.format('acquire')}'" in result.stdout


# ---------------------------------------------------------------- examples


EXAMPLES = sorted((CRITSEC / "examples").glob("*.c"))


@pytest.mark.parametrize("cpu", ["cortex-m0", "cortex-m4"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_compiles_for_cortex_m(tmp_path, example, cpu):
    must(
        tool("arm-none-eabi-gcc"),
        f"-mcpu={cpu}",
        "-mthumb",
        "-Os",
        "-ffreestanding",
        *C_WARNINGS,
        *INCLUDES,
        "-c",
        example,
        "-o",
        tmp_path / "example.o",
    )


def test_examples_work_on_the_host(tmp_path):
    objects = []
    for example in EXAMPLES:
        objects.append(tmp_path / f"{example.stem}.o")
        must(
            tool("gcc"),
            "-std=c11",
            "-O2",
            *WARNINGS,
            f"-Dmain={example.stem}_main",
            *INCLUDES,
            "-c",
            example,
            "-o",
            objects[-1],
        )
    must(build_host(tmp_path, TESTS / "host" / "examples.c", POSIX, *objects))
