"""The flags of a command: what is taken of them, and the target that they name."""

import pytest

from database_tree import ARM, has, holding, holds, source

FLAGS = [
    ("-O2", "defined __OPTIMIZE__ && !defined __OPTIMIZE_SIZE__"),
    ("-O", "defined __OPTIMIZE__"),
    ("-Os", "defined __OPTIMIZE_SIZE__"),
    ("-O2 -O0", "!defined __OPTIMIZE__"),
    ("", "!defined __OPTIMIZE__"),
    ("-std=c99", "__STDC_VERSION__ == 199901L && defined __STRICT_ANSI__"),
    ("-std=gnu23", "__STDC_VERSION__ > 201710L"),
    ("--std=gnu11", "__STDC_VERSION__ == 201112L && !defined __STRICT_ANSI__"),
    ("-std=gnu++17", "__STDC_VERSION__ && !defined __cplusplus"),
    ("-std=nonsense", "__STDC_VERSION__"),
    ("-ansi", "defined __STRICT_ANSI__"),
    ("-ffreestanding", "__STDC_HOSTED__ == 0"),
    ("-fno-hosted", "__STDC_HOSTED__ == 0"),
    ("-fshort-wchar", "__SIZEOF_WCHAR_T__ == 2"),
    ("-fsigned-char", "!defined __CHAR_UNSIGNED__"),
    ("-funsigned-char", "defined __CHAR_UNSIGNED__"),
    ("-include pre.h", "defined PRE"),
    ("-imacros pre.h", "defined PRE"),
    ("-iquote sub", '__has_include("deep.h")'),
    ("-isystem sub", "__has_include(<deep.h>)"),
    ("-idirafter sub", "__has_include(<deep.h>)"),
    ("-Isub", "__has_include(<deep.h>)"),
    ("-iprefix su -iwithprefixbefore b", "__has_include(<deep.h>)"),
    ("-iprefix ./ -iwithprefix sub", "__has_include(<deep.h>)"),
    ("-Isub -include deep.h", "defined DEEP"),
    ("--sysroot=. -I=/sub", "__has_include(<deep.h>)"),
    ("-mfpu=fpv4-sp-d16 -mfloat-abi=hard", "defined __ARM_FP"),
    ("-mfpu=auto", "1"),
    ("-mcmse", "!defined __ARM_FEATURE_CMSE || __ARM_FEATURE_CMSE < 3"),
    ("-o -DX", "!defined X"),
    ("-Xlinker -DX -T -DX -MF -DX", "!defined X"),
    ("-Xclang -DX -Xassembler -DX --param -DX", "!defined X"),
    ("-- -DX", "!defined X"),
    ("-D X=3", "X == 3"),
    ("-DX -U X", "!defined X"),
]


def test_flags(tree):
    """Each does what it says, and the opposite does not hold: the condition is understood."""
    tree.write("pre.h", "#define PRE\n")
    tree.write("sub/deep.h", "#define DEEP\n")
    cases = [(f"{ARM} {flag}", condition) for flag, condition in FLAGS]
    assert holding(tree, cases) == cases
    assert holding(tree, [(command, f"!({condition})") for command, condition in cases]) == []
    assert holding(tree, [(ARM, f"__has_include({name})") for name in ('"deep.h"', "<deep.h>")]) == []


# What firmware builds pass to GCC, and clang does not know or refuses with no unit at all.
GCC_ONLY = """
-Wall -Werror -Wlogical-op -g3 -ggdb -pipe -MMD -MP -M -E -S -v -save-temps -save-temps=obj
-fcyclomatic-complexity -fno-tree-loop-distribute-patterns -fno-printf-return-value -flto=4
-fno-tree-switch-conversion -fstrict-volatile-bitfields -fmacro-prefix-map=a=b -fstack-usage
-mthumb-interwork -mlongcalls -mslow-flash-data -mpoke-function-name -mtune=cortex-m4 -mlong-calls
--specs=nano.specs -specs=nosys.specs -specs=odd.specs -fno-defer-pop -finline-limit=200 -mcmodel=medany
-msave-restore -msmall-data-limit=8 -mrelax -mcall-prologues -nostartfiles -nostdlib -fplan9-extensions
-fanalyzer -fdump-tree-all -fplugin-arg-x-y=z -mfpu=nonsense -fzero-init-padding-bits=all -marm -mabi=aapcs
"""


def test_flags_of_gcc_alone_do_no_harm(tree):
    cases = [(f"{ARM} {flag} -DX", "defined X && __ARM_ARCH_7EM__") for flag in GCC_ONLY.split()]
    assert len(cases) > 40 and holding(tree, cases) == cases


# ---- target


