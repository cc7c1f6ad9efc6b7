"""The comparison with other tools counts what it says that it counts: bench/finds.py on made-up tools."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "bench"))

import finds  # noqa: E402

CASE = """\
// args: --cpu cortex-m4
int bad_one(void)
{
    return 1; // expect: CRIT101
}
int bad_two(void)
{
    return 2; // expect: CRIT101
}
int good_one(void)
{
    return 3;
}
"""


@pytest.fixture
def cases(tmp_path, monkeypatch):
    folder = tmp_path / "crit101_bare_irq_pair"
    folder.mkdir()
    (folder / "case.c").write_text(CASE, encoding="utf-8")
    monkeypatch.setattr(finds, "RULES", tmp_path)
    return finds.fixtures()


def counted(cases, tool, *reports):
    counts = finds.collections.defaultdict(finds.collections.Counter)
    path = str(cases[0][1].resolve())
    finds.judge(tool, finds.Run([(path, line, text) for line, text in reports]), cases, counts)
    return tuple(counts[tool, "CRIT101"][kind] for kind in ("found", "else", "good"))


def test_functions(cases):
    (code, _, args, bad, good), = cases
    assert code == "CRIT101" and args == ["--cpu", "cortex-m4"]
    assert sorted(one.name for one in bad) == ["bad_one", "bad_two"]
    assert [one.name for one in good] == ["good_one"]


@pytest.mark.parametrize("reports, expected", [
    ([], (0, 0, 0)),
    ([(4, "interrupts are enabled again")], (1, 0, 0)),
    ([(3, "data race"), (4, "data race")], (1, 0, 0)),
    ([(4, "magic number")], (0, 1, 0)),
    ([(4, "magic number"), (8, "a lock is lost")], (1, 1, 0)),
    ([(12, "data race"), (12, "magic number")], (0, 0, 1)),
    ([(1, "data race")], (0, 0, 0)),
])
def test_counts(cases, reports, expected):
    assert counted(cases, "other", *reports) == expected


def test_critlint_has_to_name_the_rule(cases):
    assert counted(cases, finds.CRITLINT, (4, "CRIT101 enables interrupts")) == (1, 0, 0)
    assert counted(cases, finds.CRITLINT, (4, "CRIT102 interrupts")) == (0, 1, 0)


def test_reports_are_read_and_said_once(tmp_path):
    (tmp_path / "a.c").write_text("int x;\n", encoding="utf-8")
    tool = tmp_path / "tool"
    tool.write_text('#!/bin/sh\necho "a.c:1:5: warning: data race [x]"\necho "a.c:1:5: note: here"\n'
                    'echo "b.h:7: style: unused" >&2\n', encoding="utf-8")
    tool.chmod(0o755)
    row = ("made up", ["tool"], [], [])
    run = finds.run_other(row, str(tool), tmp_path, [(Path("a.c"), []), (Path("a.c"), [])], 2)
    assert run.reports == [(str(tmp_path / "a.c"), 1, "data race [x]"), (str(tmp_path / "b.h"), 7, "unused")]
    assert run.failed == 0
    tool.write_text('#!/bin/sh\necho "a.c:1:10: fatal error: no.h: No such file" >&2\n', encoding="utf-8")
    assert finds.run_other(row, str(tool), tmp_path, [(Path("a.c"), [])], 1).failed == 1


def test_missing_tools_are_said(critlint, tmp_path):
    (tmp_path / "python3").symlink_to(sys.executable)
    script = ("import sys; sys.path.insert(0, sys.argv[1]); import finds\n"
              "finds.compare_fixtures = lambda tools, jobs: None\nfinds.compare_tree = lambda *words: None\n"
              "sys.argv[1:] = []; finds.main()")
    done = subprocess.run([sys.executable, "-c", script, str(REPO / "bench")], capture_output=True, text=True,
                          env={**os.environ, "PATH": str(tmp_path), "CRITLINT": str(critlint)}, check=True)
    assert done.stdout.startswith("critlint ") and done.stdout.count("not installed") == len(finds.TOOLS)


def test_the_page_is_about_rules_and_tools_that_are_compared():
    """The figures are a record, and later rules need not be in it; what it names is compared still."""
    text = (REPO / "docs/comparison.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(CRIT\d{3})\]\(rules/CRIT\d{3}\.md\) \| \d+ \|", text, re.M)
    assert len(rows) > 30 and set(rows) <= {code for code, *_ in finds.fixtures()}
    for name, *_ in finds.TOOLS:
        assert name in text
