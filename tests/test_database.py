"""Compilation databases: which one is read, what of it is taken, and what is said about a broken one."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from critlint import parse
from database_tree import ARM, has, source

REPO = Path(__file__).resolve().parents[1]


# ---- which database


@pytest.mark.parametrize("place", [".", "build", "build-debug", "cmake-build-release", ".pio/build/uno",
                                   "out/arm"])
def test_is_discovered(tree, place):
    tree.write("src/a.c", source())
    tree.database(("src/a.c", f"{ARM} -DBAD -c src/a.c"), name=f"{place}/compile_commands.json")
    for words, cwd in ([], "."), ([], "src"), (["src/a.c"], "."), (["a.c"], "src"), (["."], "src"):
        assert len(tree.found(*words, cwd=tree.root / cwd)) == 1, (words, cwd)
    assert tree.found("--isolated") == []


def test_is_named(tree):
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="elsewhere/compile_commands.json")
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="elsewhere/other.json")
    assert tree.found() == []
    for words in (["-p", "elsewhere"], ["-p", "elsewhere/compile_commands.json"],
                  ["-p", "elsewhere/other.json"], ["--compile-db", "elsewhere"],
                  ["--isolated", "-p", "elsewhere"]):
        assert tree.found(*words) == ["a.c"], words
        assert tree.units(*words) == 1


def test_several_are_named(tree):
    tree.write("a.c", source("a"))
    tree.write("b.c", source("b"))
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="app/compile_commands.json")
    tree.database(("b.c", f"{ARM} -DBAD -c b.c"), ("a.c", f"{ARM} -DBAD -c a.c -o x"),
                  name="boot/compile_commands.json")
    assert tree.found("-p", "app", "-p", "boot") == ["a.c", "b.c"]
    assert tree.units("-p", "app", "-p", "boot") == 2
    assert tree.found("-p", "app") == ["a.c"]


def test_named_one_wins_over_one_that_is_there(tree):
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -c a.c"))
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="x/compile_commands.json")
    assert tree.found() == [] and tree.found("-p", "x") == ["a.c"]


def test_another_name_needs_no_folder_of_its_own_for_long(tree, tmp_path):
    """Linked into a temporary folder, which is gone afterwards."""
    temp = tmp_path / "temp"
    temp.mkdir()
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="odd.json")
    tree.write("compile_flags.txt", "-DBAD\n")
    tree.database(("a.c", f"{ARM} -c a.c"))
    env = {"TMPDIR": str(temp)}
    assert tree.found("-p", "odd.json", env=env) == ["a.c"]
    assert tree.found(env=env) == []  # a compile_flags.txt is never read
    assert list(temp.iterdir()) == []
    temp.rmdir()
    assert has(tree.says("-p", "odd.json", env=env, status=2), "error", "odd.json", str(temp))


def test_one_for_other_sources_is_passed_over(tree):
    tree.write("lib/a.c", source())
    tree.write("b.c", "")
    tree.database(("b.c", f"{ARM} -c b.c"), name="lib/compile_commands.json")
    tree.database(("lib/a.c", f"{ARM} -DBAD -c lib/a.c"))
    assert tree.found("lib/a.c") == tree.found("--root", ".", "lib") == ["lib/a.c"]
    assert has(tree.says("lib"), "info", "compile_commands.json", "not used")


def test_first_of_several_by_name(tree):
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="build-a/compile_commands.json")
    tree.database(("a.c", f"{ARM} -c a.c"), name="build-b/compile_commands.json")
    assert tree.found() == ["a.c"]
    assert has(tree.says(), "info", "build-a", "first of 2")


def test_verbose_says_which_and_how_many(tree, run):
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -c a.c"), ("gone.rs", "rustc gone.rs"))
    text = run([tree.critlint, "-v", "."], cwd=tree.root).stdout
    assert "compile_commands.json: info: compilation database: 1 of 2 commands are units below '.'" in text
    assert "1 of 2 commands" not in run([tree.critlint, "."], cwd=tree.root).stdout
    log = json.loads(run([tree.critlint, "-v", "--format", "sarif", "."], cwd=tree.root).stdout)
    notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert any("1 of 2 commands are units" in note["message"]["text"] for note in notes)


# ---- one that is broken


BROKEN = {
    "empty file": "",
    "no JSON": "hello",
    "an object": "{}",
    "a number in it": "[1]",
    "no keys": "[{}]",
    "no command": '[{"directory": ".", "file": "a.c"}]',
    "no directory": '[{"file": "a.c", "command": "gcc a.c"}]',
    "arguments are text": '[{"directory": ".", "file": "a.c", "arguments": "gcc"}]',
    "arguments are lists": '[{"directory": ".", "file": "a.c", "arguments": ["gcc", ["x"]]}]',
    "file is a list": '[{"directory": ".", "file": ["a.c"], "command": "gcc a.c"}]',
    "breaks off": '[{"directory": ".", "file": "a.c", "command": "gcc -DBAD -c a.c"}',
    "breaks off in a word": '[{"directory": ".", "file": "a.c", "command": "gcc a.c"},{"dir',
    "zeros": b"\0" * 100,
    "deep": "[" * 100000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_is_an_error_and_findings_remain(tree, name):
    tree.write("a.c", source(condition="1"))
    tree.write("compile_commands.json", BROKEN[name])
    tree.write("compile_flags.txt", "-DX\n")  # which libclang would take instead, as if nothing were wrong
    for words in [], ["-p", "."], ["a.c"]:
        done = tree.report(*words, status=2)
        said = [n.message for n in done.notices if n.kind == "error"]
        assert len(said) == 1 and "compile_commands.json' cannot be read: " in said[0], done.notices
        assert [finding.path for finding in done.findings] == ["a.c"]
    assert tree.found("--isolated", status=1) == ["a.c"]


def test_reasons_are_given(tree):
    tree.write("a.c", "")
    tree.write("compile_commands.json", '[{"directory": ".",\n "file": "a.c"\n')
    assert "line 2, column " in str(tree.says(status=2))
    tree.write("compile_commands.json", BROKEN["no command"])
    assert 'missing key: "command" or "arguments"' in str(tree.says(status=2))


def test_one_broken_leaves_the_other(tree):
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), name="good.json")
    tree.write("bad.json", "[{")
    assert tree.found("-p", "bad.json", "-p", "good.json", status=2) == ["a.c"]


@pytest.mark.parametrize("words, said", [
    (["-p", "none"], "none"),
    (["-p", "empty"], "compile_commands.json"),
    (["-p", "a.c/x"], "a.c/x"),
    (["-p"], "takes a value"),
])
def test_named_one_that_is_not_there(tree, words, said):
    tree.write("a.c", "")
    (tree.root / "empty").mkdir()
    done = tree.run(*words, status=2)
    assert said in done.stdout + done.stderr


def test_empty_list(tree):
    tree.write("a.c", source(condition="1"))
    tree.write("compile_commands.json", "[]")
    assert tree.found(status=1) == ["a.c"]
    assert has(tree.says(), "info", "compile_commands.json", "not used")
    assert has(tree.says("-p", ".", status=2), "error", "compile_commands.json", "lists no C")


def test_every_truncation_is_an_error(tree):
    """Each beginning of a database by another -p, in one run; none crashes libclang's reader."""
    tree.write("a.c", source())
    whole = tree.database(("a.c", [*ARM.split(), "-DBAD", "-c", "a.c"]), ("a.c", "gcc -c a.c")).read_bytes()
    words = []
    for length in range(len(whole)):
        tree.write(f"cut/{length}.json", whole[:length])
        words += ["-p", f"cut/{length}.json"]
    done = tree.report(*words, status=2)
    errors = [n.message for n in done.notices if n.kind == "error"]
    for length in range(len(whole)):
        assert any(f"cut/{length}.json' cannot be read" in message for message in errors), length
    assert not any("crashed" in message or "too long" in message for message in errors)


