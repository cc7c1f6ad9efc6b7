"""What the tests share: the program under test, and a way to run things that always ends."""

import os
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]


def _fail_if_skipped_in_ci(report):
    """With CI=true a skip is a failure: everything that Debian or npm offers is installed there.
    What they do not offer says so: its reason starts with "optional:"."""
    if os.environ.get("CI") != "true" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith("optional:"):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI=true: {reason}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    outcome = yield
    _fail_if_skipped_in_ci(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    outcome = yield
    _fail_if_skipped_in_ci(outcome.get_result())


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory):
    """No test reads or writes the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def critlint():
    """The built program: $CRITLINT, else the sanitizer build, else the release build."""
    if "CRITLINT" in os.environ:
        path = Path(os.environ["CRITLINT"]).resolve()
        assert path.is_file(), f"CRITLINT names no file: {path}"
        return path
    for preset in ("asan", "release"):
        path = REPO / "build" / preset / "bin" / "critlint"
        if path.is_file():
            return path
    pytest.skip("critlint is not built: run tools/build asan")


@pytest.fixture(scope="session")
def run():
    """run(command, ...) -> CompletedProcess with text output; a command that hangs is a failure.
    `env` adds to this environment, and None removes."""

    def run_command(command, *, cwd=REPO, timeout=60, env=None, text_in=None):
        command = [str(word) for word in command]
        try:
            return subprocess.run(command, cwd=cwd, timeout=timeout, input=text_in, text=True,
                                  errors="replace", capture_output=True, check=False,
                                  stdin=subprocess.DEVNULL if text_in is None else None,
                                  env={name: value for name, value in {**os.environ, **(env or {})}.items()
                                       if value is not None})
        except subprocess.TimeoutExpired:
            return pytest.fail(f"no end after {timeout} s: {' '.join(command)}")

    return run_command


@pytest.fixture
def tree(tmp_path, critlint, run):
    """An empty source tree to be filled, and critlint in it."""
    from database_tree import Tree  # here, because a test loads this file alone

    return Tree(tmp_path, critlint, run)
