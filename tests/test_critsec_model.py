"""The algorithm of critsec's ports for several cores, by the model checker spin: it holds, and each variant
with one mistake is refuted for what the mistake does."""

import re

import pytest

from critsec_tool import SUITE, must, run, tool

MODEL = SUITE / "multicore.pml"
REFUTED = {
    "LOCK_FIRST": "acceptance cycle",  # a handler waits for its own core for ever
    "NO_OWNER": "acceptance cycle",  # a nested section does
    "UNMASK_FIRST": "assertion violated (outer!=2)",  # a handler is taken for its thread
    "OPEN_SPIN": "assertion violated (mask[core]==before)",
    "NO_LOCK": "assertion violated",
}


def check(folder, level, *defines):
    must(tool("spin"), "-a", *[f"-D{word}" for word in defines], MODEL, cwd=folder)
    must(tool("gcc"), level, "-w", "-DNFAIR=3", "-o", "pan", "pan.c", cwd=folder)
    return run(folder / "pan", "-m100000", "-a", "-f", cwd=folder, timeout=60).stdout


def test_algorithm_holds(tmp_path):
    output = check(tmp_path, "-O2")
    assert re.search(r"errors: 0\b", output) and "max search depth too small" not in output, output
    # Unreached are the branches that an inner section cannot take; the ends of thread and handler are not.
    unreached = dict(re.findall(r"unreached in proctype (\w+)\n((?:\t.*\n)*)", output))
    assert set(unreached) == {"thread", "handler"}
    assert "-end-" not in unreached["thread"] + unreached["handler"]


def test_every_variant_is_listed():
    assert set(re.findall(r"^#ifdef (\w+)", MODEL.read_text(encoding="utf-8"), re.M)) == set(REFUTED)


@pytest.mark.parametrize("variant", REFUTED)
def test_variant_is_refuted(tmp_path, variant):
    output = check(tmp_path, "-O0", variant)
    assert re.search(r"errors: 1\b", output) and REFUTED[variant] in output, output
