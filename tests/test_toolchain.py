"""The compiler of a command: it is asked for its headers, and no database can start or write anything."""

import json

import pytest

from database_tree import ARM, calls, fake_compiler, has, holding, source


def test_compiler_is_asked_once_for_the_same_flags(tree, tmp_path):
    (tmp_path / "libc").mkdir()
    (tmp_path / "libc/only_there.h").write_text("#define BAD\n")
    log = fake_compiler(tree, tree.bin, include=tmp_path / "libc")
    for name in "abcd":
        tree.write(f"{name}.c", "#include <only_there.h>\n" + source(name, "defined BAD && __GNUC__ == 12"))
    tree.database(*[(f"{n}.c", f"{ARM} -DN{n} -c {n}.c") for n in "abc"],
                  ("d.c", "arm-none-eabi-gcc -mcpu=cortex-m0 -c d.c"))
    assert tree.found(env=tree.path_with(tree.bin)) == ["a.c", "b.c", "c.c", "d.c"]
    path = tree.bin / "arm-none-eabi-gcc"
    assert sorted(calls(log)) == [f"{path} -mcpu=cortex-m0 -E -v -x c /dev/null",
                                  f"{path} -mcpu=cortex-m4 -mthumb -E -v -x c /dev/null"]
    log.unlink()
    assert tree.found("--isolated", "-p", ".", env=tree.path_with(tree.bin)) == []
    assert calls(log) == []


def test_compilers_own_headers_are_not_taken(tree, tmp_path):
    """GCC's <stdarg.h> and its like use what clang does not have."""
    own = tmp_path / "lib/gcc/arm-none-eabi/12/include"
    own.mkdir(parents=True)
    (own / "stdarg.h").write_text("#error of GCC\n")
    (own / "extra.h").write_text("")
    fake_compiler(tree, tree.bin, include=own)
    tree.write("a.c", "#include <stdarg.h>\nva_list x;\n" + source("f", "!__has_include(<extra.h>)"))
    tree.database(("a.c", f"{ARM} -c a.c"))
    assert tree.found(env=tree.path_with(tree.bin)) == ["a.c"]
    assert not has(tree.says(env=tree.path_with(tree.bin)), "degraded")


def test_atomics_of_a_c_library_that_gcc_never_reads(tree, tmp_path):
    """clang's <stdatomic.h> gives way to it, and it lacks an include."""
    libc = tmp_path / "libc"
    libc.mkdir()
    (libc / "stdatomic.h").write_text("typedef _Atomic(int_least8_t) atomic_int_least8_t;\n#define BAD\n")
    fake_compiler(tree, tree.bin, include=libc)
    tree.write("a.c", "#include <stdatomic.h>\natomic_int_least8_t x;\n" + source())
    tree.database(("a.c", f"{ARM} -c a.c"))
    assert tree.found(env=tree.path_with(tree.bin)) == ["a.c"]
    assert not has(tree.says(env=tree.path_with(tree.bin)), "degraded")


def test_nostdinc_asks_nobody(tree):
    log = fake_compiler(tree, tree.bin)
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -nostdinc -DBAD -c a.c"))
    assert tree.found(env=tree.path_with(tree.bin)) == ["a.c"] and calls(log) == []


@pytest.mark.parametrize("more", ["exit 1\n", "kill -9 $$\n", "cat /dev/zero >&2\n", "exec sleep 100\n"])
def test_compiler_that_gives_no_answer(tree, more):
    log = fake_compiler(tree, tree.bin, more=more)
    tree.write("a.c", source())
    tree.database(("a.c", f"{ARM} -DBAD -c a.c"))
    done = tree.report("-v", env=tree.path_with(tree.bin))
    assert [f.path for f in done.findings] == ["a.c"] and len(calls(log)) == 1
    assert any("did not say" in n.message and n.kind == "info" for n in done.notices)


