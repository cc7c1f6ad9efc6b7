"""A thin binding of the LLVM C API, as much of it as reading a module needs.

The bitcode is read through the installed libLLVM rather than by parsing `.ll` text: constant
expressions, flags and debug locations come resolved, the C API is stable over releases, and
nothing beyond the library that libclang needs anyway has to be installed.
"""
import ctypes
import glob
import os
from ctypes import POINTER, byref, c_char_p, c_int, c_longlong, c_size_t, c_uint, c_ulonglong, c_void_p


class LlvmMissing(Exception):
    pass


# The C API's opcode numbers (llvm-c/Core.h); they never change once given.
(RET, BR, SWITCH, INDIRECT_BR) = (1, 2, 3, 4)
UNREACHABLE = 7
CALL_BR = 67
BINARY = {8: "+", 10: "-", 12: "*", 14: "/", 15: "/", 17: "%", 18: "%", 20: "<<", 21: ">>", 22: ">>",
          23: "&", 24: "|", 25: "^"}
XOR = 25
(ALLOCA, LOAD, STORE, GEP) = (26, 27, 28, 29)
(TRUNC, ZEXT, SEXT, PTR_TO_INT, INT_TO_PTR, BIT_CAST, ICMP) = (30, 31, 32, 39, 40, 41, 42)
PREDICATES = {32: "==", 33: "!=", 34: ">", 35: ">=", 36: "<", 37: "<=", 38: ">", 39: ">=", 40: "<", 41: "<="}
(PHI, CALL) = (44, 45)
(FENCE, CMPXCHG, ATOMIC_RMW) = (55, 56, 57)
ADDR_SPACE_CAST = 60

(INTERNAL_LINKAGE, PRIVATE_LINKAGE) = (8, 9)
(STRUCT_TYPE, ARRAY_TYPE) = (10, 11)
FUNCTION_INDEX = 0xFFFFFFFF

# name: (result, arguments); v = a reference, s = text, i = int, u = unsigned,
# z, U = where to put a length
SIGNATURES = {
    "LLVMContextCreate": "v", "LLVMContextDispose": " v", "LLVMDisposeModule": " v",
    "LLVMGetModuleDataLayout": "vv", "LLVMSizeOfTypeInBits": "lvv",
    "LLVMGetFirstFunction": "vv", "LLVMGetNextFunction": "vv",
    "LLVMGetFirstGlobal": "vv", "LLVMGetNextGlobal": "vv",
    "LLVMGetFirstBasicBlock": "vv", "LLVMGetNextBasicBlock": "vv",
    "LLVMGetFirstInstruction": "vv", "LLVMGetNextInstruction": "vv",
    "LLVMGetBasicBlockTerminator": "vv", "LLVMGetEntryBasicBlock": "vv",
    "LLVMGetInstructionOpcode": "iv", "LLVMGetConstOpcode": "iv",
    "LLVMGetNumOperands": "iv", "LLVMGetOperand": "vvu", "LLVMTypeOf": "vv", "LLVMGetTypeKind": "iv",
    "LLVMGetValueName2": "svz", "LLVMGetInlineAsmAsmString": "svz",
    "LLVMGetDebugLocLine": "uv", "LLVMGetDebugLocColumn": "uv", "LLVMGetSubprogram": "vv",
    "LLVMDISubprogramGetLine": "uv",
    "LLVMGetDebugLocFilename": "svU",
    "LLVMGetVolatile": "iv", "LLVMGetOrdering": "iv", "LLVMGetICmpPredicate": "iv",
    "LLVMGetNumSuccessors": "uv", "LLVMGetSuccessor": "vvu", "LLVMGetCondition": "vv",
    "LLVMCountIncoming": "uv", "LLVMGetIncomingValue": "vvu", "LLVMGetIncomingBlock": "vvu",
    "LLVMGetCalledValue": "vv", "LLVMGetNumArgOperands": "uv",
    "LLVMGetCallSiteEnumAttribute": "vvuu", "LLVMGetEnumAttributeAtIndex": "vvuu",
    "LLVMCountParams": "uv", "LLVMGetParam": "vvu",
    "LLVMGetLinkage": "iv", "LLVMIsGlobalConstant": "iv", "LLVMConstIntGetZExtValue": "lv",
    "LLVMIsAConstantInt": "vv", "LLVMIsAConstantExpr": "vv", "LLVMIsAInstruction": "vv",
    "LLVMIsAFunction": "vv", "LLVMIsAGlobalVariable": "vv", "LLVMIsAGlobalAlias": "vv",
    "LLVMIsAArgument": "vv", "LLVMIsAInlineAsm": "vv",
    "LLVMIsNull": "iv", "LLVMConstIntGetSExtValue": "qv",
}
CTYPES = {"v": c_void_p, "s": c_void_p, "i": c_int, "u": c_uint, "l": c_ulonglong, "q": c_longlong,
          "z": POINTER(c_size_t), "U": POINTER(c_uint),
          " ": None}


