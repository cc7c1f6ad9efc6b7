"""The configuration: which file counts, what it may say, what wins, and that each key has an effect."""

import json
import re

import pytest

from critlint import parse
from database_tree import ARM, has, source

# Two findings of tier A; with a handler that nothing shows, a race as well.
SOURCE = """\
volatile unsigned n;
void bare(void)
{
    __asm volatile("cpsid i" : : : "memory");
    n++;
    __asm volatile("cpsie i" : : : "memory");
}
void radio(void) { n += 2; }
void start(void)
{
    __asm volatile("cpsie i" : : : "memory");
    for (;;) { n++; }
}
"""


@pytest.fixture
def cli(critlint, run, tmp_path):
    (tmp_path / ".git").mkdir()

    def call(*words, status=None, cwd=tmp_path, **options):
        done = run([critlint, *words], cwd=cwd, **options)
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 2, 3), done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    return call


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return put


def shown(done):
    """key -> (value, origin) of `config show`, items of a list joined."""
    values, key = {}, None
    for line in done.stdout.splitlines():
        if line.startswith("#") or line == "target:":
            continue
        text, _, origin = line.partition(" # ")
        if text.startswith("  - "):
            values.setdefault(key, []).append((text[4:].strip(), origin))
        elif not origin:
            key = text.strip().rstrip(":")
        else:
            name, _, value = text.strip().partition(": ")
            values[name] = (value.strip(), origin)
    return values


def codes(done):
    return sorted({finding.code for finding in parse(done.stdout).findings})


# ---- which file


def test_no_file(cli):
    done = cli("config", "show", status=0)
    assert "there is no .critlint.yaml" in done.stdout
    assert shown(done)["tier"] == ("B", "default") and shown(done)["exclude"] == ("[]", "default")


def test_closest_file_wins(cli, write, tmp_path):
    write(".critlint.yaml", "tier: A\nfail-on: B\n")
    write("src/.critlint.yaml", "tier: C\n")
    write("src/app/a.c", "int x;\n")
    write("lib/a.c", "int y;\n")
    assert shown(cli("config", "show", status=0))["tier"] == ("A", ".critlint.yaml:1")
    below = shown(cli("config", "show", "src/app", status=0))
    assert below["tier"] == ("C", "src/.critlint.yaml:1") and below["fail-on"] == ("A", "default")
    assert shown(cli("config", "show", "src/app/a.c", status=0))["tier"] == ("C", "src/.critlint.yaml:1")
    assert shown(cli("config", "show", "lib", "src/app", status=0))["tier"] == ("A", ".critlint.yaml:1")
    inside = shown(cli("config", "show", status=0, cwd=tmp_path / "src" / "app"))
    assert inside["tier"][0] == "C" and inside["tier"][1].endswith("/src/.critlint.yaml:1")


def test_folders_that_begin_alike(cli, write):
    write("ab/.critlint.yaml", "tier: C\n")
    write("ab/a.c", "")
    write("abc/a.c", "")
    assert shown(cli("config", "show", "ab", "abc", status=0))["tier"] == ("B", "default")


def test_search_ends_at_the_repository(cli, write, tmp_path):
    write(".critlint.yaml", "tier: A\n")
    write("module/.git/HEAD", "")
    write("module/a.c", "")
    assert shown(cli("config", "show", "module", status=0))["tier"] == ("B", "default")


def test_isolated_and_named(cli, write):
    write(".critlint.yaml", "tier: A\n")
    write("other.yaml", "tier: C\n")
    assert shown(cli("config", "show", "--isolated"))["tier"] == ("B", "default")
    assert shown(cli("config", "show", "--config", "other.yaml"))["tier"] == ("C", "other.yaml:1")
    assert shown(cli("config", "show", "--isolated", "--config", "other.yaml"))["tier"][0] == "C"
    assert "already" in cli("--config", "other.yaml", "--config", ".critlint.yaml", status=2).stderr
    assert "no.yaml" in cli("--config", "no.yaml", status=2).stderr


# ---- what wins


