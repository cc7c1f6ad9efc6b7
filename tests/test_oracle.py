"""The lowering against clang's own -O0 IR (tests/oracle), and proofs that a difference is seen."""
from functools import lru_cache
from pathlib import Path

import pytest

from oracle import compare, corpus, llvm_ir, names, ops_dump, ops_events, runner
from oracle.llvm_c import LlvmMissing

EXCEPTIONS = compare.read_exceptions(Path(__file__).parent / "oracle" / "exceptions.txt")
MATCHED = 0.999
EXCEPTED = 0.001
CONTROL = corpus.SAMPLES / "control.c"


@lru_cache(maxsize=None)
def compiler():
    try:
        return llvm_ir.Compiler()
    except LlvmMissing as missing:
        pytest.skip(str(missing))


def needs(group):
    if group == "arduino" and not corpus.ARDUINO.is_dir():
        pytest.skip("arduino-core-avr is not installed")
    if group in ("samples", "fixtures", "arduino") and not Path("/usr/lib/avr/include").is_dir():
        pytest.skip("avr-libc is not installed")


@lru_cache(maxsize=None)
def compared(critlint, group):
    """(report, exceptions that covered something) of a group. A file that one side cannot read
    is a difference."""
    needs(group)
    report = compare.Report()
    for path, target in corpus.GROUPS[group]():
        try:
            report.add(runner.compare_file(compiler(), critlint, path, target))
        except (llvm_ir.CompileError, ops_dump.DumpError, runner.CritlintError) as error:
            report.differences.append(compare.Difference(str(path), 0, "", "compile", str(error)))
    unused = compare.apply_exceptions(report, EXCEPTIONS)
    return report, [exception for exception in EXCEPTIONS if exception not in unused]


@pytest.mark.parametrize("group", corpus.GROUPS)
def test_the_lowering_agrees_with_clang(critlint, group):
    report, _ = compared(critlint, group)
    assert report.functions and report.events and report.decisions
    assert not report.differences, report.summary() + "\n" + "\n".join(map(str, report.differences[:60]))
    assert report.matched_events + report.excepted >= MATCHED * report.events


def test_exceptions_are_few_and_used(critlint):
    total, used = compare.Report(), set()
    for group in corpus.GROUPS:
        report, covering = compared(critlint, group)
        total.add(report)
        used.update(covering)
    assert total.excepted <= EXCEPTED * total.events, total.summary()
    assert used == set(EXCEPTIONS), [e for e in EXCEPTIONS if e not in used]


# ---- the comparison can fail: every change to a dump that matters is reported ----


@pytest.fixture(name="control")
def control_sample(critlint):
    """(parsed dump, IR) of the sample of control flow."""
    target = runner.TARGETS["arm"]
    unit = ops_dump.parse(runner.dump_ops(critlint, str(CONTROL), target))
    return unit, compiler().read(str(CONTROL), list(target.clang))


def differences(control):
    return {str(difference) for difference in compare.compare_unit(*control).differences}


def event_ops(control):
    """(block, index) of the reachable ops that are events, at most one for each source line."""
    unit, ir = control
    for func in unit.funcs.values():
        reader = ops_events.FunctionReader(unit, func, ir)
        for number in reader.flow().reachable():
            block = func.blocks[number]
            for index, op in enumerate(block.ops):
                if reader.read_op(op, ()):
                    yield block, index


def test_a_dropped_op_is_reported(control):
    before = differences(control)
    places = list(event_ops(control))
    assert len(places) > 100
    for block, index in places:
        op = block.ops.pop(index)
        assert differences(control) != before, op
        block.ops.insert(index, op)


def test_a_doubled_op_is_reported(control):
    before = differences(control)
    for block, index in list(event_ops(control))[::5]:
        block.ops.insert(index, block.ops[index])
        assert differences(control) != before, block.ops[index]
        del block.ops[index]


def swap(items, a, b):
    items[a], items[b] = items[b], items[a]


def test_a_swapped_branch_is_reported(control):
    """All that ask for something outside: their words are the same on both sides."""
    unit, _ = control
    before = differences(control)
    func = unit.funcs["if_else"]
    branches = [block for block in func.blocks if block.term == "branch"]
    assert len(branches) > 8
    for block in branches:
        swap(block.successors, 0, 1)
        assert any("decision" in text for text in differences(control) - before), block
        swap(block.successors, 0, 1)


def test_a_wrong_edge_is_reported(control):
    unit, _ = control
    before = differences(control)
    for name in ("if_else", "loops", "switches", "gotos", "nested_returns"):
        blocks = unit.funcs[name].blocks
        block = next(b for b in blocks if len(b.successors) > 1)
        removed = block.successors.pop()
        case = block.cases.pop()
        assert differences(control) != before, name
        block.successors.append(removed)
        block.cases.append(case)
    assert differences(control) == before


def test_swapped_ops_are_reported(control):
    unit, _ = control
    before = differences(control)
    block = next(b for b in unit.funcs["for_parts"].blocks
                 if len({op.place.name for op in b.ops if op.kind == "store" and op.place.base == "g"}) > 1)
    stores = [index for index, op in enumerate(block.ops) if op.kind == "store" and op.place.base == "g"]
    swap(block.ops, stores[0], stores[1])
    assert any("pair" in text for text in differences(control) - before)


