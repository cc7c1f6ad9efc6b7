"""The C unit tests (cmocka): every program build/asan/bin/*_unit, under the sanitizers."""

import os
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parents[1] / "build" / "asan" / "bin"
PROGRAMS = [path for path in sorted(BIN.glob("*_unit")) if os.access(path, os.X_OK)]
NONE = pytest.param(None, id="none",
                    marks=pytest.mark.skip(reason="optional: the build has no unit test yet"))


@pytest.mark.parametrize("program", PROGRAMS or [NONE], ids=lambda path: path.name if path else "none")
def test_unit(program, run):
    done = run([program])
    assert done.returncode == 0, done.stdout + done.stderr
