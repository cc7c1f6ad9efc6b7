"""Every fixture under testcases/ gets exactly the findings that its comments say; and the judge
itself is held to what its description promises."""

import json
import re
import stat
import sys
from pathlib import Path

import pytest

import fixtures_tags
from critlint import CritlintError, parse
from fixtures_tags import Finding, findings_of, judge, read_program, sources_under

REPO = Path(__file__).resolve().parents[1]
TESTCASES = REPO / "testcases"
# The stub headers that fixtures share; behind a program's own.
SHARED_HEADERS = ("--add-arg", f"-idirafter{TESTCASES / 'include'}")


def sources(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in (".c", ".cpp"))


def collect_programs():
    """(folder to run in, path to check, files) of each program."""
    single = [(file.parent, file.name, [file]) for file in sources(TESTCASES / "rules")]
    folders = sorted(folder for folder in (TESTCASES / "programs").glob("*") if folder.is_dir())
    folders += [folder for folder in [TESTCASES / "firmware"] if folder.is_dir()]
    return single + [(folder, ".", sources_under(folder)) for folder in folders]


def program_id(program):
    folder, path, _ = program
    return str((folder / path).relative_to(TESTCASES))


def parameters(values, what, ids=None):
    none = pytest.param(None, id="none",
                        marks=pytest.mark.skip(reason=f"optional: there is no {what} yet"))
    return pytest.mark.parametrize("item", values or [none], ids=ids if values else None)


def check_program(critlint, run, folder, path, files, headers=()):
    """What is wrong with one program's findings, as lines."""
    program = read_program(files)
    done = run([critlint, "check", "--format", "json", *headers, *program.args, path], cwd=folder)
    if done.returncode not in (0, 1):
        return [*program.problems, f"critlint ended with status {done.returncode}: {done.stderr.strip()}"]
    try:
        report = parse(done.stdout)
    except CritlintError as error:
        return [*program.problems, f"{error}: {done.stderr.strip()}"]
    problems = judge(program, findings_of(report, folder))
    if problems:
        problems += [f"notice: {notice.message}" for notice in report.notices]
    return problems


@parameters(collect_programs(), "fixture", program_id)
def test_program(item, critlint, run):
    problems = check_program(critlint, run, *item, headers=SHARED_HEADERS)
    assert not problems, "\n" + "\n".join(problems)


@parameters(sorted(path for path in (TESTCASES / "rules").glob("*") if path.is_dir()),
            "folder of fixtures of a rule", lambda folder: folder.name)
def test_rule_has_both_sides(item):
    """Each rule shows what it reports and the twin on which it is silent."""
    files = sources(item)
    functions = [f.name for file in files for f in fixtures_tags.c_source.functions(file.read_text())]
    names = functions + [file.stem for file in files]
    assert any(tag.kind in ("expect", "miss") for tag in read_program(files).tags)
    assert any(re.match(r"good(_|$)", name) for name in names)


def registered_codes():
    """The codes in the one list that registers rules; none while the list does not exist."""
    registry = REPO / "rules" / "rules.def"
    if not registry.is_file():
        return set()
    return {code.upper() for code in re.findall(r"crit\d{3}", registry.read_text(), re.I)}


@pytest.mark.skipif(not registered_codes(), reason="optional: there is no rules/rules.def yet")
def test_tags_name_rules_that_exist():
    """A miss of a code that nobody reports would be silent for ever."""
    unknown = [f"{tag.path}:{tag.written}: no rule is {tag.code}"
               for _, _, files in collect_programs() for tag in read_program(files).tags
               if tag.code not in registered_codes()]
    assert not unknown, "\n" + "\n".join(unknown)


# The judge itself.

CLEAN = "int x;\n"


def judged(folder, source, *found, name="case.c"):
    """Judges one file; each of `found` is (line, code) or (line, code, message)."""
    path = folder / name
    path.write_text(source)
    findings = [Finding(path, f[0], f[1], f[2] if len(f) > 2 else "message") for f in found]
    return judge(read_program([path]), findings)


