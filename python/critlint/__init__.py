"""critlint from Python: where the native program is, and its findings as typed objects.

    import critlint
    for finding in critlint.run("firmware/", cpu="cortex-m4", tier="C").findings:
        print(finding.path, finding.line, finding.code, finding.message)
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, Union

__all__ = ["Access", "Context", "Cost", "CritlintError", "Edit", "Finding", "Handler", "HandlerWait", "Held",
           "Latency", "Map", "Notice", "Program", "ProgramFailed", "ProgramMissing", "Report", "ReportError",
           "Section", "SectionStep", "SharedObject", "State", "Step", "UsageError", "Why", "find_program",
           "include_folder", "latency", "map", "parse", "parse_latency", "run", "why"]

PathLike = Union[str, "os.PathLike[str]"]
Words = Union[str, Iterable[PathLike]]
Read = TypeVar("Read")


class CritlintError(Exception):
    """There is no report. The subclasses say why."""


class ProgramMissing(CritlintError):
    """The native program is not there."""


class UsageError(CritlintError):
    """The options, the configuration or the paths are wrong; `args[0]` says what."""


class ProgramFailed(CritlintError):
    """The program crashed, or took longer than `timeout`."""


class ReportError(CritlintError):
    """What the program wrote is no report."""


@dataclass(frozen=True)
class Step:
    """One step of the story, in the order in which it happens."""

    path: str
    line: int
    column: int
    text: str
    function: str  # in which it happens, or ""
    context: str  # who runs: "TIM2_IRQHandler (priority 5)", or ""
    preempting: bool  # a step of the one that cuts in, not of the one at risk
    essential: bool  # a short story leaves the others out


@dataclass(frozen=True)
class Edit:
    """Text that takes the place of what lies from line and column up to the end, which is left out."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True)
class Finding:
    code: str
    path: str  # relative to the analysed tree
    line: int
    column: int  # in bytes, from 1
    severity: str  # "error", "warning" or "note"
    tier: str  # "A", "B" or "C"
    function: str  # the enclosing function, or ""
    message: str
    name: str = ""  # of the rule: "non-atomic-rmw"
    end_line: int = 0
    end_column: int = 0  # one past the last character
    steps: tuple[Step, ...] = ()
    why: str = ""  # the facts that it rests on
    advice: str = ""
    edits: tuple[Edit, ...] = ()  # that mend it
    key: str = ""  # stays the same when lines move
    suppressed: bool = False  # only with show_suppressed
    justification: str = ""  # the reason that the suppression gives


@dataclass(frozen=True)
class Notice:
    """What was not analysed, and why."""

    kind: str  # "info", "degraded", "lost", "limit" or "error"
    path: str  # "": not about one file
    line: int  # 0: the whole file
    message: str


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]
    complete: bool  # False: units were lost, so findings may be missing
    version: str = ""  # of the program
    status: int = 0  # its exit status: 1 where findings fail a build


@dataclass(frozen=True)
class Cost:
    """Instructions of the longest way, estimated."""

    bound: str  # "at most", "at least" or "unbounded"
    low: int
    high: int | None  # only where it is a bound
    nanoseconds: int | None = None  # of the one or the other, where the configuration gives a clock
    reason: str = ""  # why there is no upper bound


@dataclass(frozen=True)
class SectionStep:
    """A loop or a call that weighs much."""

    path: str
    line: int
    text: str
    cost: Cost


@dataclass(frozen=True)
class Section:
    """A critical section."""

    path: str
    line: int
    function: str
    masks: str  # "interrupts", "line 37"
    enter: str  # the macro or function that enters it, or ""
    cost: Cost
    delays: tuple[str, ...]  # handlers, the most urgent first
    delays_tasks: bool
    unsure: bool  # whom it delays rests on a guess
    reached: bool  # something is seen to run it
    steps: tuple[SectionStep, ...]
    image: str = ""  # the program, where there are several


@dataclass(frozen=True)
class HandlerWait:
    """How long a handler may wait, of which the configuration gives a deadline or a period."""

    name: str
    section: Cost  # the longest that delays it
    others: Cost  # handlers of its priority and more urgent ones
    own: Cost  # its own length
    whole: Cost  # section and others
    deadline_ns: int | None = None
    period_ns: int | None = None
    meets: str = ""  # the deadline: "yes", "no" or "not known"
    image: str = ""


@dataclass(frozen=True)
class Latency:
    sections: tuple[Section, ...]  # the longest first
    handlers: tuple[HandlerWait, ...]
    notices: tuple[Notice, ...]
    complete: bool  # False: units were lost, so sections may be missing
    version: str = ""


@dataclass(frozen=True)
class Context:
    """Who runs."""

    kind: str  # "main", "handler", "task", "core", or "callers" of a library
    name: str
    found: str  # "slot 54 of 'g_vectors'"
    path: str  # where that stands
    line: int
    priority: int | None
    guessed: bool


