"""Builds the native program with CMake and packs it into the Python package as critlint/bin/critlint.

There is no pyproject.toml on purpose: any such file makes pip build in isolation, and then
`pip install .` needs a network to fetch setuptools although it is already there.
"""

import re
import shutil
import subprocess
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
VERSION = re.search(r"project\(critlint VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]


class BuildWithProgram(build_py):
    def run(self):
        super().run()
        build = ROOT / "build" / "wheel"
        configure = ["cmake", "-S", str(ROOT), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release"]
        if shutil.which("ninja") and not (build / "CMakeCache.txt").exists():
            configure += ["-G", "Ninja"]
        subprocess.run(configure, check=True)
        subprocess.run(["cmake", "--build", str(build), "--parallel", "--target", "critlint"], check=True)
        program = Path(self.build_lib) / "critlint" / "bin" / "critlint"
        program.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(build / "bin" / "critlint", program)
        header = Path(self.build_lib) / "critlint" / "include" / "critlint.h"
        header.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / "include" / "critlint.h", header)

    def get_outputs(self, include_bytecode=True):
        package = Path(self.build_lib) / "critlint"
        made = [package / "bin" / "critlint", package / "include" / "critlint.h"]
        return [*super().get_outputs(include_bytecode), *map(str, made)]


class NativeDistribution(Distribution):
    """The package holds a program, so it belongs to one platform."""

    def has_ext_modules(self):
        return True


commands = {"build_py": BuildWithProgram}
try:
    from wheel.bdist_wheel import bdist_wheel

    class AnyPythonWheel(bdist_wheel):
        """One platform, but any Python 3: nothing is linked to the interpreter."""

        def get_tag(self):
            return ("py3", "none", super().get_tag()[2])

    commands["bdist_wheel"] = AnyPythonWheel
except ImportError:
    pass  # without the wheel package pip installs through `setup.py install`

setup(
    name="critlint",
    version=VERSION,
    description="Finds critical-section misuse in firmware C and C++",
    long_description=(ROOT / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.9",
    package_dir={"": "python"},
    packages=["critlint"],
    package_data={"critlint": ["py.typed"]},
    entry_points={"console_scripts": ["critlint = critlint.__main__:main"]},
    extras_require={"libclang": ["libclang>=17"]},
    cmdclass=commands,
    distclass=NativeDistribution,
    zip_safe=False,
)
