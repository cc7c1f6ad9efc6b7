"""`critlint latency`: which sections there are, how long each lasts, whom it delays."""

import json
import re
import shutil

import pytest

import critlint as critlint_module
from test_html import Page

PROGRAM = """\
#include <stdint.h>
#include <stddef.h>
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
void NVIC_SetPriority(int line, uint32_t priority);
void NVIC_EnableIRQ(int line);
void NVIC_DisableIRQ(int line);
void vTaskSuspendAll(void);
long xTaskResumeAll(void);
void vTaskDelay(uint32_t ticks);
void taskENTER_CRITICAL(void);
void taskEXIT_CRITICAL(void);
#define MASK() __asm volatile("cpsid i" ::: "memory")
#define OPEN() __asm volatile("cpsie i" ::: "memory")
#define RAISE(level) __asm volatile("msr basepri, %%0" :: "r"(level) : "memory")
static inline uint32_t save(void)
{
    uint32_t old;
    __asm volatile("mrs %%0, primask\\n\\tcpsid i" : "=r"(old) :: "memory");
    return old;
}
static inline void restore(uint32_t old) { __asm volatile("msr primask, %%0" :: "r"(old) : "memory"); }
static volatile uint32_t reg, other;
static uint8_t from[256], to[256];
struct wide { uint32_t words[16]; };
static struct wide wide, narrow;
int unknown(int);
%(before)s
void urgent(void) { reg = 1; }
void slow(void) { reg = 2; }
int main(void)
{
    NVIC_SetPriority(1, 2);
    NVIC_SetPriority(2, 12);
    NVIC_EnableIRQ(1);
    NVIC_EnableIRQ(2);
    for (;;) { %(body)s }
}
__attribute__((section(".isr_vector"), used)) void (*const vectors[16 + 3])(void) = {
    [1] = (void (*)(void))main, [16 + 1] = urgent, [16 + 2] = slow };
"""


