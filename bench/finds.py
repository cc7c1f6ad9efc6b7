#!/usr/bin/env python3
"""Who finds what: critlint and other tools on the same files.

usage: bench/finds.py [--jobs N] [TREE...]

First the fixtures of the rules: each function that holds a bug (`expect:`), and each of its near-miss twins
(`good_*`). A bug counts as found if a tool reports anything in its function that a reader could take for it
(MEANING); what else it reports there is counted apart. Then the bundled firmware and each TREE: how many
reports, how many of them about interrupts, races and sections, and seconds of all processors. Only sources
of C for Cortex-M, each a process of its own, with the folders of all headers of the tree. Prints Markdown.
"""

import argparse
import collections
import json
import os
import re
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "tests"))

import c_source  # noqa: E402
import compare  # noqa: E402
import fixtures_tags  # noqa: E402

RULES = REPO / "testcases/rules"
SECONDS = 120  # that one tool may take for one source
CLANG = ["--target=thumbv7em-none-eabi", "-mcpu=cortex-m4", "-ffreestanding"]
TIDY = ("-*,bugprone-*,cert-*,clang-analyzer-*,concurrency-*,misc-*,-misc-include-cleaner,"
        "-misc-unused-parameters")

# Name, programs of which the first that is there counts, and the words around flags and source.
TOOLS = [
    ("clang analyzer", ["clang-19", "clang"],
     ["--analyze", "-Xclang", "-analyzer-output=text", "-o", os.devnull, *CLANG], []),
    ("clang-tidy", ["clang-tidy-19", "clang-tidy"], ["--quiet", f"--checks={TIDY}"], ["--", *CLANG]),
    ("cppcheck", ["cppcheck"],
     ["--quiet", "--enable=warning,style,performance,portability", "--template=gcc"], []),
    ("gcc -fanalyzer", ["arm-none-eabi-gcc", "gcc"],
     ["-fanalyzer", "-Wall", "-Wextra", "-S", "-o", os.devnull, "-mcpu=cortex-m4", "-mthumb",
      "-ffreestanding", "-O1"], []),
]
CRITLINT = "critlint"

# What a report may say that means the bug, for any rule and, more generously, for single ones.
MEANING = (r"race|concurren|interrupt|\birq|\bisr\b|atomic|\block|mutex|critical|section|mask|clobber"
           r"|volatile|signal|reentran|thread|preempt|synchroni")
MEANINGS = {
    "CRIT102": r"leak|resource", "CRIT103": r"unreachable",
    "CRIT104": r"uninit|garbage|undefined|unassigned|never (used|read)|not used|unused|dead|redundant"
               r"|constant",
    "CRIT105": r"narrow|truncat|conver|precision|loss|los(e|ing)|overflow|cast|sign",
    "CRIT106": r"never (used|read)|dead|constant|redundant", "CRIT107": r"static|global",
    "CRIT110": r"shift|constant|range", "CRIT113": r"condition|always|invert|redundant",
    "CRIT204": r"toctou|time of check", "CRIT206": r"loop|infinite", "CRIT208": r"static",
    "CRIT301": r"escape|stack|address|dangl", "CRIT302": r"escape|stack|address|dangl|use after",
    "CRIT303": r"escape|stack|address|dangl", "CRIT305": r"escape|stack|address|dangl|lifetime|local",
    "CRIT401": r"redefin|duplicate|multiple", "CRIT402": r"undefined|declar", "CRIT501": r"block|sleep",
    "CRIT503": r"loop|infinite", "CRIT507": r"loop|infinite|block",
}

_REPORT = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):(?:\d+:)? (?P<kind>warning|error|style|performance|"
                     r"portability|information): (?P<text>.*)$", re.M)


@dataclass
class Run:
    """What a tool said of some sources."""

    reports: list = field(default_factory=list)  # (path, line, text)
    seconds: float = 0.0
    failed: int = 0


def run_other(tool, program, folder, units, jobs):
    _, _, before, behind = tool

    def one(unit):
        path, flags = unit
        words = [*before, str(path), *behind, *flags] if behind else [*before, *flags, str(path)]
        try:
            done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True,
                                  errors="replace", timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return [], True
        said = [(str((folder / match["path"]).resolve()), int(match["line"]), match["text"])
                for match in _REPORT.finditer(done.stdout + "\n" + done.stderr)]
        unread = any(text.startswith("fatal error") or "file not found" in text or "No such file" in text
                     for _, _, text in said) or "fatal error:" in done.stderr
        return said, unread

    run = Run()
    before_all = os.times()
    with ThreadPoolExecutor(jobs) as pool:
        for said, unread in pool.map(one, units):
            run.reports += said
            run.failed += unread
    after_all = os.times()
    run.seconds = (after_all.children_user + after_all.children_system
                   - before_all.children_user - before_all.children_system)
    run.reports = sorted(set(run.reports))  # a header's is said once
    return run


def run_critlint(folder, paths, words, jobs):
    before = os.times()
    command = [compare.CRITLINT, "check", "--format", "json", "--no-cache", "--third-party", "-j", str(jobs)]
    done = subprocess.run([*command, *words, "--", *map(str, paths)], cwd=folder, capture_output=True,
                          text=True, check=False)
    after = os.times()
    if done.returncode not in (0, 1, 3):
        sys.exit(f"critlint ended with {done.returncode}: {done.stderr}")
    log = json.loads(done.stdout)
    run = Run(failed=log["summary"]["units"]["lost"])
    run.seconds = after.children_user + after.children_system - before.children_user - before.children_system
    for item in log["findings"]:
        place = item["location"]
        if "path" in place:
            text = f"{item['code']} {item['message']}"
            run.reports.append((str((folder / place["path"]).resolve()), place["line"], text))
    return run


