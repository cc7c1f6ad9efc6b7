"""`critlint map`: each guard and each kind of context in a small program, the file that is committed, and
the forms in which the map is shown."""

import json
import re

import pytest

from conftest import REPO

FIRMWARE = REPO / "testcases" / "firmware"

# Two handlers on a Cortex-M4: on_tick (priority 3) preempts on_byte (priority 5), both preempt main.
CORTEX = """\
#include <stdint.h>
void __disable_irq(void);
void __enable_irq(void);
uint32_t __get_PRIMASK(void);
void __set_PRIMASK(uint32_t value);
void __set_BASEPRI(uint32_t value);
void NVIC_SetPriority(int line, uint32_t priority);
void NVIC_EnableIRQ(int line);
void NVIC_DisableIRQ(int line);
void __NVIC_SetPriority(int line, uint32_t priority)
{
    ((volatile uint8_t *)0xE000E400)[line] = priority << 4;
}
extern uint32_t _estack;

static volatile uint32_t by_primask, by_caller, by_ceiling, by_weak_ceiling, by_line, by_other_line;
static volatile uint32_t one_step, one_writer, before, bare, between, low_only, set_once, same_bits;
static volatile uint32_t only_read, taken;
static volatile uint64_t torn;
static uint32_t atomic;
static struct { volatile uint32_t head, tail; uint32_t unshared; } ring;
static volatile uint8_t bytes[8];
static uint32_t private;
static const uint32_t constant = 3;

static void on_tick(void)
{
    by_primask++; by_caller++; by_ceiling++; by_weak_ceiling++; by_line++; by_other_line++;
    one_step = 1; before++; bare++; between++; torn++; same_bits |= 7;
    (void)one_writer; (void)constant; (void)only_read; taken++;
    __atomic_fetch_add(&atomic, 1, __ATOMIC_RELAXED);
    (void)set_once;
    ring.head = ring.tail;
    bytes[ring.head & 7] = 1;
    *(volatile uint32_t *)0x40021000 = 1;
}

static void on_byte(void)
{
    by_line++; by_ceiling++; between++; low_only = 1;
}

static void helper(void) { by_caller = 0; }

int main(void)
{
    before = 7;
    set_once = 1;
    NVIC_SetPriority(0, 3);
    NVIC_SetPriority(2, 5);
    NVIC_EnableIRQ(0);
    NVIC_EnableIRQ(2);
    uint32_t state = __get_PRIMASK();
    __disable_irq();
    by_primask++;
    helper();
    only_read = 1;
    __set_PRIMASK(state);
    (void)only_read;
    __set_BASEPRI(3 << 4);
    by_ceiling++;
    __set_BASEPRI(4 << 4);
    by_weak_ceiling++;
    __set_BASEPRI(0);
    NVIC_DisableIRQ(0);
    by_line++;
    NVIC_EnableIRQ(0);
    NVIC_DisableIRQ(2);
    by_other_line++;
    low_only++;
    NVIC_EnableIRQ(2);
    one_step = 0;
    one_writer++;
    bare++;
    torn = 0;
    same_bits &= ~3u;
    __atomic_fetch_add(&atomic, 1, __ATOMIC_RELAXED);
    private = taken;
    taken = 0;
    ring.tail = ring.head;
    ring.unshared = bytes[2];
    private++;
    *(volatile uint32_t *)0x40021000 |= 4;
    for (;;) { }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
    &_estack, main, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, on_tick, 0, on_byte, 0,
};
"""