def test_order(cli, write):
    write("base.yaml", "tier: A\nfail-on: C\nmin-coverage: 10\nselect: [CRIT1]\nignore: [CRIT102]\n"
                       "exclude: [base]\ndefines: [A]\n")
    write(".critlint.yaml", "extends: base.yaml\ntier: B\nfail-on: B\nexclude: [mine]\nignore: [CRIT103]\n"
                            "defines: [B]\n")
    values = shown(cli("config", "show", "--tier", "C", "--config", "fail-on=A", "--add-arg=-DC", status=0))
    assert values["tier"] == ("C", "--tier")
    assert values["fail-on"] == ("A", "--config fail-on")
    assert values["min-coverage"] == ("10", "base.yaml:3")
    assert values["select"] == [("CRIT1", "base.yaml:4")]
    assert values["ignore"] == [("CRIT102", "base.yaml:5"), ("CRIT103", ".critlint.yaml:5")]
    assert values["exclude"] == [("base", "base.yaml:6"), ("mine", ".critlint.yaml:4")]
    assert values["defines"] == [("A", "base.yaml:7"), ("B", ".critlint.yaml:6")]
    assert values["add-args"] == [('"-DC"', "--add-arg")]


def test_select_starts_anew(cli, write):
    write(".critlint.yaml", "select: [CRIT2]\nignore: [CRIT101]\n")
    write("a.c", SOURCE)
    words = ("check", "--format", "json", "--cpu", "cortex-m4", ".")
    assert codes(cli(*words)) == []
    assert codes(cli(*words, "--select", "CRIT101")) == ["CRIT101"]
    assert codes(cli(*words, "--select", "CRIT1", "--ignore", "CRIT101")) == []
    write(".critlint.yaml", "ignore: [CRIT101]\n")
    assert codes(cli(*words, "--ignore", "CRIT2")) == []
    write(".critlint.yaml", "")
    assert codes(cli(*words)) == ["CRIT101"]


def test_shown_settings_are_settings(cli, write, tmp_path):
    write(".critlint.yaml", "target: {cpu: cortex-m0, priority-bits: 2, urgent: low-number}\ntier: C\n"
                            "exclude: ['a b', '*.x']\n"
                            "handlers: [{function: f, priority: 1, line: -1}]\nentries: [g]\n"
                            "models: [{enter: E, exit: X, masks: global}]\nrequire-reason: true\n"
                            "objects: [{name: x.y, writer: g}, {name: z, guard: a.b},"
                            " {name: w, writer: f, guard: masked}]\n"
                            "images: {app: {sources: [app, 'lib/**']}, 'the boot': {sources: boot}}\n")

    first = cli("config", "show", status=0).stdout
    write("again/.critlint.yaml", first)
    again = shown(cli("config", "show", "again", status=0))
    assert [value for value, _ in again.pop("select")] == ["ALL"]
    for key, values in again.items():
        given = [value for value, _ in values] if isinstance(values, list) else values[0]
        before = shown(cli("config", "show"))[key]
        assert given == ([value for value, _ in before] if isinstance(before, list) else before[0]), key


def test_extends_goes_on_and_ends(cli, write):
    write("a/.critlint.yaml", "extends: ../b/base.yaml\n")
    write("b/base.yaml", "extends: far/far.yaml\n")
    write("b/far/far.yaml", "tier: C\n")
    assert shown(cli("config", "show", "a", status=0))["tier"] == ("C", "a/../b/far/far.yaml:1")
    write("b/far/far.yaml", "tier: C\nextends: ../../a/.critlint.yaml\n")
    done = cli("config", "show", "a", status=2)
    assert "far.yaml:2:10" in done.stderr and "extends itself" in done.stderr
    write("b/far/far.yaml", "extends: gone.yaml\n")
    assert "far.yaml:1:10" in (done := cli("config", "show", "a", status=2)).stderr and "gone" in done.stderr


# ---- what is wrong