@pytest.fixture
def latency(critlint, run, tmp_path):
    """The report of a program: what main does for ever, and what stands before it."""
    def call(body, before="", config="", cpu="cortex-m4"):
        (tmp_path / "a.c").write_text(PROGRAM % {"body": body, "before": before}, encoding="utf-8")
        words = ["--isolated"]
        if config:
            (tmp_path / "own.yaml").write_text(config, encoding="utf-8")
            words += ["--config", "own.yaml"]
        done = run([critlint, "latency", "a.c", *words, "--cpu", cpu, "--format", "json"],
                   cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return call


@pytest.fixture
def only(latency):
    def call(body, *args, **kwargs):
        sections = latency(body, *args, **kwargs)["sections"]
        assert len(sections) == 1, sections
        return sections[0]

    return call


def cost(section):
    """(bound, low, high or None)"""
    return section["cost"]["bound"], section["cost"]["low"], section["cost"].get("high")


def steps(section):
    return [step["text"] for step in section["path"]]


# ---- which sections ------------------------------------------------------------------------------------

@pytest.mark.parametrize("body, masks", [
    ("MASK(); reg = 1; OPEN();", "interrupts"),
    ("uint32_t p = save(); reg = 1; restore(p);", "interrupts"),
    ("uint32_t p = save(); reg = 1; if (!p) OPEN();", "interrupts"),
    ("RAISE(0x40); reg = 1; RAISE(0);", "priorities from 0x40"),
    ("NVIC_DisableIRQ(2); reg = 1; NVIC_EnableIRQ(2);", "the line of slow"),
    ("taskENTER_CRITICAL(); reg = 1; taskEXIT_CRITICAL();", "what the kernel masks"),
    ("vTaskSuspendAll(); reg = 1; xTaskResumeAll();", "the scheduler"),
])
def test_mechanism(only, body, masks):
    section = only(body)
    assert section["function"] == "main"
    assert section["masks"] == masks
    bound, low, high = cost(section)
    assert bound == "at most" and 1 <= low <= high < 40


@pytest.mark.parametrize("body, before", [
    ("reg = 1;", ""),
    ("OPEN(); reg = 1;", ""),
    ("if (reg) { MASK(); for (;;) {} }", ""),                              # a trap
    ("if (reg) trap();", "static void trap(void) { MASK(); reg = 1; __builtin_trap(); }"),
    ("if (reg) lock();", "static void lock(void) { MASK(); reg = 1; }"),   # nobody leaves it
], ids=["nothing", "opens only", "never returns", "traps", "is never left"])
def test_no_section(latency, body, before):
    assert latency(body, before)["sections"] == []


def test_every_way_begins_its_own(latency):
    places = [section["location"]["line"] for section in latency(
        "MASK(); reg = 1; OPEN(); reg = 2;\nMASK(); reg = 3; reg = 4; reg = 5; reg = 6; OPEN();")["sections"]]
    assert places == [places[1] + 1, places[1]]  # the longer one first


@pytest.mark.parametrize("outer, inner, count", [
    (("MASK();", "OPEN();"), ("{ uint32_t p = save();", "restore(p); }"), 1),
    (("{ uint32_t q = save();", "restore(q); }"), ("{ uint32_t p = save();", "restore(p); }"), 1),
    (("{ uint32_t q = save();", "restore(q); }"), ("NVIC_DisableIRQ(2);", "NVIC_EnableIRQ(2);"), 1),
    (("vTaskSuspendAll();", "xTaskResumeAll();"), ("{ uint32_t q = save();", "restore(q); }"), 2),
    (("RAISE(0x40);", "RAISE(0);"), ("{ uint32_t q = save();", "restore(q); }"), 2),
])
def test_nested(latency, outer, inner, count):
    body = f"{outer[0]} reg = 1; {inner[0]} reg = 2; {inner[1]} reg = 3; {outer[1]}"
    assert len(latency(body)["sections"]) == count


def test_nested_by_call(latency):
    """A function that is called inside only has no section of its own; called outside as well, it has."""
    before = "static void inner(void) { uint32_t p = save(); reg = 2; restore(p); }"
    outer = "{ uint32_t q = save(); inner(); restore(q); }"
    assert [section["function"] for section in latency(outer, before)["sections"]] == ["main"]
    both = latency(outer + " inner();", before)["sections"]
    assert sorted(section["function"] for section in both) == ["inner", "main"]


def test_wrapper(only):
    """Told where it is called, with what the wrappers do meanwhile, and not what they do outside."""
    before = """
        static void lock(void) { for (int i = 0; i < 100; i++) reg = 1; MASK(); %s }
        static void unlock(void) { %s OPEN(); for (int i = 0; i < 100; i++) reg = 2; }"""
    loop = "for (int i = 0; i < 20; i++) reg = 3;"
    body = "lock(); reg = 1; unlock();"
    plain = only(body, before % ("", ""))
    tail = only(body, before % (loop, ""))
    head = only(body, before % ("", loop))
    assert plain["function"] == "main" and plain["enter"] == "lock"
    assert cost(plain)[2] < 30
    assert cost(tail)[1] >= cost(plain)[1] + 60
    assert cost(head)[1] >= cost(plain)[1] + 60
    assert cost(head)[0] == "at most"


def test_split_over_functions(only):
    section = only("begin(); reg = 1; end();", """
        static void step(void) { MASK(); }
        static void begin(void) { step(); reg = 1; }
        static void end(void) { reg = 2; OPEN(); }""")
    assert section["function"] == "main"
    assert cost(section)[0] == "at most" and cost(section)[1] >= 4


# ---- how long ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("loop, rounds", [
    ("for (int i = 0; i < 10; i++) reg = 1;", "10 rounds"),
    ("for (int i = 0; i <= 10; i++) reg = 1;", "11 rounds"),
    ("for (int i = 2; i < 11; i += 3) reg = 1;", "3 rounds"),
    ("for (unsigned i = 10; i > 0; i--) reg = 1;", "10 rounds"),
    ("for (int i = 9; i >= 0; i--) reg = 1;", "10 rounds"),
    ("for (int i = 0; i != 12; i += 4) reg = 1;", "3 rounds"),
    ("uint32_t n = 7; while (n--) reg = 1;", "7 rounds"),
    ("uint32_t n = 7; while (--n) reg = 1;", "6 rounds"),
    ("uint32_t n = 7; do { reg = 1; } while (--n);", "6 rounds"),
    ("for (uint8_t *p = to; p < to + 16; p++) *p = 0;", "16 rounds"),
    ("for (uint8_t *p = to; p != &to[sizeof to]; p++) *p = 0;", "256 rounds"),
    ("for (uint16_t m = 1; m; m <<= 1) reg = m;", "16 rounds"),
    ("for (uint32_t m = 0x80; m; m >>= 1) reg = m;", "8 rounds"),
    ("for (int i = 0; i < (int)(sizeof wide.words / sizeof(uint32_t)); i++) reg = 1;", "16 rounds"),
    ("for (int i = 0; 5 > i; i = i + 1) reg = 1;", "5 rounds"),
    ("for (volatile int i = 0; i < 30; i++) {}", "30 rounds"),
    ("uint32_t t = 50; while (!(reg & 1) && t) t--;", "50 rounds"),
    ("for (int i = 0; i < 10; i++) { if (reg) break; if (other) continue; reg = 1; }", "10 rounds"),
    ("for (int i = 0; i < limit; i++) reg = 1;", "12 rounds"),
    ("for (uint32_t i = 0; i < (other & 7); i++) reg = 1;", "at most 7 rounds"),
])
def test_loop_bound(only, loop, rounds):
    section = only(f"MASK(); {{ {loop} }} OPEN();", "static const int limit = 12;")
    assert steps(section) == [f"loop of {rounds}"]
    assert cost(section)[0] == "at most"


