"""A tree with several programs: what runs in one never races with what runs in another."""

import json

import pytest

# A program that counts in `main` and in its handler: a lost update of the shared library's counter.
MAIN = """\
#include "count.h"
void TIM2_IRQHandler(void) { %s }
int main(void) { for (;;) { %s } }
"""
COUNT_H = "extern volatile unsigned counter;\nvoid count(void);\nvoid other(void);\n"
COUNT_C = '#include "count.h"\nvolatile unsigned counter;\nvoid count(void) { counter++; }\n'
OTHER_C = '#include "count.h"\nvoid other(void) { counter += 2; }\n'
STARTUP = """\
extern void TIM2_IRQHandler(void);
extern int main(void);
void Reset_Handler(void) { main(); }
extern unsigned stack_top;
void (*const vectors[])(void) __attribute__((section(".isr_vector"))) = {
    (void (*)(void))&stack_top, Reset_Handler, [16 + 28] = TIM2_IRQHandler };
"""


@pytest.fixture
def tree(tmp_path):
    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def check(critlint, run):
    def call(root, *words):
        done = run([critlint, "check", ".", "--isolated", "--cpu", "cortex-m4", "--tier", "C", *words],
                   cwd=root)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        return done.stdout

    def found(root):
        findings = json.loads(call(root, "--format", "json"))["findings"]
        return sorted((entry["code"], entry["location"]["path"]) for entry in findings)

    found.tiers = lambda root: [(entry["code"], entry["tier"]) for entry in
                                json.loads(call(root, "--format", "json"))["findings"]]
    found.images = lambda root: [line for line in call(root, "--dump=contexts").splitlines()
                                 if line.startswith("image ")]
    return found


BOTH = {"lib/count.h": COUNT_H, "lib/count.c": COUNT_C}


def test_one_program_races_with_itself(tree, check):
    """The control: with one `main` the counter is lost."""
    root = tree({**BOTH, "app/main.c": MAIN % ("count();", "count();"), "app/startup.c": STARTUP})
    assert check(root) == [("CRIT202", "lib/count.c")]
    assert check.images(root) == []


TWO = {"lib/count.h": COUNT_H, "lib/count.c": COUNT_C,
       "src/app.c": MAIN % ("", "count();"), "src/app_startup.c": STARTUP,
       "src/boot.c": (MAIN % ("count();", "")).replace("TIM2", "TIM3"),
       "src/boot_startup.c": STARTUP.replace("TIM2", "TIM3")}
SAID = "images: {app: {sources: ['src/app*']}, boot: {sources: ['src/boot*']}}\n"


def test_programs_by_configuration(tree, critlint, run):
    """Two in one folder: what is said tells them apart, and what belongs to none is a library to both."""
    root = tree({**TWO, ".critlint.yaml": SAID})

    def call(*words):
        done = run([critlint, "check", ".", "--cpu", "cortex-m4", "--tier", "C", *words], cwd=root)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        return done.stdout

    def found():
        return sorted((entry["code"], entry["location"]["path"], entry["location"]["line"])
                      for entry in json.loads(call("--format", "json"))["findings"])

    assert found() == []
    assert [line for line in call("--dump=contexts").splitlines() if line.startswith("image ")] == \
        ["image app, 3 units", "image boot, 3 units"]
    (root / ".critlint.yaml").write_text(SAID.replace("src/boot", "src/b**"))
    assert found() == []
    (root / ".critlint.yaml").write_text("images: {all: {sources: [src]}, gone: {sources: [away]}}\n")
    assert ("CRIT903", ".critlint.yaml", 1) in found() and ("CRIT202", "lib/count.c", 3) in found()


