"""`critlint why FILE:LINE`: the facts at a line, each with its origin; and `critlint models`."""

import json

import pytest

from test_map import AVR, CORTEX, TASKS, line_of


@pytest.fixture
def ask(critlint, run, tmp_path):
    """ask(source, "text of the line", option...) -> what `why` says of that line, as JSON."""

    def look(source, marker, *options):
        (tmp_path / "main.c").write_text(source, encoding="utf-8")
        (line,) = [number for number, text in enumerate(source.splitlines(), 1) if marker in text]
        done = run([critlint, "why", f"main.c:{line}", ".", "--format", "json", "--isolated", *options],
                   cwd=tmp_path)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        seen = json.loads(done.stdout)
        assert seen["location"] == {"path": "main.c", "line": line}
        return seen

    return look


@pytest.fixture
def why(critlint, run, tmp_path):
    """why(source, place, option...) -> CompletedProcess."""

    def look(source, place, *options, status=0):
        (tmp_path / "main.c").write_text(source, encoding="utf-8")
        done = run([critlint, "why", place, ".", "--isolated", *options], cwd=tmp_path)
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return look


def only_state(seen, name):
    (function,) = seen["functions"]
    assert function["name"] == name
    (state,) = function["states"]
    return state


def handlers(state):
    return {one["name"]: (one["can_preempt"], one.get("why_not", "")) for one in state["handlers"]}


@pytest.fixture
def cortex(ask):
    return lambda marker: only_state(ask(CORTEX, marker, "--cpu", "cortex-m4"), "main")


def test_nothing_is_masked(cortex):
    state = cortex("torn = 0;")
    assert [one["name"] for one in state["contexts"]] == ["main"] and state["path"] == "main"
    assert state["held"] == []
    assert handlers(state) == {"on_tick": (True, ""), "on_byte": (True, "")}


@pytest.mark.parametrize("marker, held, stopped", [
    ("    before = 7;", [], {"on_tick": "nothing has enabled it by now",
                             "on_byte": "nothing has enabled it by now"}),
    ("    helper();", ["PRIMASK"], {"on_tick": "masked by PRIMASK", "on_byte": "masked by PRIMASK"}),
    ("    __set_BASEPRI(4 << 4);", ["BASEPRI >= 3"], {"on_tick": "masked by BASEPRI >= 3",
                                                      "on_byte": "masked by BASEPRI >= 3"}),
    ("    __set_BASEPRI(0);", ["BASEPRI >= 4"], {"on_byte": "masked by BASEPRI >= 4"}),
    ("    low_only++;", ["line 2 off"], {"on_byte": "its line is off"}),
])
def test_what_is_held_and_whom_it_stops(cortex, marker, held, stopped):
    state = cortex(marker)
    assert [part["name"] for part in state["held"]] == held
    assert {name: words for name, (can, words) in handlers(state).items() if not can} == stopped


def test_where_each_fact_comes_from(ask):
    state = only_state(ask(CORTEX, "    helper();", "--cpu", "cortex-m4"), "main")
    (part,) = state["held"]
    assert part["since"]["line"] == line_of(CORTEX, "    __disable_irq();") and part["function"] == "main"
    assert part["by"].startswith("'__disable_irq', model cmsis: core:")
    tick, byte = state["handlers"]
    assert (tick["name"], tick["found"]) == ("on_tick", "slot 16 of 'vectors'")
    assert tick["enabled"]["line"] == line_of(CORTEX, "    NVIC_EnableIRQ(0);")
    assert byte["priority_location"]["line"] == line_of(CORTEX, "    NVIC_SetPriority(2, 5);")
    assert byte["enabled"]["line"] == line_of(CORTEX, "    NVIC_EnableIRQ(2);")


def test_a_mask_that_a_caller_took(ask):
    source = CORTEX.replace("static void helper(void) { by_caller = 0; }",
                            "static void helper(void)\n{\n    by_caller = 0; // here\n}")
    state = only_state(ask(source, "// here", "--cpu", "cortex-m4"), "helper")
    assert state["path"] == "main > helper"
    assert [(part["name"], part["function"]) for part in state["held"]] == [("PRIMASK", "main")]


def test_an_instruction_is_named(ask):
    source = CORTEX.replace("    __disable_irq();\n", '    __asm volatile ("cpsid i" ::: "memory");\n')
    (part,) = only_state(ask(source, "    helper();", "--cpu", "cortex-m4"), "main")["held"]
    assert part["by"] == "the instruction 'cpsid i'"