@dataclass(frozen=True)
class Access:
    context: str
    access: str  # "read", "write" or "update"
    touches: str  # what is named in the code: "rx.head"
    function: str
    path: str
    line: int
    guard: str  # "none", "one-step", "interrupts" ...: docs/map.md lists them
    words: str  # the same for people
    unsure: bool  # bare only if a guess or a pointer does not err


@dataclass(frozen=True)
class SharedObject:
    name: str
    kind: str  # "global", "static", "field", "array" or "register"
    path: str  # of its declaration, or ""
    line: int
    verdict: str  # "bare", "agreed" or "guarded"
    sure: bool  # False: shared only if a pointer that may lead elsewhere leads to it
    accesses: tuple[Access, ...]


@dataclass(frozen=True)
class Program:
    main: str  # path of the file with its `main`, or ""
    contexts: tuple[Context, ...]  # from main to the most urgent handler
    objects: tuple[SharedObject, ...]


@dataclass(frozen=True)
class Map:
    """Who shares what, and what guards it."""

    programs: tuple[Program, ...]
    notices: tuple[Notice, ...]
    complete: bool  # False: units were lost, so the map has holes


@dataclass(frozen=True)
class Held:
    """A part of the mask that is held."""

    name: str  # "PRIMASK"
    maybe: bool  # on some paths only
    function: str  # that took it, or ""
    path: str
    line: int  # 0: since the context began
    by: str  # "the instruction 'cpsid i'"


@dataclass(frozen=True)
class Handler:
    """A handler, and whether it can come."""

    context: Context
    can_preempt: bool
    why_not: str
    guess: bool


@dataclass(frozen=True)
class State:
    """One state in which contexts come to a line."""

    function: str
    contexts: tuple[Context, ...]
    way: str  # "main > loop > count"
    held: tuple[Held, ...]
    handlers: tuple[Handler, ...]
    other_tasks: bool  # other tasks can run in between


@dataclass(frozen=True)
class Why:
    path: str
    line: int
    states: tuple[State, ...]
    objects: tuple[SharedObject, ...]  # that the line touches


def find_program() -> Path:
    """The native program: $CRITLINT, the one in this package, or the release build of a checkout.

    The PATH is not searched: `critlint` there may be the launcher that asks.
    """
    package = Path(__file__).resolve().parent
    if "CRITLINT" in os.environ:
        candidates = [Path(os.environ["CRITLINT"])]
    else:
        checkout = package.parents[1]
        candidates = [package / "bin" / "critlint", checkout / "build" / "release" / "bin" / "critlint"]
    for candidate in candidates:
        if os.access(candidate, os.X_OK) and candidate.is_file():
            return candidate
    tried = ", ".join(str(candidate) for candidate in candidates)
    raise ProgramMissing(f"the critlint program is not there (looked at {tried}): "
                         "build it with tools/build release, or run pip install on the source tree")


def include_folder() -> Path:
    """The folder of critlint.h: for `-I`, or to copy it from."""
    package = Path(__file__).resolve().parent
    inside = package / "include"
    return inside if inside.is_dir() else package.parents[1] / "include"


def run(*paths: PathLike, select: Words = (), ignore: Words = (), tier: str | None = None,
        config: PathLike | None = None, settings: Mapping[str, object] | None = None, isolated: bool = False,
        compile_db: Words = (), root: PathLike | None = None, target: str | None = None,
        cpu: str | None = None, add_args: Words = (), models: Words = (), baseline: PathLike | None = None,
        since: str | None = None, since_merge_base: str | None = None, third_party: bool = False,
        show_suppressed: bool = False, fixes: bool = False, jobs: int | None = None,
        args: Iterable[str] = (), cwd: PathLike | None = None, timeout: float | None = None) -> Report:
    """Analyses files and folders, "." by default.

    The keywords are the options of `critlint check`: a list gives an option that may be repeated, and
    `settings` are keys of the configuration ({"fail-on": "B", "target.priority-bits": 4}). `args` are
    further options as they are. With `fixes` findings have the edits that are proved to mend them.
    """
    words = _words({"config": config, "tier": tier, "root": root, "target": target, "cpu": cpu,
                    "baseline": baseline, "since": since, "since-merge-base": since_merge_base, "jobs": jobs},
                   {"select": select, "ignore": ignore, "compile-db": compile_db, "add-arg": add_args,
                    "model": models},
                   {"isolated": isolated, "third-party": third_party, "show-suppressed": show_suppressed,
                    "fixes": fixes},
                   settings)
    text, complete = _run(["check", *words, *args, "--", *_paths(paths)], cwd, timeout)
    return parse(text, complete=complete)