@pytest.mark.parametrize("text, place, words", [
    ("tier: A\nexlude: [a]\n", "2:1", "unknown key 'exlude', did you mean 'exclude'?"),
    ("targett: {cpu: x}\n", "1:1", "did you mean 'target'?"),
    ("target: {cpus: x}\n", "1:10", "unknown key 'target.cpus', did you mean 'cpu'?"),
    ("target: cortex-m4\n", "1:9", "'target' takes keys and values"),
    ("target.cpu: x\n", "1:1", "unknown key 'target.cpu'"),
    ("extend: x\n", "1:1", "did you mean 'extends'?"),
    ("frobnicate: 1\n", "1:1", "unknown key 'frobnicate'\n"),
    ("tier: D\n", "1:7", "'tier' takes a tier: A, B or C, not 'D'"),
    ("tier: [A]\n", "1:8", "'tier' takes one text"),
    ("tier:\n", "1:", "'tier' takes one text"),
    ("min-coverage: 101\n", "1:15", "from 0 to 100"),
    ("min-coverage: 1x\n", "1:15", "from 0 to 100"),
    ("target: {priority-bits: 9}\n", "1:25", "from 0 to 8"),
    ("require-reason: yes\n", "1:17", "true or false"),
    ("exclude: {a: b}\n", "1:11", "'exclude' takes a list of texts"),
    ("exclude: [{a: b}]\n", "1:12", "'exclude' takes a list of texts"),
    ("handlers: [f]\n", "1:12", "rows"),
    ("handlers: f\n", "1:11", "'handlers' takes a list of rows"),
    ("handlers: [{priority: 1}]\n", "1:13", "has no 'function'"),
    ("handlers: [{function: f, prio: 1}]\n", "1:26", "function, priority, line, deadline and period"),
    ("tasks: [{function: f, line: 1}]\n", "1:23", "function, priority\n"),
    ("handlers: [{function: f, priority: -1}]\n", "1:36", "'priority' takes a number"),
    ("select: [CRIT777]\n", "1:10", "no rule 'CRIT777'"),
    ("ignore: [bare-irq-pear]\n", "1:10", "no rule 'bare-irq-pear'"),
    ("objects: [x]\n", "1:11", "{name: OBJECT, writer: NAME, guard: LOCK}"),
    ("objects: [{name: x}]\n", "1:12", "has no 'writer' and no 'guard'"),
    ("objects: [{guard: x}]\n", "1:12", "has no 'name'"),
    ("objects: [{name: x, reader: y}]\n", "1:21", "name, writer and guard"),
    ("objects: [{name: x, guard: [y]}]\n", "1:29", "'guard' takes a name"),
    ("target: {urgent: low}\n", "1:18", "'target.urgent' takes low-number or high-number, not 'low'"),
    ("target: {urgnet: low}\n", "1:10", "did you mean 'urgent'?"),
    ("images: [app]\n", "1:10", "'images' takes names of programs"),
    ("images: {app: x}\n", "1:15", "'images' says nothing of 'app'"),
    ("images: {app: {}}\n", "1:10", "'images' says nothing of 'app'"),
    ("images: {app: {sources: []}}\n", "1:10", "'sources' takes a list of patterns"),
    ("images: {app: {sources: [{a: b}]}}\n", "1:27", "'sources' takes a list of patterns"),
    ("images: {app: {database: [b]}}\n", "1:27", "'database' takes a file or a folder"),
    ("images: {app: {source: x}}\n", "1:16", "a program of 'images' has sources and database"),
    ("images: {app: {database: gone}}\n", "1:26", "'gone' is no compilation database"),
    ("image: {}\n", "1:1", "did you mean 'images'?"),
    ("images: {" + "".join(f"p{i}: {{sources: s{i}}}, " for i in range(65)) + "}\n", "1:",
     "'images' names more than 64 programs"),
    ("objects: [{name: [x], writer: y}]\n", "1:19", "'name' takes a name"),
    ("add-args: [-fplugin=x.so]\n", "1:12", "no flag that a configuration may add"),
    ("add-args: [-Xclang]\n", "1:12", "no flag that a configuration may add"),
    ("- a\n", "1:3", "a configuration is keys and values"),
    ("tier: A\ntier: B\n", "2:1", "not YAML"),
    ("a: [b\n", "", "not YAML"),
], ids=lambda value: value.strip() if isinstance(value, str) else "")
def test_wrong_settings_are_said(cli, write, text, place, words):
    write(".critlint.yaml", text)
    write("a.c", "int x;\n")
    done = cli("check", status=2)
    assert f".critlint.yaml:{place}" in done.stderr and words in done.stderr and not done.stdout


def test_all_that_is_wrong_is_said(cli, write):
    write(".critlint.yaml", "tierr: A\nmin-coverage: x\nhandlers: [{}, f]\n")
    assert len(cli("check", status=2).stderr.splitlines()) == 4


@pytest.mark.parametrize("pair, words", [
    ("teir=A", "unknown key 'teir', did you mean 'tier'?"), ("target.cp=A", "did you mean 'target.cpu'?"),
    ("tier=Q", "'tier' takes a tier"), ("exclude={a: b}", "list of texts"), ("exclude=[a", "not YAML"),
])
def test_wrong_pairs_are_said(cli, pair, words):
    assert words in cli("config", "show", "--config", pair, status=2).stderr


