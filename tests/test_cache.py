"""The cache: a warm run says what a cold one says, whatever changed between them."""

import json
import os
import random
import re
import shutil
import stat
import threading
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
PROGRAMS = [REPO / "testcases" / "firmware", *sorted((REPO / "testcases" / "programs").iterdir())]

# What `in.h` says decides whether there is a finding, and which name it is about.
HEADER = "#define NAME %s\nvoid __disable_irq(void);\nvoid __enable_irq(void);\nextern volatile unsigned n;\n"
SOURCE = '#include "in.h"\nvoid NAME(void) { __disable_irq(); n++; __enable_irq(); }\n'


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "tree"
    for name, text in {"src/a.c": SOURCE, "src/b.c": SOURCE.replace("NAME", "b"), "inc/in.h": HEADER % "a",
                       "src/clean.c": "int f(void) { return 1; }\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def call(critlint, run, tree, tmp_path):
    """call(words...) -> (report, how many units were in the cache). The cache is this test's own."""

    def critlint_with(*words, cwd=None, env=None, status=None):
        done = run([critlint, "check", "--format", "json", "-v", "--tier", "C", "--timing", *words],
                   cwd=cwd or tree, env={"XDG_CACHE_HOME": str(tmp_path / "cache"), **(env or {})})
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 2, 3), done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        counted = re.search(r"(\d+) of \d+ units were in the cache", done.stderr)
        return done.stdout, int(counted[1]) if counted else 0

    return critlint_with


def entries(tmp_path):
    return sorted((tmp_path / "cache").rglob("*.facts"))


def settle(*folders):
    """Changes are as old as those of people: what was changed just before a run is not kept."""
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            if not path.is_symlink():
                os.utime(path, (1_600_000_000, 1_600_000_000))


def same_as_cold(call, *words, **options):
    """The run, and how many units it took from the cache; a cold run says the same."""
    warm, hits = call(*words, **options)
    cold, none = call("--no-cache", *words, **options)
    assert warm == cold and none == 0
    return warm, hits


# ---- the same

@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_warm_is_cold(call, tmp_path, program):
    folder = shutil.copytree(program, tmp_path / program.name)
    cold, hits = call(cwd=folder)
    assert hits == 0 and len(entries(tmp_path)) >= 1
    for jobs in ("1", "3"):
        warm, hits = same_as_cold(call, "-j", jobs, cwd=folder)
        assert warm == cold and hits == len(entries(tmp_path))


@pytest.mark.parametrize("words", [["src/a.c"], ["--dump=ops"], ["--dump=sections"]])
def test_other_looks(call, words):
    """A file of its own is looked at differently from the same file in its tree."""
    call()
    call(*words)
    assert same_as_cold(call, *words)[1] >= 1


def test_no_cache_writes_nothing(call, tmp_path):
    call("--no-cache")
    call("--isolated")
    assert not (tmp_path / "cache").exists()


def test_places(call, tree, tmp_path, critlint, run):
    other = tmp_path / "other"
    assert call("--cache-dir", other)[1] == 0 and call("--isolated", "--cache-dir", other)[1] == 3
    assert len(list(other.rglob("*.facts"))) == 3 and not entries(tmp_path)
    env = {"XDG_CACHE_HOME": None, "HOME": str(tmp_path / "home")}
    call(env=env)
    assert call(env=env)[1] == 3 and (tmp_path / "home/.cache/critlint").is_dir()
    for home in ({"HOME": None}, {"HOME": "relative"}):
        assert call(env={"XDG_CACHE_HOME": None, **home})[1] == 0
    assert not (tree / "relative").exists()
    shown = run([critlint, "cache", "show", "--cache-dir", other], cwd=tree).stdout
    assert re.fullmatch(rf"{other}: 3 units, 0\.\d MiB\n", shown)
    assert str(other) in run([critlint, "doctor", "--cache-dir", other], cwd=tree).stdout
    (other / "mine.txt").write_text("kept")
    assert "removed 3 units" in run([critlint, "cache", "clean", "--cache-dir", other], cwd=tree).stdout
    assert [path.name for path in other.rglob("*")] == ["mine.txt"]


# ---- what changes is seen

def change(tree, name, text):
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink()
    else:
        path.write_text(text)