def test_a_handler_asks_for_priorities(ask):
    source = CORTEX.replace("    by_line++; by_ceiling++; between++; low_only = 1;\n",
                            "    between++; // low\n").replace("    one_step = 1; before++;",
                                                               "    before++; // urgent\n")
    low = only_state(ask(source, "// low", "--cpu", "cortex-m4"), "on_byte")
    assert handlers(low) == {"on_tick": (True, "")}
    urgent = only_state(ask(source, "// urgent", "--cpu", "cortex-m4"), "on_tick")
    assert handlers(urgent) == {"on_byte": (False, "it is less urgent")}
    same = source.replace("NVIC_SetPriority(2, 5)", "NVIC_SetPriority(2, 3)")
    assert handlers(only_state(ask(same, "// low", "--cpu", "cortex-m4"), "on_byte")) == {
        "on_tick": (False, "the same priority")}


def test_handlers_of_avr(ask):
    state = only_state(ask(AVR, "ISR(TIMER1_OVF_vect)", "--cpu", "atmega328p"), "__vector_13")
    assert [part["by"] for part in state["held"]] == ["how the processor enters it"]
    assert handlers(state) == {"__vector_16": (False, "masked by SREG.I")}


def test_two_states_of_one_line(ask):
    """A line that is reached masked and open, by two calls of one function."""
    source = ("void __disable_irq(void);\nvoid __enable_irq(void);\nvolatile int n;\n"
              "static void set(int x) { n = x; }\n"
              "void TIM2_IRQHandler(void) { __disable_irq(); set(1); __enable_irq(); }\n"
              "int main(void) { set(2); }\n")
    (function,) = ask(source, "static void set", "--cpu", "cortex-m4")["functions"]
    assert {(state["contexts"][0]["name"], bool(state["held"])) for state in function["states"]} == {
        ("main", False), ("TIM2_IRQHandler", True)}


def test_tasks(ask):
    section = ask(TASKS, "    by_section++;", "--cpu", "cortex-m4")["functions"][0]["states"]
    assert len(section) == 1 and {one["name"] for one in section[0]["contexts"]} == {"first", "second"}
    assert not section[0]["other_tasks"] and section[0]["no_tasks_because"] == "RTOS section"
    (lock,) = ask(TASKS, "    by_lock++;", "--cpu", "cortex-m4")["functions"][0]["states"]
    assert [part["name"] for part in lock["held"]] == ["lock 'mutex'"] and lock["other_tasks"]
    early = only_state(ask(TASKS, "    from_main = 1;", "--cpu", "cortex-m4"), "main")
    assert early["no_tasks_because"] == "the scheduler has not been started"


def test_shared_objects_of_the_line(ask):
    (shared,) = ask(CORTEX, "torn = 0;", "--cpu", "cortex-m4")["objects"]
    assert (shared["name"], shared["verdict"]) == ("torn", "bare")
    assert {(one["name"], one["access"], one["guard"]) for one in shared["accesses"]} == {
        ("main", "write", "none"), ("on_tick", "update", "priority")}


@pytest.mark.parametrize("name", ["by_weak_ceiling", "by_other_line", "bare", "torn"])
def test_why_agrees_with_the_map(ask, name):
    """Whoever the map says can cut in, can preempt there."""
    marker = f"    {name}++;" if name != "torn" else "    torn = 0;"
    seen = ask(CORTEX, marker, "--cpu", "cortex-m4")
    able = {one for one, (can, _) in handlers(only_state(seen, "main")).items() if can}
    (shared,) = seen["objects"]
    (words,) = [access["words"] for access in shared["accesses"] if access["guard"] == "none"]
    assert "on_tick" in able and words.startswith("'on_tick' can cut in: ")


def test_as_text(why):
    line = line_of(CORTEX, "    helper();")
    text = why(CORTEX, f"main.c:{line}", "--cpu", "cortex-m4").stdout
    assert text.startswith(f"main.c:{line}: in 'main'\n{line:5} |     helper();\n\n"
                           "in main\n  by way of main\n")
    assert f"  held: PRIMASK, since 'main' at main.c:{line - 2}, by '__disable_irq', model cmsis" in text
    assert "  no handler can preempt\n  cannot preempt:\n    on_tick, priority 3: masked by PRIMASK\n" in text
    torn = why(CORTEX, f"main.c:{line_of(CORTEX, '    torn = 0;')}", "--cpu", "cortex-m4").stdout
    assert "  nothing is masked\n  can preempt:\n    on_tick, priority 3\n      found by slot 16" in torn
    assert "\nshared: torn, main.c:" in torn and "bare, 'on_tick' can cut in" in torn
    assert "  elsewhere:\n" in torn