# Two tasks of FreeRTOS, a timer's callback, and a handler below the kernel's ceiling.
TASKS = """\
#include <stdint.h>
typedef void *SemaphoreHandle_t;
#define taskENTER_CRITICAL() vPortEnterCritical()
#define taskEXIT_CRITICAL() vPortExitCritical()
void vPortEnterCritical(void);
void vPortExitCritical(void);
void vTaskSuspendAll(void);
int xTaskResumeAll(void);
void vTaskStartScheduler(void);
int xTaskCreate(void (*code)(void *), const char *name, unsigned depth, void *p, unsigned priority, void *h);
void *xTimerCreate(const char *name, unsigned period, int reload, void *id, void (*code)(void *));
int xSemaphoreTake(SemaphoreHandle_t mutex, unsigned ticks);
int xSemaphoreGive(SemaphoreHandle_t mutex);
SemaphoreHandle_t mutex;
static uint32_t by_section, by_scheduler, by_lock, by_callers_lock, half_locked, bare;
static uint32_t by_timer, by_timers, from_main;
static volatile uint32_t word;

static void locked_add(void) { by_callers_lock++; }

static void shared(void)
{
    taskENTER_CRITICAL();
    by_section++;
    taskEXIT_CRITICAL();
    vTaskSuspendAll();
    by_scheduler++;
    xTaskResumeAll();
    xSemaphoreTake(mutex, 0xffffffffu);
    by_lock++;
    locked_add();
    xSemaphoreGive(mutex);
    bare++;
    word = 1;
}

static void first(void *p)
{
    (void)p;
    for (;;) {
        shared();
        xSemaphoreTake(mutex, 0xffffffffu);
        half_locked++;
        xSemaphoreGive(mutex);
        from_main++;
    }
}

static void second(void *p)
{
    (void)p;
    for (;;) { shared(); half_locked++; by_timer++; }
}

static void tick(void *p) { (void)p; by_timer++; by_timers++; }
static void tock(void *p) { (void)p; by_timers++; }

int main(void)
{
    from_main = 1;
    by_section = 7;
    xTaskCreate(first, "first", 128, 0, 2, 0);
    xTaskCreate(second, "second", 128, 0, 3, 0);
    xTimerCreate("tick", 10, 1, 0, tick);
    xTimerCreate("tock", 10, 1, 0, tock);
    vTaskStartScheduler();
    bare++;
    for (;;) { }
}
"""

AVR = """\
#include <avr/io.h>
#include <avr/interrupt.h>
#include <stdint.h>
static volatile uint16_t ticks, other;
static volatile uint8_t flag;
ISR(TIMER0_OVF_vect) { ticks++; flag = 1; other++; }
ISR(TIMER1_OVF_vect) { other++; }
int main(void)
{
    uint16_t copy = ticks;
    TIMSK0 = 1;
    TIMSK1 = 1;
    sei();
    for (;;) {
        cli();
        copy += ticks;
        sei();
        copy += ticks;
        copy += flag;
        copy += other;
        PORTB = copy;
    }
}
"""

CORES = """\
#include <stdint.h>
typedef struct { volatile uint32_t word; } spin_lock_t;
void multicore_launch_core1(void (*entry)(void));
uint32_t spin_lock_blocking(spin_lock_t *lock);
void spin_unlock(spin_lock_t *lock, uint32_t state);
uint32_t save_and_disable_interrupts(void);
void restore_interrupts(uint32_t state);
static spin_lock_t guard;
static uint32_t by_lock, by_mask;
static void core1(void)
{
    uint32_t state = spin_lock_blocking(&guard);
    by_lock++;
    spin_unlock(&guard, state);
    state = save_and_disable_interrupts();
    by_mask++;
    restore_interrupts(state);
}
int main(void)
{
    multicore_launch_core1(core1);
    uint32_t state = spin_lock_blocking(&guard);
    by_lock++;
    spin_unlock(&guard, state);
    state = save_and_disable_interrupts();
    by_mask++;
    restore_interrupts(state);
    for (;;) { }
}
"""


@pytest.fixture
def call(critlint, run, tmp_path):
    """call(word...) -> CompletedProcess of `critlint map` in an empty folder."""

    def map_(*words, status=0, command="map"):
        done = run([critlint, command, *words, "--isolated"], cwd=tmp_path)
        assert done.returncode == status and "Sanitizer" not in done.stderr, done.stdout + done.stderr
        return done

    return map_


@pytest.fixture
def program(call, tmp_path):
    """program(source, option...) -> the one program of its map, as JSON."""

    def look(source, *options):
        (tmp_path / "main.c").write_text(source, encoding="utf-8")
        (seen,) = json.loads(call("--format", "json", ".", *options).stdout)["programs"]
        return seen

    return look


def guards(seen):
    """{object: {context: {(access, guard)}}}"""
    found = {}
    for one in seen["objects"]:
        for access in one["accesses"]:
            found.setdefault(one["name"], {}).setdefault(access["name"], set()).add(
                (access["access"], access["guard"]))
    return found


def line_of(source, text):
    return source[:source.index(text)].count("\n") + 1