@pytest.mark.parametrize("name, text, kept", [
    ("src/a.c", SOURCE + SOURCE.replace("NAME", "more"), 2),
    ("inc/in.h", HEADER % "changed", 1),
    ("inc/in.h", None, 1),
    ("src/in.h", HEADER % "shadow", 1),          # beside the source: found before the other
    ("inc/other.h", "int unrelated;\n", 3),
    ("third/in.h", HEADER % "farther", 1),       # not taken, but it might have been
    ("src/new.c", SOURCE.replace("NAME", "fresh"), 3),
    ("src/clean.c", None, 2),
    ("notes.txt", "nothing that is compiled", 3),
], ids=lambda value: str(value)[:20])
def test_changed_files(call, tree, name, text, kept):
    settle(tree)
    before, _ = call()
    change(tree, name, text)
    after, hits = same_as_cold(call)
    assert hits == kept
    visible = name not in ("inc/other.h", "notes.txt", "third/in.h")
    assert (after != before) == visible
    settle(tree)
    assert call()[0] == after


def test_shadows_by_search_order(call, tree):
    """A folder of the command that is searched first, and that the index of the tree does not know."""
    (tree / ".first").mkdir()
    words = ["--add-arg=-I.first", "--add-arg=-Iinc"]
    settle(tree)
    call(*words)
    assert call(*words)[1] == 3
    (tree / ".first/in.h").write_text(HEADER % "first")
    after, hits = same_as_cold(call, *words)
    assert hits == 1 and "'first'" in after or "first" in after
    (tree / ".first/in.h").unlink()
    assert "first" not in same_as_cold(call, *words)[0].replace(".first", "")


def test_shadows_outside_of_the_tree(call, tree, tmp_path):
    sdk = tmp_path / "sdk"
    for folder in ("one/sys", "two/sys"):
        (sdk / folder).mkdir(parents=True)
    (sdk / "two/sys/in.h").write_text(HEADER % "second")
    for name in ("a", "b"):
        path = tree / f"src/{name}.c"
        path.write_text(path.read_text().replace('"in.h"', "<sys/in.h>"))
    words = [f"--add-arg=-I{sdk}/one", f"--add-arg=-I{sdk}/two"]
    settle(tree, sdk)
    before, _ = call(*words)
    assert "second" in before and call(*words)[1] == 3
    (sdk / "one/sys/in.h").write_text(HEADER % "sooner")
    after, hits = same_as_cold(call, *words)
    assert "sooner" in after and hits == 1


@pytest.mark.parametrize("named", ["<sys/in.h>", "IN_H"])
def test_shadows_of_names_in_macros(call, tree, tmp_path, named):
    sdk = tmp_path / "sdk"
    for folder in ("one/sys", "two/sys"):
        (sdk / folder).mkdir(parents=True)
    (sdk / "two/sys/in.h").write_text(HEADER % "second")
    (tree / "src/a.c").write_text("#ifndef IN_H\n#define IN_H <sys/in.h>\n#endif\n"
                                  + SOURCE.replace('"in.h"', named))
    words = [f"--add-arg=-I{sdk}/one", f"--add-arg=-I{sdk}/two", "--add-arg=-DIN_H=<sys/in.h>"]
    settle(tree, sdk)
    assert "second" in call(*words)[0] and call(*words)[1] == 3
    (sdk / "one/sys/in.h").write_text(HEADER % "sooner")
    assert "sooner" in same_as_cold(call, *words)[0]


@pytest.mark.parametrize("line", ["#if __has_include(WHICH)\n#endif",
                                  'const char big[] = {\n#embed "in.h"\n};'])
def test_what_no_text_names_is_not_kept(call, tree, line):
    (tree / "src/a.c").write_text(f'#define WHICH "new.h"\n{line}\n' + SOURCE)
    settle(tree)
    call()
    assert same_as_cold(call)[1] == 2


def test_units_of_a_database(call, tree):
    commands = [{"directory": str(tree), "file": f"src/{name}.c", "arguments": [
        "arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-O2", "-g3", "-Wall", "-std=gnu11", "-DX=1",
        "-Iinc", "-include", "inc/in.h", "-ffunction-sections", "-fno-common", "-specs=nano.specs", "-MMD",
        "-c", f"src/{name}.c", "-o", f"{name}.o"]} for name in ("a", "b")]
    (tree / "compile_commands.json").write_text(json.dumps(commands))
    settle(tree)
    before, _ = call()
    assert same_as_cold(call) == (before, 2)
    (tree / "inc/in.h").write_text(HEADER % "changed")
    assert same_as_cold(call)[1] == 0


