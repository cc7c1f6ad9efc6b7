"""One file, one set of flags, both opinions."""
import os
import subprocess
from dataclasses import dataclass

from . import compare, ops_dump

@dataclass(frozen=True)
class Target:
    """One machine as both sides are told of it."""
    critlint: tuple
    clang: tuple
    flags: tuple = ()   # for both

    def __add__(self, flags):
        return Target(self.critlint, self.clang, self.flags + tuple(flags))


TARGETS = {
    "arm": Target(("--target", "thumbv7em-none-eabi", "--cpu", "cortex-m4"),
                  ("--target=thumbv7em-none-eabi", "-mcpu=cortex-m4", "-fshort-enums")),
    "avr": Target(("--target", "avr", "--cpu", "atmega328p"), ("--target=avr", "-mmcu=atmega328p"),
                  ("-DF_CPU=16000000L", "-isystem", "/usr/lib/avr/include")),
    "host": Target(("--target", "host"), ("--target=x86_64-linux-gnu",),
                   ("-isystem", "/usr/include/x86_64-linux-gnu", "-isystem", "/usr/include")),
}


class CritlintError(Exception):
    pass


def dump_ops(critlint, source, target):
    """The text of --dump=ops."""
    command = [critlint, "check", source, *target.critlint, *(f"--add-arg={flag}" for flag in target.flags),
               "--isolated", "--dump=ops", "-j1"]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120, check=False)
    if run.returncode not in (0, 1) or not run.stdout.startswith("unit "):
        raise CritlintError(f"{source}: exit {run.returncode}: {run.stderr.strip() or run.stdout[:200]}")
    return run.stdout


def compare_file(compiler, critlint, source, target):
    source = os.path.abspath(source)
    ir = compiler.read(source, [*target.clang, *target.flags])
    return compare.compare_unit(ops_dump.parse(dump_ops(critlint, source, target)), ir)