def objects(seen):
    return {one["name"]: one for one in seen["objects"]}


# ---- facts


@pytest.fixture
def cortex(program):
    return program(CORTEX, "--cpu", "cortex-m4")


@pytest.mark.parametrize("name, context, expected", [
    ("by_primask", "main", {("update", "interrupts")}),
    ("by_caller", "main", {("write", "interrupts")}),
    ("by_ceiling", "main", {("update", "ceiling")}),
    ("by_weak_ceiling", "main", {("update", "none")}),
    ("by_line", "main", {("update", "none")}),
    ("by_other_line", "main", {("update", "none")}),
    ("low_only", "main", {("update", "line")}),
    ("one_step", "main", {("write", "one-step")}),
    ("one_writer", "main", {("update", "one-writer")}),
    ("before", "main", {("write", "init")}),
    ("set_once", "main", {("write", "init")}),
    ("one_writer", "on_tick", {("read", "priority")}),
    ("ring.tail", "on_tick", {("read", "priority")}),
    ("taken", "main", {("read", "one-step"), ("write", "none")}),
    ("only_read", "main", {("write", "interrupts"), ("read", "readers")}),
    ("bare", "main", {("update", "none")}),
    ("torn", "main", {("write", "none")}),
    ("same_bits", "main", {("update", "none")}),
    ("atomic", "main", {("update", "atomic")}),
    ("atomic", "on_tick", {("update", "priority")}),
    ("between", "on_byte", {("update", "none")}),
    ("between", "on_tick", {("update", "priority")}),
    ("ring.head", "main", {("read", "one-step")}),
    ("bytes[]", "main", {("read", "one-step")}),
    ("register 0x40021000", "main", {("update", "none")}),
])
def test_guards_on_cortex(cortex, name, context, expected):
    assert guards(cortex)[name][context] == expected


def test_what_is_not_shared(cortex):
    assert not {"private", "constant", "ring.unshared", "_estack", "vectors"} & guards(cortex).keys()


def test_the_same_bits_are_an_agreement(program):
    """main clears bits that the handler clears, too: whoever comes last, they are clear."""
    seen = program(CORTEX.replace("same_bits |= 7", "same_bits &= ~3u"), "--cpu", "cortex-m4")
    assert guards(seen)["same_bits"]["main"] == {("update", "same-bits")}


def test_contexts(cortex):
    rows = [(one["kind"], one["name"], one.get("priority"), one.get("line")) for one in cortex["contexts"]]
    assert rows == [("main", "main", None, None), ("handler", "on_byte", 5, 2), ("handler", "on_tick", 3, 0)]
    tick = cortex["contexts"][2]
    assert tick["found"] == "slot 16 of 'vectors'" and not tick["guessed"]
    assert tick["priority_location"]["line"] == line_of(CORTEX, "NVIC_SetPriority(0, 3)")


def test_same_priority_and_unknown_priority(program):
    same = program(CORTEX.replace("NVIC_SetPriority(2, 5)", "NVIC_SetPriority(2, 3)"), "--cpu", "cortex-m4")
    assert guards(same)["by_line"]["on_byte"] == {("update", "priority")}
    assert "between" not in guards(same)  # neither can preempt the other: nobody shares it
    code = CORTEX.replace("NVIC_SetPriority(2, 5)", "NVIC_SetPriority(2, (uint32_t)&_estack)")
    unknown = program(code, "--cpu", "cortex-m4")
    (access,) = [one for one in objects(unknown)["between"]["accesses"] if one["name"] == "on_byte"]
    assert access["guard"] == "none" and access["unsure"]


def test_words(cortex):
    words = {(one["name"], access["name"]): access["words"]
             for one in cortex["objects"] for access in one["accesses"]}
    line = line_of(CORTEX, "    __disable_irq();")
    assert words["by_primask", "main"] == f"PRIMASK since line {line}"
    assert words["by_caller", "main"] == f"PRIMASK since 'main' (main.c:{line})"
    assert words["by_ceiling", "main"].startswith("BASEPRI >= 3 since line")
    assert words["bare", "main"] == "'on_tick' can cut in: its change would be lost"
    assert words["taken", "main"] == "'on_tick' can cut in: what it adds would be lost"
    assert words["torn", "main"] == "'on_tick' can cut in: half of the value would be old, half new"


