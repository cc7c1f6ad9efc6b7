"""Only new findings: a baseline that survives edits, and --since with a repository that is not trusted."""

import json
import shutil

import pytest

from critlint import parse

HEAD = "void __disable_irq(void);\nvoid __enable_irq(void);\nvolatile unsigned n;\n"
PAIR = "void {0}(void)\n{{\n    __disable_irq();\n    n += {1};\n    __enable_irq();\n}}\n"
TWO = HEAD + PAIR.format("first", 1) + PAIR.format("second", 2)
FILE = ".critlint-baseline.json"


@pytest.fixture
def cli(critlint, run, tmp_path):
    (tmp_path / "src").mkdir()

    def call(*words, status=None, cwd=tmp_path, env=None):
        done = run([critlint, *words], cwd=cwd, env=env)
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 2, 3), done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    return call


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    return put


def new(cli, *words, **options):
    """(path, line) of what is not in the baseline."""
    done = cli("check", "--format", "json", "--baseline", FILE, *words, **options)
    return [(f.path, f.line) for f in parse(done.stdout).findings]


@pytest.fixture
def known(cli, write):
    """A tree with two findings, both in the baseline."""
    write("src/a.c", TWO)
    assert "wrote 2 known findings" in cli("baseline", "write", status=0).stdout
    return TWO


def test_known_findings_are_no_failure(cli, known):
    cli("check", status=1)
    assert new(cli, status=0) == []
    done = json.loads(cli("check", "--format", "json", "--baseline", FILE, "--show-suppressed").stdout)
    assert [f["justification"] for f in done["findings"]] == ["in the baseline"] * 2
    log = json.loads(cli("check", "--format", "sarif", "--baseline", FILE, "--show-suppressed").stdout)
    assert {s["kind"] for r in log["runs"][0]["results"] for s in r["suppressions"]} == {"external"}


def test_file_is_sorted_and_the_same_every_time(cli, write, known, tmp_path):
    write("src/b.c", TWO.replace("first", "x").replace("second", "b"))
    cli("baseline", "write", "-j1", status=0)
    text = (tmp_path / FILE).read_text()
    rows = json.loads(text)["findings"]
    assert [(row["path"], row["function"]) for row in rows] == [
        ("src/a.c", "first"), ("src/a.c", "second"), ("src/b.c", "b"), ("src/b.c", "x")]
    cli("baseline", "write", "-j4", "src", "--baseline", FILE, status=0)
    assert (tmp_path / FILE).read_text() == text
    cli("baseline", "write", "--baseline", f"../{FILE}", ".", cwd=tmp_path / "src", status=0)
    assert (tmp_path / FILE).read_text() == text and str(tmp_path) not in text


@pytest.mark.parametrize("edit", [
    lambda text: "\n\n// moved\n" + text,
    lambda text: text.replace("unsigned n;", "unsigned n, m;\nint other(void) { return 1; }"),
    lambda text: text.replace("first", "renamed"),
    lambda text: text.replace("n += 1", "n += 77; n--"),
    lambda text: text.replace("    __enable_irq();", "  __enable_irq( );"),
    lambda text: text.replace("__enable_irq();", "__enable_irq(); // why not"),
    lambda text: HEAD + text[text.index("void second"):] + text[len(HEAD):text.index("void second")],
], ids=["moved", "neighbour", "function renamed", "neighbour line", "blanks", "line edited", "swapped"])
def test_survives(cli, write, known, edit):
    assert edit(known) != known
    write("src/a.c", edit(known))
    assert new(cli, status=0) == []
    assert "0 new, 0 gone, 2 known" in cli("baseline", "check", status=0).stdout


def test_survives_a_moved_file(cli, write, known, tmp_path):
    shutil.move(tmp_path / "src", tmp_path / "source")
    assert new(cli, status=0) == []


