#!/usr/bin/env python3
"""Writes a firmware of any size, for measuring how time grows with it.

usage: bench/generate.py FUNCTIONS FOLDER

Each source holds a hundred functions: leaves, callers up to eight levels deep, critical sections that are
right, one that is missing, calls through a table, and objects that a handler shares with them. A file of
start-up code holds the vector table and `main`, which reaches everything. The same numbers give the same
bytes.
"""

import sys
from pathlib import Path

A_FILE = 100   # functions of one source
HANDLERS = 60  # of the program: a chip has no more of them, however large its program is

HEADER = """\
#include <stdint.h>
static inline uint32_t mask_save(void)
{
    uint32_t state;
    __asm volatile("mrs %0, primask\\n cpsid i" : "=r"(state) : : "memory");
    return state;
}
static inline void mask_restore(uint32_t state)
{
    __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}
struct queue {
    volatile uint32_t head, tail;
    uint8_t data[64];
};
"""


def source(number):
    """One source: its own queue and counters, which its handler shares; calls into the source before it."""
    before = max(number - 1, 0)
    handler = f"handle{number % HANDLERS}_{number}"
    out = ['#include "common.h"', f"struct queue queue{number};", f"volatile uint32_t count{number};",
           f"uint32_t work{before}_7(uint32_t x);", f"typedef uint32_t (*step{number})(uint32_t);",
           f"void {handler}(void)", "{", f"    queue{number}.head++;", f"    count{number}++;", "}"]
    for index in range(A_FILE - 2):
        name = f"work{number}_{index}"
        callee = f"work{number}_{index - 1}" if index % 8 else ""
        if number and index == 8:
            callee = f"work{before}_7"
        call = f" + {callee}(x - 1)" if callee else ""
        body = {
            0: ["    uint32_t state = mask_save();", f"    count{number} += x;", "    mask_restore(state);"],
            3: ["    uint32_t state = mask_save();",
                f"    queue{number}.data[queue{number}.head & 63] = (uint8_t)x;",
                f"    queue{number}.head++;", "    mask_restore(state);"],
            5: ["    for (uint32_t i = 0; i < x; i++) {",
                f"        queue{number}.data[i & 63] ^= (uint8_t)i;", "    }"],
        }.get(index % 10, [f"    x = x * {index + 3} ^ {number};"])
        if index == 50:
            body = [f"    count{number} = count{number} + x;"]  # the bug: nothing masks the handler
        out += [f"uint32_t {name}(uint32_t x)", "{", *body, f"    return x{call};", "}"]
    names = ", ".join(f"work{number}_{index}" for index in range(0, A_FILE - 2, 12))
    out += [f"static const step{number} steps{number}[] = {{{names}}};",
            f"void run{number}(void)", "{",
            f"    for (unsigned i = 0; i < sizeof(steps{number}) / sizeof(*steps{number}); i++) {{",
            f"        steps{number}[i](i);", "    }"]
    out += [f"    work{number}_{index}({index});" for index in range(7, A_FILE - 2, 8)] + ["}"]
    return "\n".join(out) + "\n"


def start(files):
    handlers = [[number for number in range(files) if number % HANDLERS == line] for line in range(HANDLERS)]
    out = ['#include "common.h"', "extern uint32_t _estack;"]
    out += [f"void run{number}(void);\nvoid handle{number % HANDLERS}_{number}(void);"
            for number in range(files)]
    for line, numbers in enumerate(handlers):
        out += [f"void IRQ{line}_Handler(void)", "{",
                *[f"    handle{line}_{number}();" for number in numbers], "}"]
    out += ["int main(void)", "{", '    __asm volatile("cpsie i" : : : "memory");', "    for (;;) {",
            *[f"        run{number}();" for number in range(files)], "    }", "}",
            "void Reset_Handler(void)", "{", "    main();", "}",
            '__attribute__((section(".isr_vector"), used)) static void (*const vectors[])(void) = {',
            "    (void (*)(void))&_estack, Reset_Handler, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,",
            *[f"    IRQ{line}_Handler," for line in range(HANDLERS)], "};"]
    return "\n".join(out) + "\n"


def generate(functions, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = max(functions // A_FILE, 1)
    (folder / "common.h").write_text(HEADER)
    (folder / "start.c").write_text(start(files))
    for number in range(files):
        (folder / f"part{number}.c").write_text(source(number))
    return files


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    generate(int(sys.argv[1]), sys.argv[2])
