#!/usr/bin/env python3
"""What critlint costs next to other tools, and how its cost grows with a program.

usage: bench/compare.py [--repeat N] [--scale N,N...] [--jobs N] [TREE...]

The units of the bundled firmware, and of each TREE, go through critlint with an empty cache and with a full
one, and through every other tool that is installed: the same sources, one process a source, each source with
its own flags where the tree has a compile_commands.json, else with every folder that holds a header. Times
are seconds of all processors, the least of N runs (default 3), so that what else the machine does matters
little. Then programs of bench/generate.py, critlint alone: seconds and what a function costs in each pass.
Prints Markdown. Times are of this machine: nothing here is a test.
"""

import argparse
import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import generate

REPO = Path(__file__).resolve().parents[1]
CRITLINT = Path(os.environ.get("CRITLINT", REPO / "build/release/bin/critlint")).resolve()
CLANG = ["--target=thumbv7em-none-eabi", "-mcpu=cortex-m4", "-ffreestanding", "-w"]
GCC = ["-mcpu=cortex-m4", "-mthumb", "-ffreestanding", "-w"]

# Name in the table, programs of which the first that is there counts, and the words around flags and source.
TOOLS = [
    ("clang -fsyntax-only", ["clang-19", "clang"], ["-fsyntax-only", *CLANG], []),
    ("clang-tidy", ["clang-tidy-19", "clang-tidy"],
     ["--quiet", "--checks=-*,bugprone-*,concurrency-*,clang-analyzer-*"], ["--", *CLANG]),
    ("cppcheck", ["cppcheck"], ["--quiet", "--enable=warning,portability"], []),
    ("gcc -fanalyzer", ["arm-none-eabi-gcc", "gcc"], ["-fanalyzer", "-S", "-o", os.devnull, *GCC], []),
]
PASSES = {"parsing": "extract", "linking": "link", "facts": "flow", "rules": "rules"}


def installed(programs):
    return next((found for found in map(shutil.which, programs) if found), None)


def measured(command, cwd, env=None):
    """(processor seconds, peak MiB of the largest process, standard error, status) of one command."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})},
                                   stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode(errors="replace")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text, process.returncode


def units(tree):
    """(source, flags that say where headers are and what is defined) for each source of C."""
    database = tree / "compile_commands.json"
    if database.is_file():
        found = []
        for entry in json.loads(database.read_text()):
            words = entry.get("arguments") or shlex.split(entry["command"])
            folder = Path(entry["directory"])
            flags = [f"-I{folder / word[2:]}" if word.startswith("-I") else word
                     for word in words if re.match(r"-[ID].", word)]
            found.append((folder / entry["file"], flags))
        return [(path, flags) for path, flags in found if path.suffix == ".c"]
    sources = sorted(path.relative_to(tree) for path in tree.rglob("*.c"))
    folders = sorted({path.parent.relative_to(tree) for path in tree.rglob("*.h")})
    flags = ["-I.", *[f"-I{folder}" for folder in folders]]
    return [(path, flags) for path in sources]


def run_tool(tool, program, tree, jobs):
    _, _, before, behind = tool

    def one(unit):
        path, flags = unit
        words = [*before, str(path), *behind, *flags] if behind else [*before, *flags, str(path)]
        return measured([program, *words], tree)

    with ThreadPoolExecutor(jobs) as pool:
        done = list(pool.map(one, units(tree)))
    failed = sum(status != 0 for *_, status in done)
    return sum(seconds for seconds, *_ in done), max(peak for _, peak, _, _ in done), failed


def check(tree, cache, jobs, *words):
    command = [CRITLINT, "check", ".", "--exit-zero", "--cache-dir", cache, "-j", str(jobs), "--timing",
               *words]
    seconds, peak, errors, status = measured(command, tree)
    if status not in (0, 3):
        sys.exit(f"{tree}: critlint ended with {status}: {errors}")
    passes = re.findall(r"^ *[\d.]+ +([\d.]+)  (\w+)$", errors, re.M)
    return seconds, peak, {name: float(value) for value, name in passes}


def least(runs):
    return min(runs, key=lambda run: run[0])


def compare(tree, repeat, jobs):
    with tempfile.TemporaryDirectory() as folder:
        colds = []
        for number in range(repeat):
            cache = Path(folder) / str(number)
            colds.append(check(tree, cache, jobs))
        rows = [("critlint, cold", *least(colds)[:2], ""),
                ("critlint, warm", *least([check(tree, cache, jobs) for _ in range(repeat)])[:2], "")]
    missing = []
    for tool in TOOLS:
        program = installed(tool[1])
        if not program:
            missing.append(tool[0])
            continue
        seconds, peak, failed = least([run_tool(tool, program, tree, jobs) for _ in range(repeat)])
        rows.append((tool[0], seconds, peak, f"{failed} units with errors" if failed else ""))
    base = next((seconds for name, seconds, *_ in rows if name.startswith("clang -f")), rows[0][1])
    print(f"\n{tree.name}: {len(units(tree))} sources of C\n")
    print("| tool | s | of a plain parse | peak MiB | |\n|---|---|---|---|---|")
    for name, seconds, peak, remark in rows:
        print(f"| {name} | {seconds:.2f} | {seconds / base:.2f} | {peak:.0f} | {remark} |")
    if missing:
        print(f"\nNot installed: {', '.join(missing)}.")


def scale(sizes, repeat, jobs):
    print("\n| functions | extract s | link s | flow s | rules s | warm, all s | peak MiB |"
          " extract us a function | link | flow |\n" + "|---" * 10 + "|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            tree, cache = Path(folder) / "tree", Path(folder) / "cache"
            generate.generate(size, tree)
            _, _, cold = check(tree, cache, jobs)
            runs = [check(tree, cache, jobs) for _ in range(repeat)]
            seconds, peak, _ = least(runs)
            passes = {name: min(run[2][name] for run in runs) for name in PASSES}
            passes["parsing"] = cold["parsing"]
            costs = [f"{passes[name] / size * 1e6:.1f}" for name in ("parsing", "linking", "facts")]
            times = [f"{passes[name]:.3f}" for name in PASSES]
            row = [str(size), *times, f"{seconds:.2f}", f"{peak:.0f}", *costs]
            print("| " + " | ".join(row) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--scale", default="1000,10000,100000")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("trees", nargs="*", type=Path)
    options = parser.parse_args()
    if not CRITLINT.is_file():
        sys.exit("bench: critlint is not built: run tools/build release")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for tree in [REPO / "testcases/firmware", *options.trees]:
        compare(tree.resolve(), options.repeat, options.jobs)
    if options.scale:
        scale([int(size) for size in options.scale.split(",")], options.repeat, options.jobs)


if __name__ == "__main__":
    main()
