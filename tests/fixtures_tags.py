"""The judge of fixtures: the verdict stands in a comment on the line of the bug.

    irq_unlock(key);            // expect: CRIT103 "not taken here" CRIT104
    // expect@+1: CRIT101       the finding is one line down; @-2: two lines up
    ENTER(); /* expect: CRIT101 */ \\
    buffer[i] = 1;              // miss: CRIT202 a real bug that is not found yet
    flag = 1;                   // noise: CRIT201 a false alarm that is still given
    // args: --model zephyr     line 1 of a file: options for this program

What is expected and absent fails, and so does every other finding. A miss that is found and a noise
that is gone fail too: they are known limits, and a limit that went away is to be written down.
A misspelt tag must not become a comment: any code outside a well-formed tag is an error.
A function or file named bad_* holds an expect or a miss; one named good_* holds none.
"""

import re
import shlex
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import c_source

SOURCES = {".c", ".cpp", ".h", ".hpp", ".ino", ".inc", ".s", ".S"}

_CODE = r"CRIT\d{3}"
_ITEM = rf'({_CODE})(?: "([^"]+)")?(?!\S)'
_TAG = re.compile(r"(expect|miss|noise)(?:@([+-][1-9]\d*))?: (\S.*)", re.S)
_EXPECTED = re.compile(rf"{_ITEM}(?: +{_ITEM})*")
_KNOWN_LIMIT = re.compile(rf"({_CODE}) +(\S.*)", re.S)
_ARGS = re.compile(r"args: (\S.*)")

# What a person may write when a tag is meant. Wider than any tag, narrower than prose.
_LIKE_CODE = re.compile(r"\bcrit[ _-]?\d", re.I)
_LIKE_TAG = re.compile(r"(expect(ed|s)?|miss(ed|es|ing)?|noisy?|noises?)\s*(@\s*[+-]?\s*\d*)?\s*:"
                       r"|expect(ed)?\s*@", re.I)
_LIKE_ARGS = re.compile(r"arg(s|uments)?\s*:", re.I)
_SUPPRESSION = re.compile(r"critlint:")  # the analyzer itself judges these


@dataclass(frozen=True)
class Tag:
    kind: str  # expect, miss or noise
    path: Path
    line: int  # where the finding stands
    code: str
    text: str = ""  # must occur in the message; empty: any message
    written: int = 0  # the line of the tag


@dataclass
class Program:
    """What the tags of one program's files say."""

    files: list
    tags: list = field(default_factory=list)
    args: list = field(default_factory=list)
    problems: list = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    path: Path
    line: int
    code: str
    message: str


def read_program(files):
    program = Program([Path(file) for file in files])
    for path in program.files:
        source = path.read_text(encoding="utf-8", errors="replace")
        before = len(program.tags)
        for comment in _comments(path, source):
            _read_comment(program, path, comment)
        tags = program.tags[before:]
        line_count = source.count("\n") + (not source.endswith("\n"))
        for tag in tags:
            if not 1 <= tag.line <= line_count:
                program.problems.append(f"{path}:{tag.written}: the tag points outside the file")
        _check_names(program, path, source, tags)
    return program


def _comments(path, source):
    if path.suffix != ".yaml":
        return c_source.comments(source)
    return [c_source.Comment(line.partition("# ")[2].strip(), number, number)
            for number, line in enumerate(source.split("\n"), 1) if "# " in line]


def _read_comment(program, path, comment):
    text = comment.text
    if _SUPPRESSION.match(text):
        return
    args = _ARGS.fullmatch(text)
    if args and comment.line == 1:
        if program.args:
            program.problems.append(f"{path}:1: two files of one program have an args line")
        program.args = shlex.split(args[1])
        return
    tags = _parse_tag(path, comment)
    if tags:
        program.tags += tags
    elif _LIKE_CODE.search(text) or _LIKE_TAG.match(text) or _LIKE_ARGS.match(text):
        program.problems.append(f"{path}:{comment.line}: malformed tag: {text.splitlines()[0]}")


def _parse_tag(path, comment):
    """The tags of a comment; none if it is not one well-formed tag on one line."""
    match = _TAG.fullmatch(comment.text)
    if not match or comment.line != comment.last_line:
        return []
    kind, offset, body = match.groups()
    line = comment.line + int(offset or 0)
    if kind == "expect":
        if not _EXPECTED.fullmatch(body):
            return []
        items = re.findall(_ITEM, body)
    else:
        limit = _KNOWN_LIMIT.fullmatch(body)
        if not limit or _LIKE_CODE.search(limit[2]):
            return []
        items = [(limit[1], "")]
    return [Tag(kind, path, line, code, text, comment.line) for code, text in items]


def _check_names(program, path, source, tags):
    bugs = [tag for tag in tags if tag.kind != "noise"]
    last = source.count("\n") + 1
    claims = [(f.name, f.first, f.last) for f in c_source.functions(source)]
    if path.suffix in (".c", ".cpp"):
        claims.append((path.stem, 1, last))
    for name, first, end in claims:
        inside = [tag for tag in bugs if first <= tag.line <= end]
        where = f"{path}:{first}: '{name}'"
        if re.match(r"bad(_|$)", name) and not inside:
            program.problems.append(f"{where} is named bad and has no expect or miss inside")
        if re.match(r"good(_|$)", name) and inside:
            program.problems.append(f"{where} is named good and has an expect or miss inside")


def findings_of(report, folder):
    """The findings of a critlint.Report; its paths are relative to the folder where critlint ran."""
    return [Finding((folder / found.path).resolve(), found.line, found.code, found.message)
            for found in report.findings]


def judge(program, findings):
    """Everything in which tags and findings differ, as lines to print; none if they agree."""
    problems = list(program.problems)
    tags_at, found_at = defaultdict(list), defaultdict(list)
    for tag in program.tags:
        tags_at[tag.path.resolve(), tag.line, tag.code].append(tag)
    for finding in findings:
        found_at[finding.path, finding.line, finding.code].append(finding)
    for key in sorted(tags_at.keys() | found_at.keys()):
        problems += _judge_place(tags_at[key], found_at[key], "%s:%d: %s" % key)
    return problems


def _judge_place(tags, found, where):
    problems = []
    expected = [tag for tag in tags if tag.kind == "expect"]
    left = _match_expected(expected, found)
    if left is None:
        texts = " and ".join(f'"{tag.text}"' if tag.text else "any text" for tag in expected)
        said = "; ".join(finding.message for finding in found) or "nothing"
        return [f"{where} expected ({texts}), found: {said}"]
    for tag in tags:
        if tag.kind == "noise" and left:
            left.pop()
        elif tag.kind == "noise":
            problems.append(f"{where} noise is gone: delete the tag on line {tag.written}")
    for tag in tags:
        if tag.kind == "miss" and left:
            finding = left.pop()
            problems.append(f"{where} miss is found now, promote it to expect: {finding.message}")
    return problems + [f"{where} unexpected: {finding.message}" for finding in left]


def _match_expected(expected, found):
    """One finding for each expectation; returns the findings left over, None if there is no match."""
    if not expected:
        return list(found)
    tag, rest = expected[0], expected[1:]
    for index, finding in enumerate(found):
        if tag.text in finding.message:
            left = _match_expected(rest, found[:index] + found[index + 1:])
            if left is not None:
                return left
    return None


def sources_under(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.suffix in SOURCES and path.is_file())