def test_verdicts(cortex):
    seen = objects(cortex)
    assert (seen["bare"]["verdict"], seen["bare"]["bare"]) == ("bare", 1)
    assert seen["one_step"]["verdict"] == "agreed" and seen["by_primask"]["verdict"] == "guarded"
    order = [one["verdict"] for one in cortex["objects"]]
    assert order == sorted(order, key=["bare", "agreed", "guarded"].index)
    assert (seen["ring.head"]["kind"], seen["bytes[]"]["kind"], seen["bare"]["kind"]) == (
        "field", "array", "static")
    assert seen["bare"]["location"]["path"] == "main.c"


def test_cells_are_their_accesses(cortex):
    for one in cortex["objects"]:
        for cell in one["cells"]:
            mine = [access for access in one["accesses"] if access["context"] == cell["context"]]
            assert [cell["reads"], cell["writes"], cell["updates"]] == [
                len([a for a in mine if a["access"] == kind]) for kind in ("read", "write", "update")]
            assert cell["guard"] in {access["guard"] for access in mine}


@pytest.mark.parametrize("name, context, expected", [
    ("by_section", "first", {("update", "section")}),
    ("by_section", "main", {("write", "init")}),
    ("by_scheduler", "first", {("update", "scheduler")}),
    ("by_lock", "first", {("update", "lock")}),
    ("by_lock", "second", {("update", "lock")}),
    ("by_callers_lock", "second", {("update", "lock")}),
    ("half_locked", "first", {("update", "none")}),
    ("half_locked", "second", {("update", "none")}),
    ("bare", "first", {("update", "none")}),
    ("bare", "main", {("update", "none")}),  # main after the start
    ("word", "second", {("write", "one-step")}),
    ("by_timer", "tick", {("update", "none")}),
])
def test_guards_of_tasks(program, name, context, expected):
    assert guards(program(TASKS, "--cpu", "cortex-m4"))[name][context] == expected


def test_tasks_are_surely_bare_where_somebody_takes_a_guard(program):
    """A lock that critlint does not see is likely, unless the object has one that it sees."""
    seen = objects(program(TASKS, "--cpu", "cortex-m4"))

    def doubts(name):
        return {access["unsure"] for access in seen[name]["accesses"] if access["guard"] == "none"}

    assert doubts("half_locked") == {False} and doubts("bare") == {True}


def test_what_tasks_do_not_share(program):
    """What main wrote before they ran, and what only one timer task touches. That a callback cuts into other
    tasks is not sure."""
    seen = program(TASKS, "--cpu", "cortex-m4")
    assert not {"from_main", "by_timers"} & guards(seen).keys()
    assert {access["unsure"] for access in objects(seen)["by_timer"]["accesses"]} == {True}
    assert [(one["kind"], one["name"], one.get("priority")) for one in seen["contexts"]] == [
        ("main", "main", None), ("task", "tick", None), ("task", "tock", None), ("task", "first", 2),
        ("task", "second", 3)]
    later = TASKS.replace("    bare++;\n    for", "    from_main = 2;\n    for")
    assert guards(program(later, "--cpu", "cortex-m4"))["from_main"]["first"] == {("update", "none")}


def test_handlers_that_do_not_nest(program):
    seen = guards(program(AVR, "--cpu", "atmega328p"))
    assert seen["ticks"]["main"] == {("read", "init"), ("read", "interrupts"), ("read", "none")}
    assert seen["flag"]["main"] == {("read", "one-step")}
    assert {guard for _, guard in seen["other"]["__vector_13"]} == {"nesting"}


def test_two_cores(program):
    seen = program(CORES, "--cpu", "cortex-m0plus")
    assert {one["kind"] for one in seen["contexts"]} == {"main", "core"}
    assert guards(seen)["by_lock"] == {"main": {("update", "lock")}, "core1": {("update", "lock")}}
    assert guards(seen)["by_mask"] == {"main": {("update", "none")}, "core1": {("update", "none")}}


