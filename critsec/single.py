#!/usr/bin/env python3
"""Writes critsec as one header, for builds without CMake: single.py OUTPUT.h

Every file includes it. One file of the program, with nothing else in it, also holds the port:

    #define CRITSEC_IMPLEMENT_CORTEX_M_PRIMASK
    #include "critsec.h"
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_PORTS = {"template"}  # to be copied, and it needs functions of a board


def text(name):
    return (HERE / name).read_text(encoding="utf-8")


def without_includes(source):
    """The library's own includes are in the one header already; so is what must come before them."""
    source = re.sub(r'^#include "critsec/[a-z]+\.h"\n', "", source, flags=re.M)
    return re.sub(r"^#define (CRITSEC_PORT\b|_\w+_SOURCE).*\n", "", source, flags=re.M)


def is_local(name):
    return (HERE / "ports" / name).exists()


def inlined(source):
    """Headers of ports/ stand where they are included."""
    return re.sub(r'^#include "(\w+\.h)"\n',
                  lambda found: inlined(text(f"ports/{found[1]}")) if is_local(found[1]) else found[0],
                  source, flags=re.M)


def single():
    ports = sorted(path.stem for path in (HERE / "ports").glob("*.c") if path.stem not in NOT_PORTS)
    switches = {port: f"CRITSEC_IMPLEMENT_{port.upper()}" for port in ports}
    switches["debug"] = "CRITSEC_IMPLEMENT_DEBUG"
    listed = "".join(f" *   {switch}\n" for switch in switches.values())
    parts = ["/*\n * critsec in one header, made by single.py.\n *\n"
             f" * One file of the program defines one of\n{listed} * before it includes this.\n */\n"]
    for port, switch in switches.items():
        sources = re.findall(r"^#define _\w+_SOURCE.*\n", text(f"ports/{port}.c") if port != "debug" else "",
                             re.M)
        parts.append(f"#ifdef {switch}\n{''.join(sources)}#define CRITSEC_PORT\n#endif\n")
    parts.append(text("include/critsec/critsec.h"))
    parts += [without_includes(text(f"include/critsec/{name}.h")) for name in ("atomic", "debug", "svc")]
    for port in ports:
        parts.append(f"#ifdef {switches[port]}\n{without_includes(inlined(text(f'ports/{port}.c')))}#endif\n")
    parts.append(f"#ifdef {switches['debug']}\n{without_includes(text('debug/critsec_debug.c'))}#endif\n")
    return "\n".join(parts)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_text(single(), encoding="utf-8")
