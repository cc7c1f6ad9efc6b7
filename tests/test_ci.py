"""The recipes of docs/ci.md and the files of ci/: run for real as far as that goes without the service.

Each snippet is taken from the page, so that what people paste is what ran here.
"""

import configparser
import json
import os
import re
import shlex
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

REPO = Path(__file__).resolve().parents[1]
CI = REPO / "ci"
PAGE = (REPO / "docs" / "ci.md").read_text()

# One finding of tier A, in line 5.
BAD = """\
void __disable_irq(void);
void __enable_irq(void);
unsigned n;

int count(int x) { __disable_irq(); if (x) return 1; n++; __enable_irq(); return 0; }
int main(void) { return count(0); }
"""


def snippet(heading, language, index=0):
    """A fenced block of a section of the page."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S)[1]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)[index]


@pytest.fixture
def project(tmp_path):
    """A tree with one finding, in src."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.c").write_text(BAD)
    return tmp_path


@pytest.fixture
def path_env(critlint):
    """An environment in which `critlint` is the program under test."""
    return {"PATH": f"{critlint.parent}:{os.environ['PATH']}"}


@pytest.fixture
def shell(run, path_env):
    """shell(text) runs a step as CI servers do: bash, and the first failure ends it."""

    def call(text, cwd, env=None, timeout=120):
        return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text], cwd=cwd,
                   env={**path_env, **(env or {})}, timeout=timeout)

    return call


def test_every_file_of_ci_is_named_on_the_page():
    for path in CI.rglob("*"):
        if path.is_file():
            parts = path.relative_to(REPO)
            named = {str(parts), str(parts.parent), "ci/zephyr" if "zephyr" in parts.parts else str(parts)}
            assert any(name in PAGE for name in named), path


# ---- GitHub


@pytest.fixture
def action():
    return yaml.safe_load((CI / "github" / "action.yml").read_text())


def steps_of(action, **inputs):
    """The shell steps, with the expressions that they use put in."""
    values = {name: row["default"] for name, row in action["inputs"].items()}
    unknown = inputs.keys() - values.keys()
    assert not unknown, unknown
    values.update(inputs)
    for step in action["runs"]["steps"]:
        if "run" in step:
            assert "${{" not in step["run"], "an input in a script may be a command"
            env = {name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], value)
                   for name, value in step.get("env", {}).items()}
            yield step["name"], step["run"], env


def run_action(action, shell, project, **inputs):
    """The steps from the check on, as the runner does them: the check, its outputs, the verdict."""
    (_, _, _), (_, check, env), (_, verdict, verdict_env) = steps_of(action, **inputs)
    output = project / "output"
    output.write_text("")
    done = shell(check, project, {**env, "RUNNER_TEMP": str(project), "GITHUB_OUTPUT": str(output)})
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    (name, value), = verdict_env.items()
    assert value == "${{ steps.check.outputs.status }}"
    return done, outputs, shell(verdict, project, {name: outputs["status"]})


def test_action_is_complete(action):
    assert action["runs"]["using"] == "composite" and action["name"] and action["description"]
    for row in [*action["inputs"].values(), *action["outputs"].values()]:
        assert row["description"]
    assert all(isinstance(row["default"], str) for row in action["inputs"].values())
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step) and ("run" not in step or step["shell"] == "bash")
    used = set(re.findall(r"inputs\.([\w-]+)", (CI / "github" / "action.yml").read_text()))
    assert used == set(action["inputs"])


def test_action_of_the_page(action, shell, project):
    workflow = yaml.safe_load(snippet("GitHub", "yaml"))
    step = workflow["jobs"]["critlint"]["steps"][-1]
    folder = step["uses"].removeprefix("critlint/critlint/").split("@")[0]
    assert (REPO / folder / "action.yml").is_file()
    (project / "drivers").mkdir()
    (project / "drivers" / "fine.c").write_text("int fine;\n")
    done, outputs, verdict = run_action(action, shell, project, **step["with"])
    assert done.returncode == 0 and verdict.returncode == 1, done.stderr
    assert "::error file=src/main.c,line=5," in done.stdout
    assert outputs["status"] == "1" and json.loads(Path(outputs["sarif"]).read_text())["runs"]


