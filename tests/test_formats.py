"""What GitHub, GitLab and JUnit readers get: the reports parsed as these readers parse them."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import sarif_tool
from test_report import report  # noqa: F401: a fixture

FIRMWARE = Path(__file__).resolve().parents[1] / "testcases" / "firmware"
CI_FORMATS = ["github", "gitlab", "junit", "sarif"]


@pytest.fixture
def check(critlint, run):
    """check(word...) -> standard output of critlint on the bundled firmware."""

    def call(*words, cwd=FIRMWARE, status=1):
        done = run([critlint, "check", *words], cwd=cwd, timeout=120)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    return call


# ---- GitHub


def decoded(text, more=()):
    for code, character in (*more, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def commands(text):
    """(level, properties, message) of each workflow command, as a runner reads a line."""
    found = []
    for line in text.splitlines():
        head = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        assert head, line
        level, properties, message = head.groups()
        pairs = [part.split("=", 1) for part in properties.split(",")]
        found.append((level, {name: decoded(value, (("%3A", ":"), ("%2C", ",")))
                              for name, value in pairs}, decoded(message)))
    return found


def test_github_commands(report):
    first, second, third, note, *trouble = commands(report("github").decode())
    assert first[0] == "error" and first[1] == {
        "file": "src/uart.c", "line": "42", "endLine": "42", "col": "5", "endColumn": "15",
        "title": "CRIT202 non-atomic-rmw"}
    assert first[2].startswith("'rx_count' is incremented here and in USART1_IRQHandler without a guard; why")
    assert "nothing masks it here; fix: guard the increment, or let" in first[2]
    assert second[1]["file"] == "src/wide.c" and third[0] == "warning" and note[0] == "notice"
    assert note[1]["endLine"] == "3" and "col" not in note[1]  # GitHub refuses columns of several lines
    assert [(level, values["title"]) for level, values, _ in trouble] == [
        ("notice", "critlint limit"), ("warning", "critlint lost"), ("notice", "critlint degraded")]


def test_github_escapes(tree):
    """Percent, comma and colon of a file name end no property."""
    tree.write("odd,100%: x/a.c", "void __disable_irq(void);\nvoid __enable_irq(void);\nint f(int x)\n{\n"
               "    __disable_irq();\n    if (x) return 1;\n    __enable_irq();\n    return 0;\n}\n")
    done = tree.check("--format", "github", ".")
    (found,) = [values for _, values, _ in commands(done.stdout) if values["title"].startswith("CRIT102")]
    assert found["file"] == "odd,100%: x/a.c" and found["line"] == "6"
    assert "odd%2C100%25%3A x/a.c" in done.stdout


def test_github_worst_first_and_counted(check):
    found = commands(check("--format", "github", "--tier", "C"))
    levels = [level for level, values, _ in found if values["title"].startswith("CRIT")]
    assert levels.count("error") > 10
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    level, values, message = found[0]
    assert (level, values) == ("notice", {"title": "critlint"})
    assert message.startswith(f"{levels.count('error')} errors, {levels.count('warning')} warnings; ")


def test_github_nothing(report):
    assert report("github", "empty") == b""


# ---- GitLab


def test_gitlab_issues(report):
    issues = json.loads(report("gitlab"))
    assert issues[0] == {
        "description": "'rx_count' is incremented here and in USART1_IRQHandler without a guard",
        "check_name": "CRIT202 non-atomic-rmw", "fingerprint": issues[0]["fingerprint"],
        "severity": "critical", "location": {"path": "src/uart.c", "lines": {"begin": 42}}}
    assert [issue["severity"] for issue in issues] == ["critical", "critical", "major", "minor", "info"]
    assert issues[-1]["check_name"] == "critlint lost" and issues[-1]["location"]["path"] == "src/lost.c"
    assert all(re.fullmatch("[0-9a-f]{16}", issue["fingerprint"]) for issue in issues)
    assert json.loads(report("gitlab", "empty")) == []
    assert len(json.loads(report("gitlab", "suppressed"))) == 6


LINE = "    __disable_irq(); n++; __enable_irq(); __disable_irq(); n--; __enable_irq();\n"
COUNTERS = ("void __disable_irq(void);\nvoid __enable_irq(void);\nunsigned n;\nvoid count(void)\n{\n%s}\n")


def prints(tree, text):
    tree.write("a.c", text)
    return [issue["fingerprint"] for issue in json.loads(tree.check("--format", "gitlab", "a.c").stdout)]


def test_gitlab_fingerprints(tree):
    """Unique on one line; the same when lines move; another when the line changes."""
    two = prints(tree, COUNTERS % LINE)
    assert len(two) == len(set(two)) == 2
    assert prints(tree, "\n\n/* moved */\n" + COUNTERS % LINE) == two
    assert prints(tree, COUNTERS % LINE.replace("n--", "n -= 2")) != two
    four = prints(tree, COUNTERS % (LINE * 2))
    assert len(set(four)) == 4


def test_gitlab_fingerprints_of_a_tree_are_unique(check):
    issues = json.loads(check("--format", "gitlab", "--tier", "C"))
    assert len(issues) > 20 and len({issue["fingerprint"] for issue in issues}) == len(issues)


# ---- JUnit


def suite_of(text):
    root = ElementTree.fromstring(text)
    (suite,) = root
    assert root.tag == "testsuites" and suite.tag == "testsuite"
    assert int(suite.get("tests")) == len(suite)
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.get(kind)) == len(suite.findall(f"testcase/{tag}")), kind
    names = [(case.get("classname"), case.get("name")) for case in suite]
    assert len(set(names)) == len(names)
    return suite


def test_junit_cases(report):
    suite = suite_of(report("junit"))
    first = suite[0]
    assert first.get("name").startswith("CRIT202 at src/uart.c:42:5: 'rx_count' is incremented here")
    assert [first.get(name) for name in ("file", "line", "classname")] == ["src/uart.c", "42", "src/uart.c"]
    (failure,) = first
    assert failure.get("message").startswith("'rx_count' is incremented here")
    assert failure.text.splitlines()[1] == ("src/uart.c:88:9: 2: USART1_IRQHandler (priority 5) preempts "
                                            "and stores rx_count")
    assert failure.text.splitlines()[-1] == "help: critlint rule CRIT202"
    assert suite.get("errors") == "1" and suite[-1].get("file") == "src/lost.c"


def test_junit_names_are_unique_in_a_tree(check):
    assert len(suite_of(check("--format", "junit", "--tier", "C", ".", cwd=FIRMWARE.parent))) > 100


def test_junit_escapes(report):
    """Quotes, markup and control characters of messages stay text."""
    skipped = suite_of(report("junit", "suppressed")).find("testcase/skipped")
    assert skipped.get("message") == 'hidden unless it is asked for (suppressed: seen by the "owner")'
    (odd,) = [failure for failure in suite_of(report("junit")).iter("failure")
              if "'ready'" in failure.get("message")]
    assert odd.get("message") == "'ready' is shared with a handler \ufffd[31m\ufffd"


def test_junit_without_findings_has_a_case_that_passed(report):
    suite = suite_of(report("junit", "empty"))
    assert len(suite) == 1 and len(suite[0]) == 0
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")


# ---- all of them


@pytest.mark.parametrize("format_name", CI_FORMATS)
def test_the_same_bytes_for_any_jobs_and_order(tree, format_name):
    names = ["src/a.c", "src/b.c", "src/c.c"]
    for name in names:
        tree.write(name, (COUNTERS % LINE).replace("count", f"count_{name[4]}"))
    said = {tree.check("--format", format_name, jobs, *order).stdout
            for jobs in ("-j1", "-j4") for order in (names, names[::-1])}
    assert len(said) == 1


def test_paths_are_relative_to_the_checkout(check):
    """CI starts critlint in the checkout, and knows files by their path from there."""
    root = FIRMWARE.parent
    words = ["--exit-zero", FIRMWARE.name]
    said = commands(check("--format", "github", *words, cwd=root, status=0))
    files = {values["file"] for _, values, _ in said if "file" in values}
    files |= {issue["location"]["path"] for issue in
              json.loads(check("--format", "gitlab", *words, cwd=root, status=0))}
    files |= {case.get("file") for case in suite_of(check("--format", "junit", *words, cwd=root, status=0))}
    log = json.loads(check("--format", "sarif", *words, cwd=root, status=0))
    files |= {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
              for result in log["runs"][0]["results"]}
    assert files and all(name.startswith("firmware/") and (root / name).is_file() for name in files)


def test_a_tree_elsewhere_stands_alone(check, tmp_path):
    issues = json.loads(check("--format", "gitlab", FIRMWARE, cwd=tmp_path))
    assert issues and all((FIRMWARE / issue["location"]["path"]).is_file() for issue in issues)


def test_sarif_says_where_the_tree_lies_only_if_asked(check, report, tmp_path):
    log = json.loads(check("--format", "sarif"))["runs"][0]
    assert "uri" not in log["originalUriBaseIds"]["%SRCROOT%"]
    log = json.loads(check("--format", "sarif", "--sarif-absolute"))["runs"][0]
    base = log["originalUriBaseIds"]["%SRCROOT%"]["uri"]
    assert base == FIRMWARE.as_uri() + "/"
    place = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uriBaseId"] == "%SRCROOT%" and (FIRMWARE / place["uri"]).is_file()
    path = tmp_path / "absolute.sarif"
    path.write_bytes(report("sarif", "absolute"))
    assert sarif_tool.validate(path) == []


def test_one_format_for_standard_output(tree):
    tree.write("a.c", "int x;\n")
    for words in (["--format", "json", "--format", "sarif"], ["--format", "text", "--output", "json=-"]):
        done = tree.check(*words, "a.c")
        assert done.returncode == 2 and done.stdout == "" and "two formats for standard output" in done.stderr


def test_help_names_every_format(critlint, run):
    known = run([critlint, "--format", "no-such"]).stderr.splitlines()[0].split("'no-such': ")[1].split()
    said = re.search(r"of standard output: (.*)", run([critlint, "--help"]).stdout)[1].split()
    assert said == known and {"text", "gcc", "json", *CI_FORMATS} <= set(known)