def test_wrong_models_are_said_with_their_place(cli, write):
    write(".critlint.yaml", "tier: A\nmodels:\n  - {enter: E, exit: X, maks: global}\n")
    write("a.c", "int x;\n")
    done = json.loads(cli("check", "--format", "json", status=2).stdout)
    notice = next(notice for notice in done["notices"] if notice["kind"] == "error")
    assert notice["location"] == {"path": ".critlint.yaml", "line": 3, "column": 25, "end_line": 3,
                                  "end_column": 25}
    assert "did you mean 'masks'" in notice["message"]


# ---- every key has an effect


def check(cli, *words):
    return parse(cli("check", "--format", "json", "--tier", "C", "--select", "CRIT1,CRIT2,CRIT9", *words,
                     ".").stdout).findings


RACE = "target: {cpu: cortex-m4}\nentries: [start]\n"


def test_contexts_of_the_configuration_race(cli, write):
    """Without them nobody interrupts `start`; the place where it was said is the proof."""
    write("a.c", SOURCE)
    write(".critlint.yaml", RACE)
    assert not check(cli)
    write(".critlint.yaml", RACE + "handlers:\n  - {function: radio, priority: 3, line: 17}\n")
    found = [f for f in check(cli) if f.code.startswith("CRIT2")]
    assert [(f.line, f.tier) for f in found] == [(12, "A")] and "'radio'" in found[0].message
    dump = cli("--dump=contexts", ".").stdout
    assert "handler radio line 17 priority 3 by the configuration at .critlint.yaml:4" in dump
    assert "main start by the configuration at .critlint.yaml:2" in dump


def test_configured_priority_wins_over_the_code(cli, write):
    table = ("void SysTick_Handler(void) {}\nint main(void) { return 0; }\n"
             "__attribute__((section(\".isr_vector\"))) void *const g_vectors[16] = "
             "{ [1] = main, [15] = SysTick_Handler };\n")
    write("a.c", table)
    write(".critlint.yaml", "handlers: [{function: SysTick_Handler, priority: 7}]\n")
    assert "SysTick_Handler line -1 priority 7" in cli("--dump=contexts", ".").stdout
    write(".critlint.yaml", "target: {priority-bits: 3}\ntasks: [{function: main, priority: 2}]\n")
    assert "priority bits 3" in (dump := cli("--dump=contexts", ".").stdout)
    assert "task main " in dump and "SysTick_Handler line -1 priority 0" in dump


def test_one_writer(cli, write):
    """Of the object with all that is in it; what main writes before the handler can come is no write."""
    table = ("\n__attribute__((section(\".isr_vector\"))) void (*const g_vectors[16])(void) = "
             "{ [1] = reset, [15] = SysTick_Handler };\n")
    write("a.c", "struct { unsigned head, tail, slots[4]; } rx;\nvoid put(void)\n{\n"
                 "    rx.slots[rx.head] = 1;\n    rx.head++;\n}\nvoid SysTick_Handler(void) { put(); }\n"
                 "void take(void) { rx.tail = rx.head; rx.slots[0] = 0; }\n"
                 "void reset(void)\n{\n    rx.head = 0;\n    *(volatile unsigned *)0xE000E010 = 3;\n"
                 "    for (;;) {\n        take();\n    }\n}\n" + table)

    def second(row):
        write(".critlint.yaml", f"target: {{cpu: cortex-m4}}\nobjects:\n  - {row}\n")
        return [f.line for f in check(cli) if f.code in ("CRIT217", "CRIT903")]

    assert second("{name: rx, writer: SysTick_Handler}") == [8, 8]
    assert second("{name: rx.head, writer: SysTick_Handler}") == []
    assert second("{name: rx.head, writer: put}") == [11]
    assert second("{name: rx.slots, writer: take}") == [4]
    assert second("{name: r, writer: take}") == [3] and second("{name: rx.h, writer: take}") == [3]
    assert not [f for f in check(cli, "--ignore", "CRIT217") if f.code == "CRIT903"]