def test_compiler_that_is_not_installed(tree):
    tree.write("a.c", "#include <stdint.h>\n#include <string.h>\n" + source())
    tree.database(("a.c", "riscv64-nobody-elf-gcc -march=rv32imac -DBAD -c a.c"))
    assert tree.found() == ["a.c"]
    assert has(tree.says(), "info", "riscv64-nobody-elf-gcc", "not installed")
    assert not has(tree.says(), "degraded")


def test_compiler_never_gets_files_of_the_tree(tree):
    """Only -m flags, roots and the specs that toolchains bring; none with a path in a name."""
    log = fake_compiler(tree, tree.bin)
    tree.write("a.c", "")
    tree.database(("a.c", f"{ARM} -DX -Ix -include y.h -B. -specs=./e.specs -specs=odd.specs "
                          "--specs=nano.specs -mcpu=../x -o z -fplugin=./p.so -wrapper ./w -mfloat-abi=hard "
                          "--sysroot=sys -march=a;b -Xclang -load @r -c a.c"))
    tree.run(env=tree.path_with(tree.bin))
    assert calls(log) == [f"{tree.bin}/arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb --specs=nano.specs "
                          f"-mfloat-abi=hard --sysroot {tree.root}/sys -E -v -x c /dev/null"]


# ---- what must never be started


def evil(tree, name, folder=None):
    return fake_compiler(tree, folder or tree.root / "evil", name)


COMPILERS = [
    "./evil/gcc", "evil/gcc", "{root}/evil/gcc", "../tree/evil/gcc", "{root}/../tree/evil/gcc",
    "./evil/arm-none-eabi-gcc", "./evil/run.sh", "{root}/evil/run.sh", "run.sh", "sh",
    "./evil/ccache", "./evil/ccache ./evil/gcc", "gcc", "{tmp}/links/gcc", "arm-none-eabi-gcc",
    "env ./evil/gcc", "{other}/gcc", "{other}/run.sh",
    "{other}/link-gcc", "{linked}/gcc", "gcc;./evil/gcc", "$(./evil/gcc)", "`./evil/gcc`", "",
]


def test_programs_of_the_tree_are_never_started(tree, tmp_path):
    other = tmp_path / "other"
    for name in ("gcc", "arm-none-eabi-gcc", "run.sh", "ccache"):
        log = evil(tree, name)
        evil(tree, name, other)
    (other / "link-gcc").symlink_to(tree.root / "evil/gcc")
    (tmp_path / "linked").symlink_to(tree.root / "evil")
    (tmp_path / "links").mkdir()
    for name in ("gcc", "arm-none-eabi-gcc"):
        (tmp_path / "links" / name).symlink_to(tree.root / "evil" / name)
    tree.write("out/readme", "")
    (tree.root / "out/gcc").symlink_to(other / "run.sh")  # as good as any program of the system
    entries = []
    for number, compiler in enumerate(COMPILERS):
        tree.write(f"f{number}.c", source(f"f{number}"))
        words = compiler.format(root=tree.root, other=other, linked=tmp_path / "linked",
                                tmp=tmp_path).split()
        entries.append((f"f{number}.c", [*words, "-mcpu=cortex-m4", "-DBAD", "-c", f"f{number}.c"]))
    tree.database(*entries)
    for path in ({}, tree.path_with("."), tree.path_with("evil", ""), tree.path_with(tree.root / "evil"),
                 tree.path_with(tmp_path / "linked"), tree.path_with(tmp_path / "links"),
                 tree.path_with(tree.root / "out")):
        assert len(tree.found(env=path)) == len(COMPILERS)
        tree.run("f0.c", env=path)
        tree.run("-p", ".", "--root", ".", env=path)
    assert calls(log) == []