@pytest.mark.parametrize("added, line", [
    (PAIR.format("third", 3), 16), ("void again(void) { __disable_irq(); n--; __enable_irq(); }\n", 16),
])
def test_added_finding_is_new(cli, write, known, added, line):
    write("src/a.c", known + added)
    assert [place[1] for place in new(cli, status=1)] == [20 if "third" in added else line]
    done = cli("baseline", "check", status=1)
    assert "1 new, 0 gone, 2 known" in done.stdout and "new:  src/a.c:" in done.stdout


def test_second_of_a_kind_is_new(cli, write):
    """Each entry stands for one finding, though both look the same."""
    twice = "void f(void)\n{\n    __disable_irq(); n++;\n    __enable_irq();\n%s}\n"
    write("src/a.c", HEAD + twice % "")
    cli("baseline", "write", status=0)
    write("src/a.c", HEAD + twice % "    __disable_irq(); n++;\n    __enable_irq();\n")
    assert len(new(cli, status=1)) == 1


def test_gone_and_prune(cli, write, known, tmp_path):
    before = (tmp_path / FILE).read_text()
    write("src/a.c", HEAD + PAIR.format("first", 1))
    assert new(cli, status=0) == []
    done = cli("baseline", "check", status=1)
    assert "gone: src/a.c: CRIT101" in done.stdout and "0 new, 1 gone, 1 known" in done.stdout
    assert (tmp_path / FILE).read_text() == before
    assert "dropped 1 of 2" in cli("baseline", "prune", status=0).stdout
    assert [row["function"] for row in json.loads((tmp_path / FILE).read_text())["findings"]] == ["first"]
    cli("baseline", "check", status=0)
    (tmp_path / "src" / "a.c").unlink()
    write("src/b.c", "int x;\n")
    assert "dropped 1 of 1" in cli("baseline", "prune", status=0).stdout


@pytest.mark.parametrize("words", [
    ["src/other"], ["--select", "CRIT2"], ["--ignore", "CRIT101"], ["src/b.c"],
])
def test_what_was_not_run_is_not_gone(cli, write, known, words):
    write("src/a.c", HEAD)
    write("src/b.c", "int x;\n")
    write("src/other/c.c", "int y;\n")
    assert "dropped 0 of 2" in cli("baseline", "prune", *words, status=0).stdout
    assert "dropped 2 of 2" in cli("baseline", "prune", status=0).stdout


def test_weaker_tiers_are_not_gone(cli, write):
    write("src/a.c", "volatile unsigned n; void f(void) { __disable_irq(); n++; __enable_irq(); }\n")
    cli("baseline", "write", "--tier", "C", status=0)
    row = json.loads(cli("check", "--format", "json", "--tier", "C").stdout)["findings"][0]
    write(FILE, json.dumps({"format": 1, "findings": [
        {"path": "src/a.c", "code": row["code"], "tier": "C", "function": "g", "message": "m", "line": ""}]}))
    assert "dropped 0 of 1" in cli("baseline", "prune", status=0).stdout
    assert "dropped 1 of 1" in cli("baseline", "prune", "--tier", "C", status=0).stdout


def test_baseline_of_the_configuration(cli, write, known, tmp_path):
    write(".critlint.yaml", f"baseline: {FILE}\n")
    cli("check", status=0)
    cli("check", ".", status=0, cwd=tmp_path / "src")
    cli("check", "--config", "baseline=gone.json", status=2)


@pytest.mark.parametrize("name, fine", [
    ("sub/b.json", True), ("./b.json", True), ("../b.json", False), ("sub/../../b.json", False),
    ("away/b.json", False), ("no/b.json", False),
])
def test_a_tree_names_a_baseline_in_itself(cli, write, tmp_path, name, fine):
    """Whoever checks out somebody's tree and writes the baseline changes nothing else."""
    tree = tmp_path / "tree"
    for folder in (tree / "sub", tmp_path / "outside"):
        folder.mkdir(parents=True)
    (tree / "away").symlink_to("../outside")
    write("tree/a.c", TWO)
    write("tree/.critlint.yaml", f"baseline: {name}\n")
    done = cli("baseline", "write", status=0 if fine else 2, cwd=tree)
    assert (tree / name).is_file() == fine and fine == ("baseline" not in done.stderr)
    cli("baseline", "write", "--baseline", "../given.json", status=0, cwd=tree)