@pytest.mark.parametrize("change, attribute", [
    (lambda place: setattr(place, "flags", ""), "volatile"),
    (lambda place: setattr(place, "bits", 8), "bits"),
])
def test_a_wrong_access_is_reported(control, change, attribute):
    unit, _ = control
    before = differences(control)
    for op in [op for block in unit.funcs["forever"].blocks for op in block.ops if op.place]:
        change(op.place)
    assert any(": access" in text and f": {attribute} " in text for text in differences(control) - before)


def test_a_wrong_name_is_reported(control):
    unit, _ = control
    before = differences(control)
    call = next(op for block in unit.funcs["loops"].blocks for op in block.ops if op.kind == "call")
    call.callee += "_other"
    assert any("only in ops: call" in text for text in differences(control) - before)


def test_a_missing_function_is_reported(control):
    unit, _ = control
    del unit.funcs["switches"]
    assert any("switches: function missing in ops" in text for text in differences(control))


def test_an_exception_covers_only_what_it_says():
    difference = compare.Difference("/tree/a.c", 3, "f", "event", "only in ops: read x")
    other = compare.Difference("/tree/a.c", 3, "f", "event", "only in ops: read y")
    report = compare.Report(differences=[difference, other])
    unused = compare.Exception_("b.c", "*", "event", "*", "why")
    used = compare.Exception_("a.c", "f", "event", "only in ops: read x", "why")
    assert compare.apply_exceptions(report, [unused, used]) == [unused]
    assert report.differences == [other]
    assert report.excepted == 1


# ---- the reader of dumps ----

@pytest.mark.parametrize("linked, shown", [
    ("main", "main"), ("_Z5heads", "heads"), ("_Z5loopsi", "loops"), ("_ZN5Guard5enterEv", "Guard::enter"),
    ("_ZNK4Base3getEv", "Base::get"), ("_ZN5GuardC2Ev", "Guard::Guard"), ("_ZN5GuardD2Ev", "Guard::~Guard"),
    ("_ZN5board5Clock5ticksE", "board::Clock::ticks"), ("_ZZ7throughiENK3$_0clEi", "through::lambda"),
    ("_ZN5boardplEi", "_ZN5boardplEi"), ("_Z", "_Z"), ("_ZN", "_ZN"),
])
def test_names_of_cxx(linked, shown):
    assert names.shown(linked) == shown


DUMP = r'''unit a b.c arm-m ok
global g:x defined : volatile int
global s:tick static defined section(.noinit) : uint32_t
global f::count defined : int
init s:tick+4:4 = &g:x+8
init g:x+0:4 = "a \"quoted\" = text"
func f defined (a, b) @src/a b.c:7
block 0 -> 1 2(default)
  %0 = addr g:x{v}:32 @8:5
  %1 = load *%0.low[%7].high{va}:16 atomic @8:6 macro OUTER/INNER
  store f::count{}:32 %1 init @9:1
  %3 = rmw l:n{b}:3 + %1 old @9:2
  %4 = asm volatile "msr \"%0\"\n @1:2" out "=r"(l:n{}:32)(%3) in "m"(g:x{v}:32) in "r"(%1) clobber cc @10:1
  %5 = call *%1(%0, %1) cleanup @11:1
  %6 = call s:g() builtin @11:2
  switch %1
block 1 -> 2(default) 1(-3) 0(1...9)
  unreachable
block 2 ->
  return %1
'''


def test_a_dump_is_read_as_it_is_printed():
    unit = ops_dump.parse(DUMP)
    assert (unit.path, unit.arch, unit.health) == ("a b.c", "arm-m", "ok")
    assert unit.globals["tick"] == ({"static", "defined"}, "uint32_t")
    assert unit.inits["tick"] == {4: "&g:x+8"}
    func = unit.funcs["f"]
    assert (func.file, func.line) == ("src/a b.c", 7)
    load, store, rmw, asm, indirect, call = func.blocks[0].ops[1:]
    assert (load.place.base, load.place.address, load.place.steps) == ("*", 0, ".low[%7].high")
    assert (load.place.flags, load.place.bits, load.flags) == ("va", 16, {"atomic"})
    assert (store.place.name, store.values, store.flags) == ("f.count", [1], {"init"})
    assert (rmw.operator, rmw.flags, rmw.place.flags) == ("+", {"old"}, "b")
    assert (asm.text, asm.flags) == ('msr "%0"\n @1:2', {"volatile"})
    assert [(o.is_output, o.constraint, o.value) for o in asm.asm_operands] == [
        (True, "=r", 3), (False, "m", None), (False, "r", 1)]
    assert (indirect.callee, indirect.values, indirect.flags) == ("", [1, 0, 1], {"cleanup"})
    assert (call.callee, call.values, call.line, call.column) == ("g", [], 11, 2)
    assert func.blocks[1].cases == ["default", (-3, -3), (1, 9)]
    assert (func.blocks[2].term, func.blocks[2].value) == ("return", 1)


@pytest.mark.parametrize("line", [
    "  %0 = lode g:x{}:32 @1:1", "  %0 = load g:x{}:32", "  store g:x{}:32 @1:1", "  call g:x( @1:1",
    "nonsense", "block 7 -> 0", "  %0 = load g:x{}:32 %4 @1:1",
])
def test_a_line_that_is_not_understood_is_an_error(line):
    with pytest.raises(ops_dump.DumpError):
        ops_dump.parse("unit a.c arm-m ok\nfunc f () @a.c:1\nblock 0 ->\n" + line + "\n")