def test_changed_bytes_are_survived(tree):
    tree.write("a.c", source(condition="1"))
    whole = tree.database(("a.c", [*ARM.split(), "-DBAD", "-c", "a.c"])).read_bytes()
    (tree.root / "compile_commands.json").unlink()
    chance = random.Random(1)
    words = []
    for number in range(150):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.choice(b'\0[]{},:"\\@ \xff\n-x')
        tree.write(f"m/{number}.json", bytes(changed))
        words += ["-p", f"m/{number}.json"]
    done = tree.run(*words)
    assert "crashed" not in done.stdout and "a.c" in parse(done.stdout).findings[0].path


# ---- its entries


def test_macro_decides(tree):
    """The finding is there by the flag alone; both forms of a command."""
    tree.write("a.c", source())
    for command, found in ((f"{ARM} -DBAD -c a.c", ["a.c"]), (f"{ARM} -c a.c", []),
                           ([*ARM.split(), "-D", "BAD", "-c", "a.c"], ["a.c"]),
                           (f"{ARM} -D BAD=1 -UBAD -c a.c", []), (f"{ARM} '-DBAD=\"a b\"' -c a.c", ["a.c"])):
        tree.database(("a.c", command))
        assert tree.found() == found, command


def test_relative_folders(tree):
    """`directory` counts from the database, everything else from `directory`."""
    tree.write("src/a.c", '#include "config.h"\n#include "x.h"\n' + source())
    tree.write("gen/inc/config.h", "#define BAD\n")
    tree.write("gen/y/x.h", "")
    tree.database({"directory": "../gen", "file": "../src/a.c", "command": f"{ARM} -Iinc -isystem y -c x"},
                  name="build/compile_commands.json")
    assert tree.found(status=1) == ["src/a.c"]
    assert not has(tree.says(), "degraded")
    assert tree.found("src/a.c", cwd=tree.root) == ["src/a.c"]
    assert tree.found("--root", ".", "tree", cwd=tree.root.parent) == ["tree/src/a.c"]


