"""critlint extract and critlint link: together they say what check says, and a bad file is told."""

import json
import random
import shutil
from pathlib import Path

import pytest

from database_tree import ARM

REPO = Path(__file__).resolve().parents[1]
PROGRAMS = [REPO / "testcases" / "firmware", *sorted((REPO / "testcases" / "programs").iterdir())]
# Doubled twenty times: an expression too deep for the parser's stack.
CRASHES = ("#define A0 x +\n" + "".join(f"#define A{i + 1} A{i} A{i}\n" for i in range(20))
           + "int f(int x) { return A20 x; }\n")
SOURCES = {".c", ".cpp", ".s", ".S", ".ino"}

PAIR = "void __disable_irq(void);\nvoid __enable_irq(void);\nextern volatile unsigned n;\n"
SOURCE = '#include "pair.h"\nvoid %s(void) { __disable_irq(); n++; __enable_irq(); }\n'


@pytest.fixture
def call(critlint, run, tmp_path):
    """call(words...) -> CompletedProcess, in the tree, or in `cwd`."""

    def critlint_with(*words, cwd=None, status=None, **options):
        done = run([critlint, *words], cwd=cwd or tmp_path / "tree", **options)
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 2, 3), done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    (tmp_path / "tree").mkdir()
    return critlint_with


@pytest.fixture
def tree(tmp_path, call):
    folder = tmp_path / "tree"
    (folder / "pair.h").write_text(PAIR)
    for name in ("one", "two"):
        (folder / f"{name}.c").write_text(SOURCE % name)
    return folder


