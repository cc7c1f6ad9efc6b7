"""Suppressions: what they cover, and the findings about those that cover nothing."""

import json

import pytest

# A bare pair in each function; what a macro hides counts as well.
PAIR = "    __disable_irq();\n    n++;\n    __enable_irq();%s\n"
HEAD = "void __disable_irq(void);\nvoid __enable_irq(void);\nvolatile unsigned n;\n"


def function(name, comment=""):
    return f"void {name}(void)\n{{\n{PAIR % comment}}}\n"


@pytest.fixture
def check(critlint, run, tmp_path):
    """check(text, ...) -> [(line, code)] of a folder with the files, a.c being the first."""

    def call(*texts, words=(), path=".", names=("a.c", "b.c"), status=None):
        for name, text in zip(names, texts):
            (tmp_path / name).write_text(text)
        done = run([critlint, "check", "--format", "json", *words, path], cwd=tmp_path)
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 3), done.stderr
        assert status is None or done.returncode == status
        call.findings = json.loads(done.stdout)["findings"]
        return [(finding["location"]["line"], finding["code"]) for finding in call.findings]

    return call


def edited(tmp_path, check):
    """a.c after the edits of its findings, last first."""
    lines = (tmp_path / "a.c").read_text().splitlines(keepends=True) + [""]
    edits = [edit for finding in check.findings for edit in finding["edits"]]
    for edit in sorted(edits, key=lambda edit: (-edit["location"]["line"], -edit["location"]["column"])):
        place = edit["location"]
        first, last = place["line"] - 1, place["end_line"] - 1
        tail = lines[last][place["end_column"] - 1:]
        lines[first:last + 1] = [lines[first][:place["column"] - 1] + edit["text"] + tail]
    return "".join(lines)


# ---- what they cover

MACRO = "#define LEAVE() __enable_irq()%s\n"
USES = HEAD + "%svoid f(void)\n{\n    __disable_irq();\n    n++;\n    LEAVE();\n}\n"


def test_macro(check):
    assert check(USES % MACRO % "") == [(9, "CRIT101")]
    assert check(USES % MACRO % " // critlint: ignore[CRIT101] only main uses it") == []
    assert check(USES % MACRO % " // critlint: ignore[CRIT102] x") == [(4, "CRIT901"), (9, "CRIT101")]
    before = "// critlint: ignore-next-line[CRIT101] only main uses it\n"
    assert check(USES % (before + MACRO % "")) == []
    longer = ("#define LEAVE() \\\n    do { \\\n"
              "        __enable_irq(); /* critlint: ignore[CRIT101] x */ \\\n    } while (0)\n")
    assert check(USES % longer) == []


def test_macro_in_a_macro_and_in_a_header(check):
    inner = MACRO.replace("LEAVE", "INNER") % " // critlint: ignore[CRIT101] only main uses it"
    assert check(USES % (inner + "#define LEAVE() INNER()\n")) == []
    outer = "#define LEAVE() INNER() // critlint: ignore[CRIT101] only main uses it\n"
    assert check(USES % (MACRO.replace("LEAVE", "INNER") % "" + outer)) == []
    header = MACRO % " // critlint: ignore[CRIT101] only main uses it"
    assert check(USES % '#include "m.h"\n', header, names=("a.c", "m.h")) == []
    other = "#define OTHER() 1 // critlint: ignore[CRIT101] x\n"
    assert check(other + USES % MACRO % "") == [(10, "CRIT101")]


def test_several_words_and_names(check):
    assert check(HEAD + function("f", " // critlint: ignore[bare-irq-pair] x")) == []
    assert check(HEAD + function("f", " // critlint: ignore[CRIT1] x")) == []
    assert check(HEAD + function("f", " // see above; critlint: ignore[CRIT101] x")) == []
    assert check(HEAD + function("f", "\n    /* critlint: ignore-next-line[CRIT101] x */\n")) \
        == [(8, "CRIT101"), (9, "CRIT901")]


# ---- those that cover nothing


@pytest.mark.parametrize("comment, rest", [
    (" // critlint: ignore[CRIT102] x", ""), ("   /* critlint: ignore[CRIT102, CRIT2] x */", ""),
    (" /* critlint: ignore[CRIT102] x */ n++;", " n++;"),
    ("\n  /* critlint: ignore[CRIT102] x */ n++;", "\n  n++;"),
    (" // why: critlint: ignore[CRIT102] x", " // why: "), ("\n    // critlint: ignore[CRIT102] x", ""),
    ("\n    /* critlint: ignore-next-line[CRIT102] x */", ""), ("\n// critlint: ignore-file[CRIT102] x", ""),
])
def test_unused(check, tmp_path, comment, rest):
    source = HEAD + "int f(void)\n{\n    n++;%s\n    return 1;\n}\n"
    line = 6 + comment.count("\n")
    assert check(source % comment) == [(line, "CRIT901")]
    assert "'CRIT102" in check.findings[0]["message"]
    assert edited(tmp_path, check) == source % rest


