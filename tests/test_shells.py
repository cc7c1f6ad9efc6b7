"""Completions as the shells themselves give them, and the manual as man shows it."""

import re
import shutil

import pytest

ASK_BASH = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_critlint
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(critlint, run, tmp_path):
    """script(shell) -> file with the completions for it."""

    def write(shell):
        done = run([critlint, "completions", shell])
        assert done.returncode == 0 and done.stderr == ""
        path = tmp_path / f"critlint.{shell}"
        path.write_text(done.stdout)
        return path

    return write


@pytest.fixture
def bash(script, run, tmp_path):
    """bash(word...) -> what bash offers for the last word."""
    path = script("bash")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "source.c").write_text("")

    def ask(*words):
        done = run(["bash", "--norc", "-c", ASK_BASH, "bash", path, "critlint", *words],
                   cwd=tmp_path / "folder")
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return done.stdout.split()

    return ask


@pytest.fixture
def options(critlint, run):
    """--name -> its argument, as --help says."""
    rows = re.findall(r"^  (?:-\w, |    )(--[a-z-]+)(?: (\S+))? ", run([critlint, "--help"]).stdout, re.M)
    assert len(rows) > 20
    return dict(rows)


def codes(critlint, run):
    return [line.split()[0] for line in run([critlint, "rules"]).stdout.splitlines()]


def test_bash_offers_commands_and_files(bash):
    assert bash("") == ["check", "latency", "doctor", "map", "why", "models", "rules", "rule", "baseline",
                        "config", "extract", "link", "cache", "init", "source.c"]
    assert bash("ru") == ["rules", "rule"]
    assert bash("sou") == ["source.c"]
    assert bash("check", "") == []  # bash's own completion of files


def test_bash_offers_every_option(bash, options):
    assert bash("--") == list(options)
    assert bash("check", "--fo") == ["--format"] and bash("-") == list(options)


def test_bash_offers_what_an_option_takes(bash, critlint, run):
    assert bash("--tier", "") == ["A", "B", "C"]
    assert bash("--tier", "=", "") == bash("--tier", "=") == ["A", "B", "C"]
    assert bash("check", "--color", "=", "a") == ["auto", "always"]
    assert bash("--format", "s") == ["sarif"] and bash("--output", "h") == ["html="]
    assert bash("--output", "html", "=", "") == []
    assert bash("--select", "CRIT2") == [code for code in codes(critlint, run) if code.startswith("CRIT2")]
    assert bash("--root", "") == [] and bash("-p", "") == []


def test_bash_offers_what_a_command_takes(bash, critlint, run):
    assert bash("rule", "") == codes(critlint, run)
    assert bash("completions", "") == ["bash", "zsh", "fish"]
    assert bash("rule", "CRIT101", "") == []  # one is enough


def test_every_option_that_takes_something_is_known(script, options):
    text = script("bash").read_text()
    for name, argument in options.items():
        assert bool(re.search(rf"^    (-\w\|)?{name}\)$", text, re.M)) == bool(argument), name


def test_zsh_script(script, run, options):
    path = script("zsh")
    text = path.read_text()
    assert text.startswith("#compdef critlint\n")
    assert "\n  3,completions) compadd -- bash zsh fish ;;\n" in text
    for name, argument in options.items():
        assert re.search(rf"[*{{,'-]{name}{'=' if argument else ''}\W", text), name
    if not shutil.which("zsh"):
        pytest.skip("optional: zsh is not installed")
    done = run(["zsh", "-f", "-c", f"_arguments() {{ print -l -- $@; }}; source {path}"])
    assert done.returncode == 0 and done.stderr == "", done.stderr
    offered = [word for word in done.stdout.splitlines() if re.match(r"\*--?\w", word)]
    assert len(offered) > len(options)
    assert "*--tier=[least sure findings to show (default B)]:A|B|C:(A B C)" in offered


def test_fish_script(script, run, options, critlint, tmp_path):
    path = script("fish")
    assert set(re.findall(r"^complete -c critlint -l (\S+)", path.read_text(), re.M)) == {
        name.removeprefix("--") for name in options}
    if not shutil.which("fish"):
        pytest.skip("optional: fish is not installed")

    def ask(line):
        done = run(["fish", "--no-config", "-c", f"source {path}; complete -C '{line}'"],
                   env={"HOME": str(tmp_path)}, cwd=tmp_path)
        assert done.stderr == "", done.stderr
        return [row.split("\t")[0] for row in done.stdout.splitlines()]

    assert ask("critlint --tier ") == ["A", "B", "C"]
    assert set(ask("critlint rule ")) == set(codes(critlint, run))
    assert {"bash", "zsh", "fish"} <= set(ask("critlint completions "))
    assert {"check", "rule", "rules"} <= set(ask("critlint "))
    assert "--format" in ask("critlint --fo")


@pytest.mark.parametrize("words", [["completions"], ["completions", "powershell"]])
def test_unknown_shell(critlint, run, words):
    done = run([critlint, *words])
    assert (done.returncode, done.stdout) == (2, "") and "bash, zsh or fish" in done.stderr


# ---- the manual


@pytest.fixture
def page(critlint, run, tmp_path):
    done = run([critlint, "man"])
    assert done.returncode == 0 and done.stderr == ""
    path = tmp_path / "critlint.1"
    path.write_text(done.stdout)
    return path


def formatted(run, page):
    """The manual as plain text, by whichever formatter is there; what it complains about fails."""
    commands = [["mandoc", "-T", "ascii", "-W", "error"], ["groff", "-man", "-T", "ascii", "-ww"],
                ["man", "-l", "--encoding=ascii", "--warnings=w"]]
    for command in commands:
        if shutil.which(command[0]):
            done = run([*command, page], env={"MANWIDTH": "80", "PAGER": "cat", "MANPAGER": "cat"})
            assert done.returncode == 0 and done.stderr == "", done.stderr
            return re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)
    return pytest.skip("optional: none of mandoc, groff and man is installed")


def test_manual(run, page, options):
    text = formatted(run, page)
    heads = re.findall(r"^[A-Z][A-Z ]+$", text, re.M)
    assert heads == ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "FORMATS", "EXIT STATUS",
                     "ENVIRONMENT", "SEE ALSO"]
    for name, argument in options.items():
        assert f"{name} {argument}".rstrip() in text, name
    for name in ("critlint check [PATH...] [option ...]", "critlint rule CODE", "html", "NO_COLOR"):
        assert name in text


def test_manual_is_portable(run, page):
    """No line begins with a request by chance; a dash is a dash that can be copied."""
    for line in page.read_text().splitlines():
        assert not re.match(r"['.](?!TH|SH|TP|B |br)", line), line
        assert line == line.rstrip() and "completions" not in line
        assert not re.search(r"(?<!\\)-", line) or line.startswith(".TH"), line
