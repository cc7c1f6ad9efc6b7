"""The command line as a user meets it: help, statuses, odd inputs, suppressions, the same bytes always."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from critlint import parse

# Two findings of tier A: both functions enable what a caller may have masked.
SOURCE = """\
void __disable_irq(void);
void __enable_irq(void);
volatile unsigned n;
void count(void)
{
    __disable_irq();
    n++;
    __enable_irq();%s
}
void again(void) { __disable_irq(); n--; __enable_irq(); }
"""
# What a program with nothing wrong looks like.
CLEAN = "int f(int x) { return x + 1; }\n"
# Doubled twenty times: an expression too deep for the parser's stack.
CRASHES = ("#define A0 x +\n" + "".join(f"#define A{i + 1} A{i} A{i}\n" for i in range(20))
           + "int f(int x) { return A20 x; }\n")


@pytest.fixture
def cli(critlint, run, tmp_path):
    """cli(word...) -> CompletedProcess, in an empty folder; nothing may go wrong inside."""

    def call(*words, status=None, **options):
        done = run([critlint, *words], **{"cwd": tmp_path, **options})
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 2, 3), done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    return call


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


def report(done):
    return parse(done.stdout)


def lines_of(done):
    return [(finding.path, finding.line) for finding in report(done).findings]


# ---- what it says of itself


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help(cli, word):
    text = cli(word, status=0).stdout
    for option in ("--select", "--output", "--fail-on", "--jobs", "exit status"):
        assert option in text
    assert max(map(len, text.splitlines())) <= 110


def test_version(cli):
    assert cli("--version", status=0).stdout.startswith("critlint ")


def test_rules_and_their_pages(cli):
    listed = cli("rules", status=0).stdout.splitlines()
    assert len(listed) >= 14 and listed == sorted(listed)
    for line in listed:
        code, _, name = line.split()[:3]
        page = cli("rule", code, status=0).stdout
        assert code in page.splitlines()[0] and len(page.splitlines()) > 10
        assert cli("rule", name, status=0).stdout == page


@pytest.mark.parametrize("words, said", [
    (["--frobnicate"], "--frobnicate"),
    (["-j"], "takes a value"),
    (["-j", "many", "a.c"], "many"),
    (["--tier", "D", "a.c"], "'D'"),
    (["--fail-on", "x", "a.c"], "'x'"),
    (["--format", "xml", "a.c"], "'xml'"),
    (["--output", "json", "a.c"], "FMT=FILE"),
    (["--output", "pdf=x", "a.c"], "pdf"),
    (["--output", "json=no/such/folder", "a.c"], "no/such/folder"),
    (["--target", "pdp11", "a.c"], "target"),
    (["--cpu", "z80", "a.c"], "target"),
    (["--libclang", "no/libclang.so", "a.c"], "no/libclang.so"),
    (["--model", "no.yaml", "a.c"], "no.yaml"),
    (["rule", "CRIT000"], "no such rule"),
    (["rule"], "rule"),
    (["no.c"], "no.c"),
    (["no/folder"], "no/folder"),
    (["a.txt"], "a.txt"),
    (["folder"], "folder"),
    (["a.c", "no.c"], "no.c"),
    ([""], "''"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_use_is_said(cli, write, tmp_path, words, said):
    write("a.c", CLEAN)
    write("a.txt", "")
    (tmp_path / "folder").mkdir()
    done = cli(*words, status=2)
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize("words, said", [
    (["--formt", "json"], "critlint: unknown option '--formt', did you mean '--format'?\n"),
    (["--fail-onn=A"], "did you mean '--fail-on'?"),
    (["--frobnicate"], "unknown option '--frobnicate'\n"),
    (["-x"], "unknown option '-x'\n"),
    (["--si"], "'--si' may be several options"),
    (["--tier"], "'--tier' takes a value"),
    (["-j"], "'-j' takes a value"),
    (["--all=yes"], "'--all' takes no value"),
    (["chekc", "a.c"], "did you mean 'critlint check'?"),
    (["extrct", "a.c"], "did you mean 'critlint extract'?"),
    (["no/folder"], "No such file or directory\n"),
    (["--baseline", "no.json", "a.c"], "'critlint baseline write' makes one"),
    (["map", "--check", "no.map", "a.c"], "'critlint map --write FILE' makes one"),
    (["why", "a.c"], "no FILE:LINE, such as src/main.c:42"),
    (["--select", "CRIT999", "a.c"], "'critlint rules' lists them"),
    (["--output", "pdf=x", "a.c"], "text gcc json sarif github gitlab junit html"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_errors_say_what_to_do(cli, write, words, said):
    write("a.c", CLEAN)
    done = cli(*words, status=2)
    assert said in done.stdout + done.stderr


@pytest.mark.parametrize("words, said", [
    (["--select", "CRIT999", "a.c"], "CRIT999"),
    (["--ignore", "no-such-rule", "a.c"], "no-such-rule"),
    (["--color", "sometimes", "a.c"], "sometimes"),
    (["--root", "no/tree", "a.c"], "no/tree"),
    (["--dump=soup", "a.c"], "soup"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_wrong_values_are_said(cli, write, words, said):
    write("a.c", CLEAN)
    done = cli(*words, status=2)
    assert said in done.stdout + done.stderr


# ---- statuses


@pytest.mark.parametrize("words, status", [
    ([], 1), (["--exit-zero"], 0), (["--ignore", "CRIT101"], 0), (["--ignore", "bare-irq-pair"], 0),
    (["--ignore", "ALL"], 0), (["--select", "CRIT101"], 1), (["--select", "CRIT1"], 1),
    (["--select", "CRIT2,CRIT1"], 1), (["--select", "bare-irq-pair"], 1), (["--select", "CRIT202"], 0),
    (["--select", "ALL", "--ignore", "CRIT1"], 0), (["--fail-on", "B"], 1), (["--fail-on", "C"], 1),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_status(cli, write, words, status):
    write("a.c", SOURCE % "")
    done = cli("check", "--format", "json", "a.c", *words, status=status)
    assert json.loads(done.stdout)["summary"]["exit_status"] == status
    shown = status or words == ["--exit-zero"]
    assert lines_of(done) == ([("a.c", 8), ("a.c", 10)] if shown else [])


FIELDS = """\
void __attribute__((interrupt)) TIM2_IRQHandler(void);
struct { volatile unsigned a, b; } pair;
void TIM2_IRQHandler(void) { pair.a++; pair.b++; }
unsigned both(void) { return pair.a - pair.b; }
int main(void) { __asm volatile("cpsie i"); for (;;) { both(); } }
"""


def test_tiers(cli, write):
    """A finding of tier B: shown, but no failure unless asked; hidden where only A is wanted."""
    write("b.c", FIELDS)
    shown = report(cli("check", "--format", "json", "--tier", "C", "b.c")).findings
    tiers = {finding.tier for finding in shown}
    assert tiers and "A" not in tiers
    assert report(cli("check", "--format", "json", "--tier", "A", "b.c", status=0)).findings == ()
    cli("check", "--tier", "C", "b.c", status=0)
    cli("check", "--tier", "C", "--fail-on", "C", "b.c", status=1)


def test_paths_and_the_word_check(cli, write):
    write("a.c", SOURCE % "")
    assert cli("a.c").stdout == cli("check", "a.c").stdout
    assert cli(status=1).stdout == cli(".", status=1).stdout


# ---- inputs


def test_empty_file_is_clean(cli, write):
    write("a.c", "")
    assert "1 ok, 0 degraded, 0 lost" in cli("a.c", status=0).stdout


def test_missing_headers_degrade_one_unit(cli, write):
    write("a.c", SOURCE % "")
    write("b.c", '#include "gone.h"\ngone_t x;\n' + SOURCE.replace("count", "f").replace("again", "g") % "")
    done = cli("check", "--format", "json", ".", status=1)
    found = report(done)
    assert [(f.path, f.line) for f in found.findings if f.path == "a.c"] == [("a.c", 8), ("a.c", 10)]
    assert [(f.path, f.line) for f in found.findings if f.path == "b.c"] == [("b.c", 10), ("b.c", 12)]
    assert any(n.kind == "degraded" and n.path == "b.c" and "gone.h" in n.message for n in found.notices)
    assert json.loads(done.stdout)["summary"]["units"] == {"ok": 1, "degraded": 1, "lost": 0}


def test_models_apply_without_a_declaration(cli, write):
    write("a.c", (SOURCE % "").split("\n", 2)[2])
    assert lines_of(cli("check", "--format", "json", "a.c")) == [("a.c", 6), ("a.c", 8)]


@pytest.mark.parametrize("text", [
    b"int f(void) { return 1 \xff\xfe\x00 }}}} #if\n \"unterminated\n",
    b"\xef\xbb\xbfint x;\n", b"\x00" * 5000, bytes(range(256)) * 40, b"#include \"a.c\"\n", b"#if 1\n" * 3000,
    b"(" * 100000, b"{" * 20000, b"int f(int x) { return " + b"x+" * 30000 + b"x; }", b"a" * 1000000,
    b"int x; /*" + b"a" * 3000000 + b"*/ int y;", b"/* never closed", b"\\\n" * 50000, b"int x\r\n;\r",
    b"#define f(x) f(f(x x))\nint a = f(f(f(f(f(1)))));\n",
], ids=map(str, range(15)))
def test_broken_bytes_are_survived(cli, write, text):
    """Whatever stands in one file, the other's findings are there."""
    write("bad.c", text)
    write("good.c", SOURCE % "")
    done = cli("check", "--format", "json", "bad.c", "good.c", status=1)
    assert [place for place in lines_of(done) if place[0] == "good.c"] == [("good.c", 8), ("good.c", 10)]
    assert sum(json.loads(done.stdout)["summary"]["units"].values()) == 2