@pytest.mark.parametrize("words, rest", [
    ("CRIT101, CRIT102", "CRIT101"), ("CRIT102,CRIT101", "CRIT101"),
    ("CRIT102, CRIT103, CRIT101, CRIT104,CRIT105", "CRIT101"), ("CRIT101, no-such-rule", "CRIT101"),
])
def test_unused_word(check, tmp_path, words, rest):
    """Each is a finding of its own, and all their edits together leave the one that is used."""
    source = HEAD + function("f", " // critlint: ignore[%s] x")
    unused = [word.strip() for word in words.split(",") if word.strip() != rest]
    assert check(source % words) == [(8, "CRIT901")] * len(unused)
    columns = [source.splitlines()[7].index("%s") + words.index(word) + 1 for word in unused]
    assert [f["location"]["column"] for f in check.findings] == columns
    assert all(f"'{word}'" in f["message"] for word, f in zip(unused, check.findings))
    assert edited(tmp_path, check) == source % rest


def test_misspelt_words_alone_are_not_deleted(check):
    """What was meant is not known, and a suppression without a word is none."""
    assert check(HEAD + function("f", " // critlint: ignore[no-such-rule] x")) == \
        [(8, "CRIT101"), (8, "CRIT901")]
    assert check.findings[1]["edits"] == []


@pytest.mark.parametrize("comment", [
    "// critlint: ignore", "// critlint: ignore[]", "// critlint: ignored[CRIT101]",
    "// critlint: ignore [CRIT101]", "// critlint: ignore-line[CRIT101]", "// critlint: ignore[CRIT1011] x",
    "// critlint: ignore[CRIT101", "/* critlint: ignore[no-such-rule] */",
])
def test_what_cannot_work_is_said(check, comment):
    assert check(HEAD + function("f", " " + comment)) == [(8, "CRIT101"), (8, "CRIT901")]


@pytest.mark.parametrize("comment", [
    "// critlint: a word about it", "// critlint finds nothing", '; char *s = "critlint: ignore[CRIT102]";',
])
def test_what_is_no_suppression(check, comment):
    assert check(HEAD + function("f", comment)) == [(8, "CRIT101")]


def test_silent_where_nobody_knows(check):
    unused = "int x; // critlint: ignore[CRIT102] x\n"
    assert check(unused) == [(1, "CRIT901")]
    assert check(unused, words=["--ignore", "CRIT102"]) == []
    assert check(unused, words=["--select", "CRIT901"]) == []
    assert check(unused, words=["--ignore", "CRIT901"]) == []
    assert check(unused, path="a.c") == []
    assert check("#if ONE_DAY\n" + unused + "#endif\n") == []
    compiled = unused.replace("int x", "int f(void) { return 1; }")
    assert check(f"#if 1\n{compiled}#endif\n") == [(2, "CRIT901")]
    guard = "#ifndef A_H\n#define A_H\n" + unused + "#endif\n"
    assert check('#include "a.h"\n', guard, names=("a.c", "a.h")) == [(3, "CRIT901")]
    assert check("#define UNUSED() 1 // critlint: ignore[CRIT102] x\n") == []
    assert check("int x; // critlint: ignore[CRIT901] meant for the rule above\n") == []


def test_weaker_finding_uses_it_at_any_tier(check):
    """What is hidden by its tier is suppressed all the same."""
    source = ("extern volatile unsigned n;\nvoid f(void)\n{\n    unsigned s;\n"
              '    __asm volatile("mrs %0, primask\\n\\tcpsid i" : "=r"(s) : : "memory");\n'
              "    while (*(volatile unsigned *)0x40023C0Cu & 1u) {__C__\n    }\n"
              '    __asm volatile("msr primask, %0" : : "r"(s) : "memory");\n}\n')
    words = ["--cpu", "cortex-m4"]
    assert check(source.replace("__C__", ""), words=[*words, "--tier", "C"]) == [(6, "CRIT503")]
    comment = " // critlint: ignore[CRIT503] it ends soon"
    assert check(source.replace("__C__", comment), words=words) == []
    assert check(source.replace("__C__", comment), words=[*words, "--tier", "C"]) == []


def test_suppressed_suppression(check):
    comment = " // critlint: ignore[CRIT102, CRIT901] kept for the other board"
    assert check(HEAD + function("f", comment)) == [(8, "CRIT101")]


# ---- reasons


def test_reasons(check):
    words = ["--config", "require-reason=true"]
    word = "critlint: ignore[CRIT101]"
    for comment in (f"// {word}", f"/* {word} */", f"// {word}  "):
        source = HEAD + function("f", " " + comment)
        assert check(source) == []
        assert check(source, words=words, status=1) == [(8, "CRIT902")]
        assert check(source, words=[*words, "--ignore", "CRIT902"]) == []
    assert check(HEAD + function("f", " // critlint: ignore[CRIT101] x"), words=words, status=0) == []


def test_reason_of_a_suppressed_finding(check):
    comment = " /* critlint: ignore[CRIT101] only main calls it */"
    check(HEAD + function("f", comment), words=["--show-suppressed"])
    assert check.findings[0]["suppressed"] and check.findings[0]["justification"] == "only main calls it"
