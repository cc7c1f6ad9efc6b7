"""The other opinion: clang's -O0 IR of a file, as flows of events."""
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field, replace

from . import llvm_c as c
from . import names
from .events import (TRAP, access, asm_label, asm_text_of_ir, atomic_call, call_label, intrinsic_label,
                     rename_prelude)
from .flow import RETURN, Decision, Event, Flow, Node
from .ir_conditions import Conditions

VERSIONS = range(22, 16, -1)
# No pass runs, so always_inline helpers stay calls; unused statics and inlines are kept; the
# names are those of the source; memcpy and its kin stay the calls that they are in the source.
CODEGEN_FLAGS = ["-O0", "-Xclang", "-disable-llvm-passes", "-Xclang", "-disable-O0-optnone", "-g",
                 "-fdebug-compilation-dir=/",
                 "-fno-discard-value-names", "-femit-all-decls", "-fno-builtin", "-w", "-emit-llvm", "-c"]
STATES_MAX = 100000


class CompileError(Exception):
    pass


@dataclass
class IrUnit:
    flows: dict = field(default_factory=dict)
    addresses: dict = field(default_factory=dict)  # function -> names whose address it passes on
    loaded_locals: dict = field(default_factory=dict)  # function -> locals that are read from memory
    globals: set = field(default_factory=set)
    constants: set = field(default_factory=set)    # those which are const


class Compiler:
    """A clang and the LLVM library of the same release."""

    def __init__(self):
        for version in VERSIONS:
            path = shutil.which(f"clang-{version}")
            if path:
                self.path, self.library = path, c.load_library(version)
                return
        raise c.LlvmMissing("no clang-17 or newer (Debian: clang-19)")

    def bitcode(self, source, flags):
        with tempfile.TemporaryDirectory(prefix="oracle") as folder:
            prelude = os.path.join(folder, "prelude.h")
            with open(prelude, "w", encoding="utf-8") as file:
                file.write(rename_prelude())
            output = os.path.join(folder, "unit.bc")
            command = [self.path, *flags, *CODEGEN_FLAGS, "-include", prelude, source, "-o", output]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if run.returncode != 0:
                raise CompileError(run.stderr.strip())
            with open(output, "rb") as file:
                return file.read()

    def read(self, source, flags):
        """The unit as an IrUnit; `flags` say the target."""
        with c.Module(self.library, self.bitcode(source, flags)) as module:
            return read_module(module)


def is_ours(name):
    """Names with a leading dot are clang's own: string literals, compound literals, jump tables."""
    return not name.startswith((".", "__const.", "switch.table"))


def source_name(module, value):
    """The link name; a static that clang had to number (f.x.1) gets its number taken off."""
    name = module.name(value)
    head, dot, tail = name.rpartition(".")
    numbered = dot and tail.isdigit() and module.c.LLVMGetLinkage(value) == c.INTERNAL_LINKAGE
    return names.shown(head if numbered else name)


def read_module(module):
    unit = IrUnit()
    for variable in module.globals():
        name = source_name(module, variable)
        if is_ours(name):
            unit.globals.add(name)
            if module.c.LLVMIsGlobalConstant(variable):
                unit.constants.add(name)
    for function in module.functions():
        made = names.MADE_BY_CLANG.match(module.name(function))
        if module.c.LLVMGetFirstBasicBlock(function) and not made:
            reader = FunctionReader(module, function, unit.constants)
            unit.flows[reader.name] = reader.flow()
            unit.addresses[reader.name] = reader.addresses
            unit.loaded_locals[reader.name] = reader.loaded_locals
    return unit


