"""The files that are compared, and how each is compiled. Nothing is listed by name: what is
added to a folder is compared from then on."""
import re
import shutil
import subprocess
from pathlib import Path

from .runner import TARGETS

REPO = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).resolve().parent / "samples"
ARDUINO = Path("/usr/share/arduino/hardware/arduino/avr")
HOST_HEADERS = re.compile(r"#include <(pthread|signal|stdio|stdlib|string|time|unistd)\.h>")


def header_folders(root):
    return [f"-I{folder}" for folder in sorted({path.parent for path in root.rglob("*.h")})]


def samples():
    files = sorted(SAMPLES.glob("*.c"))
    cxx = TARGETS["arm"] + ["-std=gnu++17", "-fno-exceptions", "-fno-threadsafe-statics"]
    return [(path, TARGETS[target]) for target in ("arm", "avr") for path in files] + \
        [(path, cxx) for path in sorted(SAMPLES.glob("*.cpp"))]


def firmware():
    root = REPO / "testcases" / "firmware"
    flags = ["-std=c11", "-ffreestanding", f"-I{root}", *header_folders(root)]
    return [(path, TARGETS["arm"] + flags) for path in sorted(root.rglob("*.c"))]


def is_avr(path):
    """Fixtures say their target in the first line of one file of the folder."""
    first_lines = "".join(file.open(encoding="utf-8").readline()
                          for file in path.parent.glob("*.c") if file == path or "_avr" not in file.stem)
    return path.stem.endswith("_avr") or "--target avr" in first_lines


def fixtures():
    shared = REPO / "testcases" / "include"
    roots = (REPO / "testcases" / name for name in ("rules", "programs"))
    files = sorted(path for root in roots for path in root.rglob("*.c"))
    folders = [f"-I{shared}", f"-I{REPO / 'include'}"]
    return [(path, TARGETS["avr" if is_avr(path) else "arm"] + folders) for path in files]


def compiles(path, target):
    """A port refuses every machine but its own."""
    clang = shutil.which("clang-19") or shutil.which("clang")
    return clang is None or subprocess.run(
        [clang, *target.clang, *target.flags, "-w", "-fsyntax-only", str(path)],
        capture_output=True, check=False).returncode == 0


def critsec():
    root = REPO / "critsec"
    flags = [f"-I{root}/include", f"-I{root}/tests", f"-I{root}/ports", f"-I{root}/tests/freertos",
             f"-I{root}/tests/zephyr", "-DCRITSEC_PRIORITY_BITS=4", "-DCRITSEC_CEILING=5"]
    found = []
    for path in sorted(root.rglob("*.c")):
        text = path.read_text(encoding="utf-8")
        on_host = "host" in path.parts or HOST_HEADERS.search(text)
        targets = [TARGETS[name] + flags for name in (("host",) if on_host else ("arm", "avr"))]
        found += [(path, target) for target in targets if compiles(path, target)][:1]
    assert len(found) > 40, "most of critsec compiles for one of the three machines"
    return found


def arduino():
    flags = [f"-I{ARDUINO}/cores/arduino", f"-I{ARDUINO}/variants/standard"]
    return [(path, TARGETS["avr"] + [*flags, f"-I{path.parent}"])
            for folder in ("cores", "libraries") for path in sorted((ARDUINO / folder).rglob("*.c"))]


GROUPS = {"samples": samples, "firmware": firmware, "fixtures": fixtures, "critsec": critsec,
          "arduino": arduino}