def test_names_are_the_users(tree, tmp_path):
    """A finding in a header is named as the tree is, however the database and links name it."""
    tree.write("src/a.c", '#include "h.h"\nvoid g(void) { f(); }\n')
    tree.write("inc/h.h", source(condition="1"))
    (tmp_path / "link").symlink_to(tree.root)
    tree.database({"directory": str(tmp_path / "link"), "file": str(tmp_path / "link/src/a.c"),
                   "command": f"{ARM} -I{tmp_path / 'link/inc'} -c src/a.c"})
    assert tree.found() == ["inc/h.h"]
    assert tree.found("--root", ".", "link", cwd=tmp_path) == ["link/inc/h.h"]
    assert tree.found("src") == []  # not below what was asked for


def test_the_same_file_several_times(tree):
    tree.write("a.c", source("a", "defined A") + source("b", "defined B"))
    tree.database(("a.c", f"{ARM} -DA -c a.c -o 1.o"), ("a.c", f"{ARM} -O0 -DA -c a.c -o 2.o"),
                  ("./a.c", [*ARM.split(), "-Wall", "-DA", "a.c"]), ("a.c", f"{ARM} -DB -c a.c"))
    assert tree.units() == 2
    assert [f.line for f in tree.report().findings] == [5, 11]
    assert tree.units("a.c") == 2


def test_a_file_in_two_images_is_no_second_port(tree):
    """CRIT401 is about two files; the same file for two images is in each once."""
    tree.write("a.c", "void main_of(void);\nint main(void) { main_of(); }\n")
    port = 'unsigned enter(void) { __asm volatile("cpsid i"); return 0; }\n'
    tree.write("p.c", port)
    tree.database(("a.c", f"{ARM} -c a.c"), ("p.c", f"{ARM} -DAPP -c p.c"), ("p.c", f"{ARM} -DBOOT -c p.c"))
    assert "CRIT401" not in [f.code for f in tree.report().findings]
    tree.write("q.c", port)
    tree.database(("a.c", f"{ARM} -c a.c"), ("p.c", f"{ARM} -c p.c"), ("q.c", f"{ARM} -c q.c"))
    assert "CRIT401" in [f.code for f in tree.report().findings]