AGREE = {
    "nothing": (CLEAN, []),
    "one": ("x; // expect: CRIT101\n", [(1, "CRIT101")]),
    "block comment": ("x; /* expect: CRIT101 */ y;\n", [(1, "CRIT101")]),
    "in a macro": ("#define M \\\n    x; /* expect: CRIT101 */ \\\n    y\n", [(2, "CRIT101")]),
    "text": ('x; // expect: CRIT101 "still open"\n', [(1, "CRIT101", "section still open here")]),
    "several": ('x; // expect: CRIT101 "a" CRIT202 CRIT203 "b c"\n',
                [(1, "CRIT203", "b c"), (1, "CRIT101", "a"), (1, "CRIT202")]),
    "twice": ("x; // expect: CRIT101 CRIT101\n", [(1, "CRIT101"), (1, "CRIT101")]),
    "texts in either order": ('x; // expect: CRIT101 CRIT101 "b"\n',
                              [(1, "CRIT101", "b"), (1, "CRIT101", "a")]),
    "below": ("// expect@+1: CRIT101\nx;\n", [(2, "CRIT101")]),
    "above": ("x;\n\n// expect@-2: CRIT101\n", [(1, "CRIT101")]),
    "two comments": ("x; /* expect: CRIT101 */ // miss: CRIT202 reason\n", [(1, "CRIT101")]),
    "miss stays missed": ("x; // miss: CRIT101 the pointer is not followed\n", []),
    "noise stays": ("x; // noise: CRIT101 the wrapper is not seen\n", [(1, "CRIT101")]),
    "noise beside expect": ("x; /* expect: CRIT101 */ // noise: CRIT101 twice\n",
                            [(1, "CRIT101"), (1, "CRIT101")]),
    "tag in a string": ('char *s = "// expect: CRIT101";\n', []),
    "prose": ("// we expect the handler to run: see the manual\n// missing bits\n"
              "/* critical 3 times */\n", []),
    "suppression": ("x; // critlint: ignore[CRIT101] measured\n", []),
    "bad holds expect": ("void bad_a(void)\n{\n    x; // expect: CRIT101\n}\n", [(3, "CRIT101")]),
    "bad holds miss": ("void bad_a(void)\n{\n    x; // miss: CRIT101 reason\n}\n", []),
    "good holds noise": ("void good_a(void)\n{\n    x; // noise: CRIT101 reason\n}\n", [(3, "CRIT101")]),
    "good before bad": ("int good_a(int a) { return a; }\nint bad_a(void) { x; } // expect: CRIT101\n",
                        [(2, "CRIT101")]),
    "bad is only declared": ("void bad_a(void);\nint bad_b = F(1);\n", []),
    "args": ("// args: --model 'my model'\n", []),
}

DIFFER = {
    "absent": ("x; // expect: CRIT101\n", [], "found: nothing"),
    "unexpected": (CLEAN, [(1, "CRIT101")], "unexpected"),
    "unexpected beside expected": ("x; // expect: CRIT101\n", [(1, "CRIT101"), (1, "CRIT202")],
                                   "CRIT202 unexpected"),
    "one too many": ("x; // expect: CRIT101\n", [(1, "CRIT101"), (1, "CRIT101")], "unexpected"),
    "one too few": ("x; // expect: CRIT101 CRIT101\n", [(1, "CRIT101")], "expected"),
    "another line": ("x; // expect: CRIT101\ny;\n", [(2, "CRIT101")], "unexpected"),
    "another code": ("x; // expect: CRIT101\n", [(1, "CRIT102")], "CRIT101 expected"),
    "another text": ('x; // expect: CRIT101 "open"\n', [(1, "CRIT101", "closed")], "found: closed"),
    "miss is found": ("x; // miss: CRIT101 reason\n", [(1, "CRIT101")], "promote"),
    "noise is gone": ("x; // noise: CRIT101 reason\n", [], "delete the tag"),
    "outside the file": ("x; // expect@+1: CRIT101\n", [], "outside the file"),
    "above the file": ("x; // expect@-1: CRIT101\n", [], "outside the file"),
    "bad holds nothing": ("void bad_a(void)\n{\n}\n", [], "named bad"),
    "bad holds only noise": ("void bad_a(void)\n{\n    x; // noise: CRIT101 reason\n}\n",
                             [(3, "CRIT101")], "named bad"),
    "expect is outside bad": ("void bad_a(void)\n{\n}\nint x; // expect: CRIT101\n",
                              [(4, "CRIT101")], "named bad"),
    "bad after attribute": ("__attribute__((noinline)) void bad_a(void) {\n}\n", [], "named bad"),
    "bad in extern C": ('extern "C" {\nvoid bad_a(void) {\n}\n}\n', [], "named bad"),
    "good holds expect": ("void good_a(void)\n{\n    x; // expect: CRIT101\n}\n",
                          [(3, "CRIT101")], "named good"),
    "good holds miss": ("void good_a(void)\n{\n    x; // miss: CRIT101 reason\n}\n", [], "named good"),
}

TYPOS = [
    "expected: CRIT101", "Expect: CRIT101", "EXPECT: CRIT101", "expect CRIT101", "expect : CRIT101",
    "expect:CRIT101", "expect: CRIT10", "expect: CRIT1011", "expect: crit101", "expect: CRIT-101",
    "expect: CRIT 101", "expect: CRTI101", "expect: 101", "expect:", "expect: ",
    "expect: CRIT101,CRIT102", "expect: CRIT101, CRIT102", "expect: CRIT101 still open",
    'expect: CRIT101 "still open',
    "expect: CRIT101 'still open'", 'expect: "still open" CRIT101', 'expect: CRIT101 ""',
    'expect: CRIT101"a"',
    "expect@1: CRIT101", "expect@: CRIT101", "expect@+: CRIT101", "expect@+0: CRIT101", "expect+1: CRIT101",
    "expect@+1 CRIT101", "expect @+1: CRIT101", "exepct: CRIT101", "xpect: CRIT101", "- expect: CRIT101",
    "expect: CRIT101.", "miss: CRIT101", "miss:", "Miss: CRIT101 reason", "missed: CRIT101 reason",
    "miss: reason", "miss: CRIT101 CRIT102", "noise: CRIT101", "Noise: CRIT101 reason", "noisy: something",
    "noise CRIT101 reason", "CRIT101", "found by CRIT101", "see crit 101",
    "args: --model x", "arg: --model x",
    "Args: --model x",
]


