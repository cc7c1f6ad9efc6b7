"""The fixtures notice faults of the engine: each mutant of tools/mutants.txt changes a verdict.

`tools/mutate.py` does the same from the command line.
"""

import shutil
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO / "tools"))

import mutate  # noqa: E402

MUTANTS = mutate.read_mutants(mutate.LIST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    for tool in ("cmake", "ninja"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    return mutate.Workshop(tmp_path_factory.mktemp("mutants"))


def test_programs_agree_without_a_fault(workshop):
    """Else every mutant would count as killed."""
    assert mutate.first_difference(workshop.program) == ""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant(request, mutant):
    if mutant.survives:  # these cost most, as every program runs
        pytest.skip(f"optional: known gap, tools/mutate.py {mutant.name} looks again: {mutant.survives}")
    workshop = request.getfixturevalue("workshop")
    assert workshop.judge(mutant), "no program under testcases/ tells this fault from the right engine"


def test_harmless_change_survives(workshop):
    same = mutate.Mutant("same", "analyzer/flow/reach.c", "    a->armed |= b->armed;",
                         "    a->armed = a->armed | b->armed;")
    assert workshop.judge(same) == ""


def test_every_mutant_applies():
    """The list stays true to the sources. Fast, and without a compiler."""
    assert len([mutant for mutant in MUTANTS if not mutant.survives]) >= 12
    for mutant in MUTANTS:
        source = (REPO / mutant.path).read_text(encoding="utf-8")
        assert mutate.mutated(mutant, source) != source


@pytest.mark.parametrize("old", ["    no such text;", "    }", ""])
def test_text_that_is_not_there_once_is_an_error(old):
    source = (REPO / "analyzer/flow/reach.c").read_text(encoding="utf-8")
    with pytest.raises(mutate.MutantError, match="times"):
        mutate.mutated(mutate.Mutant("stale", "analyzer/flow/reach.c", old, "x"), source)


@pytest.mark.parametrize("text, words", [
    ("[a b] x.c\n-a\n+b\n", "no mutant"),
    ("[a] x.c\n a\n+b\n", "neither"),
    ("[a] x.c\n-a\n+b\n[a] x.c\n-c\n+d\n", "one name"),
])
def test_malformed_list_is_an_error(text, words):
    with pytest.raises(mutate.MutantError, match=words):
        mutate.read_mutants(text)


def test_fault_that_does_not_compile_is_no_kill(workshop):
    broken = mutate.Mutant("broken", "analyzer/flow/reach.c", "    a->armed |= b->armed;",
                           "    a->armed |= ;")
    with pytest.raises(mutate.MutantError, match="ninja"):
        workshop.judge(broken)