def test_names_in_conditions(call, tree):
    (tree / "src/a.c").write_text('#if __has_include("extra.h")\n'
                                  "int extra_h(void) { return 1; }\n#endif\n" + SOURCE)
    settle(tree)
    before = call("--dump=ops")[0]
    assert "extra_h" not in before and call("--dump=ops")[1] == 3
    (tree / "src/extra.h").write_text("\n")
    after, hits = same_as_cold(call, "--dump=ops")
    assert "extra_h" in after and hits == 2


def test_odd_suffixes(call, tree):
    """A name that the index of the tree does not hold."""
    (tree / "src/a.c").write_text('#include "table.x"\nint TABLE(void) { return 1; }\n' + SOURCE)
    (tree / "inc/table.x").write_text("#define TABLE of_inc\n")
    words = ["--add-arg=-Iinc", "--dump=ops"]
    settle(tree)
    assert "of_inc" in call(*words)[0] and call(*words)[1] == 3
    (tree / "src/table.x").write_text("#define TABLE of_src\n")
    after, hits = same_as_cold(call, *words)
    assert "of_src" in after and hits < 3


def test_folder_behind_a_link(call, tree, tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "in.h").write_text(HEADER % name)
    (tree / "inc/in.h").unlink()
    (tree / "linked").symlink_to(tmp_path / "old")
    settle(tree, tmp_path / "old", tmp_path / "new")
    assert "old" in call("--add-arg=-Ilinked")[0]
    (tree / "linked").unlink()
    (tree / "linked").symlink_to(tmp_path / "new")
    assert "'new'" in same_as_cold(call, "--add-arg=-Ilinked")[0].replace('"new"', "'new'")


def test_choices_of_build_files(call, tree):
    """A header wants a device; the tree's build files say which."""
    (tree / "inc/in.h").write_text("#if defined(DEV_ONE)\n" + HEADER % "one" + "#elif defined(DEV_TWO)\n"
                                   + HEADER % "two" + '#else\n#error "choose"\n#endif\n')
    (tree / "scripts").mkdir()
    (tree / "scripts/Makefile").write_text("other:\n\techo DEV_TWO\nifdef X\nDEFS = -DDEV_TWO\nendif\n")
    settle(tree)
    before = call()[0]
    assert call()[1] == 3
    (tree / "scripts/Makefile").write_text("ifdef X\nDEFS = -DDEV_ONE\nendif\n")
    after, _ = same_as_cold(call)
    assert before != after


def test_sketch(call, tmp_path):
    folder = tmp_path / "blink"
    folder.mkdir()
    (folder / "blink.ino").write_text("void setup() {}\nvoid loop() { tick(); }\n")
    (folder / "tick.ino").write_text("int n;\nvoid tick() { n++; }\n")
    settle(folder)
    call("--dump=ops", cwd=folder)
    (folder / "zero.ino").write_text("void zero() { n = 0; }\n")
    assert "zero" in same_as_cold(call, "--dump=ops", cwd=folder)[0]


# ---- flags, settings, models

@pytest.mark.parametrize("words", [["--add-arg=-DNAME=given"], ["--target=riscv"], ["--cpu=cortex-m0"],
                                   ["--config", "defines=[NAME=configured]"], ["--add-arg=-O2"]])
def test_flags(call, words):
    call()
    assert same_as_cold(call, *words)[1] == 0
    assert same_as_cold(call, *words)[1] == 3 and same_as_cold(call)[1] == 3


def test_configuration(call, tree):
    call()
    (tree / ".critlint.yaml").write_text("defines: [UNUSED]\n")
    assert same_as_cold(call)[1] == 0
    (tree / ".critlint.yaml").write_text("tier: C\n")
    assert same_as_cold(call)[1] == 3


def test_models(call, tree, tmp_path):
    """They decide which macros of a file that is looked at alone become functions."""
    (tree / "src/a.c").write_text("#define LOCK_ALL() lock_it()\n" + SOURCE)
    model = tmp_path / "model.yaml"
    words = ["--model", model, "--dump=ops", "src/a.c"]
    for name, known in (("LOCK_ALL", True), ("OTHER", False), ("LOCK_ALL", True)):
        model.write_text(f"- {{mask: {name}, unmask: OPEN_ALL, masks: global}}\n")
        assert ("func LOCK_ALL" in same_as_cold(call, *words)[0]) == known
    model.write_text("- {mask: ALSO, unmask: MORE, masks: fault}\n")
    call("--model", model)
    assert call()[1] == 3  # a whole tree is read as without it