def test_missing_files_and_other_languages(tree):
    tree.write("a.c", source())
    for name in ("b.cpp", "c.cc", "d.rs", "e.c"):
        tree.write(name, "")
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"), ("gone.c", f"{ARM} -c gone.c"),
                  ("b.cpp", "g++ -c b.cpp"), ("c.cc", "clang++ -c c.cc"), ("d.rs", "rustc d.rs"),
                  ("e.c", "arm-none-eabi-g++ -c e.c"), ("e.c", "gcc -x c++ -c e.c"),
                  {"directory": "/no/such", "file": "x.c", "arguments": ["gcc", "x.c"]},
                  ("a.c", []))
    says = tree.says(status=1)
    assert tree.found() == ["a.c"] and tree.units() == 5
    assert has(says, "degraded", "2 of 9 commands skipped", "no such file", "x.c")
    assert has(says, "info", "2 of 9 commands skipped", "neither C, C++ nor assembler")


def test_language_by_flag(tree):
    tree.write("a.inc", source())
    tree.database(("a.inc", f"{ARM} -x c -DBAD -c a.inc"))
    assert tree.found() == ["a.inc"]


CLASS = """\
#if defined BAD && __cplusplus >= STANDARD
struct %s {
    unsigned enter();
};
unsigned %s::enter()
{
    __asm volatile("cpsid i" ::: "memory");
    if (this) { return 1; }
    __asm volatile("cpsie i" ::: "memory");
    return 0;
}
#endif
"""


def test_cxx_by_name_flag_and_compiler(tree):
    for name in ("a.cpp", "b.inc", "c.c", "d.cc"):
        tree.write(name, CLASS.replace("%s", name[0].upper()))
    tree.database(("a.cpp", f"{ARM} -DBAD -DSTANDARD=202002 -std=c++20 -c a.cpp"),
                  ("b.inc", f"{ARM} -x c++ -DBAD -DSTANDARD=201402 -std=gnu++14 -c b.inc"),
                  ("c.c", "arm-none-eabi-g++ -mcpu=cortex-m4 -DBAD -DSTANDARD=201103 -std=gnu11 -c c.c"),
                  ("d.cc", f"{ARM} -x c -DBAD -DSTANDARD=1 -c d.cc"))
    assert set(tree.found()) == {"a.cpp", "b.inc", "c.c"} and tree.units() == 4


def test_response_files(tree):
    tree.write("src/a.c", source("f", "defined BAD && defined INNER"))
    tree.write("src/flags.rsp", "-DBAD\n@inner.rsp")
    tree.write("src/inner.rsp", "'-DINNER=a b'")
    entry = {"directory": str(tree.root / "src"), "file": "a.c", "command": f"{ARM} @flags.rsp -c a.c"}
    tree.database(entry)
    assert tree.found() == ["src/a.c"]
    for text in ("@flags.rsp", "@none.rsp"):
        tree.write("src/flags.rsp", text)
        assert has(tree.says(status=0), "degraded", "response file") and tree.units() == 1