def test_a_port_of_each_program_is_no_duplicate(tree, critlint, run):
    """The control is the same tree with both ports in one program."""
    port = ("typedef unsigned critsec_state_t;\n"
            "critsec_state_t critsec_acquire(void)\n{\n    unsigned s;\n"
            '    __asm volatile("mrs %0, primask\\n\\tcpsid i" : "=r"(s) : : "memory");\n    return s;\n}\n'
            "void critsec_release(critsec_state_t s)\n{\n"
            '    __asm volatile("msr primask, %0" : : "r"(s) : "memory");\n}\n')
    root = tree({"main.c": "int main(void) { for (;;) {} }\n", "test.c": "int main(void) { return 0; }\n",
                 "port/a.c": port, "port/b.c": port})
    words = [critlint, "check", ".", "--cpu", "cortex-m4", "--format", "json"]

    def codes(text):
        (root / ".critlint.yaml").write_text(text)
        return {entry["code"] for entry in json.loads(run(words, cwd=root).stdout)["findings"]}

    apart = "images: {a: {sources: [main.c, port/a.c]}, b: {sources: [test.c, port/b.c]}}\n"
    assert codes(apart) == set()
    assert codes(apart.replace("port/a.c", "port")) == {"CRIT401"}


def test_programs_by_configuration_in_two_steps(tree, critlint, run):
    """Facts are linked as a check would, also where the sources are not."""
    root = tree({**TWO, ".critlint.yaml": SAID})
    names = [name for name in TWO if name.endswith(".c")]
    facts = [f"f{i}.crit" for i in range(len(names))]
    for name, fact in zip(names, facts):
        done = run([critlint, "extract", name, "-o", fact, "--root", ".", "--cpu", "cortex-m4"], cwd=root)
        assert done.returncode == 0, done.stderr
    link = [critlint, "link", "--root", ".", "--tier", "C", "--format", "json", *facts]
    for name in (*names, "lib/count.h"):
        (root / name).unlink()
    assert json.loads(run(link, cwd=root).stdout)["findings"] == []
    (root / ".critlint.yaml").write_text("images: {one: {sources: [src]}}\n")
    found = [entry["code"] for entry in json.loads(run(link, cwd=root).stdout)["findings"]]
    assert found.count("CRIT202") == 1


def test_two_programs_do_not_race(tree, check):
    """One counts in `main` only, the other in its handler only."""
    root = tree({**BOTH,
                 "app/main.c": MAIN % ("", "count();"), "app/startup.c": STARTUP,
                 "boot/main.c": MAIN % ("count();", ""), "boot/startup.c": STARTUP})
    assert check(root) == []
    assert [line.split()[1] for line in check.images(root)] == ["app/main.c,", "boot/main.c,"]


def test_each_program_is_analysed(tree, check):
    """What is wrong in the second is found, once, though both hold the library."""
    root = tree({**BOTH,
                 "app/main.c": MAIN % ("count();", "count();"), "app/startup.c": STARTUP,
                 "boot/main.c": MAIN % ("count();", "count();"), "boot/startup.c": STARTUP})
    assert check(root) == [("CRIT202", "lib/count.c")]


def test_a_place_is_said_once_and_as_surely_as_any_program_knows_it(tree, check):
    """In one program a caller of the shared pair holds the mask, in the other nobody does."""
    declared = "void __disable_irq(void);\nvoid __enable_irq(void);\n" \
               "void NVIC_EnableIRQ(int);\nvoid bump(void);\n"
    pair = declared + "int n;\nvoid bump(void) { __disable_irq(); n++; __enable_irq(); }\n"
    main = declared + "void TIM2_IRQHandler(void) {}\n" \
                      "int main(void) { NVIC_EnableIRQ(28); for (;;) { %s bump(); } }\n"
    root = tree({"lib/pair.c": pair, "boot/main.c": main % "", "boot/startup.c": STARTUP})
    assert check.tiers(root) == [("CRIT101", "B")]
    tree({"app/main.c": main % "__disable_irq();", "app/startup.c": STARTUP})
    assert check.tiers(root) == [("CRIT101", "A")]


def test_a_program_inside_another_ones_folder(tree, check):
    """The outer `main` owns the folders beside it; the inner one borrows what it calls."""
    root = tree({**BOTH, "lib/other.c": OTHER_C,
                 "main.c": MAIN % ("", "other();"), "startup.c": STARTUP,
                 "boot/main.c": MAIN % ("count();", "count();"), "boot/startup.c": STARTUP})
    assert check(root) == [("CRIT202", "lib/count.c")]
    assert sorted(line.split()[1:3] for line in check.images(root)) == \
        [["boot/main.c,", "3"], ["main.c,", "4"]]


