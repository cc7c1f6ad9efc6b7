"""Findings come from what code does, not from what it is called: the bundled tree with every name of its own
scrambled gets the same findings at the same places.

Handlers are scrambled too: the vector table in startup.s says who they are. These names stay:

- names that a row of models/*.yaml speaks of (the kernel's API, CMSIS intrinsics, memcpy): an API is known by
  its name, that is what models are for;
- C keywords, names of the freestanding headers, attribute words, `main`;
- section names, registers and instructions;
- `Middlewares`: the folder's name says that its code is somebody else's.
"""

import re
import shutil

import pytest

import c_scramble
from c_scramble import REPO, scramble_tree
from critlint import parse

FIRMWARE = REPO / "testcases" / "firmware"
WORD = re.compile(r"[A-Za-z_]\w*")


@pytest.fixture(scope="module")
def scrambled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scrambled")
    names, paths = scramble_tree(FIRMWARE, folder, keep_files=("Middlewares",))
    return folder, names, paths


def report_of(critlint, run, folder):
    done = run([critlint, "check", "--format", "json", "--tier", "C", "--third-party", "."], cwd=folder)
    assert done.returncode == 1, done.stderr
    report = parse(done.stdout)
    assert not [notice for notice in report.notices if notice.kind != "info"], report.notices
    return report


def place(finding, paths):
    return finding.code, paths[finding.path], finding.line, finding.column


def same_words(old, new, names):
    """Is `new` the text `old` with names exchanged? A word of the prose may be a name as well."""
    if WORD.sub("", old) != WORD.sub("", new):
        return False
    pairs = zip(WORD.findall(old), WORD.findall(new), strict=True)
    return all(b == a or b == names.get(a) for a, b in pairs)


def differences(before, after, names, paths):
    """What differs between two reports, as lines."""
    identity = {new: new for new in paths.values()}
    old = {place(finding, paths): finding for finding in before.findings}
    new = {place(finding, identity): finding for finding in after.findings}
    lines = [f"only before: {key} {old[key].message}" for key in sorted(old.keys() - new.keys())]
    lines += [f"only after: {key} {new[key].message}" for key in sorted(new.keys() - old.keys())]
    for key in sorted(old.keys() & new.keys()):
        a, b = old[key], new[key]
        if names.get(a.function, a.function) != b.function or a.tier != b.tier or a.severity != b.severity:
            lines.append(f"{key}: {a.function} {a.tier} {a.severity}, now {b.function} {b.tier} {b.severity}")
        if not same_words(a.message, b.message, names):
            lines.append(f"{key}: {a.message}, now {b.message}")
    return lines


def test_findings_do_not_depend_on_names(critlint, run, scrambled):
    folder, names, paths = scrambled
    before, after = report_of(critlint, run, FIRMWARE), report_of(critlint, run, folder)
    assert len(before.findings) >= 20
    assert differences(before, after, names, paths) == []


def test_everything_is_renamed(scrambled):
    folder, names, paths = scrambled
    assert len(names) > 400 and len(set(names.values())) == len(names)
    for name in ("TIM2_IRQHandler", "SysTick_Handler", "g_pfnVectors", "Reset_Handler", "_estack",
                 "rx_errors", "UART_HandleTypeDef", "TxCount", "__IO", "uxCriticalNesting", "IRQn_Type"):
        assert names[name] != name
    left = set().union(*(c_scramble.c_words(path.read_text())
                         for path in folder.rglob("*") if path.suffix in (".c", ".h")))
    assert not left - c_scramble.kept() - set(names.values())
    assert "Middlewares" in {path.split("/")[0] for path in paths.values()}
    assert not any("uart" in path.lower() or "FreeRTOS" in path for path in paths.values())


def test_renamed_tree_still_builds(run, scrambled, tmp_path):
    """Else the test above would compare two analyses of nonsense."""
    if not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("arm-none-eabi-gcc is not installed")
    folder, _, paths = scrambled
    includes = {f"-I{(folder / path).parent}" for path in paths.values()}
    for path in sorted(paths.values()):
        if path.endswith((".c", ".s")):
            done = run(["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-std=c11", "-ffreestanding",
                        f"-I{folder}", *sorted(includes), "-c", folder / path, "-o", tmp_path / "unit.o"])
            assert done.returncode == 0, f"{path}: {done.stderr}"


def test_a_lost_name_shows(scrambled, critlint, run, tmp_path):
    """The comparison is not blind: one handler out of the vector table, and findings go."""
    folder, names, paths = scrambled
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    table = broken / paths["device/startup.s"]
    table.write_text(table.read_text().replace(f".word {names['USART1_IRQHandler']} ", ".word 0 "))
    lines = differences(report_of(critlint, run, FIRMWARE), report_of(critlint, run, broken), names, paths)
    assert any("only before" in line for line in lines)