def test_a_crashed_worker_loses_one_unit(cli, write):
    write("crash.c", CRASHES)
    write("good.c", SOURCE % "")
    write("clean.c", CLEAN)
    done = cli("check", "--format", "json", "-j1", "crash.c", "good.c", "clean.c", status=1)
    assert lines_of(done) == [("good.c", 8), ("good.c", 10)]
    assert json.loads(done.stdout)["summary"]["units"] == {"ok": 2, "degraded": 0, "lost": 1}
    assert any(n.kind == "lost" and n.path == "crash.c" for n in report(done).notices)
    cli("check", "crash.c", "clean.c", status=3)
    cli("check", "--exit-zero", "crash.c", "clean.c", status=3)


def test_links_that_loop(cli, write, tmp_path):
    write("src/a.c", SOURCE % "")
    (tmp_path / "src" / "loop").symlink_to("..")
    (tmp_path / "src" / "self.c").symlink_to("self.c")
    (tmp_path / "src" / "dangling.c").symlink_to("nowhere.c")
    assert lines_of(cli("check", "--format", "json", ".", status=1)) == [("src/a.c", 8), ("src/a.c", 10)]


def test_what_is_no_file(cli, write, tmp_path):
    write("a.c", SOURCE % "")
    os.mkfifo(tmp_path / "pipe.c")
    (tmp_path / "folder.c").mkdir()
    assert lines_of(cli("check", "--format", "json", ".", status=1)) == [("a.c", 8), ("a.c", 10)]


