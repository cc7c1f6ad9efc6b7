"""The Python package: the typed report, the launcher, and `pip install` without a network."""

import dataclasses
import inspect
import json
import os
import re
import shutil
import sys
import typing
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
    assert "['check', '--format', 'json', '-j', '1', '--', '.']" in str(caught.value)
    assert isinstance(caught.value, package.UsageError)


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


KEYWORDS = [
    ({"tier": "C"}, ["--tier=C"]), ({"select": "CRIT1"}, ["--select=CRIT1"]),
    ({"select": ["CRIT1", "CRIT202"]}, ["--select=CRIT1", "--select=CRIT202"]),
    ({"ignore": ["-x"]}, ["--ignore=-x"]),
    ({"config": Path("a/b.yaml")}, ["--config=a/b.yaml"]), ({"isolated": True}, ["--isolated"]),
    ({"settings": {"fail-on": "B", "exclude": ["a b"], "require-reason": True, "min-coverage": 5}},
     ["--config=fail-on=B", '--config=exclude=["a b"]', "--config=require-reason=true",
      "--config=min-coverage=5"]),
    ({"compile_db": ["build"], "root": Path("/r"), "target": "arm", "cpu": "cortex-m4"},
     ["--root=/r", "--target=arm", "--cpu=cortex-m4", "--compile-db=build"]),
    ({"add_args": ["-DX", "-Iy"], "models": [Path("m.yaml")]},
     ["--add-arg=-DX", "--add-arg=-Iy", "--model=m.yaml"]),
    ({"baseline": "b.json", "since": "HEAD"}, ["--baseline=b.json", "--since=HEAD"]),
    ({"since_merge_base": "main", "jobs": 2}, ["--since-merge-base=main", "--jobs=2"]),
    ({"third_party": True, "show_suppressed": True}, ["--third-party", "--show-suppressed"]),
    ({"fixes": True}, ["--fixes"]), ({}, []),
]


@pytest.mark.parametrize("keywords, words", KEYWORDS, ids=lambda value: " ".join(value))
def test_keywords_are_options(fake, critlint, run, keywords, words):
    fake("", 2)
    with pytest.raises(package.UsageError) as caught:
        package.run("-odd", Path("b"), **keywords)
    assert str(["check", "--format", "json", *words, "--", "-odd", "b"]) in str(caught.value)
    known = run([critlint, "--help"]).stdout
    assert all(word.split("=")[0] + " " in known.replace("\n", " ") for word in words)


def test_every_keyword_is_tried():
    given = {name for keywords, _ in KEYWORDS for name in keywords}
    assert given | {"paths", "args", "cwd", "timeout"} == set(inspect.signature(package.run).parameters)


def test_errors_say_what_kind(fake, tmp_path, monkeypatch):
    fake("", -11)
    with pytest.raises(package.ProgramFailed, match="status"):
        package.run()
    fake(json.dumps({"findings": [], "notices": [{"kind": "error", "message": "the reason"}]}), 2)
    with pytest.raises(package.UsageError, match="status 2"):
        package.run()
    (tmp_path / "critlint").write_text("#!/bin/sh\nexec sleep 9\n")
    with pytest.raises(package.ProgramFailed, match="within 0.1 seconds"):
        package.run(timeout=0.1)
    monkeypatch.setenv("CRITLINT", str(tmp_path / "nothing"))
    with pytest.raises(package.ProgramMissing):
        package.run()
    kinds = (package.ProgramFailed, package.UsageError, package.ProgramMissing, package.ReportError)
    assert all(issubclass(kind, package.CritlintError) for kind in kinds)


def test_everything_of_a_real_report_is_there(critlint, monkeypatch):
    """No member of the JSON is left out, and every field is set somewhere."""
    monkeypatch.setenv("CRITLINT", str(critlint))
    report = package.run(REPO / "testcases" / "firmware", tier="C", show_suppressed=True)
    assert report.status == 1 and report.complete and report.version and len(report.findings) > 5
    for kind, items in ((package.Finding, report.findings),
                        (package.Step, [step for finding in report.findings for step in finding.steps])):
        names = {field.name for field in dataclasses.fields(kind)}
        empty = {name for name in names if not any(getattr(item, name) for item in items)}
        assert empty <= {"edits", "suppressed", "justification"}, kind
    for item in (*report.findings, *report.findings[0].steps, report):
        hints = typing.get_type_hints(type(item)) if sys.version_info >= (3, 10) else {}
        for name, hint in hints.items():
            assert isinstance(getattr(item, name), typing.get_origin(hint) or hint), name