def test_examples_in_one_folder(tree, check):
    """Each file with a `main` is a program; a handler beside several belongs to those that ask for it."""
    root = tree({**BOTH, "startup.c": STARTUP,
                 "examples/one.c": MAIN % ("", "count();"), "examples/two.c": MAIN % ("count();", "")})
    assert check(root) == []
    assert len(check.images(root)) == 2


def test_start_up_code_belongs_to_every_program(tree, check):
    """Nobody asks for a vector table by name; without it no handler would run."""
    root = tree({**BOTH, "common/startup.c": STARTUP,
                 "app/main.c": MAIN % ("count();", "count();"),
                 "tools/main.c": "int main(void) { return 0; }\n"})
    assert check(root) == [("CRIT202", "lib/count.c")]


def test_two_ports_in_one_program_are_still_found(tree, check):
    """Programs are not told apart by what conflicts: that would hide it."""
    port = "void port_mask(void) { __asm volatile(\"cpsid i\" ::: \"memory\"); }\n"
    use = "void port_mask(void);\nint main(void) { port_mask(); for (;;) {} }\n"
    root = tree({"lib/port_a.c": port, "lib/port_b.c": port, "app/main.c": use,
                 "boot/main.c": "int main(void) { return 0; }\n"})
    assert [code for code, _ in check(root)] == ["CRIT401"]


def test_the_rest_is_looked_at_too(tree, check):
    """What no program asks for is analysed as a library."""
    bare = "void __disable_irq(void);\nvoid __enable_irq(void);\nint n;\n" \
           "void bare(void) { __disable_irq(); n++; __enable_irq(); }\n"
    root = tree({"lib/bare.c": bare, "a/main.c": "int main(void) { return 0; }\n",
                 "b/main.c": "int main(void) { return 0; }\n"})
    assert check(root) == [("CRIT101", "lib/bare.c")]


def test_too_many_programs_are_said(tree, check, critlint, run):
    """A library that hundreds of examples share is not analysed hundreds of times."""
    calls = "".join(f"f{i}(); " for i in range(60))
    files = {f"examples/e{i}.c": f"int main(void) {{ {calls} return 0; }}\n" for i in range(60)}
    files |= {f"lib/f{i}.c": f"int f{i}(void) {{ return {i}; }}\n" for i in range(60)}
    root = tree(files)
    done = run([critlint, "check", ".", "--isolated", "--cpu", "cortex-m4", "-v"], cwd=root)
    assert "programs of this tree were not analysed one by one" in done.stdout + done.stderr


def test_what_lies_beside_is_no_library(tree, check):
    """left/ holds two programs, and so its other sources are a library: theirs, not the one of right/."""
    root = tree({"right/main.c": MAIN % ("count();", "other();"), "right/count.c": COUNT_C,
                 "left/main.c": MAIN % ("", ""), "left/tool/main.c": MAIN % ("", ""),
                 "left/other.c": OTHER_C, "right/count.h": COUNT_H, "left/count.h": COUNT_H})
    assert check(root) == []


def test_what_lies_above_is_a_library(tree, check):
    """The control: the same source above both."""
    root = tree({"right/main.c": MAIN % ("count();", "other();"), "right/count.c": COUNT_C,
                 "left/main.c": MAIN % ("", ""), "left/tool/main.c": MAIN % ("", ""),
                 "other.c": OTHER_C, "count.h": COUNT_H, "right/count.h": COUNT_H})
    assert check(root) != []


def test_a_framework_calls_another_name(tree, check):
    """ESP-IDF's app_main is a program's main: the two do not race."""
    app = MAIN.replace("int main", "void app_main")
    root = tree({"one/main.c": app % ("", "count();"), "two/main.c": app % ("count();", ""),
                 "count.h": COUNT_H, "count.c": COUNT_C, "one/count.h": COUNT_H, "two/count.h": COUNT_H})
    assert check(root) == []


def test_and_races_with_its_own_handler(tree, check):
    app = MAIN.replace("int main", "void app_main")
    root = tree({"one/main.c": app % ("count();", "count();"), "one/count.h": COUNT_H,
                 "one/count.c": COUNT_C})
    assert check(root) != []
