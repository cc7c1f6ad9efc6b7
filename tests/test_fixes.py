"""Fixes: what is offered, what each makes of the text, and what is left alone.

testcases/fixes/mended/<name>/ holds a file before and after `--fix`; each file of testcases/fixes/left/ has
findings, and no fix for any of them.
"""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
CASES = REPO / "testcases" / "fixes"
INCLUDE = REPO / "testcases" / "include"
MENDED = sorted(path.name for path in (CASES / "mended").iterdir())
LEFT = sorted(path.name for path in (CASES / "left").iterdir())

PAIR = """\
#include "core_cm4.h"
extern volatile uint32_t total;
void add(uint32_t by)
{
    __disable_irq();
    total += by;
    __enable_irq();%s
}
"""


def args_of(path):
    found = re.match(r"// args: (.*)", path.read_text(encoding="utf-8"))
    return [*(found[1].split() if found else []), "--add-arg", f"-I{INCLUDE}"]


@pytest.fixture
def fix(critlint, run, tmp_path):
    """fix(words...) in the test's folder, without a configuration of anybody's."""

    def call(*words, status=(0, 1)):
        done = run([critlint, "check", "--isolated", "--root", ".", *words], cwd=tmp_path)
        assert "Sanitizer" not in done.stderr and done.returncode in status, done.stdout + done.stderr
        return done

    return call


def findings(done):
    return json.loads(done.stdout)["findings"]


def fill(tmp_path, name):
    shutil.copytree(CASES / "mended" / name, tmp_path, dirs_exist_ok=True)
    after = (tmp_path / "after.c").read_bytes()
    (tmp_path / "after.c").unlink()
    return tmp_path / "before.c", after


# ---- what is mended


@pytest.mark.parametrize("name", MENDED)
def test_mended(fix, tmp_path, name):
    before, after = fill(tmp_path, name)
    words = args_of(before)
    assert findings(fix(*words, "--format", "json", "."))
    assert before.read_bytes() != after
    done = fix(*words, "--fix", ".")
    assert before.read_bytes() == after, done.stderr
    assert "0 findings" in done.stdout or "1 finding" not in done.stdout


@pytest.mark.parametrize("name", MENDED)
def test_a_fix_is_not_made_twice(fix, tmp_path, name):
    before, after = fill(tmp_path, name)
    before.write_bytes(after)
    done = fix(*args_of(before), "--fix", ".")
    assert before.read_bytes() == after and "fixed 0 of" in done.stderr


@pytest.mark.parametrize("name", MENDED)
def test_the_fixed_source_is_understood(fix, tmp_path, name):
    before, after = fill(tmp_path, name)
    before.write_bytes(after)
    units = json.loads(fix(*args_of(before), "--format", "json", ".").stdout)["summary"]["units"]
    assert units["degraded"] == 0 and units["lost"] == 0


@pytest.mark.parametrize("name", MENDED)
def test_diff(fix, run, tmp_path, name):
    if not shutil.which("patch"):
        pytest.skip("patch is not installed")
    before, after = fill(tmp_path, name)
    old = before.read_bytes()
    done = fix(*args_of(before), "--diff", ".")
    assert before.read_bytes() == old, "--diff writes nothing"
    assert run(["patch", "-p0"], cwd=tmp_path, text_in=done.stdout).returncode == 0
    assert before.read_bytes() == after


@pytest.mark.parametrize("name", ["cmsis_pair", "return_exit", "asm_memory", "rtos_twin"])
def test_line_ends_stay(fix, tmp_path, name):
    before, after = fill(tmp_path, name)
    before.write_bytes(before.read_bytes().replace(b"\n", b"\r\n"))
    fix(*args_of(before), "--fix", ".")
    assert before.read_bytes() == after.replace(b"\n", b"\r\n")


def test_no_newline_at_the_end(fix, run, tmp_path):
    source = tmp_path / "a.c"
    source.write_text((PAIR % "")[:-1])
    done = fix("--cpu", "cortex-m4", "--diff", "a.c")
    assert "__set_PRIMASK(primask);" in done.stdout and "\\ No newline at end of file" in done.stdout
    fix("--cpu", "cortex-m4", "--fix", "a.c")
    assert source.read_text().endswith("__set_PRIMASK(primask);\n}")


def test_header_is_mended_once(fix, tmp_path):
    (tmp_path / "mask.h").write_text('static inline void off(void) { __asm volatile("cpsid i" ::); }\n')
    for name in ("a", "b"):
        text = f'#include "mask.h"\nextern int n;\nvoid {name}(void) {{ off(); n++; }}\n'
        (tmp_path / f"{name}.c").write_text(text)
    words = ["--cpu", "cortex-m4", "--select", "CRIT403"]
    done = fix(*words, "--fix", ".")
    assert 'cpsid i" ::: "memory")' in (tmp_path / "mask.h").read_text(), done.stderr
    assert findings(fix(*words, "--format", "json", ".")) == []


# ---- what is left


@pytest.mark.parametrize("name", LEFT)
def test_left(fix, tmp_path, name):
    shutil.copy(CASES / "left" / name, tmp_path)
    words = args_of(tmp_path / name)
    done = fix(*words, "--diff", name)
    assert done.stdout == "" and re.search(r"would fix 0 of [1-9]", done.stderr), done.stderr
    found = findings(fix(*words, "--fixes", "--format", "json", name))
    assert found and not any(finding["edits"] for finding in found)


