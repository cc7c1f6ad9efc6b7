"""critlint on critsec: silent on its ports, header and examples; finds what each control does wrong."""

import shutil
from pathlib import Path

import pytest

from critlint import parse
from critsec_tool import must, tool

CRITSEC = Path(__file__).resolve().parents[1] / "critsec"
CORTEX_M = ["--cpu", "cortex-m4", "--add-arg", "-DCRITSEC_PRIORITY_BITS=4",
            "--add-arg", "-DCRITSEC_CEILING=8"]
HOST = ["--target", "host"]
RISCV = ["--target", "riscv32"]
AVR = ["--cpu", "atmega1284p"]
CORTEX_A = ["--cpu", "cortex-a9"]
MULTICORE = ["--cpu", "cortex-m33", "--add-arg", "-DCRITSEC_CORE_REGISTER=0x5001F000U",
             "--add-arg", f"-I{CRITSEC / 'ports'}"]
PORTS = {"cortex_m_primask": CORTEX_M, "cortex_m_basepri": CORTEX_M, "cortex_m_svc": CORTEX_M, "posix": HOST,
         "template": CORTEX_M, "riscv": RISCV, "avr": AVR, "arm_cpsr": CORTEX_A,
         "cortex_m_multicore": MULTICORE, "cortex_a_smp": CORTEX_A, "riscv_smp": RISCV,
         "rp2040": ["--cpu", "cortex-m0plus"],
         "freertos": [*CORTEX_M, "--add-arg", f"-I{CRITSEC / 'tests' / 'freertos'}", "--add-arg",
                      "-DSTAND_IN=NESTING"],
         "zephyr": [*CORTEX_M, "--add-arg", f"-I{CRITSEC / 'tests' / 'zephyr'}"]}
# What each control of the contract suite must get.
LABEL = "critsec_{}_v1_u{}__link_exactly_one_critsec_port"
PROBE = LABEL.format("port_init", 32)
ACQUIRE, RELEASE = LABEL.format("acquire", 32), LABEL.format("release", 32)
ACQUIRE_AVR, RELEASE_AVR = LABEL.format("acquire", 8), LABEL.format("release", 8)
CONTROLS = {
    "naive_pair": [("CRIT101", "naive_pair_count"), ("CRIT404", ACQUIRE), ("CRIT404", RELEASE)],
    "arm_naive_pair": [("CRIT404", RELEASE), ("CRIT101", PROBE)],
    "riscv_naive_pair": [("CRIT404", RELEASE)],
    "avr_naive_pair": [("CRIT404", ACQUIRE_AVR), ("CRIT404", RELEASE_AVR)],
    "basepri_zero": [("CRIT404", RELEASE)],
    "basepri_lowers": [("CRIT404", ACQUIRE)],
    "multicore_open_spin": [("CRIT104", ACQUIRE)],
    "multicore_lock_first": [("CRIT210", ACQUIRE)],
    "multicore_closed_spin": [("CRIT503", ACQUIRE)],
    "unlocked": [("CRIT210", ACQUIRE)],
    "svc_primask": [("CRIT504", "critsec_svc")],
    "arm_fiq_opened": [("CRIT112", RELEASE)],
    "arm_whole_byte": [("CRIT112", RELEASE)],
    "riscv_whole_register": [("CRIT112", RELEASE)],
    "no_clobber": [("CRIT403", ACQUIRE), ("CRIT403", RELEASE)],
    "arm_no_clobber": [("CRIT403", ACQUIRE), ("CRIT403", RELEASE)],
    "riscv_no_clobber": [("CRIT403", ACQUIRE), ("CRIT403", RELEASE)],
    "avr_no_clobber": [("CRIT403", ACQUIRE_AVR), ("CRIT403", RELEASE_AVR)],
    "visible_body": [("CRIT403", ACQUIRE), ("CRIT403", RELEASE)],
}
# Options of a control, by the head of its name.
BY_PREFIX = {"unlocked": HOST, "riscv": RISCV, "avr": AVR, "arm": CORTEX_A, "multicore": MULTICORE}


@pytest.fixture
def check(critlint, run):
    def call(*paths, options=CORTEX_M, cwd=CRITSEC):
        done = run([critlint, "check", "--tier", "C", "--format", "json", "--add-arg",
                    f"-I{CRITSEC / 'include'}", *options, *paths], cwd=cwd)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        report = parse(done.stdout)
        trouble = [notice for notice in report.notices if notice.kind != "info"]
        assert not trouble, trouble
        return [(finding.code, finding.function) for finding in report.findings]

    return call


EXAMPLES = sorted(path.stem for path in (CRITSEC / "examples").glob("*.c"))


def test_every_port_is_listed():
    assert {path.stem for path in (CRITSEC / "ports").glob("*.c")} == {*PORTS}


@pytest.mark.parametrize("port", PORTS)
def test_ports_are_silent(check, port):
    assert check(f"ports/{port}.c", options=PORTS[port]) == []


