#!/usr/bin/env python3
"""Puts faults into the engine, one at a time, and asks whether the fixtures notice.

    tools/mutate.py                 every mutant of tools/mutants.txt
    tools/mutate.py NAME...         some of them; says which program kills each
    tools/mutate.py --list

Works on a copy of the sources in a scratch folder, built without optimisation; one fault costs the
compilation of one file and a link. Ends with 1 if a mutant survives (or a known survivor is killed).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
LIST = REPO / "tools" / "mutants.txt"
# What the build reads.
SOURCES = ("analyzer", "rules", "models", "shims", "docs", "cmake", "tools", "tests/unit", "CMakeLists.txt")
JOBS = 2

sys.path[:0] = [str(REPO / "tests"), str(REPO / "python")]


class MutantError(Exception):
    """The list is wrong: a mutant does not apply or does not compile."""


@dataclass(frozen=True)
class Mutant:
    name: str
    path: str
    old: str
    new: str
    survives: str = ""  # why no program tells it apart


def read_mutants(text):
    mutants = []
    for block in re.split(r"^(?=\[)", text, flags=re.M)[1:]:
        head = re.match(r"\[([\w-]+)\] (\S+)\n(?:survives: (.+)\n)?", block)
        if not head:
            raise MutantError(f"no mutant: {block.splitlines()[0]}")
        sides = {"-": [], "+": []}
        for line in block[head.end():].splitlines():
            if line[:1] in sides:
                sides[line[0]].append(line[1:])
            elif line and not line.startswith("#"):
                raise MutantError(f"{head[1]}: neither - nor +: {line}")
        mutants.append(Mutant(head[1], head[2], "\n".join(sides["-"]), "\n".join(sides["+"]), head[3] or ""))
    names = [mutant.name for mutant in mutants]
    if len(set(names)) != len(names):
        raise MutantError("two mutants have one name")
    return mutants


def mutated(mutant, source):
    """The file's text with the fault."""
    count = source.count(mutant.old + "\n") if mutant.old else 0
    if count != 1:
        raise MutantError(f"{mutant.name}: its text stands {count} times in {mutant.path}: "
                          "update tools/mutants.txt")
    return source.replace(mutant.old + "\n", mutant.new + "\n" if mutant.new else "")


class Workshop:
    """A copy of the sources with its build."""

    def __init__(self, folder):
        self.source = Path(folder) / "source"
        self.build = Path(folder) / "build"
        for name in SOURCES:
            target = self.source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (REPO / name).is_dir():
                shutil.copytree(REPO / name, target)
            else:
                shutil.copy2(REPO / name, target)
        self._call("cmake", "-S", self.source, "-B", self.build, "-G", "Ninja",
                   "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=-O0")
        self.make()
        self.program = self.build / "bin" / "critlint"

    def _call(self, *command):
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300,
                              errors="replace", check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise MutantError(f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")

    def make(self):
        self._call("ninja", "-C", self.build, "-j", JOBS, "critlint")

    def judge(self, mutant):
        """The first program whose verdict the fault changes, as text; "" if none."""
        path = self.source / mutant.path
        right = path.read_text(encoding="utf-8")
        path.write_text(mutated(mutant, right), encoding="utf-8")
        try:
            self.make()
            return first_difference(self.program)
        finally:
            path.write_text(right, encoding="utf-8")


def _run(command, cwd):
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True,
                          timeout=30, errors="replace", check=False, stdin=subprocess.DEVNULL)


def first_difference(critlint):
    """Judges programs until one differs from its tags."""
    import test_rules

    found = []

    def check(program):
        if found:
            return
        try:
            problems = test_rules.check_program(critlint, _run, *program, headers=test_rules.SHARED_HEADERS)
        except subprocess.TimeoutExpired:
            problems = ["no end after 30 s"]
        if problems:
            found.append(f"{test_rules.program_id(program)}: {problems[0]}")

    programs = sorted(test_rules.collect_programs(), key=lambda program: len(program[2]))
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(check, programs))
    return found[0] if found else ""


def report_line(mutant, killer, seconds):
    verdict = f"killed by {killer}" if killer else "SURVIVES"
    if mutant.survives:
        verdict = "killed now, drop its \"survives\": " + killer if killer else f"survives: {mutant.survives}"
    return f"{seconds:5.1f} s  {mutant.name:28} {verdict}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="name the mutants")
    options = parser.parse_args()
    mutants = read_mutants(LIST.read_text(encoding="utf-8"))
    unknown = set(options.names) - {mutant.name for mutant in mutants}
    if unknown:
        parser.error(f"no such mutant: {', '.join(sorted(unknown))}")
    chosen = [mutant for mutant in mutants if not options.names or mutant.name in options.names]
    if options.list:
        print("\n".join(mutant.name for mutant in chosen))
        return 0
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(folder)
        before = first_difference(workshop.program)
        if before:
            print(f"the fixtures fail without any fault: {before}", file=sys.stderr)
            return 2
        for mutant in chosen:
            start = time.monotonic()
            killer = workshop.judge(mutant)
            wrong += bool(killer) == bool(mutant.survives)
            print(report_line(mutant, killer, time.monotonic() - start), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MutantError as error:
        sys.exit(f"mutate: {error}")
    except BrokenPipeError:
        os._exit(1)
