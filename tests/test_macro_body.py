"""Macros of a header that is asked for by name: looked at, although nothing uses them."""

import json

import pytest

ASM = '__asm volatile("cpsid i" ::)'


@pytest.fixture
def check(critlint, run, tmp_path):
    """check(text) -> [(line, what the finding calls the primitive)], all notices."""

    def call(text, what="port.h", *words, select="CRIT403"):
        (tmp_path / "port.h").write_text(text, encoding="utf-8")
        done = run([critlint, "check", what, "--root", ".", "--isolated", "--cpu", "cortex-m4", "--tier", "C",
                    "--format", "json", "-v", "--select", select, *words], cwd=tmp_path)
        assert done.returncode in (0, 1, 3), done.stderr
        report = json.loads(done.stdout)
        said = " ".join(entry["message"] for entry in report["notices"])
        return [(entry["location"]["line"], entry["function"]) for entry in report["findings"]], said

    return call


@pytest.mark.parametrize("text, name", [
    (f"#define MASK() {ASM}\n", "MASK"),
    (f"#define MASK {ASM}\n", "MASK"),
    (f"#define MASK() {ASM};\n", "MASK"),
    (f"  #  define\tMASK( a, b ) do {{ (void)a; {ASM}; }} while (b)\n", "MASK"),
    (f"#define MASK() \\\n    {ASM}\n", "MASK"),
    (f"#ifndef PORT_H\n#define PORT_H\n#define MASK() {ASM}\n#endif\n", "MASK"),
    (f"#define MASK() ({{ int now; {ASM}; now; }})\n", "MASK"),
    ('#define MASK() asm("cpsid i" ::)\n', "MASK"),
    (f"#define TAKEN(x) {ASM}, x->gone\n#define MASK() {ASM}\n", "MASK"),
])
def test_a_macro_of_the_header_is_looked_at(check, text, name):
    found, said = check(text)
    lines = enumerate(text.split("\n"), 1)
    line = next(number for number, part in lines if "asm" in part and "TAKEN" not in part)
    assert found == [(line, name)] and "critlint_macro" not in said


SAVE = "portSET_INTERRUPT_MASK_FROM_ISR"


@pytest.mark.parametrize("text, line", [
    (f"#define {SAVE}() 0; {ASM}\n", 1),
    (f"#ifdef __ICCARM__\n#define {SAVE}() __get_interrupt_state()\n#endif\n", 2),
    (f"#define {SAVE}()\n#ifndef {SAVE}\n#define {SAVE}() save()\n#endif\n", 1),
])
def test_a_known_macro_is_looked_at_for_its_value(check, text, line):
    """... where its configuration is not given, too; a fallback does not hide what stands before it."""
    assert check(text, select="CRIT404")[0] == [(line, SAVE)]


@pytest.mark.parametrize("text", [
    "#define MASK() handler_mask()\n",
    f"/*\n#define MASK() {ASM}\n*/\n#if 0\n#define MASK() {ASM}\n#endif\n",
    f"#define MASK(...) {ASM}\n",
    f"#define MASK(x) {ASM}, undeclared->x\n",
    "#define ASM_NAME my_asm_text\n",
], ids=["no asm", "left out", "any number of arguments", "not taken in", "a word that only holds asm"])
def test_what_is_not_looked_at(check, text):
    found, said = check(text + "extern int n;\n")
    assert found == [] and "degraded" not in said


def test_a_tree_looks_at_uses_only(check, tmp_path):
    (tmp_path / "main.c").write_text('#include "port.h"\nint main(void) { return 0; }\n')
    found, _ = check(f"#define MASK() {ASM}\n", ".")
    assert found == []


def test_one_finding_for_a_macro_that_is_used_as_well(check):
    found, _ = check(f"#define MASK() {ASM}\nstatic inline void mask(void) {{ MASK(); }}\n")
    assert found == [(1, "MASK")]
