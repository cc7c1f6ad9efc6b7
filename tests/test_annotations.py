"""include/critlint.h: every compiler takes it, and what it says reaches the facts."""

import json
import shutil
from pathlib import Path

import pytest

INCLUDE = Path(__file__).resolve().parents[1] / "include"

SOURCE = """\
#include "critlint.h"
#define RADIO_PRIORITY (3u)
CRITLINT_HANDLER CRITLINT_PRIORITY(RADIO_PRIORITY) CRITLINT_LINE(17) void radio(void);
void radio(void) {}
CRITLINT_TASK CRITLINT_PRIORITY(2) static void logger(void) {}
CRITLINT_ENTRY void app_start(void) { logger(); }
CRITLINT_REQUIRES_MASKED void unlink_node(void);
CRITLINT_INIT void early(void);
extern int lock;
CRITLINT_REQUIRES(lock) void step(void);
struct pool {
    int lock;
    CRITLINT_GUARDED_BY(lock) int used;
};
CRITLINT_GUARDED_BY(lock) extern int counted;
CRITLINT_GUARDED_BY_MASK extern int masked;
CRITLINT_SHARED_BY_CORES extern int shared;
"""

COMPILERS = [["gcc", "-std=c11"], ["gcc", "-std=c89", "-pedantic"], ["g++", "-std=c++17", "-xc++"],
             ["arm-none-eabi-gcc", "-mcpu=cortex-m0", "-mthumb"], ["clang-19", "-std=c11"],
             ["clang-19", "-std=c++17", "-xc++"]]


@pytest.mark.parametrize("compiler", COMPILERS, ids=" ".join)
def test_any_compiler_takes_it(compiler, run, tmp_path):
    if not shutil.which(compiler[0]):
        pytest.skip(f"optional: {compiler[0]} is not installed")
    (tmp_path / "a.c").write_text(SOURCE.replace("static void", "void"))
    done = run([*compiler, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{INCLUDE}", "a.c"],
               cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_compiler_without_attributes_takes_it(run, tmp_path):
    """Nothing of the macros is left."""
    (tmp_path / "a.c").write_text(SOURCE)
    done = run(["gcc", "-E", "-P", "-U__has_attribute", f"-I{INCLUDE}", "a.c"], cwd=tmp_path)
    assert "void radio(void);" in done.stdout.splitlines()[0] and "critlint:" not in done.stdout


@pytest.fixture
def contexts(critlint, run, tmp_path):
    def call(source, *words):
        (tmp_path / "a.c").write_text(source)
        done = run([critlint, "--dump=contexts", "--cpu", "cortex-m4", *words, "."], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return [line.split(" by ")[0] for line in done.stdout.splitlines() if " by " in line]

    return call


def test_contexts_by_annotation(contexts):
    """The header is built in, as a user's tree may have it anywhere."""
    found = contexts(SOURCE)
    assert "handler radio line 17 priority 3" in found and "main app_start" in found
    assert any(line.startswith("task logger") for line in found)
    assert contexts(SOURCE.replace("CRITLINT_ENTRY ", "").replace("CRITLINT_HANDLER ", "")) \
        == ["task logger", "main radio guessed", "main app_start guessed"]


def test_configuration_is_stronger(contexts):
    assert "handler radio line 5 priority 1" in contexts(
        SOURCE, "--config", "handlers=[{function: radio, priority: 1, line: 5}]")


@pytest.mark.parametrize("number, shown", [("0x10", " priority 16"), ("(((2)))", " priority 2"),
                                           ("URGENT", ""), ("1 + 1", "")])
def test_numbers(contexts, number, shown):
    found = contexts(SOURCE.replace("(3u)", number).replace("CRITLINT_LINE(17) ", ""))
    assert "handler radio" + shown in found


def test_annotated_priority_is_stronger_than_the_reset_value(contexts):
    table = ('\n__attribute__((section(".isr_vector"))) void (*const g_vectors[34])(void) = '
             "{ [1] = app_start, [33] = radio };\n")
    plain = SOURCE.replace("CRITLINT_PRIORITY(RADIO_PRIORITY) CRITLINT_LINE(17) ", "")
    assert "handler radio line 17" in next(line for line in contexts(plain + table) if "radio" in line)
    assert "handler radio line 17 priority 3" in contexts(SOURCE + table)


INIT = """\
#include "critlint.h"
static volatile unsigned long long ticks;
CRITLINT_HANDLER CRITLINT_LINE(17) void tick(void) { ticks++; }
%s void early(void) { ticks = 0; }
int main(void)
{
    early();
    for (;;) {
    }
}
"""


@pytest.mark.parametrize("source", [INIT, INIT.replace("int main", "int start")], ids=["program", "library"])
def test_init_is_believed_where_nothing_is_seen(source, critlint, run, tmp_path):
    """Nobody is seen to enable the handler. The control says nothing about `early`."""
    def found(word):
        (tmp_path / "a.c").write_text(source % word)
        done = run([critlint, "check", "--tier", "C", "--select", "CRIT2", "--cpu", "cortex-m4",
                    "--format", "json", "."], cwd=tmp_path)
        return [entry["code"] for entry in json.loads(done.stdout)["findings"]]

    assert found("") and found("CRITLINT_INIT") == []
