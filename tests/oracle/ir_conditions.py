"""What a branch of the IR asks, in the words of events.py."""
from . import llvm_c as c
from .events import LOCAL, MEMORY, access_label, binary_text, call_label, comparison, constant_text, is_true
from .flow import Decision

DEPTH_MAX = 50


class Conditions:
    """Conditions at the end of one block; `env` says which value a phi stands for here."""

    def __init__(self, reader, env):
        self.reader, self.module, self.c, self.env = reader, reader.module, reader.c, env

    def known(self, value):
        """A constant, or None."""
        value = self.env.get(value, value)
        constant = self.module.constant(value)
        if constant is not None:
            return constant
        opcode = self.module.opcode(value)
        if opcode == c.CALL:
            return 0 if self.reader.callee_name(value).startswith("llvm.is.constant") else None
        if opcode == c.XOR:
            a, b = (self.known(self.module.operand(value, index)) for index in (0, 1))
            return None if a is None or b is None else (a ^ b) & 1
        return None

    def value(self, value, depth=0):
        value = self.env.get(value, value)
        if self.c.LLVMIsAConstantInt(value):
            return constant_text(self.c.LLVMConstIntGetSExtValue(value))
        if depth > DEPTH_MAX:
            return None
        opcode = self.module.opcode(value)
        if not opcode:
            return "0" if self.c.LLVMIsNull(value) else None
        if opcode == c.LOAD:
            return self.load(value)
        if opcode == c.CALL:
            name = self.reader.callee_name(value)
            return call_label(name) if name and not name.startswith("llvm.") else None
        if opcode in (c.TRUNC, c.ZEXT, c.SEXT, c.PTR_TO_INT, c.INT_TO_PTR):
            return self.value(self.module.operand(value, 0), depth + 1)
        if opcode in c.BINARY:
            a, b = (self.value(self.module.operand(value, index), depth + 1) for index in (0, 1))
            return binary_text(c.BINARY[opcode], a, b)
        return None

    def load(self, load):
        root = self.reader.root(self.module.operand(load, 0))
        label = access_label("read", root, bool(self.c.LLVMGetVolatile(load)),
                             self.c.LLVMGetOrdering(load) != 0)
        return label or {"local": LOCAL, "deref": MEMORY}.get(root[0])

    def test(self, value, depth=0):
        """(text, exchanged) of a condition, or None."""
        value = self.env.get(value, value)
        opcode = self.module.opcode(value)
        if depth > DEPTH_MAX or opcode == c.PHI:
            return None
        if opcode == c.XOR and self.module.scalar_bits(self.c.LLVMTypeOf(value)) == 1:
            inner = self.test(self.module.operand(value, 0), depth + 1)
            return inner and (inner[0], not inner[1])
        if opcode == c.ICMP:
            a, b = (self.module.operand(value, index) for index in (0, 1))
            operator = c.PREDICATES[self.c.LLVMGetICmpPredicate(value)]
            if self.is_boolean(a) and self.c.LLVMIsNull(b) and operator in ("==", "!="):
                # A value by now: which path it came on is as little known as to the ops.
                inner = Conditions(self.reader, {}).test(self.module.operand(a, 0), depth + 1)
                return inner and (inner[0], inner[1] != (operator == "=="))
            return comparison(operator, self.value(a), self.value(b))
        return is_true(self.value(value))

    def is_boolean(self, value):
        """An i1 made wide again."""
        return (self.module.opcode(value) == c.ZEXT and
                self.module.scalar_bits(self.c.LLVMTypeOf(self.module.operand(value, 0))) == 1)

    def branch(self, condition, successors):
        test = self.test(condition)
        if test is None:
            return None
        text, exchanged = test
        return Decision(text, list(zip(("false", "true") if exchanged else ("true", "false"), successors)))

    def switch(self, value, cases, successors):
        text = self.value(value)
        if text is None:
            return None
        outcomes = [("default", successors[0])]
        outcomes += [(constant_text(case), successor) for case, successor in zip(cases, successors[1:])]
        return Decision(f"switch {text}", outcomes)