def test_unreadable_file_is_said(critlint, run):
    """As somebody who may not read it: root may read everything."""
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        (folder / "secret.c").write_text(CLEAN)
        (folder / "secret.c").chmod(0)
        (folder / "good.c").write_text(SOURCE % "")
        command = [critlint, "check", "--format", "json", "."]
        if os.geteuid() == 0:
            shutil.copy2(critlint, folder / "critlint")
            if not shutil.which("setpriv"):
                pytest.skip("setpriv is not installed")
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", folder / "critlint",
                       *command[1:]]
        done = run(command, cwd=folder)
        assert done.returncode == 1, done.stdout + done.stderr
        assert lines_of(done) == [("good.c", 8), ("good.c", 10)]
        assert any(n.path == "secret.c" and n.kind == "lost" for n in report(done).notices)
    finally:
        shutil.rmtree(folder)


# ---- formats


def test_formats(cli, write, tmp_path):
    write("a.c", SOURCE % "")
    assert "[CRIT101 bare-irq-pair]" in cli("a.c").stdout.splitlines()[0]
    gcc = cli("--format", "gcc", "a.c", status=1).stdout.splitlines()
    assert gcc[0].startswith("a.c:8:5: ") and sum("CRIT101" in line for line in gcc) >= 2
    assert len(json.loads(cli("--format", "sarif", "a.c", status=1).stdout)["runs"][0]["results"]) == 2
    done = cli("--output", "json=o.json", "--output", "sarif=o.sarif", "--output", "gcc=o.txt", "a.c",
               status=1)
    assert "2 findings" in done.stdout
    for name, option in (("o.json", "json"), ("o.sarif", "sarif"), ("o.txt", "gcc")):
        assert (tmp_path / name).read_text() == cli("--format", option, "a.c").stdout
    assert cli("--output", "json=-", "a.c").stdout == cli("--format", "json", "a.c").stdout


def test_colour_only_where_asked(cli, write):
    write("a.c", SOURCE % "")
    assert "\x1b[" not in cli("a.c").stdout
    assert "\x1b[" in cli("--color", "always", "a.c").stdout
    assert "\x1b[" not in cli("--color", "never", "a.c").stdout


