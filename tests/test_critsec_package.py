"""The ways in which a program gets critsec: add_subdirectory, find_package, one header, or plain files."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from critsec_tool import (AVR, C_WARNINGS, CEILING, CORTEX_M, CRITSEC, INCLUDES, PORTS, RISCV_TWICE, SUITE,
                          failed_checks, must, run, tool)

POSIX = PORTS / "posix.c"

CMAKE_CASES = {
    "one port": ("critsec::critsec", "critsec::posix", None),
    "own port": ("critsec::critsec", "critsec::own", None),
    "two ports": ("critsec::critsec", "critsec::posix critsec::cortex_m_primask", "CRITSEC_PORT"),
    "second port in a library": ("critsec::cortex_m_primask", "critsec::posix", "CRITSEC_PORT"),
}


@pytest.mark.parametrize("name", CMAKE_CASES)
def test_cmake_refuses_two_ports(tmp_path, name):
    library, ports, message = CMAKE_CASES[name]
    (tmp_path / "main.c").write_text(
        "unsigned header_use(_Bool); int main(void) { return header_use(0) == 0; }\n"
    )
    (tmp_path / "CMakeLists.txt").write_text(f"""
        cmake_minimum_required(VERSION 3.18)
        project(user C)
        add_subdirectory("{CRITSEC}" critsec)
        critsec_add_port(own "{POSIX}")
        add_library(middle STATIC "{SUITE / 'header_use.c'}")
        target_link_libraries(middle PUBLIC {library})
        add_executable(program main.c)
        target_link_libraries(program PRIVATE middle {ports})
        """)
    result = run(tool("cmake"), "-S", tmp_path, "-B", tmp_path / "build")
    if message is None:
        assert result.returncode == 0, result.stdout
        must("cmake", "--build", tmp_path / "build")
        must(tmp_path / "build" / "program")
    else:
        assert result.returncode != 0 and message in result.stdout and "agree with" in result.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    must(tool("cmake"), "-S", CRITSEC, "-B", folder / "build", f"-DCMAKE_INSTALL_PREFIX={folder / 'prefix'}")
    must("cmake", "--install", folder / "build")
    return folder / "prefix"


def project(folder, text, *options):
    """Configures a project: the completed process."""
    (folder / "CMakeLists.txt").write_text(f"cmake_minimum_required(VERSION 3.18)\nproject(user C)\n{text}\n")
    return run(tool("cmake"), "-S", folder, "-B", folder / "build", *options)


@pytest.mark.parametrize("version, found", [("", True), ("0.1", True), ("0.2", False), ("1.0", False)])
def test_find_package(tmp_path, installed, version, found):
    (tmp_path / "main.c").write_text(
        '#include "critsec/critsec.h"\nint main(void) { CRITSEC_SCOPE(held); return !critsec_is_held(); }\n')
    done = project(tmp_path, f"find_package(critsec {version} REQUIRED)\nadd_executable(app main.c)\n"
                   "target_link_libraries(app PRIVATE critsec::posix)", f"-DCMAKE_PREFIX_PATH={installed}")
    assert (done.returncode == 0) is found, done.stdout
    if found:
        must("cmake", "--build", tmp_path / "build")
        must(tmp_path / "build" / "app")


def test_project_of_cxx_alone_gets_the_port(tmp_path, installed):
    (tmp_path / "main.cpp").write_text(
        '#include "critsec/critsec.h"\nint main() { CRITSEC_SCOPE(held); return !critsec_is_held(); }\n')
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.18)\nproject(user CXX)\nfind_package(critsec REQUIRED)\n"
        "add_executable(app main.cpp)\ntarget_link_libraries(app PRIVATE critsec::posix)\n")
    must(tool("cmake"), "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={installed}")
    must("cmake", "--build", tmp_path / "build")
    must(tmp_path / "build" / "app")


@pytest.mark.parametrize("linked, listed", [
    ("critsec::posix", {"main.c", "posix.c"}),
    ("critsec::debug critsec::posix", {"main.c", "posix.c", "critsec_debug.c"}),
    ("$<$<CONFIG:Debug>:critsec::debug> critsec_posix", {"main.c", "posix.c", "critsec_debug.c"}),
    ("critsec::own", {"main.c", "own.c"}),
], ids=["port", "debug layer", "by an expression", "own port"])
def test_database_lists_what_is_linked(tmp_path, linked, listed):
    """critlint and other tools read there what the program is made of."""
    (tmp_path / "main.c").write_text("int main(void) { return 0; }\n")
    shutil.copy2(POSIX, tmp_path / "own.c")
    done = project(tmp_path, f'add_subdirectory("{CRITSEC}" critsec)\ncritsec_add_port(own own.c)\n'
                   f"add_executable(app main.c)\ntarget_link_libraries(app PRIVATE {linked})",
                   "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-DCMAKE_BUILD_TYPE=Debug")
    assert done.returncode == 0, done.stdout
    commands = json.loads((tmp_path / "build" / "compile_commands.json").read_text(encoding="utf-8"))
    assert {Path(command["file"]).name for command in commands} == listed


def test_debug_target_checks_sections(tmp_path):
    (tmp_path / "main.c").write_text(
        '#include "critsec/debug.h"\n'
        "int main(void) { CRITSEC_SCOPE(held); return critsec_debug_depth() != 1; }\n")
    done = project(tmp_path, f'add_subdirectory("{CRITSEC}" critsec)\nadd_executable(app main.c)\n'
                   "target_link_libraries(app PRIVATE critsec::debug critsec::posix)")
    assert done.returncode == 0, done.stdout
    must("cmake", "--build", tmp_path / "build")
    must(tmp_path / "build" / "app")


@pytest.mark.parametrize("how", ["in the project", "in the cache"])
def test_settings_reach_the_port(tmp_path, how):
    """Set in the project they must survive the declaration in the cache, which would win by default."""
    settings = {"CRITSEC_PRIORITY_BITS": "4", "CRITSEC_CEILING": "5", "CRITSEC_CORTEX_M7_R0P1": "ON"}
    lines = [f"set({name} {value})" for name, value in settings.items()] if how == "in the project" else []
    options = [] if lines else [f"-D{name}={value}" for name, value in settings.items()]
    lines += [f'add_subdirectory("{CRITSEC}" critsec)',
              "get_target_property(given critsec_cortex_m_basepri COMPILE_DEFINITIONS)",
              "get_target_property(other critsec_riscv COMPILE_DEFINITIONS)",
              'message("given: ${given}; other: ${other}")']
    done = project(tmp_path, "\n".join(lines), *options)
    given = "given: CRITSEC_PRIORITY_BITS=4;CRITSEC_CEILING=5;CRITSEC_CORTEX_M7_R0P1; other: other-NOTFOUND"
    assert done.returncode == 0 and given in done.stdout, done.stdout


def test_every_port_is_a_target():
    text = (CRITSEC / "cmake" / "critsecConfig.cmake").read_text(encoding="utf-8")
    words = set(text.replace("(", " ").replace(")", " ").split())
    assert {path.stem for path in PORTS.glob("*.c")} - {"template"} <= words


# ---------------------------------------------------------------- one header


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    folder = tmp_path_factory.mktemp("single")
    must(sys.executable, CRITSEC / "single.py", folder / "critsec.h")
    (folder / "critsec").mkdir()
    (folder / "critsec" / "critsec.h").write_text('#include "../critsec.h"\n')
    return folder


@pytest.mark.parametrize("board, port, flags", [
    (CORTEX_M["mps2-an386"], "CORTEX_M_BASEPRI", CEILING), (AVR, "AVR", []), (RISCV_TWICE, "RISCV_SMP", []),
], ids=["cortex-m", "avr", "riscv-smp"])
def test_one_header_keeps_the_contract(tmp_path, single, board, port, flags):
    """The suite over the one header, which comes first on the include path."""
    (tmp_path / "port.c").write_text(f'#define CRITSEC_IMPLEMENT_{port}\n#include "critsec.h"\n')
    _, output = board.suite(tmp_path, tmp_path / "port.c", f"-I{single}", "-O2", *flags)
    assert "contract: kept" in output and not failed_checks(output), output


@pytest.mark.parametrize("part", ["POSIX", "DEBUG"])
def test_one_header_is_clean_on_the_host(tmp_path, single, part):
    (tmp_path / "part.c").write_text(f'#define CRITSEC_IMPLEMENT_{part}\n#include "critsec.h"\n')
    must(tool("gcc"), *C_WARNINGS, f"-I{single}", "-c", tmp_path / "part.c", "-o", tmp_path / "part.o")


def test_one_header_is_a_header(tmp_path, single):
    """Included twice, and in several files of one program."""
    (tmp_path / "main.c").write_text('#include "critsec.h"\n#include "critsec.h"\n'
                                     "int main(void) { CRITSEC_SCOPE(held); return !critsec_is_held(); }\n")
    (tmp_path / "port.c").write_text('#define CRITSEC_IMPLEMENT_POSIX\n#include "critsec.h"\n')
    must(tool("gcc"), *C_WARNINGS, f"-I{single}", tmp_path / "main.c", tmp_path / "port.c", "-pthread",
         "-o", tmp_path / "program")
    must(tmp_path / "program")


# ---------------------------------------------------------------- what the README says


README = (CRITSEC / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def test_readme_lists_every_port():
    table = README[README.index("## Choosing a port"):README.index("## Using it")]
    listed = set(re.findall(r"^\| `(\w+)`", table, re.M))
    assert listed == {path.stem for path in PORTS.glob("*.c")} - {"template"}


def test_readme_code_compiles(tmp_path, single):
    first, second = blocks("c")
    (tmp_path / "first.c").write_text(f"#include <stdint.h>\n{first}")
    (tmp_path / "second.c").write_text(second)
    compiler = [tool("arm-none-eabi-gcc"), "-mcpu=cortex-m4", "-mthumb", "-ffreestanding", "-Wall", "-Werror"]
    must(*compiler, *INCLUDES, "-c", tmp_path / "first.c", "-o", tmp_path / "first.o")
    must(*compiler, f"-I{single}", "-c", tmp_path / "second.c", "-o", tmp_path / "second.o")


def test_readme_commands_run(tmp_path):
    tool("arm-none-eabi-gcc"), tool("qemu-system-arm")
    shutil.copytree(CRITSEC, tmp_path / "critsec")
    commands, = blocks("sh")
    assert "contract: kept" in must("sh", "-ec", commands, cwd=tmp_path)


def test_readme_makefile_works(tmp_path):
    """With the host's compiler and port in place of the target's."""
    lines, = blocks("make")
    shutil.copytree(CRITSEC, tmp_path / "critsec")
    (tmp_path / "main.c").write_text('#include "critsec/critsec.h"\n'
                                     "int main(void) { return !critsec_port_init(); }\n")
    (tmp_path / "Makefile").write_text(f"{lines.replace('cortex_m_primask', 'posix')}\nCC = gcc\n"
                                       "app: main.o $(OBJECTS)\n\t$(CC) -o $@ $^ -pthread\n")
    must(tool("make"), "-C", tmp_path, "app")
    must(tmp_path / "app")