def latency(*paths: PathLike, config: PathLike | None = None, settings: Mapping[str, object] | None = None,
            isolated: bool = False, compile_db: Words = (), root: PathLike | None = None,
            target: str | None = None, cpu: str | None = None, add_args: Words = (), models: Words = (),
            jobs: int | None = None, args: Iterable[str] = (), cwd: PathLike | None = None,
            timeout: float | None = None) -> Latency:
    """How long each critical section lasts, and whom it delays. The keywords are those of `run`."""
    words = _words({"config": config, "root": root, "target": target, "cpu": cpu, "jobs": jobs},
                   {"compile-db": compile_db, "add-arg": add_args, "model": models},
                   {"isolated": isolated}, settings)
    text, complete = _run(["latency", *words, *args, "--", *_paths(paths)], cwd, timeout)
    return parse_latency(text, complete=complete)


def map(*paths: PathLike, config: PathLike | None = None, settings: Mapping[str, object] | None = None,
        isolated: bool = False, compile_db: Words = (), root: PathLike | None = None,
        target: str | None = None, cpu: str | None = None, add_args: Words = (), models: Words = (),
        jobs: int | None = None, args: Iterable[str] = (), cwd: PathLike | None = None,
        timeout: float | None = None) -> Map:
    """The protection map of files and folders, "." by default: `critlint map --format json`."""
    words = _words({"config": config, "root": root, "target": target, "cpu": cpu, "jobs": jobs},
                   {"compile-db": compile_db, "add-arg": add_args, "model": models},
                   {"isolated": isolated}, settings)
    text, complete = _run(["map", *words, *args, "--", *_paths(paths)], cwd, timeout)
    return _understood(text, lambda data: Map(
        tuple(_program(item) for item in data["programs"]),
        tuple(_notice(item) for item in data["notices"]), complete))


def why(place: str, *paths: PathLike, config: PathLike | None = None,
        settings: Mapping[str, object] | None = None, isolated: bool = False, compile_db: Words = (),
        root: PathLike | None = None, target: str | None = None, cpu: str | None = None,
        add_args: Words = (), models: Words = (), jobs: int | None = None, args: Iterable[str] = (),
        cwd: PathLike | None = None, timeout: float | None = None) -> Why:
    """The facts at `place`, "src/uart.c:42". A line without code is a UsageError that names the nearest."""
    words = _words({"config": config, "root": root, "target": target, "cpu": cpu, "jobs": jobs},
                   {"compile-db": compile_db, "add-arg": add_args, "model": models},
                   {"isolated": isolated}, settings)
    text, _ = _run(["why", *words, *args, "--", place, *_paths(paths)], cwd, timeout)
    return _understood(text, lambda data: Why(
        data["location"]["path"], data["location"]["line"],
        tuple(_state(function["name"], state)
              for function in data["functions"] for state in function["states"]),
        tuple(_object(item) for item in data["objects"])))


def _words(values: Mapping[str, object], lists: Mapping[str, Words], flags: Mapping[str, bool],
           settings: Mapping[str, object] | None) -> list[str]:
    words = ["--format", "json"]
    for name, value in values.items():
        if value is not None:
            words.append(f"--{name}={os.fspath(value) if isinstance(value, os.PathLike) else value}")
    for name, several in lists.items():
        listed = [several] if isinstance(several, str) else several
        words += [f"--{name}={os.fspath(value)}" for value in listed]
    words += [f"--config={key}={_setting(value)}" for key, value in (settings or {}).items()]
    return words + [f"--{name}" for name, wanted in flags.items() if wanted]


def _paths(paths: tuple[PathLike, ...]) -> list[str]:
    return [os.fspath(path) for path in paths or (".",)]


def _setting(value: object) -> str:
    """JSON is YAML, and bare words stay bare."""
    return value if isinstance(value, str) else json.dumps(value)


def _run(words: list[str], cwd: PathLike | None, timeout: float | None) -> tuple[str, bool]:
    """What the program prints, and whether all units were read."""
    try:
        done = subprocess.run([str(find_program()), *words], cwd=cwd, timeout=timeout, capture_output=True,
                              text=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
                              check=False)
    except subprocess.TimeoutExpired as error:
        raise ProgramFailed(f"critlint did not end within {timeout} seconds") from error
    if done.returncode in (0, 1, 3):
        return done.stdout, done.returncode != 3
    said = done.stderr.strip() or _errors(done.stdout)
    if done.returncode == 2:
        raise UsageError(f"critlint ended with status 2: {said}")
    raise ProgramFailed(f"critlint ended with status {done.returncode}: {said}")