def test_agreement(tmp_path):
    wrong = {name: judged(tmp_path, source, *found) for name, (source, found) in AGREE.items()}
    assert not {name: problems for name, problems in wrong.items() if problems}


@pytest.mark.parametrize("name", DIFFER)
def test_difference(tmp_path, name):
    source, found, words = DIFFER[name]
    assert words in "\n".join(judged(tmp_path, source, *found))


@pytest.mark.parametrize("typo", TYPOS)
@pytest.mark.parametrize("comment", ["// %s\n", "/* %s */\n"])
def test_typo_is_no_comment(tmp_path, typo, comment):
    found = judged(tmp_path, "int x;\nint y; " + comment % typo + "int z;\n")
    assert len(found) == 1 and ":2: malformed tag" in found[0]


@pytest.mark.parametrize("comment", ["/* expect: CRIT101\n */", "/*\n * expect: CRIT101 */",
                                     "// expect: CRIT101 \\\n"])
def test_tag_over_two_lines_is_malformed(tmp_path, comment):
    assert "malformed" in "\n".join(judged(tmp_path, f"int x; {comment}\nint y;\n"))


def test_file_names_are_claims_too(tmp_path):
    bug = "x; // expect: CRIT101\n"
    assert "named bad" in judged(tmp_path, CLEAN, name="bad.c")[0]
    assert "named good" in judged(tmp_path, bug, (1, "CRIT101"), name="good_twin.c")[0]
    assert judged(tmp_path, bug, (1, "CRIT101"), name="badge.c") == []
    assert judged(tmp_path, bug, (1, "CRIT101"), name="bad.c") == []


def test_finding_in_a_file_without_tags_is_unexpected(tmp_path):
    path = tmp_path / "a.c"
    path.write_text(CLEAN)
    assert judge(read_program([path]), [Finding(tmp_path / "other.h", 3, "CRIT101", "m")])


def test_args_of_a_program_stand_once(tmp_path):
    files = [tmp_path / "a.c", tmp_path / "b.c"]
    for file in files:
        file.write_text("// args: --model 'my model'\n")
    assert read_program(files[:1]).args == ["--model", "my model"]
    assert "two files" in read_program(files).problems[0]


# The way from a program to a verdict, with a critlint that says what a file beside it holds.

FAKE = """#!{python}
import json, pathlib, sys
assert sys.argv[1:4] == ["check", "--format", "json"], sys.argv
answer = json.loads(pathlib.Path("answer.json").read_text())
if answer["words"] != sys.argv[4:]:
    sys.exit("wrong command line: %r" % sys.argv[4:])
print(json.dumps(answer["report"]))
sys.exit(answer["status"])
"""


@pytest.fixture
def verdict(tmp_path, run):
    fake = tmp_path / "critlint"
    fake.write_text(FAKE.format(python=sys.executable))
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)

    def check(folder, path, found, status=1, words=(), notices=()):
        findings = [{"path": file, "line": line, "column": 1, "code": code, "severity": "error", "tier": "A",
                     "message": "m"} for file, line, code in found]
        answer = {"words": [*words, path], "status": status,
                  "report": {"findings": findings,
                             "notices": [{"kind": "lost", "message": text} for text in notices]}}
        (folder / "answer.json").write_text(json.dumps(answer))
        return check_program(fake, run, folder, path, sources_under(folder))

    return check


def make_program(folder):
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.c").write_text("// args: --model x\nx; // expect: CRIT101\n")
    (folder / "src" / "isr.h").write_text("y; // expect: CRIT202\n")
    return folder


def test_folder_is_a_program(tmp_path, verdict):
    folder = make_program(tmp_path / "case")
    right = [("src/main.c", 2, "CRIT101"), ("./src/isr.h", 1, "CRIT202")]
    assert verdict(folder, ".", right, words=["--model", "x"]) == []
    problems = verdict(folder, ".", right[:1], words=["--model", "x"], notices=["unit lost"])
    assert "isr.h:1: CRIT202 expected" in problems[0] and problems[1] == "notice: unit lost"


@pytest.mark.parametrize("status, fine", [(0, True), (1, True), (2, False), (3, False), (139, False)])
def test_status_tells_whether_the_analysis_is_whole(tmp_path, verdict, status, fine):
    (tmp_path / "clean.c").write_text(CLEAN)
    assert (verdict(tmp_path, "clean.c", [], status) == []) == fine


def test_wrong_command_line_shows(tmp_path, verdict):
    (tmp_path / "clean.c").write_text(CLEAN)
    assert "wrong command line" in verdict(tmp_path, "clean.c", [], words=["--other"])[0]