def sources(folder):
    """In the order of a check, with those that an Arduino sketch is made of left to it."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in SOURCES and path.is_file())
    return [path for path in found if path.suffix != ".ino" or path.stem == path.parent.name]


def extract_all(call, folder, out, *words):
    files = []
    for number, path in enumerate(sources(folder)):
        files.append(out / f"{number}.crit")
        done = call("extract", path.relative_to(folder), "-o", files[-1], *words, cwd=folder, status=0)
        assert done.stdout == "" and done.stderr == ""
    return files


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_link_says_what_check_says(call, tmp_path, program, form):
    folder = shutil.copytree(program, tmp_path / program.name)
    files = extract_all(call, folder, tmp_path)
    words = ["--format", form, "--tier", "C"]
    checked = call("check", ".", *words, cwd=folder)
    random.Random(1).shuffle(files)
    linked = call("link", *files, "--libclang", "/nonexistent", *words, cwd=folder)
    assert linked.stdout == checked.stdout and linked.returncode == checked.returncode
    assert "finding" in checked.stdout or form != "text"


def test_order_means_nothing(call, tree, tmp_path):
    files = extract_all(call, tree, tmp_path)
    dumped = call("check", ".", "--dump=ops").stdout
    assert dumped.index("one.c") < dumped.index("two.c")
    for order in (files, files[::-1]):
        assert call("link", *order, "--dump=ops").stdout == dumped


def test_link_reads_no_source(call, tree, tmp_path):
    """Excerpts go with the sources; findings and suppressions stay."""
    (tree / "two.c").write_text(SOURCE.replace("n++;", "n++; /* critlint: ignore[CRIT101] x */\n") % "two"
                                + "// critlint: ignore-file[CRIT101] known\n")
    files = extract_all(call, tree, tmp_path)
    words = ["--format", "json", "--show-suppressed"]
    before = json.loads(call("link", *files, *words).stdout)
    shutil.rmtree(tree)
    tree.mkdir()
    after = json.loads(call("link", *files, *words).stdout)

    def places(report):
        return [(f["code"], f["location"]["path"], f["location"]["line"], f["suppressed"])
                for f in report["findings"]]

    assert places(after) == places(before) and len(places(after)) >= 2
    assert {path for code, path, _, suppressed in places(after) if suppressed} == {"two.c"}
    assert "one.c" in {path for _, path, _, suppressed in places(after) if not suppressed}


def test_database_and_build_folder(call, tree, tmp_path):
    """As a build does it: from its own folder, with absolute names, and the tree named by --root."""
    build = tree / "build"
    build.mkdir()
    (tree / "one.c").write_text("#ifdef DEEP\n" + SOURCE % "one" + "#endif\n")
    listed = [{"directory": str(build), "file": f"../{name}.c", "command": f"{ARM} {flags} -c ../{name}.c"}
              for name, flags in [("one", "-DDEEP"), ("one", "-DDEEP -DTWICE"), ("two", "")]]
    (build / "compile_commands.json").write_text(json.dumps(listed))
    words = ["-p", ".", "--isolated"]
    for name in ("one", "two"):
        call("extract", tree / f"{name}.c", "-o", f"{name}.crit", "--root", "..", *words, cwd=build, status=0)
    checked = call("check", "..", *words, "--format", "json", cwd=build, status=1)
    linked = call("link", "two.crit", "one.crit", "--root", "..", "--format", "json", cwd=build, status=1)
    ours, theirs = json.loads(linked.stdout), json.loads(checked.stdout)
    assert ours["findings"] == theirs["findings"] and ours["summary"] == theirs["summary"]
    assert ours["summary"]["units"]["ok"] == 3
    assert [finding["location"]["path"] for finding in ours["findings"]] == ["one.c", "two.c"]


def test_several_units_in_one_file(call, tree, tmp_path):
    call("extract", "two.c", "one.c", "-o", tmp_path / "all.crit", status=0)
    checked = call("check", ".")
    assert call("link", tmp_path / "all.crit").stdout == checked.stdout
    parts = [path.read_bytes() for path in extract_all(call, tree, tmp_path)]
    (tmp_path / "joined.crit").write_bytes(b"".join(parts))
    assert call("link", tmp_path / "joined.crit").stdout == checked.stdout


def test_settings_that_matter(call, tree, tmp_path):
    (tree / "two.c").write_text("#ifdef FROM_CONFIG\n" + SOURCE % "two" + "#endif\n")
    (tree / ".critlint.yaml").write_text("defines: [FROM_CONFIG]\nignore: [CRIT9]\n")
    files = extract_all(call, tree, tmp_path)
    assert "two.c" in call("link", *files, status=1).stdout
    (tree / ".critlint.yaml").unlink()
    files = extract_all(call, tree, tmp_path)
    assert "two.c" not in call("link", *files, status=1).stdout
    files = extract_all(call, tree, tmp_path, "--add-arg=-DFROM_CONFIG")
    assert "two.c" in call("link", *files, status=1).stdout


# ---- files that are not what they should be

def notices(done):
    return [(n["kind"], n["location"]["path"], n["message"]) for n in json.loads(done.stdout)["notices"]
            if n["kind"] != "info"]


@pytest.mark.parametrize("spoil, says", [
    (lambda data: data[:-1], "damaged"),
    (lambda data: data[:100], "too short"),
    (lambda data: b"", "too short"),
    (lambda data: b"\x7fELF" + bytes(4000), "not a fact file"),
    (lambda data: data[:8] + b"\x02" + data[9:], "another version"),
    (lambda data: data.replace(b"0.1.0+", b"0.1.1+", 1), "another version"),
    (lambda data: data[:-40] + bytes([data[-40] ^ 1]) + data[-39:], "damaged"),
    (lambda data: data + b"more", "too short"),
])
def test_bad_files_are_told(call, tree, tmp_path, spoil, says):
    one, two = extract_all(call, tree, tmp_path)
    two.write_bytes(spoil(two.read_bytes()))
    done = call("link", one, two, "--format", "json", "--exit-zero", status=3)
    [(kind, path, message)] = notices(done)
    assert kind == "lost" and path == str(two) and says in message
    assert [f["location"]["path"] for f in json.loads(done.stdout)["findings"]][0] == "one.c"


def test_damage_anywhere(call, tree, tmp_path):
    """Truncated at any size and with any bit turned: told, never followed. Many files in each run."""
    _, two = extract_all(call, tree, tmp_path)
    data = two.read_bytes()
    choose = random.Random(7)
    spoilt = [data[:size] for size in sorted(choose.sample(range(len(data)), 150))]
    for _ in range(150):
        at = choose.randrange(len(data))
        spoilt.append(data[:at] + bytes([data[at] ^ 1 << choose.randrange(8)]) + data[at + 1:])
    names = []
    for number, content in enumerate(spoilt):
        names.append(tmp_path / f"bad{number}.crit")
        names[-1].write_bytes(content)
    done = call("link", *names, "--format", "json", status=3)
    assert sorted(path for _, path, _ in notices(done)) == sorted(map(str, names))
    assert json.loads(done.stdout)["summary"]["units"] == {"ok": 0, "degraded": 0, "lost": len(names)}


def test_words(call, tree, tmp_path):
    assert "extract needs -o" in call("extract", "one.c", status=2).stderr
    assert "extract needs a source" in call("extract", "-o", "x", status=2).stderr
    assert "link needs files" in call("link", status=2).stderr
    assert "cannot read 'gone.crit'" in call("link", "gone.crit", status=2).stdout
    assert "cannot read 'gone.c'" in call("extract", "gone.c", "-o", "x", status=2).stderr
    assert "cannot write" in call("extract", "one.c", "-o", "no/x", status=2).stderr
    assert not list(tree.glob("x*"))


def test_a_lost_unit_is_extracted_as_lost(call, tree, tmp_path):
    """A build goes on; what is linked says it."""
    (tree / "one.c").write_text(CRASHES)
    done = call("extract", "one.c", "-o", tmp_path / "one.crit", status=0)
    assert "'one.c' is lost: the parser crashed" in done.stderr
    assert "crashed" in call("link", tmp_path / "one.crit", status=3).stdout


# ---- depfiles

def test_depfile_lists_what_was_read(call, tree, tmp_path):
    (tree / "odd name$.h").write_text("#define ODD 1\n")
    (tree / "one.c").write_text('#include "odd name$.h"\n' + SOURCE % "one")
    (tree / ".critlint.yaml").write_text("ignore: [CRIT9]\n")
    words = ["extract", "one.c", "-o", tmp_path / "one.crit", "--depfile", tmp_path / "one.d"]
    call(*words, status=0)
    first = (tmp_path / "one.d").read_text()
    assert first.startswith(f"{tmp_path}/one.crit:")
    for name in ("one.c", "pair.h", "odd\\ name$$.h", ".critlint.yaml"):
        assert f"\\\n  {name}" in first
    assert "\npair.h:\n" in first and "two.c" not in first
    call(*words, status=0)  # from the cache
    assert (tmp_path / "one.d").read_text() == first


def test_make_and_ninja_follow_it(call, tree, critlint, run, tmp_path):
    for tool in ("make", "ninja"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    (tree / "Makefile").write_text(
        f"all: one.crit\n%.crit: %.c\n\t{critlint} extract $< -o $@ --depfile $@.d\n-include one.crit.d\n")
    (tree / "build.ninja").write_text(
        f"rule facts\n  command = {critlint} extract $in -o $out --depfile $out.d\n"
        "  depfile = $out.d\n  deps = gcc\nbuild two.crit: facts two.c\n")
    for command in (["make"], ["ninja"]):
        assert run(command, cwd=tree).returncode == 0
        again = run(command, cwd=tree)
        assert "extract" not in again.stdout, again.stdout
    (tree / "pair.h").write_text(PAIR + "extern int more;\n")
    assert "extract" in run(["make"], cwd=tree).stdout
    assert "no work" not in run(["ninja"], cwd=tree).stdout
    for name in ("one.c", "two.c"):
        (tree / name).write_text((tree / name).read_text().replace("pair.h", "other.h"))
    (tree / "pair.h").rename(tree / "other.h")
    for command in (["make"], ["ninja"]):
        assert run(command, cwd=tree).returncode == 0