# ---- fixtures


def function_at(functions, line):
    """The function that a line belongs to, or None."""
    return next((one for one in functions if one.first <= line <= one.last), None)


def fixtures():
    """(rule, path, args, {bad functions}, {good functions}) of each program of one file of C for Cortex-M."""
    found = []
    for folder in sorted(RULES.iterdir()):
        code = folder.name[:7].upper()
        for path in sorted(folder.glob("*.c")):
            program = fixtures_tags.read_program([path])
            words = " ".join(program.args)
            if "cortex-m4" not in words or code.startswith("CRIT9"):
                continue
            functions = c_source.functions(path.read_text(encoding="utf-8"))
            bad = {function_at(functions, tag.line) for tag in program.tags
                   if tag.kind in ("expect", "miss") and tag.code == code} - {None}
            good = {one for one in functions if one.name.startswith("good")}
            if bad or good:
                found.append((code, path, program.args, bad, good))
    return found


def means(tool, code, text):
    if tool == CRITLINT:
        return text.startswith(code)
    pattern = MEANING + (f"|{MEANINGS[code]}" if code in MEANINGS else "")
    return re.search(pattern, text, re.I) is not None


def judge(tool, run, cases, counts):
    by_path = collections.defaultdict(list)
    for path, line, text in run.reports:
        by_path[path].append((line, text))
    for code, path, _, bad, good in cases:
        said = by_path[str(path.resolve())]
        for one in bad:
            texts = [text for line, text in said if one.first <= line <= one.last]
            fits = any(means(tool, code, text) for text in texts)
            counts[tool, code]["found"] += fits
            counts[tool, code]["else"] += bool(texts) and not fits
        for one in good:
            texts = [text for line, text in said if one.first <= line <= one.last]
            counts[tool, code]["good"] += any(means(tool, code, text) for text in texts)


def compare_fixtures(tools, jobs):
    cases = fixtures()
    counts = collections.defaultdict(collections.Counter)
    units = [(path, [f"-I{REPO / 'testcases/include'}", f"-I{path.parent}"]) for _, path, *_ in cases]
    for tool, program in tools:
        judge(tool[0], run_other(tool, program, REPO, units, jobs), cases, counts)
    ours = Run()
    for _, path, args, *_ in cases:
        words = ["--add-arg", f"-idirafter{REPO / 'testcases/include'}", *args]
        ours.reports += run_critlint(path.parent, [path.name], words, jobs).reports
    judge(CRITLINT, ours, cases, counts)
    names = [CRITLINT, *(tool[0] for tool, _ in tools)]
    print("\n| rule | bugs | " + " | ".join(names) + " |\n" + "|---" * (len(names) + 2) + "|")
    total = collections.Counter()
    for code in sorted({code for code, *_ in cases}):
        bugs = sum(len(bad) for other, _, _, bad, _ in cases if other == code)
        total["bugs"] += bugs
        row = []
        for name in names:
            found = counts[name, code]
            total.update({(name, kind): number for kind, number in found.items()})
            row.append(f"{found['found'] or '–'}" + (f" ({found['else']})" if found["else"] else ""))
        print(f"| [{code}](rules/{code}.md) | {bugs} | " + " | ".join(row) + " |")
    goods = sum(len(good) for *_, good in cases)
    print(f"| all | {total['bugs']} | " + " | ".join(
        f"{total[name, 'found']} ({total[name, 'else']})" for name in names) + " |")
    print(f"| of {goods} good twins | | " + " | ".join(str(total[name, "good"]) for name in names) + " |")


# ---- trees


def compare_tree(tree, tools, jobs):
    units = compare.units(tree)
    print(f"\n{tree.name}, {len(units)} sources of C:\n")
    print("| tool | reports | about interrupts, races, sections | s | sources given up |")
    print("|---" * 5 + "|")
    ours = run_critlint(tree, ["."], [], jobs)
    rows = [(CRITLINT, ours, len(ours.reports))]
    for tool, program in tools:
        run = run_other(tool, program, tree, units, jobs)
        fitting = sum(re.search(MEANING, text, re.I) is not None for *_, text in run.reports)
        rows.append((tool[0], run, fitting))
    for name, run, fitting in rows:
        row = [name, str(len(run.reports)), str(fitting), f"{run.seconds:.1f}", str(run.failed or "–")]
        print("| " + " | ".join(row) + " |", flush=True)


def version(program):
    text = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+\.\d+(\.\d+)?", text)
    return found[0] if found else "?"


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("trees", nargs="*", type=Path)
    options = parser.parse_args()
    if not compare.CRITLINT.is_file():
        sys.exit("bench: critlint is not built: run tools/build release")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    installed = [(tool, compare.installed(tool[1])) for tool in TOOLS]
    tools = [(tool, program) for tool, program in installed if program]
    said = [f"critlint {version(compare.CRITLINT)}"]
    said += [f"{tool[0]} {version(program)}" if program else f"{tool[0]}: not installed"
             for tool, program in installed]
    print("; ".join(said) + ".")
    compare_fixtures(tools, options.jobs)
    for tree in [REPO / "testcases/firmware", *options.trees]:
        compare_tree(tree.resolve(), tools, options.jobs)


if __name__ == "__main__":
    main()
