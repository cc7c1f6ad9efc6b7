"""The pages for users: their form, that their examples compile, and that critlint says about each
example what the page says.

A page's Bad and Instead blocks are programs, with the tags of the fixtures (see fixtures_tags). A line
`// file: NAME` in a block begins a further file; `# file: .critlint.yaml` begins a configuration.
"""

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fixtures_tags import read_program
from test_rules import check_program, registered_codes

REPO = Path(__file__).resolve().parents[1]
DOCS = REPO / "docs"
PAGES = sorted((DOCS / "rules").glob("*.md"))
GUIDES = sorted(DOCS.glob("*.md"))

SECTIONS = ["What it does", "Why it matters", "Bad", "Instead", "Limits", "Configuration", "References"]
EXAMPLES = ["Bad", "Instead"]

# The weakest tier too: a page shows its rule whatever tier the rule has earned so far.
ARGS = "// args: --cpu cortex-m4 --tier C\n"
# What a rule needs besides: a setting, or a core that lacks what the others have.
ARGS_OF = {"CRIT902": "// args: --cpu cortex-m4 --config require-reason=true\n",
           "CRIT111": ARGS.replace("cortex-m4", "cortex-m0")}
COMPILE = ["arm-none-eabi-gcc", "-fsyntax-only", "-mcpu=cortex-m4", "-mthumb", "-ffreestanding", "-std=gnu11",
           "-Wall", "-Wextra", "-Werror", f"-I{REPO / 'include'}"]

FIX_LINES = 12  # changed, in files that both examples have; one whole file may come or go

_TITLE = re.compile(r"# (CRIT\d{3}) ([a-z0-9]+(?:-[a-z0-9]+)*)")
_FILE = re.compile(r"(?://|#) file: ([a-z_]+\.[ch]|\.critlint\.yaml)")
_CODE = re.compile(r"\bCRIT\d{3}\b")


@dataclass
class Page:
    code: str = ""
    name: str = ""
    summary: str = ""
    sections: list = field(default_factory=list)  # (title, lines), in order
    problems: list = field(default_factory=list)

    def blocks(self, title):
        """The fenced blocks of a section: (language, text)."""
        found, language, lines = [], None, []
        for line in next((lines for name, lines in self.sections if name == title), []):
            if language is None and line.startswith("```"):
                language, lines = line[3:], []
            elif language is not None and line == "```":
                found.append((language, "\n".join(lines) + "\n"))
                language = None
            elif language is not None:
                lines.append(line)
        return found


def read_page(text):
    page = Page()
    lines = text.split("\n")
    title = _TITLE.fullmatch(lines[0])
    if title:
        page.code, page.name = title.groups()
    else:
        page.problems.append("the first line is not '# CRITnnn rule-name'")
    fenced = False
    head = []
    for line in lines[1:]:
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("#") and not fenced:
            page.sections.append((line.removeprefix("## "), []))
        elif page.sections:
            page.sections[-1][1].append(line)
        else:
            head.append(line)
    if fenced:
        page.problems.append("a fenced block has no end")
    if len(head) == 3 and head[0] == head[2] == "":
        page.summary = head[1]
    else:
        page.problems.append("between title and sections stands one line, the summary")
    return page


def files_of(block):
    """name -> text of the program in a block."""
    files, name = {}, "example.c"
    for line in block.splitlines(keepends=True):
        begins = _FILE.fullmatch(line.rstrip())
        name = begins[1] if begins else name
        files[name] = files.get(name, "") + line
    return files


def write_program(folder, block, first_line=""):
    paths = []
    for name, text in files_of(block).items():
        paths.append(folder / name)
        paths[-1].write_text((first_line if len(paths) == 1 else "") + text)
    return paths


def example(page, title):
    return page.blocks(title)[0][1]


def form_problems(stem, text):
    page = read_page(text)
    found = list(page.problems)
    if page.code != stem:
        found.append(f"the page of {page.code} is in {stem}.md")
    if not re.fullmatch(r"[A-Z][^.]*\.", page.summary):
        found.append("the summary is not one sentence")
    if [title for title, _ in page.sections] != SECTIONS:
        found.append(f"the sections are not {', '.join(SECTIONS)}")
    found += [f"'{title}' is empty" for title, lines in page.sections if not "".join(lines).strip()]
    for title in EXAMPLES:
        if [language for language, _ in page.blocks(title)] != ["c"]:
            found.append(f"'{title}' does not have one fenced c block")
    return found


