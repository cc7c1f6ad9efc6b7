"""Reads the text that `critlint check FILE --dump=ops` prints (analyzer/ir/ir_dump.h).

Strict: a line that does not parse raises DumpError, because a parser that skips what it does
not know would compare less than it claims.
"""
import re
from dataclasses import dataclass, field
from typing import Optional


class DumpError(Exception):
    pass


@dataclass
class Place:
    base: str                 # "g", "s", "f", "l", "p", "t", "*" (deref), '""' (string literal)
    name: str                 # static locals: function.name; deref: ""
    address: Optional[int]    # deref: number of the value that is the address
    steps: str                # ".field[%3]" as printed
    flags: str                # of "vacb"
    bits: int


@dataclass
class AsmOperand:
    is_output: bool
    constraint: str
    place: Optional[Place] = None
    value: Optional[int] = None


@dataclass
class Op:
    kind: str
    number: Optional[int] = None
    place: Optional[Place] = None
    operator: str = ""
    values: list = field(default_factory=list)   # numbers of the operands read
    callee: str = ""                             # direct calls
    constant: Optional[int] = None
    text: str = ""                               # asm template; cast: type
    asm_operands: list = field(default_factory=list)
    flags: set = field(default_factory=set)
    line: int = 0
    column: int = 0


@dataclass
class Block:
    ops: list = field(default_factory=list)
    term: str = "none"
    value: Optional[int] = None
    successors: list = field(default_factory=list)   # block numbers
    cases: list = field(default_factory=list)        # beside successors: None, "default" or (low, high)


@dataclass
class Func:
    name: str
    flags: set
    file: str
    line: int
    blocks: list = field(default_factory=list)

    def ops(self):
        return {op.number: op for block in self.blocks for op in block.ops if op.number is not None}


@dataclass
class Unit:
    path: str = ""
    arch: str = ""
    health: str = ""
    globals: dict = field(default_factory=dict)   # name -> (flags, type spelling)
    inits: dict = field(default_factory=dict)     # name -> {offset: text of the value}
    funcs: dict = field(default_factory=dict)


KINDS = {"const", "addr", "load", "store", "rmw", "binary", "unary", "cast", "call", "asm", "unknown"}
TERMS = {"none", "jump", "branch", "switch", "goto", "return", "unreachable"}

LOCATION = re.compile(r" @(\d+):(\d+)(?: macro \S+)?$")
OP_FLAGS = re.compile(r"(?: (?:old|init|cleanup|atomic|degraded|builtin))+$")
PLACE = re.compile(r'(\*%(\d+)|""|[gslpt]:[^\s{.\[]+|[^\s{.\[:]+::[^\s{.\[]+)([^{]*)\{([vacb]*)\}:(\d+)')
SUCCESSOR = re.compile(r"(\d+)(?:\((default|-?\d+|-?\d+\.\.\.-?\d+)\))?$")
FUNC = re.compile(r"func (\S+)((?: [a-z]+)*) \((.*)\) @(.*):(\d+)$")
GLOBAL = re.compile(r"global (\S+)((?: [a-z]+)*)(?: section\((.*?)\))?(?: : (.*))?$")
INIT = re.compile(r"init (\S+)\+(\d+):(\d+) = (.*)$")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def has_prefix(text):
    return text[1:2] == ":" and text[2:3] != ":"


def symbol_name(text):
    """The link name: g:x, s:x -> x; f::x -> f.x (clang's name of a static local)."""
    if has_prefix(text):
        return text[2:]
    function, colons, name = text.partition("::")
    if colons:
        return f"{function}.{name}"
    return text.partition(":")[2]


def unquote(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(1)), text)


def make_place(match):
    base_text, address, steps, flags, bits = match.groups()
    if address is not None:
        return Place("*", "", int(address), steps, flags, int(bits))
    if base_text == '""':
        return Place('""', "", None, steps, flags, int(bits))
    base = base_text[0] if has_prefix(base_text) else "f"
    return Place(base, symbol_name(base_text), None, steps, flags, int(bits))


def value_numbers(text):
    return [int(number) for number in re.findall(r"%(\d+)", text)]


class Cursor:
    """A line's rest, eaten from the left."""

    def __init__(self, text):
        self.text = text

    def take(self, pattern):
        match = re.compile(pattern).match(self.text)
        if match:
            self.text = self.text[match.end():]
        return match

    def need(self, pattern):
        match = self.take(pattern)
        if not match:
            raise DumpError(f"expected {pattern!r} at {self.text!r}")
        return match


def parse_asm(op, cursor):
    while True:
        flag = cursor.take(r"(volatile|basic) ")
        if not flag:
            break
        op.flags.add(flag.group(1))
    op.text = unquote(cursor.need(QUOTED.pattern).group(1))
    while True:
        head = cursor.take(r" (out|in) " + QUOTED.pattern)
        if not head:
            break
        operand = AsmOperand(head.group(1) == "out", unquote(head.group(2)))
        while cursor.take(r"\("):
            number = cursor.take(r"%(\d+)\)")
            if number:
                operand.value = int(number.group(1))
            else:
                operand.place = make_place(cursor.need(PLACE.pattern))
                cursor.need(r"\)")
        op.asm_operands.append(operand)
    while cursor.take(r" clobber \S+"):
        pass