PEAK = """\
import resource, subprocess, sys
print(subprocess.run(sys.argv[1:], capture_output=True, text=True).stdout)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_response_file_without_end(tree, run):
    """The process that reads it is given so much memory and no more."""
    tree.write("a.c", "")
    tree.database(("a.c", f"{ARM} @/dev/zero -c a.c"))
    said = run([sys.executable, "-c", PEAK, tree.critlint, "."], cwd=tree.root).stdout
    assert "compile_commands.json' cannot be read: libclang crashed on it" in said
    assert int(said.split()[-1]) < 1536 * 1024


@pytest.mark.parametrize("launcher", ["ccache", "/usr/bin/ccache", "sccache", "distcc", "icecc",
                                      "env CCACHE_DIR=/x ccache", "ccache sccache"])
def test_launchers(tree, launcher):
    tree.write("a.c", source("f", "defined BAD && __ARM_ARCH_7EM__"))
    for command in (f"{launcher} {ARM} -DBAD -c a.c", f"{launcher} {ARM} -DBAD -c a.c".split()):
        tree.database(("a.c", command))
        assert tree.found() == ["a.c"]


def test_unlisted_sources(tree):
    tree.write("a.c", source("a", "1"))
    tree.write("old.c", source("b", "1"))
    tree.write("build/CMakeFiles/probe.c", source("c", "1"))
    tree.database(("a.c", f"{ARM} -c a.c"), name="build/compile_commands.json")
    assert tree.found() == ["a.c"]
    assert has(tree.says(), "degraded", "not in the compilation database", ": 1, such as 'old.c'")
    assert has(tree.says("-p", "build"), "info", "not in the compilation database", ": 1, such as 'old.c'")


def test_listed_sources_elsewhere_are_not_asked_for(tree):
    tree.write("app/a.c", source("a", "1"))
    tree.write("hal/b.c", source("b", "1"))
    tree.database(("app/a.c", f"{ARM} -c app/a.c"), ("hal/b.c", f"{ARM} -c hal/b.c"))
    root = ["--root", "."]
    assert tree.found(*root, "app") == ["app/a.c"] and tree.units("app") == 1
    assert tree.found(*root, "app", "hal") == ["app/a.c", "hal/b.c"]


def test_nothing_is_listed_there(tree):
    tree.write("app/a.c", source("a", "1"))
    tree.write("other/b.c", source("b", "1"))
    tree.database(("app/a.c", f"{ARM} -c app/a.c"))
    assert tree.found("-p", ".", "--root", ".", "other") == ["other/b.c"]
    assert has(tree.says("-p", ".", "other"), "degraded", "lists nothing here")


def test_headers_and_unlisted_files_take_the_nearest_flags(tree):
    tree.write("x/a.c", "")
    tree.write("y/b.c", "")
    tree.write("y/b.h", source("h", "defined Y"))
    tree.write("x/new.c", source("n", "defined X"))
    tree.database(("x/a.c", f"{ARM} -DX -c x/a.c"), ("y/b.c", f"{ARM} -DY -c y/b.c"))
    for name, of in ("y/b.h", "y/b.c"), ("x/new.c", "x/a.c"):
        assert tree.found(name) == [name]
        assert has(tree.says(name), "info", name, f"not in the database: read with the flags of '{of}'")
    assert not has(tree.says("x/a.c"), "info", "not in the database")


def test_assembler_gets_the_defines(tree):
    tree.write("a.c", "void stop(void);\nvolatile int n;\nvoid f(void) { stop(); n++; }\n")
    tree.write("m.S", ".syntax unified\n.global stop\nstop:\n#ifdef MASK\n cpsid i\n#endif\n bx lr\n")
    for flag, masks in ("-DMASK", True), ("-DOTHER", False):
        tree.database(("a.c", f"{ARM} -c a.c"), ("m.S", f"{ARM} {flag} -c m.S"))
        ops = tree.run("--dump=ops").stdout
        assert ("cpsid" in ops) == masks


# ---- for real


def needs(program):
    return pytest.mark.skipif(not shutil.which(program),
                              reason=f"there is no {program}: run tools/setup test")


@needs("arm-none-eabi-gcc")
@needs("cmake")
def test_project_of_cmake(tree):
    tree.write("CMakeLists.txt", """\
