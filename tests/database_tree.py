"""A source tree with a compilation database, for the tests of what critlint makes of one."""

import json
import os
import stat
from pathlib import Path

from critlint import parse

ARM = "arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb"

# One finding, in line 5, where the condition holds.
SOURCE = """\
void __disable_irq(void);
void __enable_irq(void);
volatile unsigned %s_n;
#if %s
void %s(void) { __disable_irq(); %s_n++; __enable_irq(); }
#endif
"""


def source(name="f", condition="defined BAD"):
    return SOURCE % (name, condition, name, name)


class Tree:
    """A source tree, a folder of programs beside it, and critlint in the tree."""

    def __init__(self, base, critlint, run):
        self.root, self.bin = base / "tree", base / "bin"
        self.critlint, self.run_program = critlint, run
        self.root.mkdir()
        self.bin.mkdir()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def database(self, *entries, name="compile_commands.json"):
        """Entries are (file, command or list of arguments), or the whole JSON object."""
        listed = [entry if isinstance(entry, dict) else
                  {"directory": str(self.root), "file": entry[0],
                   "command" if isinstance(entry[1], str) else "arguments": entry[1]} for entry in entries]
        return self.write(name, json.dumps(listed))

    def run(self, *words, status=None, cwd=None, env=None):
        done = self.run_program([self.critlint, "check", "--format", "json", "--tier", "C", *words],
                                cwd=cwd or self.root, env=env)
        assert "Sanitizer" not in done.stderr and done.returncode in (0, 1, 2, 3), done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    def check(self, *words):
        """critlint check with these words and no others."""
        return self.run_program([self.critlint, "check", *words], cwd=self.root)

    def report(self, *words, **options):
        return parse(self.run(*words, **options).stdout)

    def found(self, *words, **options):
        return [finding.path for finding in self.report(*words, **options).findings]

    def says(self, *words, **options):
        """All notices as (kind, path, message)."""
        return [(n.kind, n.path, n.message) for n in self.report("-v", *words, **options).notices]

    def units(self, *words, **options):
        return sum(json.loads(self.run(*words, **options).stdout)["summary"]["units"].values())

    def program(self, path, body="exit 0\n"):
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n" + body)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def path_with(self, *folders):
        return {"PATH": ":".join(map(str, folders)) + ":" + os.environ["PATH"]}


def has(notices, kind, *words):
    return any(k == kind and all(word in f"{path}: {message}" for word in words)
               for k, path, message in notices)


def holding(tree, cases):
    """The cases (command, condition) whose condition holds; one run, each in a file of its own. Every
    unit must be whole."""
    names = [f"f{number}" for number in range(len(cases))]
    for name, (_, condition) in zip(names, cases):
        tree.write(f"{name}.c", source(name, condition))
    tree.database(*[(f"{name}.c", [*command.split(), "-c", f"{name}.c"])
                    for name, (command, _) in zip(names, cases)])
    done = tree.report("--isolated", "-p", ".")
    trouble = [(n.path, n.message) for n in done.notices if n.kind != "info"]
    assert not trouble, (trouble, cases)
    found = {finding.path for finding in done.findings}
    return [case for name, case in zip(names, cases) if f"{name}.c" in found]


def holds(tree, command, condition):
    return bool(holding(tree, [(command, condition)]))


def fake_compiler(tree, folder, name="arm-none-eabi-gcc", include="", more=""):
    """A program that notes how it was called and answers as GCC would, with one folder of headers."""
    log = tree.bin.parent / "log"
    tree.program(Path(folder) / name, f'echo "$0 $*" >> {log}\n{more}'
                 'echo "gcc version 12.2.1 20221205" >&2\n'
                 f'printf "#include <...> search starts here:\\n {include}\\nEnd of search list.\\n" >&2\n')
    return log


def calls(log):
    return log.read_text().splitlines() if log.exists() else []
