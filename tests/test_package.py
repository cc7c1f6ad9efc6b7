"""The Python package: the typed report, the launcher, and `pip install` without a network."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

import critlint as package

REPO = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"

REPORT = {
    "findings": [{"code": "CRIT101", "path": "src/a.c", "line": 3, "column": 5, "message": "m",
                  "severity": "error", "tier": "A", "function": "f", "later": "addition"}],
    "notices": [{"kind": "lost", "path": "b.c", "line": 0, "message": "n"}],
}


def fake_program(path, text, status):
    path.write_text(f"#!{sys.executable}\nimport sys\nprint({text!r})\n"
                    f"print(sys.argv[1:], file=sys.stderr)\nsys.exit({status})\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def fake(tmp_path, monkeypatch):
    def make(text, status):
        monkeypatch.setenv("CRITLINT", str(fake_program(tmp_path / "critlint", text, status)))

    return make


@pytest.mark.parametrize("status, complete", [(0, True), (1, True), (3, False)])
def test_package_reads_the_report(fake, status, complete):
    fake(json.dumps(REPORT), status)
    report = package.run("src", args=["--tier", "C"])
    assert report.findings == (package.Finding("CRIT101", "src/a.c", 3, 5, "error", "A", "f", "m"),)
    assert report.notices == (package.Notice("lost", "b.c", 0, "n"),)
    assert report.complete is complete


def test_package_reads_a_nested_location():
    place = {"path": "src/a.c", "line": 3, "column": 5}
    finding = {"code": "CRIT101", "severity": "error", "tier": "A", "message": "m", "location": place}
    notice = {"kind": "lost", "message": "n", "location": {}}
    report = package.parse(json.dumps({"findings": [finding], "notices": [notice]}))
    assert report.findings == (package.Finding("CRIT101", "src/a.c", 3, 5, "error", "A", "", "m"),)
    assert report.notices == (package.Notice("lost", "", 0, "n"),)


def test_package_passes_the_command_line(fake):
    fake("", 2)
    with pytest.raises(package.CritlintError, match="status 2") as caught:
        package.run(args=["-j", "1"])
    assert "['check', '--format', 'json', '-j', '1', '.']" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"findings": [{}], "notices": []}',
                                  '{"findings": [1], "notices": []}', '{"findings": 1, "notices": []}'])
def test_package_refuses_a_report_that_it_does_not_understand(fake, text):
    fake(text, 0)
    with pytest.raises(package.CritlintError, match="not understood"):
        package.run()


def test_package_says_where_it_looked(tmp_path, monkeypatch, run):
    monkeypatch.setenv("CRITLINT", str(tmp_path / "nothing"))
    with pytest.raises(package.CritlintError, match="nothing.*tools/build release"):
        package.find_program()
    done = run([sys.executable, "-m", "critlint"], env={"PYTHONPATH": str(REPO / "python")})
    assert done.returncode == 2 and "program is not there" in done.stderr


# pip install, of a copy whose native program is four lines of C.

PROGRAM = """#include <stdio.h>
int main(int argc, char **argv)
{
    printf("%s %d\\n", argc > 1 ? argv[1] : "none", argc);
    return 1;
}
"""
CMAKE = """cmake_minimum_required(VERSION 3.18)
project(critlint VERSION 7.8.9 LANGUAGES C)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
add_executable(critlint main.c)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory, run):
    """A clean virtual environment into which the copy was installed without a network."""
    folder = tmp_path_factory.mktemp("pip")
    source = folder / "source"
    shutil.copytree(REPO / "python", source / "python", ignore=shutil.ignore_patterns("bin", "*.egg-info"))
    for name in ("setup.py", "README.md"):
        shutil.copy(REPO / name, source)
    (source / "CMakeLists.txt").write_text(CMAKE)
    (source / "main.c").write_text(PROGRAM)
    venv = folder / "venv"
    done = run([SYSTEM_PYTHON, "-m", "venv", venv])
    assert done.returncode == 0, done.stdout + done.stderr
    done = run([venv / "bin" / "pip", "install", "--no-index", "--disable-pip-version-check", "."],
               cwd=source, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return venv


@pytest.mark.parametrize("command", [["critlint"], ["python", "-m", "critlint"]])
def test_installed_command_becomes_the_program(environment, run, command):
    words = [environment / "bin" / command[0], *command[1:], "check", "x"]
    done = run(words, cwd="/", env={"CRITLINT": None, "PYTHONPATH": None})
    assert (done.returncode, done.stdout) == (1, "check 3\n"), done.stderr


def test_installed_package_has_the_version_of_the_build(environment, run):
    code = "import importlib.metadata as m, critlint; print(m.version('critlint'), critlint.find_program())"
    done = run([environment / "bin" / "python", "-c", code], cwd="/",
               env={"CRITLINT": None, "PYTHONPATH": None})
    version, program = done.stdout.split()
    assert version == "7.8.9" and Path(program).is_relative_to(environment) and os.access(program, os.X_OK)


def test_uninstall_leaves_nothing(environment, run):
    done = run([environment / "bin" / "pip", "uninstall", "-y", "critlint"])
    assert done.returncode == 0 and not list(environment.rglob("*critlint*")), done.stderr