@pytest.mark.parametrize("command, condition", [
    ("arm-none-eabi-gcc -mcpu=cortex-m0", "__ARM_ARCH_6M__"),
    ("arm-none-eabi-gcc -mcpu=cortex-m0plus.small-multiply", "__ARM_ARCH_6M__"),
    ("arm-none-eabi-gcc -mcpu=cortex-m4+nofp", "__ARM_ARCH_7EM__"),
    ("arm-none-eabi-gcc -mcpu=star-mc1 -mcmse", "__ARM_ARCH_8M_MAIN__ && __ARM_FEATURE_CMSE == 3"),
    ("arm-none-eabi-gcc -march=armv7-m", "__ARM_ARCH_7M__"),
    ("arm-none-eabi-gcc -march=armv8-m.main+dsp", "__ARM_ARCH_8M_MAIN__"),
    ("arm-none-eabi-gcc -mcpu=cortex-m99", "__ARM_ARCH_7EM__"),
    ("arm-none-eabi-gcc -mcpu=cortex-a9", "__ARM_ARCH_7A__"),
    ("arm-none-eabi-gcc -mcpu=cortex-r5", "__ARM_ARCH_7R__"),
    ("arm-none-eabi-gcc", "__arm__"),
    ("/opt/toolchain/bin/arm-none-eabi-gcc-12.2 -mcpu=cortex-m3", "__ARM_ARCH_7M__"),
    ("clang --target=thumbv6m-none-eabi", "__ARM_ARCH_6M__"),
    ("clang -target arm-none-eabi -mcpu=cortex-m7", "__ARM_ARCH_7EM__"),
    ("gcc -mcpu=cortex-m3", "__ARM_ARCH_7M__"),
    ("avr-gcc -mmcu=atmega2560", "__AVR_ATmega2560__ && __SIZEOF_POINTER__ == 2"),
    ("avr-gcc", "__AVR__"),
    ("avr-gcc -mmcu=avrxmega3", "__AVR_ARCH__ == 103"),
    ("riscv32-unknown-elf-gcc -march=rv32imac_zicsr -mabi=ilp32", "__riscv_xlen == 32 && __riscv_compressed"),
    ("riscv64-unknown-elf-gcc -march=rv32imacxw -mabi=ilp32", "__riscv_xlen == 32"),
    ("riscv64-unknown-elf-gcc -march=rv64imac -mabi=lp64", "__riscv_xlen == 64 && __SIZEOF_POINTER__ == 8"),
    ("riscv-none-elf-gcc -march=rv32e -mabi=ilp32e", "__riscv_32e"),
    ("msp430-elf-gcc -mmcu=msp430f5529", "__MSP430__ && __MSP430F5529__"),
    ("xtensa-esp32-elf-gcc -mlongcalls", "__XTENSA__ && !defined __riscv && __SIZEOF_POINTER__ == 4"),
    ("gcc", "__x86_64__"),
    ("cc -m32", "__i386__"),
    ("x86_64-linux-gnu-gcc-12", "__x86_64__"),
])
def test_target_from_the_command(tree, command, condition):
    assert holds(tree, command, condition), command


def test_what_the_command_leaves_open_is_guessed(tree):
    tree.write("core_cm0plus.h", "")
    assert holds(tree, "iccarm", "__arm__")  # nothing says what this compiler is for
    tree.write("stm32g0_a.c", "")
    tree.write("stm32g0_b.c", "")
    assert holds(tree, "arm-none-eabi-gcc", "__ARM_ARCH_6M__")
    assert holds(tree, "arm-none-eabi-gcc -mcpu=cortex-m7", "__ARM_ARCH_7EM__")
    assert holds(tree, "avr-gcc", "__AVR__")


def test_device_that_libclang_does_not_know(tree):
    """It gives no unit at all then; without the device's name it gives nearly everything."""
    tree.write("a.c", source("f", "__AVR__ && __SIZEOF_POINTER__ == 2"))
    tree.database(("a.c", "avr-gcc -mmcu=atmega9999 -c a.c"))
    assert tree.found(status=1) == ["a.c"]
    assert has(tree.says(), "degraded", "a.c", "'-mmcu=atmega9999'")


def test_the_user_overrides(tree):
    tree.write("a.c", source("f", "__ARM_ARCH_6M__ && defined EXTRA"))
    tree.database(("a.c", f"{ARM} -mfpu=fpv4-sp-d16 -mfloat-abi=hard -UEXTRA -c a.c"))
    assert tree.found("--cpu", "cortex-m0", "--add-arg=-DEXTRA") == ["a.c"]
    tree.write("a.c", source("f", "__x86_64__"))
    assert tree.found("--target", "host") == ["a.c"]
    assert not has(tree.says("--target", "host"), "degraded")


def test_the_user_drops_a_flag(tree):
    """As it stands in the database, from the command line and from a configuration."""
    tree.write("a.c", source("f", "!defined EXTRA"))
    tree.database(("a.c", f"{ARM} -DEXTRA -c a.c"))
    assert tree.found() == []
    assert tree.found("--remove-arg=-DEXTR") == []
    assert tree.found("--remove-arg=-DEXTRA") == ["a.c"]
    tree.write(".critlint.yaml", "remove-args: [-DEXTRA]\n")
    assert tree.found() == ["a.c"]


def test_short_enums_as_the_compiler_has_them(tree):
    tree.write("a.c", "enum e { A }; _Static_assert(sizeof(enum e) == SIZE, \"\");\n")
    for command, size in ((ARM, 1), (f"{ARM} -fno-short-enums", 4), ("gcc", 4), ("gcc -fshort-enums", 1),
                          ("arm-linux-gnueabihf-gcc -mcpu=cortex-a7", 4)):
        tree.database(("a.c", f"{command} -DSIZE={size} -c a.c"))
        assert not has(tree.says("--isolated", "-p", "."), "degraded"), command