def test_guard(cli, write):
    """Read in one step by main, written in one step by the handler: no race, and not what was said."""
    write("a.c", "volatile unsigned seen, other;\nint lock;\n"
                 "void radio(void) { seen = 1; other = 1; }\n"
                 "void start(void)\n{\n    for (;;) {\n        if (seen) {\n"
                 "            other = 0;\n        }\n    }\n}\n")

    def found(row):
        write(".critlint.yaml", f"{RACE}handlers: [{{function: radio, priority: 3, line: 17}}]\n"
                                f"objects:\n  - {row}\n")
        return [(f.code, f.line) for f in check(cli) if f.code in ("CRIT219", "CRIT903")]

    assert found("{name: seen, writer: radio}") == []
    assert found("{name: seen, guard: masked}") == [("CRIT219", 7)]
    assert found("{name: other, guard: lock}") == [("CRIT219", 3), ("CRIT219", 8)]
    assert found("{name: other, guard: lokc}") == [("CRIT903", 5)]
    assert found("{name: seem, guard: masked}") == [("CRIT903", 5)]
    assert not [f for f in check(cli, "--ignore", "CRIT219") if f.code == "CRIT903"]


PREEMPTED = """\
volatile unsigned long long wide;
__attribute__((interrupt)) void slow(void)
{
    __asm volatile("csrsi mstatus, 8" : : : "memory");
    wide++;
}
__attribute__((interrupt)) void quick(void) { wide = 0; }
int main(void) { for (;;) {} }
"""


@pytest.mark.parametrize("urgent, slow, quick, lines", [
    ("", 1, 5, [5]), ("", 5, 1, [5]), ("urgent: high-number", 1, 5, [5]), ("urgent: high-number", 5, 1, []),
    ("urgent: low-number", 1, 5, []), ("urgent: low-number", 5, 1, [5]), ("urgent: low-number", 3, 3, []),
])
def test_urgent(cli, write, urgent, slow, quick, lines):
    """A handler that opens interrupts is preempted by more urgent ones; where nobody says which, by any."""
    write("a.c", PREEMPTED)
    write(".critlint.yaml", f"target: {{triple: riscv32, {urgent}}}\nhandlers:\n"
                            f"  - {{function: slow, priority: {slow}}}\n"
                            f"  - {{function: quick, priority: {quick}}}\n")
    assert [f.line for f in check(cli) if f.code == "CRIT202"] == lines


def test_urgent_is_known_on_cortex_m(cli, write):
    write("a.c", SOURCE)
    text = (RACE.replace("m4}", "m4, urgent: %s-number}")
            + "handlers: [{function: radio, priority: 3, line: 17}]\n")
    for urgent, codes_found in (("low", []), ("high", ["CRIT903"])):
        write(".critlint.yaml", text % urgent)
        found = check(cli)
        assert [f.code for f in found if f.code == "CRIT903"] == codes_found
        assert [f.line for f in found if f.code == "CRIT202"] == [12]


def test_models_of_the_configuration(cli, write):
    source = ("void board_lock(void);\nvoid board_unlock(void);\nint f(int x)\n{\n    board_lock();\n"
              "    if (x) {\n        return 1;\n    }\n    board_unlock();\n    return 0;\n}\n")
    write("a.c", source)
    write(".critlint.yaml", "target: {cpu: cortex-m4}\n")
    assert check(cli) == ()
    row = "{enter: board_lock, exit: board_unlock, masks: global}"
    write(".critlint.yaml", f"models:\n  - {row}\n")
    assert [(f.code, f.line) for f in check(cli)] == [("CRIT102", 7)]
    write("conf/models.yaml", f"- {row}\n")
    write(".critlint.yaml", "extends: conf/base.yaml\n")
    write("conf/base.yaml", "model-files: [models.yaml]\n")
    assert [(f.code, f.line) for f in check(cli)] == [("CRIT102", 7)]


def test_flags_of_the_configuration(cli, write):
    write("a.c", f"#if defined MINE && LEVEL == 3\n#include <deep>\n#ifdef DEEP\n{SOURCE}#endif\n#endif\n")
    write("inc/deep", "#define DEEP\n")
    write(".critlint.yaml", "extends: conf/base.yaml\ndefines: [MINE]\n")
    write("conf/base.yaml", "defines: [LEVEL=3]\nadd-args: [-I../inc]\n")
    assert {f.code for f in check(cli)} == {"CRIT101"}
    write(".critlint.yaml", "extends: conf/base.yaml\n")
    assert check(cli) == ()


NAMES = ["a.c", "lib/a.c", "src/a.c", "src/lib.c", "src/lib/a.c"]


