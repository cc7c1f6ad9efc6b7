"""Style that matters, as a test: sizes, calls with a better twin, unfinished marks, machine names."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import c_source

REPO = Path(__file__).resolve().parents[1]

LINE_LIMIT = 110
FUNCTION_LIMIT = 70
FILE_LIMIT = 800

C_SOURCES = {".c", ".h", ".def"}
CODE = C_SOURCES | {".py", ".sh", ".S", ".s"}
PROGRAM = ("analyzer/", "rules/")  # the parts that the bans on calls are about

STDOUT = ("analyzer/report/", "analyzer/driver/")

# (functions, what to do instead, the only places that may call them)
BANNED = [
    ("malloc calloc realloc reallocarray strdup strndup asprintf vasprintf",
     "memory comes from base/", ("analyzer/base/",)),
    ("printf vprintf puts putchar", "only report/ and driver/ write to stdout", STDOUT),
    ("exit quick_exit abort", "CHECK, die or a notice", ("analyzer/base/check.c", "analyzer/driver/main.c")),
    ("strcpy strcat stpcpy sprintf vsprintf gets", "base/buf.h or base/arena.h", ()),
    ("atoi atol atoll atof", "strtol and its error", ()),
    ("time clock gettimeofday localtime gmtime ctime rand srand random srandom",
     "the same input gives the same bytes", ()),
]
# Spelt so that this file does not contain them.
UNFINISHED = re.compile(r"\b(%s)\b" % "|".join(["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"]))
MACHINE = re.compile(r"(?<![\w.~-])/(work|root|home/\w+)(?![\w-])")
REGISTRY = re.compile(r"registry\.[a-z0-9-]+\.[a-z]+|pythonhosted\.[a-z]+|pypi\.[a-z.]+/simple"
                      r"|arti" r"factory|index-" r"url|_auth" r"Token", re.I)


def tracked_files(root):
    """What is or would be committed; every file where there is no git."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                          cwd=root, capture_output=True, check=False) if shutil.which("git") else None
    if done and done.returncode == 0:
        names = done.stdout.decode().split("\0")
        paths = [root / name for name in names if name]
    else:
        made = {".git", "build", "node_modules", "__pycache__", ".pytest_cache"}
        paths = [path for path in root.rglob("*") if not made & set(path.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def is_script(path, source):
    return path.suffix in CODE or source.startswith("#!")


def long_functions(path, source):
    if path.suffix == ".py":
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
        spans = [(node.name, node.lineno, node.end_lineno) for node in nodes]
    elif path.suffix in (".c", ".h"):
        spans = [(f.name, f.first, f.last) for f in c_source.functions(source)]
    else:
        spans = []
    return [f"{first}: {name} has {last - first + 1} lines, {FUNCTION_LIMIT} are enough"
            for name, first, last in spans if last - first + 1 > FUNCTION_LIMIT]


def banned_calls(name, source):
    found = []
    code = c_source.code_only(source)

    def report(match, why):
        found.append(f"{code.count(chr(10), 0, match.start()) + 1}: {match[0]} is banned here: {why}")

    for functions, why, places in BANNED:
        if not name.startswith(places):
            for match in re.finditer(rf"(?<![\w.>])({functions.replace(' ', '|')})(?=\s*\()", code):
                report(match, why)
    if not name.startswith(STDOUT):
        for match in re.finditer(r"\bstdout\b", code):
            report(match, "only report/ and driver/ write to stdout")
    return found


def style_problems(path, name, source):
    """Problems of a file that people of the project wrote; testcases imitate others' code."""
    found = []
    for number, line in enumerate(source.split("\n"), 1):
        if line != line.rstrip():
            found.append(f"{number}: blanks at the end")
        if UNFINISHED.search(line):
            found.append(f"{number}: a mark of unfinished work")
        if is_script(path, source) and len(line) > LINE_LIMIT:
            found.append(f"{number}: {len(line)} columns, {LINE_LIMIT} are enough")
    if is_script(path, source):
        found += long_functions(path, source)
        if source.count("\n") > FILE_LIMIT:
            found.append(f"1: {source.count(chr(10))} lines: which second idea is in this file?")
    if path.suffix in C_SOURCES and name.startswith(PROGRAM):
        found += banned_calls(name, source)
    return found


def problems(root):
    found = []
    by_name = {}
    for path in tracked_files(root):
        name = path.relative_to(root).as_posix()
        try:
            source = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        own = []
        for number, line in enumerate(source.split("\n"), 1):
            if MACHINE.search(line):
                own.append(f"{number}: a path of one machine")
            if REGISTRY.search(line):
                own.append(f"{number}: names a package registry")
        if not name.startswith("testcases/"):
            own += style_problems(path, name, source)
        if path.suffix in C_SOURCES and name.startswith(PROGRAM):
            other = by_name.setdefault(path.name, name)
            if other != name:
                own.append(f"1: {other} has the same file name")
        found += [f"{name}:{problem}" for problem in own]
    return found


def test_tidy():
    found = problems(REPO)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.skipif("CRITLINT_CLANG_FORMAT" not in os.environ,
                    reason="optional: set CRITLINT_CLANG_FORMAT to a clang-format to hold the C code to it")
def test_clang_format(run):
    files = [path for path in tracked_files(REPO) if path.suffix in (".c", ".h")
             and path.relative_to(REPO).as_posix().startswith((*PROGRAM, "critsec/"))]
    done = run([os.environ["CRITLINT_CLANG_FORMAT"], "--dry-run", "-Werror", *files])
    assert done.returncode == 0, done.stderr


def plant(root, name, source):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    return problems(root)


LONG_C = "int f(void)\n{\n%s}\n" % ("    g();\n" * 68)
LONG_PY = "def f():\n" + "    g()\n" * 70

FINE = [
    ("analyzer/core/a.c", "x" * LINE_LIMIT + "\n"),
    ("analyzer/core/a.c", LONG_C.replace("    g();\n", "", 1)),
    ("tests/a.py", LONG_PY.replace("    g()\n", "", 1)),
    ("analyzer/core/a.c", "// never call malloc() or exit()\nchar *s = \"printf(stdout)\";\n"),
    ("analyzer/core/a.c", "run->time(1); run.exit(2); my_exit(3); fprintf(stderr, s); int time;\n"),
    ("analyzer/base/arena.c", "p = realloc(p, 1);\n"),
    ("analyzer/base/check.c", "exit(2);\n"),
    ("analyzer/driver/main.c", "exit(2); printf(s);\n"),
    ("analyzer/report/text.c", "fputs(s, stdout);\n"),
    ("critsec/tests/a.c", "printf(s); exit(1);\n"),
    ("testcases/firmware/a.c", "/* TO" "DO */ \nx;" + "x" * 120 + "\n"),
    ("docs/a.md", "x" * 300 + " CRIT\n"),
    ("docs/a.md", ".github/workflows and network/work-list and ~/work\n"),
]

WRONG = [
    ("analyzer/core/a.c", "x" * (LINE_LIMIT + 1) + "\n", "columns"),
    ("tools/a", "#!/bin/sh\n" + "x" * (LINE_LIMIT + 1) + "\n", "columns"),
    ("analyzer/core/a.c", LONG_C, "1: f has 71 lines"),
    ("tests/a.py", LONG_PY, "1: f has 71 lines"),
    ("analyzer/core/a.c", "int a;\n" * (FILE_LIMIT + 1), "second idea"),
    ("analyzer/core/a.c", "int a; \n", "blanks"),
    ("README.md", "a\t\n", "blanks"),
    ("docs/a.md", "TO" "DO: write\n", "unfinished"),
    ("analyzer/core/a.c", "// FIX" "ME\n", "unfinished"),
    ("analyzer/core/a.h", "p = malloc (1);\n", "memory comes from"),
    ("rules/crit101_x.c", "strdup(s);\n", "memory comes from"),
    ("rules/crit101_x.c", "printf(s);\n", "stdout"),
    ("analyzer/core/a.c", "fputs(s, stdout);\n", "stdout"),
    ("analyzer/driver/workers.c", "exit(1);\n", "a notice"),
    ("analyzer/flow/a.c", "abort();\n", "a notice"),
    ("analyzer/driver/main.c", "strcpy(a, b);\n", "base/buf.h"),
    ("analyzer/base/str.c", "n = atoi(s);\n", "strtol"),
    ("analyzer/flow/a.c", "\n\nint n = time(NULL);\n", "3: time is banned"),
    ("analyzer/flow/a.c", "n = rand();\n", "same bytes"),
    ("docs/a.md", "see /wo" "rk/x\n", "one machine"),
    ("testcases/a.c", "// /ho" "me/someone/x\n", "one machine"),
    ("a.json", "https://reg" "istry.npmjs.org/x\n", "registry"),
]


@pytest.mark.parametrize("name, source", FINE)
def test_planted_good_passes(tmp_path, name, source):
    assert plant(tmp_path, name, source) == []


@pytest.mark.parametrize("name, source, words", WRONG)
def test_planted_bad_fails(tmp_path, name, source, words):
    found = plant(tmp_path, name, source)
    assert len(found) == 1 and words in found[0], found


def test_file_names_are_unique(tmp_path):
    assert plant(tmp_path, "analyzer/flow/a.c", "int a;\n") == []
    assert "same file name" in plant(tmp_path, "rules/a.c", "int a;\n")[0]
