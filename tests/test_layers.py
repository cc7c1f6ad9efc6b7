"""The folder tree is the layer diagram: every `#include` points into its own folder or below it."""

import re
from pathlib import Path

import pytest

import c_source

REPO = Path(__file__).resolve().parents[1]

# Low to high. A folder sees itself and the rows above it here; folders of one row do not see each other.
LAYERS = [
    {"base"},
    {"core"},
    {"yaml"},
    {"config", "ir", "model", "report"},
    {"frontend", "objects", "store"},
    {"link"},
    {"flow"},
    {"rules"},
    {"driver"},
]
LEVEL = {folder: level for level, row in enumerate(LAYERS) for folder in row}

# Lower, and still out of bounds: the whole program is read from facts, never from the parser, and
# nobody but the driver knows how a finding is printed.
OUT_OF_BOUNDS = {folder: {"frontend", "report"} for folder in ("link", "flow", "rules")}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)


def includes(source):
    """(line, "quote" or "<", path) of every include that is not commented out."""
    text = c_source.without_comments(source)
    return [(text.count("\n", 0, match.start()) + 1, match[1], match[2]) for match in _INCLUDE.finditer(text)]


def edge_problem(folder, mark, path):
    """Why a file in `folder` may not include `path`; None if it may."""
    if "clang-c/" in path:
        return None if folder == "frontend" else "only frontend/ knows libclang"
    if mark == "<":
        return None
    target, slash, _ = path.partition("/")
    if not slash or target not in LEVEL:
        return 'written as "folder/file.h", the folder being a layer'
    if folder == "rules" and re.match(r"rules/crit\d", path):
        return "a rule knows no other rule"
    if target == folder or LEVEL[target] < LEVEL[folder] and target not in OUT_OF_BOUNDS.get(folder, ()):
        return None
    return f"{folder} is not above {target}"


def find_cycle(graph):
    """One cycle of a graph {node: nodes} as a list of nodes; empty if there is none."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return []
        path.append(node)
        for target in sorted(graph.get(node, ())):
            cycle = visit(target)
            if cycle:
                return cycle
        path.pop()
        done.add(node)
        return []

    for node in sorted(graph):
        cycle = visit(node)
        if cycle:
            return cycle
    return []


def is_umbrella(source):
    """A header with nothing but includes of the project: it hides who needs what."""
    text = c_source.without_comments(source)
    rest = re.sub(r"^[ \t]*#[ \t]*(include|ifndef|define|endif|pragma)\b.*$", "", text, flags=re.M)
    return not rest.strip() and len([mark for _, mark, _ in includes(source) if mark == '"']) > 1


def layer_folders(root):
    folders = {path.name: path for path in (root / "analyzer").glob("*") if path.is_dir()}
    if (root / "rules").is_dir():
        folders["rules"] = root / "rules"
    return folders


def violations(root):
    found = []
    for name, folder in sorted(layer_folders(root).items()):
        if name not in LEVEL:
            found.append(f"{folder.relative_to(root)}: the layer list does not know this folder")
            continue
        modules = {}
        for path in sorted(path for path in folder.rglob("*") if path.suffix in {".c", ".h", ".def"}):
            where = path.relative_to(root)
            source = path.read_text(encoding="utf-8")
            if path.suffix == ".h" and is_umbrella(source):
                found.append(f"{where}: an umbrella header")
            for line, mark, target in includes(source):
                problem = edge_problem(name, mark, target)
                if problem:
                    found.append(f"{where}:{line}: {target}: {problem}")
                own, _, file = target.partition("/")
                if mark == '"' and own == name and Path(file).stem != path.stem:
                    modules.setdefault(path.stem, set()).add(Path(file).stem)
        cycle = find_cycle(modules)
        if cycle:
            found.append(f"{folder.relative_to(root)}: modules in a cycle: {' -> '.join(cycle)}")
    return found


def test_layers():
    found = violations(REPO)
    assert not found, "\n" + "\n".join(found)


def test_every_layer_is_read():
    """A check that reads nothing would pass."""
    folders = layer_folders(REPO)
    assert {"base", "core", "ir"} <= folders.keys()
    assert any(includes(path.read_text()) for path in folders["ir"].glob("*.c"))


def plant(root, files):
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return violations(root)


ALLOWED = {
    "own folder": {"analyzer/flow/a.c": '#include "flow/b.h"\n', "analyzer/flow/b.h": "int b;\n"},
    "lower": {"rules/rule.h": '#include "flow/a.h"\n#include "ir/ir.h"\nint rule;\n'},
    "rule": {"rules/crit101_x.c": '#include "rules/rule.h"\n#include <string.h>\n'},
    "libclang": {"analyzer/frontend/a.c": "#include <clang-c/Index.h>\n"},
    "driver": {"analyzer/driver/a.c": '#include "frontend/a.h"\n#include "report/a.h"\n'},
    "comment": {"analyzer/base/a.c": '/*\n#include "driver/a.h"\n*/\n// #include "x.h"\n'},
    "own header": {"analyzer/base/a.c": '#include "base/a.h"\n', "analyzer/base/a.h": "int a;\n"},
}

FORBIDDEN = {
    "upward": ({"analyzer/base/a.c": '#include "core/loc.h"\n'}, "base is not above core"),
    "to the driver": ({"rules/crit101_x.c": '#include "driver/a.h"\n'}, "rules is not above driver"),
    "sideways": ({"analyzer/ir/a.c": 'int a;\n  #  include "model/a.h"\n'},
                 "a.c:2: model/a.h: ir is not above model"),
    "sideways to the parser": ({"analyzer/store/a.c": '#include "frontend/a.h"\n'}, "store is not above"),
    "parser below rules": ({"rules/a.c": '#include "frontend/a.h"\n'}, "rules is not above frontend"),
    "printing below flow": ({"analyzer/flow/a.c": '#include "report/a.h"\n'}, "flow is not above report"),
    "rule to rule": ({"rules/crit101_x.c": '#include "rules/crit102_y.h"\n'}, "no other rule"),
    "libclang": ({"analyzer/flow/a.c": "#include <clang-c/Index.h>\n"}, "only frontend/"),
    "libclang quoted": ({"analyzer/driver/a.c": '#include "clang-c/Index.h"\n'}, "only frontend/"),
    "no folder": ({"analyzer/base/a.c": '#include "b.h"\n'}, "written as"),
    "parent": ({"analyzer/base/a.c": '#include "../driver/b.h"\n'}, "written as"),
    "no layer": ({"analyzer/base/a.c": '#include "tests/b.h"\n'}, "written as"),
    "in a list": ({"analyzer/base/a.def": '#include "core/loc.h"\n'}, "base is not above core"),
    "unknown folder": ({"analyzer/misc/a.c": "int a;\n"}, "does not know this folder"),
    "umbrella": ({"analyzer/base/all.h":
                  '#ifndef A\n#define A\n#include "base/a.h"\n#include "base/b.h"\n#endif\n'}, "umbrella"),
    "cycle": ({"analyzer/base/a.h": '#include "base/b.h"\n', "analyzer/base/b.c": '#include "base/c.h"\n',
               "analyzer/base/c.h": '#include "base/a.h"\n'}, "a -> b -> c -> a"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_planted_edge_passes(tmp_path, name):
    assert plant(tmp_path, ALLOWED[name]) == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_planted_violation_fails(tmp_path, name):
    files, words = FORBIDDEN[name]
    found = plant(tmp_path, files)
    assert len(found) == 1 and words in found[0], found
