"""The vocabulary that both opinions are brought to.

Compared are: reads and writes of named objects with static storage (file scope, static,
static locals as `function.name`), volatile and atomic accesses through any pointer and of
volatile locals, calls by name, indirect calls, fences, asm statements, and the return. How
each side gets there:

* an rmw of the ops is a read, then a write; of a bit-field read, read, write (clang loads the
  container once for the value and once more to merge the new bits); a store to a bit-field is
  read, write;
* a record copy is one read and one write on both sides, whatever clang makes of it (memcpy,
  an aggregate load, a byval argument); where clang marks a copy volatile and one end lies
  behind a pointer, that end counts as the ops have it, because the mark is for either end;
* constant expressions and pointer arithmetic (GEPs) belong to the object they start from,
  arithmetic on integers does not;
* clang folds what is const: reads of const objects that are not volatile are left out on
  both sides, and a pointer that is itself const and initialised with an address stands for
  that object;
* an atomic access is atomic first: whether it is volatile too is not compared, because
  clang's library calls cannot tell;
* a function returns once (clang joins the returns); naked functions do not return;
* a cleanup call counts once a variable: clang joins the exits of a scope and tells them apart
  by a number, which the reader of the IR follows;
* llvm.* intrinsics and __builtin_* calls are left out, but for those mapped below;
* code that cannot be reached does not count on either side.

Left out, because clang copies a constant or copies twice where C does not say so: how a volatile
local aggregate is initialised, struct assignments that are chained, a struct assigned from `?:`.

Addresses that are passed on (stored, passed, returned, compared) are compared as one set of
names a function, beside the events. Branches and switches whose condition both sides can put
into the same words (a comparison of events, locals, constants and what is computed from them)
are compared by what follows each outcome. Not compared at all: reads and writes of plain locals and
through pointers that are not volatile, the values, the types beyond the width of an access.
"""
import re

from .flow import Event

VOLATILE_DEREF = "*volatile"
ATOMIC_DEREF = "*atomic"
VOLATILE_LOCAL = "volatile local"
TRAP = "call __builtin_trap"  # does not return, though clang emits the code after it

FENCES = {"__sync_synchronize", "__atomic_thread_fence", "__atomic_signal_fence", "__c11_atomic_thread_fence",
          "__c11_atomic_signal_fence"}

# Builtins that clang turns into a call of the C library's function.
LIBRARY_BUILTINS = {"memcpy", "memmove", "memset", "memcmp", "memchr", "strlen", "strcpy", "strncpy",
                    "strcmp", "strncmp", "strcat", "strchr", "printf", "puts", "putchar", "sprintf",
                    "snprintf", "abort", "exit", "malloc", "free"}
# Those which clang makes an intrinsic even with -fno-builtin: for the IR they are renamed.
RENAMED_BUILTINS = {
    "memcpy": "void *{0}(void *, const void *, __SIZE_TYPE__)",
    "memmove": "void *{0}(void *, const void *, __SIZE_TYPE__)",
    "memset": "void *{0}(void *, int, __SIZE_TYPE__)",
}
# Calls that clang's code generator adds for arithmetic on complex numbers.
ADDED_CALLS = re.compile(r"__(mul|div)[hsdxt]c3$")

ARM_HINTS = {0: "nop", 1: "yield", 2: "wfe", 3: "wfi", 4: "sev", 5: "sevl"}
ARM_INTRINSICS = {"dmb", "dsb", "isb", "clrex", "ldrex", "strex", "ldaex", "stlex"}

# Calls into the atomic support library: (access, index of the pointer, when it has a size argument first).
ATOMIC_CALL = re.compile(r"__(atomic|sync)_(.+?)(_(?:1|2|4|8|16))?$")


def rename_prelude():
    """A header that keeps __builtin_memcpy and its kin calls in the IR."""
    lines = []
    for name, declaration in RENAMED_BUILTINS.items():
        lines.append(declaration.format("oracle_" + name) + f' __asm__("{name}");')
        lines.append(f"#define __builtin_{name} oracle_{name}")
    return "\n".join(lines) + "\n"


def access_label(kind, root, volatile, atomic):
    """The label of an access, or None if it is not compared. root: (kind, name)."""
    if root[0] == "global":
        return f"{kind} {root[1]}"
    if root[0] == "deref" and (volatile or atomic):
        return f"{kind} {ATOMIC_DEREF if atomic else VOLATILE_DEREF}"
    if root[0] == "local" and volatile and not atomic:
        return f"{kind} {VOLATILE_LOCAL}"
    return None