@pytest.mark.parametrize("loop", [
    "while (reg & 1) {}",
    "for (uint32_t i = 0; i < other; i++) reg = 1;",
    "for (int i = 0; i < 10; ) { if (reg) i++; }",            # a round need not count
    "for (int i = 0; i < 10; i++) { if (reg) i = 0; }",       # starts again
    "for (int i = 0; i < 10; i++) { change(&i); }",           # somebody else counts
    "for (int i = 0; i != 10; i += 3) reg = 1;",              # steps over its limit
    "for (unsigned i = 10; i >= 0; i--) reg = 1;",            # never ends
    "for (int i = 10; i < 20; i--) reg = 1;",                 # the wrong way
    "for (struct list *at = first; at; at = at->next) reg = at->value;",
    "again: reg = 1; if (other) goto again;",
])
def test_unbounded(only, loop):
    section = only(f"MASK(); {{ {loop} }} OPEN();",
                   "struct list { struct list *next; uint32_t value; }; static struct list *first;"
                   "void change(int *);")
    assert cost(section)[0] == "unbounded"
    assert section["cost"]["reason"] == "no bound of this loop is known"
    assert section["cost"]["reason_location"]["line"] == section["location"]["line"]


def test_jump_into_a_loop(only):
    """It has two ways in: no counter says how often it goes round."""
    section = only("uint32_t i = 0; MASK(); if (other) goto in; while (i < 10) { reg = 1; in: i++; } OPEN();")
    assert cost(section)[0] == "unbounded"
    assert section["cost"]["reason"] == "these loops are too tangled to follow"


def test_nested_loops_multiply(only):
    section = only("MASK(); for (int i = 0; i < 10; i++) for (int j = 0; j < 20; j++) reg = 1; OPEN();")
    assert steps(section) == ["loop of 10 rounds"]
    assert 10 * 20 * 2 <= cost(section)[1] <= cost(section)[2] < 10 * 20 * 12


