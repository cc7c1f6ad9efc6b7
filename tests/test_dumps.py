"""What --dump prints for small programs is what testcases/output/ holds.

    CRITLINT_BLESS=1 pytest tests/test_dumps.py    writes them anew; read the difference before committing
"""

import os
import re
from pathlib import Path

import pytest

OUTPUT = Path(__file__).resolve().parents[1] / "testcases" / "output"
TARGET = ["--cpu", "cortex-m4"]
DUMPS = [("ops", "statements.c"), ("ops", "expressions.c"), ("ops", "machine.c"), ("ops", "classes.cpp"),
         ("contexts", "program"), ("sections", "program"), ("accesses", "program")]
BLESS = os.environ.get("CRITLINT_BLESS") == "1"


def redacted(text):
    """Without what depends on the machine: absolute paths, as those of headers."""
    return re.sub(r"(?<![\w.])/[\w./+-]*/", "<path>/", text)


@pytest.mark.parametrize("what, path", DUMPS, ids=lambda value: value)
def test_dump(critlint, run, what, path):
    done = run([critlint, "check", *TARGET, f"--dump={what}", path], cwd=OUTPUT)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    found = redacted(done.stdout)
    golden = OUTPUT / f"{path}.{what}"
    if BLESS:
        golden.write_text(found, encoding="utf-8")
    assert golden.is_file(), "no snapshot yet: run with CRITLINT_BLESS=1"
    assert found.splitlines() == golden.read_text(encoding="utf-8").splitlines()


def test_snapshots_are_of_something():
    """Each holds what it is there to show."""
    words = {"statements.c.ops": ["cleanup", "switch", "branch"],
             "expressions.c.ops": ["rmw", "init", "addr"],
             "machine.c.ops": ["asm", "cpsid"],
             "classes.cpp.ops": ["call g:Guard::~Guard(%", "cleanup", "s:by_lambda::lambda", "static_init"],
             "program.contexts": ["main main", "priority 3", "slot 16"],
             "program.sections": ["func take", "save global", "restore global"],
             "program.accesses": ["events", "update"]}
    assert set(words) == {f"{path}.{what}" for what, path in DUMPS}
    for name, expected in words.items():
        text = (OUTPUT / name).read_text(encoding="utf-8")
        assert all(word in text for word in expected), name
        assert redacted(text) == text, name


@pytest.mark.skipif(BLESS, reason="optional: snapshots are being written")
def test_no_snapshot_is_left_over():
    assert {path.name for path in OUTPUT.iterdir() if path.suffix[1:] in {what for what, _ in DUMPS}} == \
        {f"{path}.{what}" for what, path in DUMPS}


@pytest.mark.parametrize("before, after", [
    ("@/usr/include/stdint.h:3", "@<path>/stdint.h:3"), ("program/main.c:4", "program/main.c:4"),
    ("o/m", "o/m"), ("global=m/m", "global=m/m"),
])
def test_redaction(before, after):
    assert redacted(before) == after
