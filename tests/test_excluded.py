"""Code that the configuration leaves out, and headers that a build links under another name."""

import json

import pytest

PAIR = "void __disable_irq(void);\nvoid __enable_irq(void);\nextern int n;\n"
BARE = "void %s(void)\n{\n    __disable_irq();\n    n++;\n    __enable_irq();\n}\n"
A, B = BARE % "first", BARE % "second"


@pytest.fixture
def check(critlint, run, tmp_path):
    """check(files, what) -> names of the functions with a bare pair, and what was said."""

    def call(files, what="driver.c", *words):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = run([critlint, "check", what, "--root", ".", "--isolated", "--cpu", "cortex-m4", "--tier", "C",
                    "--format", "json", "-v", *words], cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        report = json.loads(done.stdout)
        said = " ".join(entry["message"] for entry in report["notices"])
        return [entry["function"] for entry in report["findings"]], said

    return call


@pytest.mark.parametrize("condition", [
    "#ifdef CONFIG_UART", "#if defined(CONFIG_UART)", "#if defined(CONFIG_UART) || defined(CONFIG_USART)",
    "#if CONFIG_UART", "#if CONFIG_COUNT > 3 && MCU == MCU_K64",
    "#if defined(CONFIG_UART) && \\\n  CONFIG_DMA",
    "  #  ifdef CONFIG_UART /* only there */",
])
def test_a_file_that_is_asked_for_is_looked_at_whole(check, condition):
    text = f"{PAIR}{condition}\n{A}#endif\n"
    found, said = check({"driver.c": text})
    assert found == ["first"]
    assert "looks at code that this configuration leaves out" in said
    if "defined" in condition or "ifdef" in condition:
        assert "CONFIG_UART" in said


def test_a_tree_is_taken_as_it_is_configured(check):
    found, said = check({"driver.c": f"{PAIR}#ifdef CONFIG_UART\n{A}#endif\n"}, ".")
    assert found == [] and "leaves out" not in said


@pytest.mark.parametrize("text", [
    f"#if 0\n{A}#endif\n",
    f"#ifdef __cplusplus\n{A}#endif\n",
    f"#ifdef CONFIG_UART\n#define SPEED 9600\n#else\nint speed;\n#endif\n",
    f"/*\n#ifdef CONFIG_UART\n{A}#endif\n*/\n",
    "#ifdef CONFIG_UART\nextern \"C\" {\n#endif\n",
], ids=["if 0", "C++", "no function", "a comment", "a linkage block"])
def test_what_stays_closed(check, text):
    found, said = check({"driver.c": PAIR + text})
    assert found == [] and "leaves out" not in said


def test_a_branch_that_is_taken_wins(check):
    """Alternatives: the configured one is looked at, and nothing is defined twice."""
    found, _ = check({"driver.c": f"{PAIR}#ifdef CONFIG_UART\n{A}#else\n{B}#endif\n"})
    assert found == ["second"]


def test_the_first_of_many_alternatives(check):
    chips = f"#if CHIP == 1\n{A}#elif CHIP == 2\n{B}#else\n#error chip\n#endif\n"
    found, _ = check({"driver.c": PAIR + chips})
    assert found == ["first"]


def test_lines_stay_where_they_are(critlint, run, tmp_path):
    text = f"{PAIR}#if defined(CONFIG_UART) && \\\n  CONFIG_DMA\n{A}#endif\n"
    (tmp_path / "driver.c").write_text(text, encoding="utf-8")
    done = run([critlint, "check", "driver.c", "--isolated", "--cpu", "cortex-m4"], cwd=tmp_path)
    line = text[:text.index("__enable_irq();\n}")].count("\n") + 1
    assert f"driver.c:{line}:" in done.stdout


def test_conditions_within_conditions(check):
    text = f"{PAIR}#ifdef CONFIG_SERIAL\n#ifdef CONFIG_UART\n{A}#endif\n{B}#endif\n"
    assert sorted(check({"driver.c": text})[0]) == ["first", "second"]


def test_the_assumed_name_holds_everywhere(check):
    """What the opened condition asks for is defined, so that other uses agree with it."""
    text = f"{PAIR}#ifdef CONFIG_UART\n{A}#endif\n" \
           "void small(void)\n{\n    __disable_irq();\n" \
           "#ifdef CONFIG_UART\n    n++;\n    __enable_irq();\n#endif\n}\n"
    assert sorted(check({"driver.c": text})[0]) == ["first", "small"]


def header(body):
    return f"static inline unsigned irq_save(void)\n{{\n    unsigned s;\n    {body}\n    return s;\n}}\n"


ARM = header('__asm__ volatile("mrs %0, primask\\n cpsid i" : "=r"(s) : : "memory");')
NOTHING = header("s = 0;")
DRIVER = """\
#include <arch/irq.h>
int busy;
int start(int fast)
{
    unsigned state = irq_save();
    if (fast) {
        return -1;
    }
    busy = 1;
    __asm__ volatile("msr primask, %0" : : "r"(state) : "memory");
    return 0;
}
"""


def test_a_folder_that_a_build_links_under_another_name(check):
    """arch/ leads to arch/<family>/include: the folders of the includer say which."""
    files = {"arch/arm/include/irq.h": ARM, "arch/mips/include/irq.h": NOTHING,
             "arch/arm/src/driver.c": DRIVER}
    assert check(files, "arch/arm/src/driver.c")[0] == ["start"]


def test_the_target_says_which_where_folders_do_not(check):
    files = {"arch/avr/include/irq.h": NOTHING, "arch/arm/include/irq.h": ARM,
             "arch/mips/include/irq.h": NOTHING, "drivers/driver.c": DRIVER}
    assert check(files, "drivers/driver.c")[0] == ["start"]


def test_a_header_of_the_same_base_name_only_is_not_taken(check):
    """config.h of a boot loader is not <os/config.h>."""
    files = {"boot/config.h": "#define QUICK 1\n",
             "driver.c": f"#include <os/config.h>\n{PAIR}#ifndef QUICK\n{A}#endif\n"}
    found, said = check(files)
    assert found == ["first"] and "'os/config.h' file not found" in said