def test_callers_of_a_library_are_one_context(program):
    seen = program("static volatile unsigned n;\nvoid TIM2_IRQHandler(void) { n++; }\n"
                   "void one(void) { n = 0; }\nvoid two(void) { n++; }\n", "--cpu", "cortex-m4")
    callers, handler = seen["contexts"]
    assert (callers["kind"], callers["functions"]) == ("callers", 2)
    assert handler["guessed"] and handler["found"] == "its name alone"
    assert guards(seen)["n"]["(callers)"] == {("write", "one-step"), ("update", "none")}
    (update,) = [one for one in objects(seen)["n"]["accesses"] if one["guard"] == "none"]
    assert update["unsure"]  # it rests on a guess


def test_a_copy_counts_in_each_row(program):
    code = CORTEX.replace("    private++;\n", "    memset(&ring, 0, sizeof ring);\n")
    seen = guards(program("#include <string.h>\n" + code, "--cpu", "cortex-m4"))
    assert ("write", "none") in seen["ring.head"]["main"] and ("write", "none") in seen["ring.tail"]["main"]


POINTERS = """\
static volatile unsigned first, second;
static unsigned volatile *const both[] = {&first, &second};
static void bump(unsigned volatile *one) { *one += 1; }
void TIM2_IRQHandler(void) { bump(both[0]); }
int main(int count) { bump(both[count]); first = 0; }
"""


def test_what_only_an_unsure_pointer_shares(program, call, tmp_path):
    """It is in the JSON, and left out elsewhere until --all asks for it."""
    seen = program(POINTERS, "--cpu", "cortex-m4")
    assert {one["name"]: one["sure"] for one in seen["objects"]} == {"first": False, "second": False}
    text = call(".", "--cpu", "cortex-m4").stdout
    assert "2 more may be shared, by pointers that may lead elsewhere (--all shows them)" in text
    assert "first" not in text and "! first" not in text
    assert "? first" in call(".", "--cpu", "cortex-m4", "--all").stdout
    assert "? first" in call(".", "--cpu", "cortex-m4", "--object", "first").stdout
    call(".", "--cpu", "cortex-m4", "--write", "the.map")
    assert "object" not in (tmp_path / "the.map").read_text()


def test_an_object_that_is_only_copied(program):
    """And one of which a part is: each is a row."""
    seen = guards(program(
        "#include <string.h>\nstruct s { unsigned a[4], b; };\nstatic struct s whole, part;\n"
        "void TIM2_IRQHandler(void) { memset(&whole, 0, sizeof whole); memset(part.a, 0, 16); part.b = 1; }\n"
        "int main(void) { struct s one = whole; memcpy(one.a, part.a, 16); return (int)(one.b + part.b); }\n",
        "--cpu", "cortex-m4"))
    assert seen["whole"]["main"] == {("read", "none")}
    assert ("read", "none") in seen["part.a" if "part.a" in seen else "part"]["main"]
    assert seen["part.b"]["main"] == {("read", "one-step")}


# ---- as text


def test_table(call, tmp_path):
    (tmp_path / "main.c").write_text(CORTEX)
    text = call(".", "--cpu", "cortex-m4", "--object", "between").stdout
    lines = text.splitlines()
    assert lines[2].split() == ["object", "on_byte", "on_tick"]
    assert lines[3].split() == ["priority", "5", "priority", "3"]
    assert lines[4].split() == ["!", "between", "u", "none", "u", "priority"]
    assert any(line.endswith("update in 'on_byte': bare, 'on_tick' can cut in: its change would be lost")
               for line in lines)
    assert call("--object", "nothing", ".", status=2).stderr.startswith("critlint: no shared object")


def test_fields_that_are_used_alike_are_one_row(critlint, run):
    text = run([critlint, "map", "--isolated", "."], cwd=FIRMWARE).stdout
    assert "! entries.{code, tick, value}" in text
    assert "share nothing:\n  idle_task, priority 0 (xTaskCreate" in text


def test_a_long_map_is_cut_on_a_terminal_only(call, tmp_path):
    names = [f"v{number}" for number in range(40)]
    (tmp_path / "main.c").write_text(
        f"static volatile unsigned long long {', '.join(names)};\n"
        f"void TIM2_IRQHandler(void) {{ {' '.join(name + '++;' for name in names)} }}\n"
        f"int main(void) {{ {' '.join(name + ' = 0;' for name in names)} }}\n")
    assert call(".", "--cpu", "cortex-m4").stdout.count("\n? v") == 40  # no terminal: whole