# ---- places


def test_a_line_without_code(why):
    done = why("int f(void)\n{\n    /* nothing */\n    return 1;\n}\n", "main.c:3", status=2)
    assert done.stderr == "critlint: no code on main.c:3; the nearest is on line 4\n" and done.stdout == ""
    source = "int g(void)\n{\n    return 2;\n}\n\n\n\n\nint f(void)\n{\n    return 1;\n}\n"
    assert "line 3\n" in why(source, "main.c:5", status=2).stderr
    assert "line 11\n" in why(source, "main.c:8", status=2).stderr
    assert "line 11\n" in why(source, "main.c:99", status=2).stderr
    assert "and none in the file" in why("int x;\n", "main.c:1", status=2).stderr


def test_a_file_that_is_not_there(why, tmp_path):
    done = why(CORTEX, "mian.c:3", status=2)
    assert done.stderr.startswith("critlint: 'mian.c' is not among the ")
    assert done.stderr.endswith("; near it: 'main.c'\n") and done.stdout == ""


@pytest.mark.parametrize("place", ["main.c", "main.c:", "main.c:x", "main.c:0", ":3", "main.c:3x"])
def test_no_place(why, place):
    said = why(CORTEX, place, status=2).stderr
    assert said == f"critlint: '{place}' is no FILE:LINE, such as src/main.c:42\n"


def test_the_end_of_a_path_is_enough(critlint, run, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "part.c").write_text(f"int {folder}(void) {{ return 1; }}\n")

    def say(place):
        return run([critlint, "why", place, ".", "--isolated"], cwd=tmp_path)

    assert say("two/part.c:1").stdout.startswith("two/part.c:1: in 'two'")
    assert len({say(place + "two/part.c:1").stdout for place in ("", "./", f"{tmp_path}/")}) == 1
    (tmp_path / "counterpart.c").write_text("int counter(void) { return 1; }\n")
    both = say("part.c:1")
    assert both.returncode == 2 and both.stderr.endswith("may be 'one/part.c', 'two/part.c'\n")


def test_the_place_is_needed(critlint, run, tmp_path):
    done = run([critlint, "why"], cwd=tmp_path)
    assert done.returncode == 2 and done.stderr == "usage: critlint why FILE:LINE [PATH...]\n"


# ---- models


def test_models_of_a_name(critlint, run, tmp_path):
    done = run([critlint, "models", "__disable_irq", "--isolated"], cwd=tmp_path)
    assert done.returncode == 0
    assert "__disable_irq masks all interrupts" in done.stdout and "said by models/cmsis.yaml:" in done.stdout
    assert "core: __disable_irq sets PRIMASK (cpsid i)" in done.stdout


def test_every_row_is_listed(critlint, run, tmp_path):
    done = run([critlint, "models", "--format", "json", "--isolated"], cwd=tmp_path)
    rows = json.loads(done.stdout)["models"]
    lines = run([critlint, "models", "--isolated"], cwd=tmp_path).stdout.splitlines()
    assert len(rows) == len(lines) > 500
    assert all(row["meaning"] and row["source"] and not row["own"] for row in rows)
    assert {row["role"] for row in rows} >= {"mask", "enter", "task", "handler", "runs", "blocks"}
    (runs,) = [row for row in rows if row["name"] == "app_main"]
    assert runs["meaning"] == "is called by the framework, in a main"


def test_a_row_of_the_users_own(critlint, run, tmp_path):
    (tmp_path / "mine.yaml").write_text("- {mask: __disable_irq, masks: fault}\n")
    done = run([critlint, "models", "__disable_irq", "--model", "mine.yaml", "--format", "json",
                "--isolated"], cwd=tmp_path)
    rows = json.loads(done.stdout)["models"]
    assert [(row["file"], row["own"], row["replaced"]) for row in rows][-1] == ("mine.yaml:1", True, False)
    assert all(row["replaced"] for row in rows[:-1]) and len(rows) == 3
    (tmp_path / "mine.yaml").write_text("- {maks: x}\n")
    wrong = run([critlint, "models", "--model", "mine.yaml", "--isolated"], cwd=tmp_path)
    assert wrong.returncode == 2 and "mine.yaml:1" in wrong.stderr


def test_an_unknown_name(critlint, run, tmp_path):
    done = run([critlint, "models", "__disable_irk", "--isolated"], cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == "critlint: no model speaks of '__disable_irk'; did you mean '__disable_irq'?\n"
