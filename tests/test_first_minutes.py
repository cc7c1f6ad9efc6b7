"""docs/first-ten-minutes.md: its commands run in the order of the page, and say what the page shows."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
PAGE = (REPO / "docs" / "first-ten-minutes.md").read_text(encoding="utf-8")

# Says which command comes next, and leaves `$?` as it was.
MARK = "mark() { local status=$?; printf '\\001\\n'; return $status; }\n"


def read_commands(page):
    """[(command, lines that it shows)] of the console blocks, in order."""
    commands = []
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                commands.append((line[2:], []))
            else:
                commands[-1][1].append(line)
    return commands


def differences(shown, said):
    """Shown lines begin said ones, in this order; '...' stands for any number of lines."""
    found = []
    at, free = 0, False
    for line in shown:
        if line == "...":
            free = True
            continue
        ahead = range(at, len(said)) if free else range(at, min(at + 1, len(said)))
        place = next((i for i in ahead if said[i].startswith(line)), None)
        if place is None:
            return [f"not said: {line}", *found]
        at, free = place + 1, False
    return [] if free or at == len(said) else [f"not shown: {said[at]}"]


def run_commands(run, critlint, folder, commands):
    """What each command said."""
    script = MARK + "".join(f"mark\n{command}\n" for command, _ in commands)
    (folder / "bin").mkdir()
    (folder / "bin" / "critlint").symlink_to(critlint)
    done = run(["bash", "-c", f"exec 2>&1\n{script}"], cwd=folder,
               env={"PATH": f"{folder}/bin:{os.environ['PATH']}"})
    return [text.splitlines() for text in done.stdout.split("\001\n")[1:]]


@pytest.fixture
def clone(tmp_path):
    """What the page uses of a clone."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(REPO / "testcases" / "firmware", tmp_path / "testcases" / "firmware")
    return tmp_path


def test_the_page(run, critlint, clone):
    commands = read_commands(PAGE)
    assert len(commands) >= 15
    said = run_commands(run, critlint, clone, commands)
    assert len(said) == len(commands)
    wrong = [f"$ {command}: {difference}" for (command, shown), lines in zip(commands, said)
             for difference in differences(shown, lines)]
    assert not wrong, "\n".join(wrong)
    log = json.loads((clone / "demo" / "critlint.sarif").read_text())
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["CRIT202"]


def test_install_commands_exist():
    block = re.search(r"^```sh\n(.*?)^```$", PAGE, re.M | re.S)[1]
    programs = [line.split()[0] for line in block.splitlines() if line.startswith("tools/")]
    assert programs == ["tools/setup", "tools/build"] and all((REPO / name).is_file() for name in programs)
    assert "release" in (REPO / "CMakePresets.json").read_text() and "build/release/bin" in block


@pytest.mark.parametrize("shown, said, wrong", [
    (["a", "b"], ["a", "b"], False), (["a"], ["a b"], False), (["a", "...", "c"], list("abbc"), False),
    (["...", "c", "..."], ["a", "c", "d"], False), ([], [], False), (["..."], ["a"], False),
    (["a"], ["a", "b"], True), (["a", "c"], ["a", "b", "c"], True), (["b", "a"], ["a", "b"], True),
    (["a"], [], True), ([], ["a"], True), (["...", "x"], ["a"], True),
])
def test_differences_are_seen(shown, said, wrong):
    assert bool(differences(shown, said)) == wrong


def test_commands_are_read_in_order():
    page = "```console\n$ a\nx\n$ b\n```\n```sh\nno\n```\n```console\n$ c\ny\nz\n```\n"
    assert read_commands(page) == [("a", ["x"]), ("b", []), ("c", ["y", "z"])]


def test_commands_share_a_shell(run, critlint, tmp_path):
    said = run_commands(run, critlint, tmp_path, [(c, []) for c in ("false", "echo $?", "cd /", "pwd")])
    assert said == [[], ["1"], [], ["/"]]