def test_programs_that_share_nothing_are_counted(call, tmp_path):
    (tmp_path / "main.c").write_text(CORTEX)
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.c").write_text("int main(void) { return 0; }\n")
    assert call(".", "--cpu", "cortex-m4").stdout.endswith(
        "2 programs in which nothing is shared (--all shows them)\n")


# ---- the file


@pytest.fixture
def committed(call, tmp_path):
    """committed(source) writes the map of it; then committed.check(source) -> CompletedProcess."""

    class Committed:
        def write(self, source):
            (tmp_path / "main.c").write_text(source)
            assert call("--write", "the.map", ".", "--cpu", "cortex-m4").stdout == ""
            return (tmp_path / "the.map").read_text()

        def check(self, source, status):
            (tmp_path / "main.c").write_text(source)
            return call("--check", "the.map", ".", "--cpu", "cortex-m4", status=status).stdout

    return Committed()


def changed(*replacements):
    source = CORTEX
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new)
    return source


def test_the_file_is_stable(committed):
    text = committed.write(CORTEX)
    assert text.startswith("critlint map 1\n#") and "  context handler 'on_tick' priority 3\n" in text
    assert "  object 'by_primask'\n    'main' update in 'main': interrupts\n" in text
    moved = "\n\n" + changed(("int main(void)", "/* moved */\n\n\nint main(void)"))
    assert committed.check(moved, 0) == "" and committed.write(moved) == text


@pytest.mark.parametrize("replacement, drift", [
    (("    __disable_irq();\n", ""), "weaker guard: the update of 'by_primask' in 'main' by 'main'"),
    (("one_step = 1;", "one_step = 1; private++;"),
     "new shared object: 'private', its weakest guard is 'none'"),
    (("NVIC_SetPriority(2, 5)", "NVIC_SetPriority(2, 6)"), "the priority of 'on_byte' was 5 and is 6"),
    ((" bare++;", ""), "no longer shared: 'bare'"),
    (("on_byte, 0,\n", "0, 0,\n"), "context gone: handler 'on_byte'"),
    (("on_byte, 0,\n", "on_byte, helper,\n"), "new context: handler 'helper', priority 0"),
    (("low_only = 1;", "low_only = 1; one_step = 2;"), "shared by one more context: the write of 'one_step'"),
    (("    helper();\n", "    helper();\n    __enable_irq();\n    by_primask = 1;\n"),
     "weaker guard: the write of 'by_primask' in 'main' by 'main'"),
])
def test_drift(committed, replacement, drift):
    committed.write(CORTEX)
    said = committed.check(changed(replacement), 1)
    assert any(drift in line and line.startswith("the.map") for line in said.splitlines()), said
    assert "critlint map --write the.map" in said.splitlines()[-1]


def test_what_weakens_nothing_is_no_drift(committed):
    """A function that is renamed, and a guard where there was an agreement."""
    committed.write(CORTEX)
    said = committed.check(changed(("helper(", "assistant(")), 0)
    assert said.startswith("no drift from 'the.map'; 1 of its lines") or "weaken nothing" in said
    better = changed(("    one_step = 0;\n",
                      "    __disable_irq();\n    one_step = 0;\n    __enable_irq();\n"))
    assert "weaken nothing" in committed.check(better, 0)


@pytest.mark.parametrize("old, new, line, why", [
    ("critlint map 1", "critlint map 9", 1, "no map of this version"),
    ("  context main 'main'", "  context mean 'main'", None, "not a line of a map"),
    ("update in 'main': interrupts", "update in 'main': interrupt", None, "not a line of a map"),
    ("update in 'main': interrupts", "update in main': interrupts", None, "not a line of a map"),
    ("program ", "# program ", 3, "a program comes first"),
    ("  context main 'main'\n", "  context main 'main'\n  context main 'main'\n", None, "said twice"),
    ("priority 3", "priority x", None, "not a line of a map"),
    ("priority 3", "priority 99999999999999999999", None, "not a line of a map"),
])
def test_a_broken_file(committed, call, tmp_path, old, new, line, why):
    text = committed.write(CORTEX)
    assert old in text
    broken = text.replace(old, new, 1)
    (tmp_path / "the.map").write_text(broken)
    said = call("--check", "the.map", ".", "--cpu", "cortex-m4", status=2).stderr
    where = line or next(number for number, (a, b) in enumerate(
        zip(text.splitlines(), broken.splitlines()), 1) if a != b)
    # a program that is commented away is missed where the next line needs it
    assert said.startswith(f"the.map:{where if line != 3 else 4}: error: ") and why in said, said