@pytest.mark.parametrize("inputs, status", [
    ({}, 1), ({"fail-on": "never"}, 0), ({"fail-on": "D"}, 2), ({"paths": "fine.c"}, 0),
    ({"paths": "gone.c"}, 2),
    ({"options": "--ignore CRIT102 --ignore CRIT101"}, 0), ({"html": "report.html"}, 1),
    ({"database": "."}, 0),
])
def test_action_inputs(action, shell, project, inputs, status):
    (project / "fine.c").write_text("int fine;\n")
    (project / "compile_commands.json").write_text(json.dumps(
        [{"directory": str(project), "file": "fine.c", "arguments": ["gcc", "-c", "fine.c"]}]
        if "database" in inputs else []))
    if "database" not in inputs:
        (project / "compile_commands.json").unlink()
    done, outputs, verdict = run_action(action, shell, project, **inputs)
    assert (outputs["status"], verdict.returncode) == (str(status), status), done.stdout + done.stderr
    assert (project / "report.html").exists() == ("html" in inputs)


def test_action_builds_what_is_not_there(action, run, tmp_path):
    """In a copy of the repository whose build is a stand-in."""
    copy = tmp_path / "repository"
    folder = copy / "ci" / "github"
    folder.mkdir(parents=True)
    (copy / "tools").mkdir()
    for name in ("setup", "build"):
        script = copy / "tools" / name
        script.write_text(f'#!/bin/sh\necho "{name} $*" >>notes\n')
        script.chmod(0o755)
    (_, build, _), *_ = steps_of(action)
    paths = tmp_path / "paths"
    env = {"GITHUB_ACTION_PATH": str(folder), "GITHUB_PATH": str(paths), "PATH": "/usr/bin:/bin"}
    if os.geteuid() != 0:
        pytest.skip("optional: the step asks sudo")
    done = run(["bash", "-eo", "pipefail", "-c", build], cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert (copy / "notes").read_text() == "setup build\nbuild release\n"
    assert paths.read_text().strip() == str(copy / "build" / "release" / "bin")


def test_steps_without_the_action(shell, project):
    first, upload = yaml.safe_load(snippet("GitHub", "yaml", 1))
    done = shell(first["run"], project)
    assert done.returncode == 1 and "::error file=src/main.c" in done.stdout
    assert (project / upload["with"]["sarif_file"]).is_file() and upload["if"] == "always()"


# ---- GitLab


def test_gitlab_job(shell, project):
    template = yaml.safe_load((CI / "gitlab" / "critlint.yml").read_text())
    page = yaml.safe_load(snippet("GitLab", "yaml"))
    assert page["include"][0]["remote"].endswith("/ci/gitlab/critlint.yml")
    job = {**template[page["critlint"]["extends"]], **template["critlint"]}
    variables = {**job["variables"], **page["critlint"]["variables"]}
    assert variables.keys() == job["variables"].keys()
    (project / "drivers").mkdir()
    (project / "drivers" / "fine.c").write_text("int fine;\n")
    script = "\n".join(job["before_script"] + job["script"])
    done = shell(script, project, variables)
    assert done.returncode == 1 and "src/main.c:5" in done.stdout, done.stdout + done.stderr
    issues = json.loads((project / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [issue["location"]["path"] for issue in issues] == ["src/main.c"]
    assert all((project / name).is_file() for name in job["artifacts"]["paths"])
    assert shell(script, project, {**variables, "CRITLINT_OPTIONS": "--exit-zero"}).returncode == 0


# ---- any other server


def test_other_servers(shell, project):
    assert shell(snippet("Any other CI server", "sh"), project).returncode == 1
    suite = ElementTree.parse(project / "critlint-junit.xml").getroot()[0]
    assert suite.get("failures") == "1" and (project / "critlint.html").is_file()
    (project / "reports").mkdir()
    assert shell(snippet("Any other CI server", "sh", 1), project).returncode == 0
    run = json.loads((project / "reports" / "critlint.sarif").read_text())["runs"][0]
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == project.as_uri() + "/"


# ---- pre-commit


@pytest.fixture
def hooks():
    return {hook["id"]: hook for hook in yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text())}


def page_hook():
    (repository,) = yaml.safe_load(snippet("pre-commit", "yaml"))["repos"]
    (hook,) = repository["hooks"]
    return hook


def test_hook_runs(hooks, run, path_env, project):
    assert set(hooks) == {"critlint", "critlint-system"}
    for hook in hooks.values():
        assert hook["pass_filenames"] is False
        for words in (hook["args"], page_hook()["args"]):
            done = run([*shlex.split(hook["entry"]), *words], cwd=project, env=path_env)
            assert done.returncode == 1 and done.stdout.startswith("src/main.c:5:"), done.stderr
    assert page_hook()["id"] in hooks


def test_pre_commit_runs_the_hook(run, path_env, project, tmp_path_factory):
    if not shutil.which("pre-commit") or not shutil.which("git"):
        pytest.skip("optional: pre-commit is not installed")
    source = tmp_path_factory.mktemp("hooks")
    shutil.copy(REPO / ".pre-commit-hooks.yaml", source)
    identity = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
                "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
                "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("cache")), **path_env}
    for folder in (source, project):
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
            assert run(["git", *words], cwd=folder, env=identity).returncode == 0
    head = run(["git", "rev-parse", "HEAD"], cwd=source).stdout.strip()
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(
        {"repos": [{"repo": str(source), "rev": head, "hooks": [page_hook()]}]}))
    done = run(["pre-commit", "run", "--all-files"], cwd=project, env=identity, timeout=120)
    assert done.returncode == 1 and "src/main.c:5:" in done.stdout, done.stdout + done.stderr
    (project / "src" / "main.c").write_text("int main(void) { return 0; }\n")
    done = run(["pre-commit", "run", "--all-files"], cwd=project, env=identity, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- CMake


@pytest.fixture
def cmake(run, path_env, project):
    """cmake(lines) configures the project with these lines in it; returns (done, build folder)."""

    def configure(lines, *words):
        (project / "src" / "uart.c").write_text("int uart;\n")
        (project / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.18)\nproject(p C)\nenable_testing()\n" + lines)
        build = project / "build"
        done = run(["cmake", "-S", project, "-B", build, *words], env=path_env, timeout=120)
        return done, build

    return configure


def test_cmake_target(cmake, run, project):
    done, build = cmake(snippet("CMake", "cmake").replace("path/to/critlint", str(REPO)).replace(
        "add_executable(firmware", "add_library(firmware STATIC"))
    assert done.returncode == 0, done.stderr
    done = run(["cmake", "--build", build, "--target", "critlint"], timeout=120)
    assert done.returncode != 0 and "src/main.c:5:" in done.stdout, done.stdout + done.stderr
    assert (build / "critlint.html").is_file() and (build / "libfirmware.a").is_file()
    (project / "src" / "main.c").write_text("int main(void) { return 0; }\n")
    assert run(["cmake", "--build", build, "--target", "critlint"], timeout=120).returncode == 0


def test_cmake_options(cmake, run):
    done, build = cmake(f"include({CI}/cmake/critlint.cmake)\nadd_library(firmware STATIC src/main.c)\n"
                        "critlint_add_check(NAME lint OPTIONS --exit-zero TEST ALL\n"
                        "                   SARIF ${CMAKE_BINARY_DIR}/l.sarif)\n"
                        "critlint_add_check(NAME strict TEST)\n")
    assert done.returncode == 0, done.stderr
    assert run(["cmake", "--build", build], timeout=120).returncode == 0
    assert json.loads((build / "l.sarif").read_text())["runs"][0]["results"]
    done = run(["ctest", "--test-dir", build], timeout=120)
    assert "strict" in done.stdout.split("tests FAILED")[1] and "lint" not in done.stdout.split("FAILED")[1]


@pytest.mark.parametrize("lines, said", [
    ("critlint_add_check(SARIFF x)", "what is 'SARIFF"),
    ("set(CRITLINT_EXECUTABLE NO)\ncritlint_add_check()", "not on the PATH"),
])
def test_cmake_says_what_is_wrong(cmake, lines, said):
    done, _ = cmake(f"include({CI}/cmake/critlint.cmake)\n{lines}\n")
    assert done.returncode != 0 and said in " ".join(done.stderr.split())


# ---- Zephyr, by a stand-in that does what Zephyr's build does with an SCA tool

ZEPHYR = """\
cmake_minimum_required(VERSION 3.20)
project(zephyr C)
macro(zephyr_get name)
endmacro()
set(APPLICATION_SOURCE_DIR ${CMAKE_SOURCE_DIR}/src)
include(${SCA_ROOT}/cmake/sca/${ZEPHYR_SCA_VARIANT}/sca.cmake)
add_library(zephyr_final STATIC src/main.c)
get_property(commands GLOBAL PROPERTY extra_post_build_commands)
get_property(byproducts GLOBAL PROPERTY extra_post_build_byproducts)
add_custom_command(TARGET zephyr_final POST_BUILD ${commands} BYPRODUCTS ${byproducts})
"""


@pytest.mark.parametrize("more, status", [([], 0), (["-DCRITLINT_EXIT_STATUS=ON"], 1),
                                          (["-DCRITLINT_EXIT_STATUS=ON", "-DCRITLINT_OPTS=--ignore;ALL"], 0)])
def test_zephyr_variant(run, path_env, project, more, status):
    (project / "CMakeLists.txt").write_text(ZEPHYR)
    line = snippet("Zephyr", "sh").replace("path/to/critlint", str(REPO))
    words = [word for word in shlex.split(line) if word.startswith("-D")]
    assert len(words) == 2
    build = project / "build"
    done = run(["cmake", "-G", "Ninja", "-S", project, "-B", build, *words, *more], env=path_env, timeout=120)
    assert done.returncode == 0 and "Found SCA: critlint" in done.stdout, done.stderr
    done = run(["cmake", "--build", build], timeout=120)
    assert (done.returncode != 0) == bool(status), done.stdout + done.stderr
    assert ("src/main.c:5:" in done.stdout) == ("--ignore;ALL" not in " ".join(more))
    out = build / "sca" / "critlint"
    assert (out / "critlint.html").is_file() or status
    assert (out / "ready").is_file()


# ---- PlatformIO, by a stand-in for its SCons environment


class Environment:
    """What the script uses of SCons."""

    def __init__(self, project, options, run, env):
        self.values = {"BUILD_DIR": str(project / ".pio" / "build" / "board"),
                       "PROJECT_SRC_DIR": str(project / "src")}
        self.options, self.run, self.env = options, run, env
        self.replaced, self.targets, self.said = {}, {}, ""

    def Replace(self, **values):
        self.replaced.update(values)

    def subst(self, text):
        return re.sub(r"\$(\w+)", lambda match: self.values[match[1]], text)

    def GetProjectOption(self, name, default=None):
        return self.options.get(name, default)

    def Execute(self, command):
        done = self.run(["sh", "-c", command], env=self.env)
        self.said += command + done.stdout + done.stderr
        return done.returncode

    def AddCustomTarget(self, name, dependencies, actions, title=None, description=None, always_build=True):
        assert dependencies is None and title and description and always_build
        self.targets[name] = actions


def test_platformio_target(run, path_env, project, capsys, monkeypatch):
    monkeypatch.delenv("CRITLINT", raising=False)
    config = configparser.ConfigParser()
    config.read_string(snippet("PlatformIO", "ini").replace("path/to/critlint", str(REPO)))
    when, _, script = config["env"]["extra_scripts"].partition(":")
    assert when == "pre" and Path(script).is_file()
    env = Environment(project, dict(config["env"]), run, path_env)
    exec(compile(Path(script).read_text(), script, "exec"), {"env": env, "Import": lambda name: None})
    (action,) = env.targets["critlint"]
    assert action(target=None, source=None, env=env) == 2
    assert "pio run -t compiledb -t critlint" in capsys.readouterr().out
    assert env.replaced["COMPILATIONDB_INCLUDE_TOOLCHAIN"] is True
    database = Path(env.subst(env.replaced["COMPILATIONDB_PATH"]))
    database.parent.mkdir(parents=True)
    database.write_text(json.dumps([{"directory": str(project), "file": "src/main.c",
                                     "command": "arm-none-eabi-gcc -mcpu=cortex-m4 -c src/main.c"}]))
    assert action(target=None, source=None, env=env) == 1
    assert "src/main.c:5:" in env.said and "--fail-on A" in env.said
    assert "pio run -t compiledb -t critlint" in PAGE


# ---- Visual Studio Code


def test_vscode_matcher(run, path_env, project, critlint):
    (task,) = json.loads((CI / "vscode" / "tasks.json").read_text())["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    done = run([critlint, *task["args"]], cwd=project, env=path_env)
    matches = [re.fullmatch(pattern["regexp"], line) for line in done.stdout.splitlines()]
    assert len(matches) == 3 and all(matches), done.stdout
    first = {name: matches[0][group] for name, group in pattern.items() if name != "regexp"}
    assert first == {"file": "src/main.c", "line": "5", "column": "44", "severity": "error",
                     "code": "CRIT102", "message": first["message"]}
    assert first["message"] and "[" not in first["message"]
    assert [match[pattern["code"]] for match in matches[1:]] == [None, None]
    assert not re.fullmatch(pattern["regexp"], "1 finding in 1 unit")


def test_one_step_a_source_with_make(project, shell, run, path_env):
    (project / "Makefile").write_text(snippet("One step a source", "make"))
    (project / "src" / "other.c").write_text('#include "n.h"\nint other(void) { return N; }\n')
    (project / "src" / "n.h").write_text("#define N 1\n")
    done = shell("make critlint", project)
    assert "main.c:5" in done.stdout and done.returncode == 2  # make's own, of critlint's 1
    assert done.stdout.count("critlint extract") == 2
    assert "extract" not in shell("make critlint", project).stdout
    (project / "src" / "n.h").write_text("#define N 2\n")
    again = shell("make critlint", project).stdout
    assert "extract src/other.c" in again and "extract src/main.c" not in again


@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
def test_one_step_a_source_with_cmake(project, shell, generator):
    (project / "src" / "n.h").write_text("#define N 1\n")
    (project / "src" / "other.c").write_text('#include "n.h"\nint other(void) { return N; }\n')
    first, rest = snippet("One step a source", "cmake").split("\n", 1)
    (project / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.20)\nproject(firmware C)\n{first}\n"
        f"add_library(firmware OBJECT src/main.c src/other.c)\n{rest}")
    assert shell(f"cmake -G '{generator}' -S . -B build", project).returncode == 0
    done = shell("cmake --build build --target critlint", project)
    assert "main.c:5" in done.stdout and done.returncode != 0
    facts = {path.name: path.stat().st_mtime_ns for path in (project / "build").glob("*.crit")}
    assert sorted(facts) == ["src_main_c.crit", "src_other_c.crit"]
    (project / "src" / "n.h").write_text("#define N 2\n")
    shell("cmake --build build --target critlint", project)
    changed = [name for name, time in facts.items() if (project / "build" / name).stat().st_mtime_ns != time]
    assert changed == ["src_other_c.crit"]
