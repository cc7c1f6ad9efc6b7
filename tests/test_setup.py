"""The scripts of tools/ and the rule that CI skips nothing, with stand-ins for the slow parts."""

import re
import shutil
import stat
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]


def write_program(path, source):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


# tools/setup, on a PATH that holds only what the test put there.

APT_GET = """#!/bin/sh
echo "$@" >> "{log}"
if [ "$1" = install ] && [ -n "{gives}" ]; then
    printf '#!/bin/sh\\n' > "{bin}/{gives}" && /bin/chmod +x "{bin}/{gives}"
fi
"""


@pytest.fixture
def bare(tmp_path, run):
    """bare(step, ...) runs tools/setup where exactly `commands` exist and apt-get only takes notes."""
    folder = tmp_path / "bin"
    log = tmp_path / "apt.log"
    folder.mkdir()
    (folder / "ls").symlink_to(shutil.which("ls"))

    def setup(*words, uid=0, commands=(), apt=True, gives=""):
        write_program(folder / "id", f"#!/bin/sh\necho {uid}\n")
        for name in commands:
            write_program(folder / name, "#!/bin/sh\n")
        if apt:
            write_program(folder / "apt-get", APT_GET.format(log=log, bin=folder, gives=gives))
        log.write_text("")
        done = run(["/bin/sh", REPO / "tools" / "setup", *words], env={"PATH": str(folder)})
        return done, log.read_text().splitlines()

    return setup


@pytest.mark.parametrize("words", [(), ("other",), ("build", "test"), ("",)])
def test_setup_explains_its_use(bare, words):
    done, calls = bare(*words)
    assert (done.returncode, calls) == (2, []) and "usage: tools/setup build|test" in done.stderr


BUILD_COMMANDS = ["cc", "cmake", "ninja"]
TEST_COMMANDS = ["clang-19", "arm-none-eabi-gcc", "qemu-system-arm", "npm"]


def packages_asked(text):
    line = re.search(r"apt-get install -y -qq --no-install-recommends(.*)", text)
    return line[1].split() if line else []


def test_setup_asks_for_commands_not_packages(bare):
    """An npm that came with another vendor's node counts: Debian's conflicts with that node."""
    without, _ = bare("test", uid=1000, commands=BUILD_COMMANDS + TEST_COMMANDS[:-1])
    assert without.returncode == 2 and "npm" in packages_asked(without.stderr)
    with_npm, _ = bare("test", uid=1000, commands=["npm"])
    assert "npm" not in packages_asked(with_npm.stderr)


def test_setup_without_root_prints_the_line_and_installs_nothing(bare):
    done, calls = bare("build", uid=1000, commands=BUILD_COMMANDS[1:])
    assert (done.returncode, calls) == (2, []) and "gcc" in packages_asked(done.stderr)
    assert not {"cmake", "ninja-build", "npm", "clang-19"} & set(packages_asked(done.stderr))


def test_setup_as_root_prints_and_runs_one_line(bare):
    done, calls = bare("build", commands=BUILD_COMMANDS[1:], gives="cc")
    installs = [call for call in calls if call.startswith("install")]
    assert installs == ["install -y -qq --no-install-recommends " + " ".join(packages_asked(done.stdout))]
    assert done.returncode == (0 if packages_asked(done.stdout) == ["gcc"] else 2)


def test_setup_that_did_not_help_says_so(bare):
    done, _ = bare("build", commands=BUILD_COMMANDS[1:])
    assert done.returncode == 2 and "still not found: gcc" in done.stderr


def test_setup_without_apt_names_what_is_missing(bare):
    done, _ = bare("build", apt=False, commands=BUILD_COMMANDS[1:])
    assert done.returncode == 2 and "no apt-get here" in done.stderr and "gcc" in done.stderr