def library_paths(version):
    """Where Debian, Ubuntu and apt.llvm.org put the library of one LLVM release."""
    folders = ["/usr/lib/*-linux-gnu", f"/usr/lib/llvm-{version}/lib", "/usr/lib64", "/usr/local/lib"]
    names = [f"libLLVM-{version}.so.1", f"libLLVM.so.{version}*", f"libLLVM-{version}.so"]
    patterns = [os.path.join(folder, name) for folder in folders for name in names]
    return [path for pattern in patterns for path in sorted(glob.glob(pattern))]


def load_library(version):
    for path in library_paths(version):
        try:
            library = ctypes.CDLL(path)
            bind(library)
            return library
        except (OSError, AttributeError):
            continue
    raise LlvmMissing(f"no LLVM library of release {version} (Debian: libllvm{version})")


def bind(library):
    for name, signature in SIGNATURES.items():
        function = getattr(library, name)
        function.restype = CTYPES[signature[0]]
        function.argtypes = [CTYPES[letter] for letter in signature[1:]]
    library.LLVMGetEnumAttributeKindForName.argtypes = [c_char_p, c_size_t]
    library.LLVMGetEnumAttributeKindForName.restype = c_uint
    library.LLVMCreateMemoryBufferWithMemoryRangeCopy.argtypes = [c_char_p, c_size_t, c_char_p]
    library.LLVMCreateMemoryBufferWithMemoryRangeCopy.restype = c_void_p
    library.LLVMParseBitcodeInContext2.argtypes = [c_void_p, c_void_p, POINTER(c_void_p)]
    library.LLVMParseBitcodeInContext2.restype = c_int
    library.LLVMDisposeMemoryBuffer.argtypes = [c_void_p]


class Module:
    """One parsed module. References are plain integers; they live as long as the Module."""

    def __init__(self, library, bitcode):
        self.c = library
        self.context = library.LLVMContextCreate()
        buffer = library.LLVMCreateMemoryBufferWithMemoryRangeCopy(bitcode, len(bitcode), b"unit")
        module = c_void_p()
        failed = library.LLVMParseBitcodeInContext2(self.context, buffer, byref(module))
        library.LLVMDisposeMemoryBuffer(buffer)
        if failed:
            raise LlvmMissing("the LLVM library does not read this clang's bitcode")
        self.module = module.value
        self.layout = library.LLVMGetModuleDataLayout(self.module)

    def close(self):
        self.c.LLVMDisposeModule(self.module)
        self.c.LLVMContextDispose(self.context)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @staticmethod
    def _chain(first, following):
        while first:
            yield first
            first = following(first)

    def functions(self):
        return self._chain(self.c.LLVMGetFirstFunction(self.module), self.c.LLVMGetNextFunction)

    def globals(self):
        return self._chain(self.c.LLVMGetFirstGlobal(self.module), self.c.LLVMGetNextGlobal)

    def blocks(self, function):
        return self._chain(self.c.LLVMGetFirstBasicBlock(function), self.c.LLVMGetNextBasicBlock)

    def instructions(self, block):
        return self._chain(self.c.LLVMGetFirstInstruction(block), self.c.LLVMGetNextInstruction)

    def operand(self, value, index):
        return self.c.LLVMGetOperand(value, index)

    def _text(self, function, value, length_type=c_size_t):
        length = length_type()
        data = function(value, byref(length))
        return ctypes.string_at(data, length.value).decode("utf-8", "replace") if data else ""

    def name(self, value):
        """The link name; the \\1 by which clang marks an asm label is not part of it."""
        return self._text(self.c.LLVMGetValueName2, value).lstrip("\x01")

    def file(self, function):
        """The file that a function was written in, as clang was told it; "" if unknown."""
        return self._text(self.c.LLVMGetDebugLocFilename, function, c_uint)

    def asm_text(self, inline_asm):
        return self._text(self.c.LLVMGetInlineAsmAsmString, inline_asm)

    def opcode(self, value):
        """Of an instruction or a constant expression; 0 for anything else."""
        if self.c.LLVMIsAInstruction(value):
            return self.c.LLVMGetInstructionOpcode(value)
        if self.c.LLVMIsAConstantExpr(value):
            return self.c.LLVMGetConstOpcode(value)
        return 0

    def constant(self, value):
        return self.c.LLVMConstIntGetZExtValue(value) if self.c.LLVMIsAConstantInt(value) else None

    def successors(self, terminator):
        count = self.c.LLVMGetNumSuccessors(terminator)
        return [self.c.LLVMGetSuccessor(terminator, index) for index in range(count)]

    def attribute_kind(self, name):
        return self.c.LLVMGetEnumAttributeKindForName(name.encode(), len(name))

    def scalar_bits(self, type_):
        """Width of a scalar; None for a record or an array (a piecewise copy)."""
        if self.c.LLVMGetTypeKind(type_) in (STRUCT_TYPE, ARRAY_TYPE):
            return None
        return self.c.LLVMSizeOfTypeInBits(self.layout, type_)
