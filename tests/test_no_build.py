"""A tree as it lies: what its build files, names and headers say of the target and of what is defined."""

import json
import random

import pytest


@pytest.fixture
def look(critlint, run, tmp_path):
    """Writes a tree, checks it, and gives the summary, the notices and the functions."""

    def call(files, *words):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = run([critlint, "check", ".", "--format", "json", "-v", *words], cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        ops = run([critlint, "check", ".", "--dump=ops", *words], cwd=tmp_path)
        log = json.loads(done.stdout)
        log["infos"] = [notice["message"] for notice in log["notices"]]
        log["ops"] = ops.stdout
        return log

    return call


def targets(log):
    return sorted(text for text in log["infos"] if text.startswith("target "))


# ---- targets --------------------------------------------------------------------------------------

AVR = "#include <avr/io.h>\nvoid blink(void) { PORTB |= 1; }\n"
PLAIN = "int plus(int a) { return a + 1; }\n"


def test_each_source_has_the_target_that_it_names(look):
    log = look({"avr_node/led.c": AVR, "boards/stm32f103/led.c": PLAIN, "riscv_port/led.c": PLAIN})
    assert [text.split(":")[0] for text in targets(log)] == [
        "target avr atmega328p of 1 source", "target riscv32 of 1 source",
        "target thumbv7m-none-eabi cortex-m3 of 1 source"]


def test_a_source_that_says_nothing_is_like_its_neighbours(look):
    log = look({"node/led.c": AVR, "node/util.c": PLAIN, "base/stm32f407.c": PLAIN, "base/util.c": PLAIN,
                "base/more.c": PLAIN})
    assert [text.split(":")[0] for text in targets(log)] == [
        "target avr atmega328p of 2 sources", "target thumbv7em-none-eabi cortex-m4 of 3 sources"]


def test_an_include_under_a_condition_says_nothing(look):
    log = look({"a.c": "#ifdef __AVR__\n#include <avr/io.h>\n#endif\n" + PLAIN})
    assert targets(log) == ["target thumbv7em-none-eabi cortex-m4 of 1 source: nothing in the tree says"]


@pytest.mark.parametrize("name, text, target", [
    ("Makefile", "MCU = atmega2560\n", "avr atmega2560"),
    ("Makefile", "CPU = -mcpu=cortex-m0\n", "thumbv6m-none-eabi cortex-m0"),
    ("build.mk", "CFLAGS += -mmcu=attiny85 -Os\n", "avr attiny85"),
    ("CMakeLists.txt", "set(FLAGS -mcpu=cortex-m33)\n", "thumbv8m.main-none-eabi cortex-m33"),
])
def test_a_build_file_names_the_part(look, name, text, target):
    assert targets(look({name: text, "src/a.c": PLAIN})) == [
        f"target {target} of 1 source: a build file names it"]


def test_builds_that_disagree_name_none(look):
    log = look({"Makefile": "MCU = atmega2560\n", "x.mk": "MCU = attiny85\n", "a.c": PLAIN})
    assert "nothing in the tree says" in targets(log)[0]


# ---- what builds define ----------------------------------------------------------------------------

WANTS = """\
#if !defined(WITH_UART) || LEVEL != 3
#define NOTHING
#else
int uart_is_here(void) { return LEVEL; }
#endif
"""
CPROJECT = """\
<?xml version="1.0"?><cproject><option id="1" valueType="definedSymbols">
<listOptionValue builtIn="false" value="WITH_UART"/><listOptionValue builtIn="false" value="LEVEL=3"/>
</option></cproject>
"""
KEIL = "<Cads><VariousControls><Define>WITH_UART, LEVEL=3</Define></VariousControls></Cads>"
IAR = ("<option><name>CCDefines</name><state>WITH_UART</state><state>LEVEL=3</state></option>"
       "<option><name>Other</name><state>LEVEL=4</state></option>")


@pytest.mark.parametrize("name, text, seen", [
    ("Makefile", "DEFS = -DWITH_UART \\\n  -DLEVEL=3\n", True),
    ("Makefile", "#DEFS = -DWITH_UART -DLEVEL=3\n", False),
    ("Makefile", "ifeq ($(V),1)\nDEFS = -DWITH_UART -DLEVEL=3\nendif\n", False),
    ("Makefile", "DEFS = -DWITH_UART -DLEVEL=$(V)\n", False),
    ("Makefile", "DEFS = -DWITH_UART -DLEVEL=3\nMORE = -DLEVEL=4\n", False),
    ("CMakeLists.txt", "target_compile_definitions(app PRIVATE WITH_UART LEVEL=3)\n", True),
    ("CMakeLists.txt", "if(X)\nadd_compile_definitions(WITH_UART LEVEL=3)\nendif()\n", False),
    ("platformio.ini", "[env:a]\nbuild_flags = -D WITH_UART -DLEVEL=3\n", True),
    (".cproject", CPROJECT, True),
    ("app.uvprojx", KEIL, True),
    ("app.ewp", IAR, True),
    ("prj.conf", "WITH_UART=y\n", False),
    ("notes.txt", "-DWITH_UART -DLEVEL=3\n", False),
])
def test_plain_defines_of_the_nearest_build(look, name, text, seen):
    assert ("uart_is_here" in look({name: text, "src/a.c": WANTS})["ops"]) == seen


def test_folders_of_cmake_are_one_build(look):
    log = look({"CMakeLists.txt": "add_definitions(-DWITH_UART -DLEVEL=2)\n",
                "src/CMakeLists.txt": "add_compile_definitions(LEVEL=3)\n", "src/a.c": WANTS})
    assert "uart_is_here" in log["ops"]


@pytest.mark.parametrize("name", ["prj.conf", "sdkconfig.defaults"])
def test_kconfig(look, name):
    wants = "#if CONFIG_A == 1 && !defined(CONFIG_B) && CONFIG_N == 4096\nint seen(void);\n"
    log = look({name: "# CONFIG_B=y\nCONFIG_A=y\nCONFIG_B=n\nCONFIG_N=4096\nCONFIG_T=\"a b\"\n",
                "a.c": wants + "int seen(void) { return 77; }\n#endif\n"})
    assert "const 77" in log["ops"]


@pytest.mark.parametrize("line, name", [
    ("find_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})", "__ZEPHYR__"),
    ("include($ENV{IDF_PATH}/tools/cmake/project.cmake)", "ESP_PLATFORM"),
    ('idf_component_register(SRCS "a.c")', "ESP_PLATFORM"),
])
def test_what_a_build_system_always_defines(look, line, name):
    source = "#if %s\nint seen(void) { return 77; }\n#endif\n" % name
    assert "const 77" in look({"CMakeLists.txt": line + "\n", "src/a.c": source})["ops"]
    assert "const 77" not in look({"CMakeLists.txt": "# " + line + "\n", "src/a.c": source})["ops"]


def test_the_nearer_build_counts(look):
    log = look({"Makefile": "A = -DWITH_UART -DLEVEL=3\n", "src/Makefile": "A = -DOTHER\n",
                "src/a.c": WANTS})
    assert "uart_is_here" not in log["ops"]


@pytest.mark.parametrize("name, text", [
    ("app/Makefile", "INC = -I../lib/two\n"),
    ("app/.cproject", '<option valueType="includePath"><listOptionValue builtIn="false" '
                      'value="&quot;${workspace_loc:/${ProjName}/inc}&quot;"/></option>'),
])
def test_header_folders_of_the_build(look, name, text):
    log = look({name: text, "app/src/a.c": '#include "part.h"\nint a(void) { return PART; }\n',
                "lib/one/part.h": "#define PART 1\n", "lib/two/part.h": "#define PART 2\n",
                "app/inc/part.h": "#define PART 2\n"})
    assert "const 2" in log["ops"]


# ---- headers that want a choice ---------------------------------------------------------------------

DEVICE = """\
#ifndef DEVICE_H
#define DEVICE_H
#if defined(CHIP103x8)
#define CHIP_PINS 48
#elif defined(CHIP103xB) || defined (CHIP103xC)
#define CHIP_PINS 64
#elif defined(__CHIP9__)
#define CHIP_PINS 9
#else
#error "select a chip"
#endif
#endif
"""
USER = '#include "device.h"\nint pins(void) { return CHIP_PINS; }\n'


@pytest.mark.parametrize("more, pins", [
    ({}, 48),                                                    # the first
    ({"startup_chip103xb.s": ""}, 64),                           # a file's name
    ({"CHIP103XC_FLASH.ld": ""}, 64),
    ({"Templates/startup_chip103xb.s": ""}, 48),                 # one for every part
    ({"Makefile": "ifeq ($(T),9)\nD = -D__CHIP9__\nendif\n"}, 9),  # under a condition it is a mention
    ({"Makefile": "PARTS = CHIP103xC\n", "startup_chip103x8.s": ""}, 64),
])
def test_a_choice_is_what_the_tree_means(look, more, pins):
    log = look({"a.c": USER, "device.h": DEVICE, **more})
    assert f"const {pins}" in log["ops"]
    assert log["summary"]["units"]["degraded"] == 0
    assert any(text.startswith("a header wants a choice: assumes ") for text in log["infos"])


@pytest.mark.parametrize("condition, value", [
    ("#ifndef CLOCK\n#error no clock\n#endif", "CLOCK=8000000UL"),
    ("#if !defined(CLOCK) && 1\n#error no clock\n#endif", "CLOCK=8000000UL"),
    ("#define MODE_A 1\n#define MODE_B 2\n#if MODE == MODE_A\n#elif MODE == MODE_B\n#else\n#error no mode\n"
     "#endif", "MODE=MODE_B"),
    ("#if MODE_A\n#else\n#error no mode\n#endif", "MODE_A"),
])
def test_what_a_condition_asks_for(look, condition, value):
    log = look({"Makefile": "CLOCK = $(F)\nF = 8000000UL\nMODE = MODE_B\n", "a.c": condition + "\n" + PLAIN})
    assert f"a header wants a choice: assumes {value}" in log["infos"]


@pytest.mark.parametrize("condition", [
    "#ifdef CLOCK\n#endif\n#error never",                   # nothing would do
    "#if __STDC__\n#error never\n#endif",
    "#ifdef __VENDOR_CC__\n#else\n#error other compiler\n#endif",  # a compiler's name, and nobody means it
    "#if 1 < 2\n#error never\n#endif",
])
def test_what_no_choice_helps_is_said(look, condition):
    log = look({"a.c": condition + "\n" + PLAIN})
    assert log["summary"]["units"]["degraded"] == 1
    assert not any("wants a choice" in text for text in log["infos"])


OPENED = """\
#include <gone.h>
#ifndef NEED
#error need it
#endif
#ifdef CONFIG_X
void f(void) { REGS->CR |= 1; }
#ifdef CONFIG_Y
void g(void)
{
#ifndef ALSO
#error also
#endif
    OTHER->DR = 77;
}
#endif
#endif
"""


def test_errors_in_code_that_was_opened(critlint, run, tmp_path):
    """Opening gives the file another text: the errors of the next attempt stand in that one."""
    (tmp_path / "a.c").write_text(OPENED, encoding="utf-8")
    done = run([critlint, "check", "a.c", "--isolated", "-v", "--format", "json"], cwd=tmp_path)
    notices = json.loads(done.stdout)["notices"]
    assert {"a header wants a choice: assumes NEED", "a header wants a choice: assumes ALSO"} < {
        notice["message"] for notice in notices}
    assert [notice["message"] for notice in notices if notice["kind"] == "degraded"] == [
        "'gone.h' file not found"]


# ---- names that nothing declares ---------------------------------------------------------------------

@pytest.mark.parametrize("body", [
    "REGS->CR |= 4;",
    "REGS.CR = 4; g = REGS.CR;",
    "PORT |= 1; PORT++;",
    "TABLE[3] = g;",
    "TABLE[3].low = g; g = TABLE[g].high;",
    "REGS->A.B[2].C = 1;",
    "hook_t h = get_hook(3); h(4);",
    "state_t s; s.count = 2; s.next->count++;",
    "state_t *s = find(1); s->count = 2;",
    "struct node n; n.value = 3;",
    "g = (word_t)g; g = (word_t *)0 == 0;",
    "word_t *w = &OBJECT; *w = 1;",
    "handle->ops->start(handle, FLAG_A | FLAG_B);",
    "get(1)->field = 2;",
    "switch (g) { case MODE_A: g = 1; break; case MODE_B: g = 2; }",
    "uint8_t b = 1; uint32_t w = b; bool t = true; size_t z = sizeof(w); g = b + w + t + z;",
])
def test_an_undeclared_name_takes_nothing_with_it(look, body):
    log = look({"a.c": "#include <gone.h>\nint g;\nvoid before(void);\nvoid f(void)\n{\n    before();\n"
                       "    %s\n    g = 77;\n}\n" % body})
    trouble = [notice for notice in log["notices"] if notice["kind"] == "degraded"]
    assert [notice["message"] for notice in trouble] == ["'gone.h' file not found"]
    assert log["summary"]["functions_understood"] == 1 and "const 77" in log["ops"]


@pytest.mark.parametrize("declaration", [
    "LOG_REGISTER(app, LEVEL);", "__weak void other(void) { }", "LIST(a)\nint h;", "CHECK(1 + 1, \"one\");",
    "other_t other(other_t (*f)(int)) { return f(1); }", "#if HAS(other)\n#endif",
    "#if A && HAS(other) && B(c)\n#endif",
    "const ALIGNED IN_FLASH unsigned char map[] = { 1 };", "static int other = INITIAL(3);",
    "typedef int va_list;\n#include <stdarg.h>\nvoid p(va_list a);",
    "static const other_t other = { .a = 1, .b = { 2 } };", "LIST(a)\nLIST(b)\nstatic int h;",
])
def test_at_file_scope(look, declaration):
    log = look({"a.c": "#include <gone.h>\n%s\nint f(int a)\n{\n    return a + 77;\n}\n" % declaration})
    assert log["summary"]["functions"] == log["summary"]["functions_understood"]
    assert "const 77" in log["ops"]


def test_what_is_declared_after_all_stays(look):
    log = look({"a.c": "#include <gone.h>\nint f(void) { return late(1); }\nint late(int a) { return a; }\n"})
    assert log["summary"]["functions_understood"] == 2


def test_an_invented_object_is_shared_with_nobody(look):
    """Whether `PORT |= 1` is one instruction, and whether PORT is one object, the header would say."""
    log = look({"a.c": "#include <gone.h>\nvoid TIM2_IRQHandler(void) { PORT |= 1; STATE.low++; }\n"
                       "int main(void) { for (;;) { PORT |= 2; STATE.low--; } }\n"},
               "--tier", "C", "--cpu", "cortex-m4")
    assert log["findings"] == []


# ---- whose code it is ----------------------------------------------------------------------------------

PAIR = "void __disable_irq(void);\nvoid __enable_irq(void);\nint n;\n" \
       "void bump(void) { __disable_irq(); n++; __enable_irq(); }\n"


def test_third_party_findings_are_one_line(look, critlint, run, tmp_path):
    log = look({"Drivers/a.c": PAIR, "Drivers/b.c": PAIR.replace("bump", "other"), "src/c.c": PLAIN})
    assert log["findings"] == [] and log["summary"]["third_party"] == 2
    text = run([critlint, "check", "."], cwd=tmp_path).stdout
    assert text.endswith("2 more in third-party code (--third-party shows them)\n")
    text = run([critlint, "check", ".", "--third-party"], cwd=tmp_path).stdout
    assert "more in third-party" not in text and text.count("CRIT101 bare-irq-pair]") == 2


@pytest.mark.parametrize("makers", [
    "lib/stm32f4xx_hal_spi.c", "py32f07x_ll_tim.c", "lib/STM32F10x_StdPeriph_Driver/misc.c"])
def test_a_drivers_maker_is_known_by_its_files(look, makers):
    log = look({makers: PAIR})
    assert log["findings"] == [] and log["summary"]["third_party"] == 1


@pytest.mark.parametrize("users", [
    "stm32f4xx_hal_msp.c", "stm32f4xx_it.c", "board_hal_spi.c", "max_hal_spi.c", "hal_spi.c"])
def test_what_the_user_writes_beside_it_is_his(look, users):
    log = look({users: PAIR})
    assert len(log["findings"]) == 1 and log["summary"]["third_party"] == 0


# ---- damaged trees -----------------------------------------------------------------------------------

DAMAGE = ["(", '"', "\\", "#", "\0", "$(", "-D", "-I..//../", "[", "}", "->", "\n", "'", "/*"]


def damaged(text, seed):
    """A few insertions and cuts, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(text) + 1)
        cut = chance.randint(1, 30) if chance.random() < 0.3 else 0
        text = text[:at] + ("" if cut else chance.choice(DAMAGE)) + text[at + cut:]
    return text


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_tree_is_read(seed, critlint, run, tmp_path):
    whole = {"Makefile": "MCU = atmega8\nD = -DA=1 -DB -Iinc/../x\nifdef V\nD += -DC\nendif\n",
             ".cproject": CPROJECT, "app.uvprojx": KEIL, "app.ewp": IAR,
             "prj.conf": "CONFIG_A=y\nCONFIG_B=0x10\n",
             "CMakeLists.txt": "if(X)\nadd_compile_definitions(A B=1)\nendif()\nfind_package(Zephyr)\n",
             "device.h": DEVICE + "#ifndef CLOCK\n#error no clock\n#endif\n",
             "a.c": USER + "#include <gone.h>\nLOG(a, b);\nfoo_t x = { .a = 1 };\nint f(void)\n{\n"
                           "    REG->A.B[2] |= 1; bar_t *p = get(3); p->q = (word_t)x.z;\n"
                           "    return LIST[3].y;\n}\n"}
    for name, text in whole.items():
        (tmp_path / name).write_text(damaged(text, f"{seed} {name}"), encoding="utf-8")
    done = run([critlint, "doctor", ".", "--isolated"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 ok" in done.stdout or "1 degraded" in done.stdout