def test_setup_with_everything_there_is_silent(run):
    """This machine runs the tests, so the build step's needs are met."""
    done = run([REPO / "tools" / "setup", "build"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# tools/demo and tools/check, in a copy of the scripts whose build is a stand-in.

DEMO_PROGRAM = """#!/bin/sh
[ "$1 $2 $3 $5" = "check testcases/firmware --output --output" ] || exit 9
case {writes} in *sarif*) echo '{{}}' > "${{4#sarif=}}" ;; esac
case {writes} in *html*) echo '{{}}' > "${{6#html=}}" ;; esac
echo "a.c:1:1: error: planted"
exit {status}
"""


@pytest.fixture
def checkout(tmp_path):
    """A copy of the scripts, with a setup and a build that only take notes."""
    shutil.copytree(REPO / "tools", tmp_path / "tools")
    shutil.copytree(REPO / ".ci", tmp_path / ".ci")
    for name in ("setup", "build"):
        write_program(tmp_path / "tools" / name, f'#!/bin/sh\necho "{name} $*" >> notes\n')
    (tmp_path / "testcases" / "firmware").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("status, writes, expected", [
    (1, "sarif+html", 0), (0, "sarif+html", 1), (2, "sarif+html", 2), (3, "sarif+html", 3),
    (1, "sarif", 1), (1, "html", 1),
])
def test_demo_passes_only_with_findings(checkout, run, status, writes, expected):
    write_program(checkout / "build" / "release" / "bin" / "critlint",
                  DEMO_PROGRAM.format(status=status, writes=writes))
    for _ in range(2):
        done = run([checkout / "tools" / "demo"], cwd="/")
        assert done.returncode == expected, done.stdout + done.stderr
    assert (checkout / "notes").read_text() == "setup build\nbuild release\n" * 2
    assert "error: planted" in done.stdout
    for line in ("SARIF:   build/demo/critlint.sarif", "HTML:    build/demo/critlint.html"):
        assert (expected == 0) == (line in done.stdout)


@pytest.mark.parametrize("name", ["critlint.sarif", "critlint.html"])
def test_demo_does_not_show_an_old_report(checkout, run, name):
    old = checkout / "build" / "demo" / name
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    write_program(checkout / "build" / "release" / "bin" / "critlint",
                  DEMO_PROGRAM.format(status=1, writes="nothing"))
    assert run([checkout / "tools" / "demo"]).returncode == 1 and not old.exists()


@pytest.mark.parametrize("script", ["tools/check", ".ci/run"])
@pytest.mark.parametrize("passes", [True, False])
def test_check_builds_and_runs_pytest(checkout, run, script, passes):
    (checkout / "test_it.py").write_text(f"def test_it():\n    assert {passes}\n")
    done = run([checkout / script], cwd="/")
    assert done.returncode == (0 if passes else 1), done.stdout + done.stderr
    assert re.search(r"1 (passed|failed) in ", done.stdout.splitlines()[-1])
    assert (checkout / "notes").read_text() == "setup test\nbuild release asan\n"


def test_build_fails_with_the_log(tmp_path, run):
    write_program(tmp_path / "tools" / "build", (REPO / "tools" / "build").read_text())
    (tmp_path / "CMakePresets.json").write_text((REPO / "CMakePresets.json").read_text())
    (tmp_path / "CMakeLists.txt").write_text('project(p NONE)\nmessage(FATAL_ERROR "planted")\n')
    done = run([tmp_path / "tools" / "build", "release"])
    assert done.returncode == 1 and "planted" in done.stderr and "release does not build" in done.stderr


# conftest: in CI a skip is a failure unless its reason says that the part is optional.

SKIPS = {
    "in a test": "import pytest\ndef test_it():\n    pytest.skip('{}')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='{}')\ndef test_it():\n    pass\n",
    "by a condition": "import pytest\n@pytest.mark.skipif(True, reason='{}')\ndef test_it():\n    pass\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef f():\n    pytest.skip('{}')\n"
                    "def test_it(f):\n    pass\n",
    "of a module": "import pytest\npytest.skip('{}', allow_module_level=True)\n",
}
OTHERS = {
    "pass": ("def test_it():\n    pass\n", 0),
    "expected failure": ("import pytest\n@pytest.mark.xfail\ndef test_it():\n    assert False\n", 0),
    "failure": ("def test_it():\n    assert False\n", 1),
}


def pytest_status(run, folder, source, ci):
    shutil.copy(REPO / "tests" / "conftest.py", folder)
    (folder / "test_it.py").write_text(source)
    return run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=folder,
               env={"CI": ci, "PYTEST_ADDOPTS": ""}).returncode


@pytest.mark.parametrize("how", SKIPS)
def test_skip_fails_in_ci_only(tmp_path, run, how):
    statuses = {(ci, reason): pytest_status(run, tmp_path, SKIPS[how].format(reason), ci)
                for ci in ("true", "") for reason in ("no compiler", "optional: no board")}
    assert statuses["true", "no compiler"] in (1, 2)
    # 5: pytest found no test at all, which is what a skipped module looks like.
    assert all(status in (0, 5) for key, status in statuses.items() if key != ("true", "no compiler"))


@pytest.mark.parametrize("what", OTHERS)
def test_other_outcomes_stay_in_ci(tmp_path, run, what):
    source, expected = OTHERS[what]
    assert pytest_status(run, tmp_path, source, "true") == expected