def test_edits_and_suppressions(critlint, monkeypatch, tmp_path):
    monkeypatch.setenv("CRITLINT", str(critlint))
    (tmp_path / "a.c").write_text(
        "int x; // critlint: ignore[CRIT102] why\n"
        "volatile int n; void __disable_irq(void), __enable_irq(void);\n"
        "void f(void) { __disable_irq(); n++; __enable_irq(); } // critlint: ignore[CRIT101] main only\n")
    report = package.run(cwd=tmp_path, show_suppressed=True)
    unused, suppressed = report.findings
    assert unused.edits == (package.Edit("a.c", 1, 7, 1, 40, ""),) and not unused.suppressed
    assert suppressed.suppressed and suppressed.justification == "main only"
    with pytest.raises(package.UsageError, match="no rule 'CRIT777'"):
        package.run(cwd=tmp_path, select="CRIT777")
    with pytest.raises(package.UsageError, match="gone.c"):
        package.run("gone.c", cwd=tmp_path)


def test_examples_of_the_guide_run(critlint, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CRITLINT", str(critlint))
    shutil.copytree(REPO / "testcases" / "firmware", tmp_path / "src")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", (REPO / "docs" / "python.md").read_text(), re.M | re.S)
    said = []
    for block in blocks:
        exec(compile(block, "python.md", "exec"), {})  # the page's own examples
        said.append(capsys.readouterr().out)
    assert len(said) == 5 and "CRIT202" in said[0] and "preempts" in said[0] and "no-such-rule" in said[4]
    assert "no bound of this loop is known" in said[2]
    assert "rx_errors is bare at drivers/uart_link.c:92\n" in said[3]
    assert "link_task > serve_event > uart_link_take_errors can be preempted by " in said[3]


def test_map_and_why(critlint, monkeypatch):
    """What the JSON has is there, and every field is set somewhere."""
    monkeypatch.setenv("CRITLINT", str(critlint))
    firmware = REPO / "testcases" / "firmware"
    seen = package.map(firmware, isolated=True)
    why = package.why("uart_link.c:92", firmware, isolated=True)
    masked = package.why("logger.c:28", firmware, isolated=True)
    assert seen.complete and seen.notices == () and why.objects[0].name == "rx_errors"
    (program,) = seen.programs
    kinds = {package.Context: program.contexts, package.SharedObject: program.objects,
             package.Access: [access for one in program.objects for access in one.accesses],
             package.State: why.states + masked.states,
             package.Held: masked.states[0].held,
             package.Handler: masked.states[0].handlers}
    for kind, items in kinds.items():
        empty = {field.name for field in dataclasses.fields(kind)
                 if not any(getattr(item, field.name) for item in items)}
        assert empty <= {"guessed", "maybe", "guess"}, kind
    assert {handler.context.name for handler in masked.states[0].handlers if handler.can_preempt} == {
        "ADC_IRQHandler", "TIM2_IRQHandler"}
    with pytest.raises(package.UsageError, match="nearest is on line"):
        package.why("uart_link.c:1", firmware)
    with pytest.raises(package.UsageError, match="gone"):
        package.map("gone")


@pytest.mark.parametrize("call, command", [(package.map, ["map"]), (package.why, ["why"])])
def test_keywords_of_map_and_why(fake, call, command):
    fake("", 2)
    place = [] if call is package.map else ["a.c:3"]
    given = {keyword: value for keywords, _ in KEYWORDS for keyword, value in keywords.items()
             if keyword in inspect.signature(call).parameters}
    words = [word for keywords, listed in KEYWORDS if keywords.keys() <= given.keys() for word in listed]
    with pytest.raises(package.UsageError) as caught:
        call(*place, "src", **given)
    said = str(caught.value)
    assert str([*command, "--format", "json"])[:-1] in said and str(["--", *place, "src"])[1:] in said
    assert all(f"'{word}'" in said for word in words) and len(words) > 8
    assert {*given, "paths", "args", "cwd", "timeout", *(["place"] if place else [])} == set(
        inspect.signature(call).parameters)


def test_header_is_there():
    assert (package.include_folder() / "critlint.h").is_file()


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
    shutil.copytree(REPO / "include", source / "include")
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
    installed = Path(program).parents[1]
    assert (installed / "py.typed").is_file() and (installed / "include" / "critlint.h").is_file()
    assert version == "7.8.9" and Path(program).is_relative_to(environment) and os.access(program, os.X_OK)


def test_uninstall_leaves_nothing(environment, run):
    done = run([environment / "bin" / "pip", "uninstall", "-y", "critlint"])
    assert done.returncode == 0 and not list(environment.rglob("*critlint*")), done.stderr