def parse_body(op, text):
    cursor = Cursor(text)
    if op.kind == "const":
        op.constant = int(cursor.need(r"-?\d+").group())
    elif op.kind in ("addr", "load"):
        op.place = make_place(cursor.need(PLACE.pattern))
    elif op.kind == "store":
        op.place = make_place(cursor.need(PLACE.pattern))
        op.values = [int(cursor.need(r" %(\d+)").group(1))]
    elif op.kind == "rmw":
        op.place = make_place(cursor.need(PLACE.pattern))
        op.operator = cursor.need(r" (\S+)").group(1)
        value = cursor.take(r" %(\d+)")
        op.values = [int(value.group(1))] if value else []
    elif op.kind == "binary":
        match = cursor.need(r"%(\d+) (\S+) %(\d+)")
        op.values, op.operator = [int(match.group(1)), int(match.group(3))], match.group(2)
    elif op.kind == "unary":
        match = cursor.need(r"(\S*) %(\d+)")
        op.values, op.operator = [int(match.group(2))], match.group(1)
    elif op.kind == "cast":
        match = cursor.need(r"%(\d+) to (.*)")
        op.values, op.text = [int(match.group(1))], match.group(2)
    elif op.kind == "call":
        match = cursor.need(r"(?:\*%(\d+)|(\S+?))\(([^()]*)\)")
        op.callee = symbol_name(match.group(2)) if match.group(2) else ""
        op.values = value_numbers(match.group(3))
        if match.group(1):
            op.values.insert(0, int(match.group(1)))
    elif op.kind == "asm":
        parse_asm(op, cursor)
    else:
        op.values = value_numbers(cursor.need(r"\([^()]*\)").group())
    if cursor.text:
        raise DumpError(f"left over: {cursor.text!r}")


def parse_op(line):
    match = re.match(r"  (?:%(\d+) = )?(\w+) ?", line)
    if not match or match.group(2) not in KINDS:
        raise DumpError("not an op")
    op = Op(match.group(2), int(match.group(1)) if match.group(1) else None)
    rest = line[match.end():]
    location = LOCATION.search(rest)
    if not location:
        raise DumpError("no location")
    op.line, op.column = int(location.group(1)), int(location.group(2))
    rest = rest[:location.start()]
    flags = OP_FLAGS.search(rest)
    if flags:
        op.flags = set(flags.group().split())
        rest = rest[:flags.start()]
    parse_body(op, rest)
    return op


def parse_successor(text):
    match = SUCCESSOR.match(text)
    if not match:
        raise DumpError(f"successor {text!r}")
    case = match.group(2)
    if case is not None and case != "default":
        low, _, high = case.partition("...")
        case = (int(low), int(high or low))
    return int(match.group(1)), case


def parse_block(line, func):
    head, arrow, rest = line.partition("->")
    number = int(head.split()[1])
    if not arrow or number != len(func.blocks):
        raise DumpError(f"block {number} out of order")
    block = Block()
    for text in rest.split():
        successor, case = parse_successor(text)
        block.successors.append(successor)
        block.cases.append(case)
    func.blocks.append(block)
    return block


def parse_func(line):
    match = FUNC.match(line)
    if not match:
        raise DumpError("not a func line")
    return Func(match.group(1), set(match.group(2).split()), match.group(4), int(match.group(5)))


def parse_unit_line(unit, line):
    words = line.split(" ")
    unit.path, unit.arch, unit.health = " ".join(words[1:-2]), words[-2], words[-1]


def parse_global(unit, line):
    match = GLOBAL.match(line)
    if not match:
        raise DumpError("not a global line")
    unit.globals[symbol_name(match.group(1))] = (set(match.group(2).split()), match.group(4) or "")


def parse_init(unit, line):
    match = INIT.match(line)
    if not match:
        raise DumpError("not an init line")
    unit.inits.setdefault(symbol_name(match.group(1)), {})[int(match.group(2))] = match.group(4)


def parse_terminator(block, line):
    match = re.match(r"  (\w+)(?: %(\d+))?$", line)
    if not match or match.group(1) not in TERMS:
        return False
    block.term = match.group(1)
    block.value = int(match.group(2)) if match.group(2) else None
    return True


def parse(text):
    """The whole dump of one unit."""
    unit, func, block = Unit(), None, None
    for number, line in enumerate(text.splitlines(), 1):
        try:
            if line.startswith("  "):
                if block is None:
                    raise DumpError("op outside of a block")
                if not parse_terminator(block, line):
                    block.ops.append(parse_op(line))
            elif line.startswith("block "):
                block = parse_block(line, func)
            elif line.startswith("func "):
                func, block = parse_func(line), None
                unit.funcs[func.name] = func
            elif line.startswith("global "):
                parse_global(unit, line)
            elif line.startswith("init "):
                parse_init(unit, line)
            elif line.startswith("unit "):
                parse_unit_line(unit, line)
            else:
                raise DumpError("unknown line")
        except (DumpError, AttributeError, ValueError) as error:
            raise DumpError(f"line {number}: {error}: {line!r}") from error
    for func in unit.funcs.values():
        for block in func.blocks:
            if any(successor >= len(func.blocks) for successor in block.successors):
                raise DumpError(f"{func.name}: a successor does not exist")
    return unit
