"""critlint on critsec: silent on its ports, header and examples; finds the controls that a rule is about."""

import shutil
from pathlib import Path

import pytest

from critlint import parse

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
# Where critlint is wrong about a port or a control, and why.
WRONG = {
    "cortex_m_svc": "acquire and release ask the same question, and the pair counts as unbalanced",
    "arm_fiq_opened": "missed: the release tests one bit of its parameter and opens two",
}


def listed(names):
    marks = {name: pytest.mark.xfail(strict=True, reason=reason) for name, reason in WRONG.items()}
    return [pytest.param(name, marks=marks.get(name, ())) for name in names]


# What each control of the contract suite must get.
PROBE = "critsec_port_init_v1_u32__link_exactly_one_critsec_port"
CONTROLS = {
    "naive_pair": [("CRIT101", "naive_pair_count")],
    "arm_naive_pair": [("CRIT101", PROBE)],
    "multicore_open_spin": [("CRIT104", PROBE.replace("port_init", "acquire"))],
    "arm_fiq_opened": [("CRIT101", PROBE)],
    "arm_no_clobber": [("CRIT403", PROBE.replace("port_init", "acquire")),
                       ("CRIT403", PROBE.replace("port_init", "release"))],
}
NO_RULE = {
    "basepri_lowers": "each function is right alone; only a caller's stronger ceiling makes it wrong",
    "basepri_zero": "acquire and release are two functions, and each is a legal one",
    "multicore_closed_spin": "no rule asks how long a lock is waited for",
    "multicore_lock_first": "no rule knows a spinlock that has no name",
    "no_clobber": "CRIT403 takes the call of an external function for a barrier, which -flto undoes",
    "riscv_naive_pair": "as basepri_zero",
    "riscv_no_clobber": "as no_clobber",
    "riscv_whole_register": "no rule asks which bits of a status register are written back",
    "arm_whole_byte": "no rule asks which bits of a status register are written back",
    "avr_naive_pair": "as basepri_zero",
    "avr_no_clobber": "as no_clobber",
    "svc_primask": "no rule knows that a supervisor call is a fault while PRIMASK is set",
    "unlocked": "threads of a host on two cores; the rules are about handlers",
    "visible_body": "right in every word; the compiler's analysis of the whole program is the fault",
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


@pytest.mark.parametrize("port", listed(PORTS))
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
@pytest.mark.xfail(strict=True, reason="the model knows critsec_acquire, not the label in the header")
def test_examples_are_silent_alone(check, example):
    assert check(f"examples/{example}.c") == []


@pytest.mark.parametrize("example, guard, code", [
    ("counter", "    CRITSEC_SCOPE(held);", "CRIT201"),
    ("ring_buffer", "    CRITSEC_WITH(held) {", "CRIT202"),
    ("snapshot", "    CRITSEC_SCOPE(held);", "CRIT201"),
    ("busy_bus", "    CRITSEC_WITH(held) {", "CRIT201"),
    ("handover", "    CRITSEC_SCOPE(held);", "CRIT201"),
    pytest.param("deferred", "    CRITSEC_SCOPE(held);", "CRIT201", marks=pytest.mark.xfail(
        strict=True, reason="a word that is read, and cleared by the next statement, is not seen")),
])
def test_example_without_its_section_is_found(check, tmp_path, example, guard, code):
    """The silence above is not blindness."""
    shutil.copy2(CRITSEC / "ports" / "cortex_m_primask.c", tmp_path)
    source = (CRITSEC / "examples" / f"{example}.c").read_text(encoding="utf-8")
    assert guard in source
    bare = "    const critsec_token_t held = critsec_token_assume();" + (" {" if "{" in guard else "")
    (tmp_path / "main.c").write_text(source.replace(guard, bare), encoding="utf-8")
    assert code in {found for found, _ in check(".", cwd=tmp_path)}


def test_every_control_is_listed():
    assert {path.stem for path in (CRITSEC / "tests" / "controls").glob("*.c")} == {*CONTROLS, *NO_RULE}


@pytest.mark.parametrize("control", listed([*CONTROLS, *NO_RULE]))
def test_control(check, control):
    options = next((found for prefix, found in BY_PREFIX.items() if control.startswith(prefix)), CORTEX_M)
    assert check(f"tests/controls/{control}.c", options=options) == CONTROLS.get(control, []), \
        NO_RULE.get(control, "")