def test_the_same_programs_would_leave_a_mark(tree, tmp_path):
    """The test above can fail: outside the tree and on PATH, or by leave of the user, it is started."""
    log = evil(tree, "gcc", tree.bin)
    tree.write("a.c", source())
    tree.database(("a.c", "gcc -mcpu=cortex-m4 -DBAD -c a.c"))
    tree.run(env=tree.path_with(tree.bin))
    assert len(calls(log)) == 1
    tree.database(("a.c", f"{tree.bin}/gcc -mcpu=cortex-m4 -DBAD -c a.c"))
    tree.run(env=tree.path_with(tree.bin))
    assert len(calls(log)) == 2
    tree.run()
    assert len(calls(log)) == 2
    tree.run("--query-driver", f"{tree.bin}/*gcc")
    assert len(calls(log)) == 3
    evil(tree, "gcc")
    tree.database(("a.c", "evil/gcc -mcpu=cortex-m4 -DBAD -c a.c"))
    tree.run("--query-driver", f"{tree.root}/other/*")
    assert len(calls(log)) == 3
    tree.run("--query-driver", f"{tree.root}/evil/*")
    assert len(calls(log)) == 4


def test_programs_of_the_repository_are_never_started(tree):
    """What is asked for is a part of a repository; a program in another part is as foreign."""
    (tree.root / ".git").mkdir()
    log = evil(tree, "gcc", tree.root / "tools")
    tree.write("src/a.c", source())
    tree.database(("../src/a.c", "gcc -DBAD -c a.c"), name="build/compile_commands.json")
    tree.write("build/compile_commands.json", json.dumps(
        [{"directory": str(tree.root), "file": "src/a.c", "command": "gcc -mcpu=cortex-m4 -DBAD -c a.c"}]))
    assert len(tree.found("src", env=tree.path_with(tree.root / "tools"))) == 1
    assert calls(log) == []


MALICIOUS = [
    "-fplugin=./evil.so", "-fplugin=evil -fplugin-arg-evil-x=y", "-Xclang -load -Xclang ./evil.so",
    "-Xclang -plugin -Xclang evil", "-fpass-plugin=./evil.so", "-load ./evil.so", "-mllvm -load=./evil.so",
    "-wrapper ./evil/gcc,x", "-B./evil", "-B ./evil/", "-specs=./evil.specs", "--specs=evil.specs",
    "-o out.o", "-oout.o", "-MD -MF out.d", "-MMD", "-MJ out.json", "-save-temps", "-save-temps=obj",
    "-dumpdir ./out", "-aux-info out.txt", "-fdump-tree-all", "-ftime-trace", "-ftime-trace=out",
    "-fprofile-generate=./out", "-fmodules -fmodules-cache-path=./out", "-emit-llvm -S -o out.ll",
    "--serialize-diagnostics out.dia", "-serialize-diagnostics out.dia", "-gen-reproducer",
    "-fcrash-diagnostics-dir=.", "--config ./evil.cfg", "--config=./evil.cfg", "-ivfsoverlay evil.yaml",
    "-emit-ast -o out.ast", "-Wp,-MD,out.d", "-Wa,-o,out.o", "-Wl,-plugin,./evil.so", "-fuse-ld=./evil/gcc",
    "-ccc-install-dir ./evil", "-resource-dir ./evil", "-no-canonical-prefixes", "-include-pch evil.pch",
    "-working-directory /", "-fmodule-file=evil.pcm", "-mmcu=../../evil", "-E -dD -P", "-### -v",
    "-fembed-bitcode -fsave-optimization-record=yaml -foptimization-record-file=out.yaml",
    "-cc1 -o out.o", "-cc1as x", "-fdiagnostics-format=sarif-file", "-fcallgraph-info",
    "-flto -flto-index=out",
]


def test_flags_start_and_write_nothing(tree):
    log = evil(tree, "gcc")
    evil(tree, "cc1")
    for name in ("evil.so", "evil.specs", "evil.cfg", "evil.yaml", "evil.pch", "evil.pcm"):
        tree.write(name, "%include <evil>\n")
    cases = [(f"{ARM} {flags} -DBAD", "defined BAD && __ARM_ARCH_7EM__") for flags in MALICIOUS]
    holding(tree, cases)
    before = sorted(tree.root.rglob("*"))
    assert holding(tree, cases) == cases
    assert len(tree.found()) == len(cases)
    assert sorted(tree.root.rglob("*")) == before and calls(log) == []