def tag_problems(page, folder):
    """Bad shows its own rule and no other, Instead shows none, and they differ by the fix alone."""
    found = []
    for title in EXAMPLES:
        place = folder / title
        place.mkdir()
        program = read_program(write_program(place, example(page, title)))
        found += program.problems
        expected = {(tag.kind, tag.code) for tag in program.tags}
        if expected != ({("expect", page.code)} if title == "Bad" else set()):
            found.append(f"'{title}' has the wrong tags: {sorted(expected)}")
    bad, instead = (files_of(example(page, title)) for title in EXAMPLES)
    changed = sum(changed_lines(bad[name], instead[name]) for name in bad.keys() & instead.keys())
    if changed > FIX_LINES or len(bad.keys() ^ instead.keys()) > 1:
        found.append("'Bad' and 'Instead' differ by more than the fix")
    return found


def changed_lines(old, new):
    return sum(line[0] in "+-" for line in difflib.ndiff(old.splitlines(), new.splitlines()))


def compile_errors(run, folder, block):
    errors = ""
    for path in write_program(folder, block):
        if path.suffix == ".yaml":
            continue
        errors += run([*COMPILE, path]).stderr
    return errors


@pytest.fixture
def compiler(run):
    try:
        run([COMPILE[0], "--version"])
    except FileNotFoundError:
        pytest.skip("there is no arm-none-eabi-gcc: run tools/setup test")


every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
every_example = pytest.mark.parametrize("title", EXAMPLES)


def test_there_are_pages():
    assert len(PAGES) >= 14 and {"user-guide.md", "limits.md", "models.md"} <= {g.name for g in GUIDES}


def test_every_rule_has_a_page():
    assert registered_codes() <= {page.stem for page in PAGES}


@every_page
def test_form(path, tmp_path):
    text = path.read_text()
    found = form_problems(path.stem, text)
    assert not found, found
    found = tag_problems(read_page(text), tmp_path)
    assert not found, found


@every_example
@every_page
def test_example_compiles(path, title, compiler, run, tmp_path):
    assert compile_errors(run, tmp_path, example(read_page(path.read_text()), title)) == ""


@every_example
@every_page
def test_critlint_agrees(path, title, critlint, run, tmp_path):
    """Exactly the findings that the block says: for Instead, none."""
    files = write_program(tmp_path, example(read_page(path.read_text()), title),
                          ARGS_OF.get(path.stem, ARGS))
    problems = check_program(critlint, run, tmp_path, ".", files)
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_guide_names_rules_that_have_a_page(path):
    assert set(_CODE.findall(path.read_text())) <= {page.stem for page in PAGES}


@pytest.mark.parametrize("path", GUIDES + PAGES, ids=lambda path: path.stem)
def test_links_lead_somewhere(path):
    targets = re.findall(r"\]\(([^)#]+)", path.read_text())
    assert not [target for target in targets if not (path.parent / target).exists()]


def unknown_options(text, help_text):
    known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", help_text))
    # Inside code only, and not the options of other programs: they stand on lines of their own.
    ours = "\n".join(line for line in text.split("\n") if "critlint" in line or line.startswith("|")
                     or "`-" in line)
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", ours)) - known


@pytest.mark.parametrize("path", GUIDES + PAGES, ids=lambda path: path.stem)
def test_options_exist(path, critlint, run):
    assert not unknown_options(path.read_text(), run([critlint, "--help"]).stdout)


def model_files(text):
    """Each list of models in a page, as one YAML text; a row in running text is a list of one."""
    lists = [block for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)
             if re.match(r"- \{[a-z-]+: ", block)]
    return lists + [f"- {row}\n" for row in re.findall(r"`(\{[a-z-]+: [^`]+\})`", text)]


def accepts_model(critlint, run, folder, model):
    (folder / "model.yaml").write_text(model)
    (folder / "empty.c").write_text("int nothing;\n")
    return run([critlint, "check", "--model", "model.yaml", "empty.c"], cwd=folder).returncode == 0


@pytest.mark.parametrize("path", [path for path in GUIDES + PAGES if model_files(path.read_text())],
                         ids=lambda path: path.stem)
def test_models_are_accepted(path, critlint, run, tmp_path):
    refused = [model for model in model_files(path.read_text())
               if not accepts_model(critlint, run, tmp_path, model)]
    assert not refused, "\n" + "\n".join(refused)


# The checks themselves.

FINE = """# CRIT999 some-rule

Something is wrong.

## What it does

A.

## Why it matters

B.

## Bad

```c
int x;
int y;
int z; // expect: CRIT999
int zz;
```

## Instead

```c
int x;
int y;
int z;
int zz;
```

## Limits

C. `# no heading`

## Configuration

D.

## References

- E.
"""

