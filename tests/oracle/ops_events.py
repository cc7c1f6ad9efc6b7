"""critlint's opinion: a parsed dump of ops, as flows of events (see events.py)."""
import re

from .events import (CASES_MAX, LOCAL, MEMORY, access, access_label, asm_label, asm_text_of_c,
                     binary_text, call_label, comparison, constant_text, is_true)
from .flow import RETURN, Decision, Event, Flow, Node
from .ops_dump import symbol_name

NAMED = {"g", "s", "f"}
LOCALS = {"l", "p", "t"}
MEMORY_LETTERS = set("mQoV")
WIDEST_SCALAR = 64
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def read_unit(unit, ir):
    """({function: Flow}, {function: (names whose address it passes on, those that only an
    initialiser takes)}). `ir` tells what is const."""
    flows, addresses = {}, {}
    for func in unit.funcs.values():
        if func.blocks:
            reader = FunctionReader(unit, func, ir)
            flows[func.name] = reader.flow()
            addresses[func.name] = reader.addresses, reader.initial
    return flows, addresses


class FunctionReader:
    def __init__(self, unit, func, ir):
        self.unit, self.func, self.ir = unit, func, ir
        self.ops = func.ops()
        self.addresses = set()
        self.initial = set()   # by an initialiser of a local: clang may copy a constant instead
        self.find_aliases()

    # ---- pointers ----

    def find_aliases(self):
        """Const pointers, local or static, whose initialiser is an address: clang folds them, and
        a call through them is a call by name. A local whose initialiser does more than name the
        address is not folded: then the IR loads it. Const integers are folded likewise."""
        loaded = self.ir.loaded_locals.get(self.func.name, set())
        stores = {}
        for block in self.func.blocks:
            for op in block.ops:
                if op.kind in ("store", "rmw") and op.place.base == "l" and not op.place.steps:
                    stores.setdefault(op.place.name, []).append(op)
        self.aliases, self.constants = {}, {}
        for name, ops in stores.items():
            op = ops[0]
            is_const = "init" in op.flags and "c" in op.place.flags and op.kind == "store"
            if is_const and len(ops) == 1 and name not in loaded:
                self.constants[name] = self.value(op.values[0])
                root = self.resolve(op.values[0])
                if root[0] in ("global", "function") and self.is_constant_address(op.values[0]):
                    self.aliases["l", name] = root
        for name, values in self.unit.inits.items():
            if self.is_const(name) and values.get(0, "").startswith("&") and len(values) == 1:
                target = symbol_name(re.sub(r"[+-]\d+$", "", values[0][1:]))
                kind = "global" if target in self.unit.globals else "function"
                self.aliases["static", name] = (kind, target)

    def is_constant_address(self, number):
        """No index that is computed: only then can clang fold it."""
        op = self.ops[number]
        if op.kind == "cast":
            return self.is_constant_address(op.values[0])
        if op.kind != "addr":
            return False
        indices = [int(part.split("]")[0]) for part in op.place.steps.split("[%")[1:]]
        return all(self.ops[index].kind == "const" for index in indices)

    def is_const(self, name):
        """As clang sees it, where clang kept the object; else by its type."""
        if name in self.ir.globals:
            return name in self.ir.constants
        return self.unit.globals.get(name, (set(), ""))[1].startswith("const ")

    def resolve(self, number, depth=0):
        """The object that a value points into, as in llvm_ir.find_root."""
        op = self.ops.get(number)
        if op is None or depth > 1000:
            return "deref", ""
        if op.kind == "addr":
            return self.root(op.place, depth + 1)
        if op.kind == "cast":
            return self.resolve(op.values[0], depth + 1)
        if op.kind == "binary" and op.operator in ("+", "-") and not self.is_integer(op.values[0]):
            return self.resolve(op.values[0], depth + 1)
        if op.kind == "load" and not op.place.steps:
            key = ("l" if op.place.base == "l" else "static", op.place.name)
            return self.aliases.get(key, ("deref", ""))
        return "deref", ""

    def is_integer(self, number):
        op = self.ops.get(number)
        return op is not None and op.kind == "cast" and not op.text.rstrip().endswith(("*", "*const", "]"))

    def root(self, place, depth=0):
        if place.base == "*":
            return self.resolve(place.address, depth)
        if place.base in LOCALS:
            return "local", ""
        if place.base in NAMED and place.name in self.unit.globals:
            return "global", place.name
        return ("function", place.name) if place.base in NAMED else ("constant", "")

    def pointed_to(self, number):
        root = self.resolve(number)
        return {root[1]} if root[0] == "global" else set()

    def escape(self, number):
        self.addresses |= self.pointed_to(number)

    # ---- ops ----

    def access(self, kind, op, place, instance, **how):
        root = self.root(place)
        volatile = "v" in place.flags
        if root[0] == "global" and kind == "read" and not volatile and self.is_const(root[1]):
            return []
        bits = None if "b" in place.flags or place.bits > WIDEST_SCALAR else place.bits
        return access(kind, root, instance, op.line, volatile=volatile, bits=bits, vague=bits is None,
                      atomic="a" in place.flags or "atomic" in op.flags, **how)

    def read_store(self, op, instance):
        if "init" in op.flags:
            self.initial |= self.pointed_to(op.values[0])
        else:
            self.escape(op.values[0])
        events = self.access("read", op, op.place, (instance, "merge")) if "b" in op.place.flags else []
        return events + self.access("write", op, op.place, instance)

    def read_rmw(self, op, instance):
        for value in op.values:
            self.escape(value)
        events = self.access("read", op, op.place, instance)
        if "b" in op.place.flags:
            events += self.access("read", op, op.place, (instance, "merge"))
        return events + self.access("write", op, op.place, instance)

    def read_call(self, op, instance):
        indirect = not op.callee
        for value in op.values[1 if indirect else 0:]:
            self.escape(value)
        callee = self.resolve(op.values[0]) if indirect else ("function", op.callee)
        label = call_label(callee[1]) if callee[0] == "function" else "icall"
        if label is None:
            return []
        if "cleanup" in op.flags:
            variable = self.ops[op.values[0]].place if op.values else None
            instance = ("cleanup", op.callee, variable and variable.name, op.line, op.column)
        return [Event(label, instance, op.line, cleanup="cleanup" in op.flags)]

    def read_asm(self, op, instance):
        events = [Event(asm_label(asm_text_of_c(op.text, "basic" in op.flags)), instance, op.line)]
        for index, operand in enumerate(op.asm_operands):
            letters = set(operand.constraint)
            in_memory = letters & MEMORY_LETTERS and "r" not in letters
            if operand.is_output and operand.place and not in_memory:
                events += self.access("write", op, operand.place, (instance, index))
            if not operand.is_output and operand.value is not None:
                self.escape(operand.value)
        return events

    def read_op(self, op, instance):
        if op.kind == "load":
            return self.access("read", op, op.place, instance)
        if op.kind == "store":
            return self.read_store(op, instance)
        if op.kind == "rmw":
            return self.read_rmw(op, instance)
        if op.kind == "call":
            return self.read_call(op, instance)
        if op.kind == "asm":
            return self.read_asm(op, instance)
        if op.kind == "unknown":
            return [Event("unknown", instance, op.line)]
        if op.kind == "binary" and op.operator in COMPARISONS:
            for value in op.values:
                self.escape(value)
        return []

    # ---- conditions in words, as in ir_conditions.py ----

    def value(self, number):
        op = self.ops.get(number)
        if op is None:
            return None
        if op.kind == "const":
            return constant_text(op.constant)
        if op.kind == "load":
            constant = self.constants.get(op.place.name) if op.place.base == "l" else None
            return constant if constant and constant.isdigit() else self.load_text(op)
        if op.kind == "rmw":
            old = self.load_text(op)
            return old if "old" in op.flags else binary_text(op.operator, old, self.value(op.values[0]))
        if op.kind == "call":
            return call_label(op.callee) if op.callee else None
        if op.kind == "cast":
            return self.value(op.values[0])
        if op.kind == "binary" and op.operator not in COMPARISONS:
            return binary_text(op.operator, self.value(op.values[0]), self.value(op.values[1]))
        return None

    def load_text(self, op):
        if op.place.base == "t" or "b" in op.place.flags:
            return None
        root = self.root(op.place)
        if root[0] == "global" and self.is_const(root[1]) and "v" not in op.place.flags:
            return None
        atomic = "a" in op.place.flags or "atomic" in op.flags
        label = access_label("read", root, "v" in op.place.flags, atomic)
        return label or {"local": LOCAL, "deref": MEMORY}.get(root[0])

    def test(self, number):
        """(text, exchanged) of a condition, or None."""
        op = self.ops.get(number)
        if op is not None and op.kind == "unary" and op.operator == "!":
            inner = self.test(op.values[0])
            return inner and (inner[0], not inner[1])
        if op is not None and op.kind == "binary" and op.operator in COMPARISONS:
            inner = self.uncast(op.values[0])
            if op.operator in ("==", "!=") and self.value(op.values[1]) == "0" and self.is_boolean(inner):
                test = self.test(inner)
                return test and (test[0], test[1] != (op.operator == "=="))
            return comparison(op.operator, self.value(op.values[0]), self.value(op.values[1]))
        return is_true(self.value(number))

    def uncast(self, number):
        while number in self.ops and self.ops[number].kind == "cast":
            number = self.ops[number].values[0]
        return number

    def is_boolean(self, number):
        op = self.ops.get(number)
        return op is not None and (op.kind == "unary" and op.operator == "!" or
                                   op.kind == "binary" and op.operator in COMPARISONS)

    def decision(self, block):
        if block.term == "branch":
            test = self.test(block.value)
            if test and len(block.successors) == 2:
                return Decision(test[0], list(zip(("false", "true") if test[1] else ("true", "false"),
                                                  block.successors)))
        if block.term == "switch":
            text = self.value(block.value)
            return text and Decision(f"switch {text}", self.cases(block))
        return None

    @staticmethod
    def cases(block):
        """The outcomes. Long ranges clang tests by comparing, where none of the others fits."""
        outcomes = []
        for successor, case in zip(block.successors, block.cases):
            if case == "default" or case[1] - case[0] >= CASES_MAX:
                outcomes.append(("default", successor))
            else:
                outcomes += [(constant_text(value), successor) for value in range(case[0], case[1] + 1)]
        return outcomes

    # ---- control flow ----

    def successors(self, block):
        """A condition that is a constant op leaves one way."""
        op = self.ops.get(block.value)
        if op is None or op.kind != "const":
            return list(block.successors)
        if block.term == "branch":
            return [block.successors[0 if op.constant else 1]]
        if block.term == "switch":
            for successor, case in zip(block.successors, block.cases):
                if isinstance(case, tuple) and case[0] <= op.constant <= case[1]:
                    return [successor]
            return [s for s, case in zip(block.successors, block.cases) if case == "default"]
        return list(block.successors)

    def flow(self):
        nodes = {}
        naked = "naked" in self.func.flags
        for number, block in enumerate(self.func.blocks):
            events = []
            for index, op in enumerate(block.ops):
                events += self.read_op(op, (number, index))
            if block.term == "return" and not naked:
                if block.value is not None:
                    self.escape(block.value)
                line = block.ops[-1].line if block.ops else self.func.line
                events.append(Event(RETURN, (number, "return"), line))
            nodes[number] = Node(events, self.successors(block), self.decision(block))
        return Flow(self.func.name, self.func.line, 0, nodes, self.func.file)
