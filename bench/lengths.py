#!/usr/bin/python3
"""How long sections are: what the source says beside what a compiler made of them.

    bench/lengths.py [--critlint PROGRAM] [--list] --elf FILE|DIR [--elf ...] PATH... [-- OPTION...]

Prints, of the sections that were found in the code and are bounded in both, how many lie between the two
numbers of the source, and the ratio of each number to the code's. `--list` shows each one.
"""

import argparse
import json
import statistics
import subprocess
import sys


def sections(program, elfs, paths, options):
    words = [program, "latency", "--format", "json", *paths, *options]
    for elf in elfs:
        words += ["--elf", elf]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"critlint ended with {done.returncode}")
    return json.loads(done.stdout)["sections"]


def summary(ratios):
    if not ratios:
        return "none"
    return f"median {statistics.median(ratios):.2f}, least {min(ratios):.2f}, most {max(ratios):.2f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--critlint", default="build/release/bin/critlint")
    parser.add_argument("--elf", action="append", required=True)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("paths", nargs="+")
    arguments, options = parser.parse_known_args()
    found, missing, low, high, inside, outside = [], {}, [], [], 0, []
    for section in sections(arguments.critlint, arguments.elf, arguments.paths, options):
        compiled = section.get("compiled", {"missing": "no code was read"})
        place = f"{section['location']['path']}:{section['location']['line']} {section['function']}"
        if "missing" in compiled:
            missing[compiled["missing"]] = missing.get(compiled["missing"], 0) + 1
            continue
        source, code = section["cost"], compiled["cost"]
        found.append(place)
        if arguments.list:
            print(f"{source['low']:6} {source.get('high', '-'):>6} {source['bound']:9} "
                  f"{code['low']:6} {code.get('high', '-'):>6} {code['bound']:9} {place} "
                  f"{compiled['function']}+{compiled['offset']:#x} {code.get('reason', '')}")
        if "high" not in source or "high" not in code:
            continue
        actual = max(code["high"], 1)
        low.append(source["low"] / actual)
        high.append(source["high"] / actual)
        if source["low"] <= actual <= source["high"]:
            inside += 1
        else:
            outside.append(f"{place}: {source['low']} to {source['high']}, compiled {code['high']}")
    print(f"{len(found)} found in the code, {sum(missing.values())} not")
    for reason, count in sorted(missing.items()):
        print(f"  {count}: {reason}")
    print(f"{len(low)} bounded in both, {inside} of them between the source's two numbers")
    print(f"  lower number / compiled: {summary(low)}")
    print(f"  upper number / compiled: {summary(high)}")
    for line in outside:
        print(f"  outside: {line}")


if __name__ == "__main__":
    main()
