"""The names of C++ as the dump shows them, from what the Itanium ABI makes of them. Only what samples
need: nested names, constructors, destructors and lambdas; templates and operators stay as they are."""
import re

_NAME = re.compile(r"(\d+)")
MADE_BY_CLANG = re.compile(r"__cxx_global_var_init|_GLOBAL__sub_I_|_Z.*(__invoke|cvPF)|_ZN.*([CD][01])E?v?")


def _nested(text):
    """(parts, what is left) of the names between N and E."""
    parts = []
    text = text.lstrip("KVr")
    while text and not text.startswith("E"):
        length = _NAME.match(text)
        if length:
            end = length.end() + int(length[1])
            parts.append(text[length.end():end])
        elif text[0] in "CD" and parts:
            end = 2
            parts.append(parts[-1] if text[0] == "C" else f"~{parts[-1]}")
        else:
            return None, text
        text = text[end:]
    return parts, text[1:]


def shown(name):
    """Guard::~Guard of _ZN5GuardD2Ev; a name that is not understood as it is."""
    local = name.startswith("_ZZ")
    text = name[3 if local else 2:] if name.startswith("_Z") else ""
    if text.startswith("N"):
        parts, _ = _nested(text[1:])
    else:
        parts, _ = _nested(text[:_first_name(text)] + "E")
    if not parts:
        return name
    return "::".join([*parts, "lambda"] if local and "$_" in name else parts)


def _first_name(text):
    length = _NAME.match(text)
    return length.end() + int(length[1]) if length else 0