@pytest.mark.parametrize("pattern, gone", [
    ("lib", ["lib/a.c", "src/lib/a.c"]), ("lib/", ["lib/a.c", "src/lib/a.c"]), ("/lib/", ["lib/a.c"]),
    ("lib/**", ["lib/a.c"]), ("**/lib/*.c", ["lib/a.c", "src/lib/a.c"]), ("*.c", NAMES), ("**", NAMES),
    ("src/*.c", ["src/a.c", "src/lib.c"]), ("src/**/a.c", ["src/a.c", "src/lib/a.c"]), ("s*c", NAMES[2:]),
    ("nothing", []), ("a", []), ("src/l", []), ("ib/a.c", []),
])
def test_exclude(cli, write, pattern, gone):
    for number, name in enumerate(NAMES):
        write(name, SOURCE.replace("bare", f"bare{number}").replace("n++", "n--"))
    write(".critlint.yaml", f'exclude: ["{pattern}"]\n')
    assert sorted({f.path for f in check(cli) if f.code == "CRIT101"}) == \
        [name for name in NAMES if name not in gone]
    done = cli("check", "--format", "json", "lib/a.c")
    assert codes(done) == ["CRIT101"]  # named, so wanted


def test_exclude_with_a_database(tree):
    for name in ("src/a.c", "src/gen/b.c"):
        tree.write(name, source(name[-3], "1"))
    tree.database(*[(name, f"{ARM} -c {name}") for name in ("src/a.c", "src/gen/b.c")])
    assert sorted(tree.found(".")) == ["src/a.c", "src/gen/b.c"]
    tree.write(".critlint.yaml", "exclude: [src/gen]\n")
    assert tree.found(".") == ["src/a.c"] and not has(tree.says("."), "degraded", "not analysed")


def test_third_party_of_the_configuration(cli, write):
    write("board/a.c", SOURCE)
    write(".critlint.yaml", "third-party: [board]\n")
    assert check(cli) == () and {f.path for f in check(cli, "--third-party")} == {"board/a.c"}


def test_decisions_of_the_configuration(cli, write):
    write("a.c", SOURCE)
    write(".critlint.yaml", "select: [CRIT101]\n")
    cli("check", status=1)
    write(".critlint.yaml", "ignore: [CRIT101]\n")
    cli("check", status=0)
    write(".critlint.yaml", "min-coverage: 100\nselect: [CRIT202]\n")
    write("b.c", "int g(int x) { return x +; }\n")
    cli("check", status=3)


# ---- what matches nothing


def test_unmatched_names(cli, write):
    write("a.c", SOURCE)
    write("base.yaml", "handlers: [{function: shared}]\n")
    write(".critlint.yaml", "extends: base.yaml\nhandlers:\n  - {function: radio}\n  - {function: gone}\n"
                            "entries: [app_main]\nmodels:\n  - {lock: taken, unlock: given}\n")
    found = [(f.line, f.message) for f in check(cli) if f.code == "CRIT903"]
    assert [line for line, _ in found] == [4, 5, 7, 7]
    assert "'gone'" in found[0][1] and "'handlers'" in found[0][1] and "'app_main'" in found[1][1]
    assert "'taken'" in found[2][1] + found[3][1]
    assert not [f for f in check(cli, "--ignore", "CRIT903") if f.code == "CRIT903"]
    one = parse(cli("check", "--format", "json", "a.c").stdout).findings
    assert not [f for f in one if f.code == "CRIT903"]  # the rest may be in other files


# ---- init


def test_init_writes_what_is_accepted(cli, write, tmp_path):
    done = cli("init", status=0)
    assert "upload-sarif" in done.stdout
    text = (tmp_path / ".critlint.yaml").read_text()
    cli("config", "show", status=0)
    keys = [line[2:] for line in text.splitlines() if re.match(r"# (?!extends)[a-z-]+: ", line)]
    assert len(keys) >= 15
    write(".critlint.yaml", "\n".join(keys) + "\n")
    write("board.yaml", "")
    assert "# default" not in cli("config", "show", status=0).stdout
    assert cli("init", "-", status=0).stdout == text


def test_init_never_overwrites(cli, write, tmp_path):
    write(".critlint.yaml", "tier: A\n")
    assert "exists" in cli("init", status=2).stderr
    assert (tmp_path / ".critlint.yaml").read_text() == "tier: A\n"
    (tmp_path / "sub").mkdir()
    cli("init", "sub", status=0)
    assert (tmp_path / "sub" / ".critlint.yaml").is_file()
    assert "no/folder" in cli("init", "no/folder", status=2).stderr
