"""The assembler reader on whole files: expected units, and no crash on damaged ones.

The expected unit of testcases/asm/<file> is <file>.ops. After an intended change, write them
anew with CRITLINT_BLESS=1 and read the difference.
"""
import glob
import os
import random
import shutil
import subprocess

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CASES = os.path.join(ROOT, "testcases", "asm")
SAMPLES = sorted(name for name in os.listdir(CASES) if not name.endswith(".ops"))
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-DCRIT_ARENA_MALLOC", "-g", "-O1", "-Ianalyzer",
         "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
SOURCES = ["frontend/asm_*.c", "base/*.c", "core/*.c", "ir/*.c"]


def build(directory, source, *libraries):
    compiler = shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler")
    program = str(directory / "program")
    sources = [file for pattern in SOURCES for file in sorted(glob.glob(f"{ROOT}/analyzer/{pattern}"))]
    subprocess.run([compiler, *FLAGS, *sources, source, "-o", program, *libraries], cwd=ROOT, check=True)
    return program


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    program = build(tmp_path_factory.mktemp("asm"), "tests/unit/asm_dump.c")

    def run(*arguments):
        return subprocess.run([program, *arguments], cwd=CASES, capture_output=True, timeout=300)

    return run


def unit_of(dump, *arguments):
    result = dump(*arguments)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout.decode()


@pytest.mark.parametrize("name", SAMPLES)
def test_unit(dump, name):
    got = unit_of(dump, name)
    expected = os.path.join(CASES, name + ".ops")
    if os.environ.get("CRITLINT_BLESS"):
        with open(expected, "w", encoding="utf-8") as file:
            file.write(got)
    with open(expected, encoding="utf-8") as file:
        assert got == file.read()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_shows_something(dump, name):
    """A snapshot of nothing would always match."""
    got = unit_of(dump, name)
    assert "func " in got
    assert "init " in got or name == "mask_functions.S"


def test_no_snapshot_without_a_sample():
    snapshots = {name for name in os.listdir(CASES) if name.endswith(".ops")}
    assert snapshots == {name + ".ops" for name in SAMPLES}


def test_a_removed_entry_shows(dump, tmp_path):
    """The comparison notices what it is there for: one handler fewer in the table."""
    with open(os.path.join(CASES, "gnu_weak_alias.s"), encoding="utf-8") as file:
        text = file.read()
    changed = tmp_path / "changed.s"
    changed.write_text(text.replace("    .word SVC_Handler\n", ""))
    assert "vector_table+44:4 = &g:SVC_Handler" in unit_of(dump, "gnu_weak_alias.s")
    assert "vector_table+44:4 = 0" in unit_of(dump, str(changed))


def test_defines_choose_branches(dump):
    assert "= &g:NMI_Handler+0" not in unit_of(dump, "gnu_macros.S")
    assert "+8:4 = &g:NMI_Handler+0" in unit_of(dump, "-DHAS_NMI", "gnu_macros.S")
    assert "Absent_IRQHandler" in unit_of(dump, "-DVECTORS=7", "gnu_macros.S")


def test_line_ends_do_not_matter(dump, tmp_path):
    for name in SAMPLES:
        with open(os.path.join(CASES, name), "rb") as file:
            text = file.read()
        (tmp_path / name).write_bytes(text.replace(b"\n", b"\r\n"))
        got = unit_of(dump, str(tmp_path / name)).replace(str(tmp_path) + "/", "")
        assert got == unit_of(dump, name)


def damaged(text, source):
    """One way to break a file: cut it, repeat, drop or swap a part, or write over some bytes."""
    start = source.randrange(len(text))
    end = min(len(text), start + source.randrange(1, 200))
    kind = source.randrange(6)
    if kind == 0:
        return text[:start]
    if kind == 1:
        return text[:start] + text[end:]
    if kind == 2:
        return text[:end] + text[start:end] * source.randrange(1, 20) + text[end:]
    if kind == 3:
        lines = text.split(b"\n")
        source.shuffle(lines)
        return b"\n".join(lines)
    other = bytearray(text)
    for _ in range(source.randrange(1, 40)):
        bytes_ = b"\\\"'|#:;.,()[]$%&*/-+=\n \0\xff" if kind == 4 else bytes(range(256))
        other[source.randrange(len(other))] = source.choice(bytes_)
    return bytes(other)


@pytest.mark.parametrize("seed", range(8))
def test_damaged_files_never_crash(dump, tmp_path, seed):
    source = random.Random(seed)
    texts = []
    for name in SAMPLES:
        with open(os.path.join(CASES, name), "rb") as file:
            texts.append(file.read())
    files = []
    for number in range(120):
        text = source.choice(texts)
        for _ in range(source.randrange(1, 4)):
            text = damaged(text, source) or b"\n"
        file = tmp_path / f"{number}.S"
        file.write_bytes(text)
        files.append(str(file))
    result = dump(*files)
    assert result.returncode == 0, result.stderr.decode(errors="replace")[-3000:]
    assert result.stdout.count(b"unit ") >= len(files)


def test_the_sanitizers_are_on(tmp_path):
    """Otherwise the test above proves little."""
    source = tmp_path / "overrun.c"
    source.write_text("#include <stdlib.h>\nint main(int n, char **v) { (void)v;"
                      " char *p = malloc(1); p[n] = 1; return p[n]; }\n")
    program = build(tmp_path, str(source))
    result = subprocess.run([program], capture_output=True)
    assert result.returncode != 0
    assert b"AddressSanitizer" in result.stderr or b"runtime error" in result.stderr


def test_pieces(tmp_path):
    if not os.path.exists("/usr/include/cmocka.h"):
        pytest.skip("libcmocka-dev is not installed")
    program = build(tmp_path, "tests/unit/test_asm_vectors.c", "-lcmocka")
    result = subprocess.run([program], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr[-4000:]
