"""What critlint says of itself and of a tree: `critlint doctor`, and the table of tools/survey."""

import json

import pytest

from conftest import REPO

DEVICE = "#if defined(CHIP1)\n#else\n#error which chip\n#endif\n"
MAIN = '#include "device.h"\n#include <gone/far.h>\nint main(void) { return 0; }\n'
HANDLER = "void TIM2_IRQHandler(void) { }\n"


@pytest.fixture
def doctor(critlint, run, tmp_path):
    def call(files, *words):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = run([critlint, "doctor", ".", "--isolated", *words], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


TREE = {"a/main.c": MAIN, "a/part.c": HANDLER, "b/main.c": MAIN, "device.h": DEVICE,
        "b/odd.c": "int odd(void) { return $; }\nint even(void) { return 2; }\n"}


def test_as_json(doctor):
    seen = json.loads(doctor(TREE, "--format", "json"))
    assert seen["units"] == {"ok": 1, "degraded": 3, "lost": 0}
    assert (seen["functions"], seen["functions_understood"]) == (5, 4)
    assert [(program["main"], program["units"]) for program in seen["programs"]] == [
        ("a/main.c", 2), ("b/main.c", 2)]
    assert [program["handlers"] for program in seen["programs"]] == [1, 0]
    assert seen["assumed"] == [{"text": "CHIP1", "count": 2}]
    assert seen["missing_headers"] == [{"text": "gone/far.h", "count": 2}]
    assert [row["count"] for row in seen["other_causes"]] == [1]


def test_as_text(doctor):
    text = doctor(TREE)
    assert "programs: 2\n  a/main.c: 2 units, 2 functions, 1 handler (by name), 0 tasks\n" in text
    assert "understood: 4 of 5 functions; of 4 units 1 ok, 3 degraded, 0 lost\n" in text
    assert "headers that are nowhere:\n      2  gone/far.h\n" in text
    assert "what you could tell" not in text


def test_what_it_asks(doctor):
    text = doctor(TREE, "--ask")
    assert "where <gone/far.h> is (2 inclusions):  --add-arg=-IFOLDER" in text
    assert "whether this is right (2 units):  --add-arg=-DCHIP1" in text
    assert "the processor:  --cpu NAME" in text
    answered = doctor(TREE, "--ask", "--cpu", "cortex-m3", "--add-arg=-DCHIP1")
    assert "whether this is right" not in answered and "the processor" not in answered


def test_the_tree_of_one_program(doctor):
    text = doctor({"main.c": "int main(void) { }"})
    assert "(the whole tree): 1 unit, 1 functions, 0 handlers, 0 tasks" in text


def test_a_wrong_path(critlint, run, tmp_path):
    done = run([critlint, "doctor", "nowhere"], cwd=tmp_path)
    assert done.returncode == 2 and "cannot read 'nowhere'" in done.stderr


def test_the_survey(critlint, run, tmp_path):
    tree = tmp_path / "t"
    tree.mkdir()
    (tree / "main.c").write_text(HANDLER + "int main(void) { return 0; }\n", encoding="utf-8")
    done = run([REPO / "tools/survey", f"{tree}=mine 123"], env={"CRITLINT": str(critlint)})
    assert done.returncode == 0, done.stderr
    cells = [cell.strip() for cell in done.stdout.splitlines()[-1].strip("|").split("|")]
    assert cells[:-1] == ["mine 123", "1", "1", "0", "0", "2", "100.0 %", "1", "1", "1"]
