"""C read as text: what is comment, what is code, and where functions begin and end.

For the tests that judge sources without compiling them. Both branches of an `#if` are read, so a
function whose braces differ between branches ends at the wrong line; write such code another way.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<comment>//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z))
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""",
    re.S | re.X,
)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\r?\n|[^\n])*", re.M)
_WORD = re.compile(r"[A-Za-z_]\w*|[(){};=]")
_NO_NAMES = {"__attribute__", "__declspec", "__asm__", "asm", "alignas", "_Alignas", "if", "while",
             "for", "switch", "sizeof", "static_assert", "_Static_assert"}


@dataclass(frozen=True)
class Comment:
    text: str  # without its marks
    line: int
    last_line: int


@dataclass(frozen=True)
class Function:
    name: str
    first: int  # the line of the name
    last: int  # the line of the closing brace


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def comments(source):
    """Every comment, in order. Text inside string literals is no comment."""
    found = []
    for match in _TOKEN.finditer(source):
        text = match["comment"]
        if text is not None:
            first = source.count("\n", 0, match.start()) + 1
            inner = text[2:] if text.startswith("//") else text[2:].removesuffix("*/")
            found.append(Comment(inner.strip(), first, first + text.count("\n")))
    return found


def without_comments(source):
    """The source with comments blanked; every other character keeps its line and column."""
    return _TOKEN.sub(lambda match: _blank(match[0]) if match["comment"] else match[0], source)


def code_only(source):
    """The source with comments and literals blanked."""
    return _TOKEN.sub(lambda match: _blank(match[0]), source)


def functions(source):
    """The function definitions. `ISR(x) {...}` is a function named ISR."""
    code = _DIRECTIVE.sub(lambda match: _blank(match[0]), code_only(source))
    found = []
    braces = parens = 0
    previous = name = opened = None
    initialiser = False
    for match in _WORD.finditer(code):
        word = match[0]
        if word == "(":
            if braces == parens == 0 and previous and previous[0] not in _NO_NAMES:
                name = previous
            parens += 1
        elif word == ")":
            parens = max(0, parens - 1)
        elif word == "{":
            if braces == 0 and previous and previous[0] == "extern":
                previous = None
                continue
            if braces == 0 and name and not initialiser:
                opened = name
            braces += 1
        elif word == "}":
            braces = max(0, braces - 1)
            if braces == 0:
                if opened:
                    last = code.count("\n", 0, match.start()) + 1
                    found.append(Function(opened[0], code.count("\n", 0, opened[1]) + 1, last))
                    initialiser = False
                name = opened = None
        elif braces == parens == 0 and word == ";":
            name, initialiser = None, False
        elif braces == parens == 0 and word == "=":
            initialiser = True
        previous = (word, match.start()) if word[0] not in "(){};=" else None
    return found