def test_longest_branch(only):
    """Of two ways the longer counts; what comes before and after counts always."""
    short = only("MASK(); if (other) { reg = 1; } OPEN();")
    section = only("MASK(); if (other) { reg = 1; } else { for (int i = 0; i < 50; i++) reg = 2; } OPEN();")
    assert cost(section)[1] >= cost(short)[1] + 2 * 50
    assert steps(section) == ["loop of 50 rounds"]


def test_outside_does_not_count(only):
    section = only("for (int i = 0; i < 999; i++) reg = 1; MASK(); reg = 1; OPEN(); "
                   "for (int i = 0; i < 999; i++) reg = 1;")
    assert cost(section)[2] < 30


def test_section_in_a_loop_ends_in_each_round(only):
    section = only("for (int i = 0; i < 999; i++) { MASK(); reg = 1; OPEN(); other = 1; }")
    assert cost(section)[0] == "at most" and cost(section)[2] < 30


def test_conditional_end(only):
    """`if (!saved) open();` ends the section for who came with interrupts open: what follows is outside."""
    section = only("for (int i = 0; i < 9; i++) { uint32_t p = save(); reg = 1; if (!p) OPEN(); "
                   "for (int j = 0; j < 999; j++) other = 1; }")
    assert cost(section)[2] < 30


def test_calls_count(only):
    one = only("MASK(); work(); OPEN();", "static void work(void) { for (int i = 0; i < 30; i++) reg = 1; }")
    two = only("MASK(); work(); work(); OPEN();",
               "static void work(void) { for (int i = 0; i < 30; i++) reg = 1; }")
    assert steps(two) == ["calls 'work'"] * 2
    assert 60 <= cost(one)[1] and 2 * cost(one)[1] - 5 <= cost(two)[1] <= 2 * cost(one)[1] + 5


def test_pointer_counts_the_worst(only):
    before = """
        static void one(void) { reg = 1; }
        static void many(void) { for (int i = 0; i < 30; i++) reg = 1; }
        static void (*const table[])(void) = { one, many };"""
    section = only("MASK(); table[other & 1](); OPEN();", before)
    assert cost(section)[0] == "at most" and cost(section)[1] >= 60


def test_loop_over_a_parameter(only):
    """By what all callers give: the largest."""
    before = "static void pause(uint32_t n) { for (uint32_t i = 0; i < n; i++) reg = i; }"
    section = only("MASK(); pause(40); OPEN(); pause(3);", before)
    assert cost(section)[0] == "at most" and cost(section)[1] >= 80
    section = only("MASK(); pause(40); OPEN(); pause(other);", before)
    assert cost(section)[0] == "unbounded"


@pytest.mark.parametrize("copy, low, high", [
    ("memcpy(to, from, 128);", 16, 128 * 4 + 40),
    ("memset(to, 0, sizeof to);", 32, 256 * 4 + 40),
    ("__builtin_memcpy(to, from, 64);", 8, 64 * 4 + 40),
    ("wide = narrow;", 8, 64 * 4 + 40),
])
def test_copy_by_size(only, copy, low, high):
    section = only(f"MASK(); {copy} OPEN();")
    assert cost(section)[0] == "at most"
    assert low <= cost(section)[1] <= cost(section)[2] <= high


def test_copy_without_size(only):
    section = only("MASK(); memcpy(to, from, other); OPEN();")
    assert section["cost"]["reason"] == "how much this copies is not known"
    assert cost(section)[0] == "unbounded"


def test_recursion(only):
    section = only("MASK(); down(9); OPEN();", "static void down(int n) { reg = 1; if (n) down(n - 1); }")
    assert cost(section)[0] == "unbounded"
    assert section["cost"]["reason"] == "this call comes back to itself"


def test_waiting(only):
    section = only("taskENTER_CRITICAL(); vTaskDelay(5); taskEXIT_CRITICAL();")
    assert cost(section)[0] == "unbounded" and section["cost"]["reason"] == "this call may wait"


def test_unknown_callee(only):
    section = only("MASK(); unknown(1); for (int i = 0; i < 10; i++) reg = 1; OPEN();")
    assert cost(section)[0] == "at least" and cost(section)[1] >= 20 and cost(section)[2] is None
    assert section["cost"]["reason"] == "'unknown' has no body here"