cmake_minimum_required(VERSION 3.18)
project(probe C)
add_executable(app app/start.c port/port.c)
target_include_directories(app PRIVATE port)
target_compile_definitions(app PRIVATE BAD NAME="a b")
target_compile_options(app PRIVATE -mcpu=cortex-m0plus -mthumb -fno-tree-loop-distribute-patterns)
""")
    tree.write("app/start.c", '#include "port.h"\nint start(void) { return PORT; }\n')
    tree.write("app/unused.c", source("u", "1"))
    tree.write("port/port.h", "#define PORT 1\n")
    tree.write("port/port.c", '#include "port.h"\n' + source("port", "defined BAD && __ARM_ARCH_6M__"))
    subprocess.run(["cmake", "-S", ".", "-B", "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                    "-DCMAKE_SYSTEM_NAME=Generic", "-DCMAKE_C_COMPILER=arm-none-eabi-gcc",
                    "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY"],
                   cwd=tree.root, check=True, capture_output=True, timeout=60)
    assert tree.found() == ["port/port.c"] and tree.units() == 2
    says = tree.says()
    assert has(says, "info", "arm-none-eabi-gcc", "was asked")
    assert has(says, "degraded", ": 1, such as 'app/unused.c'")


@needs("arm-none-eabi-gcc")
@needs("make")
def test_bundled_firmware_gives_the_same_findings(tree):
    """Its includes are all in the tree, so that a guess and the build's own flags agree."""
    shutil.copytree(REPO / "testcases/firmware", tree.root, dirs_exist_ok=True)
    without = json.loads(tree.run(status=1).stdout)
    printed = subprocess.run(["make", "-Bn"], cwd=tree.root, text=True, capture_output=True, check=True)
    lines = [line for line in printed.stdout.splitlines() if " -c " in line]
    tree.database(*[(line.split(" -c ")[1].split()[0], line) for line in lines])
    done = json.loads(tree.run(status=1).stdout)
    assert len(lines) > 20 and done["summary"]["units"]["ok"] == len(lines)
    assert done["findings"] == without["findings"]


# ---- programs that have a database each


MODE = """\
volatile unsigned ticks;
#ifdef BOOT
void SysTick_Handler(void) { ticks++; }
#else
void SysTick_Handler(void) { }
#endif
"""
LOOP = """\
extern volatile unsigned ticks;
void SysTick_Handler(void);
extern unsigned stack_top;
int main(void) { for (;;) { %s } }
void (*const vectors[16])(void) __attribute__((section(".isr_vector"))) = {
    (void (*)(void))&stack_top, (void (*)(void))main, [15] = SysTick_Handler };
"""


def test_a_database_for_each_program(tree):
    """One source is compiled in two ways: its handler counts in the program whose main does not."""
    tree.write("mode.c", MODE)
    tree.write("app.c", LOOP % "ticks++;")
    tree.write("boot.c", LOOP % "")
    tree.database(("app.c", f"{ARM} -c app.c"), ("mode.c", f"{ARM} -c mode.c"),
                  name="build/app/compile_commands.json")
    tree.database(("boot.c", f"{ARM} -c boot.c"), ("mode.c", f"{ARM} -DBOOT -c mode.c"),
                  name="build/boot/compile_commands.json")
    tree.write(".critlint.yaml", "images: {app: {database: build/app}, boot: {database: build/boot}}\n")
    dump = tree.run("--dump=contexts", ".").stdout
    assert [line for line in dump.splitlines() if line.startswith("image ")] == \
        ["image app, 2 units", "image boot, 2 units"]
    assert tree.found(".") == [] and tree.units(".") == 4
    assert tree.units(".", "-p", "build/app") == 2  # the command line says by which
    tree.write(".critlint.yaml", "images: {one: {sources: [app.c], database: build/boot}}\n")
    assert tree.found(".") == [".critlint.yaml"]  # the build of boot alone: app.c is not in it
    tree.write("build/boot/compile_commands.json",
               (tree.root / "build/boot/compile_commands.json").read_text().replace("boot.c", "app.c"))
    tree.write(".critlint.yaml", "images: {one: {database: build/boot}}\n")
    assert tree.found(".") == ["app.c"]