def test_libclang_counts(call, tree, critlint, run, tmp_path):
    """Another library, or the same after an update, is asked again."""
    used = json.loads(run([critlint, "doctor", "--format", "json"], cwd=tree).stdout)
    copied = tmp_path / Path(used["libclang"]).name
    shutil.copy(used["libclang"], copied)
    options = {"env": {"CRITLINT_RESOURCE_DIR": used["headers"]}, "status": 1}
    call(**options)
    words = ["--libclang", copied]
    assert call(*words, **options)[1] == 0 and call(*words, **options)[1] == 3
    os.utime(copied, (1_500_000_000, 1_500_000_000))
    assert call(*words, **options)[1] == 0


@pytest.mark.parametrize("words, env", [
    (["--add-arg=-ivfsoverlay", "--add-arg=overlay.yaml"], {}),
    (["--add-arg=-fmodules"], {}),
    (["--add-arg=--sysroot=/tmp"], {}),
    ([], {"CPATH": "/usr/include"}),
])
def test_what_may_read_unseen_is_not_kept(call, tree, tmp_path, words, env):
    (tree / "overlay.yaml").write_text("{version: 0, roots: []}\n")
    call(*words, env=env)
    assert call(*words, env=env)[1] == 0 and not entries(tmp_path)


# ---- damage, many at once, no room

def test_damaged_entries_are_made_again(call, tmp_path):
    good, _ = call()
    choose = random.Random(3)
    for _ in range(12):
        for path in entries(tmp_path):
            data = path.read_bytes()
            at = choose.randrange(len(data))
            spoilt = data[:at] if choose.random() < 0.4 else data[:at] + bytes([data[at] ^ 4]) + data[at + 1:]
            path.write_bytes(spoilt)
        again, hits = call()
        assert again == good and hits == 0
        assert call() == (good, 3)


def test_an_entry_of_another_unit_is_none(call, tmp_path):
    good, _ = call()
    first, second, *_ = entries(tmp_path)
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    assert call() == (good, 1)


def test_back_and_forth(call, tree):
    """As between two branches: both answers are kept."""
    texts = [HEADER % "left", HEADER % "right"]
    seen = []
    for text in texts + texts:
        (tree / "inc/in.h").write_text(text)
        settle(tree)
        seen.append(call())
    assert seen[0][0] == seen[2][0] != seen[1][0] == seen[3][0]
    assert [hits for _, hits in seen] == [0, 1, 3, 3]


def test_changed_while_it_runs_is_not_kept(call, tree, tmp_path):
    """Its time lies ahead, as that of a file that is written during the run."""
    os.utime(tree / "inc/in.h", (4_000_000_000, 4_000_000_000))
    call()
    assert call()[1] == 1 and len(entries(tmp_path)) == 1


def test_many_at_once(call, tmp_path):
    results = []
    threads = [threading.Thread(target=lambda: results.append(call("-j", "1")[0])) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6 and len(set(results)) == 1
    assert call() == (results[0], 3)
    assert not list((tmp_path / "cache").rglob("*.half"))


def test_unwritable_is_a_notice(call, tree, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    report, hits = call("--cache-dir", blocked / "cache", status=1)
    assert "the cache cannot be written" in report and hits == 0
    assert "the cache cannot be written" not in call("--no-cache")[0]
    if os.path.exists("/dev/full") and os.geteuid() != 0:
        closed = tmp_path / "closed"
        closed.mkdir()
        closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
        assert "cannot be written" in call("--cache-dir", closed, status=1)[0]


def test_size_is_bounded(call, tree, tmp_path):
    """The oldest go first; one that is used is young again."""
    (tree / "src/big.c").write_text("".join(f"int f{i}(int x) {{ return x + {i}; }}\n" for i in range(4000)))
    settle(tree)
    call()
    big = max(entries(tmp_path), key=lambda path: path.stat().st_size)
    others = [path for path in entries(tmp_path) if path != big]
    assert big.stat().st_size > 1 << 20 > sum(path.stat().st_size for path in others)
    for path in entries(tmp_path):
        os.utime(path, (1_600_000_000 if path == big else 1_500_000_000,) * 2)  # but the others are used
    abandoned = big.with_suffix(".1.half")
    abandoned.write_text("of a program that is gone")
    os.utime(abandoned, (1_600_000_000, 1_600_000_000))
    (tree / "src/big.c").unlink()
    (tree / "src/more.c").write_text("int g(void) { return 2; }\n")
    call("--cache-size", "1")
    assert not big.exists() and not abandoned.exists() and all(path.exists() for path in others)