def test_no_file(call, tmp_path):
    (tmp_path / "main.c").write_text(CORTEX)
    assert "cannot read 'gone.map'" in call("--check", "gone.map", ".", status=2).stderr
    assert "cannot write" in call("--write", "no/folder.map", ".", status=2).stderr
    (tmp_path / "empty.map").write_text("")
    assert "no map of this version" in call("--check", "empty.map", ".", status=2).stderr


def test_the_same_bytes_for_any_jobs_and_order(critlint, run, tmp_path):
    folders = sorted(path.name for path in FIRMWARE.iterdir() if path.is_dir())
    for format_ in ("json", "text", "html"):
        said = {run([critlint, "map", "--isolated", "--root", ".", "--format", format_, jobs, *order],
                    cwd=FIRMWARE, timeout=120).stdout
                for jobs, order in [("-j1", folders), ("-j4", folders), ("-j2", folders[::-1])]}
        assert len(said) == 1
    written = set()
    for jobs, order in [("-j1", folders), ("-j4", folders[::-1])]:
        path = tmp_path / "firmware.map"
        run([critlint, "map", "--isolated", "--root", ".", "--write", path, jobs, *order], cwd=FIRMWARE,
            timeout=120)
        written.add(path.read_text())
    assert len(written) == 1 and len(written.pop()) > 2000


# ---- the command line


@pytest.mark.parametrize("words, why", [
    (["map", "--write", "a", "--check", "b", "."], "--write and --check at once"),
    (["map", "--format", "sarif", "."], "text, json or html, not 'sarif'"),
    (["check", "--write", "a", "."], "are for 'critlint map'"),
    (["why", "--format", "html", "a.c:1"], "text or json, not 'html'"),
])
def test_refused(critlint, run, words, why, tmp_path):
    done = run([critlint, *words], cwd=tmp_path)
    assert done.returncode == 2 and why in done.stderr and done.stdout == ""


def test_a_source_that_is_off(program):
    """On an AVR the peripheral's own bit is the guard; without it the same access is bare."""
    text = """
#include <avr/interrupt.h>
#include <avr/io.h>
volatile uint16_t kept, lost;
ISR(TIMER1_COMPA_vect) { kept++; lost++; }
int main(void)
{
    TIMSK1 |= _BV(OCIE1A);
    sei();
    for (;;) {
        TIMSK1 &= (uint8_t)~_BV(OCIE1A);
        kept -= 2;
        TIMSK1 |= _BV(OCIE1A);
        lost -= 2;
    }
}
"""
    seen = guards(program(text, "--cpu", "atmega328p"))
    assert seen["kept"]["main"] == {("update", "source")} and seen["lost"]["main"] == {("update", "none")}


# ---- docs/map.md


def test_the_page_says_what_critlint_says(critlint, run, tmp_path):
    """Its program, its commands with their output, and its file; every word for a guard is on it."""
    text = (REPO / "docs" / "map.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"^```c\n(.*?)^```$", text, re.M | re.S)
    (written,) = re.findall(r"^```\n(critlint map 1\n.*?)^```$", text, re.M | re.S)
    (tmp_path / ".critlint.yaml").write_text("target: {cpu: cortex-m4}\n")
    (tmp_path / "main.c").write_text(source)
    run([critlint, "map", "--write", "critlint.map"], cwd=tmp_path)
    assert (tmp_path / "critlint.map").read_text() == written
    sessions = re.findall(r"^```console\n\$ critlint (.*?)\n(.*?)^```$", text, re.M | re.S)
    assert [words.split()[0] for words, _ in sessions] == ["map", "map", "map", "why"]
    for words, said in sessions:
        weaker = source.replace("        __disable_irq();\n", "") if "--check" in words else source
        (tmp_path / "main.c").write_text(weaker)
        assert run([critlint, *words.split()], cwd=tmp_path).stdout == said, words
    words = set(re.findall(r"`([a-z-]+)`", text))
    guards = re.findall(r'\[GUARD_\w+\] = {"([a-z-]+)"', (REPO / "analyzer/core/protection.c").read_text())
    assert len(guards) == 18 and set(guards) <= words