def test_fix_that_would_gain_a_finding_is_withheld():
    """What test_mended and test_left say of two files is due to the handler's priority alone: in one of them
    the same edits would make a finding of another rule."""
    left = (CASES / "left" / "rtos_ceiling.c").read_text(encoding="utf-8")
    mended = (CASES / "mended" / "rtos_ceiling" / "before.c").read_text(encoding="utf-8")

    def code(text):
        return [line for line in text.splitlines() if not line.startswith(("//", "/*"))]

    differ = [pair for pair in zip(code(left), code(mended)) if pair[0] != pair[1]]
    assert len(differ) == 1 and "NVIC_SetPriority" in differ[0][0]


def test_every_configuration_of_a_file_counts(tree):
    """Built in two ways, of which one does not declare what the fix calls."""
    tree.write("a.c", "#include <stdint.h>\nvoid __disable_irq(void);\nvoid __enable_irq(void);\n"
                      "#ifdef FULL\nuint32_t __get_PRIMASK(void);\n"
                      "void __set_PRIMASK(uint32_t mask);\n#endif\n"
                      "extern volatile uint32_t total;\n"
                      "void add(void) { __disable_irq(); total++; __enable_irq(); }\n")
    arm = "arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb -c a.c"
    tree.database(("a.c", f"{arm} -DFULL"))
    assert "primask" in tree.check("--diff", ".").stdout
    tree.database(("a.c", f"{arm} -DFULL"), ("a.c", arm))
    done = tree.check("--diff", ".")
    assert done.stdout == "" and "would fix 0 of 1" in done.stderr


def test_suppressed_findings_stay(fix, tmp_path):
    source = tmp_path / "a.c"
    source.write_text(PAIR % " // critlint: ignore[CRIT101] only main calls it")
    assert "fixed 0 of" in fix("--cpu", "cortex-m4", "--fix", "--show-suppressed", "a.c").stderr
    assert "primask" not in source.read_text()


# ---- where they show


def test_reports_have_fixes_on_demand(fix, tmp_path):
    (tmp_path / "a.c").write_text(PAIR % "")
    words = ["--cpu", "cortex-m4", "a.c"]
    plain, = findings(fix(*words, "--format", "json"))
    asked, = findings(fix(*words, "--format", "json", "--fixes"))
    assert plain["edits"] == [] and plain | {"edits": asked["edits"]} == asked
    assert [edit["text"] for edit in asked["edits"]] \
        == ["    uint32_t primask = __get_PRIMASK();\n", "__set_PRIMASK(primask)"]
    result, = json.loads(fix(*words, "--format", "sarif", "--fixes").stdout)["runs"][0]["results"]
    changes = result["fixes"][0]["artifactChanges"]
    assert len(changes) == 1 and len(changes[0]["replacements"]) == 2


def test_report_after_fix_has_the_new_lines(fix, tmp_path):
    below = ("void below(int x)\n{\n    if (x)\n        __disable_irq();\n"
             "    total++;\n    __enable_irq();\n}\n")
    (tmp_path / "a.c").write_text(PAIR % "" + below)
    words = ["--cpu", "cortex-m4", "--format", "json", "a.c"]
    before = findings(fix(*words))
    done = fix("--fix", *words)
    left = findings(done)
    assert "fixed 1 of" in done.stderr and len(left) == len(before) - 1 > 0
    assert [one["location"]["line"] for one in left] == [one["location"]["line"] + 1 for one in before[1:]]


def test_order_and_workers_change_nothing(fix, tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.c").write_text((PAIR % "").replace("add", name))
    words = ["--cpu", "cortex-m4", "--diff"]
    first = fix(*words, "-j", "1", "a.c", "b.c", "c.c").stdout
    assert first.count("--- ") == 3
    assert fix(*words, "-j", "3", "c.c", "a.c", "b.c").stdout == first


def test_rights_and_links_stay(fix, tmp_path):
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "a.c"
    real.write_text(PAIR % "")
    real.chmod(0o640)
    (tmp_path / "link.c").symlink_to(real)
    fix("--cpu", "cortex-m4", "--fix", "link.c")
    assert (tmp_path / "link.c").is_symlink() and real.stat().st_mode & 0o777 == 0o640
    assert "primask" in real.read_text() and os.listdir(tmp_path / "real") == ["a.c"]


@pytest.mark.parametrize("words, text", [
    (["--diff", "--format", "json"], "--diff writes to standard output"),
    (["--diff", "--output", "sarif=-"], "--diff writes to standard output"),
])
def test_words_that_do_not_fit(fix, tmp_path, words, text):
    (tmp_path / "a.c").write_text(PAIR % "")
    assert text in fix(*words, "a.c", status=(2,)).stderr


@pytest.mark.parametrize("command", ["map", "latency", "doctor", "why"])
def test_other_commands_fix_nothing(critlint, run, tmp_path, command):
    done = run([critlint, command, "--fix", "."], cwd=tmp_path)
    assert done.returncode == 2 and "for 'critlint check'" in done.stderr