def test_assertion_is_no_way(only):
    """A branch that never returns is none of the ways to the end."""
    section = only("MASK(); if (other) { for (int i = 0; i < 20; i++) reg = 3; fail(); } reg = 1; OPEN();",
                   "static void fail(void) { for (int i = 0; i < 500; i++) reg = 2; for (;;) {} }")
    assert cost(section)[0] == "at most" and cost(section)[2] < 30


def test_function_that_may_fail(only):
    """Its ways to the end of the world cost its callers nothing."""
    section = only("MASK(); work(); OPEN();", """
        static void fail(void) { for (;;) {} }
        static void work(void) { if (other) { for (int i = 0; i < 20; i++) reg = 3; fail(); } reg = 1; }""")
    assert cost(section)[0] == "at most" and cost(section)[2] < 30


def test_narrow_registers_take_more(only):
    """The same sums cost more on a target with smaller registers; the copy of a byte does not."""
    arm = only("MASK(); wide.words[0] = wide.words[1] + 1; OPEN();")
    small = only("MASK(); wide.words[0] = wide.words[1] / reg; OPEN();", cpu="cortex-m0")
    large = only("MASK(); wide.words[0] = wide.words[1] / reg; OPEN();", cpu="cortex-m4")
    assert cost(arm)[2] < cost(large)[2] < cost(small)[2]


# ---- whom it delays ------------------------------------------------------------------------------------

@pytest.mark.parametrize("body, delays", [
    ("MASK(); reg = 1; OPEN();", ["urgent (priority 2)", "slow (priority 12)"]),
    ("RAISE(0x40); reg = 1; RAISE(0);", ["slow (priority 12)"]),
    ("RAISE(0x20); reg = 1; RAISE(0);", ["urgent (priority 2)", "slow (priority 12)"]),
    ("NVIC_DisableIRQ(1); reg = 1; NVIC_EnableIRQ(1);", ["urgent (priority 2)"]),
    ("vTaskSuspendAll(); reg = 1; xTaskResumeAll();", []),
])
def test_delays(only, body, delays):
    assert only(body)["delays"] == delays


def test_handler_is_delayed_by_handlers_only_where_it_could_come(latency):
    """In the urgent handler's own section nobody waits for it who would not wait anyway."""
    report = latency("reg = 1;", "void urgent(void); static void inside(void) { MASK(); reg = 1; OPEN(); }"
                     "void slow_work(void) { inside(); }\n#define slow(x) slow(void) { slow_work(); } "
                     "static void unused(x)\n")
    assert [section["delays"] for section in report["sections"]] == [["urgent (priority 2)"]]


CONFIG = """\
target: {clock: 10MHz}
handlers:
  - {function: slow, deadline: %s, period: 1ms}
"""


@pytest.mark.parametrize("deadline, meets", [("1us", "no"), ("500us", "yes"), ("12us", "not known")])
def test_deadline(latency, deadline, meets):
    body = "MASK(); for (int i = 0; i < 20; i++) reg = 1; OPEN(); MASK(); reg = 1; OPEN();"
    report = latency(body, config=CONFIG % deadline)
    handler, = report["handlers"]
    longest = report["sections"][0]
    assert handler["name"] == "slow" and handler["meets"] == meets
    assert handler["section"]["low"] == longest["cost"]["low"]  # the longest of those that delay it
    assert handler["longest"]["line"] == longest["location"]["line"]
    assert handler["others"]["low"] > 0  # the urgent one goes first
    assert handler["whole"]["low"] == handler["section"]["low"] + handler["others"]["low"]
    # An instruction takes one and a half cycles: 150 ns at 10 MHz.
    assert longest["cost"]["nanoseconds"] == longest["cost"]["high"] * 150


