"""critlint from Python: where the native program is, and its findings as objects.

    import critlint
    for finding in critlint.run("firmware/").findings:
        print(finding.path, finding.line, finding.code, finding.message)
"""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CritlintError", "Finding", "Notice", "Report", "find_program", "parse",
           "run"]


class CritlintError(Exception):
    """There is no report: the program is missing, was used wrongly, or failed."""


@dataclass(frozen=True)
class Finding:
    code: str
    path: str  # relative to the analysed tree
    line: int
    column: int
    severity: str  # "error", "warning" or "note"
    tier: str  # "A", "B" or "C"
    function: str  # the enclosing function, or ""
    message: str


@dataclass(frozen=True)
class Notice:
    """What was not analysed, and why."""

    kind: str
    path: str  # "": not about one file
    line: int  # 0: the whole file
    message: str


@dataclass(frozen=True)
class Report:
    findings: tuple
    notices: tuple
    complete: bool  # False: units were lost, so findings may be missing


def find_program():
    """The native program: $CRITLINT, the one in this package, or the release build of a checkout.

    The PATH is not searched: `critlint` there may be the launcher that asks.
    """
    if "CRITLINT" in os.environ:
        candidates = [Path(os.environ["CRITLINT"])]
    else:
        package = Path(__file__).resolve().parent
        checkout = package.parents[1]
        candidates = [package / "bin" / "critlint", checkout / "build" / "release" / "bin" / "critlint"]
    for candidate in candidates:
        if os.access(candidate, os.X_OK) and candidate.is_file():
            return candidate
    tried = ", ".join(map(str, candidates))
    raise CritlintError(f"the critlint program is not there (looked at {tried}): "
                        "build it with tools/build release, or run pip install on the source tree")


def run(*paths, args=(), cwd=None, timeout=None):
    """Analyses files and folders, "." by default; `args` are further options of `critlint check`."""
    command = [str(find_program()), "check", "--format", "json", *args, *map(str, paths or ["."])]
    done = subprocess.run(command, cwd=cwd, timeout=timeout, capture_output=True, text=True,
                          encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1, 3):
        raise CritlintError(f"critlint ended with status {done.returncode}: {done.stderr.strip()}")
    return parse(done.stdout, complete=done.returncode != 3)


def parse(text, complete=True):
    """The report in the text of `critlint check --format json`."""
    try:
        data = json.loads(text)
        return Report(
            findings=tuple(_finding(item) for item in data["findings"]),
            notices=tuple(_notice(item) for item in data["notices"]),
            complete=complete,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CritlintError(f"critlint wrote a report that is not understood: {error!r}") from error


def _finding(item):
    place = item.get("location", item)
    return Finding(item["code"], place["path"], place["line"], place.get("column", 1), item["severity"],
                   item["tier"], item.get("function", ""), item["message"])


def _notice(item):
    place = item.get("location", item)
    return Notice(item["kind"], place.get("path", ""), place.get("line", 0), item["message"])
