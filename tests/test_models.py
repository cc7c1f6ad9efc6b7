"""The built-in model tables: every row is sourced, no name has two meanings, halves and twins exist.

The loader has its own test in C (tests/unit/test_model.c); here an independent reader looks at the files."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

REPO = Path(__file__).resolve().parents[1]
FILES = sorted((REPO / "models").glob("*.yaml"))
CASES = REPO / "testcases" / "models"

MASKING = {"save", "mask", "unmask", "restore", "set", "raise", "switch", "enter", "exit",
           "off", "on", "lock", "unlock"}
OTHER = {"handler", "callback", "task", "start", "task-api", "isr-api", "any-api",
         "noreturn", "in-isr", "copy", "fill", "atomic", "barrier", "slow", "runs"}
REGISTERS = {"cleared-by-one", "cleared-by-zero"}
OTHER |= REGISTERS
DOUBLE = {"blocks", "priority"}  # a subject when the row has no other
PAIRS = [("enter", "exit"), ("off", "on"), ("lock", "unlock")]
ROLE = {"off": "mask", "on": "unmask", "lock": "mask", "unlock": "unmask"}
PART = {"off": "line", "on": "line", "lock": "lock", "unlock": "lock", "raise": "ceiling"}
PER_ROW = {"source", "twin", "saves", "restores", "blocks", "taken"}  # may differ beside the same partner
CLOSES, OPENS = {"mask", "enter", "raise"}, {"unmask", "restore", "exit"}


def names(value):
    return value if isinstance(value, list) else [value]


def subjects(row):
    keys = [key for key in row if key in MASKING | OTHER]
    return keys or [key for key in row if key in DOUBLE]


def load(text):
    """As text: YAML 1.1 would read the keys on and off as booleans; libfyaml reads YAML 1.2."""
    return yaml.load(text, Loader=yaml.BaseLoader) or []


def entries(rows):
    """One (name, role, part, args, returns, meaning) for each name of each row."""
    for row in rows:
        meaning = tuple(sorted((key, str(value)) for key, value in row.items()
                               if key not in MASKING | OTHER | PER_ROW))
        for key in subjects(row):
            for name in names(row[key]):
                saves = row.get("saves") if key in ("mask", "enter", "save") else None
                yield (name, ROLE.get(key, key), PART.get(key, row.get("masks")), row.get("args"),
                       row.get("returns"), (meaning, saves))
            if key == "task-api" and "twin" in row:
                yield row["twin"], "isr-api", None, None, None, None


def overlap(left, right):
    return all(a == b or a is None or b is None for a, b in zip(left[3:5], right[3:5]))


def problems(rows):
    """What is wrong with the rows of all files together."""
    found = []
    known = {}
    for entry in entries(rows):
        for old in known.setdefault(entry[0], []):
            if not overlap(old, entry):
                continue
            if old[1] == entry[1] and old[5] != entry[5] and old[1] != "isr-api":
                found.append(f"{entry[0]}: two meanings as {entry[1]}")
            if old[2] == entry[2] and ({old[1], entry[1]} & CLOSES and {old[1], entry[1]} & OPENS):
                found.append(f"{entry[0]}: both {old[1]} and {entry[1]}")
            if old[1] != entry[1] and {old[1], entry[1]} <= {"task-api", "isr-api", "any-api"}:
                found.append(f"{entry[0]}: both {old[1]} and {entry[1]}")
        known[entry[0]].append(entry)
    for row in rows:
        label = next(iter(row.values()))
        if not subjects(row):
            found.append(f"{label}: the row names nothing")
        if not isinstance(row.get("source"), str) or len(row["source"]) < 4:
            found.append(f"{label}: no source")
        for half, other in PAIRS:
            if (half in row) != (other in row):
                found.append(f"{label}: {half} and {other} belong together")
        if "twin" in row and "task-api" not in row and row["twin"] not in known:
            found.append(f"{label}: the twin {row['twin']} is in no row")
        for key in subjects(row):
            for name in names(row[key]):
                if not re.fullmatch(r"[A-Za-z_]\w*" + r"\.[A-Za-z_]\w*" * (key in REGISTERS), str(name)):
                    found.append(f"{name}: not a name")
    return found


def all_rows():
    return [row for path in FILES for row in load(path.read_text(encoding="utf-8"))]


def test_tables_are_sound():
    assert len(FILES) >= 5
    assert problems(all_rows()) == []


@pytest.mark.parametrize("text, message", [
    ("- {mask: a, masks: global, source: book}\n- {unmask: a, masks: global, source: book}",
     "both mask and unmask"),
    ("- {enter: a, masks: global, source: book}", "belong together"),
    ("- {task-api: a, twin: b, source: book}\n- {any-api: b, source: book}", "both isr-api and any-api"),
    ("- {mask: a, masks: global, source: book}\n- {mask: a, masks: fault, source: book}", "two meanings"),
    ("- {mask: a, masks: global}", "no source"),
    ("- {mask: a, twin: gone, masks: global, source: book}", "in no row"),
    ("- {source: book}", "names nothing"),
    ("- {mask: 'a b', masks: global, source: book}", "not a name"),
    ("- {cleared-by-one: PR, source: book}", "not a name"),
])
def test_a_wrong_table_is_noticed(text, message):
    assert any(message in problem for problem in problems(load(text)))


def test_one_spelling_two_shapes_is_allowed():
    assert problems(load("- {mask: a, masks: global, returns: nothing, source: book}\n"
                         "- {mask: a, masks: global, returns: value, saves: return, source: book}")) == []


def test_every_key_is_described():
    """models/README.md describes every key in use, and the loader knows every key described."""
    page = (REPO / "models" / "README.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    described = set(re.findall(r"`([a-z-]+)`", "".join(cells)))
    words = (REPO / "analyzer" / "model" / "model_words.c").read_text(encoding="utf-8")
    assert described == set(re.findall(r'\{"([a-z-]+)",\s+MODEL_', words))
    assert {key for row in all_rows() for key in row} <= described


# ---- testcases/models/<ecosystem>.c: a use of each row ----


def called(text):
    return set(re.findall(r"\b([A-Za-z_]\w*)\b", text))


CASE_FILES = sorted(CASES.glob("*.c"))


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: getattr(path, "stem", "none"))
def test_case_uses_every_row(path):
    table = REPO / "models" / f"{path.stem}.yaml"
    rows = load(table.read_text(encoding="utf-8"))
    used = called(path.read_text(encoding="utf-8"))
    unused = [row for row in rows
              if not any(name in used for key in subjects(row) for name in names(row[key]))]
    assert unused == []


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: getattr(path, "stem", "none"))
def test_case_compiles(path):
    clang = shutil.which("clang-19")
    if not clang:
        pytest.skip("clang-19 is not installed")
    target = ["avr", "-mmcu=atmega328p"] if path.stem == "avr-libc" else ["thumbv7em-none-eabi"]
    done = subprocess.run([clang, "-target", *target, "-std=c11", "-ffreestanding", "-nostdlibinc",
                           "-fsyntax-only", "-Wall", "-Wextra", "-Werror", str(path)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("source, expected", [
    ("void HAL_TIM_PeriodElapsedCallback(void *timer) { (void)timer; }",
     "handler HAL_TIM_PeriodElapsedCallback"),
    ("void vApplicationIdleHook(void) { }", "task vApplicationIdleHook"),
    ("static void HAL_TIM_PeriodElapsedCallback(void *t) { (void)t; }\n"
     "int main(void) { HAL_TIM_PeriodElapsedCallback(0); return 0; }", None),  # the program calls it itself
], ids=["handler", "task", "called here"])
def test_what_a_framework_calls(critlint, run, tmp_path, source, expected):
    (tmp_path / "a.c").write_text(source + "\n", encoding="utf-8")
    contexts = run([critlint, "check", "a.c", "--isolated", "--cpu", "cortex-m4", "--dump=contexts"],
                   cwd=tmp_path).stdout
    assert (expected in contexts) if expected else ("handler" not in contexts), contexts