WRONG_FORM = [
    ("# CRIT999 some-rule", "# CRIT999: some-rule", "first line"),
    ("# CRIT999 some-rule", "# CRIT999 Some_Rule", "first line"),
    ("# CRIT999 some-rule", "# CRIT998 some-rule", "page of CRIT998"),
    ("is wrong.", "is wrong. Very.", "one sentence"),
    ("is wrong.", "is wrong", "one sentence"),
    ("is wrong.\n", "is wrong.\nMore.\n", "one line"),
    ("## Limits", "## Limit", "the sections are not"),
    ("## What it does\n\nA.\n\n", "", "the sections are not"),
    ("## Bad", "### Bad", "the sections are not"),
    ("D.\n", "", "'Configuration' is empty"),
    ("```c\nint x;\nint y;\nint z;\n", "```\nint x;\nint y;\nint z;\n", "'Instead' does not have"),
    ("int y;\nint z; //", "```\n\n```c\nint z; //", "'Bad' does not have"),
    ("int zz;\n```\n\n## Limits", "## Limits", "no end"),
]

WRONG_TAGS = [
    ("// expect: CRIT999", "", "wrong tags: []"),
    ("// expect: CRIT999", "// miss: CRIT999 not yet", "wrong tags"),
    ("// expect: CRIT999", "// expect: CRIT998", "wrong tags"),
    ("// expect: CRIT999", "// expect: CRIT999 CRIT998", "wrong tags"),
    ("// expect: CRIT999", "// expect CRIT999", "malformed"),
    ("int z;\n", "int z; // expect: CRIT999\n", "'Instead' has the wrong tags"),
    ("int z;\n", "int a;\n" * 12, "differ by more"),
    ("```c\nint x;\nint y;\nint z;\n", "```c\n// file: a.c\nint z;\n", "differ by more"),
]


def test_fine_page_is_fine(tmp_path):
    assert form_problems("CRIT999", FINE) == [] and tag_problems(read_page(FINE), tmp_path) == []


@pytest.mark.parametrize("old, new, words", WRONG_FORM)
def test_wrong_form_is_seen(old, new, words):
    assert old in FINE and words in "\n".join(form_problems("CRIT999", FINE.replace(old, new)))


@pytest.mark.parametrize("old, new, words", WRONG_TAGS)
def test_wrong_tags_are_seen(tmp_path, old, new, words):
    assert old in FINE
    assert words in "\n".join(tag_problems(read_page(FINE.replace(old, new)), tmp_path))


def test_block_of_several_files(tmp_path):
    block = "// file: a.c\nint x;\n\n// file: b.h\nint y; // expect: CRIT999\n"
    assert files_of("int x;\n") == {"example.c": "int x;\n"}
    assert files_of(block) == {"a.c": "// file: a.c\nint x;\n\n",
                               "b.h": "// file: b.h\nint y; // expect: CRIT999\n"}
    settings = "int x;\n# file: .critlint.yaml\nentries: [f] # expect: CRIT999\n"
    assert list(files_of(settings)) == ["example.c", ".critlint.yaml"]
    tags = read_program(write_program(tmp_path, settings)).tags
    assert [(tag.path.name, tag.line) for tag in tags] == [(".critlint.yaml", 2)]
    paths = write_program(tmp_path, block, ARGS)
    program = read_program(paths)
    assert not program.problems and program.args[:2] == ["--cpu", "cortex-m4"]
    assert [(tag.path.name, tag.line) for tag in program.tags] == [("b.h", 2)]


def test_example_that_does_not_compile_is_seen(compiler, run, tmp_path):
    assert compile_errors(run, tmp_path, "int x;\n") == ""
    assert "undeclared" in compile_errors(run, tmp_path, "int f(void) { return nothing; }\n")
    assert "unused" in compile_errors(run, tmp_path, "int f(int x) { return 0; }\n")
    two_files = "// file: a.c\nint x;\n// file: b.c\nint y = nothing;\n"
    assert "nothing" in compile_errors(run, tmp_path, two_files)


def test_unknown_option_is_seen():
    assert unknown_options("`--root DIR`\n", "  --root DIR\n") == set()
    assert unknown_options("`--rot DIR`\n", "  --root DIR\n") == {"--rot"}
    assert unknown_options("critlint --rot x\n", "  --root DIR\n") == {"--rot"}


def test_models_are_found_in_text():
    text = ("a `{mask: f, masks: lock}`, `{}`\n\n"
            "```yaml\n- {mask: f}\n- {mask: g}\n```\n\n```yaml\n- run: x\n```\n")
    assert model_files(text) == ["- {mask: f}\n- {mask: g}\n", "- {mask: f, masks: lock}\n"]


def test_wrong_model_is_refused(critlint, run, tmp_path):
    assert not accepts_model(critlint, run, tmp_path, "- {mask: f, maks: global}\n")