def _errors(text: str) -> str:
    """What a report of status 2 says is wrong."""
    try:
        notices = [_notice(item) for item in json.loads(text)["notices"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return "; ".join(notice.message for notice in notices if notice.kind == "error")


def parse(text: str, complete: bool = True) -> Report:
    """The report in the text of `critlint check --format json`."""
    return _understood(text, lambda data: Report(
        findings=tuple(_finding(item) for item in data["findings"]),
        notices=tuple(_notice(item) for item in data["notices"]),
        complete=complete,
        version=data.get("tool", {}).get("version", ""),
        status=data.get("summary", {}).get("exit_status", 0),
    ))


def _understood(text: str, read: Callable[[dict[str, Any]], Read]) -> Read:
    try:
        return read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"critlint wrote a report that is not understood: {error!r}") from error


def parse_latency(text: str, complete: bool = True) -> Latency:
    """The report in the text of `critlint latency --format json`."""
    try:
        data = json.loads(text)
        return Latency(
            sections=tuple(_section(item) for item in data["sections"]),
            handlers=tuple(_handler(item) for item in data["handlers"]),
            notices=tuple(_notice(item) for item in data["notices"]),
            complete=complete,
            version=data.get("tool", {}).get("version", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"critlint wrote a report that is not understood: {error!r}") from error


def _cost(item: dict[str, Any]) -> Cost:
    return Cost(item["bound"], item["low"], item.get("high"), item.get("nanoseconds"), item.get("reason", ""))


def _section(item: dict[str, Any]) -> Section:
    place = item["location"]
    steps = tuple(SectionStep(step["location"].get("path", ""), step["location"].get("line", 0), step["text"],
                              _cost(step["cost"])) for step in item["path"])
    return Section(place["path"], place["line"], item["function"], item["masks"], item.get("enter", ""),
                   _cost(item["cost"]), tuple(item["delays"]), item["delays_tasks"], item["unsure"],
                   item["reached"], steps, item.get("image", ""))


def _handler(item: dict[str, Any]) -> HandlerWait:
    return HandlerWait(item["name"], _cost(item["section"]), _cost(item["others"]), _cost(item["own"]),
                       _cost(item["whole"]), item.get("deadline_ns"), item.get("period_ns"),
                       item.get("meets", ""), item.get("image", ""))


def _finding(item: dict[str, Any]) -> Finding:
    place = item.get("location", item)
    return Finding(item["code"], place["path"], place["line"], place.get("column", 1), item["severity"],
                   item["tier"], item.get("function", ""), item["message"], item.get("name", ""),
                   place.get("end_line", 0), place.get("end_column", 0),
                   tuple(_step(step) for step in item.get("steps", ())), item.get("why", ""),
                   item.get("advice", ""), tuple(_edit(edit) for edit in item.get("edits", ())),
                   item.get("key", ""), item.get("suppressed", False), item.get("justification", ""))


def _step(item: dict[str, Any]) -> Step:
    place = item["location"]
    return Step(place.get("path", ""), place.get("line", 0), place.get("column", 0), item["text"],
                item.get("function", ""), item.get("context", ""), item["preempting"], item["essential"])


def _edit(item: dict[str, Any]) -> Edit:
    place = item["location"]
    return Edit(place["path"], place["line"], place["column"], place["end_line"], place["end_column"],
                item["text"])


def _notice(item: dict[str, Any]) -> Notice:
    place = item.get("location", item)
    return Notice(item["kind"], place.get("path", ""), place.get("line", 0), item["message"])


def _program(item: dict[str, Any]) -> Program:
    return Program(item["main"], tuple(_context(one) for one in item["contexts"]),
                   tuple(_object(one) for one in item["objects"]))


def _context(item: dict[str, Any]) -> Context:
    place = item.get("location", {})
    return Context(item["kind"], item["name"], item["found"], place.get("path", ""), place.get("line", 0),
                   item.get("priority"), item["guessed"])


def _object(item: dict[str, Any]) -> SharedObject:
    place = item.get("location", {})
    return SharedObject(item["name"], item["kind"], place.get("path", ""), place.get("line", 0),
                        item["verdict"], item["sure"], tuple(_access(one) for one in item["accesses"]))


def _access(item: dict[str, Any]) -> Access:
    place = item["location"]
    return Access(item["name"], item["access"], item["touches"], item["function"], place["path"],
                  place["line"], item["guard"], item["words"], item["unsure"])


def _state(function: str, item: dict[str, Any]) -> State:
    return State(function, tuple(_context(one) for one in item["contexts"]), item["path"],
                 tuple(_held(one) for one in item["held"]),
                 tuple(Handler(_context(one), one["can_preempt"], one.get("why_not", ""), one["guess"])
                       for one in item["handlers"]), item["other_tasks"])


def _held(item: dict[str, Any]) -> Held:
    place = item.get("since", {})
    return Held(item["name"], item["maybe"], item.get("function", ""), place.get("path", ""),
                place.get("line", 0), item["by"])