def access(kind, root, instance, line, *, volatile=False, atomic=False, bits=None, vague=False):
    """A list of no or one event. `vague`: piecewise or merged, width and volatile mean nothing."""
    label = access_label(kind, root, volatile, atomic)
    if label is None:
        return []
    if vague:
        return [Event(label, (instance, kind), line)]
    return [Event(label, (instance, kind), line, None if atomic else bool(volatile), bits)]


def call_label(name):
    """The label of a direct call, or None if it is not compared."""
    if name in FENCES:
        return "fence"
    if name.startswith("__builtin_"):
        plain = name[len("__builtin_"):]
        if plain in LIBRARY_BUILTINS:
            return f"call {plain}"
        if plain == "trap" or (plain.startswith("arm_") and
                               (plain[4:] in ARM_INTRINSICS or plain[4:] in ARM_HINTS.values())):
            return f"call {name}"
        return None
    if name.startswith(("__atomic_", "__c11_atomic_")) and name.endswith("lock_free"):
        return None
    if ADDED_CALLS.match(name):
        return None
    return f"call {name}"


def intrinsic_label(name, first_constant):
    """The same for an llvm.* intrinsic."""
    words = name.split(".")
    if words[1] == "trap":
        return TRAP
    if words[1] == "arm" and words[2] == "hint":
        return f"call __builtin_arm_{ARM_HINTS.get(first_constant, 'hint')}"
    if words[1] == "arm" and words[2] in ARM_INTRINSICS:
        return f"call __builtin_arm_{words[2]}"
    return None


def atomic_call(name, argument_count):
    """([kinds of access], index of the pointer argument) of an atomic library call, or None."""
    match = ATOMIC_CALL.match(name)
    if not match or name in FENCES or name.endswith("lock_free"):
        return None
    operation = match.group(2)
    generic = match.group(1) == "atomic" and match.group(3) is None
    pointer = 1 if generic and argument_count > 1 else 0
    if operation == "load":
        return ["read"], pointer
    if operation in ("store", "clear", "lock_release"):
        return ["write"], pointer
    return ["read", "write"], pointer


def asm_label(text):
    return "asm " + " ".join(text.replace(";", " ; ").split())


def asm_text_of_ir(text):
    """LLVM's template: $0 and ${0:w} are operands, $$ a dollar, $( $| $) braces and bar."""
    def replace(match):
        found = match.group(1)
        return {"$": "$", "(": "{", "|": "|", ")": "}"}.get(found, "%")
    return re.sub(r"\$(\$|\{[^}]*\}|\d+|[(|)])", replace, text)


def asm_text_of_c(text, basic):
    """GCC's template: %0, %w0, %[name] are operands, %% a per cent sign."""
    if basic:
        return text
    return re.sub(r"%(?:[a-zA-Z]?(?:\d+|\[[^\]]*\])|[%=])", "%", text)


# ---- conditions in words: both sides build the same texts ----

CASES_MAX = 64   # of one range; clang tests longer ones by comparing
LOCAL = "local"
MEMORY = "memory"
INVERSE = {"!=": "==", ">=": "<", ">": "<="}


def constant_text(value):
    return str(value & 0xFFFFFFFF)


FOLDS = {"+": lambda a, b: constant_text(a + b), "-": lambda a, b: constant_text(a - b),
         "*": lambda a, b: constant_text(a * b), "&": lambda a, b: constant_text(a & b),
         "|": lambda a, b: constant_text(a | b), "<<": lambda a, b: constant_text(a << (b & 31))}


def binary_text(operator, a, b):
    if a is None or b is None:
        return None
    if a.isdigit() and b.isdigit():  # clang has folded it
        return FOLDS[operator](int(a), int(b)) if operator in FOLDS else None
    if operator == "-" and b.isdigit():
        operator, b = "+", constant_text(-int(b))
    return f"({a} {operator} {b})"


def comparison(operator, a, b):
    """(text, whether the outcomes are exchanged) of a comparison, or None."""
    if a is None or b is None:
        return None
    return f"{a} {INVERSE.get(operator, operator)} {b}", operator in INVERSE


def is_true(text):
    """The same for a value that is tested by itself."""
    return None if text is None else comparison("!=", text, "0")