def test_a_link_is_replaced_not_followed(cli, write, tmp_path):
    write("src/a.c", TWO)
    write("precious", "mine\n")
    (tmp_path / FILE).symlink_to("precious")
    cli("baseline", "write", status=0)
    assert (tmp_path / "precious").read_text() == "mine\n" and not (tmp_path / FILE).is_symlink()
    assert not list(tmp_path.glob(f"{FILE}.*"))


@pytest.mark.parametrize("text", [None, "", "[]", "{", "{}", '{"format": 2, "findings": []}',
                                  '{"format": 1, "findings": [{"path": "a"}]}'])
def test_what_is_no_baseline_is_said(cli, write, text):
    write("src/a.c", TWO)
    if text is not None:
        write(FILE, text)
    for words in (["check", "--baseline", FILE], ["baseline", "check"], ["baseline", "prune"]):
        done = cli(*words, status=2)
        assert FILE in done.stderr and not done.stdout


def test_wrong_baseline_commands(cli, write):
    assert "baseline" in cli("baseline", status=2).stderr
    assert "baseline" in cli("baseline", "wrote", status=2).stderr
    write("src/a.c", TWO)
    assert "no/such" in cli("baseline", "write", "--baseline", "no/such/file", status=2).stderr
    cli("baseline", "write", "gone", status=2)


# ---- --since


