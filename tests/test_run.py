"""What a run says of itself besides its findings: statistics, timing, progress, colours."""

import collections
import json
import os
import pty
import re
import subprocess
import threading
from pathlib import Path

import pytest

FIRMWARE = Path(__file__).resolve().parents[1] / "testcases" / "firmware"
MACHINE = ["gcc", "json", "sarif", "github", "gitlab", "junit", "html"]


@pytest.fixture
def check(critlint, run):
    """check(word...) -> CompletedProcess, on the bundled firmware."""

    def call(*words, **options):
        done = run([critlint, "check", *words, "."], **{"cwd": FIRMWARE, "timeout": 120, **options})
        assert done.returncode == 1, done.stderr
        return done

    return call


# ---- statistics


def tables(text):
    """title -> [(count, words)] of each table."""
    found = {}
    for line in text.splitlines():
        title = re.fullmatch(r"by (rule|tier|file):", line)
        row = re.fullmatch(r" +(\d+)  (\S.*)", line)
        if title:
            found[title[1]] = []
        elif found and row:
            found[title_of(found)].append((int(row[1]), row[2]))
        else:
            assert not found, line
    return found


def title_of(found):
    return list(found)[-1]


def expected(findings):
    def rows(values):
        return sorted(((count, value) for value, count in collections.Counter(values).items()),
                      key=lambda row: (-row[0], row[1]))

    return {"rule": rows(f"{finding['code']} {finding['name']}" for finding in findings),
            "tier": rows(finding["tier"] for finding in findings),
            "file": rows(finding["location"]["path"] for finding in findings)}


def test_statistics(check):
    findings = json.loads(check("--format", "json").stdout)["findings"]
    done = check("--statistics")
    plain = check().stdout
    assert done.stdout.startswith(plain) and done.stderr == ""
    assert tables(done.stdout[len(plain):]) == expected(findings) and len(findings) > 20


@pytest.mark.parametrize("format_name", MACHINE)
def test_statistics_and_timing_are_in_no_machine_format(check, format_name):
    plain = check("--format", format_name)
    done = check("--format", format_name, "--statistics", "--timing")
    assert done.stdout == plain.stdout and plain.stderr == ""
    counts, seconds = done.stderr.split("critlint: seconds by pass, and those of the processors\n")
    assert len(tables(counts)) == 3 and "in all" in seconds


def test_statistics_of_nothing(critlint, run, tmp_path):
    (tmp_path / "a.c").write_text("int x;\n")
    done = run([critlint, "--statistics", "a.c"], cwd=tmp_path)
    assert done.stdout.endswith("by rule:\nby tier:\nby file:\n")


# ---- timing


def test_timing(check):
    done = check("--timing")
    assert done.stdout == check().stdout
    head, *rows, cached = done.stderr.splitlines()
    assert head == "critlint: seconds by pass, and those of the processors"
    seconds = {name: float(value) for value, _, name in (row.split(maxsplit=2) for row in rows)}
    cpu = {name: float(value) for _, value, name in (row.split(maxsplit=2) for row in rows)}
    assert list(seconds) == ["units and models", "parsing", "linking", "facts", "rules", "reports", "in all"]
    assert seconds["parsing"] > 0
    assert abs(sum(seconds.values()) - 2 * seconds["in all"]) < 0.01
    assert abs(sum(cpu.values()) - 2 * cpu["in all"]) < 0.01
    assert re.fullmatch(r"\d+ of \d+ units were in the cache", cached)


# ---- progress and colours, on a terminal that a test holds the other end of


def on_terminal(command, cwd, streams, env=()):
    """What the program writes to a terminal that is its `streams`, and what to its other ones."""
    leader, follower = pty.openpty()
    chunks = []

    def drain():
        try:
            while chunk := os.read(leader, 65536):
                chunks.append(chunk)
        except OSError:
            pass  # the last program at the other end has closed it

    reader = threading.Thread(target=drain)
    reader.start()
    piped = {name: follower if name in streams else subprocess.PIPE for name in ("stdout", "stderr")}
    environment = {**os.environ, "TERM": "xterm", **dict(env)}
    environment = {name: value for name, value in environment.items() if value is not None}
    process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdin=subprocess.DEVNULL,
                               env=environment, **piped)
    os.close(follower)
    other = b"".join(part for part in process.communicate(timeout=120) if part)
    reader.join(timeout=10)
    os.close(leader)
    return b"".join(chunks).decode(), other.decode()


@pytest.fixture(scope="module")
def long_tree(tmp_path_factory):
    """Enough to do for more than a moment on one worker, in files with long names."""
    folder = tmp_path_factory.mktemp("long")
    body = "".join(f"int f%d_{i}(int x) {{ return x * {i} + (x ? {i} : x << 3); }}\n" for i in range(300))
    (folder / ("x" * 100)).mkdir()
    for unit in range(40):
        path = folder / ("x" * 100 if unit % 2 else ".") / f"unit_{unit:02}.c"
        path.write_text(body.replace("%d", str(unit)))
    return folder


def lines_shown(text):
    return [part for part in text.split("\r\x1b[K") if part]


def test_progress_is_one_line_that_fits_and_goes_away(critlint, long_tree):
    terminal, out = on_terminal([critlint, "-j1"], long_tree, {"stderr"}, {"CI": None})
    shown = lines_shown(terminal)
    assert len(shown) > 2 and terminal.endswith("\r\x1b[K") and "\n" not in terminal
    assert max(map(len, shown)) == 79  # a terminal of 80 columns, and the last one stays free
    units = [re.fullmatch(r"critlint: (\d+) of 40  \S*(unit_\d\d\.c|x)", line) for line in shown]
    counts = [int(unit[1]) for unit in units if unit]
    assert counts == sorted(set(counts)) and counts
    assert {line for line, unit in zip(shown, units) if not unit} <= {
        "critlint: linking", "critlint: facts", "critlint: rules", "critlint: reports"}
    assert "critlint:" not in out and out.startswith("0 findings")


@pytest.mark.parametrize("streams, env", [
    (set(), {"CI": None}), ({"stderr"}, {"CI": "true"}), ({"stderr"}, {"CI": None, "TERM": "dumb"}),
], ids=["pipe", "CI", "dumb"])
def test_no_progress_where_nobody_looks(critlint, long_tree, streams, env):
    terminal, out = on_terminal([critlint, "-j1"], long_tree, streams, env)
    assert terminal == "" and "of 40" not in out and "0 findings" in out


def test_no_progress_in_a_short_run(critlint, tmp_path):
    (tmp_path / "a.c").write_text("int x;\n")
    assert on_terminal([critlint, "a.c"], tmp_path, {"stderr"}, {"CI": None})[0] == ""


@pytest.mark.parametrize("env, words, coloured", [
    ({"NO_COLOR": None}, [], True), ({"NO_COLOR": "1"}, [], False), ({"NO_COLOR": ""}, [], True),
    ({"NO_COLOR": "1"}, ["--color", "always"], True), ({"NO_COLOR": None}, ["--color", "never"], False),
    ({"NO_COLOR": None}, ["--format", "gcc"], False),
])
def test_colours(critlint, env, words, coloured):
    terminal, _ = on_terminal([critlint, *words], FIRMWARE, {"stdout"}, env)
    assert ("\x1b[1;31merror" in terminal) == coloured and "error" in terminal