def test_deadline_of_who_is_not_delayed(latency):
    """A ceiling below it delays it not at all; a less urgent handler's length is no matter to it."""
    report = latency("RAISE(0x40); for (int i = 0; i < 20; i++) reg = 1; RAISE(0);",
                     config="handlers: [{function: urgent, deadline: 1us}]")
    handler, = report["handlers"]
    assert handler["section"]["high"] == 0 and handler["others"]["high"] == 0 and "longest" not in handler
    assert handler["meets"] == "not known"  # no clock is given


@pytest.mark.parametrize("config, words", [
    ("handlers: [{function: slow, deadline: 5}]", "'deadline' takes a time, such as 100us"),
    ("handlers: [{function: slow, period: -5us}]", "'period' takes a time"),
    ("tasks: [{function: slow, deadline: 5us}]", "unknown key 'deadline'"),
    ("target: {clock: 10}", "'target.clock' takes a frequency, such as 48MHz"),
    ("options: {CRIT502: {budget: many}}", "takes a number from 0 to 1000000"),
    ("options: {CRIT502: {bugdet: 5}}", "unknown key 'options.CRIT502.bugdet', did you mean 'budget'?"),
    ("options: {CRIT503: {budget: 5}}", "unknown key 'options.CRIT503'"),
])
def test_wrong_settings(critlint, run, tmp_path, config, words):
    (tmp_path / "a.c").write_text("int main(void) { return 0; }", encoding="utf-8")
    (tmp_path / "own.yaml").write_text(config, encoding="utf-8")
    done = run([critlint, "latency", "a.c", "--config", "own.yaml"], cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr


def test_budget(critlint, run, tmp_path):
    """The option decides; so does the default."""
    body = "MASK(); for (int i = 0; i < 30; i++) reg = 1; OPEN();"
    (tmp_path / "a.c").write_text(PROGRAM % {"body": body, "before": ""}, encoding="utf-8")
    found = {}
    for budget in (None, 20, 500):
        words = [] if budget is None else ["--config", f"options.CRIT502.budget={budget}"]
        done = run([critlint, "check", "a.c", "--cpu", "cortex-m4", "--tier", "C", "--select", "CRIT502",
                    "--format", "json", *words], cwd=tmp_path)
        found[budget] = [finding["message"] for finding in json.loads(done.stdout)["findings"]]
    assert [len(found[budget]) for budget in (None, 20, 500)] == [1, 1, 0]
    assert "the budget is 50" in found[None][0] and "the budget is 20" in found[20][0]


# ---- what is printed -----------------------------------------------------------------------------------

BOTH = ("MASK(); for (int i = 0; i < 20; i++) reg = 1; OPEN(); "
        "{ uint32_t p = save(); while (reg) {} restore(p); }")


def test_text(critlint, run, tmp_path):
    (tmp_path / "a.c").write_text(PROGRAM % {"body": BOTH, "before": ""}, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(CONFIG % "1us", encoding="utf-8")
    done = run([critlint, "latency", "a.c", "--config", "own.yaml", "--cpu", "cortex-m4"], cwd=tmp_path)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert re.fullmatch(r"unbounded +a\.c:\d+ main", lines[1])
    assert "line 37: no bound of this loop is known" in done.stdout
    assert re.search(r"at most \d+ +a\.c:37 main\n +at most about [\d.]+ us\n"
                     r" +masks interrupts \(MASK\)\n +delays urgent \(priority 2\) and slow \(priority 12\)\n"
                     r" +line 37: loop of 20 rounds, at most \d+\n", done.stdout)
    assert re.search(r"slow\n +waits for the longest section +unbounded", done.stdout)
    assert "deadline                     1 us: MISSED, by the estimate" in done.stdout
    assert lines[-1] == "2 critical sections, in instructions: an estimate"


def test_only_formats_that_show_it(critlint, run, tmp_path):
    (tmp_path / "a.c").write_text("int main(void) { return 0; }", encoding="utf-8")
    done = run([critlint, "latency", "a.c", "--format", "sarif"], cwd=tmp_path)
    assert done.returncode == 2 and "writes text, json or html, not 'sarif'" in done.stderr


def test_html(critlint, run, tmp_path):
    """A section of the report, alone with the command; names stay text; bars are within their row."""
    (tmp_path / "a.c").write_text(PROGRAM % {"body": BOTH, "before": ""}, encoding="utf-8")
    for command in ("latency", "check"):
        run([critlint, command, "a.c", "--output", "html=out.html", "--cpu", "cortex-m4"], cwd=tmp_path)
        page = Page((tmp_path / "out.html").read_text(encoding="utf-8"))
        assert not page.problems
        ids = [section["id"] for section in page.all("section")]
        assert ids == (["latency", "notices"] if command == "latency" else
                       ["summary", "findings", "map", "latency", *(["rules"] if "rules" in ids else []),
                        "notices"])
        items = page.all("ol", class_="latency")
        assert len(items) == 1
        costs = [span["text"] for span in page.all("span", class_="cost")]
        assert len(costs) == 2
        assert costs[0].startswith("unbounded, at least") and costs[1].startswith("at most")
        widths = [float(re.fullmatch(r"width:([\d.]+)%", span["style"])[1])
                  for name in ("sure", "may") for span in page.all("span", class_=name)]
        assert len(widths) == 4 and all(0 <= width <= 100 for width in widths)
        assert widths[1] + widths[3] <= 100.0


def test_from_python(critlint, monkeypatch, tmp_path):
    monkeypatch.setenv("CRITLINT", str(critlint))
    (tmp_path / "a.c").write_text(PROGRAM % {"body": BOTH, "before": ""}, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(CONFIG % "1us", encoding="utf-8")
    report = critlint_module.latency("a.c", config="own.yaml", cpu="cortex-m4", cwd=tmp_path)
    waits, loops = report.sections
    assert report.complete and report.version
    assert (waits.cost.bound, waits.cost.high) == ("unbounded", None) and "bound" in waits.cost.reason
    assert loops.cost.high >= loops.cost.low >= 40 and loops.cost.nanoseconds == loops.cost.high * 150
    assert (loops.path, loops.function, loops.masks, loops.enter) == ("a.c", "main", "interrupts", "MASK")
    assert [step.text for step in loops.steps] == ["loop of 20 rounds"] and loops.steps[0].cost.low >= 40
    handler, = report.handlers
    assert (handler.name, handler.deadline_ns, handler.period_ns) == ("slow", 1000, 1000000)
    with pytest.raises(critlint_module.UsageError, match="no-such-file"):
        critlint_module.latency("no-such-file.c", cwd=tmp_path)
    with pytest.raises(critlint_module.ReportError):
        critlint_module.parse_latency("{}")


def test_order_and_workers_do_not_matter(critlint, run, tmp_path):
    parts = {"a.c": "MASK(); shared(); OPEN();", "b.c": "MASK(); reg = 1; OPEN();"}
    common = "static void shared(void) { for (int i = 0; i < 20; i++) reg = 1; }"
    for name, body in parts.items():
        text = PROGRAM % {"body": body, "before": common}
        (tmp_path / name).write_text(text.replace("int main(", "int start(") if name == "b.c" else text,
                                     encoding="utf-8")
    outputs = {run([critlint, "latency", *paths, "--cpu", "cortex-m4", "--format", "json", "-j", jobs],
                   cwd=tmp_path).stdout
               for paths in (["a.c", "b.c"], ["b.c", "a.c"]) for jobs in ("1", "2")}
    assert len(outputs) == 1 and "at most" in outputs.pop()


# ---- against a compiler --------------------------------------------------------------------------------

STRAIGHT = {
    "set_flag": "flags |= 4;",
    "take": "uint32_t all = events; events = 0; kept = all;",
    "count": "counter++;",
    "push": "ring.data[ring.head & 15] = (uint8_t)kept; ring.head++;",
    "pop": "kept = ring.data[ring.tail & 15]; ring.tail = (ring.tail + 1) & 15;",
    "swap": "void *old = first; first = second; second = old;",
    "link": "node.next = list; list = &node;",
    "unlink": "list = list->next; list->before = 0;",
    "stamp": "wide = ticks64; kept = (uint32_t)(wide >> 32);",
    "branch": "if (flags & 2) { counter = 0; } else { events |= 8; }",
    "registers": "GPIO[5] = 1; GPIO[6] = 2; GPIO[5] = 0;",
    "masked": "GPIO[4] = (GPIO[4] & ~0xf0u) | (kept << 4);",
    "several": "ring.head = 0; ring.tail = 0; flags = 0; events = 0; counter = 0;",
    "sum": "kept = counter * 3 + events / 4 - flags;",
}

MEASURED = """\
#include <stdint.h>
struct item { struct item *next, *before; };
struct fifo { uint8_t data[16]; uint32_t head, tail; };
volatile uint32_t flags, events, counter, kept;
uint64_t wide; volatile uint64_t ticks64;
struct fifo ring; struct item node, *list; void *first, *second;
#define GPIO ((volatile uint32_t *)0x40020000u)
"""


ARM = "cpsid i", "cpsie i"
TARGETS = {
    "cortex-m4": ("arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb", "--cpu=cortex-m4", *ARM),
    "cortex-m0": ("arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb", "--cpu=cortex-m0", *ARM),
    "avr": ("avr-gcc -mmcu=atmega328p", "--cpu=atmega328p", "cli", "sei"),
    "riscv": ("riscv64-unknown-elf-gcc -march=rv32imac_zicsr -mabi=ilp32", "--target=riscv32-unknown-elf",
              "csrci mstatus, 8", "csrsi mstatus, 8"),
}


def instructions(run, folder, target):
    """Compiles the straight sections of `a.c`: how many instructions each has, by the assembler's text."""
    command, _, mask, unmask = TARGETS[target]
    text = MEASURED.replace("0x40020000u", "0x4000u" if target == "avr" else "0x40020000u") + "".join(
        f'void {name}(void) {{ __asm volatile("{mask}" ::: "memory"); {{ {body} }} '
        f'__asm volatile("{unmask}" ::: "memory"); }}\n' for name, body in STRAIGHT.items())
    (folder / "a.c").write_text(text, encoding="utf-8")
    done = run([*command.split(), "-Os", "-ffreestanding", "-S", "a.c"], cwd=folder)
    assert done.returncode == 0, done.stderr
    actual = {}
    for name, body in re.findall(r"^(\w+):\n(.*?)^\s*\.size", (folder / "a.s").read_text(), re.M | re.S):
        inside = re.search(f"{mask}\n(.*{unmask})\n", body, re.S)
        if inside:
            actual[name] = len(re.findall(r"^\s+[a-z]", inside[1], re.M))
    return actual


@pytest.mark.parametrize("target", TARGETS)
def test_weights_hold(critlint, run, tmp_path, target):
    """What the compiler makes of straight sections lies between the two bounds."""
    command, option, _, _ = TARGETS[target]
    if not shutil.which(command.split()[0]):
        pytest.skip(f"optional: {command.split()[0]} is not installed")
    actual = instructions(run, tmp_path, target)
    done = run([critlint, "latency", "a.c", "--isolated", option, "--format", "json"], cwd=tmp_path)
    bounds = {section["function"]: cost(section) for section in json.loads(done.stdout)["sections"]}
    assert set(actual) == set(bounds) == set(STRAIGHT)
    wrong = {name: (bounds[name], count) for name, count in actual.items()
             if not bounds[name][1] <= count <= bounds[name][2]}
    assert not wrong
    # Bounds that say anything would hold, too: they are to be near.
    ratios = sorted(bounds[name][2] / count for name, count in actual.items())
    assert ratios[len(ratios) // 2] < 2.5
    ratios = sorted(count / bounds[name][1] for name, count in actual.items())
    assert ratios[len(ratios) // 2] < 3.5