@pytest.fixture
def git(run, tmp_path):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    env = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "a",
           "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a"}

    def call(*words):
        done = run(["git", *words], cwd=tmp_path, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return call


@pytest.fixture
def repository(git, write):
    """A tree with two findings, committed."""
    write("src/a.c", TWO)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    return TWO


def since(cli, *words, revision="HEAD", option="--since", **options):
    done = cli("check", "--format", "json", option, revision, *words, **options)
    return [(f.path, f.line) for f in parse(done.stdout).findings]


def test_nothing_changed(cli, repository):
    cli("check", status=1)
    assert since(cli, status=0) == []


def test_added_lines(cli, git, write, repository, tmp_path):
    third = PAIR.format("third", 3)
    write("src/a.c", HEAD + "// moved\n" + TWO[len(HEAD):] + third)
    assert since(cli, status=1) == [("src/a.c", 21)]
    git("commit", "-q", "-am", "more")
    assert since(cli, status=0) == []
    assert since(cli, revision="HEAD~1", status=1) == [("src/a.c", 21)]
    assert since(cli, ".", revision="HEAD~1", cwd=tmp_path / "src") == [("a.c", 21)]
    assert since(cli, "src/a.c", revision="HEAD~1", status=1) == [("src/a.c", 21)]


def test_new_and_moved_files(cli, git, write, repository, tmp_path):
    write("src/new file.c", TWO.replace("first", "x").replace("second", "y"))
    assert since(cli) == [("src/new file.c", 8), ("src/new file.c", 14)]
    git("add", "-A")
    assert since(cli) == [("src/new file.c", 8), ("src/new file.c", 14)]
    git("commit", "-q", "-m", "new")
    git("mv", "src/a.c", "src/b \t\\ü.c")
    assert since(cli) == []
    path = tmp_path / "src" / "b \t\\ü.c"
    path.write_text(path.read_text() + PAIR.format("third", 3))
    assert [line for _, line in since(cli)] == [20]


RACE = """\
volatile unsigned n;
void __attribute__((interrupt)) TIM2_IRQHandler(void) { n += 2; }
void count(void)
{
    unsigned s;
    __asm volatile("mrs %0, primask\\n\\tcpsid i" : "=r"(s) : : "memory");
    s++; s--;
    n++;
    __asm volatile("msr primask, %0" : : "r"(s) : "memory");
}
int main(void) { __asm volatile("cpsie i"); for (;;) { count(); } }
"""


def test_removed_guard(cli, git, write, repository):
    """What was removed is nowhere: a finding in the function that lost it counts."""
    write("src/a.c", RACE)
    git("commit", "-q", "-am", "guarded")
    words = ("--cpu", "cortex-m4", "--select", "CRIT202", "--tier", "C")
    assert since(cli, *words, revision="HEAD~1") == []
    lines = RACE.splitlines(keepends=True)
    write("src/a.c", "".join(lines[:5] + lines[6:8] + lines[9:]))
    assert since(cli, *words) == [("src/a.c", 7)]
    git("commit", "-q", "-am", "lost")
    write("src/a.c", "".join(lines[:5] + lines[6:8] + lines[9:]) + "int z;\n")
    assert since(cli, *words) == []


def test_changed_macro(cli, git, write, repository):
    write("src/m.h", "#define ON() (void)0\n")
    user = '#include "m.h"\n' + HEAD + PAIR.format("f", 1).replace("__enable_irq()", "ON()")
    write("src/a.c", user)
    git("add", "-A")
    git("commit", "-q", "-m", "macro")
    write("src/m.h", "#define ON() __enable_irq()\n")
    assert since(cli, "--select", "CRIT101") == [("src/a.c", 9)]


def test_merge_base(cli, git, write, repository):
    git("checkout", "-q", "-b", "topic")
    write("src/b.c", TWO.replace("first", "x").replace("second", "y"))
    git("add", "-A")
    git("commit", "-q", "-m", "topic")
    git("checkout", "-q", "main")
    write("src/a.c", HEAD)
    git("commit", "-q", "-am", "removed")
    git("checkout", "-q", "topic")
    assert {path for path, _ in since(cli, revision="main")} == {"src/a.c", "src/b.c"}
    assert {path for path, _ in since(cli, revision="main", option="--since-merge-base")} == {"src/b.c"}


@pytest.mark.parametrize("revision", ["nothing", "--output=stolen", "-h", "", "HEAD..nothing"])
def test_wrong_revisions_are_said(cli, repository, tmp_path, revision):
    done = cli("check", f"--since={revision}", status=2)
    assert "git says" in done.stderr and not (tmp_path / "stolen").exists()


def test_no_repository_and_no_git(cli, write, tmp_path):
    write("src/a.c", TWO)
    assert "git says" in cli("check", "--since", "HEAD", status=2).stderr
    (tmp_path / "empty").mkdir()
    done = cli("check", "--since", "HEAD", status=2, env={"PATH": str(tmp_path / "empty")})
    assert "not on PATH" in done.stderr


def test_the_repository_starts_nothing(cli, git, write, repository, tmp_path):
    """Everything that git may be told to run, by its own configuration and attributes."""
    (tmp_path / "evil").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran.$1\ncat\n")
    (tmp_path / "evil").chmod(0o755)
    evil = str(tmp_path / "evil")
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.command", "diff.x.textconv",
                "filter.x.clean", "filter.x.process", "filter.x.smudge"):
        git("config", key, f"{evil} {key}")
    git("config", "filter.x.required", "true")
    git("config", "core.hooksPath", str(tmp_path / "hooks"))
    for hook in ("post-index-change", "fsmonitor-watchman"):
        (tmp_path / "hooks").mkdir(exist_ok=True)
        shutil.copy(tmp_path / "evil", tmp_path / "hooks" / hook)
    write(".gitattributes", "*.c filter=x diff=x\n")
    write("src/a.c", TWO + PAIR.format("third", 3))
    assert since(cli, status=1) == [("src/a.c", 20)]
    assert not list(tmp_path.glob("ran.*"))
