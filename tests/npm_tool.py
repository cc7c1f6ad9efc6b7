"""Packages from npm that tests run: kept in $CRITLINT_NPM_CACHE, else in build/npm.

    folder = npm_tool.package("rp2040js", "1.4.1")

Where a package cannot be had the calling test is skipped with the reason; with CI=true that is a failure.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

_reasons = {}  # why a package is not there, once that is known


def missing(name, reason):
    _reasons[name] = reason
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {name} although CI=true: {reason}")
    pytest.skip(f"no {name}: {reason}")


def _cache():
    root = Path(__file__).resolve().parents[1]
    return Path(os.environ.get("CRITLINT_NPM_CACHE") or root / "build" / "npm").resolve()


def _install(name, version, target):
    """Installs beside and renames, so that an interrupted or a second run leaves nothing half done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as fresh:
        command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", fresh,
                   f"{name}@{version}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300,
                                  check=False, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            missing(name, "npm install did not end within 300 s")
        if done.returncode != 0:
            missing(name, "npm install failed: " + " ".join(done.stderr.split())[:300])
        try:
            os.rename(fresh, target)
            os.mkdir(fresh)  # for TemporaryDirectory to remove
        except OSError:
            if not target.is_dir():
                raise


def package(name, version):
    """The package's folder, installed if need be."""
    if name in _reasons:
        missing(name, _reasons[name])
    target = _cache() / f"{name.split('/')[-1]}-{version}"
    folder = target / "node_modules" / name
    if not folder.is_dir():
        if not shutil.which("npm"):
            missing(name, "npm is not installed")
        _install(name, version, target)
    if not folder.is_dir():
        missing(name, "the installation holds no such folder")
    return folder