class FunctionReader:
    def __init__(self, module, function, constants):
        self.module, self.c, self.function = module, module.c, function
        self.constants = constants
        self.name = source_name(module, function)
        self.addresses, self.loaded_locals = set(), set()
        kind = module.attribute_kind
        self.naked = bool(self.c.LLVMGetEnumAttributeAtIndex(function, c.FUNCTION_INDEX, kind("naked")))
        self.byval, self.sret, self.memory_operand = kind("byval"), kind("sret"), kind("elementtype")
        self.roots = {}
        self.pieces, self.first_pieces = set(), set()
        for block in module.blocks(function):
            for instruction in module.instructions(block):
                if self.c.LLVMGetInstructionOpcode(instruction) == c.CALL:
                    self.find_pieces(instruction)
        self.bodies = {block: self.read_block(block) for block in module.blocks(function)}

    # ---- pointers ----

    def root(self, value):
        if value not in self.roots:
            self.roots[value] = self.find_root(value)
        return self.roots[value]

    def find_root(self, value):
        """("global", name), ("local", ""), ("constant", ""), ("function", ""), ("deref", "")."""
        lib = self.c
        if lib.LLVMIsAGlobalVariable(value) or lib.LLVMIsAGlobalAlias(value):
            name = source_name(self.module, value)
            if not is_ours(name) or lib.LLVMGetLinkage(value) == c.PRIVATE_LINKAGE:
                return "constant", ""
            return "global", name
        if lib.LLVMIsAFunction(value):
            return "function", ""
        if lib.LLVMIsAArgument(value):
            return ("local" if self.is_memory_argument(value) else "deref"), ""
        opcode = self.module.opcode(value)
        if opcode == c.ALLOCA:
            return "local", ""
        if opcode in (c.GEP, c.BIT_CAST, c.ADDR_SPACE_CAST, c.PTR_TO_INT):
            return self.root(self.module.operand(value, 0))
        if opcode == c.INT_TO_PTR and self.module.opcode(self.module.operand(value, 0)) == c.PTR_TO_INT:
            return self.root(self.module.operand(value, 0))
        same = ("llvm.threadlocal.address", "llvm.ptr.annotation")
        if opcode == c.CALL and self.callee_name(value).startswith(same):
            return self.root(self.module.operand(value, 0))
        return "deref", ""

    def is_memory_argument(self, value):
        for index in range(self.c.LLVMCountParams(self.function)):
            if self.c.LLVMGetParam(self.function, index) == value:
                return any(self.c.LLVMGetEnumAttributeAtIndex(self.function, index + 1, kind)
                           for kind in (self.byval, self.sret))
        return False

    # ---- instructions ----

    def line(self, instruction):
        line = self.c.LLVMGetDebugLocLine(instruction)
        return 0 if line == 0xFFFFFFFF else line

    def access(self, kind, instruction, pointer, **how):
        root = self.root(pointer)
        if root[0] == "global" and root[1] in self.constants and kind == "read" and not how.get("volatile"):
            return []
        return access(kind, root, instruction, self.line(instruction), **how)

    def escape(self, value):
        root = self.root(value)
        if root[0] == "global":
            self.addresses.add(root[1])

    def find_pieces(self, call):
        """Loads that are no events: of a record passed by value field by field (loads of one
        object at one place in the source) all but the first, and of an operand of
        __builtin_constant_p, which C does not evaluate."""
        if self.callee_name(call).startswith("llvm.is.constant"):
            self.pieces.add(self.module.operand(call, 0))
        previous = None
        for index in range(self.c.LLVMGetNumArgOperands(call)):
            argument = self.module.operand(call, index)
            if self.module.opcode(argument) != c.LOAD:
                previous = None
                continue
            origin = (self.root(self.module.operand(argument, 0)), self.line(argument),
                      self.c.LLVMGetDebugLocColumn(argument))
            if previous and previous[0] == origin:
                self.pieces.add(argument)
                self.first_pieces.add(previous[1])
            previous = origin, argument

    def read_load_store(self, opcode, instruction):
        if instruction in self.pieces:
            return []
        is_load = opcode == c.LOAD
        pointer = self.module.operand(instruction, 0 if is_load else 1)
        value = instruction if is_load else self.module.operand(instruction, 0)
        if not is_load:
            self.escape(value)
        elif self.module.opcode(pointer) == c.ALLOCA:
            self.loaded_locals.add(self.module.name(pointer))
        bits = None if instruction in self.first_pieces else self.module.scalar_bits(self.c.LLVMTypeOf(value))
        return self.access("read" if is_load else "write", instruction, pointer, bits=bits,
                           vague=bits is None, volatile=bool(self.c.LLVMGetVolatile(instruction)),
                           atomic=self.c.LLVMGetOrdering(instruction) != 0)

    def read_atomic(self, instruction, kinds, pointer):
        return [event for kind in kinds
                for event in self.access(kind, instruction, pointer, atomic=True, vague=True)]

    def callee_name(self, call):
        callee = self.c.LLVMGetCalledValue(call)
        while self.module.opcode(callee) in (c.BIT_CAST, c.ADDR_SPACE_CAST):
            callee = self.module.operand(callee, 0)
        named = self.c.LLVMIsAFunction(callee) or self.c.LLVMIsAGlobalAlias(callee)
        return source_name(self.module, callee) if named else ""

    def read_call(self, call):
        callee = self.c.LLVMGetCalledValue(call)
        line = self.line(call)
        if self.c.LLVMIsAInlineAsm(callee):
            for index in range(self.c.LLVMGetNumArgOperands(call)):
                if not self.c.LLVMGetCallSiteEnumAttribute(call, index + 1, self.memory_operand):
                    self.escape(self.module.operand(call, index))
            return [Event(asm_label(asm_text_of_ir(self.module.asm_text(callee))), call, line)]
        name = self.callee_name(call)
        if name.startswith("llvm."):
            return self.read_intrinsic(call, name, line)
        count = self.c.LLVMGetNumArgOperands(call)
        atomic = atomic_call(name, count)
        if atomic:
            return self.read_atomic(call, atomic[0], self.module.operand(call, atomic[1]))
        events = []
        for index in range(count):
            argument = self.module.operand(call, index)
            if self.c.LLVMGetCallSiteEnumAttribute(call, index + 1, self.byval):
                events += self.access("read", call, argument, vague=True)
            else:
                self.escape(argument)
        label = call_label(name) if name else "icall"
        return events + ([Event(label, call, line)] if label else [])

    def read_intrinsic(self, call, name, line):
        if name.startswith(("llvm.memcpy", "llvm.memmove", "llvm.memset")):
            count = self.c.LLVMGetNumArgOperands(call)
            volatile = bool(self.module.constant(self.module.operand(call, count - 1)))
            events = []
            if not name.startswith("llvm.memset"):
                events += self.copy_access("read", call, self.module.operand(call, 1), volatile)
            return events + self.copy_access("write", call, self.module.operand(call, 0), volatile)
        first = self.module.operand(call, 0) if self.c.LLVMGetNumArgOperands(call) else None
        label = intrinsic_label(name, self.module.constant(first) if first else None)
        return [Event(label, call, line)] if label else []

    def copy_access(self, kind, call, pointer, volatile):
        """One `volatile` stands for both ends of a copy: it says nothing about a local, and an
        end behind a pointer may or may not be the volatile one."""
        root = self.root(pointer)
        if root[0] == "local":
            return []
        events = self.access(kind, call, pointer, volatile=volatile, vague=True)
        return [replace(event, optional=root[0] == "deref") for event in events]

    def read_instruction(self, instruction):
        opcode = self.c.LLVMGetInstructionOpcode(instruction)
        if opcode in (c.LOAD, c.STORE):
            return self.read_load_store(opcode, instruction)
        if opcode in (c.ATOMIC_RMW, c.CMPXCHG):
            return self.read_atomic(instruction, ["read", "write"], self.module.operand(instruction, 0))
        if opcode == c.FENCE:
            return [Event("fence", instruction, self.line(instruction))]
        if opcode in (c.CALL, c.CALL_BR):
            return self.read_call(instruction)
        if opcode == c.RET and not self.naked:
            if self.c.LLVMGetNumOperands(instruction):
                self.escape(self.module.operand(instruction, 0))
            return [Event(RETURN, instruction, self.line(instruction))]
        if opcode in (c.PHI, c.ICMP):
            for index in range(self.c.LLVMGetNumOperands(instruction)):
                self.escape(self.module.operand(instruction, index))
        return []

    def is_cleanup_slot(self, pointer):
        is_local = self.module.opcode(pointer) == c.ALLOCA
        return is_local and self.module.name(pointer).startswith("cleanup.dest.slot")

    def read_block(self, block):
        """Its events, and the steps on the slot that tells the exits of a cleanup apart."""
        steps = []
        for instruction in self.module.instructions(block):
            opcode = self.c.LLVMGetInstructionOpcode(instruction)
            if opcode == c.STORE and self.is_cleanup_slot(self.module.operand(instruction, 1)):
                steps.append(("store slot", self.module.operand(instruction, 0)))
            elif opcode == c.LOAD and self.is_cleanup_slot(self.module.operand(instruction, 0)):
                steps.append(("load slot", instruction))
            else:
                steps += self.read_instruction(instruction)
        return steps

    # ---- control flow: blocks, told apart by the cleanup slot and by what their phis stand for ----

    def phi_values(self, block, target, env):
        """What the conditions that `target` joins are, coming from `block`."""
        values = []
        for phi in self.module.instructions(target):
            if self.c.LLVMGetInstructionOpcode(phi) != c.PHI:
                break
            if self.module.scalar_bits(self.c.LLVMTypeOf(phi)) != 1:
                continue
            for index in range(self.c.LLVMCountIncoming(phi)):
                if self.c.LLVMGetIncomingBlock(phi, index) == block:
                    value = self.c.LLVMGetIncomingValue(phi, index)
                    values.append((phi, env.get(value, value)))
                    break
        return frozenset(values)

    def branch(self, terminator, conditions):
        """(targets, decision) of a block's end."""
        opcode = self.c.LLVMGetInstructionOpcode(terminator)
        successors = self.module.successors(terminator)
        if opcode == c.BR and len(successors) == 2:
            condition = self.c.LLVMGetCondition(terminator)
            known = conditions.known(condition)
            if known is not None:
                return [successors[0 if known else 1]], None
            return successors, conditions.branch(condition, successors)
        if opcode == c.SWITCH:
            values = [self.module.constant(self.module.operand(terminator, 2 * index))
                      for index in range(1, len(successors))]
            known = conditions.known(self.module.operand(terminator, 0))
            if known is not None:
                return [successors[values.index(known) + 1 if known in values else 0]], None
            return successors, conditions.switch(self.module.operand(terminator, 0), values, successors)
        return successors, None

    def walk(self, state):
        """The node of a state (block, slot, phis), with states as successors."""
        block, slot, phis = state
        env, events = dict(phis), []
        for step in self.bodies[block]:
            if isinstance(step, Event):
                events.append(step)
                if step.label == TRAP:
                    return Node(events, [])
            elif step[0] == "store slot":
                slot = env.get(step[1], step[1])
            elif slot is not None:
                env[step[1]] = slot
        targets, decision = self.branch(self.c.LLVMGetBasicBlockTerminator(block), Conditions(self, env))
        states = {target: (target, slot, self.phi_values(block, target, env)) for target in targets}
        if decision:
            outcomes = [(what, states[target]) for what, target in decision.outcomes]
            decision = Decision(decision.condition, outcomes)
        return Node(events, [states[target] for target in targets], decision)

    def flow(self):
        entry = (self.c.LLVMGetEntryBasicBlock(self.function), None, frozenset())
        nodes, stack = {}, [entry]
        while stack and len(nodes) < STATES_MAX:
            state = stack.pop()
            if state not in nodes:
                nodes[state] = self.walk(state)
                stack += nodes[state].successors
        subprogram = self.c.LLVMGetSubprogram(self.function)
        line = self.c.LLVMDISubprogramGetLine(subprogram) if subprogram else 0
        return Flow(self.name, line, entry, nodes, os.path.join("/", self.module.file(self.function)))