@pytest.mark.parametrize("header", ["critsec", "atomic", "debug", "svc"])
def test_header_is_silent(check, header):
    assert check(f"include/critsec/{header}.h") == []


def test_debug_layer_is_silent(check):
    assert check("debug/critsec_debug.c") == []


@pytest.mark.parametrize("port", ["cortex_m_primask", "cortex_m_basepri"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_silent_with_a_port(check, tmp_path, example, port):
    for file in (f"examples/{example}.c", f"ports/{port}.c", "ports/basepri.h"):
        shutil.copy2(CRITSEC / file, tmp_path)
    assert check(".", cwd=tmp_path) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_alone_lack_a_port(check, example):
    """And nothing else: the names alone say what the calls do."""
    sections = 0 if example == "flag" else 1  # this core takes a flag by instructions
    assert [code for code, _ in check(f"examples/{example}.c")] == sections * ["CRIT402"]


@pytest.mark.parametrize("example, guard, code", [
    ("counter", "    CRITSEC_SCOPE(held);", "CRIT201"),
    ("ring_buffer", "    CRITSEC_WITH(held) {", "CRIT202"),
    ("snapshot", "    CRITSEC_SCOPE(held);", "CRIT201"),
    ("busy_bus", "    CRITSEC_WITH(held) {", "CRIT201"),
    ("handover", "    CRITSEC_SCOPE(held);", "CRIT201"),
    ("deferred", "    CRITSEC_SCOPE(held);", "CRIT204"),
    ("ceiling", "    CRITSEC_WITH(held) {", "CRIT201"),
])
def test_example_without_its_section_is_found(check, tmp_path, example, guard, code):
    """The silence above is not blindness."""
    shutil.copy2(CRITSEC / "ports" / "cortex_m_primask.c", tmp_path)
    source = (CRITSEC / "examples" / f"{example}.c").read_text(encoding="utf-8")
    assert guard in source
    bare = "    const critsec_token_t held = critsec_token_assume();" + (" {" if "{" in guard else "")
    (tmp_path / "main.c").write_text(source.replace(guard, bare), encoding="utf-8")
    assert code in {found for found, _ in check(".", cwd=tmp_path)}


def test_project_that_adds_critsec_is_silent(check, tmp_path):
    """As the README has it: what CMake's database lists is the program, with the one port that it links."""
    shutil.copytree(CRITSEC, tmp_path / "critsec", ignore=shutil.ignore_patterns("tests", "examples"))
    shutil.copy2(CRITSEC / "examples" / "counter.c", tmp_path)
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.18)\nproject(user C)\nadd_subdirectory(critsec)\n"
        "add_executable(app counter.c)\ntarget_link_libraries(app PRIVATE critsec::posix)\n")
    must(tool("cmake"), "-S", tmp_path, "-B", tmp_path / "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    assert check("counter.c", "critsec/ports/posix.c", cwd=tmp_path, options=[]) == []


def test_tree_that_holds_all_of_critsec_is_silent(critlint, run, tmp_path):
    """Without a build: which of the ports the program links, nobody says."""
    def codes():
        done = run([critlint, "check", ".", "--isolated", "--tier", "C", "--third-party", "--format", "json"],
                   cwd=tmp_path)
        return {finding.code for finding in parse(done.stdout).findings}

    shutil.copytree(CRITSEC, tmp_path / "critsec", ignore=shutil.ignore_patterns("tests"))
    shutil.copy2(CRITSEC / "examples" / "counter.c", tmp_path / "main.c")
    assert codes() == set()
    for port in (tmp_path / "critsec" / "ports").glob("*.c"):
        port.unlink()
    assert codes() == {"CRIT402"}


def test_every_control_is_listed():
    assert {path.stem for path in (CRITSEC / "tests" / "controls").glob("*.c")} == {*CONTROLS}
    assert all(CONTROLS.values())


@pytest.mark.parametrize("control", CONTROLS)
def test_control(check, control):
    options = next((found for prefix, found in BY_PREFIX.items() if control.startswith(prefix)), CORTEX_M)
    assert check(f"tests/controls/{control}.c", options=options) == CONTROLS[control]


# What can be told without running it. The other cases depend on who runs them, for how long, or on which
# token a run-time value is; the debug layer and the POSIX port stop those.
MISUSE = {
    "misuse": [("CRIT103", "without_acquire"), ("CRIT104", "twice"), ("CRIT104", "out_of_order")],
    "debug": [("CRIT103", "not_acquired"), ("CRIT104", "released_twice"), ("CRIT104", "out_of_order"),
              ("CRIT101", "start_device"), ("CRIT304", "token_outside"), ("CRIT303", "token_outlived"),
              ("CRIT218", "borrowed_twice")],
}


@pytest.mark.parametrize("cases", MISUSE)
def test_misuse_is_found(check, tmp_path, cases):
    """And what the same files do right is not."""
    for file in (f"tests/host/{cases}.c", "tests/host/fake_port.h", "ports/cortex_m_primask.c"):
        shutil.copy2(CRITSEC / file, tmp_path)
    assert check(".", cwd=tmp_path) == MISUSE[cases]