def test_closed_output(cli, write, critlint, run):
    write("a.c", SOURCE % "")
    if Path("/dev/full").exists():
        done = cli("--output", "json=/dev/full", "a.c", status=2)
        assert "/dev/full" in done.stderr


# ---- suppressions


@pytest.mark.parametrize("comment", [
    "// critlint: ignore[CRIT101]",
    "// critlint: ignore[CRIT101] only main calls it",
    "/* critlint: ignore[CRIT101] only main calls it */",
    "// critlint: ignore[CRIT202, CRIT101] both",
    "// critlint: ignore[CRIT202,CRIT101]",
    "\n    // critlint: ignore[CRIT101] the line below is not meant",
])
def test_ignore(cli, write, comment):
    here = "\n" not in comment
    write("a.c", SOURCE % f" {comment}")
    expected = [("a.c", 10)] if here else [("a.c", 8), ("a.c", 11)]
    assert lines_of(cli("check", "--format", "json", "a.c", status=1)) == expected


@pytest.mark.parametrize("comment", [
    "// critlint: ignore[CRIT102]", "// critlint: ignore", "// critlint: ignore[]",
    "// critlint: ignored[CRIT101]", "// critlint ignore[CRIT101]", "// critlint: ignore[CRIT1011]",
    "// critlint: ignore-next-line[CRIT101]",
])
def test_no_ignore(cli, write, comment):
    write("a.c", SOURCE % f" {comment}")
    assert lines_of(cli("check", "--format", "json", "a.c", status=1)) == [("a.c", 8), ("a.c", 10)]


def test_ignore_next_line(cli, write):
    comment = "    // critlint: ignore-next-line[CRIT101] boot\n"
    write("a.c", SOURCE.replace("    __enable", comment + "    __enable") % "")
    assert lines_of(cli("check", "--format", "json", "a.c", status=1)) == [("a.c", 11)]


@pytest.mark.parametrize("where", ["first", "last"])
def test_ignore_file(cli, write, where):
    mark = "// critlint: ignore-file[CRIT101] generated\n"
    write("a.c", mark + SOURCE % "" if where == "first" else SOURCE % "" + mark)
    write("b.c", SOURCE.replace("count", "f").replace("again", "g") % "")
    assert lines_of(cli("check", "--format", "json", ".", status=1)) == [("b.c", 8), ("b.c", 10)]
    assert lines_of(cli("check", "--format", "json", "a.c", status=0)) == []


def test_show_suppressed(cli, write):
    write("a.c", SOURCE % " // critlint: ignore[CRIT101] only main calls it")
    done = json.loads(cli("check", "--format", "json", "--show-suppressed", "a.c", status=1).stdout)
    assert [finding["suppressed"] for finding in done["findings"]] == [True, False]
    assert done["findings"][0]["justification"] == "only main calls it"
    hidden = json.loads(cli("check", "--format", "json", "a.c", status=1).stdout)["summary"]
    assert (hidden["findings"], hidden["suppressed"]) == (1, 1)
    log = json.loads(cli("check", "--format", "sarif", "--show-suppressed", "a.c").stdout)
    results = log["runs"][0]["results"]
    assert [len(result.get("suppressions", [])) for result in results] == [1, 0]


# ---- the same bytes every time


def test_jobs_do_not_change_the_output(cli):
    firmware = Path(__file__).resolve().parents[1] / "testcases" / "firmware"
    for option in ("json", "sarif", "gcc", "text"):
        said = {cli("check", "--format", option, "--tier", "C", jobs, ".", cwd=firmware, status=1).stdout
                for jobs in ("-j1", "-j2", "-j8")}
        assert len(said) == 1, option


def test_order_of_files_does_not_change_the_output(cli, write):
    names = ["a.c", "m.c", "z.c"]
    for name in names:
        write(name, SOURCE.replace("count", f"f_{name[0]}").replace("again", f"g_{name[0]}") % "")
    write("degraded.c", '#include "gone.h"\n')
    said = {cli("check", "--format", "json", *order, "degraded.c", status=1).stdout
            for order in (names, names[::-1], ["m.c", "z.c", "a.c"])}
    assert len(said) == 1


@pytest.mark.parametrize("name", ["src/a.c", "./src/a.c", ".//src/a.c", "././src/a.c", "src/../src/a.c",
                                  "absolute"])
def test_one_file_by_many_names(cli, write, name):
    path = write("src/a.c", SOURCE % "")
    done = cli("check", path if name == "absolute" else name, "--cpu", "cortex-m4", "--format", "json",
               status=1)
    assert len(report(done).findings) == 2
