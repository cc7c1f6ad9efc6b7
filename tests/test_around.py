"""A file that is asked for by name is read with what lies around it in its tree: who calls it, and when."""

import json

import pytest

FILLERS = 60
COUNTER = "#include \"counter.h\"\nint counter;\nvoid counter_add(int by) { counter += by; }\n"
HEADER = "void counter_add(int by);\nextern int counter;\n"
HANDLER = "#include \"counter.h\"\nvoid TIM2_IRQHandler(void) { tick(); }\n"
TICK = "#include \"counter.h\"\nvoid tick(void) { counter_add(1); }\n"
MAIN = """\
#include "counter.h"
void Reset_Handler(void);
void TIM2_IRQHandler(void);
int main(void) { for (;;) { counter_add(2); } }
void Reset_Handler(void) { main(); }
__attribute__((section(".isr_vector"), used)) static void (*const vectors[16 + 31])(void) = {
    [1] = Reset_Handler, [16 + 28] = TIM2_IRQHandler };
"""


@pytest.fixture
def tree(tmp_path):
    """More sources than are read around a file; what matters lies in folders of its own."""
    files = {"src/counter.c": COUNTER, "src/counter.h": HEADER + "void tick(void);\n",
             "src/irq/tim.c": HANDLER, "src/irq/tick.c": TICK, "src/main.c": MAIN}
    files |= {f"lib/{n}/filler.c": f"int filler_{n}(int a) {{ return a + {n}; }}\n" for n in range(FILLERS)}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def check(critlint, run, tree):
    def call(*words, path="src/counter.c", root="."):
        done = run([critlint, "check", path, "--root", root, "--isolated", "--cpu", "cortex-m4",
                    "--tier", "C", "--format", "json", *words], cwd=tree)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)

    return call


def test_the_handler_three_calls_away_is_found(check):
    report = check()
    (finding,) = [f for f in report["findings"] if f["code"] == "CRIT202"]
    assert finding["location"]["path"] == "src/counter.c"
    assert "'TIM2_IRQHandler' changes it" in finding["message"]
    assert report["summary"]["units_around"] == 3
    assert report["summary"]["units"] == {"ok": 1, "degraded": 0, "lost": 0}
    assert report["summary"]["functions"] == 1


def test_the_control(check):
    report = check("--around", "0")
    assert not report["findings"] and report["summary"]["units_around"] == 0


def test_the_limit_holds(check):
    assert check("--around", "2")["summary"]["units_around"] == 2


def test_findings_elsewhere_are_not_shown(check, tree):
    (tree / "src" / "main.c").write_text(MAIN.replace(
        "counter_add(2);", "__asm volatile(\"cpsid i\"); counter_add(2); __asm volatile(\"cpsie i\");"),
        encoding="utf-8")
    whole = check(path="src")
    assert {f["location"]["path"] for f in whole["findings"]} == {"src/main.c"}
    assert not check()["findings"] and check()["summary"]["units_around"] == 3


def test_a_small_tree_is_read_whole(check, tree):
    for filler in (tree / "lib").rglob("*.c"):
        filler.unlink()
    (tree / "src" / "other.c").write_text("int nothing_in_common;\n", encoding="utf-8")
    assert check()["summary"]["units_around"] == 4


def test_the_name_of_the_root_does_not_matter(check, tree):
    reports = [check(), check(root=str(tree)), check(path=str(tree / "src" / "counter.c"), root=str(tree))]
    assert {r["summary"]["units_around"] for r in reports} == {3}
    assert {len(r["findings"]) for r in reports} == {1}


def test_the_nearest_of_many_are_taken(check, tree):
    for n in range(FILLERS):
        (tree / "lib" / str(n) / "filler.c").write_text(TICK.replace("tick", f"tick_{n}"), encoding="utf-8")
    report = check()
    assert report["findings"] and report["summary"]["units_around"] <= 2 + 4


def test_what_nobody_here_calls_may_be_called_from_what_was_not_read(check, tree):
    """With a main in sight, and a part of the tree left out, an external function is no dead code."""
    (tree / "src" / "counter.c").write_text(
        COUNTER + "int level;\nvoid counter_set(int to) { level += to; }\n", encoding="utf-8")
    (tree / "src" / "irq" / "tick.c").write_text(
        TICK + "extern int level;\nvoid unused(void);\n", encoding="utf-8")
    (tree / "src" / "irq" / "tim.c").write_text(
        "#include \"counter.h\"\nextern int level;\nvoid TIM2_IRQHandler(void) { tick(); level += 1; }\n",
        encoding="utf-8")
    assert any("'level'" in f["message"] for f in check()["findings"])
    for filler in (tree / "lib").rglob("*.c"):
        filler.unlink()
    assert not any("'level'" in f["message"] for f in check()["findings"])


def test_what_is_for_another_architecture_is_left_out(critlint, run, tree):
    """Two ports of one library: no handler of one ever interrupts the other."""
    for name in ("counter", "main", "irq/tick"):
        file = tree / "src" / f"{name}.c"
        file.write_text("#include \"stm32f4xx.h\"\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    avr = "#include <avr/interrupt.h>\n#include \"counter.h\"\nISR(TIMER1_OVF_vect) { tick(); }\n"
    (tree / "src" / "irq" / "tim.c").write_text(avr, encoding="utf-8")
    done = run([critlint, "check", "src/counter.c", "--root", ".", "--isolated", "--tier", "C",
                "--format", "json"], cwd=tree)
    report = json.loads(done.stdout)
    assert report["summary"]["units_around"] == 2 and "vector" not in done.stdout


def test_of_two_boards_one_is_taken(check, tree):
    """Both define board_init: they are never linked together, and their handlers never meet."""
    (tree / "src" / "main.c").unlink()
    for board in ("a", "b"):
        folder = tree / "boards" / board
        folder.mkdir(parents=True)
        handler = f"TIM{3 if board == 'a' else 4}_IRQHandler"
        (folder / "board.c").write_text(
            f"#include \"../../src/counter.h\"\nvoid {handler}(void);\nvoid board_init(void) {{ }}\n"
            f"void {handler}(void) {{ counter_add(1); }}\n", encoding="utf-8")
    report = check()
    assert report["summary"]["units_around"] == 3
    assert not any("TIM4" in finding["message"] for finding in report["findings"])


@pytest.mark.parametrize("user", [
    "static void (*const table[])(int) = { counter_add };\nvoid tick(void) { table[0](1); }\n",
    "extern \"C\" {\nvoid tick(void) { counter_add(1); }\n}\n",
    "namespace board {\nclass Timer { public: void run() { counter_add(1); } };\n}\n"
    "extern \"C\" void tick(void) { static board::Timer timer; timer.run(); }\n",
    "#define ATTR __attribute__((noinline))\nvoid tick(void) ATTR;\nATTR void tick(void) {\n"
    "  /* } */ char c = '}'; (void)c; counter_add(1);\n}\n",
], ids=["table", "linkage", "method", "attribute"])
def test_forms_of_users(check, tree, user):
    cxx = "extern \"C\"" in user
    (tree / "src" / "irq" / "tick.c").unlink()
    header = "extern \"C\" {\n#include \"counter.h\"\n}\n" if cxx else "#include \"counter.h\"\n"
    (tree / "src" / "irq" / ("tick.cpp" if cxx else "tick.c")).write_text(header + user, encoding="utf-8")
    assert any(f["code"] == "CRIT202" for f in check()["findings"])
