"""`critlint latency --elf`: the same sections in the code that they were compiled to, counted."""

import json
import random
import shutil

import pytest

from test_html import Page
from test_latency import MEASURED, STRAIGHT, TARGETS, instructions

HEAD = """\
#include <stdint.h>
volatile uint32_t flags, words[64], other;
#define MASK() __asm volatile("cpsid i" ::: "memory")
#define OPEN() __asm volatile("cpsie i" ::: "memory")
#define SAVE(to) __asm volatile("mrs %0, primask" : "=r"(to) :: "memory")
#define RESTORE(from) __asm volatile("msr primask, %0" :: "r"(from) : "memory")
uint32_t outside(uint32_t);
"""
ARM_GCC = ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-g", "-ffreestanding"]


@pytest.fixture
def compiled(critlint, run, tmp_path):
    """Every section of a source, by its function, with what --elf says of it."""
    def call(body, *flags, name="a.o", link=False):
        if not shutil.which("arm-none-eabi-gcc"):
            pytest.skip("arm-none-eabi-gcc is not installed")
        (tmp_path / "a.c").write_text(HEAD + body, encoding="utf-8")
        last = ["-nostdlib", "-Wl,-e,start", "-Wl,-Ttext=0x8000"] if link else ["-c"]
        done = run([*ARM_GCC, *(flags or ["-Os"]), *last, "a.c", "-o", name], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        done = run([critlint, "latency", "a.c", "--isolated", "--cpu=cortex-m4", "--elf", name,
                    "--format", "json"], cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return {row["function"]: row["compiled"] for row in json.loads(done.stdout)["sections"]}

    return call


def count(answer):
    """Of an answer that is a number."""
    cost = answer["cost"]
    assert cost["bound"] == "at most" and cost["low"] == cost["high"], answer
    return cost["high"]


# ---- against the assembler's own text --------------------------------------------------------------------

@pytest.mark.parametrize("linked", [False, True], ids=["object", "program"])
@pytest.mark.parametrize("target", TARGETS)
def test_straight_sections_are_counted_exactly(critlint, run, tmp_path, target, linked):
    command, option, mask, unmask = TARGETS[target]
    if not shutil.which(command.split()[0]):
        pytest.skip(f"optional: {command.split()[0]} is not installed")
    if target == "avr" and not linked:
        pytest.skip("optional: lines of AVR's objects come with linking")
    actual = instructions(run, tmp_path, target)
    last = ["-nostdlib", "-Wl,-e,set_flag", "-lgcc"] if linked else ["-c"]
    done = run([*command.split(), "-Os", "-ffreestanding", "-gdwarf-4", "a.c", *last, "-o", "a.elf"],
               cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run([critlint, "latency", "a.c", "--isolated", option, "--elf", "a.elf", "--format", "json"],
               cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row["function"]: row["compiled"] for row in json.loads(done.stdout)["sections"]}
    assert set(rows) == set(actual) == set(STRAIGHT)
    # A block lies behind the end; AVR shifts in loops, and by the library.
    left_out = {"branch", "stamp", "masked", "sum"} if target == "avr" else {"branch"}
    for name in sorted(set(actual) - left_out):
        spare = 6 if linked and target == "riscv" else 0  # linking shortens addresses
        assert actual[name] - spare <= count(rows[name]) <= actual[name], (name, rows[name])
    assert all("missing" not in row for row in rows.values())


# ---- ways ------------------------------------------------------------------------------------------------

def test_loop_goes_round_as_the_source_says(compiled):
    rows = compiled("""\
void ten(void) { MASK(); for (int i = 0; i < 10; i++) { words[i] = 1; } OPEN(); }
void twenty(void) { MASK(); for (int i = 0; i < 20; i++) { words[i] = 1; } OPEN(); }
void wait(void) { MASK(); while (!flags) { } OPEN(); }
""")
    step = (count(rows["twenty"]) - count(rows["ten"])) / 10
    assert 2 <= step <= 5 and step * 10 <= count(rows["ten"]) <= step * 10 + 8
    assert rows["wait"]["cost"]["bound"] == "unbounded"
    assert "loop in 'wait'" in rows["wait"]["cost"]["reason"]


@pytest.mark.parametrize("loop, rounds", [
    ("for (int i = 0; i < 10; i++) { words[1] = 1; }", 10),
    ("int i = 0; do { words[1] = 1; } while (++i < 10);", 10),
    ("int i = 10; while (i--) { words[1] = 1; }", 10),
])
def test_rounds_are_exact(compiled, loop, rounds):
    """Tested before the round or after it, in the source and in the code: the body runs as often."""
    rows = compiled(f"void f(void) {{ MASK(); {loop} OPEN(); }}\n"
                    "void g(void)\n{\n    MASK();\n" + "    words[1] = 1;\n" * rounds + "    OPEN();\n}\n")
    straight = count(rows["g"])  # a store each, some constants, what opens
    extra = count(rows["f"]) - straight
    # Of each round: the store (counted), a step, and a branch or two.
    assert extra % rounds in (0, 1, 2, 3, rounds - 1, rounds - 2), (count(rows["f"]), straight)
    assert rounds <= extra <= 4 * rounds


def test_nested_loops_multiply(compiled):
    rows = compiled("""\
void nested(void)
{
    MASK();
    for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 50; j++) {
            words[j] = 1;
        }
    }
    OPEN();
}
""")
    assert 10 * 50 * 2 <= count(rows["nested"]) <= 10 * 50 * 6


def test_longest_branch_and_early_end(compiled):
    rows = compiled("""\
void both(void)
{
    MASK();
    if (flags) { OPEN(); return; }
    words[1] = 1; words[2] = 2; words[3] = 3; words[4] = 4;
    OPEN();
    other = 1; other = 2; other = 3;
}
void short_one(void) { MASK(); words[1] = 1; OPEN(); other = 1; other = 2; other = 3; }
""")
    assert 8 <= count(rows["both"]) <= 18
    assert 2 <= count(rows["short_one"]) <= 5


def test_callees_count(compiled):
    rows = compiled("""\
__attribute__((noinline)) static void four(void) { words[1] = 1; words[2] = 2; words[3] = 3; words[4] = 4; }
__attribute__((noinline)) void sixteen(void) { four(); four(); four(); four(); }
void once(void) { MASK(); four(); OPEN(); }
void often(void) { MASK(); sixteen(); OPEN(); }
void away(void) { MASK(); flags = outside(1); OPEN(); }
""")
    one = count(rows["once"])
    assert one >= 8 and count(rows["often"]) >= 4 * (one - 2)
    assert rows["away"]["cost"]["bound"] == "at least"
    assert rows["away"]["cost"]["reason"] == "'outside' has no code here"


@pytest.mark.parametrize("link", [False, True])
def test_wrapper_that_is_called(compiled, link):
    """What a wrapper does while it holds counts, whether it was inlined or not."""
    rows = compiled("""\
__attribute__((noinline)) static void enter(void) { MASK(); words[7]++; words[8]++; }
__attribute__((noinline)) static void leave(void) { words[9]++; OPEN(); words[7]++; words[8]++; }
static inline void enter_inline(void) { MASK(); }
static inline void leave_inline(void) { OPEN(); }
void called(void) { enter(); other = 1; leave(); }
void inlined(void) { enter_inline(); other = 1; leave_inline(); }
void start(void) { called(); inlined(); }
uint32_t outside(uint32_t a) { return a; }
""", link=link)
    assert 2 <= count(rows["inlined"]) <= 5
    assert 14 <= count(rows["called"]) <= 24


def test_copies(compiled):
    rows = compiled("""\
static inline __attribute__((always_inline)) void step(int i) { MASK(); words[i] = 1; OPEN(); }
void a(void) { step(1); }
void b(void) { step(2); step(3); }
""")
    assert rows["step"]["copies"] == 3, rows


def test_restored_state_and_jump_table(compiled):
    body = """\
void table(int which)
{
    uint32_t old;
    SAVE(old);
    MASK();
    switch (which) {
    case 0: words[0] = outside(1); break;
    case 1: words[1] = 5; words[2] = 5; words[3] = 5; break;
    case 2: other = 9; break;
    case 3: words[9]++; words[8]++; words[7]++; words[6]++; break;
    case 4: flags = words[4]; break;
    case 5: flags |= 1; break;
    case 6: flags &= 7; break;
    }
    RESTORE(old);
}
uint32_t outside(uint32_t a) { for (int i = 0; i < 30; i++) { words[i] = a; } return a; }
"""
    rows = compiled(body)
    assert 60 <= rows["table"]["cost"]["high"] <= 300
    rows = compiled(body.replace("outside(1)", "1"))
    assert 12 <= rows["table"]["cost"]["high"] <= 40


def test_line_is_masked_by_a_store(compiled):
    rows = compiled("""\
#define NVIC ((volatile uint32_t *)0xE000E100u)
static inline void NVIC_EnableIRQ(int line) { NVIC[0] = 1u << line; }
static inline void NVIC_DisableIRQ(int line) { NVIC[32] = 1u << line; }
void line(void)
{
    NVIC_DisableIRQ(5);
    other = 1;
    words[1] = 2;
    NVIC_EnableIRQ(5);
}
""")
    assert 4 <= count(rows["line"]) <= 10


def test_optimiser_moves_lines_about(compiled):
    body = """\
void f(int n) { MASK(); for (int i = 0; i < 12; i++) { if (words[i] == 5) { other++; } } OPEN(); }
"""
    for level in ("-O0", "-Og", "-Os", "-O2", "-O3"):
        answer = compiled(body, level)["f"]
        assert answer["cost"]["bound"] == "at most" and 40 <= answer["cost"]["high"] <= 400, (level, answer)


def test_avr_shift_loop_is_bounded(critlint, run, tmp_path):
    if not shutil.which("avr-gcc"):
        pytest.skip("avr-gcc is not installed")
    (tmp_path / "a.c").write_text("""\
volatile unsigned bits, result; volatile unsigned char by;
__attribute__((noinline)) void shift(void)
{
    __asm volatile("cli" ::: "memory");
    result = bits << by;
    __asm volatile("sei" ::: "memory");
}
int main(void) { for (;;) { shift(); } }
""", encoding="utf-8")
    done = run(["avr-gcc", "-mmcu=atmega328p", "-Os", "-gdwarf-4", "a.c", "-o", "a.elf"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run([critlint, "latency", "a.c", "--isolated", "--cpu=atmega328p", "--elf", "a.elf",
                "--format", "json"], cwd=tmp_path)
    answer = json.loads(done.stdout)["sections"][0]["compiled"]
    assert answer["cost"]["bound"] == "at most" and 50 <= answer["cost"]["high"] <= 110, answer


# ---- what is not found is told ---------------------------------------------------------------------------

def test_not_matched(compiled, critlint, run, tmp_path):
    rows = compiled("void f(void) { MASK(); other = 1; OPEN(); }\n")
    assert count(rows["f"]) >= 3
    source = (tmp_path / "a.c").read_text()
    (tmp_path / "a.c").write_text(source.replace("void f", "\n\n\nvoid f"), encoding="utf-8")
    done = run([critlint, "latency", "a.c", "--isolated", "--cpu=cortex-m4", "--elf", "a.o"], cwd=tmp_path)
    assert "compiled: no code stands for this line" in done.stdout
    assert "0 of them found in the compiled code" in done.stdout
    (tmp_path / "b.c").write_text(source, encoding="utf-8")
    done = run([critlint, "latency", "b.c", "--isolated", "--cpu=cortex-m4", "--elf", "a.o"], cwd=tmp_path)
    assert "compiled: no code of this file is there" in done.stdout


def test_two_files_of_one_name_are_told_apart_by_their_folders(critlint, run, tmp_path):
    if not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("arm-none-eabi-gcc is not installed")
    for folder, extra in (("one", ""), ("two", "words[1] = 1; words[2] = 2; words[3] = 3;")):
        (tmp_path / "built" / folder).mkdir(parents=True)
        (tmp_path / folder).mkdir()
        text = HEAD + f"void {folder}(void) {{ MASK(); other = 1; {extra} OPEN(); }}\n"
        (tmp_path / "built" / folder / "a.c").write_text(text, encoding="utf-8")
        (tmp_path / folder / "a.c").write_text(text, encoding="utf-8")
        done = run([*ARM_GCC, "-Os", "-c", f"{folder}/a.c", "-o", f"{folder}.o"], cwd=tmp_path / "built")
        assert done.returncode == 0, done.stderr
    outputs = set()
    for order in (["built/one.o", "built/two.o"], ["built/two.o", "built/one.o"], ["built"]):
        for jobs in ("1", "2"):
            words = [word for path in order for word in ("--elf", path)]
            done = run([critlint, "latency", "one/a.c", "two/a.c", "--isolated", "--cpu=cortex-m4", *words,
                        "--format", "json", "-j", jobs], cwd=tmp_path)
            assert done.returncode == 0, done.stderr
            outputs.add(done.stdout)
    assert len(outputs) == 1
    rows = {row["function"]: row["compiled"] for row in json.loads(outputs.pop())["sections"]}
    assert rows["one"]["file"] == "built/one.o" and rows["two"]["file"] == "built/two.o"
    assert count(rows["two"]) >= count(rows["one"]) + 3


# ---- files that are wrong ----------------------------------------------------------------------------------

@pytest.fixture
def source(tmp_path):
    (tmp_path / "a.c").write_text(HEAD + "void f(void) { MASK(); other = 1; OPEN(); }\n", encoding="utf-8")
    return tmp_path


def report(critlint, run, folder, *words):
    return run([critlint, "latency", "a.c", "--isolated", "--cpu=cortex-m4", *words], cwd=folder)


@pytest.mark.parametrize("name, content, words", [
    ("none", None, "cannot read 'none'"),
    ("text", b"int main(void);\n", "'text' is no ELF file"),
    ("short", b"\x7fELF", "'short' is damaged"),
    ("empty", b"", "'empty' is no ELF file"),
    ("head", b"\x7fELF\1\1\1" + bytes(200), "'head' "),
])
def test_what_is_no_object(critlint, run, source, name, content, words):
    if content is not None:
        (source / name).write_bytes(content)
    done = report(critlint, run, source, "--elf", name)
    assert done.returncode == 2 and words in done.stdout, done.stdout


def test_foreign_and_stripped(critlint, run, source):
    if shutil.which("gcc"):
        (source / "b.c").write_text("int f(void) { return 1; }\n", encoding="utf-8")
        run(["gcc", "-g", "-c", "b.c", "-o", "host.o"], cwd=source)
        done = report(critlint, run, source, "--elf", "host.o")
        assert done.returncode == 2 and "Arm, AVR and RISC-V are disassembled" in done.stdout
    if not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("arm-none-eabi-gcc is not installed")
    run([word for word in ARM_GCC if word != "-g"] + ["-c", "a.c", "-o", "bare.o"], cwd=source)
    done = report(critlint, run, source, "--elf", "bare.o")
    assert done.returncode == 2 and "-gdwarf-4" in done.stdout
    (source / "folder").mkdir()
    done = report(critlint, run, source, "--elf", "folder")
    assert done.returncode == 2 and "holds no ELF file" in done.stdout


def test_damaged_files_end_in_words(critlint, run, source):
    """Bits turned over and ends cut off: a number or an error, never a signal."""
    if not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("arm-none-eabi-gcc is not installed")
    done = run([*ARM_GCC, "-Os", "-c", "a.c", "-o", "a.o"], cwd=source)
    assert done.returncode == 0, done.stderr
    whole = (source / "a.o").read_bytes()
    dice = random.Random(1)
    for turn in range(60):
        broken = bytearray(whole if turn % 4 else whole[:dice.randrange(64, len(whole))])
        for _ in range(dice.choice((1, 4, 40))):
            broken[dice.randrange(len(broken) if turn % 2 else min(len(broken), 400))] = dice.randrange(256)
        (source / "broken.o").write_bytes(broken)
        done = report(critlint, run, source, "--elf", "broken.o")
        assert done.returncode in (0, 2), (turn, done.returncode, done.stdout, done.stderr)
        assert done.returncode == 0 or "'broken.o'" in done.stdout


# ---- how it is shown ---------------------------------------------------------------------------------------

def test_text_and_html(compiled, critlint, run, tmp_path):
    compiled("""\
void f(void) { MASK(); other = 1; OPEN(); }
void g(void) { MASK(); while (!flags) { } OPEN(); }
""")
    done = report(critlint, run, tmp_path, "--elf", "a.o", "--output", "html=report.html", "--format", "text")
    assert "compiled: at most 4 (a.o, f+0x" in done.stdout, done.stdout
    assert "compiled: unbounded, at least" in done.stdout
    assert done.stdout.endswith("2 of them found in the compiled code\n")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    Page(page)
    assert page.count('class="length compiled') == 2 and "The lower bar is the compiled code." in page


def test_of_latency_only(critlint, run, source):
    done = run([critlint, "check", "a.c", "--elf", "a.o"], cwd=source)
    assert done.returncode == 2 and "'critlint latency'" in done.stderr
