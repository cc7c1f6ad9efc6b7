"""Where the two opinions differ: events, pairs of events, widths and volatility, addresses."""
import fnmatch
from collections import Counter
from dataclasses import dataclass, field

from . import ops_events
from .flow import RETURN


@dataclass(frozen=True)
class Difference:
    file: str
    line: int
    function: str
    what: str     # "event", "pair", "decision", "line", "access", "address", "function", "compile"
    text: str     # "only in ops: read g", ...
    count: int = 1

    def __str__(self):
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.file}:{self.line}: {self.function}: {self.what} {self.text}{times}"


@dataclass
class Report:
    functions: int = 0
    events: int = 0           # of both sides together: what only one side has counts too
    matched_events: int = 0
    pairs: int = 0
    matched_pairs: int = 0
    decisions: int = 0        # conditions that both sides put into the same words
    excepted: int = 0         # events that exceptions cover
    differences: list = field(default_factory=list)

    def add(self, other):
        for name in ("functions", "events", "matched_events", "pairs", "matched_pairs", "decisions",
                     "excepted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.differences += other.differences

    def summary(self):
        def rate(matched, total):
            return f"{matched}/{total} ({100 * matched / total if total else 100:.2f} %)"
        return (f"{self.functions} functions, events {rate(self.matched_events, self.events)}, "
                f"pairs {rate(self.matched_pairs, self.pairs)}, decisions {self.decisions}, "
                f"excepted {self.excepted}, "
                f"differences {len(self.differences)}")


class FunctionComparison:
    def __init__(self, file, ops, ir):
        self.file, self.ops, self.ir = file, ops, ir
        self.report = Report(functions=1)
        self.lineless = self.find_lineless()

    def find_lineless(self):
        """Labels that are not told apart by their lines in pairs: those whose lines differ
        anyway (compare_lines says so), and cleanup calls."""
        lines = {}
        for side, events in enumerate((self.ops.events(), self.ir.events())):
            for event in events:
                lines.setdefault(event.label, (Counter(), Counter()))[side][event.line] += 1
        self.lines = lines
        self.cleanups = {event.label for event in self.ops.events() if event.cleanup}
        return self.cleanups | {RETURN} | {label for label, (ops, ir) in lines.items() if ops != ir}

    def spot(self, event):
        return event.label if event.label in self.lineless else f"{event.label} (line {event.line})"

    def compare_lines(self):
        for label, (ops, ir) in sorted(self.lines.items()):
            if ops.total() == ir.total() and ops != ir and label != RETURN and label not in self.cleanups:
                self.differ("line", f"{label}: on {sorted((ops - ir).elements())} in ops, "
                            f"on {sorted((ir - ops).elements())} in clang's IR", min(ops - ir))

    def differ(self, what, text, line, count=1):
        self.report.differences.append(Difference(self.file, line, self.ops.name, what, text, count))

    def compare_events(self):
        ops, ir = self.ops.events(), self.ir.events()
        in_ops, in_ir = Counter(e.label for e in ops), Counter(e.label for e in ir)
        self.report.events = (in_ops | in_ir).total()
        self.report.matched_events = (in_ops & in_ir).total()
        lines = {e.label: e.line for e in ir + ops}
        for side, extra in (("ops", in_ops - in_ir), ("clang's IR", in_ir - in_ops)):
            for label, count in sorted(extra.items()):
                self.differ("event", f"only in {side}: {label}", lines[label], count)
        if in_ops == in_ir:
            self.compare_accesses(ops, ir)

    def compare_accesses(self, ops, ir):
        """Width and volatility, where both sides can tell for every access with that label."""
        for attribute in ("volatile", "bits"):
            values = {}
            for side, events in enumerate((ops, ir)):
                for event in events:
                    counters = values.setdefault(event.label, (Counter(), Counter()))
                    counters[side][getattr(event, attribute)] += 1
            lines = {e.label: e.line for e in ops}
            for label, (in_ops, in_ir) in sorted(values.items()):
                if in_ops != in_ir and None not in in_ops and None not in in_ir:
                    self.differ("access", f"{label}: {attribute} {dict(in_ops)} in ops, "
                                f"{dict(in_ir)} in clang's IR", lines[label])

    def compare_pairs(self):
        ops, ir = self.ops.pairs(self.spot), self.ir.pairs(self.spot)
        self.report.pairs = len(ops.keys() | ir.keys())
        self.report.matched_pairs = len(ops.keys() & ir.keys())
        for side, mine, other in (("ops", ops, ir), ("clang's IR", ir, ops)):
            for pair in sorted(mine.keys() - other.keys()):
                self.differ("pair", f"only in {side}: {pair[0]} -> {pair[1]}", mine[pair])

    def compare_decisions(self):
        """Only conditions that both sides put into the same words."""
        ops, ir = self.ops.decisions(self.spot), self.ir.decisions(self.spot)
        self.report.decisions = len(ops.keys() & ir.keys())
        for condition in sorted(ops.keys() & ir.keys()):
            mine, other = ops[condition], ir[condition]
            for side, found, missing in (("ops", mine, other), ("clang's IR", other, mine)):
                for outcome, spot in sorted(found.keys() - missing.keys()):
                    self.differ("decision", f"only in {side}: {condition} is {outcome} -> {spot}",
                                found[outcome, spot])

    def compare_addresses(self, ops, initial, ir):
        for side, extra in (("ops", ops - ir), ("clang's IR", ir - ops - initial)):
            for name in sorted(extra):
                self.differ("address", f"only in {side}: {name}", self.ops.line)


def compare_function(file, ops, ir, ops_addresses, ir_addresses):
    comparison = FunctionComparison(file, ops, ir)
    comparison.compare_events()
    comparison.compare_lines()
    comparison.compare_pairs()
    comparison.compare_decisions()
    comparison.compare_addresses(*ops_addresses, ir_addresses)
    return comparison.report


def expected_functions(unit, flows, ir):
    """Bodies that the ops must have: those of the file itself, and those which ops call.
    Unused functions of headers are lowered by nobody."""
    called = {event.label for flow in flows.values() for event in flow.events()}
    return {name for name, flow in ir.flows.items()
            if flow.file == unit.path or name in flows or f"call {name}" in called}


def compare_unit(unit, ir):
    """unit: a parsed dump (ops_dump.Unit); ir: llvm_ir.IrUnit of the same file."""
    flows, addresses = ops_events.read_unit(unit, ir)
    report = Report()
    for name in sorted(expected_functions(unit, flows, ir)):
        flow = ir.flows[name]
        if name not in flows:
            count = len(flow.events())
            report.add(Report(functions=1, events=count, differences=[
                Difference(flow.file, flow.line, name, "function", "missing in ops", count)]))
            continue
        file = flows[name].file or unit.path
        candidates = [flow, flow.without_optional()] if flow.has_optional() else [flow]
        reports = [compare_function(file, flows[name], candidate, addresses[name], ir.addresses[name])
                   for candidate in candidates]
        report.add(min(reports, key=lambda r: len(r.differences)))
    return report


@dataclass(frozen=True)
class Exception_:
    """One line of exceptions.txt: file, function, what and text as patterns, then the reason."""
    file: str
    function: str
    what: str
    text: str
    reason: str

    def covers(self, difference):
        return (fnmatch.fnmatch(difference.file, "*" + self.file) and
                fnmatch.fnmatchcase(difference.function, self.function) and
                difference.what == self.what and fnmatch.fnmatchcase(difference.text, self.text))


def read_exceptions(path):
    exceptions = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = [part.strip() for part in line.strip().split(" | ")]
            if len(fields) != 5 or not all(fields):
                raise ValueError(f"{path}:{number}: expected file | function | what | text | reason")
            exceptions.append(Exception_(*fields))
    return exceptions


def apply_exceptions(report, exceptions):
    """Takes the covered differences out of the report; returns the exceptions that covered none."""
    used, left = set(), []
    for difference in report.differences:
        cover = next((e for e in exceptions if e.covers(difference)), None)
        if cover is None:
            left.append(difference)
            continue
        used.add(cover)
        if difference.what in ("event", "function"):
            report.excepted += difference.count
    report.differences = left
    return [e for e in exceptions if e not in used]
