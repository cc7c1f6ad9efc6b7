"""Renames everything that a C program named itself, so that nothing can be understood by its name.

    renamed = scramble_tree(source_folder, target_folder)

A new name has the length of the old one: every line and column stays where it is. C sources, assembler
sources and linker scripts are rewritten together. Left alone is what is not the program's own: see `kept`.
"""

import random
import re
from functools import lru_cache
from pathlib import Path

import yaml

REPO = Path(__file__).resolve().parents[1]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SOURCES = {".c", ".h", ".s", ".ld"}

_KEYWORDS = """auto break case char const continue default do double else enum extern float for goto if
inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void
volatile while _Alignas _Alignof _Bool _Noreturn _Static_assert asm __asm __asm__ __attribute__""".split()
_PREPROCESSOR = """include define undef ifdef ifndef elif endif defined error pragma once line
__VA_ARGS__""".split()
# The words of __attribute__((...)); each would change the program.
_ATTRIBUTES = """noreturn weak aligned packed section used unused naked alias always_inline
cleanup""".split()
_FREESTANDING = """int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t intptr_t
size_t ptrdiff_t NULL offsetof bool true false stdint stdbool stddef INT32_MAX UINT32_MAX UINT16_MAX
UINT8_MAX""".split()

# Keys of a row in models/*.yaml whose value is a name in a program.
_SUBJECTS = """save mask unmask restore set raise switch enter exit off on lock unlock handler callback task
priority start task-api isr-api any-api blocks noreturn in-isr copy fill atomic barrier twin""".split()
_NO_NAME = re.compile(r"arg\d+|at arg\d+|always|return")

_C_TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#\s*include\s*<[^>\n]*>)
      | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
      | (?P<word>[A-Za-z_]\w*)""", re.S | re.X)
_INCLUDE = re.compile(r'(\#\s*include\s*")([^"\n]+)(")')
_ASM_COMMENT = re.compile(r"/\*.*?\*/|@[^\n]*", re.S)
_ASM_LABEL = re.compile(r"^\s*([A-Za-z_]\w*):", re.M)
_ASM_NAMING = re.compile(r"^\s*\.(?:global|weak|thumb_set|type|word|macro|extern)\s+([^\n]*)", re.M)
_ASM_BRANCH = re.compile(r"^\s*(?:b|bl|bx|bhs|beq|bne)\s+([A-Za-z_]\w*)|=([A-Za-z_]\w*)", re.M)
_ASM_FREE = re.compile(r"^\s*\.(?:section|syntax|cpu|thumb|text)\b")  # lines without names of the program
_NAME = re.compile(r"(?<![.\w%\\])[A-Za-z_]\w*|(?<=\\)[A-Za-z_]\w*")
_REGISTER = re.compile(r"r\d+|sp|lr|pc|psp|msp|basepri|primask|faultmask|function|object")


@lru_cache(maxsize=None)
def model_names():
    """Every name that a built-in model speaks of."""
    names = set()
    for file in sorted((REPO / "models").glob("*.yaml")):
        # the base loader: `on` and `off` are keys, not truths
        for row in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) or []:
            for key in _SUBJECTS:
                value = row.get(key)
                for name in value if isinstance(value, list) else [value]:
                    if isinstance(name, str) and not _NO_NAME.fullmatch(name):
                        names.add(name)
    return frozenset(names)


@lru_cache(maxsize=None)
def kept():
    """What is not the program's to name."""
    return frozenset([*_KEYWORDS, *_PREPROCESSOR, *_ATTRIBUTES, *_FREESTANDING, "main", *model_names()])


def c_words(text):
    """The words of a C source outside of comments, literals and system includes."""
    return {match["word"] for match in _C_TOKEN.finditer(text) if match["word"]}


def _asm_names(text):
    text = _ASM_COMMENT.sub("", text)
    names = set(_ASM_LABEL.findall(text))
    for operands in _ASM_NAMING.findall(text):
        names |= set(_NAME.findall(operands))
    for pair in _ASM_BRANCH.findall(text):
        names |= set(pair) - {""}
    return {name for name in names if not _REGISTER.fullmatch(name)}


def _new_name(old, taken, chance):
    """A name of the same length. Leading underscores stay: they are the language's business."""
    lead = re.match(r"_*", old)[0] if len(old) > 2 else ""
    for _ in range(10000):
        new = lead + "".join(chance.choice(LETTERS) for _ in range(len(old) - len(lead)))
        if new not in taken:
            return new
    raise ValueError(f"no new name of {len(old)} letters is left for {old}")


def make_names(words, chance):
    names = {}
    taken = set(words) | kept()
    for old in sorted(words - kept(), key=lambda word: (len(word), word)):
        # A letter may become another's old one: there are not enough of them for two sets.
        blocked = taken if len(old) > 1 else kept() | set(names.values())
        names[old] = _new_name(old, blocked, chance)
        taken.add(names[old])
    return names


def rename_c(text, names, files):
    def replace(match):
        return names.get(match["word"], match[0]) if match["word"] else match[0]

    def include(match):
        return match[1] + files.get(match[2], match[2]) + match[3]

    return _INCLUDE.sub(include, _C_TOKEN.sub(replace, text))


def rename_asm(text, names):
    def rename(match):
        return match[0] if _REGISTER.fullmatch(match[0]) else names.get(match[0], match[0])

    lines = []
    for line in text.split("\n"):
        # The first word is an instruction, unless it is a label or a macro of the program.
        head = re.match(r"\s*(?:\.?\w+(?!\w*:))?", line)[0]
        is_instruction = len(head.strip()) < 4 or head.strip() not in names
        start = len(head) if is_instruction else 0
        lines.append(line if _ASM_FREE.match(line) else line[:start] + _NAME.sub(rename, line[start:]))
    return "\n".join(lines)


def _files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in SOURCES)


def _new_paths(folder, files, keep_names, chance):
    """Old → new path of each file; parts are renamed consistently and keep their extension."""
    parts = {part for file in files for part in file.relative_to(folder).parts}
    stems = {part.partition(".")[0] for part in parts} - set(keep_names)
    new = make_names(stems, chance)
    paths = {}
    for file in files:
        old = file.relative_to(folder)
        paths[str(old)] = "/".join(
            new.get(stem, stem) + dot + rest
            for stem, dot, rest in (part.partition(".") for part in old.parts))
    return paths


def scramble_tree(source, target, keep=(), keep_files=(), seed=1):
    """Writes the renamed tree; returns (old → new names, old → new paths)."""
    chance = random.Random(seed)
    files = _files_of(source)
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    words, asm = set(), set()
    for file, text in texts.items():
        if file.suffix in (".c", ".h"):
            words |= c_words(text)
        elif file.suffix == ".s":
            asm |= _asm_names(text)
    names = make_names((words | asm) - set(keep), chance)
    paths = _new_paths(source, files, keep_files, chance)
    includes = dict(paths)
    for old, new in paths.items():  # #include "task.h" names the file by its last part
        includes.setdefault(old.rpartition("/")[2], new.rpartition("/")[2])
    asm_names = {old: new for old, new in names.items() if old in asm}
    for file, text in texts.items():
        path = target / paths[str(file.relative_to(source))]
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix in (".c", ".h"):
            text = rename_c(text, names, includes)
        else:
            text = rename_asm(text, asm_names)
        path.write_text(text, encoding="utf-8")
    return names, paths
